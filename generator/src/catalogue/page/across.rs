//! What services say differently of one code.

use std::collections::BTreeMap;

use super::gathered::{Code, Effects, Service};

/// A code of which services say different things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The code, as the first of them spells it.
    pub code: String,
    /// What differs, in words.
    pub what: &'static str,
    /// What each says: positions of the service and of its code, and its words.
    pub said: Vec<(usize, usize, String)>,
}

/// What a service says of a code.
type Say = fn(&Code) -> String;

/// What is compared, and in which words each service says it; one without a word of its own differs from nobody.
const RULES: &[(&str, Say)] = &[
    ("another status", |code| {
        let mut all: Vec<&str> = code.facts.iter().map(|it| it.statuses.as_str()).collect();
        all.sort_unstable();
        all.dedup();
        all.join(" or ")
    }),
    ("another verdict", |code| {
        each(code, |it| it.retry.to_owned())
    }),
    ("another effect", |code| {
        each(code, |it| match it.effect {
            Effects::Stated(effect) => effect.as_str().to_owned(),
            Effects::ByStatus(_) => String::new(),
        })
    }),
    ("another meaning", |code| {
        each(code, |it| it.meaning.clone())
    }),
    ("another thing to do", |code| {
        each(code, |it| it.action.clone())
    }),
    ("another spelling", |code| code.label.clone()),
];

/// The values of all entries of a code, each once.
fn each(code: &Code, of: impl Fn(&super::gathered::Facts) -> String) -> String {
    let mut all: Vec<String> = code.facts.iter().map(of).collect();
    all.retain(|it| !it.is_empty());
    all.sort_unstable();
    all.dedup();
    all.join(" or ")
}

/// Everything in which services differ, by code.
pub fn differences(services: &[Service]) -> Vec<Difference> {
    let mut by_code: BTreeMap<String, Vec<(usize, usize, &Code)>> = BTreeMap::new();
    for (service, it) in services.iter().enumerate() {
        for (position, code) in it.codes.iter().enumerate().filter(|(_, it)| it.is_code) {
            let same = by_code.entry(folded(&code.label)).or_default();
            same.push((service, position, code));
        }
    }
    let mut found = Vec::new();
    for codes in by_code.values() {
        let Some((first, _, code)) = codes.first() else {
            continue;
        };
        if codes.iter().all(|(service, _, _)| service == first) {
            continue;
        }
        for (what, of) in RULES {
            let said: Vec<_> = codes
                .iter()
                .map(|(s, c, code)| (*s, *c, of(code)))
                .collect();
            let mut compared = said
                .iter()
                .map(|(_, _, words)| words)
                .filter(|it| !it.is_empty());
            let first = compared.next();
            if compared.any(|other| first.is_some_and(|it| !says_the_same(what, it, other))) {
                found.push(Difference {
                    code: code.label.clone(),
                    what,
                    said,
                });
            }
        }
    }
    found
}

/// Sentences differ by their words; everything else letter by letter.
fn says_the_same(what: &str, one: &str, other: &str) -> bool {
    match what {
        "another meaning" | "another thing to do" => words(one).eq(words(other)),
        _ => one == other,
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|sign: char| !sign.is_alphanumeric());
    words.filter(|it| !it.is_empty()).map(str::to_lowercase)
}

/// A code without case and hyphens.
fn folded(code: &str) -> String {
    let letters = code.chars().filter(|sign| sign.is_alphanumeric());
    let folded: String = letters.flat_map(char::to_lowercase).collect();
    match folded.as_str() {
        // Signs alone are compared as they are.
        "" => code.to_owned(),
        _ => folded,
    }
}
