//! `x-error-codes`: the catalogue of codes and status entries, and which of them an operation answers.

use indexmap::IndexMap;

use super::{Keys, merge, value};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{self, Action, Effect, Retry, StatusSet, WireName};
use crate::resolve::place::{Kind, Place, walk};
use crate::source::node::Node;
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
    walk(root, Place::One(Kind::Root), &mut pointer, &mut |kind, node, _| {
        if kind == Kind::Schema && node.get("x-error-codes").is_some() {
            check_enum(node, diag);
            holders.push(node);
        }
    });
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
            value::wrong_type(node, "a map of codes", diag);
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
                        .also(first.span, "it has other facts here");
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
                .arg("the enum of this schema");
        }
    }
    for value in listed {
        let known = codes.zip(value.text()).and_then(|(codes, text)| codes.get(text));
        if known.is_none() {
            diag.report(&rules::extension::CODE_NOT_IN_ENUM, value.span)
                .arg(value.text().unwrap_or(""))
                .arg("the catalogue of this schema");
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
                "the empty text"
            } else {
                code
            })
            .arg(format!("1 to {CODE} bytes"));
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
    /// Facts that differ here.
    pub facts: Option<Node>,
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
        value::wrong_type(node, "a list or a map of codes", diag);
        return None;
    };
    let changes = |key: &str| key == "include" || key == "exclude";
    if !map.is_empty() && map.iter().all(|(k, e)| changes(k) && e.value.is_list()) {
        let read = |key| node.get(key).map(|list| names(list, diag));
        let [include, exclude] = ["include", "exclude"].map(read);
        let exclude = exclude.unwrap_or_default().into_iter();
        return Some(Use::Change {
            include: include.unwrap_or_default(),
            exclude: exclude
                .map(|named| Spanned::new(named.code, named.span))
                .collect(),
        });
    }
    let mut named = Vec::new();
    for (code, entry) in map.iter() {
        if check_code(code, entry.key_span, diag) {
            named.push(Named {
                code: code.to_owned(),
                span: entry.key_span,
                facts: Some(resolve(root, &entry.value).clone()),
            });
        }
    }
    Some(Use::Only(named))
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
                    .label("and again here")
                    .also(first.span, "named here first");
            }
            None => named.push(Named {
                code: code.as_str().to_owned(),
                span: item.span,
                facts: None,
            }),
        }
    }
    named
}

/// The facts of an entry, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry<'n> {
    pub statuses: Vec<StatusSet>,
    pub description: Option<WireName>,
    pub category: Option<WireName>,
    pub retry: Retry,
    pub effect: Option<Effect>,
    pub action: Option<Action>,
    pub details: Option<&'n Node>,
    pub fields: Vec<(ir::Pointer, &'n Node)>,
    pub sensitive: bool,
    pub security: Option<Vec<Spanned<WireName>>>,
    pub applies_to: Option<AppliesTo>,
    pub name: Option<WireName>,
    pub deprecated: bool,
}

/// The operations that an entry is added to without being named there.
#[derive(Clone, Debug, Default)]
pub(crate) struct AppliesTo {
    /// Operations that have all of these parameters.
    pub parameters: Option<Vec<Spanned<WireName>>>,
    /// Operations that have one of these tags.
    pub tags: Option<Vec<Spanned<WireName>>>,
    /// Operations of one of these methods.
    pub methods: Option<Vec<Spanned<WireName>>>,
}

const KEYS: &[&str] = &[
    "status",
    "description",
    "category",
    "retry",
    "effect",
    "action",
    "details",
    "fields",
    "sensitive",
    "when",
    "appliesTo",
    "rustName",
    "deprecated",
];

/// Reads an entry.
pub(crate) fn read_entry<'n>(node: &'n Node, diag: &mut Diagnostics) -> Entry<'n> {
    let Some(keys) = Keys::open(node, KEYS, &["aliases", "existing", "absent"], diag) else {
        return Entry::default();
    };
    let retries = [
        ("auto", Retry::Auto),
        ("never", Retry::Never),
        ("transient", Retry::Transient),
        ("throttle", Retry::Throttle),
        ("reauth", Retry::Reauth),
        ("inFlight", Retry::InFlight),
        ("newKey", Retry::NewKey),
    ];
    let effects = [
        ("rejected", Effect::Rejected),
        ("maybeApplied", Effect::MaybeApplied),
        ("applied", Effect::Applied),
    ];
    Entry {
        statuses: keys
            .read("status", diag, |n, d| {
                value::one_or_more(n, d, value::status)
            })
            .unwrap_or_default(),
        description: keys.read("description", diag, value::text),
        category: keys.read("category", diag, value::text),
        retry: keys
            .read("retry", diag, |n, d| value::word(n, &retries, d))
            .unwrap_or_default(),
        effect: keys.read("effect", diag, |n, d| value::word(n, &effects, d)),
        action: keys.read("action", diag, action),
        details: keys.get("details"),
        fields: keys.read("fields", diag, fields).unwrap_or_default(),
        sensitive: keys
            .read("sensitive", diag, value::boolean)
            .unwrap_or(false),
        security: keys.read("when", diag, when),
        applies_to: keys.read("appliesTo", diag, applies_to),
        name: keys.read("rustName", diag, rust_name),
        deprecated: keys
            .read("deprecated", diag, value::boolean)
            .unwrap_or(false),
    }
}

fn action(node: &Node, diag: &mut Diagnostics) -> Option<Action> {
    let keys = Keys::open(node, &["kind", "text", "operationId", "link"], &[], diag)?;
    let kind = keys.read("kind", diag, value::text);
    if keys.get("kind").is_none() {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg("kind");
    }
    Some(Action {
        kind: kind?,
        text: keys.read("text", diag, value::text),
        operation: keys.read("operationId", diag, value::text),
        link: keys.read("link", diag, value::link),
    })
}

fn fields<'n>(node: &'n Node, diag: &mut Diagnostics) -> Option<Vec<(ir::Pointer, &'n Node)>> {
    if !node.is_map() {
        value::wrong_type(node, "a map of pointers to schemas", diag);
        return None;
    }
    let mut fields = Vec::new();
    for (key, entry) in node.entries() {
        let key_node = Node::string(entry.key_span, key);
        match value::pointer(&key_node, diag) {
            Some(pointer) if pointer.is_empty() => {
                diag.report(&rules::extension::BAD_POINTER, entry.key_span)
                    .arg(key)
                    .arg("a field needs a name");
            }
            Some(pointer) => fields.push((pointer, &entry.value)),
            None => {}
        }
    }
    Some(fields)
}

fn spanned(node: &Node, diag: &mut Diagnostics) -> Option<Spanned<WireName>> {
    Some(Spanned::new(value::text(node, diag)?, node.span))
}

fn when(node: &Node, diag: &mut Diagnostics) -> Option<Vec<Spanned<WireName>>> {
    let keys = Keys::open(node, &["security"], &[], diag)?;
    keys.read("security", diag, |n, d| value::list(n, d, spanned))
}

fn applies_to(node: &Node, diag: &mut Diagnostics) -> Option<AppliesTo> {
    if !node.is_map() {
        value::word(node, &[("all", ())], diag)?;
        return Some(AppliesTo::default());
    }
    let keys = Keys::open(node, &["parameters", "tags", "methods"], &[], diag)?;
    let mut list = |key| keys.read(key, diag, |n, d| value::list(n, d, spanned));
    Some(AppliesTo {
        parameters: list("parameters"),
        tags: list("tags"),
        methods: list("methods"),
    })
}

fn rust_name(node: &Node, diag: &mut Diagnostics) -> Option<WireName> {
    let name = node.as_str().filter(|name| {
        name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    if name.is_none() {
        value::wrong_type(node, "a word in UpperCamelCase", diag);
    }
    name.map(WireName::new)
}

/// An entry of the catalogue with the facts of nearer positions over it, the farthest first.
pub(crate) fn with_facts<'n>(
    base: Option<&RawEntry>,
    layers: impl IntoIterator<Item = &'n Node>,
    span: Span,
) -> Node {
    let empty = Node::map(span, crate::source::node::Map::new());
    let base = base.map_or(empty, |entry| entry.node.clone());
    layers
        .into_iter()
        .filter(|layer| !layer.is_null())
        .fold(base, |below, layer| merge::over(&below, layer))
}
