//! The last look at a request, for signatures over what is sent.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Request};

use crate::call::request::checked_header;
use crate::facts::operation::Operation;
use crate::transport::OutgoingBody;
use crate::transport::clock::Clock;

/// Signs requests: it sees each attempt as it is about to be sent, after credentials and keys, and may add headers.
///
/// A closure is one: `|request: &mut Signing<'_>| …`. It is asked anew for every attempt, so that a time in a signature is that
/// of the attempt. It runs on the way of a call and should return at once. Where it fails, nothing is sent.
///
/// Requests for a token with client credentials go to the token endpoint without it.
pub trait Signer: Send + Sync + 'static {
    /// Signs a request.
    ///
    /// # Errors
    ///
    /// It cannot be signed: the call ends with [`BuildError::Signing`](crate::BuildError::Signing).
    fn sign(&self, request: &mut Signing<'_>) -> Result<(), SignError>;
}

impl<F> Signer for F
where
    F: Fn(&mut Signing<'_>) -> Result<(), SignError> + Send + Sync + 'static,
{
    fn sign(&self, request: &mut Signing<'_>) -> Result<(), SignError> {
        self(request)
    }
}

/// A request that is about to be sent.
pub struct Signing<'a> {
    operation: &'static Operation,
    request: &'a mut Request<OutgoingBody>,
    clock: &'a dyn Clock,
}

impl<'a> Signing<'a> {
    pub(crate) fn new(
        operation: &'static Operation,
        request: &'a mut Request<OutgoingBody>,
        clock: &'a dyn Clock,
    ) -> Self {
        Self {
            operation,
            request,
            clock,
        }
    }

    /// The wall clock of the client.
    pub fn now(&self) -> SystemTime {
        self.clock.system_time()
    }

    /// The operation that is called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The method.
    pub fn method(&self) -> &http::Method {
        self.request.method()
    }

    /// `https` or `http`.
    pub fn scheme(&self) -> &str {
        self.request.uri().scheme_str().unwrap_or("")
    }

    /// Host and port, as they stand in the URL.
    pub fn authority(&self) -> &str {
        self.request.uri().authority().map_or("", |it| it.as_str())
    }

    /// The path, encoded as it is sent.
    pub fn path(&self) -> &str {
        self.request.uri().path()
    }

    /// The query, encoded as it is sent and without its question mark; `None` where there is none.
    pub fn query(&self) -> Option<&str> {
        self.request.uri().query()
    }

    /// The headers as far as they stand. Lengths and the like are added below, by the transport.
    pub fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// The bytes of the body; `None` where they are read while they are sent, from a file or a stream. The caller of such a call
    /// can state a digest in a header of it, such as `Content-Digest`, which is signed as any other header.
    pub fn body(&self) -> Option<&Bytes> {
        self.request.body().whole()
    }

    /// Sets a header, in place of one of that name. Its value is not shown to anybody, as that of a credential is not.
    ///
    /// # Errors
    ///
    /// The name or the value cannot be sent, or the header decides where the message goes or ends.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), SignError> {
        let refused = |_| {
            SignError::new(format!(
                "the header `{}` cannot be set",
                name.escape_debug()
            ))
        };
        let is_credential = name.eq_ignore_ascii_case(AUTHORIZATION.as_str());
        let (name, mut value) = match is_credential {
            // What else may not be set by a caller may not be signed away either.
            true => {
                let value = HeaderValue::from_str(value).map_err(|_| {
                    SignError::new("the signature has characters that no header holds")
                })?;
                (AUTHORIZATION, value)
            }
            false => checked_header(name, value).map_err(refused)?,
        };
        value.set_sensitive(true);
        self.request.headers_mut().insert(name, value);
        Ok(())
    }
}

/// Method and operation: the address may have a credential in its query, and headers have them too.
impl fmt::Debug for Signing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signing")
            .field("operation", &self.operation.id)
            .field("method", self.method())
            .finish_non_exhaustive()
    }
}

/// Why a request could not be signed.
#[derive(Clone, Debug)]
pub struct SignError {
    source: Arc<dyn Error + Send + Sync>,
}

impl SignError {
    /// The reason, which errors and logs show: no secrets in it.
    pub fn new(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            source: Arc::from(reason.into()),
        }
    }
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}

impl Error for SignError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.source()
    }
}
