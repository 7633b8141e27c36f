//! `x-error-codes`: the catalogue of codes and status entries, and which of them an operation answers.

use std::rc::Rc;

use indexmap::IndexMap;

use super::{confidence, value};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::Origin;
use crate::resolve::place::{Kind, Place, walk};
use crate::source::node::{Map, Node};
use crate::source::pointer::Pointer;
use crate::source::{Span, Spanned};

/// An entry as a tree, before it is read: uses merge their own facts over it.
#[derive(Clone, Debug)]
pub(crate) struct RawEntry {
    /// Where its key stands.
    pub span: Span,
    /// Its facts.
    pub node: Node,
}

/// Every entry of the document and of its components, by code or status.
pub(crate) type Catalogue = IndexMap<String, RawEntry>;

/// The longest code, in bytes.
const CODE: usize = 128;

/// Merges the catalogues of the document, of its components, and of the enums of codes.
pub(crate) fn catalogue(root: &Node, diag: &mut Diagnostics) -> Catalogue {
    let mut catalogue = Catalogue::new();
    let mut holders: Vec<&Node> = [Some(root), root.get("components")]
        .into_iter()
        .flatten()
        .collect();
    let mut pointer = Pointer::root();
    walk(
        root,
        Place::One(Kind::Root),
        &mut pointer,
        &mut |kind, node, _| {
            if kind == Kind::Schema && node.get("x-error-codes").is_some() {
                check_enum(node, diag);
                holders.push(node);
            }
        },
    );
    for holder in holders {
        let Some(node) = holder.get("x-error-codes").filter(|node| !node.is_null()) else {
            continue;
        };
        let node = resolve(root, node);
        if let Some(list) = super::dialect::catalogue(node, diag) {
            catalogue.extend(list);
            continue;
        }
        if !node.is_map() {
            value::wrong_type(node, &rules::values::A_MAP_OF_CODES, diag);
            continue;
        }
        for (code, entry) in node.entries() {
            if !check_code(code, entry.key_span, diag) {
                continue;
            }
            let facts = resolve(root, &entry.value);
            let raw = RawEntry {
                span: entry.key_span,
                node: facts.clone(),
            };
            match catalogue.get(code) {
                Some(first) if !first.node.same_value(facts) => {
                    diag.report(&rules::extension::DUPLICATE_CODE, entry.key_span)
                        .arg(code)
                        .also(first.span, &rules::extension::OTHER_FACTS);
                }
                Some(_) => {}
                None => {
                    catalogue.insert(code.to_owned(), raw);
                }
            }
        }
    }
    catalogue.retain(|_, entry| !entry.node.is_null());
    catalogue
}

/// At a schema, the keys of the catalogue are the listed values.
fn check_enum(schema: &Node, diag: &mut Diagnostics) {
    let listed = schema.get("enum").map(Node::items).unwrap_or_default();
    let codes = schema.get("x-error-codes");
    for (code, entry) in codes.into_iter().flat_map(Node::entries) {
        if !listed.iter().any(|value| value.text() == Some(code)) {
            diag.report(&rules::extension::CODE_NOT_IN_ENUM, entry.key_span)
                .arg(code)
                .arg(&rules::extension::ENUM_OF_SCHEMA);
        }
    }
    for value in listed {
        let known = codes
            .zip(value.text())
            .and_then(|(codes, text)| codes.get(text));
        if known.is_none() {
            diag.report(&rules::extension::CODE_NOT_IN_ENUM, value.span)
                .arg(value.text().unwrap_or(""))
                .arg(&rules::extension::CATALOGUE_OF_SCHEMA);
        }
    }
}

/// Follows references within the vocabulary: a whole catalogue or an entry may be one.
pub(crate) fn resolve<'n>(root: &'n Node, mut node: &'n Node) -> &'n Node {
    for _ in 0..16 {
        let target = node
            .get("$ref")
            .and_then(Node::as_str)
            .and_then(|reference| reference.strip_prefix('#'))
            .and_then(Pointer::from_fragment)
            .and_then(|pointer| root.at(&pointer));
        match target {
            Some(target) => node = target,
            None => break,
        }
    }
    node
}

/// Reports a code that is empty or too long.
fn check_code(code: &str, span: Span, diag: &mut Diagnostics) -> bool {
    let fits = !code.is_empty() && code.len() <= CODE;
    if !fits {
        diag.report(&rules::extension::OUT_OF_RANGE, span)
            .arg(if code.is_empty() {
                rules::remarks::EMPTY_TEXT.text()
            } else {
                code
            })
            .arg(rules::extension::BYTES_OF_CODE.of([&CODE.to_string()]));
    }
    fits
}

/// What stands at `x-error-codes` of a path item, an operation or a response.
#[derive(Clone, Debug)]
pub(crate) enum Use {
    /// These codes, with facts that differ here.
    Only(Vec<Named>),
    /// The inferred set, with codes added and taken away.
    Change {
        /// Added.
        include: Vec<Named>,
        /// Taken away.
        exclude: Vec<Spanned<String>>,
    },
}

/// A code named in a use.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// The code or status.
    pub code: String,
    /// Where it is named.
    pub span: Span,
    /// Facts that differ here; many responses may share them.
    pub facts: Option<Rc<Node>>,
    /// What names it.
    pub origin: Origin,
}

impl Named {
    /// Whether two name the same code in the same way at the same place, and share their facts.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let same_facts = match (&self.facts, &other.facts) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        same_facts
            && self.code == other.code
            && self.span == other.span
            && self.origin == other.origin
    }
}

/// Reads a use.
pub(crate) fn read_use(root: &Node, holder: &Node, diag: &mut Diagnostics) -> Option<Use> {
    let node = holder.get("x-error-codes").filter(|node| !node.is_null())?;
    let node = resolve(root, node);
    if let Some(named) = super::dialect::use_list(node, diag) {
        return Some(Use::Only(named));
    }
    if node.is_list() {
        return Some(Use::Only(names(node, diag)));
    }
    let Some(map) = node.as_map() else {
        value::wrong_type(node, &rules::values::A_LIST_OR_A_MAP_OF_CODES, diag);
        return None;
    };
    let changes = |key: &str, value: &Node| match key {
        // A map is told from the facts of a code of that name by its keys, which are none of an entry.
        "include" => value.is_list() || value.is_map() && !super::entry::is_entry(value),
        "exclude" => value.is_list(),
        _ => false,
    };
    if !map.is_empty() && map.iter().all(|(key, entry)| changes(key, &entry.value)) {
        let include = node.get("include").map(|of| match of.as_map() {
            Some(map) => entries(root, map, diag),
            None => names(of, diag),
        });
        let exclude = node.get("exclude").map(|list| names(list, diag));
        let exclude = exclude.unwrap_or_default().into_iter();
        return Some(Use::Change {
            include: include.unwrap_or_default(),
            exclude: exclude
                .map(|named| Spanned::new(named.code, named.span))
                .collect(),
        });
    }
    Some(Use::Only(entries(root, map, diag)))
}

/// A map of codes to facts that differ here.
fn entries(root: &Node, map: &Map, diag: &mut Diagnostics) -> Vec<Named> {
    let mut named = Vec::new();
    for (code, entry) in map.iter() {
        if check_code(code, entry.key_span, diag) {
            named.push(Named {
                code: code.to_owned(),
                span: entry.key_span,
                facts: Some(Rc::new(resolve(root, &entry.value).clone())),
                origin: Origin::Native,
            });
        }
    }
    named
}

/// A list of codes; each once.
fn names(list: &Node, diag: &mut Diagnostics) -> Vec<Named> {
    let mut named: Vec<Named> = Vec::new();
    for item in list.items() {
        let Some(code) = value::text(item, diag) else {
            continue;
        };
        if !check_code(code.as_str(), item.span, diag) {
            continue;
        }
        match named.iter().find(|named| named.code == code.as_str()) {
            Some(first) => {
                diag.report(&rules::extension::DUPLICATE_CODE, item.span)
                    .arg(code.as_str())
                    .label(&rules::remarks::AND_AGAIN)
                    .also(first.span, &rules::extension::NAMED_FIRST);
            }
            None => named.push(Named {
                code: code.as_str().to_owned(),
                span: item.span,
                facts: None,
                origin: Origin::Native,
            }),
        }
    }
    named
}

/// An entry of the catalogue with the facts of nearer positions over it, the farthest first.
pub(crate) fn with_facts<'n>(
    base: Option<&RawEntry>,
    layers: impl IntoIterator<Item = &'n Node>,
    span: Span,
) -> Node {
    let empty = Node::map(span, Map::new());
    let base = base.map_or(empty, |entry| entry.node.clone());
    layers
        .into_iter()
        .filter(|layer| !layer.is_null())
        .fold(base, |below, layer| confidence::over(&below, layer))
}
