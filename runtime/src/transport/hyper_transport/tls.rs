//! TLS over a connection.

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use rustls::ClientConfig;

use super::connect::Dial;

/// Connections with TLS where the address says so.
pub(super) type Over = HttpsConnector<Dial>;

pub(super) fn over(dial: Dial, tls: ClientConfig) -> Over {
    let https = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_or_http();
    #[cfg(not(feature = "http2"))]
    let https = https.enable_http1();
    #[cfg(feature = "http2")]
    let https = https.enable_all_versions();
    https.wrap_connector(dial)
}
