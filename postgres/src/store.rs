//! The store.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::keys::{KeyClaim, KeyRecord, KeyStore, KeyStoreError, KeyStoreFuture};

use crate::builder::PostgresKeyStoreBuilder;
use crate::connections::{Connections, Patience};
use crate::schema::{self, Prepare, Tables};
use crate::statements::{PIECE, Statements};
use crate::work::{Claim, Find, Finish, Forget, Open, Prune, Release};

/// A key store in a PostgreSQL database. Clones share the connections; all programs and machines that open the same tables share
/// the keys.
#[derive(Clone)]
pub struct PostgresKeyStore {
    pub(crate) connections: Arc<Connections>,
    pub(crate) statements: Arc<Statements>,
    pub(crate) tables: Arc<Tables>,
}

impl PostgresKeyStore {
    /// What [`prepare`](Self::prepare) runs where the tables are missing; for migrations. It can be run again. A migration that puts
    /// the tables into a schema sets `search_path` before.
    pub const DDL: &str = schema::DDL;

    /// Begins a store at a connection string of PostgreSQL: `host=… user=… password=… dbname=…`, or `postgresql://…`.
    ///
    /// # Errors
    ///
    /// The text is no connection string, or names no host. The error shows nothing of it.
    pub fn builder(connection: &str) -> Result<PostgresKeyStoreBuilder, KeyStoreError> {
        PostgresKeyStoreBuilder::read(connection)
    }

    /// Makes the tables unless they are there, and looks whether they are what this store needs. Several programs may do so at once.
    ///
    /// # Errors
    ///
    /// The database cannot be reached, refuses the login or the making, or has tables of that name of another shape, or ones that
    /// the role may not read and write.
    pub async fn prepare(&self) -> Result<(), KeyStoreError> {
        self.look(true).await
    }

    /// The same, but makes nothing.
    ///
    /// # Errors
    ///
    /// Those of [`prepare`](Self::prepare), and that the tables are not there.
    pub async fn check(&self) -> Result<(), KeyStoreError> {
        self.look(false).await
    }

    async fn look(&self, makes: bool) -> Result<(), KeyStoreError> {
        let tables = &self.tables;
        let work = Prepare { tables, makes };
        self.connections.run(&work, Patience::Brief).await
    }

    /// Every record whose outcome is open, oldest first: calls to make again after a crash.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub async fn unfinished(&self) -> Result<Vec<KeyRecord>, KeyStoreError> {
        self.unfinished_for(Duration::ZERO).await
    }

    /// The records that were made so long ago at least, by the clock of the database, and whose outcome is open. With more than a
    /// call may take, these are calls of processes that died, and calls that nobody has repeated since they ended without an answer.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub async fn unfinished_for(&self, age: Duration) -> Result<Vec<KeyRecord>, KeyStoreError> {
        let work = Open(&self.statements, age);
        self.connections.run(&work, Patience::Brief).await
    }

    /// Forgets a record with all its claims, and says whether there was one. Only who knows that the work was not done, or that the
    /// id is never used again, may do so.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub async fn forget(&self, scope: &str, id: &str) -> Result<bool, KeyStoreError> {
        let work = Forget(&self.statements, scope, id);
        self.connections.run(&work, Patience::Brief).await
    }

    /// Forgets the records that were finished so long ago at least, by the clock of the database, and says how many they were. Their
    /// ids must not be used again: the next call of such an id would do the work a second time.
    ///
    /// They go a thousand at a time, so that calls need not wait for the whole.
    ///
    /// # Errors
    ///
    /// The database cannot be written. What was forgotten before stays so.
    pub async fn forget_finished(&self, age: Duration) -> Result<usize, KeyStoreError> {
        let mut forgotten = 0;
        loop {
            let work = Prune(&self.statements, age);
            let more = self.connections.run(&work, Patience::Brief).await?;
            forgotten += more;
            if more < PIECE {
                return Ok(forgotten);
            }
        }
    }
}

impl KeyStore for PostgresKeyStore {
    fn find<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(async move {
            let work = Find(&self.statements, scope, id);
            self.connections.run(&work, Patience::Brief).await
        })
    }

    fn claim<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(async move {
            let work = Claim(&self.statements, claim);
            self.connections.run(&work, Patience::Brief).await
        })
    }

    fn finish<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, ()> {
        Box::pin(async move {
            let work = Finish(&self.statements, claim);
            self.connections.run(&work, Patience::Long).await
        })
    }

    fn release<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(async move {
            let work = Release(&self.statements, claim);
            self.connections.run(&work, Patience::Long).await
        })
    }
}

impl fmt::Debug for PostgresKeyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostgresKeyStore")
    }
}
