//! A record as a row of its table.

use std::time::{Duration, SystemTime};

use rusqlite::Row;

use crate::call::idempotency::IdempotencyKey;
use crate::call::key_store::KeyRecord;

pub(super) const COLUMNS: &str = "scope, id, key, made, created, digest, finished";

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<KeyRecord> {
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

pub(super) fn millis(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis().try_into().unwrap_or(i64::MAX))
}

fn time(millis: i64) -> SystemTime {
    let since = Duration::from_millis(millis.try_into().unwrap_or(0));
    SystemTime::UNIX_EPOCH
        .checked_add(since)
        .unwrap_or(SystemTime::UNIX_EPOCH)
}
