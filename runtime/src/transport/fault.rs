//! What goes wrong between client and server when no complete answer arrives.

use std::error::Error;
use std::fmt;

use crate::facts::{Effect, NetworkFault};
#[cfg(any(feature = "cleartext", feature = "reqwest"))]
use crate::transport::upload::UploadError;

/// The kind of a failure without a complete answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The host name has no address, or the lookup failed.
    Dns,
    /// No connection: refused, unreachable, or closed at once.
    Connect,
    /// No connection within the connect timeout.
    ConnectTimeout,
    /// The server's certificate is not accepted, or the server does not accept the client's.
    Certificate,
    /// The TLS handshake failed for another reason.
    Tls,
    /// The address is `https`, and the transport was built without TLS.
    NoTls,
    /// A proxy refused to connect, or asked for credentials.
    Proxy,
    /// The transport was given a proxy, a certificate or a key that cannot be used.
    Settings,
    /// The server or the connection pool handed the request back before it was started.
    Refused,
    /// The attempt or the call took longer than it may.
    Timeout,
    /// No byte of the body came for too long.
    Stalled,
    /// The connection ended after the request was on its way and before a head arrived.
    Reset,
    /// The connection ended in the middle of the body.
    BodyInterrupted,
    /// The body of the answer is compressed, and damaged.
    Encoding,
    /// The head of the answer is larger than the limit.
    HeadTooLarge,
    /// The answer is no HTTP.
    Protocol,
    /// A redirect that the document does not declare; redirects are not followed.
    UnexpectedRedirect,
    /// The body of the request could not be read: its file or its stream failed, or has another length than was said.
    Upload,
}

impl TransportErrorKind {
    /// The word used in traces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::ConnectTimeout => "connectTimeout",
            Self::Certificate => "certificate",
            Self::Tls => "tls",
            Self::NoTls => "noTls",
            Self::Proxy => "proxy",
            Self::Settings => "settings",
            Self::Refused => "refused",
            Self::Timeout => "timeout",
            Self::Stalled => "stalled",
            Self::Reset => "reset",
            Self::BodyInterrupted => "bodyInterrupted",
            Self::Encoding => "encoding",
            Self::HeadTooLarge => "headTooLarge",
            Self::Protocol => "protocol",
            Self::UnexpectedRedirect => "unexpectedRedirect",
            Self::Upload => "upload",
        }
    }

    /// The kind as far as repeating is concerned.
    pub const fn network(self) -> NetworkFault {
        match self {
            Self::Dns | Self::Connect | Self::ConnectTimeout | Self::Tls | Self::Refused => {
                NetworkFault::Connect
            }
            Self::Timeout | Self::Stalled => NetworkFault::Timeout,
            Self::Reset | Self::BodyInterrupted => NetworkFault::Reset,
            Self::Certificate
            | Self::NoTls
            | Self::Proxy
            | Self::Settings
            | Self::Encoding
            | Self::HeadTooLarge
            | Self::Protocol
            | Self::UnexpectedRedirect
            | Self::Upload => NetworkFault::Permanent,
        }
    }

    /// Whether time ran out.
    pub const fn is_timeout(self) -> bool {
        matches!(self, Self::ConnectTimeout | Self::Timeout | Self::Stalled)
    }

    /// Whether no connection came about.
    pub const fn is_connect(self) -> bool {
        matches!(
            self,
            Self::Dns
                | Self::Connect
                | Self::ConnectTimeout
                | Self::Certificate
                | Self::Tls
                | Self::NoTls
                | Self::Proxy
                | Self::Settings
        )
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::Dns => "the host name could not be resolved",
            Self::Connect => "no connection to the server",
            Self::ConnectTimeout => "no connection within the connect timeout",
            Self::Certificate => "a certificate is not accepted",
            Self::Tls => "the TLS handshake failed",
            Self::NoTls => {
                "the transport has no TLS: enable the feature `hyper`, or one of reqwest such as `rustls` or `native-tls`"
            }
            Self::Proxy => "the proxy refused to connect",
            Self::Settings => "a proxy, a certificate or a key cannot be used",
            Self::Refused => "the request was handed back before it was started",
            Self::Timeout => "the call took too long",
            Self::Stalled => "the body stalled",
            Self::Reset => "the connection ended before an answer",
            Self::BodyInterrupted => "the connection ended within the body of the answer",
            Self::Encoding => "the compressed body of the answer is damaged",
            Self::HeadTooLarge => "the head of the answer is too large",
            Self::Protocol => "the answer is no valid HTTP",
            Self::UnexpectedRedirect => "the server redirects, and redirects are not followed",
            Self::Upload => "the body of the request could not be read",
        }
    }
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

/// A fault as a [`Transport`](super::Transport) reports it: what happened, and what that proves.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    effect: Effect,
    unstarted: bool,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl TransportError {
    /// A fault that proves nothing more than its kind does: no connection means that nothing was sent, anything else that
    /// the server may have done the work.
    pub fn new(kind: TransportErrorKind) -> Self {
        let effect = match kind {
            _ if kind.is_connect() => Effect::NotSent,
            TransportErrorKind::Refused => Effect::NotSent,
            _ => Effect::MaybeApplied,
        };
        Self {
            kind,
            effect,
            unstarted: false,
            source: None,
        }
    }

    /// The request came back before any byte of it was on its way, as happens when a pooled connection turns out to be
    /// closed. Report this only with proof: such a request is sent again at once, also where a repeat would do the work
    /// twice.
    pub fn unstarted() -> Self {
        Self {
            unstarted: true,
            ..Self::new(TransportErrorKind::Refused)
        }
    }

    /// The cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What happened.
    pub const fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// What the server may have done.
    pub const fn effect(&self) -> Effect {
        self.effect
    }

    /// Whether the request is proven to be unstarted.
    pub const fn is_unstarted(&self) -> bool {
        self.unstarted
    }

    /// The fault of an error that may have come from the body of the request rather than from the network.
    #[cfg(any(feature = "cleartext", feature = "reqwest"))]
    pub(super) fn is_of_upload(error: &(dyn Error + 'static)) -> bool {
        let mut next = Some(error);
        while let Some(error) = next {
            if error.is::<UploadError>() {
                return true;
            }
            next = error.source();
        }
        false
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
