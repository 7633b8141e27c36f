//! Members that several parts of an `allOf` declare have the narrower type, and names by pattern are keys of a map.

use std::collections::BTreeMap;

use faultcode_runtime::Value;
use faultcode_tests::Answer;

use crate::wire::clients::merged::Client;
use crate::wire::clients::merged::types::{Order, OrderState, Payment};
use faultcode_tests::rows::Table;

#[tokio::test]
async fn members() {
    let body = r#"{"state":"paid","count":2,"kind":"web","other":[1],"notes":{"a1":3}}"#;
    let mut table = Table::answering("merged members", move |_| Answer::json(200, body));
    let client = Client::builder().base_url(table.url()).build();
    let client = client.expect("a loopback URL");
    let read = async {
        let call = client.merged().read_order();
        let order: Order = call.await.map_err(|error| error.to_string())?;
        // The types are what is tested, so they are written out.
        let state: Option<OrderState> = order.state;
        let count: Option<i64> = order.count;
        let other: Option<Value> = order.other;
        let notes: Option<BTreeMap<String, i64>> = order.notes;
        let kind = order.kind.map(|kind| kind.to_string());
        Ok::<_, String>((state, count, kind, other.is_some(), notes))
    };
    let shown = r#"(Some("paid"), Some(2), Some("web"), true, Some({"a1": 3}))"#;
    table.value("an answer", read, shown).await;
    table.finish();
}

/// The members of all branches are there; the one that two branches type differently is kept as it came.
#[tokio::test]
async fn two_choices() {
    let body = r#"{"amount":5,"iban":"DE","fee":"1 EUR","shop":7,"town":"Bonn"}"#;
    let mut table = Table::answering("two choices", move |_| Answer::json(200, body));
    let client = Client::builder().base_url(table.url()).build();
    let client = client.expect("a loopback URL");
    let mut sent = Payment::new(5).number("4").street("Ring");
    sent.extra.insert("fee".to_owned(), Value::from("2"));
    let expected = r#"{"amount":5,"number":"4","street":"Ring","fee":"2"}"#;
    let call = client.merged().pay(&sent);
    table
        .body("a request", call, "application/json", expected)
        .await;
    let read = async {
        let call = client.merged().pay(&sent);
        let paid = call.await.map_err(|error| error.to_string())?;
        let fee = paid.extra.get("fee").map(Value::to_string);
        Ok::<_, String>((paid.iban, paid.number, paid.shop, paid.town, fee))
    };
    let shown = r#"(Some("DE"), None, Some(7), Some("Bonn"), Some("\"1 EUR\""))"#;
    table.value("an answer", read, shown).await;
    table.finish();
}
