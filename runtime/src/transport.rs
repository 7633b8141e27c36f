//! How bytes reach a server: the trait, and the one place where unstarted requests are sent again.

#[cfg(any(feature = "cleartext", feature = "reqwest"))]
mod arriving;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
mod body;
pub(crate) mod clock;
#[cfg(any(feature = "cleartext", feature = "reqwest"))]
mod evidence;
mod fault;
#[cfg(feature = "gzip")]
mod gunzip;
#[cfg(feature = "cleartext")]
mod hyper_transport;
#[cfg(any(feature = "cleartext", feature = "reqwest"))]
mod network;
mod outgoing;
#[cfg(feature = "proxy")]
mod proxy;
pub(crate) mod race;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
#[cfg(any(feature = "hyper", feature = "reqwest-tls"))]
mod tls;
#[cfg(feature = "testing")]
pub(crate) mod told;
pub(crate) mod upload;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

#[cfg(feature = "blocking")]
pub(crate) use blocking::aside;
pub(crate) use body::{BodyEnd, Next, collect};
pub use fault::{TransportError, TransportErrorKind};
#[cfg(feature = "gzip")]
pub(crate) use gunzip::gunzip;
#[cfg(feature = "cleartext")]
pub use hyper_transport::HyperTransport;
#[cfg(any(feature = "cleartext", feature = "reqwest"))]
pub use network::Network;
pub use outgoing::OutgoingBody;
pub(crate) use outgoing::{Progress, Taken};
#[cfg(feature = "proxy")]
pub use proxy::Proxy;
#[cfg(feature = "proxy")]
pub(crate) use proxy::Via;
#[cfg(feature = "reqwest")]
pub use reqwest_transport::ReqwestTransport;
#[cfg(any(feature = "hyper", feature = "reqwest-tls"))]
pub use tls::Tls;

use crate::facts::operation::Operation;

/// How long a connection may take to come about.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);

/// Runs code of the caller that may block: without blocking calls on whatever thread it is polled.
#[cfg(not(feature = "blocking"))]
pub(crate) fn aside<T>(run: impl FnOnce() -> T) -> T {
    run()
}

/// Sends one request and hands out the answer as it arrives.
///
/// An implementation sends exactly once: it follows no redirect, repeats nothing, reads no proxy variables, keeps no
/// cookies and decompresses nothing. It reports what it can prove about a fault and nothing more (see
/// [`TransportError`]). Dropping the future gives up the request, and the connection it stood on is closed.
pub trait Transport: Send + Sync + 'static {
    /// Sends the request and waits for the head of the answer.
    fn send(&self, request: Outgoing) -> TransportFuture<'_>;

    /// Whether it asks for the body of each request, or whether there is one, before a byte of the request goes out. A request
    /// that ends before that is known not to have been sent.
    #[doc(hidden)]
    fn asks_for_bodies(&self) -> bool {
        false
    }

    /// Whether nothing is reached through it, so that calls need neither a server nor a credential.
    #[doc(hidden)]
    fn is_fake(&self) -> bool {
        false
    }
}

/// The future of a [`Transport`].
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Incoming, TransportError>> + Send + 'a>>;

/// A request on its way to a [`Transport`].
#[non_exhaustive]
pub struct Outgoing {
    /// Method, absolute URL, headers and the body.
    pub request: http::Request<OutgoingBody>,
    /// The operation that is called, for transports that answer without a network.
    pub operation: &'static Operation,
    /// Whether a new connection is wanted, after a fault or an answer that makes the old one suspect.
    pub fresh: bool,
}

/// Neither the URL, which may hold a key in its query, nor the headers.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("operation", &self.operation.id)
            .field("method", self.request.method())
            .field("fresh", &self.fresh)
            .finish_non_exhaustive()
    }
}

/// The head of an answer, and its body as it arrives.
#[non_exhaustive]
pub struct Incoming {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: IncomingBody,
    /// What a fake tells beside it.
    #[cfg(feature = "testing")]
    pub(crate) told: Option<told::Told>,
}

impl Incoming {
    /// An answer.
    pub fn new(status: StatusCode, headers: HeaderMap, body: IncomingBody) -> Self {
        Self {
            status,
            headers,
            body,
            #[cfg(feature = "testing")]
            told: None,
        }
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// The body of an answer.
pub enum IncomingBody {
    /// All of it.
    Whole(Bytes),
    /// Piece by piece.
    Pieces(Box<dyn Pieces>),
}

/// A body that arrives piece by piece.
pub trait Pieces: Send {
    /// The next piece; `None` at the end. A body that ends too early is a fault, never an end.
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>>;

    /// How many bytes there are in all, if the head says so.
    fn size(&self) -> Option<u64> {
        None
    }
}

/// The largest head of an answer, in bytes. A transport may take somewhat more before it gives up.
pub(crate) const LARGEST_HEAD: usize = 256 * 1024;

/// How often an unstarted request is sent again within one attempt.
const TRANSPARENT: u32 = 2;

/// Waits for the answer to one attempt. A request that is proven unstarted is made anew and sent again at once, on a new
/// connection, without cost and without counting: it is as if it had never been sent.
pub(crate) async fn send<'t>(
    transport: &'t dyn Transport,
    first: TransportFuture<'t>,
    transparent: bool,
    mut again: impl FnMut() -> Option<Outgoing>,
) -> Result<Incoming, TransportError> {
    let mut left = if transparent { TRANSPARENT } else { 0 };
    let mut sending = first;
    loop {
        match sending.as_mut().await {
            Err(fault) if fault.is_unstarted() && left > 0 => {
                left = left.saturating_sub(1);
                // A stream that was begun is gone, whatever became of its bytes.
                let Some(mut next) = again() else {
                    return Err(fault);
                };
                next.fresh = true;
                sending = transport.send(next);
            }
            outcome => return outcome,
        }
    }
}
