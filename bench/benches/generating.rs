//! The stages of generating, on a document of 300 operations: loading, lowering, emitting with formatting.

use criterion::{Criterion, criterion_group, criterion_main};
use faultcode::{Input, Options, Session, Stage};
use faultcode_bench::synthetic;

/// Each of them holds the ones before it.
const UNTIL: [(&str, Stage); 3] = [
    ("load", Stage::Load),
    ("load and lower", Stage::Check),
    ("load, lower and emit", Stage::Emit),
];

fn generating(criterion: &mut Criterion) {
    let text = synthetic::document(300);
    let mut group = criterion.benchmark_group("300 operations");
    group.sample_size(10);
    for (name, stage) in UNTIL {
        group.bench_function(name, |it| {
            it.iter(|| {
                let input = Input::bytes("synthetic.json", text.as_bytes());
                let mut session = Session::new(input, Options::named("synthetic"));
                session.until(stage).expect("the document is sound");
                session
            });
        });
    }
    group.finish();
}

criterion_group!(benches, generating);
criterion_main!(benches);
