//! Waiting for a future without an async runtime: one runtime, on threads of its own, turns the connections of all who wait.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

#[cfg(feature = "cleartext")]
use tokio::runtime::Handle;
use tokio::runtime::Runtime;
use tokio::task::unconstrained;

/// How many calls may block one thread, one within the other: a hook whose call runs the same hook would never end.
const DEEPEST: usize = 8;

thread_local! {
    /// How many calls block this thread.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// A call that blocks this thread.
struct Blocked;

impl Blocked {
    fn new() -> Self {
        DEPTH.set(DEPTH.get().saturating_add(1));
        Self
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get().saturating_sub(1));
    }
}

/// Whether a call that begins now is blocked within too many others.
pub(crate) fn is_too_deep() -> bool {
    DEPTH.get() > DEEPEST
}

/// Blocks this thread until a call ends.
pub(crate) fn wait<F: Future>(call: F) -> F::Output {
    let _blocked = Blocked::new();
    let mut call = pin!(call);
    block_on(|cx| call.as_mut().poll(cx))
}

/// Wakes a thread that waits in [`block_on`].
struct Unpark {
    thread: Thread,
    /// A thread has one token for all that wakes it, and what blocks within this wait may have taken it.
    woken: AtomicBool,
}

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Polls on this thread until there is a result. The timers and connections of what is polled are those of the shared
/// runtime, which turns them on threads of its own; so no runtime is started here, and this works within another one.
///
/// Hooks, stores and transports of the caller therefore run on the caller's own thread, and may block it: no other call
/// waits for it.
pub(crate) fn block_on<T>(poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> T {
    aside(|| poll_here(poll))
}

fn poll_here<T>(poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> T {
    let _timers = runtime().enter();
    let wake = Arc::new(Unpark {
        thread: thread::current(),
        woken: AtomicBool::new(false),
    });
    let waker = Waker::from(Arc::clone(&wake));
    // Within a task of another runtime, polling has a budget there that is filled again only when that task returns.
    let mut result = pin!(unconstrained(poll_fn(poll)));
    loop {
        match result.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(result) => return result,
            Poll::Pending => {
                while !wake.woken.swap(false, Ordering::Acquire) {
                    thread::park();
                }
            }
        }
    }
}

thread_local! {
    static SHARED: Cell<bool> = const { Cell::new(false) };
}

/// Runs code of the caller that may block. On a thread of the shared runtime, another thread takes over first what this one
/// does for all blocking calls: their connections and timers.
pub(crate) fn aside<T>(run: impl FnOnce() -> T) -> T {
    if SHARED.get() {
        tokio::task::block_in_place(run)
    } else {
        run()
    }
}

/// Whether connections that are made now live on the shared runtime. One of another runtime is of no use to a blocking call:
/// the thread that turns it may be the one that is blocked.
#[cfg(feature = "cleartext")]
pub(crate) fn is_shared_runtime() -> bool {
    Handle::try_current().is_ok_and(|handle| handle.id() == runtime().handle().id())
}

/// One runtime for all blocking calls, since connections live on the runtime that made them.
#[expect(
    clippy::expect_used,
    reason = "what a server or a caller gives decides nothing here; a process without room for two threads cannot go on"
)]
fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            // Code of the caller runs there only beside them (see `aside`), or in tasks that it starts itself.
            .worker_threads(2)
            .thread_name("faultcode-blocking")
            .on_thread_start(|| SHARED.set(true))
            .enable_all()
            .build()
            .expect("the operating system gives this process two more threads")
    })
}
