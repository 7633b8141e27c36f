//! The programs of the user guide, run against a transport that answers without a network.

mod authentication;
mod calls;
mod errors;
mod network;
mod postgres;
mod retries;
mod testing;
mod webhooks;

use courier::input::NewParcel;

use courier::types::Address;

/// A parcel to book.
fn parcel() -> NewParcel {
    NewParcel::new(Address::new("Ada", "1 Main Street", "York"), 750)
}
