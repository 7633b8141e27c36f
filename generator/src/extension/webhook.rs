//! `x-webhook-signature`: how deliveries are signed and repeated. `x-webhook-event`: what holds for one event.

use faultcode_facts::{
    AfterAnswer, Restate, SignatureAlgorithm, SignatureEncoding, WebhookScheme, Word,
};

use super::{Keys, value};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{
    Answers, Deliveries, HeaderNames, StatusRange, WebhookFacts, WebhookSignature, WireName,
};
use crate::source::node::Node;

pub(super) const KEYS: &[&str] = &[
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
    let schemes = WebhookScheme::ALL.iter().map(|it| (it.word(), Some(*it)));
    let schemes: Vec<_> = schemes.chain([(WebhookScheme::OTHER, None)]).collect();
    let scheme = keys.read("scheme", diag, |n, d| value::word_of(n, &schemes, d));
    if keys.get("scheme").is_none() {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg("scheme");
    }
    let scheme = scheme?;
    let facts = signed(keys, scheme, node, diag);
    let mut signature = WebhookSignature::default();
    if let Some(node) = keys.get("delivery") {
        signature.deliveries = deliveries(node, diag).unwrap_or_default();
    }
    signature.signed = scheme.map(|_| WebhookFacts {
        repeats_for: signature.deliveries.repeats_for(facts.id.as_ref()),
        ..facts
    });
    Some(signature)
}

/// How deliveries are signed. A scheme that nothing here verifies has the keys of all.
fn signed(
    keys: Keys<'_>,
    scheme: Option<WebhookScheme>,
    node: &Node,
    diag: &mut Diagnostics,
) -> WebhookFacts {
    let is_standard = scheme.is_some_and(WebhookScheme::is_standard);
    let mut facts = scheme.map_or_else(WebhookFacts::default, |scheme| scheme.usual().restate());
    let stated = keys.read("header", diag, value::header);
    if scheme.is_some() && !is_standard {
        if keys.get("header").is_none() {
            diag.report(&rules::extension::MISSING_KEY, node.span)
                .arg("header");
        }
        // The schemes of Standard Webhooks have a name of their own.
        facts.header = stated.unwrap_or(facts.header);
    }
    if scheme == Some(WebhookScheme::Plain) {
        keys.conflict("scheme", "tolerance", diag);
    } else {
        keys.conflict("scheme", "prefix", diag);
    }
    let algorithms = SignatureAlgorithm::ALL.iter().copied();
    let algorithms = algorithms.filter(|it| scheme.is_none_or(|scheme| scheme.algorithm() == *it));
    let algorithms: Vec<_> = algorithms.map(|it| (it.word(), it)).collect();
    keys.read("algorithm", diag, |n, d| value::word_of(n, &algorithms, d));
    if is_standard {
        keys.conflict("scheme", "id", diag);
    }
    let encodings = SignatureEncoding::ALL.iter().copied();
    let encodings = encodings.filter(|it| !is_standard || *it == facts.encoding);
    let encodings: Vec<_> = encodings.map(|it| (it.word(), it)).collect();
    keys.set("encoding", &mut facts.encoding, diag, |n, d| {
        value::word_of(n, &encodings, d)
    });
    keys.set("prefix", &mut facts.prefix, diag, value::text);
    keys.set("tolerance", &mut facts.tolerance, diag, value::duration);
    facts.id = keys.read("id", diag, id);
    keys.set("headers", &mut facts.headers, diag, headers);
    if let Some(node) = keys.get("respond")
        && let Some(respond) = Keys::open(node, &["signature", "timestamp"], &[], diag)
    {
        let (signature, timestamp) = (&mut facts.respond_signature, &mut facts.respond_timestamp);
        respond.set("signature", signature, diag, value::single_status);
        respond.set("timestamp", timestamp, diag, value::single_status);
    }
    facts
}

fn deliveries(node: &Node, diag: &mut Diagnostics) -> Option<Deliveries> {
    let keys = Keys::open(node, DELIVERY, &[], diag)?;
    let durations = |n: &_, d: &mut _| value::list(n, d, value::duration);
    let count = |n: &_, d: &mut _| value::integer(n, 1, 1000, d);
    Some(Deliveries {
        schedule: keys.read("schedule", diag, durations).unwrap_or_default(),
        disable_after: keys.read("disableAfter", diag, count),
        attempts: keys.read("attempts", diag, count),
        answer_within: keys.read("answerWithin", diag, value::duration),
        repeats_for: keys.read("repeatsFor", diag, value::duration),
        answers: keys.read("answers", diag, answers).unwrap_or_default(),
    })
}

/// The keys at an event.
pub(super) const OF_EVENT: &[&str] = &["durable"];

/// Whether an event is delivered until it is acknowledged.
pub(crate) fn durable(node: &Node, diag: &mut Diagnostics) -> Option<bool> {
    let keys = Keys::open(node, OF_EVENT, &[], diag)?;
    keys.read("durable", diag, value::boolean)
}

/// Where the signed body holds the id of the event.
fn id(node: &Node, diag: &mut Diagnostics) -> Option<WireName> {
    let keys = Keys::open(node, &["body"], &[], diag)?;
    if keys.get("body").is_none() {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg("body");
    }
    keys.read("body", diag, value::pointer_text)
}

fn headers(node: &Node, diag: &mut Diagnostics) -> Option<HeaderNames> {
    let keys = Keys::open(node, &["event", "id", "delivery", "endpoint"], &[], diag)?;
    let mut header = |key| keys.read(key, diag, value::header);
    Some(HeaderNames {
        event: header("event"),
        id: header("id"),
        delivery: header("delivery"),
        endpoint: header("endpoint"),
    })
}

/// The four lists. A status stands in one of them only; a single status and its class may stand in two.
fn answers(node: &Node, diag: &mut Diagnostics) -> Option<Answers> {
    let lists = AfterAnswer::ALL.iter().map(|it| it.word());
    let lists: Vec<_> = lists.collect();
    let keys = Keys::open(node, &lists, &[], diag)?;
    let mut seen: Vec<(StatusRange, &str, &Node)> = Vec::new();
    for list in lists {
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
    let mut statuses = |after: AfterAnswer| {
        let read = keys.read(after.word(), diag, |n, d| value::list(n, d, value::status));
        read.unwrap_or_default()
    };
    Some(Answers {
        acknowledge: statuses(AfterAnswer::Acknowledge),
        repeat: statuses(AfterAnswer::Repeat),
        stop: statuses(AfterAnswer::Stop),
        disable: statuses(AfterAnswer::Disable),
    })
}
