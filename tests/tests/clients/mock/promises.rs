//! What the five documents promise of credentials, tokens, keys, limits and test inputs, kept by the mock; and answers that a request
//! asks for.

use std::time::Duration;

use faultcode::mock::{After, Fault, RateLimit, Settings, Step};
use faultcode_tests::raw::exchange;
use serde_json::json;

use super::{JSON, ask, specs};

/// Header lines of a request.
type Headers<'h> = &'h [(&'h str, &'h str)];

/// The header of Billium's key.
fn key(text: &str) -> (&str, &str) {
    ("x-api-key", text)
}

const INVOICES: &str = "/v1/merchants/merchant/mer_1/invoices";
const NEW_INVOICE: &str = r#"{"name": "Order", "rawAmount": 12.5}"#;

#[test]
fn credentials_are_asked_for_by_scheme_and_class() {
    let mock = specs("billium");
    let rows: [(&str, Headers<'_>, u16); 8] = [
        ("GET", &[], 401),
        ("GET", &[key("")], 401),
        ("GET", &[key("sk_1")], 200),
        ("GET", &[key("pk_1")], 403),
        ("GET", &[("authorization", "Bearer session")], 200),
        ("GET", &[("authorization", "Basic c2Vzc2lvbjo=")], 401),
        ("POST", &[key("pk_1"), JSON], 201),
        ("POST", &[JSON], 401),
    ];
    for (method, headers, status) in rows {
        let body = if method == "POST" { NEW_INVOICE } else { "" };
        let reply = ask(&mock, &format!("{method} {INVOICES}"), headers, body);
        assert_eq!(
            reply.status,
            status,
            "{method} {headers:?}: {}",
            reply.text()
        );
        if status >= 400 {
            assert_eq!(
                reply.json()["statusCode"],
                status,
                "the envelope of the API"
            );
        }
    }
    let known = Settings {
        credentials: vec!["sk_known".to_owned()],
        ..Settings::default()
    };
    let document = faultcode_tests::mocked::of_specs("billium");
    let mock = faultcode::mock::Mock::serve(&document, known).expect("a free port");
    for (text, status) in [("sk_known", 200), ("sk_other", 401)] {
        let reply = ask(&mock, &format!("GET {INVOICES}"), &[key(text)], "");
        assert_eq!(reply.status, status, "{text}");
    }
}

#[test]
fn tokens_run_out_and_are_had_anew() {
    let mock = specs("getbill");
    let list = |token: &str| {
        let value = format!("Bearer {token}");
        ask(
            &mock,
            "GET /external-api/v1/debts",
            &[("authorization", &value)],
            "",
        )
        .status
    };
    let made = || {
        let form = ("content-type", "application/x-www-form-urlencoded");
        let body = "grant_type=client_credentials&client_id=i&client_secret=s";
        let reply = ask(&mock, "POST /token", &[form], body);
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["access_token"]
            .as_str()
            .expect("a token")
            .to_owned()
    };
    let first = made();
    assert_eq!(list(&first), 200);
    mock.advance(Duration::from_secs(3_601));
    assert_eq!(list(&first), 401);
    let second = made();
    assert_ne!(first, second);
    assert_eq!(list(&second), 200);
}

#[test]
fn a_key_is_replayed_and_belongs_to_one_body() {
    let mock = specs("billium");
    let send = |merchant: &str, body: &str| {
        let request = format!("POST /v1/merchants/merchant/{merchant}/invoices");
        let headers = [key("sk_1"), JSON, ("idempotency-key", "order-17")];
        ask(&mock, &request, &headers, body)
    };
    let first = send("mer_1", NEW_INVOICE);
    assert_eq!(first.status, 201, "{}", first.text());
    let again = send("mer_1", NEW_INVOICE);
    assert_eq!(
        (again.status, again.text()),
        (201, first.text()),
        "the same answer"
    );
    let other = send("mer_1", r#"{"name": "Other", "rawAmount": 1}"#);
    assert_eq!(other.status, 409, "{}", other.text());
    // The document says that keys belong to a merchant, and for a day.
    let elsewhere = send("mer_2", NEW_INVOICE);
    assert_eq!(elsewhere.status, 201);
    assert_ne!(elsewhere.text(), first.text());
    mock.advance(Duration::from_secs(86_401));
    let later = send("mer_1", r#"{"name": "Other", "rawAmount": 1}"#);
    assert_eq!(later.status, 201);
}

#[test]
fn a_request_that_runs_still_holds_its_key() {
    let mock = specs("sessions");
    let body = r#"{"session_type": "dynamic", "product_no": "dyn-7"}"#;
    mock.steps(
        "createSession",
        [Step::ok().delay(Duration::from_millis(700))],
    )
    .expect("an operation of the document");
    let send = || {
        let headers = [
            ("authorization", "Bearer t"),
            ("x-api-key", "k"),
            JSON,
            ("idempotency-key", "k1"),
        ];
        ask(&mock, "POST /v1/sessions", &headers, body)
    };
    let (slow, meanwhile) = std::thread::scope(|scope| {
        let slow = scope.spawn(send);
        std::thread::sleep(Duration::from_millis(250));
        let meanwhile = send();
        (slow.join().expect("no panic"), meanwhile)
    });
    assert_eq!(slow.status, 200, "{}", slow.text());
    assert_eq!(meanwhile.status, 409, "{}", meanwhile.text());
    let after = send();
    assert_eq!(after.text(), slow.text());
}

#[test]
fn a_lost_answer_is_found_again_under_its_key() {
    let mock = specs("billium");
    let step = Step::ok().fault(Fault::Close(After::Head));
    mock.steps("createInvoice", [step]).expect("an operation");
    let text = format!(
        "POST {INVOICES} HTTP/1.1\r\nhost: h\r\nx-api-key: sk_1\r\nidempotency-key: k\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{NEW_INVOICE}",
        NEW_INVOICE.len()
    );
    let broken = exchange(mock.address(), text.as_bytes());
    let broken = String::from_utf8_lossy(&broken);
    assert!(
        broken.starts_with("HTTP/1.1 201") && broken.ends_with("\r\n\r\n"),
        "{broken}"
    );
    let headers = [key("sk_1"), JSON, ("idempotency-key", "k")];
    let again = ask(&mock, &format!("POST {INVOICES}"), &headers, NEW_INVOICE);
    assert_eq!(again.status, 201);
    let list = ask(&mock, &format!("GET {INVOICES}"), &[key("sk_1")], "").json();
    assert_eq!(
        list["data"].as_array().map(Vec::len),
        Some(1),
        "the work was done once"
    );
}

#[test]
fn limits_are_counted_and_the_clock_moves() {
    let document = faultcode_tests::mocked::of_specs("sessions");
    let settings = Settings {
        rate_limit: Some(RateLimit::parse("2/60s").expect("a limit")),
        ..Settings::default()
    };
    let mock = faultcode::mock::Mock::serve(&document, settings).expect("a free port");
    let get = |who: &str| {
        ask(
            &mock,
            "GET /v1/account/info",
            &[("x-api-key", who), ("authorization", "Bearer t")],
            "",
        )
    };
    let first = get("a");
    assert_eq!(first.status, 200, "{}", first.text());
    assert_eq!(first.header("x-ratelimit-limit"), Some("2"));
    assert_eq!(first.header("x-ratelimit-remaining"), Some("1"));
    let reset: u64 = first
        .header("x-ratelimit-reset")
        .expect("a reset")
        .parse()
        .expect("seconds");
    assert!(
        reset > 1_700_000_000,
        "the document says seconds since 1970: {reset}"
    );
    get("a");
    let refused = get("a");
    assert_eq!(refused.status, 429);
    assert_eq!(refused.json()["error"]["code"], "RATE_LIMIT_EXCEEDED");
    assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"));
    let wait: u64 = refused
        .header("retry-after")
        .expect("a wait")
        .parse()
        .expect("seconds");
    assert!((58..=60).contains(&wait), "{wait}");
    mock.advance(Duration::from_secs(61));
    assert_eq!(get("a").status, 200);
}

#[test]
fn inputs_that_the_document_names_provoke_errors() {
    let mock = specs("accounts");
    let list = |key: &str| {
        let value = format!("Bearer {key}");
        ask(&mock, "GET /api/v1/pairs", &[("authorization", &value)], "").status
    };
    assert_eq!(list("live"), 200);
    assert_eq!(list("live_error_401"), 401);
    assert_eq!(list("live_error_500"), 500);
}

#[test]
fn a_request_asks_for_an_answer() {
    let mock = specs("billium");
    let get = |prefer: &str| {
        let reply = ask(
            &mock,
            "GET /v1/merchants/merchant/m/invoices/i",
            &[("prefer", prefer)],
            "",
        );
        (reply.status, reply.json())
    };
    assert_eq!(get("code=404").0, 404);
    let (status, body) = get("code=403, error=SECURITY_REQUIREMENT_NOT_MET");
    assert_eq!(
        (status, &body["error"]),
        (403, &json!("SECURITY_REQUIREMENT_NOT_MET"))
    );
    let (status, body) = get("code=200");
    assert_eq!((status, &body["name"]), (200, &json!("Order 17")));
    let (status, body) = get("error=SECURITY_REQUIREMENT_NOT_ME");
    assert_eq!(status, 400);
    let detail = body["detail"].as_str().expect("a detail");
    assert!(
        detail.contains("did you mean `SECURITY_REQUIREMENT_NOT_MET`"),
        "{detail}"
    );
    // A status that the operation does not declare comes as it is, and says so.
    assert_eq!(get("code=418").0, 418);
}
