//! Names and error tables of the clients of published documents: how many names end in a hash, and how many rows of the tables of
//! errors say nothing.

use faultcode::internals::plan::inventory::Kind;
use faultcode::{Input, Options, Session, Stage};
use faultcode_tests::{aloud, outside, wild};

/// Of so many methods and types one may have a hash.
const USUAL: usize = 1_000;

/// The same in very large documents: paths through a graph say the same words in many orders, and 64 letters do not tell them apart.
const OF_LARGE: usize = 100;

/// How much there is, and how much of it is not as it should be.
#[derive(Default)]
struct Counts {
    operations: usize,
    hashed_operations: usize,
    types: usize,
    hashed_types: usize,
    names: usize,
    hashed_names: usize,
    rows: usize,
    silent_rows: usize,
}

/// Counts one document; one that is refused has no names.
fn count(path: &std::path::Path, counts: &mut Counts) -> Option<()> {
    let mut session = Session::new(Input::file(path), Options::named("counted"));
    session.until(Stage::Check)?;
    let plan = session.plan()?;
    for entry in plan.inventory() {
        let hashed = usize::from(entry.name.is_hashed());
        counts.names += 1;
        counts.hashed_names += hashed;
        match entry.kind {
            Kind::Operation => {
                counts.operations += 1;
                counts.hashed_operations += hashed;
            }
            Kind::Type => {
                counts.types += 1;
                counts.hashed_types += hashed;
            }
            _ => {}
        }
    }
    for operation in plan
        .operations
        .iter()
        .filter(|it| it.names.shared.is_none())
    {
        for case in &operation.names.cases {
            let entry = &plan.api.codes[case.ir.code];
            counts.rows += 1;
            counts.silent_rows += usize::from(case.ir.doc.is_empty() && entry.doc.is_empty());
        }
    }
    Some(())
}

#[test]
#[cfg_attr(
    not(corpus),
    ignore = "SKIPPED: FAULTCODE_CORPUS names no folder of documents"
)]
fn names_are_words_and_errors_say_what_they_mean() {
    let folder = outside::corpus().expect("a folder of documents");
    let documents = wild::find_within(&folder).expect("a folder that can be read");
    let mut read = 0;
    for (large, allowed) in [(false, USUAL), (true, OF_LARGE)] {
        let mut counts = Counts::default();
        let mut own = 0;
        for document in &documents {
            if large == (document.size > wild::LARGE) {
                own += usize::from(count(&document.path, &mut counts).is_some());
            }
        }
        aloud(&format!(
            "{own} documents: {} of {} methods and {} of {} types have a hash, {} of {} names; {} of {} rows of errors say nothing",
            counts.hashed_operations,
            counts.operations,
            counts.hashed_types,
            counts.types,
            counts.hashed_names,
            counts.names,
            counts.silent_rows,
            counts.rows
        ));
        assert!(counts.hashed_operations * allowed <= counts.operations);
        assert!(counts.hashed_types * allowed <= counts.types);
        assert!(counts.silent_rows * 20 <= counts.rows);
        read += own;
    }
    assert!(read > 30, "{read} of {} documents", documents.len());
}
