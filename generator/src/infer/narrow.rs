//! Which of many listed codes an operation shows or names itself.
//!
//! Some documents give every operation one list of all codes of the API. Where its own examples or sentences name some of them, an
//! enum of these says more; the others stay readable as the code of an answer that the enum does not list.
//!
//! Off unless `narrow: examples` asks for it: that an operation does not name a code is no promise that it never answers it.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::{self, Answer};
use super::schema::Document;
use super::shown;
use crate::extension::codes::Named;
use crate::ir::{Inference, Origin};
use crate::source::Span;
use crate::source::node::Node;

/// Shorter lists are left as they are.
const FEWEST: usize = 16;

/// Which declared codes are kept where a list of them is long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Narrow {
    /// All of them.
    #[default]
    No,
    /// Those that the operation's examples and descriptions name, if they name any.
    Examples,
}

/// The words that may be codes, by the operation that shows or names them.
pub(super) type Words = BTreeMap<Span, BTreeSet<String>>;

/// What each operation shows and names.
pub(super) fn words(document: Document<'_>) -> Words {
    let mut words = Words::new();
    answers::operations(document, &mut |operation, answers| {
        let mut own = BTreeSet::new();
        for text in texts(operation) {
            marked(text, &mut own);
        }
        for answer in answers.iter().filter(|it| it.error) {
            let said = answer.node.get("description").and_then(Node::as_str);
            said.into_iter().for_each(|text| marked(text, &mut own));
            examples(document, answer, &mut own);
        }
        words.insert(operation.span, own);
    });
    words
}

/// The sentences of an operation.
fn texts(operation: &Node) -> impl Iterator<Item = &str> {
    let texts = ["summary", "description"].into_iter();
    texts.filter_map(|key| operation.get(key)?.as_str())
}

/// Adds what stands in a text as code, in backticks.
fn marked(text: &str, words: &mut BTreeSet<String>) {
    let inside = text.split('`').skip(1).step_by(2);
    let inside = inside.filter(|text| shown::may_be_code(text));
    words.extend(inside.map(str::to_owned));
}

/// Adds the texts of the bodies that an answer shows.
fn examples(document: Document<'_>, answer: &Answer<'_>, words: &mut BTreeSet<String>) {
    let Some((_, content)) = answer.content() else {
        return;
    };
    let mut open: Vec<&Node> = shown::bodies(document, content)
        .into_iter()
        .map(|(body, _)| body)
        .collect();
    while let Some(node) = open.pop() {
        if let Some(text) = node.text().filter(|text| shown::may_be_code(text)) {
            words.insert(text.to_owned());
        }
        open.extend(node.items());
        open.extend(node.entries().map(|(_, entry)| &entry.value));
    }
}

/// The codes of a list that an operation shows or names; all of them where it names none, or where there are few.
pub(super) fn narrow(codes: Vec<Named>, words: &BTreeSet<String>) -> Vec<Named> {
    let listed = |named: &Named| match &named.origin {
        Origin::Inferred(Inference::Enum(at) | Inference::Discriminator(at)) => Some(at.clone()),
        _ => None,
    };
    if codes.iter().filter(|named| listed(named).is_some()).count() < FEWEST {
        return codes;
    }
    let is_named = |named: &Named| words.contains(&named.code);
    if !codes
        .iter()
        .any(|named| listed(named).is_some() && is_named(named))
    {
        return codes;
    }
    let kept = codes.into_iter().filter_map(|mut named| {
        if let Some(at) = listed(&named) {
            named.origin = Origin::Inferred(Inference::Narrowed(at));
            return is_named(&named).then_some(named);
        }
        Some(named)
    });
    kept.collect()
}
