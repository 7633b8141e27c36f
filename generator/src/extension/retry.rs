//! `x-retry`: when and how a call is repeated.

use std::time::Duration;

use super::{Keys, value};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{
    Backoff, BudgetCosts, HintSource, HintUnit, HintUse, NetworkRetry, Preset, RetryPolicy,
    WireName,
};
use crate::source::node::Node;

/// The keys of the extension.
pub(crate) const KEYS: &[&str] = &[
    "preset",
    "maxAttempts",
    "maxElapsed",
    "backoff",
    "on",
    "hints",
    "shouldRetryHeader",
    "budget",
    "idempotent",
];

const WAIT_KEYS: &[&str] = &["kind", "base", "factor", "cap", "jitter"];

/// Reads a policy; what is not said has the value of its preset.
pub(crate) fn read(node: &Node, diag: &mut Diagnostics) -> Option<RetryPolicy> {
    let keys = Keys::open(node, KEYS, &[], diag)?;
    let preset = keys.read("preset", diag, value::word);
    let mut policy = preset.unwrap_or(Preset::Standard).stated();
    if let Some(attempts) = keys.read("maxAttempts", diag, |n, d| value::integer(n, 1, 20, d)) {
        policy.max_attempts = attempts;
    }
    if let Some(longest) = keys.read("maxElapsed", diag, value::duration) {
        policy.max_elapsed = Some(longest);
    }
    if let Some(node) = keys.get("backoff") {
        backoffs(node, &mut policy, diag);
    }
    if let Some(node) = keys.get("on") {
        on(node, &mut policy, diag);
    }
    if let Some(node) = keys.get("hints") {
        hints(node, &mut policy, diag);
    }
    if keys.is_null("shouldRetryHeader") {
        policy.should_retry_header = None;
    } else if let Some(name) = keys.read("shouldRetryHeader", diag, value::header) {
        policy.should_retry_header = Some(name);
    }
    if keys.is_null("budget") {
        policy.budget = None;
    } else if let Some(node) = keys.get("budget") {
        policy.budget = budget(node, policy.budget, diag);
    }
    if let Some(idempotent) = keys.read("idempotent", diag, value::word) {
        policy.idempotent = idempotent;
    }
    Some(policy)
}

fn backoffs(node: &Node, policy: &mut RetryPolicy, diag: &mut Diagnostics) {
    let known: Vec<&'static str> = WAIT_KEYS
        .iter()
        .chain(&["throttle", "network"])
        .copied()
        .collect();
    let Some(keys) = Keys::open(node, &known, &[], diag) else {
        return;
    };
    let throttle_base = policy.throttle.map(|backoff| backoff.base);
    policy.backoff = waits(node, keys, policy.backoff, diag);
    // The throttle and network waits are the general ones with their own keys over them.
    let mut nested = |key, base: Option<Duration>| {
        let inherited = Backoff {
            base: base.unwrap_or(policy.backoff.base),
            ..policy.backoff
        };
        match keys.get(key) {
            Some(node) => Keys::open(node, WAIT_KEYS, &[], diag)
                .map(|keys| waits(node, keys, inherited, diag)),
            None => base.map(|_| inherited),
        }
    };
    policy.throttle = nested("throttle", throttle_base);
    policy.network = nested("network", None);
}

fn waits(node: &Node, keys: Keys<'_>, mut backoff: Backoff, diag: &mut Diagnostics) -> Backoff {
    if let Some(kind) = keys.read("kind", diag, value::word) {
        backoff.kind = kind;
    }
    if let Some(base) = keys.read("base", diag, value::duration) {
        backoff.base = base;
        // The shortest wait of a preset is none of a document that states a shorter one.
        backoff.floor = backoff.floor.min(base);
    }
    if let Some(factor) = keys.read("factor", diag, |n, d| value::number(n, 1.0, 10.0, d)) {
        backoff.factor = factor;
    }
    if let Some(cap) = keys.read("cap", diag, value::duration) {
        backoff.cap = cap;
    }
    if let Some(jitter) = keys.read("jitter", diag, value::word) {
        backoff.jitter = jitter;
    }
    if backoff.cap < backoff.base {
        let at = keys.get("cap").or(keys.get("base")).unwrap_or(node);
        value::out_of_range(at, &rules::extension::CAP_BELOW_BASE, diag);
    }
    backoff
}

fn on(node: &Node, policy: &mut RetryPolicy, diag: &mut Diagnostics) {
    let Some(keys) = Keys::open(node, &["transient", "throttle", "network"], &[], diag) else {
        return;
    };
    let statuses = |n, d: &mut Diagnostics| value::list(n, d, value::status);
    let throttle = keys.read("throttle", diag, statuses);
    let transient = keys.read("transient", diag, statuses);
    if let (Some(throttle), Some(transient)) = (&throttle, &transient)
        && let Some(both) = throttle.iter().find(|status| transient.contains(status))
        && let (Some(a), Some(b)) = (keys.get("transient"), keys.get("throttle"))
    {
        diag.report(&rules::extension::CONFLICTING_KEYS, b.span)
            .arg("transient")
            .arg("throttle")
            .also(
                a.span,
                rules::extension::STANDS_HERE_TOO.of([&both.first.to_string()]),
            );
    }
    if let Some(throttle) = throttle {
        policy.throttle_on = throttle;
    }
    if let Some(transient) = transient {
        policy.transient_on = transient;
    }
    let faults = keys.read("network", diag, |node, diag| {
        value::list(node, diag, |node, diag| {
            value::word_of(node, NetworkRetry::WORDS, diag)
        })
    });
    if let Some(faults) = faults {
        let faults = faults.into_iter();
        policy.network_on = faults.fold(NetworkRetry::NONE, NetworkRetry::or);
    }
}

fn hints(node: &Node, policy: &mut RetryPolicy, diag: &mut Diagnostics) {
    let Some(keys) = Keys::open(node, &["from", "missing", "max", "beyond"], &[], diag) else {
        return;
    };
    let hints = &mut policy.hints;
    let from = keys.read("from", diag, |n, d| value::list(n, d, source));
    let missing = keys.read("missing", diag, value::duration);
    let max = keys.read("max", diag, value::duration);
    let beyond = keys.read("beyond", diag, value::word);
    // Who says where hints stand or how they are obeyed wants them obeyed, whatever the preset does.
    let is_said = from.is_some() || missing.is_some() || max.is_some() || beyond.is_some();
    if is_said && hints.used == HintUse::Ignored {
        hints.used = HintUse::AtLeastBackoff;
    }
    if let Some(from) = from {
        hints.sources = from;
    }
    if missing.is_some() {
        hints.missing = missing;
    }
    if let Some(max) = max {
        hints.max = max;
    }
    if let Some(beyond) = beyond {
        hints.beyond = beyond;
    }
}

fn source(node: &Node, diag: &mut Diagnostics) -> Option<HintSource> {
    let keys = Keys::open(node, &["header", "body", "unit"], &[], diag)?;
    let unit = keys
        .read("unit", diag, |n, d| {
            value::word_of(n, HintUnit::OF_HINTS, d)
        })
        .unwrap_or(HintUnit::Seconds);
    if keys.conflict("header", "body", diag) {
        return None;
    }
    if let Some(name) = keys.read("header", diag, value::header) {
        let name = WireName::new(name.as_str().to_ascii_lowercase());
        return Some(HintSource::Header { name, unit });
    }
    if let Some(at) = keys.read("body", diag, value::pointer_text) {
        return Some(HintSource::Body { at, unit });
    }
    if keys.get("header").is_none() && keys.get("body").is_none() {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg(&rules::extension::HEADER_OR_BODY);
    }
    None
}

fn budget(
    node: &Node,
    inherited: Option<BudgetCosts>,
    diag: &mut Diagnostics,
) -> Option<BudgetCosts> {
    let keys = Keys::open(
        node,
        &["capacity", "cost", "throttleCost", "refill"],
        &[],
        diag,
    )?;
    let mut tokens = |key, default| {
        keys.read(key, diag, |n, d| value::integer(n, 0, 100_000, d))
            .unwrap_or(default)
    };
    let base = inherited.unwrap_or_default();
    Some(BudgetCosts {
        capacity: tokens("capacity", base.capacity),
        cost: tokens("cost", base.cost),
        timeout_cost: tokens("cost", base.timeout_cost),
        throttle_cost: tokens("throttleCost", base.throttle_cost),
        refill: tokens("refill", base.refill),
    })
}
