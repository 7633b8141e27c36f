//! Bodies as they are sent: in pieces, with waits between them, broken off or gone silent where a script says so.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

use super::answer::Answer;
use super::script::{After, Fault};

/// How long a connection is given to send what was written before it is broken off.
const FLUSH: Duration = Duration::from_millis(20);

/// How long a silent connection is kept.
const SILENCE: Duration = Duration::from_secs(600);

/// A body.
#[derive(Debug)]
pub(super) struct Wire {
    pieces: VecDeque<Piece>,
    sleep: Option<Pin<Box<Sleep>>>,
    /// How long it says to be; `None`: it comes in chunks.
    length: Option<u64>,
}

#[derive(Debug)]
enum Piece {
    Bytes(Bytes),
    Wait(Duration),
    Fail,
}

/// A script breaks the connection off.
#[derive(Debug)]
pub(super) struct BrokenOff;

impl fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a script breaks the connection off")
    }
}

impl std::error::Error for BrokenOff {}

impl Wire {
    /// All of it at once.
    pub fn whole(body: Bytes) -> Self {
        let length = u64::try_from(body.len()).ok();
        Self {
            pieces: VecDeque::from([Piece::Bytes(body)]),
            sleep: None,
            length,
        }
    }

    /// The body of an answer, up to where its fault cuts it.
    pub fn of(answer: &Answer) -> Self {
        let body = answer.body.clone();
        if answer.pieces > 1 {
            let pieces = (0..answer.pieces).map(|_| Piece::Bytes(body.clone()));
            return Self {
                pieces: pieces.collect(),
                sleep: None,
                length: None,
            };
        }
        let mut wire = Self::whole(body);
        let Some(fault) = answer.fault else {
            return wire;
        };
        let all = answer.body.len();
        let sent = match fault.after() {
            After::Nothing | After::Head => 0,
            After::Body(bytes) => bytes.min(all),
            After::All => return wire,
        };
        // A body that says to be longer than it is breaks off; an empty one has to say so as well.
        wire.length = u64::try_from(all.max(sent + 1)).ok();
        wire.pieces.clear();
        if sent > 0 {
            wire.pieces
                .push_back(Piece::Bytes(answer.body.slice(..sent)));
        }
        let wait = match fault {
            Fault::Stall(_) => SILENCE,
            Fault::Close(_) | Fault::Reset(_) => FLUSH,
        };
        wire.pieces.push_back(Piece::Wait(wait));
        wire.pieces.push_back(Piece::Fail);
        wire
    }
}

impl Body for Wire {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        loop {
            if let Some(sleep) = self.sleep.as_mut() {
                if sleep.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                self.sleep = None;
            }
            return match self.pieces.pop_front() {
                Some(Piece::Bytes(bytes)) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Some(Piece::Wait(wait)) => {
                    self.sleep = Some(Box::pin(tokio::time::sleep(wait)));
                    continue;
                }
                Some(Piece::Fail) => Poll::Ready(Some(Err(BrokenOff))),
                None => Poll::Ready(None),
            };
        }
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty() && self.sleep.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        self.length
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
