//! An optional parameter becomes required.

use client::Client;

pub async fn list(client: &Client) -> bool {
    let call = client.orders().list_orders(); //~ E0061
    call.await.is_ok()
}
