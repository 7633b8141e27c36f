//! Which failed attempts are repeated, after which wait, and why a call ends.
//!
//! The cases are kept together: each is one more row of the same question.

use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::errors::{StopReason, TransportErrorKind, Verdict};
use faultcode_runtime::retry::Budget;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Client, Effect, ErrorKind, Retries, RetryPolicy};
use faultcode_tests::shop::{self, Order, ShopError};
use faultcode_tests::{Answer, Server};

fn client(server: &Server) -> (Client, ManualClock) {
    let clock = ManualClock::new();
    let client = shop::builder(server).clock(Arc::new(clock.clone())).build();
    (client.expect("a usable client"), clock)
}

fn millis(waits: &[u64]) -> Vec<Duration> {
    waits.iter().copied().map(Duration::from_millis).collect()
}

fn order() -> Answer {
    Answer::json(200, r#"{"id": "o1"}"#)
}

#[tokio::test]
async fn verdicts_decide_and_waits_are_exact() {
    let code = |status, code: &str| Answer::json(status, format!(r#"{{"code": "{code}"}}"#));
    let throttled = || code(429, "RATE_LIMITED");
    type Row = (
        &'static str,
        Vec<Answer>,
        usize,
        &'static [u64],
        Option<StopReason>,
    );
    let rows: Vec<Row> = vec![
        (
            "transient",
            vec![Answer::status(503), Answer::status(502), order()],
            3,
            &[50, 100],
            None,
        ),
        (
            "transient for ever",
            vec![
                Answer::status(503),
                Answer::status(503),
                Answer::status(503),
                order(),
            ],
            3,
            &[50, 100],
            Some(StopReason::AttemptsExhausted),
        ),
        (
            "throttled by its code",
            vec![throttled(), order()],
            2,
            &[1000],
            None,
        ),
        (
            "throttled with a hint",
            vec![throttled().header("retry-after", "7"), order()],
            2,
            &[7000],
            None,
        ),
        (
            "a hint that is too long",
            vec![throttled().header("retry-after", "121"), order()],
            1,
            &[],
            Some(StopReason::HintTooLong),
        ),
        (
            "a code above its status",
            vec![code(429, "SESSION_LIMIT"), order()],
            1,
            &[],
            Some(StopReason::NotRetryable),
        ),
        (
            "a fault that stays",
            vec![code(500, "INTERNAL"), order()],
            1,
            &[],
            Some(StopReason::NotRetryable),
        ),
        (
            "a plain rejection",
            vec![Answer::status(400), order()],
            1,
            &[],
            Some(StopReason::NotRetryable),
        ),
        (
            "an unknown code by its status",
            vec![code(429, "NEW_LIMIT"), order()],
            2,
            &[1000],
            None,
        ),
        (
            "an error in a success",
            vec![
                Answer::json(200, r#"{"success": false, "code": "RATE_LIMITED"}"#),
                order(),
            ],
            2,
            &[1000],
            None,
        ),
        (
            "a hint with a transient verdict",
            vec![Answer::status(503).header("retry-after", "2"), order()],
            2,
            &[2000],
            None,
        ),
        (
            "milliseconds",
            vec![throttled().header("retry-after-ms", "1500"), order()],
            2,
            &[1500],
            None,
        ),
    ];
    for (name, answers, requests, waits, stop) in rows {
        let server = Server::answering(answers);
        let (client, clock) = client(&server);
        let outcome = shop::get_order(&client, "o1").send_with_meta().await;
        let meta = match &outcome {
            Ok(order) => &*order.meta,
            Err(error) => error.meta(),
        };
        assert_eq!(server.count(), requests, "{name}");
        assert_eq!(clock.waits(), millis(waits), "{name}");
        assert_eq!(meta.stop_reason(), stop, "{name}");
        assert_eq!(outcome.is_err(), stop.is_some(), "{name}");
        let of_earlier = meta.retry_after().is_some() || meta.retry_at().is_some();
        assert!(outcome.is_err() || !of_earlier, "{name}: a success waits");
        assert_eq!(meta.attempts().len(), requests, "{name}");
        let logged: Vec<_> = meta
            .attempts()
            .iter()
            .map(|it| it.wait)
            .filter(|it| !it.is_zero())
            .collect();
        assert_eq!(logged, millis(waits), "{name}");
    }
}

#[tokio::test]
async fn what_may_be_done_is_never_done_twice() {
    let lost = || Answer::nothing();
    type Row = (&'static str, fn() -> Answer, bool, usize, Effect);
    let rows: [Row; 6] = [
        ("lost, without a key", lost, false, 1, Effect::MaybeApplied),
        ("lost, with a key", lost, true, 2, Effect::Applied),
        (
            "500 without a key",
            || Answer::status(500),
            false,
            1,
            Effect::MaybeApplied,
        ),
        (
            "503 without a key",
            || Answer::status(503),
            false,
            1,
            Effect::MaybeApplied,
        ),
        (
            "429 without a key",
            || Answer::status(429),
            false,
            2,
            Effect::Applied,
        ),
        (
            "reset, without a key",
            || Answer::nothing().reset(),
            false,
            1,
            Effect::MaybeApplied,
        ),
    ];
    for (name, first, keyed, requests, effect) in rows {
        let server = Server::answering([first(), order()]);
        let (client, _) = client(&server);
        let call = if keyed { shop::pay } else { shop::place_order };
        let outcome = call(&client, &Order::new("o1")).send_with_meta().await;
        assert_eq!(server.count(), requests, "{name}");
        let meta = match &outcome {
            Ok(order) => &*order.meta,
            Err(error) => error.meta(),
        };
        assert_eq!(meta.effect(), effect, "{name}");
        if let Err(error) = &outcome {
            assert_eq!(
                error.stop_reason(),
                Some(StopReason::UnsafeToRepeat),
                "{name}"
            );
            assert!(error.is_ambiguous() && !error.is_retry_safe(), "{name}");
        }
    }
}

#[tokio::test]
async fn the_head_of_an_answer_counts_whose_body_breaks_off() {
    let broken = |status, says| {
        let answer = Answer::json(status, r#"{"code": "UNKNOWN"}"#).header("x-should-retry", says);
        answer.cut_body(5)
    };
    // Status, what the header says, requests of a call that is repeat-safe and of one that is not.
    let rows = [
        (500, "false", 1, 1),
        (500, "maybe", 2, 1),
        (500, "true", 2, 2),
        (200, "true", 2, 1),
        (200, "false", 1, 1),
    ];
    for (status, says, of_look, of_place) in rows {
        for (safe, requests) in [(true, of_look), (false, of_place)] {
            let server = Server::answering([broken(status, says), order()]);
            let clock = Arc::new(ManualClock::new());
            let client = shop::builder(&server)
                .clock(clock)
                .retry_with(|retries| {
                    retries.change(|it| it.should_retry_header = Some("x-should-retry"))
                })
                .build()
                .expect("a usable client");
            let outcome = match safe {
                true => shop::get_order(&client, "o1").await,
                false => shop::place_order(&client, &Order::new("o1")).await,
            };
            let at = format!("{status}, {says}, safe: {safe}");
            assert_eq!(
                (server.count(), outcome.is_ok()),
                (requests, requests == 2),
                "{at}"
            );
        }
    }
}

#[tokio::test]
async fn one_attempt_is_one_request_under_every_fault() {
    let faults: [fn() -> Answer; 7] = [
        || Answer::status(503),
        || Answer::status(429),
        Answer::nothing,
        || Answer::nothing().reset(),
        || order().cut_body(3),
        || Answer::json(401, r#"{"code": "TOKEN_EXPIRED"}"#),
        || Answer::raw("HTTP/1.1 abc\r\n\r\n"),
    ];
    for fault in faults {
        let server = Server::answering([fault(), order()]);
        let (client, clock) = client(&server);
        let policy = RetryPolicy {
            max_attempts: 1,
            ..RetryPolicy::STANDARD
        };
        shop::get_order(&client, "o1")
            .retry(policy)
            .await
            .unwrap_err();
        assert_eq!(server.count(), 1, "{:?}", fault());
        assert!(clock.waits().is_empty(), "{:?}", fault());
    }
}

#[tokio::test]
async fn an_empty_budget_ends_calls_and_successes_refill_it() {
    let server = Server::deciding(|_| Answer::status(503));
    let budget = Budget::with_tokens(500, 30);
    let clock = ManualClock::new();
    let client = shop::builder(&server)
        .clock(Arc::new(clock))
        .budget(budget.clone())
        .build()
        .unwrap();
    let error = shop::get_order(&client, "o1").await.unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
    assert_eq!(budget.tokens(), Some(2));
    let error = shop::get_order(&client, "o1").await.unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::BudgetExhausted));
    assert_eq!(error.verdict(), Some(Verdict::Transient));
    assert_eq!((server.count(), budget.tokens()), (4, Some(2)));

    let server = Server::answering([order(), Answer::status(503), order()]);
    let client = shop::builder(&server)
        .clock(Arc::new(ManualClock::new()))
        .budget(budget.clone())
        .build()
        .unwrap();
    shop::get_order(&client, "o1").await.unwrap();
    assert_eq!(budget.tokens(), Some(3));
    budget.add(20);
    shop::get_order(&client, "o1").await.unwrap();
    assert_eq!(budget.tokens(), Some(23));
}

#[tokio::test]
async fn clones_and_calls_share_one_budget() {
    let server = Server::deciding(|_| Answer::status(503));
    let (client, _) = client(&server);
    assert!(client.budget().is_none());
    shop::get_order(&client, "o1").await.unwrap_err();
    shop::place_order(&client.clone(), &Order::new("o1"))
        .await
        .unwrap_err();
    assert_eq!(client.budget().unwrap().tokens(), Some(500 - 2 * 14));
}

#[tokio::test]
async fn no_wait_passes_the_deadline() {
    let throttled = || Answer::status(429).header("retry-after", "30");
    let server = Server::answering([throttled(), order()]);
    let (client, clock) = client(&server);
    let call = shop::get_order(&client, "o1").timeout(Duration::from_secs(10));
    let error = call.await.unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::DeadlineExceeded));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert!(error.retry_at().is_some());
    assert_eq!((server.count(), clock.elapsed()), (1, Duration::ZERO));
    assert_eq!(client.budget().unwrap().tokens(), Some(500));
}

#[tokio::test]
async fn a_call_without_time_is_not_sent() {
    let server = Server::answering([order()]);
    let (client, _) = client(&server);
    let error = shop::get_order(&client, "o1")
        .timeout(Duration::ZERO)
        .await
        .unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.effect(), Effect::NotSent);
    assert_eq!(error.stop_reason(), Some(StopReason::DeadlineExceeded));
    assert_eq!((server.count(), server.connections()), (0, 0));
}

#[tokio::test]
async fn a_refused_connection_is_repeated_whatever_the_call() {
    let nobody = Server::deserted();
    let clock = ManualClock::new();
    let server = Server::answering([]);
    let client = shop::builder(&server)
        .base_url(nobody.url())
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap();
    let error = shop::place_order(&client, &Order::new("o1"))
        .await
        .unwrap_err();
    let ErrorKind::Transport(fault) = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(fault.kind(), TransportErrorKind::Connect);
    assert!(error.is_connect() && !error.is_ambiguous());
    assert_eq!(error.effect(), Effect::NotSent);
    assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
    assert_eq!(clock.waits(), millis(&[50, 100]));
}

#[tokio::test]
async fn policies_of_call_client_and_operation_go_in_this_order() {
    let server = Server::deciding(|_| Answer::status(503));
    let clock = ManualClock::new();
    let client = shop::builder(&server)
        .clock(Arc::new(clock.clone()))
        .retry_with(|retries| retries.max_attempts(2))
        .build()
        .unwrap();
    shop::get_order(&client, "o1").await.unwrap_err();
    assert_eq!(server.count(), 2);
    let policy = RetryPolicy {
        max_attempts: 4,
        ..RetryPolicy::STANDARD
    };
    shop::get_order(&client, "o1")
        .retry(policy)
        .await
        .unwrap_err();
    assert_eq!(server.count(), 6);
}

#[tokio::test]
async fn a_suspect_connection_is_not_used_again() {
    let server = Server::answering([order(), Answer::status(503), order(), order()]);
    let (client, _) = client(&server);
    shop::get_order(&client, "o1").await.unwrap();
    shop::get_order(&client, "o1").await.unwrap();
    let connections: Vec<_> = server.requests().iter().map(|it| it.connection).collect();
    assert_eq!(connections, [1, 1, 2]);
}

#[tokio::test]
async fn a_server_that_keeps_no_connection_causes_neither_error_nor_repeat() {
    let server = Server::deciding(|_| order().header("connection", "close").close());
    let (client, _) = client(&server);
    for _ in 0..50 {
        shop::place_order(&client, &Order::new("o1")).await.unwrap();
    }
    assert_eq!(server.count(), 50);
}

#[tokio::test]
async fn details_survive_an_exhausted_call() {
    let body = r#"{"code": "RATE_LIMITED", "message": "slow down"}"#;
    let server = Server::deciding(move |_| Answer::json(429, body).header("x-request-id", "r1"));
    let (client, _) = client(&server);
    let error = shop::get_order(&client, "o1").await.unwrap_err();
    assert!(matches!(error.api(), Some(ShopError::RateLimited(_))));
    assert_eq!(error.verdict(), Some(Verdict::Throttle));
    assert_eq!(error.attempts().len(), 3);
    for (index, attempt) in error.attempts().iter().enumerate() {
        assert_eq!(attempt.number as usize, index + 1);
        assert_eq!((attempt.status, attempt.fault), (Some(429), None));
        assert_eq!(attempt.request_id.as_deref(), Some("r1"));
    }
}

#[tokio::test]
async fn a_refusal_does_not_hide_what_an_earlier_attempt_may_have_done() {
    let refused = || Answer::json(429, r#"{"code": "SESSION_LIMIT"}"#);
    let rows = [
        (vec![Answer::nothing(), refused()], Effect::MaybeApplied),
        (vec![Answer::status(429), refused()], Effect::Rejected),
        (vec![refused()], Effect::Rejected),
    ];
    for (answers, expected) in rows {
        let server = Server::answering(answers);
        let (client, _) = client(&server);
        let error = shop::pay(&client, &Order::new("o1")).await.unwrap_err();
        assert_eq!((error.status(), error.effect()), (Some(429), expected));
    }
    // What only reads leaves nothing behind.
    let server = Server::answering([Answer::nothing(), refused()]);
    let (client, _) = client(&server);
    let error = shop::get_order(&client, "o1").await.unwrap_err();
    assert_eq!(error.effect(), Effect::Rejected);
}

/// What a configuration file names changes one call, or all of a client; what the document says of the rest holds on.
#[tokio::test]
async fn numbers_and_statuses_of_retries_may_be_read_at_run_time() {
    for of_call in [true, false] {
        let statuses: Vec<u16> = "418 420".split(' ').map(|it| it.parse().unwrap()).collect();
        let server = Server::answering([
            Answer::status(418),
            Answer::status(503),
            Answer::json(200, r#"{"id": "o1"}"#),
            Answer::status(429),
        ]);
        let clock = ManualClock::new();
        let change = move |retries: Retries| retries.throttle_on(statuses.iter().copied());
        let builder = shop::builder(&server).clock(Arc::new(clock.clone()));
        let (builder, change) = match of_call {
            true => (builder, Some(change)),
            false => (builder.retry_with(change), None),
        };
        let client = builder.build().unwrap();
        let call = shop::get_order(&client, "o1");
        match change {
            Some(change) => call.retry_with(change).await.unwrap(),
            None => call.await.unwrap(),
        };
        // The first wait is that of a throttled call, the second the document's for what is transient.
        assert_eq!(
            clock.waits(),
            [Duration::from_secs(1), Duration::from_millis(100)]
        );
        // The list of the document is replaced for all calls of the client, and for the one call alone.
        let error = shop::get_order(&client, "o1")
            .retry_with(|retries| retries.max_attempts(1))
            .await
            .unwrap_err();
        let verdict = match of_call {
            true => Verdict::Throttle,
            false => Verdict::Never,
        };
        assert_eq!(error.verdict(), Some(verdict), "{of_call}");
    }
}
