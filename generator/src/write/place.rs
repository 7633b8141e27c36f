//! Where the output stands, and the names of what stands beside it for a while.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::named;

/// The output folder by one name, however it was spelled: two runs have to meet at the same lock.
pub(super) struct Place {
    /// The folder itself.
    pub target: PathBuf,
    /// Folders that may hold the lock and the stage, best first: the one that holds the target, then the target, since a
    /// mounted volume is often all that can be written.
    pub rooms: Vec<Room>,
}

/// A folder that may hold the lock and the stage of an output folder.
pub(super) struct Room {
    pub folder: PathBuf,
    /// How the names of its lock and stages begin.
    prefix: OsString,
}

impl Place {
    /// Makes the folder that holds the target, if there is none.
    pub fn of(target: &Path) -> io::Result<Self> {
        let whole = match fs::canonicalize(target) {
            Ok(whole) => whole,
            Err(_) => {
                let parent = match target.parent() {
                    Some(parent) if !parent.as_os_str().is_empty() => parent,
                    _ => Path::new("."),
                };
                let name = target.file_name().ok_or_else(|| {
                    let error = io::Error::new(io::ErrorKind::InvalidInput, "it names no folder");
                    named(target, error)
                })?;
                fs::create_dir_all(parent).map_err(|error| named(parent, error))?;
                let parent = fs::canonicalize(parent).map_err(|error| named(parent, error))?;
                parent.join(name)
            }
        };
        let mut rooms = Vec::new();
        if let (Some(parent), Some(name)) = (whole.parent(), whole.file_name()) {
            let mut prefix = OsString::from(".");
            prefix.push(name);
            prefix.push(".faultcode-");
            rooms.push(Room {
                folder: parent.to_owned(),
                prefix,
            });
        }
        if whole.is_dir() {
            rooms.push(Room {
                folder: whole.clone(),
                prefix: ".faultcode-".into(),
            });
        }
        Ok(Self {
            target: whole,
            rooms,
        })
    }
}

impl Room {
    pub fn path(&self, rest: &str) -> PathBuf {
        let mut name = self.prefix.clone();
        name.push(rest);
        self.folder.join(name)
    }

    /// Removes the stages that killed runs left behind. Only the holder of the lock may do that: nobody else has a stage then.
    pub fn sweep(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return;
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.as_encoded_bytes();
            let rest = name.strip_prefix(self.prefix.as_encoded_bytes());
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder && rest.is_some_and(is_stage) {
                // What cannot be removed, of another user perhaps, is in nobody's way.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// Whether that is how the name of a stage ends: the number of a process, and what tells two of that number apart.
fn is_stage(rest: &[u8]) -> bool {
    let mut parts = rest.split(|byte| *byte == b'-');
    let number = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let is_process = parts.next().is_some_and(number);
    let is_rest = parts
        .next()
        .is_none_or(|part| part.iter().all(u8::is_ascii_hexdigit));
    is_process && is_rest && parts.next().is_none()
}

/// Whether a folder cannot be written at all, so that another one has to do.
pub(super) fn is_shut(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}

#[cfg(test)]
mod tests {
    use super::is_stage;

    #[test]
    fn only_stages_are_swept() {
        for rest in ["7", "4711-1", "4711-18f3a0"] {
            assert!(is_stage(rest.as_bytes()), "{rest}");
        }
        for rest in ["", "lock", "7-x", "7-1-1", "x", "-1", "b.faultcode-7"] {
            assert!(!is_stage(rest.as_bytes()), "{rest}");
        }
    }
}
