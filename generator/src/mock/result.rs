//! What an operation does and returns: out of what was stored, or out of its samples.

use serde_json::Value;

use super::answer::Answer;
use super::engine::Engine;
use super::page;
use super::prepared::{Prepared, Ready, success};
use super::refusal::Finding;
use super::request::Request;
use super::state::State;
use super::store::{Known, Role, collection, id_like, merge, split};
use crate::examples::{follow, set};
use crate::extension::received::{Received, received};
use crate::ir::{Operation, OperationId, SuccessKind, WireName, segments};

/// How often the item of a sample comes in a stream.
const ITEMS: u32 = 3;

/// Things of a list that is not handed out page by page.
const LONGEST_LIST: usize = 1_000;

impl Engine {
    /// The answer to a request that was found to be right.
    pub(super) fn result(
        &self,
        state: &mut State,
        id: OperationId,
        request: &Request,
        sent: Option<&Value>,
    ) -> Answer {
        let operation = &self.site.api.operations[id];
        let Some(prepared) = self.site.prepared(id) else {
            return Answer::status(500);
        };
        let Some(ready) = accepted(prepared, request) else {
            let declared = operation.success.statuses.first();
            return Answer::status(declared.map_or(204, |it| it.first.clamp(200, 599)));
        };
        let mut answer = success(prepared, ready);
        if is_stream(ready) {
            answer.pieces = ITEMS;
            return answer;
        }
        match &prepared.role {
            Role::Create { id: member, ty } => {
                let Some(mut body) = ready.json.clone() else {
                    return answer;
                };
                let mut value = inside(&body, prepared).cloned().unwrap_or_default();
                let example = value.get(member.as_str()).cloned().unwrap_or_default();
                if let Some(sent) = sent {
                    merge(&mut value, sent, |it| self.site.fits(ty, it));
                }
                let number = state.store.next();
                let own = id_like(&example, number);
                set(&mut value, std::slice::from_ref(member), own.clone());
                let name = text(&own);
                put(&mut body, prepared, value.clone());
                answer.body = body.to_string().into();
                let place = collection(&request.path);
                state
                    .store
                    .keep(&place, &name, number, value, &self.settings);
            }
            Role::Read | Role::Change => {
                let (place, name) = split(&request.path);
                if prepared.role == Role::Change
                    && let Some(sent) = sent
                {
                    let change = |value: &mut Value| {
                        let kind = value.clone();
                        merge(value, sent, |it| alike(&kind, it));
                    };
                    state.store.change(&place, &name, change);
                }
                match state.store.find(&place, &name) {
                    Known::Here(value) => {
                        if let Some(body) = self.shaped(operation, prepared, ready, value) {
                            answer.body = body.to_string().into();
                        }
                    }
                    Known::Never if !self.settings.created_only => {}
                    Known::Never | Known::Gone => {
                        return self.site.refuse(id, Finding::NoSuchThing, &[]);
                    }
                }
            }
            Role::Delete => {
                let (place, name) = split(&request.path);
                let known = state.store.find(&place, &name);
                let lacks =
                    known == Known::Gone || (known == Known::Never && self.settings.created_only);
                if lacks {
                    return self.site.refuse(id, Finding::NoSuchThing, &[]);
                }
                state.store.delete(&place, &name, &self.settings);
            }
            Role::List => {
                let place = collection(&request.path);
                let stored = state.store.list(&place);
                let stored: Option<Vec<&Value>> = stored.map(Iterator::collect);
                self.list(operation, prepared, ready, stored, request, &mut answer);
            }
            Role::Other => self.list(operation, prepared, ready, None, request, &mut answer),
        }
        answer
    }

    /// A list, as a page of it where it is handed out so.
    fn list(
        &self,
        operation: &Operation,
        prepared: &Prepared,
        ready: &Ready,
        stored: Option<Vec<&Value>>,
        request: &Request,
        answer: &mut Answer,
    ) {
        if stored.is_none() && operation.pagination.is_none() && !self.settings.created_only {
            return;
        }
        let Some(mut body) = ready.json.clone() else {
            return;
        };
        let Some(at) = items_at(operation, prepared, &body) else {
            return;
        };
        let examples: Vec<Value> = match follow(&body, &at) {
            Some(Value::Array(items)) => items.clone(),
            _ => return,
        };
        let is_collection = prepared.role == Role::List;
        let none = Vec::new();
        let all: Vec<&Value> = match stored {
            Some(stored) => stored,
            None if is_collection && self.settings.created_only => none,
            None => examples.iter().collect(),
        };
        match &operation.pagination {
            Some(facts) => page::turn(facts, request, &all, &mut body, answer),
            None => {
                let first = all.iter().take(LONGEST_LIST).map(|it| (*it).clone());
                set(&mut body, &at, first.collect());
            }
        }
        let is_right = |body: &Value| match &operation.success.kind {
            SuccessKind::Json(ty) => {
                inside(body, prepared).is_none_or(|value| self.site.fits(ty, value))
            }
            _ => true,
        };
        if !is_right(&body) {
            // The list shows less, or other things, than creating returns: what both have is taken over.
            let like = examples.first().cloned().unwrap_or_default();
            let items = match follow(&body, &at) {
                Some(Value::Array(items)) => items.iter().map(|it| taken_over(&like, it)).collect(),
                _ => Vec::new(),
            };
            set(&mut body, &at, Value::Array(items));
        }
        if is_right(&body) {
            answer.body = body.to_string().into();
        }
    }

    /// A stored value in the form in which an operation returns it.
    fn shaped(
        &self,
        operation: &Operation,
        prepared: &Prepared,
        ready: &Ready,
        value: &Value,
    ) -> Option<Value> {
        let SuccessKind::Json(ty) = &operation.success.kind else {
            return None;
        };
        let mut body = ready.json.clone()?;
        let value = match self.site.fits(ty, value) {
            true => value.clone(),
            false => taken_over(inside(&body, prepared)?, value),
        };
        if !self.site.fits(ty, &value) {
            return None;
        }
        put(&mut body, prepared, value);
        Some(body)
    }
}

/// The sample of a success whose media type a request accepts, or the first.
fn accepted<'p>(prepared: &'p Prepared, request: &Request) -> Option<&'p Ready> {
    let all = &prepared.successes;
    let first = all.first();
    if all.len() < 2 {
        return first;
    }
    let ranges = request.header("accept").unwrap_or("*/*").split(',');
    let ranges = ranges.map(|it| it.split(';').next().unwrap_or_default().trim());
    let mut fitting = ranges.filter_map(|range| {
        if range == "*/*" {
            return first;
        }
        all.iter().find(|ready| {
            let media_type = ready.media_type.as_ref().and_then(|it| it.to_str().ok());
            let media_type = media_type.unwrap_or_default();
            let media_type = media_type.split(';').next().unwrap_or_default().trim();
            match range.strip_suffix("/*") {
                Some(main) => media_type.split('/').next() == Some(main),
                None => media_type.eq_ignore_ascii_case(range),
            }
        })
    });
    fitting.next().or(first)
}

fn is_stream(ready: &Ready) -> bool {
    let media_type = ready.media_type.as_ref().and_then(|it| it.to_str().ok());
    let kind = media_type.map(received);
    matches!(kind, Some(Received::Events | Received::Lines))
}

/// The value within the envelope.
fn inside<'b>(body: &'b Value, prepared: &Prepared) -> Option<&'b Value> {
    follow(body, &prepared.data)
}

fn put(body: &mut Value, prepared: &Prepared, value: Value) {
    set(body, &prepared.data, value);
}

/// Where a body holds the list: as the pages say, as the whole value, or as its only member that is one.
fn items_at(operation: &Operation, prepared: &Prepared, body: &Value) -> Option<Vec<WireName>> {
    if let Some(pages) = &operation.pagination {
        return pages.facts.items.as_ref().map(segments);
    }
    match inside(body, prepared)? {
        Value::Array(_) => Some(prepared.data.clone()),
        Value::Object(members) => {
            let mut lists = members.iter().filter(|(_, it)| it.is_array());
            let (name, _) = lists.next()?;
            let mut at = prepared.data.clone();
            at.push(WireName::new(name.as_str()));
            lists.next().is_none().then_some(at)
        }
        _ => None,
    }
}

/// A value like an example, with what another one has of its members.
fn taken_over(like: &Value, from: &Value) -> Value {
    let mut value = like.clone();
    if let (Value::Object(into), Value::Object(from)) = (&mut value, from) {
        for (name, member) in into.iter_mut() {
            if let Some(other) = from.get(name).filter(|other| alike(member, other)) {
                *member = other.clone();
            }
        }
    }
    value
}

/// Whether two values are of one kind, and where they are objects, their members as well.
fn alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => one
            .iter()
            .all(|(name, it)| other.get(name).is_some_and(|other| alike(it, other))),
        (Value::Null, _) | (_, Value::Null) => true,
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
