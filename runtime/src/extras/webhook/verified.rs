//! A verified delivery: what it says, and what became of it.

use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, SystemTime};

use super::error::{WebhookError, WebhookFault};
use super::headers::DeliveryHeaders;
use super::verifier::Verifier;

/// A verified delivery.
#[must_use]
pub struct Verified<'a> {
    pub(super) id: Option<Cow<'a, str>>,
    pub(super) timestamp: Option<SystemTime>,
    pub(super) headers: DeliveryHeaders<'a>,
    pub(super) body: &'a [u8],
    pub(super) verifier: &'a Verifier,
    /// What the delivery is on record under, since when, and for how long it is to be.
    pub(super) record: Option<(String, SystemTime, Duration)>,
}

impl<'a> Verified<'a> {
    /// The signed id of the event, which stays the same when it is delivered again: that of Standard Webhooks, or the member of
    /// the body that the document names.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// What unsigned headers say of the delivery.
    pub const fn headers(&self) -> DeliveryHeaders<'a> {
        self.headers
    }

    /// When this delivery was sent. [`Plain`](super::WebhookScheme::Plain) does not say.
    pub const fn timestamp(&self) -> Option<SystemTime> {
        self.timestamp
    }

    /// The raw body.
    pub const fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Decodes the event.
    ///
    /// # Errors
    ///
    /// [`WebhookFault::Payload`] if `decode` fails. Its error is dropped, since it may quote the payload; the delivery is
    /// taken off the record, so that it can be delivered again to a receiver that knows the event.
    pub fn decode<T, E>(
        self,
        decode: impl FnOnce(&'a [u8]) -> Result<T, E>,
    ) -> Result<T, WebhookError> {
        decode(self.body).map_err(|_| {
            self.forget();
            self.verifier
                .error(WebhookFault::Payload, "the event does not fit its type")
        })
    }

    /// Takes the delivery off the record. For a receiver that could not handle the event and wants it delivered again:
    /// otherwise the repeated delivery counts as a duplicate and the event is lost.
    pub fn forget(&self) {
        if let (Some(store), Some((id, _, _))) = (&self.verifier.replay, &self.record) {
            store.forget(id);
        }
    }

    /// Keeps the event on record for as long as the API may deliver it again. For a receiver that
    /// [claims](super::VerifierBuilder::claim) deliveries, once the event is handled; without a claim it is on record already.
    pub fn handled(&self) {
        if let (Some(store), Some((id, since, keep)), Some(_)) =
            (&self.verifier.replay, &self.record, self.verifier.claim)
        {
            store.keep(id, *since, *keep);
        }
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("id", &self.id)
            .field("timestamp", &self.timestamp)
            .field("headers", &self.headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}
