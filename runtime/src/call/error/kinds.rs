//! The failures that are no answers of the API.

use std::error::Error as StdError;
use std::fmt;

use crate::call::meta::Meta;
use crate::call::request::BuildProblem;
use crate::model::decode::DecodeError;
use crate::transport::TransportKind;

/// No complete answer came.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportKind,
    source: Option<Box<dyn StdError + Send + Sync>>,
    meta: Box<Meta>,
}

impl TransportError {
    pub(crate) fn new(
        kind: TransportKind,
        source: Option<Box<dyn StdError + Send + Sync>>,
        meta: Box<Meta>,
    ) -> Self {
        Self { kind, source, meta }
    }

    /// What went wrong.
    pub fn kind(&self) -> TransportKind {
        self.kind
    }

    /// Everything that is known of the call.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    #[cfg(feature = "keys")]
    pub(crate) fn meta_mut(&mut self) -> &mut Meta {
        &mut self.meta
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.meta.operation.id, self.kind)?;
        if self.meta.is_ambiguous() {
            f.write_str("; the server may have done the work")?;
        }
        Ok(())
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// A success came whose body does not fit its type. The work is done: do not send the call again.
#[derive(Debug)]
pub struct DecodeFailure {
    error: DecodeError,
    meta: Box<Meta>,
}

impl DecodeFailure {
    pub(crate) fn new(error: DecodeError, meta: Box<Meta>) -> Self {
        Self { error, meta }
    }

    /// What does not fit, and where.
    pub fn error(&self) -> &DecodeError {
        &self.error
    }

    /// Everything that is known of the call.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: the answer of a call that succeeded could not be read",
            self.meta.operation.id
        )
    }
}

impl StdError for DecodeFailure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.error)
    }
}

/// The call was wrong before it left. Its effect is that of earlier calls with the same name or key, and otherwise
/// [`Effect::NotSent`](crate::Effect::NotSent).
#[derive(Debug)]
pub struct BuildError {
    problem: BuildProblem,
    meta: Box<Meta>,
}

impl BuildError {
    pub(crate) fn new(problem: BuildProblem, meta: Box<Meta>) -> Self {
        Self { problem, meta }
    }

    /// What is wrong. It names the parameter and the rule, never the value.
    pub fn problem(&self) -> &BuildProblem {
        &self.problem
    }

    /// Everything that is known of the call.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    #[cfg(feature = "keys")]
    pub(crate) fn meta_mut(&mut self) -> &mut Meta {
        &mut self.meta
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.meta.operation.id, self.problem)?;
        if self.meta.is_ambiguous() {
            f.write_str("; an earlier call of that name may have done the work")?;
        }
        Ok(())
    }
}

impl StdError for BuildError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.problem.source()
    }
}
