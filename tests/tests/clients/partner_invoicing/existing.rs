//! `external_id`: a request that is repeated under it does its work once, and a duplicate is good news. Where there is no such
//! member, a key in a header does the same.

use std::time::Duration;

use faultcode_runtime::errors::{StopReason, Verdict};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{BuildError, Effect};
use faultcode_tests::{Answer, Server};
use partner_invoicing::businesses::CreateBusinessError;
use partner_invoicing::customers::{CreateCustomerError, LIST_CUSTOMERS};
use partner_invoicing::invoices::CreateInvoiceError;
use partner_invoicing::{Error, ErrorKind};

use super::setup::{
    self, id, new_bill_payment, new_business, new_customer, new_invoice, new_payment,
    new_vendor_refund_payment, refusal,
};

/// Fact 4.4: the code says what to call, and that call finds the resource.
#[tokio::test]
async fn fact_4_4_a_duplicate_leads_to_the_existing_resource() {
    let page = r#"{"count": 1, "page_info": {"total_count": 1, "current_page": 1, "total_pages": 1, "page_size": 20},
        "results": [{"id": "4d90c3cc-52c8-4b8f-a2b1-3f1d2c0a9e77", "external_id": "guest-9"}]}"#;
    let script = [
        refusal(409, "duplicate_external_id"),
        Answer::json(200, page),
    ];
    let server = Server::answering(script);
    let client = setup::client(&server, &ManualClock::new());
    let body = new_customer().external_id("guest-9");
    let error = client.customers().create_customer(&id(), &body).await;
    let error = error.unwrap_err();
    let Some(CreateCustomerError::DuplicateExternalId(_)) = error.api() else {
        panic!("{error:?}");
    };
    let action = error.action().unwrap();
    assert_eq!(action.kind, "useExisting");
    assert_eq!(action.operation, Some(LIST_CUSTOMERS.operation.id));
    assert_eq!(error.verdict(), Some(Verdict::Never));
    let key = error.idempotency_key().unwrap().as_str().to_owned();
    assert_eq!(key, "guest-9");

    let found = client
        .customers()
        .list_customers(&id())
        .with(|it| it.external_id(&key))
        .await;
    let found = found.unwrap().results;
    assert_eq!(found[0].external_id.as_deref(), Some("guest-9"));
    let customers = format!("/v1/platform/businesses/{}/customers/", id());
    let targets: Vec<_> = server.requests().into_iter().map(|it| it.target).collect();
    assert_eq!(
        targets,
        [
            customers.clone(),
            format!("{customers}?external_id=guest-9")
        ]
    );
}

/// Fact 4.4: this is how the page means it. The first request did the work, its answer was lost, and the repeat finds out.
#[tokio::test]
async fn fact_4_4_a_repeat_finds_what_the_first_request_made() {
    for lost in [Answer::nothing(), Answer::status(503)] {
        let script = [lost, refusal(409, "duplicate_external_id")];
        let (server, clock) = (Server::answering(script), ManualClock::new());
        let client = setup::client(&server, &clock);
        let error = client
            .invoices()
            .create_invoice(&id(), &new_invoice())
            .await;
        let error = error.unwrap_err();
        assert!(matches!(
            error.api(),
            Some(CreateInvoiceError::DuplicateExternalId(_))
        ));
        assert_eq!(error.action().unwrap().kind, "useExisting");
        assert_eq!(error.attempts().len(), 2);
        assert_eq!(clock.waits(), [Duration::from_millis(50)]);
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert_eq!(requests[0].body, requests[1].body);
    }
}

/// The guide: first 201, and 200 with the same resource when the identifier comes again.
#[tokio::test]
async fn a_repeat_is_answered_with_what_is_there() {
    let script = [setup::invoice(201), Answer::nothing(), setup::invoice(200)];
    let server = Server::answering(script);
    let client = setup::client(&server, &ManualClock::new());
    let invoices = client.invoices();
    let body = new_invoice();
    let made = invoices
        .create_invoice(&id(), &body)
        .send_with_meta()
        .await
        .unwrap();
    assert!(!made.meta.is_existing());
    // The answer is lost, the client sends the same again and gets what the first request made.
    let there = invoices
        .create_invoice(&id(), &body)
        .send_with_meta()
        .await
        .unwrap();
    assert!(there.meta.is_existing());
    assert_eq!(there.meta.effect(), Effect::Applied);
    assert_eq!(there.meta.attempts().len(), 2);
    assert_eq!(made.value.id, there.value.id);
    let bodies: Vec<_> = server.requests().into_iter().map(|it| it.body).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]));
}

/// Where the API asks for the identifier, a call without one is not sent.
#[tokio::test]
async fn an_identifier_that_is_needed_is_asked_for() {
    let server = Server::answering([]);
    let client = setup::client(&server, &ManualClock::new());
    let mut body = new_invoice();
    body.external_id = None;
    let error = client
        .invoices()
        .create_invoice(&id(), &body)
        .await
        .unwrap_err();
    let ErrorKind::Build(build) = error.kind() else {
        panic!("{error:?}");
    };
    assert!(matches!(build, BuildError::Key(_)), "{build:?}");
    assert_eq!((error.effect(), server.count()), (Effect::NotSent, 0));
}

/// Without an `external_id` nobody can tell a repeat from a second order.
#[tokio::test]
async fn only_a_call_with_an_external_id_is_repeated_after_a_server_error() {
    let server = Server::deciding(|_| Answer::status(500));
    let client = setup::client(&server, &ManualClock::new());
    let customers = client.customers();
    let error = customers
        .create_customer(&id(), &new_customer())
        .await
        .unwrap_err();
    assert_eq!(server.count(), 1);
    assert_eq!(error.stop_reason(), Some(StopReason::UnsafeToRepeat));
    assert_eq!(error.idempotency_key(), None);

    let body = new_customer().external_id("guest-9");
    let error = customers.create_customer(&id(), &body).await.unwrap_err();
    assert_eq!(server.count(), 4);
    assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
    assert!(error.is_ambiguous() && error.is_retry_safe());
}

/// The key may be given with the call as well; it is written where the API looks for it.
#[tokio::test]
async fn a_key_of_the_call_is_the_external_id() {
    let server = Server::deciding(|_| setup::business());
    let client = setup::client(&server, &ManualClock::new());
    let mut body = new_business();
    body.external_id = None;
    let call = client.businesses().create_business(&body);
    call.idempotency_key("shop-18").await.unwrap();
    let sent: serde_json::Value = serde_json::from_slice(&server.request().body).unwrap();
    assert_eq!(
        sent,
        serde_json::json!({
            "external_id": "shop-18", "legal_name": "Sunrise Bakery GmbH", "entity_type": "gmbh", "email": "office@example.com"
        })
    );
    assert_eq!(server.request().header("idempotency-key"), None);
}

/// The reference: identifiers of businesses have at most 255 characters.
#[tokio::test]
async fn a_key_that_is_too_long_is_not_sent() {
    let server = Server::answering([]);
    let client = setup::client(&server, &ManualClock::new());
    for (length, good) in [(255, true), (256, false)] {
        let body = new_business().external_id("k".repeat(length));
        let error = client
            .businesses()
            .create_business(&body)
            .await
            .unwrap_err();
        let refused = matches!(error.kind(), ErrorKind::Build(BuildError::Key(_)));
        assert_eq!(refused, !good, "{length}: {error:?}");
        assert_eq!(error.effect() == Effect::NotSent, !good, "{length}");
    }
    let error: Error<CreateBusinessError> = client
        .businesses()
        .create_business(&new_business())
        .await
        .unwrap_err();
    assert_ne!(error.effect(), Effect::NotSent);
}

/// Payments have a key in a header: made by the client, the same in every attempt, another one for the next call.
#[tokio::test]
async fn payments_carry_a_key_in_a_header() {
    let server = Server::deciding(|_| Answer::status(500));
    let client = setup::client(&server, &ManualClock::new());
    let key = |from: usize| -> Vec<String> {
        let requests = server.requests().into_iter().skip(from);
        requests
            .map(|it| it.header("idempotency-key").unwrap().to_owned())
            .collect()
    };
    client
        .payments()
        .create_payment(&id(), &new_payment())
        .await
        .unwrap_err();
    let first = key(0);
    assert_eq!(first.len(), 3);
    assert!(first.iter().all(|it| *it == first[0]), "{first:?}");
    client
        .bill_payments()
        .create_bill_payment(&id(), &new_bill_payment())
        .await
        .unwrap_err();
    let second = key(3);
    assert!(second.len() == 3 && second[0] != first[0] && second[2] == second[0]);
    let refunds = client.vendor_refunds();
    let call = refunds.create_vendor_refund_payment(&id(), &new_vendor_refund_payment());
    call.idempotency_key("refund-5-1").await.unwrap_err();
    assert_eq!(key(6), ["refund-5-1"; 3]);
}
