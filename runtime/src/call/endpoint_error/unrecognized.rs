//! What is left of an answer that is none of an endpoint's cases.

use std::fmt;

use bytes::Bytes;

use crate::call::meta::Meta;
use crate::model::decode::DecodeError;

/// An answer that this version of the client does not know: an undeclared code or status, or one whose body is not what the
/// document declares. Compare [`code`](Self::code); there is nothing here to match, so that a later version may know it.
#[derive(Clone, PartialEq)]
pub struct Unrecognized(Box<Rest>);

#[derive(Clone, PartialEq)]
struct Rest {
    status: Option<u16>,
    code: Option<String>,
    message: Option<String>,
    body: Bytes,
    cause: Option<DecodeError>,
}

impl Unrecognized {
    pub(crate) fn new(meta: &Meta, cause: Option<DecodeError>) -> Self {
        Self(Box::new(Rest {
            status: meta.status(),
            code: meta.code().map(str::to_owned),
            message: meta.message().map(str::to_owned),
            body: meta
                .beginning()
                .unwrap_or_else(|| meta.expose_raw().clone()),
            cause,
        }))
    }

    /// The same where a case is known whose body could not be read: a code that a header tells does not stand in the body.
    pub(crate) fn unread(meta: &Meta, code: Option<&str>, cause: DecodeError) -> Self {
        let mut all = Self::new(meta, Some(cause));
        all.0.code = all.0.code.or_else(|| code.map(str::to_owned));
        all
    }

    /// The code that the server sent, in the body or by a header.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The status of the answer.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The server's message for people, with credentials taken out.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// Why the body of a known code or status could not be read.
    pub fn cause(&self) -> Option<&DecodeError> {
        self.0.cause.as_ref()
    }

    /// The body as it came, up to the limit. It may hold what the server echoes, credentials included: do not log it.
    pub fn expose_raw(&self) -> &Bytes {
        &self.0.body
    }
}

/// Everything but message and body, which may hold what is not to be shown.
impl fmt::Debug for Unrecognized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unrecognized")
            .field("status", &self.0.status)
            .field("code", &self.0.code)
            .field("cause", &self.0.cause)
            .field("body_bytes", &self.0.body.len())
            .finish_non_exhaustive()
    }
}
