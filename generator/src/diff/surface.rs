//! What callers of a generated crate see of it, as a tree of items with their names and facts.

mod client;
mod codes;
mod facts;
mod operations;
mod policy;
mod types;
mod written;

use std::collections::BTreeMap;

use super::kinds::Kind;
use crate::plan::Crate;
use crate::source::Span;

/// What kind of thing an item is: items of one kind are compared with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    Client,
    Server,
    Variable,
    Scheme,
    Group,
    Operation,
    Parameter,
    Body,
    Result,
    Header,
    Stream,
    Pages,
    Key,
    Security,
    Existing,
    Case,
    Code,
    Detail,
    Type,
    Conversion,
    Member,
    Value,
    Branch,
    Webhook,
}

/// A thing that callers see.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub sort: Sort,
    /// What it is on the wire, among its siblings.
    pub key: String,
    /// What callers write.
    pub name: String,
    /// What a change of it is called by.
    pub shown: String,
    /// Where the document says it.
    pub span: Option<Span>,
    /// The kind of change that brings it; the opposite takes it away.
    pub added: Kind,
    /// The kind of change that gives it another name.
    pub renamed: Kind,
    /// Whether its place among its siblings counts: it is an argument.
    pub positional: bool,
    pub facts: Vec<Fact>,
    pub items: Vec<Item>,
}

/// Something about an item that can change.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    /// The kind of change that states it; the opposite takes it back.
    pub kind: Kind,
    /// Which of several of the kind.
    pub label: String,
    /// What it says. Names of types stand in braces: `Vec<{types::Order}>`.
    pub value: String,
}

/// A whole client.
#[derive(Clone, Debug)]
pub(super) struct Surface {
    pub root: Item,
    /// What each name of a type stands for: the name of the type where it is defined.
    pub types: BTreeMap<String, String>,
    /// The same for the names of error enums.
    pub errors: BTreeMap<String, String>,
}

impl Item {
    pub(super) fn new(sort: Sort, key: impl Into<String>, added: Kind) -> Self {
        Self {
            sort,
            key: key.into(),
            name: String::new(),
            shown: String::new(),
            span: None,
            added,
            renamed: Kind::Renamed,
            positional: false,
            facts: Vec::new(),
            items: Vec::new(),
        }
    }

    /// What callers write, and what a change is called by.
    pub(super) fn named(mut self, name: impl Into<String>, shown: impl Into<String>) -> Self {
        self.name = name.into();
        self.shown = shown.into();
        self
    }

    pub(super) fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Something about it; what says nothing is none.
    pub(super) fn fact(&mut self, kind: Kind, label: impl Into<String>, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            let label = label.into();
            self.facts.push(Fact { kind, label, value });
        }
    }

    /// Something that is so or not.
    pub(super) fn flag(&mut self, kind: Kind, word: &'static str, is: bool) {
        self.fact(kind, "", if is { word } else { "" });
    }
}

impl Surface {
    /// What callers of a client see.
    pub(super) fn of(plan: &Crate<'_>) -> Self {
        let mut root = client::root(plan);
        root.items.extend(operations::groups(plan));
        root.items.extend(operations::operations(plan));
        root.items.extend(types::types(plan));
        root.items.extend(codes::codes(plan));
        let mut types = types::standing_for(plan);
        types.extend(operations::details(plan));
        Self {
            root,
            types,
            errors: operations::standing_for(plan),
        }
    }
}
