//! How connections come about: how long that may take, through which proxy, with which certificates.

use std::time::Duration;

#[cfg(feature = "proxy")]
use super::Proxy;
#[cfg(any(feature = "hyper", feature = "reqwest-tls"))]
use super::Tls;
use super::TransportError;
#[cfg(feature = "proxy")]
use super::TransportErrorKind;

/// How a transport connects, for those who make one themselves: the builder of a client has a method for each of these.
///
/// ```
/// use std::time::Duration;
/// use faultcode_runtime::transports::Network;
///
/// let network = Network::new().connect_timeout(Duration::from_secs(10));
/// # let _ = network;
/// ```
#[derive(Clone, Debug)]
pub struct Network {
    pub(crate) connect_timeout: Duration,
    #[cfg(feature = "proxy")]
    pub(crate) proxy: Option<Proxy>,
    #[cfg(any(feature = "hyper", feature = "reqwest-tls"))]
    pub(crate) tls: Option<Tls>,
}

impl Network {
    /// Connections of at most 3.1 seconds, straight to the server, whose certificate an authority of the web has signed.
    pub const fn new() -> Self {
        Self {
            connect_timeout: super::CONNECT_TIMEOUT,
            #[cfg(feature = "proxy")]
            proxy: None,
            #[cfg(any(feature = "hyper", feature = "reqwest-tls"))]
            tls: None,
        }
    }

    /// The longest time for a connection: name resolution, TCP, the proxy and TLS together.
    #[must_use]
    pub const fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The proxies on the way.
    #[cfg(feature = "proxy")]
    #[must_use]
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// Which certificates are accepted, and which one is shown.
    #[cfg(any(feature = "hyper", feature = "reqwest-tls"))]
    #[must_use]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }
}

impl Network {
    /// Whether it can be used at all.
    pub(crate) fn check(&self) -> Result<(), TransportError> {
        #[cfg(feature = "proxy")]
        if let Some(problem) = self.proxy.as_ref().and_then(Proxy::problem) {
            let fault = TransportError::new(TransportErrorKind::Settings);
            return Err(fault.with_source(problem.to_owned()));
        }
        Ok(())
    }
}

impl Default for Network {
    fn default() -> Self {
        Self::new()
    }
}
