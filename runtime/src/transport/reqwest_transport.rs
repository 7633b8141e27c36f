//! An alternative transport for those who bring a configured reqwest client.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::Body as _;

use super::{
    Incoming, IncomingBody, Outgoing, Pieces, Transport, TransportFault, TransportFuture,
    TransportKind,
};

/// A reqwest client as a transport, with its own proxy, TLS and name resolution.
///
/// reqwest hides whether a request was started, so a connection that breaks is always ambiguous: a call that is not
/// repeat-safe ends there. It also reads the proxy variables of the environment; a builder with `no_proxy()` does not.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
}

impl ReqwestTransport {
    /// Builds a client with reqwest's own redirects and repeats switched off.
    ///
    /// # Errors
    ///
    /// reqwest cannot build the client, for example because TLS does not start.
    pub fn new(builder: reqwest::ClientBuilder) -> Result<Self, TransportFault> {
        let client = builder
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .build()
            .map_err(|error| {
                TransportFault::new(TransportKind::Tls).with_source(error.without_url())
            })?;
        Ok(Self { client })
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReqwestTransport")
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, outgoing: Outgoing) -> TransportFuture<'_> {
        Box::pin(async move {
            let request = outgoing.request.map(|body| match body.whole() {
                Some(bytes) => reqwest::Body::from(bytes.clone()),
                None => reqwest::Body::wrap(body),
            });
            let request = reqwest::Request::try_from(request).map_err(of_error)?;
            let answer = self.client.execute(request).await.map_err(of_error)?;
            let answer: http::Response<reqwest::Body> = answer.into();
            let (head, body) = answer.into_parts();
            let body = if body.is_end_stream() {
                IncomingBody::Whole(Bytes::new())
            } else {
                IncomingBody::Pieces(Box::new(ReqwestBody(body)))
            };
            Ok(Incoming::new(head.status, head.headers, body))
        })
    }
}

struct ReqwestBody(reqwest::Body);

impl Pieces for ReqwestBody {
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportFault>>> {
        loop {
            return match Pin::new(&mut self.0).poll_frame(cx) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(None) => Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => {
                    let kind = if error.is_timeout() {
                        TransportKind::Timeout
                    } else {
                        TransportKind::BodyInterrupted
                    };
                    let fault = TransportFault::new(kind).with_source(error.without_url());
                    Poll::Ready(Some(Err(fault)))
                }
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) => Poll::Ready(Some(Ok(data))),
                    // Trailers carry nothing that this crate reads.
                    Err(_) => continue,
                },
            };
        }
    }

    fn size(&self) -> Option<u64> {
        self.0.size_hint().exact()
    }
}

fn of_error(error: reqwest::Error) -> TransportFault {
    let kind = match () {
        () if TransportFault::is_of_upload(&error) => TransportKind::Upload,
        () if error.is_connect() && error.is_timeout() => TransportKind::ConnectTimeout,
        () if error.is_connect() => TransportKind::Connect,
        () if error.is_timeout() => TransportKind::Timeout,
        () if error.is_decode() => TransportKind::Protocol,
        () => TransportKind::Reset,
    };
    // The URL may hold an API key in its query.
    TransportFault::new(kind).with_source(error.without_url())
}
