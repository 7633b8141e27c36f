//! Every name that callers write, and what of the document it stands for.

use super::names::RustIdent;
use super::{Crate, PlannedKind, PlannedType};
use crate::ir::{Constant, WireName};
use crate::source::Span;

/// A name of the output.
#[derive(Clone, Debug)]
pub struct Entry<'p> {
    /// What kind of thing has it.
    pub kind: Kind,
    /// What it stands in: nothing, a type, an operation.
    pub within: String,
    /// The name.
    pub name: &'p RustIdent,
    /// What it stands for, as the document calls it.
    pub wire: String,
    /// Where that stands.
    pub span: Span,
}

/// Kinds of things that have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A group of operations.
    Service,
    /// The method of an operation.
    Operation,
    /// What an operation asks for outside of its body.
    Parameter,
    /// A variant of an operation's errors.
    Case,
    /// A named type.
    Type,
    /// A member of an object, or a part of a body.
    Member,
    /// A variant of an enum.
    Variant,
    /// An error code.
    Code,
}

impl Kind {
    /// What it is called in findings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Service => "group",
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::Case | Self::Variant => "variant",
            Self::Type => "type",
            Self::Member => "member",
            Self::Code => "code",
        }
    }
}

impl Crate<'_> {
    /// All of them, by service, operation, type and code, in the order of the document.
    pub fn inventory(&self) -> Vec<Entry<'_>> {
        let mut all = Vec::new();
        let mut add = |kind, within: &str, name, wire: String, span| {
            let within = within.to_owned();
            all.push(Entry {
                kind,
                within,
                name,
                wire,
                span,
            });
        };
        for service in &self.services {
            let names = &service.names;
            let first = names
                .operations
                .first()
                .map(|id| self.operations[*id].ir.span);
            let Some(span) = first else { continue };
            add(
                Kind::Service,
                "",
                &names.method,
                service.ir.name.as_str().to_owned(),
                span,
            );
        }
        for operation in &self.operations {
            let (ir, names) = (operation.ir, &operation.names);
            let service = self.services[ir.tag].names.method.as_str();
            let id = ir.id.as_str();
            add(
                Kind::Operation,
                service,
                &names.method,
                id.to_owned(),
                ir.span,
            );
            let within = format!("{service}.{}", names.method);
            for parameter in &names.parameters {
                let ir = parameter.ir;
                let wire = format!("{} {}", ir.place.as_str(), ir.wire.as_str());
                add(
                    Kind::Parameter,
                    &within,
                    &parameter.names.field,
                    wire,
                    ir.span,
                );
            }
            for case in &names.cases {
                let wire = super::codes::key(&self.api.codes[case.ir.code]);
                add(
                    Kind::Case,
                    names.error.as_str(),
                    &case.names,
                    wire,
                    case.ir.span,
                );
            }
        }
        for planned in &self.types {
            let parts: Vec<_> = planned.ir.name.iter().map(WireName::as_str).collect();
            add(
                Kind::Type,
                "",
                &planned.names.name,
                parts.join("."),
                planned.ir.span,
            );
            for (kind, name, wire, span) in parts_of(planned) {
                add(kind, planned.names.name.as_str(), name, wire, span);
            }
        }
        for code in &self.codes {
            let wire = super::codes::key(code.ir);
            add(Kind::Code, "", &code.names.name, wire, code.ir.span);
            let details = code.names.details.iter().map(|it| (it.ir, &it.names));
            let facts = code.names.facts.iter().map(|it| (&it.ir.field, &it.names));
            for (field, name) in details.chain(facts) {
                let wire = field.wire.as_str().to_owned();
                add(
                    Kind::Member,
                    code.names.name.as_str(),
                    name,
                    wire,
                    field.span,
                );
            }
        }
        all
    }
}

type Part<'p> = (Kind, &'p RustIdent, String, Span);

/// The members or variants of a type.
fn parts_of<'p>(planned: &'p PlannedType<'_>) -> Vec<Part<'p>> {
    let span = planned.ir.span;
    let value = |name: &'p RustIdent, wire: &WireName| {
        let wire = wire.as_str().to_owned();
        (Kind::Variant, name, wire, span)
    };
    match &planned.names.kind {
        PlannedKind::Object { members, .. } => members
            .iter()
            .map(|it| {
                let wire = it.ir.wire.as_str().to_owned();
                (Kind::Member, &it.names.field, wire, it.ir.span)
            })
            .collect(),
        PlannedKind::Multipart { parts, .. } => parts
            .iter()
            .map(|it| {
                let field = &it.ir.field;
                let wire = field.wire.as_str().to_owned();
                (Kind::Member, &it.names.field, wire, field.span)
            })
            .collect(),
        PlannedKind::TextEnum(values) => {
            let values = values.iter();
            values.map(|it| value(&it.names, &it.ir.wire)).collect()
        }
        PlannedKind::IntEnum(values) => {
            let values = values.iter();
            values.map(|it| value(&it.names, &it.ir.1.wire)).collect()
        }
        PlannedKind::ValueEnum(values) => values
            .iter()
            .map(|it| {
                let (sort, wire) = match &it.ir.0 {
                    Constant::Text(wire) => ("text", wire),
                    Constant::Json(wire) => ("json", wire),
                };
                let wire = format!("{sort} {}", wire.as_str());
                (Kind::Variant, &it.names, wire, span)
            })
            .collect(),
        PlannedKind::Union { variants, .. } => variants
            .iter()
            .map(|it| {
                let tags: Vec<_> = it.ir.tags.iter().map(WireName::as_str).collect();
                (Kind::Variant, &it.names, tags.join(" "), span)
            })
            .collect(),
        PlannedKind::Choice(branches) => branches
            .iter()
            .map(|it| {
                let wire = it.ir.name.as_str().to_owned();
                (Kind::Variant, &it.names, wire, it.ir.span)
            })
            .collect(),
        PlannedKind::Events(kinds) => kinds
            .iter()
            .map(|it| {
                let events: Vec<_> = it.ir.events.iter().map(WireName::as_str).collect();
                (Kind::Variant, &it.names, events.join(" "), span)
            })
            .collect(),
        PlannedKind::Bodies(_) | PlannedKind::Alias(_) => Vec::new(),
    }
}
