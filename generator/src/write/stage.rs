//! The private folder in which output is complete before any of it is put in place.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{checked, named, refuse_link};
use crate::render::File;

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

    /// Puts files into it.
    pub fn add(&self, files: &[&File]) -> io::Result<()> {
        let paths = files.iter().map(|file| self.folder.join(&file.path));
        let folders: BTreeSet<PathBuf> = paths
            .filter_map(|path| path.parent().map(Path::to_owned))
            .collect();
        for folder in folders {
            fs::create_dir_all(&folder).map_err(|error| named(&folder, error))?;
        }
        files.par_iter().try_for_each(|file| {
            let full = self.folder.join(&file.path);
            fs::write(&full, &file.text).map_err(|error| named(&full, error))
        })
    }

    /// Moves every file to its place and removes what is no longer wanted.
    pub fn publish(self, stale: &[String]) -> io::Result<()> {
        if !self.target.exists() {
            open_up(&self.folder)?;
            return fs::rename(&self.folder, self.target)
                .map_err(|error| named(self.target, error));
        }
        // Every target is checked before the first file moves.
        let mut moves = Vec::new();
        find_moves(&self.folder, self.target, &mut moves)?;
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

/// What has to move so that one folder's content stands in another: whole folders where there is none yet, else what is in
/// them.
fn find_moves(from: &Path, to: &Path, moves: &mut Vec<(PathBuf, PathBuf)>) -> io::Result<()> {
    let mut entries = fs::read_dir(from)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let target = to.join(entry.file_name());
        refuse_link(&target)?;
        let folder = entry.file_type()?.is_dir();
        if target.exists() && target.is_dir() != folder {
            let kind = if folder { "no folder" } else { "a folder" };
            let error = io::Error::new(io::ErrorKind::AlreadyExists, format!("it is {kind}"));
            return Err(named(&target, error));
        }
        if folder && target.exists() {
            find_moves(&entry.path(), &target, moves)?;
        } else {
            moves.push((entry.path(), target));
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
