//! `x-support`: whom to ask, and what to tell them.

use super::{Keys, value};
use crate::diagnostics::Diagnostics;
use crate::ir::Support;
use crate::source::node::Node;

pub(super) const KEYS: &[&str] = &["email", "statusPage", "issues", "include"];

/// Reads the merged value.
pub(crate) fn read(node: &Node, diag: &mut Diagnostics) -> Option<Support> {
    let keys = Keys::open(node, KEYS, &[], diag)?;
    let mut support = Support::default();
    keys.set("include", &mut support.include, diag, |node, diag| {
        value::list(node, diag, value::word)
    });
    support.email = keys.read("email", diag, value::text);
    support.status_page = keys.read("statusPage", diag, value::link);
    support.issues = keys.read("issues", diag, value::link);
    Some(support)
}
