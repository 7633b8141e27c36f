//! The program of the partner invoicing API, run as its users run it.

use std::process::Command;

use faultcode_tests::{Answer, Server};

fn run(arguments: &[&str]) -> (bool, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_partner_invoicing"));
    let ended = program.args(arguments).output().expect("the program runs");
    let mut shown = String::from_utf8(ended.stdout).expect("it prints text");
    shown += &String::from_utf8(ended.stderr).expect("it prints text");
    (ended.status.success(), shown)
}

#[test]
fn without_a_server_it_shows_its_reactions() {
    let (success, shown) = run(&[]);
    assert!(success, "{shown}");
    let lines = [
        ("authentication_required", "check the partner's id and key"),
        ("invalid_token", "check the partner's id and key"),
        ("permission_denied", "not a business of ours"),
        ("business_not_found", "not a business of ours"),
        ("duplicate_external_id", "there already"),
        (
            "validation_error",
            "mend base_currency: This is no ISO 4217 code; line_items: At least one line is needed; line_items: No line may be free",
        ),
    ];
    for (code, reaction) in lines {
        let line = format!("{code:24} {reaction}");
        assert!(shown.lines().any(|it| it == line), "{line} in\n{shown}");
    }
}

/// Partner, business, invoice: four requests, each with the credential of its tier.
#[test]
fn at_a_server_it_goes_through_both_tiers() {
    const BUSINESS: &str = "3d0f8a52-6b0b-4f8e-9d0e-8f6a7c1b2e10";
    let server = Server::deciding(move |request| match request.target.as_str() {
        "/v1/platform/oauth2/token/" => {
            Answer::json(200, r#"{"access_token": "t-partner", "expires_in": 3600}"#)
        }
        "/v1/platform/businesses/" => {
            let info = r#""page_info": {"total_count": 1, "current_page": 1, "total_pages": 1, "page_size": 20}"#;
            Answer::json(
                200,
                format!(r#"{{"count": 1, {info}, "results": [{{"id": "{BUSINESS}"}}]}}"#),
            )
        }
        path if path.ends_with("/oauth2/token/") => {
            Answer::json(200, r#"{"access_token": "t-business", "expires_in": 3600}"#)
        }
        _ => Answer::json(201, r#"{"id": "8c2b7e4d-52c8-4b8f-a2b1-3f1d2c0a9e77"}"#),
    });
    let (success, shown) = run(&[&server.url(), "partner-7", "key-canary", "order-42"]);
    assert!(success, "{shown}");
    assert_eq!(
        shown,
        format!("{BUSINESS}: written as 8c2b7e4d-52c8-4b8f-a2b1-3f1d2c0a9e77\n")
    );
    let sent: Vec<_> = server
        .requests()
        .into_iter()
        .map(|it| {
            let credential = it.header("authorization").unwrap_or_default();
            format!("{} {} {credential}", it.method, it.target)
        })
        .collect();
    // `printf %s partner-7:key-canary | base64`
    let expected = [
        "POST /v1/platform/oauth2/token/ Basic cGFydG5lci03OmtleS1jYW5hcnk=".to_owned(),
        "GET /v1/platform/businesses/ Bearer t-partner".to_owned(),
        format!("POST /v1/platform/{BUSINESS}/oauth2/token/ Bearer t-partner"),
        format!("POST /v1/platform/businesses/{BUSINESS}/invoices/ Bearer t-business"),
    ];
    assert_eq!(sent, expected);
    let body: String = server.requests()[3].text().to_owned();
    assert!(body.contains(r#""external_id":"order-42""#), "{body}");
}
