//! The key store in PostgreSQL, against a server of the tests' own (`tests/src/postgres.rs`): the promises of every store, processes
//! that are killed, a database that goes away, a network that drops, and what is wrong before the first call.

#[path = "postgres/bad_input.rs"]
mod bad_input;
#[path = "postgres/housekeeping.rs"]
mod housekeeping;
#[path = "postgres/kills.rs"]
mod kills;
#[path = "postgres/line.rs"]
mod line;
#[path = "postgres/outages.rs"]
mod outages;
#[path = "postgres/promises.rs"]
mod promises;

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};

use faultcode_postgres::PostgresKeyStore;
use faultcode_postgres::tokio_postgres::{self, Client, NoTls};
use faultcode_runtime::keys::{KeyClaim, KeyRecord};
use faultcode_runtime::{IdempotencyKey, keys::KeyStoreError};
use faultcode_tests::postgres::Postgres;

/// A session of the owner, for what the store itself does not do.
async fn session(server: &Postgres, database: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(&server.connection(database), NoTls)
        .await
        .expect("a server that listens");
    tokio::spawn(connection);
    client
}

/// Runs statements as the owner.
async fn sql(server: &Postgres, database: &str, statements: &str) {
    let done = session(server, database)
        .await
        .batch_execute(statements)
        .await;
    done.unwrap_or_else(|error| panic!("{statements}: {error:?}"));
}

/// Makes an empty database. `with` is what `CREATE DATABASE` is told besides.
async fn database(server: &Postgres, with: &str) -> String {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let name = format!("keys_{}", NUMBER.fetch_add(1, Ordering::SeqCst));
    sql(
        server,
        "postgres",
        &format!("CREATE DATABASE {name} {with}"),
    )
    .await;
    name
}

/// A store at a connection string, with nothing prepared.
fn store_at(connection: &str) -> PostgresKeyStore {
    let builder = PostgresKeyStore::builder(connection).expect("a connection string");
    builder.build(NoTls)
}

/// A store whose tables are there.
async fn prepared(server: &Postgres, database: &str) -> PostgresKeyStore {
    let store = store_at(&server.connection(database));
    store.prepare().await.expect("a database of our own");
    store
}

fn claim(id: &str, key: &str) -> KeyClaim {
    let key = IdempotencyKey::new(key).expect("a key");
    let now = std::time::SystemTime::now();
    KeyClaim::new(KeyRecord::new("s", id, key, now, [7; 32]))
}

/// All that an error shows, by any way.
fn all_of(error: &KeyStoreError) -> String {
    let mut all = format!("{error}\n{error:?}\n{error:#?}");
    let mut next = error.source();
    while let Some(source) = next {
        all.push_str(&format!("\n{source}\n{source:?}"));
        next = source.source();
    }
    all
}
