//! Calls a shop many times, one after the other or many at once, and prints what one call cost.
//!
//! Arguments: the address, what to call (`success`, `error`, `list`), how many at once, how many in all.

use std::alloc::System;
use std::time::Instant;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static GLOBAL: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// A client of the pet shop.
pub trait Shop: Clone + 'static {
    /// A client that calls this address.
    fn new(url: &str) -> Self;
    /// Gets a pet: the length of its name, or the code and the amount of a refusal.
    async fn pet(&self, id: &str) -> Result<usize, (String, i64)>;
    /// Lists pets: how many there are.
    async fn list(&self) -> usize;
}

/// The `main` of every client.
pub fn run<S: Shop>() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, kind, at_once, count] = arguments.as_slice() else {
        eprintln!("usage: URL KIND AT_ONCE COUNT");
        std::process::exit(2)
    };
    let at_once: usize = at_once.parse().expect("a number");
    let count: usize = count.parse().expect("a number");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async {
        let shop = S::new(url);
        // Connections, caches and the branch predictor.
        calls(&shop, kind, at_once, count / 10 + at_once).await;
        let region = Region::new(GLOBAL);
        let (start, before) = (Instant::now(), cpu());
        calls(&shop, kind, at_once, count).await;
        let (wall, cpu, change) = (start.elapsed().as_secs_f64(), cpu() - before, region.change());
        println!(
            "{{\"wall\":{},\"cpu\":{},\"allocations\":{},\"bytes\":{}}}",
            wall / count as f64,
            cpu / count as f64,
            (change.allocations + change.reallocations) as f64 / count as f64,
            change.bytes_allocated as f64 / count as f64
        );
    });
}

async fn calls<S: Shop>(shop: &S, kind: &str, at_once: usize, count: usize) {
    if at_once == 1 {
        for _ in 0..count {
            call(shop, kind).await;
        }
        return;
    }
    let tasks: Vec<_> = (0..at_once)
        .map(|_| {
            let (shop, kind) = (shop.clone(), kind.to_owned());
            tokio::task::spawn_local(async move {
                for _ in 0..count / at_once {
                    call(&shop, &kind).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a call");
    }
}

async fn call<S: Shop>(shop: &S, kind: &str) {
    match kind {
        "success" => assert_eq!(shop.pet("p1").await, Ok(9)),
        "error" => assert_eq!(
            shop.pet("refused").await,
            Err(("PAYMENT_REQUIRED".to_owned(), 4250))
        ),
        _ => assert_eq!(shop.list().await, 100),
    }
}

/// Seconds that the threads of this process had a processor.
fn cpu() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").expect("Linux");
    let nanoseconds: f64 = tasks
        .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok())
        .filter_map(|text| text.split(' ').next()?.parse::<f64>().ok())
        .sum();
    nanoseconds / 1e9
}
