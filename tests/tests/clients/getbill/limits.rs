//! Rate limits: what the server says of them, in which form, and what the client makes of it.

use std::time::Duration;

use faultcode_runtime::Timestamp;
use faultcode_runtime::errors::StopReason;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server};
use getbill::debts::GetDebtError;
use serde_json::json;

use super::setup::{self, ID, plain_refusal, refusal};

fn limited() -> Answer {
    let details = json!({"retry_after": 60, "limit": 100, "reset_time": "2026-01-01T00:02:00Z"});
    refusal(429, "The limit of 100 requests is used up", &details)
}

/// The waits of a call that is refused once with this answer.
async fn waits(answer: Answer) -> Vec<Duration> {
    let (server, clock) = (
        Server::answering([answer, setup::debt()]),
        ManualClock::new(),
    );
    let client = setup::client(&server, &clock);
    client.debts().get_debt(ID).await.unwrap();
    assert_eq!(server.count(), 2);
    clock.waits()
}

#[tokio::test]
async fn fact_3_3_details_are_typed() {
    let server = Server::deciding(|_| limited());
    let client = setup::client(&server, &ManualClock::new());
    let error = client.debts().get_debt(ID).await.unwrap_err();
    let Some(GetDebtError::RateLimited(details)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(details.retry_after, Some(60));
    assert_eq!(details.limit, Some(100));
    let reset: Timestamp = "2026-01-01T00:02:00Z".parse().unwrap();
    assert_eq!(details.reset_time, Some(reset));
    // Nothing here is a message about a field.
    assert!(error.field_errors().is_empty());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
    assert_eq!(server.count(), 3);
}

/// Fact 3.3: the header goes first, then `retry_after`, then `reset_time`, then one second.
#[tokio::test]
async fn fact_3_3_the_body_s_hint_is_used_when_the_header_is_absent() {
    let reset_only = json!({"limit": 100, "reset_time": "2026-01-01T00:00:45Z"});
    let past = json!({"reset_time": "2024-01-15T10:30:00Z"});
    let rows = [
        (limited().header("retry-after", "5"), 5),
        (limited(), 60),
        (limited().header("retry-after", "-5"), 60),
        (refusal(429, "no", &json!({"retry_after": "30"})), 30),
        (refusal(429, "no", &reset_only), 45),
        (refusal(429, "no", &past), 1),
        (refusal(429, "no", &json!({"retry_after": -1})), 1),
        (plain_refusal(429), 1),
        (Answer::status(429), 1),
    ];
    for (answer, seconds) in rows {
        let label = format!("{answer:?}");
        assert_eq!(
            waits(answer).await,
            [Duration::from_secs(seconds)],
            "{label}"
        );
    }
}

#[tokio::test]
async fn fact_3_3_limits_in_the_body_are_readable() {
    let server = Server::deciding(|_| limited());
    let client = setup::client(&server, &ManualClock::new());
    let error = client.debts().get_debt(ID).await.unwrap_err();
    let limits = error.rate_limit().unwrap();
    assert_eq!(limits.limit, Some(100));
    assert_eq!(limits.remaining, None);
    // The clock has waited twice a minute by now.
    assert_eq!(limits.reset_after, Some(Duration::ZERO));

    let answer = limited()
        .header("x-ratelimit-limit", "90")
        .header("x-ratelimit-remaining", "0");
    let server = Server::deciding(move |_| answer.clone());
    let client = setup::client(&server, &ManualClock::new());
    let error = client.debts().get_debt(ID).await.unwrap_err();
    let limits = error.rate_limit().unwrap();
    assert_eq!((limits.limit, limits.remaining), (Some(90), Some(0)));
}

/// Fact 3.8: the page does not say what unit the reset has, so each of them is read.
#[tokio::test]
async fn fact_3_8_the_reset_is_read_in_every_form() {
    // The clock shows 2026-01-01 00:00:00 UTC, 1767225600 s since 1970.
    let forms = [
        "30",
        "1767225630",
        "1767225630000",
        "2026-01-01T00:00:30Z",
        "2026-01-01T02:00:30+02:00",
        "Thu, 01 Jan 2026 00:00:30 GMT",
    ];
    for form in forms {
        let read = setup::debt()
            .header("x-ratelimit-remaining", "12")
            .header("x-ratelimit-reset", form);
        let server = Server::answering([read]);
        let client = setup::client(&server, &ManualClock::new());
        let read = client.debts().get_debt(ID).send_with_meta().await.unwrap();
        let limits = read.meta.rate_limit().unwrap();
        assert_eq!(limits.remaining, Some(12));
        assert_eq!(limits.reset_after, Some(Duration::from_secs(30)), "{form}");

        let refused = plain_refusal(429).header("x-ratelimit-reset", form);
        assert_eq!(waits(refused).await, [Duration::from_secs(30)], "{form}");
    }
    for form in ["soon", "", "-30", "1e9", "30, 40"] {
        let read = setup::debt().header("x-ratelimit-reset", form);
        let server = Server::answering([read]);
        let client = setup::client(&server, &ManualClock::new());
        let read = client.debts().get_debt(ID).send_with_meta().await.unwrap();
        assert_eq!(read.meta.rate_limit(), None, "{form}");

        let refused = plain_refusal(429).header("x-ratelimit-reset", form);
        assert_eq!(waits(refused).await, [Duration::from_secs(1)], "{form}");
    }
}

/// Fact 3.8: limits stand on errors that have nothing to do with them as well.
#[tokio::test]
async fn fact_3_8_limits_are_readable_on_any_error() {
    let answer = plain_refusal(404)
        .header("x-ratelimit-remaining", "3")
        .header("x-ratelimit-reset", "9");
    let server = Server::answering([answer]);
    let clock = ManualClock::new();
    let client = setup::client(&server, &clock);
    let error = client.debts().get_debt(ID).await.unwrap_err();
    let limits = error.rate_limit().unwrap();
    assert_eq!(limits.remaining, Some(3));
    assert_eq!(limits.reset_after, Some(Duration::from_secs(9)));
    assert_eq!(error.retry_after(), None);
    assert!(clock.waits().is_empty());
}
