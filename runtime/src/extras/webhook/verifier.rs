//! The verifier: headers, signature, time and replay, in this order.

mod builder;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::HeaderMap;

pub use self::builder::VerifierBuilder;
use super::error::{WebhookError, WebhookFault};
use super::header;
use super::headers::DeliveryHeaders;
use super::replay::ReplayStore;
use super::signature::{self, MAX_SIGNATURES};
use super::verified::Verified;
use crate::model::decode::Decode;
use crate::model::secret::Secret;
use crate::model::value::Value;
use crate::policy::hint::since_epoch;
use faultcode_facts::{WebhookFacts, WebhookScheme};

/// The longest id that is kept on record, in bytes.
const MAX_ID: usize = 1024;

/// Verifies deliveries of one API. Clones share the replay store.
#[derive(Clone, Debug)]
pub struct Verifier {
    facts: WebhookFacts,
    keys: Vec<Secret<Vec<u8>>>,
    check_time: bool,
    max_body: usize,
    pub(super) replay: Option<Arc<dyn ReplayStore>>,
    /// How long ids are kept, where the receiver says.
    repeats_for: Option<Duration>,
    pub(super) claim: Option<Duration>,
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
        self.verify(headers, body)?
            .decode(crate::model::decode::from_json::<T>)
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
        let said = DeliveryHeaders::read(&self.facts.headers, headers).map_err(refuse)?;
        let id = parts.id.map(Cow::Borrowed);
        let id = id.or_else(|| self.id_of(body).map(Cow::Owned));
        let record = self.record(id.as_deref(), &signed, now)?;
        let since_1970 = |(_, sent)| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(sent));
        let timestamp = parts.timestamp.and_then(since_1970);
        Ok(Verified {
            id,
            timestamp,
            headers: said,
            body,
            verifier: self,
            record,
        })
    }

    fn take_apart<'a>(&self, headers: &'a HeaderMap) -> Result<Parts<'a>, &'static str> {
        match self.facts.scheme {
            WebhookScheme::Standard => self.standard(headers, "v1,"),
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
            // Such a verifier is not built.
            _ => Err("the scheme is unknown"),
        }
    }

    fn standard<'a>(
        &self,
        headers: &'a HeaderMap,
        version: &str,
    ) -> Result<Parts<'a>, &'static str> {
        let id = header::id(header::single(headers, "webhook-id")?)?;
        let timestamp = header::single(headers, "webhook-timestamp")?;
        let entries = header::single(headers, WebhookFacts::STANDARD.header)?;
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

    /// The id of the event, where the body says it in a text or a number.
    fn id_of(&self, body: &[u8]) -> Option<String> {
        let pointer = self.facts.id?;
        let body: Value = crate::model::decode::from_json(body).ok()?;
        let id = match body.pointer(pointer)? {
            Value::String(text) => text.clone(),
            other => other.as_number()?.as_str().to_owned(),
        };
        (1..=MAX_ID).contains(&id.len()).then_some(id)
    }

    /// Puts a verified delivery on record, under its id or, where none is signed, under our own signature of it.
    fn record(
        &self,
        id: Option<&str>,
        signed: &[&[u8]],
        now: SystemTime,
    ) -> Result<Option<(String, SystemTime, Duration)>, WebhookError> {
        let (Some(store), Some(key)) = (&self.replay, self.keys.first()) else {
            return Ok(None);
        };
        let id = match id {
            Some(id) => id.to_owned(),
            None if self.facts.id.is_some() => {
                return Err(self.error(WebhookFault::Payload, "the event has no id"));
            }
            None => signature::hex(key, signed),
        };
        let keep = self.keep();
        let claim = self.claim.map(|claim| claim.max(self.window()).min(keep));
        if store.record(&id, now, claim.unwrap_or(keep)) {
            Ok(Some((id, now, keep)))
        } else {
            Err(self.error(WebhookFault::Duplicate, "the delivery was verified before"))
        }
    }

    /// From the first instant at which the time of a delivery is right to the last, which is the end of a second: times are
    /// compared in whole seconds.
    const fn window(&self) -> Duration {
        if !self.is_timed() {
            return Duration::ZERO;
        }
        let tolerance = Duration::from_secs(self.facts.tolerance.as_secs());
        let right = tolerance.saturating_mul(2);
        right.saturating_add(Duration::from_secs(1))
    }

    /// How long an event stays on record. Where no time refuses a recorded delivery, for ever, unless the receiver says less.
    fn keep(&self) -> Duration {
        let otherwise = match self.is_timed() {
            true => self.facts.repeats_for,
            false => Duration::MAX,
        };
        self.repeats_for.unwrap_or(otherwise).max(self.window())
    }

    /// Whether the time of a delivery is signed and looked at.
    const fn is_timed(&self) -> bool {
        self.check_time && !matches!(self.facts.scheme, WebhookScheme::Plain)
    }

    pub(super) const fn error(&self, fault: WebhookFault, reason: &'static str) -> WebhookError {
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
