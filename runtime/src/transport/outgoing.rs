//! The body of one attempt on its way to a transport.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::upload::{Segment, Upload, UploadError};

/// The body of a request: whole, or piece by piece.
///
/// It implements [`http_body::Body`], so a transport hands it on to its HTTP client. A body of known length has an exact
/// size hint, from which the client makes `Content-Length`.
pub struct OutgoingBody(Kind);

enum Kind {
    Whole(Bytes),
    // The lock is never taken: it makes the body `Sync`, as HTTP clients ask for. Boxed, since these move the request of every
    // call around.
    Pieces(Box<Mutex<Segments>>),
}

struct Segments {
    waiting: VecDeque<Segment>,
    left: Option<u64>,
    progress: Arc<Progress>,
}

/// How far a body is: counted so that a body that makes no progress can be told from a server that is slow to answer.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    pieces: AtomicU64,
}

/// What [`Progress`] counts at the end of the body.
const DONE: u64 = u64::MAX;

impl Progress {
    /// The number of pieces so far; `None` at the end.
    pub(crate) fn pieces(&self) -> Option<u64> {
        Some(self.pieces.load(Ordering::Relaxed)).filter(|pieces| *pieces != DONE)
    }
}

impl OutgoingBody {
    pub(crate) fn of(upload: &Upload) -> Self {
        match upload.bytes() {
            Some(bytes) => Self(Kind::Whole(bytes.clone())),
            None => Self(Kind::Pieces(Box::new(Mutex::new(Segments {
                waiting: upload.segments().into(),
                left: upload.length(),
                progress: Arc::default(),
            })))),
        }
    }

    /// The bytes, if they are all there.
    pub fn whole(&self) -> Option<&Bytes> {
        match &self.0 {
            Kind::Whole(bytes) => Some(bytes),
            Kind::Pieces(_) => None,
        }
    }

    /// The progress of a body that is read piece by piece.
    pub(crate) fn progress(&self) -> Option<Arc<Progress>> {
        match &self.0 {
            Kind::Whole(_) => None,
            Kind::Pieces(segments) => {
                let segments = segments.lock().unwrap_or_else(PoisonError::into_inner);
                Some(Arc::clone(&segments.progress))
            }
        }
    }

    /// Reads the body to its end.
    ///
    /// # Errors
    ///
    /// A stream or a file fails, or is not as long as it was said to be.
    pub async fn collect(self) -> Result<Bytes, UploadError> {
        if let Kind::Whole(bytes) = self.0 {
            return Ok(bytes);
        }
        let all = http_body_util::BodyExt::collect(self).await?;
        Ok(all.to_bytes())
    }
}

impl From<Bytes> for OutgoingBody {
    fn from(bytes: Bytes) -> Self {
        Self(Kind::Whole(bytes))
    }
}

impl Segments {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            let piece = match self.waiting.front_mut() {
                None => return Poll::Ready(None),
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
                    Poll::Ready(Some(Ok(piece))) => {
                        if let Some(left) = left {
                            match left.checked_sub(piece.len() as u64) {
                                Some(rest) => *left = rest,
                                None => return Poll::Ready(Some(Err(misfit("longer")))),
                            }
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
        match &mut self.0 {
            Kind::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Kind::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Kind::Pieces(segments) => {
                let segments = segments.get_mut().unwrap_or_else(PoisonError::into_inner);
                segments.poll(cx).map(|piece| {
                    let pieces = &segments.progress.pieces;
                    match &piece {
                        Some(Ok(_)) => _ = pieces.fetch_add(1, Ordering::Relaxed),
                        _ => pieces.store(DONE, Ordering::Relaxed),
                    }
                    piece.map(|piece| piece.map(Frame::data).map_err(UploadError::new))
                })
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Whole(bytes) => bytes.is_empty(),
            // Asked for its next piece, an empty stream says so itself.
            Kind::Pieces(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Kind::Pieces(segments) => {
                let segments = segments.lock().unwrap_or_else(PoisonError::into_inner);
                segments
                    .left
                    .map_or_else(SizeHint::default, SizeHint::with_exact)
            }
        }
    }
}

impl fmt::Debug for OutgoingBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingBody")
            .field("length", &self.size_hint().exact())
            .finish_non_exhaustive()
    }
}
