//! A new value of an enum.

use client::types::{Order, State};

pub fn told(order: &Order) -> &'static str {
    match order.state {
        State::Open => "open",
        State::Paid => "paid",
        _ => "another",
    }
}
