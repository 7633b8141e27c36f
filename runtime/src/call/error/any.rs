//! One error type for all endpoints of an API, for callers who do not tell them apart.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;

use super::{Error, ErrorKind, InWords, Whole};
use crate::call::endpoint_error::EndpointError;
use crate::call::meta::Meta;
use crate::call::request::BuildError;
use crate::transport::TransportErrorKind;

/// The failure of a call of any endpoint. Every [`Error`] turns into it through `?`, and keeps its place in memory.
///
/// It says the same of the call as [`Error`] does, through the same methods.
pub struct AnyError(Box<dyn Failure>);

/// What is kept of an endpoint's error.
trait Failure: Any + StdError + Send + Sync {
    fn meta(&self) -> &Meta;
    fn fault(&self) -> Option<TransportErrorKind>;
    fn problem(&self) -> Option<&BuildError>;
    fn in_words(&self) -> InWords;
}

impl<E: EndpointError> Failure for Whole<E> {
    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn fault(&self) -> Option<TransportErrorKind> {
        Self::fault(self)
    }

    fn problem(&self) -> Option<&BuildError> {
        match &self.kind {
            ErrorKind::Build(error) => Some(error),
            _ => None,
        }
    }

    fn in_words(&self) -> InWords {
        Self::in_words(self)
    }
}

impl AnyError {
    pub(crate) fn in_words(&self) -> InWords {
        self.0.in_words()
    }

    /// The endpoint's own error, if the API answered with one and `E` is the error enum of that endpoint.
    pub fn api<E: EndpointError>(&self) -> Option<&E> {
        let failure: &dyn Any = &*self.0;
        match &failure.downcast_ref::<Whole<E>>()?.kind {
            ErrorKind::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The error as it was, if the call was one of the endpoint with the error enum `E`; else this one.
    ///
    /// # Errors
    ///
    /// The call was one of another endpoint.
    pub fn downcast<E: EndpointError>(self) -> Result<Error<E>, Self> {
        let failure: &dyn Any = &*self.0;
        if !failure.is::<Whole<E>>() {
            return Err(self);
        }
        let failure: Box<dyn Any> = self.0;
        #[expect(clippy::expect_used, reason = "its type was asked for just now")]
        let whole = failure.downcast().expect("it is of that endpoint");
        Ok(Error(whole))
    }

    /// Everything that is known of the call.
    pub fn meta(&self) -> &Meta {
        self.0.meta()
    }

    /// What went wrong on the way, if no complete answer came.
    pub fn fault(&self) -> Option<TransportErrorKind> {
        self.0.fault()
    }

    /// Whether a time limit ended the call: try again later, or allow more time.
    pub fn is_timeout(&self) -> bool {
        let fault = self.0.fault();
        fault.is_some_and(TransportErrorKind::is_timeout)
    }

    /// Whether no connection came about: the network or the address is at fault, and nothing was sent.
    pub fn is_connect(&self) -> bool {
        let fault = self.0.fault();
        fault.is_some_and(TransportErrorKind::is_connect)
    }

    /// Why the call was not sent, if it was not.
    pub(crate) fn problem(&self) -> Option<&BuildError> {
        self.0.problem()
    }
}

impl<E: EndpointError> From<Error<E>> for AnyError {
    fn from(error: Error<E>) -> Self {
        Self(error.0)
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
