//! The statements, with the names of the tables in them.

use crate::schema::Tables;

/// How many records one statement forgets at most: a lock on more of them would hold up calls.
pub(crate) const PIECE: usize = 1000;

pub(crate) struct Statements {
    pub find: String,
    pub claim: String,
    pub finish: String,
    pub lock: String,
    pub unclaim: String,
    pub last: String,
    pub open: String,
    pub forget: String,
    pub prune: String,
}

impl Statements {
    const COLUMNS: &str = "scope, id, key, made, created, digest, finished";

    pub(crate) fn of(tables: &Tables) -> Self {
        let Tables { keys, claims, .. } = tables;
        let columns = Self::COLUMNS;
        let values = "name, scope, id, key, made, created, digest, maker";
        // The age of a row by the clock of the database, in seconds; an age beyond its calendar is one that no row has.
        let before = "clock_timestamp() - least($1, 3e10) * interval '1 second'";
        Self {
            find: format!("SELECT {columns} FROM {keys} WHERE name = $1"),
            // The update that changes nothing waits for whoever works on the record, locks it, and gives it back as it is then.
            claim: format!(
                "WITH held AS (
                     INSERT INTO {keys} AS old ({values}, finished) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, false)
                     ON CONFLICT (name) DO UPDATE SET finished = old.finished
                     RETURNING {columns}, maker
                 ), claimed AS (
                     INSERT INTO {claims} (token, name) SELECT $8, $1 FROM held WHERE NOT finished
                     ON CONFLICT (token) DO NOTHING
                 )
                 SELECT {columns}, maker = $8 FROM held"
            ),
            finish: format!(
                "WITH done AS (
                     INSERT INTO {keys} AS old ({values}, finished, ended)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, true, clock_timestamp())
                     ON CONFLICT (name) DO UPDATE SET finished = true, ended = coalesce(old.ended, excluded.ended)
                     WHERE old.key = excluded.key
                     RETURNING name
                 ), freed AS (
                     DELETE FROM {claims} USING done WHERE {claims}.name = done.name
                 )
                 SELECT 1 FROM done"
            ),
            lock: format!("SELECT {columns} FROM {keys} WHERE name = $1 FOR UPDATE"),
            unclaim: format!("DELETE FROM {claims} WHERE token = $1 AND name = $2 RETURNING 1"),
            last: format!(
                "DELETE FROM {keys} WHERE name = $1 AND NOT finished
                 AND NOT EXISTS (SELECT 1 FROM {claims} WHERE name = $1) RETURNING 1"
            ),
            open: format!(
                "SELECT {columns} FROM {keys} WHERE NOT finished AND noted <= {before} ORDER BY noted"
            ),
            forget: format!("DELETE FROM {keys} WHERE name = $1 RETURNING 1"),
            prune: format!(
                "DELETE FROM {keys} WHERE finished AND name IN (
                     SELECT name FROM {keys} WHERE finished AND ended <= {before} ORDER BY ended LIMIT {PIECE}
                 ) RETURNING 1"
            ),
        }
    }
}
