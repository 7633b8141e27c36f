//! A credential travels in another header.

use client::Client;

pub fn made() -> Client {
    Client::builder().session("s").build().expect("a usable client")
}
