//! Which certificates a client accepts, and which one it shows.

use std::fmt;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};

use super::{TransportError, TransportErrorKind};
use crate::model::secret::Secret;

/// Which certificates a client accepts, and which one it shows of itself. Without it, a client accepts those that an authority of
/// the web has signed, as Mozilla lists them, and shows none.
///
/// What is wrong with a certificate or a key, building the client says. No setting accepts a server without a look at its
/// certificate.
///
/// ```
/// use faultcode_runtime::transports::Tls;
/// # let (authority, chain, key) = ("", "", "");
///
/// let tls = Tls::new().only_roots(authority).client_certificate(chain, key.into());
/// # let _ = tls;
/// ```
#[derive(Clone, Default)]
pub struct Tls {
    verifies: Verifies,
    roots: Vec<CertificateDer<'static>>,
    shows: Option<Arc<Shown>>,
    problem: Option<&'static str>,
}

/// Whose certificates are accepted beside those of the given roots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Verifies {
    #[default]
    Web,
    Nothing,
    #[cfg(feature = "platform-verifier")]
    Platform,
}

/// What a server is shown of the client.
struct Shown {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Tls {
    /// The roots of the web, and no certificate of its own.
    pub fn new() -> Self {
        Self::default()
    }

    /// Accepts what these authorities have signed too: one or more certificates in PEM form.
    #[must_use]
    pub fn roots(mut self, pem: impl AsRef<[u8]>) -> Self {
        match certificates(pem.as_ref()) {
            Some(roots) if roots.iter().all(is_root) => self.roots.extend(roots),
            _ => self.refuse("the roots are no certificates in PEM form"),
        }
        self
    }

    /// The same, and nothing else: neither what the authorities of the web have signed, nor what the platform accepts.
    #[must_use]
    pub fn only_roots(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.verifies = Verifies::Nothing;
        self.roots(pem)
    }

    /// Asks the operating system, in place of the list of the web: its store of certificates, and its own rules.
    #[cfg(feature = "platform-verifier")]
    #[must_use]
    pub fn platform(mut self) -> Self {
        self.verifies = Verifies::Platform;
        self
    }

    /// The certificate that a server is shown which asks for one, and its key: the chain from the client's own certificate on, and
    /// one private key, each in PEM form.
    #[must_use]
    pub fn client_certificate(mut self, chain: impl AsRef<[u8]>, key: Secret<String>) -> Self {
        let chain = certificates(chain.as_ref());
        let key = PrivateKeyDer::from_pem_slice(key.expose().as_bytes());
        match (chain, key) {
            (None, _) => self.refuse("the client's certificate is none in PEM form"),
            (_, Err(_)) => self.refuse("the client's key is no private key in PEM form"),
            (Some(chain), Ok(key)) => self.shows = Some(Arc::new(Shown { chain, key })),
        }
        self
    }

    /// Authorities in DER form; one that cannot be read is left out.
    #[cfg(feature = "hyper")]
    pub(crate) fn authorities(mut self, authorities: &[Vec<u8>]) -> Self {
        let authorities = authorities.iter();
        let authorities = authorities.map(|der| CertificateDer::from(der.clone()));
        self.roots.extend(authorities.filter(is_root));
        self
    }

    fn refuse(&mut self, problem: &'static str) {
        self.problem.get_or_insert(problem);
    }

    /// What TLS is spoken with, but for a certificate of the client.
    #[cfg(feature = "hyper")]
    pub(crate) fn without_certificate(&self) -> ClientConfig {
        let builder = builder().with_root_certificates(self.store());
        builder.with_no_client_auth()
    }

    fn store(&self) -> RootCertStore {
        let mut store = RootCertStore::empty();
        if self.verifies == Verifies::Web {
            store.roots = webpki_roots::TLS_SERVER_ROOTS.to_vec();
        }
        // Each was looked at when it was given.
        store.add_parsable_certificates(self.roots.iter().cloned());
        store
    }

    /// What TLS is spoken with.
    pub(crate) fn config(&self) -> Result<ClientConfig, TransportError> {
        let refused = |words: &'static str| {
            TransportError::new(TransportErrorKind::Settings).with_source(words)
        };
        if let Some(problem) = self.problem {
            return Err(refused(problem));
        }
        let builder = match self.verifies {
            Verifies::Web | Verifies::Nothing => builder().with_root_certificates(self.store()),
            #[cfg(feature = "platform-verifier")]
            Verifies::Platform => self.of_platform()?,
        };
        let Some(shown) = &self.shows else {
            return Ok(builder.with_no_client_auth());
        };
        let config = builder.with_client_auth_cert(shown.chain.clone(), shown.key.clone_key());
        config.map_err(|error| TransportError::new(TransportErrorKind::Settings).with_source(error))
    }
}

/// TLS as it is spoken where nothing is said.
#[cfg(feature = "hyper")]
pub(crate) fn of_web() -> ClientConfig {
    Tls::new().without_certificate()
}

#[expect(
    clippy::expect_used,
    reason = "the provider is compiled in, and has the default versions"
)]
fn builder() -> ConfigBuilder<ClientConfig, WantsVerifier> {
    #[cfg(feature = "hyper")]
    let provider = rustls::crypto::ring::default_provider();
    // What reqwest brings with its own feature.
    #[cfg(not(feature = "hyper"))]
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .expect("the provider supports the default TLS versions")
}

/// All certificates of a text; `None` if there is none, or one that is broken.
fn certificates(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    all.ok().filter(|all| !all.is_empty())
}

/// Whether a certificate can be that of an authority.
fn is_root(certificate: &CertificateDer<'static>) -> bool {
    RootCertStore::empty().add(certificate.clone()).is_ok()
}

#[cfg(feature = "platform-verifier")]
impl Tls {
    fn of_platform(
        &self,
    ) -> Result<ConfigBuilder<ClientConfig, rustls::client::WantsClientCert>, TransportError> {
        let builder = builder();
        let provider = Arc::clone(builder.crypto_provider());
        let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(
            self.roots.iter().cloned(),
            provider,
        );
        let verifier = verifier.map_err(|error| {
            TransportError::new(TransportErrorKind::Settings).with_source(error)
        })?;
        // The name stands for verifiers of one's own; this one is the platform's.
        Ok(builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier)))
    }
}

/// How many certificates there are, and none of their words.
impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls")
            .field("verifies", &self.verifies)
            .field("roots", &self.roots.len())
            .field("shows_certificate", &self.shows.is_some())
            .finish()
    }
}
