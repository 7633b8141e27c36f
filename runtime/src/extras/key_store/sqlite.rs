//! A key store in a file, which survives the end of its process at any point.

mod file;
mod rows;
mod schema;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use tokio::sync::Mutex;

use self::rows::{COLUMNS, millis, read};
use crate::call::key_store::{KeyClaim, KeyRecord, KeyStore, KeyStoreError, KeyStoreFuture};

/// A key store in an SQLite file. Clones share the connections; several processes may share the file.
///
/// A record is on the disk before [`claim`](KeyStore::claim) ends (write-ahead log, `synchronous=FULL`). The file holds
/// keys as they are sent: who can read it can read the results of calls on some servers. So it is made for its owner alone
/// (mode 0600, as are SQLite's files beside it), and one that others can read is closed to them when it is opened.
#[derive(Clone)]
pub struct SqliteKeyStore {
    /// One at a time, and in the order in which they came: a file that is locked elsewhere holds up one thread at most.
    writer: Arc<Mutex<Connection>>,
    /// Beside a write-ahead log, readers wait for no writer.
    reader: Arc<Mutex<Connection>>,
}

impl SqliteKeyStore {
    /// Opens the file, and makes it if there is none. A file of an earlier version is brought up to date; programs of that
    /// version cannot use it from then on.
    ///
    /// # Errors
    ///
    /// The file cannot be opened or written, can be read by others and belongs to somebody else, is no store of keys, or
    /// comes from a later version.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, KeyStoreError> {
        let path = file::private(path.as_ref())?;
        let mut writer = schema::connect(&path).map_err(failed)?;
        if !schema::prepare(&mut writer).map_err(failed)? {
            return Err(KeyStoreError::new("the key store is of a later version"));
        }
        let reader = schema::connect(&path).map_err(failed)?;
        Ok(Self {
            writer: Arc::new(Mutex::new(writer)),
            reader: Arc::new(Mutex::new(reader)),
        })
    }

    /// Every record whose outcome is open, oldest first: calls to make again after a restart.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub async fn unfinished(&self) -> Result<Vec<KeyRecord>, KeyStoreError> {
        run(&self.reader, |connection| {
            let sql = format!("SELECT {COLUMNS} FROM records WHERE finished = 0 ORDER BY created");
            let mut rows = connection.prepare(&sql)?;
            rows.query_map([], read)?.collect()
        })
        .await
    }

    /// Forgets a record with all its claims. Only who knows that the work was not done, or that the id is never used again,
    /// may do so.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub async fn forget(&self, scope: &str, id: &str) -> Result<(), KeyStoreError> {
        let [scope, id] = [scope.to_owned(), id.to_owned()];
        self.write(move |transaction| {
            for table in ["claims", "records"] {
                let sql = format!("DELETE FROM {table} WHERE scope = ?1 AND id = ?2");
                transaction.execute(&sql, [&scope, &id])?;
            }
            Ok(())
        })
        .await
    }

    /// Forgets finished records made before `before`, and says how many they were. Their ids must not be used again: the
    /// next call of such an id would do the work a second time.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub async fn forget_finished(&self, before: SystemTime) -> Result<usize, KeyStoreError> {
        let before = millis(before);
        self.write(move |transaction| {
            let sql = "DELETE FROM records WHERE finished = 1 AND created < ?1";
            transaction.execute(sql, [before])
        })
        .await
    }

    /// One transaction, which holds the file from its begin: what it reads is so until it ends.
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, KeyStoreError> {
        run(&self.writer, |connection| {
            let kind = TransactionBehavior::Immediate;
            let transaction = connection.transaction_with_behavior(kind)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        })
        .await
    }
}

/// Runs on a thread where waiting for the disk holds up nobody.
async fn run<T: Send + 'static>(
    connection: &Arc<Mutex<Connection>>,
    work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
) -> Result<T, KeyStoreError> {
    // Before a thread is taken, so that calls that wait here take none.
    let mut connection = Arc::clone(connection).lock_owned().await;
    // A transaction that a panic cuts off is rolled back.
    let work = tokio::task::spawn_blocking(move || work(&mut connection));
    let interrupted = |_| KeyStoreError::new("the key store was interrupted");
    work.await.map_err(interrupted)?.map_err(failed)
}

fn failed(error: rusqlite::Error) -> KeyStoreError {
    KeyStoreError::new("the key store cannot be used").with_source(error)
}

/// The record of a name.
fn record(connection: &Connection, scope: &str, id: &str) -> rusqlite::Result<Option<KeyRecord>> {
    let sql = format!("SELECT {COLUMNS} FROM records WHERE scope = ?1 AND id = ?2");
    let mut rows = connection.prepare(&sql)?;
    rows.query_row([scope, id], read).optional()
}

/// Writes the record of a claim, if its name has none.
fn insert(transaction: &Transaction<'_>, record: &KeyRecord) -> rusqlite::Result<usize> {
    let sql =
        format!("INSERT OR IGNORE INTO records ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)");
    transaction.prepare(&sql)?.execute(params![
        record.scope,
        record.id,
        record.key.as_str(),
        record.key.created().map(millis),
        millis(record.created),
        record.digest,
    ])
}

impl KeyStore for SqliteKeyStore {
    fn find<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        let [scope, id] = [scope.to_owned(), id.to_owned()];
        Box::pin(run(&self.reader, move |connection| {
            record(connection, &scope, &id)
        }))
    }

    fn claim<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        let KeyClaim { token, record: new } = claim.clone();
        Box::pin(self.write(move |transaction| {
            let known = record(transaction, &new.scope, &new.id)?;
            if known.is_none() {
                insert(transaction, &new)?;
            }
            if known.as_ref().is_none_or(|known| !known.finished) {
                let sql = "INSERT OR IGNORE INTO claims (token, scope, id) VALUES (?1, ?2, ?3)";
                let mut claims = transaction.prepare(sql)?;
                claims.execute(params![token, new.scope, new.id])?;
            }
            Ok(known)
        }))
    }

    fn finish<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, ()> {
        let done = claim.record.clone();
        let finished = self.write(move |transaction| {
            // Somebody may have forgotten it.
            insert(transaction, &done)?;
            let sql = "UPDATE records SET finished = 1 WHERE scope = ?1 AND id = ?2 AND key = ?3";
            let name = [done.scope.as_str(), done.id.as_str()];
            let changed =
                transaction
                    .prepare(sql)?
                    .execute([name[0], name[1], done.key.as_str()])?;
            if changed > 0 {
                let sql = "DELETE FROM claims WHERE scope = ?1 AND id = ?2";
                transaction.prepare(sql)?.execute(name)?;
            }
            Ok(changed > 0)
        });
        Box::pin(async move {
            match finished.await? {
                true => Ok(()),
                false => Err(KeyStoreError::new("the name has another key by now")),
            }
        })
    }

    fn release<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        let KeyClaim { token, record: own } = claim.clone();
        Box::pin(self.write(move |transaction| {
            let sql = "DELETE FROM claims WHERE token = ?1 AND scope = ?2 AND id = ?3";
            let given_back = transaction
                .prepare(sql)?
                .execute(params![token, own.scope, own.id])?;
            if given_back > 0 {
                let sql = "DELETE FROM records
                     WHERE scope = ?1 AND id = ?2 AND key = ?3 AND finished = 0
                     AND NOT EXISTS (SELECT 1 FROM claims WHERE scope = ?1 AND id = ?2)";
                let mut last = transaction.prepare(sql)?;
                last.execute([own.scope.as_str(), &own.id, own.key.as_str()])?;
            }
            record(transaction, &own.scope, &own.id)
        }))
    }
}

impl fmt::Debug for SqliteKeyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SqliteKeyStore")
    }
}
