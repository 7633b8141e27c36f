//! The first optional parameter appears beside an optional body.

use client::Client;
use client::input::Reason;

pub async fn cancel(client: &Client) -> bool {
    let why = Reason::new().text("late");
    client.orders().cancel_order("o1").body(&why).await.is_ok()
}
