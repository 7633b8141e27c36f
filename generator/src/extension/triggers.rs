//! `x-test-triggers`: inputs that make a test system answer a known error.

use super::{Keys, value};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Trigger, TriggerInput, TriggerText};
use crate::source::Span;
use crate::source::node::Node;

const KEYS: &[&str] = &["in", "name", "at", "value", "suffix", "expect"];

const INPUTS: &[(&str, Input)] = &[
    ("apiKey", Input::ApiKey),
    ("header", Input::Header),
    ("query", Input::Query),
    ("body", Input::Body),
];

#[derive(Clone, Copy)]
enum Input {
    ApiKey,
    Header,
    Query,
    Body,
}

/// Reads the list. What says where it looks at nothing, or expects nothing, is left out after its finding.
pub(crate) fn read(node: &Node, diag: &mut Diagnostics) -> Vec<(Trigger, Span)> {
    value::list(node, diag, |node, diag| {
        Some((trigger(node, diag)?, node.span))
    })
    .unwrap_or_default()
}

fn trigger(node: &Node, diag: &mut Diagnostics) -> Option<Trigger> {
    let keys = Keys::open(node, KEYS, &[], diag)?;
    let mut needed = |key: &str, there: bool| {
        if !there {
            diag.report(&rules::extension::MISSING_KEY, node.span)
                .arg(key);
        }
    };
    needed("in", keys.get("in").is_some());
    needed("expect", keys.get("expect").is_some());
    let input = keys.read("in", diag, |node, diag| value::word_of(node, INPUTS, diag))?;
    let input = match input {
        Input::ApiKey => TriggerInput::ApiKey,
        Input::Header => TriggerInput::Header(keys.read("name", diag, value::header)?),
        Input::Query => TriggerInput::Query(keys.read("name", diag, value::text)?),
        Input::Body => TriggerInput::Body(keys.read("at", diag, value::pointer)?),
    };
    if keys.conflict("value", "suffix", diag) {
        return None;
    }
    let text = match keys.read("suffix", diag, value::text) {
        Some(suffix) => TriggerText::Ending(suffix),
        None => TriggerText::Whole(keys.read("value", diag, |node, _| {
            node.text().map(crate::ir::WireName::new)
        })?),
    };
    let expect = keys.get("expect")?;
    let expect = Keys::open(expect, &["status", "code"], &[], diag)?;
    Some(Trigger {
        input,
        text,
        status: expect.read("status", diag, value::status),
        code: expect.read("code", diag, value::text),
    })
}
