//! Findings as text: for people, as JSON, and as SARIF.

mod human;
mod json;
mod sarif;

use std::collections::BTreeMap;

use super::Diagnostic;
use crate::source::{FileId, SourceMap, address};

pub use human::{Look, human};
pub use json::{json_text, json_values};
pub use sarif::{Beside, sarif_beside, sarif_run, sarif_text};

/// The address of each finding in its document: as its stage says it, or as the text of a JSON document shows it.
fn pointers(found: &[Diagnostic], sources: &SourceMap) -> Vec<Option<String>> {
    let stated = found
        .iter()
        .map(|it| it.pointer.as_ref().map(|at| at.as_str().to_owned()));
    let mut all: Vec<Option<String>> = stated.collect();
    let mut open: BTreeMap<FileId, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, diagnostic) in found.iter().enumerate() {
        let span = diagnostic.primary.span;
        let is_open = diagnostic.pointer.is_none() && address::is_json(sources.text(span.file));
        if is_open {
            let of_file = open.entry(span.file).or_default();
            of_file.push((span.start as usize, index));
        }
    }
    for (file, mut places) in open {
        places.sort_unstable();
        let offsets: Vec<usize> = places.iter().map(|(offset, _)| *offset).collect();
        let found = address::addresses(sources.text(file), &offsets);
        for ((_, index), address) in places.into_iter().zip(found) {
            if let Some(place) = all.get_mut(index) {
                *place = address;
            }
        }
    }
    all
}
