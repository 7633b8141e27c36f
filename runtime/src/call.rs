//! A call in the making, and its result: a thin typed shell over the core.

pub(crate) mod answered;
pub mod body;
mod choice;
pub(crate) mod client;
pub(crate) mod coding;
pub(crate) mod credential;
#[cfg(feature = "keys")]
mod durable;
pub(crate) mod endpoint;
pub(crate) mod endpoint_error;
pub(crate) mod envelope;
pub(crate) mod error;
pub(crate) mod execute;
mod existing;
pub(crate) mod idempotency;
#[cfg(feature = "keys")]
pub(crate) mod key_store;
pub(crate) mod meta;
pub(crate) mod multipart;
pub(crate) mod observe;
pub(crate) mod request;
mod sent;
mod success;
pub(crate) mod typed_headers;

use faultcode_facts::JSON;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::{Duration, Instant};

pub use choice::{SuccessCase, choose_success};
pub(crate) use existing::Given;
pub use existing::{Created, Existing, ExistingAt};
pub use sent::Sent;
pub use success::{Success, Text};

use crate::call::answered::Answered;
use crate::call::client::Client;
use crate::call::endpoint_error::EndpointError;
use crate::call::error::{Error, Failed};
use crate::call::execute::execute;
use crate::call::idempotency::{IdempotencyKey, KeyError};
use crate::call::meta::Meta;
use crate::call::multipart::{FormData, Multipart};
use crate::call::request::{Body, BodyWriter, FormRule, Request};
use crate::facts::RetryPolicy;
use crate::facts::operation::Operation;
use crate::facts::{Parameter, Style};
use crate::model::encode::{Encode, Encoder};
use crate::model::param::{Param, Params};
use crate::policy::retry::Retries;
use crate::transport::upload::Upload;

/// A call of one operation, not yet sent: `T` is what a success returns, `E` how the operation can be refused, `P` its
/// optional parameters, `B` the body that it may have. What an operation has none of is `()`.
///
/// Optional parameters are set by [`with`](Self::with), a body that may be left out by `body`, in any order. Send it with
/// [`send`](Self::send) or simply `.await` it. Dropping the future ends the call: nothing is repeated in the
/// background. A wrong argument is reported when the call is sent, before anything leaves this machine.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<T, E, P = (), B = ()> {
    request: Box<Request>,
    params: P,
    result: PhantomData<fn() -> (T, E)>,
    body: PhantomData<fn() -> B>,
}

/// For generated code: what a call carries.
impl<T, E, P, B> Call<T, E, P, B> {
    /// A call of an operation.
    pub fn new(client: &Client, operation: impl Into<&'static Operation>) -> Self
    where
        P: Default,
    {
        Self::of(Request::new(client.clone(), operation.into()), P::default())
    }

    fn of(request: Request, params: P) -> Self {
        Self {
            request: Box::new(request),
            params,
            result: PhantomData,
            body: PhantomData,
        }
    }

    fn change(mut self, change: impl FnOnce(&mut Request)) -> Self {
        change(&mut self.request);
        self
    }

    /// A path parameter.
    pub fn path(self, name: &'static str, value: &(impl Param + ?Sized)) -> Self {
        self.path_as(name, Style::Simple, false, value)
    }

    /// A path parameter in a given style.
    pub fn path_as(
        self,
        name: &'static str,
        style: Style,
        explode: bool,
        value: &(impl Param + ?Sized),
    ) -> Self {
        let parameter = Parameter {
            style,
            explode,
            ..Parameter::path(name)
        };
        self.path_in(parameter, value)
    }

    /// A path parameter by all its facts.
    pub fn path_in(self, parameter: Parameter, value: &(impl Param + ?Sized)) -> Self {
        // A reference is `Sized`, and so fits behind a trait object, where a `str` does not.
        self.change(|request| request.path(&parameter, &value))
    }

    /// What the answer shall be, in place of what the operation asks for.
    pub fn accept(self, media_types: &'static str) -> Self {
        self.change(|request| request.accept = Some(media_types))
    }

    /// The parameters of a struct, for a call that is made by hand.
    pub fn params(self, params: &impl Params) -> Self {
        self.change(|request| request.params(params))
    }

    /// A parameter that is no part of the path and has to be given.
    pub fn param(self, parameter: Parameter, value: &(impl Param + ?Sized)) -> Self {
        self.change(|request| {
            if !value.absent() {
                request.set(&parameter, &value);
            }
        })
    }

    /// A JSON body.
    pub fn json(self, body: &(impl Encode + ?Sized)) -> Self {
        self.json_as(JSON, body)
    }

    /// A JSON body of a media type of its own.
    pub fn json_as(self, media: &'static str, body: &(impl Encode + ?Sized)) -> Self {
        let body = Encoder::whole(body);
        self.change(|request| request.json(media, body))
    }

    /// A form (`application/x-www-form-urlencoded`): lists repeat the name, objects are JSON texts.
    pub fn form(self, body: &(impl Encode + ?Sized)) -> Self {
        self.form_as(&[], body)
    }

    /// A form some of whose members have a style of their own.
    pub fn form_as(self, members: &'static [Parameter], body: &(impl Encode + ?Sized)) -> Self {
        let body = Encoder::whole(body);
        self.change(|request| request.form(body, FormRule::Members(members)))
    }

    /// A form all of whose lists and objects are written in one style.
    pub fn form_in(self, style: Style, body: &(impl Encode + ?Sized)) -> Self {
        let body = Encoder::whole(body);
        self.change(|request| request.form(body, FormRule::Style(style)))
    }

    /// A body of parts.
    pub fn multipart(self, media: &'static str, body: &impl Multipart) -> Self {
        let mut parts = FormData::new();
        body.write(&mut parts);
        self.change(|request| request.parts(media, parts))
    }

    /// A body of one of several kinds.
    pub fn one_of(self, body: &impl Body) -> Self {
        self.change(|request| body.write(&mut BodyWriter::new(request)))
    }

    /// A body of bytes, from memory, a file or a stream.
    pub fn upload(self, media: &'static str, body: impl Into<Upload>) -> Self {
        let body = body.into();
        self.change(|request| request.upload(media, body))
    }

    /// A body of text.
    pub fn text(self, media: &'static str, body: impl Into<String>) -> Self {
        self.upload(media, body.into())
    }
}

/// For the caller: what the call asks for, and how it behaves.
impl<T, E, P, B> Call<T, E, P, B> {
    /// Sets optional parameters: `.with(|it| it.limit(10))`. Each has a setter of its name; what was set before stays.
    pub fn with(mut self, set: impl FnOnce(P) -> P) -> Self {
        self.params = set(self.params);
        self
    }

    /// The idempotency key: a text of the caller's, or one of an earlier call that is to be continued. The operation
    /// must take one.
    pub fn idempotency_key<K>(self, key: K) -> Self
    where
        K: TryInto<IdempotencyKey>,
        K::Error: Into<KeyError>,
    {
        let key = key.try_into().map_err(Into::into);
        self.change(|request| match key {
            Ok(key) => request.key = Some(key),
            Err(error) => request.refuse(error),
        })
    }

    /// The key that the call will carry, made now if it is the runtime's to make: store it to continue the call after a
    /// crash. `None` if the call carries none, or has a name: then the key store keeps it, and knows whether there is one
    /// already.
    pub fn key(&mut self) -> Option<&IdempotencyKey> {
        self.request.fix_key()
    }

    /// The longest time of the call with all its attempts and waits, counted from sending.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.change(|request| request.timeout = Some(timeout))
    }

    /// The longest time of one attempt, from sending to the last byte of the answer, in place of the client's: large
    /// uploads need more than the usual 60 seconds.
    pub fn attempt_timeout(self, timeout: Duration) -> Self {
        self.change(|request| request.attempt_timeout = Some(timeout))
    }

    /// The instant at which the call ends at the latest.
    pub fn deadline(self, deadline: Instant) -> Self {
        self.change(|request| request.deadline = Some(deadline))
    }

    /// A header. Headers that carry credentials, keys or the shape of the message cannot be set.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.change(|request| request.header(name, value))
    }

    /// Sends the call without any credential, whatever the operation asks for and the client has.
    pub fn without_credentials(self) -> Self {
        self.change(|request| request.anonymous = true)
    }

    /// The retry policy of this call, in place of the operation's and the client's.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        self.retry_with(move |retries| retries.policy(policy))
    }

    /// Changes what the document and the client say of repeating this call, such as `|retries| retries.max_attempts(2)`.
    pub fn retry_with(self, change: impl Fn(Retries) -> Retries + Send + Sync + 'static) -> Self {
        self.change(|request| request.change_retries(change))
    }
}

impl<T: Success, E: EndpointError, P: Params, B> Call<T, E, P, B> {
    /// Sends the call.
    ///
    /// # Errors
    ///
    /// How the operation can be refused is said at the method that made this call; [`Error`] says how else a call fails.
    pub fn send(self) -> Sent<T, E> {
        self.send_as()
    }

    /// Sends the call, and returns the facts of the answer beside its value: headers, request id, rate limits, attempts.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn send_with_meta(self) -> Sent<WithMeta<T>, E> {
        self.send_as()
    }

    pub(crate) fn into_request(mut self) -> Box<Request> {
        self.request.params(&self.params);
        self.request
    }

    pub(crate) fn send_as<A: Success>(self) -> Sent<A, E> {
        let mut request = self.into_request();
        request.streams = A::STREAMS;
        Sent {
            outcome: start(request, E::CODES),
            result: PhantomData,
        }
    }
}

impl<T: Success, E: EndpointError, P: Params, B> IntoFuture for Call<T, E, P, B> {
    type Output = Result<T, Error<E>>;
    type IntoFuture = Sent<T, E>;

    fn into_future(self) -> Sent<T, E> {
        self.send()
    }
}

impl<T, E, P, B> fmt::Debug for Call<T, E, P, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.request.operation.id)
            .finish_non_exhaustive()
    }
}

pub(crate) type Outcome = Pin<Box<dyn Future<Output = Result<Answered, Failed>> + Send>>;

/// A call on its way. Not generic, so that the core is compiled here and not in every generated crate.
///
/// Its time runs from here on, also where its future is polled later.
pub(crate) fn start(
    mut request: Box<Request>,
    codes: &'static [&'static crate::facts::Code],
) -> Outcome {
    request.fix_deadline();
    Box::pin(execute(request, codes))
}

/// The value of a success, and what else is known of the call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WithMeta<T> {
    /// What the operation returns.
    pub value: T,
    /// Status, headers, request id, rate limits, attempts.
    pub meta: Box<Meta>,
}
