//! An optional member that is only sent appears.

use client::Client;
use client::input::User;

pub async fn put(client: &Client) -> bool {
    client.users().put_user("u1", &User::new("Ada")).await.is_ok()
}

pub async fn copy(client: &Client) -> Option<String> {
    let user = client.users().get_user("u1").await.ok()?;
    let name = user.name.clone();
    client.users().put_user("u2", &user.into()).await.ok()?;
    Some(name)
}
