//! `learn`: what servers answered, held against a document.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

use super::End;
use super::arguments::{FailOn, Learn};
use super::terminal::{Terminal, with_session};
use crate::diagnostics::one_line;
use crate::learn::{LONGEST_ANSWER, Learned, Learner, Unusable, declared};

/// Reads logs, prints what was learned, and writes the draft of an overlay where that is asked for.
pub(super) fn learn(arguments: &Learn, terminal: &Terminal) -> End {
    let source = &arguments.source;
    let options = source.options("learn");
    with_session(
        &arguments.spec,
        &source.overlay,
        options,
        terminal,
        |session| {
            let document = declared(session);
            let found = session.findings();
            let failed = found.has_errors();
            terminal.findings(&found);
            let Some(document) = document.filter(|_| !failed) else {
                return End::Bad;
            };
            let mut learner = Learner::new(session.api(), &document, &arguments.server);
            let mut end = End::Good;
            for path in &arguments.traffic {
                end = end.worse(read(&mut learner, path, terminal));
            }
            let learned = learner.finish();
            if let Some(nothing) = learned.nothing() {
                terminal.warn(&format!("error: {nothing}"));
                return End::Bad;
            }
            terminal.out(&learned.text());
            if let Some(out) = &arguments.out {
                end = end.worse(write_draft(&learned, out, terminal));
            }
            let unknown = arguments.fail_on == Some(FailOn::Unknown) && learned.has_unknown();
            end.worse(if unknown { End::Differs } else { End::Good })
        },
    )
}

/// Reads a file, or the files of a folder.
fn read(learner: &mut Learner<'_>, path: &Path, terminal: &Terminal) -> End {
    let shown = one_line(&path.display().to_string());
    if path.is_dir() {
        return match read_folder(learner, path) {
            Ok(()) => End::Good,
            Err(error) => {
                terminal.warn(&format!("error: {shown}: {error}"));
                End::Bad
            }
        };
    }
    let outcome = match File::open(path) {
        Ok(file) => learner.log(BufReader::with_capacity(BUFFER, file)),
        Err(error) => Err(Unusable::Io(error)),
    };
    match outcome {
        Ok(()) => End::Good,
        Err(Unusable::Broken { entries, why }) if entries > 0 => {
            let entries = crate::diagnostics::counted(entries, "answer");
            terminal.warn(&format!(
                "warning: {shown}: it breaks off after {entries}: {why}"
            ));
            End::Good
        }
        Err(Unusable::Broken { why, .. }) => {
            terminal.warn(&format!("error: {shown}: no log of answers: {why}"));
            End::Bad
        }
        Err(Unusable::Empty) => {
            terminal.warn(&format!("error: {shown}: there is nothing in it"));
            End::Bad
        }
        Err(Unusable::NoLog) => {
            terminal.warn(&format!(
                "error: {shown}: neither a HAR (JSON with log and entries) nor lines of the runtime's recorder"
            ));
            End::Bad
        }
        Err(Unusable::Io(error)) => {
            terminal.warn(&format!("error: {shown}: {error}"));
            End::Bad
        }
    }
}

/// The beginning of a log says what it is, so a line of the recorder has to fit.
const BUFFER: usize = 256 * 1024;

/// Reads every file of a folder as an answer, in the order of their names.
fn read_folder(learner: &mut Learner<'_>, folder: &Path) -> std::io::Result<()> {
    use std::io::Read as _;
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            names.push(entry.file_name());
        }
    }
    names.sort();
    for name in names {
        let mut content = Vec::new();
        let file = File::open(folder.join(&name))?;
        file.take(LONGEST_ANSWER as u64 + 1)
            .read_to_end(&mut content)?;
        learner.answer(&name.to_string_lossy(), &content);
    }
    Ok(())
}

fn write_draft(learned: &Learned<'_>, out: &Path, terminal: &Terminal) -> End {
    let draft = learned.draft();
    let shown = one_line(&out.display().to_string());
    if draft.is_empty() && draft.notes.is_empty() {
        terminal.note(&format!("{shown}: not written, there is nothing to add"));
        return End::Good;
    }
    match fs::write(out, draft.to_yaml()) {
        Ok(()) => {
            terminal.note(&format!("{shown}: written; --overlay applies it"));
            End::Good
        }
        Err(error) => {
            terminal.warn(&format!("error: {shown}: {error}"));
            End::Bad
        }
    }
}
