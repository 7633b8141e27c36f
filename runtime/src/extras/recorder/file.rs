//! The file, and the thread that writes to it.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError};

use tracing::warn;

use super::Message;

/// The last line of a file that is full.
const FULL: &[u8; 27] = b"{\"recorder\":1,\"full\":true}\n";

/// Where it begins, from the end.
const BACK: i64 = 0_i64.wrapping_sub(FULL.len() as i64);

/// A file that is open for more lines and that its owner alone can read.
pub(super) struct Private {
    file: File,
    length: u64,
    /// Whether its last line says that it is full.
    said: bool,
}

impl Private {
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        let about = file.metadata()?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            if about.is_file() && about.permissions().mode() & 0o077 != 0 {
                file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
            }
        }
        let said = about.is_file() && ends_full(&mut file).unwrap_or(false);
        let length = about.len();
        Ok(Self { file, length, said })
    }
}

fn ends_full(file: &mut File) -> io::Result<bool> {
    let mut end = [0; FULL.len()];
    file.seek(SeekFrom::End(BACK))?;
    file.read_exact(&mut end)?;
    Ok(end == *FULL)
}

/// Where lines go.
pub(super) struct Sink {
    /// `None` where nothing more is written.
    to: Option<BufWriter<File>>,
    length: u64,
    said: bool,
    limit: u64,
    lost: Arc<AtomicU64>,
    /// What tells the calls of this process from those of others that wrote to the same file.
    run: String,
}

impl Sink {
    pub fn new(to: Private, limit: u64, lost: Arc<AtomicU64>) -> Self {
        Self {
            to: Some(BufWriter::new(to.file)),
            length: to.length,
            said: to.said,
            limit,
            lost,
            run: uuid::Uuid::new_v4().simple().to_string(),
        }
    }

    /// Writes until nobody is left who could send something.
    pub fn run(&mut self, from: &Receiver<Message>) {
        loop {
            let next = match from.try_recv() {
                Ok(next) => Ok(next),
                Err(TryRecvError::Empty) => {
                    self.flush();
                    from.recv()
                }
                Err(TryRecvError::Disconnected) => break,
            };
            match next {
                Ok(Message::Answer(answer)) => self.add(&answer.line(&self.run)),
                Ok(Message::Flush(done)) => {
                    self.flush();
                    drop(done);
                }
                Err(_) => break,
            }
        }
        self.flush();
    }

    fn add(&mut self, line: &[u8]) {
        let Some(to) = &mut self.to else {
            self.lost.fetch_add(1, Ordering::Relaxed);
            return;
        };
        let size = |text: &[u8]| u64::try_from(text.len()).unwrap_or(u64::MAX);
        let after = self.length.saturating_add(size(line));
        if after.saturating_add(size(FULL)) <= self.limit {
            let written = to.write_all(line);
            self.length = after;
            self.check(written, 1);
            return;
        }
        // One that was full before has said so.
        let says = !self.said && self.length.saturating_add(size(FULL)) <= self.limit;
        let written = match says {
            true => to.write_all(FULL).and_then(|()| to.flush()),
            false => to.flush(),
        };
        warn!(limit = self.limit, "recorder_full");
        self.check(written, 1);
        if self.to.take().is_some() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn flush(&mut self) {
        if let Some(to) = &mut self.to {
            let written = to.flush();
            self.check(written, 0);
        }
    }

    /// After an error nothing more is written: half a line would stand before it.
    fn check(&mut self, written: io::Result<()>, answers: u64) {
        if let Err(error) = written {
            warn!(kind = %error.kind(), "recorder_failed");
            self.lost.fetch_add(answers, Ordering::Relaxed);
            // What is buffered goes with it, without another attempt.
            if let Some(to) = self.to.take() {
                drop(to.into_parts());
            }
        }
    }
}
