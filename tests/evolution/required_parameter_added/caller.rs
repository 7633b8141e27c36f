//! A new required parameter.

use client::Client;

pub async fn list(client: &Client) -> bool {
    client.orders().list_orders().await.is_ok() //~ E0061
}
