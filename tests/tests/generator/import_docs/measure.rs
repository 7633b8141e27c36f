//! What a draft says against what is known: precision and recall of codes, statuses, pointers, verdicts and actions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use faultcode::internals::draft::{Draft, Target};
use serde_json::{Map, Value};

/// What is said of errors, by a draft or by who knows.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub codes: BTreeSet<String>,
    /// Pairs of a code and a status, and statuses of their own as pairs with themselves.
    pub statuses: BTreeSet<(String, String)>,
    pub pointers: BTreeMap<String, String>,
    pub verdicts: BTreeMap<String, String>,
    pub actions: BTreeMap<String, String>,
}

/// Hits, what was said wrongly, what was missed.
#[derive(Clone, Debug, Default)]
pub struct Score {
    pub hits: usize,
    pub wrong: Vec<String>,
    pub missed: Vec<String>,
}

impl Score {
    pub fn precision(&self) -> f64 {
        share(self.hits, self.wrong.len())
    }

    pub fn recall(&self) -> f64 {
        share(self.hits, self.missed.len())
    }

    pub fn add(&mut self, other: &Self) {
        self.hits += other.hits;
        self.wrong.extend(other.wrong.iter().cloned());
        self.missed.extend(other.missed.iter().cloned());
    }

    fn of<'a>(said: impl Iterator<Item = (&'a str, bool)>, missed: Vec<String>) -> Self {
        let mut score = Self {
            missed,
            ..Self::default()
        };
        for (what, holds) in said {
            if holds {
                score.hits += 1;
            } else {
                score.wrong.push(what.to_owned());
            }
        }
        score
    }
}

fn share(hits: usize, others: usize) -> f64 {
    if hits + others == 0 {
        return 1.0;
    }
    hits as f64 / (hits + others) as f64
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.hits + self.wrong.len() + self.missed.len() == 0 {
            return write!(f, "    –    ");
        }
        write!(f, "{:.2}/{:.2}", self.precision(), self.recall())
    }
}

/// The scores of one page.
#[derive(Clone, Debug, Default)]
pub struct Scores(pub [Score; 5]);

pub const SUBJECTS: [&str; 5] = ["codes", "statuses", "pointers", "verdicts", "actions"];

/// Compares. `accepted` are statuses that may be said without being missed; actions are alike where their kinds mean the same.
pub fn compare(said: &Said, known: &Said, accepted: &BTreeSet<String>) -> Scores {
    let pair = |it: &(String, String)| format!("{} {}", it.0, it.1);
    let codes = Score::of(
        said.codes
            .iter()
            .map(|it| (it.as_str(), known.codes.contains(it))),
        known.codes.difference(&said.codes).cloned().collect(),
    );
    let shown: Vec<(String, bool)> = said
        .statuses
        .iter()
        .map(|it| {
            let class = format!("{}XX", it.1.get(..1).unwrap_or(""));
            let free = it.0 == it.1 && (accepted.contains(&it.1) || accepted.contains(&class));
            (pair(it), known.statuses.contains(it) || free)
        })
        .collect();
    let statuses = Score::of(
        shown.iter().map(|it| (it.0.as_str(), it.1)),
        known
            .statuses
            .difference(&said.statuses)
            .map(pair)
            .collect(),
    );
    let same = |a: &str, b: &str| a == b;
    Scores([
        codes,
        statuses,
        maps(&said.pointers, &known.pointers, same, false),
        maps(&said.verdicts, &known.verdicts, same, true),
        maps(&said.actions, &known.actions, alike, true),
    ])
}

/// Compares facts by key. With `only_known`, what is said of keys that nothing is known of does not count.
fn maps(
    said: &BTreeMap<String, String>,
    known: &BTreeMap<String, String>,
    same: fn(&str, &str) -> bool,
    only_known: bool,
) -> Score {
    let holds = |key: &String, value: &String| known.get(key).is_some_and(|it| same(it, value));
    let counted: Vec<(String, bool)> = said
        .iter()
        .filter(|it| !only_known || known.contains_key(it.0))
        .map(|it| {
            (
                format!(
                    "{}: {} for {}",
                    it.0,
                    it.1,
                    known.get(it.0).map_or("nothing", |it| it)
                ),
                holds(it.0, it.1),
            )
        })
        .collect();
    let missed = known
        .iter()
        .filter(|it| !said.get(it.0).is_some_and(|value| same(it.1, value)));
    let missed = missed.map(|it| format!("{}: {}", it.0, it.1)).collect();
    Score::of(counted.iter().map(|it| (it.0.as_str(), it.1)), missed)
}

/// Kinds of actions that mean the same; who writes documents chooses the word.
const ALIKE: &[&[&str]] = &[
    &["slowDown", "backOff"],
    &["checkId", "checkSessionId"],
    &["fixRequest", "showValidation"],
    &["topUp", "addFunds"],
    &["checkScope", "checkPermission"],
];

fn alike(a: &str, b: &str) -> bool {
    a == b || ALIKE.iter().any(|it| it.contains(&a) && it.contains(&b))
}

/// What a map of codes and an envelope say, in the form of the vocabulary.
pub fn said(codes: &Map<String, Value>, envelope: &Value) -> Said {
    let mut said = Said::default();
    for (key, entry) in codes {
        let is_status = is_status(key);
        let statuses: Vec<String> = match (&entry["status"], is_status) {
            (_, true) => vec![key.clone()],
            (Value::Array(items), _) => items.iter().map(text).collect(),
            (Value::Null, _) => Vec::new(),
            (one, _) => vec![text(one)],
        };
        if !is_status {
            said.codes.insert(key.clone());
        }
        said.statuses
            .extend(statuses.iter().map(|it| (key.clone(), it.clone())));
        let verdict = entry["retry"]
            .as_str()
            .map_or_else(|| by_status(&statuses), str::to_owned);
        if verdict != "auto" {
            said.verdicts.insert(key.clone(), verdict);
        }
        if let Some(kind) = entry["action"]["kind"].as_str() {
            said.actions.insert(key.clone(), kind.to_owned());
        }
    }
    for (key, value) in envelope.as_object().into_iter().flatten() {
        let at = value.get("at").unwrap_or(value);
        said.pointers.insert(key.clone(), text(at));
    }
    said
}

/// What the runtime does where nothing is said.
fn by_status(statuses: &[String]) -> String {
    let of = |status: &String| match &**status {
        "429" => "throttle",
        "408" | "425" | "500" | "502" | "503" | "504" | "5XX" => "transient",
        _ => "never",
    };
    let all: BTreeSet<&str> = statuses.iter().map(of).collect();
    match &*all.into_iter().collect::<Vec<_>>() {
        [one] => (*one).to_owned(),
        _ => "auto".to_owned(),
    }
}

pub fn is_status(key: &str) -> bool {
    key.len() == 3
        && key.starts_with(|it: char| ('1'..='5').contains(&it))
        && (key.ends_with("XX") || key.bytes().all(|it| it.is_ascii_digit()))
}

pub fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// What a draft says at the document.
pub fn of_draft(draft: &Draft) -> Said {
    let update = draft.update(&Target::Document);
    let codes = update["x-error-codes"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    said(&codes, &update["x-error-envelope"])
}

/// What a file of expectations says, in its short form.
pub fn expected(value: &Value) -> Said {
    let mut said = Said::default();
    for (code, status) in value["codes"].as_object().into_iter().flatten() {
        said.codes.insert(code.clone());
        let statuses = match status {
            Value::Array(items) => items.iter().map(text).collect(),
            Value::Null => Vec::new(),
            one => vec![text(one)],
        };
        said.statuses
            .extend(statuses.into_iter().map(|it| (code.clone(), it)));
    }
    for status in value["statuses"].as_array().into_iter().flatten() {
        said.statuses.insert((text(status), text(status)));
    }
    let map = |key: &str| -> BTreeMap<String, String> {
        let map = value[key].as_object().into_iter().flatten();
        map.map(|(key, value)| (key.clone(), text(value))).collect()
    };
    (said.pointers, said.verdicts, said.actions) =
        (map("pointers"), map("verdicts"), map("actions"));
    said
}
