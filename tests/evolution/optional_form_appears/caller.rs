//! An optional body appears, as a form.

use client::Client;

pub async fn cancel(client: &Client) -> bool {
    client.orders().cancel_order("o1").await.is_ok()
}
