//! One more value in an inline enum that two places share; a value of one is used for the other.

use client::Client;
use client::input::ListOrdersSort;

pub async fn list(client: &Client) -> bool {
    let items = client.orders().list_items();
    items.with(|it| it.sort(ListOrdersSort::Desc)).await.is_ok() //~ E0308
}
