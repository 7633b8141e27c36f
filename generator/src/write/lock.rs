//! One run at a time writes a folder: the lock beside it.
//!
//! It is a lock of the operating system, which goes away with the process that holds it however that ends. Neither a number
//! of a process nor the age of a file says whether somebody writes: both mean nothing in containers.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use super::place::{Place, is_shut};
use super::{named, refuse_link};

/// How often another run is asked whether it has come to its end: for a minute. Writing takes seconds at most.
pub(super) const PATIENCE: u32 = 3000;

const POLL: Duration = Duration::from_millis(20);

/// The lock, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Waits for the lock of a folder. `None` where nothing beside or in the folder can be written, or where the file system
    /// has no locks.
    pub fn take(place: &Place, patience: u32) -> io::Result<Option<Self>> {
        for room in &place.rooms {
            match Self::at(room.path("lock"), &place.target, patience) {
                Err(error) if is_shut(&error) => {}
                taken => return taken,
            }
        }
        Ok(None)
    }

    fn at(path: PathBuf, target: &Path, patience: u32) -> io::Result<Option<Self>> {
        let mut asked = 0;
        loop {
            refuse_link(&path)?;
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false);
            let mut file = options.open(&path).map_err(|error| named(&path, error))?;
            match file.try_lock() {
                // The one before took the file away with its lock.
                Ok(()) if !stands(&file, &path) => {}
                Ok(()) => {
                    // Only a message shows it, so it does not matter if it cannot be written.
                    let _ = file
                        .set_len(0)
                        .and_then(|()| file.rewind())
                        .and_then(|()| writeln!(file, "{}", holder()));
                    return Ok(Some(Self { file, path }));
                }
                Err(TryLockError::WouldBlock) if asked < patience => {
                    asked += 1;
                    sleep(POLL);
                }
                Err(TryLockError::WouldBlock) => {
                    let mut who = String::new();
                    let _ = file.take(200).read_to_string(&mut who);
                    let who = Some(who.trim()).filter(|who| !who.is_empty());
                    let message = format!("{} writes this folder", who.unwrap_or("another run"));
                    return Err(named(
                        target,
                        io::Error::new(io::ErrorKind::TimedOut, message),
                    ));
                }
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(TryLockError::Error(_)) => return Ok(None),
            }
        }
    }

    /// As if the process had been killed: the file stays, the lock does not.
    #[cfg(test)]
    pub fn abandon(self) {
        let _ = self.file.unlock();
        std::mem::forget(self);
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Whoever waits for the lock sees that the file is gone, and makes a new one. Where that cannot be seen, it stays.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
    }
}

/// Who holds the lock, for people.
fn holder() -> String {
    let process = std::process::id();
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    match host.trim() {
        "" => format!("process {process}"),
        host => format!("process {process} on {host}"),
    }
}

/// Whether the file is the one that stands at the path.
#[cfg(unix)]
fn stands(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (Ok(held), Ok(there)) = (file.metadata(), fs::symlink_metadata(path)) else {
        return false;
    };
    (held.dev(), held.ino()) == (there.dev(), there.ino())
}

#[cfg(not(unix))]
fn stands(_: &File, path: &Path) -> bool {
    path.exists()
}
