//! Deliveries: vectors that openssl computed, two classes of refusal, and the status that answers each.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use billium::types::{InvoiceStatus, WebhookEvent};
use billium::webhooks::{ANSWER_WITHIN, ANSWERS, ATTEMPTS, WEBHOOKS, is_durable, verifier};
use faultcode_runtime::values::from_json;
use faultcode_runtime::webhook::{
    AfterAnswer, MemoryReplayStore, Verifier, WebhookError, WebhookFault,
};
use faultcode_runtime::{Decimal, Value};
use faultcode_tests::tree;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;

/// A delivery, and what becomes of it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    name: String,
    secrets: Vec<String>,
    headers: Vec<(String, String)>,
    body: String,
    now: u64,
    expect: String,
    event: Option<String>,
}

impl Vector {
    fn verifier(&self) -> Verifier {
        let secrets = self.secrets.iter();
        let builder = secrets.fold(verifier(), |builder, secret| {
            builder.secret(secret.as_str())
        });
        builder.build().unwrap()
    }

    fn headers(&self) -> HeaderMap {
        let pairs = self.headers.iter().map(|(name, value)| {
            (
                HeaderName::try_from(name.as_str()).unwrap(),
                HeaderValue::from_str(value).unwrap(),
            )
        });
        pairs.fold(HeaderMap::new(), |mut headers, (name, value)| {
            headers.append(name, value);
            headers
        })
    }

    fn outcome(&self) -> Result<WebhookEvent, WebhookError> {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(self.now);
        let (verifier, headers) = (self.verifier(), self.headers());
        let verified = verifier.verify_at(&headers, self.body.as_bytes(), now)?;
        verified.decode(from_json::<WebhookEvent>)
    }
}

fn vectors() -> Vec<Vector> {
    let path = tree::root().join("tests/tests/clients/billium/webhook_vectors.yaml");
    let text = std::fs::read_to_string(path).expect("the vectors");
    serde_yaml::from_str(&text).expect("they are YAML")
}

fn of(name: &str) -> Vector {
    let found = vectors().into_iter().find(|vector| vector.name == name);
    found.unwrap_or_else(|| panic!("there is no vector {name}"))
}

/// The member of an event that tells its kind.
fn kind(event: &WebhookEvent) -> &str {
    match event {
        WebhookEvent::InvoiceCreated(it) => it.event.as_str(),
        WebhookEvent::InvoiceUpdated(it) => it.event.as_str(),
        WebhookEvent::InvoicePaid(it) => it.event.as_str(),
        WebhookEvent::InvoiceUnderpaid(it) => it.event.as_str(),
        WebhookEvent::InvoiceOverpaid(it) => it.event.as_str(),
        WebhookEvent::InvoiceExpired(it) => it.event.as_str(),
        WebhookEvent::InvoiceCancelled(it) => it.event.as_str(),
        WebhookEvent::PaymentCreated(it) => it.event.as_str(),
        WebhookEvent::PaymentUpdated(it) => it.event.as_str(),
        WebhookEvent::PaymentDetected(it) => it.event.as_str(),
        WebhookEvent::PaymentConfirmed(it) => it.event.as_str(),
        WebhookEvent::PaymentPaid(it) => it.event.as_str(),
        WebhookEvent::PaymentUnderpaid(it) => it.event.as_str(),
        WebhookEvent::PaymentOverpaid(it) => it.event.as_str(),
        WebhookEvent::PaymentExpired(it) => it.event.as_str(),
        _ => "unknown",
    }
}

/// Every vector; whatever is refused is answered with 400, and tells neither secret nor signature.
#[test]
fn fact_0_18_every_vector_has_its_outcome() {
    let (mut accepted, mut refused) = (0, 0);
    for vector in vectors() {
        let name = &vector.name;
        match (vector.outcome(), vector.expect.as_str()) {
            (Ok(event), "ok") => {
                assert_eq!(Some(kind(&event)), vector.event.as_deref(), "{name}");
                accepted += 1;
            }
            (Err(error), expected) => {
                let fault = match error.fault() {
                    WebhookFault::Signature => "signature",
                    WebhookFault::Timestamp => "timestamp",
                    WebhookFault::Payload => "payload",
                    _ => "another",
                };
                assert_eq!(fault, expected, "{name}");
                assert_eq!(error.respond_status(), 400, "{name}");
                let shown = format!("{error} {error:?}");
                let secret = vector.secrets.iter().any(|secret| shown.contains(secret));
                assert!(!secret && !shown.contains("v1="), "{name}: {shown}");
                refused += 1;
            }
            (Ok(event), expected) => panic!("{name}: {event:?} in place of {expected}"),
        }
    }
    assert!(accepted >= 20 && refused >= 20, "{accepted} {refused}");
}

#[test]
fn fact_0_18_a_genuine_delivery_is_verified_and_decoded() {
    assert_eq!(WEBHOOKS.header, "x-signature");
    assert_eq!(WEBHOOKS.tolerance, Duration::from_secs(300));
    let vector = of("an invoice was paid");
    let sent = SystemTime::UNIX_EPOCH + Duration::from_secs(vector.now);
    let (verifier, headers) = (vector.verifier(), vector.headers());
    let verified = verifier.verify_at(&headers, vector.body.as_bytes(), sent);
    assert_eq!(verified.unwrap().timestamp(), Some(sent));
    let WebhookEvent::InvoicePaid(event) = vector.outcome().unwrap() else {
        panic!("another event");
    };
    assert_eq!(event.id, "evt_00000000000000000000000000000301");
    assert_eq!(
        event.data.invoice_id,
        "inv_00000000000000000000000000000b01"
    );
    assert_eq!(event.data.amount, Some(Decimal::new(1205, 1)));
    assert_eq!(event.data.tx_hash.as_deref(), Some("0x17"));
}

/// What the catalogue of events shows of two other events is typed; of the rest, any JSON is kept.
#[test]
fn the_data_of_an_event_is_typed_where_its_members_are_known() {
    let WebhookEvent::InvoiceCreated(created) = of("an invoice was created").outcome().unwrap()
    else {
        panic!("another event");
    };
    assert_eq!(created.data.status, InvoiceStatus::AwaitingPayment);
    assert_eq!(created.data.payment_address.as_deref(), Some("0x0a01"));
    let WebhookEvent::InvoiceUpdated(updated) =
        of("an invoice changed its state").outcome().unwrap()
    else {
        panic!("another event");
    };
    assert_eq!(updated.data.status, InvoiceStatus::PendingConfirmation);
    let WebhookEvent::PaymentDetected(detected) = of("payment.detected").outcome().unwrap() else {
        panic!("another event");
    };
    let invoice = detected.data.get("invoiceId").and_then(Value::as_str);
    assert_eq!(invoice, Some("inv_00000000000000000000000000000b01"));
}

/// Malformed, of another secret, or of another body: all one class.
#[test]
fn fact_0_18_a_wrong_signature_is_answered_with_400() {
    for name in ["a signature alone", "another secret", "another body"] {
        let error = of(name).outcome().unwrap_err();
        assert_eq!(error.fault(), WebhookFault::Signature, "{name}");
        assert_eq!(error.respond_status(), 400, "{name}");
    }
}

/// Genuine but too old, or from a future clock: the other class, with 400 as well.
#[test]
fn fact_0_18_a_time_outside_the_tolerance_is_answered_with_400() {
    for name in ["301 seconds old", "301 seconds ahead of our clock"] {
        let error = of(name).outcome().unwrap_err();
        assert_eq!(error.fault(), WebhookFault::Timestamp, "{name}");
        assert_eq!(error.respond_status(), 400, "{name}");
    }
}

/// An unsigned delivery learns nothing of our clock.
#[test]
fn fact_0_18_the_signature_is_looked_at_before_the_time() {
    let error = of("stale and of another secret").outcome().unwrap_err();
    assert_eq!(error.fault(), WebhookFault::Signature);
}

/// While secrets are rotated, deliveries of both are genuine.
#[test]
fn fact_0_18_secrets_can_be_rotated() {
    let mut vector = of("another secret");
    assert!(vector.outcome().is_err());
    vector.secrets = of("the older of two secrets").secrets;
    assert!(vector.outcome().is_ok());
    let mut both = of("an invoice was paid");
    both.headers[0].1 = format!(
        "{},{}",
        vector.headers[0].1,
        &both.headers[0].1["t=1767225600,".len()..]
    );
    assert!(both.outcome().is_ok());
}

/// A genuine event of a form that this version does not know is neither of the two classes.
#[test]
fn fact_0_18_an_event_that_does_not_fit_is_a_class_of_its_own() {
    let error = of("genuine, without the invoice").outcome().unwrap_err();
    assert_eq!(error.fault(), WebhookFault::Payload);
    assert_eq!(error.respond_status(), 400);
}

/// A repeated delivery has another time and another signature, and is recognised by the id of its event.
#[test]
fn an_event_that_comes_again_is_acknowledged_and_not_taken_twice() {
    let builder = verifier().secret("whsec_0123456789abcdef");
    let store = Arc::new(MemoryReplayStore::new());
    let verifier = builder.replay_store(store).build().unwrap();
    let take = |name: &str| {
        let vector = of(name);
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(vector.now);
        let (headers, body) = (vector.headers(), vector.body.as_bytes());
        let taken = verifier.verify_at(&headers, body, now);
        taken.map(|it| it.id().map(str::to_owned))
    };
    let id = take("an invoice was paid").unwrap();
    assert_eq!(id.as_deref(), Some("evt_00000000000000000000000000000301"));
    let again = take("delivered again a minute later").unwrap_err();
    assert_eq!(again.fault(), WebhookFault::Duplicate);
    assert_eq!(again.respond_status(), 200);
}

/// The headers beside the signature tell which delivery this is; nothing signs them.
#[test]
fn a_delivery_says_for_which_webhook_it_is() {
    let vector = of("beside the other headers of a delivery");
    let (verifier, headers) = (vector.verifier(), vector.headers());
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(vector.now);
    let verified = verifier.verify_at(&headers, vector.body.as_bytes(), now);
    let verified = verified.unwrap();
    let beside = verified.headers();
    assert_eq!(
        beside.endpoint(),
        Some("wh_00000000000000000000000000000f01")
    );
    assert_eq!(beside.id(), Some("evt_00000000000000000000000000000301"));
    assert_eq!(beside.delivery(), Some("dlv_1"));
    assert_eq!(beside.event(), None);
}

/// What an answer does: failures of the server and silence are repeated, up to five deliveries; every 4xx is final.
#[test]
fn the_rules_of_delivery_are_constants() {
    assert_eq!(ATTEMPTS, 5);
    assert_eq!(ANSWER_WITHIN, Duration::from_secs(30));
    for status in [200, 202, 204] {
        assert_eq!(
            ANSWERS.after(status),
            Some(AfterAnswer::Acknowledge),
            "{status}"
        );
    }
    for status in [400, 401, 403, 404, 410, 422, 429, 451] {
        assert_eq!(ANSWERS.after(status), Some(AfterAnswer::Stop), "{status}");
    }
    for status in [500, 502, 503, 504] {
        assert_eq!(ANSWERS.after(status), Some(AfterAnswer::Repeat), "{status}");
    }
    // So a receiver with a wrong secret loses events by its 400.
    let refused = of("another secret").outcome().unwrap_err();
    assert_eq!(
        ANSWERS.after(refused.respond_status()),
        Some(AfterAnswer::Stop)
    );
}

/// Three events are best effort, the other twelve come until they are acknowledged.
#[test]
fn events_that_may_be_lost_are_known() {
    let vectors = vectors();
    let genuine = vectors.iter().filter(|it| it.expect == "ok");
    let mut known = BTreeSet::new();
    for vector in genuine.filter(|it| it.event.as_deref() != Some("unknown")) {
        let kind = vector.event.as_deref().unwrap();
        let durable = is_durable(kind);
        assert_eq!(vector.outcome().unwrap().is_durable(), durable, "{kind}");
        known.insert((durable == Some(true), kind));
    }
    let lost: Vec<_> = known.iter().filter(|it| !it.0).map(|it| it.1).collect();
    assert_eq!(
        lost,
        ["invoice.updated", "payment.created", "payment.updated"]
    );
    assert_eq!(known.len(), 15);
    assert_eq!(is_durable("invoice.refunded"), None);
}
