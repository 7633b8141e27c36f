//! Deliveries: when they are repeated, and how they are told from forged ones.

use std::time::{Duration, SystemTime};

use accounts::types::{AccountOpenedEvent, Event};
use accounts::webhooks::{DISABLE_AFTER, SCHEDULE, verifier};
use faultcode_runtime::webhook::WebhookFault;
use faultcode_runtime::{Decode, from_json};
use http::HeaderMap;

/// Fact 1.10: at once, then after 1 and 5 and 30 minutes, 2 and 6 hours; after six failures no more.
#[test]
fn fact_1_10_the_schedule_is_the_page_s() {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    let page = [0, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR];
    assert_eq!(SCHEDULE, page.map(Duration::from_secs));
    assert_eq!(DISABLE_AFTER, 6);
    assert_eq!(SCHEDULE.len(), DISABLE_AFTER as usize);
}

/// The delivery that the Standard Webhooks specification shows.
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const SENT: u64 = 1_614_265_330;

fn headers(signature: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", signature),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    headers
}

#[test]
fn a_delivery_is_verified_before_it_is_read() {
    let verifier = verifier()
        .secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned())
        .build()
        .unwrap();
    let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let good = headers("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    let fresh = verifier.verify_at(&good, BODY, at(SENT + 300)).unwrap();
    assert_eq!(fresh.body(), BODY);
    // The published delivery is none of this API's events.
    let event = fresh.decode(from_json::<Event>).unwrap();
    assert!(matches!(event, Event::Unknown(_)), "{event:?}");
    let again = verifier.verify_at(&good, BODY, at(SENT + 300)).unwrap();
    let error = again.decode(from_json::<AccountOpenedEvent>).unwrap_err();
    assert_eq!(
        (error.fault(), error.respond_status()),
        (WebhookFault::Payload, 400)
    );

    let old = verifier.verify_at(&good, BODY, at(SENT + 301)).unwrap_err();
    assert_eq!(
        (old.fault(), old.respond_status()),
        (WebhookFault::Timestamp, 400)
    );
    let forged = verifier.verify_at(&good, b"{}", at(SENT)).unwrap_err();
    assert_eq!(
        (forged.fault(), forged.respond_status()),
        (WebhookFault::Signature, 400)
    );
}

#[test]
fn events_are_told_by_their_type_and_unknown_ones_kept() {
    fn read<T: Decode>(json: &str) -> T {
        from_json(json.as_bytes()).unwrap()
    }
    let unknown =
        read::<Event>(r#"{"id": "evt_1", "type": "account.merged", "data": {"into": 7}}"#);
    let Event::Unknown(value) = unknown else {
        panic!("{unknown:?}");
    };
    assert_eq!(
        value.get("type").and_then(|it| it.as_str()),
        Some("account.merged")
    );
}
