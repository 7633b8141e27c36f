//! A type that is sent begins to be read.

use client::Client;
use client::input::Order;

pub async fn put(client: &Client) -> bool {
    let order = Order::new("sku-1").note(None);
    client.orders().put_order("o1", &order).await.is_ok()
}
