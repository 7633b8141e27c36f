//! Places where keys are kept: in this process, and in a file.

mod memory;
#[cfg(feature = "durable")]
mod sqlite;

pub use memory::MemoryKeyStore;
#[cfg(feature = "durable")]
pub use sqlite::SqliteKeyStore;
