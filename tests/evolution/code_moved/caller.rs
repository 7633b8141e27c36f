//! A code moves from one operation to another.

use client::orders::{GetOrderError, PutOrderError};

pub fn is_held(error: &GetOrderError) -> bool {
    matches!(error, GetOrderError::Held(_)) //~ E0599
}

pub fn is_gone(error: &PutOrderError) -> bool {
    matches!(error, PutOrderError::Gone(_))
}
