//! A key that a client made has to be given.

use client::Client;
use client::input::NewOrder;
use client::types::Order;

pub async fn make(client: &Client) -> Option<Order> {
    let new = NewOrder::new("sku-1").note("Ring twice");
    client.orders().create_order(&new).await.ok()
}
