//! A default of an optional parameter.

use client::Client;
use client::types::Order;

pub async fn list(client: &Client, most: Option<i64>) -> Option<Vec<Order>> {
    let call = client.orders().list_orders().with(|it| it.limit(10));
    let call = match most {
        Some(most) => call.with(|it| it.limit(most)),
        None => call,
    };
    call.await.ok()
}
