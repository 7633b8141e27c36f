//! A type gets another name.

use client::types::Order; //~ E0432

pub fn id(order: Order) -> String {
    order.id
}
