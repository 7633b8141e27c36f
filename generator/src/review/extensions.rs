//! Names of extensions that are nearly one of the vocabulary.

use super::Cx;
use crate::diagnostics::{distance, rules};
use crate::extension::{auth, position, retry};
use crate::source::node::{Core, Entry, Node};
use crate::source::pointer::Pointer;

/// Extensions of other tools whose names are near one of the vocabulary.
const OTHERS: [&str; 8] = [
    "x-author", "x-authz", "x-errors", "x-order", "x-oauth", "x-path", "x-paths", "x-audit",
];

/// Reports the key if it is nearly an extension of the vocabulary.
pub(super) fn look(key: &str, entry: &Entry, pointer: &Pointer, cx: &mut Cx<'_, '_>) {
    if let Some(near) = meant(key, &entry.value) {
        let rule = &rules::review::MISSPELLED_EXTENSION;
        cx.report(rule, entry.key_span, |report| {
            report.arg(key).arg(near).pointer(&pointer.join(key))
        });
    }
}

/// The extension of the vocabulary that a key was probably meant to be.
fn meant(key: &str, value: &Node) -> Option<&'static str> {
    let known = position::names;
    if known().any(|name| name == key) || OTHERS.contains(&key) {
        return None;
    }
    let plain = folded(key);
    let mut alike = known().filter(|name| {
        let name = folded(name);
        name == plain || singular(&name) == singular(&plain)
    });
    if let Some(alike) = alike.next() {
        return (!is_flag(alike) || fits(alike, value)).then_some(alike);
    }
    let letters: Vec<char> = plain.chars().collect();
    let distances = known().map(|name| {
        let other: Vec<char> = folded(name).chars().collect();
        (distance(&letters, &other), name)
    });
    let (distance, name) = distances.min_by_key(|(distance, _)| *distance)?;
    // Two letters of a short word make another word, unless it begins like the one and has the form of its value.
    let short = folded(name).len() <= SHORT;
    let certain = !short && !is_flag(name);
    let begins_alike = folded(name).get(..2) == plain.get(..2);
    let alike = distance <= 1 || !short || begins_alike || speaks(name, value);
    (distance <= 2 && alike && (certain || fits(name, value))).then_some(name)
}

/// Whether a value has a key that only this extension has.
fn speaks(name: &str, value: &Node) -> bool {
    let keys: &[&str] = match name {
        "x-retry" => retry::KEYS,
        "x-auth" => auth::KEYS,
        _ => &[],
    };
    keys.iter().any(|key| value.has(key))
}

/// Letters of a word that is easily another one.
const SHORT: usize = 5;

/// A name without its prefix, without case, hyphens and underscores.
fn folded(name: &str) -> String {
    let stem = name.get(2..).unwrap_or(name);
    stem.chars()
        .filter(|sign| !matches!(sign, '-' | '_' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// A word without the ending of its plural.
fn singular(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}

/// Extensions whose whole value is true or false.
fn is_flag(name: &str) -> bool {
    matches!(name, "x-error" | "x-existing" | "x-sensitive")
}

/// Whether the value has the form that the extension asks for: two names that are nearly one, with values of one form, are one.
fn fits(name: &str, value: &Node) -> bool {
    if is_flag(name) {
        let scalar = value.scalar();
        return scalar.is_some_and(|scalar| scalar.core() == Core::Bool);
    }
    value.is_map() || (value.is_list() && matches!(name, "x-error-codes" | "x-error-envelope"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::node::Map;
    use crate::source::{FileId, Span};

    #[test]
    fn a_slip_finds_its_extension() {
        let at = Span::at(FileId(0), 0);
        let map = || Node::map(at, Map::new());
        let rows = [
            ("x-retries", map(), Some("x-retry")),
            ("x-retrys", map(), Some("x-retry")),
            ("x-rety", map(), Some("x-retry")),
            ("x-retyr", map(), Some("x-retry")),
            ("x-rettryy", map(), Some("x-retry")),
            ("X-Retry", map(), Some("x-retry")),
            ("x-error-code", map(), Some("x-error-codes")),
            ("x-error_codes", map(), Some("x-error-codes")),
            ("x-errorcodes", map(), Some("x-error-codes")),
            ("x-error-envelop", map(), Some("x-error-envelope")),
            ("x-error-envelopes", map(), Some("x-error-envelope")),
            ("x-webhooks-signature", map(), Some("x-webhook-signature")),
            ("x-ratelimit", map(), Some("x-rate-limit")),
            ("x-rate-limits", map(), Some("x-rate-limit")),
            ("x-idempotancy", map(), Some("x-idempotency")),
            ("x-paginaton", map(), Some("x-pagination")),
            ("x-auht", map(), Some("x-auth")),
            ("x-sensitve", Node::bool(at, true), Some("x-sensitive")),
            ("x-sensible", Node::string(at, "no flag"), None),
            ("x-eror", Node::bool(at, true), Some("x-error")),
            ("x-errors", map(), None),
            ("x-order", Node::plain(at, "1"), None),
            ("x-author", Node::string(at, "somebody"), None),
            ("x-every", map(), None),
            ("x-path", Node::string(at, "/a"), None),
            ("x-internal", Node::bool(at, true), None),
            ("x-retry", map(), None),
        ];
        for (key, value, expected) in rows {
            assert_eq!(meant(key, &value), expected, "{key}");
        }
    }

    /// A name with two neighbours swapped.
    fn swaps(name: &str) -> Vec<String> {
        let letters: Vec<char> = name.chars().collect();
        let places = (2..letters.len() - 1).filter(|at| letters[*at] != letters[*at + 1]);
        let swapped = places.map(|at| {
            let mut swapped = letters.clone();
            swapped.swap(at, at + 1);
            swapped
        });
        swapped.map(String::from_iter).collect()
    }

    /// A name with one letter left out, doubled or replaced.
    fn slips(name: &str) -> Vec<String> {
        let letters: Vec<char> = name.chars().collect();
        let mut all = Vec::new();
        for at in 2..letters.len() {
            let mut left_out = letters.clone();
            left_out.remove(at);
            let mut doubled = letters.clone();
            doubled.insert(at, letters[at]);
            let mut replaced = letters.clone();
            replaced[at] = 'q';
            all.extend([left_out, doubled, replaced]);
        }
        all.into_iter().map(String::from_iter).collect()
    }

    #[test]
    fn any_slip_of_a_letter_finds_its_extension() {
        let at = Span::at(FileId(0), 0);
        for name in position::names() {
            let value = if is_flag(name) {
                Node::bool(at, true)
            } else {
                Node::map(at, Map::new())
            };
            for slip in slips(name).into_iter().chain(swaps(name)) {
                let other = position::names().any(|it| it == slip) || OTHERS.contains(&&*slip);
                let found = meant(&slip, &value);
                assert!(other || found == Some(name), "{slip}: {found:?}");
            }
            // Two slips in a long word leave no doubt either.
            for slip in slips(name).iter().filter(|_| folded(name).len() > 9) {
                for second in slips(slip) {
                    let found = meant(&second, &value);
                    let known = position::names().any(|it| it == second);
                    assert!(known || found == Some(name), "{second}: {found:?}");
                }
            }
        }
    }
}
