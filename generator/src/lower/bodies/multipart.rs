//! Multipart bodies: one part per property, as text, as JSON or as a file.
//!
//! ```yaml
//! multipart/form-data:
//!   schema: {type: object, properties: {title: {type: string}, file: {type: string, format: binary}}}
//!   encoding: {file: {contentType: image/png}}
//! ```

use super::form::{is_json, stated};
use crate::diagnostics::rules;
use crate::ir::{
    BodyKind, DocText, Field, Part, PartForm, Table, Type, TypeDef, TypeId, TypeKind, WireName,
};
use crate::lower::Cx;
use crate::lower::bodies::{Offer, shape_of, untyped};
use crate::lower::schemas::Shape;
use crate::lower::schemas::view::view;
use crate::lower::site::{SchemaRef, SchemaSite};
use crate::source::node::Node;
use faultcode_facts::JSON;

/// The body as a type of its own, or parts that the caller makes one by one where no object lists them.
pub(in crate::lower) fn lower_multipart<'a>(
    cx: &mut Cx<'a, '_>,
    offer: &Offer<'a>,
    media_type: WireName,
    path: &[WireName],
) -> BodyKind {
    let is_form = media_type
        .as_str()
        .to_ascii_lowercase()
        .starts_with("multipart/form-data");
    let keys = ["prefixEncoding", "itemEncoding", "itemSchema"];
    let positional = keys.iter().find_map(|key| offer.node.key_span(key));
    if !is_form && let Some(at) = positional {
        cx.diag.report(&rules::operations::MULTIPART_BODY, at);
        return BodyKind::Bytes(media_type);
    }
    let shape = offer.schema().and_then(|site| shape_of(cx, site));
    let members = match shape {
        Some(Shape::Object(members)) => members,
        // Parts of any name are what the caller makes them.
        None | Some(Shape::Map(_) | Shape::Plain(Type::Any)) => {
            return BodyKind::Multipart(None, media_type);
        }
        Some(_) => {
            untyped(cx, offer, &rules::operations::PARTS);
            return BodyKind::Multipart(None, media_type);
        }
    };
    let owner = offer.schema().and_then(|site| match site.of {
        SchemaRef::Reference(reference) => reference.rsplit('/').next().map(str::to_owned),
        SchemaRef::Item(_) => None,
    });
    let owned = owner.map(|name| vec![WireName::new(name)]);
    let name = owned.clone().unwrap_or_else(|| path.to_vec());
    let (fields, rest) = cx.types.fields(&members, &name, cx.diag);
    cx.types.drain(cx.diag);
    let mut parts = Vec::new();
    for field in fields.into_iter().filter(|field| !field.read_only) {
        let site = members.property(field.wire.as_str());
        let encoding = offer.node.get("encoding");
        let encoding = encoding.and_then(|all| all.get(field.wire.as_str()));
        parts.push(part(cx, field, site, encoding));
    }
    let kind = TypeKind::Multipart {
        parts,
        open: rest.is_some(),
    };
    let ty = Type::Named(declare(cx, offer, owned, path, kind));
    BodyKind::Multipart(Some(ty), media_type)
}

/// The type of these parts: that of another operation, where it is the same.
fn declare<'a>(
    cx: &mut Cx<'a, '_>,
    offer: &Offer<'a>,
    owned: Option<Vec<WireName>>,
    path: &[WireName],
    kind: TypeKind,
) -> TypeId {
    let is_inline = owned.is_none();
    let mut name = owned.unwrap_or_else(|| path.to_vec());
    let same_name =
        |def: &TypeDef| matches!(def.kind, TypeKind::Multipart { .. }) && def.name == name;
    if let Some(id) = cx.types.defs.find(same_name) {
        if is_like(&cx.types.defs[id].kind, &kind) {
            return id;
        }
        name = path.to_vec();
    }
    let site = offer.schema().and_then(|site| site.resolve(cx.document));
    let id = cx.types.defs.push(TypeDef {
        name,
        title: None,
        doc: site.map_or_else(DocText::default, |site| {
            crate::lower::schemas::doc(site.item)
        }),
        span: site.map_or(offer.node.span, |site| site.node.span),
        kind,
        sent: false,
        received: false,
        reads: Vec::new(),
        shared: None,
        deprecated: site.is_some_and(|site| site.item.schema_data.deprecated),
    });
    let inline = site.filter(|_| is_inline);
    inline
        .into_iter()
        .for_each(|site| cx.types.entitle(id, site));
    id
}

fn is_like(one: &TypeKind, other: &TypeKind) -> bool {
    match (one, other) {
        (TypeKind::Multipart { parts: a, open: x }, TypeKind::Multipart { parts: b, open: y }) => {
            x == y && a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_like(b))
        }
        _ => false,
    }
}

/// Multipart types that are called like another type say what they are.
pub(in crate::lower) fn rename(defs: &mut Table<TypeId, TypeDef>) {
    let taken: Vec<_> = defs
        .iter()
        .filter(|def| !matches!(def.kind, TypeKind::Multipart { .. }))
        .map(|def| def.name.clone())
        .collect();
    for def in defs {
        if matches!(def.kind, TypeKind::Multipart { .. }) && taken.contains(&def.name) {
            def.name.push(WireName::new("parts"));
        }
    }
}

fn part(
    cx: &mut Cx<'_, '_>,
    mut field: Field,
    site: Option<SchemaSite<'_>>,
    encoding: Option<&Node>,
) -> Part {
    let content = encoding.and_then(|node| node.get("contentType"));
    let listed = content.and_then(Node::text).unwrap_or("");
    let all: Vec<&str> = listed
        .split(',')
        .map(str::trim)
        .filter(|media| !media.is_empty())
        .collect();
    // The file itself chooses among several, by its name.
    let mut content_type = (!all.is_empty()).then(|| WireName::new(all.join(", ")));
    let mut form = usual(cx, &field.ty);
    if let Some(many) = site.and_then(|site| file(cx, site)) {
        if site.is_some_and(|site| is_also_value(cx, site)) {
            cx.diag
                .report(&rules::operations::PART_OR_FILE, field.span)
                .arg(field.wire.as_str());
        }
        form = PartForm::File;
        field.ty = if many {
            Type::List(Box::new(Type::File))
        } else {
            Type::File
        };
        field.boxed = false;
        if all.len() > 1 || all.iter().any(|media| media.contains('*')) {
            let names: Vec<String> = all.iter().map(|media| format!("`{media}`")).collect();
            let text = format!(
                "{}\n\nMedia types: {}.",
                field.doc.as_str(),
                names.join(", ")
            );
            field.doc = DocText::new(text.trim().to_owned());
        }
    } else if let Some(first) = all.iter().find(|media| !media.contains('*')) {
        let json = is_json(first);
        match form {
            PartForm::Text if json => form = PartForm::Json,
            PartForm::Json if !json => {
                let at = content.map_or(field.span, |node| node.span);
                cx.diag
                    .report(&rules::operations::PART_CONTENT, at)
                    .arg(field.wire.as_str())
                    .arg(*first)
                    .arg(&rules::operations::A_FILE);
                form = PartForm::File;
                field.ty = Type::File;
                field.boxed = false;
            }
            _ => {}
        }
        content_type = Some(WireName::new(*first));
    } else {
        content_type = None;
    }
    if form == PartForm::Json
        && content_type
            .as_ref()
            .is_some_and(|media| media.as_str() == JSON)
    {
        content_type = None;
    }
    let mut style = None;
    if form != PartForm::File && !plain(cx, &field.ty) {
        style = encoding
            .and_then(stated)
            .filter(|style| *style != (crate::ir::Style::Form, true));
        if style.is_some() {
            form = PartForm::Text;
        }
    }
    let headers = headers(cx, &field, encoding);
    Part {
        field,
        form,
        content_type,
        headers,
        style,
    }
}

/// Whether a type is no list and no object.
fn plain(cx: &Cx<'_, '_>, ty: &Type) -> bool {
    match ty {
        Type::List(_) | Type::Map(_) => false,
        _ => usual(cx, ty) == PartForm::Text,
    }
}

/// How a value travels when the document says nothing of it: lists item by item, objects as JSON (OpenAPI 3.0.4,
/// section 4.8.15.1).
fn usual(cx: &Cx<'_, '_>, ty: &Type) -> PartForm {
    usual_within(cx, ty, &mut Vec::new())
}

/// The same within these types. One that holds itself, as a choice of a text and a list of the choice does, adds nothing to what its
/// other branches say.
fn usual_within(cx: &Cx<'_, '_>, ty: &Type, within: &mut Vec<TypeId>) -> PartForm {
    match ty {
        Type::Map(_) | Type::Any => PartForm::Json,
        Type::List(inner) => match **inner {
            Type::List(_) => PartForm::Json,
            ref inner => usual_within(cx, inner, within),
        },
        Type::Nullable(inner) => usual_within(cx, inner, within),
        // The first text ends the search, so whatever was met before is none.
        Type::Named(id) if within.contains(id) => PartForm::Json,
        Type::Named(id) => {
            within.push(*id);
            match &cx.types.defs[*id].kind {
                TypeKind::Object { .. } | TypeKind::Union { .. } => PartForm::Json,
                // A text among the branches travels as it is; the others become texts as parameters do.
                TypeKind::Choice { branches } => {
                    let mut json = |ty: &Type| usual_within(cx, ty, within) == PartForm::Json;
                    let all = branches.iter().all(|branch| json(&branch.ty));
                    if all { PartForm::Json } else { PartForm::Text }
                }
                TypeKind::Alias(ty) => usual_within(cx, ty, within),
                _ => PartForm::Text,
            }
        }
        _ => PartForm::Text,
    }
}

/// Whether a schema is a file (`false`), or a list of files (`true`). Of several branches, a file is the one that holds
/// them all.
fn file(cx: &Cx<'_, '_>, site: SchemaSite<'_>) -> Option<bool> {
    look(cx, site, 0)
}

fn look(cx: &Cx<'_, '_>, site: SchemaSite<'_>, level: usize) -> Option<bool> {
    if level > 8 {
        return None;
    }
    let site = site.resolve(cx.document)?;
    let view = view(site);
    let is_text = view.kind.is_none_or(|kind| kind == "string");
    if is_text && view.format.as_deref() == Some("binary") {
        return Some(false);
    }
    if view.kind == Some("array") || view.items.is_some() {
        let items = view.items(site.node)?;
        return look(cx, items, level + 1).map(|_| true);
    }
    let branches = view
        .branches(site.node)
        .into_iter()
        .chain(view.parts(site.node));
    let found: Vec<bool> = branches
        .filter_map(|branch| look(cx, branch, level + 1))
        .collect();
    (!found.is_empty()).then(|| found.contains(&true))
}

/// Whether a schema that can be a file can be something else as well: an object, or a text.
fn is_also_value(cx: &Cx<'_, '_>, site: SchemaSite<'_>) -> bool {
    let Some(site) = site.resolve(cx.document) else {
        return false;
    };
    let view = view(site);
    if let Some(items) = view.items(site.node) {
        return is_also_value(cx, items);
    }
    let branches = view.branches(site.node);
    let is_null = |branch: &SchemaSite<'_>| {
        let listed = branch.node.get("enum").map(Node::items);
        listed.is_some_and(|values| !values.is_empty() && values.iter().all(Node::is_null))
    };
    let mut others = branches.into_iter().filter(|branch| !is_null(branch));
    others.any(|branch| file(cx, branch).is_none() || is_also_value(cx, branch))
}

/// Whether one of the parts is a file.
pub(in crate::lower) fn holds_files<'a>(cx: &Cx<'a, '_>, offer: &Offer<'a>) -> bool {
    let Some(Shape::Object(members)) = offer.schema().and_then(|site| shape_of(cx, site)) else {
        return false;
    };
    let mut sites = members
        .names()
        .into_iter()
        .filter_map(|name| members.property(name));
    sites.any(|site| file(cx, site).is_some())
}

/// The headers of a part that have one value only; the others are reported.
fn headers(
    cx: &mut Cx<'_, '_>,
    field: &Field,
    encoding: Option<&Node>,
) -> Vec<(WireName, WireName)> {
    let mut found = Vec::new();
    let declared = encoding.and_then(|node| node.get("headers"));
    for (name, entry) in declared.map(Node::entries).into_iter().flatten() {
        // The type of a part has a key of its own, and its disposition is made of its name.
        let owned = ["content-type", "content-disposition"];
        if owned.iter().any(|owned| owned.eq_ignore_ascii_case(name)) {
            continue;
        }
        let values = entry
            .value
            .at("/schema/enum")
            .map(Node::items)
            .unwrap_or_default();
        let only = match values {
            [only] => only.text(),
            _ => None,
        };
        let fits = |text: &&str| {
            crate::extension::value::is_token(name)
                && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        };
        match only.filter(fits) {
            Some(only) => found.push((WireName::new(name), WireName::new(only))),
            None => {
                cx.diag
                    .report(&rules::operations::PART_HEADER, entry.key_span)
                    .arg(name)
                    .arg(field.wire.as_str());
            }
        }
    }
    found
}
