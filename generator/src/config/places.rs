//! Where the entries of a client stand in the configuration, so that a finding about one names its line.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::node::Node;
use crate::source::{FileId, SourceMap, Span};

/// The places of a client's entries. Without a configuration there are none: what the command line or a build script says stands
/// nowhere.
#[derive(Clone, Debug, Default)]
pub struct Places {
    file: Option<(Arc<str>, Arc<str>)>,
    /// By key and entry: start and end in the file.
    entries: BTreeMap<(String, String), (usize, usize)>,
    /// The file among those of a run.
    id: Option<FileId>,
}

impl Places {
    /// The places of a client, in a file of that name and text.
    pub fn of(name: &str, text: &str, client: &Node) -> Self {
        let mut places = Self {
            file: Some((name.into(), text.into())),
            ..Self::default()
        };
        for (key, entry) in client.entries() {
            let span = entry.key_span;
            places.add(key, "", span);
            places.within(key, &entry.value);
        }
        places
    }

    /// The items of a list by their text, the members of a map by their key.
    fn within(&mut self, key: &str, value: &Node) {
        for item in value.items() {
            if let Some(text) = item.text() {
                self.add(key, text, item.span);
            }
        }
        for (name, entry) in value.entries() {
            self.add(key, name, entry.key_span);
            self.within(&format!("{key}.{name}"), &entry.value);
        }
    }

    fn add(&mut self, key: &str, entry: &str, span: Span) {
        let place = (span.start as usize, span.end as usize);
        self.entries
            .entry((key.to_owned(), entry.to_owned()))
            .or_insert(place);
    }

    /// Adds the file to those of a run, beside the document.
    pub(crate) fn join(&mut self, sources: &mut SourceMap) {
        if let Some((name, text)) = &self.file {
            self.id = Some(sources.add_beside(&**name, &**text));
        }
    }

    /// Where an entry of a key stands; without an entry, the key.
    pub(crate) fn span(&self, key: &str, entry: &str) -> Span {
        let place = self.entries.get(&(key.to_owned(), entry.to_owned()));
        match (self.id, place) {
            (Some(id), Some((start, end))) => Span::new(id, *start, *end),
            _ => Span::NOWHERE,
        }
    }
}
