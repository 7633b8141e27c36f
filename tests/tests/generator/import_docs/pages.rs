//! How much of pages of other people is understood: the five pages that the documents in `specs` were written after, and those of
//! a folder that `IMPORT_PAGES` names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use faultcode::internals::draft::{Draft, Target};
use faultcode_tests::{aloud, outside, tree};
use serde_json::{Map, Value};

use super::measure::{
    SUBJECTS, Said, Score, Scores, compare, expected, is_status, of_draft, said, text,
};
use super::{folder, imported};

fn yaml(path: &Path) -> Value {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The catalogue of a document, wherever it stands.
fn catalogue(spec: &Value) -> Map<String, Value> {
    let mut codes = Map::new();
    for place in [&spec["x-error-codes"], &spec["components"]["x-error-codes"]] {
        codes.extend(place.as_object().cloned().unwrap_or_default());
    }
    codes
}

/// The error statuses that operations of a document declare.
fn declared(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                if key == "responses" {
                    let keys = value.as_object().into_iter().flatten().map(|it| it.0);
                    found.extend(keys.filter(|it| is_status(it)).cloned());
                }
                declared(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|it| declared(it, found)),
        _ => {}
    }
}

/// What the page states of what the document says: facts of other pages of the vendor, and the author's own, are left out.
fn stated(spec: &Value, page: &str, left_out: &Value) -> Said {
    let mut known = said(&catalogue(spec), &spec["x-error-envelope"]);
    let is_shown = |code: &str| {
        let class = code.strip_suffix("XX").map(|it| format!("{it}00-level"));
        page.contains(code) || class.is_some_and(|it| page.contains(&it))
    };
    known.codes.retain(|it| is_shown(it));
    known.statuses.retain(|it| is_shown(&it.0));
    known.verdicts.retain(|it, _| is_shown(it));
    known.actions.retain(|it, _| is_shown(it));
    let names = |subject: &str| -> BTreeSet<String> {
        let list = left_out[subject].as_array().into_iter().flatten();
        list.map(text).collect()
    };
    let (pointers, actions, verdicts) = (names("pointers"), names("actions"), names("verdicts"));
    known.pointers.retain(|it, _| !pointers.contains(it));
    known.actions.retain(|it, _| !actions.contains(it));
    known.verdicts.retain(|it, _| !verdicts.contains(it));
    known
}

fn row(name: &str, scores: &Scores, more: &str) {
    let cells: Vec<String> = scores.0.iter().map(|it| format!("{it}")).collect();
    aloud(&format!("{name:<28} {} {more}", cells.join("  ")));
    for (subject, score) in SUBJECTS.iter().zip(&scores.0) {
        if !score.wrong.is_empty() || !score.missed.is_empty() {
            aloud(&format!(
                "    {subject}: wrong {:?}; missed {:?}",
                score.wrong, score.missed
            ));
        }
    }
}

fn head() {
    aloud(&format!(
        "{:<28} {}  (precision/recall)",
        "page",
        SUBJECTS.join("   ")
    ));
}

/// The lines of the extensions of errors that differ between a draft and a document: of facts, and of words, which every author
/// chooses anew; and the lines that are deleted because the draft was read.
fn edited(draft: &Draft, spec: &Value) -> (usize, usize, usize) {
    let of_draft = draft.update(&Target::Document);
    let (mut ours, mut theirs) = (BTreeMap::new(), BTreeMap::new());
    for key in [
        "x-error-envelope",
        "x-retry",
        "x-rate-limit",
        "x-idempotency",
    ] {
        lines(key, &of_draft[key], &mut ours);
        lines(key, &spec[key], &mut theirs);
    }
    lines("x-error-codes", &of_draft["x-error-codes"], &mut ours);
    lines(
        "x-error-codes",
        &Value::Object(catalogue(spec)),
        &mut theirs,
    );
    let is_word = |key: &str| {
        ["/description", "/category", "/action/text", "/action/kind"]
            .iter()
            .any(|it| key.ends_with(it))
    };
    let is_mark = |key: &str| key.ends_with("/confidence") || key.ends_with("/origin");
    let (mut facts, mut words, mut marks) = (0, 0, 0);
    let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    for key in keys {
        if ours.get(key) == theirs.get(key) {
        } else if is_mark(key) {
            marks += 1;
        } else if is_word(key) {
            words += 1;
        } else {
            facts += 1;
        }
    }
    (facts, words, marks)
}

fn lines(key: &str, value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Null => {}
        Value::Object(map) if !map.is_empty() => {
            // A pointer is short for a map that holds nothing else.
            for (name, value) in map {
                let key = if name == "at" {
                    key.to_owned()
                } else {
                    format!("{key}/{name}")
                };
                lines(&key, value, found);
            }
        }
        _ => {
            found.insert(key.to_owned(), value.to_string());
        }
    }
}

#[test]
#[cfg_attr(
    not(five_pages),
    ignore = "SKIPPED: the five pages do not lie beside the repository"
)]
fn the_five_pages_are_understood() {
    let pages = outside::five_pages().expect("the folder of the five pages");
    let left_out = yaml(&folder().join("five.yaml"));
    let mut sums = [const {
        Score {
            hits: 0,
            wrong: Vec::new(),
            missed: Vec::new(),
        }
    }; 5];
    head();
    for name in [
        "accounts",
        "billium",
        "getbill",
        "partner-invoicing",
        "sessions",
    ] {
        let page = pages.join(format!("{name}.txt"));
        let spec = yaml(&tree::root().join(format!("specs/{name}.yaml")));
        let draft = imported(&page, None).unwrap_or_else(|found| panic!("{name}: {found:?}"));
        let shown = std::fs::read_to_string(&page).expect("the page");
        let mut accepted = BTreeSet::new();
        declared(&spec["paths"], &mut accepted);
        let known = stated(&spec, &shown, &left_out[name]);
        let scores = compare(&of_draft(&draft), &known, &accepted);
        let (facts, words, marks) = edited(&draft, &spec);
        row(
            name,
            &scores,
            &format!("edited lines: {facts} of facts, {words} of words, {marks} marks"),
        );
        for (sum, score) in sums.iter_mut().zip(&scores.0) {
            sum.add(score);
        }
    }
    let [codes, statuses, others @ ..] = &sums;
    row("all", &Scores(sums.clone()), "");
    for score in [codes, statuses] {
        assert!(
            score.precision() >= 0.95 && score.recall() >= 0.90,
            "{score}"
        );
    }
    for score in others {
        assert!(score.precision() >= 0.9 && score.recall() >= 0.8, "{score}");
    }
}

/// Pages of a folder, each with `PAGE.expect.yaml` beside it: `codes` with their statuses, `statuses`, and what else is to be looked at.
#[test]
#[cfg_attr(
    not(import_pages),
    ignore = "SKIPPED: IMPORT_PAGES names no folder of pages"
)]
fn the_pages_of_a_folder_are_measured() {
    let folder = outside::import_pages().expect("IMPORT_PAGES names a folder");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the folder can be read")
        .filter_map(|it| Some(it.ok()?.path()))
        .filter(|it| {
            it.with_file_name(format!(
                "{}.expect.yaml",
                it.file_name().unwrap_or_default().to_string_lossy()
            ))
            .is_file()
        })
        .collect();
    pages.sort();
    assert!(
        !pages.is_empty(),
        "no page with a file of expectations in {}",
        folder.display()
    );
    head();
    let mut sums = [const {
        Score {
            hits: 0,
            wrong: Vec::new(),
            missed: Vec::new(),
        }
    }; 5];
    for page in pages {
        let name = page
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let known = yaml(&page.with_file_name(format!("{name}.expect.yaml")));
        let draft = imported(&page, None).unwrap_or_else(|found| panic!("{name}: {found:?}"));
        let (mut said, known_said) = (of_draft(&draft), expected(&known));
        if known["pointers"].is_null() {
            said.pointers.clear();
        }
        let scores = compare(&said, &known_said, &BTreeSet::new());
        row(&name, &scores, "");
        for (sum, score) in sums.iter_mut().zip(&scores.0) {
            sum.add(score);
        }
    }
    row("all", &Scores(sums), "");
}
