//! Where facts stand in a body: `x-error-envelope`.

use faultcode_tests::Answer;

use super::ask;
use faultcode_tests::rows::Table;

/// An error status with this body.
fn refusal(body: &str) -> [Answer; 1] {
    [Answer::json(400, body)]
}

/// A success status with this body.
fn success(body: &str) -> [Answer; 1] {
    [Answer::json(200, body)]
}

#[tokio::test]
async fn an_envelope_says_where_each_fact_stands() {
    let mut table = Table::new("vocabulary: one envelope");
    let body = r#"{"ok": false, "status": 402, "meta": {"id": "r7"}, "error": {
        "code": "LOW_BALANCE", "message": ["Too low.", "Recharge."], "type": "money", "param": "amount",
        "details": {"current": "0.50"},
        "fields": [{"path": "amount", "text": "is too high", "why": "MAX"}, {"path": "name"}]}}"#;
    let asked = ask([Answer::json(402, body)], |client| client.said().single()).await;
    let expected = r#"402 LOW_BALANCE "Too low. | Recharge." category=billing param=amount field=amount:"is too high":MAX id=r7"#;
    table.compare("all facts", asked.facts(), expected);

    let asked = ask(success(body), |client| client.said().single()).await;
    let expected = format!("200{} note=status-echo note=code-status", &expected[3..]);
    table.compare("in a success", asked.facts(), &expected);

    let traced = Answer::json(
        402,
        r#"{"error": {"code": "not a code", "message": "No.", "type": "money"}, "meta": {"id": "r7"}}"#,
    );
    let asked = ask([traced.header("x-trace", "t1")], |client| {
        client.said().single()
    })
    .await;
    let expected = r#"402 "No." category=money id=t1"#;
    table.compare(
        "a text that misses the pattern, and the header",
        asked.facts(),
        expected,
    );

    for (member, expected) in [
        (r#""wait": 1500"#, "2: [1500] ok"),
        (r#""reset": 1767225609"#, "2: [9000] ok"),
    ] {
        let busy = format!(r#"{{"error": {{"code": "BUSY", {member}}}}}"#);
        let done = Answer::json(200, r#"{"data": {"id": "t1"}}"#);
        let asked = ask([Answer::json(429, busy), done], |client| {
            client.said().single()
        })
        .await;
        table.compare(member, asked.turns(), expected);
    }

    let answer = r#"{"ok": true, "data": {"id": "t1"}}"#;
    let asked = ask(success(answer), |client| client.said().single()).await;
    table.compare("the data", asked.facts(), r#"Thing {id: "t1"}"#);
    table.finish();
}

#[tokio::test]
async fn each_of_several_envelopes_is_tried() {
    let mut table = Table::new("vocabulary: several envelopes");
    let rows = [
        (
            400,
            r#"{"fault": {"name": "PLAIN", "words": ["a", "b"]}}"#,
            r#"400 PLAIN "a; b""#,
        ),
        (
            400,
            r#"{"code": "PLAIN", "message": "flat"}"#,
            r#"400 PLAIN "flat""#,
        ),
        // Both find something; the condition of the second holds.
        (
            400,
            r#"{"fault": {"name": "BUSY"}, "failed": 0, "message": "flat"}"#,
            r#"400 "flat""#,
        ),
        (
            400,
            r#"{"fault": {"name": "PLAIN"}, "id": "t1", "message": "flat"}"#,
            "400 PLAIN",
        ),
        (
            200,
            r#"{"failed": 0, "id": "t1", "code": "PLAIN"}"#,
            "200 PLAIN note=code-status",
        ),
        // What is null says nothing, as a member that is absent.
        (
            200,
            r#"{"failed": null, "id": "t1", "code": "PLAIN"}"#,
            r#"Thing {id: "t1"}"#,
        ),
        (200, r#"{"message": "no id"}"#, r#"200 "no id""#),
        (200, r#"{"id": "t1"}"#, r#"Thing {id: "t1"}"#),
    ];
    for (status, body, expected) in rows {
        let answers = [Answer::json(status, body)];
        let asked = ask(answers, |client| client.said().listed()).await;
        table.compare(body, asked.facts(), expected);
    }
    // A wait, and a moment, which counts where the server throttles.
    for (member, expected) in [
        (r#""until": "2026-01-01T00:00:09Z""#, "2: [9000] ok"),
        (r#""wait": 8"#, "2: [8000] ok"),
    ] {
        let busy = format!(r#"{{"fault": {{"name": "BUSY", {member}}}}}"#);
        let answers = [Answer::json(429, busy), super::thing()];
        let asked = ask(answers, |client| client.said().listed()).await;
        table.compare(member, asked.turns(), expected);
    }
    table.finish();
}

#[tokio::test]
async fn a_success_can_say_that_it_failed() {
    let mut table = Table::new("vocabulary: when");
    let failed = r#"{"id": "t1", "failed": 0, "code": "PLAIN"}"#;
    let asked = ask(success(failed), |client| client.said().exists()).await;
    table.compare(
        "a member that exists",
        asked.facts(),
        "200 PLAIN note=code-status",
    );
    let asked = ask(success(r#"{"id": "t1"}"#), |client| client.said().exists()).await;
    table.compare(
        "and one that does not",
        asked.facts(),
        r#"Thing {id: "t1"}"#,
    );
    let asked = ask(success(r#"{"code": "PLAIN"}"#), |client| {
        client.said().absent()
    })
    .await;
    table.compare(
        "a member that is absent",
        asked.facts(),
        "200 PLAIN note=code-status",
    );
    let asked = ask(success(r#"{"id": "t1"}"#), |client| client.said().absent()).await;
    table.compare("and one that is not", asked.facts(), r#"Thing {id: "t1"}"#);
    for (body, expected) in [
        (r#"{"id": "t1", "kind": "error"}"#, "200"),
        (r#"{"id": "t1", "kind": 7}"#, "200"),
        (r#"{"id": "t1", "kind": "7"}"#, r#"Thing {id: "t1"}"#),
    ] {
        let asked = ask(success(body), |client| client.said().any_of_two()).await;
        table.compare(body, asked.facts(), expected);
    }
    let busy = |body: &str| [Answer::json(429, body), super::thing()];
    let asked = ask(
        busy(r#"{"code": "BUSY", "until": 1767225608000}"#),
        |client| client.said().exists(),
    )
    .await;
    table.compare("milliseconds since 1970", asked.turns(), "2: [8000] ok");
    let date = r#"{"until": "2026-01-01T00:00:07Z"}"#;
    let asked = ask(busy(date), |client| client.said().absent()).await;
    table.compare("a date", asked.turns(), "2: [7000] ok");
    let asked = ask(busy(r#"{"wait": 6}"#), |client| client.said().absent()).await;
    table.compare("seconds", asked.turns(), "2: [6000] ok");
    table.finish();
}

#[tokio::test]
async fn fields_are_named_in_four_shapes() {
    let mut table = Table::new("vocabulary: fields");
    let map = r#""id": "r1", "details": {"mail": ["is taken", "is long"], "name": "is empty"}}"#;
    let fields = r#"field=mail:"is taken":- field=mail:"is long":- field=name:"is empty":-"#;
    let pointers = r##""errors": [{"pointer": "#/mail", "detail": "is taken"}]}"##;
    let pointed = r##"field=#/mail:"is taken":-"##;
    for (code, seen) in [("", ""), (r#""code": "PLAIN", "#, "PLAIN ")] {
        let body = format!("{{{code}{map}");
        let asked = ask(refusal(&body), |client| client.said().by_map()).await;
        table.compare("map", asked.facts(), &format!("400 {seen}{fields} id=r1"));
        let asked = ask(refusal(&body), |client| client.said().by_bare_map()).await;
        table.compare(
            "a pointer is a map",
            asked.facts(),
            &format!("400 {seen}{fields}"),
        );
        let body = format!("{{{code}{pointers}");
        let asked = ask(refusal(&body), |client| client.said().by_pointers()).await;
        table.compare("pointers", asked.facts(), &format!("400 {seen}{pointed}"));
    }
    let texts = r#"{"message": ["a", "b"]}"#;
    let asked = ask(refusal(texts), |client| client.said().by_list()).await;
    let expected = r#"400 "a; b" field=-:"a":- field=-:"b":-"#;
    table.compare("list", asked.facts(), expected);
    table.finish();
}

#[tokio::test]
async fn codes_can_be_numbers() {
    let mut table = Table::new("vocabulary: numbers");
    for (body, expected) in [
        (r#"{"code": 1001}"#, "400 1001"),
        (r#"{"code": "1001"}"#, "400 note=code-type"),
    ] {
        let asked = ask(refusal(body), |client| client.said().numbered()).await;
        table.compare(body, asked.facts(), expected);
    }
    table.finish();
}

#[tokio::test]
async fn codes_can_be_both() {
    let mut table = Table::new("vocabulary: numbers and texts");
    for (body, expected) in [
        (r#"{"code": 1001}"#, "400 1001"),
        (r#"{"code": "1001"}"#, "400 1001"),
        (r#"{"code": "PLAIN"}"#, "400 PLAIN"),
        (r#"{"code": true}"#, "400 note=code-type"),
    ] {
        let asked = ask(refusal(body), |client| client.said().mixed()).await;
        table.compare(body, asked.facts(), expected);
    }
    table.finish();
}

#[tokio::test]
async fn a_sensitive_message_is_not_shown() {
    let body = r#"{"message": "the pin is 4711"}"#;
    let asked = ask(refusal(body), |client| client.said().silent()).await;
    let error = asked.outcome.unwrap_err();
    assert_eq!(error.message(), Some("the pin is 4711"));
    assert!(!format!("{error} {error:?} {}", error.support_report()).contains("4711"));
    let asked = ask(refusal(body), |client| client.said().by_map()).await;
    assert!(asked.outcome.unwrap_err().to_string().contains("4711"));
}

#[tokio::test]
async fn the_first_of_several_errors_decides() {
    let body = r#"{"errors": [{"code": "PLAIN", "detail": "first", "field": "a"}, {"code": "HALF", "detail": "second"}]}"#;
    let asked = ask(refusal(body), |client| client.said().several()).await;
    assert_eq!(asked.facts().unwrap(), r#"400 PLAIN "first" param=a"#);
    let error = asked.outcome.unwrap_err();
    let codes: Vec<_> = error.errors().iter().map(|it| it.code.as_deref()).collect();
    assert_eq!(codes, [Some("PLAIN"), Some("HALF")]);
}

#[tokio::test]
async fn presets_know_layouts() {
    let mut table = Table::new("vocabulary: presets of envelopes");
    let problem = r##"{"type": "https://e.example/low", "title": "Low", "detail": "Too low.", "status": 403,
        "errors": [{"pointer": "#/amount", "detail": "is too high"}]}"##;
    let asked = ask(refusal(problem), |client| client.said().problem()).await;
    let expected =
        r##"400 https://e.example/low "Too low." field=#/amount:"is too high":- note=status-echo"##;
    table.compare("RFC 9457", asked.facts(), expected);
    let google = r#"{"error": {"code": 400, "status": "INVALID_ARGUMENT", "message": "No.",
        "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "BAD_NAME"}]}}"#;
    let asked = ask(refusal(google), |client| client.said().google()).await;
    let expected = r#"400 INVALID_ARGUMENT "No." category=BAD_NAME"#;
    table.compare("AIP-193", asked.facts(), expected);
    let asked = ask(refusal(google), |client| client.said().near_preset()).await;
    table.compare("the nearest statement counts", asked.facts(), expected);
    let square =
        r#"{"errors": [{"code": "PLAIN", "detail": "No.", "category": "INPUT", "field": "name"}]}"#;
    let asked = ask(refusal(square), |client| client.said().square()).await;
    table.compare(
        "Square",
        asked.facts(),
        r#"400 PLAIN "No." category=INPUT param=name"#,
    );
    table.finish();
}
