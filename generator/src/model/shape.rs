//! Reads members of an object and reports those of a wrong form, each at its place.

use indexmap::IndexMap;
use openapiv3::ReferenceOr;
use serde_json::Value;

use crate::diagnostics::{Diagnostics, Phrase, nearest, rules};
use crate::resolve::place::reference;
use crate::source::Span;
use crate::source::node::{Kind, Node};
use crate::source::pointer::Pointer;
use crate::source::value::to_json;

/// Where the conversion stands and where it reports.
pub(super) struct Shape<'a> {
    diag: &'a mut Diagnostics,
    pointer: Pointer,
}

/// The first key of an object: pointing at the whole object would mark too much.
fn head(object: &Node) -> Span {
    let first = object.entries().next();
    first.map_or(object.span, |(_, entry)| entry.key_span)
}

impl<'a> Shape<'a> {
    pub fn new(diag: &'a mut Diagnostics, pointer: Pointer) -> Self {
        Self { diag, pointer }
    }

    pub fn diag(&mut self) -> &mut Diagnostics {
        self.diag
    }

    pub fn pointer(&self) -> &Pointer {
        &self.pointer
    }

    /// Runs `read` one level deeper.
    pub fn below<T>(&mut self, token: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.pointer.push(token);
        let value = read(self);
        self.pointer.pop();
        value
    }

    /// Whether this is a map; reported when it is not.
    pub fn is_map(&mut self, node: &Node) -> bool {
        if !node.is_map() {
            let name = self.pointer.last().map_or_else(
                || rules::document::THE_DOCUMENT.text().to_owned(),
                |name| name.into_owned(),
            );
            self.wrong(node, &name, rules::values::A_MAP.text());
        }
        node.is_map()
    }

    /// A member that is present and not null.
    pub fn member<'n>(&mut self, node: &'n Node, key: &str) -> Option<&'n Node> {
        let value = node.get(key)?;
        if value.is_null() {
            let at = self.pointer.join(key);
            self.diag
                .report(&rules::document::NULL_VALUE, value.span)
                .arg(key)
                .pointer(&at);
            return None;
        }
        Some(value)
    }

    /// A text. Numbers and booleans are taken by their source text, so `version: 1.10` stays `1.10`.
    pub fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        let value = self.member(node, key)?;
        let text = value.text();
        if reference(value).is_some() && matches!(key, "title" | "summary" | "description") {
            let at = self.pointer.join(key);
            self.diag
                .report(&rules::document::TEXT_REFERENCE, value.span)
                .arg(key)
                .pointer(&at);
        } else if text.is_none() {
            self.wrong_below(value, key, "text");
        }
        text.map(str::to_owned)
    }

    /// A text that has to be there.
    pub fn required_text(&mut self, node: &Node, key: &str) -> String {
        if node.get(key).is_none() {
            let span = head(node);
            self.diag
                .report(&rules::document::REQUIRED_MEMBER, span)
                .arg(key)
                .pointer(&self.pointer);
        }
        self.text(node, key).unwrap_or_default()
    }

    /// Reports a member that is not there and has to be; `taken` is what it is read as.
    pub fn lacks(&mut self, node: &Node, key: &str, taken: &'static Phrase) {
        if node.get(key).is_some() {
            return;
        }
        let span = head(node);
        self.diag
            .report(&rules::document::MISSING_MEMBER, span)
            .arg(key)
            .arg(taken)
            .pointer(&self.pointer);
    }

    /// A boolean. Other words for it have become booleans before.
    pub fn flag(&mut self, node: &Node, key: &str) -> Option<bool> {
        let value = self.member(node, key)?;
        let flag = value.as_bool().or_else(|| match value.text() {
            // A quoted boolean can mean nothing else where a boolean belongs.
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        });
        if flag.is_none() {
            self.wrong_below(value, key, rules::values::TRUE_OR_FALSE.text());
        }
        flag
    }

    /// A length or a count.
    pub fn count(&mut self, node: &Node, key: &str) -> Option<usize> {
        let value = self.member(node, key)?;
        let whole = value.as_u64().or_else(|| {
            let number = value
                .as_f64()
                .filter(|number| number.fract() == 0.0 && (0.0..=9e15).contains(number))?;
            Some(number as u64)
        });
        match whole.map(usize::try_from) {
            Some(Ok(count)) => Some(count),
            // A bound beyond every length restricts nothing.
            Some(Err(_)) => None,
            None if value
                .as_f64()
                .is_some_and(|number| number > 0.0 && number.fract() == 0.0) =>
            {
                None
            }
            None => {
                self.wrong_below(value, key, rules::values::A_COUNT.text());
                None
            }
        }
    }

    /// Any number.
    pub fn number(&mut self, node: &Node, key: &str) -> Option<f64> {
        let value = self.member(node, key)?;
        let number = value.as_f64();
        if number.is_none() {
            self.wrong_below(value, key, rules::values::A_NUMBER.text());
        }
        number
    }

    /// A list, each item converted; items that convert to nothing are left out.
    pub fn list<T>(
        &mut self,
        node: &Node,
        key: &str,
        mut read: impl FnMut(&Node, &mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let value = self.member(node, key)?;
        let Kind::List(items) = &value.kind else {
            self.wrong_below(value, key, rules::values::A_LIST.text());
            return None;
        };
        // Schemas are large, so there is room for as many as there are.
        let mut list = Vec::with_capacity(items.len());
        self.below(key, |shape| {
            list.extend(items.iter().enumerate().filter_map(|(index, item)| {
                shape.below(&index.to_string(), |shape| read(item, shape))
            }));
        });
        Some(list)
    }

    /// A list of texts.
    pub fn texts(&mut self, node: &Node, key: &str) -> Vec<String> {
        let read = |item: &Node, shape: &mut Self| {
            if item.text().is_none() {
                shape.wrong(item, rules::document::AN_ITEM.text(), "text");
            }
            item.text().map(str::to_owned)
        };
        self.list(node, key, read).unwrap_or_default()
    }

    /// A map, each value converted; values that convert to nothing are left out.
    pub fn map<T>(
        &mut self,
        node: &Node,
        key: &str,
        mut read: impl FnMut(&Node, &mut Self) -> Option<T>,
    ) -> IndexMap<String, T> {
        let Some(value) = self.member(node, key) else {
            return IndexMap::new();
        };
        if !value.is_map() {
            self.wrong_below(value, key, rules::values::A_MAP.text());
        }
        let mut map = IndexMap::with_capacity(match &value.kind {
            Kind::Map(entries) => entries.len(),
            _ => 0,
        });
        self.below(key, |shape| {
            for (name, entry) in value.entries() {
                if let Some(value) = shape.below(name, |shape| read(&entry.value, shape)) {
                    map.insert(name.to_owned(), value);
                }
            }
        });
        map
    }

    /// Whether this is a value of another tool among objects under names of their own.
    pub fn is_foreign(&self, node: &Node) -> bool {
        let name = self.pointer.last().unwrap_or_default();
        name.starts_with("x-") && !node.is_map()
    }

    /// A reference, or the object itself.
    pub fn reference_or<T>(
        &mut self,
        node: &Node,
        read: impl FnOnce(&Node, &mut Self) -> Option<T>,
    ) -> Option<ReferenceOr<T>> {
        match reference(node).and_then(Node::text) {
            Some(target) => Some(ReferenceOr::Reference {
                reference: target.to_owned(),
            }),
            None if node.is_null() => {
                let name = self.pointer.last().unwrap_or_default().into_owned();
                self.diag
                    .report(&rules::document::NULL_VALUE, node.span)
                    .arg(name)
                    .pointer(&self.pointer);
                None
            }
            None if self.is_foreign(node) => None,
            None if self.is_map(node) => read(node, self).map(ReferenceOr::Item),
            None => None,
        }
    }

    /// Any value, as it stands.
    pub fn value(&mut self, node: &Node, key: &str) -> Option<Value> {
        node.get(key).map(to_json)
    }

    /// One of a closed list of words; reported when it is none, and then as if absent.
    pub fn word<T: Copy>(&mut self, node: &Node, key: &str, words: &[(&str, T)]) -> Option<T> {
        let value = self.member(node, key)?;
        let text = value.text().unwrap_or("");
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*meaning);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let at = self.pointer.join(key);
        let report = self.diag.report(&rules::document::UNKNOWN_WORD, value.span);
        let report = report.arg(text).arg(key).arg(known.join(", ")).pointer(&at);
        if let Some(near) = nearest(text, known.iter().copied()) {
            report.help(rules::remarks::DID_YOU_MEAN.of([near]));
        }
        None
    }

    pub fn wrong(&mut self, node: &Node, name: &str, expected: &str) {
        let report = self.diag.report(&rules::document::WRONG_SHAPE, node.span);
        report
            .arg(name)
            .arg(expected)
            .arg(node.kind_name())
            .pointer(&self.pointer);
    }

    fn wrong_below(&mut self, node: &Node, key: &str, expected: &str) {
        self.pointer.push(key);
        self.wrong(node, key, expected);
        self.pointer.pop();
    }
}
