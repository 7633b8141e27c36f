//! A required parameter becomes optional.

use client::Client;

pub async fn list(client: &Client) -> bool {
    client.orders().list_orders("s1").await.is_ok() //~ E0061
}
