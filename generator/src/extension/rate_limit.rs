//! `x-rate-limit`: which headers and members say what is left of a limit.

use super::{Keys, value};
use crate::diagnostics::Diagnostics;
use crate::ir::{HintUnit, RateLimit};
use crate::source::node::Node;

/// Reads the merged value.
pub(crate) fn read(node: &Node, diag: &mut Diagnostics) -> Option<RateLimit> {
    let keys = Keys::open(node, &["headers", "resetAs", "standard", "body"], &[], diag)?;
    let mut limit = RateLimit::default();
    if let Some(node) = keys.get("headers") {
        let names = Keys::open(node, PARTS, &[], diag)?;
        let mut set = |key, field: &mut _| {
            if let Some(name) = names.read(key, diag, value::header) {
                *field = name;
            }
        };
        set("limit", &mut limit.limit);
        set("remaining", &mut limit.remaining);
        set("reset", &mut limit.reset);
    }
    if let Some(unit) = keys.read("resetAs", diag, |n, d| {
        value::word_of(n, HintUnit::OF_RESETS, d)
    }) {
        limit.reset_as = unit;
    }
    if let Some(standard) = keys.read("standard", diag, value::boolean) {
        limit.standard = standard;
    }
    if let Some(node) = keys.get("body") {
        let body = Keys::open(node, PARTS, &[], diag)?;
        limit.body = Some(
            ["limit", "remaining", "reset"].map(|key| body.read(key, diag, value::pointer_text)),
        );
    }
    Some(limit)
}

const PARTS: &[&str] = &["limit", "remaining", "reset"];
