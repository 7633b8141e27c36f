//! The program of the sessions API, run as its users run it.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use faultcode_tests::{Answer, Server};

fn run(arguments: &[&str]) -> (bool, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sessions"));
    let ended = program.args(arguments).output().expect("the program runs");
    let mut shown = String::from_utf8(ended.stdout).expect("it prints text");
    shown += &String::from_utf8(ended.stderr).expect("it prints text");
    (ended.status.success(), shown)
}

#[test]
fn without_a_server_it_shows_its_reactions() {
    let (success, shown) = run(&[]);
    assert!(success, "{shown}");
    for line in [
        "INSUFFICIENT_BALANCE           top up by 27.50",
        "BUDGET_EXCEEDED                ask the owner for a larger budget",
        "SESSION_LIMIT_REACHED          end another session",
        "PRODUCT_OUT_OF_STOCK           look at products and prices again",
        "IDEMPOTENCY_CONFLICT           look up the earlier session",
        "RATE_LIMIT_EXCEEDED            try later (4 attempts made)",
        "BACKEND_TIMEOUT                try later (4 attempts made)",
        "ses-71 has another address",
        "ses-71 is ended",
    ] {
        assert!(shown.lines().any(|it| it == line), "{line} in\n{shown}");
    }
    assert_eq!(shown.matches("ask support: request id: req-199").count(), 6);
    assert!(!shown.contains("someone"), "a user name shows: {shown}");
}

fn success(data: &str) -> Answer {
    Answer::json(200, format!(r#"{{"success": true, "data": {data}}}"#))
}

fn refusal(status: u16, code: &str) -> Answer {
    let body = format!(r#"{{"success": false, "error": {{"code": "{code}", "message": "no"}}}}"#);
    Answer::json(status, body)
}

/// A server at which a session becomes active when it is read for the second time.
fn server(report: &'static str, end: fn() -> Answer) -> Server {
    let reads = AtomicUsize::new(0);
    Server::deciding(move |request| {
        let path = request.target.split('?').next().unwrap_or_default();
        match (request.method.as_str(), path) {
            ("GET", "/v1/products") => {
                success(r#"{"items": [{"name": "no number"}, {"product_no": "dyn-7"}]}"#)
            }
            ("POST", "/v1/sessions") => success(r#"{"session_id": "ses-1", "status": "creating"}"#),
            ("GET", "/v1/sessions/ses-1") => match reads.fetch_add(1, Ordering::SeqCst) {
                0 => success(r#"{"session_id": "ses-1", "status": "creating"}"#),
                _ => success(
                    r#"{"session_id": "ses-1", "status": "active", "proxy": {"host": "gate.example.com", "port": 4411}}"#,
                ),
            },
            ("DELETE", _) => end(),
            (_, "/v1/sessions/ses-1/report-event") => success(report),
            _ => success("{}"),
        }
    })
}

#[test]
fn with_a_server_it_rents_waits_reports_and_ends() {
    let server = server(r#"{"recommendation": "rotate_now"}"#, || success("{}"));
    let (succeeded, shown) = run(&[&(server.url() + "/v1"), "canary-key", "42"]);
    assert!(succeeded, "{shown}");
    let requests = server.requests();
    let sent: Vec<_> = requests
        .iter()
        .map(|it| format!("{} {}", it.method, it.target))
        .collect();
    assert_eq!(
        sent,
        [
            "GET /v1/products?type=dynamic",
            "POST /v1/sessions",
            "GET /v1/sessions/ses-1?include_credentials=true",
            "GET /v1/sessions/ses-1?include_credentials=true",
            "POST /v1/sessions/ses-1/report-event",
            "POST /v1/sessions/ses-1/rotate?include_credentials=true",
            "GET /v1/sessions/ses-1/health",
            "DELETE /v1/sessions/ses-1",
        ]
    );
    assert_eq!(requests[1].header("idempotency-key"), Some("rent-42"));
    for request in &requests {
        assert_eq!(request.header("x-api-key"), Some("canary-key"));
    }
    assert!(!shown.contains("canary-key"), "{shown}");
}

/// What goes wrong in between ends the session all the same, and one that has ended by itself is no failure.
#[test]
fn a_session_is_ended_whatever_happened() {
    let fine = server(r#"{"recommendation": "ok"}"#, || {
        refusal(410, "SESSION_EXPIRED")
    });
    let (succeeded, shown) = run(&[&(fine.url() + "/v1"), "k", "1"]);
    assert!(succeeded, "{shown}");
    assert!(!shown.contains("another address"), "{shown}");

    let broken = server("[]", || success("{}"));
    let (succeeded, shown) = run(&[&(broken.url() + "/v1"), "k", "1"]);
    assert!(!succeeded, "{shown}");
    let last = broken.requests().pop().map(|it| it.method);
    assert_eq!(last.as_deref(), Some("DELETE"));
}
