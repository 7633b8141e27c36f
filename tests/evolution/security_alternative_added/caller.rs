//! A new alternative of credentials.

use client::Client;

pub fn made() -> Client {
    Client::builder().key("k").build().expect("a usable client")
}
