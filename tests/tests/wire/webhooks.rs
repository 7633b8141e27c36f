//! What the API sends to its client: each payload, all of them together, and deliveries that are signed.

use faultcode_runtime::Value;
use faultcode_runtime::webhook::{Verifier, WebhookFault};
use http::{HeaderMap, HeaderValue};

use crate::wire::clients::webhooks::types::WebhookEvent;
use crate::wire::clients::webhooks::webhooks;
use crate::wire::clients::webhooks30::webhooks as older;

const CREATED: &[u8] = br#"{"type":"order.created","order":{"id":"o1"}}"#;
const SECRET: &str = "a secret of more than 16 bytes";

#[test]
fn each_payload_has_a_function_that_decodes_it() {
    assert_eq!(
        webhooks::parse_order_created(CREATED).unwrap().order.id,
        "o1"
    );
    assert!(webhooks::parse_order_created(br#"{"type":"order.created"}"#).is_err());
    let closed = br#"{"type":"order.cancelled","reason":"none left"}"#;
    let closed = webhooks::parse_order_closed(closed).unwrap();
    assert_eq!(closed.reason.as_deref(), Some("none left"));
    let shipped = webhooks::parse_place_order_shipped(br#"{"at":"noon"}"#).unwrap();
    assert_eq!(shipped.at, "noon");
    assert_eq!(
        older::parse_push(br#"{"commits":["a"]}"#).unwrap().commits,
        ["a"]
    );
    assert_eq!(older::parse_tag(br#"{"name":"v1"}"#).unwrap().name, "v1");
}

#[test]
fn an_event_is_told_by_its_type_and_an_unknown_one_is_kept() {
    let created = webhooks::parse_event(CREATED).unwrap();
    assert!(matches!(created, WebhookEvent::OrderCreated(it) if it.order.id == "o1"));
    for kind in ["order.closed", "order.cancelled"] {
        let body = format!(r#"{{"type":"{kind}"}}"#);
        let event = webhooks::parse_event(body.as_bytes()).unwrap();
        assert!(matches!(event, WebhookEvent::OrderClosed(_)), "{kind}");
    }
    let unknown = webhooks::parse_event(br#"{"type":"order.lost","id":7}"#).unwrap();
    let WebhookEvent::Unknown(value) = unknown else {
        panic!("{unknown:?}");
    };
    assert_eq!(
        value.get("type").and_then(Value::as_str),
        Some("order.lost")
    );
}

/// Headers with a signature that `openssl dgst -sha256 -hmac` made of the bytes named beside it.
fn signed(name: &'static str, value: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(name, HeaderValue::from_static(value));
    headers
}

#[test]
fn a_delivery_is_verified_and_decoded_in_one_step() {
    let verifier: Verifier = webhooks::verifier().secret(SECRET).build().unwrap();
    let headers = signed(
        "x-signature",
        "sha256=dd2f542e803662192948fd1acab0d23544500d6ba96d9622891e4a7cd55cdfff",
    );
    let event: WebhookEvent = verifier.receive(&headers, CREATED).unwrap();
    assert!(matches!(event, WebhookEvent::OrderCreated(_)));
    let other = verifier
        .receive::<WebhookEvent>(&headers, b"{}")
        .unwrap_err();
    assert_eq!(other.fault(), WebhookFault::Signature);
    // Signed, and yet not what was asked for.
    let misfit = verifier
        .receive::<Vec<String>>(&headers, CREATED)
        .unwrap_err();
    assert_eq!(misfit.fault(), WebhookFault::Payload);
}

#[test]
fn a_webhook_can_be_signed_in_its_own_way() {
    let verifier = webhooks::order_closed_verifier()
        .secret(SECRET)
        .dangerously_accept_any_time();
    let verifier = verifier.build().unwrap();
    let body = br#"{"type":"order.closed"}"#;
    // Of `1700000000.` and the body.
    let headers = signed(
        "x-closed-signature",
        "t=1700000000,v1=096630e59edae7f47164938dc7b7563769a8301400e8f084ad2278dc0f431fb3",
    );
    let closed: crate::wire::clients::webhooks::types::Closed =
        verifier.receive(&headers, body).unwrap();
    assert_eq!(closed.reason, None);
    let plain = signed("x-signature", "sha256=00");
    assert!(verifier.receive::<Value>(&plain, body).is_err());
}

#[test]
fn a_webhook_can_be_signed_with_a_key_pair() {
    // The key of RFC 8032 section 7.1, test 1; the signature was made by another implementation.
    let verifier = webhooks::order_paid_verifier()
        .secret("whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
        .dangerously_accept_any_time();
    let verifier = verifier.build().unwrap();
    let mut headers = signed(
        "webhook-signature",
        "v1a,h5UJBzx18lw8pF5DrlkWeI4qM0ETplc7W1CTEiMD/1HN00vVt3y1K+/Yyr9E5AagSN4Vq9M7297aij07uc0GCQ==",
    );
    headers.insert("webhook-id", HeaderValue::from_static("msg_1"));
    headers.insert("webhook-timestamp", HeaderValue::from_static("1700000000"));
    let paid = br#"{"type":"order.paid","total":"50.00"}"#;
    let delivery = verifier.verify(&headers, paid).unwrap();
    let event = delivery.decode(webhooks::parse_order_paid).unwrap();
    assert_eq!(event.total, "50.00");
    let forged = paid.to_ascii_uppercase();
    assert!(verifier.verify(&headers, &forged).is_err());
}
