//! Bodies that are compressed with gzip (RFC 1952), decoded piece by piece while they arrive.

use std::io::{self, BufRead, ErrorKind, Read};
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use flate2::bufread::MultiGzDecoder;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};

use super::{Incoming, IncomingBody, Pieces, TransportError, TransportErrorKind};

/// How much is decoded at once, in bytes: whatever a body grows to, no more than that is held of it here.
const PIECE: usize = 16 * 1024;

/// The answer with its body decoded where it is compressed with gzip, and without the headers that are true of the compressed
/// one only.
pub(crate) fn gunzip(mut answer: Incoming) -> Incoming {
    if !is_gzip(&answer.headers) {
        return answer;
    }
    answer.headers.remove(CONTENT_ENCODING);
    answer.headers.remove(CONTENT_LENGTH);
    answer.body = IncomingBody::Pieces(Box::new(Gunzip {
        decoder: MultiGzDecoder::new(Arrived::default()),
        decoded: vec![0; PIECE].into(),
        body: Some(answer.body),
        any: false,
        over: false,
    }));
    answer
}

/// Whether gzip is the one coding of a body.
fn is_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(CONTENT_ENCODING).iter();
    let lines = lines.map(|line| line.to_str().unwrap_or("?"));
    let words = lines.flat_map(|line| line.split(',')).map(str::trim);
    let words: Vec<&str> = words
        .filter(|word| !word.is_empty() && !word.eq_ignore_ascii_case("identity"))
        .collect();
    let [word] = words.as_slice() else {
        return false;
    };
    word.eq_ignore_ascii_case("gzip") || word.eq_ignore_ascii_case("x-gzip")
}

struct Gunzip {
    decoder: MultiGzDecoder<Arrived>,
    /// Where a piece is decoded into.
    decoded: Box<[u8]>,
    /// The compressed body as far as it has not arrived.
    body: Option<IncomingBody>,
    /// Whether there is any of it.
    any: bool,
    over: bool,
}

/// What has arrived of a compressed body and is not decoded yet.
#[derive(Default)]
struct Arrived {
    bytes: Bytes,
    is_last: bool,
}

impl BufRead for Arrived {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.bytes.is_empty() && !self.is_last {
            true => Err(ErrorKind::WouldBlock.into()),
            false => Ok(&self.bytes),
        }
    }

    fn consume(&mut self, count: usize) {
        self.bytes.advance(count.min(self.bytes.len()));
    }
}

impl Read for Arrived {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl Gunzip {
    /// Waits for more of the compressed body.
    fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        let piece = match &mut self.body {
            None => None,
            Some(IncomingBody::Whole(bytes)) => Some(std::mem::take(bytes)),
            Some(IncomingBody::Pieces(pieces)) => ready!(pieces.poll_piece(cx)).transpose()?,
        };
        let arrived = self.decoder.get_mut();
        match piece.filter(|piece| !piece.is_empty() || is_stream(&self.body)) {
            Some(piece) => {
                self.any |= !piece.is_empty();
                arrived.bytes = piece;
            }
            None => {
                self.body = None;
                arrived.is_last = true;
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// Whether an empty piece says nothing of what follows.
fn is_stream(body: &Option<IncomingBody>) -> bool {
    matches!(body, Some(IncomingBody::Pieces(_)))
}

impl Pieces for Gunzip {
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            if self.over {
                return Poll::Ready(None);
            }
            let fault = match self.decoder.read(&mut self.decoded) {
                Ok(0) => {
                    self.over = true;
                    continue;
                }
                Ok(count) => {
                    let piece = self.decoded.get(..count).unwrap_or_default();
                    return Poll::Ready(Some(Ok(Bytes::copy_from_slice(piece))));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    match ready!(self.poll_more(cx)) {
                        // A server that has nothing to say may say so without compressing it.
                        Ok(()) if self.body.is_none() && !self.any => {
                            self.over = true;
                            continue;
                        }
                        Ok(()) => continue,
                        Err(fault) => fault,
                    }
                }
                Err(error) => TransportError::new(match error.kind() {
                    ErrorKind::UnexpectedEof => TransportErrorKind::BodyInterrupted,
                    _ => TransportErrorKind::Encoding,
                })
                .with_source(error),
            };
            self.over = true;
            return Poll::Ready(Some(Err(fault)));
        }
    }
}
