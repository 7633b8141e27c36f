//! A second media type of a request.

use client::Client;
use client::input::NewOrder;

pub async fn make(client: &Client) -> bool {
    client.orders().create_order(&NewOrder::new("sku-1")).await.is_ok() //~ E0308
}
