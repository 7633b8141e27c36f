//! `x-auth`: classes of API keys and when a credential is refreshed.

use super::{Keys, value};
use crate::diagnostics::Diagnostics;
use crate::ir::{StatusSet, WireName};
use crate::source::Spanned;
use crate::source::node::Node;

/// `x-auth` of a security scheme.
#[derive(Clone, Debug, Default)]
pub(crate) struct SchemeAuth {
    /// Prefix and class, longer prefixes first.
    pub key_classes: Vec<(WireName, WireName)>,
    /// `None`: the document does not say when.
    pub refresh: Option<Refresh>,
}

/// When a credential is refreshed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Refresh {
    /// On these codes; `None`: those of the verdict `reauth`.
    pub codes: Option<Vec<WireName>>,
    /// On these statuses.
    pub statuses: Vec<StatusSet>,
    /// Refreshes per call.
    pub max_per_call: Option<u8>,
}

/// Reads `x-auth` of a security scheme.
pub(crate) fn scheme(node: &Node, diag: &mut Diagnostics) -> Option<SchemeAuth> {
    let keys = Keys::open(node, &["keyClasses", "refresh"], &[], diag)?;
    let mut key_classes = Vec::new();
    if let Some(classes) = keys.get("keyClasses") {
        match classes.as_map() {
            Some(map) => {
                for (prefix, entry) in map.iter() {
                    if let Some(class) = value::text(&entry.value, diag) {
                        key_classes.push((WireName::new(prefix), class));
                    }
                }
            }
            None => value::wrong_type(classes, "a map of prefixes to classes", diag),
        }
    }
    key_classes.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.as_str().len()));
    let refresh = keys.read("refresh", diag, refresh);
    Some(SchemeAuth {
        key_classes,
        refresh,
    })
}

fn refresh(node: &Node, diag: &mut Diagnostics) -> Option<Refresh> {
    let keys = Keys::open(node, &["codes", "statuses", "maxPerCall"], &[], diag)?;
    let max = keys.read("maxPerCall", diag, |n, d| value::integer(n, 0, 3, d));
    Some(Refresh {
        codes: keys.read("codes", diag, |n, d| value::list(n, d, value::text)),
        statuses: keys
            .read("statuses", diag, |n, d| value::list(n, d, value::status))
            .unwrap_or_default(),
        max_per_call: max.and_then(|max| u8::try_from(max).ok()),
    })
}

/// Reads `x-auth` of an operation: the class of key it takes.
pub(crate) fn key_class(node: &Node, diag: &mut Diagnostics) -> Option<Spanned<WireName>> {
    let keys = Keys::open(node, &["keyClass"], &[], diag)?;
    let span = keys.get("keyClass")?.span;
    Some(Spanned::new(
        keys.read("keyClass", diag, value::text)?,
        span,
    ))
}
