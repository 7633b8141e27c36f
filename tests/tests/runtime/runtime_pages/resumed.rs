//! Repeats within a page, and where an error lets a caller go on.

use std::sync::Arc;

use faultcode_runtime::ErrorKind;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::shop;
use faultcode_tests::{Answer, Server};

use super::{CURSOR, call, json, targets};

#[tokio::test]
async fn a_page_is_repeated_like_any_call_and_an_error_says_where_to_resume() {
    let clock = ManualClock::new();
    let server = Server::answering([
        json(r#"{"data":[{"id":"a"}],"meta":{"next":"2"}}"#),
        Answer::status(503),
        json(r#"{"data":[{"id":"b"}],"meta":{"next":"3"}}"#),
        Answer::json(404, r#"{"code":"NOT_FOUND"}"#),
        json(r#"{"data":[{"id":"c"}],"meta":{"next":"4"}}"#),
        json(r#"{"data":[{"id":7}],"meta":{"next":"5"}}"#),
    ]);
    let client = shop::builder(&server)
        .clock(Arc::new(clock))
        .build()
        .unwrap();
    let mut items = call(&client, &CURSOR).items();
    assert_eq!(items.next().await.unwrap().unwrap().id, "a");
    assert_eq!(items.next().await.unwrap().unwrap().id, "b");
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.status(), Some(404));
    assert!(items.next().await.is_none());
    let token = items.resume_token().unwrap();

    let mut pages = call(&client, &CURSOR).pages().resume(&token).with_meta();
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!(page.meta.attempts().len(), 1);
    // A page that does not decode is the page to resume from, not the one behind it.
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error:?}");
    assert!(pages.next().await.is_none() && pages.is_done());
    assert_eq!(pages.resume_token().as_deref(), Some("c:4"));
    assert_eq!(
        targets(&server),
        [
            "/v1/orders",
            "/v1/orders?after=2",
            "/v1/orders?after=2",
            "/v1/orders?after=3",
            "/v1/orders?after=3",
            "/v1/orders?after=4",
        ]
    );
}

#[tokio::test]
async fn items_resume_at_the_page_in_hand() {
    let page = |id: &str, next: &str| {
        json(&format!(
            r#"{{"data":[{{"id":"{id}1"}},{{"id":"{id}2"}}],"meta":{{"next":"{next}"}}}}"#
        ))
    };
    let server = Server::answering([page("a", "B"), page("b", "C")]);
    let mut items = call(&shop::client(&server), &CURSOR).items();
    let rows = [
        ("a1", None),
        ("a2", Some("c:B")),
        ("b1", Some("c:B")),
        ("b2", Some("c:C")),
    ];
    for (id, token) in rows {
        assert_eq!(items.next().await.unwrap().unwrap().id, id);
        assert_eq!(items.resume_token().as_deref(), token, "{id}");
    }
}
