//! `x-errors`: a list of the errors of an operation or of a response, in the four forms that vendors use.

use super::{Cx, map, misshapen};
use crate::diagnostics::rules;
use crate::source::node::{Core, Map, Node};

const EXTENSION: &str = "x-errors";

/// The listed errors become a use of codes, with the facts that stand there.
pub(super) fn errors(holder: &mut Node, cx: &mut Cx<'_>) {
    let Some(listed) = holder.get(EXTENSION) else {
        return;
    };
    if !listed.is_list() {
        misshapen(listed, EXTENSION, cx.diag);
        return;
    }
    let span = listed.span;
    let mut codes = Map::new();
    for item in listed.items() {
        let code = ["code", "name"]
            .into_iter()
            .find_map(|key| item.get(key).filter(|node| is_code(node)));
        let Some((node, code)) = code.and_then(|node| Some((node, node.text()?))) else {
            misshapen(item, EXTENSION, cx.diag);
            continue;
        };
        if codes.contains(code) {
            continue;
        }
        cx.origins.note(node.span, EXTENSION);
        codes.insert(code, node.span, facts(item));
    }
    put(holder, EXTENSION, Node::map(span, codes), cx);
}

fn is_code(node: &Node) -> bool {
    node.text().is_some_and(|text| !text.is_empty())
}

/// Puts a map of codes where the native use stands, unless there is one.
pub(super) fn put(holder: &mut Node, extension: &'static str, codes: Node, cx: &mut Cx<'_>) {
    let at = holder.key_span(extension).unwrap_or(codes.span);
    if let Some(native) = holder.get("x-error-codes") {
        cx.diag
            .report(&rules::extension::DIALECT_SHADOWED, at)
            .arg(extension)
            .arg("x-error-codes")
            .also(native.span, &rules::remarks::THIS_ONE_STANDS);
        return;
    }
    if codes.as_map().is_none_or(Map::is_empty) {
        return;
    }
    if let Some(holder) = holder.as_map_mut() {
        holder.insert("x-error-codes", at, codes);
    }
}

fn facts(item: &Node) -> Node {
    let text = |key: &str| item.get(key).filter(|node| node.as_str().is_some());
    let mut facts = Vec::new();
    if let Some(message) = text("message") {
        let description = match text("when").and_then(Node::as_str) {
            Some(when) => {
                let words = [message.as_str().unwrap_or(""), when];
                Node::string(message.span, words.join("\n\n"))
            }
            None => message.clone(),
        };
        facts.push(("description", description));
    } else if let Some(when) = text("when") {
        facts.push(("description", when.clone()));
    }
    let retryable = item.get("retryable").and_then(|node| {
        let is_bool = node.scalar().is_some_and(|it| it.core() == Core::Bool);
        is_bool.then(|| (node.span, node.as_bool() == Some(true)))
    });
    if let Some((span, retryable)) = retryable {
        let verdict = if retryable { "transient" } else { "never" };
        facts.push(("retry", Node::string(span, verdict)));
    }
    if let Some(legacy) = text("legacyCode") {
        facts.push(("aliases", Node::list(legacy.span, vec![legacy.clone()])));
    }
    let link = text("information_link").filter(|link| {
        let link = link.as_str().unwrap_or("");
        link.starts_with("https://") || link.starts_with("mailto:")
    });
    let hint = text("recoveryHint");
    if let Some(cause) = hint.or(link) {
        let kind = if hint.is_some() {
            "followAdvice"
        } else {
            "readMore"
        };
        let members = [
            ("kind", Some(Node::string(cause.span, kind))),
            ("text", hint.cloned()),
            ("link", link.cloned()),
        ];
        let members = members
            .into_iter()
            .filter_map(|(key, node)| Some((key, node?)));
        facts.push(("action", map(cause.span, members)));
    }
    map(item.span, facts)
}
