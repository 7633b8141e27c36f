//! How far a session has come, for whoever watches it from another thread. Nothing of the output depends on it.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::Stage;

/// How far a session has come.
#[derive(Debug, Default)]
pub struct Progress {
    stage: AtomicUsize,
    made: AtomicUsize,
    files: AtomicUsize,
}

impl Progress {
    /// A stage begins.
    pub(crate) fn begin(&self, stage: Stage) {
        let position = Stage::ALL.iter().position(|it| *it == stage);
        self.stage.store(position.unwrap_or(0), Ordering::Relaxed);
    }

    /// So many files will be made.
    pub(crate) fn expect(&self, files: usize) {
        self.files.store(files, Ordering::Relaxed);
    }

    /// A file is made.
    pub(crate) fn made(&self) {
        self.made.fetch_add(1, Ordering::Relaxed);
    }

    /// Where it is, in words: the stage, or the files made so far.
    #[cfg(feature = "cli")]
    pub(crate) fn words(&self) -> String {
        let position = self.stage.load(Ordering::Relaxed);
        let stage = Stage::ALL.get(position).copied().unwrap_or(Stage::Load);
        let (made, files) = (
            self.made.load(Ordering::Relaxed),
            self.files.load(Ordering::Relaxed),
        );
        if stage == Stage::Emit && files > 0 {
            return format!("{made} of {files} files");
        }
        let all = Stage::ALL.len();
        format!("stage {} of {all}: {}", position + 1, stage.word())
    }
}
