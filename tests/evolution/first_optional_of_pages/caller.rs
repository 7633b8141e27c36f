//! The first optional parameter of a list by pages beside its cursor.

use client::Client;
use client::types::Order;

pub async fn all(client: &Client) -> Vec<Order> {
    let mut orders = Vec::new();
    let mut items = client.orders().list_orders().items();
    while let Some(Ok(order)) = items.next().await {
        orders.push(order);
    }
    orders
}
