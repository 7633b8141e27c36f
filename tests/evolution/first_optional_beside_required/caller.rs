//! The first optional parameter beside a required one.

use client::Client;
use client::types::Order;

pub async fn list(client: &Client) -> Option<Vec<Order>> {
    client.orders().list_orders("s1").await.ok()
}
