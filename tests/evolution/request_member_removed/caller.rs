//! An optional member of a request goes.

use client::input::NewOrder;

pub fn made() -> NewOrder {
    NewOrder::new("sku-1").note("Ring twice") //~ E0599
}
