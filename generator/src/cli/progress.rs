//! Progress on a terminal: one line on standard error, once a document takes longer than people wait without a word.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::progress::Progress;

/// When the line appears.
const AFTER: Duration = Duration::from_secs(1);

/// How often it is written anew.
const EVERY: Duration = Duration::from_millis(100);

/// The line, which goes when this is dropped.
pub(super) struct Line {
    ended: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Line {
    /// A line about a document, where somebody sees it.
    pub fn about(name: String, progress: Arc<Progress>, quiet: bool) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Self {
                ended: None,
                thread: None,
            };
        }
        let (ended, wait) = channel::<()>();
        let thread = std::thread::Builder::new().spawn(move || {
            let mut next = AFTER;
            let mut shown = false;
            while wait.recv_timeout(next) == Err(RecvTimeoutError::Timeout) {
                // Back to the beginning of the line, whose rest is cleared.
                let line = format!("\r\u{1b}[K{name}: {}", progress.words());
                let _ = std::io::stderr().write_all(line.as_bytes());
                (next, shown) = (EVERY, true);
            }
            if shown {
                let _ = std::io::stderr().write_all(b"\r\x1b[K");
            }
        });
        Self {
            ended: Some(ended),
            thread: thread.ok(),
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        drop(self.ended.take());
        if let Some(thread) = self.thread.take() {
            // It does nothing that could fail.
            let _ = thread.join();
        }
    }
}
