//! The program of the GetBill API, run as its users run it.

use std::process::Command;

use faultcode_tests::{Answer, Server};

fn run(arguments: &[&str]) -> (bool, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_getbill"));
    let ended = program.args(arguments).output().expect("the program runs");
    let mut shown = String::from_utf8(ended.stdout).expect("it prints text");
    shown += &String::from_utf8(ended.stderr).expect("it prints text");
    (ended.status.success(), shown)
}

#[test]
fn without_a_server_it_shows_its_reactions() {
    let (success, shown) = run(&[]);
    assert!(success, "{shown}");
    let lines: Vec<_> = shown.lines().collect();
    let expected = [
        "    400 correct it: A first name is needed, An amount above zero is needed, A phone number is needed, The country \
         prefix is missing",
        "    401 check the client id and its secret",
        "    403 ask an administrator for the scope debts:write",
        "    422 decide: Calls to this number cost four times as much",
        "    429 try again in 60 s",
        "    500 look whether it is recorded, by its internal_id",
        "    502 look whether it is recorded, by its internal_id",
        "    503 look whether it is recorded, by its internal_id",
        "    504 look whether it is recorded, by its internal_id",
        "offline try again later",
        "success recorded as debt-7",
        "debt-7 149.90 EUR status.default.in_progress",
        "debt-8 20.00 EUR status.default.pending",
    ];
    assert_eq!(lines, expected);
    assert!(!shown.contains("nadia@"), "an address shows: {shown}");
}

fn token() -> Answer {
    Answer::json(
        200,
        r#"{"access_token": "t1", "token_type": "Bearer", "expires_in": 3600, "scope": "debts:read debts:write"}"#,
    )
}

#[test]
fn at_a_server_it_gets_a_token_hands_over_and_lists() {
    let server = Server::deciding(|request| {
        match (request.method.as_str(), request.target.as_str()) {
            ("POST", "/token") => token(),
            ("POST", "/external-api/v1/debts") => Answer::json(
                201,
                r#"{"error": false, "data": {"id": "d1", "amount": 149.9, "currency": "EUR", "status": "s"}}"#,
            ),
            ("GET", target) => {
                let page = if target.contains("page=2") { 2 } else { 1 };
                let body = format!(
                    r#"{{"error": false, "data": [{{"id": "d{page}", "amount": {page}, "currency": "EUR", "status": "s"}}],
                    "pagination": {{"total": 2, "page": {page}, "limit": 100, "pages": 2}}}}"#
                );
                Answer::json(200, body)
            }
            _ => Answer::status(404),
        }
    });
    let (success, shown) = run(&["shop-17", "not-a-real-secret", &server.url()]);
    assert!(success, "{shown}");
    let lines: Vec<_> = shown.lines().collect();
    assert_eq!(lines, ["recorded as d1", "d1 1 EUR s", "d2 2 EUR s"]);
    let requests = server.requests();
    let targets: Vec<_> = requests.iter().map(|it| it.target.as_str()).collect();
    let debts = "/external-api/v1/debts";
    let (first, second) = (
        format!("{debts}?limit=100"),
        format!("{debts}?limit=100&page=2"),
    );
    assert_eq!(targets, ["/token", debts, &first, &second]);
    assert!(
        requests[0]
            .text()
            .ends_with("&scope=debts%3Aread%20debts%3Awrite")
    );
    assert_eq!(requests[1].header("authorization"), Some("Bearer t1"));
}

#[test]
fn a_client_that_is_not_accepted_or_may_not_write_is_told_so() {
    let refused = r#"{"error": "invalid_client"}"#;
    let server = Server::deciding(move |_| Answer::json(401, refused));
    let (success, shown) = run(&["shop-17", "not-a-real-secret", &server.url()]);
    assert!(
        !success && shown.starts_with("check the client id and its secret"),
        "{shown}"
    );

    let read = r#"{"access_token": "t1", "token_type": "Bearer", "expires_in": 3600, "scope": "debts:read"}"#;
    let server = Server::deciding(move |request| match request.target.as_str() {
        "/token" => Answer::json(200, read),
        _ => Answer::status(404),
    });
    let (success, shown) = run(&["shop-17", "not-a-real-secret", &server.url()]);
    assert!(
        !success && shown.starts_with("ask an administrator for the scope"),
        "{shown}"
    );

    let (success, shown) = run(&["shop-17"]);
    assert!(!success && shown.contains("usage"), "{shown}");
}
