//! A new optional detail of an error.

use client::orders::GetOrderError;

pub fn balance(error: &GetOrderError) -> Option<i64> {
    match error {
        GetOrderError::Poor(poor) => Some(poor.balance),
        _ => None,
    }
}
