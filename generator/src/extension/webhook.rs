//! `x-webhook-signature`: how deliveries are signed and repeated. `x-webhook-event`: what holds for one event.

use std::time::Duration;

use super::{Keys, value};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{
    Pointer, StatusRange, WebhookAnswers, WebhookHeaders, WebhookScheme, WebhookSignature,
};
use crate::source::node::Node;

const KEYS: &[&str] = &[
    "scheme",
    "header",
    "prefix",
    "algorithm",
    "encoding",
    "tolerance",
    "respond",
    "id",
    "headers",
    "delivery",
];

const DELIVERY: &[&str] = &[
    "schedule",
    "disableAfter",
    "attempts",
    "answerWithin",
    "repeatsFor",
    "answers",
];

/// Reads the value.
pub(crate) fn read(node: &Node, diag: &mut Diagnostics) -> Option<WebhookSignature> {
    let keys = Keys::open(node, KEYS, &[], diag)?;
    let schemes = [
        ("standard", WebhookScheme::Standard),
        ("standardEd25519", WebhookScheme::StandardEd25519),
        ("timestamped", WebhookScheme::Timestamped),
        ("plain", WebhookScheme::Plain),
        ("other", WebhookScheme::Other),
    ];
    let scheme = keys.read("scheme", diag, |n, d| value::word_of(n, &schemes, d));
    if keys.get("scheme").is_none() {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg("scheme");
    }
    let scheme = scheme?;
    let header = keys.read("header", diag, value::header);
    let needs_header = matches!(scheme, WebhookScheme::Timestamped | WebhookScheme::Plain);
    if needs_header && keys.get("header").is_none() {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg("header");
    }
    if scheme == WebhookScheme::Plain {
        keys.conflict("scheme", "tolerance", diag);
    } else {
        keys.conflict("scheme", "prefix", diag);
    }
    let algorithms: &[_] = match scheme {
        WebhookScheme::StandardEd25519 => &[("ed25519", ())],
        WebhookScheme::Other => &[("ed25519", ()), ("hmac-sha256", ())],
        _ => &[("hmac-sha256", ())],
    };
    keys.read("algorithm", diag, |n, d| value::word_of(n, algorithms, d));
    let encodings: &[_] = match scheme.is_standard() {
        true => &[("base64", true)],
        false => &[("hex", false), ("base64", true)],
    };
    if scheme.is_standard() {
        keys.conflict("scheme", "id", diag);
    }
    let base64 = keys.read("encoding", diag, |n, d| value::word_of(n, encodings, d));
    let mut signature = WebhookSignature {
        scheme,
        header,
        prefix: keys.read("prefix", diag, value::text),
        base64: base64.unwrap_or(scheme.is_standard()),
        tolerance: keys
            .read("tolerance", diag, value::duration)
            .unwrap_or(Duration::from_secs(300)),
        respond_signature: 400,
        respond_timestamp: 400,
        id: keys.read("id", diag, id),
        headers: keys.read("headers", diag, headers).unwrap_or_default(),
        schedule: Vec::new(),
        disable_after: None,
        attempts: None,
        answer_within: None,
        repeats_for: None,
        answers: WebhookAnswers::default(),
    };
    if let Some(node) = keys.get("respond")
        && let Some(respond) = Keys::open(node, &["signature", "timestamp"], &[], diag)
    {
        let mut status = |key, field: &mut u16| {
            if let Some(status) = respond.read(key, diag, value::single_status) {
                *field = status;
            }
        };
        status("signature", &mut signature.respond_signature);
        status("timestamp", &mut signature.respond_timestamp);
    }
    if let Some(node) = keys.get("delivery")
        && let Some(delivery) = Keys::open(node, DELIVERY, &[], diag)
    {
        signature.schedule = delivery
            .read("schedule", diag, |n, d| value::list(n, d, value::duration))
            .unwrap_or_default();
        signature.disable_after =
            delivery.read("disableAfter", diag, |n, d| value::integer(n, 1, 1000, d));
        signature.attempts = delivery.read("attempts", diag, |n, d| value::integer(n, 1, 1000, d));
        signature.answer_within = delivery.read("answerWithin", diag, value::duration);
        signature.repeats_for = delivery.read("repeatsFor", diag, value::duration);
        signature.answers = delivery.read("answers", diag, answers).unwrap_or_default();
    }
    Some(signature)
}

/// Whether an event is delivered until it is acknowledged.
pub(crate) fn durable(node: &Node, diag: &mut Diagnostics) -> Option<bool> {
    let keys = Keys::open(node, &["durable"], &[], diag)?;
    keys.read("durable", diag, value::boolean)
}

/// Where the signed body holds the id of the event.
fn id(node: &Node, diag: &mut Diagnostics) -> Option<Pointer> {
    let keys = Keys::open(node, &["body"], &[], diag)?;
    if keys.get("body").is_none() {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg("body");
    }
    keys.read("body", diag, value::pointer)
}

fn headers(node: &Node, diag: &mut Diagnostics) -> Option<WebhookHeaders> {
    let keys = Keys::open(node, &["event", "id", "delivery", "endpoint"], &[], diag)?;
    let mut header = |key| keys.read(key, diag, value::header);
    Some(WebhookHeaders {
        event: header("event"),
        id: header("id"),
        delivery: header("delivery"),
        endpoint: header("endpoint"),
    })
}

/// The four lists. A status stands in one of them only; a single status and its class may stand in two.
fn answers(node: &Node, diag: &mut Diagnostics) -> Option<WebhookAnswers> {
    const LISTS: [&str; 4] = ["acknowledge", "repeat", "stop", "disable"];
    let keys = Keys::open(node, &LISTS, &[], diag)?;
    let mut seen: Vec<(StatusRange, &str, &Node)> = Vec::new();
    for list in LISTS {
        for item in keys.get(list).map(Node::items).unwrap_or_default() {
            let Some(status) = item.text().and_then(value::parse_status) else {
                continue;
            };
            match seen.iter().find(|(other, _, _)| *other == status) {
                Some((_, first, before)) => {
                    diag.report(&rules::extension::CONFLICTING_KEYS, item.span)
                        .arg(first)
                        .arg(list)
                        .also(before.span, rules::extension::IN_ALREADY.of([first]));
                }
                None => seen.push((status, list, item)),
            }
        }
    }
    let mut statuses = |key| {
        let read = keys.read(key, diag, |n, d| value::list(n, d, value::status));
        read.unwrap_or_default()
    };
    Some(WebhookAnswers {
        acknowledge: statuses("acknowledge"),
        repeat: statuses("repeat"),
        stop: statuses("stop"),
        disable: statuses("disable"),
    })
}
