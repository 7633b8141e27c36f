//! One of two operations with equal lists of errors gets one more.

use client::orders::{GetItemError, GetOrderError};

pub fn told(order: &GetOrderError, item: &GetItemError) -> bool {
    matches!(order, GetOrderError::Code1(_)) || matches!(item, GetItemError::Code2(_))
}
