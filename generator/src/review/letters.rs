//! Names whose letters look like others: a Cyrillic `а` among Latin letters is another name, and nobody sees it.

use std::collections::BTreeMap;

use super::Cx;
use crate::diagnostics::{is_hidden, rules};
use crate::resolve::place::Kind;
use crate::source::Span;
use crate::source::node::Node;

/// Letters of other scripts that look like Latin ones, each before the one it looks like.
const ALIKE: &str = "аaеeоoрpсcуyхxіiјjѕsԁdһhқkіiАAВBЕEЗ3КKМMНHОOРPСCТTУYХXІIЈJЅSαaοoνvρpυuΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX";

/// The Latin letter that a letter of another script looks like.
fn looks_like(letter: char) -> Option<char> {
    if letter.is_ascii() {
        return None;
    }
    // Letters as wide as Chinese ones.
    if ('\u{ff01}'..='\u{ff5e}').contains(&letter) {
        return char::from_u32(u32::from(letter) - 0xfee0);
    }
    let mut pairs = ALIKE.chars();
    while let (Some(other), Some(latin)) = (pairs.next(), pairs.next()) {
        if other == letter {
            return Some(latin);
        }
    }
    None
}

/// A name in the letters that it seems to have, if these are others than it has.
fn seeming(name: &str) -> Option<String> {
    let seems = name.chars().any(|letter| looks_like(letter).is_some());
    let letters = name.chars().map(|it| looks_like(it).unwrap_or(it));
    seems.then(|| letters.collect())
}

/// Whether a word mixes Latin letters with letters of another script that look like Latin ones.
fn is_mixed(name: &str) -> bool {
    let mut words = name.split(|sign: char| !sign.is_alphanumeric());
    words.any(|word| {
        let has = |is: &dyn Fn(char) -> bool| word.chars().any(is);
        has(&|letter| letter.is_ascii_alphabetic()) && has(&|letter| looks_like(letter).is_some())
    })
}

/// Whether a name holds what nobody sees.
fn hides(name: &str) -> Option<char> {
    name.chars().find(|sign| is_hidden(*sign))
}

/// Looks at the names that an object gives or lists.
pub(super) fn look(kind: Kind, node: &Node, cx: &mut Cx<'_, '_>) {
    match kind {
        Kind::Components => {
            for (_, section) in node.entries() {
                names(of_map(&section.value), cx);
            }
        }
        Kind::Schema => {
            names(node.get("properties").map(of_map).unwrap_or_default(), cx);
            let values = node.get("enum").map(Node::items).unwrap_or_default();
            let is_plain = |it: &Node| it.text().is_none_or(str::is_ascii);
            if values.iter().all(is_plain) {
                return;
            }
            let values = values.iter().filter_map(|it| Some((it.text()?, it.span)));
            names(values.collect(), cx);
        }
        Kind::ErrorCodes | Kind::Paths => names(of_map(node), cx),
        Kind::Operation => names(at(node, "operationId"), cx),
        Kind::Parameter => names(at(node, "name"), cx),
        _ => {}
    }
}

/// The keys of a map, if any of them is more than ASCII.
fn of_map(map: &Node) -> Vec<(&str, Span)> {
    if map.entries().all(|(name, _)| name.is_ascii()) {
        return Vec::new();
    }
    let entries = map.entries();
    entries
        .map(|(name, entry)| (name, entry.key_span))
        .collect()
}

fn at<'n>(node: &'n Node, key: &str) -> Vec<(&'n str, Span)> {
    let named = node.get(key).and_then(|it| Some((it.text()?, it.span)));
    named.into_iter().collect()
}

/// Reports names that look like another one of them, or that no alphabet has.
fn names(all: Vec<(&str, Span)>, cx: &mut Cx<'_, '_>) {
    if all.iter().all(|(name, _)| name.is_ascii()) {
        return;
    }
    let plain: BTreeMap<&str, Span> = all.iter().copied().collect();
    for (name, span) in all {
        if let Some(sign) = hides(name) {
            let code = format!("U+{:04X}", u32::from(sign));
            cx.report(&rules::review::LOOK_ALIKE, span, |report| {
                report.arg(name).arg(&rules::review::NO_WIDTH).arg(code)
            });
            continue;
        }
        let Some(seems) = seeming(name) else { continue };
        let other = plain.get(seems.as_str()).copied();
        if other.is_none() && !is_mixed(name) {
            continue;
        }
        let letter = name.chars().find(|letter| looks_like(*letter).is_some());
        let letter = letter.unwrap_or_default();
        let code = format!("U+{:04X}", u32::from(letter));
        cx.report(&rules::review::LOOK_ALIKE, span, |report| {
            let report = report.arg(name).arg(letter.to_string()).arg(code);
            match other {
                Some(other) => report.also(other, &rules::review::LOOKS_THE_SAME),
                None => report,
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_mixed_words_are_suspicious() {
        let rows = [
            ("Order", false),
            ("\u{41e}rder", true),
            ("\u{437}\u{430}\u{43a}\u{430}\u{437}", false),
            ("Z\u{fc}rich", false),
            ("order_\u{437}\u{430}\u{43a}\u{430}\u{437}", false),
            ("n\u{430}me", true),
        ];
        for (name, mixed) in rows {
            assert_eq!(is_mixed(name), mixed, "{name}");
        }
        assert_eq!(seeming("\u{41e}rder").as_deref(), Some("Order"));
        assert_eq!(ALIKE.chars().count() % 2, 0);
    }
}
