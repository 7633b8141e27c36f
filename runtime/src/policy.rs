//! Decisions: whether a failed attempt is repeated, and after how long. Pure; it knows no body and no call.

pub(crate) mod budget;
pub(crate) mod case;
pub(crate) mod hint;
#[cfg(feature = "client")]
pub(crate) mod pace;
pub(crate) mod rate_limit;
pub(crate) mod retry;
