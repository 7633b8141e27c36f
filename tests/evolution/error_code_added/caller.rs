//! A new error code.

use client::Client;
use client::orders::GetOrderError;

pub fn told(error: &GetOrderError) -> &'static str {
    match error {
        GetOrderError::Gone(_) => "gone",
        GetOrderError::Held(_) => "held",
        _ => "another",
    }
}

pub async fn read(client: &Client) -> bool {
    client.orders().get_order("o1").await.is_ok()
}
