//! A new branch of a union.

use client::types::{Order, OrderPay};

pub fn told(order: &Order) -> &'static str {
    match &order.pay {
        Some(OrderPay::Card(_)) => "card",
        Some(OrderPay::Bank(_)) => "bank",
        _ => "another or none",
    }
}
