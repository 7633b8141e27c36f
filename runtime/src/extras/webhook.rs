//! Verifies that a webhook delivery comes from the API and is fresh.

mod error;
mod header;
mod headers;
mod replay;
mod secret;
mod signature;
mod verified;
mod verifier;

pub use error::{WebhookConfigError, WebhookError, WebhookFault};
pub use faultcode_facts::{
    AfterAnswer, Answers, HeaderNames, SignatureEncoding, WebhookFacts, WebhookScheme,
};
pub use headers::DeliveryHeaders;
pub use replay::{MemoryReplayStore, ReplayStore};
pub use verified::Verified;
pub use verifier::{Verifier, VerifierBuilder};
