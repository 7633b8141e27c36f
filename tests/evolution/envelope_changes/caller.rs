//! Codes stand in another place of the body.

use client::orders::GetOrderError;

pub fn told(error: &GetOrderError) -> &'static str {
    match error {
        GetOrderError::Gone(_) => "gone",
        GetOrderError::Held(_) => "held",
        _ => "another",
    }
}
