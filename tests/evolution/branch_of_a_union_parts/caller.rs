//! The types of the two directions part by a branch of a union.

use client::Client;
use client::input::{Card, Order};

pub async fn put(client: &Client) -> bool {
    let order = Order::new().pay(Card::new("4"));
    client.orders().put_order("o1", &order).await.is_ok()
}

pub async fn copy(client: &Client) -> bool {
    let Ok(order) = client.orders().get_order("o1").await else {
        return false;
    };
    client.orders().put_order("o2", &order.into()).await.is_ok()
}
