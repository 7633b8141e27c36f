//! A transport that answers what a test wants: what is arranged, what answers, and what was asked stand together.

use faultcode_facts::JSON;
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::Sample;
use super::refusal::Refusal;
use crate::call::credential::TOKEN_REQUEST;
use crate::call::endpoint::Endpoint;
use crate::call::endpoint_error::EndpointError;
use crate::call::error::Error;
use crate::facts::StatusRange;
use crate::facts::operation::Operation;
use crate::facts::{Code, HeaderIs};
use crate::transport::told::Told;
use crate::transport::{
    Incoming, IncomingBody, Outgoing, Transport, TransportError, TransportErrorKind,
    TransportFuture,
};

/// What a token endpoint says where nothing else is arranged, so that tests need no answer for it.
const TOKEN: &str = r#"{"access_token":"fake-token","token_type":"Bearer"}"#;

/// A transport that answers without a network.
///
/// What a test arranges for an operation is answered in that order, each once, the last again and again. An operation
/// about which nothing is arranged answers with its first success sample, else with an empty 200. Clones share
/// everything, so a test keeps one and gives the other to the client. A client with a fake needs no credential and no server.
#[derive(Clone)]
pub struct Fake {
    samples: &'static [Sample],
    /// Whether servers and credentials are needed all the same.
    strict: bool,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    arranged: Vec<(&'static str, Arranged)>,
    requests: Vec<Recorded>,
}

/// The answers that a test arranged for an operation.
struct Arranged {
    replies: VecDeque<Reply>,
    last_was_given: bool,
}

/// A request that a [`Fake`] received.
#[derive(Clone)]
#[non_exhaustive]
pub struct Recorded {
    /// The operation.
    pub operation: &'static Operation,
    /// Method, URL, headers and body.
    pub request: http::Request<Bytes>,
}

/// Neither the URL, which may hold a key in its query, nor headers and body; those are for the test to look at.
impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorded")
            .field("operation", &self.operation.id)
            .field("method", self.request.method())
            .field("path", &self.request.uri().path())
            .field("body_bytes", &self.request.body().len())
            .finish_non_exhaustive()
    }
}

/// What a [`Fake`] answers.
#[derive(Clone, Debug)]
pub struct Reply(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Answer {
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        told: Option<Told>,
    },
    Fault(TransportErrorKind),
}

impl Reply {
    /// A status without a body.
    ///
    /// # Panics
    ///
    /// The number is no status: it lies outside 100-999.
    #[expect(clippy::expect_used, reason = "documented, and for tests alone")]
    pub fn status(status: u16) -> Self {
        Self(Kind::Answer {
            status: StatusCode::from_u16(status).expect("a status lies within 100-999"),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            told: None,
        })
    }

    /// A JSON body.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Self::status(status).header("content-type", JSON).body(body)
    }

    /// A fault in place of an answer.
    pub fn fault(kind: TransportErrorKind) -> Self {
        Self(Kind::Fault(kind))
    }

    /// One more header.
    ///
    /// # Panics
    ///
    /// Name or value cannot stand in a header.
    #[must_use]
    #[expect(clippy::expect_used, reason = "documented, and for tests alone")]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Kind::Answer { headers, .. } = &mut self.0 {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
            headers.append(name, HeaderValue::from_str(value).expect("a header value"));
        }
        self
    }

    /// The error that the caller gets of it.
    pub(super) fn telling(mut self, error: Told) -> Self {
        if let Kind::Answer { told, .. } = &mut self.0 {
            *told = Some(error);
        }
        self
    }

    /// The body.
    #[must_use]
    pub fn body(mut self, bytes: impl Into<Bytes>) -> Self {
        if let Kind::Answer { body, .. } = &mut self.0 {
            *body = bytes.into();
        }
        self
    }
}

/// What an operation answers with: the sample of a code or a status, a fault, or a reply of the test's own.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// The sample of that code.
    Code(String),
    /// The sample of that status without a code, else an empty body.
    Status(u16),
    /// Exactly this.
    Reply(Reply),
}

impl From<&str> for Wanted {
    fn from(code: &str) -> Self {
        Self::Code(code.to_owned())
    }
}

impl From<u16> for Wanted {
    fn from(status: u16) -> Self {
        Self::Status(status)
    }
}

impl From<Reply> for Wanted {
    fn from(reply: Reply) -> Self {
        Self::Reply(reply)
    }
}

impl From<TransportErrorKind> for Wanted {
    fn from(kind: TransportErrorKind) -> Self {
        Self::Reply(Reply::fault(kind))
    }
}

impl Fake {
    /// A transport that knows these samples.
    pub fn new(samples: &'static [Sample]) -> Self {
        Self {
            samples,
            strict: false,
            state: Arc::default(),
        }
    }

    /// The same, for clients that have a server and their credentials: what they lack of it is refused, as without a fake.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    pub(super) fn samples(&self) -> &'static [Sample] {
        self.samples
    }

    /// Arranges that the endpoint is refused with an error of its own: a value (`CreateOrderError::Low(low)`), or a variant by
    /// its name (`CreateOrderError::Low`), which then holds the details that the document shows. A closure changes these:
    /// `|low: Low| CreateOrderError::Low(low)`. An error of another endpoint does not compile.
    ///
    /// The body of the answer is the document's own example, whatever details are given.
    ///
    /// # Panics
    ///
    /// The error is an unrecognised answer, or there is no sample of its case.
    pub fn fail<E, Form>(
        &self,
        endpoint: &'static Endpoint<E>,
        error: impl Refusal<E, Form>,
    ) -> &Self {
        let operation = &endpoint.operation;
        let reply = error.reply(self, operation);
        self.arrange(operation, reply)
    }

    /// Arranges that the operation succeeds with its first success sample, else with an empty 200.
    pub fn succeed(&self, operation: impl Into<&'static Operation>) -> &Self {
        let operation = operation.into();
        self.arrange(operation, self.success(operation, operation.accept))
    }

    /// Arranges one more answer of the operation, after those arranged before: exactly that [`Reply`], a
    /// [fault](TransportErrorKind), or by a status (`404`) or a code (`"NOT_FOUND"`) the sample of it. The last one stands for
    /// all further requests, until the next one is arranged.
    ///
    /// # Panics
    ///
    /// There is no sample of that code for the operation.
    pub fn then(
        &self,
        operation: impl Into<&'static Operation>,
        wanted: impl Into<Wanted>,
    ) -> &Self {
        let operation = operation.into();
        let reply = self.reply_of(operation, wanted.into());
        self.arrange(operation, reply)
    }

    fn reply_of(&self, operation: &Operation, wanted: Wanted) -> Reply {
        match wanted {
            Wanted::Reply(reply) => reply,
            Wanted::Status(status) => {
                let sample = self.find(operation, |it| it.code.is_none() && it.status == status);
                sample.map_or_else(|| Reply::status(status), of_sample)
            }
            Wanted::Code(code) => {
                let sample = self.find(operation, |it| it.code == Some(&code));
                let missing = || panic!("{} has no sample of {code}", operation.id);
                of_sample(sample.unwrap_or_else(missing))
            }
        }
    }

    fn arrange(&self, operation: &'static Operation, reply: Reply) -> &Self {
        let mut state = self.lock();
        match state
            .arranged
            .iter_mut()
            .find(|(id, _)| *id == operation.id)
        {
            Some((_, arranged)) => {
                if arranged.last_was_given {
                    arranged.replies.clear();
                }
                arranged.last_was_given = false;
                arranged.replies.push_back(reply);
            }
            None => state.arranged.push((
                operation.id,
                Arranged {
                    replies: VecDeque::from([reply]),
                    last_was_given: false,
                },
            )),
        }
        drop(state);
        self
    }

    /// The error with which the endpoint is refused so, without a client and a call: for tests of what takes an error.
    ///
    /// `error` is as for [`fail`](Self::fail). What is arranged stays as it is.
    ///
    /// # Panics
    ///
    /// As [`fail`](Self::fail).
    pub fn error<E: EndpointError, Form>(
        &self,
        endpoint: &'static Endpoint<E>,
        error: impl Refusal<E, Form>,
    ) -> Error<E> {
        let fake = Self::new(self.samples);
        fake.fail(endpoint, error);
        super::check::refused(&endpoint.operation, &fake)
    }

    /// The error that an answer makes of a call of the operation: as [`error`](Self::error), for what has no value.
    ///
    /// # Panics
    ///
    /// As [`then`](Self::then); or the answer is no refusal of the operation.
    pub fn error_of<E: EndpointError>(
        &self,
        operation: impl Into<&'static Operation>,
        wanted: impl Into<Wanted>,
    ) -> Error<E> {
        let operation = operation.into();
        let fake = Self::new(&[]);
        fake.arrange(operation, self.reply_of(operation, wanted.into()));
        super::check::refused(operation, &fake)
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Recorded> {
        self.lock().requests.clone()
    }

    /// How many requests came so far.
    pub(super) fn count(&self) -> usize {
        self.lock().requests.len()
    }

    /// The first success of a type that is asked for, else the first.
    fn success(&self, operation: &Operation, accept: &str) -> Reply {
        let success = |it: &Sample| it.code.is_none() && operation.is_success(it.status);
        let mut wanted = accept.split(',').filter_map(|one| one.split(";q=").next());
        let found = wanted.find_map(|one| {
            self.find(operation, |it| success(it) && it.content_type == one.trim())
        });
        found
            .or_else(|| self.find(operation, success))
            .map_or_else(|| Reply::status(200), of_sample)
    }

    fn find(
        &self,
        operation: &Operation,
        wanted: impl Fn(&Sample) -> bool,
    ) -> Option<&'static Sample> {
        let mut samples = self.samples.iter();
        samples.find(|it| it.operation.id == operation.id && wanted(it))
    }

    fn reply(&self, operation: &'static Operation, request: http::Request<Bytes>) -> Reply {
        let accept = request.headers().get(ACCEPT);
        let accept = accept.and_then(|value| value.to_str().ok()).unwrap_or("");
        let success = self.success(operation, accept);
        let mut state = self.lock();
        state.requests.push(Recorded { operation, request });
        let arranged = state
            .arranged
            .iter_mut()
            .find(|(id, _)| *id == operation.id);
        let reply = arranged.and_then(|(_, arranged)| match arranged.replies.len() {
            0 | 1 => {
                arranged.last_was_given = true;
                arranged.replies.front().cloned()
            }
            _ => arranged.replies.pop_front(),
        });
        drop(state);
        reply.unwrap_or(match std::ptr::eq(operation, &raw const TOKEN_REQUEST) {
            true => Reply::status(200).body(TOKEN),
            false => success,
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn of_sample(sample: &Sample) -> Reply {
    let mut reply = Reply::status(sample.status).body(sample.body);
    if !sample.content_type.is_empty() {
        reply = reply.header(CONTENT_TYPE.as_str(), sample.content_type);
    }
    let header = header_of(sample).filter(|header| header.exists);
    if let (Some(header), Kind::Answer { headers, .. }) = (header, &mut reply.0)
        && let Ok(name) = HeaderName::from_bytes(header.name.as_bytes())
        && let Ok(value) = HeaderValue::from_str(header.equals.unwrap_or("1"))
    {
        headers.append(name, value);
    }
    reply
}

/// The header that tells the case of a sample.
fn header_of(sample: &Sample) -> Option<HeaderIs> {
    let operation = sample.operation;
    let mut entries = operation.known.iter().chain(operation.statuses);
    let of_case = |entry: &&Code| match sample.code {
        Some(code) => entry.code == Some(code),
        None => entry.code.is_none() && StatusRange::any(entry.status, sample.status),
    };
    entries.find(of_case)?.header
}

impl Transport for Fake {
    fn is_fake(&self) -> bool {
        !self.strict
    }

    fn send(&self, outgoing: Outgoing) -> TransportFuture<'_> {
        Box::pin(async move {
            let (head, body) = outgoing.request.into_parts();
            let body = body.collect().await.map_err(|error| {
                TransportError::new(TransportErrorKind::Upload).with_source(error)
            })?;
            let request = http::Request::from_parts(head, body);
            match self.reply(outgoing.operation, request).0 {
                Kind::Fault(TransportErrorKind::Refused) => Err(TransportError::unstarted()),
                Kind::Fault(kind) => Err(TransportError::new(kind)),
                Kind::Answer {
                    status,
                    headers,
                    body,
                    told,
                } => {
                    let mut answer = Incoming::new(status, headers, IncomingBody::Whole(body));
                    answer.told = told;
                    Ok(answer)
                }
            }
        })
    }
}

impl fmt::Debug for Fake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fake")
            .field("samples", &self.samples.len())
            .field("requests", &self.lock().requests.len())
            .finish_non_exhaustive()
    }
}
