//! The output on disk: written by one run at a time, only where something changes, and only files that are ours; or compared.

#[cfg(feature = "cli")]
mod compare;
mod lock;
mod manifest;
mod place;
mod stage;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::render::File;
use crate::workers;

#[cfg(feature = "cli")]
pub use self::compare::{Difference, Differs, compare, differences};
use self::lock::{Lock, PATIENCE};
pub use self::manifest::{FILE_NAME, manifest};
use self::place::{Place, Room, is_shut};
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
/// One run at a time writes a folder; another one waits for it, a minute at most. A run that is killed leaves the old files, or
/// some of the new ones beside them and a list ([`FILE_NAME`]) of both: then `compare` shows the difference, and the next
/// run puts the folder right. What it needs beside the folder for that time it has in it where nothing else can be written.
///
/// # Errors
///
/// The folder cannot be written, a symbolic link stands in the way, a file that we did not write does, or another run does not
/// come to its end. Then nothing has changed, unless a single file or folder of ours refuses to be replaced or removed: that
/// is as if the run had been killed.
pub fn write(folder: &Path, files: &[File]) -> io::Result<Written> {
    refuse_link(folder)?;
    let place = Place::of(folder)?;
    let lock = Lock::take(&place, PATIENCE)?;
    if lock.is_some() {
        place.rooms.iter().for_each(Room::sweep);
    }
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
    let interim = manifest::interim(folder, files)?;
    let mut shut = None;
    for room in &place.rooms {
        shut = put(&place, room, &state, &interim)?;
        if shut.is_none() {
            return Ok(written);
        }
    }
    Err(shut.unwrap_or_else(|| named(folder, io::ErrorKind::NotADirectory.into())))
}

/// Puts everything in place from a stage in that room, or says why the room cannot have one. Then nothing has changed.
fn put(
    place: &Place,
    room: &Room,
    state: &State<'_>,
    interim: &str,
) -> io::Result<Option<io::Error>> {
    let stage = match Stage::new(place, room) {
        Err(error) if is_shut(&error) => return Ok(Some(error)),
        stage => stage?,
    };
    stage.add(&state.changed, interim)?;
    for (done, step) in stage.steps(&state.stale)?.iter().enumerate() {
        match stage.run(step) {
            // The target is a volume of its own.
            Err(error) if done == 0 && error.kind() == io::ErrorKind::CrossesDevices => {
                return Ok(Some(error));
            }
            result => result?,
        }
    }
    Ok(None)
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
            let standing = workers::map(files, |file| Standing::of(folder, file));
            standing.into_iter().collect::<io::Result<Vec<_>>>()?
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of this test's own, which goes away with it.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let name = format!("faultcode-write-{name}-{}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(&folder).unwrap();
            Self(folder)
        }

        /// Every file in it, hidden ones too.
        fn names(&self) -> Vec<String> {
            let (mut found, mut left) = (Vec::new(), vec![self.0.clone()]);
            while let Some(next) = left.pop() {
                for entry in fs::read_dir(&next).unwrap() {
                    let path = entry.unwrap().path();
                    if path.is_dir() {
                        left.push(path);
                    } else {
                        let name = path.strip_prefix(&self.0).unwrap();
                        found.push(name.to_string_lossy().into_owned());
                    }
                }
            }
            found.sort();
            found
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    /// Files of that text, none of which says that we wrote it.
    fn tree(paths: &[&str], text: &str) -> Vec<File> {
        let file = |path: &&str| File {
            path: (*path).to_owned(),
            text: format!("{text}\n"),
        };
        let mut files: Vec<File> = paths.iter().map(file).collect();
        files.push(manifest(&files, text));
        files
    }

    /// Writes, but is killed after that many steps; whether it came to its end.
    fn killed_after(folder: &Path, files: &[File], steps: usize) -> bool {
        let place = Place::of(folder).unwrap();
        let lock = Lock::take(&place, PATIENCE).unwrap().unwrap();
        let state = State::read(folder, files).unwrap();
        let stage = Stage::new(&place, &place.rooms[0]).unwrap();
        let interim = manifest::interim(folder, files).unwrap();
        stage.add(&state.changed, &interim).unwrap();
        let all = stage.steps(&state.stale).unwrap();
        for step in all.iter().take(steps) {
            stage.run(step).unwrap();
        }
        std::mem::forget(stage);
        lock.abandon();
        steps >= all.len()
    }

    fn is_whole(folder: &Path, files: &[File]) -> bool {
        let state = State::read(folder, files).unwrap();
        state.changed.is_empty() && state.stale.is_empty()
    }

    #[test]
    fn a_run_killed_at_any_step_is_seen_and_the_next_one_puts_the_folder_right() {
        let first = tree(
            &["Cargo.toml", "src/lib.rs", "src/old.rs", "src/gone/a.rs"],
            "1",
        );
        let second = tree(
            &[
                "Cargo.toml",
                "src/lib.rs",
                "src/new.rs",
                "src/more/b.rs",
                "z",
            ],
            "2",
        );
        let third = tree(&["Cargo.toml", "src/lib.rs", "src/third.rs"], "3");
        for next in [&first, &second, &third] {
            let mut steps = 0;
            loop {
                let scratch = Scratch::new("killed");
                let out = scratch.0.join("out");
                write(&out, &first).unwrap();
                let finished = killed_after(&out, &second, steps);
                assert_eq!(is_whole(&out, &second), finished, "{steps}");
                // Nothing of a half-written folder is taken for somebody else's.
                write(&out, next).unwrap();
                let mut expected: Vec<_> =
                    next.iter().map(|it| format!("out/{}", it.path)).collect();
                expected.sort();
                assert_eq!(scratch.names(), expected, "{steps}");
                assert!(is_whole(&out, next), "{steps}");
                if finished {
                    break;
                }
                steps += 1;
            }
            // Two lists, five files put in place, two removed.
            assert!(steps >= 7, "{steps}");
        }
    }

    #[test]
    fn whoever_waits_too_long_is_told_who_writes() {
        let scratch = Scratch::new("waits");
        let place = Place::of(&scratch.0.join("out")).unwrap();
        let held = Lock::take(&place, PATIENCE).unwrap().unwrap();
        let patience = 3;
        let error = Lock::take(&place, patience).unwrap_err();
        let process = format!("process {}", std::process::id());
        assert!(error.to_string().contains(&process), "{error}");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        drop(held);
        // A lock of a process that was killed is none.
        Lock::take(&place, patience).unwrap().unwrap().abandon();
        drop(Lock::take(&place, patience).unwrap().unwrap());
        assert_eq!(scratch.names(), [""; 0]);
    }
}
