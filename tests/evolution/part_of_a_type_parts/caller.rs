//! The types of the two directions part by a part of them.

use client::Client;
use client::input::{Line, Order};

pub async fn put(client: &Client) -> bool {
    let order = Order::new().lines(vec![Line::new("sku-1")]).best(Line::new("sku-2"));
    client.orders().put_order("o1", &order).await.is_ok()
}

pub async fn copy(client: &Client) -> bool {
    let Ok(order) = client.orders().get_order("o1").await else {
        return false;
    };
    client.orders().put_order("o2", &order.into()).await.is_ok()
}
