//! `import-docs`: the draft of an overlay from pages about errors.

use super::End;
use super::arguments::ImportDocs;
use super::terminal::Terminal;
use crate::diagnostics::{Diagnostics, counted, one_line};
use crate::draft::{Draft, Target};
use crate::load::{Input, Loader};
use crate::{Findings, import_docs as pages};

/// Reads the pages and writes the draft.
pub(super) fn import_docs(arguments: &ImportDocs, terminal: &Terminal) -> End {
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    let inputs: Vec<Input<'_>> = arguments.pages.iter().map(|it| Input::File(it)).collect();
    let spec = arguments.spec.as_deref().map(Input::File);
    let draft = pages::import(&inputs, spec, &mut loader, &mut diag);
    terminal.findings(&Findings {
        found: diag.take(),
        beyond: 0,
        sources: loader.sources(),
    });
    let Some(draft) = draft else {
        return End::Bad;
    };
    if draft.is_empty() {
        let names: Vec<String> = arguments
            .pages
            .iter()
            .map(|it| one_line(&it.to_string_lossy()))
            .collect();
        terminal.warn(&format!(
            "error: nothing about errors was found on {}: no table, section, list or sample with codes or statuses",
            names.join(", ")
        ));
        for note in &draft.notes {
            terminal.warn(&format!("note: {}", one_line(note)));
        }
        return End::Bad;
    }
    let text = draft.to_yaml();
    let Some(out) = &arguments.out else {
        terminal.out(&text);
        return End::Good;
    };
    if let Err(error) = std::fs::write(out, text) {
        let name = one_line(&out.to_string_lossy());
        terminal.warn(&format!("error: {name} cannot be written: {error}"));
        return End::Bad;
    }
    terminal.note(&summary(&draft));
    End::Good
}

/// What the draft holds, in a line.
fn summary(draft: &Draft) -> String {
    let codes = draft.parts.get(&Target::Document).map(|it| &it.codes);
    let keys = codes.into_iter().flat_map(|it| it.keys());
    let (statuses, codes): (Vec<_>, Vec<_>) =
        keys.partition(|it| it.len() == 3 && it.starts_with(|it: char| it.is_ascii_digit()));
    let entries = if statuses.len() == 1 {
        "entry"
    } else {
        "entries"
    };
    let mut text = format!(
        "{}, {} {entries} of statuses",
        counted(codes.len(), "code"),
        statuses.len()
    );
    if !draft.notes.is_empty() {
        text.push_str(&format!(
            "; {} not understood, listed at the end",
            draft.notes.len()
        ));
    }
    text
}
