//! What a key store must promise, promise by promise, asked of each store through two openings of it.

use std::time::{Duration, SystemTime};

use faultcode_runtime::IdempotencyKey;
use faultcode_runtime::keys::{KeyClaim, KeyRecord, KeyStore};
use faultcode_tests::aloud;

use super::stores::{Shared, Store};

fn claim(id: &str, key: &str) -> KeyClaim {
    let made = SystemTime::UNIX_EPOCH + Duration::from_millis(1_767_225_600_123);
    let key = IdempotencyKey::restore(key, made).unwrap();
    KeyClaim::new(KeyRecord::new("s", id, key, made, [7; 32]))
}

/// A claim as its holder knows it once it has it.
async fn taken(store: &Store, mut claim: KeyClaim) -> KeyClaim {
    if let Some(known) = store.claim(&claim).await.unwrap() {
        claim.record = known;
    }
    claim
}

async fn key(store: &Store, id: &str) -> Option<(String, bool)> {
    let found = store.find("s", id).await.unwrap();
    found.map(|record| (record.key.as_str().to_owned(), record.finished))
}

fn open(key: &str) -> Option<(String, bool)> {
    Some((key.to_owned(), false))
}

fn finished(key: &str) -> Option<(String, bool)> {
    Some((key.to_owned(), true))
}

async fn the_first_makes_the_record_and_the_others_are_given_it(shared: &Shared) {
    let (one, two) = (shared.open(), shared.open());
    assert_eq!(one.find("s", "a").await.unwrap(), None);
    let first = claim("a", "k1");
    assert_eq!(one.claim(&first).await.unwrap(), None);
    let known = two.claim(&claim("a", "k2")).await.unwrap();
    // To the millisecond.
    assert_eq!(known, Some(first.record.clone()), "{}", shared.name);
    assert_eq!(two.find("s", "a").await.unwrap(), Some(first.record));
    // Another id and another scope are other names.
    assert_eq!(two.claim(&claim("b", "k3")).await.unwrap(), None);
    let mut elsewhere = claim("a", "k4");
    elsewhere.record.scope = "t".to_owned();
    assert_eq!(two.claim(&elsewhere).await.unwrap(), None);
}

async fn of_many_at_once_one_is_first(shared: &Shared) {
    let stores = [shared.open(), shared.open(), shared.open()];
    for round in 0..20 {
        let id = format!("r{round}");
        let claimants: Vec<_> = (0..6)
            .map(|number| {
                let store = stores[number % stores.len()].clone();
                let claim = claim(&id, &format!("k{number}"));
                tokio::spawn(async move { (store.claim(&claim).await.unwrap(), claim) })
            })
            .collect();
        let mut first = Vec::new();
        let mut given = Vec::new();
        for claimant in claimants {
            match claimant.await.unwrap() {
                (None, claim) => first.push(claim.record.key),
                (Some(record), _) => given.push(record.key),
            }
        }
        assert_eq!(first.len(), 1, "{} {id}", shared.name);
        assert!(given.iter().all(|key| *key == first[0]));
    }
}

async fn a_record_goes_with_its_last_claim(shared: &Shared) {
    let (one, two) = (shared.open(), shared.open());
    let first = taken(&one, claim("a", "k1")).await;
    let second = taken(&two, claim("a", "k2")).await;
    let left = one.release(&first).await.unwrap();
    assert_eq!(left, Some(first.record.clone()), "{}", shared.name);
    // Twice is once.
    assert!(one.release(&first).await.unwrap().is_some());
    assert_eq!(key(&one, "a").await, open("k1"));
    assert_eq!(two.release(&second).await.unwrap(), None);
    assert_eq!(key(&one, "a").await, None);
    // The next one has a key of its own, and those before take nothing of it.
    let third = taken(&two, claim("a", "k3")).await;
    assert_eq!(third.record.key.as_str(), "k3");
    for stale in [&first, &second] {
        assert!(one.release(stale).await.unwrap().is_some());
    }
    assert_eq!(key(&one, "a").await, open("k3"));
}

async fn what_is_finished_stays_so(shared: &Shared) {
    let (one, two) = (shared.open(), shared.open());
    let first = taken(&one, claim("a", "k1")).await;
    let second = taken(&two, claim("a", "k2")).await;
    two.finish(&second).await.unwrap();
    two.finish(&second).await.unwrap();
    let left = one.release(&first).await.unwrap();
    assert!(
        left.is_some_and(|record| record.finished),
        "{}",
        shared.name
    );
    // Whoever comes later claims nothing that could be given back.
    let later = taken(&one, claim("a", "k3")).await;
    assert!(later.record.finished && later.record.key.as_str() == "k1");
    assert!(one.release(&later).await.unwrap().is_some());
    assert_eq!(key(&two, "a").await, finished("k1"));
}

async fn the_claim_of_a_dead_process_stays(shared: &Shared) {
    let dead = shared.open();
    taken(&dead, claim("a", "k1")).await;
    drop(dead);
    let store = shared.open();
    for _ in 0..3 {
        let claim = taken(&store, claim("a", "k2")).await;
        assert_eq!(claim.record.key.as_str(), "k1", "{}", shared.name);
        assert!(store.release(&claim).await.unwrap().is_some());
    }
    assert_eq!(key(&store, "a").await, open("k1"));
}

async fn finishing_compares_and_makes_again_what_was_forgotten(shared: &Shared) {
    let store = shared.open();
    let first = taken(&store, claim("a", "k1")).await;
    // As after `forget`: the record is gone.
    store.release(&first).await.unwrap();
    store.finish(&first).await.unwrap();
    assert_eq!(key(&store, "a").await, finished("k1"), "{}", shared.name);
    let other = claim("a", "k2");
    store.finish(&other).await.unwrap_err();
    assert_eq!(key(&store, "a").await, finished("k1"));
}

/// Asks for every promise, each of a new store; how many they are.
pub(crate) async fn kept(new: impl AsyncFn() -> Shared) -> usize {
    the_first_makes_the_record_and_the_others_are_given_it(&new().await).await;
    of_many_at_once_one_is_first(&new().await).await;
    a_record_goes_with_its_last_claim(&new().await).await;
    what_is_finished_stays_so(&new().await).await;
    the_claim_of_a_dead_process_stays(&new().await).await;
    finishing_compares_and_makes_again_what_was_forgotten(&new().await).await;
    6
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn memory_and_file_keep_every_promise() {
    let promises = kept(async || Shared::memory()).await;
    kept(async || Shared::file()).await;
    aloud(&format!(
        "durable: {promises} promises of key stores over memory and file"
    ));
}

/// The promises can be broken: a store that deletes for everybody breaks them.
#[tokio::test]
async fn a_wrong_store_is_found_out() {
    let store = Shared::wrong().open();
    let first = taken(&store, claim("a", "k1")).await;
    taken(&store, claim("a", "k2")).await;
    store.release(&first).await.unwrap();
    assert_eq!(key(&store, "a").await, None);
}
