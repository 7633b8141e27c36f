//! Required members of a request change places.

use client::input::NewOrder;

pub fn made() -> NewOrder {
    NewOrder::new(2, true) //~ E0308
}
