//! Failures as JSON, for logs and to pass on. Read back by a parser that is not ours.

use std::collections::BTreeSet;
use std::sync::Arc;

use faultcode_runtime::AnyError;
use faultcode_runtime::errors::Problem;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::shop::{self, CANARY, Order};
use faultcode_tests::{Answer, Server};
use serde_json::Value;

async fn error(answers: impl IntoIterator<Item = Answer>) -> AnyError {
    let server = Server::answering(answers);
    let clock = Arc::new(ManualClock::new());
    let client = shop::builder(&server).clock(clock).build().unwrap();
    let call = shop::pay(&client, &Order::new("o1"));
    let call = call.idempotency_key("key-canary-1234");
    call.await.expect_err("it is refused").into()
}

fn members(text: &str) -> BTreeSet<String> {
    let value: Value = serde_json::from_str(text).expect("JSON");
    value
        .as_object()
        .expect("an object")
        .keys()
        .cloned()
        .collect()
}

#[tokio::test]
async fn a_failure_is_a_line_of_json_with_names_that_stay() {
    let body = format!(
        r#"{{"code": "INSUFFICIENT_BALANCE", "message": "no {CANARY}\nkey-canary-1234", "details": {{"required": 5}}}}"#
    );
    let refused = Answer::json(402, body).header("x-request-id", "req-1");
    let refused = error([Answer::status(503).header("retry-after", "1"), refused]).await;
    let text = refused.to_json();
    assert!(!text.contains("canary") && !text.contains('\n'), "{text}");
    let json: Value = serde_json::from_str(&text).expect("JSON");
    let of = |name: &str| {
        json.get(name)
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned()
    };
    assert_eq!(of("operation"), "pay");
    assert_eq!(of("method"), "POST");
    assert_eq!(of("path_template"), "/payments");
    assert_eq!(of("kind"), "api");
    assert_eq!(of("code"), "INSUFFICIENT_BALANCE");
    assert_eq!(of("effect"), refused.effect().as_str());
    assert_eq!(of("request_id"), "req-1");
    assert_eq!(json["status"], 402);
    assert_eq!(json["attempts"], 2);
    assert_eq!(json["log"][0]["status"], 503);
    assert_eq!(json["log"][0]["attempt"], 1);
    assert!(json["log"][0]["wait_ms"].as_u64() >= Some(1000), "{text}");
    let all = "attempts code effect elapsed_ms kind log message method operation path_template request_id status stop_reason verdict";
    let all: BTreeSet<String> = all.split(' ').map(str::to_owned).collect();
    assert_eq!(members(&text), all);
}

#[tokio::test]
async fn a_failure_without_an_answer_says_what_happened() {
    let broken = error([Answer::nothing(), Answer::nothing(), Answer::nothing()]).await;
    let json: Value = serde_json::from_str(&broken.to_json()).expect("JSON");
    assert_eq!(json["kind"], "transport");
    assert_eq!(json["fault"], "reset");
    assert_eq!(json["effect"], "maybeApplied");
    assert!(json.get("status").is_none());
    let undecodable = error([Answer::json(200, format!(r#"{{"{CANARY}": 1}}"#))]).await;
    let text = undecodable.to_json();
    let json: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        (&json["kind"], &json["effect"]),
        (&"decode".into(), &"applied".into())
    );
    assert!(!text.contains(CANARY), "{text}");
}

/// What a program answers whose own call failed so (RFC 9110 sections 15.6.3 to 15.6.5 for what is not its caller's).
#[tokio::test]
async fn a_problem_blames_the_caller_only_for_what_is_the_callers() {
    let three = |answer: Answer| [answer.clone(), answer.clone(), answer];
    let rows = [
        (
            Answer::json(
                402,
                r#"{"code": "INSUFFICIENT_BALANCE", "details": {"required": 1}}"#,
            ),
            402,
        ),
        (Answer::status(404), 404),
        (Answer::status(422), 422),
        (Answer::status(401), 502),
        (Answer::status(403), 502),
        (Answer::status(429), 503),
        (Answer::status(503), 503),
        (Answer::status(500), 502),
        (Answer::nothing(), 502),
        (Answer::json(200, "[]"), 502),
    ];
    for (answer, expected) in rows {
        let row = format!("{answer:?}");
        let problem = error(three(answer)).await.to_problem();
        assert_eq!(problem.status(), expected, "{row}");
        let json: Value = serde_json::from_str(&problem.to_string()).expect("JSON");
        // RFC 9457 section 3.1: these members, of these types.
        assert_eq!(json["status"], expected, "{row}");
        assert_eq!(json["type"], "about:blank", "{row}");
        assert!(json["title"].is_string(), "{row}");
        assert!(json.get("detail").is_none_or(Value::is_string), "{row}");
        assert!(json["may_be_repeated"].is_boolean(), "{row}");
    }
    assert_eq!(Problem::CONTENT_TYPE, "application/problem+json");
}

#[tokio::test]
async fn a_problem_can_be_changed_before_it_is_passed_on() {
    let refused = error([Answer::json(
        404,
        r#"{"code": "NOT_FOUND", "message": "no such"}"#,
    )])
    .await;
    let problem = refused.to_problem().without("detail").with_status(410);
    let problem = problem
        .with("type", "https://shop.example/gone")
        .with("instance", "/o/1");
    let json: Value = serde_json::from_str(&problem.to_string()).expect("JSON");
    assert_eq!(
        (&json["status"], &json["title"]),
        (&410.into(), &"Gone".into())
    );
    assert_eq!(json["type"], "https://shop.example/gone");
    assert_eq!(
        (json.get("detail"), &json["code"]),
        (None, &"NOT_FOUND".into())
    );
}
