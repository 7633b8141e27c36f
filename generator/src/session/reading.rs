//! A session on files that do not stand on the disk.

use super::Session;
use crate::load::{Loader, Memory};

impl Session<'_> {
    /// Reads every file from memory, and none from the disk.
    pub(crate) fn reading(mut self, memory: Memory) -> Self {
        self.loader = Loader::of(memory);
        self
    }
}
