//! Compares the envelopes with the error schemas: a pointer that leads nowhere in any of them is a mistake, and so is a
//! code that only one side lists.

use std::collections::BTreeMap;

use super::response::{Declared, Target, at, meant_pointer};
use crate::diagnostics::rules;
use crate::extension::envelope::OF_ITEM;
use crate::extension::merge;
use crate::ir::{Envelope, FieldErrorShape, Pointer, WireName};
use crate::lower::Cx;
use crate::lower::bodies::{Media, media};
use crate::lower::operations::facts::Positions;
use crate::lower::schemas::composed::composed;
use crate::lower::schemas::view::view;
use crate::lower::site::{SchemaSite, child};
use crate::source::Span;
use crate::source::node::Node;
use crate::source::pointer;

/// What the error schemas say about the envelopes' pointers and codes so far.
#[derive(Debug, Default)]
pub(in crate::lower) struct Compared {
    /// By the place of each pointer.
    pointers: BTreeMap<Span, Followed>,
    /// By place of a pointer to the data of successes: its text, and the schemas in which it leads nowhere.
    data: BTreeMap<Span, Lost>,
    /// The listed values of the code property.
    listed: BTreeMap<String, Span>,
    /// Where the first list of codes stands.
    list: Option<Span>,
    /// Whether some error schema takes any code.
    open: bool,
}

/// A pointer that leads nowhere.
#[derive(Debug)]
struct Lost {
    text: String,
    /// What it was probably meant to be in the first of the schemas.
    near: Option<String>,
    schemas: Vec<Span>,
}

impl Compared {
    /// Notes that the pointer at `pointer` leads nowhere in the schema of a success, and what it was probably meant to be.
    pub fn without_data(
        &mut self,
        pointer: Span,
        text: String,
        schema: Span,
        near: Option<String>,
    ) {
        let lost = self.data.entry(pointer).or_insert(Lost {
            text,
            near,
            schemas: Vec::new(),
        });
        lost.schemas.push(schema);
    }
}

/// A pointer, as it was followed through the schemas so far.
#[derive(Debug)]
struct Followed {
    /// What it is of.
    key: String,
    text: String,
    /// A schema in which it leads nowhere, and what it was probably meant to be there; `None` once it leads somewhere.
    nowhere: Option<(Span, Option<String>)>,
}

impl Followed {
    /// One about which nothing can be said.
    fn unknown() -> Self {
        Self {
            key: String::new(),
            text: String::new(),
            nowhere: None,
        }
    }
}

/// A pointer of an extension.
struct Stated<'n> {
    node: &'n Node,
    key: String,
    /// Where it leads from the root of the body.
    path: Pointer,
}

impl<'n> Stated<'n> {
    /// The pointer at a node, behind another one.
    fn of(node: &'n Node, key: impl Into<String>, before: &[WireName]) -> Option<Self> {
        let parsed = pointer::Pointer::parse(node.as_str()?)?;
        let own = parsed.tokens().map(WireName::new);
        Some(Self {
            node,
            key: key.into(),
            path: before.iter().cloned().chain(own).collect(),
        })
    }
}

/// Follows a pointer through one more schema.
fn follow(cx: &mut Cx<'_, '_>, site: SchemaSite<'_>, stated: Stated<'_>) {
    let is_lost = matches!(at(cx, site, &stated.path), Target::Nothing);
    let span = stated.node.span;
    if is_lost && !cx.seen.pointers.contains_key(&span) {
        let near = meant_pointer(cx, site, &stated.path);
        // What is suggested is what stands there, without what stands before it.
        let own = stated.node.as_str().unwrap_or("");
        let depth = own.matches('/').count();
        let near = near.map(|near| {
            let tokens: Vec<&str> = near.split('/').collect();
            let own = tokens.get(tokens.len().saturating_sub(depth)..);
            own.unwrap_or_default()
                .iter()
                .map(|token| format!("/{token}"))
                .collect::<String>()
        });
        let followed = Followed {
            key: stated.key,
            text: own.to_owned(),
            nowhere: Some((site.node.span, near)),
        };
        cx.seen.pointers.insert(span, followed);
    } else if !is_lost {
        cx.seen.pointers.insert(span, Followed::unknown());
    }
}

/// The keys of an envelope whose pointers lead into an error body.
const POINTERS: [&str; 11] = [
    "items",
    "code",
    "message",
    "category",
    "param",
    "details",
    "fieldErrors",
    "statusEcho",
    "requestId",
    "retryAfter",
    "resetAt",
];

/// Follows the pointers that hold for one declared error through its schema.
///
/// An operation that declares no error may hold its errors in the success; there, only listed codes are looked at.
pub(in crate::lower) fn look(
    cx: &mut Cx<'_, '_>,
    positions: Positions<'_>,
    one: &Declared<'_>,
    declares_errors: bool,
) {
    let Some((name, content, tree)) = one.content() else {
        return;
    };
    let key = "x-error-envelope";
    let own = [one.node.get(key), tree.get(key)];
    let layers = || positions.all(key).into_iter().chain(own);
    let (true, Some(of)) = (media(name) == Media::Json, &content.schema) else {
        // Items of a stream are asked, too, and what they hold is not looked at here.
        for stated in conditions(layers()) {
            cx.seen
                .pointers
                .insert(stated.node.span, Followed::unknown());
        }
        return;
    };
    let site = SchemaSite::new(of, child(tree, "schema"));
    for limit in limits(positions, one.node) {
        follow(cx, site, limit);
    }
    for stated in conditions(layers()) {
        follow(cx, site, stated);
    }
    if !one.error && declares_errors {
        return;
    }
    let Some(merged) = merge::layers(layers()) else {
        return;
    };
    let single = [&merged];
    let envelopes: Vec<&Node> = if merged.is_list() {
        merged.items().iter().collect()
    } else {
        single.to_vec()
    };
    let mut codes = false;
    let read = positions.envelopes_at(own);
    for code in read.iter().filter_map(|envelope| envelope.code.as_ref()) {
        if let Target::Schema(property) = at(cx, site, &code.at) {
            codes |= list_codes(cx, property);
        }
    }
    if !one.error {
        return;
    }
    for (envelope, read) in envelopes.into_iter().zip(&*read) {
        for stated in of_envelope(envelope, read) {
            follow(cx, site, stated);
        }
    }
    for hint in hints(positions) {
        follow(cx, site, hint);
    }
    cx.seen.open |= !codes;
}

/// Follows the pointer to the id of an event through the payload of one.
pub(in crate::lower) fn look_at_event(cx: &mut Cx<'_, '_>, site: SchemaSite<'_>, id: &Node) {
    if let Some(stated) = Stated::of(id, "id of an event", &[]) {
        follow(cx, site, stated);
    }
}

/// The pointers of an envelope.
fn of_envelope<'n>(envelope: &'n Node, read: &Envelope) -> Vec<Stated<'n>> {
    let item: Pointer = match &read.items {
        Some(items) => items.iter().cloned().chain([WireName::new("0")]).collect(),
        None => Pointer::default(),
    };
    let mut all = Vec::new();
    for key in POINTERS {
        let Some(node) = envelope.get(key) else {
            continue;
        };
        let before: &[WireName] = if OF_ITEM.contains(&key) { &item } else { &[] };
        all.extend(Stated::of(node.get("at").unwrap_or(node), key, before));
    }
    // What stands in each field error leads on from the list of them.
    let Some(fields) = &read.field_errors else {
        return all;
    };
    if matches!(fields.shape, FieldErrorShape::Objects { .. }) {
        let first: Pointer = fields
            .at
            .iter()
            .cloned()
            .chain([WireName::new("0")])
            .collect();
        let stated = envelope.get("fieldErrors");
        for key in ["field", "message", "code"] {
            let node = stated.and_then(|stated| stated.get(key));
            let name = format!("{key} of fieldErrors");
            all.extend(node.and_then(|node| Stated::of(node, name, &first)));
        }
    }
    all
}

/// The pointers of conditions, which are asked of any answer. That of `data` is followed where the success is made.
fn conditions<'n>(layers: impl Iterator<Item = Option<&'n Node>>) -> Vec<Stated<'n>> {
    let each = |node: &'n Node| match node.is_list() {
        true => node.items(),
        false => std::slice::from_ref(node),
    };
    let envelopes = layers.flatten().flat_map(each);
    let whens = envelopes.filter_map(|envelope| envelope.get("when"));
    let at = whens.flat_map(each).filter_map(|when| when.get("at"));
    at.filter_map(|node| Stated::of(node, "when", &[]))
        .collect()
}

/// The pointers of hints, which stand in answers that are errors.
fn hints(positions: Positions<'_>) -> Vec<Stated<'_>> {
    let stated = positions.all("x-retry").into_iter().flatten();
    let sources = stated.filter_map(|node| node.at("/hints/from"));
    let bodies = sources
        .flat_map(Node::items)
        .filter_map(|it| it.get("body"));
    bodies
        .filter_map(|node| Stated::of(node, "body of a hint", &[]))
        .collect()
}

/// The pointers of limits, which stand in any answer.
fn limits<'n>(positions: Positions<'n>, response: &'n Node) -> Vec<Stated<'n>> {
    let stated = positions.all("x-rate-limit").into_iter();
    let stated = stated.chain([response.get("x-rate-limit")]).flatten();
    let bodies = stated.filter_map(|node| node.get("body"));
    let members = bodies.flat_map(Node::entries);
    members
        .filter_map(|(key, entry)| Stated::of(&entry.value, format!("{key} of the limit"), &[]))
        .collect()
}

/// Notes the listed values of a code property. False when it takes any text.
fn list_codes(cx: &mut Cx<'_, '_>, property: SchemaSite<'_>) -> bool {
    let mut listed = false;
    for site in composed(cx.document, &[property]) {
        listed |= !view(site).texts.is_empty();
        // A catalogue at the enum itself has been compared with it.
        let compared = site.node.get("x-error-codes").is_some();
        if let Some(list) = site.node.get("enum").filter(|_| !compared) {
            cx.seen.list.get_or_insert(list.span);
            for value in list.items() {
                if let Some(text) = value.text() {
                    cx.seen.listed.entry(text.to_owned()).or_insert(value.span);
                }
            }
        }
    }
    listed
}

/// Reports what no schema agrees with.
pub(in crate::lower) fn report(cx: &mut Cx<'_, '_>) {
    let seen = std::mem::take(&mut cx.seen);
    for (pointer, lost) in seen.data {
        let Some((first, others)) = lost.schemas.split_first() else {
            continue;
        };
        let mut report = cx
            .diag
            .report(&rules::extension::ENVELOPE_MISMATCH, *first)
            .arg("data")
            .arg(lost.text)
            .also(pointer, &rules::extension::THE_POINTER);
        if let Some(near) = lost.near {
            report = report.help(rules::remarks::DID_YOU_MEAN.of([&near]));
        }
        if !others.is_empty() {
            report.help(rules::remarks::AND_ELSEWHERE.of([&others.len().to_string()]));
        }
    }
    for (span, followed) in seen.pointers {
        let Some((schema, near)) = followed.nowhere else {
            continue;
        };
        let of_envelope = !followed.key.contains(" of ") || followed.key.ends_with("fieldErrors");
        let rule = if of_envelope {
            &rules::extension::ENVELOPE_MISMATCH
        } else {
            &rules::extension::LOST_POINTER
        };
        let report = cx
            .diag
            .report(rule, span)
            .arg(followed.key)
            .arg(followed.text)
            .also(schema, &rules::extension::ONE_OF_SCHEMAS);
        if let Some(near) = near {
            report.help(rules::remarks::DID_YOU_MEAN.of([&near]));
        }
    }
    let names = cx.codes.lists_codes() || !cx.origins.is_empty();
    let Some(list) = seen.list.filter(|_| names) else {
        return;
    };
    for (code, entry) in cx.codes.all() {
        let is_code = cx.codes.status_of(code).is_none();
        if is_code && !seen.open && !seen.listed.contains_key(code) {
            cx.diag
                .report(&rules::extension::CODE_NOT_IN_ENUM, entry.span)
                .arg(code)
                .arg(&rules::extension::ENUM_OF_PROPERTY)
                .also(list, &rules::extension::THE_ENUM);
        }
    }
    // A foreign list names the codes of some operations, not all there are.
    if !cx.origins.is_empty() {
        return;
    }
    for (code, span) in &seen.listed {
        if !cx.codes.catalogue.contains_key(code) {
            cx.diag
                .report(&rules::extension::CODE_NOT_IN_ENUM, *span)
                .arg(code)
                .arg(&rules::extension::THE_CATALOGUE);
        }
    }
}
