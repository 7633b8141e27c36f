//! What the runtime is told of one operation, as it holds there: what the document says for all of them included.

use super::facts::{flat, stated, text};
use super::{Item, Sort};
use crate::diff::kinds::Kind;
use crate::ir::{Api, KeyMode, Operation, SecurityNeed, WireName};
use crate::verdict;

/// Adds it to the item of the operation.
pub(super) fn policy(api: &Api, operation: &Operation, item: &mut Item) {
    for (path, value) in flat(verdict::policy(api, operation)) {
        item.fact(retry(&path), path, value);
    }
    let envelopes = operation.envelopes.as_ref().unwrap_or(&api.envelopes);
    for (position, envelope) in envelopes.iter().enumerate() {
        for (path, value) in stated(envelope) {
            item.fact(Kind::EnvelopeChanged, format!("{position} {path}"), value);
        }
    }
    for (range, envelopes) in &operation.envelopes_of {
        let said: Vec<String> = envelopes.iter().map(text).collect();
        item.fact(Kind::EnvelopeChanged, range.to_string(), said.join("; "));
    }
    let in_stream: Vec<String> = operation.in_stream.iter().map(text).collect();
    item.fact(Kind::EnvelopeChanged, "in stream", in_stream.join("; "));
    let limits = operation.rate_limit.as_ref().unwrap_or(&api.rate_limit);
    for (path, value) in flat(limits) {
        item.fact(Kind::RateLimitChanged, path, value);
    }
    let support = operation.support.as_ref().or(api.support.as_ref());
    for (path, value) in support.map(stated).unwrap_or_default() {
        item.fact(Kind::SupportChanged, path, value);
    }
    let class = operation.key_class.as_ref().map(WireName::as_str);
    item.fact(Kind::KeyClassChanged, "", class.unwrap_or_default());
    key(operation, item);
    pages(operation, item);
    security(api, operation, item);
}

/// The kind of a change of one member of `x-retry`.
fn retry(path: &str) -> Kind {
    let first = path.split('.').next().unwrap_or_default();
    match first {
        "backoff" | "throttle" | "network" | "max_elapsed" => Kind::WaitsChanged,
        "hints" | "should_retry_header" => Kind::HintsChanged,
        _ => Kind::RetryChanged,
    }
}

fn key(operation: &Operation, item: &mut Item) {
    let key = operation.idempotency.as_ref();
    let Some(key) = key.filter(|key| key.mode != KeyMode::None) else {
        return;
    };
    let shown = format!("{}: key", item.shown);
    let mut own = Item::new(Sort::Key, "", Kind::KeyAdded).named("", shown);
    own.flag(Kind::KeyRequired, "required", key.mode == KeyMode::Required);
    for (path, value) in flat(key) {
        own.fact(Kind::KeyChanged, path, value);
    }
    item.items.push(own);
}

fn pages(operation: &Operation, item: &mut Item) {
    let Some(pages) = &operation.pagination else {
        return;
    };
    let shown = format!("{}.pages()", item.shown);
    let mut own = Item::new(Sort::Pages, "", Kind::PagesAdded).named("", shown);
    own.flag(Kind::PagesAdded, "items()", pages.within.is_some());
    for (path, value) in stated(&pages.facts) {
        own.fact(Kind::PagesChanged, path, value);
    }
    item.items.push(own);
}

fn security(api: &Api, operation: &Operation, item: &mut Item) {
    let none: &[Vec<SecurityNeed>] = &[Vec::new()];
    let alternatives = match operation.security.as_slice() {
        [] => none,
        some => some,
    };
    for needs in alternatives {
        let mut schemes: Vec<&str> = needs
            .iter()
            .map(|need| api.schemes[need.scheme].name.as_str())
            .collect();
        schemes.sort_unstable();
        let name = match schemes.join(" and ") {
            none if none.is_empty() => "no credential".to_owned(),
            some => some,
        };
        let shown = format!("{}: {name}", item.shown);
        let mut own = Item::new(Sort::Security, name, Kind::SecurityAdded).named("", shown);
        for need in needs {
            let mut scopes: Vec<&str> = need.scopes.iter().map(WireName::as_str).collect();
            scopes.sort_unstable();
            let scheme = api.schemes[need.scheme].name.as_str();
            own.fact(Kind::ScopesChanged, scheme, scopes.join(", "));
        }
        item.items.push(own);
    }
}
