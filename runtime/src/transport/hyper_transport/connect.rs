//! Makes connections: name resolution, TCP and TLS under one timeout, and a typed fault for each.

use std::error::Error;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::dns::{GaiAddrs, GaiResolver, Name};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use tower_service::Service;

#[cfg(not(feature = "hyper"))]
use super::cleartext::{Over, over};
#[cfg(feature = "proxy")]
pub(super) use super::dial::Dial;
use super::listening::Listening;
#[cfg(feature = "hyper")]
use super::tls::{Over, over};
use crate::transport::evidence::{Hints, find, of_connection};
use crate::transport::{Network, TransportError, TransportErrorKind};
#[cfg(feature = "proxy")]
use crate::transport::{Proxy, Via};

/// Connections straight to their servers.
#[cfg(not(feature = "proxy"))]
pub(super) type Dial = HttpConnector<Resolver>;

#[cfg(feature = "proxy")]
pub(super) fn dial(http: HttpConnector<Resolver>, network: &Network) -> Dial {
    Dial::new(http, network.proxy.clone().map(std::sync::Arc::new))
}

#[cfg(not(feature = "proxy"))]
pub(super) fn dial(http: HttpConnector<Resolver>, _: &Network) -> Dial {
    http
}

pub(super) type BoxError = Box<dyn Error + Send + Sync>;
pub(super) type Connecting<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

/// Connects within a timeout.
#[derive(Clone)]
pub(super) struct Connector {
    over: Over,
    timeout: Duration,
    #[cfg(feature = "proxy")]
    proxy: Option<std::sync::Arc<Proxy>>,
}

impl Connector {
    /// Without TLS settings of a network, which are in the configuration already.
    pub(super) fn new(
        network: &Network,
        #[cfg(feature = "hyper")] tls: rustls::ClientConfig,
    ) -> Self {
        let mut http = HttpConnector::new_with_resolver(Resolver::new());
        http.enforce_http(false);
        http.set_nodelay(true);
        let dial = dial(http, network);
        Self {
            #[cfg(feature = "hyper")]
            over: over(dial, tls),
            #[cfg(not(feature = "hyper"))]
            over: over(dial),
            timeout: network.connect_timeout,
            #[cfg(feature = "proxy")]
            proxy: network.proxy.clone().map(std::sync::Arc::new),
        }
    }
}

#[cfg(feature = "proxy")]
impl Connector {
    /// The proxy that is handed requests to that address whole.
    pub(super) fn proxy_of(&self, to: &Uri) -> Option<&Via> {
        self.proxy.as_deref()?.of_plain(to)
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = TransportError;
    type Future = Connecting<Stream, TransportError>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.over.poll_ready(cx).map_err(of_connect)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        #[cfg(feature = "proxy")]
        let is_proxied = self.proxy_of(&to).is_some();
        let connecting = self.over.call(to);
        let timeout = self.timeout;
        Box::pin(async move {
            match tokio::time::timeout(timeout, connecting).await {
                Ok(connected) => connected
                    .map(|stream| Stream {
                        stream: Listening::new(stream),
                        #[cfg(feature = "proxy")]
                        is_proxied,
                    })
                    .map_err(of_connect),
                Err(_) => Err(TransportError::new(TransportErrorKind::ConnectTimeout)),
            }
        })
    }
}

/// A connection that tells only its protocol. hyper-util would otherwise copy both addresses into every answer.
pub(super) struct Stream {
    stream: Listening<<Over as Service<Uri>>::Response>,
    /// Whether it leads to a proxy, which is asked for the whole address (RFC 9112 section 3.2.2).
    #[cfg(feature = "proxy")]
    is_proxied: bool,
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        let inner = self.stream.get_ref().connected();
        let connected = Connected::new();
        #[cfg(feature = "proxy")]
        let connected = connected.proxy(self.is_proxied);
        if inner.is_negotiated_h2() {
            connected.negotiated_h2()
        } else {
            connected
        }
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

fn of_connect(error: BoxError) -> TransportError {
    let hints = Hints {
        dns: find::<ResolveError>(&*error).is_some(),
        ..Hints::default()
    };
    TransportError::new(of_connection(&*error, hints)).with_source(error)
}

/// Name resolution whose failures can be told from failures to connect.
#[derive(Clone)]
pub(super) struct Resolver(GaiResolver);

impl Resolver {
    pub(super) fn new() -> Self {
        Self(GaiResolver::new())
    }
}

#[derive(Debug)]
pub(super) struct ResolveError(io::Error);

impl std::fmt::Display for ResolveError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("name resolution failed")
    }
}

impl Error for ResolveError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

impl Service<Name> for Resolver {
    type Response = Addresses;
    type Error = ResolveError;
    type Future = Connecting<Addresses, ResolveError>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(cx).map_err(ResolveError)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let resolving = self.0.call(name);
        Box::pin(async move {
            let addresses = resolving.await.map_err(ResolveError)?;
            Ok(Addresses(addresses))
        })
    }
}

pub(super) struct Addresses(GaiAddrs);

impl Iterator for Addresses {
    type Item = SocketAddr;

    fn next(&mut self) -> Option<SocketAddr> {
        self.0.next()
    }
}
