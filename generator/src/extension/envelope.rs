//! `x-error-envelope`: where the facts of an error stand in a body.

use faultcode_facts::{EnvelopePreset, FieldErrorWord, Restate};

use super::{Keys, value};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{
    CodeAt, Envelope, FieldErrorShape, FieldErrorsAt, HintUnit, MessageAt, Pointer, Scalar, When,
    WireName,
};
use crate::source::node::Node;

pub(super) const KEYS: &[&str] = &[
    "preset",
    "when",
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
    "data",
    "items",
];

/// Reads one envelope or a list of candidates.
pub(crate) fn read(node: &Node, diag: &mut Diagnostics) -> Vec<Envelope> {
    if node.is_list() {
        value::list(node, diag, one).unwrap_or_default()
    } else {
        one(node, diag).into_iter().collect()
    }
}

fn one(node: &Node, diag: &mut Diagnostics) -> Option<Envelope> {
    let keys = Keys::open(node, KEYS, &[], diag)?;
    let preset = keys.read("preset", diag, value::word);
    let preset = preset.map(|it: EnvelopePreset| it.envelope().restate());
    let mut envelope = preset.unwrap_or_default();
    // A key that is there replaces what the preset says, and null takes it away.
    macro_rules! set {
        ($field:ident, $key:literal, $read:expr) => {
            if let Some(node) = keys.get($key) {
                envelope.$field = $read(node, diag);
            } else if keys.is_null($key) {
                envelope.$field = Default::default();
            }
        };
    }
    set!(when, "when", |node, diag: &mut _| value::one_or_more(
        node, diag, when
    )
    .unwrap_or_default());
    set!(code, "code", code);
    set!(message, "message", message);
    set!(category, "category", value::pointer);
    set!(param, "param", value::pointer);
    set!(details, "details", value::pointer);
    set!(field_errors, "fieldErrors", field_errors);
    set!(status_echo, "statusEcho", value::pointer);
    set!(retry_after, "retryAfter", retry_after);
    set!(reset_at, "resetAt", reset_at);
    set!(data, "data", value::pointer);
    set!(items, "items", value::pointer);
    if let Some(node) = keys.get("requestId") {
        let at = object(node, &["header"], diag)?;
        envelope.request_id = at.pointer;
        let header = at.keys.and_then(|k| k.read("header", diag, value::header));
        envelope.request_id_header = header.unwrap_or(Envelope::default().request_id_header);
    }
    Some(first_item(envelope))
}

/// The keys whose pointers lead into one item where an envelope has `items`.
pub(crate) const OF_ITEM: [&str; 6] = [
    "code",
    "message",
    "category",
    "param",
    "details",
    "fieldErrors",
];

/// Where an envelope has `items`, its pointers are those of one item; the first item decides, so they lead there.
pub(crate) fn first_item(mut envelope: Envelope) -> Envelope {
    let Some(items) = &envelope.items else {
        return envelope;
    };
    let mut prefix = items.clone();
    prefix.push(WireName::new("0"));
    let pointers = [
        envelope.code.as_mut().map(|code| &mut code.at),
        envelope.message.as_mut().map(|message| &mut message.at),
        envelope.category.as_mut(),
        envelope.param.as_mut(),
        envelope.details.as_mut(),
        envelope.field_errors.as_mut().map(|errors| &mut errors.at),
    ];
    for at in pointers.into_iter().flatten() {
        at.splice(0..0, prefix.iter().cloned());
    }
    envelope
}

/// A bare pointer, or an object with the pointer at `at` and more keys.
struct At<'n> {
    pointer: Option<Pointer>,
    keys: Option<Keys<'n>>,
}

fn object<'n>(node: &'n Node, more: &[&'static str], diag: &mut Diagnostics) -> Option<At<'n>> {
    if !node.is_map() {
        let pointer = Some(value::pointer(node, diag)?);
        return Some(At {
            pointer,
            keys: None,
        });
    }
    let known: Vec<&'static str> = ["at"].iter().chain(more).copied().collect();
    let keys = Keys::open(node, &known, &[], diag)?;
    Some(At {
        pointer: keys.read("at", diag, value::pointer),
        keys: Some(keys),
    })
}

/// Like [`object`], for values that are nothing without their pointer.
fn pointed<'n>(
    node: &'n Node,
    more: &[&'static str],
    diag: &mut Diagnostics,
) -> Option<(Pointer, Option<Keys<'n>>)> {
    let at = object(node, more, diag)?;
    if at.pointer.is_none() && node.get("at").is_none() {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg("at");
    }
    Some((at.pointer?, at.keys))
}

fn when(node: &Node, diag: &mut Diagnostics) -> Option<When> {
    let (at, keys) = pointed(node, &["equals", "exists"], diag)?;
    let Some(keys) = keys else {
        value::wrong_type(
            node,
            &rules::values::A_MAP_WITH_AT_AND_EQUALS_OR_EXISTS,
            diag,
        );
        return None;
    };
    keys.conflict("equals", "exists", diag);
    let equals = if keys.is_null("equals") {
        Some(Scalar::Null)
    } else {
        keys.read("equals", diag, value::scalar)
    };
    let mut when = When {
        at,
        equals,
        ..When::default()
    };
    keys.set("exists", &mut when.exists, diag, value::boolean);
    Some(when)
}

fn code(node: &Node, diag: &mut Diagnostics) -> Option<CodeAt> {
    let (at, keys) = pointed(node, &["type", "pattern"], diag)?;
    let mut code = CodeAt {
        at,
        ..CodeAt::default()
    };
    if let Some(keys) = keys {
        keys.set("type", &mut code.kind, diag, value::word);
        code.pattern = keys.read("pattern", diag, value::pattern);
    }
    Some(code)
}

fn message(node: &Node, diag: &mut Diagnostics) -> Option<MessageAt> {
    let (at, keys) = pointed(node, &["join", "sensitive"], diag)?;
    let mut message = MessageAt {
        at,
        ..MessageAt::default()
    };
    if let Some(keys) = keys {
        keys.set("join", &mut message.join, diag, value::text);
        keys.set("sensitive", &mut message.sensitive, diag, value::boolean);
    }
    Some(message)
}

fn field_errors(node: &Node, diag: &mut Diagnostics) -> Option<FieldErrorsAt> {
    let (at, keys) = pointed(node, &["shape", "field", "message", "code"], diag)?;
    let mut sub = |key| keys.and_then(|keys| keys.read(key, diag, value::pointer));
    let (field, message, code) = (sub("field"), sub("message"), sub("code"));
    let shape = keys.and_then(|keys| keys.read("shape", diag, value::word));
    let shape = match shape.unwrap_or_default() {
        FieldErrorWord::Map => FieldErrorShape::Map,
        FieldErrorWord::List => FieldErrorShape::List,
        FieldErrorWord::Pointers => FieldErrorShape::Pointers,
        FieldErrorWord::Objects => FieldErrorShape::Objects {
            field,
            message,
            code,
        },
    };
    Some(FieldErrorsAt { at, shape })
}

fn retry_after(node: &Node, diag: &mut Diagnostics) -> Option<(Pointer, HintUnit)> {
    hint(node, "unit", HintUnit::OF_WAITS, HintUnit::Seconds, diag)
}

fn reset_at(node: &Node, diag: &mut Diagnostics) -> Option<(Pointer, HintUnit)> {
    hint(
        node,
        "format",
        HintUnit::OF_INSTANTS,
        HintUnit::DateTime,
        diag,
    )
}

fn hint(
    node: &Node,
    key: &'static str,
    words: &[(&str, HintUnit)],
    default: HintUnit,
    diag: &mut Diagnostics,
) -> Option<(Pointer, HintUnit)> {
    let (at, keys) = pointed(node, &[key], diag)?;
    let unit =
        keys.and_then(|keys| keys.read(key, diag, |node, diag| value::word_of(node, words, diag)));
    Some((at, unit.unwrap_or(default)))
}
