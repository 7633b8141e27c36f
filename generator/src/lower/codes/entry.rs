//! One entry of the catalogue into facts and typed details.

use faultcode_facts::Confidence;
use openapiv3::Schema;

use crate::diagnostics::{nearest, rules};
use crate::extension::entry::{self, Entry};
use crate::ir::{
    DocText, ErrorCode, Fact, Field, Origin, Pointer as At, Retry, StatusRange, WireName,
};
use crate::lower::Cx;
use crate::lower::schemas::{Shape, Typed, below};
use crate::lower::site::SchemaRef;
use crate::model;
use crate::source::Span;
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// An entry that says nothing.
pub(in crate::lower) fn blank(span: Span) -> ErrorCode {
    ErrorCode {
        code: None,
        aliases: Vec::new(),
        statuses: Vec::new(),
        header: None,
        name: None,
        doc: DocText::default(),
        category: None,
        retry: Retry::Auto,
        effect: None,
        action: None,
        existing: None,
        sensitive: false,
        deprecated: false,
        details: Vec::new(),
        details_value: None,
        facts: Vec::new(),
        only_for: None,
        facts_of: None,
        origin: Origin::Native,
        confidence: Confidence::Stated,
        span,
    }
}

/// The entry of `key`; `node` has all its facts merged.
pub(in crate::lower) fn lower_entry(
    cx: &mut Cx<'_, '_>,
    key: &str,
    status: Option<StatusRange>,
    node: &Node,
    span: Span,
) -> ErrorCode {
    let entry = entry::read(node, cx.diag);
    let action = entry.action.as_ref().and_then(|it| it.operation.as_ref());
    let existing = entry.existing.as_ref().map(|it| &it.operation);
    let named = [
        ("/action/operationId", action),
        ("/existing/operationId", existing),
    ];
    for (at, operation) in named {
        let Some(operation) = operation else { continue };
        let at = node.span_at(at).unwrap_or(span);
        known_operation(cx, operation.as_str(), at);
    }
    let mut code = facts(key, status, &entry, span);
    code.name = entry.name;
    code.existing = entry.existing;
    code.deprecated = entry.deprecated;
    if let Some(details) = entry.details {
        lower_details(cx, key, details, &mut code);
    }
    for (pointer, schema) in entry.fields {
        if let Some(fact) = lower_fact(cx, key, pointer, schema) {
            code.facts.push(fact);
        }
    }
    code
}

/// Reports an operation that the document lacks.
pub(in crate::lower) fn known_operation(cx: &mut Cx<'_, '_>, name: &str, at: Span) {
    if cx.wide.operations.contains(name) {
        return;
    }
    let report = cx
        .diag
        .report(&rules::extension::UNKNOWN_OPERATION, at)
        .arg(name);
    if let Some(near) = nearest(name, cx.wide.operations.iter().copied()) {
        report.help(rules::remarks::DID_YOU_MEAN.of([near]));
    }
}

/// What the entry of `key` says of an answer, without its types.
fn facts(key: &str, status: Option<StatusRange>, entry: &Entry<'_>, span: Span) -> ErrorCode {
    let mut code = blank(span);
    code.code = status.is_none().then(|| WireName::new(key));
    code.statuses = match status {
        Some(status) => vec![status],
        None => entry.statuses.clone(),
    };
    code.header = entry.when.header.clone();
    code.aliases = entry.aliases.clone();
    let doc = entry.description.as_ref();
    code.doc = DocText::new(doc.map_or("", |doc| doc.as_str()));
    code.category = entry.category.clone();
    code.retry = entry.retry;
    code.effect = entry.effect;
    code.action = entry.action.clone();
    code.sensitive = entry.sensitive;
    code.confidence = entry.confidence;
    code.origin = entry.origin.map_or(Origin::Native, Origin::Found);
    code
}

/// What an entry of the catalogue says of an answer, where that is more than its name.
pub(super) fn says_more(key: &str, entry: &Entry<'_>, span: Span) -> Option<ErrorCode> {
    let code = facts(key, None, entry, span);
    let says_more = code.retry != Retry::Auto
        || code.effect.is_some()
        || code.category.is_some()
        || code.action.is_some()
        || code.sensitive
        || code.header.is_some()
        || !code.aliases.is_empty();
    says_more.then_some(code)
}

/// The type of the envelope's `details`: members of its own where it is an object, one value otherwise.
fn lower_details(cx: &mut Cx<'_, '_>, key: &str, node: &Node, code: &mut ErrorCode) {
    let document = cx.document;
    let of = model::schema(node, &Pointer::root(), cx.diag);
    let path = [WireName::new(key), WireName::new("details")];
    let Some(whole) = document.made.keep(of, node.clone()) else {
        return;
    };
    let mut site = whole;
    for _ in 0..16 {
        let Some(target) = site.resolve(document) else {
            return;
        };
        match cx.types.shape(target) {
            Shape::Object(parts) if !target.item.schema_data.nullable => {
                let owner = match whole.of {
                    SchemaRef::Reference(reference) => document
                        .component::<Schema>(reference)
                        .map(|(name, _, _)| vec![WireName::new(name)]),
                    SchemaRef::Item(_) => None,
                };
                let path = owner.unwrap_or_else(|| path.to_vec());
                let (fields, _) = cx.types.fields(&parts, &path, cx.diag);
                code.details = fields;
                cx.types.drain(cx.diag);
                return;
            }
            Shape::Same(other) if !target.item.schema_data.nullable => site = other,
            _ => break,
        }
    }
    code.details_value = Some(cx.types.lower(whole, &path, cx.diag).closed());
}

fn lower_fact(cx: &mut Cx<'_, '_>, key: &str, at: At, node: &Node) -> Option<Fact> {
    let of = model::schema(node, &Pointer::root(), cx.diag);
    let wire = at.last()?.clone();
    let path = below(&[WireName::new(key)], wire.as_str());
    let site = cx.document.made.keep(of, node.clone())?;
    let Typed { ty, nullable } = cx.types.lower(site, &path, cx.diag);
    let doc = match site.of {
        SchemaRef::Item(item) => crate::lower::schemas::doc(item),
        SchemaRef::Reference(_) => DocText::default(),
    };
    Some(Fact {
        at,
        field: Field {
            wire,
            ty,
            // Nothing says that every answer has it, and an error is worth more than one of its members.
            required: false,
            nullable,
            read_only: false,
            write_only: false,
            boxed: false,
            listed: Vec::new(),
            default: None,
            limits: None,
            doc,
            deprecated: false,
            span: node.span,
        },
    })
}
