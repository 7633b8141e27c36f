//! Ways in say the same, and what they say can be applied.

use faultcode::internals::learn::{Learner, declared};
use faultcode::{Input, Options, Session};
use serde_json::json;

use super::{SHOP, Said, entry, error, from_har, har, learn};

#[test]
fn lines_of_the_recorder_and_files_say_the_same_as_a_log() {
    let line = |status: u16, code: &str| {
        let body = json!({"error": {"code": code, "message": "*"}});
        json!({"recorder": 1, "run": "r", "call": 1, "attempt": 1, "operation": "createOrder", "method": "POST",
            "path": "/orders", "status": status, "failed": true, "headers": {}, "form": "json", "body": body})
        .to_string()
    };
    let lines = [
        line(409, "SOLD_OUT"),
        "half a li".to_owned(),
        line(422, "NEW_CODE"),
    ]
    .join("\n");
    let from_lines = learn(SHOP, &[], |learner| {
        let full = format!("{lines}\n{{\"recorder\":1,\"full\":true}}\n");
        learner.log(full.as_bytes()).expect("lines");
    });
    let from_files = learn(SHOP, &[], |learner| {
        let body = |code| error(code).to_string();
        learner.answer("createOrder.409.json", body("SOLD_OUT").as_bytes());
        let message = format!(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/2 422 \r\ncontent-type: application/problem+json\r\n\r\n{}",
            body("NEW_CODE")
        );
        learner.answer("createOrder.http", message.as_bytes());
        learner.answer("createOrder.json", b"{}");
    });
    let url = "https://api.shop.example/v1/orders";
    let from_log = from_har(
        SHOP,
        &[
            entry("POST", url, 409, error("SOLD_OUT")),
            entry("POST", url, 422, error("NEW_CODE")),
            json!({"request": {}}),
        ],
    );
    for said in [&from_lines, &from_files] {
        assert_eq!(said.lines("createOrder"), from_log.lines("createOrder"));
        assert_eq!(said.draft, from_log.draft);
        assert_eq!((said.counts.answers, said.counts.broken), (2, 1));
    }
    assert!(from_log.unknown);
}

#[test]
fn the_draft_makes_the_codes_declared() {
    let documents = [
        ("a map of codes", SHOP.to_owned()),
        (
            "a list of codes",
            SHOP.replace(
                "      x-error-codes: {SOLD_OUT: {status: 409}, SLOW_DOWN: {status: 429, retry: throttle}}\n",
                "      x-error-codes: [SOLD_OUT, SLOW_DOWN]\n",
            ),
        ),
        (
            "a catalogue",
            SHOP.replace(
                "paths:\n",
                "x-error-codes: {SOLD_OUT: {status: 409}, SLOW_DOWN: {status: 429, retry: throttle}}\npaths:\n",
            )
            .replace(
                "      x-error-codes: {SOLD_OUT: {status: 409}, SLOW_DOWN: {status: 429, retry: throttle}}\n",
                "",
            ),
        ),
        (
            "nothing",
            SHOP.replace(
                "      x-error-codes: {SOLD_OUT: {status: 409}, SLOW_DOWN: {status: 429, retry: throttle}}\n",
                "",
            ),
        ),
    ];
    let url = "https://api.shop.example/v1/orders";
    let entries = [
        entry("POST", url, 409, error("ADDRESS_UNKNOWN")),
        entry("POST", url, 409, error("SOLD_OUT")),
        entry("POST", url, 429, error("SLOW_DOWN")),
        entry(
            "GET",
            "https://api.shop.example/v1/orders/o1",
            404,
            error("ORDER_UNKNOWN"),
        ),
    ];
    for (what, document) in documents {
        let said = from_har(&document, &entries);
        assert!(said.unknown, "{what}");
        let input = Input::bytes("document.yaml", document.as_bytes());
        let draft = said.draft.as_bytes();
        let input = input.overlay_bytes("seen.yaml", draft);
        let mut session = Session::new(input, Options::named("learn"));
        let known = declared(&mut session);
        let found = session.findings().to_string();
        let known = known.unwrap_or_else(|| panic!("{what}: {found}\n{}", said.draft));
        let mut learner = Learner::new(session.api(), &known, &[]);
        let log = har(&entries);
        learner.log(log.as_bytes()).expect("a HAR");
        let again = Said::of(&learner.finish());
        assert!(
            !again.unknown,
            "{what}: {}\n{}\n{found}",
            again.report, said.draft
        );
        let operation = |id: &str| {
            let mut all = session.api().operations.iter();
            let found = all.find(|it| it.id.as_str() == id).expect("the operation");
            let codes = found.errors.iter().filter_map(|case| {
                Some(
                    session.api().codes[case.code]
                        .code
                        .as_ref()?
                        .as_str()
                        .to_owned(),
                )
            });
            codes.collect::<Vec<_>>()
        };
        assert!(
            operation("createOrder").contains(&"ADDRESS_UNKNOWN".to_owned()),
            "{what}"
        );
        assert!(
            operation("getOrder").contains(&"ORDER_UNKNOWN".to_owned()),
            "{what}"
        );
        assert!(
            !operation("listOrders").contains(&"ADDRESS_UNKNOWN".to_owned()),
            "{what}"
        );
    }
}

#[test]
fn an_envelope_is_deduced_where_the_document_has_none() {
    let document = "openapi: 3.1.0
info: {title: Bare, version: '1'}
servers: [{url: 'https://bare.example'}]
paths:
  /a: {get: {operationId: a, responses: {'200': {description: ok}, '400': {description: no}}}}
  /b: {get: {operationId: b, responses: {'200': {description: ok}, '400': {description: no}}}}
";
    let rows = [
        (
            json!({"code": "card_expired", "message": "m"}),
            json!({"code": "card_stolen", "message": "m"}),
            "code: \"/code\"",
        ),
        (
            json!({"fault": {"errorCode": 10204, "text": "t"}}),
            json!({"fault": {"errorCode": 10301, "text": "t"}}),
            "/fault/errorCode",
        ),
        (
            json!({"errors": [{"code": "TOO_LATE", "detail": "d"}]}),
            json!({"errors": [{"code": "TOO_EARLY", "detail": "d"}, {"code": "OTHER_ONE"}]}),
            "items: \"/errors\"",
        ),
    ];
    for (one, two, expected) in rows {
        let said = from_har(
            document,
            &[
                entry("GET", "https://bare.example/a", 400, one),
                entry("GET", "https://bare.example/b", 400, two),
            ],
        );
        assert!(
            said.draft.contains("x-error-envelope") && said.draft.contains(expected),
            "{}",
            said.draft
        );
        assert!(
            said.report
                .contains("the document does not say where codes stand"),
            "{}",
            said.report
        );
        assert_eq!(
            said.report.matches("  unknown  ").count(),
            2,
            "{}",
            said.report
        );
    }
    // A sentence, and what may be an id, are no codes.
    for body in [
        json!({"message": "no such thing"}),
        json!({"code": "0f8fad5b-d9cb-469f-a165-70867728950e"}),
        json!({"code": 404, "error": "Not Found"}),
    ] {
        let said = from_har(
            document,
            &[entry("GET", "https://bare.example/a", 400, body)],
        );
        assert!(!said.draft.contains("x-error-envelope"), "{}", said.draft);
        assert!(!said.unknown, "{}", said.report);
    }
}
