//! Which answers are errors, and what says so: the status, `x-error`, or the body. Every way to make a call agrees.

use std::sync::{Arc, Mutex};

use faultcode_runtime::errors::DecodeErrorKind;
use faultcode_runtime::keys::{KeyClaim, KeyRecord, KeyStore, KeyStoreFuture};
use faultcode_runtime::testing::{Reply, check_errors};
use faultcode_runtime::{Effect, Error, ErrorKind};
use faultcode_tests::{Answer, Server};

use crate::wire::clients::outcomes::answers::*;
use crate::wire::clients::outcomes::{Client, testing};

fn client(server: &Server) -> Client {
    let builder = Client::builder().base_url(server.url());
    builder.build().expect("a loopback URL")
}

/// A client of a server that gives these answers.
pub(crate) fn answering(answers: impl IntoIterator<Item = Answer>) -> (Server, Client) {
    let server = Server::answering(answers);
    let client = client(&server);
    (server, client)
}

/// A key store that notes what becomes of its records.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<&'static str>>>);

impl Notes {
    fn note(&self, word: &'static str) {
        self.0.lock().unwrap().push(word);
    }
}

impl KeyStore for Notes {
    fn find<'a>(&'a self, _: &'a str, _: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(async { Ok(None) })
    }

    fn claim<'a>(&'a self, _: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.note("claim");
        Box::pin(async { Ok(None) })
    }

    fn finish<'a>(&'a self, _: &'a KeyClaim) -> KeyStoreFuture<'a, ()> {
        self.note("finish");
        Box::pin(async { Ok(()) })
    }

    fn release<'a>(&'a self, _: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.note("release");
        Box::pin(async { Ok(None) })
    }
}

#[tokio::test]
async fn a_success_status_that_is_an_error_is_one_by_every_way() {
    let partly = || Answer::json(207, r#"{"n": 1}"#);
    let (_server, client) = answering([partly(), partly(), partly(), partly()]);
    let is_variant = |error: &Error<StoreAllError>| {
        assert!(
            matches!(error.api(), Some(StoreAllError::MultiStatus(_))),
            "{error:?}"
        );
        assert_eq!(
            (error.status(), error.effect()),
            (Some(207), Effect::MaybeApplied)
        );
    };
    let answers = client.answers();
    is_variant(&answers.store_all().await.unwrap_err());
    is_variant(&answers.store_all().send_with_meta().await.unwrap_err());
    is_variant(&answers.store_all().download().await.unwrap_err());
    let blocking = std::thread::spawn({
        let client = client.clone();
        move || client.answers().store_all().send_blocking().unwrap_err()
    });
    is_variant(&blocking.join().unwrap());

    let (_server, client) = answering([partly()]);
    let error = client.answers().store_kind().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(StoreKindError::MultiStatus(_))),
        "{error:?}"
    );
    let stale = |body: &str, kind: &str| Answer::body(203, kind, body);
    let (_server, client) = answering([stale("data: {\"n\": 1}\n\n", "text/event-stream")]);
    let error = client.answers().feed().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(FeedError::NonAuthoritative(_))),
        "{error:?}"
    );
    let (_server, client) = answering([stale(r#"{"items": [{"n": 1}]}"#, "application/json")]);
    let mut pages = client.answers().list_counts().pages();
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.status(), Some(203));
    assert!(error.api().is_some(), "{error:?}");
}

#[tokio::test]
async fn a_redirect_that_is_an_error_is_its_variant() {
    let elsewhere = Answer::status(303).header("location", "https://elsewhere.example/");
    let (_server, client) = answering([elsewhere]);
    let error = client.answers().store_all().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(StoreAllError::SeeOther(_))),
        "{error:?}"
    );
    assert_eq!(error.effect(), Effect::MaybeApplied);
}

#[tokio::test]
async fn the_narrower_of_two_declared_ranges_decides() {
    // 200 is a success, and every other 2xx an error.
    let count = |status| Answer::json(status, r#"{"n": 1}"#);
    let (_server, client) = answering([Answer::status(200), count(201), count(206), count(299)]);
    client.answers().store_range().await.unwrap();
    for status in [201, 206, 299] {
        let error = client.answers().store_range().await.unwrap_err();
        let other = matches!(error.api(), Some(StoreRangeError::Success(_)));
        assert!(other, "{status}: {error:?}");
    }
    // `default` is said to be an error, so it covers the successes that are not declared.
    let (_server, client) = answering([
        Answer::json(201, r#"{"n": 1}"#),
        Answer::json(200, r#"{"n": 1}"#),
    ]);
    assert_eq!(client.answers().store_other().await.unwrap().n, 1);
    let error = client.answers().store_other().await.unwrap_err();
    let other = matches!(error.api(), Some(StoreOtherError::OtherStatus(_)));
    assert!(other, "{error:?}");
    // 4XX is an ordinary result, but for 404.
    let (_server, client) = answering([
        Answer::json(409, r#"{"message": "m"}"#),
        Answer::json(404, "{}"),
    ]);
    let ordinary = client.answers().narrow().await.unwrap();
    assert!(
        matches!(ordinary, NarrowSuccess::ClientError(_)),
        "{ordinary:?}"
    );
    let error = client.answers().narrow().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(NarrowError::NotFound(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_success_that_is_an_error_leaves_its_key_open() {
    let notes = Notes::default();
    let server = Server::answering([Answer::json(207, "{}"), Answer::json(200, r#"{"n": 1}"#)]);
    let builder = Client::builder().base_url(server.url());
    let client = builder.key_store(notes.clone());
    let client = client.build().unwrap();
    client.answers().store_all().durable("a").await.unwrap_err();
    assert_eq!(*notes.0.lock().unwrap(), ["claim"]);
    client.answers().store_all().durable("b").await.unwrap();
    assert_eq!(*notes.0.lock().unwrap(), ["claim", "claim", "finish"]);
}

/// What the tests of a generated crate do.
#[test]
fn every_declared_error_has_a_sample_that_becomes_its_variant() {
    check_errors::<StoreAllError>(&STORE_ALL, testing::SAMPLES);
    check_errors::<StoreRangeError>(&STORE_RANGE, testing::SAMPLES);
    check_errors::<StoreOtherError>(&STORE_OTHER, testing::SAMPLES);
    check_errors::<StoreKindError>(&STORE_KIND, testing::SAMPLES);
    check_errors::<FeedError>(&FEED, testing::SAMPLES);
    check_errors::<ListCountsError>(&LIST_COUNTS, testing::SAMPLES);
    check_errors::<HasThingError>(&HAS_THING, testing::SAMPLES);
    check_errors::<NarrowError>(&NARROW, testing::SAMPLES);
    check_errors::<MixedError>(&MIXED, testing::SAMPLES);
    check_errors::<ReportError>(&REPORT, testing::SAMPLES);
}

#[tokio::test]
async fn a_status_that_is_an_ordinary_result_shows_in_the_value() {
    let (server, client) =
        answering([200, 404, 403].map(|status| {
            Answer::raw(format!("HTTP/1.1 {status} x\r\ncontent-length: 9\r\n\r\n"))
        }));
    assert!(client.answers().has_thing("t").await.unwrap());
    assert!(!client.answers().has_thing("t").await.unwrap());
    let error = client.answers().has_thing("t").await.unwrap_err();
    assert!(
        matches!(error.api(), Some(HasThingError::Forbidden(_))),
        "{error:?}"
    );
    assert_eq!(server.count(), 3);

    let (_server, client) = answering([
        Answer::status(204),
        Answer::json(404, r#"{"message": "no"}"#),
    ]);
    assert!(client.answers().drop_thing("t").await.unwrap());
    assert!(
        !client
            .answers()
            .drop_thing("t")
            .send_with_meta()
            .await
            .unwrap()
            .value
    );

    // All members of the type are optional, so a body of the other status would fit it.
    let none = || Answer::json(404, r#"{"message": "not found"}"#);
    let (_server, client) = answering([
        Answer::json(200, r#"{"n": 1}"#),
        none(),
        Answer::json(404, "broken{"),
        none(),
    ]);
    let found = client.answers().find_thing("t").await.unwrap();
    assert_eq!(found.unwrap().n, Some(1));
    assert!(client.answers().find_thing("t").await.unwrap().is_none());
    assert!(client.answers().find_thing("t").await.unwrap().is_none());
    let error = client
        .answers()
        .find_thing("t")
        .download()
        .await
        .unwrap_err();
    let ErrorKind::Decode(failure) = error.kind() else {
        panic!("a page of the other status is no download: {error:?}");
    };
    assert_eq!(*failure.kind(), DecodeErrorKind::Empty);
    assert_eq!(error.status(), Some(404));
}

#[tokio::test]
async fn nothing_but_the_status_says_that_there_is_nothing() {
    for answer in [
        Answer::json(200, ""),
        Answer::json(200, "null"),
        Answer::status(204),
    ] {
        let (_server, client) = answering([answer]);
        let error = client.answers().find_thing("t").await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error:?}");
    }
    let empty = || Answer::body(200, "image/png", "");
    let (_server, client) = answering([empty(), Answer::body(404, "image/png", "no")]);
    assert_eq!(client.answers().picture().await.unwrap().unwrap().len(), 0);
    assert!(client.answers().picture().await.unwrap().is_none());
    // A value that may be null by itself has a variant for each.
    let (_server, client) = answering([
        Answer::json(200, "null"),
        Answer::json(404, "{}"),
        Answer::json(201, "null"),
    ]);
    for expected in ["Ok(None)", "NotFound", "Ok(None)"] {
        let found = client.answers().maybe().await.unwrap();
        assert_eq!(format!("{found:?}"), expected);
    }
    // A stream that is not there is none without items.
    let (_server, client) = answering([Answer::body(
        404,
        "text/event-stream",
        "data: {\"n\": 1}\n\n",
    )]);
    let error = client.answers().feed().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error:?}");
}

#[tokio::test]
async fn several_ordinary_results_are_an_enum_of_statuses() {
    let rows = [
        (Answer::json(200, r#"{"n": 1}"#), "ok 1"),
        (
            Answer::json(404, r#"{"message": "none"}"#),
            "not found none",
        ),
        (Answer::json(410, r#"{"message": "no more"}"#), "gone"),
    ];
    for (answer, expected) in rows {
        let (_server, client) = answering([answer]);
        let shown = match client.answers().look_up("t").await.unwrap() {
            LookUpSuccess::Ok(thing) => format!("ok {}", thing.n.unwrap()),
            LookUpSuccess::NotFound(thing) => format!("not found {}", thing.message.unwrap()),
            LookUpSuccess::Gone => "gone".to_owned(),
        };
        assert_eq!(shown, expected);
    }
    // A success that is not declared is none of the others.
    let (_server, client) = answering([Answer::status(202)]);
    let error = client.answers().look_up("t").await;
    assert!(
        !matches!(&error, Ok(LookUpSuccess::NotFound(_) | LookUpSuccess::Gone)),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_declared_not_modified_is_a_value_that_is_not_there() {
    let (_server, client) = answering([Answer::json(200, r#"{"n": 1}"#), Answer::status(304)]);
    assert_eq!(client.answers().fresh().await.unwrap().unwrap().n, 1);
    assert!(client.answers().fresh().await.unwrap().is_none());
}

#[tokio::test]
async fn the_condition_of_an_envelope_is_one_on_2xx_bodies() {
    let refused = r#"{"success": false, "code": "NONE", "message": "m"}"#;
    let (_server, client) = answering([
        Answer::json(404, refused),
        Answer::json(200, refused),
        Answer::json(200, r#"{"success": true, "data": {"n": 3}}"#),
    ]);
    assert!(client.answers().wrapped().await.unwrap().is_none());
    let error = client.answers().wrapped().await.unwrap_err();
    assert_eq!(error.code(), Some("NONE"));
    assert_eq!(client.answers().wrapped().await.unwrap().unwrap().n, 3);
}

#[tokio::test]
async fn each_condition_of_a_list_of_envelopes_is_asked() {
    let body = r#"{"success": false, "error": {"code": "NO_ROOM", "message": "m"}}"#;
    let (_server, client) = answering([
        Answer::json(200, body),
        // The condition holds and its envelope finds nothing: the other one does.
        Answer::json(
            200,
            r#"{"success": false, "type": "https://x.example/full", "detail": "d"}"#,
        ),
        Answer::json(200, r#"{"success": true, "n": 4}"#),
        Answer::json(409, r#"{"type": "https://x.example/full", "detail": "d"}"#),
    ]);
    let error = client.answers().mixed().await.unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (Some("NO_ROOM"), Some("m"))
    );
    assert_eq!(error.effect(), Effect::MaybeApplied);
    for status in [200, 409] {
        if status == 409 {
            assert_eq!(client.answers().mixed().await.unwrap().n, Some(4));
        }
        let error = client.answers().mixed().await.unwrap_err();
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.code(), Some("https://x.example/full"));
        assert_eq!(error.message(), Some("d"));
    }
}

#[tokio::test]
async fn the_value_stands_where_any_envelope_of_a_list_says() {
    let rows = [
        (r#"{"data": {"n": 1}, "id": "r1"}"#, "1 r1"),
        // No error is written as null.
        (r#"{"data": {"n": 2}, "error": null}"#, "2 -"),
        (r#"{"failed": false, "data": {"n": 3}}"#, "3 -"),
        (
            r#"{"failed": true, "fault": {"code": "F", "text": "t"}}"#,
            "error F t",
        ),
        (r#"{"failed": true, "data": {"n": 4}}"#, "error - -"),
        (r#"{"error": {"code": "E"}, "data": {"n": 5}}"#, "error E -"),
        (r#"{"error": false, "data": {"n": 6}}"#, "error - -"),
    ];
    for (body, expected) in rows {
        let (_server, client) = answering([Answer::json(200, body)]);
        let shown = match client.answers().three().send_with_meta().await {
            Ok(answer) => {
                format!(
                    "{} {}",
                    answer.value.n,
                    answer.meta.request_id().unwrap_or("-")
                )
            }
            Err(error) => {
                assert!(error.api().is_some(), "{body}: {error:?}");
                let (code, message) = (error.code().unwrap_or("-"), error.message());
                format!("error {code} {}", message.unwrap_or("-"))
            }
        };
        assert_eq!(shown, expected, "{body}");
    }
}

#[tokio::test]
async fn the_fake_transport_answers_by_status_as_well() {
    let fake = testing::fake();
    let builder = Client::builder().base_url("https://outcomes.example");
    let client = builder.transport(fake.clone()).build().unwrap();
    assert!(client.answers().has_thing("t").await.unwrap());
    fake.then(&HAS_THING, Reply::status(404));
    assert!(!client.answers().has_thing("t").await.unwrap());
    assert!(client.answers().find_thing("t").await.unwrap().is_some());
    fake.then(&STORE_ALL, 207);
    let error = client.answers().store_all().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(StoreAllError::MultiStatus(_))),
        "{error:?}"
    );
}
