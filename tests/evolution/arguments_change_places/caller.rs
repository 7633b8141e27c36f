//! Required parameters change places.

use client::Client;

pub async fn list(client: &Client) -> bool {
    client.orders().list_orders("s1", 2026).await.is_ok() //~ E0308
}
