//! The network between clients and the server: how a request fares on its way, and what the client sees of it. Head and body of
//! an answer stay together, since what an answer proves depends on its last byte.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use faultcode_runtime::Bytes;
use faultcode_runtime::errors::{TransportError, TransportErrorKind};
use faultcode_runtime::transports::{
    Incoming, IncomingBody, Outgoing, Pieces, Transport, TransportFuture,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::fate::{Fate, Words, words};
use super::intent::Op;
use super::world::{Event, Held, Sim, Sleep, World, ms};

/// What a request is, as far as anybody in the world looks at it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Who makes it, and for which call.
    pub client: usize,
    pub call: usize,
    pub op: Op,
    pub key: Option<String>,
    pub token: Option<String>,
}

/// What the client has seen of a request so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Nothing: it is on its way.
    Waiting,
    /// Proof that the server got nothing of it.
    NotSent,
    /// The same, from the transport, which may send again at once.
    Unstarted,
    /// A whole answer, which promises that nothing was done.
    Refused(u16),
    /// That the work is done.
    Done,
    /// Nothing that proves anything.
    Unclear,
}

/// A request, and what became of it.
#[derive(Debug)]
pub struct Wire {
    pub asked: Asked,
    pub fate: Fate,
    /// When the client had seen all that it saw.
    pub ended: Duration,
    pub seen: Seen,
    /// The wait that the answer asked for.
    pub hint: Option<Duration>,
    pub body: Option<Bytes>,
    outcome: Option<Result<Said, Fault>>,
    waker: Option<Waker>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Dns,
    Refused,
    Slow,
    Unstarted,
    Reset,
}

/// How the body of an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    Whole,
    Cut,
    Stalled,
}

#[derive(Clone, Debug)]
pub struct Said {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    pub ends: Ends,
    /// What it proves once it is there as a whole.
    pub proves: Seen,
}

impl World {
    /// A request leaves.
    pub fn send(&mut self, asked: Asked) -> usize {
        let wire = self.wires.len();
        self.note(format_args!(
            "client {} call {} sends {wire}: {:?} key {:?} token {:?}",
            asked.client, asked.call, asked.op, asked.key, asked.token
        ));
        self.judge_sent(&asked);
        let fate = Fate::draw(self, &asked);
        if fate != Fate::Fine {
            self.note(format_args!("  {wire} meets {fate:?}"));
        }
        self.oracle.call(asked.call).wires.push(wire);
        self.wires.push(Wire {
            asked,
            fate,
            ended: self.now,
            seen: Seen::Waiting,
            hint: None,
            body: None,
            outcome: None,
            waker: None,
        });
        let moment = self.moment();
        let reply = |outcome| Event::Reply { wire, outcome };
        let arrive = Event::Arrive { wire, again: false };
        match fate {
            Fate::NoConnection(fault) => {
                let wait = match fault {
                    Fault::Slow => ms(3100),
                    _ => moment,
                };
                self.at(wait, reply(Err(fault)));
            }
            Fate::Unstarted => {
                self.at(moment, reply(Err(Fault::Unstarted)));
            }
            Fate::LostBefore => {
                self.at(moment, reply(Err(Fault::Reset)));
            }
            Fate::SilentBefore => {}
            Fate::Late(wait) => {
                self.at(wait, arrive);
            }
            Fate::Twice(wait) => {
                self.at(moment, arrive);
                self.at(moment + wait, Event::Arrive { wire, again: true });
            }
            Fate::Early(status) => {
                let said = Said::of(words(status, ""), true);
                self.at(moment, reply(Ok(said)));
            }
            _ => {
                self.at(moment, arrive);
            }
        }
        wire
    }

    /// What comes of a request is there, unless nobody waits for it any more.
    pub fn replied(&mut self, wire: usize, outcome: Result<Said, Fault>) -> Option<Waker> {
        let known = &mut self.wires[wire];
        if known.seen != Seen::Waiting || known.outcome.is_some() {
            return None;
        }
        known.outcome = Some(outcome);
        known.waker.take()
    }

    /// The client has seen all that it will see of a request.
    pub fn saw(&mut self, wire: usize, seen: Seen) {
        let now = self.now;
        let known = &mut self.wires[wire];
        if known.seen != Seen::Waiting {
            return;
        }
        known.seen = seen;
        known.ended = now;
        self.note(format_args!("  {wire} seen {seen:?}"));
        self.judge_seen(wire);
    }
}

impl Said {
    pub fn of(words: Words, untouched: bool) -> Self {
        let mut headers = vec![("content-type", "application/json".to_owned())];
        if let Some(seconds) = words.after {
            headers.push(("retry-after", seconds.to_string()));
        }
        if let Some(again) = words.again {
            headers.push(("x-should-retry", again.to_string()));
        }
        let code = match words.code {
            "" => String::new(),
            code => format!(r#""code": "{code}", "#),
        };
        // The server vouches for it that another request does no harm.
        let proves = match words.again {
            Some(true) => Seen::Refused(words.status),
            _ => words.proves(untouched),
        };
        Self {
            status: words.status,
            headers,
            body: format!(r#"{{{code}"message": "no"}}"#),
            ends: Ends::Whole,
            proves,
        }
    }

    pub fn success(body: &str) -> Self {
        Self {
            status: 200,
            headers: vec![("content-type", "application/json".to_owned())],
            body: body.to_owned(),
            ends: Ends::Whole,
            proves: Seen::Done,
        }
    }
}

/// Waits for what comes of a request. Whoever drops it closes the connection and sees nothing more.
pub struct Exchange {
    #[expect(dead_code, reason = "counts until it is dropped")]
    held: Held,
    sim: Sim,
    wire: usize,
    done: bool,
}

impl Exchange {
    pub fn new(sim: &Sim, wire: usize) -> Self {
        Self {
            held: Held::new(sim),
            sim: sim.clone(),
            wire,
            done: false,
        }
    }
}

/// The head of an answer, and its body as it comes.
pub struct Arrived {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Feed,
}

impl Future for Exchange {
    type Output = Result<Arrived, Fault>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (sim, wire) = (self.sim.clone(), self.wire);
        let mut world = sim.lock();
        let Some(outcome) = world.wires[wire].outcome.take() else {
            let old = world.wires[wire].waker.replace(cx.waker().clone());
            drop(world);
            drop(old);
            return Poll::Pending;
        };
        self.done = true;
        let said = match outcome {
            Ok(said) => said,
            Err(fault) => {
                let seen = match fault {
                    Fault::Reset => Seen::Unclear,
                    Fault::Unstarted => Seen::Unstarted,
                    _ => Seen::NotSent,
                };
                world.saw(wire, seen);
                return Poll::Ready(Err(fault));
            }
        };
        let after = said.headers.iter().find(|(name, _)| *name == "retry-after");
        let after = after.and_then(|(_, seconds)| seconds.parse().ok());
        world.wires[wire].hint = after.map(Duration::from_secs);
        let in_pieces = said.ends != Ends::Whole || world.chance.in_hundred(30);
        let wait = in_pieces.then(|| world.moment());
        drop(world);
        let middle = if in_pieces { said.body.len() / 2 } else { 0 };
        let (first, rest) = said.body.split_at(middle);
        Poll::Ready(Ok(Arrived {
            status: said.status,
            headers: said.headers,
            body: Feed {
                held: Held::new(&sim),
                first: Some(first.to_owned()).filter(|text| !text.is_empty()),
                rest: Some(rest.to_owned()),
                wait: wait.map(|wait| sim.sleep(wait)),
                ends: said.ends,
                proves: said.proves,
                sim: sim.clone(),
                wire,
            },
        }))
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if !self.done {
            self.sim.lock().saw(self.wire, Seen::Unclear);
        }
    }
}

/// The body of an answer as it comes. An answer proves something once its last byte is there.
pub struct Feed {
    #[expect(dead_code, reason = "counts until it is dropped")]
    held: Held,
    first: Option<String>,
    rest: Option<String>,
    wait: Option<Sleep>,
    ends: Ends,
    proves: Seen,
    sim: Sim,
    wire: usize,
}

impl Feed {
    pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, ()>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(first.into())));
        }
        if let Some(wait) = &mut self.wait {
            if Pin::new(wait).poll(cx).is_pending() {
                return Poll::Pending;
            }
            self.wait = None;
        }
        match self.ends {
            Ends::Whole => {
                self.sim.lock().saw(self.wire, self.proves);
                Poll::Ready(self.rest.take().map(|rest| Ok(rest.into())))
            }
            Ends::Cut => {
                self.sim.lock().saw(self.wire, Seen::Unclear);
                Poll::Ready(Some(Err(())))
            }
            Ends::Stalled => Poll::Pending,
        }
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.sim.lock().saw(self.wire, Seen::Unclear);
    }
}

impl Pieces for Feed {
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let broken = |()| TransportError::new(TransportErrorKind::BodyInterrupted);
        let piece = Feed::poll(self, cx);
        piece.map(|piece| piece.map(|piece| piece.map_err(broken)))
    }
}

/// The network as a transport of the runtime.
#[derive(Clone)]
pub struct Network {
    pub sim: Sim,
    pub client: usize,
    #[expect(dead_code, reason = "counts until the last client is dropped")]
    pub alive: Arc<()>,
}

impl Network {
    fn asked(&self, outgoing: &Outgoing) -> Asked {
        let headers = outgoing.request.headers();
        let header = |name: &str| {
            let value = headers.get(name)?;
            Some(value.to_str().ok()?.to_owned())
        };
        Asked {
            client: self.client,
            call: self.sim.lock().current.expect("somebody makes the call"),
            op: Op::of(outgoing.operation.id),
            key: header("idempotency-key"),
            token: header("authorization"),
        }
    }
}

impl Transport for Network {
    fn send(&self, outgoing: Outgoing) -> TransportFuture<'_> {
        Box::pin(async move {
            let asked = self.asked(&outgoing);
            let wire = self.sim.lock().send(asked);
            let exchange = Exchange::new(&self.sim, wire);
            let body = outgoing.request.into_body();
            let fate = self.sim.lock().wires[wire].fate;
            // Kept, but not asked for.
            let mut unread = None;
            match fate {
                Fate::Early(_) | Fate::NoConnection(_) | Fate::Unstarted => unread = Some(body),
                _ => {
                    let body = body.collect().await.map_err(|error| {
                        TransportError::new(TransportErrorKind::Upload).with_source(error)
                    })?;
                    self.sim.lock().read(wire, body);
                }
            }
            let arrived = exchange.await.map_err(|fault| match fault {
                Fault::Unstarted => TransportError::unstarted(),
                Fault::Dns => TransportError::new(TransportErrorKind::Dns),
                Fault::Refused => TransportError::new(TransportErrorKind::Connect),
                Fault::Slow => TransportError::new(TransportErrorKind::ConnectTimeout),
                Fault::Reset => TransportError::new(TransportErrorKind::Reset),
            })?;
            drop(unread);
            let mut headers = HeaderMap::new();
            for (name, value) in arrived.headers {
                let value = HeaderValue::from_str(&value).expect("a header value");
                headers.append(HeaderName::from_static(name), value);
            }
            let status = StatusCode::from_u16(arrived.status).expect("a status");
            let body = IncomingBody::Pieces(Box::new(arrived.body));
            Ok(Incoming::new(status, headers, body))
        })
    }
}
