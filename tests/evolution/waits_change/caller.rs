//! Waits before a repeat are longer.

use client::types::Order;
use client::{Client, Error};

pub async fn read(client: &Client) -> Result<Option<String>, Error<client::orders::GetOrderError>> {
    let Order { id, note, .. } = client.orders().get_order("o1").await?;
    Ok(note.or(Some(id)))
}
