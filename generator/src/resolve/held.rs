//! Findings about references, held until it is known which parts of the document are wanted: what is left out does not fail.

use std::collections::{BTreeMap, BTreeSet};

use super::place::{Kind, Place};
use super::{site, splice};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::Span;
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// What binding found.
#[derive(Debug, Default)]
pub struct Held {
    found: Vec<Finding>,
    /// The findings about each file that could not be used.
    files: BTreeMap<String, Vec<usize>>,
}

#[derive(Debug)]
struct Finding {
    /// The references that it is about.
    at: Vec<Span>,
    what: Diagnostic,
}

impl Held {
    /// Keeps what `look` finds about the reference at `at`.
    pub(super) fn about<T>(&mut self, at: Span, look: impl FnOnce(&mut Diagnostics) -> T) -> T {
        let (value, found) = Diagnostics::apart(look);
        let found = found.into_iter();
        self.found
            .extend(found.map(|what| Finding { at: vec![at], what }));
        value
    }

    /// The same for a file that cannot be used: other references to it share the findings.
    pub(super) fn about_file<T>(
        &mut self,
        file: &str,
        at: Span,
        look: impl FnOnce(&mut Diagnostics) -> T,
    ) -> T {
        let before = self.found.len();
        let value = self.about(at, look);
        let own = before..self.found.len();
        self.files.entry(file.to_owned()).or_default().extend(own);
        value
    }

    /// Notes one more reference to a file. False when nothing is wrong with that file so far.
    pub(super) fn also_at(&mut self, file: &str, at: Span) -> bool {
        let of_file = self.files.get(file);
        for index in of_file.into_iter().flatten() {
            if let Some(finding) = self.found.get_mut(*index) {
                finding.at.push(at);
            }
        }
        of_file.is_some()
    }

    /// Reports what was found: all of it, or what is about references that still stand in the document.
    pub(super) fn release(self, root: &Node, all: bool, diag: &mut Diagnostics) {
        if self.found.is_empty() {
            return;
        }
        let sites = site::sites(root, Place::One(Kind::Root), &Pointer::root(), &|_, _| true);
        let odd = splice::find(root, Place::One(Kind::Root), &Pointer::root());
        let standing = sites.iter().chain(odd.iter().map(|odd| &odd.site));
        let standing: BTreeSet<Span> = standing.map(|site| site.span).collect();
        for Finding { at, mut what } in self.found {
            let first = at.first() == Some(&what.primary.span);
            let stands = at.iter().find(|span| standing.contains(span));
            match stands {
                _ if all => {}
                None => continue,
                Some(span) if first && *span != what.primary.span => {
                    what.primary.span = *span;
                    what.pointer = None;
                }
                Some(_) => {}
            }
            diag.adopt([what]);
        }
    }
}
