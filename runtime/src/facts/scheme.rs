//! Security schemes, and what operations need of them.

use std::any::Any;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use faultcode_facts::MAX_REFRESHES;

use crate::facts::{SchemeKind, StatusRange};

/// One security scheme of an API.
#[derive(Clone, Copy, Debug)]
pub struct Scheme {
    /// The scheme's name in the document.
    pub name: &'static str,
    /// How a credential of it travels.
    pub kind: SchemeKind,
    /// Prefixes of API keys and the class that each stands for, longer prefixes first.
    pub key_classes: &'static [(&'static str, &'static str)],
    /// Codes on which the credential is refreshed, beside codes whose own verdict says so.
    pub refresh_codes: &'static [&'static str],
    /// Statuses on which the credential is refreshed.
    pub refresh_statuses: &'static [StatusRange],
    /// How many refreshes one call may cause.
    pub max_refreshes: u8,
    /// The operation that makes a token of this scheme, where one does.
    pub token: Option<&'static dyn MakesTokens>,
}

impl Scheme {
    /// A bearer token named so, about which nothing else is stated.
    pub const fn new(name: &'static str, kind: SchemeKind) -> Self {
        Self {
            name,
            kind,
            key_classes: &[],
            refresh_codes: &[],
            refresh_statuses: &[],
            max_refreshes: MAX_REFRESHES,
            token: None,
        }
    }
}

/// Schemes that have no name in a document, by how their credential travels. Each is made once: a program names few of them.
static UNNAMED: Mutex<Vec<&'static Scheme>> = Mutex::new(Vec::new());

/// A scheme of which nothing but the way of its credential is known.
impl From<SchemeKind> for &'static Scheme {
    fn from(kind: SchemeKind) -> Self {
        // A panic cannot leave the list half written.
        let mut all = UNNAMED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.iter().find(|it| it.kind == kind) {
            return known;
        }
        // A name of a document has no spaces.
        let name = match kind {
            SchemeKind::Bearer => "bearer token".to_owned(),
            SchemeKind::Basic => "user and password".to_owned(),
            SchemeKind::Header(name) => format!("header {name}"),
            SchemeKind::Query(name) => format!("query parameter {name}"),
            SchemeKind::Cookie(name) => format!("cookie {name}"),
        };
        let scheme = Scheme::new(Box::leak(name.into_boxed_str()), kind);
        let scheme: &'static Scheme = Box::leak(Box::new(scheme));
        all.push(scheme);
        scheme
    }
}

/// One credential that an operation needs.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    /// The scheme.
    pub scheme: &'static Scheme,
    /// The scopes a token has to have.
    pub scopes: &'static [&'static str],
}

impl Need {
    /// A credential of no scheme.
    pub const DEFAULT: Self = Self {
        scheme: &Scheme::new("", SchemeKind::Bearer),
        scopes: &[],
    };
}

/// An operation that makes tokens: the one fact that refers to code, since its errors have types. Only the layer of calls knows
/// what is behind it.
pub trait MakesTokens: Any + fmt::Debug + Send + Sync {}
