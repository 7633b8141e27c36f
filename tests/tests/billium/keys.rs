//! Credentials and idempotency keys: what is sent, what is refused before sending, and what a conflict means.

use billium::Client;
use billium::api_keys::ListApiKeysParams;
use billium::invoices::{CreateInvoiceError, GetInvoiceError, ListInvoicesParams};
use billium::webhook_endpoints::CreateWebhookEndpointError;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{
    BuildProblem, Effect, Error, Retry, StopReason, Token, TransportKind, Verdict,
};
use faultcode_tests::{Answer, Server};

use super::setup::{
    KEY, bare, client, invoice, new_api_key, new_endpoint, new_invoice, no_invoices, refusal,
};

/// The key travels in its header; a 401 is final, also where a session could be renewed.
#[tokio::test]
async fn fact_0_6_a_401_ends_the_call() {
    let server = Server::deciding(|_| refusal(401, "Unauthorized"));
    let with_key = client(&server, &ManualClock::new());
    let error = with_key.invoices().get_invoice("inv_1").await;
    let error = error.unwrap_err();
    assert!(matches!(
        error.api(),
        Some(GetInvoiceError::Unauthorized(_))
    ));
    assert_eq!(server.request().header("x-api-key"), Some(KEY));
    assert_eq!(server.request().header("authorization"), None);

    let server = Server::deciding(|_| refusal(401, "Unauthorized"));
    let source = |_| async { Ok(Token::new("session")) };
    let builder = bare(&server, &ManualClock::new()).dashboard_session_source(source);
    let with_session = builder.build().unwrap();
    let error = with_session.invoices().get_invoice("inv_1").await;
    let error = error.unwrap_err();
    assert_eq!(error.verdict(), Some(Verdict::Never));
    let request = server.request();
    assert_eq!(request.header("authorization"), Some("Bearer session"));
    assert_eq!(request.header("x-api-key"), None);
}

fn publishable(server: &Server) -> Client {
    let builder = bare(server, &ManualClock::new()).api_key("pk_0123456789");
    builder.build().unwrap()
}

/// A publishable key never reaches what only secret keys may do.
#[tokio::test]
async fn fact_0_7_a_publishable_key_is_refused_before_sending() {
    let server = Server::answering([]);
    let client = publishable(&server);
    let call = client.invoices().list_invoices(&ListInvoicesParams::new());
    let list = AnyBuild::of(call.await.unwrap_err());
    let cancel = client.invoices().cancel_invoice("inv_1", None).await;
    let cancel = AnyBuild::of(cancel.unwrap_err());
    let keys = client.api_keys().list_api_keys(&ListApiKeysParams::new());
    let keys = AnyBuild::of(keys.await.unwrap_err());
    for (shown, effect, attempts) in [list.0, cancel.0, keys.0] {
        assert!(shown.contains("secret"), "{shown}");
        assert!(!shown.contains("0123456789"), "{shown}");
        assert_eq!((effect, attempts), (Effect::NotSent, 0));
    }
    assert_eq!(server.connections(), 0);
}

/// What a call that was refused before sending says of itself.
struct AnyBuild((String, Effect, usize));

impl AnyBuild {
    fn of<E: std::fmt::Debug>(error: Error<E>) -> Self {
        let Error::Build(problem) = &error else {
            panic!("{error:?}");
        };
        let BuildProblem::KeyClass { needed, found } = problem.problem() else {
            panic!("{error:?}");
        };
        assert_eq!((*needed, *found), ("secret", "publishable"));
        Self((problem.to_string(), error.effect(), error.attempts().len()))
    }
}

/// What a checkout page needs is open to a publishable key, and a session serves where the key may not.
#[tokio::test]
async fn fact_0_7_a_publishable_key_is_sent_where_it_may_be() {
    let server = Server::answering([invoice(), no_invoices()]);
    let client = publishable(&server);
    client
        .invoices()
        .create_invoice(&new_invoice())
        .await
        .unwrap();
    let requests = server.requests();
    assert_eq!(requests[0].header("x-api-key"), Some("pk_0123456789"));

    let builder = bare(&server, &ManualClock::new()).api_key("pk_0123456789");
    let client = builder.dashboard_session("session").build().unwrap();
    let call = client.invoices().list_invoices(&ListInvoicesParams::new());
    call.await.unwrap();
    let request = &server.requests()[1];
    assert_eq!(request.header("x-api-key"), None);
    assert_eq!(request.header("authorization"), Some("Bearer session"));
}

/// The same key with another body is final: one request, and the way out is a new key.
#[tokio::test]
async fn fact_0_9_a_conflict_is_final_and_asks_for_a_new_key() {
    let server = Server::deciding(|_| refusal(409, "Conflict"));
    let clock = ManualClock::new();
    let client = client(&server, &clock);
    let call = client.invoices().create_invoice(&new_invoice());
    let error = call.idempotency_key("invoice-17").await.unwrap_err();
    assert!(
        matches!(error.api(), Some(CreateInvoiceError::Conflict(_))),
        "{error:?}"
    );
    assert_eq!(billium::errors::Conflict::CODE.retry, Retry::NewKey);
    assert_eq!(error.action().map(|action| action.kind), Some("useNewKey"));
    assert_eq!(error.effect(), Effect::MaybeApplied, "of the earlier call");
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    let sent = server.request();
    assert_eq!(sent.header("idempotency-key"), Some("invoice-17"));
    assert_eq!(clock.waits(), []);
}

/// A call without a key cannot conflict with an earlier one: its 409 says only that nothing was done.
#[tokio::test]
async fn fact_0_9_a_409_without_a_key_is_a_plain_refusal() {
    let server = Server::deciding(|_| refusal(409, "Conflict"));
    let client = client(&server, &ManualClock::new());
    let endpoints = client.webhook_endpoints();
    let error = endpoints.create_webhook_endpoint(&new_endpoint()).await;
    let error = error.unwrap_err();
    assert!(matches!(
        error.api(),
        Some(CreateWebhookEndpointError::Conflict(_))
    ));
    assert_eq!(server.request().header("idempotency-key"), None);
    assert_eq!(error.effect(), Effect::Rejected);
    assert!(!error.is_ambiguous());
}

/// A connection that dies after the request was sent leaves open whether the work was done.
fn deaths() -> [(Answer, TransportKind); 3] {
    [
        (Answer::nothing(), TransportKind::Reset),
        (Answer::nothing().reset(), TransportKind::Reset),
        (invoice().cut_body(9), TransportKind::BodyInterrupted),
    ]
}

#[tokio::test]
async fn a_keyed_post_that_died_is_repeated_with_the_same_key() {
    for (death, _) in deaths() {
        let server = Server::answering([death.clone(), death, invoice()]);
        let client = client(&server, &ManualClock::new());
        client
            .invoices()
            .create_invoice(&new_invoice())
            .await
            .unwrap();
        let requests = server.requests();
        assert_eq!(requests.len(), 3);
        let key = requests[0].header("idempotency-key");
        assert!(key.is_some());
        for request in &requests {
            assert_eq!(request.header("idempotency-key"), key);
            assert_eq!(request.body, requests[0].body);
        }
    }
}

/// A second API key would be one too many.
#[tokio::test]
async fn an_unkeyed_post_that_died_is_not_repeated() {
    for (death, kind) in deaths() {
        let server = Server::answering([death]);
        let client = client(&server, &ManualClock::new());
        let error = client.api_keys().create_api_key(&new_api_key()).await;
        let error = error.unwrap_err();
        let Error::Transport(fault) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(fault.kind(), kind);
        assert_eq!(error.stop_reason(), Some(StopReason::UnsafeToRepeat));
        assert!(error.is_ambiguous() && !error.is_retry_safe());
        assert_eq!(server.count(), 1);
    }
}

/// Where a key is optional, the caller decides with it whether the call may be repeated.
#[tokio::test]
async fn an_optional_key_makes_a_post_repeatable() {
    for (key, requests) in [(None, 1), (Some("endpoint-1"), 3)] {
        let server = Server::deciding(|_| Answer::nothing());
        let client = client(&server, &ManualClock::new());
        let new = new_endpoint();
        let endpoints = client.webhook_endpoints();
        let mut call = endpoints.create_webhook_endpoint(&new);
        if let Some(key) = key {
            call = call.idempotency_key(key);
        }
        call.await.unwrap_err();
        assert_eq!(server.count(), requests, "{key:?}");
        for request in server.requests() {
            assert_eq!(request.header("idempotency-key"), key);
        }
    }
}
