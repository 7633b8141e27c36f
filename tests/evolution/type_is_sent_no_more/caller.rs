//! A type is sent no more.

use client::input::Order; //~ E0432

pub fn made() -> Order {
    Order::new()
}
