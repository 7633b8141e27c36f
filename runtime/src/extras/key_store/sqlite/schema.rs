//! The tables of the file, and what becomes of those of an earlier version.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

/// The version of the tables below.
const VERSION: i64 = 2;

/// How long another process may hold the file.
const BUSY: Duration = Duration::from_secs(10);

pub(super) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

/// Makes the tables in a new file, and brings those of an earlier version up to date. False: they are of a later one.
pub(super) fn prepare(connection: &mut Connection) -> rusqlite::Result<bool> {
    // A file that is as it should be is opened without waiting for those who write into it.
    if version(connection)? == VERSION {
        return Ok(true);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Somebody else may have been faster.
    let version = version(&transaction)?;
    if version >= VERSION {
        return Ok(version == VERSION);
    }
    transaction.execute_batch(
        "CREATE TABLE records (
             scope TEXT NOT NULL,
             id TEXT NOT NULL,
             key TEXT NOT NULL,
             made INTEGER,
             created INTEGER NOT NULL,
             digest BLOB NOT NULL,
             finished INTEGER NOT NULL DEFAULT 0,
             PRIMARY KEY (scope, id)
         ) STRICT, WITHOUT ROWID;
         CREATE TABLE claims (
             token BLOB NOT NULL PRIMARY KEY,
             scope TEXT NOT NULL,
             id TEXT NOT NULL
         ) STRICT, WITHOUT ROWID;
         CREATE INDEX claims_of_record ON claims (scope, id);",
    )?;
    if version == 1 {
        // Version 1 kept no claims. Who uses or used its open records is not known, so each gets one that nobody releases.
        // Its table goes: a process of that version that still runs can neither delete what is used here nor keep a key
        // where nobody looks.
        transaction.execute_batch(
            "INSERT INTO records (scope, id, key, made, created, digest, finished)
                 SELECT scope, id, key, made, created, digest, finished FROM keys;
             INSERT INTO claims (token, scope, id)
                 SELECT randomblob(16), scope, id FROM keys WHERE finished = 0;
             DROP TABLE keys;",
        )?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()?;
    Ok(true)
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}
