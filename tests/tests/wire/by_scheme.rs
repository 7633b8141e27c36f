//! A code under a scheme belongs to the operations that take it; a key that the caller may leave out.

use faultcode_runtime::{Effect, EndpointError, ErrorKind};
use faultcode_tests::{Answer, Server};

use crate::wire::clients::by_scheme::Client;
use crate::wire::clients::by_scheme::things::{CreateThingError, ListThingsError};

fn lacking() -> Answer {
    Answer::json(403, r#"{"error": "FACTOR_MISSING", "message": "add one"}"#)
}

fn client(server: &Server) -> Client {
    let builder = Client::builder().base_url(server.url());
    builder.key("k").session("s").build().unwrap()
}

fn declares<E: EndpointError>() -> bool {
    let mut codes = E::CODES.iter();
    codes.any(|code| code.code == Some("FACTOR_MISSING"))
}

#[tokio::test]
async fn a_code_under_a_scheme_is_declared_where_the_scheme_is_taken() {
    assert!(declares::<ListThingsError>() && !declares::<CreateThingError>());
    let server = Server::deciding(|_| lacking());
    let error = client(&server).things().list_things().await.unwrap_err();
    assert!(matches!(
        error.api(),
        Some(ListThingsError::FactorMissing(_))
    ));
}

/// Should a server send it elsewhere, the answer is that of its status, and final.
#[tokio::test]
async fn a_code_under_a_scheme_is_its_status_elsewhere() {
    let server = Server::deciding(|_| lacking());
    let error = client(&server).things().create_thing().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(CreateThingError::Forbidden(_))),
        "{error:?}"
    );
    assert_eq!(
        (error.code(), error.status()),
        (Some("FACTOR_MISSING"), Some(403))
    );
    assert_eq!(error.effect(), Effect::Rejected);
    assert_eq!(server.count(), 1);
}

/// A call without a key cannot conflict with an earlier one: its 409 says only that nothing was done.
#[tokio::test]
async fn a_409_without_a_key_is_a_plain_refusal() {
    for (key, effect) in [(None, Effect::Rejected), (Some("k1"), Effect::MaybeApplied)] {
        let server = Server::deciding(|_| Answer::json(409, r#"{"message": "used"}"#));
        let client = client(&server);
        let mut call = client.things().create_thing();
        if let Some(key) = key {
            call = call.idempotency_key(key);
        }
        let error = call.await.unwrap_err();
        assert!(matches!(error.api(), Some(CreateThingError::Conflict(_))));
        assert_eq!(server.request().header("idempotency-key"), key);
        assert_eq!(error.effect(), effect, "{key:?}");
    }
}

/// Where a key is optional, the caller decides with it whether the call may be repeated.
#[tokio::test]
async fn an_optional_key_makes_a_post_repeatable() {
    for (key, requests) in [(None, 1), (Some("thing-1"), 3)] {
        let server = Server::deciding(|_| Answer::nothing());
        let client = client(&server);
        let mut call = client.things().create_thing();
        if let Some(key) = key {
            call = call.idempotency_key(key);
        }
        let error = call.await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Transport(_)));
        assert_eq!(server.count(), requests, "{key:?}");
        for request in server.requests() {
            assert_eq!(request.header("idempotency-key"), key);
        }
    }
}
