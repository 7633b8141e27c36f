//! A member of an answer gets another type.

use client::types::Order;

pub fn id(order: Order) -> String {
    order.id //~ E0308
}
