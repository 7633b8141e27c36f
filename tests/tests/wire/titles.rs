//! Inline types are called after their titles, and what has such a name is sent and read like any other type.

use faultcode_tests::Answer;

use crate::wire::clients::titles::Client;
use crate::wire::clients::titles::input::{CardPayment, NewOrder, OrderKind, Scan};
use crate::wire::clients::titles::types::{ListOrdersResponseFirst, PageOfOrders, ShortOrder};
use faultcode_tests::rows::Table;

#[tokio::test]
async fn names() {
    let page = r#"{"items":[{"id":"1"}],"first":{"a":"x"}}"#;
    let mut table = Table::answering("titles", move |request| match request.method.as_str() {
        "GET" => Answer::json(200, page),
        _ => Answer::status(204),
    });
    let client = Client::builder().base_url(table.url()).build();
    let client = client.expect("a loopback URL");
    let calls = client.titles();
    let order = NewOrder::new().pay(CardPayment::new("1"));
    let call = calls.create_order(&order);
    let sent = r#"{"pay":{"card":"1"}}"#;
    table
        .body("a body and a branch", call, "application/json", sent)
        .await;
    let asked = || calls.list_orders().with(|it| it.kind(OrderKind::Shop));
    table
        .target("a parameter", asked(), "/orders?kind=shop")
        .await;
    let read = async {
        let page: PageOfOrders = asked().await.map_err(|it| it.to_string())?;
        let first: Option<ListOrdersResponseFirst> = page.first;
        let item: Option<ShortOrder> = page.items.into_iter().next();
        let texts = [item.and_then(|it| it.id), first.and_then(|it| it.a)];
        Ok::<_, String>(texts)
    };
    let shown = r#"[Some("1"), Some("x")]"#;
    table
        .value("an answer, its items, a title of two types", read, shown)
        .await;
    let scan = Scan::new();
    let call = calls.send_file(&scan);
    let line = |it: &faultcode_tests::Request| format!("{} {}", it.method, it.target);
    table
        .shown("a body of parts", call, line, "POST /files")
        .await;
    table.finish();
}
