//! The program of the Billium API, run as its users run it.

use std::process::Command;

use faultcode_tests::{Answer, Server};

fn run(arguments: &[&str]) -> (bool, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_billium"));
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
        "400      correct the invoice: rawAmount must not exceed 1000000",
        "401      ask the owner for a live key",
        "409      look up the earlier invoice",
        "422      refused: The invoice has reached its final state",
        "429      try later (3 attempts made)",
        "success  inv_00000000000000000000000000000b01 awaits 120.5",
        "ship inv_1",
        "webhook: answered 200",
        "again: answered 200",
        "forged: answered 400",
    ] {
        assert!(shown.lines().any(|it| it == line), "{line} in\n{shown}");
    }
    assert_eq!(shown.matches("ship").count(), 1, "{shown}");
    assert!(!shown.contains("whsec"), "{shown}");
}

fn bill(answer: Answer) -> (Server, String) {
    let server = Server::deciding(move |_| answer.clone());
    let url = server.url();
    let (success, shown) = run(&[&url, "sk_canary", "mer_1", "17"]);
    assert!(success && !shown.contains("canary"), "{shown}");
    (server, shown)
}

#[test]
fn at_a_server_it_asks_for_one_invoice_per_order() {
    let sample = billium::testing::SAMPLES.iter();
    let mut sample = sample.filter(|it| it.operation.id == "createInvoice" && it.status == 201);
    let body = sample.next().expect("a new invoice").body;
    let (server, shown) = bill(Answer::json(201, body));
    assert_eq!(shown, "inv_00000000000000000000000000000b01 awaits 120.5\n");
    let request = server.request();
    assert_eq!(request.method, "POST");
    assert_eq!(request.target, "/v1/merchants/merchant/mer_1/invoices");
    assert_eq!(request.header("x-api-key"), Some("sk_canary"));
    assert_eq!(request.header("idempotency-key"), Some("order-17"));
    assert!(
        request.text().contains(r#""rawAmount":120.50"#),
        "{}",
        request.text()
    );
}

#[test]
fn at_a_server_it_knows_what_a_lost_answer_means() {
    let (server, shown) = bill(Answer::nothing());
    assert_eq!(shown, "ask again with the key order-17\n");
    assert_eq!(server.count(), 3);
    let (server, shown) = bill(Answer::json(
        403,
        r#"{"statusCode": 403, "message": "no", "error": "Forbidden"}"#,
    ));
    assert_eq!(shown, "ask the owner for the permission\n");
    assert_eq!(server.count(), 1);
}
