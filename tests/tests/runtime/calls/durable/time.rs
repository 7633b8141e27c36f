//! The time of a named call: its store lies within the deadline, and a success waits for no store.

use std::time::{Duration, Instant};

use faultcode_runtime::errors::{Note, StopReason, TransportErrorKind};
use faultcode_runtime::keys::{
    KeyClaim, KeyRecord, KeyStore, KeyStoreFuture, MemoryKeyStore, SqliteKeyStore,
};
use faultcode_runtime::observe::Seen;
use faultcode_runtime::testing::{Fake, Reply};
use faultcode_runtime::{BuildError, Effect, ErrorKind};
use faultcode_tests::folder::Folder;
use faultcode_tests::payments::input::NewCharge;
use faultcode_tests::payments::payments::CHARGE;
use faultcode_tests::payments::{Client, ClientBuilder};

/// A store some of whose answers take their time; `None`: for ever.
#[derive(Clone, Default)]
struct Slow {
    store: MemoryKeyStore,
    find: Delay,
    claim: Delay,
    note: Delay,
}

#[derive(Clone, Copy, Default)]
enum Delay {
    #[default]
    None,
    For(Duration),
    Ever,
}

impl Delay {
    async fn pass(self) {
        match self {
            Self::None => {}
            Self::For(time) => tokio::time::sleep(time).await,
            Self::Ever => std::future::pending().await,
        }
    }
}

impl KeyStore for Slow {
    fn find<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(async move {
            self.find.pass().await;
            self.store.find(scope, id).await
        })
    }
    fn claim<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(async move {
            self.claim.pass().await;
            self.store.claim(claim).await
        })
    }
    fn finish<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, ()> {
        Box::pin(async move {
            self.note.pass().await;
            self.store.finish(claim).await
        })
    }
    fn release<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(async move {
            self.note.pass().await;
            self.store.release(claim).await
        })
    }
}

fn builder(fake: &Fake, store: impl KeyStore) -> ClientBuilder {
    Client::builder()
        .transport(fake.clone())
        .token("t")
        .retry_with(|retries| retries.max_attempts(1))
        .key_store(store)
}

fn client(fake: &Fake, store: impl KeyStore) -> Client {
    builder(fake, store).build().expect("a usable client")
}

fn fake(reply: Reply) -> Fake {
    let fake = Fake::new(&[]);
    fake.then(&CHARGE, reply);
    fake
}

fn done() -> Reply {
    Reply::json(200, r#"{"id": "c1"}"#)
}

const SHORT: Duration = Duration::from_millis(300);

/// How much an answer of the store may take beyond the deadline, where it decides what the error says.
const MOMENT: Duration = Duration::from_millis(250);

#[tokio::test(start_paused = true)]
async fn a_claim_that_takes_too_long_ends_with_the_call() {
    for delay in [Delay::Ever, Delay::For(Duration::from_secs(10))] {
        let fake = fake(done());
        let store = Slow {
            claim: delay,
            ..Slow::default()
        };
        let client = client(&fake, store.clone());
        let body = NewCharge::new("r", 1);
        let begun = tokio::time::Instant::now();
        let call = client.payments().charge(&body).durable("a").timeout(SHORT);
        let error = call.await.unwrap_err();
        assert_eq!(begun.elapsed(), SHORT);
        assert!(error.is_timeout(), "{error:?}");
        assert_eq!(error.stop_reason(), Some(StopReason::DeadlineExceeded));
        assert_eq!(error.effect(), Effect::NotSent);
        assert_eq!(fake.requests().len(), 0);
        // What comes about in the background is given back there.
        tokio::time::sleep(Duration::from_secs(20)).await;
        assert_eq!(store.store.records(), []);
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_never_answers_holds_a_call_as_long_as_an_attempt() {
    let fake = fake(done());
    for (store, effect) in [
        // Nobody knows what the record says.
        (
            Slow {
                find: Delay::Ever,
                ..Slow::default()
            },
            Effect::MaybeApplied,
        ),
        (
            Slow {
                claim: Delay::Ever,
                ..Slow::default()
            },
            Effect::NotSent,
        ),
    ] {
        let builder = builder(&fake, store).attempt_timeout(Duration::from_secs(7));
        let client = builder.build().unwrap();
        let body = NewCharge::new("r", 1);
        let begun = tokio::time::Instant::now();
        let error = client
            .payments()
            .charge(&body)
            .durable("a")
            .await
            .unwrap_err();
        assert_eq!(begun.elapsed(), Duration::from_secs(7));
        let ErrorKind::Build(build) = error.kind() else {
            panic!("{error:?}")
        };
        assert!(matches!(build, BuildError::KeyStore(_)));
        assert_eq!(error.effect(), effect);
    }
    assert_eq!(fake.requests().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_open_record_is_told_also_where_the_claim_takes_too_long() {
    let fake = fake(Reply::fault(TransportErrorKind::Reset));
    let mut store = Slow::default();
    let body = NewCharge::new("r", 1);
    let lost = client(&fake, store.clone());
    let lost = lost
        .payments()
        .charge(&body)
        .durable("a")
        .await
        .unwrap_err();
    store.claim = Delay::Ever;
    let client = client(&fake, store);
    let call = client.payments().charge(&body).durable("a").timeout(SHORT);
    let error = call.await.unwrap_err();
    assert_eq!(error.effect(), Effect::MaybeApplied);
    assert_eq!(
        error.idempotency_key().map(|key| key.as_str()),
        lost.idempotency_key().map(|key| key.as_str())
    );
}

#[tokio::test(start_paused = true)]
async fn a_success_is_not_held_back() {
    let times = [Some(SHORT), None];
    for delay in [Delay::Ever, Delay::For(Duration::from_secs(10))] {
        for time in times {
            let fake = fake(done());
            let store = Slow {
                note: delay,
                ..Slow::default()
            };
            let client = client(&fake, store.clone());
            let body = NewCharge::new("r", 1);
            let mut call = client.payments().charge(&body).durable("a");
            if let Some(time) = time {
                call = call.timeout(time);
            }
            let begun = tokio::time::Instant::now();
            let with_meta = call.send_with_meta().await.unwrap();
            assert!(begun.elapsed() <= time.unwrap_or(Duration::from_secs(2)));
            assert!(
                with_meta
                    .meta
                    .notes()
                    .any(|note| note == Note::KeyNotSettled)
            );
            // The record stays, and is finished when the store gets to it.
            assert_eq!(store.store.records().len(), 1);
            tokio::time::sleep(Duration::from_secs(20)).await;
            let finished = store.store.records()[0].finished;
            assert_eq!(finished, matches!(delay, Delay::For(_)));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_waits_a_moment_to_say_what_it_means() {
    // What the others did is not known where the store does not say.
    for (delay, effect) in [
        (Delay::For(MOMENT / 2), Effect::Rejected),
        (Delay::Ever, Effect::MaybeApplied),
    ] {
        let fake = fake(Reply::json(402, r#"{"code": "CARD_DECLINED"}"#));
        let store = Slow {
            note: delay,
            ..Slow::default()
        };
        let client = client(&fake, store);
        let body = NewCharge::new("r", 1);
        let begun = tokio::time::Instant::now();
        let call = client
            .payments()
            .charge(&body)
            .durable("a")
            .timeout(Duration::from_millis(20));
        let error = call.await.unwrap_err();
        assert!(begun.elapsed() <= MOMENT, "{:?}", begun.elapsed());
        assert_eq!(error.effect(), effect);
        assert_eq!(error.code(), Some("CARD_DECLINED"));
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_of_a_call_runs_from_its_sending() {
    let fake = fake(done());
    let client = client(&fake, MemoryKeyStore::new());
    let body = NewCharge::new("r", 1);
    let call = client
        .payments()
        .charge(&body)
        .durable("a")
        .timeout(SHORT)
        .send();
    tokio::time::sleep(SHORT).await;
    assert!(call.await.unwrap_err().is_timeout());
    assert_eq!(fake.requests().len(), 0);
}

/// A file that another program has locked: what the two cases above are in life. The clock is that of the wall, so that only
/// seconds are compared.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_file_holds_up_neither_calls_nor_successes() {
    let folder = Folder::new("locked");
    let path = folder.file("keys.db");
    let store = SqliteKeyStore::open(&path).unwrap();
    let fake = fake(done());
    let client = client(&fake, store.clone());
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let body = NewCharge::new("r", 1);
    let begun = Instant::now();
    let call = client.payments().charge(&body).durable("a").timeout(SHORT);
    let error = call.await.unwrap_err();
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "{:?}",
        begun.elapsed()
    );
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(
        (error.effect(), fake.requests().len()),
        (Effect::NotSent, 0)
    );
    other.execute_batch("COMMIT").unwrap();
    // The claim that came about in the end is given back, so that the name is free.
    let other_body = NewCharge::new("r", 2);
    loop {
        let outcome = client.payments().charge(&other_body).durable("a").await;
        match outcome {
            Ok(_) => break,
            Err(error) => {
                assert!(matches!(error.kind(), ErrorKind::Build(_)), "{error:?}");
                assert!(begun.elapsed() < Duration::from_secs(60), "{error:?}");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
    // Locked while the server works.
    let locking = std::sync::Mutex::new(other);
    let builder = builder(&fake, store.clone()).observer(move |seen: &Seen<'_>| {
        if let Seen::Sending(_) = seen {
            let other = locking.lock().unwrap();
            other.execute_batch("BEGIN IMMEDIATE").unwrap();
        }
    });
    let client = builder.build().unwrap();
    let begun = Instant::now();
    let call = client
        .payments()
        .charge(&body)
        .durable("b")
        .timeout(Duration::from_secs(1));
    let with_meta = call.send_with_meta().await.unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    assert!(
        with_meta
            .meta
            .notes()
            .any(|note| note == Note::KeyNotSettled)
    );
    assert_eq!(store.unfinished().await.unwrap().len(), 1);
    // The lock goes with the client's hook.
    drop(client);
}
