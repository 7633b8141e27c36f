//! Why a delivery is refused, or a verifier cannot be made. No message holds a payload, secret or signature.

use std::fmt;

/// Why a delivery was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebhookError {
    fault: WebhookFault,
    reason: &'static str,
    respond: u16,
}

/// The class of a refused delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WebhookFault {
    /// A header is missing, repeated or malformed, or no signature matches: not from the API, or the secret is wrong.
    Signature,
    /// The signature is right, but its time lies outside the tolerance: a replay, or a wrong clock.
    Timestamp,
    /// The same delivery was verified before. Nothing is to be done; the sender gets a success.
    Duplicate,
    /// Verified, but the event does not fit the declared type, or has no id by which a repeated delivery could be told.
    Payload,
}

impl WebhookError {
    pub(super) const fn new(fault: WebhookFault, reason: &'static str, respond: u16) -> Self {
        Self {
            fault,
            reason,
            respond,
        }
    }

    /// The class.
    pub const fn fault(&self) -> WebhookFault {
        self.fault
    }

    /// The status with which the receiver answers the delivery.
    pub const fn respond_status(&self) -> u16 {
        self.respond
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "webhook delivery refused: {}", self.reason)
    }
}

impl std::error::Error for WebhookError {}

/// Why a verifier cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookConfigError {
    /// No secret was given.
    NoSecret,
    /// A secret is empty.
    EmptySecret,
    /// A secret begins or ends with a blank or line end, as after a careless copy.
    BlankAroundSecret,
    /// A secret is shorter than 16 bytes, or than 24 bytes once decoded in Standard Webhooks.
    ShortSecret,
    /// A secret is longer than the 64 bytes of Standard Webhooks.
    LongSecret,
    /// A secret of Standard Webhooks is not base64.
    UnreadableSecret,
    /// A public key of Standard Webhooks is not 32 bytes in base64.
    #[cfg(feature = "ed25519")]
    UnreadableKey,
    /// A replay store cannot work with [`Plain`](super::WebhookScheme::Plain) where the document does not say in which member
    /// of the body the id of the event stands: nothing that is signed tells two deliveries of one body apart.
    ReplayWithoutId,
    /// Signatures of the scheme cannot be checked: that of a key pair needs the feature `ed25519`.
    UnknownScheme,
}

impl fmt::Display for WebhookConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSecret => "no webhook secret was given",
            Self::EmptySecret => "the webhook secret is empty",
            Self::BlankAroundSecret => "the webhook secret begins or ends with a blank",
            Self::ShortSecret => "the webhook secret is too short",
            Self::LongSecret => "the webhook secret is too long",
            Self::UnreadableSecret => "the webhook secret is not base64",
            #[cfg(feature = "ed25519")]
            Self::UnreadableKey => "the webhook key is not a public key of 32 bytes in base64",
            Self::ReplayWithoutId => {
                "this signature scheme signs nothing that tells deliveries apart"
            }
            Self::UnknownScheme => "signatures of this scheme cannot be checked",
        })
    }
}

impl std::error::Error for WebhookConfigError {}
