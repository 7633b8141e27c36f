//! Calls with a name: one piece of work per name, however many callers and processes make the call, whatever the server
//! answers them, and whenever they die. The oracle is always a book of what the server has executed.

#[path = "durable/arguments.rs"]
mod arguments;
#[path = "durable/effects.rs"]
mod effects;
#[path = "durable/files.rs"]
mod files;
#[path = "durable/kills.rs"]
mod kills;
#[path = "durable/orders.rs"]
mod orders;
#[path = "durable/promises.rs"]
mod promises;
#[path = "durable/stores.rs"]
mod stores;
#[path = "durable/time.rs"]
mod time;
#[path = "durable/world.rs"]
mod world;
