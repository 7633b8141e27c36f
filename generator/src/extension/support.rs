//! `x-support`: whom to ask, and what to tell them.

use super::{Keys, value};
use crate::diagnostics::Diagnostics;
use crate::ir::{Support, WireName};
use crate::source::node::Node;

const PARTS: [&str; 6] = [
    "requestId",
    "message",
    "code",
    "status",
    "operation",
    "attempts",
];

/// Reads the merged value.
pub(crate) fn read(node: &Node, diag: &mut Diagnostics) -> Option<Support> {
    let keys = Keys::open(
        node,
        &["email", "statusPage", "issues", "include"],
        &[],
        diag,
    )?;
    let words = PARTS.map(|part| (part, part));
    let include = keys.read("include", diag, |node, diag| {
        value::list(node, diag, |node, diag| value::word_of(node, &words, diag))
    });
    let include = include.unwrap_or_else(|| PARTS.to_vec());
    Some(Support {
        email: keys.read("email", diag, value::text),
        status_page: keys.read("statusPage", diag, value::link),
        issues: keys.read("issues", diag, value::link),
        include: include.into_iter().map(WireName::new).collect(),
    })
}
