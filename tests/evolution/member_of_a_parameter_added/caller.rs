//! A new member of an object in the query.

use client::Client;
use client::input::ListOrdersFilter;

pub async fn list(client: &Client) -> bool {
    let filter = ListOrdersFilter::new().state("open");
    let call = client.orders().list_orders();
    call.with(|it| it.filter(filter)).await.is_ok()
}
