//! An optional parameter goes.

use client::Client;

pub async fn list(client: &Client) -> bool {
    client.orders().list_orders().with(|it| it.after("x")).await.is_ok() //~ E0599
}
