//! Decoding and encoding: the runtime's tables beside structs with serde's derives, on the same bytes.
//!
//! Allocations repeat exactly and are printed once per payload; throughput is measured.

use std::alloc::System;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use faultcode_bench::payloads::{self, derived, tables};
use faultcode_runtime::values::{Encoder, from_json};
use serde::de::DeserializeOwned;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static GLOBAL: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Allocations and reallocations of one run.
fn allocations<T>(run: impl Fn() -> T) -> usize {
    let region = Region::new(GLOBAL);
    let kept = run();
    let change = region.change();
    drop(kept);
    change.allocations + change.reallocations
}

fn both<T, D>(criterion: &mut Criterion, name: &str, json: &str)
where
    T: faultcode_runtime::values::Decode + faultcode_runtime::values::Encode,
    D: DeserializeOwned + serde::Serialize,
{
    let bytes = json.as_bytes();
    let ours = || from_json::<T>(bytes).expect("a payload of our own");
    let theirs = || serde_json::from_slice::<D>(bytes).expect("a payload of our own");
    println!(
        "{name}: {} bytes; decoding allocates {} times, derived {} times",
        bytes.len(),
        allocations(ours),
        allocations(theirs)
    );
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function(BenchmarkId::new("decode", "tables"), |it| it.iter(ours));
    group.bench_function(BenchmarkId::new("decode", "derived"), |it| it.iter(theirs));
    let (model, other) = (ours(), theirs());
    group.bench_function(BenchmarkId::new("encode", "tables"), |it| {
        it.iter(|| Encoder::whole(black_box(&model)).expect("a model of our own"));
    });
    group.bench_function(BenchmarkId::new("encode", "derived"), |it| {
        it.iter(|| serde_json::to_vec(black_box(&other)).expect("a model of our own"));
    });
    group.finish();
}

fn decoding(criterion: &mut Criterion) {
    let page = payloads::invoices(100);
    both::<tables::InvoicePage, derived::InvoicePage>(criterion, "page of 100 invoices", &page);
    let list = payloads::repositories(30);
    both::<Vec<tables::Repository>, Vec<derived::Repository>>(criterion, "30 repositories", &list);
    let map = payloads::maps(200);
    both::<tables::Catalogue, derived::Catalogue>(criterion, "maps", &map);
    let union = payloads::events(100);
    both::<tables::EventPage, derived::EventPage>(criterion, "unions by tag", &union);
    // The last form, as a list of forms that is tried in order meets it.
    let error = payloads::failure();
    both::<tables::Failure, derived::Failure>(criterion, "error envelope", &error);
}

criterion_group!(benches, decoding);
criterion_main!(benches);
