//! The default transport: hyper over rustls, or without TLS, with its own repeats switched off.

#[cfg(not(feature = "hyper"))]
mod cleartext;
mod connect;
#[cfg(feature = "proxy")]
mod dial;
mod listening;
#[cfg(feature = "hyper")]
mod tls;

use std::fmt;
use std::time::Duration;

use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use self::connect::Connector;
use super::arriving::arriving;
use super::evidence::{Hints, of_body, of_send};
use super::{
    Incoming, LARGEST_HEAD, Network, Outgoing, OutgoingBody, Transport, TransportError,
    TransportFuture,
};
#[cfg(feature = "hyper")]
use super::{Tls, tls::of_web};

/// How long an idle connection is kept: below the common keep-alive times of servers, so that a request seldom meets a
/// connection that is just being closed.
const POOL_IDLE: Duration = Duration::from_secs(15);

/// hyper and rustls with the certificate authorities of the web.
///
/// Without the feature `hyper`, only with `cleartext`, it knows no TLS and refuses `https` addresses.
///
/// HTTP/1.1, and HTTP/2 where the feature `http2` is on and the server offers it. No proxy unless it is given one, no cookies, no
/// redirects, no decompression. A connection that was idle for 15 seconds is not used again, since servers close theirs soon after.
#[derive(Clone)]
pub struct HyperTransport {
    pooled: Client<Connector, OutgoingBody>,
    /// Shares the connector but keeps no connection, for attempts that must not meet the one that failed.
    fresh: Client<Connector, OutgoingBody>,
    /// Says which requests a proxy is handed whole.
    #[cfg(feature = "proxy")]
    connector: Connector,
    /// The connections of blocking calls, which live on a runtime of their own.
    #[cfg(feature = "blocking")]
    blocking: Client<Connector, OutgoingBody>,
}

impl HyperTransport {
    /// A transport that gives up on a connection after 3.1 seconds.
    pub fn new() -> Self {
        Self::with_connect_timeout(crate::transport::CONNECT_TIMEOUT)
    }

    /// A transport that gives up on a connection after `timeout`: name resolution, TCP and TLS together.
    pub fn with_connect_timeout(timeout: Duration) -> Self {
        let network = Network::new().connect_timeout(timeout);
        Self::with_connector(Connector::new(
            &network,
            #[cfg(feature = "hyper")]
            of_web(),
        ))
    }

    /// A transport that connects as it is told to.
    ///
    /// # Errors
    ///
    /// The address of a proxy, a certificate or a key cannot be used.
    pub fn with_network(network: &Network) -> Result<Self, TransportError> {
        network.check()?;
        Ok(Self::with_connector(Connector::new(
            network,
            #[cfg(feature = "hyper")]
            network.tls.clone().unwrap_or_default().config()?,
        )))
    }

    /// A transport that accepts certificates of these authorities too, each in DER form.
    #[cfg(feature = "hyper")]
    pub fn with_authorities(timeout: Duration, authorities: &[Vec<u8>]) -> Self {
        let network = Network::new().connect_timeout(timeout);
        let tls = Tls::new().authorities(authorities);
        Self::with_connector(Connector::new(&network, tls.without_certificate()))
    }

    fn with_connector(connector: Connector) -> Self {
        let mut builder = Client::builder(TokioExecutor::new());
        builder
            .retry_canceled_requests(false)
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(POOL_IDLE)
            .http1_max_buf_size(LARGEST_HEAD);
        #[cfg(feature = "http2")]
        // Beyond this, h2 does not say what is wrong: a head that is somewhat too large is better seen here.
        builder.http2_max_header_list_size(LARGEST_HEAD.saturating_mul(2) as u32);
        let pooled = builder.build(connector.clone());
        #[cfg(feature = "blocking")]
        let blocking = builder.build(connector.clone());
        let fresh = builder.pool_max_idle_per_host(0).build(connector.clone());
        Self {
            pooled,
            fresh,
            #[cfg(feature = "proxy")]
            connector,
            #[cfg(feature = "blocking")]
            blocking,
        }
    }
}

#[cfg(feature = "proxy")]
impl HyperTransport {
    /// Shows a proxy that is handed the request whole who the caller is.
    fn through_proxy(&self, mut outgoing: Outgoing) -> (Outgoing, bool) {
        let Some(via) = self.connector.proxy_of(outgoing.request.uri()) else {
            return (outgoing, false);
        };
        if let Some(authorization) = &via.authorization {
            let headers = outgoing.request.headers_mut();
            headers.insert(http::header::PROXY_AUTHORIZATION, authorization.clone());
        }
        (outgoing, true)
    }
}

impl HyperTransport {
    /// Whose connections a request may take.
    fn of(&self, fresh: bool) -> &Client<Connector, OutgoingBody> {
        if fresh {
            return &self.fresh;
        }
        #[cfg(feature = "blocking")]
        if crate::transport::blocking::is_shared_runtime() {
            return &self.blocking;
        }
        &self.pooled
    }
}

impl Default for HyperTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HyperTransport")
    }
}

impl Transport for HyperTransport {
    fn asks_for_bodies(&self) -> bool {
        true
    }

    fn send(&self, outgoing: Outgoing) -> TransportFuture<'_> {
        let client = self.of(outgoing.fresh);
        #[cfg(feature = "proxy")]
        let (outgoing, is_proxied) = self.through_proxy(outgoing);
        let answer = client.request(outgoing.request);
        Box::pin(async move {
            match answer.await {
                #[cfg(feature = "proxy")]
                Ok(answer) if is_proxied && super::proxy::is_refusal(answer.status()) => {
                    Err(super::proxy::refusal())
                }
                Ok(answer) => {
                    let (head, body) = answer.into_parts();
                    let says_end = head.version == http::Version::HTTP_2;
                    let fault = |error| of_body(error, Hints::default());
                    let body = arriving(body, says_end, fault).await;
                    Ok(Incoming::new(head.status, head.headers, body))
                }
                Err(error) => Err(of_send(error, Hints::default())),
            }
        })
    }
}
