//! Schemas that stand in extensions: they are made while entries are read, and kept as long as the document.

use std::cell::{Cell, OnceCell};

use openapiv3::{ReferenceOr, Schema};

use super::site::SchemaSite;
use crate::source::node::Node;

/// A schema and the tree that it was made of.
type Pair = (ReferenceOr<Schema>, Node);

/// What was made so far: rooms of 1, 2, 4, 8, … places, so that nothing moves when there is more.
#[derive(Default)]
pub(super) struct Made {
    rooms: [OnceCell<Box<[OnceCell<Pair>]>>; 32],
    kept: Cell<usize>,
}

impl Made {
    /// Keeps a schema; `None` when there are more than a document can hold.
    pub fn keep(&self, of: ReferenceOr<Schema>, node: Node) -> Option<SchemaSite<'_>> {
        let number = self.kept.get() + 1;
        let room = number.ilog2();
        let size = 1_usize << room;
        let places = self.rooms.get(room as usize)?;
        let places = places.get_or_init(|| (0..size).map(|_| OnceCell::new()).collect());
        let (of, node) = places.get(number - size)?.get_or_init(|| (of, node));
        self.kept.set(number);
        Some(SchemaSite::new(of, node))
    }
}

#[cfg(test)]
mod tests {
    use super::Made;
    use crate::source::node::Node;
    use crate::source::{FileId, Span};
    use openapiv3::ReferenceOr;

    #[test]
    fn what_is_kept_stays_where_it_is() {
        let made = Made::default();
        let name = |number: usize| ReferenceOr::ref_(&number.to_string());
        let keep = |number| made.keep(name(number), Node::string(Span::at(FileId(0), 0), "a"));
        let kept: Vec<_> = (0..100).map(keep).collect();
        for (number, site) in kept.into_iter().enumerate() {
            let site = site.expect("there is room");
            assert!(
                matches!(site.of, super::super::site::SchemaRef::Reference(name) if name == number.to_string())
            );
        }
    }
}
