//! `x-retry`: when and how a call is repeated.

use std::time::Duration;

use super::{Keys, value};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::facts::Preset;
use crate::ir::{
    Backoff, BackoffKind, Beyond, Budget, HintSource, HintUnit, Jitter, Network, RetryPolicy,
};
use crate::source::node::Node;

const KEYS: &[&str] = &[
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
    let mut policy = RetryPolicy::of_preset(keys.read("preset", diag, preset).unwrap_or_default());
    if let Some(attempts) = keys.read("maxAttempts", diag, |n, d| value::integer(n, 1, 20, d)) {
        policy.max_attempts = attempts;
    }
    policy.max_elapsed = keys.read("maxElapsed", diag, value::duration);
    if let Some(node) = keys.get("backoff") {
        backoffs(node, &mut policy, diag);
    }
    if let Some(node) = keys.get("on") {
        on(node, &mut policy, diag);
    }
    if let Some(node) = keys.get("hints") {
        hints(node, &mut policy, diag);
    }
    if let Some(name) = keys.read("shouldRetryHeader", diag, value::header) {
        policy.should_retry_header = Some(name);
    }
    if keys.is_null("budget") {
        policy.budget = None;
    } else if let Some(node) = keys.get("budget") {
        policy.budget = budget(node, policy.budget.take(), diag);
    }
    policy.idempotent = keys.read("idempotent", diag, idempotent).flatten();
    Some(policy)
}

fn preset(node: &Node, diag: &mut Diagnostics) -> Option<Preset> {
    let words = [
        ("standard", Preset::Standard),
        ("aws-2.1", Preset::Aws21),
        ("aws-2.0", Preset::Aws20),
        ("stripe", Preset::Stripe),
        ("none", Preset::None),
    ];
    value::word(node, &words, diag)
}

fn idempotent(node: &Node, diag: &mut Diagnostics) -> Option<Option<bool>> {
    let words = [("auto", None), ("true", Some(true)), ("false", Some(false))];
    value::word(node, &words, diag)
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
    let throttle_base = policy.throttle.as_ref().map(|backoff| backoff.base);
    policy.backoff = waits(node, keys, policy.backoff.clone(), diag);
    // The throttle and network waits are the general ones with their own keys over them.
    let mut nested = |key, base: Option<Duration>| {
        let inherited = Backoff {
            base: base.unwrap_or(policy.backoff.base),
            ..policy.backoff.clone()
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
    let kinds = [
        ("exponential", BackoffKind::Exponential),
        ("linear", BackoffKind::Linear),
        ("fixed", BackoffKind::Fixed),
    ];
    let jitters = [
        ("full", Jitter::Full),
        ("equal", Jitter::Equal),
        ("none", Jitter::None),
    ];
    if let Some(kind) = keys.read("kind", diag, |n, d| value::word(n, &kinds, d)) {
        backoff.kind = kind;
    }
    if let Some(base) = keys.read("base", diag, value::duration) {
        backoff.base = base;
    }
    if let Some(factor) = keys.read("factor", diag, |n, d| value::number(n, 1.0, 10.0, d)) {
        backoff.factor = factor;
    }
    if let Some(cap) = keys.read("cap", diag, value::duration) {
        backoff.cap = cap;
    }
    if let Some(jitter) = keys.read("jitter", diag, |n, d| value::word(n, &jitters, d)) {
        backoff.jitter = jitter;
    }
    if backoff.cap < backoff.base {
        let at = keys.get("cap").or(keys.get("base")).unwrap_or(node);
        value::out_of_range(at, "a cap that is not below the base", diag);
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
            .also(a.span, format!("{} stands here too", both.first));
    }
    if let Some(throttle) = throttle {
        policy.throttle_on = throttle;
    }
    if let Some(transient) = transient {
        policy.transient_on = transient;
    }
    let words = [("connect", 0), ("timeout", 1), ("reset", 2)];
    let faults = keys.read("network", diag, |node, diag| {
        value::list(node, diag, |node, diag| value::word(node, &words, diag))
    });
    if let Some(faults) = faults {
        policy.network_on = Network {
            connect: faults.contains(&0),
            timeout: faults.contains(&1),
            reset: faults.contains(&2),
        };
    }
}

fn hints(node: &Node, policy: &mut RetryPolicy, diag: &mut Diagnostics) {
    let Some(keys) = Keys::open(node, &["from", "missing", "max", "beyond"], &[], diag) else {
        return;
    };
    if let Some(from) = keys.read("from", diag, |n, d| value::list(n, d, source)) {
        policy.hints_from = Some(from);
    }
    policy.hints_missing = keys.read("missing", diag, value::duration);
    if let Some(max) = keys.read("max", diag, value::duration) {
        policy.hints_max = max;
    }
    let words = [
        ("fail", Beyond::Fail),
        ("clamp", Beyond::Clamp),
        ("ignore", Beyond::Ignore),
    ];
    if let Some(beyond) = keys.read("beyond", diag, |n, d| value::word(n, &words, d)) {
        policy.hints_beyond = beyond;
    }
}

fn source(node: &Node, diag: &mut Diagnostics) -> Option<HintSource> {
    let keys = Keys::open(node, &["header", "body", "unit"], &[], diag)?;
    let units = [
        ("s", HintUnit::Seconds),
        ("ms", HintUnit::Millis),
        ("auto", HintUnit::Auto),
    ];
    let unit = keys
        .read("unit", diag, |n, d| value::word(n, &units, d))
        .unwrap_or(HintUnit::Seconds);
    if keys.conflict("header", "body", diag) {
        return None;
    }
    if let Some(name) = keys.read("header", diag, value::header) {
        return Some(HintSource::Header { name, unit });
    }
    if let Some(at) = keys.read("body", diag, value::pointer_text) {
        return Some(HintSource::Body { at, unit });
    }
    if keys.get("header").is_none() && keys.get("body").is_none() {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg("header or body");
    }
    None
}

fn budget(node: &Node, inherited: Option<Budget>, diag: &mut Diagnostics) -> Option<Budget> {
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
    let base = inherited.or(RetryPolicy::default().budget)?;
    Some(Budget {
        capacity: tokens("capacity", base.capacity),
        cost: tokens("cost", base.cost),
        timeout_cost: tokens("cost", base.timeout_cost),
        throttle_cost: tokens("throttleCost", base.throttle_cost),
        refill: tokens("refill", base.refill),
    })
}
