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
        Some(index) => Some(before.len().wrapping_add(index)),
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
    /// Notes a field; `false` if it was there before.
    #[inline]
    pub(super) fn insert(&mut self, index: usize) -> bool {
        let bit = 1 << (index % 64);
        let word = match index.checked_sub(64) {
            None => &mut self.first,
            Some(rest) => {
                let at = rest / 64;
                if self.others.len() <= at {
                    self.others.resize(at.wrapping_add(1), 0);
                }
                match self.others.get_mut(at) {
                    Some(word) => word,
                    None => return true,
                }
            }
        };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// Whether as many fields as a table has were filled; a large table is not told so.
    #[inline]
    pub(super) fn all(&self, count: usize) -> bool {
        1_u64
            .checked_shl(count as u32)
            .map(|next| next.wrapping_sub(1))
            == Some(self.first)
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

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn every_field_is_new_once() {
        for count in [1, 2, 63, 64, 65, 127, 128, 129, 300] {
            let mut seen = Seen::default();
            for index in (0..count).rev() {
                assert!(!seen.has(index), "{index} of {count}");
                assert!(seen.insert(index), "{index} of {count}");
            }
            for index in 0..count {
                assert!(seen.has(index), "{index} of {count}");
                assert!(!seen.insert(index), "{index} of {count}");
            }
            assert!(!seen.has(count));
        }
    }
}
