//! Calls that make something, or read it where it is there already.

use std::any::Any;

use crate::facts::Expression;

use crate::call::endpoint_error::EndpointError;
use crate::call::envelope::text_at;
use crate::call::error::{AnyError, Error};
use crate::call::request::Request;
use crate::call::{Call, Success, WithMeta};
use crate::facts::Code;
use crate::facts::Parameter;
use crate::facts::operation::Operation;
use crate::model::param::Params;

/// The errors of an operation that makes something, one of which says that it is there already (`existing` of
/// `x-error-codes`). [`existing!`](crate::existing) writes it.
pub trait Existing: EndpointError {
    /// What is read then.
    type Resource: Success;
    /// How reading can be refused.
    type Error: EndpointError;
    /// The code, and how to read.
    const EXISTING: ExistingAt;
}

/// Which code says that the resource is there, and how it is read.
#[derive(Clone, Copy, Debug)]
pub struct ExistingAt {
    /// The code or status entry.
    pub code: Code,
    /// The operation that reads.
    pub operation: &'static Operation,
    /// Its parameters, and where their values come from.
    pub arguments: &'static [(Parameter, Expression)],
}

/// What [`Call::create_or_get`] returns: what was made now, or what was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created<T, R = T> {
    /// It was made now, and the operation returned this.
    New(T),
    /// It was there already: it was read, or is what the answer held.
    Existing(R),
}

impl<T, R> Created<T, R> {
    /// Whether it was made now.
    pub const fn is_new(&self) -> bool {
        matches!(self, Self::New(_))
    }
}

impl<T: Success, R: Success> Created<T, R> {
    /// What an operation returned that makes something. Where it is what was there, of the type that is read, it is handed
    /// over as that.
    fn of(done: WithMeta<T>) -> Self {
        let mut value = Some(done.value);
        if done.meta.is_existing() {
            let slot: &mut dyn Any = &mut value;
            let same = slot.downcast_mut::<Option<R>>();
            if let Some(there) = same.and_then(Option::take) {
                return Self::Existing(there);
            }
        }
        #[expect(
            clippy::expect_used,
            reason = "it is taken in one place, which returns"
        )]
        Self::New(value.expect("the value is there until it is handed over"))
    }
}

impl<T> Created<T> {
    /// What there is now, however it came.
    pub fn into_inner(self) -> T {
        match self {
            Self::New(value) | Self::Existing(value) => value,
        }
    }
}

/// A value for the call that reads.
pub(crate) enum Given {
    /// As it is.
    Text(String),
    /// Percent-encoded already.
    Encoded(String),
}

impl<T: Success, E: Existing, P: Params, B> Call<T, E, P, B> {
    /// Sends the call, and where the server answers that the resource is there already, reads that one: for APIs in which a
    /// duplicate is as good as a success.
    ///
    /// A success that says by its status that it was there already ([`is_existing`](crate::errors::Meta::is_existing)) is
    /// [`Existing`](Created::Existing) without a second request, if both operations return the same type.
    ///
    /// The deadline of the call holds for both requests.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send), and those of the operation that reads. The error can be taken for that of either
    /// ([`AnyError::downcast`]). If a value that reading needs is not there, the refusal is returned.
    pub async fn create_or_get(self) -> Result<Created<T, E::Resource>, AnyError> {
        let at = E::EXISTING;
        let mut request = self.into_request();
        // The key may be what the resource is found by.
        request.fix_key();
        let mut read = Request::new(request.client.clone(), at.operation);
        // Before the time is fixed, with which the policy of this operation is.
        read.change = request.change.clone();
        read.anonymous = request.anonymous;
        request.fix_deadline();
        read.deadline = request.deadline;
        let values = at.arguments.iter().map(|(_, from)| request.given(*from));
        let values: Vec<_> = values.collect();
        let created = Call::<T, E>::of(*request, ());
        let error = match created.send_with_meta().await {
            Ok(done) => return Ok(Created::of(done)),
            Err(error) => error,
        };
        if !at.is_meant(&error) {
            return Err(error.into());
        }
        for ((parameter, from), value) in at.arguments.iter().zip(values) {
            let value = match from {
                Expression::ResponseBody(at) => text_at(error.expose_raw(), at).map(Given::Text),
                // The key of a named call, which is known only now.
                Expression::RequestBody(at) if value.is_none() => {
                    let facts = error.operation().idempotency;
                    let facts = facts.filter(|facts| facts.is_in_body(at));
                    let key = facts.and_then(|_| error.idempotency_key());
                    key.map(|key| Given::Text(key.as_str().to_owned()))
                }
                _ => value,
            };
            match value {
                Some(value) => read.give(parameter, value),
                None => return Err(error.into()),
            }
        }
        let read = Call::<E::Resource, E::Error>::of(read, ());
        Ok(Created::Existing(read.send().await?))
    }
}

impl ExistingAt {
    fn is_meant<E>(&self, error: &Error<E>) -> bool {
        let case = error.meta().case;
        case.is_some_and(|case| match self.code.code {
            Some(code) => case.code == Some(code),
            None => case.code.is_none() && case.status == self.code.status,
        })
    }
}

/// Writes [`Existing`] for an error enum: the code, the operation that reads, its success and its errors, and a pair per
/// parameter.
#[doc(hidden)]
#[macro_export]
macro_rules! existing {
    ($name:ident by $code:path { $operation:path, $resource:ty, $error:ty, $($argument:expr,)* }) => {
        impl $crate::__private::Existing for $name {
            type Resource = $resource;
            type Error = $error;
            const EXISTING: $crate::__private::ExistingAt = $crate::__private::ExistingAt {
                code: $code,
                operation: &$operation.operation,
                arguments: const { &[$($argument),*] },
            };
        }
    };
}
