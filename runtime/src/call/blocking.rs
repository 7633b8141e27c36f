//! Calls for programs without an async runtime.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::mpsc;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::runtime::Runtime;
use tokio::task::unconstrained;

use crate::stream::Download;

use super::{Call, Success, WithMeta};
use crate::endpoint_error::EndpointError;
use crate::error::Error;

impl<T: Success, E: EndpointError> Call<T, E> {
    /// Sends the call and blocks this thread until it ends.
    ///
    /// The call runs on a thread that all blocking calls share, so this works anywhere, also with a client that is used in
    /// async functions as well; within one it blocks the thread that others wait for, so use [`send`](Self::send) there. A
    /// client with a transport of its own, reqwest included, is used in one of the two ways only: a connection of the other
    /// runtime would wait for the thread that waits for it.
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

    /// As [`send_with_meta`](Self::send_with_meta), blocking this thread; see [`send_blocking`](Self::send_blocking).
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn send_with_meta_blocking(self) -> Result<WithMeta<T>, Error<E>> {
        wait(self.send_with_meta())
    }

    /// As [`download`](Self::download), blocking this thread; see [`send_blocking`](Self::send_blocking).
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn download_blocking(self) -> Result<Download, Error<E>> {
        wait(self.download())
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

/// Wakes a thread that waits in [`block_on`].
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Polls on this thread until there is a result. The timers and connections of what is polled are those of the shared
/// runtime, which turns them on a thread of its own; so no runtime is started here, and this works within another one.
pub(crate) fn block_on<T>(poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> T {
    let _timers = runtime().enter();
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    // Within a task of another runtime, polling has a budget there that is filled again only when that task returns.
    let mut result = pin!(unconstrained(poll_fn(poll)));
    loop {
        match result.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(result) => return result,
            Poll::Pending => thread::park(),
        }
    }
}

thread_local! {
    static SHARED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this is the thread that all blocking calls share. A connection of another runtime is of no use to it: its own
/// thread may be the one that is blocked.
#[cfg(feature = "hyper")]
pub(crate) fn is_shared_thread() -> bool {
    SHARED.get()
}

/// One runtime for all blocking calls, since connections live on the runtime that made them.
fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("faultcode-blocking")
            .on_thread_start(|| SHARED.set(true))
            .enable_all()
            .build()
            .expect("the operating system gives this process one more thread")
    })
}
