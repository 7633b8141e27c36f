//! Rate limits and waits off the declared headers of the answers.
//!
//! The runtime reads the usual names whether they are declared or not; here are those that a document spells otherwise.

use std::collections::BTreeMap;

use super::places::plain;
use crate::ir::{Api, HintSource, HintUnit, HintUse, WireName};
use crate::resolve::place::{Kind, Place, walk};
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// The parts of a limit, and how a reset is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// How many requests there may be.
    Limit,
    /// How many are left.
    Remaining,
    /// When the window ends, as a span.
    ResetAfter,
    /// When the window ends, in any form.
    Reset,
    /// A wait, in milliseconds or not.
    RetryAfter(bool),
}

/// The names that a document has for them.
#[derive(Debug, Default)]
pub(super) struct Limits {
    limit: Option<WireName>,
    remaining: Option<WireName>,
    reset_after: Option<WireName>,
    reset: Option<WireName>,
    /// Where waits are told, where nothing says that.
    waits: Vec<HintSource>,
}

/// Reads what no extension says.
pub(super) fn limits(root: &Node) -> Limits {
    let mut counts: BTreeMap<(Part, String), usize> = BTreeMap::new();
    let mut note = |node: &Node| {
        for (name, _) in node.get("headers").into_iter().flat_map(Node::entries) {
            if let Some(part) = part(name) {
                *counts.entry((part, name.to_owned())).or_default() += 1;
            }
        }
    };
    walk(
        root,
        Place::One(Kind::Root),
        &mut Pointer::root(),
        &mut |kind, node, _| {
            if kind == Kind::Response {
                note(node);
            }
        },
    );
    let usual = |part: Part| {
        let of_part = counts.iter().filter(|((other, _), _)| *other == part);
        let most = of_part.max_by_key(|(_, count)| **count);
        most.map(|((_, name), _)| WireName::new(name.as_str()))
    };
    let mut limits = Limits::default();
    if root.get("x-rate-limit").is_none() {
        limits.limit = usual(Part::Limit);
        limits.remaining = usual(Part::Remaining);
        limits.reset_after = usual(Part::ResetAfter);
        limits.reset = usual(Part::Reset);
    }
    if root.at("/x-retry/hints/from").is_none() {
        let waits = [(false, HintUnit::Seconds), (true, HintUnit::Millis)];
        let waits = waits.into_iter().filter_map(|(millis, unit)| {
            let name = usual(Part::RetryAfter(millis))?;
            let name = WireName::new(name.as_str().to_ascii_lowercase());
            Some(HintSource::Header { name, unit })
        });
        limits.waits = waits.collect();
    }
    limits
}

impl Limits {
    /// Fills what no extension says.
    pub fn complete(&self, api: &mut Api) {
        let limits = &mut api.rate_limit;
        let set = |place: &mut WireName, name: &Option<WireName>| {
            if let Some(name) = name
                && !name.as_str().eq_ignore_ascii_case(place.as_str())
            {
                *place = name.clone();
            }
        };
        set(&mut limits.limit, &self.limit);
        set(&mut limits.remaining, &self.remaining);
        // A span needs no clock that agrees with the server's.
        if let Some(name) = &self.reset_after {
            limits.reset = name.clone();
            limits.reset_as = HintUnit::Seconds;
        } else {
            set(&mut limits.reset, &self.reset);
        }
        let hints = &mut api.retry.hints;
        if hints.used != HintUse::Ignored {
            // They stand beside the headers that are read anyway, before what the body says.
            let is_header = |source: &&HintSource| matches!(source, HintSource::Header { .. });
            let at = hints.sources.iter().take_while(is_header).count();
            hints.sources.splice(at..at, self.waits.iter().cloned());
        }
    }
}

/// What a header says, if its name shows it and is not read anyway.
pub(crate) fn part(name: &str) -> Option<Part> {
    let plain = plain(name);
    if let Some(rest) = plain
        .strip_suffix("retryafter")
        .filter(|rest| !rest.is_empty())
    {
        return rest
            .chars()
            .all(char::is_alphanumeric)
            .then_some(Part::RetryAfter(false));
    }
    if plain != "retryafterms" && plain.ends_with("retryafterms") {
        return Some(Part::RetryAfter(true));
    }
    let (_, part) = plain.split_once("ratelimit")?;
    // The standard fields have a syntax of their own.
    if plain.starts_with("ratelimit") {
        return None;
    }
    Some(match part {
        "limit" | "max" | "requestslimit" | "limitrequests" => Part::Limit,
        "remaining" | "requestsremaining" | "remainingrequests" => Part::Remaining,
        "resetafter" | "resetin" => Part::ResetAfter,
        "reset" | "resetrequests" | "requestsreset" => Part::Reset,
        _ => return None,
    })
}
