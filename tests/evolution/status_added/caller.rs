//! A new status of an error.

use client::orders::GetOrderError;

pub fn told(error: &GetOrderError) -> bool {
    matches!(error, GetOrderError::NotFound(_))
}
