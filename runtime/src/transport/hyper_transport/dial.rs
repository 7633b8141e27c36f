//! Connections by way of a proxy where there is one.

use std::sync::Arc;
use std::task::{Context, Poll};

use http::Uri;
use http::uri::Scheme;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use super::connect::{BoxError, Connecting, Resolver};
use crate::transport::Proxy;

/// Connects to a server, or to the proxy that its requests go through. What comes out is a connection on which TLS begins, or a
/// request is written.
#[derive(Clone)]
pub(super) struct Dial {
    http: HttpConnector<Resolver>,
    proxy: Option<Arc<Proxy>>,
}

impl Dial {
    pub(super) fn new(http: HttpConnector<Resolver>, proxy: Option<Arc<Proxy>>) -> Self {
        Self { http, proxy }
    }
}

impl Service<Uri> for Dial {
    type Response = TokioIo<TcpStream>;
    type Error = BoxError;
    type Future = Connecting<Self::Response, BoxError>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.http.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let via = self.proxy.as_deref().and_then(|proxy| proxy.of(&to));
        let Some(via) = via else {
            let connecting = self.http.call(to);
            return Box::pin(async { connecting.await.map_err(Into::into) });
        };
        if to.scheme() == Some(&Scheme::HTTPS) {
            let mut tunnel = Tunnel::new(via.address.clone(), self.http.clone());
            if let Some(authorization) = &via.authorization {
                tunnel = tunnel.with_auth(authorization.clone());
            }
            let connecting = tunnel.call(to);
            return Box::pin(async { connecting.await.map_err(Into::into) });
        }
        let connecting = self.http.call(via.address.clone());
        Box::pin(async { connecting.await.map_err(Into::into) })
    }
}
