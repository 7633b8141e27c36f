//! Who may read the file: its keys are worth as much as credentials on some servers.

use std::io;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::sync::{Mutex, PoisonError};

use crate::call::key_store::KeyStoreError;

/// The path of a file that its owner alone can read, made if there is none.
///
/// SQLite gives its files beside it (`-wal`, `-shm`) the rights of the file itself.
pub(super) fn private(path: &Path) -> Result<PathBuf, KeyStoreError> {
    // SQLite would take this for a database without a file, of which every connection has its own.
    if path.as_os_str().is_empty() || path == Path::new(":memory:") {
        let reason = "a key store in a file needs a file; MemoryKeyStore needs none";
        return Err(KeyStoreError::new(reason));
    }
    let failed = |error: io::Error| {
        KeyStoreError::new("the file of the key store cannot be used").with_source(error)
    };
    // Nor is a path a URI, which `file:` would make of it.
    let path = std::path::absolute(path).map_err(failed)?;
    close(&path).map_err(failed)?;
    Ok(path)
}

#[cfg(unix)]
fn close(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};

    // A file that is there is not opened: closing it would take away the locks that SQLite has on it in this process. So no
    // other thread may get as far as that between the two steps of making one.
    static MAKING: Mutex<()> = Mutex::new(());
    {
        let _alone = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut options = std::fs::OpenOptions::new();
        let made = options.write(true).create_new(true).mode(0o600).open(path);
        match made {
            Ok(file) => drop(file),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    for ending in ["", "-wal", "-shm"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(ending);
        let mode = match std::fs::metadata(&beside) {
            Ok(metadata) => metadata.permissions().mode(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        if let Some(mode) = closed(mode) {
            std::fs::set_permissions(&beside, std::fs::Permissions::from_mode(mode))?;
        }
    }
    Ok(())
}

/// The rights without those that nobody gave on purpose; `None`: there are none such.
///
/// A group that may write is let in by whoever set that up, since all who use the file write into it. One that may only
/// read comes from a default.
#[cfg(unix)]
fn closed(mode: u32) -> Option<u32> {
    let group = if mode & 0o020 == 0 { 0 } else { 0o070 };
    let closed = mode & (0o700 | group);
    (closed != mode & 0o777).then_some(closed)
}

/// Elsewhere a file inherits its rights from its folder.
#[cfg(not(unix))]
fn close(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::closed;

    #[test]
    fn only_rights_given_on_purpose_stay() {
        let rows = [
            (0o100_600, None),
            (0o100_644, Some(0o600)),
            (0o100_640, Some(0o600)),
            (0o100_660, None),
            (0o100_664, Some(0o660)),
            (0o100_666, Some(0o660)),
            (0o100_604, Some(0o600)),
            (0o100_400, None),
        ];
        for (mode, expected) in rows {
            assert_eq!(closed(mode), expected, "{mode:o}");
        }
    }
}
