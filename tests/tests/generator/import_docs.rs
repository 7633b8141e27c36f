//! Pages about errors into drafts of overlays: what is read off them, measured, and what is made of input that is none.

#[path = "import_docs/draft.rs"]
mod draft;
#[path = "import_docs/input.rs"]
mod input;
#[path = "import_docs/measure.rs"]
mod measure;
#[path = "import_docs/pages.rs"]
mod pages;
#[path = "import_docs/stand_ins.rs"]
mod stand_ins;

use std::path::{Path, PathBuf};

use faultcode::internals::diagnostics::Diagnostics;
use faultcode::internals::draft::Draft;
use faultcode::internals::import_docs::import;
use faultcode::internals::load::{Input, Loader};
use faultcode_tests::tree;

/// Our own pages, the ending of which says how they are read.
const STAND_INS: [&str; 12] = [
    "table.md",
    "sections.html",
    "cells.txt",
    "tabs.txt",
    "joined.txt",
    "problem-types.yml",
    "map.json",
    "swapped.json",
    "items.md",
    "traps.md",
    "bars.txt",
    "mixed.mdx",
];

fn folder() -> PathBuf {
    tree::root().join("tests/data/import_docs")
}

/// The draft of a page, or the rules of the findings where it cannot be read.
fn imported(page: &Path, spec: Option<&Path>) -> Result<Draft, Vec<&'static str>> {
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    let draft = import(
        &[Input::File(page)],
        spec.map(Input::File),
        &mut loader,
        &mut diag,
    );
    let found: Vec<_> = diag.take().iter().map(|it| it.rule.id).collect();
    draft.ok_or(found)
}

/// The draft of a text under a name.
fn of_text(name: &str, text: &[u8]) -> Result<Draft, Vec<&'static str>> {
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    let input = Input::Bytes { name, bytes: text };
    let draft = import(&[input], None, &mut loader, &mut diag);
    let found: Vec<_> = diag.take().iter().map(|it| it.rule.id).collect();
    draft.ok_or(found)
}
