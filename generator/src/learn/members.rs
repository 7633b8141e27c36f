//! Members of bodies, held against the types that the document declares.

use std::collections::BTreeMap;

use faultcode_facts::is_member_name;
use serde_json::Value;

use super::read::at;
use super::shape::{TEXT, is_whole};
use crate::ir::{
    Api, Carried, Envelope, ErrorCase, ErrorCode, FieldErrorShape, Operation, Pointer, SuccessKind,
    Type, TypeKind,
};
use crate::source::pointer::escape;

/// Members by their pointers, and how many answers had, or lacked, each.
#[derive(Debug, Default)]
pub struct Members {
    /// Those that nothing declares.
    pub undeclared: BTreeMap<String, usize>,
    /// Those that are declared as always there, and were not.
    pub absent: BTreeMap<String, usize>,
}

/// Members that are counted of one operation.
const MOST: usize = 64;

impl Members {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.undeclared.is_empty() && self.absent.is_empty()
    }

    /// Adds what others have found.
    pub fn add(&mut self, other: &Self, times: usize) {
        for (to, from) in [
            (&mut self.undeclared, &other.undeclared),
            (&mut self.absent, &other.absent),
        ] {
            for pointer in from.keys() {
                count(to, pointer, times);
            }
        }
    }

    /// Holds a success against its type.
    pub fn of_success(api: &Api, operation: &Operation, status: u16, body: &Value) -> Self {
        let mut members = Self::default();
        let ty = match &operation.success.kind {
            SuccessKind::Json(ty) => Some(ty),
            SuccessKind::Several(cases) => {
                let mut fitting = cases.iter();
                let case = fitting.find(|it| it.status.is_some_and(|it| it.contains(status)));
                case.and_then(|case| match &case.kind {
                    SuccessKind::Json(ty) => Some(ty),
                    _ => None,
                })
            }
            _ => None,
        };
        let envelopes = operation.envelopes.as_ref().unwrap_or(&api.envelopes);
        let data = envelopes.iter().find_map(|it| it.data.as_ref());
        let (value, mut place) = match data {
            Some(data) => (at(body, data), text(data)),
            None => (Some(body), String::new()),
        };
        if let (Some(ty), Some(value)) = (ty, value) {
            members.walk(api, ty, value, &mut place);
        }
        members
    }

    /// Holds an error against its case, and against the envelope that reads it.
    pub fn of_error(
        api: &Api,
        case: (&ErrorCase, &ErrorCode),
        envelope: Option<&Envelope>,
        body: &Value,
    ) -> Self {
        let mut members = Self::default();
        match (&case.0.carried, envelope) {
            (Carried::Json(ty), _) => members.walk(api, ty, body, &mut String::new()),
            (Carried::Details, Some(envelope)) => {
                let known = known(case.1, envelope);
                members.beside(&known, body, &mut String::new());
            }
            _ => {}
        }
        members
    }

    fn walk(&mut self, api: &Api, ty: &Type, value: &Value, place: &mut String) {
        match (api.resolved(ty), value) {
            (_, Value::Null) => {}
            (Type::Nullable(inner), value) => self.walk(api, inner, value, place),
            (Type::List(inner), Value::Array(items)) => {
                for item in items {
                    below(place, "0", |place| self.walk(api, inner, item, place));
                }
            }
            (Type::Map(inner), Value::Object(members)) => {
                for value in members.values() {
                    below(place, TEXT, |place| self.walk(api, inner, value, place));
                }
            }
            (Type::Named(id), Value::Object(members)) => {
                let TypeKind::Object { fields, rest } = &api.types[*id].kind else {
                    return;
                };
                for (name, value) in members {
                    let field = fields.iter().find(|field| field.wire.as_str() == name);
                    below(place, name, |place| match (field, rest) {
                        (Some(field), _) => self.walk(api, &field.ty, value, place),
                        (None, Some(_)) => {}
                        (None, None) => count(&mut self.undeclared, place, 1),
                    });
                }
                let required = fields.iter().filter(|it| it.required && !it.write_only);
                let whole = is_whole(members, place);
                for field in required.filter(|_| whole) {
                    let name = field.wire.as_str();
                    if is_member_name(name) && !members.contains_key(name) {
                        below(place, name, |place| count(&mut self.absent, place, 1));
                    }
                }
            }
            _ => {}
        }
    }

    /// Counts members that stand neither at a known place nor on the way to one.
    fn beside(&mut self, known: &[String], value: &Value, place: &mut String) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    below(place, name, |place| {
                        if known.iter().any(|it| it == place) {
                            return;
                        }
                        let way = format!("{place}/");
                        match known.iter().any(|it| it.starts_with(&way)) {
                            true => self.beside(known, value, place),
                            false => count(&mut self.undeclared, place, 1),
                        }
                    });
                }
            }
            Value::Array(items) => {
                for item in items {
                    below(place, "0", |place| self.beside(known, item, place));
                }
            }
            _ => {}
        }
    }
}

/// The places of an error body that are read.
fn known(entry: &ErrorCode, envelope: &Envelope) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    let pointers = [
        envelope.code.as_ref().map(|it| &it.at),
        envelope.message.as_ref().map(|it| &it.at),
        envelope.category.as_ref(),
        envelope.param.as_ref(),
        envelope.status_echo.as_ref(),
        envelope.request_id.as_ref(),
        envelope.retry_after.as_ref().map(|it| &it.0),
        envelope.reset_at.as_ref().map(|it| &it.0),
        envelope.data.as_ref(),
        envelope.field_errors.as_ref().map(|it| &it.at),
    ];
    known.extend(pointers.into_iter().flatten().map(text));
    known.extend(envelope.when.iter().map(|when| text(&when.at)));
    if let Some(fields) = &envelope.field_errors
        && let FieldErrorShape::Objects { .. } = fields.shape
    {
        known.push(text(&fields.at));
    }
    if let Some(details) = &envelope.details {
        let details = text(details);
        if entry.details.is_empty() {
            known.push(details);
        } else {
            let fields = entry.details.iter();
            known.extend(fields.map(|it| format!("{details}/{}", escape(it.wire.as_str()))));
        }
    }
    known.extend(entry.facts.iter().map(|fact| text(&fact.at)));
    known
}

fn text(pointer: &Pointer) -> String {
    let segments = pointer.iter();
    segments
        .map(|it| format!("/{}", escape(it.as_str())))
        .collect()
}

/// Acts at a place one step further.
fn below(place: &mut String, name: &str, act: impl FnOnce(&mut String)) {
    let length = place.len();
    place.push('/');
    place.push_str(&escape(name));
    act(place);
    place.truncate(length);
}

fn count(to: &mut BTreeMap<String, usize>, place: &str, times: usize) {
    if let Some(known) = to.get_mut(place) {
        *known += times;
    } else if to.len() < MOST {
        to.insert(place.to_owned(), times);
    }
}
