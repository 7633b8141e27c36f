//! `generate --watch`: writes again whenever an input changes.
//!
//! Inputs are asked for their time and size several times a second: that works on every file system, shared folders included, and
//! needs no package.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use super::arguments::Generate;
use super::terminal::Terminal;
use super::{End, generate};
use crate::diagnostics::{counted, one_line};
use crate::workers;

/// How often inputs are looked at. Of what is written in several steps, two looks in a row have to see the same.
const EVERY: Duration = Duration::from_millis(150);

/// What a run depends on.
#[derive(Default)]
pub(super) struct Inputs {
    /// The files that were read.
    pub read: Vec<PathBuf>,
    /// Those that would have been.
    pub wanted: Vec<PathBuf>,
}

impl Inputs {
    fn states(&self) -> BTreeMap<PathBuf, State> {
        let state = |path: &PathBuf| {
            let about = fs::metadata(path).ok()?;
            Some((about.modified().ok()?, about.len()))
        };
        let all = self.read.iter().chain(&self.wanted);
        all.map(|it| (it.clone(), state(it))).collect()
    }
}

/// What tells a file from the same one changed; `None` where it is not there.
type State = Option<(SystemTime, u64)>;

/// Generates, and goes on until somebody ends it. An error is shown and does not end it.
pub(super) fn watch(arguments: &Generate, terminal: &Terminal) -> End {
    if arguments.spec.as_deref() == Some(Path::new("-")) {
        terminal.warn("error: standard input cannot be watched");
        return End::Bad;
    }
    let Some(ended) = ended() else {
        terminal.warn("error: no signal can be waited for here");
        return End::Bad;
    };
    while !ended.load(Ordering::Relaxed) {
        let started = SystemTime::now();
        let mut inputs = Inputs::default();
        let end = workers::run(|| generate::generate(arguments, &mut inputs, terminal));
        if inputs.read.is_empty() && inputs.wanted.is_empty() {
            return end;
        }
        let seen = inputs.states();
        let files = seen.keys().filter(|it| it.is_file()).count();
        terminal.note(&format!(
            "watching {}; Ctrl-C ends it",
            counted(files, "file")
        ));
        match changed(&inputs, seen, started, &ended) {
            Some(path) => terminal.note(&format!(
                "\n{} has changed",
                one_line(&path.display().to_string())
            )),
            None => break,
        }
    }
    End::Good
}

/// Waits until an input is another one than it was when the run began, and no more is being written. `None` at the end.
fn changed(
    inputs: &Inputs,
    seen: BTreeMap<PathBuf, State>,
    started: SystemTime,
    ended: &AtomicBool,
) -> Option<PathBuf> {
    let is_new = |path: &PathBuf, state: &State| match state {
        // What changed while it was read may have been read before.
        Some((time, _)) if *time >= started && path.is_file() => true,
        None if inputs.read.contains(path) => true,
        state => seen.get(path) != Some(state),
    };
    let mut before = seen.clone();
    loop {
        std::thread::sleep(EVERY);
        if ended.load(Ordering::Relaxed) {
            return None;
        }
        let now = inputs.states();
        let other = now.iter().find(|(path, state)| is_new(path, state));
        if let Some((path, _)) = other.filter(|_| now == before) {
            return Some(path.clone());
        }
        before = now;
    }
}

/// Becomes true when somebody asks for the end; who asks twice ends the program at once.
fn ended() -> Option<Arc<AtomicBool>> {
    let ended = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        let again = Arc::clone(&ended);
        signal_hook::flag::register_conditional_shutdown(signal, 0, again).ok()?;
        signal_hook::flag::register(signal, Arc::clone(&ended)).ok()?;
    }
    Some(ended)
}
