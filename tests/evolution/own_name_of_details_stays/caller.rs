//! Other operations come, and declare the details of a code as most others now do.

use client::orders::{GetDebtError, GetDebtPoorDetails, GetOrderError, GetOrderPoorDetails};

pub fn order(error: &GetOrderError) -> Option<&GetOrderPoorDetails> {
    match error {
        GetOrderError::Poor(poor) => Some(poor),
        _ => None,
    }
}

pub fn debt(error: GetDebtError) -> Option<GetDebtPoorDetails> {
    match error {
        GetDebtError::Poor(poor) => Some(poor),
        _ => None,
    }
}

pub fn balance(error: &GetOrderError) -> Option<i64> {
    order(error)?.balance
}
