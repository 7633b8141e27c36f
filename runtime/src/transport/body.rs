//! Reads the body of an answer under a limit of size and a limit of silence.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::{IncomingBody, Pieces, TransportError, TransportErrorKind};
use crate::transport::clock::Clock;

/// How a body ended.
#[derive(Debug)]
pub(crate) enum BodyEnd {
    /// As it should.
    Whole,
    /// The limit was reached; the rest is not read.
    TooLarge,
    /// Before its end.
    Broken(TransportError),
}

/// The bytes up to the limit, and how the body ended.
pub(crate) async fn collect(
    body: IncomingBody,
    limit: usize,
    stall: Duration,
    clock: &dyn Clock,
) -> (Bytes, BodyEnd) {
    let mut pieces = match body {
        IncomingBody::Whole(bytes) if bytes.len() > limit => {
            return (bytes.slice(..limit), BodyEnd::TooLarge);
        }
        IncomingBody::Whole(bytes) => return (bytes, BodyEnd::Whole),
        IncomingBody::Pieces(pieces) => pieces,
    };
    let mut next = Next::new(stall, clock);
    // Most bodies come in one piece, which is handed on without a copy.
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    loop {
        let piece = next.of(&mut *pieces).await;
        let end = match piece {
            None => BodyEnd::Whole,
            Some(Err(fault)) => BodyEnd::Broken(fault),
            Some(Ok(piece)) => {
                let room = limit.saturating_sub(first.len()).saturating_sub(all.len());
                let fits = piece.len() <= room;
                let piece = piece.slice(..piece.len().min(room));
                if first.is_empty() && all.is_empty() {
                    first = piece;
                } else {
                    if all.is_empty() {
                        let size = pieces.size().and_then(|size| usize::try_from(size).ok());
                        all.reserve(size.unwrap_or(0).min(limit).min(1 << 20));
                        all.extend_from_slice(&std::mem::take(&mut first));
                    }
                    all.extend_from_slice(&piece);
                }
                if fits {
                    continue;
                }
                BodyEnd::TooLarge
            }
        };
        let bytes = if all.is_empty() { first } else { all.freeze() };
        return (bytes, end);
    }
}

/// The pieces of a body, each under the limit of the time without a byte. The timer starts only when a piece has to be waited
/// for.
pub(crate) struct Next<'c> {
    stall: Duration,
    clock: &'c dyn Clock,
    timer: Option<Pin<Box<dyn Future<Output = ()> + Send + 'c>>>,
}

impl<'c> Next<'c> {
    pub(crate) fn new(stall: Duration, clock: &'c dyn Clock) -> Self {
        Self {
            stall,
            clock,
            timer: None,
        }
    }

    /// The next piece; `None` at the end.
    pub(crate) async fn of(
        &mut self,
        pieces: &mut dyn Pieces,
    ) -> Option<Result<Bytes, TransportError>> {
        poll_fn(|cx| self.poll(pieces, cx)).await
    }

    fn poll(
        &mut self,
        pieces: &mut dyn Pieces,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        if let Poll::Ready(piece) = pieces.poll_piece(cx) {
            // An empty piece is no progress.
            if !matches!(&piece, Some(Ok(bytes)) if bytes.is_empty()) {
                self.timer = None;
            }
            return Poll::Ready(piece);
        }
        let timer = self
            .timer
            .get_or_insert_with(|| self.clock.limit(self.stall));
        match timer.as_mut().poll(cx) {
            Poll::Ready(()) => {
                self.timer = None;
                Poll::Ready(Some(Err(TransportError::new(TransportErrorKind::Stalled))))
            }
            Poll::Pending => Poll::Pending,
        }
    }
}
