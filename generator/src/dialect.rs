//! Extensions of other tools, rewritten into those of the vocabulary, so that no later stage knows of them.
//!
//! ```yaml
//! x-endpoint-errors: [{error-code: SOLD_OUT}]            # becomes: x-error-codes: [SOLD_OUT]
//! x-speakeasy-retries: {strategy: none}                  # becomes: x-retry: {preset: none}
//! ```
//!
//! A foreign extension ranks below every native one, whatever their positions. New nodes borrow the place of their
//! cause; [`Origins`] remembers which codes were named by which dialect.

mod enums;
mod fern;
mod listed;
mod response_codes;
mod speakeasy;
mod square;

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostics, rules};
use crate::extension::{foreign, merge};
use crate::resolve::place::{Kind, Place, walk_mut};
use crate::source::Span;
use crate::source::node::{Map, Node};
use crate::source::pointer::Pointer;

pub(crate) use self::enums::describes_values;

/// Which codes were named by a foreign extension, by the place of the code.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    named: BTreeMap<Span, &'static str>,
}

impl Origins {
    /// The extension that named the code at this place.
    pub fn of(&self, span: Span) -> Option<&'static str> {
        self.named.get(&span).copied()
    }

    /// Whether no foreign extension names a code.
    pub fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    fn note(&mut self, span: Span, extension: &'static str) {
        self.named.insert(span, extension);
    }
}

/// What the translation of one object needs to know of the rest of the document.
struct Cx<'d> {
    origins: Origins,
    /// Native values of the document and of the path item that is being visited, by extension.
    wide: BTreeMap<&'static str, Node>,
    path: BTreeMap<&'static str, Node>,
    square: square::Facts,
    fern: fern::Facts,
    speakeasy: speakeasy::Facts,
    diag: &'d mut Diagnostics,
}

/// The native extensions that foreign ones are rewritten into, where positions merge.
const MERGED: [&str; 3] = ["x-retry", "x-idempotency", "x-error-envelope"];

/// Rewrites the whole document.
pub fn translate(root: &mut Node, diag: &mut Diagnostics) -> Origins {
    foreign::leave_out(root, diag);
    let mut cx = Cx {
        origins: Origins::default(),
        wide: natives(root),
        path: BTreeMap::new(),
        square: square::Facts::read(root),
        fern: fern::Facts::read(root, diag),
        speakeasy: speakeasy::Facts::read(root, diag),
        diag,
    };
    walk_mut(
        root,
        Place::One(Kind::Root),
        &mut Pointer::root(),
        &mut |kind, node, _| match kind {
            Kind::Root => {
                square::document(node, &mut cx);
                speakeasy::retries(node, &mut cx);
            }
            Kind::PathItem => cx.path = natives(node),
            Kind::Operation => {
                square::operation(node, &mut cx);
                listed::errors(node, &mut cx);
                speakeasy::retries(node, &mut cx);
                speakeasy::errors(node, &mut cx);
                fern::operation(node, &mut cx);
            }
            Kind::Response => {
                listed::errors(node, &mut cx);
                response_codes::response(node, &mut cx);
            }
            Kind::Schema => enums::schema(node),
            _ => {}
        },
    );
    cx.origins
}

fn natives(node: &Node) -> BTreeMap<&'static str, Node> {
    let found = |key: &'static str| Some((key, node.get(key)?.clone()));
    MERGED.into_iter().filter_map(found).collect()
}

/// Puts a fact of the foreign `extension` under the native `key`, below what native positions say.
fn put(
    node: &mut Node,
    key: &'static str,
    foreign: Node,
    extension: &'static str,
    cx: &mut Cx<'_>,
    above: &[&BTreeMap<&'static str, Node>],
) {
    let Some(at) = node.key_span(extension) else {
        return;
    };
    let native = node.get(key);
    let layers = above
        .iter()
        .map(|layer| layer.get(key))
        .chain([native])
        .flatten();
    // A list of envelopes cannot be merged into; it stands.
    let merged = layers.fold(foreign.clone(), |below, layer| merge::over(&below, layer));
    if let Some(native) = native
        && shadowed(&foreign, &merged)
    {
        cx.diag
            .report(&rules::extension::DIALECT_SHADOWED, at)
            .arg(extension)
            .arg(key)
            .also(native.span, &rules::remarks::THIS_ONE_STANDS);
    }
    if let Some(map) = node.as_map_mut() {
        map.insert(key, at, merged);
    }
}

/// Whether something that the foreign value says did not survive merging.
fn shadowed(foreign: &Node, merged: &Node) -> bool {
    match (foreign.as_map(), merged.as_map()) {
        (Some(said), Some(left)) => said.iter().any(|(key, entry)| {
            left.get(key)
                .is_none_or(|other| shadowed(&entry.value, other))
        }),
        _ => !foreign.same_value(merged),
    }
}

/// Reports a foreign extension whose form is not understood.
fn misshapen(node: &Node, extension: &'static str, diag: &mut Diagnostics) {
    diag.report(&rules::extension::DIALECT_SHAPE, node.span)
        .arg(extension);
}

/// A map of few members, each at the place of its value.
fn map(span: Span, members: impl IntoIterator<Item = (&'static str, Node)>) -> Node {
    let mut map = Map::new();
    for (key, value) in members {
        map.insert(key, value.span, value);
    }
    Node::map(span, map)
}
