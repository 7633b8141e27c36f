//! What the generator says that it leaves out, and whether it says so at a given place.
//!
//! The generator's tree gives the positions of places and nothing else: what stands there is read by [`super::raw`].

use std::path::Path;

use faultcode::internals::diagnostics::{Diagnostic, Diagnostics};
use faultcode::internals::load::{Input, Loader};
use faultcode::internals::source::Span;
use faultcode::internals::source::node::Node;

use super::raw::At;

/// The findings of a run.
pub struct Findings<'f> {
    found: &'f [Diagnostic],
    main: std::path::PathBuf,
    tree: Option<Node>,
}

impl<'f> Findings<'f> {
    /// No findings at all.
    pub fn none() -> Self {
        Self {
            found: &[],
            main: std::path::PathBuf::new(),
            tree: None,
        }
    }

    pub fn new(found: &'f [Diagnostic], path: &Path) -> Self {
        let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
        let tree = loader.read(Input::File(path), &mut diag);
        diag.take();
        Self {
            found,
            main: path.to_owned(),
            tree,
        }
    }

    /// Whether one of these rules is reported at a place, inside of it, or for what it is a part of.
    pub fn tell(&self, rules: &[&str], at: &At<'_>) -> bool {
        let mut named = self.found.iter().filter(|it| rules.contains(&it.rule.id));
        // The positions of other files are not looked up; such documents are small.
        let is_main = at.file.file_name() == self.main.file_name();
        let Some(tree) = self.tree.as_ref().filter(|_| is_main) else {
            return named.next().is_some();
        };
        let whole = tree.nearest_span(&at.pointer);
        let key = at.pointer.rsplit_once('/').and_then(|(parent, token)| {
            let name = token.replace("~1", "/").replace("~0", "~");
            tree.at(parent)?.key_span(&name)
        });
        named.any(|finding| {
            let span = finding.primary.span;
            holds(whole, span)
                || holds(span, whole)
                || key.is_some_and(|key| holds(key, span) || holds(span, key))
        })
    }
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}
