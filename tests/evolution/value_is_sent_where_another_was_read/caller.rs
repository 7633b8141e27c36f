//! Two inline objects that are alike, one read and one sent, part; a value is handed over.

use client::Client;
use client::input::W;

pub async fn put(client: &Client) -> bool {
    let Ok(read) = client.v().get_v().await else {
        return false;
    };
    let sent = W::new(read.value); //~ E0308
    client.v().put_v(&sent).await.is_ok()
}
