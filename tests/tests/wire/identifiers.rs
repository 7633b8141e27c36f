//! References by identifier give the types that references by address give.

use faultcode_tests::Answer;

use crate::wire::clients::identifiers::Client;
use crate::wire::clients::identifiers::input::{Order, OrderLine, Person};
use crate::wire::clients::identifiers::types::TreeSize;
use faultcode_tests::rows::Table;

#[tokio::test]
async fn bound() {
    let body = r#"{"name":"a","children":[{"name":"b","size":"large"}]}"#;
    let mut table = Table::answering("identifiers", move |request| {
        match request.target.as_str() {
            "/trees" => Answer::json(200, body),
            _ => Answer::status(204),
        }
    });
    let client = Client::builder().base_url(table.url()).build();
    let client = client.expect("a loopback URL");
    let calls = client.identifiers();
    let size = async {
        let tree = calls.read_tree().await.map_err(|error| error.to_string())?;
        let children = tree.children.unwrap_or_default();
        let sizes = children.iter().filter_map(|child| child.size.clone());
        let sizes: Vec<TreeSize> = sizes.collect();
        Ok::<_, String>(sizes)
    };
    table.value("an anchor", size, r#"["large"]"#).await;
    let order = Order::new(vec![OrderLine::new(2)], Person::new("Ann")).payer("Bo");
    let sent = r#"{"lines":[{"count":2}],"buyer":{"name":"Ann"},"payer":"Bo"}"#;
    let call = calls.create_order(&order);
    table.body("an id", call, "application/json", sent).await;
    table.finish();
}
