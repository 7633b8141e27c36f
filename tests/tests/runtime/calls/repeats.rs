//! What the documentation says of repeats is what the client does: each error at each operation of `tests/calls/repeats.yaml`
//! and `repeats_by_status.yaml`,
//! under every status that it may come with, over a transport that always answers so.
//!
//! What is said comes from the catalogue of the generator, which also writes the tables of methods; what is done is counted at
//! the transport. The document has methods, keys, policies and contracts of every kind on one side, and words, effects and
//! statuses of every kind on the other.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use faultcode::internals::catalogue::{Catalogue, Entry};
use faultcode::{Input, Options, Session, Stage};
use faultcode_runtime::auth::TokenSource;
use faultcode_runtime::calls::Success;
use faultcode_runtime::document::StatusRange;
use faultcode_runtime::errors::{KeyAnswer, StopReason, Verdict};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::{Incoming, IncomingBody, Outgoing, Transport, TransportFuture};
use faultcode_runtime::{Bytes, Call, EndpointError, IdempotencyKey, RetryPolicy, Token};
use faultcode_tests::{aloud, tree};
use http::{HeaderMap, HeaderValue, StatusCode};

faultcode_runtime::include_client!("repeats");
faultcode_runtime::include_client!("repeats_by_status");

/// A server that always gives the same answer.
#[derive(Clone)]
struct Always {
    clock: ManualClock,
    answer: Arc<Mutex<(u16, String)>>,
    requests: Arc<AtomicUsize>,
}

impl Transport for Always {
    fn send(&self, _: Outgoing) -> TransportFuture<'_> {
        Box::pin(async move {
            self.requests.fetch_add(1, Ordering::SeqCst);
            let (status, body) = self.answer.lock().expect("no panic").clone();
            let mut headers = HeaderMap::new();
            let json = HeaderValue::from_static("application/json");
            headers.insert(http::header::CONTENT_TYPE, json);
            let status = StatusCode::from_u16(status).expect("a status");
            let body = IncomingBody::Whole(Bytes::from(body));
            Ok(Incoming::new(status, headers, body))
        })
    }
}

/// How a call ended: what its last answer asked for, why it was not repeated, and whether only a new key would help.
struct Ended {
    verdict: Option<Verdict>,
    stop: Option<StopReason>,
    needs_new_key: bool,
}

type Ending<'c> = Pin<Box<dyn Future<Output = Ended> + 'c>>;

fn ending<'c, T, E>(call: Call<T, E>, keyed: bool) -> Ending<'c>
where
    T: Success + std::fmt::Debug + 'c,
    E: EndpointError + 'c,
{
    Box::pin(async move {
        let call = match keyed {
            true => call.idempotency_key(IdempotencyKey::new("k1").expect("a key")),
            false => call,
        };
        let error = call.await.expect_err("the answer is an error");
        Ended {
            verdict: error.verdict(),
            stop: error.stop_reason(),
            needs_new_key: error.key_answer() == Some(KeyAnswer::Mismatch)
                || error.code() == Some("USED"),
        }
    })
}

/// An operation of a client, by its `operationId`.
type Operation<C> = (&'static str, fn(&C, bool) -> Ending<'_>);

const OPERATIONS: &[Operation<repeats::Client>] = &[
    ("read", |client, keyed| ending(client.a().read(), keyed)),
    ("write", |client, keyed| ending(client.a().write(), keyed)),
    ("replace", |client, keyed| {
        ending(client.a().replace(), keyed)
    }),
    ("keyed", |client, keyed| ending(client.a().keyed(), keyed)),
    ("optional", |client, keyed| {
        ending(client.a().optional(), keyed)
    }),
    ("replayed", |client, keyed| {
        ending(client.a().replayed(), keyed)
    }),
    ("contract", |client, keyed| {
        ending(client.a().contract(), keyed)
    }),
    ("noContract", |client, keyed| {
        ending(client.a().no_contract(), keyed)
    }),
    ("once", |client, keyed| ending(client.a().once(), keyed)),
    ("aws", |client, keyed| ending(client.a().aws(), keyed)),
    ("stripe", |client, keyed| ending(client.a().stripe(), keyed)),
    ("partly", |client, keyed| ending(client.a().partly(), keyed)),
    ("never", |client, keyed| ending(client.a().never(), keyed)),
];

const BY_STATUS: &[Operation<repeats_by_status::Client>] = &[
    ("read", |client, keyed| ending(client.a().read(), keyed)),
    ("write", |client, keyed| ending(client.a().write(), keyed)),
    ("keyed", |client, keyed| ending(client.a().keyed(), keyed)),
    ("stripe", |client, keyed| ending(client.a().stripe(), keyed)),
];

/// Whose keys are the caller's affair.
const OPTIONAL: &str = "optional";

/// What the call did, in the words of the tables.
async fn done<C>(
    client: &C,
    server: &Always,
    operation: &Operation<C>,
    keyed: bool,
) -> &'static str {
    server.requests.store(0, Ordering::SeqCst);
    // A token that was issued a moment ago is not renewed.
    server.clock.advance(Duration::from_secs(3600));
    let ended = operation.1(client, keyed).await;
    if server.requests.load(Ordering::SeqCst) > 1 {
        let has_key = keyed || matches!(operation.0, "keyed" | "replayed");
        return match ended.verdict {
            Some(Verdict::Throttle) => "after a wait",
            Some(Verdict::Reauth) => "once, if the credential can be refreshed",
            Some(Verdict::InFlight) if has_key => "yes, with the same key",
            _ => "yes",
        };
    }
    match ended.stop {
        Some(StopReason::UnsafeToRepeat) => "no, not safe to repeat",
        _ if ended.needs_new_key => "no, needs a new key",
        _ => "no",
    }
}

/// The words for what is done under several statuses.
fn together(seen: &BTreeSet<&'static str>) -> &'static str {
    let unsafe_and =
        |other| seen.len() == 2 && seen.contains("no, not safe to repeat") && seen.contains(other);
    match seen.iter().next() {
        Some(only) if seen.len() == 1 => only,
        _ if unsafe_and("yes") => "yes, unless it may be done already",
        _ if unsafe_and("after a wait") => "after a wait, unless it may be done already",
        _ => "depends on the status",
    }
}

/// `4XX`, `429` and `500-503`, with commas between; all errors where nothing is stated.
fn statuses(text: &str) -> BTreeSet<u16> {
    let mut all = BTreeSet::new();
    for one in text.split(", ").filter(|one| !one.is_empty()) {
        match (one.strip_suffix("XX"), one.split_once('-')) {
            (Some(class), _) => {
                let first = class.parse::<u16>().expect("a digit") * 100;
                all.extend(first..first + 100);
            }
            (None, Some((first, last))) => {
                let [first, last] = [first, last].map(|it| it.parse::<u16>().expect("a status"));
                all.extend(first..=last);
            }
            (None, None) => drop(all.insert(one.parse::<u16>().expect("a status"))),
        }
    }
    if all.is_empty() {
        all.extend(400..600);
    }
    all
}

fn catalogue(document: &str) -> Catalogue {
    let document = tree::root().join("tests/calls").join(document);
    let mut session = Session::new(Input::file(&document), Options::named("repeats"));
    let read = session.until(Stage::Lower);
    assert!(read.is_some(), "{}", session.findings());
    Catalogue::of(session.api(), session.sources())
}

/// Tokens that are never the same.
fn tokens() -> impl TokenSource {
    let count = Arc::new(AtomicUsize::new(0));
    move |_: Option<Token>| {
        let number = count.fetch_add(1, Ordering::SeqCst);
        async move { Ok(Token::new(format!("t{number}"))) }
    }
}

/// How many rows say what.
type Words = BTreeMap<&'static str, usize>;

/// Compares every row of the tables of a document with what its client does.
async fn compare<C>(
    document: &str,
    client: &C,
    server: &Always,
    operations: &[Operation<C>],
) -> Words {
    let catalogue = catalogue(document);
    let answers = |entry: &&Entry, id: &str| entry.operations.iter().any(|(other, _)| other == id);
    let (mut calls, mut wrong) = (0, Vec::new());
    let mut words = Words::new();
    for operation in operations {
        let id = operation.0;
        let all: Vec<&Entry> = catalogue
            .entries()
            .iter()
            .filter(|it| answers(it, id))
            .collect();
        assert!(!all.is_empty(), "{id} has errors");
        for entry in &all {
            let mut seen = BTreeSet::new();
            for status in own_statuses(entry, &all) {
                let body = match &entry.code {
                    Some(code) => format!(r#"{{"code": "{code}"}}"#),
                    None => "{}".to_owned(),
                };
                *server.answer.lock().expect("no panic") = (status, body);
                let mut what = done(client, server, operation, false).await;
                if id == OPTIONAL && what == "no, not safe to repeat" {
                    let with = done(client, server, operation, true).await;
                    if !with.starts_with("no") {
                        what = "only with a key";
                    }
                }
                calls += 1;
                seen.insert(what);
            }
            let said = entry.operations.iter().find(|(other, _)| other == id);
            let said = said.map_or("", |(_, repeat)| repeat.phrase());
            *words.entry(said).or_default() += 1;
            if said != together(&seen) {
                let (code, status) = (entry.code.as_deref().unwrap_or("-"), &entry.status);
                wrong.push(format!(
                    "{id}, {code} ({status}): said {said:?}, done {seen:?}"
                ));
            }
        }
    }
    let rows: usize = words.values().sum();
    aloud(&format!(
        "{document}: {rows} rows of tables against {calls} calls: {words:?}"
    ));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    words
}

/// The statuses under which an answer is this entry: without a code it belongs to the entry that is nearest to its status.
fn own_statuses(entry: &Entry, all: &[&Entry]) -> BTreeSet<u16> {
    let mut own = statuses(&entry.status);
    if entry.code.is_none() {
        let others = all.iter().filter(|it| it.code.is_none());
        let others: Vec<_> = others.map(|it| statuses(&it.status)).collect();
        let width = own.len();
        for nearer in others.iter().filter(|it| it.len() < width) {
            own.retain(|status| !nearer.contains(status));
        }
    }
    own
}

#[tokio::test]
async fn what_is_said_of_repeats_is_what_is_done() {
    let server = Always {
        clock: ManualClock::new(),
        answer: Arc::default(),
        requests: Arc::default(),
    };
    let client = repeats::Client::builder()
        .base_url("https://repeats.test")
        .clock(Arc::new(server.clock.clone()))
        .transport(server.clone())
        .token_source(tokens())
        .build()
        .expect("a client");
    let mut words = compare("repeats.yaml", &client, &server, OPERATIONS).await;
    let client = repeats_by_status::Client::builder()
        .base_url("https://repeats.test")
        .clock(Arc::new(server.clock.clone()))
        .transport(server.clone())
        .token_source(tokens())
        .build()
        .expect("a client");
    words.extend(compare("repeats_by_status.yaml", &client, &server, BY_STATUS).await);
    assert!(
        words.len() >= 10,
        "every phrase is said somewhere: {words:?}"
    );
}

/// What the document states beside a preset is in the policy that the calls of the client have.
#[test]
fn what_is_stated_beside_a_preset_reaches_the_client() {
    let slow: &[StatusRange] = const { &[StatusRange::one(429)] };
    let aws = RetryPolicy {
        throttle_on: slow,
        budget: None,
        ..RetryPolicy::AWS_2_1
    };
    assert_eq!(*repeats::a::AWS.operation.retry, aws);
    let stripe = RetryPolicy {
        throttle_on: slow,
        ..RetryPolicy::STRIPE
    };
    assert_eq!(*repeats::a::STRIPE.operation.retry, stripe);
}
