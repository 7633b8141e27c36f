//! A bound on looking ahead: what a union is depends on what its branches are, and they may be unions.

use std::cell::Cell;

/// What the present look at a schema has cost so far.
#[derive(Default)]
pub(in crate::lower) struct Looking {
    nested: Cell<usize>,
    looks: Cell<usize>,
}

/// Looks inside of each other before giving up; a union that is its own branch would go on for ever.
const NESTED: usize = 16;

/// Looks that one look may take in all; unions of unions that share branches would double it at each level.
const LOOKS: usize = 4096;

impl Looking {
    /// The result of a look, or `beyond` when it would cost too much.
    pub fn look<T>(&self, beyond: T, look: impl FnOnce() -> T) -> T {
        let level = self.nested.get();
        let spent = if level == 0 { 1 } else { self.looks.get() + 1 };
        self.looks.set(spent);
        if level > NESTED || spent > LOOKS {
            return beyond;
        }
        self.nested.set(level + 1);
        let seen = look();
        self.nested.set(level);
        seen
    }
}
