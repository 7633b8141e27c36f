//! One attempt: the request goes out, head and body come in, all within the limits of time and size.

use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;

use super::peek::{Peeked, peek};
use super::{Authorised, Prepared};
use crate::client::Core;
use crate::envelope::read::read;
use crate::stream::essence;
use crate::transport::{
    self, BodyEnd, Incoming, IncomingBody, LARGEST_HEAD, Progress, TransportFault, TransportFuture,
    TransportKind,
};

/// A complete head and the body behind it.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Whether the body is longer than what was read.
    pub(super) truncated: bool,
    /// The body where it is handed out while it arrives.
    pub(super) open: Option<IncomingBody>,
}

/// A request that was handed to the transport.
pub(super) struct Begun<'c> {
    pub(super) head: TransportFuture<'c>,
    /// What a body that is streamed has sent so far.
    pub(super) progress: Option<Arc<Progress>>,
}

/// What a head leads to.
enum Head {
    /// The body is read, up to that many bytes.
    Reads(Answer, IncomingBody, usize),
    /// The body is handed out unless its start says that it is an error.
    Peeks(Answer, IncomingBody, usize),
    /// The attempt ends with it.
    Ends(Outcome),
}

/// How an attempt ended.
pub(super) enum Outcome {
    Answer(Answer),
    Fault {
        fault: TransportFault,
        /// What had arrived before.
        arrived: Option<Answer>,
    },
}

impl Prepared {
    /// Waits for the answer to a request that was handed over.
    pub(super) async fn send(&self, begun: Begun<'_>, authorised: &Authorised) -> Outcome {
        let core = self.client.core();
        let timeout = match self.remaining() {
            Some(left) => left.min(self.attempt_timeout),
            None => self.attempt_timeout,
        };
        let mut timer = core.clock.limit(timeout);
        let transparent = self.policy.max_attempts > 1;
        let stalled = stalled(begun.progress, core);
        let again = || self.is_replayable().then(|| self.outgoing(authorised));
        let head = tokio::select! {
            biased;
            head = transport::send(&*core.transport, begun.head, transparent, again) => head,
            () = &mut timer => Err(TransportFault::new(TransportKind::Timeout)),
            () = stalled => Err(TransportFault::new(TransportKind::Stalled)),
        };
        let (mut answer, body, limit) = match self.answer(head) {
            Head::Reads(answer, body, limit) => (answer, body, limit),
            Head::Peeks(mut answer, body, limit) => {
                let peeked = tokio::select! {
                    biased;
                    peeked = Box::pin(self.peek(answer.status, &answer.headers, body, limit)) => peeked,
                    () = &mut timer => return Outcome::Fault {
                        fault: TransportFault::new(TransportKind::Timeout),
                        arrived: Some(answer),
                    },
                };
                match peeked {
                    Peeked::Whole(body) => (answer, body, limit),
                    Peeked::Success(body) => {
                        answer.open = Some(body);
                        return Outcome::Answer(answer);
                    }
                }
            }
            Head::Ends(outcome) => return outcome,
        };
        let end = tokio::select! {
            biased;
            (body, end) = transport::collect(body, limit, core.stall_timeout, &*core.clock) => {
                answer.body = body;
                end
            }
            () = &mut timer => BodyEnd::Broken(TransportFault::new(TransportKind::Timeout)),
        };
        // These have no body, whatever follows their head (RFC 9110 sections 9.3.2 and 15).
        if self.has_no_body(answer.status) {
            answer.body = Bytes::new();
            return Outcome::Answer(answer);
        }
        let fault = match end {
            BodyEnd::Broken(fault) => Some(fault),
            BodyEnd::Whole if self.operation.is_success(answer.status) && is_cut(&answer) => {
                Some(TransportFault::new(TransportKind::BodyInterrupted))
            }
            BodyEnd::TooLarge => {
                answer.truncated = true;
                None
            }
            BodyEnd::Whole => None,
        };
        match fault {
            None => Outcome::Answer(answer),
            Some(fault) => Outcome::Fault {
                fault,
                arrived: Some(answer),
            },
        }
    }
}

impl Prepared {
    fn answer(&self, head: Result<Incoming, TransportFault>) -> Head {
        let fault = |fault| {
            Head::Ends(Outcome::Fault {
                fault,
                arrived: None,
            })
        };
        let head = match head {
            Ok(head) => head,
            Err(error) => return fault(error),
        };
        // No request of ours asks for another protocol.
        if head.status.is_informational() {
            return fault(TransportFault::new(TransportKind::Protocol));
        }
        if head_size(&head.headers) > LARGEST_HEAD {
            return fault(TransportFault::new(TransportKind::HeadTooLarge));
        }
        let status = head.status.as_u16();
        let limits = &self.client.core().limits;
        let limit = if self.operation.is_success(status) {
            limits.success
        } else {
            limits.error
        };
        let mut answer = Answer {
            status,
            headers: head.headers,
            body: Bytes::new(),
            truncated: false,
            open: None,
        };
        match self.handing(&answer) {
            Handing::Out => {
                answer.open = Some(head.body);
                Head::Ends(Outcome::Answer(answer))
            }
            Handing::Peeked => Head::Peeks(answer, head.body, limit),
            Handing::Not => Head::Reads(answer, head.body, limit),
        }
    }

    fn has_no_body(&self, status: u16) -> bool {
        self.method == http::Method::HEAD || matches!(status, 204 | 205 | 304)
    }

    /// Whether the body goes to the caller while it arrives: that of a success of the type that the caller asked for, unless
    /// the body says whether it is a success.
    ///
    /// Whatever is downloaded may hold an error, whatever its type: servers that answer errors with 200 often leave the type
    /// of the file on them. What comes item by item says so in an item.
    fn handing(&self, answer: &Answer) -> Handing {
        let Some(streams) = self.streams else {
            return Handing::Not;
        };
        let status = answer.status;
        let is_open = self.operation.is_success(status)
            && !self.has_no_body(status)
            && !self.operation.presence.is_absent(status)
            && streams.fits(&answer.headers);
        match self.operation.may_fail_as_success(status) {
            _ if !is_open => Handing::Not,
            true if streams.encoded => Handing::Peeked,
            true if is_called_json(&answer.headers) => Handing::Not,
            _ => Handing::Out,
        }
    }

    async fn peek(
        &self,
        status: u16,
        headers: &HeaderMap,
        body: IncomingBody,
        limit: usize,
    ) -> Peeked {
        let core = self.client.core();
        let is_error = |start: &[u8]| read(self.operation, status, headers, start, &[]).is_error;
        let silence = (core.stall_timeout, &*core.clock);
        peek(body, is_called_json(headers), limit, silence, is_error).await
    }
}

/// What becomes of the body of an answer.
enum Handing {
    /// It is read.
    Not,
    /// It is handed out while it arrives.
    Out,
    /// The same, once its start shows no error.
    Peeked,
}

fn is_called_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(http::header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let essence = essence(content_type.unwrap_or(""));
    essence == "application/json" || essence.ends_with("+json")
}

impl Outcome {
    /// Takes the body that is handed out.
    pub(super) fn take_open(&mut self) -> Option<IncomingBody> {
        match self {
            Self::Answer(answer) => answer.open.take(),
            Self::Fault { .. } => None,
        }
    }
}

/// The bytes of the header lines.
fn head_size(headers: &HeaderMap) -> usize {
    let lines = headers.iter();
    // `: ` and the end of the line.
    lines
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum()
}

/// Ends when a streamed body has made no progress for as long as the client waits for a byte. A body that is whole, or
/// at its end, never stalls: what is slow then is the answer.
async fn stalled(progress: Option<Arc<Progress>>, core: &Core) {
    let mut before = progress.as_ref().and_then(|progress| progress.pieces());
    while let (Some(progress), Some(pieces)) = (&progress, before) {
        core.clock.limit(core.stall_timeout).await;
        let now = progress.pieces();
        if now == Some(pieces) {
            return;
        }
        before = now;
    }
    std::future::pending().await
}

/// Whether a JSON body plainly lacks its end although the connection says that it is complete.
///
/// Looked at are only the two outer characters: that is enough for nearly every cut, and costs nothing.
fn is_cut(answer: &Answer) -> bool {
    let media = answer.headers.get(http::header::CONTENT_TYPE);
    let is_json =
        media.is_some_and(|media| media.as_bytes().windows(4).any(|part| part == b"json"));
    let body = answer.body.trim_ascii();
    is_json
        && match (body.first(), body.last()) {
            (Some(b'{'), last) => last != Some(&b'}') || body.len() == 1,
            (Some(b'['), last) => last != Some(&b']') || body.len() == 1,
            _ => false,
        }
}
