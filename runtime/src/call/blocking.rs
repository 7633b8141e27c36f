//! Calls for programs without an async runtime.

use std::sync::OnceLock;
use std::sync::mpsc;

use tokio::runtime::Runtime;

use super::{Call, Success};
use crate::endpoint_error::EndpointError;
use crate::error::Error;

impl<T: Success, E: EndpointError> Call<T, E> {
    /// Sends the call and blocks this thread until it ends.
    ///
    /// The call runs on a thread that all blocking calls share, so this works anywhere; within an async function it blocks
    /// the thread that others wait for, so use [`send`](Self::send) there.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    ///
    /// # Panics
    ///
    /// A hook, a transport or a token source of the client panicked.
    pub fn send_blocking(self) -> Result<T, Error<E>> {
        wait(self.send())
    }
}

/// Blocks this thread until a call on the shared one ends.
pub(crate) fn wait<F>(call: F) -> F::Output
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    let (done, outcome) = mpsc::sync_channel(1);
    runtime().spawn(async move {
        // The receiver waits below for as long as the call takes.
        let _ = done.send(call.await);
    });
    outcome
        .recv()
        .expect("hooks, transports and token sources do not panic")
}

/// One runtime for all blocking calls, since connections live on the runtime that made them.
fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("faultcode-blocking")
            .enable_all()
            .build()
            .expect("the operating system gives this process one more thread")
    })
}
