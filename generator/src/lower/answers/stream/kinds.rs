//! Events whose type chooses the type of their data.
//!
//! ```yaml
//! itemSchema:
//!   required: [event]
//!   properties: {data: {type: string}}
//!   oneOf:                                                # an enum: Note(Text), Count(Box<Count>), Unknown(Text)
//!     - {properties: {event: {const: note}}}
//!     - properties:
//!         event: {const: count}
//!         data: {contentMediaType: application/json, contentSchema: {$ref: '#/components/schemas/Count'}}
//! ```
//!
//! The choice may be nested, and stand in parts of an `allOf`. A branch without the member `event` is the type `message`
//! (HTML Living Standard, section 9.2.6).

use std::collections::BTreeSet;

use super::{EVENT, typed_data};
use crate::diagnostics::rules;
use crate::ir::{DocText, EventKind, MOST_VARIANTS, Type, TypeKind, WireName};
use crate::lower::Cx;
use crate::lower::answers::success::Asked;
use crate::lower::schemas::object::place;
use crate::lower::schemas::view::view;
use crate::lower::schemas::{below, doc};
use crate::lower::site::{Document, SchemaSite};

/// Choices and parts below each other before giving up.
const LEVELS: usize = 16;

/// What a choice of events is.
pub(super) enum Told<'s> {
    /// Each branch lists the types of its events.
    Kinds(Vec<EventBranch<'s>>),
    /// The branches are events, but nothing tells them apart.
    Untold,
    /// No choice of events.
    Nothing,
}

/// A branch.
pub(super) struct EventBranch<'s> {
    site: SchemaSite<'s>,
    events: Vec<&'s str>,
    data: Option<SchemaSite<'s>>,
}

/// What is known of an event on the way to a branch.
#[derive(Clone, Copy, Default)]
struct Members<'s> {
    event: Option<SchemaSite<'s>>,
    data: Option<SchemaSite<'s>>,
}

struct Walk<'s, 'a> {
    document: Document<'a>,
    found: Vec<EventBranch<'s>>,
    untold: bool,
    visits: usize,
}

/// Looks for events below a choice.
pub(super) fn find<'s, 'a: 's>(document: Document<'a>, site: SchemaSite<'s>) -> Told<'s> {
    let mut walk = Walk {
        document,
        found: Vec::new(),
        untold: false,
        visits: 0,
    };
    let is_choice = walk.branch(site, Members::default(), 0) == Some(true);
    let has_data = walk.found.iter().any(|kind| kind.data.is_some());
    match is_choice && has_data {
        true if walk.untold => Told::Untold,
        true => Told::Kinds(walk.found),
        false => Told::Nothing,
    }
}

impl<'s, 'a: 's> Walk<'s, 'a> {
    /// Follows one branch down to its events; whether it is a choice. `None`: it holds something that is no event.
    fn branch(
        &mut self,
        site: SchemaSite<'s>,
        inherited: Members<'s>,
        level: usize,
    ) -> Option<bool> {
        let mut members = inherited;
        let mut branches = Vec::new();
        self.gather(site, &mut members, &mut branches, level)?;
        if !branches.is_empty() {
            for branch in branches {
                self.branch(branch, members, level + 1)?;
            }
            return Some(true);
        }
        let events = match members.event {
            None => vec!["message"],
            Some(event) => view(event.resolve(self.document)?).texts,
        };
        if members.event.is_none() && members.data.is_none() {
            return None;
        }
        self.untold |= events.is_empty();
        self.found.push(EventBranch {
            site,
            events,
            data: members.data,
        });
        Some(false)
    }

    /// The members and the choice of a schema and of its parts. `None` where it has other members, or a second choice.
    fn gather(
        &mut self,
        site: SchemaSite<'s>,
        members: &mut Members<'s>,
        branches: &mut Vec<SchemaSite<'s>>,
        level: usize,
    ) -> Option<()> {
        self.visits += 1;
        if level > LEVELS || self.visits > MOST_VARIANTS {
            return None;
        }
        let schema = site.resolve(self.document)?;
        let view = view(schema);
        for (name, property) in view.properties(schema.node) {
            match name {
                "event" => {
                    let says = |site: SchemaSite<'s>| {
                        let schema = site.resolve(self.document);
                        schema.is_some_and(|schema| !super::view(schema).texts.is_empty())
                    };
                    if members.event.is_none() || says(property) {
                        members.event = Some(property);
                    }
                }
                "data" => members.data = Some(property),
                other if EVENT.contains(&other) => {}
                _ => return None,
            }
        }
        if !view.branches.is_empty() {
            if !branches.is_empty() {
                return None;
            }
            *branches = view.branches(schema.node);
        }
        for part in view.parts(schema.node) {
            self.gather(part, members, branches, level + 1)?;
        }
        Some(())
    }
}

/// The enum of these kinds. A component that several operations stream is one type.
pub(super) fn lower<'a>(
    cx: &mut Cx<'a, '_>,
    asked: &Asked<'_, 'a>,
    site: SchemaSite<'a>,
    kinds: Vec<EventBranch<'a>>,
) -> Option<Type> {
    let schema = site.resolve(cx.document)?;
    if let Some(id) = cx.types.events.get(&place(schema.item)) {
        return Some(Type::Named(*id));
    }
    let name = match cx.types.component_name(site) {
        Some(name) => vec![WireName::new(name)],
        None => vec![asked.id.clone(), WireName::new("event")],
    };
    let id = cx.types.declare(name.clone(), schema);
    cx.types.events.insert(place(schema.item), id);
    let mut taken = BTreeSet::new();
    let mut made = Vec::new();
    for kind in kinds {
        let first = kind.events.first().copied().unwrap_or_default();
        let own = kind.events.iter().filter(|event| taken.insert(**event));
        let events: Vec<_> = own.map(|event| WireName::new(*event)).collect();
        if events.is_empty() {
            let report = cx
                .diag
                .report(&rules::types::REPEATED_TAG, kind.site.node.span);
            report.arg(first).arg("event");
            continue;
        }
        let path = below(&name, first);
        let ty = kind.data.and_then(|data| typed_data(cx, data, &path));
        let target = kind.site.resolve(cx.document);
        made.push(EventKind {
            events,
            ty,
            doc: target.map_or_else(DocText::default, |site| doc(site.item)),
        });
    }
    cx.types.fill(id, TypeKind::Events(made));
    Some(Type::Named(id))
}
