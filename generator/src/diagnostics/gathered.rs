//! Findings about a file that its reader has not written: what they say is told together.

use std::collections::{BTreeMap, BTreeSet};

use super::{Diagnostic, Diagnostics, Rule};
use crate::source::{FileId, Span};

/// What is gathered of a file: breaches of which rules, and those so far.
#[derive(Debug)]
pub(super) struct Gathered {
    rules: &'static [&'static Rule],
    dropped: &'static [&'static Rule],
    found: BTreeSet<(Span, String)>,
}

/// What is gathered, by file.
pub(super) type Files = BTreeMap<FileId, Gathered>;

impl Diagnostics {
    /// From now on, breaches of these rules in this file are gathered and not reported; those of others are dropped.
    pub fn gather(
        &mut self,
        file: FileId,
        rules: &'static [&'static Rule],
        dropped: &'static [&'static Rule],
    ) {
        let gathered = Gathered {
            rules,
            dropped,
            found: BTreeSet::new(),
        };
        self.gathered.insert(file, gathered);
    }

    /// What has been gathered of a file since this was last asked, in the order of the file.
    pub fn gathered(&mut self, file: FileId) -> Vec<(Span, String)> {
        let gathered = self.gathered.get_mut(&file);
        let found = gathered.map(|it| std::mem::take(&mut it.found));
        found.unwrap_or_default().into_iter().collect()
    }

    /// Gathers a finding where that was asked for, and gives it back otherwise.
    pub(super) fn unless_gathered(&mut self, diagnostic: Diagnostic) -> Option<Diagnostic> {
        let span = diagnostic.primary.span;
        let Some(file) = self.gathered.get_mut(&span.file) else {
            return Some(diagnostic);
        };
        let is_one_of = |rules: &[&Rule]| rules.iter().any(|rule| rule.id == diagnostic.rule.id);
        if is_one_of(file.rules) {
            file.found.insert((span, diagnostic.message));
            return None;
        }
        (!is_one_of(file.dropped)).then_some(diagnostic)
    }
}
