//! Deliveries: `x-webhook-signature`. The signatures were made by `openssl`.

use std::time::{Duration, SystemTime};

use faultcode_runtime::webhook::{AfterAnswer, VerifierBuilder};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::vocabulary::webhooks;
use faultcode_tests::rows::Table;

const BODY: &[u8] = br#"{"id":"t1"}"#;
const SIGNED: u64 = 1_767_225_600;

/// What a delivery comes to, so many seconds after it was signed.
fn verified(
    builder: VerifierBuilder,
    secret: &str,
    headers: &[(&'static str, &'static str)],
    after: u64,
) -> Result<String, String> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    let verifier = builder
        .secret(secret.to_owned())
        .build()
        .expect("a usable secret");
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(SIGNED + after);
    Ok(match verifier.verify_at(&map, BODY, now) {
        Ok(delivery) => {
            let thing = delivery
                .decode(webhooks::parse_thing_made)
                .expect("a thing");
            thing.id
        }
        Err(error) => format!("{:?} {}", error.fault(), error.respond_status()),
    })
}

#[test]
fn deliveries_are_verified_as_they_are_signed() {
    let mut table = Table::new("vocabulary: signatures");
    let text = "a secret of more than 16 bytes";
    let timed = [(
        "x-signature",
        "t=1767225600,v1=1fb14602fa1b75b7ac7316c1322967807e94b1578804d8cd5e82c80644f0c206",
    )];
    let shown = verified(webhooks::thing_made_verifier(), text, &timed, 60);
    table.compare("timestamped", shown, "t1");
    let shown = verified(webhooks::thing_made_verifier(), text, &timed, 61);
    table.compare("timestamped, too late", shown, "Timestamp 410");
    let forged = [(
        "x-signature",
        "t=1767225601,v1=1fb14602fa1b75b7ac7316c1322967807e94b1578804d8cd5e82c80644f0c206",
    )];
    let shown = verified(webhooks::thing_made_verifier(), text, &forged, 0);
    table.compare("timestamped, forged", shown, "Signature 401");

    let plain = [("x-plain", "v0:xSvqsbHA0nSCQY2BrXouyCrIBFVrsKaB0zsMfWWbCKM=")];
    let shown = verified(webhooks::thing_sold_verifier(), text, &plain, 0);
    table.compare("plain, base64, with a prefix", shown, "t1");
    let other = [(
        "x-plain",
        "sha256=xSvqsbHA0nSCQY2BrXouyCrIBFVrsKaB0zsMfWWbCKM=",
    )];
    let shown = verified(webhooks::thing_sold_verifier(), text, &other, 0);
    table.compare("plain, with another prefix", shown, "Signature 401");

    let standard = |signature| {
        [
            ("webhook-id", "msg_1"),
            ("webhook-timestamp", "1767225600"),
            ("webhook-signature", signature),
        ]
    };
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let headers = standard("v1,YLFphCNBMDhqVTsdWCdDqTbAgd5Sb23syzMTur7yUXI=");
    let shown = verified(webhooks::verifier(), secret, &headers, 300);
    table.compare("standard", shown, "t1");
    let shown = verified(webhooks::verifier(), secret, &headers, 301);
    table.compare("standard, too late", shown, "Timestamp 410");

    // The key of RFC 8032 section 7.1, test 1.
    let key = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    let headers = standard(
        "v1a,R52PpL0FStMuS5CL8UOhEWD5LoArN+mlYXLnca/hnl2avuzZxXKK26D2VN5Ki0KgcsyKkjetHMIN3KtrU3FbCQ==",
    );
    let shown = verified(webhooks::thing_lost_verifier(), key, &headers, 0);
    table.compare("a pair of keys", shown, "t1");

    assert_eq!(
        webhooks::SCHEDULE,
        [Duration::from_secs(1), Duration::from_secs(300)]
    );
    assert_eq!(webhooks::DISABLE_AFTER, 2);
    assert_eq!(webhooks::ATTEMPTS, 3);
    assert_eq!(webhooks::ANSWER_WITHIN, Duration::from_secs(10));
    assert_eq!(webhooks::WEBHOOKS.repeats_for, Duration::from_secs(3600));
    for (status, after) in [
        (200, Some(AfterAnswer::Acknowledge)),
        (302, Some(AfterAnswer::Acknowledge)),
        (301, Some(AfterAnswer::Disable)),
        (400, Some(AfterAnswer::Stop)),
        (409, Some(AfterAnswer::Repeat)),
        (410, Some(AfterAnswer::Disable)),
        (500, Some(AfterAnswer::Repeat)),
        (501, Some(AfterAnswer::Stop)),
        (100, None),
    ] {
        assert_eq!(webhooks::ANSWERS.after(status), after, "{status}");
    }
    table.finish();
}

/// The headers beside the signature, and the id that the signed body says.
#[test]
fn a_delivery_says_what_it_is() {
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let verifier = webhooks::verifier().secret(secret).build().unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", "1767225600"),
        (
            "webhook-signature",
            "v1,YLFphCNBMDhqVTsdWCdDqTbAgd5Sb23syzMTur7yUXI=",
        ),
        ("x-event", "thing.made"),
        ("x-event-id", "e1"),
        ("x-delivery", "d1"),
        ("x-endpoint", "w1"),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(SIGNED);
    let delivery = verifier.verify_at(&headers, BODY, now).unwrap();
    assert_eq!(delivery.id(), Some("msg_1"));
    let said = delivery.headers();
    assert_eq!(said.event(), Some("thing.made"));
    assert_eq!(said.id(), Some("e1"));
    assert_eq!(said.delivery(), Some("d1"));
    assert_eq!(said.endpoint(), Some("w1"));

    let text = "a secret of more than 16 bytes";
    let verifier = webhooks::thing_made_verifier()
        .secret(text)
        .build()
        .unwrap();
    let mut headers = HeaderMap::new();
    let value = "t=1767225600,v1=1fb14602fa1b75b7ac7316c1322967807e94b1578804d8cd5e82c80644f0c206";
    headers.insert("x-signature", HeaderValue::from_static(value));
    let delivery = verifier.verify_at(&headers, BODY, now).unwrap();
    assert_eq!(delivery.id(), Some("t1"));
}

/// No verifier is generated, so that nobody takes one of another scheme for it; the payload is decoded all the same.
#[test]
fn a_signature_without_a_word_has_no_verifier() {
    assert_eq!(webhooks::parse_thing_sealed(BODY).unwrap().id, "t1");
    let file = concat!(env!("OUT_DIR"), "/vocabulary/webhooks.rs");
    let generated = std::fs::read_to_string(file).expect("the generated module");
    assert!(generated.contains("pub fn thing_sold_verifier"));
    assert!(!generated.contains("pub fn thing_sealed_verifier"));
}

#[test]
fn what_holds_for_an_event_is_known_by_its_name() {
    assert_eq!(webhooks::is_durable("thing.made"), Some(true));
    assert_eq!(webhooks::is_durable("thing.sold"), Some(false));
    assert_eq!(webhooks::is_durable("thing.else"), None);
}
