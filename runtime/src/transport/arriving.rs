//! The body of an answer as an HTTP client hands it out.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::Body;

use super::{IncomingBody, Pieces, TransportError, TransportErrorKind};

/// A body as the core takes it. Most bodies came in one piece with their head, and are whole here; nothing is waited for.
///
/// `says_end`: the body says at its end whether that is one. hyper takes a stream that was reset with `NO_ERROR` or `CANCEL` for
/// the end of its body, whatever is missing (RFC 9113 section 8.1).
pub(super) async fn arriving<B>(
    mut body: B,
    says_end: bool,
    fault: fn(B::Error) -> TransportError,
) -> IncomingBody
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: 'static,
{
    if body.is_end_stream() {
        return IncomingBody::Whole(Bytes::new());
    }
    let first = poll_fn(|cx| Poll::Ready(Pin::new(&mut body).poll_frame(cx))).await;
    let first = match first {
        Poll::Pending => None,
        Poll::Ready(None) if is_cut(&body, says_end) => Some(Err(cut())),
        Poll::Ready(None) => return IncomingBody::Whole(Bytes::new()),
        Poll::Ready(Some(Err(error))) => Some(Err(fault(error))),
        // Trailers carry nothing that this crate reads.
        Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
            Ok(data) if body.is_end_stream() => return IncomingBody::Whole(data),
            other => other.ok().map(Ok),
        },
    };
    IncomingBody::Pieces(Box::new(Arriving {
        first,
        rest: body,
        says_end,
        fault,
    }))
}

/// Whether a body that gives no more ended too early.
fn is_cut<B: Body>(body: &B, says_end: bool) -> bool {
    says_end && !body.is_end_stream() || body.size_hint().lower() > 0
}

fn cut() -> TransportError {
    TransportError::new(TransportErrorKind::BodyInterrupted)
}

struct Arriving<B: Body> {
    /// What was there with the head.
    first: Option<Result<Bytes, TransportError>>,
    rest: B,
    says_end: bool,
    fault: fn(B::Error) -> TransportError,
}

impl<B> Pieces for Arriving<B>
where
    B: Body<Data = Bytes> + Send + Unpin,
{
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(first));
        }
        loop {
            return match Pin::new(&mut self.rest).poll_frame(cx) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(None) if is_cut(&self.rest, self.says_end) => {
                    Poll::Ready(Some(Err(cut())))
                }
                Poll::Ready(None) => Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err((self.fault)(error)))),
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) => Poll::Ready(Some(Ok(data))),
                    Err(_) => continue,
                },
            };
        }
    }

    fn size(&self) -> Option<u64> {
        let first = match &self.first {
            Some(Ok(first)) => first.len() as u64,
            _ => 0,
        };
        self.rest.size_hint().exact()?.checked_add(first)
    }
}
