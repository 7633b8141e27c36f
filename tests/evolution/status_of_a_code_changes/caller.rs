//! A code comes with another status.

use client::orders::GetOrderError;

pub fn told(error: &GetOrderError) -> &'static str {
    match error {
        GetOrderError::Gone(_) => "gone",
        GetOrderError::Held(_) => "held",
        _ => "another",
    }
}
