//! What lies between a client and its server, and what is asked of a client there: proxies, TLS, compressed answers, signatures,
//! traces, limits, and failures as JSON.
//!
//! Each is shown over both transports where it is the transport's. TLS over reqwest needs the feature `reqwest-tls` of this crate:
//! `cargo test -p faultcode-tests --features reqwest-tls --test runtime network::`.

#[path = "network/gzip.rs"]
mod gzip;
#[path = "network/limits.rs"]
mod limits;
#[path = "network/proxy.rs"]
mod proxy;
#[path = "network/report.rs"]
mod report;
#[path = "network/signing.rs"]
mod signing;
#[path = "network/strange_proxy.rs"]
mod strange_proxy;
#[path = "network/tls.rs"]
mod tls;
#[path = "network/traceparent.rs"]
mod traceparent;

use std::sync::Arc;

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::{Network, Proxy, ReqwestTransport, Tls};
use faultcode_runtime::{BuildError, Client, ClientBuilder, Credential};
use faultcode_tests::shop::{API, CANARY, TOKEN};

/// Through which transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    Hyper,
    Reqwest,
}

/// Both.
const BOTH: [Over; 2] = [Over::Hyper, Over::Reqwest];

/// Those that can speak TLS here.
const TLS: &[Over] = if cfg!(feature = "reqwest-tls") {
    &BOTH
} else {
    &[Over::Hyper]
};

impl Over {
    /// A client with the token [`CANARY`].
    fn builder(
        self,
        base: &str,
        proxy: Option<Proxy>,
        tls: Option<Tls>,
    ) -> Result<ClientBuilder, BuildError> {
        let builder = Client::builder(&API)
            .base_url(base)
            .credential(&TOKEN, Credential::secret(CANARY))
            .allow_insecure_http()
            .clock(Arc::new(ManualClock::new()));
        if self == Self::Hyper {
            let builder = match proxy {
                Some(proxy) => builder.proxy(proxy),
                None => builder,
            };
            return Ok(match tls {
                Some(tls) => builder.tls(tls),
                None => builder,
            });
        }
        let mut network = Network::new();
        if let Some(proxy) = proxy {
            network = network.proxy(proxy);
        }
        if let Some(tls) = tls {
            network = network.tls(tls);
        }
        let transport = ReqwestTransport::with_network(reqwest::Client::builder(), &network);
        let refused = |error| BuildError::Network(Arc::new(error));
        Ok(builder.transport(transport.map_err(refused)?))
    }

    fn client(self, base: &str, proxy: Option<Proxy>, tls: Option<Tls>) -> Client {
        let built = self
            .builder(base, proxy, tls)
            .and_then(ClientBuilder::build);
        built.expect("settings that can be used")
    }
}
