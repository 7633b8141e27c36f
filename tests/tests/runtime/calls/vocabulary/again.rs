//! When calls are repeated: `x-retry`.

use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::calls::Success;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::values::Params;
use faultcode_runtime::{Call, EndpointError};
use faultcode_tests::{Answer, Server};

use super::vocabulary::Client;
use super::vocabulary::input::NewThing;
use super::{ask, thing};
use faultcode_tests::rows::Table;

/// The same answer as often as it is asked for.
async fn always<T, E, P: Params, B>(
    answer: Answer,
    call: impl FnOnce(&Client) -> Call<T, E, P, B>,
) -> Result<String, String>
where
    T: Success + std::fmt::Debug,
    E: EndpointError,
{
    ask((0..20).map(|_| answer.clone()), call).await.turns()
}

fn status(status: u16) -> Answer {
    Answer::status(status)
}

#[tokio::test]
async fn presets_have_their_waits() {
    let mut table = Table::new("vocabulary: presets of repeats");
    let exhausted = "attemptsExhausted";
    let turns = always(status(503), |it| it.again().standard()).await;
    table.compare("standard", turns, &format!("4: [50 100 200] {exhausted}"));
    let turns = always(status(429), |it| it.again().standard()).await;
    table.compare(
        "standard, throttled",
        turns,
        &format!("4: [1000 2000 4000] {exhausted}"),
    );
    let late = status(429).header("retry-after", "11");
    let turns = always(late, |it| it.again().standard()).await;
    table.compare("standard, beyond its end", turns, "1: [] deadlineExceeded");
    let turns = always(status(503), |it| it.again().aws21()).await;
    table.compare("aws-2.1", turns, &format!("3: [50 100] {exhausted}"));
    let hinted = || status(503).header("retry-after", "9");
    let turns = always(hinted(), |it| it.again().aws21()).await;
    table.compare(
        "aws-2.1, hint",
        turns,
        &format!("3: [5050 5100] {exhausted}"),
    );
    let turns = always(status(408), |it| it.again().aws21()).await;
    table.compare("aws-2.1, 408", turns, "1: [] notRetryable");
    let turns = always(status(503), |it| it.again().aws20()).await;
    table.compare("aws-2.0", turns, &format!("3: [1000 2000] {exhausted}"));
    let turns = always(status(503).header("retry-after", "30"), |it| {
        it.again().aws20()
    })
    .await;
    table.compare(
        "aws-2.0, hint",
        turns,
        &format!("3: [20000 20000] {exhausted}"),
    );
    let turns = always(status(409), |it| it.again().stripe()).await;
    table.compare("stripe", turns, &format!("3: [500 1000] {exhausted}"));
    let turns = always(hinted(), |it| it.again().stripe()).await;
    table.compare("stripe, hint", turns, &format!("3: [500 1000] {exhausted}"));
    let vetoed = status(409).header("stripe-should-retry", "false");
    let turns = always(vetoed, |it| it.again().stripe()).await;
    table.compare("stripe, header", turns, "1: [] notRetryable");
    let turns = always(status(503), |it| it.again().never()).await;
    table.compare("none", turns, "1: [] notRetryable");
    table.finish();
}

#[tokio::test]
async fn waits_grow_as_stated() {
    let mut table = Table::new("vocabulary: waits");
    let end = "attemptsExhausted";
    macro_rules! rows {
        ($($call:ident, $answer:expr, $waits:literal;)*) => {$(
            let turns = always($answer, |it| it.again().$call()).await;
            let times = $waits.split(' ').count() + 1;
            table.compare(stringify!($call), turns, &format!("{times}: [{}] {end}", $waits));
        )*};
    }
    rows! {
        exponential, status(503), "100 300 500 500";
        linear, status(503), "200 400 600";
        fixed, status(503), "300 300";
        throttle_exponential, status(429), "1000 4000 6000";
        throttle_linear, status(429), "2000 4000";
        throttle_fixed, status(429), "3000 3000";
        network_exponential, Answer::nothing(), "10 50 120";
        network_linear, Answer::nothing(), "20 40";
        network_fixed, Answer::nothing(), "30 30";
    }
    // The random part, at none of it: all of the wait, half of it, nothing.
    for (jitter, call, expected) in [
        (0.0, "exponential", "0"),
        (0.0, "linear", "100"),
        (0.0, "fixed", "300"),
    ] {
        let server = Server::answering([status(503), thing()]);
        let clock = ManualClock::new();
        clock.set_jitter(jitter);
        let client = Client::builder()
            .base_url(server.url())
            .token("bearer-of-these-tests")
            .clock(Arc::new(clock.clone()));
        let client = client.build().expect("a loopback URL");
        let again = client.again();
        let done = match call {
            "exponential" => again.exponential().await.is_ok(),
            "linear" => again.linear().await.is_ok(),
            _ => again.fixed().await.is_ok(),
        };
        assert!(done, "{call}");
        let waited = clock.elapsed().as_millis().to_string();
        table.compare(
            &format!("{call} without its random part"),
            Ok(waited),
            expected,
        );
    }
    table.finish();
}

#[tokio::test]
async fn what_is_repeated_is_listed() {
    let mut table = Table::new("vocabulary: statuses");
    let (repeated, throttled) = (
        "3: [50 100] attemptsExhausted",
        "3: [1000 2000] attemptsExhausted",
    );
    let never = "1: [] notRetryable";
    for (number, expected) in [
        (404, repeated),
        (500, repeated),
        (599, repeated),
        (420, throttled),
        (429, never),
        (408, never),
    ] {
        let turns = always(status(number), |it| it.again().statuses()).await;
        table.compare(&number.to_string(), turns, expected);
    }
    for (number, expected) in [
        (400, throttled),
        (499, throttled),
        (503, repeated),
        (500, never),
    ] {
        let turns = always(status(number), |it| it.again().classes()).await;
        table.compare(&format!("classes, {number}"), turns, expected);
    }
    table.finish();
}

#[tokio::test]
async fn faults_are_repeated_as_listed() {
    let mut table = Table::new("vocabulary: faults");
    let nobody = Server::deserted();
    let lost = Server::deciding(|_| Answer::nothing());
    let silent = Server::deciding(|_| Answer::nothing().stall());
    for (fault, url, of_connect, of_timeout, of_reset) in [
        ("connect", nobody.url(), 3, 1, 1),
        ("timeout", silent.url(), 1, 3, 1),
        ("reset", lost.url(), 1, 1, 3),
    ] {
        // Real time: a silent server is noticed by a clock that goes on by itself.
        let client = Client::builder()
            .base_url(url)
            .token("bearer-of-these-tests")
            .attempt_timeout(Duration::from_millis(300))
            .build()
            .expect("a loopback URL");
        let again = client.again();
        let attempts = [
            again.on_connect().await.unwrap_err().attempts().len(),
            again.on_timeout().await.unwrap_err().attempts().len(),
            again.on_reset().await.unwrap_err().attempts().len(),
        ];
        let expected = format!("{:?}", [of_connect, of_timeout, of_reset]);
        table.compare(fault, Ok(format!("{attempts:?}")), &expected);
    }
    table.finish();
}

#[tokio::test]
async fn hints_are_read_where_they_stand() {
    let mut table = Table::new("vocabulary: hints");
    let busy = |name: &str, value: &str| [status(429).header(name, value), thing()];
    for (name, value, expected) in [
        ("x-wait", "3", "2: [3000] ok"),
        ("x-wait-ms", "2500", "2: [2500] ok"),
        ("x-until", "1767225604", "2: [4000] ok"),
        ("x-until", "6", "2: [6000] ok"),
        ("retry-after", "9", "2: [2000] ok"),
        ("x-wait", "11", "1: [] hintTooLong"),
    ] {
        let asked = ask(busy(name, value), |it| it.again().hints()).await;
        table.compare(&format!("{name}: {value}"), asked.turns(), expected);
    }
    for (body, expected) in [
        (r#"{"wait": 3}"#, "2: [3000] ok"),
        (r#"{"waitMs": 2500}"#, "2: [2500] ok"),
        (r#"{"until": "2026-01-01T00:00:05Z"}"#, "2: [5000] ok"),
        (r#"{"wait": 60}"#, "2: [10000] ok"),
    ] {
        let asked = ask([Answer::json(429, body), thing()], |it| {
            it.again().body_hints()
        })
        .await;
        table.compare(body, asked.turns(), expected);
    }
    for (seconds, expected) in [("9", "2: [9000] ok"), ("11", "2: [1000] ok")] {
        let asked = ask(busy("retry-after", seconds), |it| {
            it.again().ignored_hints()
        })
        .await;
        table.compare(
            &format!("ignored beyond: {seconds}"),
            asked.turns(),
            expected,
        );
    }
    table.finish();
}

#[tokio::test]
async fn the_server_can_decide() {
    let mut table = Table::new("vocabulary: the server decides");
    for (number, word, expected) in [
        (503, "false", "1: [] notRetryable"),
        (404, "true", "3: [50 100] attemptsExhausted"),
        (404, "yes", "1: [] notRetryable"),
    ] {
        let answer = status(number).header("x-should-retry", word);
        let turns = always(answer, |it| it.again().asked()).await;
        table.compare(&format!("{number} {word}"), turns, expected);
    }
    table.finish();
}

#[tokio::test]
async fn a_budget_pays_for_repeats() {
    let mut table = Table::new("vocabulary: budget");
    let turns = always(status(503), |it| it.again().budget()).await;
    table.compare("two of 8 out of 20", turns, "3: [50 100] budgetExhausted");
    let busy = status(429).header("retry-after", "0");
    let turns = always(busy, |it| it.again().budget()).await;
    let waits = "1000 2000 4000 8000 16000 20000";
    table.compare(
        "six of 3 out of 20",
        turns,
        &format!("7: [{waits}] budgetExhausted"),
    );
    // A repeat, and what a first success gives back.
    let server = Server::answering([status(503), status(503), status(503), thing(), thing()]);
    let (client, _) = super::client(&server);
    client.again().budget().await.unwrap_err();
    client.again().budget().await.unwrap();
    let tokens = client.inner().budget().and_then(|it| it.tokens());
    table.compare(
        "4 are left, and 2 come back",
        Ok(format!("{tokens:?}")),
        "Some(6)",
    );
    table.finish();
}

#[tokio::test]
async fn what_is_harmless_can_be_stated() {
    let mut table = Table::new("vocabulary: harmless");
    let lost = Answer::nothing();
    let turns = always(lost.clone(), |it| it.again().contract(&NewThing::new())).await;
    table.compare("a POST by contract", turns, "3: [50 100] attemptsExhausted");
    let turns = always(lost.clone(), |it| it.again().no_contract()).await;
    table.compare("a GET that is not harmless", turns, "1: [] unsafeToRepeat");
    let turns = always(lost, |it| it.again().by_method()).await;
    table.compare("a GET", turns, "3: [50 100] attemptsExhausted");
    table.finish();
}
