//! What all types do alike that are a text on the wire.
//!
//! Each is given the type's own `as_str` as a value: called by name it would be copied into every body that calls it, and an
//! rlib keeps each of those bodies, arm by arm.

use std::fmt;

/// A type's `as_str`.
type AsStr<T> = fn(&T) -> &str;

/// The position of a text in a table; one past the end where it is not there.
pub fn position_of(text: &str, table: &[&str]) -> usize {
    // Most texts differ in their first byte, which is cheaper to tell than a call that compares them.
    let first = text.as_bytes().first();
    let same = |known: &&str| known.as_bytes().first() == first && *known == text;
    let at = table.iter().position(same);
    at.unwrap_or(table.len())
}

/// `Clone`.
pub fn copy_of_text<T: for<'t> From<&'t str>>(value: &T, text: AsStr<T>) -> T {
    T::from(text(value))
}

/// `PartialEq`.
pub fn same_text<T>(one: &T, other: &T, text: AsStr<T>) -> bool {
    text(one) == text(other)
}

/// `Display`, in one piece.
///
/// # Errors
///
/// The formatter refuses.
pub fn show_text<T>(value: &T, text: AsStr<T>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(text(value))
}

/// `Debug`, in quotes.
///
/// # Errors
///
/// The formatter refuses.
pub fn debug_text<T>(value: &T, text: AsStr<T>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(text(value), f)
}
