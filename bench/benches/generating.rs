//! The stages of generating, on a document of 300 operations: loading, lowering, emitting with formatting.

use criterion::{Criterion, criterion_group, criterion_main};
use faultcode::diagnostics::Diagnostics;
use faultcode::load::{self, Loader};
use faultcode::{Input, Options, assemble, understand};
use faultcode_bench::synthetic;

fn generating(criterion: &mut Criterion) {
    let text = synthetic::document(300);
    let input = Input::of(load::Input::Bytes {
        name: "synthetic.json",
        bytes: text.as_bytes(),
    });
    let options = Options::named("synthetic");
    let mut group = criterion.benchmark_group("300 operations");
    group.sample_size(10);
    group.bench_function("load", |it| {
        it.iter(|| {
            let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
            let document = load::load(input.document, &mut loader, &mut diag);
            diag.take();
            document
        });
    });
    group.bench_function("load and lower", |it| {
        it.iter(|| {
            let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
            let api = understand(&input, &options, &mut loader, &mut diag);
            diag.take();
            api.expect("the document is sound")
        });
    });
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    let api = understand(&input, &options, &mut loader, &mut diag).expect("the document is sound");
    group.bench_function("emit", |it| {
        it.iter(|| {
            let output = assemble(&api, &input, &options, &loader, &mut diag);
            output.expect("the document is sound")
        });
    });
    diag.take();
    group.finish();
}

criterion_group!(benches, generating);
criterion_main!(benches);
