//! A database that goes away in the middle of a call, and a network that drops: the call ends, says why and what was done, and
//! nothing is lost.

use std::sync::Arc;
use std::time::{Duration, Instant};

use faultcode_postgres::PostgresKeyStore;
use faultcode_runtime::errors::Note;
use faultcode_runtime::keys::{KeyClaim, KeyRecord, KeyStore, KeyStoreFuture};
use faultcode_runtime::{BuildError, Effect, Error, ErrorKind};
use faultcode_tests::payments::Client;
use faultcode_tests::payments::input::NewCharge;
use faultcode_tests::payments::payments::{CHARGE, ChargeError};
use faultcode_tests::payments::types::Charge;
use faultcode_tests::postgres::{OWNER, Postgres, Stop};
use faultcode_tests::{Held, aloud};

use super::line::Line;
use super::{all_of, claim, database, prepared, session, store_at};

type Outcome = Result<Charge, Error<ChargeError>>;

fn client(held: &Held, store: impl KeyStore) -> Client {
    Client::builder()
        .transport(held.clone())
        .token("t")
        .retry_with(|retries| retries.max_attempts(1))
        .key_store(store)
        .build()
        .expect("a usable client")
}

/// Begins a call, which waits for its answer in `held`.
fn begin(client: &Client, name: &'static str) -> tokio::task::JoinHandle<Outcome> {
    let client = client.clone();
    tokio::spawn(async move {
        let body = NewCharge::new("r", 1);
        client.payments().charge(&body).durable(name).await
    })
}

async fn record(store: &PostgresKeyStore, name: &str, client: &Client) -> Option<KeyRecord> {
    let scope = format!("{} {}", client.inner().api().name, CHARGE.operation.id);
    store.find(&scope, name).await.expect("a readable store")
}

/// Waits until the record is so, a little longer than the store tries to note the end of a call.
async fn until(what: &str, mut so: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !so().await {
        assert!(begun.elapsed() < Duration::from_secs(40), "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The reason that a store gives for a call that was not sent.
fn reason(error: &Error<ChargeError>) -> String {
    match error.kind() {
        ErrorKind::Build(BuildError::KeyStore(problem)) => all_of(problem),
        _ => panic!("{error:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn a_database_that_restarts_in_mid_call_loses_nothing() {
    let server = Postgres::own();
    let name = database(&server, "").await;
    let store = prepared(&server, &name).await;
    let held = Held::new();
    let client = client(&held, store.clone());
    for stop in [Stop::Fast, Stop::Immediate] {
        // It is away when the answers come.
        let (done, refused) = match stop {
            Stop::Fast => ("done", "refused"),
            Stop::Immediate => ("done-2", "refused-2"),
        };
        let calls = [begin(&client, done), begin(&client, refused)];
        let waiting = [held.next().await, held.next().await];
        server.stop(stop);
        let begun = Instant::now();
        let [first, second] = waiting;
        // Which of the two came first is not said.
        first.answer(200, &[], r#"{"id": "c1"}"#);
        second.answer(402, &[], r#"{"code": "CARD_DECLINED"}"#);
        let mut refusals = 0;
        for call in calls {
            match call.await.expect("no call panics") {
                Ok(charge) => assert_eq!(charge.id, "c1"),
                Err(error) => {
                    refusals += 1;
                    // Whether somebody else has claimed the name meanwhile cannot be asked.
                    assert_eq!(error.effect(), Effect::MaybeApplied, "{error:?}");
                    assert_eq!(error.code(), Some("CARD_DECLINED"));
                    assert!(error.meta().notes().any(|note| note == Note::KeyNotSettled));
                }
            }
        }
        assert_eq!(refusals, 1);
        let held_up = begun.elapsed();
        assert!(held_up < Duration::from_secs(4), "{held_up:?}");
        server.start();
        // Both ends are noted in the background.
        until("the ends are noted", async || {
            let [a, b] = [
                record(&store, done, &client).await,
                record(&store, refused, &client).await,
            ];
            let finished = [&a, &b]
                .into_iter()
                .flatten()
                .filter(|it| it.finished)
                .count();
            finished == 1 && (a.is_none() || b.is_none())
        })
        .await;
        aloud(&format!(
            "postgres: {stop:?} restart in mid-call: the answers arrived {held_up:.1?} later, both ends were noted afterwards"
        ));
    }
    // Connections that were kept are replaced without a word.
    let call = begin(&client, "next");
    held.next().await.answer(200, &[], r#"{"id": "c2"}"#);
    call.await.unwrap().unwrap();
    server.stop(Stop::Fast);
    server.start();
    let call = begin(&client, "next");
    held.next().await.answer(200, &[], r#"{"id": "c2"}"#);
    call.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn a_call_without_its_database_is_not_sent() {
    let server = Arc::new(Postgres::own());
    let name = database(&server, "").await;
    let store = prepared(&server, &name).await;
    let held = Held::new();
    // Before the call: what earlier ones did under that name cannot be asked.
    let plain = client(&held, store.clone());
    server.stop(Stop::Fast);
    let error = begin(&plain, "a").await.unwrap().unwrap_err();
    assert_eq!(error.effect(), Effect::MaybeApplied);
    let said = reason(&error);
    assert!(said.contains("cannot be reached"), "{said}");
    server.start();

    // Between the question and the claim: the name is known to be unused, and this call did nothing.
    let between = client(&held, Between(store.clone(), Arc::clone(&server)));
    let error = begin(&between, "a").await.unwrap().unwrap_err();
    assert_eq!(error.effect(), Effect::NotSent, "{error:?}");
    let said = reason(&error);
    assert!(
        said.contains("cannot be reached") || said.contains("broke"),
        "{said}"
    );
    server.start();
    until("nothing is left", async || {
        record(&store, "a", &plain).await.is_none()
    })
    .await;
    let call = begin(&plain, "a");
    held.next().await.answer(200, &[], r#"{"id": "c1"}"#);
    call.await.unwrap().unwrap();
}

/// A store whose database goes away between the question and the claim.
struct Between(PostgresKeyStore, Arc<Postgres>);

impl KeyStore for Between {
    fn find<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.0.find(scope, id)
    }
    fn claim<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.1.stop(Stop::Immediate);
        self.0.claim(claim)
    }
    fn finish<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, ()> {
        self.0.finish(claim)
    }
    fn release<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.0.release(claim)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn what_a_broken_connection_was_asked_is_asked_again_and_done_once() {
    let server = Postgres::shared();
    let name = database(&server, "").await;
    prepared(&server, &name).await;
    let line = Line::to(server.port()).await;
    let store = store_at(&server.connection_of(OWNER, &name, line.port));
    let first = claim("a", "k1");
    assert_eq!(store.claim(&first).await.unwrap(), None);

    // A claim waits for a lock of somebody else when its connection breaks.
    let other = session(&server, &name).await;
    other
        .batch_execute("BEGIN; SELECT 1 FROM faultcode_keys FOR UPDATE")
        .await
        .unwrap();
    let second = claim("a", "k2");
    let waiting = {
        let (store, second) = (store.clone(), second.clone());
        tokio::spawn(async move { store.claim(&second).await })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished());
    line.break_off();
    other.batch_execute("COMMIT").await.unwrap();
    let known = waiting.await.unwrap().unwrap().expect("the record");
    assert_eq!(known.key.as_str(), "k1");
    let second = held_by(second, &known);
    // The statement whose connection broke was done as well, and it is one claim.
    let count = other
        .query_one("SELECT count(*) FROM faultcode_claims", &[])
        .await
        .unwrap();
    assert_eq!(count.get::<_, i64>(0), 2);
    // Each is given back by its own.
    assert!(store.release(&first).await.unwrap().is_some());
    assert_eq!(store.release(&second).await.unwrap(), None);
    assert_eq!(store.find("s", "a").await.unwrap(), None);
}

/// A claim as its holder knows it: with the record that is there.
fn held_by(mut claim: KeyClaim, record: &KeyRecord) -> KeyClaim {
    claim.record = record.clone();
    claim
}

/// The answer to a claim is lost: asked again with the same token, it is still the first.
#[tokio::test]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn a_repeated_claim_has_the_same_outcome() {
    let server = Postgres::shared();
    let name = database(&server, "").await;
    let store = prepared(&server, &name).await;
    let (first, second) = (claim("a", "k1"), claim("a", "k2"));
    for _ in 0..2 {
        assert_eq!(store.claim(&first).await.unwrap(), None);
    }
    for _ in 0..2 {
        let known = store.claim(&second).await.unwrap().expect("the record");
        assert_eq!(known.key.as_str(), "k1");
    }
    let second = held_by(second, &first.record);
    for _ in 0..2 {
        assert!(store.release(&first).await.unwrap().is_some());
    }
    for _ in 0..2 {
        assert_eq!(store.release(&second).await.unwrap(), None);
    }
    for _ in 0..2 {
        store.finish(&first).await.unwrap();
    }
    // What is finished is told, also to its own maker.
    assert!(
        store
            .claim(&first)
            .await
            .unwrap()
            .is_some_and(|record| record.finished)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn a_network_that_falls_silent_holds_a_call_no_longer_than_its_deadline() {
    let server = Postgres::shared();
    let name = database(&server, "").await;
    let direct = prepared(&server, &name).await;
    let line = Line::to(server.port()).await;
    let store = store_at(&server.connection_of(OWNER, &name, line.port));
    let held = Held::new();
    let client = client(&held, store.clone());
    let call = begin(&client, "before");
    held.next().await.answer(200, &[], r#"{"id": "c1"}"#);
    call.await.unwrap().unwrap();

    line.silence();
    let body = NewCharge::new("r", 1);
    let begun = Instant::now();
    let call = client
        .payments()
        .charge(&body)
        .durable("b")
        .timeout(Duration::from_millis(400));
    let error = call.await.unwrap_err();
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(error.effect(), Effect::MaybeApplied);

    // In mid-call: the answer is handed over, the end is noted when the line is back, over another connection.
    line.break_off();
    let call = begin(&client, "c");
    let waiting = held.next().await;
    line.silence();
    let begun = Instant::now();
    waiting.answer(200, &[], r#"{"id": "c2"}"#);
    assert_eq!(call.await.unwrap().unwrap().id, "c2");
    assert!(begun.elapsed() < Duration::from_secs(4));
    let open = record(&direct, "c", &client).await.expect("the record");
    assert!(!open.finished);
    line.break_off();
    until("the end is noted", async || {
        record(&direct, "c", &client)
            .await
            .is_some_and(|record| record.finished)
    })
    .await;
}

/// More callers than connections, some of which the database ends: everybody gets a turn, and none is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn sessions_that_are_ended_are_replaced() {
    let server = Postgres::shared();
    let name = database(&server, "").await;
    let store = prepared(&server, &name).await;
    let ended = {
        let (server, name) = (Arc::clone(&server), name.clone());
        tokio::spawn(async move {
            let admin = session(&server, &name).await;
            let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                 WHERE application_name = 'faultcode' AND datname = current_database() AND state = 'idle'";
            let mut ended = 0_i64;
            for _ in 0..20 {
                tokio::time::sleep(Duration::from_millis(25)).await;
                ended += admin.query_one(end, &[]).await.unwrap().get::<_, i64>(0);
            }
            ended
        })
    };
    let callers: Vec<_> = (0..32)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                for round in 0..20 {
                    let claim = claim(&format!("n{number}-{round}"), "k");
                    assert_eq!(store.claim(&claim).await.unwrap(), None);
                    store.finish(&claim).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.expect("no caller fails");
    }
    let ended = ended.await.unwrap();
    assert!(ended > 0);
    assert_eq!(store.unfinished().await.unwrap(), []);
    let most = session(&server, &name).await;
    let now = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'faultcode' AND datname = current_database()";
    let now: i64 = most.query_one(now, &[]).await.unwrap().get(0);
    assert!(now <= 4, "{now} connections");
    aloud(&format!(
        "postgres: 640 claims of 32 callers over 4 connections, {ended} of which were ended"
    ));
}
