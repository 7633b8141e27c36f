//! How an API signs its deliveries, as data.

use std::time::Duration;

use super::headers::HeaderNames;
use super::verifier::VerifierBuilder;

/// How an API signs its webhook deliveries: every key of `x-webhook-signature` that a receiver needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebhookFacts {
    /// What is signed, and how the signature is written.
    pub scheme: WebhookScheme,
    /// The signature header. The schemes of Standard Webhooks have names of their own.
    pub header: &'static str,
    /// What stands before the signature of [`Plain`](WebhookScheme::Plain).
    pub prefix: &'static str,
    /// How a signature is written as text.
    pub encoding: SignatureEncoding,
    /// How far the signed time may lie from ours, in both directions.
    pub tolerance: Duration,
    /// The status that answers a delivery without a right signature.
    pub respond_signature: u16,
    /// The status that answers a delivery outside the tolerance.
    pub respond_timestamp: u16,
    /// Where the body, which is signed, holds the id of the event: a JSON pointer. The schemes of Standard Webhooks sign an
    /// id of their own.
    pub id: Option<&'static str>,
    /// The headers beside the signature.
    pub headers: HeaderNames,
    /// How long after its first delivery an event may be delivered again: so long a replay store remembers its id.
    pub repeats_for: Duration,
}

/// What is signed, and how the signature is written. HMAC with SHA-256 where nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookScheme {
    /// Standard Webhooks 1.0: `id.timestamp.body`, in `webhook-id`, `webhook-timestamp` and `webhook-signature`.
    Standard,
    /// As [`Standard`](Self::Standard), but signed with a key pair (Ed25519, RFC 8032): the receiver holds the public key
    /// only, and cannot forge deliveries.
    #[cfg(feature = "ed25519")]
    StandardEd25519,
    /// `timestamp.body`, in one header `t=<seconds>,v1=<signature>`.
    Timestamped,
    /// The body alone, in one header `sha256=<signature>`, or with another prefix or none. An old delivery cannot be told from a new one.
    Plain,
}

/// How a signature is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureEncoding {
    /// Two digits per byte, in either case.
    Hex,
    /// Base64 with padding (RFC 4648 §4), in its one canonical form.
    Base64,
}

impl WebhookFacts {
    /// Standard Webhooks 1.0.
    pub const STANDARD: Self = Self {
        scheme: WebhookScheme::Standard,
        header: "webhook-signature",
        prefix: "sha256=",
        encoding: SignatureEncoding::Base64,
        tolerance: Duration::from_secs(300),
        respond_signature: 400,
        respond_timestamp: 400,
        id: None,
        headers: HeaderNames::DEFAULT,
        repeats_for: Duration::ZERO,
    };

    /// Standard Webhooks 1.0, signed with a key pair.
    #[cfg(feature = "ed25519")]
    pub const STANDARD_ED25519: Self = Self {
        scheme: WebhookScheme::StandardEd25519,
        ..Self::STANDARD
    };

    /// A signed time and signatures in one header.
    pub const fn timestamped(header: &'static str) -> Self {
        Self {
            scheme: WebhookScheme::Timestamped,
            header,
            encoding: SignatureEncoding::Hex,
            ..Self::STANDARD
        }
    }

    /// A signature of the body alone.
    pub const fn plain(header: &'static str) -> Self {
        Self {
            scheme: WebhookScheme::Plain,
            ..Self::timestamped(header)
        }
    }

    /// Starts a verifier.
    pub fn verifier(&self) -> VerifierBuilder {
        VerifierBuilder::new(*self)
    }
}
