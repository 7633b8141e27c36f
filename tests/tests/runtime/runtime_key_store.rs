//! Keys that are kept: claimed before the request leaves, finished or given back when its end is known, the same after a
//! restart. Each case runs over the store in memory and over the one in a file.
//!
//! The cases and the stores they run over are kept together.

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use faultcode_runtime::body::{FormData, Multipart, Part};
use faultcode_runtime::errors::{KeyError, KeyStoreError, Note, TransportErrorKind};
use faultcode_runtime::keys::{
    KeyClaim, KeyRecord, KeyStore, KeyStoreFuture, MemoryKeyStore, SqliteKeyStore,
};
use faultcode_runtime::testing::{Fake, ManualClock, Recorded, Reply};
use faultcode_runtime::{
    BuildError, Call, Effect, Error, ErrorKind, FilePart, IdempotencyKey, Upload,
};
use faultcode_tests::folder::Folder;
use faultcode_tests::payments::Client;
use faultcode_tests::payments::input::NewCharge;
use faultcode_tests::payments::payments::{CHARGE, ChargeError, LOOK};
use faultcode_tests::payments::types::Charge;

/// A store of either kind, as clients take it.
#[derive(Clone)]
enum Store {
    Memory(MemoryKeyStore),
    File(SqliteKeyStore),
}

impl KeyStore for Store {
    fn find<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        match self {
            Self::Memory(store) => store.find(scope, id),
            Self::File(store) => store.find(scope, id),
        }
    }

    fn claim<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        match self {
            Self::Memory(store) => store.claim(claim),
            Self::File(store) => store.claim(claim),
        }
    }

    fn finish<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, ()> {
        match self {
            Self::Memory(store) => store.finish(claim),
            Self::File(store) => store.finish(claim),
        }
    }

    fn release<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        match self {
            Self::Memory(store) => store.release(claim),
            Self::File(store) => store.release(claim),
        }
    }
}

impl Store {
    async fn forget(&self, scope: &str, id: &str) {
        match self {
            Self::Memory(store) => store.forget(scope, id),
            Self::File(store) => store.forget(scope, id).await.unwrap(),
        }
    }

    /// Forgets a name that is finished, with all others that are.
    async fn forget_finished(&self, scope: &str, id: &str) {
        match self {
            Self::Memory(store) => store.forget(scope, id),
            Self::File(store) => {
                let later = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 40);
                store.forget_finished(later).await.unwrap();
            }
        }
    }
}

struct Bench {
    fake: Fake,
    clock: ManualClock,
    client: Client,
}

fn bench(store: impl KeyStore) -> Bench {
    let (fake, clock) = (Fake::new(&[]), ManualClock::new());
    let client = Client::builder()
        .transport(fake.clone())
        .clock(Arc::new(clock.clone()))
        .token("t")
        .retry_with(|retries| retries.max_attempts(1))
        .key_store(store)
        .build()
        .expect("a usable client");
    Bench {
        fake,
        clock,
        client,
    }
}

impl Bench {
    async fn charge(
        &self,
        name: &str,
        amount: i64,
        reply: Reply,
    ) -> Result<Charge, Error<ChargeError>> {
        self.fake.then(&CHARGE, reply);
        let body = NewCharge::new("r", amount);
        self.client.payments().charge(&body).durable(name).await
    }

    fn keys(&self) -> Vec<String> {
        self.fake.requests().iter().map(key).collect()
    }
}

fn key(request: &Recorded) -> String {
    let header = request.request.headers().get("idempotency-key");
    let text = header.and_then(|value| value.to_str().ok());
    text.expect("the call is keyed").to_owned()
}

fn done() -> Reply {
    Reply::json(200, r#"{"id": "c1"}"#)
}

fn lost() -> Reply {
    Reply::fault(TransportErrorKind::Reset)
}

fn declined() -> Reply {
    Reply::json(402, r#"{"code": "CARD_DECLINED"}"#)
}

fn key_problem<T>(outcome: Result<T, Error<ChargeError>>) -> KeyError {
    let Err(error) = outcome else {
        panic!("the call was sent")
    };
    match error.kind() {
        ErrorKind::Build(BuildError::Key(problem)) => *problem,
        _ => panic!("{error:?}"),
    }
}

async fn with_each_store<F: Future<Output = ()>>(test: impl Fn(Store) -> F) {
    test(Store::Memory(MemoryKeyStore::new())).await;
    let folder = Folder::new("keys");
    let store = SqliteKeyStore::open(folder.file("keys.db")).expect("a store");
    test(Store::File(store)).await;
}

#[tokio::test]
async fn an_open_outcome_keeps_the_key_and_a_known_one_decides() {
    with_each_store(|store| async move {
        let bench = bench(store);
        // Lost, made again, done, and made once more by somebody who did not see that it was done.
        bench.charge("a", 1, lost()).await.unwrap_err();
        bench.charge("a", 1, done()).await.unwrap();
        bench.charge("a", 1, done()).await.unwrap();
        // Another name is another call.
        bench.charge("b", 1, declined()).await.unwrap_err();
        // Refused: nothing was done, so that the name is free, also for other arguments.
        bench.charge("b", 2, done()).await.unwrap();
        // Never sent: free as well.
        let refused = Reply::fault(TransportErrorKind::Connect);
        bench.charge("c", 1, refused).await.unwrap_err();
        bench.charge("c", 2, done()).await.unwrap();
        let keys = bench.keys();
        assert_eq!(keys.len(), 7);
        assert!(keys[0] == keys[1] && keys[1] == keys[2]);
        let rest = &keys[2..];
        let distinct: std::collections::BTreeSet<_> = rest.iter().collect();
        assert_eq!(distinct.len(), rest.len());
    })
    .await;
}

#[tokio::test]
async fn a_refusal_after_an_open_outcome_gives_nothing_back() {
    with_each_store(|store| async move {
        let bench = bench(store);
        bench.charge("a", 1, lost()).await.unwrap_err();
        let error = bench.charge("a", 1, declined()).await.unwrap_err();
        assert_eq!(error.effect(), Effect::MaybeApplied);
        bench.charge("a", 1, done()).await.unwrap();
        let keys = bench.keys();
        assert!(keys[0] == keys[1] && keys[1] == keys[2]);
    })
    .await;
}

#[tokio::test]
async fn other_arguments_are_refused_before_anything_leaves() {
    with_each_store(|store| async move {
        let bench = bench(store);
        bench.charge("a", 1, lost()).await.unwrap_err();
        let outcome = bench.charge("a", 2, done()).await;
        assert_eq!(key_problem(outcome), KeyError::OtherArguments);
        let body = NewCharge::new("r", 1);
        let call = bench.client.payments().charge(&body).durable("a");
        let outcome = call.idempotency_key("another").await;
        assert_eq!(key_problem(outcome), KeyError::OtherKey);
        // A key of the caller's own is watched as well.
        let keyed = |amount| {
            let body = NewCharge::new("r", amount);
            bench.client.payments().charge(&body).idempotency_key("k1")
        };
        keyed(1).await.unwrap();
        assert_eq!(key_problem(keyed(2).await), KeyError::OtherArguments);
        assert_eq!(bench.keys().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_key_ends_with_the_memory_of_the_server() {
    with_each_store(|store| async move {
        let bench = bench(store);
        bench.charge("a", 1, lost()).await.unwrap_err();
        bench.clock.advance(Duration::from_secs(24 * 3600 - 1));
        bench.charge("a", 1, lost()).await.unwrap_err();
        bench.clock.advance(Duration::from_secs(1));
        let outcome = bench.charge("a", 1, lost()).await;
        assert_eq!(key_problem(outcome), KeyError::Expired);
        // The age of a key that the caller made counts from its first use.
        let body = NewCharge::new("r", 1);
        let keyed = || bench.client.payments().charge(&body).idempotency_key("k1");
        keyed().await.unwrap_err();
        bench.clock.advance(Duration::from_secs(24 * 3600));
        assert_eq!(key_problem(keyed().await), KeyError::Expired);
        assert_eq!(bench.keys().len(), 3);
    })
    .await;
}

/// What a store promises: only who claimed a name gives it back, and it is free when nobody is left who may have sent its key.
#[tokio::test]
async fn a_name_belongs_to_those_who_claimed_it_under_its_key() {
    let claim = |key: &str| {
        let key = IdempotencyKey::new(key).unwrap();
        let made = SystemTime::UNIX_EPOCH;
        KeyClaim::new(KeyRecord::new("s", "i", key, made, [7; 32]))
    };
    with_each_store(|store| async move {
        let (first, second, mut third) = (claim("k1"), claim("k2"), claim("k3"));
        assert_eq!(store.claim(&first).await.unwrap(), None);
        store.forget("s", "i").await;
        assert_eq!(store.find("s", "i").await.unwrap(), None);
        assert_eq!(store.claim(&second).await.unwrap(), None);
        // The first call ends only now. The name has another key, so that it neither finishes it nor ends a claim on it.
        store.finish(&first).await.unwrap_err();
        third.record = store.claim(&third).await.unwrap().expect("the second's");
        assert_eq!(third.record.key.as_str(), "k2");
        let left = store.release(&third).await.unwrap();
        let left = left.expect("the second call is under way");
        assert_eq!((left.key.as_str(), left.finished), ("k2", false));
        assert_eq!(store.release(&second).await.unwrap(), None);

        // With its end all claims on a name end: whoever uses it later is alone.
        let (first, mut second, later) = (claim("k4"), claim("k5"), claim("k6"));
        assert_eq!(store.claim(&first).await.unwrap(), None);
        second.record = store.claim(&second).await.unwrap().expect("the first's");
        store.finish(&first).await.unwrap();
        store.forget_finished("s", "i").await;
        assert_eq!(store.claim(&later).await.unwrap(), None);
        assert_eq!(store.release(&later).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_kept_is_not_sent() {
    let client = |builder: faultcode_tests::payments::ClientBuilder| {
        builder
            .transport(Fake::new(&[]))
            .token("t")
            .build()
            .unwrap()
    };
    let none = client(Client::builder());
    let body = NewCharge::new("r", 1);
    let outcome = none.payments().charge(&body).durable("a").await;
    assert_eq!(key_problem(outcome), KeyError::NoStore);

    // What is wrong with the rest of the call goes before that.
    let call = none.payments().charge(&body).header("authorization", "x");
    let error = call.durable("a").await.unwrap_err();
    let header =
        matches!(error.kind(), ErrorKind::Build(it) if matches!(it, BuildError::Header(_)));
    assert!(header, "{error:?}");

    let some = client(Client::builder().key_store(MemoryKeyStore::new()));
    let call = Call::<Charge, ChargeError>::new(some.inner(), &LOOK).path("id", "1");
    assert_eq!(key_problem(call.durable("a").await), KeyError::NotTaken);
    let stream = Upload::reader(&b"abc"[..]);
    let call = Call::<Charge, ChargeError>::new(some.inner(), &CHARGE).upload("text/plain", stream);
    assert_eq!(key_problem(call.durable("a").await), KeyError::NoDigest);

    struct Full;
    impl KeyStore for Full {
        fn find<'a>(&'a self, _: &'a str, _: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>> {
            Box::pin(async { Ok(None) })
        }
        fn claim<'a>(&'a self, _: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
            Box::pin(async { Err(KeyStoreError::new("the disk is full")) })
        }
        fn finish<'a>(&'a self, _: &'a KeyClaim) -> KeyStoreFuture<'a, ()> {
            Box::pin(async { Err(KeyStoreError::new("the disk is full")) })
        }
        fn release<'a>(&'a self, _: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
            Box::pin(async { Err(KeyStoreError::new("the disk is full")) })
        }
    }
    let full = bench(Full);
    // A key of the caller's own goes on with the error, or the next call would have another one.
    let call = full.client.payments().charge(&body).idempotency_key("k1");
    let error = call.await.unwrap_err();
    let key = error.idempotency_key().map(|key| key.as_str().to_owned());
    assert_eq!(key.as_deref(), Some("k1"));
    let error = full.charge("a", 1, done()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Build(it) if matches!(it, BuildError::KeyStore(_))));
    assert_eq!((error.effect(), full.keys().len()), (Effect::NotSent, 0));
}

/// A store that keeps but cannot note ends.
struct HalfFull(MemoryKeyStore);

impl KeyStore for HalfFull {
    fn find<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.0.find(scope, id)
    }
    fn claim<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.0.claim(claim)
    }
    fn finish<'a>(&'a self, _: &'a KeyClaim) -> KeyStoreFuture<'a, ()> {
        Box::pin(async { Err(KeyStoreError::new("the disk is full")) })
    }
    fn release<'a>(&'a self, _: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(async { Err(KeyStoreError::new("the disk is full")) })
    }
}

#[tokio::test]
async fn a_result_is_not_lost_because_it_cannot_be_noted() {
    let bench = bench(HalfFull(MemoryKeyStore::new()));
    bench.fake.then(&CHARGE, done());
    let body = NewCharge::new("r", 1);
    let call = bench.client.payments().charge(&body).durable("a");
    let with_meta = call.send_with_meta().await.unwrap();
    assert!(
        with_meta
            .meta
            .notes()
            .any(|note| note == Note::KeyNotSettled)
    );
    bench.charge("a", 1, done()).await.unwrap();
    let keys = bench.keys();
    assert_eq!(keys[0], keys[1]);
}

#[tokio::test]
async fn calls_that_cannot_be_made_keep_nothing() {
    let store = MemoryKeyStore::new();
    let bench = bench(store.clone());
    // A wrong header is found when the call is prepared, after the key was claimed.
    let body = NewCharge::new("r", 1);
    let call = bench.client.payments().charge(&body).durable("a");
    call.header("authorization", "x").await.unwrap_err();
    let long = "k".repeat(300);
    let call = bench
        .client
        .payments()
        .charge(&body)
        .idempotency_key(long.as_str());
    assert_eq!(key_problem(call.await), KeyError::TooLong { longest: 255 });
    assert_eq!(store.records(), []);
}

#[tokio::test]
async fn parts_have_the_same_bytes_under_the_same_name() {
    struct Parts;
    impl Multipart for Parts {
        fn write(&self, to: &mut FormData) {
            to.put_files(
                const { &Part::new("file") },
                &FilePart::new(b"content".to_vec()),
            );
        }
    }
    let bench = bench(MemoryKeyStore::new());
    let send = |name: &'static str| {
        let call = Call::<Charge, ChargeError>::new(bench.client.inner(), &CHARGE);
        call.multipart("multipart/form-data", &Parts).durable(name)
    };
    bench.fake.then(&CHARGE, lost());
    send("a").await.unwrap_err();
    bench.fake.then(&CHARGE, done());
    send("a").await.unwrap();
    let bodies: Vec<_> = bench.fake.requests();
    let bodies: Vec<_> = bodies.iter().map(|it| it.request.body()).collect();
    assert!(!bodies[0].is_empty());
    assert_eq!(bodies[0], bodies[1]);
}

fn open(path: &Path) -> SqliteKeyStore {
    SqliteKeyStore::open(path).expect("a store")
}

#[tokio::test]
async fn a_file_is_there_after_a_restart() {
    let folder = Folder::new("keys");
    let first = bench(open(&folder.file("keys.db")));
    first.charge("open", 1, lost()).await.unwrap_err();
    first.charge("done", 1, done()).await.unwrap();
    drop(first.client);
    let store = open(&folder.file("keys.db"));
    let unfinished = store.unfinished().await.unwrap();
    assert_eq!(unfinished.len(), 1);
    assert_eq!(unfinished[0].id, "open");
    let shown = format!("{unfinished:?}");
    assert!(!shown.contains(unfinished[0].key.as_str()), "{shown}");
    let second = bench(store.clone());
    second.charge("open", 1, done()).await.unwrap();
    let keys = first
        .fake
        .requests()
        .iter()
        .chain(&second.fake.requests())
        .map(key)
        .collect::<Vec<_>>();
    assert_eq!(keys[0], keys[2]);
    assert_eq!(store.unfinished().await.unwrap(), []);
    // Both are finished, and only who says so forgets them.
    let later = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 40);
    assert_eq!(store.forget_finished(later).await.unwrap(), 2);
}

#[tokio::test]
async fn two_processes_agree_on_one_key() {
    let folder = Folder::new("keys");
    let (one, two) = (open(&folder.file("keys.db")), open(&folder.file("keys.db")));
    let claim = |text| {
        let key = IdempotencyKey::new(text).unwrap();
        KeyClaim::new(KeyRecord::new(
            "s",
            "i",
            key,
            SystemTime::UNIX_EPOCH,
            [7; 32],
        ))
    };
    let claims = [claim("k1"), claim("k2")];
    let (first, second) = tokio::join!(one.claim(&claims[0]), two.claim(&claims[1]));
    let outcomes = [first.unwrap(), second.unwrap()];
    let known: Vec<_> = outcomes.into_iter().flatten().collect();
    assert_eq!(known.len(), 1, "one was first");
    assert_eq!(known[0].digest, [7; 32]);
}

#[tokio::test]
async fn a_file_that_is_none_of_ours_is_refused() {
    let folder = Folder::new("keys");
    std::fs::write(
        folder.file("keys.db"),
        "no database, and long enough to be taken for one: ".repeat(40),
    )
    .unwrap();
    let error = SqliteKeyStore::open(folder.file("keys.db")).unwrap_err();
    assert!(std::error::Error::source(&error).is_some());
}
