//! The parts that users test their error handling with.

use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::errors::TransportErrorKind;
use faultcode_runtime::testing::{Fake, ManualClock, Reply, Sample, check_errors};
use faultcode_runtime::transports::Clock;
use faultcode_runtime::{Client, Credential};
use faultcode_tests::shop::{self, API, GET_ORDER, PAY, SETTLE, ShopError, TOKEN};

const fn sample(code: Option<&'static str>, status: u16, body: &'static str) -> Sample {
    Sample {
        operation: &GET_ORDER,
        code,
        status,
        content_type: "application/json",
        body,
    }
}

static SAMPLES: &[Sample] = &[
    sample(None, 200, r#"{"id": "sampled"}"#),
    sample(Some("NOT_FOUND"), 404, r#"{"code": "NOT_FOUND"}"#),
    sample(
        Some("INSUFFICIENT_BALANCE"),
        402,
        r#"{"code": "INSUFFICIENT_BALANCE", "details": {"required": 7}}"#,
    ),
    sample(Some("RATE_LIMITED"), 429, r#"{"code": "RATE_LIMITED"}"#),
    sample(Some("SESSION_LIMIT"), 429, r#"{"code": "SESSION_LIMIT"}"#),
    sample(Some("INTERNAL"), 500, r#"{"code": "INTERNAL"}"#),
    sample(Some("TOKEN_EXPIRED"), 401, r#"{"code": "TOKEN_EXPIRED"}"#),
    sample(Some("BAD_CREDENTIAL"), 401, r#"{"code": "BAD_CREDENTIAL"}"#),
    sample(Some("KEY_REUSED"), 409, r#"{"code": "KEY_REUSED"}"#),
    sample(Some("KEY_BUSY"), 409, r#"{"code": "KEY_BUSY"}"#),
    sample(None, 503, ""),
];

/// The same, but the details of one code do not fit.
static BROKEN: &[Sample] = &[
    SAMPLES[1],
    sample(
        Some("INSUFFICIENT_BALANCE"),
        402,
        r#"{"code": "INSUFFICIENT_BALANCE", "details": {"required": "much"}}"#,
    ),
    SAMPLES[3],
    SAMPLES[4],
    SAMPLES[5],
    SAMPLES[6],
    SAMPLES[7],
    SAMPLES[8],
    SAMPLES[9],
    SAMPLES[10],
];

fn client(fake: &Fake, clock: &ManualClock) -> Client {
    Client::builder(&API)
        .transport(fake.clone())
        .clock(Arc::new(clock.clone()))
        .credential(&TOKEN, Credential::secret("t"))
        .build()
        .unwrap()
}

#[test]
fn every_declared_error_is_its_variant() {
    check_errors::<ShopError>(&GET_ORDER, SAMPLES);
}

#[test]
#[should_panic(expected = "getOrder has no sample of KEY_BUSY")]
fn a_code_without_a_sample_is_missed() {
    check_errors::<ShopError>(&GET_ORDER, SAMPLES.split_at(9).0);
}

#[test]
#[should_panic(expected = "not recognised")]
fn a_sample_that_does_not_decode_is_missed() {
    check_errors::<ShopError>(&GET_ORDER, BROKEN);
}

#[test]
fn operations_with_keys_and_classes_are_driven_as_well() {
    static OTHERS: [Sample; 22] = {
        let mut all = [SAMPLES[0]; 22];
        let mut index = 0;
        while index < 11 {
            all[index] = Sample {
                operation: &PAY,
                ..SAMPLES[index]
            };
            all[index + 11] = Sample {
                operation: &SETTLE,
                ..SAMPLES[index]
            };
            index += 1;
        }
        all
    };
    check_errors::<ShopError>(&PAY, &OTHERS);
    check_errors::<ShopError>(&SETTLE, &OTHERS);
}

#[tokio::test]
async fn a_fake_answers_what_is_arranged() {
    let fake = Fake::new(SAMPLES);
    let clock = ManualClock::new();
    let client = client(&fake, &clock);
    assert_eq!(shop::get_order(&client, "o1").await.unwrap().id, "sampled");

    fake.then(&GET_ORDER, "RATE_LIMITED")
        .then(&GET_ORDER, 503)
        .succeed(&GET_ORDER);
    assert_eq!(shop::get_order(&client, "o1").await.unwrap().id, "sampled");
    assert_eq!(
        clock.waits(),
        [Duration::from_secs(1), Duration::from_millis(100)]
    );

    fake.then(&PAY, TransportErrorKind::Reset)
        .then(&PAY, Reply::json(201, r#"{"id": "paid"}"#));
    let paid = shop::pay(&client, &shop::Order::new("o1")).await.unwrap();
    assert_eq!(paid.id, "paid");
    let requests = fake.requests();
    assert_eq!(requests.len(), 6);
    let key = |index: usize| {
        requests[index]
            .request
            .headers()
            .get("idempotency-key")
            .cloned()
    };
    assert!(key(4).is_some() && key(4) == key(5));
}

#[tokio::test]
async fn an_unstarted_request_is_sent_again_without_counting() {
    let refused = TransportErrorKind::Refused;
    // Unstarted this often, attempts allowed, requests, attempts in the log, success.
    let rows = [
        (1, 3, 2, 1, true),
        (2, 3, 3, 1, true),
        (3, 3, 4, 2, true),
        (1, 1, 1, 1, false),
        (9, 3, 9, 3, false),
    ];
    for (times, max_attempts, requests, attempts, success) in rows {
        let fake = Fake::new(SAMPLES);
        for _ in 0..times {
            fake.then(&shop::PLACE_ORDER, refused);
        }
        if success {
            fake.then(&shop::PLACE_ORDER, Reply::json(200, r#"{"id": "o1"}"#));
        }
        let client = client(&fake, &ManualClock::new());
        let policy = faultcode_runtime::RetryPolicy {
            max_attempts,
            ..Default::default()
        };
        let order = shop::Order::new("o1");
        let call = shop::place_order(&client, &order)
            .retry(policy)
            .send_with_meta();
        let outcome = call.await;
        let meta = match &outcome {
            Ok(order) => &*order.meta,
            Err(error) => error.meta(),
        };
        assert_eq!(outcome.is_ok(), success, "{times}");
        assert_eq!(fake.requests().len(), requests, "{times}");
        assert_eq!(meta.attempts().len(), attempts, "{times}");
    }
}

#[tokio::test]
async fn a_manual_clock_moves_only_when_it_is_moved() {
    let clock = ManualClock::new();
    let (wall, start) = (clock.system_time(), clock.instant());
    let mut limit = polled(clock.limit(Duration::from_secs(5)));
    assert!(!limit());
    clock.sleep(Duration::from_secs(3)).await;
    assert!(!limit());
    clock.clone().advance(Duration::from_secs(2));
    assert!(limit());
    assert_eq!(clock.instant() - start, Duration::from_secs(5));
    assert_eq!(
        clock.system_time().duration_since(wall).unwrap(),
        Duration::from_secs(5)
    );
    assert_eq!(clock.waits(), [Duration::from_secs(3)]);
}

/// Polls a future once per call; whether it is done.
fn polled<'a>(future: impl Future<Output = ()> + 'a) -> impl FnMut() -> bool + 'a {
    let mut future = Box::pin(future);
    move || {
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        future.as_mut().poll(&mut cx).is_ready()
    }
}
