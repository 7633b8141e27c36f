//! What a delivery says of itself beside its signature.

use std::fmt;

use faultcode_facts::HeaderNames;
use http::HeaderMap;

use super::header;

/// The headers beside the signature of one delivery.
///
/// They are not signed: whoever can change a delivery on its way, or send a recorded one again within the tolerance, can write
/// anything here. They serve for logs and to find a delivery at the API. What decides anything comes from the body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DeliveryHeaders<'a> {
    event: Option<&'a str>,
    id: Option<&'a str>,
    delivery: Option<&'a str>,
    endpoint: Option<&'a str>,
}

impl<'a> DeliveryHeaders<'a> {
    pub(super) fn read(names: &HeaderNames, headers: &'a HeaderMap) -> Result<Self, &'static str> {
        let read = |name: Option<&str>| match name {
            Some(name) => header::optional(headers, name),
            None => Ok(None),
        };
        Ok(Self {
            event: read(names.event)?,
            id: read(names.id)?,
            delivery: read(names.delivery)?,
            endpoint: read(names.endpoint)?,
        })
    }

    /// The name of the event.
    pub const fn event(&self) -> Option<&'a str> {
        self.event
    }

    /// The id of the event, as an unsigned header says it. [`Verified::id`](super::Verified::id) is the signed one.
    pub const fn id(&self) -> Option<&'a str> {
        self.id
    }

    /// The id of this delivery: another one when the event is delivered again.
    pub const fn delivery(&self) -> Option<&'a str> {
        self.delivery
    }

    /// The id of the endpoint, as the API calls the receiver.
    pub const fn endpoint(&self) -> Option<&'a str> {
        self.endpoint
    }
}

impl fmt::Debug for DeliveryHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = [
            ("event", self.event),
            ("id", self.id),
            ("delivery", self.delivery),
            ("endpoint", self.endpoint),
        ];
        let there = all.iter().filter(|(_, value)| value.is_some());
        f.write_str("DeliveryHeaders ")?;
        f.debug_set().entries(there.map(|(name, _)| name)).finish()
    }
}
