//! Three processes that make the calls of the same names over one file, each killed at any moment and started again.
//!
//! `DURABLE_KILLS` says how often. The processes are this test again: [`child`] is what they run. Their server refuses,
//! loses and delays; each request is the only attempt of its call, so that claims are taken and given back all the time.

use std::ffi::OsStr;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use faultcode_runtime::keys::{KeyStore, SqliteKeyStore};
use faultcode_runtime::retry::Budget;
use faultcode_tests::folder::Folder;
use faultcode_tests::ledger::Ledger;
use faultcode_tests::payments::Client;
use faultcode_tests::payments::input::NewCharge;
use faultcode_tests::{again, aloud};

const PROCESSES: usize = 3;

pub(crate) fn client(url: &str, store: impl KeyStore) -> Client {
    let builder = Client::builder()
        .base_url(url)
        .token("t")
        .attempt_timeout(Duration::from_millis(400))
        .budget(Budget::unlimited())
        .retry_with(|retries| retries.max_attempts(1))
        .key_store(store);
    builder.build().expect("a usable client")
}

/// Makes the call of a name until it succeeds.
pub(crate) async fn charge(client: &Client, number: u32) {
    let name = format!("order-{number}");
    let body = NewCharge::new(&name, 1);
    let begun = Instant::now();
    while let Err(error) = client.payments().charge(&body).durable(&name).await {
        let patient = begun.elapsed() < Duration::from_secs(60);
        assert!(patient, "{error:?}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// The process that is killed: makes the calls of one name after the other.
#[tokio::test]
#[ignore = "run by the test below, in a process of its own"]
async fn child() {
    let set = |name: &str| std::env::var(name).expect("the parent says so");
    let store = SqliteKeyStore::open(set("DURABLE_STORE")).expect("a store");
    let client = client(&set("DURABLE_URL"), store);
    let first: u32 = set("DURABLE_FIRST").parse().expect("a number");
    for number in first..first + 10_000 {
        charge(&client, number).await;
    }
}

/// A process, which dies with the test.
pub(crate) struct Process(Child);

impl Process {
    /// Runs the child of the module over a ledger and a store.
    pub(crate) fn start(module: &str, ledger: &Ledger, store: impl AsRef<OsStr>) -> Self {
        // Where the others are, so that they meet.
        let first = ledger.book().by_reference.len().saturating_sub(1);
        let child = again::command(module, "child")
            .env("DURABLE_URL", ledger.url())
            .env("DURABLE_STORE", store)
            .env("DURABLE_FIRST", first.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn();
        Self(child.expect("this test can be run again"))
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.0.kill().expect("a process of ours");
        let status = self.0.wait().expect("a process of ours");
        assert_eq!(status.code(), None, "it ended by itself: {status}");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Where the test has failed before.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn names_are_executed_once_whoever_is_killed() {
    let wanted = std::env::var("DURABLE_KILLS").ok();
    let wanted: usize = wanted.map_or(200, |text| text.parse().expect("a number"));
    let folder = Folder::new("kills");
    let path = folder.file("keys.db");
    let ledger = Ledger::refusing(0x0dd5, 150, 300);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |end: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % end
    };
    let begun = Instant::now();
    let start = || Process::start(module_path!(), &ledger, &path);
    let mut processes: Vec<Process> = (0..PROCESSES).map(|_| start()).collect();
    // How long one lives: long enough to do something, and no longer.
    let mut longest = 150;
    let (mut killed, mut requests) = (0, 0);
    while killed < wanted {
        std::thread::sleep(Duration::from_millis(5 + below(longest)));
        let index = below(PROCESSES as u64) as usize;
        processes[index].kill();
        killed += 1;
        processes[index] = start();
        let now = ledger.book().requests;
        longest = match now - requests {
            0 => (longest * 5 / 4).min(1000),
            _ => (longest * 19 / 20).max(40),
        };
        requests = now;
    }
    drop(processes);
    let names = ledger.book().by_reference.len() as u32;
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let store = SqliteKeyStore::open(&path).expect("a store");
    let open = runtime
        .block_on(store.unfinished())
        .expect("a readable store");
    // Some name may have been tried and never executed.
    let client = client(&ledger.url(), store.clone());
    for _ in 0..2 {
        runtime.block_on(async {
            for number in 0..=names {
                charge(&client, number).await;
            }
        });
    }
    let book = ledger.book();
    let twice: Vec<_> = book
        .by_reference
        .iter()
        .filter(|(_, times)| **times != 1)
        .collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert_eq!(book.by_reference.len() as u32, names + 1);
    let unfinished = runtime
        .block_on(store.unfinished())
        .expect("a readable store");
    assert_eq!(unfinished, [], "every charge was finished");
    assert!(names as usize >= wanted / 10, "{names} names are too few");
    let given_back = book.keys_of.values().filter(|keys| keys.len() > 1).count();
    aloud(&format!(
        "durable: {killed} kills of {PROCESSES} processes over one file, {} of their calls were open at the end; {} names, each executed once ({given_back} of them had more than one key, after all who sent one were refused), {} requests, {:.1} s",
        open.len(),
        book.by_reference.len(),
        book.requests,
        begun.elapsed().as_secs_f64(),
    ));
}
