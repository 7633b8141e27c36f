//! `create_or_get()`: what is there already is read with what the request said, in one step.

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Created, Effect, MemoryKeyStore, StopReason};
use faultcode_tests::{Answer, Server};
use partner_invoicing::Error;
use partner_invoicing::businesses::{CreateBusinessError, GetBusinessByExternalIdError};

use crate::setup::{self, id, nested, new_business, new_invoice};

fn targets(server: &Server) -> Vec<String> {
    let requests = server.requests().into_iter();
    requests
        .map(|it| format!("{} {}", it.method, it.target))
        .collect()
}

fn taken() -> Answer {
    nested(409, "duplicate_external_id")
}

#[tokio::test]
async fn what_is_new_is_made() {
    let server = Server::answering([setup::business()]);
    let client = setup::client(&server, &ManualClock::new());
    let body = new_business().external_id("shop-17");
    let call = client.businesses().create_business(&body);
    let made = call.create_or_get().await.unwrap();
    assert!(made.is_new());
    assert_eq!(made.into_inner().external_id.as_deref(), Some("shop-17"));
    assert_eq!(targets(&server), ["POST /api/businesses"]);
}

#[tokio::test]
async fn what_is_there_is_read() {
    // The value travels as a path segment of its own, whatever stands in it.
    let rows = [("shop-17", "shop-17"), ("a/b?c", "a%2Fb%3Fc")];
    for (external_id, segment) in rows {
        let server = Server::answering([taken(), setup::business()]);
        let client = setup::client(&server, &ManualClock::new());
        let body = new_business().external_id(external_id);
        let call = client.businesses().create_business(&body);
        let Created::Existing(business) = call.create_or_get().await.unwrap() else {
            panic!("{external_id} was made");
        };
        assert_eq!(business.external_id.as_deref(), Some("shop-17"));
        let read = format!("GET /api/businesses/by-external-id/{segment}");
        assert_eq!(targets(&server), ["POST /api/businesses", read.as_str()]);
    }
}

#[tokio::test]
async fn a_key_of_the_call_is_what_is_read_with() {
    let server = Server::answering([taken(), setup::business()]);
    let client = setup::client(&server, &ManualClock::new());
    let body = new_business();
    let call = client.businesses().create_business(&body);
    let found = call.idempotency_key("shop/18").create_or_get().await;
    assert!(!found.unwrap().is_new());
    let read = "GET /api/businesses/by-external-id/shop%2F18";
    assert_eq!(targets(&server)[1], read);
}

#[tokio::test]
async fn a_name_reads_what_an_earlier_life_made() {
    let server = Server::answering([Answer::nothing(), taken(), setup::business()]);
    let store = MemoryKeyStore::new();
    let client = || {
        let builder = setup::builder(&server, &ManualClock::new());
        let builder = builder.partner_token(setup::TOKEN).key_store(store.clone());
        builder.build().unwrap()
    };
    let body = new_business();
    let none = faultcode_runtime::RetryPolicy::NONE;
    let first = client();
    let call = first.businesses().create_business(&body).durable("shop 17");
    let error = call.retry(none).create_or_get().await.unwrap_err();
    assert_eq!(error.effect(), Effect::MaybeApplied);
    // Nobody but the store knows the key that the first life wrote into the body.
    let second = client();
    let call = second
        .businesses()
        .create_business(&body)
        .durable("shop 17");
    assert!(!call.create_or_get().await.unwrap().is_new());
    let requests = server.requests();
    assert_eq!(requests[0].text(), requests[1].text());
    let sent: serde_json::Value = serde_json::from_str(requests[1].text()).unwrap();
    let key = sent["external_id"].as_str().unwrap();
    let read = format!("GET /api/businesses/by-external-id/{key}");
    assert_eq!(targets(&server)[2], read);
}

#[tokio::test]
async fn path_parameters_are_handed_on() {
    let invoice = Answer::json(500, "{}");
    let server = Server::answering([taken(), invoice]);
    let client = setup::client(&server, &ManualClock::new());
    let body = new_invoice().external_id("order-42");
    let call = client.invoices().create_invoice(&id(), &body);
    let policy = faultcode_runtime::RetryPolicy::NONE;
    let error = call.retry(policy).create_or_get().await.unwrap_err();
    assert_eq!(error.operation().id, "getInvoiceByExternalId");
    let expected = [
        format!("POST /api/businesses/{}/invoices", id()),
        format!(
            "GET /api/businesses/{}/invoices/by-external-id/order-42",
            id()
        ),
    ];
    assert_eq!(targets(&server), expected);
}

#[tokio::test]
async fn a_lost_answer_ends_in_what_it_made() {
    let server = Server::answering([Answer::nothing(), taken(), setup::business()]);
    let client = setup::client(&server, &ManualClock::new());
    let body = new_business().external_id("shop-17");
    let call = client.businesses().create_business(&body);
    assert!(!call.create_or_get().await.unwrap().is_new());
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn other_refusals_are_returned_as_they_are() {
    // Another code, and a duplicate that names nothing to read.
    let rows = [
        (nested(422, "validation_error"), Some("shop-17")),
        (taken(), None),
    ];
    for (answer, external_id) in rows {
        let server = Server::answering([answer]);
        let client = setup::client(&server, &ManualClock::new());
        let mut body = new_business();
        body.external_id = external_id.map(str::to_owned);
        let call = client.businesses().create_business(&body);
        let error = call.create_or_get().await.unwrap_err();
        let Some(Error::Api { error, .. }) = error.downcast_ref::<CreateBusinessError>() else {
            panic!("{error:?}");
        };
        match (external_id, error) {
            (Some(_), CreateBusinessError::ValidationError(_)) => {}
            (None, CreateBusinessError::DuplicateExternalId(_)) => {}
            other => panic!("{other:?}"),
        }
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn reading_can_fail_in_its_own_way() {
    let server = Server::answering([taken(), nested(404, "business_not_found")]);
    let client = setup::client(&server, &ManualClock::new());
    let body = new_business().external_id("shop-17");
    let call = client.businesses().create_business(&body);
    let error = call.create_or_get().await.unwrap_err();
    let read = error.downcast_ref::<GetBusinessByExternalIdError>();
    let read = read.and_then(Error::api);
    assert!(
        matches!(
            read,
            Some(GetBusinessByExternalIdError::BusinessNotFound(_))
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn both_requests_share_one_deadline() {
    let clock = ManualClock::new();
    let moved = clock.clone();
    let server = Server::deciding(move |request| {
        moved.advance(std::time::Duration::from_secs(6));
        match request.method.as_str() {
            "POST" => taken(),
            _ => Answer::status(503),
        }
    });
    let client = setup::client(&server, &clock);
    let body = new_business().external_id("shop-17");
    let call = client.businesses().create_business(&body);
    let call = call.timeout(std::time::Duration::from_secs(10));
    let error = call.create_or_get().await.unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::DeadlineExceeded));
    assert_eq!(server.count(), 2);
}
