//! What would change on disk, as a unified diff. Only the command shows it, so build scripts need not compile it.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use similar::TextDiff;

use super::{State, existing};
use crate::render::File;

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

/// One file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its path below the folder.
    pub path: String,
    /// The first line that differs, from 1.
    pub line: usize,
    /// In what it differs.
    pub kind: Differs,
}

/// In what a file differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differs {
    /// Its text is another.
    Text,
    /// It is not there.
    Missing,
    /// It was written once, and is no part of the output any more.
    LeftOver,
}

/// The files that differ, by their paths.
///
/// # Errors
///
/// Those of [`compare`].
pub fn differences(folder: &Path, files: &[File]) -> io::Result<Vec<Difference>> {
    let state = State::read(folder, files)?;
    let mut all = Vec::new();
    for file in &state.changed {
        let old = existing(folder, &file.path)?;
        let same = |old: &str| {
            let pairs = old.lines().zip(file.text.lines());
            pairs.take_while(|(old, new)| old == new).count()
        };
        all.push(Difference {
            path: file.path.clone(),
            line: old.as_deref().map_or(1, |old| same(old) + 1),
            kind: old.map_or(Differs::Missing, |_| Differs::Text),
        });
    }
    all.extend(state.stale.into_iter().map(|path| Difference {
        path,
        line: 1,
        kind: Differs::LeftOver,
    }));
    all.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(all)
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
