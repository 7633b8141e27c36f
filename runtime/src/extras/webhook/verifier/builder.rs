//! The settings of a verifier, and whether they fit each other.

use std::sync::Arc;
use std::time::Duration;

use faultcode_facts::{Verifiable, WebhookFacts, WebhookScheme};

use super::Verifier;
use crate::extras::webhook::error::WebhookConfigError;
use crate::extras::webhook::replay::ReplayStore;
use crate::extras::webhook::{secret, signature};
use crate::model::secret::Secret;

/// Collects the settings of a [`Verifier`].
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifierBuilder {
    facts: WebhookFacts,
    secrets: Vec<Secret<String>>,
    allow_short_secret: bool,
    check_time: bool,
    max_body: usize,
    replay: Option<Arc<dyn ReplayStore>>,
    /// How long ids are kept, where the receiver says.
    repeats_for: Option<Duration>,
    claim: Option<Duration>,
}

impl VerifierBuilder {
    pub(super) const fn new(facts: WebhookFacts) -> Self {
        Self {
            facts,
            secrets: Vec::new(),
            allow_short_secret: false,
            check_time: true,
            max_body: 1024 * 1024,
            replay: None,
            repeats_for: None,
            claim: None,
        }
    }

    /// Adds a secret. While secrets are rotated, give the old and the new one.
    pub fn secret(mut self, secret: impl Into<Secret<String>>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// Admits secrets below 16 bytes, which can be guessed. For old endpoints that have such a one.
    pub const fn allow_short_secret(mut self) -> Self {
        self.allow_short_secret = true;
        self
    }

    /// How far the signed time may lie from ours, in both directions. Zero means the same second.
    pub const fn tolerance(mut self, tolerance: Duration) -> Self {
        self.facts.tolerance = tolerance;
        self
    }

    /// Accepts deliveries of any age: whoever recorded one can play it back for ever.
    pub const fn dangerously_accept_any_time(mut self) -> Self {
        self.check_time = false;
        self
    }

    /// The largest body that is verified, in bytes. 1 MiB unless set.
    pub const fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Refuses deliveries that were verified before, and events that were delivered before, as far as a signed id tells them.
    pub fn replay_store(mut self, store: Arc<dyn ReplayStore>) -> Self {
        self.replay = Some(store);
        self
    }

    /// How long the replay store remembers an event, where the API may deliver it again for longer, or for less, than its
    /// document says. A delivery stays on record at least until its time alone refuses it.
    pub const fn repeats_for(mut self, time: Duration) -> Self {
        self.repeats_for = Some(time);
        self
    }

    /// Puts an event on record for this time only, and for the whole one with [`Verified::handled`](crate::webhook::Verified::handled). A receiver that dies in
    /// between gets the event again, where it would otherwise take the repeated delivery for a duplicate. Give the longest
    /// time that handling takes; a delivery stays on record at least until its time alone refuses it.
    pub const fn claim(mut self, time: Duration) -> Self {
        self.claim = Some(time);
        self
    }

    /// The verifier.
    ///
    /// # Errors
    ///
    /// A secret is missing, empty, padded with blanks, too short or unreadable, or the scheme cannot tell replays.
    pub fn build(self) -> Result<Verifier, WebhookConfigError> {
        if self.secrets.is_empty() {
            return Err(WebhookConfigError::NoSecret);
        }
        if !signature::is_known(self.facts.scheme) {
            return Err(WebhookConfigError::UnknownScheme);
        }
        let has_id = self.facts.scheme != WebhookScheme::Plain || self.facts.id.is_some();
        if self.replay.is_some() && !has_id {
            return Err(WebhookConfigError::ReplayWithoutId);
        }
        let key = |text| secret::key(self.facts.scheme, text, self.allow_short_secret);
        let keys = self.secrets.iter().map(key).collect::<Result<_, _>>()?;
        Ok(Verifier {
            facts: self.facts,
            keys,
            check_time: self.check_time,
            max_body: self.max_body,
            replay: self.replay,
            repeats_for: self.repeats_for,
            claim: self.claim,
        })
    }
}

impl Verifiable<VerifierBuilder> for WebhookFacts {
    fn begin(&self) -> VerifierBuilder {
        VerifierBuilder::new(*self)
    }
}
