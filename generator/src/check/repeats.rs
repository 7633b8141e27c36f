//! Repeating what changes state: harmless only with a key.

use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Api, Effect, ErrorCode, Idempotent, Method, Operation, Retry, RetryPolicy};
use crate::verdict::{Repeat, repeats};

/// Reports operations that are repeated without a key although they act, and those that are not repeated for lack of one.
pub(super) fn check(api: &Api, diag: &mut Diagnostics) {
    // One statement can hold for many operations.
    let mut stated: Vec<(&RetryPolicy, &Operation, usize)> = Vec::new();
    for operation in &api.operations {
        let acts = matches!(operation.method, Method::Post | Method::Patch);
        if !acts || operation.idempotency.is_some() {
            continue;
        }
        let policy = operation.retry.as_ref().unwrap_or(&api.retry);
        if policy.idempotent != Idempotent::True {
            check_one(api, operation, diag);
            continue;
        }
        match stated.iter_mut().find(|(known, _, _)| *known == policy) {
            Some((_, _, others)) => *others += 1,
            None => stated.push((policy, operation, 0)),
        }
    }
    for (_, operation, others) in stated {
        let report = diag
            .report(&rules::extension::UNSAFE_RETRY, operation.span)
            .arg(operation.id.as_str())
            .arg(operation.method.name());
        if others > 0 {
            report.help(rules::remarks::AND_ELSEWHERE.of([&others.to_string()]));
        }
    }
}

fn check_one(api: &Api, operation: &Operation, diag: &mut Diagnostics) {
    let cases = operation.errors.iter().map(|case| &api.codes[case.code]);
    // What is done is not repeated with a key either.
    let is_refused = |code: &&ErrorCode| {
        code.retry == Retry::Transient
            && code.effect != Some(Effect::Applied)
            && repeats(api, operation, code).contains(&Repeat::Unsafe)
    };
    let mut codes = cases.filter(is_refused);
    let first = codes.find_map(|entry| Some((entry.code.as_ref()?, entry.span)));
    if let Some((code, span)) = first {
        diag.report(&rules::extension::RETRY_WITHOUT_KEY, operation.span)
            .arg(operation.id.as_str())
            .arg(operation.method.name())
            .arg(code.as_str())
            .also(span, &rules::operations::TRANSIENT_BY_ENTRY);
    }
}
