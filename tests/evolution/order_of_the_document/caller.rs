//! The document is sorted in another way.

use client::Client;
use client::types::OrderState;

pub async fn read(client: &Client) -> Option<bool> {
    let all = client.orders().list_orders().with(|it| it.a("1").b("2")).await.ok()?;
    let one = client.orders().get_order("o1").await.ok()?;
    Some(one.state == Some(OrderState::Open) && all.iter().any(|it| it.note.is_some()))
}
