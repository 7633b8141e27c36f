//! A webhook has another payload.

use client::types::Order;

pub fn paid(body: &[u8]) -> Option<Order> {
    client::webhooks::parse_order_paid(body).ok() //~ E0308
}
