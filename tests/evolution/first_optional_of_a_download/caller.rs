//! The first optional parameter of a download.

use client::Client;

pub async fn label(client: &Client) -> Option<Vec<u8>> {
    let label = client.orders().get_label("o1").download().await.ok()?;
    label.into_bytes(1 << 20).await.ok().map(|it| it.to_vec())
}
