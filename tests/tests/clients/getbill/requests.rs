//! What is sent, what a log may hold of it, and what cannot be forgotten.

use std::marker::PhantomData;

use faultcode_runtime::Decimal;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::traces::{Traces, shown};
use faultcode_tests::{Answer, Server};
use getbill::input::{DebtChange, DebtStatusChange, NewDebt, NewFollowup};
use serde_json::json;

use super::setup::{self, ID, TOKEN, new_debt, refusal, token_request};

/// Fact 3.9: endpoint, status, message and details for a log, and nothing of the debtor.
#[tokio::test]
async fn fact_3_9_a_log_holds_the_call_and_nothing_of_the_debtor() {
    let traces = Traces::start();
    let details = json!({"phone": ["This number does not exist"]});
    let echo = format!("Validation failed for Bearer {TOKEN}-1");
    let answer = refusal(400, &echo, &details).header("x-request-id", "req_5");
    let server = Server::answering([answer]);
    let client = setup::client(&server, &ManualClock::new());
    let change = DebtChange::new()
        .phone("+33-canary")
        .email("canary@debtor.example");
    let call = client.debts().update_debt(ID, &change);
    let before = format!("{call:?}{change:?}{client:?}");
    let error = call.await.unwrap_err();

    let calls = traces.named("faultcode.call");
    let [call] = calls.as_slice() else {
        panic!("{calls:?}");
    };
    for (name, value) in [
        ("operation", "updateDebt"),
        ("method", "PUT"),
        ("path_template", "/external-api/v1/debts/{id}"),
        ("url.template", "/external-api/v1/debts/{id}"),
        ("status", "400"),
        ("effect", "rejected"),
        ("request_id", "req_5"),
        ("error.type", "400"),
    ] {
        assert_eq!(call.field(name), Some(value), "{name}");
    }
    assert_eq!(call.field("code"), None);
    assert_eq!(
        error.message(),
        Some("Validation failed for Bearer [redacted]")
    );
    assert_eq!(error.field_errors().len(), 1);

    let text = format!("{before}{}{}", shown(&error), traces.text());
    for secret in ["canary", TOKEN, ID] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let request = server.request();
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&request.body).unwrap(),
        json!({"phone": "+33-canary", "email": "canary@debtor.example"})
    );
}

/// What a change does not name is not sent, and keeps its value.
#[tokio::test]
async fn a_change_of_a_debt_names_what_it_changes() {
    let paid = DebtChange::new().status(DebtStatusChange::Paid);
    let rows = [
        (DebtChange::new(), json!({})),
        (paid, json!({"status": "status.default.paid"})),
        (
            DebtChange::new().email("a@debtor.example").phone("+33"),
            json!({"phone": "+33", "email": "a@debtor.example"}),
        ),
    ];
    for (change, expected) in rows {
        let server = Server::answering([refusal(404, "no", &json!({}))]);
        let client = setup::client(&server, &ManualClock::new());
        client.debts().update_debt(ID, &change).await.unwrap_err();
        let sent: serde_json::Value = serde_json::from_slice(&server.request().body).unwrap();
        assert_eq!(sent, expected);
    }
}

/// Fact 3.9: nor do bodies on either way show what is private.
#[tokio::test]
async fn fact_3_9_models_hide_what_is_sensitive() {
    let debt = new_debt()
        .email("canary@debtor.example")
        .iban("canary-iban");
    let shown = format!("{debt:?}{:?}", token_request());
    for secret in ["+336", "canary"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert!(shown.contains("Nadia"), "{shown}");

    let server = Server::answering([setup::debt()]);
    let client = setup::client(&server, &ManualClock::new());
    let read = client.debts().get_debt(ID).await.unwrap();
    assert!(!format!("{read:?}").contains("+336"));
    assert_eq!(read.phone.unwrap().expose(), "+33600000000");
    assert_eq!(read.amount.to_string(), "149.90");
}

/// Fact 3.13: a body always says what it is, and its numbers are written as they are.
#[tokio::test]
async fn fact_3_13_the_content_type_is_always_sent() {
    let server = Server::deciding(|_| Answer::status(404));
    let client = setup::client(&server, &ManualClock::new());
    let _ = client.debts().create_debt(&new_debt()).await;
    let _ = client.tokens().create_token(&token_request()).await;
    let _ = client.debts().get_debt("a b/c").await;
    let _ = client.debts().delete_debt(ID).await;
    let requests = server.requests();
    let types: Vec<_> = requests
        .iter()
        .map(|it| it.header("content-type"))
        .collect();
    let form = "application/x-www-form-urlencoded";
    assert_eq!(types, [Some("application/json"), Some(form), None, None]);
    assert_eq!(
        requests[0].text(),
        r#"{"firstname":"Nadia","lastname":"Roux","amount":149.90,"currency":"EUR","phone":"+33600000000"}"#
    );
    let form = "grant_type=client_credentials&client_id=shop-17&client_secret=secret-canary-4711";
    assert_eq!(requests[1].text(), form);
    assert!(requests[2].target.ends_with("/debts/a%20b%2Fc"));
    for request in &requests {
        assert_eq!(request.header("accept"), Some("application/json"));
    }
}

/// Whether a type can be made out of nothing.
struct Probe<T>(PhantomData<T>);

impl<T: Default> Probe<T> {
    fn has_default(&self) -> bool {
        true
    }
}

trait Otherwise {
    fn has_default(&self) -> bool {
        false
    }
}

impl<T> Otherwise for Probe<T> {}

/// Fact 3.13: the only way to a body asks for every required field, so that a missing one does not compile.
#[test]
fn fact_3_13_required_fields_are_arguments() {
    let debt: fn(&'static str, &'static str, Decimal, &'static str) -> NewDebt = NewDebt::new;
    let followup: fn(&'static str) -> NewFollowup = NewFollowup::new;
    let _ = (debt, followup);
    assert!(!Probe::<NewDebt>(PhantomData).has_default());
    assert!(!Probe::<NewFollowup>(PhantomData).has_default());
    // Where nothing is required, nothing has to be given.
    assert!(Probe::<DebtChange>(PhantomData).has_default());
}
