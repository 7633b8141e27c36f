//! Rate limits: `x-rate-limit`.

use faultcode_runtime::calls::Success;
use faultcode_runtime::values::Params;
use faultcode_runtime::{Call, EndpointError};
use faultcode_tests::{Answer, Server};

use super::vocabulary::Client;
use faultcode_tests::rows::Table;

/// What a call says of the limits, on a success or an error.
async fn limits<T, E, P: Params, B>(
    answer: Answer,
    call: impl FnOnce(&Client) -> Call<T, E, P, B>,
) -> Result<String, String>
where
    T: Success,
    E: EndpointError,
{
    let server = Server::answering([answer]);
    let (client, _) = super::client(&server);
    let outcome = call(&client).send_with_meta().await;
    let limits = match &outcome {
        Ok(done) => done.meta.rate_limit(),
        Err(error) => error.rate_limit(),
    };
    let Some(limits) = limits else {
        return Ok("none".to_owned());
    };
    let reset = limits.reset_after.map(|it| it.as_millis());
    Ok(format!(
        "{:?} {:?} {reset:?}",
        limits.limit, limits.remaining
    ))
}

/// The three headers of common names.
fn headers(answer: Answer, reset: &str) -> Answer {
    let answer = answer
        .header("x-ratelimit-limit", "10")
        .header("x-ratelimit-remaining", "3");
    answer.header("x-ratelimit-reset", reset)
}

#[tokio::test]
async fn limits_are_read_where_they_stand() {
    let mut table = Table::new("vocabulary: limits");
    let ok = super::thing;
    let own = ok()
        .header("x-limit", "10")
        .header("x-left", "3")
        .header("x-reset", "1767225605");
    let shown = limits(own.clone(), |it| it.limited().epoch_seconds()).await;
    table.compare(
        "own names, seconds since 1970",
        shown,
        "Some(10) Some(3) Some(5000)",
    );
    let both = own.header("ratelimit", "\"default\";r=1;t=30");
    let shown = limits(both.clone(), |it| it.limited().epoch_seconds()).await;
    table.compare(
        "without the standard fields",
        shown,
        "Some(10) Some(3) Some(5000)",
    );
    let shown = limits(both, |it| it.limited().auto()).await;
    table.compare("with them", shown, "None Some(1) Some(30000)");
    let answer = headers(ok(), "1767225604500");
    let shown = limits(answer, |it| it.limited().epoch_millis()).await;
    table.compare(
        "milliseconds since 1970",
        shown,
        "Some(10) Some(3) Some(4500)",
    );
    let shown = limits(headers(ok(), "1767225600"), |it| {
        it.limited().delta_seconds()
    })
    .await;
    table.compare(
        "seconds from now",
        shown,
        "Some(10) Some(3) Some(1767225600000)",
    );
    let shown = limits(headers(ok(), "2026-01-01T00:01:00Z"), |it| {
        it.limited().date_time()
    })
    .await;
    table.compare("a date", shown, "Some(10) Some(3) Some(60000)");
    for (reset, expected) in [
        ("30", "Some(30000)"),
        ("1767225602", "Some(2000)"),
        ("1767225602000", "Some(2000)"),
        ("2026-01-01T00:00:02Z", "Some(2000)"),
        ("soon", "None"),
    ] {
        let shown = limits(headers(ok(), reset), |it| it.limited().auto()).await;
        table.compare(reset, shown, &format!("Some(10) Some(3) {expected}"));
    }
    let body = r#"{"limits": {"max": 10, "left": 0, "again": 7}}"#;
    let shown = limits(Answer::json(402, body), |it| it.limited().auto()).await;
    table.compare(
        "in the body of an error",
        shown,
        "Some(10) Some(0) Some(7000)",
    );
    // In a success the same members are the caller's own.
    let body = r#"{"id": "t1", "limits": {"max": 10, "left": 0, "again": 7}}"#;
    let shown = limits(Answer::json(200, body), |it| it.limited().auto()).await;
    table.compare("in the body of a success", shown, "none");
    table.finish();
}
