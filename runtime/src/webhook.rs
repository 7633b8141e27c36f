//! Verifies that a webhook delivery comes from the API and is fresh.

mod error;
mod facts;
mod header;
mod replay;
mod secret;
mod signature;
mod verifier;

pub use error::{WebhookConfigError, WebhookError, WebhookFault};
pub use facts::{SignatureEncoding, WebhookFacts, WebhookScheme};
pub use replay::{MemoryReplayStore, ReplayStore};
pub use verifier::{Verified, Verifier, VerifierBuilder};
