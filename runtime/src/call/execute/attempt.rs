//! One attempt: the request goes out, head and body come in, all within the limits of time and size.

use std::pin::pin;

use faultcode_facts::{JSON, is_bodiless};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::HeaderMap;

use super::peek::{Peeked, peek};
use super::{Authorised, Prepared};
use crate::call::answered::essence;
use crate::call::client::Core;
use crate::call::envelope::read;
use crate::transport::race::unless;
use crate::transport::{
    self, BodyEnd, Incoming, IncomingBody, LARGEST_HEAD, Outgoing, Progress, Taken, TransportError,
    TransportErrorKind, TransportFuture,
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
    /// How much of the request's body was taken when the head arrived.
    pub(super) taken: Taken,
    /// What a fake tells beside it.
    #[cfg(feature = "testing")]
    pub(super) told: Option<transport::told::Told>,
}

/// A request that was handed to the transport.
pub(super) struct Begun<'c> {
    pub(super) head: TransportFuture<'c>,
    /// The body that is on its way.
    pub(super) sent: Watched,
}

/// The body that is on its way: that of the request which was handed over last. One that came back unstarted is sent again
/// with a body of its own.
pub(super) struct Watched(Mutex<Following>);

#[derive(Clone)]
struct Following {
    /// How many requests were handed over before.
    earlier: u64,
    progress: Option<Arc<Progress>>,
}

impl Watched {
    pub(super) fn new(outgoing: &Outgoing) -> Self {
        Self(Mutex::new(Following {
            earlier: 0,
            progress: outgoing.request.body().progress().cloned(),
        }))
    }

    fn lock(&self) -> MutexGuard<'_, Following> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on that request's body is the one.
    fn follow(&self, outgoing: &Outgoing) {
        let mut following = self.lock();
        following.earlier = following.earlier.saturating_add(1);
        following.progress = outgoing.request.body().progress().cloned();
    }

    /// Gives up a request that was not asked for its body yet; whether that was so.
    fn close(&self) -> bool {
        let following = self.lock();
        following.progress.as_ref().is_some_and(|it| it.close())
    }

    /// Whether there is a body to watch.
    fn is_streamed(&self) -> bool {
        self.lock().progress.is_some()
    }

    /// What is to change while the body is under way; `None` where it is not.
    fn mark(&self) -> Option<(u64, u64)> {
        let following = self.lock();
        let pieces = following.progress.as_ref()?.pieces()?;
        Some((following.earlier, pieces))
    }

    /// How much of the body was taken. A small body is taken with the head.
    fn taken(&self) -> Taken {
        let following = self.lock();
        let progress = following.progress.as_ref();
        progress.map_or(Taken::All, |progress| progress.taken())
    }
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
        fault: TransportError,
        /// What had arrived before.
        arrived: Option<Answer>,
    },
}

impl Prepared {
    /// Waits for the answer to a request that was handed over.
    pub(super) async fn send(&self, begun: Begun<'_>, authorised: &mut Authorised) -> Outcome {
        let core = self.client.core();
        let timeout = match self.remaining() {
            Some(left) => left.min(self.attempt_timeout),
            None => self.attempt_timeout,
        };
        let mut timer = core.clock.limit(timeout);
        // A token is asked for after a pause, in which connections close.
        let transparent = self.policy.max_attempts > 1 || self.for_token;
        let sent = begun.sent;
        let stalled = stalled(&sent, core);
        let again = || {
            // A token may have been replaced until the request came back.
            self.take_newest(authorised);
            let next = self
                .is_replayable()
                .then(|| self.outgoing(authorised))?
                .ok()?;
            sent.follow(&next);
            Some(next)
        };
        let sending = transport::send(&*core.transport, begun.head, transparent, again);
        let head = match unless(pin!(sending), pin!(unless(pin!(&mut timer), pin!(stalled)))).await
        {
            Ok(head) => head,
            Err(Ok(())) if core.transport.asks_for_bodies() && sent.close() => {
                Err(TransportError::new(TransportErrorKind::ConnectTimeout))
            }
            Err(Ok(())) => Err(TransportError::new(TransportErrorKind::Timeout)),
            Err(Err(())) => Err(TransportError::new(TransportErrorKind::Stalled)),
        };
        // Taken apart before the next wait, through which the whole of it would be kept.
        let (mut answer, mut body, limit, peeks) = match self.answer(head, sent.taken()) {
            Head::Reads(answer, body, limit) => (answer, body, limit, false),
            Head::Peeks(answer, body, limit) => (answer, body, limit, true),
            Head::Ends(outcome) => return outcome,
        };
        if peeks {
            let peeking = Box::pin(self.peek(answer.status, &answer.headers, body, limit));
            let peeked = unless(pin!(peeking), pin!(&mut timer)).await;
            match peeked {
                Ok(Peeked::Whole(whole)) => body = whole,
                Ok(Peeked::Success(open)) => {
                    answer.open = Some(open);
                    return Outcome::Answer(answer);
                }
                Err(()) => {
                    return Outcome::Fault {
                        fault: TransportError::new(TransportErrorKind::Timeout),
                        arrived: Some(answer),
                    };
                }
            }
        }
        let collecting = transport::collect(body, limit, core.stall_timeout, &*core.clock);
        let end = match unless(pin!(collecting), pin!(&mut timer)).await {
            Ok((body, end)) => {
                answer.body = body;
                end
            }
            Err(()) => BodyEnd::Broken(TransportError::new(TransportErrorKind::Timeout)),
        };
        if self.has_no_body(answer.status) {
            answer.body = Bytes::new();
            return Outcome::Answer(answer);
        }
        let fault = match end {
            // A server that refuses a request before it has read it closes the connection, and what it said then may be lost
            // in part (RFC 9112 section 9.6). Its status decides, and so much of its words as there is.
            BodyEnd::Broken(fault) if self.is_refusal(&answer, &fault) => {
                answer.truncated = true;
                None
            }
            BodyEnd::Broken(fault) => Some(fault),
            BodyEnd::Whole if self.operation.is_success(answer.status) && is_cut(&answer) => {
                Some(TransportError::new(TransportErrorKind::BodyInterrupted))
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
    fn answer(&self, head: Result<Incoming, TransportError>, taken: Taken) -> Head {
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
        #[cfg(feature = "gzip")]
        let head = match self.takes_gzip() && !self.has_no_body(head.status.as_u16()) {
            true => transport::gunzip(head),
            false => head,
        };
        // No request of ours asks for another protocol.
        if head.status.is_informational() {
            return fault(TransportError::new(TransportErrorKind::Protocol));
        }
        if head_size(&head.headers) > LARGEST_HEAD {
            return fault(TransportError::new(TransportErrorKind::HeadTooLarge));
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
            taken,
            #[cfg(feature = "testing")]
            told: head.told,
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
        is_bodiless(self.method == http::Method::HEAD, status)
    }

    /// Whether an answer that breaks off is an error that came before the request was taken.
    fn is_refusal(&self, answer: &Answer, fault: &TransportError) -> bool {
        answer.taken != Taken::All
            && !self.operation.is_success(answer.status)
            && fault.kind() == TransportErrorKind::BodyInterrupted
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
    essence == JSON || essence.ends_with("+json")
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
        .map(|(name, value)| name.as_str().len().saturating_add(value.len()))
        .fold(0, |sum, line| sum.saturating_add(line.saturating_add(4)))
}

/// Ends when a body that is under way has made no progress for as long as the client waits for a byte. A body that nobody
/// has asked for, or that is at its end, never stalls: what is slow then is the connection or the answer.
async fn stalled(sent: &Watched, core: &Core) {
    if !sent.is_streamed() {
        return std::future::pending().await;
    }
    let mut before = sent.mark();
    loop {
        core.clock.limit(core.stall_timeout).await;
        let now = sent.mark();
        if now.is_some() && now == before {
            return;
        }
        before = now;
    }
}

/// Whether a JSON body plainly lacks its end although the connection says that it is complete.
///
/// Looked at are only the two outer characters: that is enough for nearly every cut, and costs nothing.
fn is_cut(answer: &Answer) -> bool {
    let media = answer.headers.get(http::header::CONTENT_TYPE);
    let mut words = media.map_or(&b""[..], |media| media.as_bytes()).windows(4);
    let is_json = words.any(|word| word.eq_ignore_ascii_case(b"json"));
    let body = answer.body.trim_ascii();
    is_json
        && match (body.first(), body.last()) {
            (Some(b'{'), last) => last != Some(&b'}') || body.len() == 1,
            (Some(b'['), last) => last != Some(&b']') || body.len() == 1,
            _ => false,
        }
}
