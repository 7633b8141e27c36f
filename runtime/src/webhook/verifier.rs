//! The verifier: headers, signature, time and replay, in this order.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::HeaderMap;

use super::error::{WebhookConfigError, WebhookError, WebhookFault};
use super::facts::{WebhookFacts, WebhookScheme};
use super::replay::ReplayStore;
use super::signature::{self, MAX_SIGNATURES};
use super::{header, secret};
use crate::decode::Decode;
use crate::hint::since_epoch;
use crate::secret::Secret;

/// Verifies deliveries of one API. Clones share the replay store.
#[derive(Clone, Debug)]
pub struct Verifier {
    facts: WebhookFacts,
    keys: Vec<Secret<Vec<u8>>>,
    check_time: bool,
    max_body: usize,
    replay: Option<Arc<dyn ReplayStore>>,
}

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
}

/// A verified delivery.
#[must_use]
pub struct Verified<'a> {
    id: Option<&'a str>,
    timestamp: Option<SystemTime>,
    body: &'a [u8],
    verifier: &'a Verifier,
    record: Option<String>,
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

    /// Refuses deliveries that were verified before.
    pub fn replay_store(mut self, store: Arc<dyn ReplayStore>) -> Self {
        self.replay = Some(store);
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
        if self.replay.is_some() && self.facts.scheme == WebhookScheme::Plain {
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
        })
    }
}

/// A delivery taken apart: what is signed, and by which signatures.
struct Parts<'a> {
    id: Option<&'a str>,
    /// The text as received, which enters the signature, and its seconds.
    timestamp: Option<(&'a str, u64)>,
    signatures: Vec<Vec<u8>>,
}

/// The headers of the other family that some senders put beside the standard one. With both present, two parts of a
/// program could verify one family and use the other.
const OTHER_FAMILY: [&str; 3] = ["svix-id", "svix-timestamp", "svix-signature"];

impl Verifier {
    /// Starts a verifier.
    pub const fn builder(facts: WebhookFacts) -> VerifierBuilder {
        VerifierBuilder::new(facts)
    }

    /// Verifies a delivery now. `body` is the raw body as received: parsed and written again, it has another signature.
    ///
    /// # Errors
    ///
    /// The classes of [`WebhookFault`], except `Payload`, which [`Verified::decode`] gives.
    pub fn verify<'a>(
        &'a self,
        headers: &'a HeaderMap,
        body: &'a [u8],
    ) -> Result<Verified<'a>, WebhookError> {
        self.verify_at(headers, body, SystemTime::now())
    }

    /// Verifies a delivery now and decodes its payload.
    ///
    /// # Errors
    ///
    /// The classes of [`WebhookFault`]. A delivery that is right but does not decode is taken off the record, so that it can
    /// be delivered again.
    pub fn receive<T: Decode>(&self, headers: &HeaderMap, body: &[u8]) -> Result<T, WebhookError> {
        self.verify(headers, body)?.decode(crate::from_json::<T>)
    }

    /// Verifies a delivery at a given time.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    pub fn verify_at<'a>(
        &'a self,
        headers: &'a HeaderMap,
        body: &'a [u8],
        now: SystemTime,
    ) -> Result<Verified<'a>, WebhookError> {
        let refuse = |reason| self.error(WebhookFault::Signature, reason);
        if body.len() > self.max_body {
            return Err(refuse("the body is too large"));
        }
        let parts = self.take_apart(headers).map_err(refuse)?;
        if parts.signatures.len() > MAX_SIGNATURES {
            return Err(refuse("there are too many signatures"));
        }
        let signed = signed(&parts, body);
        if !signature::matches(self.facts.scheme, &self.keys, &signed, &parts.signatures) {
            return Err(refuse("no signature matches"));
        }
        // Only now: a time error for an unsigned delivery would tell its sender how our clock goes.
        if self.check_time
            && parts
                .timestamp
                .is_some_and(|(_, sent)| !self.is_fresh(sent, now))
        {
            return Err(self.error(
                WebhookFault::Timestamp,
                "the timestamp is outside the tolerance",
            ));
        }
        let record = self.record(&parts, &signed, now)?;
        let since_1970 = |(_, sent)| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(sent));
        let timestamp = parts.timestamp.and_then(since_1970);
        Ok(Verified {
            id: parts.id,
            timestamp,
            body,
            verifier: self,
            record,
        })
    }

    fn take_apart<'a>(&self, headers: &'a HeaderMap) -> Result<Parts<'a>, &'static str> {
        match self.facts.scheme {
            WebhookScheme::Standard => self.standard(headers, "v1,"),
            #[cfg(feature = "ed25519")]
            WebhookScheme::StandardEd25519 => self.standard(headers, "v1a,"),
            WebhookScheme::Timestamped => {
                self.timestamped(header::single(headers, self.facts.header)?)
            }
            WebhookScheme::Plain => {
                let text = header::single(headers, self.facts.header)?;
                let text = text
                    .strip_prefix(self.facts.prefix)
                    .ok_or("the signature is malformed")?;
                Ok(Parts {
                    id: None,
                    timestamp: None,
                    signatures: self.signatures([text].into_iter()),
                })
            }
        }
    }

    fn standard<'a>(
        &self,
        headers: &'a HeaderMap,
        version: &str,
    ) -> Result<Parts<'a>, &'static str> {
        let id = header::id(header::single(headers, "webhook-id")?)?;
        let timestamp = header::single(headers, "webhook-timestamp")?;
        let entries = header::single(headers, "webhook-signature")?;
        if OTHER_FAMILY.iter().any(|name| headers.contains_key(*name)) {
            return Err("two families of signature headers are present");
        }
        let entries = entries
            .split(' ')
            .filter_map(|entry| entry.strip_prefix(version));
        Ok(Parts {
            id: Some(id),
            timestamp: Some((timestamp, header::timestamp(timestamp)?)),
            signatures: self.signatures(entries),
        })
    }

    fn timestamped<'a>(&self, text: &'a str) -> Result<Parts<'a>, &'static str> {
        let entries = || {
            text.split(',')
                .filter_map(|entry| entry.trim_matches(' ').split_once('='))
        };
        let mut times = entries()
            .filter(|(name, _)| *name == "t")
            .map(|(_, value)| value);
        let timestamp = times.next().ok_or("the timestamp is missing")?;
        if times.next().is_some() {
            return Err("the timestamp is repeated");
        }
        let entries = entries()
            .filter(|(name, _)| *name == "v1")
            .map(|(_, value)| value);
        Ok(Parts {
            id: None,
            timestamp: Some((timestamp, header::timestamp(timestamp)?)),
            signatures: self.signatures(entries),
        })
    }

    /// The readable signatures, at most one more than allowed. Unreadable ones are passed over.
    fn signatures<'a>(&self, texts: impl Iterator<Item = &'a str>) -> Vec<Vec<u8>> {
        let facts = &self.facts;
        let readable = texts.filter_map(|text| signature::read(text, facts.encoding, facts.scheme));
        readable.take(MAX_SIGNATURES + 1).collect()
    }

    fn is_fresh(&self, sent: u64, now: SystemTime) -> bool {
        since_epoch(now).as_secs().abs_diff(sent) <= self.facts.tolerance.as_secs()
    }

    /// Puts a verified delivery on record, under its id or, where the scheme has none, under our own signature of it.
    fn record(
        &self,
        parts: &Parts<'_>,
        signed: &[&[u8]],
        now: SystemTime,
    ) -> Result<Option<String>, WebhookError> {
        let (Some(store), Some(key)) = (&self.replay, self.keys.first()) else {
            return Ok(None);
        };
        let id = parts
            .id
            .map_or_else(|| signature::hex(key, signed), str::to_owned);
        // From the first instant at which its time is right to the last, which is the end of a second: times are compared in
        // whole seconds.
        let keep = if self.check_time {
            let tolerance = Duration::from_secs(self.facts.tolerance.as_secs());
            let right = tolerance.saturating_mul(2);
            right.saturating_add(Duration::from_secs(1))
        } else {
            Duration::MAX
        };
        if store.record(&id, now, keep) {
            Ok(Some(id))
        } else {
            Err(self.error(WebhookFault::Duplicate, "the delivery was verified before"))
        }
    }

    const fn error(&self, fault: WebhookFault, reason: &'static str) -> WebhookError {
        let respond = match fault {
            WebhookFault::Signature => self.facts.respond_signature,
            WebhookFault::Timestamp => self.facts.respond_timestamp,
            WebhookFault::Duplicate => 200,
            WebhookFault::Payload => 400,
        };
        WebhookError::new(fault, reason, respond)
    }
}

/// The bytes that enter the signature: id, timestamp and body with full stops between.
fn signed<'a>(parts: &Parts<'a>, body: &'a [u8]) -> Vec<&'a [u8]> {
    let texts = parts
        .id
        .into_iter()
        .chain(parts.timestamp.map(|(text, _)| text));
    texts
        .flat_map(|text| [text.as_bytes(), b"."])
        .chain([body])
        .collect()
}

impl<'a> Verified<'a> {
    /// The id of the delivery, which stays the same when it is delivered again. Only Standard Webhooks has one.
    pub const fn id(&self) -> Option<&'a str> {
        self.id
    }

    /// When this delivery was sent. [`Plain`](WebhookScheme::Plain) does not say.
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
        if let (Some(store), Some(record)) = (&self.verifier.replay, &self.record) {
            store.forget(record);
        }
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("id", &self.id)
            .field("timestamp", &self.timestamp)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}
