//! Files as a revision of git has them, read into memory: no work tree is touched, and nothing is left behind.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::terminal::LONGEST;
use crate::diagnostics::one_line;
use crate::load::{Memory, plain};

/// A revision of a repository.
pub(super) struct Revision {
    /// As it was given.
    name: String,
    /// The commit.
    commit: String,
    /// The folder of the repository, without links.
    top: PathBuf,
    reader: Reader,
}

impl Revision {
    /// Finds a revision of the repository that a folder lies in. What is wrong comes back as a sentence.
    pub fn open(name: &str, folder: &Path) -> Result<Self, String> {
        let top = git(folder, &["rev-parse", "--show-toplevel"]).map_err(|said| {
            format!(
                "{} is in no git repository: {said}",
                one_line(&folder.to_string_lossy())
            )
        })?;
        let commit = format!("{name}^{{commit}}");
        let arguments = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ];
        let commit = git(folder, &arguments)
            .map_err(|_| format!("the repository has no revision {}", one_line(name)))?;
        let top = std::fs::canonicalize(&top).map_err(|error| error.to_string())?;
        Ok(Self {
            reader: Reader::new(&top)?,
            name: name.to_owned(),
            commit,
            top,
        })
    }

    /// The path of a file of the revision, which nothing on disk has.
    fn virtual_path(&self, relative: &str) -> PathBuf {
        PathBuf::from(format!("{}:/{relative}", self.name))
    }

    /// The place of a file within the repository, with `/`.
    fn relative(&self, path: &Path) -> Result<String, String> {
        let outside = || {
            format!(
                "{} lies outside of the repository, which has no older state of it",
                one_line(&path.to_string_lossy())
            )
        };
        let inside = match path.strip_prefix(self.virtual_path("")) {
            Ok(inside) => plain(inside),
            Err(_) => {
                let absolute = std::path::absolute(path).map_err(|error| error.to_string())?;
                let absolute = plain(&absolute);
                // The folder may be a link into the repository; the file may be gone by now.
                let real = |folder: &Path| std::fs::canonicalize(folder).ok();
                let whole = match (absolute.parent().and_then(real), absolute.file_name()) {
                    (Some(folder), Some(name)) => folder.join(name),
                    _ => absolute,
                };
                let inside = whole.strip_prefix(&self.top).map(Path::to_owned);
                inside.map_err(|_| outside())?
            }
        };
        if inside.components().any(|part| part == Component::ParentDir) {
            return Err(outside());
        }
        let parts = inside.components().map(|part| part.as_os_str().to_str());
        let parts: Option<Vec<&str>> = parts.collect();
        let parts = parts.filter(|parts| !parts.iter().any(|part| part.contains('\n')));
        let named = parts.ok_or_else(|| "a path that git cannot be asked for".to_owned())?;
        Ok(named.join("/"))
    }

    /// Reads a file into memory, and gives the path by which it is found there.
    pub fn take(&mut self, path: &Path, memory: &mut Memory) -> Result<PathBuf, String> {
        let relative = self.relative(path)?;
        match self.reader.read(&self.commit, &relative)? {
            Read::File(bytes) => {
                let path = self.virtual_path(&relative);
                memory.add(&path, bytes);
                Ok(path)
            }
            Read::Folder(_) => Err(format!(
                "{} is a folder at {}",
                one_line(&relative),
                one_line(&self.name)
            )),
            Read::Nothing(why) => Err(format!(
                "{} {why} at {}",
                one_line(&relative),
                one_line(&self.name)
            )),
        }
    }

    /// Reads a file, or all files below a folder. What is not there is left to whoever needs it.
    pub fn take_all(&mut self, path: &Path, memory: &mut Memory) -> Result<(), String> {
        let relative = self.relative(path)?;
        match self.reader.read(&self.commit, &relative)? {
            Read::File(bytes) => memory.add(&self.virtual_path(&relative), bytes),
            Read::Nothing(_) => {}
            Read::Folder(tree) => {
                let listed = git(&self.top, &["ls-tree", "-r", "-z", "--name-only", &tree])?;
                for name in listed.split('\0').filter(|name| !name.is_empty()) {
                    let below = match relative.is_empty() {
                        true => name.to_owned(),
                        false => format!("{relative}/{name}"),
                    };
                    if below.contains('\n') {
                        continue;
                    }
                    if let Read::File(bytes) = self.reader.read(&self.commit, &below)? {
                        memory.add(&self.virtual_path(&below), bytes);
                    }
                }
            }
        }
        Ok(())
    }
}

/// What git has at a path.
enum Read {
    File(Vec<u8>),
    /// A folder, by its tree.
    Folder(String),
    /// Nothing that can be read, and why.
    Nothing(&'static str),
}

/// A running `git cat-file`, which follows links within the revision.
struct Reader {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Reader {
    fn new(top: &Path) -> Result<Self, String> {
        let mut child = command(top)
            .args(["cat-file", "--batch", "--follow-symlinks"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(absent)?;
        let answers = child.stdout.take().ok_or("git has no output")?;
        Ok(Self {
            questions: child.stdin.take(),
            answers: BufReader::new(answers),
            child,
        })
    }

    fn read(&mut self, commit: &str, relative: &str) -> Result<Read, String> {
        self.ask(commit, relative)
            .map_err(|error| format!("git: {error}"))
    }

    fn ask(&mut self, commit: &str, relative: &str) -> std::io::Result<Read> {
        let questions = self.questions.as_mut();
        let questions = questions.ok_or(std::io::ErrorKind::BrokenPipe)?;
        writeln!(questions, "{commit}:{relative}")?;
        questions.flush()?;
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        if head.is_empty() {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let words: Vec<&str> = head.trim_end().rsplitn(3, ' ').collect();
        let size = words.first().and_then(|size| size.parse::<u64>().ok());
        let (Some(size), [_, kind, rest @ ..]) = (size, words.as_slice()) else {
            return Ok(Read::Nothing("is not there"));
        };
        let kept = size.min(LONGEST + 1);
        let mut bytes = Vec::new();
        self.answers.by_ref().take(kept).read_to_end(&mut bytes)?;
        // What is too long, and the line end behind it, is read past.
        let left = size - kept + 1;
        std::io::copy(&mut self.answers.by_ref().take(left), &mut std::io::sink())?;
        Ok(match (*kind, rest) {
            ("blob", _) => Read::File(bytes),
            ("tree", [id]) => Read::Folder((*id).to_owned()),
            ("symlink", _) => Read::Nothing("leads out of the repository"),
            _ => Read::Nothing("is not there"),
        })
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // Without questions it ends.
        self.questions.take();
        let _ = self.child.wait();
    }
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(folder)
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0");
    command
}

fn absent(error: std::io::Error) -> String {
    format!("git cannot be started: {error}")
}

/// What git says, without the line end; what it complains of where it fails.
fn git(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = command(folder).args(arguments).output().map_err(absent)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let first = said.lines().next().unwrap_or_default();
        return Err(one_line(first));
    }
    let said = String::from_utf8_lossy(&output.stdout);
    Ok(said.trim_end_matches(['\n', '\r']).to_owned())
}
