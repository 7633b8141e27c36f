//! Answers: what becomes of the bytes that a server sends.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use faultcode_tests::Answer;

use crate::wire::clients::answers::Client;
use faultcode_tests::rows::Table;

/// Answers in the order in which the rows ask for them.
#[derive(Clone, Default)]
struct Script(Arc<Mutex<VecDeque<Answer>>>);

impl Script {
    fn table(&self, name: &'static str) -> (Table, Client) {
        let script = self.clone();
        let table = Table::answering(name, move |_| {
            let mut answers = script.0.lock().expect("no test panics with it");
            answers.pop_front().expect("one answer per row")
        });
        let built = Client::builder()
            .base_url(table.url())
            .retry_with(|retries| retries.max_attempts(1))
            .build();
        (table, built.expect("a loopback URL"))
    }

    fn json(&self, body: &str) -> &Self {
        self.next(Answer::json(200, body))
    }

    fn next(&self, answer: Answer) -> &Self {
        self.0
            .lock()
            .expect("no test panics with it")
            .push_back(answer);
        self
    }
}

#[tokio::test]
async fn successes() {
    let script = Script::default();
    let (mut table, client) = script.table("successes");
    let success = client.success();
    let bare = "Thing {id: 7}";
    // Order, white space, repeated names and names that nobody declared.
    script.json(" {\"more\": [1, {}], \"id\" : 7 }\n");
    table.value("an object", success.get_thing(), bare).await;
    script.json(r#"{"id":1,"name":null,"state":"used","at":"2026-01-02T03:04:05+01:00","parts":[{"id":7}]}"#);
    let expected =
        r#"Thing {id: 1, state: "used", at: "2026-01-02T03:04:05+01:00", parts: [{id: 7}]}"#;
    table
        .value("all members", success.get_thing(), expected)
        .await;
    script.json(r#"{"id":1,"state":"sold"}"#);
    let expected = r#"Thing {id: 1, state: "sold"}"#;
    table
        .value("a value that is new", success.get_thing(), expected)
        .await;
    script.json("[]").json(r#"[{"id":7},{"id":7}]"#);
    table
        .value("an empty list", success.list_things(), "[]")
        .await;
    let expected = format!("[{bare}, {bare}]");
    table
        .value("a list", success.list_things(), &expected)
        .await;
    script.json(r#"{"b":1,"a c":2}"#);
    let call = success.get_counts();
    table.value("a map", call, r#"{"a c": 2, "b": 1}"#).await;
    script.json("1.5").json("null").json("1e2");
    table
        .value("a number", success.get_number(), "Some(1.5)")
        .await;
    table.value("null", success.get_number(), "None").await;
    table
        .value("with an exponent", success.get_number(), "Some(100.0)")
        .await;
    script.json(r#"{"id":7}"#).next(Answer::status(204));
    let expected = format!("Some({bare})");
    table
        .value("200 of two", success.get_maybe(), &expected)
        .await;
    table.value("204 of two", success.get_maybe(), "None").await;
    script
        .next(Answer::status(204))
        .next(Answer::body(200, "text/html", "<p>"));
    table.value("no body", success.delete_thing(), "()").await;
    table
        .value("a body nobody declared", success.delete_thing(), "()")
        .await;
    script.next(Answer::body(200, "text/plain; charset=utf-8", "a\n\u{e4}"));
    table
        .value("text", success.get_text(), "Text(\"a\\n\u{e4}\")")
        .await;
    script.next(Answer::body(200, "application/octet-stream", vec![0, 255]));
    table
        .value("bytes", success.get_bytes(), r#"b"\0\xff""#)
        .await;
    script.next(Answer::json(200, r#"{"id":7}"#).chunked());
    table.value("in chunks", success.get_thing(), bare).await;
    script
        .json(r#"{"iban":"D","kind":"bank"}"#)
        .json(r#"{"kind":"card","number":"4"}"#);
    let call = success.get_method();
    table
        .value(
            "the branch before its tag",
            call,
            "Bank(Bank {iban: \"D\"})",
        )
        .await;
    let call = success.get_method();
    table
        .value(
            "the tag before its branch",
            call,
            "Card(Card {number: \"4\"})",
        )
        .await;
    table.finish();
}

#[tokio::test]
async fn failures() {
    let script = Script::default();
    let (mut table, client) = script.table("failures");
    let failure = client.failure();
    let rows = [
        (Answer::json(404, r#"{"what":"x"}"#), "NotFound"),
        (Answer::status(409), "Conflict"),
        (Answer::body(409, "text/html", "<p>"), "Conflict"),
        (Answer::status(501), "ServerError"),
        (Answer::json(418, "{}"), "Unrecognized"),
    ];
    for (answer, expected) in rows {
        script.next(answer);
        let error = failure.fail_by_status().await.expect_err("a refusal");
        let shown = match error.api() {
            Some(error) => format!("{error:?}"),
            None => format!("{error:?}"),
        };
        let name = shown.split('(').next().unwrap_or_default();
        table.compare(expected, Ok(name.to_owned()), expected);
    }
    // A body that is no JSON, of another type, without what is required.
    for (what, body) in [
        ("no JSON", "{\"id\" 7}"),
        ("another type", "[]"),
        ("a member is missing", "{}"),
    ] {
        script.json(body);
        let error = client
            .success()
            .get_thing()
            .await
            .expect_err("it does not fit");
        let decode = matches!(
            error.kind(),
            crate::wire::clients::answers::ErrorKind::Decode(_)
        );
        table.compare(what, Ok(decode.to_string()), "true");
    }
    table.finish();
}
