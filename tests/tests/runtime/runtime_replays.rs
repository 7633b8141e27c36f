//! What an answer says of its key: that it was given before, that the key is of another body, busy, missing or too old.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use faultcode_runtime::document::{Api, Idempotency, Method, Operation};
use faultcode_runtime::errors::{KeyAnswer, KeyError, StopReason, Verdict};
use faultcode_runtime::retry::Replays;
use faultcode_runtime::testing::{Fake, ManualClock, Reply};
use faultcode_runtime::{BuildError, Call, Client, ErrorKind, IdempotencyKey};
use faultcode_tests::payments::input::NewCharge;
use faultcode_tests::payments::payments::{CHARGE, ChargeError, SETTLE};
use faultcode_tests::payments::{self};
use faultcode_tests::shop::ShopError;

fn client(clock: &ManualClock, fake: &Fake) -> payments::Client {
    payments::Client::builder()
        .transport(fake.clone())
        .clock(Arc::new(clock.clone()))
        .token("t")
        .build()
        .expect("a usable client")
}

fn replayed(status: u16, body: &str, mark: &str) -> Reply {
    Reply::json(status, body.to_owned()).header("Idempotent-Replayed", mark)
}

#[tokio::test]
async fn a_replayed_success_says_so() {
    let rows = [
        ("true", true),
        ("TRUE", true),
        ("1", true),
        ("false", false),
    ];
    for (mark, expected) in rows {
        let fake = Fake::new(&[]);
        fake.then(&CHARGE, replayed(200, r#"{"id": "c1"}"#, mark));
        let client = client(&ManualClock::new(), &fake);
        let body = NewCharge::new("r", 1);
        let done = client.payments().charge(&body).send_with_meta().await;
        assert_eq!(done.unwrap().meta.is_replayed(), expected, "{mark}");
    }
}

#[tokio::test]
async fn a_replayed_failure_is_final_for_its_key() {
    // Without the mark each of these is repeated.
    for (status, body) in [(503, "{}"), (429, "{}"), (400, r#"{"code": "Throttling"}"#)] {
        for (mark, requests) in [("true", 1), ("false", 3)] {
            let fake = Fake::new(&[]);
            fake.then(&CHARGE, replayed(status, body, mark));
            let client = client(&ManualClock::new(), &fake);
            let call = client.payments().charge(&NewCharge::new("r", 1));
            let error = call.await.unwrap_err();
            assert_eq!(fake.requests().len(), requests, "{status} {mark}");
            assert_eq!(error.is_replayed(), requests == 1);
            let stop = match requests {
                1 => StopReason::NotRetryable,
                _ => StopReason::AttemptsExhausted,
            };
            assert_eq!(error.stop_reason(), Some(stop));
        }
    }
}

#[tokio::test]
async fn answers_about_the_key_are_told_apart() {
    let rows = [
        (
            409,
            "KEY_REUSED",
            Some(KeyAnswer::Mismatch),
            Verdict::Never,
            1,
        ),
        (
            409,
            "KEY_BUSY",
            Some(KeyAnswer::InFlight),
            Verdict::InFlight,
            3,
        ),
        (
            400,
            "KEY_MISSING",
            Some(KeyAnswer::Missing),
            Verdict::Never,
            1,
        ),
        (402, "CARD_DECLINED", None, Verdict::Never, 1),
        // The same code under another status is something else.
        (400, "KEY_REUSED", None, Verdict::Never, 1),
    ];
    for (status, code, expected, verdict, requests) in rows {
        let fake = Fake::new(&[]);
        fake.then(
            &CHARGE,
            Reply::json(status, format!(r#"{{"code": "{code}"}}"#)),
        );
        let client = client(&ManualClock::new(), &fake);
        let call = client.payments().charge(&NewCharge::new("r", 1));
        let error = call.await.unwrap_err();
        assert_eq!(error.key_answer(), expected, "{status} {code}");
        assert_eq!(error.verdict(), Some(verdict), "{status} {code}");
        assert_eq!(fake.requests().len(), requests, "{status} {code}");
        let variant = match error.api() {
            Some(ChargeError::KeyReused(_)) => "KEY_REUSED",
            Some(ChargeError::KeyBusy(_)) => "KEY_BUSY",
            Some(ChargeError::KeyMissing(_)) => "KEY_MISSING",
            Some(ChargeError::CardDeclined(_)) => "CARD_DECLINED",
            other => panic!("{other:?}"),
        };
        assert_eq!(variant, code);
    }
}

#[tokio::test]
async fn a_server_that_remembers_failures_is_not_asked_again() {
    static SHOP: Api = Api {
        name: "replays",
        ..Api::DEFAULT
    };
    const KEYED: Idempotency = Idempotency::HEADER;
    macro_rules! operation {
        ($replays:expr) => {{
            static OPERATION: Operation = Operation {
                id: "post",
                method: Method::Post,
                path: &["/post"],
                template: "/post",
                idempotency: Some(&Idempotency {
                    replays: $replays,
                    ..KEYED
                }),
                ..Operation::DEFAULT
            };
            &OPERATION
        }};
    }
    let rows = [
        (operation!(None), 500, 3),
        (operation!(Some(Replays::Success)), 500, 3),
        (operation!(Some(Replays::Executed)), 500, 1),
        (operation!(Some(Replays::All)), 500, 1),
        // Whoever stands before the server remembers nothing.
        (operation!(Some(Replays::All)), 503, 3),
        (operation!(Some(Replays::All)), 429, 3),
    ];
    for (operation, status, requests) in rows {
        let fake = Fake::new(&[]);
        fake.then(operation, status);
        let client = Client::builder(&SHOP)
            .base_url("https://replays.example")
            .transport(fake.clone())
            .clock(Arc::new(ManualClock::new()))
            .build()
            .expect("a usable client");
        let call = Call::<(), ShopError>::new(&client, operation);
        call.await.unwrap_err();
        assert_eq!(fake.requests().len(), requests, "{status}");
    }
}

#[tokio::test]
async fn the_document_says_what_is_replayed() {
    let fake = Fake::new(&[]);
    fake.then(&SETTLE, 500);
    let client = client(&ManualClock::new(), &fake);
    client.payments().settle().await.unwrap_err();
    assert_eq!(fake.requests().len(), 1);
    let of_charge = CHARGE
        .operation
        .idempotency
        .and_then(|it| it.replayed_header);
    assert_eq!(of_charge, Some("Idempotent-Replayed"));
}

#[tokio::test]
async fn a_key_that_the_server_has_forgotten_is_not_resumed() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 30);
    let day = Duration::from_secs(24 * 3600);
    let second = Duration::from_secs(1);
    let rows = [(day - second, true), (day, false), (10 * day, false)];
    for (age, sent) in rows {
        let fake = Fake::new(&[]);
        fake.then(&CHARGE, Reply::json(200, r#"{"id": "c1"}"#));
        let client = client(&ManualClock::at(start + age), &fake);
        let key = IdempotencyKey::restore("k1", start).unwrap();
        let call = client.payments().charge(&NewCharge::new("r", 1));
        match call.idempotency_key(key).await {
            Ok(_) => assert!(sent, "{age:?}"),
            Err(error) => {
                assert!(!sent, "{age:?}");
                let expired = matches!(
                    error.kind(),
                    ErrorKind::Build(BuildError::Key(KeyError::Expired))
                );
                assert!(expired, "{error:?}");
            }
        }
        assert_eq!(fake.requests().len(), usize::from(sent));
    }
    // Within the call: the hint would outlast the key.
    let fake = Fake::new(&[]);
    fake.then(&CHARGE, Reply::status(503).header("retry-after", "60"));
    let client = client(&ManualClock::at(start + day - 30 * second), &fake);
    let key = IdempotencyKey::restore("k1", start).unwrap();
    let call = client.payments().charge(&NewCharge::new("r", 1));
    let error = call.idempotency_key(key).await.unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::KeyExpired));
    assert_eq!(fake.requests().len(), 1);
}
