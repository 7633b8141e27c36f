//! What is asked of the database, over whichever connection there is.

use std::future::Future;
use std::time::{Duration, SystemTime};

use faultcode_runtime::keys::{IdempotencyKey, KeyClaim, KeyRecord, KeyStoreError};
use sha2::{Digest as _, Sha256};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, IsolationLevel, Row};

use crate::problem::Problem;
use crate::statements::Statements;

/// Something that can be done again over another connection, with the same outcome.
pub(crate) trait Work: Sync {
    type Done: Send;

    fn on(&self, client: &mut Client) -> impl Future<Output = Result<Self::Done, Problem>> + Send;
}

type Parameter<'p> = (&'p (dyn ToSql + Sync), Type);

/// What a name is found by: texts of any length and with any sign have one of the same length.
fn name(scope: &str, id: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update((scope.len() as u64).to_le_bytes());
    hash.update(scope);
    hash.update(id);
    hash.finalize().to_vec()
}

/// A record from the columns of [`Statements::COLUMNS`].
fn record(row: &Row) -> Result<KeyRecord, Problem> {
    let foreign = |what: &str| Problem::Foreign(format!("a {what} that is none"));
    let text = |index| {
        let bytes: Vec<u8> = row.try_get(index)?;
        String::from_utf8(bytes).map_err(|_| foreign("name"))
    };
    let key: String = row.try_get(2)?;
    let made: Option<SystemTime> = row.try_get(3)?;
    let key = match made {
        Some(made) => IdempotencyKey::restore(&key, made),
        None => IdempotencyKey::new(&key),
    };
    let digest: Vec<u8> = row.try_get(5)?;
    let mut record = KeyRecord::new(
        text(0)?,
        text(1)?,
        key.map_err(|_| foreign("key"))?,
        row.try_get(4)?,
        digest.try_into().map_err(|_| foreign("digest"))?,
    );
    record.finished = row.try_get(6)?;
    Ok(record)
}

fn records(rows: &[Row]) -> Result<Vec<KeyRecord>, Problem> {
    rows.iter().map(record).collect()
}

/// The values of a record and of the claim that may make it, in the order of `claim` and `finish`.
struct Values<'c> {
    claim: &'c KeyClaim,
    name: Vec<u8>,
    token: &'c [u8],
    made: Option<SystemTime>,
    scope: &'c [u8],
    id: &'c [u8],
    key: &'c str,
    digest: &'c [u8],
}

impl<'c> Values<'c> {
    fn of(claim: &'c KeyClaim) -> Self {
        let record = &claim.record;
        Self {
            claim,
            name: name(&record.scope, &record.id),
            token: &claim.token,
            made: record.key.created(),
            scope: record.scope.as_bytes(),
            id: record.id.as_bytes(),
            key: record.key.as_str(),
            digest: &record.digest,
        }
    }

    fn all(&self) -> [Parameter<'_>; 8] {
        [
            (&self.name, Type::BYTEA),
            (&self.scope, Type::BYTEA),
            (&self.id, Type::BYTEA),
            (&self.key, Type::TEXT),
            (&self.made, Type::TIMESTAMPTZ),
            (&self.claim.record.created, Type::TIMESTAMPTZ),
            (&self.digest, Type::BYTEA),
            (&self.token, Type::BYTEA),
        ]
    }
}

/// The record of a name.
pub(crate) struct Find<'w>(pub &'w Statements, pub &'w str, pub &'w str);

impl Work for Find<'_> {
    type Done = Option<KeyRecord>;

    async fn on(&self, client: &mut Client) -> Result<Self::Done, Problem> {
        let Self(statements, scope, id) = *self;
        let name = name(scope, id);
        let rows = client
            .query_typed(&statements.find, &[(&name, Type::BYTEA)])
            .await?;
        rows.first().map(record).transpose()
    }
}

/// A claim, and the record if there is none: one statement.
pub(crate) struct Claim<'w>(pub &'w Statements, pub &'w KeyClaim);

impl Work for Claim<'_> {
    type Done = Option<KeyRecord>;

    async fn on(&self, client: &mut Client) -> Result<Self::Done, Problem> {
        let values = Values::of(self.1);
        let rows = client.query_typed(&self.0.claim, &values.all()).await?;
        let missing = || Problem::Foreign("no row where one was written".to_owned());
        let row = rows.first().ok_or_else(missing)?;
        let found = record(row)?;
        // A claim that is repeated over another connection finds the record that it has made itself.
        let own: bool = row.try_get(7)?;
        Ok((!own || found.finished).then_some(found))
    }
}

/// The work is done: one statement.
pub(crate) struct Finish<'w>(pub &'w Statements, pub &'w KeyClaim);

impl Work for Finish<'_> {
    type Done = ();

    async fn on(&self, client: &mut Client) -> Result<(), Problem> {
        let values = Values::of(self.1);
        let rows = client.query_typed(&self.0.finish, &values.all()).await?;
        match rows.is_empty() {
            false => Ok(()),
            true => Err(KeyStoreError::new("the name has another key by now").into()),
        }
    }
}

/// Nothing was done: a transaction that locks the record before it looks for other claims, since a statement does not see what was
/// committed after its begin.
pub(crate) struct Release<'w>(pub &'w Statements, pub &'w KeyClaim);

impl Work for Release<'_> {
    type Done = Option<KeyRecord>;

    async fn on(&self, client: &mut Client) -> Result<Self::Done, Problem> {
        let Self(statements, claim) = *self;
        let name = name(&claim.record.scope, &claim.record.id);
        let token = &claim.token[..];
        let transaction = client
            .build_transaction()
            .isolation_level(IsolationLevel::ReadCommitted)
            .start()
            .await?;
        let by_name = [(&name as &(dyn ToSql + Sync), Type::BYTEA)];
        let rows = transaction.query_typed(&statements.lock, &by_name).await?;
        let found = rows.first().map(record).transpose()?;
        if let Some(found) = &found {
            let own = [
                (&token as &(dyn ToSql + Sync), Type::BYTEA),
                (&name, Type::BYTEA),
            ];
            let given_back = transaction.query_typed(&statements.unclaim, &own).await?;
            let is_own = found.key.as_str() == claim.record.key.as_str();
            if !given_back.is_empty() && !found.finished && is_own {
                let last = transaction.query_typed(&statements.last, &by_name).await?;
                if !last.is_empty() {
                    transaction.commit().await?;
                    return Ok(None);
                }
            }
        }
        transaction.commit().await?;
        Ok(found)
    }
}

/// The records that are open for so long at least, by the clock of the database.
pub(crate) struct Open<'w>(pub &'w Statements, pub Duration);

impl Work for Open<'_> {
    type Done = Vec<KeyRecord>;

    async fn on(&self, client: &mut Client) -> Result<Self::Done, Problem> {
        let seconds = self.1.as_secs_f64();
        let rows = client
            .query_typed(&self.0.open, &[(&seconds, Type::FLOAT8)])
            .await?;
        records(&rows)
    }
}

/// Forgets one record with its claims; whether there was one.
pub(crate) struct Forget<'w>(pub &'w Statements, pub &'w str, pub &'w str);

impl Work for Forget<'_> {
    type Done = bool;

    async fn on(&self, client: &mut Client) -> Result<bool, Problem> {
        let name = name(self.1, self.2);
        let rows = client
            .query_typed(&self.0.forget, &[(&name, Type::BYTEA)])
            .await?;
        Ok(!rows.is_empty())
    }
}

/// Forgets some of the records that are finished for so long; how many. None: there are no more.
pub(crate) struct Prune<'w>(pub &'w Statements, pub Duration);

impl Work for Prune<'_> {
    type Done = usize;

    async fn on(&self, client: &mut Client) -> Result<usize, Problem> {
        let seconds = self.1.as_secs_f64();
        let rows = client
            .query_typed(&self.0.prune, &[(&seconds, Type::FLOAT8)])
            .await?;
        Ok(rows.len())
    }
}
