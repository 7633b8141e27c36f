//! Deliveries: signed by the digits of an HMAC alone, and told apart by their type. The signatures were made by
//! `openssl dgst -sha256 -hmac`.

use std::time::Duration;

use faultcode_runtime::Value;
use faultcode_runtime::webhook::{
    AfterAnswer, SignatureEncoding, Verifier, WebhookFault, WebhookScheme,
};
use getbill::types::{Event, EventType};
use getbill::webhooks::{
    ANSWER_WITHIN, ANSWERS, WEBHOOKS, parse_debt_created, parse_payment_plan_canceled, verifier,
};
use http::{HeaderMap, HeaderValue};

const SECRET: &str = "a secret of more than 16 bytes";
const CREATED: &[u8] = br#"{"type":"debt.created","data":{"id":"debt-7","amount":149.90}}"#;
const CREATED_SIGNED: &str = "fbf32b78364e8b95a90112594469b53e2599446a058035d196bcc95067c14ce2";
/// The same under `another secret of 16 bytes`.
const CREATED_BY_OTHER: &str = "198541b167870b3725a3c6d1a50d9b6b915fd5d85a4bab756bc86568fc41b1c1";
const PAID: &[u8] = br#"{"type":"debt.status_changed","data":{"id":"debt-7","status_change_context":{"source":"payment"}},"changes":{"status":["status.default.pending","status.default.paid"]}}"#;
const PAID_SIGNED: &str = "9ccdee7e3487e889a8f8ad47e037d50eadb55fdf02d9ef39b2b308161e41ef04";
const UNKNOWN: &[u8] = br#"{"type":"debt.frozen","data":{}}"#;
const UNKNOWN_SIGNED: &str = "3ab610db5c75ed42691c90e74321b2d46dadb6721fb83dc49ea454a34d85ef86";
const LIST_SIGNED: &str = "901c8a6000fb1c9aa006c31a9b4d9a64ae79446052590cecda5d961673a9d914";

fn headers(signature: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(
        "x-getbill-signature",
        HeaderValue::from_str(signature).unwrap(),
    );
    headers
}

fn of_secret() -> Verifier {
    verifier().secret(SECRET).build().unwrap()
}

#[test]
fn the_signature_is_the_digits_alone() {
    assert_eq!(
        (WEBHOOKS.header, WEBHOOKS.prefix),
        ("X-GetBill-Signature", "")
    );
    assert_eq!(WEBHOOKS.scheme, WebhookScheme::Plain);
    assert_eq!(WEBHOOKS.encoding, SignatureEncoding::Hex);
    let event: Event = of_secret()
        .receive(&headers(CREATED_SIGNED), CREATED)
        .unwrap();
    assert_eq!(event.type_, EventType::DebtCreated);
    assert_eq!(event.data["id"].as_str(), Some("debt-7"));
    assert!(event.changes.is_none());
}

/// Whatever is wrong with the signature is answered with 401, as the page's own receiver does.
#[test]
fn what_is_not_signed_so_is_answered_with_401() {
    let prefixed = format!("sha256={CREATED_SIGNED}");
    let twice = format!("{CREATED_SIGNED}{CREATED_SIGNED}");
    let values = [
        "",
        "garbage",
        &prefixed,
        &twice,
        &CREATED_SIGNED[2..],
        CREATED_BY_OTHER,
        PAID_SIGNED,
    ];
    let verifier = of_secret();
    let mut refused: Vec<_> = values
        .into_iter()
        .map(|value| {
            (
                value,
                verifier
                    .verify(&headers(value), CREATED)
                    .map(drop)
                    .unwrap_err(),
            )
        })
        .collect();
    let right = headers(CREATED_SIGNED);
    let tampered = CREATED.to_ascii_uppercase();
    refused.push((
        "another body",
        verifier.verify(&right, &tampered).map(drop).unwrap_err(),
    ));
    refused.push((
        "no header",
        verifier
            .verify(&HeaderMap::new(), CREATED)
            .map(drop)
            .unwrap_err(),
    ));
    let mut both = right.clone();
    both.append(
        "x-getbill-signature",
        HeaderValue::from_static(CREATED_SIGNED),
    );
    refused.push((
        "two headers",
        verifier.verify(&both, CREATED).map(drop).unwrap_err(),
    ));
    for (name, error) in refused {
        assert_eq!(
            (error.fault(), error.respond_status()),
            (WebhookFault::Signature, 401),
            "{name}"
        );
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(CREATED_SIGNED) && !shown.contains(SECRET));
    }
}

#[test]
fn secrets_can_be_rotated_and_digits_have_either_case() {
    let both = verifier()
        .secret("another secret of 16 bytes")
        .secret(SECRET);
    let both = both.build().unwrap();
    for signature in [
        CREATED_SIGNED,
        CREATED_BY_OTHER,
        &CREATED_SIGNED.to_ascii_uppercase(),
    ] {
        assert!(both.verify(&headers(signature), CREATED).is_ok());
    }
}

#[test]
fn a_payment_tells_of_itself_and_unknown_events_are_kept() {
    let verifier = of_secret();
    let event: Event = verifier.receive(&headers(PAID_SIGNED), PAID).unwrap();
    assert_eq!(event.type_, EventType::DebtStatusChanged);
    let context = event.data["status_change_context"].get("source");
    assert_eq!(context.and_then(Value::as_str), Some("payment"));
    assert!(event.changes.unwrap().contains_key("status"));

    let event: Event = verifier.receive(&headers(UNKNOWN_SIGNED), UNKNOWN).unwrap();
    assert_eq!(event.type_.as_str(), "debt.frozen");
    // Signed, and yet none of the events.
    let error = verifier
        .receive::<Event>(&headers(LIST_SIGNED), b"[]")
        .unwrap_err();
    assert_eq!(
        (error.fault(), error.respond_status()),
        (WebhookFault::Payload, 400)
    );
}

/// The page says how long it waits and which answers count; what it does after the others it does not say.
#[test]
fn an_answer_counts_within_ten_seconds() {
    assert_eq!(ANSWER_WITHIN, Duration::from_secs(10));
    for (status, does) in [
        (200, true),
        (204, true),
        (302, false),
        (401, false),
        (500, false),
    ] {
        let does = does.then_some(AfterAnswer::Acknowledge);
        assert_eq!(ANSWERS.after(status), does, "{status}");
    }
}

/// Fourteen events, each with a function of its own.
#[test]
fn every_event_is_known() {
    let names = [
        "debt.created",
        "debt.updated",
        "debt.status_changed",
        "followup.created",
        "followup.updated",
        "followup.completed",
        "followup.failed",
        "payment.received",
        "payment.failed",
        "payment_plan.created",
        "payment_plan.completed",
        "payment_plan.canceled",
        "company.credits_low",
        "report.generated",
    ];
    for name in names {
        let body = format!(r#"{{"type": "{name}", "data": {{}}}}"#);
        let event = parse_debt_created(body.as_bytes()).unwrap();
        assert_eq!(event.type_.as_str(), name);
        assert!(!matches!(event.type_, EventType::Unknown(_)), "{name}");
    }
    assert!(parse_payment_plan_canceled(br#"{"type": "payment_plan.canceled"}"#).is_err());
}
