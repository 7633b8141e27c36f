//! What goes wrong with a database, without what must not be shown: connection strings, names, keys.

use std::error::Error;
use std::fmt;

use faultcode_runtime::keys::KeyStoreError;
use tokio_postgres::error::SqlState;

/// What is said where the tables are missing.
pub(crate) const MISSING: &str =
    "the tables of the key store are not there; PostgresKeyStore::prepare makes them";

/// What is said where nothing can be written.
pub(crate) const READ_ONLY: &str =
    "the database of the key store takes no writes; a standby cannot keep keys";

/// Why something that was asked of the database was not done, or not seen to be done.
#[derive(Debug)]
pub(crate) enum Problem {
    /// No connection came about.
    Unreachable(Option<Box<dyn Error + Send + Sync>>),
    /// The connection ended while it was used.
    Broken,
    /// No answer in time.
    Silent,
    /// What the database said.
    Refused(Refusal),
    /// What it holds is not what this store has written.
    Foreign(String),
    /// What a method of the store says by itself.
    Told(KeyStoreError),
}

/// An error of the database: its code, and its message where that holds no value.
#[derive(Debug)]
pub(crate) struct Refusal {
    code: SqlState,
    message: Option<String>,
}

/// The classes of codes whose messages name objects of the database and never a value of a row: connection, login, authorisation,
/// unknown database and schema, syntax and access, resources, limits, intervention.
const WITHOUT_VALUES: [&str; 9] = ["08", "25", "28", "3D", "3F", "42", "53", "54", "57"];

impl Problem {
    /// Of an error of a statement.
    pub(crate) fn of(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(said) if is_shutdown(said.code()) => Self::Broken,
            Some(said) => Self::Refused(Refusal {
                code: said.code().clone(),
                message: WITHOUT_VALUES
                    .iter()
                    .any(|class| said.code().code().starts_with(class))
                    .then(|| said.message().to_owned()),
            }),
            // An error of the driver's own, such as a value of another type, is no end of the connection.
            None if error.is_closed() || is_io(&error) => Self::Broken,
            None => Self::Foreign(error.to_string()),
        }
    }

    /// Of an error of connecting.
    pub(crate) fn of_connecting(error: tokio_postgres::Error) -> Self {
        match Self::of(error) {
            Self::Foreign(said) => Self::Unreachable(Some(said.into())),
            Self::Broken => Self::Unreachable(None),
            other => other,
        }
    }

    /// Whether it may be over in a moment.
    pub(crate) fn passes(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Broken | Self::Silent => true,
            Self::Refused(refusal) => refusal.is_conflict() || refusal.is_of(&["53", "57"]),
            Self::Foreign(_) | Self::Told(_) => false,
        }
    }

    /// Whether asking again at once, over another connection, is likely to be answered.
    pub(crate) fn is_gone_at_once(&self) -> bool {
        match self {
            Self::Broken => true,
            Self::Refused(refusal) => refusal.is_conflict(),
            _ => false,
        }
    }
}

/// The server ends this connection, and perhaps all of them.
fn is_shutdown(code: &SqlState) -> bool {
    code.code().starts_with("57P") || code.code().starts_with("08")
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    error
        .source()
        .is_some_and(|source| source.is::<std::io::Error>())
}

impl Refusal {
    fn is_of(&self, classes: &[&str]) -> bool {
        classes
            .iter()
            .any(|class| self.code.code().starts_with(class))
    }

    /// Another transaction was in the way.
    fn is_conflict(&self) -> bool {
        [
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::LOCK_NOT_AVAILABLE,
        ]
        .contains(&self.code)
    }

    fn reason(&self) -> &'static str {
        match &self.code {
            code if *code == SqlState::UNDEFINED_TABLE => MISSING,
            code if *code == SqlState::INVALID_SCHEMA_NAME => {
                "the schema for the tables of the key store is not there"
            }
            code if *code == SqlState::INSUFFICIENT_PRIVILEGE => {
                "the database does not permit the key store what it needs"
            }
            code if *code == SqlState::READ_ONLY_SQL_TRANSACTION => READ_ONLY,
            _ if self.is_of(&["28"]) => "the database of the key store refuses the login",
            _ if self.is_of(&["3D"]) => "the server has no such database for the key store",
            _ if self.is_of(&["42", "23"]) => {
                "the tables of the key store have another shape than PostgresKeyStore::DDL"
            }
            _ if self.is_of(&["53", "57", "55"]) => "the database of the key store is too busy",
            _ => "the database of the key store cannot do what it was asked to",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SQLSTATE {}", self.code.code())?;
        match &self.message {
            Some(message) => write!(f, ": {message}"),
            None => Ok(()),
        }
    }
}

impl Error for Refusal {}

impl From<tokio_postgres::Error> for Problem {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::of(error)
    }
}

impl From<KeyStoreError> for Problem {
    fn from(error: KeyStoreError) -> Self {
        Self::Told(error)
    }
}

impl From<Problem> for KeyStoreError {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Unreachable(source) => {
                let error = Self::new("the database of the key store cannot be reached");
                match source {
                    Some(source) => error.with_source(source),
                    None => error,
                }
            }
            Problem::Broken => Self::new("the connection to the database of the key store broke"),
            Problem::Silent => Self::new("the database of the key store did not answer in time"),
            Problem::Refused(refusal) => Self::new(refusal.reason()).with_source(refusal),
            Problem::Foreign(said) => {
                Self::new("the key store holds what it has not written").with_source(said)
            }
            Problem::Told(error) => error,
        }
    }
}
