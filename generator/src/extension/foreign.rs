//! Keys of the vocabulary that another tool has given a form of its own: they are not ours.
//!
//! ```yaml
//! x-pagination: {limitParam: count, pageOffsetParam: start}   # becomes nothing, with a word about it
//! ```

use super::{auth, envelope, idempotency, pagination, rate_limit, retry, support, webhook};
use crate::diagnostics::{Diagnostics, nearest, rules};
use crate::resolve::place::{Kind, Place, reference, walk_mut};
use crate::source::node::{Kind as NodeKind, Node};
use crate::source::pointer::Pointer;

/// The form of an extension.
enum Form {
    /// An object with these keys.
    Keys(&'static [&'static [&'static str]]),
    /// One or several such objects.
    Several(&'static [&'static str]),
    /// True or false, or this word.
    Flag(&'static str),
    /// Objects or a list, by whatever keys.
    Codes,
}

/// Every extension with its form.
const FORMS: [(&str, Form); 13] = [
    ("x-error-envelope", Form::Several(envelope::KEYS)),
    ("x-error-codes", Form::Codes),
    ("x-retry", Form::Keys(&[retry::KEYS])),
    ("x-idempotency", Form::Keys(&[idempotency::KEYS])),
    ("x-rate-limit", Form::Keys(&[rate_limit::KEYS])),
    ("x-pagination", Form::Keys(&[pagination::KEYS])),
    ("x-auth", Form::Keys(&[auth::KEYS, auth::OF_OPERATION])),
    ("x-error", Form::Flag("")),
    ("x-existing", Form::Flag("")),
    ("x-sensitive", Form::Flag("last4")),
    ("x-support", Form::Keys(&[support::KEYS])),
    ("x-webhook-signature", Form::Keys(&[webhook::KEYS])),
    ("x-webhook-event", Form::Keys(&[webhook::OF_EVENT])),
];

/// Takes every extension out whose form is that of another tool, and reports it.
pub(crate) fn leave_out(root: &mut Node, diag: &mut Diagnostics) {
    walk_mut(
        root,
        Place::One(Kind::Root),
        &mut Pointer::root(),
        &mut |_, node, pointer| {
            let Some(map) = node.as_map_mut() else { return };
            for (name, form) in &FORMS {
                let foreign = map.get(name).is_some_and(|value| !form.is_of(value));
                if let Some(entry) = foreign.then(|| map.remove(name)).flatten() {
                    diag.report(&rules::extension::FOREIGN_EXTENSION, entry.key_span)
                        .arg(*name)
                        .pointer(&pointer.join(name));
                }
            }
        },
    );
}

impl Form {
    /// Whether a value has this form, mistakes included. Null takes away what was said elsewhere.
    fn is_of(&self, value: &Node) -> bool {
        match (self, &value.kind) {
            (_, NodeKind::Null) => true,
            (Self::Keys(lists), NodeKind::Map(_)) => has_keys(value, lists),
            (Self::Several(keys), NodeKind::Map(_)) => has_keys(value, &[*keys]),
            (Self::Several(keys), NodeKind::List(items)) => {
                items.is_empty() || items.iter().any(|item| has_keys(item, &[*keys]))
            }
            (Self::Flag(word), NodeKind::Scalar(scalar)) => {
                let text = scalar.text.to_ascii_lowercase();
                let words = ["true", "false", "yes", "no", "on", "off"];
                words.contains(&&*text) || text == *word
            }
            // No fact of a code is said by one word alone.
            (Self::Codes, NodeKind::Map(map)) => {
                let is_facts = |value: &Node| value.scalar().is_none();
                map.is_empty()
                    || reference(value).is_some()
                    || map.iter().any(|(_, entry)| is_facts(&entry.value))
            }
            (Self::Codes, NodeKind::List(_)) => true,
            _ => false,
        }
    }
}

/// Whether at least half of the keys are known, or nearly so.
fn has_keys(value: &Node, lists: &[&[&'static str]]) -> bool {
    let known = || lists.iter().flat_map(|list| list.iter().copied());
    let is_known = |key: &str| known().any(|it| it == key) || nearest(key, known()).is_some();
    let (ours, others): (Vec<_>, Vec<_>) = value.entries().partition(|(key, _)| is_known(key));
    value.is_map() && ours.len() >= others.len()
}
