//! `x-idempotency`: where an idempotency key travels and what the server answers about it.

use faultcode_facts::{Confidence, KEYED_METHODS};

use super::{Keys, value};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Idempotency, KeyFact, KeyMode, KeyPlace};
use crate::source::node::Node;

pub(super) const KEYS: &[&str] = &[
    "header",
    "body",
    "mode",
    "methods",
    "maxLength",
    "prefix",
    "structured",
    "scope",
    "ttl",
    "mismatch",
    "inFlight",
    "missing",
    "replays",
    "replayedHeader",
    "confidence",
];

/// The facts of one position, merged with those above it.
#[derive(Clone, Debug)]
pub(crate) struct Keyed {
    /// The facts; `None`: switched off here.
    pub facts: Option<Idempotency>,
    /// The methods that a document-wide entry covers.
    pub methods: Vec<String>,
}

/// Reads the merged value.
pub(crate) fn read(node: &Node, diag: &mut Diagnostics) -> Option<Keyed> {
    let keys = Keys::open(node, KEYS, &[], diag)?;
    let mut facts = Idempotency::default();
    keys.conflict("header", "body", diag);
    if let Some(name) = keys.read("header", diag, value::header) {
        let is_taken = value::RESERVED_HEADERS
            .iter()
            .any(|taken| taken.eq_ignore_ascii_case(name.as_str()));
        if let Some(node) = keys.get("header").filter(|_| is_taken) {
            diag.report(&rules::extension::KEY_HEADER_TAKEN, node.span)
                .arg(name.as_str())
                .arg(&rules::extension::SET_BY_CLIENT);
        }
        facts.place = KeyPlace::Header(name);
    }
    if let Some(pointer) = keys.read("body", diag, value::pointer_text) {
        if pointer.as_str().is_empty()
            && let Some(node) = keys.get("body")
        {
            diag.report(&rules::extension::BAD_POINTER, node.span)
                .arg("")
                .arg(&rules::extension::KEY_NEEDS_MEMBER);
        }
        facts.place = KeyPlace::Body(pointer);
    }
    if let Some(mode) = keys.read("mode", diag, value::word) {
        facts.mode = mode;
    }
    if let Some(length) = keys.read("maxLength", diag, |n, d| value::integer(n, 1, 1024, d)) {
        facts.max_length = u16::try_from(length).unwrap_or(u16::MAX);
    }
    if let Some(prefix) = keys.read("prefix", diag, value::visible) {
        facts.prefix = prefix;
    }
    made_key_fits(keys, &facts, diag);
    facts.structured = keys
        .read("structured", diag, value::boolean)
        .unwrap_or(false);
    facts.scope = keys.read("scope", diag, value::text);
    facts.ttl = keys.read("ttl", diag, value::duration);
    facts.mismatch = keys.read("mismatch", diag, key_fact);
    facts.in_flight = keys.read("inFlight", diag, key_fact);
    facts.missing = keys.read("missing", diag, key_fact);
    facts.replays = keys.read("replays", diag, value::word);
    facts.replayed_header = keys.read("replayedHeader", diag, value::header);
    let confidence: Option<Confidence> = keys.read("confidence", diag, value::word);
    facts.unsure = confidence.unwrap_or_default().is_unsure();
    let methods = keys.read("methods", diag, |n, d| value::list(n, d, value::text));
    let methods = match methods {
        Some(list) => list.iter().map(|m| m.as_str().to_uppercase()).collect(),
        None => KEYED_METHODS.iter().map(|m| (*m).to_owned()).collect(),
    };
    Some(Keyed {
        facts: (facts.mode != KeyMode::None).then_some(facts),
        methods,
    })
}

/// The length of a key that is made, behind its prefix: a UUID in its text form (RFC 9562, section 4).
const MADE: usize = 36;

/// Reports a prefix or a longest length that no key which the client makes fits.
fn made_key_fits(keys: Keys<'_>, facts: &Idempotency, diag: &mut Diagnostics) {
    let (prefix, longest) = (facts.prefix.as_str().len(), usize::from(facts.max_length));
    if facts.mode != KeyMode::Auto || prefix + MADE <= longest {
        return;
    }
    let left = longest.saturating_sub(MADE).to_string();
    match (keys.get("prefix"), keys.get("maxLength")) {
        (Some(node), _) if longest >= MADE => {
            value::out_of_range(node, rules::extension::PREFIX_OF_KEY.of([&left]), diag);
        }
        (_, Some(node)) => {
            let least = (prefix + MADE).to_string();
            value::out_of_range(node, rules::extension::LENGTH_OF_KEY.of([&least]), diag);
        }
        _ => {}
    }
}

fn key_fact(node: &Node, diag: &mut Diagnostics) -> Option<KeyFact> {
    let keys = Keys::open(node, &["status", "code"], &[], diag)?;
    let fact = KeyFact {
        status: keys.read("status", diag, value::status),
        code: keys.read("code", diag, value::text),
    };
    if keys.get("status").is_none() && keys.get("code").is_none() {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg(&rules::extension::STATUS_OR_CODE);
        return None;
    }
    Some(fact)
}
