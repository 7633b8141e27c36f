//! Everything that is settled before the first attempt: key, body, URL, headers, credentials, limits of time.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
#[cfg(feature = "gzip")]
use http::header::ACCEPT_ENCODING;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, USER_AGENT};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use super::authorise;
use crate::call::answered::Streams;
use crate::call::client::{Base, Client, SignError, Signing};
use crate::call::credential::TokenCell;
use crate::call::idempotency::IdempotencyKey;
use crate::call::request::path::path;
use crate::call::request::{BuildError, Request};
use crate::facts::Method;
use crate::facts::operation::Operation;
use crate::facts::scheme::Need;
use crate::policy::budget::Budget;
use crate::policy::retry::{Policy, is_repeat_safe};
use crate::transport::upload::Upload;
use crate::transport::{CONNECT_TIMEOUT, Outgoing, OutgoingBody};

/// A call that is ready to be sent any number of times.
pub(super) struct Prepared {
    pub(super) client: Client,
    pub(super) operation: &'static Operation,
    pub(super) policy: Policy,
    pub(super) budget: Budget,
    pub(super) key: Option<IdempotencyKey>,
    /// Whether the key may be that of an earlier call.
    pub(super) key_is_given: bool,
    pub(super) repeat_safe: bool,
    pub(super) method: http::Method,
    pub(super) needs: Cow<'static, [Need]>,
    /// The tokens of those needs of which each value of a path parameter has its own.
    pub(super) cells: Vec<(usize, Arc<TokenCell>)>,
    /// Whether the call fetches a token for other calls.
    pub(super) for_token: bool,
    pub(super) fresh: bool,
    pub(super) streams: Option<Streams>,
    deadline: Option<Instant>,
    own_base: Option<Box<Base>>,
    /// Whether credentials may go to the base.
    trusted: bool,
    /// Whether the call goes with what the caller proves itself by.
    signs: bool,
    uri: Uri,
    headers: Headers,
    pub(super) attempt_timeout: Duration,
    body: Upload,
}

/// The headers of a call, from which those of each attempt are made.
struct Headers {
    /// Those of the caller and of parameters, and the idempotency key.
    own: HeaderMap,
    accept: Option<HeaderValue>,
    content_type: Option<HeaderValue>,
    cookies: Option<HeaderValue>,
}

/// Settles a request. Where that fails, the request still has its key.
pub(super) fn prepare(request: &mut Request) -> Result<Prepared, BuildError> {
    if let Some(problem) = request.problem.take() {
        return Err(problem);
    }
    let key_is_given = request.key.is_some();
    request.settle_key()?;
    let operation = request.operation;
    let client = request.client.clone();
    let core = client.core();
    let policy = match request.policy.take() {
        Some(policy) => Policy::Own(policy),
        None => core.policy(operation),
    };
    let method = method(operation.method)?;
    let own_base = core.own_base(operation)?.map(Box::new);
    let trusted = own_base.as_deref().is_none_or(|base| core.trusts(base));
    let needs = authorise::of_request(core, request, own_base.as_deref())?;
    let base = own_base.as_deref().unwrap_or(&core.base);
    let uri = base.uri(path_and_query(request)?)?;
    let cells = authorise::cells(core, request, &needs)?;
    let keyed = request.key.is_some();
    let content = std::mem::take(&mut request.body);
    let boundary = request.boundary;
    let (body, media) = content.settle(|| boundary.unwrap_or_else(|| core.clock.key_bits()))?;
    if let Some(media) = media {
        let media = HeaderValue::try_from(media);
        let refused = |_| BuildError::Header("content-type".to_owned());
        request.content_type = Some(media.map_err(refused)?);
    }
    let headers = headers(request)?;
    Ok(Prepared {
        operation,
        budget: core.budget(&policy, base),
        repeat_safe: is_repeat_safe(&method, operation.is_protected(keyed), policy.idempotent),
        key: request.key.take(),
        key_is_given,
        attempt_timeout: request.attempt_timeout.unwrap_or(core.attempt_timeout),
        body,
        fresh: false,
        streams: request.streams,
        client,
        policy,
        method,
        needs,
        cells,
        for_token: request.for_token,
        deadline: request.deadline,
        own_base,
        trusted,
        signs: trusted && !request.anonymous,
        uri,
        headers,
    })
}

fn method(method: Method) -> Result<http::Method, BuildError> {
    Ok(match method {
        Method::Get => http::Method::GET,
        Method::Head => http::Method::HEAD,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
        Method::Options => http::Method::OPTIONS,
        Method::Trace => http::Method::TRACE,
        Method::Other(name) => {
            http::Method::from_bytes(name.as_bytes()).map_err(|_| BuildError::Url)?
        }
    })
}

/// The path and query that the request goes to.
pub(crate) fn path_and_query(request: &Request) -> Result<PathAndQuery, BuildError> {
    let core = request.client.core();
    let own_base = core.own_base(request.operation)?;
    let base = own_base.as_ref().unwrap_or(&core.base);
    let target = match request.operation.path {
        _ if request.target.is_some() => Bytes::from(request.target.clone().unwrap_or_default()),
        // The common case needs no text of its own.
        [piece] if base.path().is_empty() && request.query.is_empty() && !piece.is_empty() => {
            Bytes::from_static(piece.as_bytes())
        }
        _ => {
            let mut path = path(base.path(), request.operation, &request.path)?;
            if !request.query.is_empty() {
                path.push(if path.contains('?') { '&' } else { '?' });
                path.push_str(&request.query);
            }
            Bytes::from(path)
        }
    };
    PathAndQuery::from_maybe_shared(target).map_err(|_| BuildError::Url)
}

fn headers(request: &mut Request) -> Result<Headers, BuildError> {
    let unusable = |name: &str| BuildError::Header(name.to_owned());
    let accept = request.accept.unwrap_or(request.operation.accept);
    let accept = HeaderValue::from_maybe_shared(Bytes::from_static(accept.as_bytes()))
        .map_err(|_| unusable("accept"))?;
    let mut cookies = None;
    if !request.cookies.is_empty() {
        let mut value = HeaderValue::try_from(&request.cookies).map_err(|_| unusable("cookie"))?;
        value.set_sensitive(true);
        cookies = Some(value);
    }
    Ok(Headers {
        own: std::mem::take(&mut request.headers),
        accept: Some(accept).filter(|accept| !accept.is_empty()),
        content_type: request.content_type.take(),
        cookies,
    })
}

impl Headers {
    /// The headers of one attempt, but for its credentials. What the caller says goes before what the client says.
    fn of_attempt(&self, call: &Prepared) -> HeaderMap {
        let (core, base) = (call.client.core(), call.base());
        let parts = [&self.accept, &self.content_type, &self.cookies];
        let parts = parts.iter().filter(|part| part.is_some()).count();
        // Each of these is bounded, where it is made.
        let all = [core.headers.len(), self.own.len(), parts, call.needs.len()];
        let all = all.into_iter().fold(2, usize::saturating_add);
        // A map that has to grow copies itself, and the transports below look for headers of theirs in a way that first makes
        // room for one more.
        let mut headers = HeaderMap::with_capacity(all);
        #[cfg(not(feature = "http2"))]
        headers.insert(http::header::HOST, base.host_header());
        #[cfg(feature = "http2")]
        let _ = base;
        let mut insert = |name: HeaderName, value: &Option<HeaderValue>| {
            if let Some(value) = value {
                headers.insert(name, value.clone());
            }
        };
        insert(ACCEPT, &self.accept);
        insert(CONTENT_TYPE, &self.content_type);
        insert(COOKIE, &self.cookies);
        // A header of all requests may be a key that the document does not declare.
        let goes = |name: &HeaderName| call.trusted || *name == USER_AGENT;
        let shared = core.headers.iter().filter(|(name, _)| goes(name));
        for (name, value) in shared.chain(&self.own) {
            headers.insert(name, value.clone());
        }
        headers
    }
}

impl Prepared {
    /// The time left until the deadline.
    pub(super) fn remaining(&self) -> Option<Duration> {
        let now = || self.client.core().clock.instant();
        self.deadline
            .map(|end| end.saturating_duration_since(now()))
    }

    /// Whether the body can be sent again, or for the first time.
    pub(super) fn is_replayable(&self) -> bool {
        self.body.is_replayable()
    }

    /// The request of the next attempt: the same bytes each time, but for the credential, the position in a trace and what signs it.
    ///
    /// # Errors
    ///
    /// It cannot be signed.
    pub(super) fn outgoing(&self, authorised: &super::Authorised) -> Result<Outgoing, SignError> {
        let core = self.client.core();
        let mut request = http::Request::new(OutgoingBody::of(&self.body, self.is_short()));
        *request.method_mut() = self.method.clone();
        let headers = request.headers_mut();
        *headers = self.headers.of_attempt(self);
        // Servers ask for a length where a body is usual (RFC 9110 section 8.6), also where it is empty.
        let usual = matches!(self.method.as_str(), "POST" | "PUT" | "PATCH");
        if usual && self.body.length() == Some(0) {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        for ((_, held), sent) in self.credentials().zip(&authorised.sent) {
            held.attach(sent, headers);
        }
        #[cfg(feature = "gzip")]
        if self.takes_gzip() {
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        }
        if let Some(context) = core.trace_context.as_ref().and_then(|tell| tell()) {
            context.add_to(headers);
        }
        *request.uri_mut() = authorised.uri.as_ref().unwrap_or(&self.uri).clone();
        if let Some(signer) = core.signer.as_deref().filter(|_| self.signs) {
            signer.sign(&mut Signing::new(
                self.operation,
                &mut request,
                &*core.clock,
            ))?;
        }
        Ok(Outgoing {
            request,
            operation: self.operation,
            fresh: self.fresh,
        })
    }

    /// Whether an attempt may end before there is a connection: then it is told apart from one that was sent, for which a small
    /// body needs a place of its own.
    fn is_short(&self) -> bool {
        let may_end = self.deadline.is_some() || self.attempt_timeout <= CONNECT_TIMEOUT;
        may_end && self.client.core().transport.asks_for_bodies()
    }

    /// Whether the answer may be compressed. A part of a body is a part of its encoded form, of which nothing can be decoded
    /// (RFC 9110 section 14).
    #[cfg(feature = "gzip")]
    pub(super) fn takes_gzip(&self) -> bool {
        let asks_for_part = self.headers.own.contains_key(http::header::RANGE);
        self.client.core().gzip && !asks_for_part
    }

    pub(super) fn base(&self) -> &Base {
        let shared = &self.client.core().base;
        self.own_base.as_deref().unwrap_or(shared)
    }

    /// The URL with the credentials that travel in its query; `None` where none does.
    ///
    /// # Errors
    ///
    /// The URL gets too long: a server that hands out URLs of pages decides how long the rest of it is.
    pub(super) fn uri_with(
        &self,
        authorised: &super::Authorised,
    ) -> Result<Option<Uri>, BuildError> {
        let mut query = String::new();
        for ((_, held), sent) in self.credentials().zip(&authorised.sent) {
            held.add_to_query(sent, &mut query);
        }
        if query.is_empty() {
            return Ok(None);
        }
        let old = self.uri.path_and_query().map_or("/", PathAndQuery::as_str);
        let sign = if old.contains('?') { '&' } else { '?' };
        let target = PathAndQuery::try_from(format!("{old}{sign}{query}"));
        let target = target.map_err(|_| BuildError::Url)?;
        self.base().uri(target).map(Some)
    }
}
