//! A member of an answer is always there.

use client::types::Order;

pub fn note(order: Order) -> String {
    order.note.unwrap_or_default() //~ E0599
}
