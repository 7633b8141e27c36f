//! Four processes that make the calls of the same names over one database, each killed at any moment and started again, until the
//! database has counted three thousand claims.
//!
//! `POSTGRES_CLAIMS` and `POSTGRES_KILLS` say other numbers; `.ci/slow` has ten thousand.

use std::time::{Duration, Instant};

use faultcode_tests::aloud;
use faultcode_tests::ledger::Ledger;
use faultcode_tests::postgres::{Postgres, TRUSTED};

use super::{database, prepared, session, sql, store_at};
use crate::calls::durable::kills::{Process, charge, client};

const PROCESSES: usize = 4;

/// Calls that one process makes at once.
const AT_ONCE: u32 = 4;

/// The process that is killed: makes the calls of all names, several at a time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the test below, in a process of its own"]
async fn child() {
    let set = |name: &str| std::env::var(name).expect("the parent says so");
    let client = client(&set("DURABLE_URL"), store_at(&set("DURABLE_STORE")));
    let first: u32 = set("DURABLE_FIRST").parse().expect("a number");
    let workers = (0..AT_ONCE).map(|own| {
        let client = client.clone();
        tokio::spawn(async move {
            for number in (first + own..).step_by(AT_ONCE as usize) {
                charge(&client, number).await;
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.expect("a call that ends");
    }
}

fn number(name: &str, default: usize) -> usize {
    let given = std::env::var(name).ok();
    given.map_or(default, |text| text.parse().expect("a number"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn names_are_executed_once_whoever_is_killed() {
    let (wanted, kills) = (
        number("POSTGRES_CLAIMS", 3_000),
        number("POSTGRES_KILLS", 60),
    );
    let server = Postgres::shared();
    let name = database(&server, "").await;
    let store = prepared(&server, &name).await;
    let role = format!("CREATE ROLE {TRUSTED} LOGIN SUPERUSER");
    sql(&server, &name, &role).await;
    let connection = server.connection_of(TRUSTED, &name, server.port());
    // Every claim that is written takes a number, which no crash and no rollback gives back.
    sql(
        &server,
        &name,
        "ALTER TABLE faultcode_claims ADD number bigserial",
    )
    .await;
    let counting = session(&server, &name).await;
    let claims = async || {
        let count = counting.query_one("SELECT last_value FROM faultcode_claims_number_seq", &[]);
        count.await.expect("a sequence").get::<_, i64>(0) as usize
    };
    let ledger = Ledger::refusing(0x0dd5, 40, 600);
    let begun = Instant::now();
    let start = || Process::start(module_path!(), &ledger, &connection);
    let mut processes: Vec<Process> = (0..PROCESSES).map(|_| start()).collect();
    let mut killed = 0;
    while killed < kills {
        assert!(begun.elapsed() < Duration::from_secs(900), "{killed} kills");
        tokio::time::sleep(Duration::from_millis(5)).await;
        // One dies whenever so much of the whole is done.
        if claims().await >= (killed + 1) * wanted / kills {
            let index = killed % PROCESSES;
            processes[index].kill();
            killed += 1;
            processes[index] = start();
        }
    }
    drop(processes);
    let open = store.unfinished().await.expect("a readable store");
    // Whatever was begun is done to its end. Some name may have been tried and never executed.
    let begun_names = ledger.book().by_reference.into_keys();
    let names = begun_names.chain(open.iter().map(|record| record.id.clone()));
    let number = |name: String| {
        let number = name.strip_prefix("order-").expect("a name of ours");
        number.parse::<u32>().expect("a number") + 1
    };
    let names = names.map(number).max().unwrap_or(0);
    let last = client(&ledger.url(), store.clone());
    let workers = (0..8).map(|own| {
        let last = last.clone();
        tokio::spawn(async move {
            for number in (own..names).step_by(8) {
                charge(&last, number).await;
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.expect("a call that ends");
    }
    let book = ledger.book();
    let most = book.by_key.values().chain(book.by_reference.values()).max();
    assert_eq!(most.copied(), Some(1), "effects per key and per name");
    assert_eq!(book.by_reference.len() as u32, names);
    assert_eq!(store.unfinished().await.expect("a readable store"), []);
    let claims = claims().await;
    assert!(claims >= wanted, "{claims} claims");
    let given_back = book.keys_of.values().filter(|keys| keys.len() > 1).count();
    aloud(&format!(
        "postgres: {claims} claims of {PROCESSES} processes over one database, {killed} kills (-9), {} calls open at the end; {} names, {} keys, at most {} effect per key; {given_back} names had more than one key, after all who sent one were refused; {} requests, {:.1} s",
        open.len(),
        book.by_reference.len(),
        book.by_key.len(),
        most.copied().unwrap_or(0),
        book.requests,
        begun.elapsed().as_secs_f64(),
    ));
}
