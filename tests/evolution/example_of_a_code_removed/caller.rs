//! An example goes that was all that the document said of a code.

use client::orders::GetOrderError;

pub fn is_poor(error: &GetOrderError) -> bool {
    matches!(error, GetOrderError::TooPoor(_))
}

pub fn is_held(error: &GetOrderError) -> bool {
    matches!(error, GetOrderError::IsHeld(_)) //~ E0599
}
