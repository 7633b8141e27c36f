//! Errors of documents that know nothing of the vocabulary: lists of errors, keys in bodies, codes read off schemas.

use std::sync::Arc;

use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server};

use crate::wire::clients::bare_errors::Client as Bare;
use crate::wire::clients::bare_errors::bare::TakeNameError;
use crate::wire::clients::error_lists::Client as Tills;
use crate::wire::clients::error_lists::input::{CreateImageRequest, NewCard, NewImage};
use crate::wire::clients::error_lists::tills::{CreateCardError, GetCardError};
use crate::wire::clients::shared_errors::Client as Shared;
use crate::wire::clients::shared_errors::shared::{GetAError, GetBError};

fn tills(server: &Server) -> Tills {
    let clock = Arc::new(ManualClock::new());
    let builder = Tills::builder().base_url(server.url()).clock(clock);
    builder.build().expect("a loopback URL")
}

fn bare(server: &Server) -> Bare {
    let clock = Arc::new(ManualClock::new());
    let builder = Bare::builder().base_url(server.url()).clock(clock);
    builder.build().expect("a loopback URL")
}

#[tokio::test]
async fn the_first_error_of_a_list_decides_and_the_others_stay_readable() {
    let body = r#"{"errors": [
        {"category": "PAYMENT_METHOD_ERROR", "code": "CARD_LOST", "detail": "Reported.", "field": "number"},
        {"category": "INVALID_REQUEST_ERROR", "code": "SOMETHING_NEW", "detail": "And more."}, 7]}"#;
    let server = Server::answering([Answer::json(400, body)]);
    let card = NewCard::new("4111");
    let error = tills(&server).tills().create_card(&card).await.unwrap_err();
    assert!(
        matches!(error.api(), Some(CreateCardError::CardLost(_))),
        "{error:?}"
    );
    assert_eq!(error.message(), Some("Reported."));
    assert_eq!(error.wire_category(), Some("PAYMENT_METHOD_ERROR"));
    assert_eq!(error.param(), Some("number"));
    let codes: Vec<_> = error.errors().iter().map(|it| it.code.as_deref()).collect();
    assert_eq!(codes, [Some("CARD_LOST"), Some("SOMETHING_NEW"), None]);
    assert_eq!(error.errors()[1].message.as_deref(), Some("And more."));
}

#[tokio::test]
async fn codes_of_any_endpoint_are_known_at_each() {
    let body = r#"{"errors": [{"code": "UNAUTHORIZED", "detail": "No."}]}"#;
    let server = Server::answering([Answer::json(401, body), Answer::json(401, body)]);
    let client = tills(&server);
    let error = client.tills().get_card("c1").await.unwrap_err();
    assert!(
        matches!(error.api(), Some(GetCardError::Unauthorized(_))),
        "{error:?}"
    );
    let error = client
        .tills()
        .create_card(&NewCard::new("1"))
        .await
        .unwrap_err();
    assert!(
        matches!(error.api(), Some(CreateCardError::Unauthorized(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_key_in_the_body_is_made_once_and_sent_with_every_attempt() {
    let server = Server::answering([Answer::status(503), Answer::json(200, r#"{"id": "c1"}"#)]);
    let done = tills(&server)
        .tills()
        .create_card(&NewCard::new("4111"))
        .send_with_meta()
        .await
        .unwrap();
    let key = done
        .meta
        .idempotency_key()
        .expect("a key was made")
        .as_str();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for request in &requests {
        let expected = format!(r#"{{"idempotency_key":"{key}","number":"4111"}}"#);
        assert_eq!(request.text(), expected);
        assert_eq!(request.header("idempotency-key"), None);
    }
}

#[tokio::test]
async fn a_callers_key_in_the_body_goes_before_ours() {
    let server = Server::deciding(|_| Answer::json(200, r#"{"id": "c1"}"#));
    let client = tills(&server);
    let card = NewCard::new("4111");
    client
        .tills()
        .create_card(&card)
        .idempotency_key("call-7")
        .await
        .unwrap();
    let written = NewCard::new("4111").idempotency_key("body-7");
    client.tills().create_card(&written).await.unwrap();
    let bodies: Vec<_> = server
        .requests()
        .iter()
        .map(|it| it.text().to_owned())
        .collect();
    assert!(
        bodies[0].contains(r#""idempotency_key":"call-7""#),
        "{}",
        bodies[0]
    );
    assert!(
        bodies[1].contains(r#""idempotency_key":"body-7""#),
        "{}",
        bodies[1]
    );
}

#[tokio::test]
async fn a_key_stands_in_the_part_that_has_it() {
    let server = Server::answering([
        Answer::status(503),
        Answer::status(204),
        Answer::status(204),
    ]);
    let client = tills(&server);
    let image = CreateImageRequest::new().request(NewImage::new("front"));
    let done = client.tills().create_image().body(&image).send_with_meta();
    let done = done.await.unwrap();
    let key = done
        .meta
        .idempotency_key()
        .expect("a key was made")
        .as_str();
    let expected = format!(r#"{{"idempotency_key":"{key}","name":"front"}}"#);
    let requests = server.requests();
    assert_eq!(requests.len(), 2, "with a key it may be repeated");
    for request in &requests {
        assert!(request.text().contains(&expected), "{}", request.text());
    }
    let without = CreateImageRequest::new().image(b"\x89PNG".to_vec());
    let done = client
        .tills()
        .create_image()
        .body(&without)
        .send_with_meta();
    assert!(
        done.await.unwrap().meta.idempotency_key().is_none(),
        "no part that could carry it"
    );
}

#[tokio::test]
async fn operations_that_answer_the_same_share_an_enum() {
    let server = Server::deciding(|_| Answer::json(400, r#"{"code": "seven"}"#));
    let client = Shared::builder().base_url(server.url()).build();
    let client = client.expect("a loopback URL");
    let a: GetAError = client
        .shared()
        .get_a()
        .await
        .unwrap_err()
        .api()
        .cloned()
        .unwrap();
    let b: GetBError = client
        .shared()
        .get_b()
        .await
        .unwrap_err()
        .api()
        .cloned()
        .unwrap();
    assert!(matches!(a, GetAError::Seven(_)), "{a:?}");
    assert!(matches!(b, GetAError::Seven(_)), "one type under two names");
}

#[tokio::test]
async fn a_branch_of_a_union_is_the_details_of_its_code() {
    let server = Server::answering([
        Answer::json(
            400,
            r#"{"kind": "too_long", "message": "Shorter.", "limit": 20}"#,
        ),
        Answer::json(400, r#"{"kind": "taken", "by": "o1"}"#),
        Answer::json(400, r#"{"kind": "brand_new", "message": "?"}"#),
    ]);
    let client = bare(&server);
    let error = client.bare().take_name().await.unwrap_err();
    let Some(TakeNameError::TooLong(details)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(details.limit, 20);
    assert_eq!(error.message(), Some("Shorter."));
    let error = client.bare().take_name().await.unwrap_err();
    let Some(TakeNameError::Taken(details)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(details.by.as_deref(), Some("o1"));
    let error = client.bare().take_name().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(TakeNameError::BadRequest(_))),
        "{error:?}"
    );
    assert_eq!(error.code(), Some("brand_new"));
}

#[tokio::test]
async fn a_status_without_listed_codes_keeps_its_variant_whatever_the_code() {
    let server = Server::answering([
        Answer::json(404, r#"{"code": "no_such_name", "message": "None."}"#),
        Answer::json(
            429,
            r#"{"code": "slow", "message": "Later.", "retry_after": 2.5}"#,
        ),
        Answer::status(204),
    ]);
    let client = bare(&server);
    let error = client.bare().take_name().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(TakeNameError::NotFound(_))),
        "{error:?}"
    );
    assert_eq!(error.code(), Some("no_such_name"));
    let done = client.bare().take_name().send_with_meta().await.unwrap();
    let wait = done.meta.attempts()[0].wait;
    assert!(
        (2.5..4.0).contains(&wait.as_secs_f64()),
        "the body asks for 2.5 s: {wait:?}"
    );
}
