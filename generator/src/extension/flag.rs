//! `x-error`, `x-existing` and `x-sensitive`: extensions that are one boolean.

use super::value;
use crate::diagnostics::{Diagnostics, rules};
use crate::source::node::Node;

/// `x-error` of a response: whether it is an error, where the document says so.
pub(crate) fn error(response: &Node, diag: &mut Diagnostics) -> Option<bool> {
    value::boolean(response.get("x-error")?, diag)
}

/// `x-existing` of a response: whether it says that nothing was made, because it was there already.
pub(crate) fn existing(response: &Node, diag: &mut Diagnostics) -> bool {
    let value = response.get("x-existing");
    value.and_then(|value| value::boolean(value, diag)) == Some(true)
}

/// `x-sensitive` of a schema, a parameter, a header or a security scheme.
pub(crate) fn sensitive(node: &Node, diag: &mut Diagnostics) -> bool {
    let Some(value) = node.get("x-sensitive") else {
        return false;
    };
    if value.text() == Some("last4") {
        diag.report(&rules::extension::NOT_YET_USED, value.span)
            .arg("last4");
        return true;
    }
    value::boolean(value, diag).unwrap_or(true)
}
