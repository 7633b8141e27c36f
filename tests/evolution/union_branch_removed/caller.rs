//! A branch of a union goes.

use client::types::OrderPay;

pub fn is_coin(pay: &OrderPay) -> bool {
    matches!(pay, OrderPay::Coin(_)) //~ E0599
}
