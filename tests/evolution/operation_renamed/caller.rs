//! An operation gets another name.

use client::Client;

pub async fn read(client: &Client) -> bool {
    client.orders().get_order("o1").await.is_ok() //~ E0599
}
