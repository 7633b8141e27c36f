//! Speakeasy: `x-speakeasy-retries`, and statuses below 400 that are errors (`x-speakeasy-errors`).

use std::collections::BTreeMap;

use super::{Cx, map, misshapen};
use crate::diagnostics::Diagnostics;
use crate::source::Span;
use crate::source::node::Node;

const RETRIES: &str = "x-speakeasy-retries";
const ERRORS: &str = "x-speakeasy-errors";

/// What holds for the whole document.
pub(super) struct Facts {
    errors: Option<Node>,
    /// The shared responses, to flag one at a single operation.
    responses: BTreeMap<String, Node>,
}

impl Facts {
    pub fn read(root: &Node, diag: &mut Diagnostics) -> Self {
        let errors = root.get(ERRORS).filter(|node| !node.is_null()).cloned();
        if let Some(node) = errors.as_ref().filter(|node| !node.is_map()) {
            misshapen(node, ERRORS, diag);
        }
        let in_use = |node: &Node| {
            let paths = node.get("paths").into_iter().flat_map(Node::entries);
            let mut below = paths.flat_map(|(_, item)| item.value.entries());
            below.any(|(key, entry)| key == ERRORS || entry.value.get(ERRORS).is_some())
        };
        let mut responses = BTreeMap::new();
        if errors.is_some() || in_use(root) {
            let shared = root.at("/components/responses");
            for (name, entry) in shared.into_iter().flat_map(Node::entries) {
                responses.insert(name.to_owned(), entry.value.clone());
            }
        }
        Self { errors, responses }
    }
}

/// A retry policy at the document or an operation becomes `x-retry`.
pub(super) fn retries(holder: &mut Node, cx: &mut Cx<'_>) {
    let Some(node) = holder.get(RETRIES).filter(|node| !node.is_null()) else {
        return;
    };
    let Some(policy) = policy(node) else {
        misshapen(node, RETRIES, cx.diag);
        return;
    };
    let (wide, path) = (cx.wide.clone(), cx.path.clone());
    super::put(holder, "x-retry", policy, RETRIES, cx, &[&wide, &path]);
}

/// The native form; `None` when the value is no such policy.
fn policy(node: &Node) -> Option<Node> {
    let span = node.span;
    match node.get("strategy").and_then(Node::text) {
        Some("none") => {
            return Some(map(span, [("preset", Node::string(span, "none"))]));
        }
        Some("backoff" | "exponential") | None => {}
        Some(_) => return None,
    }
    node.as_map()?;
    let mut facts = Vec::new();
    let mut waits = Vec::new();
    let millis = |key: &str| node.get("backoff").and_then(|it| it.get(key)?.as_u64());
    let at = |key: &str| node.span_at(format!("/backoff/{key}")).unwrap_or(span);
    let base = millis("initialInterval");
    if let Some(base) = base {
        let text = format!("{base}ms");
        waits.push(("base", Node::string(at("initialInterval"), text)));
    }
    if let Some(cap) = millis("maxInterval") {
        // The first wait is never cut off in silence.
        let text = format!("{}ms", cap.max(base.unwrap_or(50)));
        waits.push(("cap", Node::string(at("maxInterval"), text)));
    } else if let Some(base) = base.filter(|base| *base > 20_000) {
        let text = format!("{base}ms");
        waits.push(("cap", Node::string(at("initialInterval"), text)));
    }
    let factor = node.get("backoff").and_then(|it| it.get("exponent"));
    if let Some(factor) = factor
        && let Some(value) = factor.as_f64()
    {
        if !(1.0..=10.0).contains(&value) {
            return None;
        }
        waits.push(("factor", factor.clone()));
    }
    if !waits.is_empty() {
        facts.push(("backoff", map(span, waits)));
    }
    if let Some(whole) = millis("maxElapsedTime") {
        let text = format!("{whole}ms");
        facts.push(("maxElapsed", Node::string(at("maxElapsedTime"), text)));
    }
    let mut on = Vec::new();
    if let Some(codes) = node.get("statusCodes") {
        let (throttle, transient) = statuses(codes)?;
        on.push(("transient", Node::list(codes.span, transient)));
        on.push(("throttle", Node::list(codes.span, throttle)));
    }
    if let Some(faults) = node.get("retryConnectionErrors") {
        let words: &[&str] = if faults.as_bool()? {
            &["connect", "timeout", "reset"]
        } else {
            &[]
        };
        let words = words.iter().map(|word| Node::string(faults.span, *word));
        on.push(("network", Node::list(faults.span, words.collect())));
    }
    if !on.is_empty() {
        facts.push(("on", map(span, on)));
    }
    Some(map(span, facts))
}

/// Statuses in the vocabulary's spelling: 429 apart, because it waits longer.
fn statuses(list: &Node) -> Option<(Vec<Node>, Vec<Node>)> {
    let (mut throttle, mut transient) = (Vec::new(), Vec::new());
    if !list.is_list() {
        return None;
    }
    for item in list.items() {
        let text = item.text()?.to_ascii_uppercase();
        crate::extension::value::parse_status(&text)?;
        let node = Node::string(item.span, text.as_str());
        if text == "429" {
            throttle.push(node);
        } else {
            if text == "4XX" {
                throttle.push(Node::string(item.span, "429"));
            }
            transient.push(node);
        }
    }
    Some((throttle, transient))
}

/// Listed statuses below 400 are errors. The nearer list is added to the farther one, unless it overrides it.
pub(super) fn errors(operation: &mut Node, cx: &mut Cx<'_>) {
    let own = operation.get(ERRORS).filter(|node| !node.is_null());
    if own.is_none() && cx.speakeasy.errors.is_none() {
        return;
    }
    if let Some(node) = own.filter(|node| !node.is_map()) {
        misshapen(node, ERRORS, cx.diag);
        return;
    }
    let overrides = own
        .and_then(|node| node.get("override"))
        .and_then(Node::as_bool)
        == Some(true);
    let wide = cx.speakeasy.errors.as_ref().filter(|_| !overrides);
    let lists = [wide, own];
    let statuses = lists
        .into_iter()
        .flatten()
        .flat_map(|node| node.get("statusCodes").map_or(&[][..], Node::items));
    let flagged: Vec<(String, Span)> = statuses
        .filter_map(|item| Some((item.text()?.to_ascii_uppercase(), item.span)))
        .filter(|(text, _)| text.starts_with(['2', '3']))
        .collect();
    let Some(responses) = operation.get_mut("responses").and_then(Node::as_map_mut) else {
        return;
    };
    for (status, at) in flagged {
        if let Some(response) = responses.get_mut(&status) {
            flag(response, at, &cx.speakeasy.responses);
        }
    }
}

/// Flags a response at this operation alone: a shared one is copied first.
fn flag(response: &mut Node, at: Span, shared: &BTreeMap<String, Node>) {
    let target = response
        .get("$ref")
        .and_then(Node::as_str)
        .and_then(|reference| reference.strip_prefix("#/components/responses/"))
        .map(|name| crate::source::pointer::unescape(name).into_owned());
    if let Some(name) = target {
        match shared.get(&name).filter(|node| node.get("$ref").is_none()) {
            Some(copy) => *response = copy.clone(),
            None => return,
        }
    }
    if let Some(response) = response.as_map_mut()
        && !response.contains("x-error")
    {
        response.insert("x-error", at, Node::bool(at, true));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::budget::Budget;
    use crate::source::value::to_json;
    use crate::source::{FileId, yaml};

    #[test]
    fn policies_take_the_words_of_the_vocabulary() {
        let rows = [
            ("{strategy: none}", Some(r#"{"preset":"none"}"#)),
            (
                "{strategy: backoff, backoff: {initialInterval: 500, maxInterval: 60000, maxElapsedTime: 3600000, \
                 exponent: 1.5}, statusCodes: [5xx, 429], retryConnectionErrors: true}",
                Some(
                    r#"{"backoff":{"base":"500ms","cap":"60000ms","factor":1.5},"maxElapsed":"3600000ms","on":{"transient":["5XX"],"throttle":["429"],"network":["connect","timeout","reset"]}}"#,
                ),
            ),
            (
                "{statusCodes: [502], retryConnectionErrors: false}",
                Some(r#"{"on":{"transient":["502"],"throttle":[],"network":[]}}"#),
            ),
            ("{strategy: sometimes}", None),
            ("{statusCodes: [often]}", None),
            ("{backoff: {exponent: 99}}", None),
        ];
        for (text, expected) in rows {
            let mut diag = Diagnostics::new();
            let node = yaml::parse(text, FileId(0), &mut Budget::new(), &mut diag);
            let node = node.expect("the table holds YAML");
            let found = policy(&node).map(|node| to_json(&node).to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
