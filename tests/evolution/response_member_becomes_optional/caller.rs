//! A member of an answer becomes optional.

use client::types::Order;

pub fn id(order: Order) -> String {
    order.id //~ E0308
}
