//! The private folder in which output is complete before any of it is put in place.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::manifest::FILE_NAME;
use super::place::{Place, Room};
use super::{checked, named, refuse_link};
use crate::render::File;
use crate::workers;

/// A folder on the same disk as the target that nobody else reads. It goes away with the value.
pub(super) struct Stage<'p> {
    target: &'p Path,
    folder: PathBuf,
    /// What is to stand in the target.
    tree: PathBuf,
    /// The list of files that holds while they are put in place.
    interim: PathBuf,
}

/// One change of the target, which is there as a whole or not at all.
pub(super) enum Step {
    Move(PathBuf, PathBuf),
    /// A file of ours, and the folders around it that are empty then.
    Remove(String),
}

impl<'p> Stage<'p> {
    /// An empty one.
    pub fn new(place: &'p Place, room: &Room) -> io::Result<Self> {
        let process = std::process::id();
        let mut mark = 1_u32;
        let folder = loop {
            // The number of a process alone is not its own for long, and in containers not even at one time.
            let folder = room.path(&format!("{process}-{mark:x}"));
            match private(&folder) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && mark < u32::MAX => {
                    mark += 1;
                }
                Err(error) => return Err(named(&folder, error)),
                Ok(()) => break folder,
            }
        };
        let stage = Self {
            target: &place.target,
            tree: folder.join("tree"),
            interim: folder.join("interim"),
            folder,
        };
        fs::create_dir(&stage.tree).map_err(|error| named(&stage.tree, error))?;
        Ok(stage)
    }

    /// Puts files into it, and the list that holds until they are all in place.
    pub fn add(&self, files: &[&File], interim: &str) -> io::Result<()> {
        let paths = files.iter().map(|file| self.tree.join(&file.path));
        let folders: BTreeSet<PathBuf> = paths
            .filter_map(|path| path.parent().map(Path::to_owned))
            .collect();
        for folder in folders {
            fs::create_dir_all(&folder).map_err(|error| named(&folder, error))?;
        }
        fs::write(&self.interim, interim).map_err(|error| named(&self.interim, error))?;
        let written = workers::map(files, |file| {
            let full = self.tree.join(&file.path);
            fs::write(&full, &file.text).map_err(|error| named(&full, error))
        });
        written.into_iter().collect()
    }

    /// What has to be done so that the target holds what is here and nothing of the stale. Nothing of it needs room on the
    /// disk.
    ///
    /// From the first step to the last the list in the target names every file that is ours, old or new: so a run that is
    /// killed leaves nothing that the next one takes for somebody else's, or overlooks.
    pub fn steps(&self, stale: &[String]) -> io::Result<Vec<Step>> {
        if !self.target.exists() {
            return Ok(vec![Step::Move(self.tree.clone(), self.target.to_owned())]);
        }
        // Every target is checked before the first file moves.
        let mut moves = Vec::new();
        find_moves(&self.tree, self.target, &mut moves)?;
        let list = self.target.join(FILE_NAME);
        let (last, moves): (Vec<_>, Vec<_>) = moves.into_iter().partition(|(_, to)| *to == list);
        let mut steps = Vec::with_capacity(moves.len() + stale.len() + 2);
        if !last.is_empty() {
            steps.push(Step::Move(self.interim.clone(), list));
        }
        steps.extend(moves.into_iter().map(|(from, to)| Step::Move(from, to)));
        steps.extend(stale.iter().cloned().map(Step::Remove));
        steps.extend(last.into_iter().map(|(from, to)| Step::Move(from, to)));
        Ok(steps)
    }

    pub fn run(&self, step: &Step) -> io::Result<()> {
        match step {
            Step::Move(from, to) => fs::rename(from, to).map_err(|error| named(to, error)),
            Step::Remove(path) => self.remove(path),
        }
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        let full = checked(self.target, path)?;
        fs::remove_file(&full).map_err(|error| named(&full, error))?;
        // A folder with something foreign in it stays.
        let mut parent = full.parent();
        while let Some(folder) = parent.filter(|folder| *folder != self.target) {
            if fs::remove_dir(folder).is_err() {
                break;
            }
            parent = folder.parent();
        }
        Ok(())
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        // What stays is removed by the next run.
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

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    /// A folder of this test's own, which goes away with it.
    struct Scratch(PathBuf);

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn whoever_is_first_at_the_names_of_a_stage_gets_nothing_of_it() {
        let process = std::process::id();
        let scratch = std::env::temp_dir().join(format!("faultcode-stage-{process}"));
        let _ = fs::remove_dir_all(&scratch);
        fs::create_dir_all(&scratch).unwrap();
        let scratch = Scratch(fs::canonicalize(scratch).unwrap());
        let place = Place::of(&scratch.0.join("out")).unwrap();
        let room = &place.rooms[0];
        // Somebody who knows how stages are called: a folder that all may write, and a link to one.
        let (open, elsewhere) = (
            room.path(&format!("{process}-1")),
            scratch.0.join("elsewhere"),
        );
        for folder in [&open, &elsewhere] {
            fs::create_dir(folder).unwrap();
            fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
        }
        symlink(&elsewhere, room.path(&format!("{process}-2"))).unwrap();

        let stage = Stage::new(&place, room).unwrap();
        let folder = stage.folder.clone();
        let about = fs::symlink_metadata(&folder).unwrap();
        assert!(about.is_dir());
        assert_eq!(about.permissions().mode() & 0o777, 0o700);
        // Beside the target, so that it lies on the same disk.
        assert_eq!(folder.parent(), Some(scratch.0.as_path()));
        let file = File {
            path: "src/lib.rs".to_owned(),
            text: "x\n".to_owned(),
        };
        stage.add(&[&file], "").unwrap();
        for other in [&open, &elsewhere] {
            assert_eq!(
                fs::read_dir(other).unwrap().count(),
                0,
                "{}",
                other.display()
            );
        }
        drop(stage);
        assert!(!folder.exists());
        assert!(open.exists() && elsewhere.exists());
    }
}
