//! Charges under faults, and a book that shows each debit: one per success that is reported, at most one per failure.
//!
//! `LEDGER_CHARGES` says how many keyed charges are made (half of them through each transport, and a fifth as many notes
//! without a key), `LEDGER_KILLS` how often a process that makes charges with durable keys is killed. Both are small by
//! default.
//!
//! The killed process is this test again: [`child`] is what it runs. The client and the book are kept in one file, since
//! the figures of one are checked against the other.

use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use faultcode_runtime::errors::StopReason;
use faultcode_runtime::keys::SqliteKeyStore;
use faultcode_runtime::retry::Budget;
use faultcode_runtime::transports::ReqwestTransport;
use faultcode_runtime::{Effect, EndpointError, Error};
use faultcode_tests::folder::Folder;
use faultcode_tests::ledger::{DECLINED, Ledger};
use faultcode_tests::payments::input::NewCharge;
use faultcode_tests::payments::{Client, ClientBuilder};
use faultcode_tests::{again, aloud};

fn number(name: &str, default: usize) -> usize {
    let set = std::env::var(name).ok();
    set.map_or(default, |text| text.parse().expect("a number"))
}

/// A client with short waits, since the faults are of this machine.
fn builder(url: &str, reqwest: bool) -> ClientBuilder {
    let builder = Client::builder()
        .base_url(url)
        .token("t")
        .attempt_timeout(Duration::from_millis(400))
        .budget(Budget::unlimited())
        .retry_with(|retries| {
            retries.change(|policy| {
                policy.max_attempts = 4;
                policy.backoff.base = Duration::from_millis(1);
                policy.backoff.cap = Duration::from_millis(20);
                policy.throttle = Some(policy.backoff);
            })
        });
    match reqwest {
        false => builder,
        true => {
            let transport = ReqwestTransport::new(reqwest::Client::builder());
            builder.transport(transport.expect("a usable transport"))
        }
    }
}

/// How one charge ended.
struct End {
    reference: String,
    keyed: bool,
    succeeded: bool,
    effect: Option<Effect>,
    stop: Option<StopReason>,
    /// The key that the call said it carried.
    key: Option<String>,
}

fn end<T, E: EndpointError>(reference: String, keyed: bool, outcome: Result<T, Error<E>>) -> End {
    let error = outcome.as_ref().err();
    let key = error.and_then(|it| it.idempotency_key());
    End {
        reference,
        keyed,
        succeeded: outcome.is_ok(),
        effect: error.map(|error| error.effect()),
        stop: error.and_then(|error| error.stop_reason()),
        key: key.map(|key| key.as_str().to_owned()),
    }
}

/// Makes so many charges, and notes, some dozens at once.
async fn charges(url: &str, reqwest: bool, charges: usize, notes: usize) -> Vec<End> {
    let client = Arc::new(builder(url, reqwest).build().expect("a usable client"));
    let next = Arc::new(AtomicUsize::new(0));
    let transport = if reqwest { "reqwest" } else { "hyper" };
    let callers: Vec<_> = (0..48)
        .map(|_| {
            let (client, next) = (Arc::clone(&client), Arc::clone(&next));
            tokio::spawn(async move {
                let mut ends = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= charges + notes {
                        return ends;
                    }
                    let keyed = number < charges;
                    let prefix = if number % 20 == 7 { DECLINED } else { "" };
                    let reference = format!("{prefix}{transport}-{number}");
                    let body = NewCharge::new(&reference, number as i64);
                    let payments = client.payments();
                    ends.push(match keyed {
                        true => end(reference, true, payments.charge(&body).await),
                        false => end(reference, false, payments.note(&body).await),
                    });
                }
            })
        })
        .collect();
    let mut ends = Vec::new();
    for caller in callers {
        ends.extend(caller.await.expect("no call panics"));
    }
    ends
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_charge_is_made_once_or_reported() {
    let total = number("LEDGER_CHARGES", 1000);
    let ledger = Ledger::new(0x5eed, 250);
    let begun = Instant::now();
    let mut ends = Vec::new();
    for reqwest in [false, true] {
        let half = total.div_ceil(2);
        ends.extend(charges(&ledger.url(), reqwest, half, half / 5).await);
    }
    let took = begun.elapsed();
    let book = ledger.book();

    let mut figures = [[0_u32; 3]; 2];
    for end in &ends {
        let name = &end.reference;
        let executed = book.by_reference.get(name).copied().unwrap_or(0);
        let figures = &mut figures[usize::from(end.keyed)];
        if end.succeeded {
            assert_eq!(executed, 1, "{name} is reported as done");
            figures[0] += 1;
        } else {
            assert!(
                executed <= 1,
                "{name} failed and was executed {executed} times"
            );
            if end.effect != Some(Effect::MaybeApplied) {
                assert_eq!(executed, 0, "{name}: {:?} {:?}", end.effect, end.stop);
            }
            figures[1] += 1;
            figures[2] += executed;
        }
        let keys = book.keys_of.get(name).map_or(0, Vec::len);
        assert!(keys <= 1, "{name} was sent with {keys} keys");
        if let Some(key) = &end.key {
            assert!(end.keyed && book.by_key.get(key).is_none_or(|times| *times == 1));
        }
    }
    assert!(book.by_key.values().all(|times| *times == 1));
    let [notes, charges] = figures;
    aloud(&format!(
        "ledger: {} keyed charges: {} reported as done, each executed once; {} reported as failed, {} of these executed once",
        charges[0] + charges[1],
        charges[0],
        charges[1],
        charges[2],
    ));
    aloud(&format!(
        "ledger: {} notes without a key: {} done, {} failed, {} of these executed once, duplicates 0",
        notes[0] + notes[1],
        notes[0],
        notes[1],
        notes[2],
    ));
    aloud(&format!(
        "ledger: {} requests, {:.1} s, faults {:?}",
        book.requests,
        took.as_secs_f64(),
        book.faults
    ));
    assert_eq!((charges[0] + charges[1]) as usize, total.div_ceil(2) * 2);
    assert!(
        book.faults.len() >= 12,
        "a kind of fault did not happen: {:?}",
        book.faults
    );
}

/// How many charges one life of the killed process has to make.
const BATCH: usize = 4;

/// The process that is killed: makes the charges of its batch, each under its name, until all are done.
#[tokio::test]
#[ignore = "run by the test below, in a process of its own"]
async fn child() {
    let set = |name: &str| std::env::var(name).expect("the parent says so");
    let url = set("LEDGER_URL");
    let store = SqliteKeyStore::open(set("LEDGER_STORE")).expect("a store");
    let reqwest = set("LEDGER_TRANSPORT") == "reqwest";
    let client = builder(&url, reqwest).key_store(store).build();
    let client = client.expect("a usable client");
    let batch = set("LEDGER_BATCH");
    for number in 0..BATCH {
        let name = format!("{batch}-{number}");
        let body = NewCharge::new(&name, 1);
        let begun = Instant::now();
        loop {
            let call = client.payments().charge(&body).durable(&name);
            match call.await {
                Ok(_) => break,
                Err(error) => {
                    // Only what passes by itself is made again.
                    let passes = error.code().is_none_or(|code| code == "KEY_BUSY");
                    let patient = begun.elapsed() < Duration::from_secs(60);
                    assert!(patient && passes, "{error:?}");
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            }
        }
    }
}

fn spawn(ledger: &Ledger, store: &Path, batch: &str, reqwest: bool) -> Child {
    again::command(module_path!(), "child")
        .env("LEDGER_URL", ledger.url())
        .env("LEDGER_STORE", store)
        .env("LEDGER_BATCH", batch)
        .env(
            "LEDGER_TRANSPORT",
            if reqwest { "reqwest" } else { "hyper" },
        )
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("this test can be run again")
}

#[test]
fn a_killed_process_that_is_started_again_charges_once() {
    let kills = number("LEDGER_KILLS", 12);
    let folder = Folder::new("ledger");
    let store = folder.file("keys.db");
    let ledger = Ledger::new(0x6b11, 150);
    let random = AtomicU64::new(1);
    let below = move |end: u64| {
        let state = random.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        let mixed = (state ^ (state >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 32)) % end
    };
    let begun = Instant::now();
    let (mut killed, mut batches, mut partial, mut longest) = (0, 0, 0, 60);
    while killed < kills {
        let (batch, reqwest) = (format!("batch{batches}"), batches % 2 == 1);
        batches += 1;
        let done = |number| ledger.executions(&format!("{batch}-{number}"));
        // Several lives are cut short, the last one may finish.
        for _ in 0..1 + below(2) {
            let mut process = spawn(&ledger, &store, &batch, reqwest);
            std::thread::sleep(Duration::from_millis(1 + below(longest)));
            process.kill().expect("a process of ours");
            let status = process.wait().expect("a process of ours");
            if status.code().is_some() {
                // It was faster: shorter lives meet more of the work.
                assert!(status.success(), "{status}");
                longest = (longest * 9 / 10).max(20);
                break;
            }
            killed += 1;
            let executed: u32 = (0..BATCH).map(done).sum();
            partial += usize::from(executed > 0 && executed < BATCH as u32);
            if executed == 0 {
                longest = (longest * 11 / 10).min(2000);
            }
        }
        let status = spawn(&ledger, &store, &batch, reqwest).wait();
        let status = status.expect("a process of ours");
        assert!(status.success(), "{batch}: {status}");
        for number in 0..BATCH {
            let name = format!("{batch}-{number}");
            assert_eq!(ledger.executions(&name), 1, "{name}");
        }
    }
    let book = ledger.book();
    assert!(
        book.keys_of.values().all(|keys| keys.len() == 1),
        "a restart made a new key"
    );
    assert_eq!(book.by_reference.len(), batches * BATCH);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let store = SqliteKeyStore::open(&store).expect("a store");
    let unfinished = runtime
        .block_on(store.unfinished())
        .expect("a readable store");
    assert_eq!(unfinished, [], "every charge was finished");
    drop(store);
    aloud(&format!(
        "ledger: {killed} kills of a process with durable keys ({partial} in the middle of its work), {} charges, each executed once, {:.1} s",
        batches * BATCH,
        begun.elapsed().as_secs_f64(),
    ));
}
