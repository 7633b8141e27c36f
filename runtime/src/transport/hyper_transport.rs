//! The default transport: hyper over rustls, or without TLS, with its own repeats switched off.

#[cfg(not(feature = "hyper"))]
mod cleartext;
mod connect;
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
use super::{Incoming, LARGEST_HEAD, Outgoing, OutgoingBody, Transport, TransportFuture};

/// How long an idle connection is kept: below the common keep-alive times of servers, so that a request seldom meets a
/// connection that is just being closed.
const POOL_IDLE: Duration = Duration::from_secs(15);

/// hyper and rustls with the certificate authorities of the web.
///
/// Without the feature `hyper`, only with `cleartext`, it knows no TLS and refuses `https` addresses.
///
/// HTTP/1.1, and HTTP/2 where the feature `http2` is on and the server offers it. No proxy, no cookies, no redirects, no
/// decompression. A connection that was idle for 15 seconds is not used again, since servers close theirs soon after.
#[derive(Clone)]
pub struct HyperTransport {
    pooled: Client<Connector, OutgoingBody>,
    /// Shares the connector but keeps no connection, for attempts that must not meet the one that failed.
    fresh: Client<Connector, OutgoingBody>,
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
        Self::with_connector(Connector::new(timeout, &[]))
    }

    /// A transport that accepts certificates of these authorities too, each in DER form.
    #[cfg(feature = "hyper")]
    pub fn with_authorities(timeout: Duration, authorities: &[Vec<u8>]) -> Self {
        Self::with_connector(Connector::new(timeout, authorities))
    }

    fn with_connector(connector: Connector) -> Self {
        let mut builder = Client::builder(TokioExecutor::new());
        builder
            .retry_canceled_requests(false)
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(POOL_IDLE)
            .http1_max_buf_size(LARGEST_HEAD);
        #[cfg(feature = "http2")]
        builder.http2_max_header_list_size(LARGEST_HEAD as u32);
        let pooled = builder.build(connector.clone());
        #[cfg(feature = "blocking")]
        let blocking = builder.build(connector.clone());
        let fresh = builder.pool_max_idle_per_host(0).build(connector);
        Self {
            pooled,
            fresh,
            #[cfg(feature = "blocking")]
            blocking,
        }
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
    fn send(&self, outgoing: Outgoing) -> TransportFuture<'_> {
        let client = self.of(outgoing.fresh);
        let answer = client.request(outgoing.request);
        Box::pin(async move {
            match answer.await {
                Ok(answer) => {
                    let (head, body) = answer.into_parts();
                    let body = arriving(body, |error| of_body(error, Hints::default())).await;
                    Ok(Incoming::new(head.status, head.headers, body))
                }
                Err(error) => Err(of_send(error, Hints::default())),
            }
        })
    }
}
