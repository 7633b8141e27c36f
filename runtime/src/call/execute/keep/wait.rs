//! Waiting for what must not be cut off: a store that takes too long finishes its work alone.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::Handle;

use crate::transport::clock::Clock;
use crate::transport::race::unless;

type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;
type After<T> = Box<dyn FnOnce(T) -> Work<()> + Send>;

/// Work that goes on in the background when who waits for it goes away.
///
/// Without a tokio runtime, or when that ends, the work ends where it is.
pub(super) struct Lasting<T: Send + 'static> {
    /// `None`: it is done.
    work: Option<Work<T>>,
    after: Option<After<T>>,
}

impl<T: Send + 'static> Lasting<T> {
    pub(super) fn new(work: impl Future<Output = T> + Send + 'static) -> Self {
        Self {
            work: Some(Box::pin(work)),
            after: None,
        }
    }

    /// What is done with the result if nobody waits for it.
    pub(super) fn after<F>(mut self, then: impl FnOnce(T) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.after = Some(Box::new(|result| Box::pin(then(result))));
        self
    }
}

impl<T: Send + 'static> Future for Lasting<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let Some(work) = &mut self.work else {
            // Polled after its end, which `within` never does.
            return Poll::Pending;
        };
        let result = work.as_mut().poll(cx);
        if result.is_ready() {
            self.work = None;
        }
        result
    }
}

impl<T: Send + 'static> Drop for Lasting<T> {
    fn drop(&mut self) {
        let (Some(work), Ok(runtime)) = (self.work.take(), Handle::try_current()) else {
            return;
        };
        let after = self.after.take();
        runtime.spawn(async move {
            let result = work.await;
            if let Some(after) = after {
                after(result).await;
            }
        });
    }
}

/// The result of the work, if it is there in time. It is looked at once, however short the time is.
pub(super) async fn within<T>(
    clock: &dyn Clock,
    limit: Duration,
    work: impl Future<Output = T>,
) -> Option<T> {
    unless(pin!(work), pin!(clock.limit(limit))).await.ok()
}
