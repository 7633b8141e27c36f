//! Every vector of retries, waits, budgets and wait hints, through a generated client.
//!
//! A row is a call of `tests/calls/payments.yaml`: what the vector says the server does is what the transport does, on a
//! clock that the test moves, and what the vector expects is read off the result, the clock and the budget.
//! Nothing looks behind the public interface.

#[path = "vectors/data.rs"]
mod data;
#[path = "vectors/hints.rs"]
mod hints;
#[path = "vectors/player.rs"]
mod player;
#[path = "vectors/sequences.rs"]
mod sequences;
#[path = "vectors/waits.rs"]
mod waits;

use data::Vectors;

/// Counts rows: those that ran, out of those that the file has.
#[derive(Default)]
struct Count {
    ran: usize,
    all: usize,
    report: String,
}

impl Count {
    fn add(&mut self, group: &str, ran: usize, all: usize) {
        self.ran += ran;
        self.all += all;
        self.report += &format!("  {group}: {ran} of {all}\n");
    }
}

#[tokio::test]
async fn every_vector_holds_through_the_client() {
    let vectors = Vectors::load();
    let mut count = Count::default();
    for (group, rows, preset) in vectors.sequences() {
        let ran = sequences::check(rows, preset, group != "standard").await;
        count.add(group, ran, rows.len());
    }
    let ran = waits::check(&vectors.backoff).await;
    count.add("backoff", ran, vectors.backoff.len());
    let ran = sequences::check_budgets(&vectors.budget).await;
    count.add("budget", ran, vectors.budget.len());
    let ran = hints::check(&vectors.retry_hints).await;
    count.add("wait hints", ran, vectors.retry_hints.rows.len());
    faultcode_tests::aloud(&format!("vectors: {} of {}", count.ran, count.all));
    faultcode_tests::aloud(count.report.trim_end());
    assert_eq!(count.ran, count.all);
    assert!(count.all >= 116, "the file has lost rows");
}
