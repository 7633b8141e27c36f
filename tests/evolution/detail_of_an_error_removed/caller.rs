//! A detail of an error goes.

use client::orders::GetOrderError;

pub fn by(error: GetOrderError) -> Option<String> {
    match error {
        GetOrderError::Held(held) => held.by, //~ E0609
        _ => None,
    }
}
