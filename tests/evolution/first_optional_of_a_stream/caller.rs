//! The first optional parameter of a stream.

use client::Client;

pub async fn watch(client: &Client) -> Option<String> {
    let mut events = client.orders().watch_orders().await.ok()?;
    let event = events.next().await?.ok()?;
    Some(event.data.0)
}
