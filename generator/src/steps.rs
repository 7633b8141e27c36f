//! A count of steps, by which tests see how the work of the stages grows with a document.
//!
//! Time says little on a machine that does other things as well; a count is the same in every run. Each thread counts on its
//! own, and the stages before rendering run on one.

use std::cell::Cell;

thread_local! {
    static TAKEN: Cell<u64> = const { Cell::new(0) };
}

/// Adds steps that are taken.
pub(crate) fn count(steps: usize) {
    TAKEN.with(|taken| taken.set(taken.get().saturating_add(steps as u64)));
}

/// The steps that this thread has taken so far.
pub fn taken() -> u64 {
    TAKEN.with(Cell::get)
}
