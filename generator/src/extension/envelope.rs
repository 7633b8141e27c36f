//! `x-error-envelope`: where the facts of an error stand in a body.

use super::{Keys, value};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{
    CodeAt, Envelope, FieldErrorShape, FieldErrors, HintUnit, MessageAt, Pointer, ScalarValue,
    When, WireName,
};
use crate::source::node::Node;

const KEYS: &[&str] = &[
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
    let mut envelope = keys.read("preset", diag, preset).unwrap_or_default();
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
        envelope.request_id_header = at.keys.and_then(|k| k.read("header", diag, value::header));
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

/// A known layout as a starting point.
fn preset(node: &Node, diag: &mut Diagnostics) -> Option<Envelope> {
    let words = [("problem", 0), ("square", 1), ("google", 2)];
    Some(match value::word_of(node, &words, diag)? {
        0 => problem(),
        1 => square(),
        _ => google(),
    })
}

/// The layout of RFC 9457: `type` is a URI that names the problem.
pub(crate) fn problem() -> Envelope {
    Envelope {
        code: Some(code_at(&["type"])),
        message: Some(message_at(&["detail"])),
        status_echo: Some(path(&["status"])),
        field_errors: Some(FieldErrors {
            at: path(&["errors"]),
            shape: FieldErrorShape::Pointers,
        }),
        ..Envelope::default()
    }
}

/// Square: a list of errors, each with its code.
fn square() -> Envelope {
    Envelope {
        items: Some(path(&["errors"])),
        code: Some(code_at(&["code"])),
        message: Some(message_at(&["detail"])),
        category: Some(path(&["category"])),
        param: Some(path(&["field"])),
        ..Envelope::default()
    }
}

/// Google (AIP-193): the canonical status is the code; `ErrorInfo`, which comes first among the details where a service
/// sends it, names the reason.
fn google() -> Envelope {
    Envelope {
        code: Some(code_at(&["error", "status"])),
        message: Some(message_at(&["error", "message"])),
        status_echo: Some(path(&["error", "code"])),
        category: Some(path(&["error", "details", "0", "reason"])),
        details: Some(path(&["error", "details"])),
        ..Envelope::default()
    }
}

pub(crate) fn path(segments: &[&str]) -> Pointer {
    segments.iter().copied().map(WireName::new).collect()
}

pub(crate) fn code_at(segments: &[&str]) -> CodeAt {
    CodeAt {
        at: path(segments),
        integer: false,
        pattern: None,
    }
}

pub(crate) fn message_at(segments: &[&str]) -> MessageAt {
    MessageAt {
        at: path(segments),
        join: WireName::new("; "),
        sensitive: false,
    }
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
        Some(ScalarValue::Null)
    } else {
        keys.read("equals", diag, value::scalar)
    };
    Some(When {
        at,
        equals,
        exists: keys.read("exists", diag, value::boolean).unwrap_or(true),
    })
}

fn code(node: &Node, diag: &mut Diagnostics) -> Option<CodeAt> {
    let (at, keys) = pointed(node, &["type", "pattern"], diag)?;
    let kind = keys.and_then(|keys| {
        keys.read("type", diag, |node, diag| {
            value::word_of(node, &[("string", false), ("integer", true)], diag)
        })
    });
    Some(CodeAt {
        at,
        integer: kind.unwrap_or(false),
        pattern: keys.and_then(|keys| keys.read("pattern", diag, value::pattern)),
    })
}

fn message(node: &Node, diag: &mut Diagnostics) -> Option<MessageAt> {
    let (at, keys) = pointed(node, &["join", "sensitive"], diag)?;
    let join = keys.and_then(|keys| keys.read("join", diag, value::text));
    let sensitive = keys.and_then(|keys| keys.read("sensitive", diag, value::boolean));
    Some(MessageAt {
        at,
        join: join.unwrap_or_else(|| WireName::new("; ")),
        sensitive: sensitive.unwrap_or(false),
    })
}

fn field_errors(node: &Node, diag: &mut Diagnostics) -> Option<FieldErrors> {
    let (at, keys) = pointed(node, &["shape", "field", "message", "code"], diag)?;
    let shape = |node: &Node, diag: &mut Diagnostics| {
        let words = [("map", 0), ("list", 1), ("objects", 2), ("pointers", 3)];
        value::word_of(node, &words, diag)
    };
    let mut sub = |key| keys.and_then(|keys| keys.read(key, diag, value::pointer));
    let (field, message, code) = (sub("field"), sub("message"), sub("code"));
    let shape = match keys.and_then(|keys| keys.read("shape", diag, shape)) {
        Some(1) => FieldErrorShape::List,
        Some(2) => FieldErrorShape::Objects {
            field,
            message,
            code,
        },
        Some(3) => FieldErrorShape::Pointers,
        _ => FieldErrorShape::Map,
    };
    Some(FieldErrors { at, shape })
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
