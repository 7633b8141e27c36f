//! Security schemes, and what operations need of them.

use std::any::Any;
use std::fmt;

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
