//! The facts of one entry of `x-error-codes`.

use faultcode_facts::{Confidence, Source};

use super::{Keys, value};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{
    self, Action, Effect, Existing, Expression, HeaderIs, Retry, StatusRange, WireName,
};
use crate::source::node::Node;
use crate::source::{Span, Spanned};

/// The facts of an entry, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry<'n> {
    pub aliases: Vec<WireName>,
    pub statuses: Vec<StatusRange>,
    pub description: Option<WireName>,
    pub category: Option<WireName>,
    pub retry: Retry,
    pub effect: Option<Effect>,
    pub action: Option<Action>,
    pub existing: Option<Existing>,
    pub details: Option<&'n Node>,
    pub fields: Vec<(ir::Pointer, &'n Node)>,
    pub sensitive: bool,
    pub when: When,
    pub applies_to: Option<AppliesTo>,
    pub name: Option<WireName>,
    pub deprecated: bool,
    pub confidence: Confidence,
    /// Where a tool has found it.
    pub origin: Option<Source>,
}

/// When an entry holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct When {
    /// Only for operations that accept one of these schemes.
    pub security: Option<Vec<Spanned<WireName>>>,
    /// For answers with this header.
    pub header: Option<HeaderIs>,
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
    "aliases",
    "status",
    "description",
    "category",
    "retry",
    "effect",
    "action",
    "existing",
    "details",
    "fields",
    "sensitive",
    "when",
    "appliesTo",
    "rustName",
    "deprecated",
    CONFIDENCE,
    ORIGIN,
];

/// The key by which an entry says where a tool has found it.
pub(crate) const ORIGIN: &str = "origin";

/// The key by which an entry says how sure it is.
pub(crate) const CONFIDENCE: &str = "confidence";

/// Whether an object has a key of an entry.
pub(crate) fn is_entry(node: &Node) -> bool {
    node.entries().any(|(key, _)| KEYS.contains(&key))
}

/// Reads an entry.
pub(crate) fn read<'n>(node: &'n Node, diag: &mut Diagnostics) -> Entry<'n> {
    let Some(keys) = Keys::open(node, KEYS, &["absent"], diag) else {
        return Entry::default();
    };
    Entry {
        aliases: keys
            .read("aliases", diag, |n, d| {
                value::one_or_more(n, d, value::text)
            })
            .unwrap_or_default(),
        statuses: keys
            .read("status", diag, |n, d| {
                value::one_or_more(n, d, value::status)
            })
            .unwrap_or_default(),
        description: keys.read("description", diag, value::text),
        category: keys.read("category", diag, value::text),
        retry: keys.read("retry", diag, value::word).unwrap_or_default(),
        effect: keys.read("effect", diag, |n, d| value::word_of(n, Effect::STATED, d)),
        action: keys.read("action", diag, action),
        existing: keys.read("existing", diag, existing),
        details: keys.get("details"),
        fields: keys.read("fields", diag, fields).unwrap_or_default(),
        sensitive: keys
            .read("sensitive", diag, value::boolean)
            .unwrap_or(false),
        when: keys.read("when", diag, when).unwrap_or_default(),
        applies_to: keys.read("appliesTo", diag, applies_to),
        name: keys.read("rustName", diag, rust_name),
        deprecated: keys
            .read("deprecated", diag, value::boolean)
            .unwrap_or(false),
        confidence: keys.read(CONFIDENCE, diag, value::word).unwrap_or_default(),
        origin: keys.read(ORIGIN, diag, value::word),
    }
}

fn existing(node: &Node, diag: &mut Diagnostics) -> Option<Existing> {
    let keys = Keys::open(node, &["operationId", "parameters"], &[], diag)?;
    let operation = operation(&keys, node, diag);
    let arguments = arguments(&keys, diag).into_iter();
    let arguments = arguments.map(|(name, from, _)| Some((name, from?)));
    Some(Existing {
        // One that cannot be read is reported, and nothing else about the list.
        arguments: arguments.collect::<Option<_>>()?,
        operation: operation?,
        span: node.span,
    })
}

/// The operation that a client calls by itself.
pub(super) fn operation(keys: &Keys<'_>, node: &Node, diag: &mut Diagnostics) -> Option<WireName> {
    if keys.get("operationId").is_none() {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg("operationId");
    }
    keys.read("operationId", diag, value::text)
}

/// The parameters of such a call, where their values come from, and where that stands. A value that cannot be read is reported.
pub(super) fn arguments(
    keys: &Keys<'_>,
    diag: &mut Diagnostics,
) -> Vec<(WireName, Option<Expression>, Span)> {
    let Some(parameters) = keys.get("parameters") else {
        return Vec::new();
    };
    if !parameters.is_map() {
        value::wrong_type(parameters, &rules::values::A_MAP_OF_PARAMETERS, diag);
    }
    let entries = parameters.entries();
    entries
        .map(|(name, entry)| {
            let from = expression(&entry.value, diag);
            (WireName::new(name), from, entry.value.span)
        })
        .collect()
}

/// A runtime expression (OpenAPI 3.1.1, section 4.8.20.4), or a constant. What headers, methods and URLs say is of no use to a
/// client.
fn expression(node: &Node, diag: &mut Diagnostics) -> Option<Expression> {
    let text = value::text(node, diag)?;
    let whole = text.as_str();
    if !whole.starts_with('$') {
        return Some(Expression::Text(text));
    }
    let named = |start: &str| {
        let name = whole.strip_prefix(start).filter(|name| !name.is_empty());
        name.map(WireName::new)
    };
    if let Some(name) = named("$request.path.") {
        return Some(Expression::RequestPath(name));
    }
    if let Some(name) = named("$request.query.") {
        return Some(Expression::RequestQuery(name));
    }
    for (start, of_request) in [("$request.body#", true), ("$response.body#", false)] {
        if let Some(at) = whole.strip_prefix(start) {
            let at = value::pointer_text(&Node::string(node.span, at), diag)?;
            return Some(match of_request {
                true => Expression::RequestBody(at),
                false => Expression::ResponseBody(at),
            });
        }
    }
    diag.report(&rules::extension::BAD_EXPRESSION, node.span)
        .arg(whole);
    None
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
        value::wrong_type(node, &rules::values::A_MAP_OF_POINTERS_TO_SCHEMAS, diag);
        return None;
    }
    let mut fields = Vec::new();
    for (key, entry) in node.entries() {
        let key_node = Node::string(entry.key_span, key);
        match value::pointer(&key_node, diag) {
            Some(pointer) if pointer.is_empty() => {
                diag.report(&rules::extension::BAD_POINTER, entry.key_span)
                    .arg(key)
                    .arg(&rules::extension::FIELD_NEEDS_NAME);
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

fn when(node: &Node, diag: &mut Diagnostics) -> Option<When> {
    let keys = Keys::open(node, &["security", "header"], &[], diag)?;
    Some(When {
        security: keys.read("security", diag, |n, d| value::list(n, d, spanned)),
        header: keys.read("header", diag, header),
    })
}

/// A header's name alone means that it has to be there.
fn header(node: &Node, diag: &mut Diagnostics) -> Option<HeaderIs> {
    if !node.is_map() {
        return Some(HeaderIs {
            name: value::header(node, diag)?,
            ..HeaderIs::default()
        });
    }
    let keys = Keys::open(node, &["name", "equals", "exists"], &[], diag)?;
    let name = keys.read("name", diag, value::header);
    if keys.get("name").is_none() {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg("name");
    }
    keys.conflict("equals", "exists", diag);
    let mut header = HeaderIs {
        name: name?,
        equals: keys.read("equals", diag, value::header_value),
        ..HeaderIs::default()
    };
    keys.set("exists", &mut header.exists, diag, value::boolean);
    Some(header)
}

fn applies_to(node: &Node, diag: &mut Diagnostics) -> Option<AppliesTo> {
    if !node.is_map() {
        value::word_of(node, &[("all", ())], diag)?;
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
        value::wrong_type(node, &rules::values::A_WORD_IN_UPPERCAMELCASE, diag);
    }
    name.map(WireName::new)
}
