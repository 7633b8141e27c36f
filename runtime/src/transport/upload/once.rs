//! A stream that can be read once, by the attempt that asked last.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::Pieces;

/// The stream until its first byte is asked for.
#[derive(Clone)]
pub(super) struct Once {
    state: Arc<Mutex<State>>,
}

struct State {
    stream: Option<Pieces>,
    /// The last attempt. An earlier one may still be held by its connection, and must not take the stream away.
    attempt: u64,
}

impl Once {
    pub(super) fn new(stream: Pieces) -> Self {
        Self {
            state: Arc::new(Mutex::new(State {
                stream: Some(stream),
                attempt: 0,
            })),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nobody has asked for a byte yet.
    pub(super) fn is_whole(&self) -> bool {
        self.lock().stream.is_some()
    }

    /// The stream for one attempt.
    pub(super) fn claim(&self) -> Claim {
        let mut state = self.lock();
        state.attempt = state.attempt.wrapping_add(1);
        Claim {
            attempt: state.attempt,
            once: self.clone(),
            taken: None,
        }
    }
}

/// The stream as one attempt reads it: taken at its first byte.
pub(super) struct Claim {
    once: Once,
    attempt: u64,
    taken: Option<Pieces>,
}

impl Stream for Claim {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.taken.is_none() {
            let mut state = this.once.lock();
            if state.attempt == this.attempt {
                this.taken = state.stream.take();
            }
        }
        match &mut this.taken {
            Some(stream) => stream.as_mut().poll_next(cx),
            None => Poll::Ready(Some(Err(io::Error::other("the stream was read before")))),
        }
    }
}
