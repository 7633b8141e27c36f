//! A code is spelled in another way.

use client::orders::GetOrderError;

pub fn is_held(error: &GetOrderError) -> bool {
    matches!(error, GetOrderError::Held(_)) //~ E0599
}
