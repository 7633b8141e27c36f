//! What is read.

use std::path::Path;

use crate::load;

/// A document and its overlays.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    pub(crate) document: load::Input<'a>,
    pub(crate) overlays: Vec<load::Input<'a>>,
}

impl<'a> Input<'a> {
    /// A document in a file.
    pub fn file(path: &'a Path) -> Self {
        Self::of(load::Input::File(path))
    }

    /// A document that was read already. The ending of the name tells JSON from YAML where the bytes do not; messages show it.
    pub fn bytes(name: &'a str, bytes: &'a [u8]) -> Self {
        Self::of(load::Input::Bytes { name, bytes })
    }

    pub(crate) fn of(document: load::Input<'a>) -> Self {
        Self {
            document,
            overlays: Vec::new(),
        }
    }

    /// An overlay in a file, or one that comes with the program, such as `@stripe`; several apply in order.
    #[must_use]
    pub fn overlay(mut self, path: &'a Path) -> Self {
        self.overlays.push(load::Input::overlay(path));
        self
    }

    /// An overlay that was read already.
    #[must_use]
    pub fn overlay_bytes(mut self, name: &'a str, bytes: &'a [u8]) -> Self {
        self.overlays.push(load::Input::Bytes { name, bytes });
        self
    }
}
