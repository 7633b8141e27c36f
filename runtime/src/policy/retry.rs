//! Whether a failed attempt is repeated, and after which wait.

mod change;
mod decision;

pub(crate) use change::Policy;
pub use change::Retries;
pub(crate) use decision::gate_after;
pub use decision::{Decision, Situation, gate, verdict};

use crate::facts::Idempotent;

/// Whether a method only reads (RFC 9110 §9.2.1, and QUERY).
pub fn is_safe(method: &http::Method) -> bool {
    faultcode_facts::is_safe(method.as_str())
}

/// Whether a method may be repeated by its own definition (RFC 9110 §9.2.2): the safe ones, PUT and DELETE.
pub fn is_idempotent(method: &http::Method) -> bool {
    faultcode_facts::is_idempotent(method.as_str())
}

/// Whether doing the work twice is harmless: by the method, by an idempotency key, or by contract.
///
/// [`Idempotent::False`] takes the method's safety away, never the key's.
pub fn is_repeat_safe(method: &http::Method, keyed: bool, idempotent: Idempotent) -> bool {
    idempotent.is_repeat_safe(method.as_str(), keyed)
}

/// The value of a header by which the server decides about a repeat: exactly `true` or `false`, on one line.
pub fn should_retry(headers: &http::HeaderMap, name: &str) -> Option<bool> {
    let mut lines = headers.get_all(name).iter();
    match (lines.next()?.as_bytes().trim_ascii(), lines.next()) {
        (b"true", None) => Some(true),
        (b"false", None) => Some(false),
        _ => None,
    }
}
