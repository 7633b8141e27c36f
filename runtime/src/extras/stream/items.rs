//! The loop behind every stream of items: reads, cuts, tells an end from a break. Not generic over the items.

use std::task::{Context, Poll};

use bytes::Bytes;

use super::error::Failure;
use super::frames::{Frame, Frames};
use super::no_stream;
use crate::call::answered::{Answered, Reading};
use crate::call::meta::Meta;
use crate::model::decode::{DecodeError, Decoder};
use crate::transport::{TransportError, TransportErrorKind};

/// A body that is cut into items.
pub(super) struct Framed<F> {
    pub(super) frames: F,
    pub(super) meta: Box<Meta>,
    pub(super) reading: Reading,
    pub(super) limit: usize,
    over: bool,
}

impl<F: Frames> Framed<F> {
    /// The items of a success; an error where its body did not arrive as a stream.
    pub(super) fn of(frames: F, answered: Answered) -> Result<Box<Self>, (DecodeError, Box<Meta>)> {
        let Answered {
            meta, open, limit, ..
        } = answered;
        match open {
            Some(reading) => Ok(Box::new(Self {
                frames,
                meta,
                reading,
                limit,
                over: false,
            })),
            None => Err((no_stream(&meta), meta)),
        }
    }

    /// The error of an item without the credentials of the call.
    pub(super) fn shown(&self, error: DecodeError) -> DecodeError {
        let authorised = &self.meta.authorised;
        authorised.with_secrets(|secrets| error.without(secrets))
    }

    /// The next item; `None` at the end of the stream. `at_end` says what becomes of an item that the body ends within.
    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        at_end: fn(Frame) -> Rest,
    ) -> Poll<Option<Result<Frame, Failure>>> {
        if self.over {
            return Poll::Ready(None);
        }
        loop {
            match self.frames.next(self.limit) {
                Ok(Some(frame)) => return Poll::Ready(Some(Ok(frame))),
                Ok(None) => {}
                Err(_) => {
                    self.end();
                    return Poll::Ready(Some(Err(Failure::TooLarge(self.limit))));
                }
            }
            let piece = match self.reading.poll(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(piece) => piece,
            };
            let fault = match piece {
                Some(Ok(piece)) => {
                    self.frames.take(piece);
                    continue;
                }
                Some(Err(fault)) => fault,
                None => match self.frames.rest().map(at_end) {
                    None | Some(Rest::Nothing) => {
                        self.end();
                        return Poll::Ready(None);
                    }
                    Some(Rest::Item(frame)) => {
                        self.end();
                        return Poll::Ready(Some(Ok(frame)));
                    }
                    Some(Rest::Cut) => TransportError::new(TransportErrorKind::BodyInterrupted),
                },
            };
            self.end();
            return Poll::Ready(Some(Err(Failure::broken(fault, &self.meta))));
        }
    }

    /// Ends the stream where the server says so, and lets the connection be used again if nothing follows.
    pub(super) fn finish(&mut self, cx: &mut Context<'_>) {
        if !self.over {
            drop(self.reading.poll(cx));
            self.end();
        }
    }

    /// Ends the stream: nothing more comes of it.
    pub(super) fn end(&mut self) {
        self.over = true;
        self.reading.end();
    }
}

/// What an item is that the body ends within.
pub(super) enum Rest {
    /// Complete but for its end.
    Item(Frame),
    /// A part of one: the stream broke off.
    Cut,
    /// The word for the end.
    Nothing,
}

/// Whether a text is one whole JSON value.
pub(super) fn is_json(text: &[u8]) -> bool {
    let mut decoder = Decoder::new(text);
    decoder.skip().is_ok() && decoder.finish().is_ok()
}

/// What is kept of an item that does not fit.
pub(super) fn kept(frame: Frame) -> Bytes {
    Bytes::from(frame.data)
}
