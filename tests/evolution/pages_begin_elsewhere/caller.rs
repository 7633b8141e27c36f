//! Pages are asked for by another parameter.

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
