//! A file of what servers answered, for `faultcode learn`: which codes, statuses and members, and no values.

mod file;
mod line;
mod shape;

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, SyncSender, TrySendError};

use self::file::{Private, Sink};
use self::line::Answer;
use crate::call::client::{Observer, Seen};

/// How large a file becomes where nothing else is said: 64 MiB.
const LIMIT: u64 = 64 << 20;

/// Answers that wait for the disk. Those beyond are lost: no call waits for them.
const WAITING: usize = 1_024;

/// How many characters of a body are looked at.
const BODY: usize = 64 * 1024;

/// Writes a line of JSON about every answer to a file, for `faultcode learn` to hold against the document.
///
/// A line says the operation, the status, the verdict, what the headers say of waits and limits, and the shape of the body: the
/// names of its members and the kinds of their values. Of values, only the code of an error is written, and numbers and dates
/// of those headers. What a call was sent with is taken out before that. The file is made for its owner alone (mode 0600) and
/// takes [a bounded number of bytes](Self::with_limit).
///
/// No call waits for the file: a thread of its own writes what is queued, and what finds no room in the queue is
/// [counted](Self::lost). Clones write to the same file. The thread ends with the last of them, once it has written what waits;
/// who ends the process asks it to [`flush`](Self::flush) first.
#[derive(Clone)]
pub struct Recorder {
    to: SyncSender<Message>,
    lost: Arc<AtomicU64>,
}

/// What the thread is told.
enum Message {
    Answer(Box<Answer>),
    /// Everything before it is to be on the file; then the other end is dropped.
    Flush(SyncSender<()>),
}

impl Recorder {
    /// Adds to a file, and makes it if there is none.
    ///
    /// # Errors
    ///
    /// The file cannot be opened for writing, or the system gives no thread.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        Self::with_limit(path, LIMIT)
    }

    /// The same for a file of at most so many bytes. Once it is full, it says so in its last line, and what comes later is
    /// [lost](Self::lost).
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open).
    pub fn with_limit(path: impl AsRef<Path>, bytes: u64) -> io::Result<Self> {
        let file = Private::open(path.as_ref())?;
        let lost = Arc::new(AtomicU64::new(0));
        let (to, from) = mpsc::sync_channel(WAITING);
        let mut sink = Sink::new(file, bytes, Arc::clone(&lost));
        std::thread::Builder::new()
            .name("faultcode-recorder".to_owned())
            .spawn(move || sink.run(&from))?;
        Ok(Self { to, lost })
    }

    /// Waits until all that was seen before is handed to the operating system. It blocks its thread.
    pub fn flush(&self) {
        let (done, ended) = mpsc::sync_channel(0);
        if self.to.send(Message::Flush(done)).is_ok() {
            // The end of the other side is the answer.
            let _ = ended.recv();
        }
    }

    /// How many answers are not in the file: the queue or the file was full, or the disk refused.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }
}

impl Observer for Recorder {
    fn see(&self, seen: &Seen<'_>) {
        let Seen::Ended(ended) = seen else { return };
        let answer = Box::new(Answer::of(ended));
        match self.to.try_send(Message::Answer(answer)) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                self.lost.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    fn body_limit(&self) -> usize {
        BODY
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder")
            .field("lost", &self.lost())
            .finish_non_exhaustive()
    }
}
