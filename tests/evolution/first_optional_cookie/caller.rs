//! The first optional parameter, in a cookie.

use client::Client;
use client::types::Order;

pub async fn list(client: &Client) -> Option<Vec<Order>> {
    let call = client.orders().list_orders();
    call.header("x-trace", "t1").await.ok()
}

pub async fn shown(client: &Client) -> Option<u16> {
    let answer = client.orders().list_orders().send_with_meta().await.ok()?;
    answer.meta.status()
}
