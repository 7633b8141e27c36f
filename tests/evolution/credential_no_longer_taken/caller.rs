//! An operation takes one of the credentials no longer.

use client::Client;

pub fn made() -> Client {
    Client::builder().session("s").build().expect("a usable client")
}
