//! What is sent, what a log may hold of it, and what cannot be forgotten.

use std::marker::PhantomData;

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Decimal, Uuid};
use faultcode_tests::traces::{Traces, shown};
use faultcode_tests::{Answer, Server};
use getbill::debts::{CreateDebtParams, UpdateDebtParams};
use getbill::types::{DebtChange, NewDebt, NewPayment, PaymentMethod};
use serde_json::json;

use crate::setup::{self, TOKEN, id, new_debt, refusal, token_request};

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
    let params = UpdateDebtParams::new().actor_email("canary@staff.example");
    let call = client.debts().update_debt(&id(), &params, &change);
    let before = format!("{call:?}{params:?}{change:?}{client:?}");
    let error = call.await.unwrap_err();

    let calls = traces.named("faultcode.call");
    let [call] = calls.as_slice() else {
        panic!("{calls:?}");
    };
    for (name, value) in [
        ("operation", "updateDebt"),
        ("method", "PATCH"),
        ("path_template", "/debts/{debt_id}"),
        ("url.template", "/debts/{debt_id}"),
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
    for secret in ["canary", TOKEN, &id().to_string()] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let request = server.request();
    assert_eq!(
        request.header("x-actor-email"),
        Some("canary@staff.example")
    );
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&request.body).unwrap(),
        json!({"phone": "+33-canary", "email": "canary@debtor.example"})
    );
}

/// A change empties a member by `null` and leaves alone what it does not name.
#[tokio::test]
async fn a_change_of_a_debt_can_send_null() {
    let rows = [
        (DebtChange::new(), json!({})),
        (DebtChange::new().email(None), json!({"email": null})),
        (
            DebtChange::new().email("a@debtor.example").phone("+33"),
            json!({"phone": "+33", "email": "a@debtor.example"}),
        ),
    ];
    for (change, expected) in rows {
        let server = Server::answering([refusal(404, "no", &json!({}))]);
        let client = setup::client(&server, &ManualClock::new());
        let params = UpdateDebtParams::new();
        let call = client.debts().update_debt(&id(), &params, &change);
        call.await.unwrap_err();
        let sent: serde_json::Value = serde_json::from_slice(&server.request().body).unwrap();
        assert_eq!(sent, expected);
    }
}

/// Fact 3.9: nor do bodies on either way show what is private.
#[tokio::test]
async fn fact_3_9_models_hide_what_is_sensitive() {
    let debt = new_debt()
        .email("canary@debtor.example")
        .national_id("canary-id");
    let shown = format!("{debt:?}{:?}", token_request());
    for secret in ["+336", "canary"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert!(shown.contains("Nadia"), "{shown}");

    let server = Server::answering([setup::debt()]);
    let client = setup::client(&server, &ManualClock::new());
    let read = client.debts().get_debt(&id()).await.unwrap();
    assert!(!format!("{read:?}").contains("+336"));
    assert_eq!(read.phone.expose(), "+33600000000");
    assert_eq!(read.amount.to_string(), "149.90");
}

/// Fact 3.13: a body always says what it is, and its numbers are written as they are.
#[tokio::test]
async fn fact_3_13_the_content_type_is_always_sent() {
    let server = Server::deciding(|_| Answer::status(404));
    let client = setup::client(&server, &ManualClock::new());
    let (debts, documents) = (client.debts(), client.documents());
    let _ = debts
        .create_debt(&CreateDebtParams::new(), &new_debt())
        .await;
    let _ = client.tokens().create_token(&token_request()).await;
    let _ = documents
        .upload_document(&id(), "a b.pdf", "%PDF-1.7")
        .await;
    let _ = debts.get_debt(&id()).await;
    let requests = server.requests();
    let types: Vec<_> = requests
        .iter()
        .map(|it| it.header("content-type"))
        .collect();
    assert_eq!(
        types,
        [
            Some("application/json"),
            Some("application/x-www-form-urlencoded"),
            Some("application/octet-stream"),
            None,
        ]
    );
    assert_eq!(
        requests[0].text(),
        r#"{"firstname":"Nadia","phone":"+33600000000","amount":149.90}"#
    );
    let form = "grant_type=client_credentials&client_id=shop-17&client_secret=secret-canary-4711";
    assert_eq!(requests[1].text(), form);
    assert_eq!(requests[2].body, b"%PDF-1.7");
    assert!(requests[2].target.ends_with("/documents/a%20b.pdf"));
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
    let debt: fn(&'static str, &'static str, Decimal) -> NewDebt = NewDebt::new;
    let payment: fn(Uuid, Decimal, PaymentMethod) -> NewPayment = NewPayment::new;
    let _ = (debt, payment);
    assert!(!Probe::<NewDebt>(PhantomData).has_default());
    assert!(!Probe::<NewPayment>(PhantomData).has_default());
    // Where nothing is required, nothing has to be given.
    assert!(Probe::<DebtChange>(PhantomData).has_default());
}
