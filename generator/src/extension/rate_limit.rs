//! `x-rate-limit`: which headers and members say what is left of a limit.

use super::{Keys, value};
use crate::diagnostics::Diagnostics;
use crate::ir::{HintUnit, RateLimitFacts, RateLimitPointers};
use crate::source::node::Node;

pub(super) const KEYS: &[&str] = &["headers", "resetAs", "standard", "body"];

const PARTS: &[&str] = &["limit", "remaining", "reset"];

/// Reads the merged value.
pub(crate) fn read(node: &Node, diag: &mut Diagnostics) -> Option<RateLimitFacts> {
    let keys = Keys::open(node, KEYS, &[], diag)?;
    let mut limit = RateLimitFacts::default();
    if let Some(node) = keys.get("headers") {
        let names = Keys::open(node, PARTS, &[], diag)?;
        names.set("limit", &mut limit.limit, diag, value::header);
        names.set("remaining", &mut limit.remaining, diag, value::header);
        names.set("reset", &mut limit.reset, diag, value::header);
    }
    keys.set("resetAs", &mut limit.reset_as, diag, |node, diag| {
        value::word_of(node, HintUnit::OF_RESETS, diag)
    });
    keys.set("standard", &mut limit.standard, diag, value::boolean);
    if let Some(node) = keys.get("body") {
        let body = Keys::open(node, PARTS, &[], diag)?;
        let mut at = |key| body.read(key, diag, value::pointer_text);
        limit.body = Some(RateLimitPointers {
            limit: at("limit"),
            remaining: at("remaining"),
            reset: at("reset"),
        });
    }
    Some(limit)
}
