//! A key store in a file, which survives the end of its process at any point.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, params};

use super::{KeyRecord, KeyStore, KeyStoreError, KeyStoreFuture};
use crate::idempotency::IdempotencyKey;

/// The version of the table below, which a later version of this crate may have to bring up to date.
const VERSION: i64 = 1;

/// How long another process may hold the file.
const BUSY: Duration = Duration::from_secs(10);

/// A key store in an SQLite file. Clones share the connection; several processes may share the file.
///
/// A record is on the disk before [`claim`](KeyStore::claim) ends (write-ahead log, `synchronous=FULL`). The file holds
/// keys as they are sent: who can read it can read the results of calls on some servers.
#[derive(Clone)]
pub struct SqliteKeyStore {
    connection: Arc<Mutex<Connection>>,
}

impl SqliteKeyStore {
    /// Opens the file, and makes it if there is none.
    ///
    /// # Errors
    ///
    /// The file cannot be opened or written, is no store of keys, or comes from a later version.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, KeyStoreError> {
        let mut connection = open(path.as_ref()).map_err(failed)?;
        let version = prepare(&mut connection).map_err(failed)?;
        if version > VERSION {
            return Err(KeyStoreError::new("the key store is of a later version"));
        }
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
        })
    }

    /// Every record whose outcome is open, oldest first: calls to make again after a restart.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub async fn unfinished(&self) -> Result<Vec<KeyRecord>, KeyStoreError> {
        self.run(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM keys WHERE finished = 0 ORDER BY created");
            let mut rows = connection.prepare(&sql)?;
            rows.query_map([], read)?.collect()
        })
        .await
    }

    /// Forgets a record. Only who knows that the work was not done, or that the id is never used again, may do so.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub async fn forget(&self, scope: &str, id: &str) -> Result<(), KeyStoreError> {
        self.release(scope, id).await
    }

    /// Forgets finished records made before `before`, and says how many they were. Their ids must not be used again: the
    /// next call of such an id would do the work a second time.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub async fn forget_finished(&self, before: SystemTime) -> Result<usize, KeyStoreError> {
        let before = millis(before);
        self.run(move |connection| {
            let sql = "DELETE FROM keys WHERE finished = 1 AND created < ?1";
            connection.execute(sql, [before])
        })
        .await
    }

    /// Runs on a thread where waiting for the disk holds up nobody.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, KeyStoreError> {
        let connection = Arc::clone(&self.connection);
        let work = tokio::task::spawn_blocking(move || {
            // A transaction that a panic cut off is rolled back.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut connection)
        });
        let interrupted = |_| KeyStoreError::new("the key store was interrupted");
        work.await.map_err(interrupted)?.map_err(failed)
    }
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

/// Makes the table in a new file, and returns the version of the one that is there.
fn prepare(connection: &mut Connection) -> rusqlite::Result<i64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version != 0 {
        return Ok(version);
    }
    transaction.execute_batch(
        "CREATE TABLE IF NOT EXISTS keys (
             scope TEXT NOT NULL,
             id TEXT NOT NULL,
             key TEXT NOT NULL,
             made INTEGER,
             created INTEGER NOT NULL,
             digest BLOB NOT NULL,
             finished INTEGER NOT NULL DEFAULT 0,
             PRIMARY KEY (scope, id)
         ) STRICT, WITHOUT ROWID;",
    )?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()?;
    Ok(VERSION)
}

const COLUMNS: &str = "scope, id, key, made, created, digest, finished";

fn read(row: &Row<'_>) -> rusqlite::Result<KeyRecord> {
    let text: String = row.get(2)?;
    let made: Option<i64> = row.get(3)?;
    let key = match made {
        Some(made) => IdempotencyKey::restore(&text, time(made)),
        None => IdempotencyKey::new(&text),
    };
    let unusable = |error| {
        let kind = rusqlite::types::Type::Text;
        rusqlite::Error::FromSqlConversionFailure(2, kind, Box::new(error))
    };
    let mut record = KeyRecord::new(
        row.get::<_, String>(0)?,
        row.get::<_, String>(1)?,
        key.map_err(unusable)?,
        time(row.get(4)?),
        row.get(5)?,
    );
    record.finished = row.get(6)?;
    Ok(record)
}

fn millis(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis().try_into().unwrap_or(i64::MAX))
}

fn time(millis: i64) -> SystemTime {
    let since = Duration::from_millis(millis.try_into().unwrap_or(0));
    SystemTime::UNIX_EPOCH
        .checked_add(since)
        .unwrap_or(SystemTime::UNIX_EPOCH)
}

fn failed(error: rusqlite::Error) -> KeyStoreError {
    KeyStoreError::new("the key store cannot be used").with_source(error)
}

impl KeyStore for SqliteKeyStore {
    fn claim<'a>(&'a self, record: KeyRecord) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(self.run(move |connection| {
            let kind = TransactionBehavior::Immediate;
            let transaction = connection.transaction_with_behavior(kind)?;
            let sql = format!("SELECT {COLUMNS} FROM keys WHERE scope = ?1 AND id = ?2");
            let known = transaction
                .prepare(&sql)?
                .query_row([&record.scope, &record.id], read)
                .optional()?;
            if known.is_none() {
                let sql =
                    format!("INSERT INTO keys ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)");
                transaction.prepare(&sql)?.execute(params![
                    record.scope,
                    record.id,
                    record.key.as_str(),
                    record.key.created().map(millis),
                    millis(record.created),
                    record.digest,
                ])?;
            }
            transaction.commit()?;
            Ok(known)
        }))
    }

    fn finish<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, ()> {
        let name = [scope.to_owned(), id.to_owned()];
        Box::pin(self.run(move |connection| {
            let sql = "UPDATE keys SET finished = 1 WHERE scope = ?1 AND id = ?2";
            connection.prepare(sql)?.execute(name).map(drop)
        }))
    }

    fn release<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, ()> {
        let name = [scope.to_owned(), id.to_owned()];
        Box::pin(self.run(move |connection| {
            let sql = "DELETE FROM keys WHERE scope = ?1 AND id = ?2";
            connection.prepare(sql)?.execute(name).map(drop)
        }))
    }
}

impl fmt::Debug for SqliteKeyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SqliteKeyStore")
    }
}
