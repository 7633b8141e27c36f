//! Required members of a request change places.

use client::input::NewOrder;

pub fn made() -> NewOrder {
    NewOrder::new("sku-1", 2) //~ E0308
}
