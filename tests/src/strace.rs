//! What a program asks the kernel for, it and all that it starts: files, programs and sockets, by strace.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

/// One call of the kernel.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The call, such as `openat`.
    pub name: String,
    /// The line of the trace.
    pub line: String,
    /// The paths that it names, from the root.
    pub paths: Vec<PathBuf>,
    /// What was opened, links followed.
    pub opened: Option<PathBuf>,
    /// Whether the kernel refused.
    pub failed: bool,
}

/// What may be asked for.
#[derive(Clone, Debug, Default)]
pub struct Allowed {
    /// Files and folders that may be read, with all below them.
    pub read: Vec<PathBuf>,
    /// Files and folders that may be written, with all below them.
    pub written: Vec<PathBuf>,
    /// What paths begin with that may be written: of folders whose names end in a number.
    pub begun: Vec<String>,
    /// Programs and folders of programs.
    pub started: Vec<PathBuf>,
    /// What may not even be looked for.
    pub never: Vec<PathBuf>,
    /// Whether a port of this machine alone may be listened at.
    pub listens: bool,
}

/// The command that runs another one and writes down what it asks for, a file per process, into a folder that is made anew.
pub fn tracing(command: &Command, log: &Path) -> Command {
    let _ = fs::remove_dir_all(log);
    fs::create_dir_all(log).expect("a folder for the trace");
    let mut strace = Command::new("strace");
    strace
        .args(["-ff", "-qq", "-y", "-s", "4096", "--seccomp-bpf"])
        .args(["-e", "trace=%file,%network", "-e", "signal=none", "-o"])
        .arg(log.join("of"))
        .arg("--")
        .arg(command.get_program())
        .args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        strace.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => strace.env(name, value),
            None => strace.env_remove(name),
        };
    }
    strace
}

/// Everything that was asked for.
///
/// # Panics
///
/// There is no trace, or a line of it is none.
pub fn asked(log: &Path, folder: &Path) -> Vec<Asked> {
    let mut all = Vec::new();
    for entry in fs::read_dir(log).expect("a folder of traces") {
        let path = entry.expect("a readable folder").path();
        let text = String::from_utf8_lossy(&fs::read(path).expect("a trace")).into_owned();
        let mut current = folder.to_owned();
        for line in text.lines() {
            if line.starts_with("+++") || line.starts_with("---") {
                continue;
            }
            let asked = parsed(line, &current);
            let asked = asked.unwrap_or_else(|| panic!("no line of a trace: {line}"));
            if asked.name == "chdir" && !asked.failed {
                current.clone_from(&asked.paths[0]);
            }
            all.push(asked);
        }
    }
    assert!(!all.is_empty(), "nothing was traced");
    all
}

/// Calls that change what is named.
const CHANGES: &[&str] = &[
    "chmod",
    "chown",
    "creat",
    "fchmodat",
    "fchmodat2",
    "fchownat",
    "lchown",
    "link",
    "linkat",
    "mkdir",
    "mkdirat",
    "mknod",
    "mknodat",
    "mount",
    "removexattr",
    "rename",
    "renameat",
    "renameat2",
    "rmdir",
    "setxattr",
    "symlink",
    "symlinkat",
    "truncate",
    "unlink",
    "unlinkat",
    "utime",
    "utimensat",
    "utimes",
];

impl Allowed {
    /// What was asked for and is not allowed, a line each.
    pub fn breaches(&self, asked: &[Asked]) -> Vec<String> {
        let mut breaches: Vec<String> = asked
            .iter()
            .filter_map(|it| Some(format!("{}: {}", self.breach(it)?, it.line)))
            .collect();
        breaches.sort();
        breaches.dedup();
        breaches
    }

    fn breach(&self, asked: &Asked) -> Option<&'static str> {
        let Asked {
            name, line, paths, ..
        } = asked;
        if paths
            .iter()
            .chain(&asked.opened)
            .any(|it| below(&self.never, it))
        {
            return Some("looked for");
        }
        if line.contains("AF_") && !self.allows_socket(asked) {
            return Some("a socket");
        }
        if asked.failed {
            return None;
        }
        if matches!(name.as_str(), "execve" | "execveat") {
            let started = paths.iter().all(|it| below(&self.started, it));
            return (!started).then_some("started");
        }
        if CHANGES.contains(&name.as_str()) {
            let written = paths.iter().all(|it| self.may_write(it));
            return (!written).then_some("changed");
        }
        // An end of a pipe is opened again by its number.
        let pipe = asked
            .opened
            .iter()
            .any(|it| it.to_string_lossy().starts_with("pipe:["));
        if pipe || !matches!(name.as_str(), "open" | "openat" | "openat2") {
            return None;
        }
        let opened = asked.opened.iter().chain(paths).next()?;
        let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"];
        let writes = writes.iter().any(|flag| line.contains(flag));
        match writes {
            true => (!self.may_write(opened)).then_some("written"),
            false => {
                let given = below(&self.read, opened) || self.may_write(opened);
                let read = given || is_about_itself(opened);
                (!read).then_some("read")
            }
        }
    }

    fn may_write(&self, path: &Path) -> bool {
        let text = path.to_string_lossy();
        let begun = self.begun.iter().any(|it| text.starts_with(it.as_str()));
        begun || below(&self.written, path)
    }

    fn allows_socket(&self, asked: &Asked) -> bool {
        let line = &asked.line;
        if line.contains("AF_INET") {
            let of_listeners = [
                "socket",
                "setsockopt",
                "getsockname",
                "accept",
                "accept4",
                "getpeername",
            ];
            let local = asked.name == "bind" && line.contains("\"127.0.0.1\"");
            return self.listens && (local || of_listeners.contains(&asked.name.as_str()));
        }
        // What a process talks to its own children by, and the cache of names of the C library.
        let own = matches!(asked.name.as_str(), "socket" | "socketpair");
        line.contains("AF_UNIX") && (own || line.contains("/nscd/socket"))
    }
}

/// Whether a file says what the kernel knows of a process: its memory, its limits, its files. Not its environment.
fn is_about_itself(path: &Path) -> bool {
    let Ok(of_process) = path.strip_prefix("/proc") else {
        return false;
    };
    let mut parts = of_process.iter().filter_map(|it| it.to_str());
    let process = parts.next().is_some_and(|it| it.parse::<u32>().is_ok());
    let plain = [
        "cgroup",
        "fd",
        "maps",
        "mountinfo",
        "stat",
        "statm",
        "status",
        "task",
    ];
    process && parts.all(|it| plain.contains(&it) || it.parse::<u32>().is_ok())
}

fn below(folders: &[PathBuf], path: &Path) -> bool {
    folders.iter().any(|folder| path.starts_with(folder))
}

/// What stands between the brackets of a call: texts in quotes, and what strace says of a descriptor.
enum Word {
    Text(String),
    Descriptor(String),
}

/// A line of a trace; what is relative is of that folder, unless a descriptor says of which.
fn parsed(line: &str, folder: &Path) -> Option<Asked> {
    let (name, rest) = line.split_once('(')?;
    let known = name
        .bytes()
        .all(|it| it.is_ascii_alphanumeric() || it == b'_');
    if name.is_empty() || !known {
        return None;
    }
    // A process that is killed leaves its last call without an end: it may have been done.
    let (arguments, result) = rest.rsplit_once(" = ").unwrap_or((rest, "?"));
    let count = match name {
        "link" | "linkat" | "rename" | "renameat" | "renameat2" | "symlink" | "symlinkat" => 2,
        _ if line.contains("sa_family") || name == "getcwd" => 0,
        _ => 1,
    };
    let mut base = None;
    let mut paths = Vec::new();
    for word in words(arguments) {
        match word {
            Word::Descriptor(path) => base = Some(PathBuf::from(path)),
            Word::Text(path) if paths.len() < count => {
                let from = base.take().unwrap_or_else(|| folder.to_owned());
                paths.push(plain(&from.join(path)));
            }
            Word::Text(_) => {}
        }
    }
    let opened = words(result).into_iter().find_map(|word| match word {
        Word::Descriptor(path) => Some(plain(Path::new(&path))),
        Word::Text(_) => None,
    });
    Some(Asked {
        name: name.to_owned(),
        line: line.to_owned(),
        paths,
        opened: opened.filter(|_| name.starts_with("open")),
        failed: result.starts_with('-'),
    })
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        rest = &rest[first.len_utf8()..];
        let end = match first {
            '"' => '"',
            // `3</a>`, `AT_FDCWD</a>`; not `a < b`.
            '<' if before.is_ascii_alphanumeric() => '>',
            _ => {
                before = first;
                continue;
            }
        };
        let (word, behind) = until(rest, end);
        words.push(match end {
            '"' => Word::Text(word),
            _ => Word::Descriptor(word),
        });
        (rest, before) = (behind, end);
    }
    words
}

/// The text before a sign that is not escaped, as it was before strace wrote it down, and what stands behind that sign.
fn until(text: &str, end: char) -> (String, &str) {
    let mut bytes = Vec::new();
    let mut signs = text.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        if sign == end {
            let read = String::from_utf8_lossy(&bytes).into_owned();
            return (read, &text[at + sign.len_utf8()..]);
        }
        if sign != '\\' {
            bytes.extend(sign.encode_utf8(&mut [0; 4]).bytes());
            continue;
        }
        let Some((_, escaped)) = signs.next() else {
            break;
        };
        let Some(mut number) = escaped.to_digit(8) else {
            bytes.push(match escaped {
                'n' => b'\n',
                't' => b'\t',
                'r' => b'\r',
                'v' => 11,
                'f' => 12,
                other => u8::try_from(other).unwrap_or(b'?'),
            });
            continue;
        };
        for _ in 0..2 {
            let Some(digit) = signs.peek().and_then(|(_, it)| it.to_digit(8)) else {
                break;
            };
            number = number * 8 + digit;
            signs.next();
        }
        bytes.push(u8::try_from(number).unwrap_or(b'?'));
    }
    (String::from_utf8_lossy(&bytes).into_owned(), "")
}

/// A path without `.` and `..`, by its letters.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Asked {
        parsed(line, Path::new("/here")).expect("a line")
    }

    #[test]
    fn a_line_says_what_is_opened_and_from_where() {
        let asked =
            of(r#"openat(AT_FDCWD</a b>, "../x\303\244\n", O_RDONLY|O_CLOEXEC) = 3</x\303\244\n>"#);
        assert_eq!(asked.paths, [Path::new("/xä\n")]);
        assert_eq!(asked.opened.as_deref(), Some(Path::new("/xä\n")));
        assert!(!asked.failed);
        let asked = of(r#"rename("x", "/y") = -1 ENOENT (No such file or directory)"#);
        assert_eq!(asked.paths, [Path::new("/here/x"), Path::new("/y")]);
        assert!(asked.failed && asked.opened.is_none());
        let asked =
            of(r#"execve("/bin/sh", ["sh", "-c", "cat /etc/passwd"], 0x7 /* 3 vars */) = 0"#);
        assert_eq!(asked.paths, [Path::new("/bin/sh")]);
        let asked = of(r#"unlinkat(4</d>, "e", AT_REMOVEDIR) = 0"#);
        assert_eq!(asked.paths, [Path::new("/d/e")]);
    }

    #[test]
    fn what_is_not_allowed_is_a_breach() {
        let allowed = Allowed {
            read: vec!["/lib".into()],
            written: vec!["/out".into()],
            begun: vec!["/.out-".to_owned()],
            started: vec!["/bin/ls".into()],
            never: vec!["/out/canary".into()],
            listens: false,
        };
        for (line, breach) in [
            (
                r#"openat(AT_FDCWD</a>, "/lib/x", O_RDONLY) = 3</lib/x>"#,
                None,
            ),
            (
                r#"openat(AT_FDCWD</a>, "/lib/x", O_RDONLY) = 3</etc/passwd>"#,
                Some("read"),
            ),
            (
                r#"openat(AT_FDCWD</a>, "/lib/x", O_RDWR) = 3</lib/x>"#,
                Some("written"),
            ),
            (
                r#"openat(AT_FDCWD</out>, "x", O_WRONLY|O_CREAT, 0666) = 3</out/x>"#,
                None,
            ),
            (
                r#"openat(AT_FDCWD</out>, "../x", O_WRONLY|O_CREAT, 0666) = 3</x>"#,
                Some("written"),
            ),
            (
                r#"openat(AT_FDCWD</a>, "/etc/passwd", O_RDONLY) = -1 ENOENT (No such file)"#,
                None,
            ),
            (
                r#"statx(AT_FDCWD</out>, "canary", 0, 0, 0x7) = -1 ENOENT (No such file)"#,
                Some("looked for"),
            ),
            (r#"mkdir("/out/../etc/x", 0777) = 0"#, Some("changed")),
            (r#"execve("/bin/ls", ["ls"], 0x7 /* 3 vars */) = 0"#, None),
            (
                r#"execve("/bin/touch", ["touch"], 0x7 /* 3 vars */) = 0"#,
                Some("started"),
            ),
            (
                r#"socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3<socket:[1]>"#,
                Some("a socket"),
            ),
            (
                r#"connect(3<socket:[1]>, {sa_family=AF_UNIX, sun_path="/run/docker.sock"}, 110) = 0"#,
                Some("a socket"),
            ),
            (
                r#"socketpair(AF_UNIX, SOCK_SEQPACKET, 0, [3<socket:[1]>, 4<socket:[2]>]) = 0"#,
                None,
            ),
        ] {
            assert_eq!(allowed.breach(&of(line)), breach, "{line}");
        }
    }
}
