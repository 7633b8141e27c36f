//! The body of one attempt on its way to a transport.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::transport::upload::{Segment, Upload, UploadError};

/// How much of a body is handed over at once. Between two pieces an HTTP client looks for an answer, and what a server has
/// taken so far is known to that many bytes.
pub(crate) const PIECE: usize = 64 * 1024;

/// The body of a request: whole, or piece by piece.
///
/// It implements [`http_body::Body`], so a transport hands it on to its HTTP client. A body of known length has an exact
/// size hint, from which the client makes `Content-Length`.
pub struct OutgoingBody(Kind);

enum Kind {
    /// Handed over at once.
    Whole(Bytes),
    // Boxed, and of two kinds at most, since HTTP clients move the request of every call around: a third kind, or a word
    // more, makes each of these moves a longer one.
    InPieces(Box<InPieces>),
}

/// A body that is handed over in more than one piece.
struct InPieces {
    content: Content,
    progress: Arc<Progress>,
}

enum Content {
    Bytes(Bytes),
    // The lock is never taken: it makes the body `Sync`, as HTTP clients ask for.
    Segments(Mutex<Segments>),
}

struct Segments {
    waiting: VecDeque<Segment>,
    left: Option<u64>,
}

/// How far a body is: counted so that a body that makes no progress can be told from a server that is slow to answer.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    state: AtomicU64,
}

/// What [`Progress`] holds before anybody asked for the body.
const UNASKED: u64 = 0;

/// What it holds once the body was asked for; each piece adds one.
const ASKED: u64 = 1;

/// What it holds at the end of the body.
const DONE: u64 = u64::MAX;

/// What it holds when the request was given up before anybody asked for the body.
const CLOSED: u64 = u64::MAX - 1;

/// How much of a body a transport has taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Not one byte, although there are some.
    Nothing,
    /// A part.
    Part,
    /// All of it; or there is nothing to take.
    All,
}

impl Progress {
    /// The number of pieces so far of a body that is under way; `None` before it is asked for, and at its end.
    pub(crate) fn pieces(&self) -> Option<u64> {
        let state = self.state.load(Ordering::Relaxed);
        Some(state).filter(|state| !matches!(*state, UNASKED | CLOSED | DONE))
    }

    /// How much was taken.
    pub(crate) fn taken(&self) -> Taken {
        match self.state.load(Ordering::Relaxed) {
            UNASKED | ASKED | CLOSED => Taken::Nothing,
            DONE => Taken::All,
            _ => Taken::Part,
        }
    }

    /// Gives up a request of whose body nobody has asked; whether that was so. Nobody gets it from then on, so that no whole
    /// request leaves any more.
    pub(crate) fn close(&self) -> bool {
        self.change(CLOSED) == UNASKED
    }

    /// Changes what it holds before anybody asks; what it held.
    fn change(&self, to: u64) -> u64 {
        let order = Ordering::Relaxed;
        let changed = self.state.compare_exchange(UNASKED, to, order, order);
        changed.unwrap_or_else(|held| held)
    }

    /// Somebody asks for the body; `false`: it was given up.
    fn asked(&self) -> bool {
        match self.state.load(Ordering::Relaxed) {
            UNASKED => self.change(ASKED) == UNASKED,
            state => state != CLOSED,
        }
    }

    /// Somebody asks whether there is a body, and there is none; `false`: it was given up.
    fn asked_for_nothing(&self) -> bool {
        self.change(DONE) != CLOSED
    }

    fn piece(&self) {
        self.state.fetch_add(1, Ordering::Relaxed);
    }

    fn done(&self) {
        self.state.store(DONE, Ordering::Relaxed);
    }
}

impl OutgoingBody {
    /// The body of an upload. `watched`: also of a small one it can be told whether anybody asked for it.
    pub(crate) fn of(upload: &Upload, watched: bool) -> Self {
        match upload.bytes() {
            Some(bytes) if watched => Self::in_pieces(Content::Bytes(bytes.clone())),
            Some(bytes) => bytes.clone().into(),
            None => Self::in_pieces(Content::Segments(Mutex::new(Segments {
                waiting: upload.segments().into(),
                left: upload.length(),
            }))),
        }
    }

    fn in_pieces(content: Content) -> Self {
        Self(Kind::InPieces(Box::new(InPieces {
            content,
            progress: Arc::default(),
        })))
    }

    /// The bytes, if they are all there.
    pub fn whole(&self) -> Option<&Bytes> {
        match &self.0 {
            Kind::Whole(bytes) => Some(bytes),
            Kind::InPieces(body) => match &body.content {
                Content::Bytes(bytes) => Some(bytes),
                Content::Segments(_) => None,
            },
        }
    }

    /// The progress of a body that is handed over in more than one piece.
    pub(crate) fn progress(&self) -> Option<&Arc<Progress>> {
        match &self.0 {
            Kind::Whole(_) => None,
            Kind::InPieces(body) => Some(&body.progress),
        }
    }

    /// Reads the body to its end.
    ///
    /// # Errors
    ///
    /// A stream or a file fails, or is not as long as it was said to be.
    pub async fn collect(self) -> Result<Bytes, UploadError> {
        if let Some(bytes) = self.whole() {
            return Ok(bytes.clone());
        }
        let all = http_body_util::BodyExt::collect(self).await?;
        Ok(all.to_bytes())
    }
}

impl From<Bytes> for OutgoingBody {
    fn from(bytes: Bytes) -> Self {
        match bytes.len() > PIECE {
            true => Self::in_pieces(Content::Bytes(bytes)),
            false => Self(Kind::Whole(bytes)),
        }
    }
}

impl Segments {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            let piece = match self.waiting.front_mut() {
                None => return Poll::Ready(None),
                Some(Segment::Bytes(bytes)) if bytes.len() > PIECE => bytes.split_to(PIECE),
                Some(Segment::Bytes(bytes)) => {
                    let bytes = std::mem::take(bytes);
                    self.waiting.pop_front();
                    bytes
                }
                Some(Segment::Stream { pieces, left }) => match pieces.as_mut().poll_next(cx) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                    Poll::Ready(None) if left.is_some_and(|left| left > 0) => {
                        return Poll::Ready(Some(Err(misfit("shorter"))));
                    }
                    Poll::Ready(None) => {
                        self.waiting.pop_front();
                        continue;
                    }
                    Poll::Ready(Some(Ok(mut piece))) => {
                        if let Some(left) = left {
                            match left.checked_sub(piece.len() as u64) {
                                Some(rest) => *left = rest,
                                None => return Poll::Ready(Some(Err(misfit("longer")))),
                            }
                        }
                        if piece.len() > PIECE {
                            let rest = piece.split_off(PIECE);
                            self.waiting.push_front(Segment::Bytes(rest));
                        }
                        piece
                    }
                },
            };
            if piece.is_empty() {
                continue;
            }
            self.left = self
                .left
                .map(|left| left.saturating_sub(piece.len() as u64));
            return Poll::Ready(Some(Ok(piece)));
        }
    }
}

impl InPieces {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if !self.progress.asked() {
            let error = io::Error::new(io::ErrorKind::TimedOut, "the request was given up");
            return Poll::Ready(Some(Err(error)));
        }
        let (piece, is_last) = match &mut self.content {
            Content::Bytes(bytes) => {
                let piece = bytes.split_to(bytes.len().min(PIECE));
                let piece = Some(piece).filter(|piece| !piece.is_empty());
                (piece.map(Ok), bytes.is_empty())
            }
            Content::Segments(segments) => {
                let segments = segments.get_mut().unwrap_or_else(PoisonError::into_inner);
                (ready!(segments.poll(cx)), false)
            }
        };
        match &piece {
            Some(Ok(_)) if !is_last => self.progress.piece(),
            _ => self.progress.done(),
        }
        Poll::Ready(piece)
    }
}

fn misfit(how: &str) -> io::Error {
    let text = format!("the body is {how} than its stated length");
    io::Error::new(io::ErrorKind::InvalidData, text)
}

impl Body for OutgoingBody {
    type Data = Bytes;
    type Error = UploadError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, UploadError>>> {
        let piece = match &mut self.0 {
            Kind::Whole(bytes) if bytes.is_empty() => None,
            Kind::Whole(bytes) => Some(Ok(std::mem::take(bytes))),
            Kind::InPieces(body) => ready!(body.poll(cx)),
        };
        Poll::Ready(piece.map(|piece| piece.map(Frame::data).map_err(UploadError::new)))
    }

    fn is_end_stream(&self) -> bool {
        // Asked for its next piece, an empty stream says so itself.
        let is_empty = self.whole().is_some_and(Bytes::is_empty);
        // One that was given up is not empty, so that no head goes out as a whole request.
        is_empty && self.progress().is_none_or(|it| it.asked_for_nothing())
    }

    fn size_hint(&self) -> SizeHint {
        let length = match &self.0 {
            Kind::Whole(bytes) => Some(bytes.len() as u64),
            Kind::InPieces(body) => match &body.content {
                Content::Bytes(bytes) => Some(bytes.len() as u64),
                Content::Segments(segments) => {
                    let segments = segments.lock();
                    segments.unwrap_or_else(PoisonError::into_inner).left
                }
            },
        };
        length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl fmt::Debug for OutgoingBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingBody")
            .field("length", &self.size_hint().exact())
            .finish_non_exhaustive()
    }
}
