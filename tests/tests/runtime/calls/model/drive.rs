//! The runtime, driven through a schedule: a transport that does what the script says, and a clock that waits move.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::SystemTime;

use faultcode_runtime::document::{Api, Server};
use faultcode_runtime::errors::{KeyError, Meta, TokenError, TransportError, TransportErrorKind};
use faultcode_runtime::keys::MemoryKeyStore;
use faultcode_runtime::retry::Budget;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::{
    Clock as _, Incoming, IncomingBody, Outgoing, Pieces, Transport, TransportFuture,
};
use faultcode_runtime::{
    BuildError, Bytes, Client, Credential as Given, EndpointError as _, Error, ErrorKind, Token,
    Upload, WithMeta,
};
use faultcode_tests::shop::Order;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::catalogue::{CODES, Refusal};
use super::told;
use super::world::{
    Answer, Attempt, Bucket, Call, Change, Credential, Ended, Event, Issued, Key, Outcome, Request,
    START, Schedule, Sent, Shape, Spoken, What,
};

/// The text of the caller's keys.
pub const KEY: &str = "the-callers-own-key";

static API: Api = Api {
    name: "model",
    version: "1",
    servers: &[Server::new("https://model.example")],
    ..Api::DEFAULT
};

/// A client of one schedule.
pub struct Bench<'s> {
    schedule: &'s Schedule,
    client: Client,
    clock: ManualClock,
    stage: Stage,
    bucket: Option<Budget>,
    /// The texts of the keys that the client made, in the order in which they were seen.
    made: Vec<String>,
}

impl<'s> Bench<'s> {
    pub fn new(schedule: &'s Schedule) -> Self {
        let clock = ManualClock::at(SystemTime::UNIX_EPOCH + START);
        clock.set_jitter(schedule.jitter);
        let stage = Stage {
            clock: clock.clone(),
            state: Arc::default(),
        };
        let scheme = schedule.stated.operation.security[0][0].scheme;
        let mut builder = Client::builder(&API)
            .transport(stage.clone())
            .clock(Arc::new(clock.clone()))
            .credential(scheme, credential(&schedule.credential));
        builder = match schedule.change {
            Change::Nothing => builder,
            Change::Attempts(attempts) => {
                builder.retry_with(move |retries| retries.max_attempts(attempts))
            }
            Change::Replaced(policies) => builder.retry(policies.given),
        };
        if let Some(timeout) = schedule.call_timeout {
            builder = builder.timeout(timeout);
        }
        let bucket = match schedule.budget {
            Bucket::Own => None,
            Bucket::Unlimited => Some(Budget::unlimited()),
            Bucket::Holding { capacity, tokens } => Some(Budget::with_tokens(capacity, tokens)),
        };
        if let Some(bucket) = &bucket {
            builder = builder.budget(bucket.clone());
        }
        if schedule.calls.iter().any(|call| call.named) {
            builder = builder.key_store(MemoryKeyStore::new());
        }
        Self {
            schedule,
            client: builder.build().expect("a usable client"),
            clock,
            stage,
            bucket,
            made: Vec::new(),
        }
    }

    /// Makes one call.
    pub async fn end(&mut self, call: &Call) -> Ended {
        self.clock.advance(call.after);
        self.stage.script(&call.events);
        let operation = self.schedule.stated.operation;
        let mut made = faultcode_runtime::Call::<Order, Refusal>::new(&self.client, operation);
        made = match call.body {
            Sent::Nothing => made,
            Sent::Bytes => made.json(&Order::new("o1")),
            Sent::Once => made.upload("application/octet-stream", once()),
        };
        if let Some(policies) = call.policy {
            made = made.retry(policies.given);
        }
        if let Some(timeout) = call.timeout {
            made = made.timeout(timeout);
        }
        if let Some(key) = &call.key {
            made = made.idempotency_key(key.clone());
        }
        if call.named {
            made = made.durable("order-1");
        }
        let done = made.send_with_meta().await;
        let requests = self.stage.requests();
        let requests = requests.into_iter().map(|it| self.request(it)).collect();
        let (outcome, meta) = match &done {
            Ok(WithMeta { meta, .. }) => (Outcome::Success, &**meta),
            Err(error) => (outcome(error), error.meta()),
        };
        let bucket = self.bucket.as_ref().or_else(|| self.client.budget());
        let tokens = bucket.and_then(Budget::tokens);
        self.ended(outcome, meta, requests, tokens)
    }

    fn ended(
        &mut self,
        outcome: Outcome,
        meta: &Meta,
        requests: Vec<Request>,
        tokens: Option<u32>,
    ) -> Ended {
        let attempt = |it: &faultcode_runtime::errors::Attempt| Attempt {
            status: it.status,
            fault: it.fault,
            verdict: it.verdict,
            wait: it.wait,
        };
        Ended {
            outcome,
            effect: meta.effect(),
            verdict: meta.verdict(),
            stop: meta.stop_reason(),
            status: meta.status(),
            attempts: meta.attempts().iter().map(attempt).collect(),
            requests,
            retry_after: meta.retry_after(),
            key: meta.idempotency_key().map(|key| self.key(key.as_str())),
            tokens,
        }
    }

    fn request(&mut self, raw: Raw) -> Request {
        let number = |text: &str| text.strip_prefix("Bearer token-")?.parse().ok();
        Request {
            key: raw.key.map(|key| self.key(&key)),
            token: raw.token.as_deref().and_then(number).unwrap_or(0),
            fresh: raw.fresh,
        }
    }

    fn key(&mut self, text: &str) -> Key {
        if text == KEY {
            return Key::Given;
        }
        let seen = self.made.iter().position(|it| it == text);
        Key::Made(
            1 + seen.unwrap_or_else(|| {
                self.made.push(text.to_owned());
                self.made.len() - 1
            }),
        )
    }
}

fn outcome(error: &Error<Refusal>) -> Outcome {
    match error.kind() {
        ErrorKind::Api(error) => {
            let place = |code: &str| CODES.iter().position(|it| it.code == Some(code));
            Outcome::Api(error.facts().and_then(|it| it.code).and_then(place))
        }
        ErrorKind::Transport(fault) => Outcome::Transport(fault.kind().as_str()),
        ErrorKind::Decode(_) => Outcome::Decode,
        ErrorKind::Build(error) => match error {
            BuildError::Key(KeyError::Required) => Outcome::KeyRequired,
            BuildError::Key(KeyError::NotTaken) => Outcome::KeyNotTaken,
            BuildError::Key(KeyError::Expired) => Outcome::KeyExpired,
            BuildError::Refresh(_) => Outcome::NoToken,
            other => panic!("no schedule asks for this: {other}"),
        },
        _ => panic!("another kind of error"),
    }
}

fn credential(credential: &Credential) -> Given {
    let Credential::Source(answers) = credential else {
        return Given::secret("fixed");
    };
    let (answers, asked) = (answers.clone(), AtomicUsize::new(0));
    Given::source(move |_previous| {
        let number = asked.fetch_add(1, Ordering::SeqCst);
        let answer = answers.get(number).copied();
        async move {
            match answer.unwrap_or(Issued::Token(None)) {
                Issued::Token(lifetime) => {
                    let mut token = Token::new(format!("token-{}", number + 1));
                    token.expires_in = lifetime;
                    Ok(token)
                }
                Issued::Down => Err(TokenError::transient("down")),
                Issued::Revoked => Err(TokenError::permanent("revoked")),
            }
        }
    })
}

/// A stream of one piece, which can be read once.
fn once() -> Upload {
    struct Once(Option<std::io::Result<Bytes>>);
    impl futures_core::Stream for Once {
        type Item = std::io::Result<Bytes>;

        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.take())
        }
    }
    Upload::stream(Once(Some(Ok(Bytes::from_static(b"body")))))
}

/// The transport.
#[derive(Clone)]
struct Stage {
    clock: ManualClock,
    state: Arc<Mutex<Script>>,
}

#[derive(Default)]
struct Script {
    events: VecDeque<Event>,
    requests: Vec<Raw>,
}

struct Raw {
    key: Option<String>,
    token: Option<String>,
    fresh: bool,
}

impl Stage {
    fn script(&self, events: &[Event]) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = Script {
            events: events.iter().cloned().collect(),
            requests: Vec::new(),
        };
    }

    fn requests(&self) -> Vec<Raw> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut state.requests)
    }

    fn next(&self, outgoing: &Outgoing) -> Event {
        let header = |name: &str| {
            let value = outgoing.request.headers().get(name)?;
            Some(value.to_str().ok()?.to_owned())
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.requests.push(Raw {
            key: header("idempotency-key"),
            token: header("authorization"),
            fresh: outgoing.fresh,
        });
        state.events.pop_front().unwrap_or_else(Event::success)
    }

    fn answer(&self, answer: &Answer) -> (StatusCode, HeaderMap, Bytes) {
        let now = self.clock.system_time();
        let now = now
            .duration_since(SystemTime::UNIX_EPOCH)
            .expect("after 1970");
        let clocks = answer.clocks(now);
        let mut headers = HeaderMap::new();
        let mut add = |name: &'static str, value: &str| {
            let value = HeaderValue::from_str(value).expect("a header value");
            headers.append(HeaderName::from_static(name), value);
        };
        for told in answer.told.iter().filter(|it| !it.at.is_in_body()) {
            for line in told.form.lines(&clocks) {
                add(told.at.name(), &line);
            }
        }
        if answer.date.is_some() {
            add("date", &told::date(clocks.second()));
        }
        if let Some(left) = answer.remaining {
            add("x-ratelimit-remaining", &left.to_string());
        }
        if let Some(word) = answer.should_retry {
            add("stripe-should-retry", word);
        }
        if let Some(word) = answer.replayed {
            add("idempotent-replayed", word);
        }
        add("content-type", "application/json");
        let status = StatusCode::from_u16(answer.status).expect("a status");
        (status, headers, body(answer, &clocks).into())
    }
}

/// The body of an answer.
fn body(answer: &Answer, clocks: &told::Clocks) -> String {
    let member = |at| {
        let told = answer.told.iter().find(|it| it.at == at);
        told.map_or("null".to_owned(), |it| it.form.json(clocks))
    };
    let code = match answer.code {
        Some(Spoken::Known(index)) => CODES[index].code,
        Some(Spoken::Unknown) => Some("NOBODY_KNOWS"),
        None => None,
    };
    let code = code.map_or(String::new(), |it| format!(r#""code": "{it}", "#));
    match answer.body {
        Shape::Success => r#"{"id": "o1"}"#.to_owned(),
        Shape::Misfit => r#"{"id": 17}"#.to_owned(),
        Shape::Truncated => format!(r#"{{{code}"id": "o"#),
        Shape::Empty => String::new(),
        Shape::Error => format!(
            r#"{{"success": false, {code}"details": {{"retry_after": {}, "reset_time": {}}}, "wait": {}}}"#,
            member(told::Place::EnvelopeAfter),
            member(told::Place::EnvelopeReset),
            member(told::Place::Body),
        ),
    }
}

impl Transport for Stage {
    fn send(&self, outgoing: Outgoing) -> TransportFuture<'_> {
        Box::pin(async move {
            let event = self.next(&outgoing);
            if event.takes_body {
                let _ = outgoing.request.into_body().collect().await;
            }
            self.clock.advance(event.took);
            match &event.what {
                What::Fault(kind) => Err(TransportError::new(*kind)),
                What::Unstarted => Err(TransportError::unstarted()),
                What::Silence => pending().await,
                What::Answer(answer) => {
                    let (status, headers, body) = self.answer(answer);
                    Ok(Incoming::new(status, headers, IncomingBody::Whole(body)))
                }
                What::Broken(answer, kind) => {
                    let (status, headers, _) = self.answer(answer);
                    let body = IncomingBody::Pieces(Box::new(Breaking(*kind)));
                    Ok(Incoming::new(status, headers, body))
                }
            }
        })
    }
}

/// A body that breaks off at once.
struct Breaking(TransportErrorKind);

impl Pieces for Breaking {
    fn poll_piece(&mut self, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        Poll::Ready(Some(Err(TransportError::new(self.0))))
    }
}
