//! The tables: made where they are missing, and held against what the statements need.

use std::collections::BTreeMap;

use faultcode_runtime::keys::KeyStoreError;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Transaction};

use crate::problem::{MISSING, Problem, READ_ONLY};
use crate::work::Work;

/// The statements that make the tables. They are also what the shape of tables that are there is compared with.
pub(crate) const DDL: &str = include_str!("schema.sql");

const KEYS: &str = "faultcode_keys";
const CLAIMS: &str = "faultcode_claims";

/// Where the tables are.
pub(crate) struct Tables {
    schema: Option<String>,
    pub keys: String,
    pub claims: String,
}

impl Tables {
    pub(crate) fn of(schema: Option<String>) -> Self {
        let schema = schema.map(|name| quoted(&name));
        let in_schema = |table: &str| match &schema {
            Some(schema) => format!("{schema}.{table}"),
            None => table.to_owned(),
        };
        Self {
            keys: in_schema(KEYS),
            claims: in_schema(CLAIMS),
            schema,
        }
    }
}

/// An identifier of SQL.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Makes the tables unless they are there, and looks whether they are as they should be.
pub(crate) struct Prepare<'w> {
    pub tables: &'w Tables,
    /// Without: it is an error that they are missing.
    pub makes: bool,
}

impl Work for Prepare<'_> {
    type Done = ();

    async fn on(&self, client: &mut Client) -> Result<(), Problem> {
        let transaction = client.transaction().await?;
        if self.makes && !self.are_there(&transaction).await? {
            // Two that make a table at once get in each other's way, `IF NOT EXISTS` or not.
            let turn = "SELECT pg_advisory_xact_lock(hashtextextended('faultcode_keys', 0))";
            transaction.batch_execute(turn).await?;
            if let Some(schema) = &self.tables.schema {
                let there = format!("SET LOCAL search_path TO {schema}");
                transaction.batch_execute(&there).await?;
            }
            transaction.batch_execute(DDL).await?;
        }
        self.compare(&transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}

impl Prepare<'_> {
    fn both(&self) -> [(&(dyn ToSql + Sync), Type); 2] {
        [
            (&self.tables.keys, Type::TEXT),
            (&self.tables.claims, Type::TEXT),
        ]
    }

    async fn are_there(&self, transaction: &Transaction<'_>) -> Result<bool, Problem> {
        let sql = "SELECT to_regclass($1) IS NOT NULL AND to_regclass($2) IS NOT NULL";
        let rows = transaction.query_typed(sql, &self.both()).await?;
        Ok(rows.first().is_some_and(|row| row.get(0)))
    }

    async fn compare(&self, transaction: &Transaction<'_>) -> Result<(), Problem> {
        if !self.are_there(transaction).await? {
            return Err(KeyStoreError::new(MISSING).into());
        }
        let sql = "SELECT current_setting('transaction_read_only') = 'on'";
        let rows = transaction.query_typed(sql, &[]).await?;
        if rows.first().is_some_and(|row| row.get(0)) {
            return Err(KeyStoreError::new(READ_ONLY).into());
        }
        for (name, table) in [(KEYS, &self.tables.keys), (CLAIMS, &self.tables.claims)] {
            let wanted = wanted(name);
            let found = found(transaction, table).await?;
            let differs = differs(&wanted, &found)
                .or(unique(transaction, table, wanted.first_column()).await?)
                .or(permitted(transaction, table).await?);
            if let Some(problem) = differs {
                let said = format!("the table {name} of the key store {problem}");
                return Err(KeyStoreError::new(said).into());
            }
        }
        let sql = "SELECT 1 FROM pg_catalog.pg_constraint WHERE contype = 'f' AND confdeltype = 'c'
             AND confrelid = to_regclass($1) AND conrelid = to_regclass($2)";
        let rows = transaction.query_typed(sql, &self.both()).await?;
        if rows.is_empty() {
            let said = format!(
                "the table {CLAIMS} of the key store does not lose its rows with those of {KEYS}"
            );
            return Err(KeyStoreError::new(said).into());
        }
        Ok(())
    }
}

/// The columns of a table.
#[derive(Default)]
struct Columns<'t>(Vec<(&'t str, Column<'t>)>);

#[derive(Clone, Copy)]
struct Column<'t> {
    kind: &'t str,
    required: bool,
    filled: bool,
}

impl<'t> Columns<'t> {
    fn first_column(&self) -> &'t str {
        self.0.first().map_or("", |(name, _)| name)
    }
}

/// The columns of a table in [`DDL`], one a line.
fn wanted(table: &str) -> Columns<'static> {
    let begin = format!("CREATE TABLE IF NOT EXISTS {table} (");
    let body = DDL
        .split_once(&begin)
        .and_then(|(_, rest)| rest.split_once(");"));
    let lines = body.map_or("", |(body, _)| body).lines();
    let column = |line: &'static str| {
        let mut words = line.trim_end_matches(',').split_whitespace();
        let (name, kind) = (words.next()?, words.next()?);
        let column = Column {
            kind,
            required: line.contains("NOT NULL") || line.contains("PRIMARY KEY"),
            filled: line.contains("DEFAULT"),
        };
        Some((name, column))
    };
    Columns(lines.filter_map(column).collect())
}

type Found = BTreeMap<String, (String, bool, bool)>;

/// The columns of a table of the database: type, whether it refuses null, whether it has a default.
async fn found(transaction: &Transaction<'_>, table: &String) -> Result<Found, Problem> {
    let sql = "SELECT a.attname, t.typname, a.attnotnull, a.atthasdef OR a.attidentity <> ''
         FROM pg_catalog.pg_attribute a
         JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
         JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
         WHERE c.oid = to_regclass($1) AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped";
    let rows = transaction.query_typed(sql, &[(table, Type::TEXT)]).await?;
    let mut found = Found::new();
    for row in rows {
        found.insert(
            row.try_get(0)?,
            (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?),
        );
    }
    Ok(found)
}

/// In what the table is another than it should be. More columns are no difference, if they can be left out.
fn differs(wanted: &Columns<'_>, found: &Found) -> Option<String> {
    for (name, column) in &wanted.0 {
        let Some((kind, required, filled)) = found.get(*name) else {
            return Some(format!("has no column {name}"));
        };
        if kind != column.kind {
            return Some(format!(
                "has a column {name} of type {kind}, not {}",
                column.kind
            ));
        }
        if *required != column.required {
            let word = if *required { "no nulls" } else { "nulls" };
            return Some(format!("takes {word} in its column {name}"));
        }
        if column.filled && !filled {
            return Some(format!("has no default for its column {name}"));
        }
    }
    let known = |name: &str| wanted.0.iter().any(|(wanted, _)| *wanted == name);
    let more = found
        .iter()
        .find(|(name, (_, required, filled))| !known(name) && *required && !filled);
    more.map(|(name, _)| format!("asks for a column {name} that this store does not know"))
}

/// Whether a column is unique by itself: that is what makes one claimant the first.
async fn unique(
    transaction: &Transaction<'_>,
    table: &String,
    column: &str,
) -> Result<Option<String>, Problem> {
    let sql = "SELECT 1 FROM pg_catalog.pg_index i
         JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
         WHERE i.indrelid = to_regclass($1) AND i.indisunique AND i.indisvalid AND i.indimmediate
         AND i.indnkeyatts = 1 AND i.indpred IS NULL AND a.attname = $2";
    let rows = transaction
        .query_typed(sql, &[(table, Type::TEXT), (&column, Type::TEXT)])
        .await?;
    Ok(rows
        .is_empty()
        .then(|| format!("does not keep its column {column} unique")))
}

async fn permitted(
    transaction: &Transaction<'_>,
    table: &String,
) -> Result<Option<String>, Problem> {
    let sql = "SELECT word FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS word
         WHERE NOT has_table_privilege(to_regclass($1)::oid, word)";
    let rows = transaction.query_typed(sql, &[(table, Type::TEXT)]).await?;
    let mut missing: Vec<String> = Vec::new();
    for row in &rows {
        missing.push(row.try_get(0)?);
    }
    let said = || format!("does not permit this role {}", missing.join(", "));
    Ok((!missing.is_empty()).then(said))
}
