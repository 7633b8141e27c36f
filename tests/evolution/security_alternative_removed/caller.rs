//! An alternative of credentials goes.

use client::Client;

pub fn made() -> Client {
    Client::builder().session("s").build().expect("a usable client") //~ E0599
}
