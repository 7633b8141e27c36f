//! An alternative transport for those who bring a configured reqwest client.

mod address;
mod paced;

use std::fmt;
use std::sync::Arc;

use self::address::Addresses;
use self::paced::Paced;
#[cfg(feature = "proxy")]
use super::Proxy;
use super::arriving::arriving;
use super::evidence::{self, Hints};
use super::{
    Incoming, Network, Outgoing, Transport, TransportError, TransportErrorKind, TransportFuture,
};

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
///
/// reqwest does not tell whether a body of HTTP/2 has ended or its stream was reset with `NO_ERROR` or `CANCEL`: without a
/// `Content-Length`, what has arrived by then counts as all of it.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    addresses: Arc<Addresses>,
    /// What it was given, beside what the caller told reqwest itself.
    #[cfg(feature = "proxy")]
    proxy: Option<Arc<Proxy>>,
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
            #[cfg(feature = "proxy")]
            proxy: None,
        })
    }

    /// The same, connecting as [`HyperTransport`](crate::transports::HyperTransport) does with the same settings. The proxy variables
    /// of the environment are not read then, unless the settings say so.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new), or the address of a proxy, a certificate or a key cannot be used. TLS settings need the feature
    /// `reqwest-tls`.
    pub fn with_network(
        builder: reqwest::ClientBuilder,
        network: &Network,
    ) -> Result<Self, TransportError> {
        network.check()?;
        let builder = builder.no_proxy().connect_timeout(network.connect_timeout);
        #[cfg(feature = "proxy")]
        let proxy = network.proxy.clone().map(Arc::new);
        #[cfg(feature = "proxy")]
        let builder = proxied(builder, proxy.as_ref());
        #[cfg(feature = "reqwest-tls")]
        let builder =
            builder.tls_backend_preconfigured(network.tls.clone().unwrap_or_default().config()?);
        #[cfg(all(feature = "hyper", not(feature = "reqwest-tls")))]
        if network.tls.is_some() {
            let words =
                "TLS settings reach reqwest with the feature `reqwest-tls` of faultcode-runtime";
            return Err(TransportError::new(TransportErrorKind::Settings).with_source(words));
        }
        let made = Self::new(builder)?;
        #[cfg(feature = "proxy")]
        let made = Self { proxy, ..made };
        Ok(made)
    }
}

/// Has reqwest ask for the proxy of each request, one for each scheme, since each has credentials of its own.
#[cfg(feature = "proxy")]
fn proxied(builder: reqwest::ClientBuilder, proxy: Option<&Arc<Proxy>>) -> reqwest::ClientBuilder {
    let Some(proxy) = proxy else { return builder };
    ["http", "https"]
        .into_iter()
        .fold(builder, |builder, scheme| {
            let of = Arc::clone(proxy);
            let custom = reqwest::Proxy::custom(move |url| {
                let to = Some(url).filter(|url| url.scheme() == scheme)?;
                let to = to.as_str().parse().ok()?;
                reqwest::Url::parse(&of.of(&to)?.address.to_string()).ok()
            });
            match proxy.authorization(scheme) {
                Some(value) => builder.proxy(custom.custom_http_auth(value)),
                None => builder.proxy(custom),
            }
        })
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReqwestTransport")
    }
}

impl Transport for ReqwestTransport {
    fn asks_for_bodies(&self) -> bool {
        true
    }

    fn send(&self, outgoing: Outgoing) -> TransportFuture<'_> {
        #[cfg(feature = "proxy")]
        let is_proxied = {
            let to = outgoing.request.uri();
            let via = self.proxy.as_deref().and_then(|it| it.of_plain(to));
            via.is_some()
        };
        Box::pin(async move {
            let answer = self.client.execute(self.request(outgoing)?);
            let answer = answer.await.map_err(of_error)?;
            let answer: http::Response<reqwest::Body> = answer.into();
            #[cfg(feature = "proxy")]
            if is_proxied && super::proxy::is_refusal(answer.status()) {
                return Err(super::proxy::refusal());
            }
            let (head, body) = answer.into_parts();
            let body = arriving(body, false, of_body).await;
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
            // Nobody looks after it.
            Some(bytes) if body.progress().is_none() => bytes.clone().into(),
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
