//! Keys of calls in PostgreSQL: a [`KeyStore`](faultcode_runtime::keys::KeyStore) that several machines share.
//!
//! ```no_run
//! # async fn open() -> Result<(), faultcode_runtime::keys::KeyStoreError> {
//! use faultcode_postgres::PostgresKeyStore;
//! use faultcode_postgres::tokio_postgres::NoTls;
//!
//! let store = PostgresKeyStore::builder("host=db.internal user=shop dbname=shop")?.build(NoTls);
//! store.prepare().await?;
//! # Ok(())
//! # }
//! ```
//!
//! The store is handed to a client with `.key_store(store)`; calls with a name (`.durable("order-42")`) then keep their keys in it.
//! What it promises is what [`KeyStore`](faultcode_runtime::keys::KeyStore) asks for. What is particular to a database:
//!
//! - **Which clock counts.** `created`, and `made` of a key that was made elsewhere, are what the claimant says, since the server's
//!   memory of a key counts from there. `noted` and `ended` are the database's, and so is every age that
//!   [`unfinished_for`](PostgresKeyStore::unfinished_for) and [`forget_finished`](PostgresKeyStore::forget_finished) compare.
//! - **No leases.** Nobody may take over the claim of a process that died, since nobody knows what it did. What fences a late one off
//!   is comparison: a claim is released by its token alone, and a record finished by its key alone.
//! - **Broken connections.** They are replaced, and what was asked over them is asked again: each method has the same outcome when
//!   it is repeated. [`finish`](faultcode_runtime::keys::KeyStore::finish) and
//!   [`release`](faultcode_runtime::keys::KeyStore::release) go on trying for half a minute; the others fail at once where the
//!   database cannot be reached, so that the call ends and says so.
//! - **Secrets.** No error and no `Debug` shows the connection string, a password, a name or a key.
#![warn(missing_docs)]

mod builder;
mod connections;
mod problem;
mod schema;
mod statements;
mod store;
mod work;

pub use self::builder::PostgresKeyStoreBuilder;
pub use self::store::PostgresKeyStore;
/// The driver, whose configuration and connectors are handed to this crate.
pub use tokio_postgres;
