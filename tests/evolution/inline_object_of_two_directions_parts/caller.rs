//! Two inline objects that are alike, one read and one sent, part.

use client::Client;
use client::input::{W, WValue};
use client::types::VValue;

pub async fn put(client: &Client) -> Option<String> {
    let value: VValue = client.v().get_v().await.ok()?.value;
    let sent = W::new(WValue::new().a("x"));
    client.v().put_v(&sent).await.ok()?;
    value.a
}
