//! How a call fails: refused by the API, broken on the way, not understood, or never sent.

mod any;
mod failed;

use std::error::Error as StdError;
use std::fmt;

pub use self::any::AnyError;
pub(crate) use self::failed::{Cause, Failed};
use crate::call::meta::Meta;
use crate::call::request::BuildError;
use crate::model::decode::DecodeError;
use crate::model::scrub::scrub;
use crate::transport::{TransportError, TransportErrorKind};

/// How a call of one endpoint failed. `E` is the endpoint's own error enum.
///
/// ```
/// # use faultcode_runtime::{Error, Unrecognized, endpoint_error};
/// # #[derive(Clone)]
/// # pub enum PingError { Unrecognized(Unrecognized) }
/// # endpoint_error!(PingError {});
/// # fn show(error: Error<PingError>) {
/// match error.api() {
///     Some(PingError::Unrecognized(rest)) => println!("refused with {:?}", rest.code()),
///     None => println!("{error}; may have been done: {}", error.is_ambiguous()),
/// }
/// # }
/// ```
///
/// What the API said in words of its own is in the enum, which [`api`](Self::api) lends and [`into_api`](Self::into_api) gives
/// away. What is known of every failure is said by the methods below, in the order in which a handler asks:
///
/// | question | method |
/// |---|---|
/// | what is it? | [`code`](Self::code), [`status`](Self::status), [`message`](Self::message) |
/// | what is wrong, what to do? | [`field_errors`](Self::field_errors), [`action`](Self::action) |
/// | is the work done? | [`effect`](Self::effect), [`is_ambiguous`](Self::is_ambiguous) |
/// | when again? | [`retry_after`](Self::retry_after), [`rate_limit`](Self::rate_limit) |
/// | with which key? | [`idempotency_key`](Self::idempotency_key) |
/// | whom to tell what? | [`request_id`](Self::request_id), [`support_report`](Self::support_report) |
///
/// It is one pointer wide. `?` turns it into [`AnyError`] without another allocation.
pub struct Error<E>(Box<Whole<E>>);

/// All of an error, in one place: whatever the size of an endpoint's enum, the error side of a call is a pointer.
struct Whole<E> {
    kind: ErrorKind<E>,
    meta: Meta,
}

/// Which of the four ways a call failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind<E> {
    /// The API answered with an error: which of the endpoint's.
    Api(E),
    /// No complete answer came: the connection, the deadline or the protocol failed.
    Transport(TransportError),
    /// A success came whose body does not fit its type. The work is done: do not send the call again.
    Decode(DecodeError),
    /// The call was wrong before it left; nothing was sent by it. Earlier calls of the same name or key may have done the
    /// work: the effect says so.
    Build(BuildError),
}

impl<E> Error<E> {
    pub(crate) fn new(kind: ErrorKind<E>, meta: Meta) -> Self {
        Self(Box::new(Whole { kind, meta }))
    }

    /// The endpoint's own error, if the API answered with one.
    pub fn api(&self) -> Option<&E> {
        match &self.0.kind {
            ErrorKind::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The endpoint's own error to keep, if the API answered with one; else this one as it is.
    ///
    /// # Errors
    ///
    /// The call failed in another way.
    pub fn into_api(self) -> Result<E, Self> {
        let Whole { kind, meta } = *self.0;
        match kind {
            ErrorKind::Api(error) => Ok(error),
            kind => Err(Self::new(kind, meta)),
        }
    }

    /// Which of the four ways the call failed.
    pub fn kind(&self) -> &ErrorKind<E> {
        &self.0.kind
    }

    /// Everything that is known of the call.
    pub fn meta(&self) -> &Meta {
        &self.0.meta
    }

    pub(crate) fn meta_mut(&mut self) -> &mut Meta {
        &mut self.0.meta
    }

    /// The kind and everything else that is known, to keep.
    pub fn into_parts(self) -> (ErrorKind<E>, Meta) {
        let Whole { kind, meta } = *self.0;
        (kind, meta)
    }

    /// What went wrong on the way, if no complete answer came.
    pub fn fault(&self) -> Option<TransportErrorKind> {
        self.0.fault()
    }

    /// Whether a time limit ended the call: try again later, or allow more time.
    pub fn is_timeout(&self) -> bool {
        self.0.fault().is_some_and(TransportErrorKind::is_timeout)
    }

    /// Whether no connection came about: the network or the address is at fault, and nothing was sent.
    pub fn is_connect(&self) -> bool {
        self.0.fault().is_some_and(TransportErrorKind::is_connect)
    }
}

/// A failure in words, beside what its [`Meta`] says.
pub(crate) struct InWords {
    /// Which of the four ways it is.
    pub(crate) kind: &'static str,
    pub(crate) fault: Option<TransportErrorKind>,
    /// What may be shown and logged.
    pub(crate) message: Option<String>,
}

impl<E> Error<E> {
    pub(crate) fn in_words(&self) -> InWords {
        self.0.in_words()
    }
}

impl<E> Whole<E> {
    fn in_words(&self) -> InWords {
        let message = || self.meta.shown_message().map(str::to_owned);
        // A path leads over names of the server's choice, and a reason may be in words of the caller.
        let clean = |text: String| {
            let authorised = &self.meta.authorised;
            Some(authorised.with_secrets(|secrets| scrub(&text, secrets)))
        };
        let (kind, message) = match &self.kind {
            ErrorKind::Api(_) => ("api", message()),
            ErrorKind::Transport(error) => ("transport", Some(error.to_string())),
            ErrorKind::Decode(error) => ("decode", clean(error.to_string())),
            ErrorKind::Build(error) => ("build", clean(error.to_string())),
        };
        InWords {
            kind,
            fault: self.fault(),
            message,
        }
    }

    fn fault(&self) -> Option<TransportErrorKind> {
        match &self.kind {
            ErrorKind::Transport(error) => Some(error.kind()),
            _ => None,
        }
    }
}

impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<E: StdError + 'static> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

impl<E: fmt::Debug> fmt::Debug for Whole<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The details are the server's text, which may hold what it was sent.
        let kind = format!("{:?}", self.kind);
        let kind = self
            .meta
            .authorised
            .with_secrets(|secrets| scrub(&kind, secrets));
        f.debug_struct("Error")
            .field("kind", &format_args!("{kind}"))
            .field("meta", &self.meta)
            .finish()
    }
}

/// `createOrder: 402 INSUFFICIENT_BALANCE: the message`, as far as known and fit to be shown.
impl<E> fmt::Display for Whole<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let meta = &self.meta;
        write!(f, "{}:", meta.operation.id)?;
        match &self.kind {
            ErrorKind::Api(_) => write_api(f, meta),
            ErrorKind::Transport(error) => {
                write!(f, " {error}")?;
                write_doubt(f, meta, "the server")
            }
            ErrorKind::Decode(_) => {
                f.write_str(" the answer of a call that succeeded could not be read")
            }
            ErrorKind::Build(error) => {
                write!(f, " {error}")?;
                write_doubt(f, meta, "an earlier call of that name")
            }
        }
    }
}

fn write_api(f: &mut fmt::Formatter<'_>, meta: &Meta) -> fmt::Result {
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

fn write_doubt(f: &mut fmt::Formatter<'_>, meta: &Meta, who: &str) -> fmt::Result {
    match meta.is_ambiguous() {
        true => write!(f, "; {who} may have done the work"),
        false => Ok(()),
    }
}

impl<E: StdError + 'static> StdError for Whole<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.kind {
            ErrorKind::Api(error) => error.source(),
            ErrorKind::Transport(error) => error.source(),
            ErrorKind::Decode(error) => Some(error),
            ErrorKind::Build(error) => error.source(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_side_of_a_call_is_a_pointer_whatever_an_endpoint_says() {
        assert_eq!(size_of::<Error<[u64; 100]>>(), size_of::<usize>());
        assert_eq!(size_of::<AnyError>(), 2 * size_of::<usize>());
    }
}
