//! One error type for all endpoints of an API, for callers who do not tell them apart.

use std::error::Error as StdError;
use std::fmt;
use std::ops::Deref;

use super::Error;
use crate::call::endpoint_error::EndpointError;
use crate::call::meta::Meta;
use crate::call::request::BuildProblem;

/// The failure of a call of any endpoint. Every [`Error`] turns into it through `?`.
pub struct AnyError(Box<dyn Failure>);

/// What is kept of an endpoint's error.
trait Failure: StdError + Send + Sync + 'static {
    fn meta(&self) -> &Meta;
    fn error(&self) -> &(dyn StdError + Send + Sync + 'static);
    fn problem(&self) -> Option<&BuildProblem>;
}

impl<E: EndpointError> Failure for Error<E> {
    fn meta(&self) -> &Meta {
        Self::meta(self)
    }

    fn error(&self) -> &(dyn StdError + Send + Sync + 'static) {
        self
    }

    fn problem(&self) -> Option<&BuildProblem> {
        match self {
            Self::Build(error) => Some(error.problem()),
            _ => None,
        }
    }
}

impl AnyError {
    /// The endpoint's own error, if the call was one of the endpoint with the error enum `E`.
    pub fn downcast_ref<E: EndpointError>(&self) -> Option<&Error<E>> {
        (self.0.error() as &(dyn StdError + 'static)).downcast_ref()
    }

    /// Why the call was not sent, if it was not.
    pub(crate) fn problem(&self) -> Option<&BuildProblem> {
        self.0.problem()
    }
}

impl<E: EndpointError> From<Error<E>> for AnyError {
    fn from(error: Error<E>) -> Self {
        Self(Box::new(error))
    }
}

/// [`Meta`]'s accessors.
impl Deref for AnyError {
    type Target = Meta;

    fn deref(&self) -> &Meta {
        self.0.meta()
    }
}

impl fmt::Debug for AnyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for AnyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl StdError for AnyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}
