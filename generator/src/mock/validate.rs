//! Whether a value is what the document allows: its types, members, limits, listed values and branches.

use serde_json::Value;

use super::answer::Problem;
use crate::examples::{is_base64, is_date, is_date_time, is_uuid};
use crate::ir::{
    Bound, Constant, Extent, Field, Limits, Table, Type, TypeDef, TypeId, TypeKind, Variant,
};

/// Values within each other that are looked at.
const DEPTH: usize = 64;

/// Findings after which no more are looked for.
const MOST: usize = 20;

/// Looks through one value.
pub(super) struct Validator<'t> {
    types: &'t Table<TypeId, TypeDef>,
    /// Where the value stands: `body`, `query limit`.
    place: String,
    at: Vec<String>,
    problems: Vec<Problem>,
}

/// What is wrong with a value that stands at a place.
pub(super) fn problems(
    types: &Table<TypeId, TypeDef>,
    place: &str,
    ty: &Type,
    limits: Option<&Limits>,
    value: &Value,
) -> Vec<Problem> {
    let mut validator = Validator {
        types,
        place: place.to_owned(),
        at: Vec::new(),
        problems: Vec::new(),
    };
    validator.value(ty, value, 0);
    if let Some(limits) = limits {
        validator.limits(limits, value);
    }
    validator.problems
}

impl Validator<'_> {
    fn wrong(&mut self, what: impl Into<String>) {
        self.report(what.into(), false);
    }

    fn report(&mut self, what: String, missing: bool) {
        if self.problems.len() >= MOST {
            return;
        }
        let mut place = self.place.clone();
        for (depth, name) in self.at.iter().enumerate() {
            place.push_str(if depth == 0 { " /" } else { "/" });
            place.push_str(name);
        }
        let name = self.at.last().cloned();
        let name = name.unwrap_or_else(|| {
            let last = self.place.rsplit(' ').next();
            last.unwrap_or_default().to_owned()
        });
        self.problems.push(Problem {
            place,
            name,
            what,
            missing,
        });
    }

    fn within(&mut self, name: String, look: impl FnOnce(&mut Self)) {
        self.at.push(name);
        look(self);
        self.at.pop();
    }

    fn value(&mut self, ty: &Type, value: &Value, depth: usize) {
        if depth > DEPTH || self.problems.len() >= MOST {
            return;
        }
        let text = value.as_str();
        let right = match ty {
            Type::Any => true,
            Type::String | Type::Secret => text.is_some(),
            Type::Bool => value.is_boolean(),
            Type::I32 => value.as_i64().is_some_and(|it| i32::try_from(it).is_ok()),
            Type::I64 => value.is_i64() || is_whole(value),
            Type::U32 => value.as_u64().is_some_and(|it| u32::try_from(it).is_ok()),
            Type::U64 => value.is_u64(),
            Type::F32 | Type::F64 | Type::Number | Type::Decimal { text: false } => {
                value.is_number()
            }
            Type::Decimal { text: true } => text.is_some_and(|it| it.parse::<f64>().is_ok()),
            Type::Date => text.is_some_and(is_date),
            Type::DateTime => text.is_some_and(is_date_time),
            Type::Uuid => text.is_some_and(is_uuid),
            Type::Base64 => text.is_some_and(is_base64),
            // A part of a form.
            Type::File => true,
            Type::Nullable(_) if value.is_null() => true,
            Type::Nullable(inner) => return self.value(inner, value, depth + 1),
            Type::List(inner) => match value {
                Value::Array(items) => {
                    for (index, item) in items.iter().enumerate() {
                        self.within(index.to_string(), |it| it.value(inner, item, depth + 1));
                    }
                    true
                }
                _ => false,
            },
            Type::Map(inner) => match value {
                Value::Object(members) => {
                    for (name, member) in members {
                        self.within(name.clone(), |it| it.value(inner, member, depth + 1));
                    }
                    true
                }
                _ => false,
            },
            Type::Tuple(all) => match value {
                Value::Array(items) if items.len() >= all.len() => {
                    for (index, (ty, item)) in all.iter().zip(items).enumerate() {
                        self.within(index.to_string(), |it| it.value(ty, item, depth + 1));
                    }
                    true
                }
                _ => false,
            },
            Type::Named(id) => return self.named(*id, value, depth),
        };
        if !right {
            self.wrong(format!("is not {}", noun(ty)));
        }
    }

    fn named(&mut self, id: TypeId, value: &Value, depth: usize) {
        let types = self.types;
        match &types[id].kind {
            TypeKind::Object { fields, rest } => {
                let Value::Object(members) = value else {
                    return self.wrong("is not an object");
                };
                for field in fields {
                    self.member(field, members.get(field.wire.as_str()), depth);
                }
                let Some(rest) = rest else { return };
                let known = |name: &str| fields.iter().any(|it| it.wire.as_str() == name);
                for (name, member) in members.iter().filter(|(name, _)| !known(name)) {
                    self.within(name.clone(), |it| it.value(rest, member, depth + 1));
                }
            }
            TypeKind::TextEnum { values, open } => {
                let listed = |text: &str| *open || values.iter().any(|it| it.wire.as_str() == text);
                if !value.as_str().is_some_and(listed) {
                    self.wrong("is none of the listed values");
                }
            }
            TypeKind::IntEnum { values } => {
                let listed = |number| values.iter().any(|(it, _)| *it == number);
                if !value.as_i64().is_some_and(listed) {
                    self.wrong("is none of the listed numbers");
                }
            }
            TypeKind::ValueEnum { values } => {
                if !values.iter().any(|(it, _)| is(it, value)) {
                    self.wrong("is none of the listed values");
                }
            }
            TypeKind::Union { tag, variants } => {
                let named = value.get(tag.as_str()).and_then(Value::as_str);
                let Some(named) = named else {
                    let missing = value.get(tag.as_str()).is_none();
                    return self.within(tag.as_str().to_owned(), |it| {
                        let what = match missing {
                            true => "is required: it says what kind of object this is",
                            false => "is not a text",
                        };
                        it.report(what.to_owned(), missing);
                    });
                };
                match branch(variants, named) {
                    Some(variant) => self.value(&variant.ty, value, depth + 1),
                    None => self.within(tag.as_str().to_owned(), |it| {
                        it.wrong("names no kind of object");
                    }),
                }
            }
            TypeKind::Choice { branches } => {
                let mut least: Option<Vec<Problem>> = None;
                for branch in branches {
                    let mut other = Validator {
                        types,
                        place: self.place.clone(),
                        at: self.at.clone(),
                        problems: Vec::new(),
                    };
                    other.value(&branch.ty, value, depth + 1);
                    if other.problems.is_empty() {
                        return;
                    }
                    // The branch that was meant is the one that fits deepest; what it lacks helps most.
                    let better = least.as_ref().is_none_or(|it| {
                        let reach = |all: &[Problem]| {
                            let own = all.iter().map(|it| it.place.len()).min();
                            own.unwrap_or_default()
                        };
                        reach(&other.problems) > reach(it)
                    });
                    if better {
                        least = Some(other.problems);
                    }
                }
                self.problems.extend(least.unwrap_or_default());
                self.problems.truncate(MOST);
            }
            TypeKind::Alias(ty) => self.value(ty, value, depth + 1),
            TypeKind::Events(_) | TypeKind::Multipart { .. } | TypeKind::Bodies(_) => {}
        }
    }

    /// A member of a request: what only the server sends is not asked for.
    fn member(&mut self, field: &Field, value: Option<&Value>, depth: usize) {
        self.within(field.wire.as_str().to_owned(), |it| match value {
            None if field.required && !field.read_only => {
                it.report("is required".to_owned(), true);
            }
            None => {}
            Some(Value::Null) if field.nullable => {}
            Some(value) => {
                let before = it.problems.len();
                it.value(&field.ty, value, depth + 1);
                if it.problems.len() == before
                    && let Some(limits) = &field.limits
                {
                    it.limits(limits, value);
                }
            }
        });
    }

    fn limits(&mut self, limits: &Limits, value: &Value) {
        let number = match value {
            Value::Number(number) => number.to_string().parse::<f64>().ok(),
            _ => None,
        };
        if let Some(number) = number {
            let bound = |bound: &Option<Bound>| {
                let bound = bound.as_ref()?;
                Some((bound.number.parse::<f64>().ok()?, bound.excluded))
            };
            if let Some((least, excluded)) = bound(&limits.least)
                && (number < least || (excluded && number <= least))
            {
                self.wrong(format!(
                    "is less than {least}, or equal where it may not be"
                ));
            }
            if let Some((most, excluded)) = bound(&limits.most)
                && (number > most || (excluded && number >= most))
            {
                self.wrong(format!("is more than {most}, or equal where it may not be"));
            }
        }
        match value {
            Value::String(text) => {
                self.extent(limits.characters, text.chars().count(), "characters");
            }
            Value::Array(items) => self.extent(limits.items, items.len(), "items"),
            _ => {}
        }
    }

    fn extent(&mut self, extent: Extent, found: usize, what: &str) {
        if let Some(least) = extent.least.filter(|least| found < *least) {
            self.wrong(format!("has less than {least} {what}"));
        }
        if let Some(most) = extent.most.filter(|most| found > *most) {
            self.wrong(format!("has more than {most} {what}"));
        }
    }
}

/// A whole number that is written like another one, such as `1e3`.
fn is_whole(value: &Value) -> bool {
    value.is_number() && value.as_f64().is_some_and(|it| it.fract() == 0.0)
}

/// The branch that a tag chooses.
pub(super) fn branch<'v>(variants: &'v [Variant], named: &str) -> Option<&'v Variant> {
    let mut variants = variants.iter();
    variants.find(|it| it.tags.iter().any(|tag| tag.as_str() == named))
}

fn is(constant: &Constant, value: &Value) -> bool {
    match constant {
        Constant::Text(text) => value.as_str() == Some(text.as_str()),
        Constant::Json(json) => serde_json::from_str::<Value>(json.as_str())
            .is_ok_and(|it| it == *value || (it.is_f64() && it.as_f64() == value.as_f64())),
    }
}

fn noun(ty: &Type) -> &'static str {
    match ty {
        Type::String | Type::Secret => "a text",
        Type::Bool => "true or false",
        Type::I32 | Type::U32 => "a whole number of 32 bits",
        Type::I64 | Type::U64 => "a whole number",
        Type::F32 | Type::F64 | Type::Number | Type::Decimal { text: false } => "a number",
        Type::Decimal { text: true } => "a number within a text",
        Type::DateTime => "a date and time",
        Type::Date => "a date",
        Type::Uuid => "a UUID",
        Type::Base64 => "base64",
        Type::List(_) | Type::Tuple(_) => "a list, or one that is long enough",
        Type::Map(_) => "an object",
        Type::File | Type::Any | Type::Nullable(_) | Type::Named(_) => "what it has to be",
    }
}
