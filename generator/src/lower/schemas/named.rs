//! Types with a name: declared first, filled when what they are made of is known.

use std::collections::BTreeMap;

use openapiv3::Schema;

use crate::ir::{DocText, Type, TypeDef, TypeId, TypeKind, WireName};
use crate::lower::schemas::{DEPTH, Path, Shape, Types, doc};
use crate::lower::site::Site;
use crate::source::Span;
use crate::steps;

/// The longest title that becomes a name.
const LONGEST_TITLE: usize = 40;

/// Whether a title can be a name: short, and with a letter that identifiers have.
pub(in crate::lower) fn is_name(title: &str) -> bool {
    title.len() <= LONGEST_TITLE && title.contains(|sign: char| sign.is_ascii_alphabetic())
}

/// The name, or the name with the first free number from 2 on. `taken` has by each name the number to try next.
pub(super) fn unique(name: String, taken: &mut BTreeMap<String, u64>) -> String {
    let mut number = match taken.get(&name) {
        Some(next) => *next,
        None => {
            taken.insert(name.clone(), 2);
            return name;
        }
    };
    let free = loop {
        steps::count(1);
        let numbered = format!("{name}{number}");
        number += 1;
        if !taken.contains_key(&numbered) {
            break numbered;
        }
    };
    taken.insert(name, number);
    taken.insert(free.clone(), 2);
    free
}

impl Shape<'_> {
    /// Whether the type gets a name of its own.
    pub fn is_named(&self) -> bool {
        matches!(
            self,
            Self::Object(_)
                | Self::TextEnum(..)
                | Self::IntEnum(_)
                | Self::ValueEnum(_)
                | Self::Union(_)
                | Self::Choice(_)
        )
    }
}

impl<'a> Types<'a> {
    /// The object that several schemas of one member make together, made once for the same schemas.
    pub fn merged(
        &mut self,
        places: Vec<Span>,
        path: &[WireName],
        doc: DocText,
        span: Span,
        body: impl FnOnce(&mut Self) -> TypeKind,
    ) -> Type {
        if let Some(id) = self.merged.get(&places) {
            return Type::Named(*id);
        }
        if self.depth >= DEPTH {
            return Type::Any;
        }
        let id = self.defs.push(TypeDef {
            name: path.to_vec(),
            title: None,
            doc,
            span,
            kind: TypeKind::Alias(Type::Any),
            sent: false,
            received: false,
            reads: Vec::new(),
            shared: None,
            deprecated: false,
        });
        self.merged.insert(places, id);
        self.depth += 1;
        let kind = body(self);
        self.depth -= 1;
        self.fill(id, kind);
        Type::Named(id)
    }

    pub fn declare(&mut self, name: Path, site: Site<'a, Schema>) -> TypeId {
        let data = &site.item.schema_data;
        self.defs.push(TypeDef {
            name,
            title: None,
            doc: doc(site.item),
            span: site.node.span,
            kind: TypeKind::Alias(Type::Any),
            sent: false,
            received: false,
            reads: Vec::new(),
            shared: None,
            deprecated: data.deprecated,
        })
    }

    /// Notes the title of an inline type, if it can be a name.
    pub fn entitle(&mut self, id: TypeId, site: Site<'a, Schema>) {
        let title = site.item.schema_data.title.as_deref();
        if let Some(title) = title.filter(|it| is_name(it)) {
            self.defs[id].title = Some(WireName::new(title));
        }
    }

    pub fn fill(&mut self, id: TypeId, kind: TypeKind) {
        self.defs[id].kind = kind;
    }
}
