//! A member of an answer goes.

use client::types::Order;

pub fn note(order: Order) -> Option<String> {
    order.note //~ E0609
}
