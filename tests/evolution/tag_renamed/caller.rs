//! A tag gets another name.

use client::orders::GetOrderError; //~ E0432

pub fn shown(error: &GetOrderError) -> String {
    error.to_string()
}
