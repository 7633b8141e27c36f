//! `external_id`: a request that is repeated under it does its work once, and a duplicate is good news.

use std::time::Duration;

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{BuildProblem, Effect, StopReason, Verdict};
use faultcode_tests::{Answer, Server};
use partner_invoicing::Error;
use partner_invoicing::businesses::{CreateBusinessError, GET_BUSINESS_BY_EXTERNAL_ID};
use partner_invoicing::invoices::{CreateInvoiceError, GET_INVOICE_BY_EXTERNAL_ID};

use crate::setup::{self, id, nested, new_business, new_invoice};

/// Fact 4.4: the code says what to call, and that call returns the resource.
#[tokio::test]
async fn fact_4_4_a_duplicate_leads_to_the_existing_resource() {
    let script = [nested(409, "duplicate_external_id"), setup::business()];
    let server = Server::answering(script);
    let client = setup::client(&server, &ManualClock::new());
    let body = new_business().external_id("shop-17");
    let error = client
        .businesses()
        .create_business(&body)
        .await
        .unwrap_err();
    let Some(CreateBusinessError::DuplicateExternalId(_)) = error.api() else {
        panic!("{error:?}");
    };
    let action = error.action().unwrap();
    assert_eq!(action.kind, "useExisting");
    assert_eq!(action.operation, Some(GET_BUSINESS_BY_EXTERNAL_ID.id));
    assert_eq!(error.verdict(), Some(Verdict::Never));
    let key = error.idempotency_key().unwrap().as_str().to_owned();
    assert_eq!(key, "shop-17");

    let businesses = client.businesses();
    let existing = businesses.get_business_by_external_id(&key).await.unwrap();
    assert_eq!(existing.external_id.as_deref(), Some("shop-17"));
    let targets: Vec<_> = server.requests().into_iter().map(|it| it.target).collect();
    assert_eq!(
        targets,
        ["/api/businesses", "/api/businesses/by-external-id/shop-17"]
    );
}

/// Fact 4.4: this is how the page means it. The first request did the work, its answer was lost, and the repeat finds out.
#[tokio::test]
async fn fact_4_4_a_repeat_finds_what_the_first_request_made() {
    for lost in [Answer::nothing(), Answer::status(503)] {
        let script = [lost, nested(409, "duplicate_external_id")];
        let (server, clock) = (Server::answering(script), ManualClock::new());
        let client = setup::client(&server, &clock);
        let body = new_invoice().external_id("order-42");
        let error = client
            .invoices()
            .create_invoice(&id(), &body)
            .await
            .unwrap_err();
        assert!(matches!(
            error.api(),
            Some(CreateInvoiceError::DuplicateExternalId(_))
        ));
        let action = error.action().unwrap();
        assert_eq!(action.operation, Some(GET_INVOICE_BY_EXTERNAL_ID.id));
        assert_eq!(error.attempts().len(), 2);
        assert_eq!(clock.waits(), [Duration::from_millis(50)]);
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert_eq!(requests[0].body, requests[1].body);
    }
}

/// Without an `external_id` nobody can tell a repeat from a second order.
#[tokio::test]
async fn only_a_call_with_an_external_id_is_repeated_after_a_server_error() {
    let server = Server::deciding(|_| Answer::status(500));
    let client = setup::client(&server, &ManualClock::new());
    let businesses = client.businesses();
    let error = businesses
        .create_business(&new_business())
        .await
        .unwrap_err();
    assert_eq!(server.count(), 1);
    assert_eq!(error.stop_reason(), Some(StopReason::UnsafeToRepeat));
    assert_eq!(error.idempotency_key(), None);

    let body = new_business().external_id("shop-17");
    let error = businesses.create_business(&body).await.unwrap_err();
    assert_eq!(server.count(), 4);
    assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
    assert!(error.is_ambiguous() && error.is_retry_safe());
}

/// The key may be given with the call as well; it is written where the API looks for it.
#[tokio::test]
async fn a_key_of_the_call_is_the_external_id() {
    let server = Server::deciding(|_| setup::business());
    let client = setup::client(&server, &ManualClock::new());
    let businesses = client.businesses();
    let body = new_business();
    businesses
        .create_business(&body)
        .idempotency_key("shop-18")
        .await
        .unwrap();
    let sent: serde_json::Value = serde_json::from_slice(&server.request().body).unwrap();
    assert_eq!(
        sent,
        serde_json::json!({"external_id": "shop-18", "legal_name": "Sunrise Bakery", "country": "DE"})
    );
    assert_eq!(server.request().header("idempotency-key"), None);
}

#[tokio::test]
async fn a_key_that_is_too_long_is_not_sent() {
    let server = Server::answering([]);
    let client = setup::client(&server, &ManualClock::new());
    for (length, good) in [(64, true), (65, false)] {
        let call = client
            .businesses()
            .create_business(&new_business().external_id("k".repeat(length)));
        let error = call.await.unwrap_err();
        let refused = match &error {
            Error::Build(build) => matches!(build.problem(), BuildProblem::Key(_)),
            _ => false,
        };
        assert_eq!(refused, !good, "{length}: {error:?}");
        assert_eq!(error.effect() == Effect::NotSent, !good, "{length}");
    }
}
