//! A new required member of a request.

use client::input::NewOrder;

pub fn made() -> NewOrder {
    NewOrder::new("sku-1") //~ E0061
}
