//! An optional body appears beside optional parameters.

use client::Client;

pub async fn cancel(client: &Client) -> bool {
    let call = client.orders().cancel_order("o1");
    call.with(|it| it.notify(true)).await.is_ok()
}
