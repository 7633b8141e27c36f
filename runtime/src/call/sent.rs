//! The future of a call.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::{Outcome, Success};
use crate::call::endpoint_error::EndpointError;
use crate::call::error::Error;
use crate::call::execute::cut;
use crate::call::observe;

/// A call that was sent.
#[must_use = "futures do nothing unless polled"]
pub struct Sent<T, E> {
    pub(super) outcome: Outcome,
    pub(super) result: PhantomData<fn() -> (T, E)>,
}

impl<T: Success, E: EndpointError> Future for Sent<T, E> {
    type Output = Result<T, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.outcome.as_mut().poll(cx).map(|outcome| match outcome {
            Ok(answered) => {
                let span = answered.span.clone();
                T::from_answered(answered).map_err(|(error, meta)| {
                    observe::undecodable(&span, &error);
                    Error::undecodable(error, meta)
                })
            }
            Err(failed) => {
                let mut error = failed.typed();
                cut(&mut error);
                Err(error)
            }
        })
    }
}

impl<T, E> fmt::Debug for Sent<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sent").finish_non_exhaustive()
    }
}
