//! A body whose pieces come one at a time, so that an answer is looked for between any two.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use crate::transport::OutgoingBody;
use crate::transport::outgoing::PIECE;
use crate::transport::upload::UploadError;

/// How long hyper waits for an answer between two pieces: longer than a system takes to say what has arrived, unless it is busy.
/// Timers are as coarse as this, so that with [`AT_ONCE`] an upload is held to about 120 megabytes a second.
const LOOK: Duration = Duration::from_millis(1);

/// The first look, and the only one in most cases: a server that refuses a body mostly does so when it has seen the head.
/// The next ones are half as long each, down to [`LOOK`].
const FIRST_LOOK: Duration = Duration::from_millis(8);

/// What is sent with a look after every [`PIECE`].
const CAREFUL: usize = 1 << 20;

/// What is sent between two looks later on.
const AT_ONCE: usize = 4 * PIECE;

/// hyper writes as long as there is something to write, and reads only then. A server that answers in the meantime and resets
/// the connection is heard only if its answer was read before the next write.
pub(super) struct Paced {
    body: OutgoingBody,
    sent: usize,
    look: Option<Pin<Box<Sleep>>>,
    next_look: Duration,
}

impl Paced {
    pub(super) fn new(body: OutgoingBody) -> Self {
        Self {
            body,
            sent: 0,
            look: None,
            next_look: FIRST_LOOK,
        }
    }

    /// Whether it is time for a look once a piece of that size has gone out.
    fn looks_after(&mut self, piece: usize) -> bool {
        let before = self.sent;
        self.sent = before.saturating_add(piece);
        let unit = if before < CAREFUL { PIECE } else { AT_ONCE };
        before.checked_div(unit) != self.sent.checked_div(unit)
    }
}

impl Body for Paced {
    type Data = Bytes;
    type Error = UploadError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, UploadError>>> {
        let this = &mut *self;
        if let Some(look) = &mut this.look {
            ready!(look.as_mut().poll(cx));
            this.look = None;
        }
        let frame = ready!(Pin::new(&mut this.body).poll_frame(cx));
        let piece = frame.as_ref().and_then(|frame| frame.as_ref().ok());
        let size = piece.and_then(Frame::data_ref).map_or(0, Bytes::len);
        if this.looks_after(size) && !this.body.is_end_stream() {
            this.look = Some(Box::pin(sleep(this.next_look)));
            this.next_look = this
                .next_look
                .checked_div(2)
                .map_or(LOOK, |look| look.max(LOOK));
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
