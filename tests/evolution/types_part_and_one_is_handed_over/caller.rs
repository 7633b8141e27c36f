//! The types of the two directions part; what was read is sent as it is.

use client::Client;

pub async fn copy(client: &Client) -> bool {
    let Ok(order) = client.orders().get_order("o1").await else {
        return false;
    };
    client.orders().put_order("o2", &order).await.is_ok() //~ E0308
}
