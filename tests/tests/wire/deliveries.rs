//! Deliveries as a receiver meets them: told apart by the signed id of their event, described by headers, answered by rules.
//!
//! The signatures were made by `openssl dgst -sha256 -hmac` of a time, a full stop and the body.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use faultcode_runtime::webhook::{
    AfterAnswer, Answers, MemoryReplayStore, ReplayStore, Verified, Verifier, VerifierBuilder,
    WebhookError, WebhookFault,
};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::wire::clients::deliveries::types::WebhookEvent;
use crate::wire::clients::deliveries::webhooks;
use crate::wire::clients::standard_events::types::WebhookEvent as Event;
use crate::wire::clients::standard_events::webhooks as events;

const SECRET: &str = "a secret of more than 16 bytes";
const BODY: &[u8] = br#"{"event":"order.paid","id":"evt_1","data":{}}"#;
const FIRST: u64 = 1_767_225_600;
/// The same event at four times: at first, an hour later, three days later, and a second after that.
const SENT: [(u64, &str); 4] = [
    (
        FIRST,
        "bd5d474a7c3c8fdd01613dbc3ff03fa017ede0ba886e58621a9100fce2c1e13d",
    ),
    (
        FIRST + 3600,
        "576b58012a4664502e7013a902ab201462eb658360870a82bd23042ae25ec7d7",
    ),
    (
        FIRST + 3 * 86_400,
        "9ab66a5e046fc0d25fc95dbebb24e6502a981afc47de4734eeff0b4cbfdd1a4e",
    ),
    (
        FIRST + 3 * 86_400 + 1,
        "63a3ea6fc4c49ff502a0bf52fb32cf189cd5cf772b35fb5aded70a080b513421",
    ),
];

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn headers(time: u64, signature: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let value = HeaderValue::from_str(&format!("t={time},v1={signature}")).unwrap();
    headers.insert("x-signature", value);
    headers
}

fn remembering(builder: VerifierBuilder) -> Verifier {
    let store = Arc::new(MemoryReplayStore::new());
    let builder = builder.secret(SECRET).replay_store(store);
    builder.build().unwrap()
}

/// What a delivery of the event comes to, at the moment at which it was signed.
fn deliver(verifier: &Verifier, number: usize) -> Result<(), WebhookFault> {
    let (time, signature) = SENT[number];
    let headers = headers(time, signature);
    let verified = verifier.verify_at(&headers, BODY, at(time));
    verified.map(drop).map_err(|error| error.fault())
}

#[test]
fn an_event_that_comes_again_is_told_by_its_signed_id() {
    let verifier = remembering(webhooks::verifier());
    assert_eq!(deliver(&verifier, 0), Ok(()));
    // Each has another time and another signature.
    assert_eq!(deliver(&verifier, 1), Err(WebhookFault::Duplicate));
    assert_eq!(deliver(&verifier, 2), Err(WebhookFault::Duplicate));
    // Past the time for which the API repeats.
    assert_eq!(deliver(&verifier, 3), Ok(()));
}

#[test]
fn the_receiver_can_say_how_long_events_are_remembered() {
    let hour = Duration::from_secs(3599);
    let verifier = remembering(webhooks::verifier().repeats_for(hour));
    assert_eq!(deliver(&verifier, 0), Ok(()));
    assert_eq!(deliver(&verifier, 1), Ok(()));
    // Never less than a recorded delivery could be played back for.
    let verifier = remembering(webhooks::verifier().repeats_for(Duration::ZERO));
    assert_eq!(deliver(&verifier, 0), Ok(()));
    let (time, signature) = SENT[0];
    let headers = headers(time, signature);
    let again = verifier.verify_at(&headers, BODY, at(time + 300));
    assert_eq!(again.unwrap_err().fault(), WebhookFault::Duplicate);
}

#[test]
fn an_event_that_was_claimed_and_not_handled_comes_again() {
    let claim = || remembering(webhooks::verifier().claim(Duration::from_secs(60)));
    let (time, signature) = SENT[0];
    let headers = headers(time, signature);
    // The receiver dies in between.
    let verifier = claim();
    assert!(verifier.verify_at(&headers, BODY, at(time)).is_ok());
    let within = verifier.verify_at(&headers, BODY, at(time + 61));
    assert_eq!(within.unwrap_err().fault(), WebhookFault::Duplicate);
    assert_eq!(deliver(&verifier, 1), Ok(()));
    // It lives.
    let verifier = claim();
    let delivery = verifier.verify_at(&headers, BODY, at(time)).unwrap();
    delivery.handled();
    assert_eq!(deliver(&verifier, 1), Err(WebhookFault::Duplicate));
    assert_eq!(deliver(&verifier, 2), Err(WebhookFault::Duplicate));
    assert_eq!(deliver(&verifier, 3), Ok(()));
    // It fails, and says so.
    let verifier = claim();
    verifier
        .verify_at(&headers, BODY, at(time))
        .unwrap()
        .forget();
    assert_eq!(deliver(&verifier, 1), Ok(()));
}

/// A store that knows nothing of claims keeps an id all the same.
#[derive(Debug, Default)]
struct Plain(MemoryReplayStore);

impl ReplayStore for Plain {
    fn record(&self, id: &str, now: SystemTime, keep: Duration) -> bool {
        self.0.record(id, now, keep)
    }

    fn forget(&self, id: &str) {
        self.0.forget(id);
    }
}

#[test]
fn a_store_needs_two_methods_only() {
    let builder = webhooks::verifier()
        .secret(SECRET)
        .claim(Duration::from_secs(60));
    let verifier = builder
        .replay_store(Arc::new(Plain::default()))
        .build()
        .unwrap();
    let (time, signature) = SENT[0];
    let headers = headers(time, signature);
    let delivery = verifier.verify_at(&headers, BODY, at(time)).unwrap();
    delivery.handled();
    assert_eq!(deliver(&verifier, 2), Err(WebhookFault::Duplicate));
}

/// An id that a header says is no protection: whoever plays a delivery back writes another one.
#[test]
fn an_unsigned_id_tells_nothing() {
    let verifier = remembering(webhooks::verifier());
    let (time, signature) = SENT[0];
    let mut first = headers(time, signature);
    first.insert("x-event-id", HeaderValue::from_static("evt_1"));
    assert!(verifier.verify_at(&first, BODY, at(time)).is_ok());
    let mut played = headers(time, signature);
    played.insert("x-event-id", HeaderValue::from_static("evt_2"));
    let played = verifier.verify_at(&played, BODY, at(time + 1));
    assert_eq!(played.unwrap_err().fault(), WebhookFault::Duplicate);
}

#[test]
fn what_signs_no_time_is_told_by_the_id_for_ever() {
    let plain = "sha256=51a7877f65408da7b31d3f32788693089de33d0f656347f3d39243748e9e6793";
    let mut headers = HeaderMap::new();
    headers.insert("x-plain", HeaderValue::from_static(plain));
    let verifier = remembering(webhooks::payout_lost_verifier());
    let deliver = |time| {
        let verified = verifier.verify_at(&headers, BODY, at(time));
        verified
            .map(|delivery| delivery.id().map(str::to_owned))
            .map_err(|it| it.fault())
    };
    assert_eq!(deliver(FIRST), Ok(Some("evt_1".to_owned())));
    let years = 50 * 365 * 86_400;
    assert_eq!(deliver(FIRST + years), Err(WebhookFault::Duplicate));
}

#[test]
fn an_event_without_an_id_is_refused_where_it_would_have_to_be_told() {
    let body = br#"{"event":"order.paid","data":{}}"#;
    let signature = "122e40813364d11a45bc8430e96373e832535406d7ae1487d160ad1ca6c2c863";
    let headers = headers(FIRST, signature);
    let verifier = remembering(webhooks::verifier());
    let refused = verifier.verify_at(&headers, body, at(FIRST)).unwrap_err();
    assert_eq!(refused.fault(), WebhookFault::Payload);
    assert_eq!(
        refused.to_string(),
        "webhook delivery refused: the event has no id"
    );
    let forgetful = webhooks::verifier().secret(SECRET).build().unwrap();
    let verified = forgetful.verify_at(&headers, body, at(FIRST)).unwrap();
    assert_eq!(verified.id(), None);
}

#[test]
fn an_id_may_be_a_number() {
    let signature = "865369d86789a7a751082cebb7597061146a7673901df67ea1ad20b077a64558";
    let headers = headers(FIRST, signature);
    let verifier = remembering(webhooks::verifier());
    let verified = verifier.verify_at(&headers, br#"{"id":7}"#, at(FIRST));
    assert_eq!(verified.unwrap().id(), Some("7"));
}

fn described(lines: &[(&'static str, &'static str)]) -> HeaderMap {
    let (time, signature) = SENT[0];
    let mut headers = headers(time, signature);
    for (name, value) in lines {
        headers.append(
            HeaderName::from_static(name),
            HeaderValue::from_bytes(value.as_bytes()).unwrap(),
        );
    }
    headers
}

fn verified<'a>(
    verifier: &'a Verifier,
    headers: &'a HeaderMap,
) -> Result<Verified<'a>, WebhookError> {
    verifier.verify_at(headers, BODY, at(FIRST))
}

#[test]
fn headers_say_which_delivery_it_is() {
    let verifier = webhooks::verifier().secret(SECRET).build().unwrap();
    let all = described(&[
        ("x-event", "order.paid"),
        ("x-event-id", "evt_1"),
        ("x-delivery-id", "dlv_9"),
        ("x-endpoint-id", "hook_3"),
    ]);
    let delivery = verified(&verifier, &all).unwrap();
    let said = delivery.headers();
    let said = [said.event(), said.id(), said.delivery(), said.endpoint()];
    assert_eq!(
        said,
        [
            Some("order.paid"),
            Some("evt_1"),
            Some("dlv_9"),
            Some("hook_3")
        ]
    );
    let shown = format!("{delivery:?}");
    assert!(
        shown.contains("endpoint") && !shown.contains("hook_3"),
        "{shown}"
    );
    let none = described(&[]);
    let delivery = verified(&verifier, &none).unwrap();
    let said = delivery.headers();
    let said = [said.event(), said.id(), said.delivery(), said.endpoint()];
    assert_eq!(said, [None; 4]);
}

/// Two parts of a program could read two of them.
#[test]
fn a_header_that_is_there_twice_is_refused() {
    let verifier = webhooks::verifier().secret(SECRET).build().unwrap();
    for name in ["x-event", "x-event-id", "x-delivery-id", "x-endpoint-id"] {
        let twice = described(&[(name, "a"), (name, "a")]);
        let refused = verified(&verifier, &twice).unwrap_err();
        assert_eq!(refused.fault(), WebhookFault::Signature, "{name}");
        let strange = described(&[(name, "ä")]);
        assert!(verified(&verifier, &strange).is_err(), "{name}");
    }
}

#[test]
fn the_rules_of_delivery_are_constants() {
    assert_eq!(webhooks::ATTEMPTS, 5);
    assert_eq!(webhooks::ANSWER_WITHIN, Duration::from_secs(30));
    let rows = [
        (200, Some(AfterAnswer::Acknowledge)),
        (299, Some(AfterAnswer::Acknowledge)),
        (301, None),
        (400, Some(AfterAnswer::Stop)),
        (404, Some(AfterAnswer::Stop)),
        (410, Some(AfterAnswer::Disable)),
        (503, Some(AfterAnswer::Repeat)),
    ];
    for (status, after) in rows {
        assert_eq!(webhooks::ANSWERS.after(status), after, "{status}");
    }
    let rows = [
        (AfterAnswer::Acknowledge, Some(200)),
        (AfterAnswer::Repeat, Some(503)),
        (AfterAnswer::Stop, Some(400)),
        (AfterAnswer::Disable, Some(410)),
    ];
    for (after, status) in rows {
        assert_eq!(webhooks::ANSWERS.status(after), status, "{after:?}");
        assert_eq!(Answers::DEFAULT.status(after), None);
    }
}

#[test]
fn what_may_be_lost_is_known_by_name_and_by_payload() {
    let rows = [
        ("order.paid", Some(true)),
        ("order.updated", Some(false)),
        ("payout.sent", Some(true)),
        ("payout.lost", None),
        ("order.lost", None),
    ];
    for (event, durable) in rows {
        assert_eq!(webhooks::is_durable(event), durable, "{event}");
        let body = format!(r#"{{"id":"evt_1","event":"{event}"}}"#);
        let decoded: WebhookEvent = webhooks::parse_event(body.as_bytes()).unwrap();
        assert_eq!(decoded.is_durable(), durable, "{event}");
    }
}

const OPENED: &str = r#"{"id":"evt_1","type":"account.opened","occurred_at":"2023-11-14T22:13:20Z","account_id":"acc_1"}"#;
const MERGED: &str = r#"{"id":"evt_2","type":"account.merged","into":7}"#;

/// Typed events of a generated client: known, unknown and misfitting ones, signed by the `hmac` of another language.
#[test]
fn a_generated_client_verifies_and_decodes_its_events() {
    let store = Arc::new(MemoryReplayStore::new());
    let builder = events::verifier().secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    let verifier = builder.replay_store(store).build().unwrap();
    let receive = |id: &str, signature: &str, body: &str| {
        let mut headers = HeaderMap::new();
        let lines = [
            ("webhook-id", id),
            ("webhook-timestamp", "1700000000"),
            ("webhook-signature", signature),
        ];
        for (name, value) in lines {
            headers.insert(name, value.parse().unwrap());
        }
        let delivery = verifier.verify_at(&headers, body.as_bytes(), at(1700000000));
        delivery.and_then(|it| it.decode(events::parse_event))
    };
    let refused = |error: WebhookError| (error.fault(), error.respond_status());

    let opened = "v1,8Nv0j5ozLy9d9TtEgU/QK/7XwJ+pAlqmKNbp3G3PMNE=";
    let Ok(Event::AccountOpened(event)) = receive("evt_1", opened, OPENED) else {
        panic!("the event is declared");
    };
    assert_eq!(event.account_id, "acc_1");
    let again = receive("evt_1", opened, OPENED).unwrap_err();
    assert_eq!(refused(again), (WebhookFault::Duplicate, 200));
    let altered = OPENED.replace("acc_1", "acc_2");
    let altered = receive("evt_1", opened, &altered).unwrap_err();
    assert_eq!(refused(altered), (WebhookFault::Signature, 400));

    let merged = "v1,U/s8SsHKRvEI0H0IczSJynK3jeYZw0SnCESUIJMbaKk=";
    let event = receive("evt_2", merged, MERGED).unwrap();
    assert!(matches!(event, Event::Unknown(_)), "{event:?}");

    // Genuine, and no JSON: not on record, so that a receiver that knows it can have it.
    for _ in 0..2 {
        let cut = "v1,7QS9VQcRZ3wxDjp9dmh/OPyTz3rPlpDP0TwXu5VHkcw=";
        let misfit = receive("evt_3", cut, "{").unwrap_err();
        assert_eq!(refused(misfit), (WebhookFault::Payload, 400));
    }
}
