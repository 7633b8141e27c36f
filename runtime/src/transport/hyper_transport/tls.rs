//! TLS over a connection: rustls with ring, and the certificate authorities of the web.

use std::sync::Arc;

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

use super::connect::Resolver;

/// Connections with TLS where the address says so.
pub(super) type Over = HttpsConnector<HttpConnector<Resolver>>;

/// Accepts certificates of these authorities too, each in DER form.
pub(super) fn over(http: HttpConnector<Resolver>, authorities: &[Vec<u8>]) -> Over {
    let https = HttpsConnectorBuilder::new()
        .with_tls_config(tls(authorities))
        .https_or_http();
    #[cfg(not(feature = "http2"))]
    let https = https.enable_http1();
    #[cfg(feature = "http2")]
    let https = https.enable_all_versions();
    https.wrap_connector(http)
}

#[expect(
    clippy::expect_used,
    reason = "the provider is compiled in, and has the default versions"
)]
fn tls(authorities: &[Vec<u8>]) -> rustls::ClientConfig {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let authorities = authorities
        .iter()
        .map(|der| CertificateDer::from(der.clone()));
    roots.add_parsable_certificates(authorities);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring supports the default TLS versions")
        .with_root_certificates(roots)
        .with_no_client_auth()
}
