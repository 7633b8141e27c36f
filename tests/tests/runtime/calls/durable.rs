//! Calls with a name: one piece of work per name, however many callers and processes make the call, whatever the server
//! answers them, and whenever they die. The oracle is always a book of what the server has executed.

#[path = "durable/arguments.rs"]
mod arguments;
#[path = "durable/effects.rs"]
pub(crate) mod effects;
#[path = "durable/files.rs"]
mod files;
#[path = "durable/kills.rs"]
pub(crate) mod kills;
#[path = "durable/orders.rs"]
pub(crate) mod orders;
#[path = "durable/promises.rs"]
pub(crate) mod promises;
#[path = "durable/stores.rs"]
pub(crate) mod stores;
#[path = "durable/time.rs"]
mod time;
#[path = "durable/world.rs"]
pub(crate) mod world;
