//! A list no longer comes page by page.

use client::Client;
use client::types::Order;

pub async fn all(client: &Client) -> Vec<Order> {
    let mut orders = Vec::new();
    let mut items = client.orders().list_orders().items(); //~ E0599
    while let Some(Ok(order)) = items.next().await {
        orders.push(order);
    }
    orders
}
