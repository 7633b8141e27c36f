//! An alternative transport for those who bring a configured reqwest client.

mod address;

use std::fmt;
use std::sync::Arc;

use self::address::Addresses;
use super::arriving::arriving;
use super::{Incoming, Outgoing, Transport, TransportFault, TransportFuture, TransportKind};

/// A reqwest client as a transport, with its own proxy, TLS and name resolution.
///
/// reqwest hides whether a request was started, so a connection that breaks is always ambiguous: a call that is not
/// repeat-safe ends there. It also reads the proxy variables of the environment; a builder with `no_proxy()` does not.
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
    pub fn new(builder: reqwest::ClientBuilder) -> Result<Self, TransportFault> {
        let client = builder
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .build()
            .map_err(|error| {
                TransportFault::new(TransportKind::Tls).with_source(error.without_url())
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
    fn request(&self, outgoing: Outgoing) -> Result<reqwest::Request, TransportFault> {
        let (head, body) = outgoing.request.into_parts();
        let url = self.addresses.url(&head.uri).ok_or_else(|| {
            // No words of the URL, which may hold an API key in its query.
            TransportFault::new(TransportKind::Connect).with_source("reqwest takes no such URL")
        })?;
        let mut request = reqwest::Request::new(head.method, url);
        *request.headers_mut() = head.headers;
        *request.version_mut() = head.version;
        *request.body_mut() = Some(match body.whole() {
            Some(bytes) => bytes.clone().into(),
            None => reqwest::Body::wrap(body),
        });
        Ok(request)
    }
}

fn of_body(error: reqwest::Error) -> TransportFault {
    let kind = if error.is_timeout() {
        TransportKind::Timeout
    } else {
        TransportKind::BodyInterrupted
    };
    TransportFault::new(kind).with_source(error.without_url())
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
