//! What stands on calls and is not part of them: lists by pages, answers that arrive while they are read, deliveries, tests.

pub(crate) mod page;
pub(crate) mod stream;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "webhooks")]
pub mod webhook;
