//! Bodies made up from types and envelopes, for answers that the document shows no example of.

use std::str::FromStr;

use serde_json::{Map, Number, Value, json};

use super::places::{follow, has_room, remove, set};
use crate::ir::{
    Branch, Carried, Constant, Envelope, ErrorCase, ErrorCode, Field, Scalar, Table, Type, TypeDef,
    TypeId, TypeKind, When, number_of_code,
};
use crate::steps;

/// A body of a success: the value where the envelope expects it.
pub(super) fn success_body(
    types: &Table<TypeId, TypeDef>,
    ty: &Type,
    envelopes: &[Envelope],
) -> Value {
    let value = value(types, ty);
    let Some(envelope) = envelopes.iter().find(|envelope| envelope.data.is_some()) else {
        return value;
    };
    let mut body = json!({});
    for when in &envelope.when {
        if let Some(other) = contrary(when) {
            set(&mut body, &when.at, other);
        }
    }
    set(
        &mut body,
        envelope.data.as_deref().unwrap_or_default(),
        value,
    );
    body
}

/// A value that a condition for errors does not match; `None`: the member stays away.
fn contrary(when: &When) -> Option<Value> {
    match &when.equals {
        Some(Scalar::Bool(value)) => Some(Value::Bool(!value)),
        Some(Scalar::Text(_)) => Some(json!("ok")),
        Some(Scalar::Number(_)) => Some(json!(0)),
        Some(Scalar::Null) => Some(json!({})),
        None => (!when.exists).then(|| json!({})),
    }
}

/// A body of an error: `base` is what its schema requires; over it stands every fact that the envelope places. Of several
/// envelopes it is the first that takes the code, and has a place for details if there are some; those before it find nothing
/// in the body.
pub(super) fn error_body(
    types: &Table<TypeId, TypeDef>,
    base: Option<Value>,
    envelopes: &[Envelope],
    entry: &ErrorCode,
    status: u16,
    is_known: &dyn Fn(&str) -> bool,
) -> Value {
    let base = base.filter(Value::is_object);
    let mut body = base.unwrap_or_else(|| json!({}));
    if entry.code.is_none() {
        unlist(&mut body, envelopes, is_known);
    }
    let needed = entry.code.is_some();
    let has_place = |one: &Envelope| one.code.is_some() || !needed;
    let has_details = !entry.details.is_empty() || entry.details_value.is_some();
    // What a header tells need not be in the body, and details may stand in any envelope.
    let reading = match entry.header {
        Some(_) => envelopes.iter().enumerate().collect(),
        None => entry.read_by(envelopes),
    };
    let mut whole = reading.iter();
    let found = whole
        .find(|(_, one)| one.details.is_some() || !has_details)
        .or_else(|| reading.first())
        .map(|(index, _)| *index)
        .or_else(|| envelopes.iter().position(has_place));
    if let Some(index) = found {
        let (before, from) = envelopes.split_at(index);
        for other in before {
            let code = other.code.iter().map(|it| &it.at);
            let texts = code.chain(other.message.iter().map(|it| &it.at));
            texts.for_each(|at| remove(&mut body, at));
        }
        if let Some(envelope) = from.first() {
            envelop(types, envelope, entry, status, &mut body);
        }
    }
    for fact in &entry.facts {
        // A body of another shape has no place for it.
        if has_room(&body, &fact.at) {
            set(&mut body, &fact.at, value(types, &fact.field.ty));
        }
    }
    body
}

/// A body that a case carries as a whole. A code in it is one that nobody knows, or the answer would be that of the code.
pub(super) fn carried_body(
    types: &Table<TypeId, TypeDef>,
    case: &ErrorCase,
    envelopes: &[Envelope],
    is_known: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let ty = match &case.carried {
        Carried::Json(ty) => ty,
        Carried::Text | Carried::Bytes => return Some("example".to_owned()),
        Carried::Details | Carried::Nothing => return None,
    };
    let mut body = value(types, ty);
    for when in envelopes.iter().flat_map(|it| &it.when) {
        if when.equals.is_some() && follow(&body, &when.at).is_some() {
            hold(&mut body, when);
        }
    }
    unlist(&mut body, envelopes, is_known);
    Some(body.to_string())
}

/// Makes every code in a body one that nobody knows.
fn unlist(body: &mut Value, envelopes: &[Envelope], is_known: &dyn Fn(&str) -> bool) {
    for code in envelopes.iter().filter_map(|it| it.code.as_ref()) {
        match follow(body, &code.at) {
            Some(Value::String(_)) => {
                let others = (2_u32..).map(|number| format!("unlisted-{number}"));
                let mut words = std::iter::once("unlisted".to_owned()).chain(others);
                set(body, &code.at, json!(words.find(|it| !is_known(it))));
            }
            Some(Value::Number(_)) if code.kind.has_numbers() => {
                let free = (0_u32..).find(|it| !is_known(&it.to_string()));
                set(body, &code.at, json!(free));
            }
            _ => {}
        }
    }
}

/// Makes a condition for errors hold.
fn hold(body: &mut Value, when: &When) {
    let value = match &when.equals {
        Some(Scalar::Null) => Value::Null,
        Some(Scalar::Bool(value)) => Value::Bool(*value),
        Some(Scalar::Number(text)) => number(text.as_str()),
        Some(Scalar::Text(text)) => json!(text.as_str()),
        None if when.exists => json!({}),
        None => return,
    };
    set(body, &when.at, value);
}

fn envelop(
    types: &Table<TypeId, TypeDef>,
    envelope: &Envelope,
    entry: &ErrorCode,
    status: u16,
    body: &mut Value,
) {
    if let Some(at) = &envelope.message {
        let text = entry.doc.as_str().lines().next().unwrap_or("");
        let text = if text.is_empty() { "An example." } else { text };
        set(body, &at.at, json!(text));
    }
    for when in &envelope.when {
        if when.equals.is_some() || follow(body, &when.at).is_none() {
            hold(body, when);
        }
    }
    if let Some(at) = &envelope.details {
        if !entry.details.is_empty() {
            let mut details = Map::new();
            for field in &entry.details {
                let name = field.wire.as_str().to_owned();
                details.insert(name, value(types, &field.ty));
            }
            set(body, at, Value::Object(details));
        } else if let Some(ty) = &entry.details_value {
            set(body, at, value(types, ty));
        }
    }
    if let Some(at) = &envelope.status_echo {
        set(body, at, json!(status));
    }
    // A status entry is what an answer with an unknown code is read as, or without one.
    if let (Some(at), Some(code)) = (&envelope.code, &entry.code) {
        let number = number_of_code(code.as_str()).filter(|_| at.kind.has_numbers());
        let code = number.map_or_else(|| json!(code.as_str()), Value::Number);
        set(body, &at.at, code);
    }
}

/// A value of a type as an answer has it: without what only requests hold.
pub(super) fn value(types: &Table<TypeId, TypeDef>, ty: &Type) -> Value {
    make(types, ty, true)
}

/// A value of a type, of those that are parted into what is sent and what is read.
#[cfg(feature = "mock")]
pub(crate) fn made_up(types: &Table<TypeId, TypeDef>, ty: &Type) -> Value {
    make(types, ty, false)
}

fn make(types: &Table<TypeId, TypeDef>, ty: &Type, read: bool) -> Value {
    let mut maker = Maker {
        types,
        read,
        left: MOST,
        room: MOST_REQUIRED,
        inside: Vec::new(),
    };
    maker.value(ty)
}

/// Values that one example holds at most: types that hold many others would multiply.
const MOST: usize = 2_000;

/// Values that one example holds at most where all of them are required: objects that require each of several others
/// would double at each level.
const MOST_REQUIRED: usize = 2_000;

/// Makes a value; stops where a type comes back to itself.
struct Maker<'t> {
    types: &'t Table<TypeId, TypeDef>,
    /// Whether the value is one that is read.
    read: bool,
    left: usize,
    room: usize,
    inside: Vec<TypeId>,
}

impl Maker<'_> {
    fn value(&mut self, ty: &Type) -> Value {
        steps::count(1);
        self.left = self.left.saturating_sub(1);
        self.room = self.room.saturating_sub(1);
        match ty {
            Type::String => json!("text"),
            Type::Secret => json!("secret"),
            Type::Bool => json!(true),
            Type::I32 | Type::I64 | Type::U32 | Type::U64 => json!(1),
            Type::F32 | Type::F64 | Type::Number => number("1.5"),
            Type::Decimal { text: false } => number("1.00"),
            Type::Decimal { text: true } => json!("1.00"),
            Type::DateTime => json!("2025-01-01T00:00:00Z"),
            Type::Date => json!("2025-01-01"),
            Type::Uuid => json!("00000000-0000-4000-8000-000000000000"),
            Type::Base64 => json!("AA=="),
            Type::File => json!(""),
            Type::Any => json!({}),
            Type::List(inner) if self.ends_at(inner) => json!([]),
            Type::List(inner) => Value::Array(vec![self.value(inner)]),
            Type::Map(inner) if self.ends_at(inner) => json!({}),
            Type::Map(inner) => json!({ "key": self.value(inner) }),
            Type::Nullable(inner) if self.ends_at(inner) => Value::Null,
            Type::Nullable(inner) => self.value(inner),
            Type::Tuple(items) => items.iter().map(|item| self.value(item)).collect(),
            Type::Named(id) => self.named(*id),
        }
    }

    /// Whether a value of the type would hold another one of a type that is being made, or there is no room left.
    fn ends_at(&self, ty: &Type) -> bool {
        match ty {
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => self.ends_at(inner),
            Type::Tuple(items) => items.iter().any(|item| self.ends_at(item)),
            Type::Named(id) => self.left == 0 || self.inside.contains(id),
            _ => self.left == 0,
        }
    }

    fn named(&mut self, id: TypeId) -> Value {
        if self.room == 0 || self.inside.contains(&id) {
            return json!({});
        }
        self.inside.push(id);
        let made = match &self.types[id].kind {
            TypeKind::Object { fields, .. } => self.object(fields),
            TypeKind::TextEnum { values, .. } => values
                .first()
                .map_or(json!(""), |first| json!(first.wire.as_str())),
            TypeKind::IntEnum { values } => {
                values.first().map_or(json!(0), |(first, _)| json!(first))
            }
            TypeKind::ValueEnum { values } => {
                let first = values.first();
                first.map_or(Value::Null, |(first, _)| constant(first))
            }
            TypeKind::Union { tag, variants } => {
                let mut object = Map::new();
                if let Some(first) = variants.first() {
                    let tag_value = first.tags.first().map_or("", |tag| tag.as_str());
                    object.insert(tag.as_str().to_owned(), json!(tag_value));
                    let branch = self.value(&first.ty);
                    for (name, inner) in branch.as_object().into_iter().flatten() {
                        object.entry(name.clone()).or_insert_with(|| inner.clone());
                    }
                }
                Value::Object(object)
            }
            TypeKind::Choice { branches } => {
                let ends = |branch: &&Branch| !self.ends_at(&branch.ty);
                let chosen = branches.iter().find(ends).or(branches.first());
                chosen.map_or(Value::Null, |branch| self.value(&branch.ty))
            }
            TypeKind::Alias(ty) => self.value(ty),
            // Only requests are made of these, and events of a stream.
            TypeKind::Events(_) | TypeKind::Multipart { .. } | TypeKind::Bodies(_) => Value::Null,
        };
        self.inside.pop();
        made
    }

    fn object(&mut self, fields: &[Field]) -> Value {
        let mut object = Map::new();
        let read = self.read;
        let stands = |field: &&Field| field.required && !(read && field.write_only);
        for field in fields.iter().filter(stands) {
            let inner = match field.listed.first() {
                Some(listed) => constant(listed),
                None if field.nullable && self.ends_at(&field.ty) => Value::Null,
                None => self.value(&field.ty),
            };
            object.insert(field.wire.as_str().to_owned(), inner);
        }
        Value::Object(object)
    }
}

fn constant(constant: &Constant) -> Value {
    match constant {
        Constant::Text(text) => json!(text.as_str()),
        Constant::Json(json) => serde_json::from_str(json.as_str()).unwrap_or(Value::Null),
    }
}

fn number(text: &str) -> Value {
    Number::from_str(text).map_or_else(|_| json!(text), Value::Number)
}
