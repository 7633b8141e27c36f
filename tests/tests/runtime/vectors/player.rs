//! A client whose server is the test: one answer at a time, to the caller that the vector names.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use faultcode_runtime::calls::Success;
use faultcode_runtime::errors::{StopReason, TokenError, TransportErrorKind};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Bytes, Call, EndpointError, Error, RetryPolicy, Token, Upload};
use faultcode_tests::payments::Client;
use faultcode_tests::payments::input::NewCharge;
use faultcode_tests::{Held, Waiting};
use tokio::task::JoinHandle;

use super::data::{Given, Step, seconds};

/// How a call ended.
#[derive(Debug)]
pub struct Ended {
    pub stop: Option<StopReason>,
    pub succeeded: bool,
}

type Ending = Pin<Box<dyn Future<Output = Ended> + Send>>;

fn ending<T, E>(call: Call<T, E>) -> Ending
where
    T: Success + Send + 'static,
    E: EndpointError + Send + 'static,
{
    Box::pin(async move {
        let done: Result<_, Error<E>> = call.send_with_meta().await;
        Ended {
            succeeded: done.is_ok(),
            stop: done.as_ref().err().and_then(|error| error.stop_reason()),
        }
    })
}

/// A client, the clock and the transport behind it.
pub struct Player {
    pub client: Client,
    pub clock: ManualClock,
    pub held: Held,
    given: Given,
    refreshes: Arc<AtomicUsize>,
    flights: BTreeMap<String, Flight>,
}

struct Flight {
    call: JoinHandle<Ended>,
    waiting: Waiting,
    refreshes: usize,
}

/// What a step led to.
pub struct Played {
    pub outcome: &'static str,
    /// The waits on the clock.
    pub waits: Vec<Duration>,
    /// Tokens of the bucket afterwards.
    pub tokens: Option<u32>,
}

impl Player {
    pub fn new(given: &Given, policy: RetryPolicy) -> Self {
        let clock = ManualClock::new();
        let held = Held::new();
        let refreshes = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&refreshes);
        let source = move |_: Option<Token>| {
            let number = counter.fetch_add(1, Ordering::SeqCst);
            async move { Ok::<_, TokenError>(Token::new(format!("token-{number}"))) }
        };
        let client = Client::builder()
            .transport(held.clone())
            .clock(Arc::new(clock.clone()))
            .token_source(source)
            .budget(given.bucket(&policy))
            .retry(policy)
            .build()
            .expect("a usable client");
        Self {
            client,
            clock,
            held,
            given: given.clone(),
            refreshes,
            flights: BTreeMap::new(),
        }
    }

    /// The call that a vector asks for, by what it says of keys and bodies.
    pub fn call(&self) -> Ending {
        let payments = self.client.payments();
        let charge = NewCharge::new("r1", 100);
        let deadline = self.given.deadline_seconds.map(seconds);
        let once = || {
            let piece: std::io::Result<Bytes> = Ok(Bytes::from_static(b"file"));
            Upload::stream(Once(Some(piece)))
        };
        if self.given.keyed {
            return ending(payments.charge(&charge));
        }
        match (self.given.replayable_body, deadline) {
            (Some(false), _) => ending(payments.attach(once())),
            (_, Some(deadline)) => ending(payments.note(&charge).timeout(deadline)),
            _ => ending(payments.note(&charge)),
        }
    }

    /// Answers the request of the step's caller, whose call is begun if there is none, and sees what comes of it.
    pub async fn play(&mut self, step: &Step) -> Played {
        let caller = step.caller.clone().unwrap_or_default();
        let flight = match self.flights.remove(&caller) {
            Some(flight) => flight,
            None => {
                let mut call = tokio::spawn(self.call());
                Flight {
                    waiting: self.next(&mut call).await.expect("the first request"),
                    call,
                    refreshes: self.refreshes.load(Ordering::SeqCst),
                }
            }
        };
        let waited = self.clock.waits().len();
        let Flight {
            mut call,
            waiting,
            refreshes,
        } = flight;
        reply(waiting, step);
        let outcome = match self.next(&mut call).await {
            Ok(waiting) => {
                let now = self.refreshes.load(Ordering::SeqCst);
                let flight = Flight {
                    call,
                    waiting,
                    refreshes: now,
                };
                self.flights.insert(caller, flight);
                if now > refreshes { "refresh" } else { "retry" }
            }
            Err(ended) if ended.succeeded => "success",
            Err(ended) => ended.stop.map_or("no reason", StopReason::as_str),
        };
        Played {
            outcome,
            waits: self.clock.waits().split_off(waited),
            tokens: self.tokens(),
        }
    }

    pub fn tokens(&self) -> Option<u32> {
        self.client
            .inner()
            .budget()
            .and_then(|budget| budget.tokens())
    }

    /// The next request, or the end of the call.
    async fn next(&self, call: &mut JoinHandle<Ended>) -> Result<Waiting, Ended> {
        let either = async {
            tokio::select! {
                biased;
                waiting = self.held.next() => Ok(waiting),
                ended = call => Err(ended.expect("no panic")),
            }
        };
        let long = Duration::from_secs(60);
        let either = tokio::time::timeout(long, either).await;
        either.expect("the call goes on")
    }

    /// Drops every call that still goes on.
    pub async fn abandon(&mut self) {
        for flight in std::mem::take(&mut self.flights).into_values() {
            flight.call.abort();
            // A call that was dropped has no end.
            let _ = flight.call.await;
        }
    }

    /// Whether all calls have ended.
    pub fn is_done(&self) -> bool {
        self.flights.is_empty()
    }
}

/// Does what the step says that the server does.
fn reply(waiting: Waiting, step: &Step) {
    let mut headers = step.headers.clone();
    if let Some(hint) = &step.hint_ms {
        headers.push(("retry-after-ms".to_owned(), hint.clone()));
    }
    let Some(status) = step.status else {
        let fault = match step.fault.as_deref() {
            Some("connectRefused") => TransportErrorKind::Connect,
            Some("connectionLost") => TransportErrorKind::Reset,
            Some("timeout") => TransportErrorKind::Timeout,
            other => panic!("unknown fault {other:?}"),
        };
        // A hint can only have come with a head, behind which the body was waited for in vain.
        return match headers.is_empty() {
            true => waiting.fail(fault),
            false => waiting.break_off(500, &headers, fault),
        };
    };
    headers.push(("content-type".to_owned(), "application/json".to_owned()));
    let body = match &step.code {
        _ if status < 300 => r#"{"id": "c1"}"#.to_owned(),
        Some(code) => format!(r#"{{"code": "{code}"}}"#),
        None => "{}".to_owned(),
    };
    waiting.answer(status, &headers, body);
}

/// A stream of one piece, which cannot be read twice.
struct Once(Option<std::io::Result<Bytes>>);

impl futures_core::Stream for Once {
    type Item = std::io::Result<Bytes>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take())
    }
}
