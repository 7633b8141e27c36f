//! Two inline enums become alike.

use client::Client;
use client::input::{ListItemsSort, ListOrdersSort};

pub async fn list(client: &Client) -> bool {
    let orders = client.orders().list_orders();
    let items = client.orders().list_items();
    let orders = orders.with(|it| it.sort(ListOrdersSort::Asc));
    let items = items.with(|it| it.sort(ListItemsSort::Desc));
    orders.await.is_ok() && items.await.is_ok()
}
