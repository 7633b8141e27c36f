//! The output on disk: written atomically, only where something changes, and only files that are ours; or compared.

mod manifest;
mod stage;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use similar::TextDiff;

use crate::render::File;

pub use self::manifest::{FILE_NAME, manifest};
use self::stage::Stage;

/// What writing did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or different.
    pub written: Vec<String>,
    /// Files that were once written and are no longer part of the output.
    pub removed: Vec<String>,
    /// How many files were right already.
    pub unchanged: usize,
}

/// Makes the folder hold exactly these files, as far as files are ours: what we wrote earlier and no longer write is
/// removed, what we never wrote stays.
///
/// # Errors
///
/// The folder cannot be written, a symbolic link stands in the way, or a file that we did not write does. Then nothing has
/// changed.
pub fn write(folder: &Path, files: &[File]) -> io::Result<Written> {
    let state = State::read(folder, files)?;
    let mut written = Written {
        unchanged: files.len() - state.changed.len(),
        removed: state.stale.clone(),
        ..Written::default()
    };
    if let Some(foreign) = state.foreign.first() {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!("{foreign} exists and was not written by faultcode; move it away"),
        ));
    }
    written.written = state.changed.iter().map(|file| file.path.clone()).collect();
    if state.changed.is_empty() && state.stale.is_empty() {
        return Ok(written);
    }
    let stage = Stage::new(folder)?;
    stage.add(&state.changed)?;
    stage.publish(&state.stale)?;
    Ok(written)
}

/// The difference between the folder and these files as a unified diff; empty when there is none.
///
/// # Errors
///
/// The folder cannot be read, or a symbolic link stands in the way.
pub fn compare(folder: &Path, files: &[File]) -> io::Result<String> {
    let state = State::read(folder, files)?;
    let mut out = String::new();
    let mut changed: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    changed.extend(
        state
            .changed
            .iter()
            .map(|file| (file.path.as_str(), Some(file.text.as_str()))),
    );
    changed.extend(state.stale.iter().map(|path| (path.as_str(), None)));
    for (path, new) in changed {
        let old = existing(folder, path)?;
        let diff = TextDiff::from_lines(old.as_deref().unwrap_or(""), new.unwrap_or(""));
        let name = |there: bool, side| {
            if there {
                format!("{side}/{path}")
            } else {
                "/dev/null".to_owned()
            }
        };
        let (before, after) = (name(old.is_some(), "a"), name(new.is_some(), "b"));
        let unified = diff.unified_diff().header(&before, &after).to_string();
        out.push_str(&visible(&unified));
    }
    Ok(out)
}

/// What stands in the folder, as against what should.
struct State<'f> {
    changed: Vec<&'f File>,
    foreign: Vec<String>,
    stale: Vec<String>,
}

impl<'f> State<'f> {
    fn read(folder: &Path, files: &'f [File]) -> io::Result<Self> {
        refuse_link(folder)?;
        let ours: BTreeSet<String> = manifest::read(folder)?.into_iter().collect();
        let standing = if folder.exists() {
            let standing = files.par_iter().map(|file| Standing::of(folder, file));
            standing.collect::<io::Result<Vec<_>>>()?
        } else {
            // Nothing stands in a folder that is not there yet.
            files.iter().map(|_| Standing::Ours).collect()
        };
        let mut state = Self {
            changed: Vec::new(),
            foreign: Vec::new(),
            stale: Vec::new(),
        };
        for (file, standing) in files.iter().zip(standing) {
            let listed = ours.contains(&file.path) || file.path == FILE_NAME;
            if standing == Standing::Foreign && !listed {
                state.foreign.push(file.path.clone());
            }
            if standing != Standing::Same {
                state.changed.push(file);
            }
        }
        let wanted: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        for path in ours {
            if !wanted.contains(path.as_str()) && existing(folder, &path)?.is_some() {
                state.stale.push(path);
            }
        }
        Ok(state)
    }
}

/// What stands at the place of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// Nothing, or something that we wrote.
    Ours,
    /// The file as it should be.
    Same,
    /// Something that does not say that we wrote it.
    Foreign,
}

impl Standing {
    fn of(folder: &Path, file: &File) -> io::Result<Self> {
        let Some(old) = existing(folder, &file.path)? else {
            return Ok(Self::Ours);
        };
        // A checkout may have changed the line ends; that is no difference.
        if old == file.text || old.replace("\r\n", "\n") == file.text {
            return Ok(Self::Same);
        }
        let first = old.lines().next();
        let generated = first.is_some_and(|line| line.contains("@generated by faultcode"));
        Ok(if generated { Self::Ours } else { Self::Foreign })
    }
}

/// The text of a file below the folder; `None` where there is none.
fn existing(folder: &Path, path: &str) -> io::Result<Option<String>> {
    let full = checked(folder, path)?;
    match fs::read(&full) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(named(&full, error)),
    }
}

/// The path of a file below the folder, with no symbolic link on the way.
fn checked(folder: &Path, path: &str) -> io::Result<PathBuf> {
    let mut full = folder.to_owned();
    for part in path.split('/') {
        full.push(part);
        refuse_link(&full)?;
    }
    Ok(full)
}

fn refuse_link(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(data) if data.file_type().is_symlink() => Err(io::Error::other(format!(
            "{} is a symbolic link, which is not followed",
            path.display()
        ))),
        _ => Ok(()),
    }
}

fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// A diff with controls shown by their numbers: it goes to a terminal.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if sign == '\n'
            || !crate::diagnostics::one_line(sign.encode_utf8(&mut [0; 4])).starts_with("\\u{")
        {
            out.push(sign);
        } else {
            out.push_str(&crate::diagnostics::one_line(sign.encode_utf8(&mut [0; 4])));
        }
    }
    out
}
