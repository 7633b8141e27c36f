//! An operation goes.

use client::Client;

pub async fn delete(client: &Client) -> bool {
    client.orders().delete_order("o1").await.is_ok() //~ E0599
}
