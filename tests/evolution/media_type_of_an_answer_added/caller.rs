//! A second media type of an answer.

use client::Client;

pub async fn id(client: &Client) -> Option<String> {
    let order = client.orders().get_order("o1").await.ok()?;
    Some(order.id) //~ E0609
}
