//! What is said of the database before the first connection.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::keys::KeyStoreError;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Config, Socket};

use crate::connections::Connections;
use crate::schema::Tables;
use crate::statements::Statements;
use crate::store::PostgresKeyStore;

/// How long connecting to one address may take, unless the connection string says it.
const CONNECT: Duration = Duration::from_secs(5);

/// How long sent bytes may stay unacknowledged before a connection counts as broken, unless the connection string says it.
const UNACKNOWLEDGED: Duration = Duration::from_secs(10);

/// How many connections a store opens at most, unless [`PostgresKeyStoreBuilder::connections`] says it.
const MOST: usize = 4;

/// Where the store of keys is, before it is opened. Its `Debug` shows nothing of that.
pub struct PostgresKeyStoreBuilder {
    config: Config,
    schema: Option<String>,
    most: usize,
}

impl PostgresKeyStoreBuilder {
    /// From a connection string, `host=… user=…` or `postgresql://…`.
    pub(crate) fn read(connection: &str) -> Result<Self, KeyStoreError> {
        // What the driver says of a mistake may be a piece of a password, so it is not passed on.
        let config: Config = connection.parse().map_err(|_| {
            KeyStoreError::new(
                "the connection string cannot be read: it is `host=… user=… dbname=…`, values with blanks or quotes \
                 in single quotes, or postgresql://user@host/dbname, percent-encoded",
            )
        })?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(KeyStoreError::new("the connection string names no host"));
        }
        Ok(config.into())
    }

    /// The schema that holds the tables. Without it, the first one of the role's `search_path`.
    pub fn schema(mut self, name: impl Into<String>) -> Self {
        self.schema = Some(name.into());
        self
    }

    /// How many connections are opened at most; by default 4. Each is opened when it is needed and kept. A call holds one for the time
    /// of a statement, not while its request is on its way.
    pub fn connections(mut self, most: usize) -> Self {
        self.most = most.max(1);
        self
    }

    /// The store. Nothing is connected before it is used: call [`PostgresKeyStore::prepare`] or [`PostgresKeyStore::check`] first,
    /// to learn at once what is wrong.
    ///
    /// `tls` makes the TLS of a connection: [`NoTls`](tokio_postgres::NoTls), or the connector of a crate such as
    /// `tokio-postgres-rustls`. `sslmode=require` in the connection string refuses a server without.
    pub fn build<T>(self, tls: T) -> PostgresKeyStore
    where
        T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
        T::Stream: Send + 'static,
        T::TlsConnect: Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let Self {
            mut config,
            schema,
            most,
        } = self;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(UNACKNOWLEDGED);
        }
        if config.get_application_name().is_none() {
            config.application_name("faultcode");
        }
        let tables = Tables::of(schema);
        PostgresKeyStore {
            connections: Arc::new(Connections::new(config, tls, most)),
            statements: Arc::new(Statements::of(&tables)),
            tables: Arc::new(tables),
        }
    }
}

/// A configuration that was put together by the program.
impl From<Config> for PostgresKeyStoreBuilder {
    fn from(config: Config) -> Self {
        Self {
            config,
            schema: None,
            most: MOST,
        }
    }
}

impl fmt::Debug for PostgresKeyStoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresKeyStoreBuilder")
            .finish_non_exhaustive()
    }
}
