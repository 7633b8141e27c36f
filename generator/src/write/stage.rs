//! The private folder in which output is complete before any of it is put in place.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{checked, named};

/// A folder beside the target, on the same disk, that nobody else reads. It goes away with the value.
pub(super) struct Stage<'t> {
    target: &'t Path,
    folder: PathBuf,
}

impl<'t> Stage<'t> {
    /// An empty one. Two runs at once get two folders.
    pub fn new(target: &'t Path) -> io::Result<Self> {
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&parent).map_err(|error| named(&parent, error))?;
        let name = target
            .file_name()
            .map_or_else(|| "out".into(), |name| name.to_string_lossy().into_owned());
        let folder = parent.join(format!(".{name}.faultcode-{}", std::process::id()));
        private(&folder).map_err(|error| named(&folder, error))?;
        Ok(Self { target, folder })
    }

    /// Puts a file into it.
    pub fn add(&self, path: &str, text: &str) -> io::Result<()> {
        let full = self.folder.join(path);
        if let Some(parent) = full.parent() {
            fs::create_dir_all(parent).map_err(|error| named(parent, error))?;
        }
        fs::write(&full, text).map_err(|error| named(&full, error))
    }

    /// Moves every file to its place and removes what is no longer wanted.
    pub fn publish(self, stale: &[String]) -> io::Result<()> {
        if !self.target.exists() {
            open_up(&self.folder)?;
            return fs::rename(&self.folder, self.target)
                .map_err(|error| named(self.target, error));
        }
        let mut files = Vec::new();
        list(&self.folder, "", &mut files)?;
        // Every folder exists and every target is checked before the first file moves.
        let mut moves = Vec::new();
        for path in &files {
            let target = checked(self.target, path)?;
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent).map_err(|error| named(parent, error))?;
            }
            moves.push((self.folder.join(path), target));
        }
        for (from, to) in moves {
            fs::rename(&from, &to).map_err(|error| named(&to, error))?;
        }
        for path in stale {
            let full = checked(self.target, path)?;
            fs::remove_file(&full).map_err(|error| named(&full, error))?;
            // Folders that are empty now; a folder with something foreign in it stays.
            let mut parent = full.parent();
            while let Some(folder) = parent.filter(|folder| *folder != self.target) {
                if fs::remove_dir(folder).is_err() {
                    break;
                }
                parent = folder.parent();
            }
        }
        Ok(())
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        // After a rename of the whole folder there is nothing left to remove, which is no fault.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn list(folder: &Path, below: &str, files: &mut Vec<String>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() {
            name
        } else {
            format!("{below}/{name}")
        };
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(unix)]
fn private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn private(folder: &Path) -> io::Result<()> {
    fs::create_dir(folder)
}

/// The finished folder gets the rights that a new folder has.
#[cfg(unix)]
fn open_up(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_up(_: &Path) -> io::Result<()> {
    Ok(())
}
