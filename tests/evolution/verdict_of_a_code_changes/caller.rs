//! What a repeat after a code brings is stated.

use client::orders::GetOrderError;

pub fn told(error: &GetOrderError) -> &'static str {
    match error {
        GetOrderError::Gone(_) => "gone",
        GetOrderError::Held(_) => "held",
        _ => "another",
    }
}
