//! Access tokens that run out, and where new ones come from.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::endpoint::TokenEndpoint;
use crate::call::client::Client;
use crate::model::secret::Secret;

/// An access token as its issuer hands it out.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Token {
    /// The token that requests carry.
    pub access: Secret<String>,
    /// What the next token is asked for with.
    pub refresh: Option<Secret<String>>,
    /// How long the token is valid; `None`: until a server refuses it.
    pub expires_in: Option<Duration>,
    /// The scopes it has, where the issuer states them; a call that needs another one is not sent.
    pub scopes: Option<Vec<String>>,
}

impl Token {
    /// A token about which nothing else is known.
    pub fn new(access: impl Into<String>) -> Self {
        Self {
            access: Secret::new(access.into()),
            refresh: None,
            expires_in: None,
            scopes: None,
        }
    }

    /// What the next token is asked for with.
    #[must_use]
    pub fn refresh(mut self, token: impl Into<String>) -> Self {
        self.refresh = Some(Secret::new(token.into()));
        self
    }

    /// How long the token is valid from now on.
    #[must_use]
    pub fn expires_in(mut self, time: Duration) -> Self {
        self.expires_in = Some(time);
        self
    }

    /// The scopes it has.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }
}

/// The future of a [`TokenSource`].
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<Token, TokenError>> + Send + 'a>>;

/// Where access tokens come from.
///
/// A client asks for one token at a time, in a task of its own that goes on when the call that needed the token is
/// dropped. A source that rotates refresh tokens stores the new one before it returns: the token is not used earlier. If
/// storing fails, return the error, and every waiting call gets it.
pub trait TokenSource: Send + Sync + 'static {
    /// Gets the next token.
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> TokenFuture<'a>;
}

impl<F, R> TokenSource for F
where
    F: Fn(Option<Token>) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Token, TokenError>> + Send + 'static,
{
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> TokenFuture<'a> {
        Box::pin(self(request.previous.cloned()))
    }
}

/// What a source is told.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TokenRequest<'a> {
    /// The token in use until now, refused or about to run out; `None` the first time.
    pub previous: Option<&'a Token>,
    /// The scopes that the operation needs whose call asked first.
    pub scopes: &'a [&'static str],
    /// The client's own way to the server, for sources of this crate.
    pub(crate) endpoint: &'a TokenEndpoint,
    /// The client whose call needs the token.
    pub(crate) client: &'a Client,
}

/// Why no token could be had.
#[derive(Clone)]
pub struct TokenError {
    permanent: bool,
    reason: Arc<str>,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl TokenError {
    /// A failure that may pass: the next call asks again.
    pub fn transient(reason: impl Into<Arc<str>>) -> Self {
        Self {
            permanent: false,
            reason: reason.into(),
            source: None,
        }
    }

    /// A failure that stays, such as a revoked refresh token: no call asks again until a client with new credentials is
    /// made.
    pub fn permanent(reason: impl Into<Arc<str>>) -> Self {
        Self {
            permanent: true,
            ..Self::transient(reason)
        }
    }

    /// The cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into().into());
        self
    }

    /// Whether only new credentials help.
    pub const fn is_permanent(&self) -> bool {
        self.permanent
    }
}

impl fmt::Debug for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenError")
            .field("permanent", &self.permanent)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl Error for TokenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
