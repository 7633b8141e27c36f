//! Which fields of a table the members of an object belong to, and which of them were there.

use super::Field;

/// The field of that name, tried first where a server that keeps the declared order has it.
#[inline]
pub(super) fn position(fields: &[Field], name: &str, expected: usize) -> Option<usize> {
    if fields.get(expected).is_some_and(|it| it.name() == name) {
        return Some(expected);
    }
    elsewhere(fields, name, expected)
}

fn elsewhere(fields: &[Field], name: &str, expected: usize) -> Option<usize> {
    let (before, after) = fields.split_at(expected.min(fields.len()));
    match after.iter().position(|field| field.name() == name) {
        Some(index) => Some(before.len() + index),
        None => before.iter().position(|field| field.name() == name),
    }
}

/// Which fields were filled; objects of up to 64 fields need no allocation.
#[derive(Default)]
pub(super) struct Seen {
    first: u64,
    others: Vec<u64>,
}

impl Seen {
    #[inline]
    pub(super) fn set(&mut self, index: usize) {
        match index.checked_sub(64) {
            None => self.first |= 1 << index,
            Some(rest) => {
                if self.others.len() <= rest / 64 {
                    self.others.resize(rest / 64 + 1, 0);
                }
                self.others[rest / 64] |= 1 << (rest % 64);
            }
        }
    }

    /// Whether as many fields as a table has were filled; a large table is not told so.
    #[inline]
    pub(super) fn all(&self, count: usize) -> bool {
        1_u64.checked_shl(count as u32).map(|next| next - 1) == Some(self.first)
    }

    #[inline]
    pub(super) fn has(&self, index: usize) -> bool {
        match index.checked_sub(64) {
            None => self.first & (1 << index) != 0,
            Some(rest) => self
                .others
                .get(rest / 64)
                .is_some_and(|word| word & (1 << (rest % 64)) != 0),
        }
    }
}
