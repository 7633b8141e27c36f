//! Callers that make the call of one name, each step of which waits for a scheduler; their server, which books what it
//! executes once per key; and what has to hold whatever the order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use faultcode_runtime::errors::{TransportError, TransportErrorKind};
use faultcode_runtime::keys::{KeyClaim, KeyRecord, KeyStore, KeyStoreFuture};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::{Incoming, IncomingBody, Outgoing, Transport, TransportFuture};
use faultcode_runtime::{Bytes, Effect, Error};
use faultcode_tests::payments::Client;
use faultcode_tests::payments::input::NewCharge;
use faultcode_tests::payments::payments::{CHARGE, ChargeError};
use faultcode_tests::payments::types::Charge;
use http::{HeaderMap, HeaderValue, StatusCode};
use tokio::sync::{Semaphore, watch};

use super::stores::{Shared, Store};

/// What becomes of a caller's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The server refuses it with that status, and remembers nothing.
    Refused(u16),
    /// No connection came about.
    NeverSent,
    /// Executed, and answered.
    Done,
    /// Executed, and the answer is lost.
    Lost,
    /// Not executed, and the connection breaks.
    Unseen,
    /// Executed, while the caller dies.
    DiesAfter,
    /// Not executed, and the caller dies.
    DiesBefore,
}

impl Fate {
    fn executes(self) -> bool {
        matches!(self, Self::Done | Self::Lost | Self::DiesAfter)
    }

    fn dies(self) -> bool {
        matches!(self, Self::DiesAfter | Self::DiesBefore)
    }

    /// Whether the caller knows how it ended, so that there is something to note.
    pub(super) fn settles(self) -> bool {
        matches!(self, Self::Refused(_) | Self::NeverSent | Self::Done)
    }

    fn did_nothing_for_sure(self) -> bool {
        matches!(self, Self::Refused(_) | Self::NeverSent)
    }
}

/// What the server has done.
#[derive(Default)]
struct Book {
    /// Executions by the reference of the charge.
    executed: BTreeMap<String, u32>,
    /// The keys that it knows.
    keys: BTreeSet<String>,
}

#[derive(Clone, Default)]
struct Server(Arc<Mutex<Book>>);

impl Server {
    fn lock(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn executed(&self, reference: &str) -> u32 {
        self.lock().executed.get(reference).copied().unwrap_or(0)
    }

    fn execute(&self, reference: &str, key: &str) {
        let mut book = self.lock();
        if book.keys.insert(key.to_owned()) {
            *book.executed.entry(reference.to_owned()).or_default() += 1;
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Idle,
    /// The request waits for the server.
    Sent,
    /// The end waits to be noted.
    Noting,
    Ended,
}

/// One caller: its way to the server and to the store, both of which wait for the scheduler.
#[derive(Clone)]
struct Gate {
    server: Server,
    fate: Arc<Mutex<Fate>>,
    place: Arc<watch::Sender<Place>>,
    answer: Arc<Semaphore>,
    note: Arc<Semaphore>,
}

impl Gate {
    fn new(server: &Server) -> Self {
        Self {
            server: server.clone(),
            fate: Arc::new(Mutex::new(Fate::Done)),
            place: Arc::new(watch::Sender::new(Place::Idle)),
            answer: Arc::new(Semaphore::new(0)),
            note: Arc::new(Semaphore::new(0)),
        }
    }

    fn fate(&self) -> Fate {
        *self.fate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn until(&self, places: &[Place]) {
        let mut seen = self.place.subscribe();
        let reached = seen.wait_for(|place| places.contains(place)).await;
        reached.expect("the sender is here");
    }

    /// Waits until the scheduler lets one through.
    async fn pass(&self, place: Place, gate: &Semaphore) {
        self.place.send_replace(place);
        gate.acquire().await.expect("never closed").forget();
    }
}

impl Transport for Gate {
    fn send(&self, outgoing: Outgoing) -> TransportFuture<'_> {
        Box::pin(async move {
            let (head, body) = outgoing.request.into_parts();
            let body = body.collect().await.expect("a body in memory");
            let body: serde_json::Value = serde_json::from_slice(&body).expect("a JSON body");
            let reference = body["reference"].as_str().expect("a reference");
            let key = head.headers["idempotency-key"].to_str().expect("a key");
            self.pass(Place::Sent, &self.answer).await;
            let fate = self.fate();
            if fate.executes() {
                self.server.execute(reference, key);
            }
            match fate {
                Fate::Refused(status) => Ok(answer(status, r#"{"code": "NO"}"#)),
                Fate::NeverSent => Err(TransportError::new(TransportErrorKind::Connect)),
                Fate::Done => Ok(answer(200, r#"{"id": "c"}"#)),
                Fate::Lost | Fate::Unseen => Err(TransportError::new(TransportErrorKind::Reset)),
                Fate::DiesAfter | Fate::DiesBefore => {
                    self.place.send_replace(Place::Ended);
                    std::future::pending().await
                }
            }
        })
    }
}

fn answer(status: u16, body: &'static str) -> Incoming {
    let mut headers = HeaderMap::new();
    let json = HeaderValue::from_static("application/json");
    headers.insert("content-type", json);
    let status = StatusCode::from_u16(status).expect("a status");
    Incoming::new(
        status,
        headers,
        IncomingBody::Whole(Bytes::from_static(body.as_bytes())),
    )
}

/// A store whose notes wait for the scheduler.
struct Gated(Store, Gate);

impl KeyStore for Gated {
    fn find<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.0.find(scope, id)
    }
    fn claim<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.0.claim(claim)
    }
    fn finish<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, ()> {
        Box::pin(async move {
            self.1.pass(Place::Noting, &self.1.note).await;
            self.0.finish(claim).await
        })
    }
    fn release<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(async move {
            self.1.pass(Place::Noting, &self.1.note).await;
            self.0.release(claim).await
        })
    }
}

/// The callers and their server, over one store.
pub(super) struct World {
    server: Server,
    store: Store,
    callers: Vec<(Gate, Client)>,
    /// How many orders were played: each has a name of its own.
    pub(super) runs: usize,
}

type Outcome = Result<Charge, Error<ChargeError>>;

impl World {
    pub(super) fn new(shared: &Shared) -> Self {
        let server = Server::default();
        // One clock, since it makes the keys.
        let clock = Arc::new(ManualClock::new());
        // The last one does the job once more.
        let callers = (0..4).map(|_| {
            let gate = Gate::new(&server);
            let client = Client::builder()
                .transport(gate.clone())
                .clock(clock.clone())
                .token("t")
                .retry_with(|retries| retries.max_attempts(1))
                .key_store(Gated(shared.open(), gate.clone()))
                .build();
            (gate, client.expect("a usable client"))
        });
        Self {
            callers: callers.collect(),
            server,
            store: shared.open(),
            runs: 0,
        }
    }

    /// Plays the steps in that order: a number is the next step of that caller.
    pub(super) async fn play(&mut self, fates: &[Fate], order: &[usize]) -> Result<(), String> {
        let name = format!("order-{}", self.runs);
        self.runs += 1;
        let mut problems = Vec::new();
        let mut calls: Vec<Option<tokio::task::JoinHandle<Outcome>>> = Vec::new();
        for ((gate, _), fate) in self.callers.iter().zip(fates) {
            *gate.fate.lock().unwrap_or_else(PoisonError::into_inner) = *fate;
            gate.place.send_replace(Place::Idle);
            calls.push(None);
        }
        for caller in order {
            let (gate, client) = &self.callers[*caller];
            let place = *gate.place.borrow();
            match place {
                Place::Idle => {
                    let (call, gate_of_call) = (charge(client.clone(), name.clone()), gate.clone());
                    calls[*caller] = Some(tokio::spawn(async move {
                        let outcome = call.await;
                        gate_of_call.place.send_replace(Place::Ended);
                        outcome
                    }));
                    gate.until(&[Place::Sent, Place::Ended]).await;
                    if *gate.place.borrow() == Place::Ended {
                        return Err("a call of that name was not sent".to_owned());
                    }
                }
                Place::Sent => {
                    gate.answer.add_permits(1);
                    match fates[*caller] {
                        fate if fate.settles() => gate.until(&[Place::Noting, Place::Ended]).await,
                        fate if fate.dies() => {
                            gate.until(&[Place::Ended]).await;
                            let call = calls[*caller].take().expect("it was begun");
                            call.abort();
                            // Dead when this ends.
                            let _ = call.await;
                        }
                        _ => self.ended(&mut calls[*caller], &name, &mut problems).await,
                    }
                }
                Place::Noting => {
                    gate.note.add_permits(1);
                    self.ended(&mut calls[*caller], &name, &mut problems).await;
                }
                Place::Ended => {}
            }
        }
        let nothing_done = fates.iter().all(|fate| fate.did_nothing_for_sure());
        let record = self.find(&name).await;
        if nothing_done && record.is_some() {
            problems.push("nobody did anything, and the name is not free".to_owned());
        }
        if !nothing_done && record.is_none() {
            problems.push("the record is gone".to_owned());
        }
        // Once more, and once again.
        for _ in 0..2 {
            let (gate, client) = &self.callers[3];
            *gate.fate.lock().unwrap_or_else(PoisonError::into_inner) = Fate::Done;
            gate.answer.add_permits(1);
            gate.note.add_permits(1);
            let call = charge(client.clone(), name.clone()).await;
            call.map_err(|error| format!("the last one failed: {error:?}"))?;
            let executed = self.server.executed(&name);
            if executed != 1 {
                problems.push(format!("executed {executed} times in the end"));
            }
        }
        let record = self.find(&name).await;
        if !record.is_some_and(|record| record.finished) {
            problems.push("the work is done, and the record is not finished".to_owned());
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(problems.join("; ")),
        }
    }

    async fn find(&self, name: &str) -> Option<KeyRecord> {
        let api = self.callers[0].1.inner().api().name;
        let found = self
            .store
            .find(&format!("{api} {}", CHARGE.operation.id), name)
            .await;
        found.expect("a readable store")
    }

    /// Waits for the end of a call, and compares what it says with the book.
    async fn ended(
        &self,
        call: &mut Option<tokio::task::JoinHandle<Outcome>>,
        name: &str,
        problems: &mut Vec<String>,
    ) {
        let call = call.take().expect("it was begun");
        let outcome = call.await.expect("no call panics");
        let executed = self.server.executed(name);
        let (said, expected) = match &outcome {
            Ok(_) => ("done".to_owned(), executed == 1),
            Err(error) => {
                let fits = match error.effect() {
                    Effect::NotSent | Effect::Rejected => executed == 0,
                    Effect::Applied => executed == 1,
                    // Whoever does not know is told with what to go on.
                    Effect::MaybeApplied => executed <= 1 && error.idempotency_key().is_some(),
                };
                (format!("{:?}", error.effect()), fits)
            }
        };
        if !expected {
            problems.push(format!("reported {said} when executed {executed} times"));
        }
    }
}

async fn charge(client: Client, name: String) -> Outcome {
    let body = NewCharge::new(&name, 1);
    client.payments().charge(&body).durable(name).await
}
