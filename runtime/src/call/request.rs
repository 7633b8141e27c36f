//! A request in the making: what a call collects before anything is sent.

mod body;
mod choice;
#[cfg(feature = "keys")]
mod digest;
mod error;
mod given;
mod headers;
mod key_place;
pub(crate) mod member;
mod page_error;
pub(crate) mod path;
mod query;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderValue};

pub(crate) use body::{Content, FormRule, Offer};
pub use choice::{Body, BodyWriter};
pub use error::BuildError;
pub(crate) use headers::{checked as checked_header, set as set_header};
pub use page_error::PageError;
pub(crate) use query::push_pair;

use crate::call::answered::Streams;
use crate::call::client::Client;
use crate::call::idempotency::{self, IdempotencyKey, KeyError};
use crate::call::multipart::FormData;
use crate::facts::operation::Operation;
use crate::facts::scheme::Need;
use crate::facts::{KeyMode, KeyPlace};
use crate::model::encode::EncodeError;
use crate::policy::retry::{Policy, Retries};
use crate::transport::upload::Upload;

/// Changes how a call is repeated.
pub(crate) type ChangeRetries = Arc<dyn Fn(Retries) -> Retries + Send + Sync>;

/// Everything that a call collects. The first problem is kept until the call is sent.
pub(crate) struct Request {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    pub(crate) path: Vec<(&'static str, String)>,
    pub(crate) query: String,
    /// The path and query in full, where a server named them: in place of path and query of the operation.
    pub(crate) target: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) cookies: String,
    pub(crate) body: Content,
    pub(crate) content_type: Option<HeaderValue>,
    /// How a body that may be left out is written where there is one.
    pub(crate) offer: Offer,
    pub(crate) key: Option<IdempotencyKey>,
    /// The caller's name for the logical call.
    #[cfg(feature = "keys")]
    pub(crate) durable: Option<String>,
    /// The boundary of parts, where it may not be random.
    pub(crate) boundary: Option<u128>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) deadline: Option<Instant>,
    pub(crate) policy: Option<Box<Retries>>,
    /// What the caller changes of it.
    pub(crate) change: Option<ChangeRetries>,
    pub(crate) problem: Option<BuildError>,
    /// Whether the call goes without any credential.
    pub(crate) anonymous: bool,
    /// Whether the call fetches a token for other calls.
    pub(crate) for_token: bool,
    /// The credentials that it goes with, in place of those that the operation and the client choose.
    pub(crate) needs: Option<&'static &'static [Need]>,
    /// The value of `Accept`, where it is not the operation's.
    pub(crate) accept: Option<&'static str>,
    /// Which bodies are handed out while they arrive.
    pub(crate) streams: Option<Streams>,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}

impl Request {
    pub(crate) fn new(client: Client, operation: &'static Operation) -> Self {
        Self {
            client,
            operation,
            path: Vec::new(),
            query: String::new(),
            target: None,
            headers: HeaderMap::new(),
            cookies: String::new(),
            body: Content::None,
            content_type: None,
            offer: Offer::default(),
            key: None,
            #[cfg(feature = "keys")]
            durable: None,
            boundary: None,
            timeout: None,
            attempt_timeout: None,
            deadline: None,
            policy: None,
            change: None,
            problem: None,
            anonymous: false,
            for_token: false,
            needs: None,
            accept: None,
            streams: None,
        }
    }

    /// Keeps the first problem; the call fails with it before anything is sent.
    pub(crate) fn refuse(&mut self, problem: impl Into<BuildError>) {
        self.problem.get_or_insert(problem.into());
    }

    /// Changes how the call is repeated, and any other that is made along with it.
    pub(crate) fn change_retries(
        &mut self,
        change: impl Fn(Retries) -> Retries + Send + Sync + 'static,
    ) {
        self.change = Some(match self.change.take() {
            None => Arc::new(change),
            Some(first) => Arc::new(move |retries| change(first(retries))),
        });
    }

    /// The policy that is not the operation's own.
    fn own_policy(&self) -> Option<Box<Retries>> {
        let own = match self.client.core().policy(self.operation) {
            Policy::Own(own) => Some(own),
            Policy::Stated(_) => None,
        };
        let Some(change) = &self.change else {
            return own;
        };
        let stated = || Retries::of(*self.operation.retry);
        Some(Box::new(change(own.map_or_else(stated, |own| *own))))
    }

    /// Turns the time that the call may take into the instant at which it ends: all that happens from now on lies before it.
    pub(crate) fn fix_deadline(&mut self) {
        if self.policy.is_none() {
            self.policy = self.own_policy();
        }
        let core = self.client.core();
        let own = self.policy.as_deref().map(Retries::stated);
        let policy = own.unwrap_or(self.operation.retry);
        let spans = [self.timeout.or(core.timeout), policy.max_elapsed];
        // A span that no instant can hold is no limit.
        let ends = spans
            .into_iter()
            .flatten()
            .filter_map(|span| core.clock.instant().checked_add(span));
        self.deadline = ends.chain(self.deadline).min();
    }

    /// A header of the caller. It replaces what the client or the operation says under that name.
    pub(crate) fn header(&mut self, name: &str, value: &str) {
        match checked_header(name, value) {
            Ok((name, _)) if self.owns(&name) => {
                self.refuse(BuildError::Header(name.as_str().to_owned()));
            }
            Ok(header) => {
                if let Err(problem) = set_header(&mut self.headers, header) {
                    self.refuse(problem);
                }
            }
            Err(problem) => self.refuse(problem),
        }
    }

    /// Whether a credential or the idempotency key of this call travels in that header.
    fn owns(&self, name: &http::HeaderName) -> bool {
        let credentials = &self.client.core().credentials;
        credentials.iter().any(|held| held.header() == Some(name))
            || headers::is_key_header(self.operation, name)
    }

    fn media(&mut self, media: &str) {
        match HeaderValue::from_str(media) {
            Ok(media) if !media.is_empty() => self.content_type = Some(media),
            _ => self.refuse(BuildError::Header("content-type".to_owned())),
        }
    }

    /// A body that is sent as it is, under that media type unless it states another one.
    pub(crate) fn upload(&mut self, media: &str, body: Upload) {
        self.media(body.content_type().unwrap_or(media));
        self.body = Content::Upload(body);
    }

    pub(crate) fn json(&mut self, media: &str, body: Result<Vec<u8>, EncodeError>) {
        match body {
            Ok(body) => {
                self.media(media);
                self.body = Content::Json(body.into());
            }
            Err(error) => self.refuse(error),
        }
    }

    /// A form body from the JSON form of a value.
    pub(crate) fn form(&mut self, json: Result<Vec<u8>, EncodeError>, rule: FormRule) {
        match json {
            Ok(json) => {
                self.media("application/x-www-form-urlencoded");
                self.body = Content::Form(json.into(), rule);
            }
            Err(error) => self.refuse(error),
        }
    }

    /// A body of parts. Its media type gets the boundary when the call is sent.
    pub(crate) fn parts(&mut self, media: &'static str, parts: FormData) {
        self.body = Content::Parts(parts, media);
    }

    /// The key that the call will carry; made now if the runtime is to make one. That of a named call is the key of its
    /// record, which is not known before the call is sent.
    pub(crate) fn fix_key(&mut self) -> Option<&IdempotencyKey> {
        let facts = self.operation.idempotency?;
        if self.key.is_none() && facts.mode == KeyMode::Auto && !self.is_named() {
            match key_place::of_body(facts, &self.body) {
                Ok(Some(key)) => self.key = Some(key),
                Ok(None) => {
                    let clock = &self.client.core().clock;
                    match idempotency::key(facts, None, || clock.key_bits(), clock.system_time()) {
                        Ok(key) => self.key = key,
                        Err(error) => self.refuse(error),
                    }
                }
                Err(problem) => self.refuse(problem),
            }
        }
        self.key.as_ref()
    }

    #[cfg(feature = "keys")]
    fn is_named(&self) -> bool {
        self.durable.is_some()
    }

    #[cfg(not(feature = "keys"))]
    fn is_named(&self) -> bool {
        false
    }

    /// Fixes the key for good and writes it where it travels.
    pub(crate) fn settle_key(&mut self) -> Result<(), BuildError> {
        let facts = self
            .operation
            .idempotency
            .filter(|facts| facts.mode != KeyMode::None);
        let Some(facts) = facts else {
            return match self.key {
                None => Ok(()),
                Some(_) => Err(KeyError::NotTaken.into()),
            };
        };
        let clock = &self.client.core().clock;
        let given = key_place::given(facts, &self.body, self.key.as_ref())?;
        self.key = idempotency::key(facts, given, || clock.key_bits(), clock.system_time())?;
        if let Some(key) = &self.key {
            match facts.place {
                KeyPlace::Header(name) => {
                    let (name, _) = checked_header(name, "")?;
                    self.headers
                        .insert(name, idempotency::header_value(facts, key));
                }
                KeyPlace::Body(at) => match self.body.keyed(at) {
                    // A part that was left out carries no key, so the call has none.
                    None if self.body.has_parts() => self.key = None,
                    inside => {
                        let (body, inside) = match inside {
                            Some((body, inside)) => (Some(body), inside),
                            None => (None, at),
                        };
                        let written = key_place::write(body, inside, key)?;
                        self.body.set_keyed(at, written);
                    }
                },
            }
        }
        Ok(())
    }
}
