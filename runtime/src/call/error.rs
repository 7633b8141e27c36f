//! How a call fails: refused by the API, broken on the way, not understood, or never sent.

mod any;
mod kinds;

use std::fmt;

pub use self::any::AnyError;
pub use self::kinds::{BuildError, DecodeFailure, TransportError};
use crate::call::endpoint_error::{EndpointError, FaultBody, Unrecognized};
use crate::call::meta::Meta;
use crate::facts::Effect;
use crate::model::decode::DecodeError;
use crate::model::scrub::scrub;

/// How a call of one endpoint failed. `E` is the endpoint's own error enum.
#[non_exhaustive]
pub enum Error<E> {
    /// The API answered with an error.
    #[non_exhaustive]
    Api {
        /// Which of the endpoint's errors.
        error: E,
        /// Everything else that is known.
        meta: Box<Meta>,
    },
    /// No complete answer came: the connection, the deadline or the protocol failed.
    Transport(Box<TransportError>),
    /// A success came whose body does not fit; the work is done.
    Decode(Box<DecodeFailure>),
    /// The call was wrong before it left; nothing was sent by it. Earlier calls of the same name may have done the work: the
    /// effect says so.
    Build(Box<BuildError>),
}

impl<E> Error<E> {
    /// Everything that is known of the call.
    pub fn meta(&self) -> &Meta {
        match self {
            Self::Api { meta, .. } => meta,
            Self::Transport(error) => error.meta(),
            Self::Decode(error) => error.meta(),
            Self::Build(error) => error.meta(),
        }
    }

    /// The endpoint's own error, if the API answered with one.
    pub fn api(&self) -> Option<&E> {
        match self {
            Self::Api { error, .. } => Some(error),
            _ => None,
        }
    }

    /// Whether a time limit ended the call: try again later, or allow more time.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind().is_timeout())
    }

    /// Whether no connection came about: the network or the address is at fault, and nothing was sent.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind().is_connect())
    }
}

/// [`Meta`]'s accessors, so that a caller who holds an error need not take the detour.
impl<E> std::ops::Deref for Error<E> {
    type Target = Meta;

    fn deref(&self) -> &Meta {
        self.meta()
    }
}

impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api { error, meta } => {
                // The details are the server's text, which may hold what it was sent.
                let error = format!("{error:?}");
                let error = meta
                    .authorised
                    .with_secrets(|secrets| scrub(&error, secrets));
                f.debug_struct("Api")
                    .field("error", &format_args!("{error}"))
                    .field("meta", meta)
                    .finish()
            }
            Self::Transport(error) => f.debug_tuple("Transport").field(error).finish(),
            Self::Decode(error) => f.debug_tuple("Decode").field(error).finish(),
            Self::Build(error) => f.debug_tuple("Build").field(error).finish(),
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api { meta, .. } => write_api(f, meta),
            Self::Transport(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Build(error) => error.fmt(f),
        }
    }
}

/// `createOrder: 402 INSUFFICIENT_BALANCE: the message`, as far as known and fit to be shown.
fn write_api(f: &mut fmt::Formatter<'_>, meta: &Meta) -> fmt::Result {
    f.write_str(meta.operation.id)?;
    f.write_str(":")?;
    if let Some(status) = meta.status {
        write!(f, " {status}")?;
    }
    if let Some(code) = meta.code() {
        write!(f, " {}", scrub(code, &[]))?;
    }
    match meta.shown_message() {
        Some(message) => write!(f, ": {message}"),
        None => Ok(()),
    }
}

impl<E: std::error::Error + 'static> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Api { error, .. } => error.source(),
            Self::Transport(error) => error.source(),
            Self::Decode(error) => error.source(),
            Self::Build(error) => error.source(),
        }
    }
}

/// How the core ended a call, before the endpoint's types are known.
pub(crate) enum Failed {
    /// The API answered with an error: the case among the endpoint's codes, if it is one of them.
    Api {
        case: Option<usize>,
        meta: Box<Meta>,
    },
    /// No complete answer came.
    Transport(Box<TransportError>),
    /// The call was wrong before it left.
    Build(Box<BuildError>),
}

impl Failed {
    /// The failure with the endpoint's own error decoded.
    pub(crate) fn typed<E: EndpointError>(self) -> Error<E> {
        const {
            assert!(
                size_of::<Error<E>>() <= 32,
                "the error side of a call has to stay small"
            );
        }
        match self {
            Self::Transport(error) => Error::Transport(error),
            Self::Build(error) => Error::Build(error),
            Self::Api { case, meta } => {
                let read = case.map(|case| E::read(case, &FaultBody::new(&meta)));
                let error = match read {
                    Some(Ok(error)) => error,
                    Some(Err(cause)) => {
                        let cause = meta
                            .authorised
                            .with_secrets(|secrets| cause.without(secrets));
                        E::unrecognized(Unrecognized::new(&meta, Some(cause)))
                    }
                    None => E::unrecognized(Unrecognized::new(&meta, None)),
                };
                Error::Api { error, meta }
            }
        }
    }
}

/// A success whose body does not fit its type: the work is done, whatever the body says.
pub(crate) fn undecodable<E>(error: DecodeError, mut meta: Box<Meta>) -> Error<E> {
    meta.effect = Effect::Applied;
    let error = meta
        .authorised
        .with_secrets(|secrets| error.without(secrets));
    Error::Decode(Box::new(DecodeFailure::new(error, meta)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_side_of_a_call_is_small() {
        enum Many {
            _A(Box<u64>),
            _B(Box<u8>),
            _C(Unrecognized),
        }
        assert!(
            size_of::<Error<Many>>() <= 32,
            "{}",
            size_of::<Error<Many>>()
        );
    }
}
