//! A transport that holds every request until the test answers it.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use faultcode_runtime::Bytes;
use faultcode_runtime::errors::{TransportError, TransportErrorKind};
use faultcode_runtime::transports::{
    Incoming, IncomingBody, Outgoing, Pieces, Transport, TransportFuture,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tokio::sync::{Mutex, mpsc, oneshot};

/// A transport that holds every request until the test answers it: with it a test decides in which order the requests of
/// several calls end. Clones share everything.
#[derive(Clone)]
pub struct Held {
    sender: mpsc::UnboundedSender<Waiting>,
    receiver: Arc<Mutex<mpsc::UnboundedReceiver<Waiting>>>,
}

/// A request that waits for its answer.
pub struct Waiting {
    /// The request, with all of its body.
    pub request: http::Request<Bytes>,
    reply: oneshot::Sender<Result<Incoming, TransportError>>,
}

impl Held {
    /// A transport without requests.
    pub fn new() -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        Self {
            sender,
            receiver: Arc::new(Mutex::new(receiver)),
        }
    }

    /// The next request, when it comes.
    pub async fn next(&self) -> Waiting {
        let next = self.receiver.lock().await.recv().await;
        next.expect("the sender lives as long as this transport")
    }
}

impl Default for Held {
    fn default() -> Self {
        Self::new()
    }
}

impl Waiting {
    /// Answers. A call that was dropped meanwhile does not mind.
    pub fn answer(self, status: u16, headers: &[(String, String)], body: impl Into<Bytes>) {
        self.reply(status, headers, IncomingBody::Whole(body.into()));
    }

    /// Answers with a head, and with a fault in place of its body.
    pub fn break_off(self, status: u16, headers: &[(String, String)], fault: TransportErrorKind) {
        let body = IncomingBody::Pieces(Box::new(Broken(fault)));
        self.reply(status, headers, body);
    }

    fn reply(self, status: u16, headers: &[(String, String)], body: IncomingBody) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
            let value = HeaderValue::from_bytes(value.as_bytes()).expect("a header value");
            map.append(name, value);
        }
        let status = StatusCode::from_u16(status).expect("a status");
        let _ = self.reply.send(Ok(Incoming::new(status, map, body)));
    }

    /// Answers with a fault.
    pub fn fail(self, kind: TransportErrorKind) {
        let _ = self.reply.send(Err(TransportError::new(kind)));
    }
}

struct Broken(TransportErrorKind);

impl Pieces for Broken {
    fn poll_piece(&mut self, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        Poll::Ready(Some(Err(TransportError::new(self.0))))
    }
}

impl Transport for Held {
    fn send(&self, outgoing: Outgoing) -> TransportFuture<'_> {
        Box::pin(async move {
            let (reply, answer) = oneshot::channel();
            let (head, body) = outgoing.request.into_parts();
            let body = body.collect().await.map_err(|error| {
                TransportError::new(TransportErrorKind::Upload).with_source(error)
            })?;
            let request = http::Request::from_parts(head, body);
            // The receiver is part of this transport.
            let _ = self.sender.send(Waiting { request, reply });
            let gone = || Err(TransportError::new(TransportErrorKind::Reset));
            answer.await.unwrap_or_else(|_| gone())
        })
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").finish_non_exhaustive()
    }
}
