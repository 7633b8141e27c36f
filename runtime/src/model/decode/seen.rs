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
    /// Those after the first 64.
    others: Option<Box<Self>>,
}

impl Seen {
    /// Notes a field; `false` if it was there before.
    #[inline]
    pub(super) fn insert(&mut self, index: usize) -> bool {
        if let Some(index) = index.checked_sub(64) {
            return self.insert_beyond(index);
        }
        let before = self.first;
        self.first = before | 1 << index;
        self.first != before
    }

    /// Not inlined, since few objects have so many fields.
    #[cold]
    fn insert_beyond(&mut self, index: usize) -> bool {
        self.others.get_or_insert_default().insert(index)
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
            Some(index) => self.others.as_ref().is_some_and(|it| it.has(index)),
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
