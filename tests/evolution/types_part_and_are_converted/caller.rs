//! The types of the two directions part; what was read is converted.

use client::Client;

pub async fn copy(client: &Client) -> bool {
    let Ok(order) = client.orders().get_order("o1").await else {
        return false;
    };
    client.orders().put_order("o2", &order.into()).await.is_ok()
}
