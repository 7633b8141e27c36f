//! Files that stand in memory: those of another revision of a repository.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::path::{Component, Path, PathBuf};

/// Files by their paths. Nothing else is read where it stands for the disk.
#[derive(Clone, Debug, Default)]
pub struct Memory(BTreeMap<PathBuf, Vec<u8>>);

impl Memory {
    /// Keeps a file.
    #[cfg(feature = "cli")]
    pub fn add(&mut self, path: &Path, bytes: Vec<u8>) {
        self.0.insert(plain(path), bytes);
    }

    /// What a file holds.
    pub(super) fn read(&self, path: &Path) -> Result<Vec<u8>, Error> {
        let file = self.0.get(&plain(path)).cloned();
        file.ok_or_else(|| Error::new(ErrorKind::NotFound, "it is not there"))
    }
}

/// A path without what does not change it.
pub fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}
