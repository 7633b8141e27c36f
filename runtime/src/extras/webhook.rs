//! Verifies that a webhook delivery comes from the API and is fresh.

mod answers;
mod error;
mod facts;
mod header;
mod headers;
mod replay;
mod secret;
mod signature;
mod verified;
mod verifier;

pub use answers::{AfterAnswer, Answers};
pub use error::{WebhookConfigError, WebhookError, WebhookFault};
pub use facts::{SignatureEncoding, WebhookFacts, WebhookScheme};
pub use headers::{DeliveryHeaders, HeaderNames};
pub use replay::{MemoryReplayStore, ReplayStore};
pub use verified::Verified;
pub use verifier::{Verifier, VerifierBuilder};
