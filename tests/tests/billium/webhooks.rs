//! Deliveries: two classes of refusal, and the status that answers each.

use std::time::{Duration, SystemTime};

use billium::types::{EventType, InvoiceEvent};
use billium::webhooks::{WEBHOOKS, verifier};
use faultcode_runtime::from_json;
use faultcode_runtime::webhook::{Verifier, WebhookError, WebhookFault};
use http::{HeaderMap, HeaderValue};

const SECRET: &str = "whsec_0123456789abcdef";
const SENT: u64 = 1_767_225_600;
const BODY: &[u8] = br#"{"id":"0b8f5c1e-6d1a-4c55-9a3e-2f6f0c7d9e10","type":"invoice.paid","createdAt":"2026-01-01T00:00:00Z","invoice":{"id":"inv_1","status":"paid","rawAmount":1999,"currency":"EUR","customer":{"name":"A","email":"a@b.example"},"items":[],"createdAt":"2025-12-31T00:00:00Z","paidAt":"2026-01-01T00:00:00Z"}}"#;
/// HMAC with SHA-256 of `1767225600.` and the body under the secret, computed elsewhere.
const SIGNATURE: &str = "a554989177a633cf12b4baccda6c2a237cb6987e769708ffbb55da517a12234b";
/// The same under `whsec_another_secret_0`.
const OTHER_SIGNATURE: &str = "d8fdec82f3281e172651bef96beaaef5505e760309421ebe5cbccc183e738026";
/// The same of the body `[]`.
const LIST_SIGNATURE: &str = "bdebe2cec564e6bac9392dc5b21d89bf2ded95c50397ade48008dbec1e64e286";

fn headers(value: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let value = HeaderValue::from_str(value).unwrap();
    headers.insert("x-billium-signature", value);
    headers
}

fn after(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(SENT + seconds)
}

fn of_secret() -> Verifier {
    verifier().secret(SECRET).build().unwrap()
}

fn refusal(headers: &HeaderMap, body: &[u8], now: SystemTime) -> WebhookError {
    let verifier = of_secret();
    let refused = verifier.verify_at(headers, body, now).map(|_| ());
    refused.unwrap_err()
}

#[test]
fn fact_0_18_a_genuine_delivery_is_verified_and_decoded() {
    assert_eq!(WEBHOOKS.header, "x-billium-signature");
    assert_eq!(WEBHOOKS.tolerance, Duration::from_secs(300));
    let headers = headers(&format!("t={SENT},v1={SIGNATURE}"));
    let verifier = of_secret();
    for seconds in [0, 300] {
        let verified = verifier.verify_at(&headers, BODY, after(seconds)).unwrap();
        assert_eq!(verified.timestamp(), Some(after(0)));
        let event = verified.decode(from_json::<InvoiceEvent>).unwrap();
        assert_eq!(event.type_, EventType::InvoicePaid);
        assert_eq!(event.invoice.raw_amount, 1999);
    }
}

/// Malformed, of another secret, or of another body: all one class, answered with 400.
#[test]
fn fact_0_18_a_wrong_signature_is_answered_with_400() {
    let right = format!("t={SENT},v1={SIGNATURE}");
    let values = [
        String::new(),
        "garbage".to_owned(),
        format!("t={SENT}"),
        format!("v1={SIGNATURE}"),
        format!("t=now,v1={SIGNATURE}"),
        format!("t={SENT},v1={}", &SIGNATURE[1..]),
        format!("t={SENT},v1={OTHER_SIGNATURE}"),
        format!("t={},v1={SIGNATURE}", SENT + 1),
        format!("t={SENT},t={SENT},v1={SIGNATURE}"),
    ];
    let mut refusals: Vec<_> = values
        .iter()
        .map(|value| (value.as_str(), refusal(&headers(value), BODY, after(0))))
        .collect();
    let tampered = BODY.to_ascii_uppercase();
    refusals.push(("tampered", refusal(&headers(&right), &tampered, after(0))));
    refusals.push(("no header", refusal(&HeaderMap::new(), BODY, after(0))));
    let mut twice = headers(&right);
    twice.append(
        "x-billium-signature",
        HeaderValue::from_str(&right).unwrap(),
    );
    refusals.push(("two headers", refusal(&twice, BODY, after(0))));
    for (name, error) in refusals {
        assert_eq!(error.fault(), WebhookFault::Signature, "{name}");
        assert_eq!(error.respond_status(), 400, "{name}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(SIGNATURE) && !shown.contains(SECRET));
    }
}

/// Genuine but too old, or from a future clock: the other class, with 400 as well.
#[test]
fn fact_0_18_a_time_outside_the_tolerance_is_answered_with_400() {
    let headers = headers(&format!("t={SENT},v1={SIGNATURE}"));
    let early = SystemTime::UNIX_EPOCH + Duration::from_secs(SENT - 301);
    for now in [after(301), early] {
        let error = refusal(&headers, BODY, now);
        assert_eq!(error.fault(), WebhookFault::Timestamp);
        assert_eq!(error.respond_status(), 400);
    }
}

/// An unsigned delivery learns nothing of our clock.
#[test]
fn fact_0_18_the_signature_is_looked_at_before_the_time() {
    let headers = headers(&format!("t={SENT},v1={OTHER_SIGNATURE}"));
    let error = refusal(&headers, BODY, after(9999));
    assert_eq!(error.fault(), WebhookFault::Signature);
}

/// While secrets are rotated, deliveries of both are genuine.
#[test]
fn fact_0_18_secrets_can_be_rotated() {
    let both = verifier().secret("whsec_another_secret_0").secret(SECRET);
    let both = both.build().unwrap();
    for signature in [SIGNATURE, OTHER_SIGNATURE] {
        let headers = headers(&format!("t={SENT},v1={signature}"));
        assert!(both.verify_at(&headers, BODY, after(0)).is_ok());
    }
    let headers = headers(&format!("t={SENT},v1={OTHER_SIGNATURE},v1={SIGNATURE}"));
    assert!(of_secret().verify_at(&headers, BODY, after(0)).is_ok());
}

/// A genuine event of a form that this version does not know is neither of the two classes.
#[test]
fn fact_0_18_an_event_that_does_not_fit_is_a_class_of_its_own() {
    let headers = headers(&format!("t={SENT},v1={LIST_SIGNATURE}"));
    let verifier = of_secret();
    let verified = verifier.verify_at(&headers, b"[]", after(0)).unwrap();
    let error = verified.decode(from_json::<InvoiceEvent>).unwrap_err();
    assert_eq!(error.fault(), WebhookFault::Payload);
}
