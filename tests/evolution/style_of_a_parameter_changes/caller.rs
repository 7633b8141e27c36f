//! A list in the query is written in another way.

use client::Client;

pub async fn list(client: &Client) -> bool {
    let call = client.orders().list_orders();
    call.with(|it| it.state(vec!["open".to_owned()])).await.is_ok()
}
