//! An alternative transport for those who bring a configured reqwest client.

mod address;
mod paced;

use std::fmt;
use std::sync::Arc;

use self::address::Addresses;
use self::paced::Paced;
use super::arriving::arriving;
use super::evidence::{self, Hints};
use super::outgoing::PIECE;
use super::{Incoming, Outgoing, Transport, TransportError, TransportErrorKind, TransportFuture};

/// A reqwest client as a transport, with its own proxy, TLS and name resolution.
///
/// What goes wrong is told apart as with [`HyperTransport`](crate::transports::HyperTransport), for both stand on hyper. One thing is
/// not: reqwest hands nobody its connections, and a write that fails ends its attempt. A server that refuses a large body
/// and resets the connection before all of it was sent is therefore not always heard out: mostly its status arrives, which
/// then decides, but its words may be lost, and now and then the whole answer is.
///
/// reqwest also reads the proxy variables of the environment; a builder with `no_proxy()` does not.
///
/// TLS is a feature of reqwest (`rustls`, `native-tls`), which its default features bring. Where it is off, a call to an `https`
/// address ends with [`TransportErrorKind::NoTls`].
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    addresses: Arc<Addresses>,
}

impl ReqwestTransport {
    /// Builds a client with reqwest's own redirects and repeats switched off.
    ///
    /// # Errors
    ///
    /// reqwest cannot build the client, for example because TLS does not start.
    pub fn new(builder: reqwest::ClientBuilder) -> Result<Self, TransportError> {
        let client = builder
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .build()
            .map_err(|error| {
                TransportError::new(TransportErrorKind::Tls).with_source(error.without_url())
            })?;
        Ok(Self {
            client,
            addresses: Arc::default(),
        })
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
            let answer = self.client.execute(self.request(outgoing)?);
            let answer = answer.await.map_err(of_error)?;
            let answer: http::Response<reqwest::Body> = answer.into();
            let (head, body) = answer.into_parts();
            let body = arriving(body, of_body).await;
            Ok(Incoming::new(head.status, head.headers, body))
        })
    }
}

impl ReqwestTransport {
    fn request(&self, outgoing: Outgoing) -> Result<reqwest::Request, TransportError> {
        let (head, body) = outgoing.request.into_parts();
        let url = self.addresses.url(&head.uri).ok_or_else(|| {
            // No words of the URL, which may hold an API key in its query.
            TransportError::new(TransportErrorKind::Connect)
                .with_source("reqwest takes no such URL")
        })?;
        let mut request = reqwest::Request::new(head.method, url);
        *request.headers_mut() = head.headers;
        *request.version_mut() = head.version;
        *request.body_mut() = Some(match body.whole() {
            Some(bytes) if bytes.len() <= PIECE => bytes.clone().into(),
            _ => reqwest::Body::wrap(Paced::new(body)),
        });
        Ok(request)
    }
}

fn hints(error: &reqwest::Error) -> Hints {
    Hints {
        dns: error.is_dns(),
        timeout: error.is_timeout(),
    }
}

fn of_body(error: reqwest::Error) -> TransportError {
    let hints = hints(&error);
    evidence::of_body(error.without_url(), hints)
}

fn of_error(error: reqwest::Error) -> TransportError {
    let hints = hints(&error);
    // The URL may hold an API key in its query.
    evidence::of_send(error.without_url(), hints)
}
