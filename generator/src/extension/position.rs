//! Where each extension may stand. In another place it has no effect, and that is reported.

use crate::diagnostics::{Diagnostics, rules};
use crate::resolve::place::{Kind, Place, walk};
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// An extension, the kinds of object that read it, and those as a person reads them.
struct Position {
    name: &'static str,
    kinds: &'static [Kind],
    words: &'static str,
}

const POSITIONS: [Position; 14] = [
    Position {
        name: "x-error-envelope",
        kinds: &[
            Kind::Root,
            Kind::PathItem,
            Kind::Operation,
            Kind::Response,
            Kind::MediaType,
        ],
        words: "the document, a path item, an operation, a response or its media type",
    },
    Position {
        name: "x-error-codes",
        kinds: &[
            Kind::Root,
            Kind::Components,
            Kind::PathItem,
            Kind::Operation,
            Kind::Response,
            Kind::Schema,
        ],
        words: "the document, components, a path item, an operation, a response or the schema of the code",
    },
    Position {
        name: "x-retry",
        kinds: &[Kind::Root, Kind::PathItem, Kind::Operation],
        words: "the document, a path item or an operation",
    },
    Position {
        name: "x-idempotency",
        kinds: &[Kind::Root, Kind::PathItem, Kind::Operation],
        words: "the document, a path item or an operation",
    },
    Position {
        name: "x-rate-limit",
        kinds: &[Kind::Root, Kind::PathItem, Kind::Operation, Kind::Response],
        words: "the document, a path item, an operation or a response",
    },
    Position {
        name: "x-pagination",
        kinds: &[Kind::Root, Kind::PathItem, Kind::Operation],
        words: "the document, a path item or an operation",
    },
    Position {
        name: "x-auth",
        kinds: &[Kind::SecurityScheme, Kind::Operation],
        words: "a security scheme or an operation",
    },
    Position {
        name: "x-error",
        kinds: &[Kind::Response],
        words: "a response",
    },
    Position {
        name: "x-existing",
        kinds: &[Kind::Response],
        words: "a response",
    },
    Position {
        name: "x-sensitive",
        kinds: &[
            Kind::Schema,
            Kind::Header,
            Kind::Parameter,
            Kind::SecurityScheme,
        ],
        words: "a schema, a header, a parameter or a security scheme",
    },
    Position {
        name: "x-support",
        kinds: &[Kind::Root, Kind::PathItem, Kind::Operation],
        words: "the document, a path item or an operation",
    },
    Position {
        name: "x-webhook-signature",
        kinds: &[Kind::Root, Kind::PathItem],
        words: "the document or a webhook",
    },
    Position {
        name: "x-webhook-event",
        kinds: &[Kind::Root, Kind::PathItem, Kind::Operation],
        words: "the document, a webhook or its operation",
    },
    Position {
        name: "x-test-triggers",
        kinds: &[Kind::Root],
        words: "the document",
    },
];

/// The names of all extensions.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    POSITIONS.iter().map(|position| position.name)
}

/// The names of those that an object of this kind may have.
#[cfg(feature = "cli")]
pub(crate) fn of(kind: Kind) -> impl Iterator<Item = &'static str> {
    let has = move |position: &&Position| position.kinds.contains(&kind);
    POSITIONS.iter().filter(has).map(|position| position.name)
}

/// Reports every extension in a place where it has no meaning.
pub(crate) fn check(root: &Node, diag: &mut Diagnostics) {
    let mut pointer = Pointer::root();
    walk(
        root,
        Place::One(Kind::Root),
        &mut pointer,
        &mut |kind, node, pointer| {
            let is_reference = node.get("$ref").is_some() && kind != Kind::Schema;
            if !matches!(kind, Kind::ErrorCodes | Kind::ErrorCode) && !is_reference {
                at(Some(kind), kind.noun(), node, pointer, diag);
            }
        },
    );
    // Objects that hold nothing which stages treat, so the grammar does not list them.
    let lists = [("tags", "tag"), ("servers", "server")];
    for (key, noun) in lists {
        for item in root.get(key).map(Node::items).unwrap_or_default() {
            at(None, noun, item, &Pointer::of([key]), diag);
        }
    }
    if let Some(info) = root.get("info") {
        at(None, "info", info, &Pointer::of(["info"]), diag);
    }
}

fn at(kind: Option<Kind>, noun: &str, node: &Node, pointer: &Pointer, diag: &mut Diagnostics) {
    for (key, entry) in node.entries().filter(|(key, _)| key.starts_with("x-")) {
        let Some(position) = POSITIONS.iter().find(|position| position.name == key) else {
            continue;
        };
        let webhook = !key.starts_with("x-webhook-")
            || kind == Some(Kind::Root)
            || pointer.as_str().starts_with("/webhooks/")
            || pointer.as_str().contains("/callbacks/");
        if webhook && kind.is_some_and(|kind| position.kinds.contains(&kind)) {
            continue;
        }
        let noun = if kind == Some(Kind::Root) {
            "the document"
        } else {
            noun
        };
        diag.report(&rules::extension::MISPLACED_EXTENSION, entry.key_span)
            .arg(key)
            .arg(noun)
            .arg(position.words)
            .pointer(pointer);
    }
}
