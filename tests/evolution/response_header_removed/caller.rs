//! A header of an answer goes.

use client::orders::GetOrderHeaders;

pub fn total(headers: &GetOrderHeaders) -> Option<i64> {
    headers.total //~ E0609
}
