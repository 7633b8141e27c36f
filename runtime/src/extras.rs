//! What stands on calls and is not part of them: lists by pages, answers that arrive while they are read, deliveries, tests.

#[cfg(feature = "blocking")]
mod blocking;
#[cfg(feature = "keys")]
pub(crate) mod key_store;
#[cfg(feature = "client")]
pub(crate) mod page;
#[cfg(feature = "recorder")]
pub(crate) mod recorder;
#[cfg(feature = "client")]
pub(crate) mod report;
#[cfg(feature = "http-signatures")]
pub(crate) mod signature;
#[cfg(feature = "client")]
pub(crate) mod stream;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "webhooks")]
pub mod webhook;
