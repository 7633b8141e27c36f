//! Credentials and idempotency keys: what is sent, what is refused before sending, and what a conflict means.

use std::time::Duration;

use billium::Client;
use billium::invoices::{CreateInvoiceError, GetInvoiceError};
use faultcode_runtime::errors::{StopReason, TransportErrorKind, Verdict};
use faultcode_runtime::retry::Retry;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{BuildError, Effect, Error, ErrorKind, Token};
use faultcode_tests::{Answer, Server};

use super::setup::{
    KEY, MERCHANT, bare, client, invoice, invoice_body, new_invoice, new_product, no_invoices,
    refusal,
};

/// The key travels in its header; a 401 is final, also where a session could be renewed.
#[tokio::test]
async fn fact_0_6_a_401_ends_the_call() {
    let server = Server::deciding(|_| refusal(401, "Unauthorized"));
    let with_key = client(&server, &ManualClock::new());
    let error = with_key.invoices().get_invoice(MERCHANT, "inv_1").await;
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
    let error = with_session.invoices().get_invoice(MERCHANT, "inv_1").await;
    let error = error.unwrap_err();
    assert_eq!(error.verdict(), Some(Verdict::Never));
    let request = server.request();
    assert_eq!(request.header("authorization"), Some("Bearer session"));
    assert_eq!(request.header("x-api-key"), None);
}

fn public(server: &Server) -> Client {
    let builder = bare(server, &ManualClock::new()).api_key("pk_0123456789");
    builder.build().unwrap()
}

/// A public key never reaches what only secret keys may do.
#[tokio::test]
async fn fact_0_7_a_public_key_is_refused_before_sending() {
    let server = Server::answering([]);
    let client = public(&server);
    let call = client.invoices().list_invoices(MERCHANT);
    let list = AnyBuild::of(call.await.unwrap_err());
    let cancel = client.invoices().cancel_invoice(MERCHANT, "inv_1").await;
    let cancel = AnyBuild::of(cancel.unwrap_err());
    let hooks = client.webhook_endpoints().list_webhooks(MERCHANT).await;
    let hooks = AnyBuild::of(hooks.unwrap_err());
    for (shown, effect, attempts) in [list.0, cancel.0, hooks.0] {
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
        let ErrorKind::Build(problem) = error.kind() else {
            panic!("{error:?}");
        };
        let BuildError::KeyClass { needed, found } = problem else {
            panic!("{error:?}");
        };
        assert_eq!((*needed, *found), ("secret", "public"));
        Self((problem.to_string(), error.effect(), error.attempts().len()))
    }
}

/// What a public key may do: create and read an invoice, and read a product. A session serves where the key may not.
#[tokio::test]
async fn fact_0_7_a_public_key_is_sent_where_it_may_be() {
    let mut open = Vec::new();
    for sample in billium::testing::SAMPLES {
        if sample.operation.key_class.is_none() && !open.contains(&sample.operation.id) {
            open.push(sample.operation.id);
        }
    }
    open.sort_unstable();
    assert_eq!(open, ["createInvoice", "getInvoice", "getProduct"]);

    let product = billium::testing::SAMPLES
        .iter()
        .find(|it| it.operation.id == "getProduct");
    let server = Server::answering([
        invoice(),
        Answer::json(200, invoice_body()),
        faultcode_tests::drive::answer(product.unwrap()),
        no_invoices(),
    ]);
    let client = public(&server);
    let invoices = client.invoices();
    invoices
        .create_invoice(MERCHANT, &new_invoice())
        .await
        .unwrap();
    invoices.get_invoice(MERCHANT, "inv_1").await.unwrap();
    client
        .products()
        .get_product(MERCHANT, "prd_1")
        .await
        .unwrap();
    for request in server.requests() {
        assert_eq!(request.header("x-api-key"), Some("pk_0123456789"));
    }

    let builder = bare(&server, &ManualClock::new()).api_key("pk_0123456789");
    let client = builder.dashboard_session("session").build().unwrap();
    let call = client.invoices().list_invoices(MERCHANT);
    call.await.unwrap();
    let request = &server.requests()[3];
    assert_eq!(request.header("x-api-key"), None);
    assert_eq!(request.header("authorization"), Some("Bearer session"));
}

/// The same key with another body is final: one request, and the way out is a new key.
#[tokio::test]
async fn fact_0_9_a_conflict_is_final_and_asks_for_a_new_key() {
    let server = Server::deciding(|_| refusal(409, "Conflict"));
    let clock = ManualClock::new();
    let client = client(&server, &clock);
    let call = client.invoices().create_invoice(MERCHANT, &new_invoice());
    let error = call.idempotency_key("invoice-17").await.unwrap_err();
    assert!(
        matches!(error.api(), Some(CreateInvoiceError::Conflict(_))),
        "{error:?}"
    );
    assert_eq!(billium::errors::CONFLICT.retry, Retry::NewKey);
    assert_eq!(error.action().map(|action| action.kind), Some("useNewKey"));
    assert_eq!(error.effect(), Effect::MaybeApplied, "of the earlier call");
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    let sent = server.request();
    assert_eq!(sent.header("idempotency-key"), Some("invoice-17"));
    assert!(clock.waits().is_empty());
}

/// The longest key is sent, a longer one is refused before anything is.
#[tokio::test]
async fn a_key_has_at_most_255_characters() {
    let server = Server::deciding(|_| invoice());
    let client = client(&server, &ManualClock::new());
    let new = new_invoice();
    let longest = "k".repeat(255);
    let call = client.invoices().create_invoice(MERCHANT, &new);
    call.idempotency_key(longest.as_str()).await.unwrap();
    let sent = server.request();
    assert_eq!(sent.header("idempotency-key"), Some(longest.as_str()));

    let call = client.invoices().create_invoice(MERCHANT, &new);
    let error = call.idempotency_key("k".repeat(256)).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Build(_)), "{error:?}");
    assert_eq!(error.effect(), Effect::NotSent);
    assert_eq!(server.count(), 1);
}

/// The server keeps an answer for a day, and for one merchant: the same key of another merchant is another key.
#[tokio::test]
async fn a_key_belongs_to_a_merchant_for_a_day() {
    let facts = billium::invoices::CREATE_INVOICE
        .operation
        .idempotency
        .unwrap();
    assert_eq!(facts.ttl, Some(Duration::from_secs(24 * 60 * 60)));
    assert_eq!(facts.scope, Some("merchantId"));
    let server = Server::deciding(|_| invoice());
    let client = client(&server, &ManualClock::new());
    for merchant in ["mer_1", "mer_2"] {
        let new = new_invoice();
        let call = client.invoices().create_invoice(merchant, &new);
        call.idempotency_key("order-17").await.unwrap();
    }
    let sent: Vec<_> = server
        .requests()
        .into_iter()
        .map(|it| {
            (
                it.target.clone(),
                it.header("idempotency-key").map(str::to_owned),
            )
        })
        .collect();
    let of = |merchant: &str| {
        (
            format!("/v1/merchants/merchant/{merchant}/invoices"),
            Some("order-17".to_owned()),
        )
    };
    assert_eq!(sent, [of("mer_1"), of("mer_2")]);
}

/// Only the creation of an invoice takes a key: everything else is sent without one, and refuses one that is given.
#[tokio::test]
async fn no_other_operation_takes_a_key() {
    let mut with_key = Vec::new();
    for sample in billium::testing::SAMPLES {
        if sample.operation.idempotency.is_some() && !with_key.contains(&sample.operation.id) {
            with_key.push(sample.operation.id);
        }
    }
    assert_eq!(with_key, ["createInvoice"]);
    let server = Server::answering([refusal(422, "Unprocessable Entity")]);
    let client = client(&server, &ManualClock::new());
    let cancelled = client.invoices().cancel_invoice(MERCHANT, "inv_1").await;
    assert_eq!(cancelled.unwrap_err().status(), Some(422));
    assert_eq!(server.request().header("idempotency-key"), None);
    let call = client.invoices().cancel_invoice(MERCHANT, "inv_1");
    let error = call.idempotency_key("k").await.unwrap_err();
    assert_eq!(error.effect(), Effect::NotSent);
    assert_eq!(server.count(), 1);
}

/// A connection that dies after the request was sent leaves open whether the work was done.
fn deaths() -> [(Answer, TransportErrorKind); 3] {
    [
        (Answer::nothing(), TransportErrorKind::Reset),
        (Answer::nothing().reset(), TransportErrorKind::Reset),
        (invoice().cut_body(9), TransportErrorKind::BodyInterrupted),
    ]
}

#[tokio::test]
async fn a_keyed_post_that_died_is_repeated_with_the_same_key() {
    for (death, _) in deaths() {
        let server = Server::answering([death.clone(), death, invoice()]);
        let client = client(&server, &ManualClock::new());
        client
            .invoices()
            .create_invoice(MERCHANT, &new_invoice())
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

/// A second product would be one too many.
#[tokio::test]
async fn an_unkeyed_post_that_died_is_not_repeated() {
    for (death, kind) in deaths() {
        let server = Server::answering([death]);
        let client = client(&server, &ManualClock::new());
        let error = client
            .products()
            .create_product(MERCHANT, &new_product())
            .await;
        let error = error.unwrap_err();
        let ErrorKind::Transport(fault) = error.kind() else {
            panic!("{error:?}");
        };
        assert_eq!(fault.kind(), kind);
        assert_eq!(error.stop_reason(), Some(StopReason::UnsafeToRepeat));
        assert!(error.is_ambiguous() && !error.is_retry_safe());
        assert_eq!(server.count(), 1);
    }
}
