//! Parameters of requests: the texts of each style as values of their types (the table stands in the runtime's `param/style.rs`,
//! which writes them), and what is wrong with them.
//!
//! It is long because the styles share what they are made of.

use std::borrow::Cow;
use std::cell::Cell;

use serde_json::{Map, Value};

use super::answer::Problem;
use super::request::{Request, pairs};
use super::validate::problems;
use crate::ir::{
    Api, Operation, ParamPlace, Parameter, ParameterId, SentParameter, Style, Table, Type, TypeDef,
    TypeId, TypeKind,
};
use crate::paths::{decoded, decoded_segment};

/// Names, decoded, and values, as they were sent.
pub(super) type Pairs<'r> = [(Cow<'r, str>, &'r str)];

/// What is wrong with the parameters of a request.
pub(super) fn check(
    api: &Api,
    operation: &Operation,
    path: &[(ParameterId, String)],
    request: &Request,
) -> Vec<Problem> {
    let reader = Reader::new(&api.types);
    let (query, cookies) = (request.query(), request.cookies());
    let mut found = Vec::new();
    for (id, parameter) in operation.parameters.entries() {
        let in_path = path.iter().find(|(other, _)| *other == id);
        let in_path = in_path.map(|(_, text)| text.as_str());
        let value = reader.parameter(parameter, in_path, &query, &cookies, request);
        let name = parameter.wire.as_str();
        let place = format!("{} {name}", parameter.place.as_str());
        match value {
            Some(value) => {
                let limits = parameter.limits.as_ref();
                found.extend(problems(&api.types, &place, &parameter.ty, limits, &value));
            }
            None if parameter.required && !is_empty_whole(parameter) => found.push(Problem {
                place,
                name: name.to_owned(),
                what: "is required".to_owned(),
                missing: true,
            }),
            None => {}
        }
    }
    found
}

/// Whether a parameter is all of the query, which may have no text.
fn is_empty_whole(parameter: &Parameter) -> bool {
    parameter.place == ParamPlace::QueryString
}

/// Reads texts as values.
pub(super) struct Reader<'t> {
    types: &'t Table<TypeId, TypeDef>,
    /// Choices within each other, of which one may hold itself.
    depth: Cell<usize>,
}

/// The most choices within each other.
const DEPTH: usize = 16;

/// What a type is to who reads texts.
enum Form<'t> {
    One,
    List(&'t Type),
    /// Known members, and the type of others.
    Members(Vec<(&'t str, &'t Type)>, Option<&'t Type>),
    Choice(Vec<&'t Type>),
}

impl<'t> Reader<'t> {
    pub fn new(types: &'t Table<TypeId, TypeDef>) -> Self {
        Self {
            types,
            depth: Cell::new(0),
        }
    }

    fn parameter(
        &self,
        parameter: &Parameter,
        in_path: Option<&str>,
        query: &Pairs<'_>,
        cookies: &Pairs<'_>,
        request: &Request,
    ) -> Option<Value> {
        let sent = parameter.sent();
        let name = parameter.wire.as_str();
        match parameter.place {
            ParamPlace::Path => Some(self.segment(&sent, &parameter.ty, in_path?)),
            ParamPlace::Query => self.form(query, &sent, &parameter.ty),
            ParamPlace::Cookie => self.form(cookies, &sent, &parameter.ty),
            ParamPlace::QueryString => {
                let text = request.query.as_deref()?;
                Some(match self.form_of(&parameter.ty) {
                    Form::Members(..) => {
                        let whole = SentParameter {
                            explode: true,
                            style: Style::Form,
                            ..sent
                        };
                        self.form(query, &whole, &parameter.ty)?
                    }
                    _ => self.one(&parameter.ty, &decoded(text)),
                })
            }
            ParamPlace::Header => {
                let lines = request.headers.get_all(name).iter();
                let lines: Vec<_> = lines.filter_map(|it| it.to_str().ok()).collect();
                if lines.is_empty() {
                    return None;
                }
                let text = lines.join(",");
                Some(self.simple(&sent, &parameter.ty, text.trim(), ",", |it| {
                    Cow::Borrowed(it.trim())
                }))
            }
        }
    }

    /// The text of a path segment: styles `simple`, `label` and `matrix`.
    fn segment(&self, sent: &SentParameter, ty: &Type, text: &str) -> Value {
        match sent.style {
            Style::Label => {
                let text = text.strip_prefix('.').unwrap_or(text);
                let between = if sent.explode { "." } else { "," };
                self.simple(sent, ty, text, between, decoded_segment)
            }
            Style::Matrix => {
                let text = text.strip_prefix(';').unwrap_or(text);
                let name = format!("{}=", sent.name.as_str());
                if sent.explode {
                    let pieces = text.split(';');
                    let plain = matches!(self.form_of(ty), Form::Members(..));
                    let pieces = pieces.map(|piece| match plain {
                        true => piece,
                        false => piece.strip_prefix(&name).unwrap_or(piece),
                    });
                    let text = pieces.collect::<Vec<_>>().join(";");
                    return self.simple(sent, ty, &text, ";", decoded_segment);
                }
                let text = text.strip_prefix(&name).unwrap_or(text);
                self.simple(sent, ty, text, ",", decoded_segment)
            }
            _ => self.simple(sent, ty, text, ",", decoded_segment),
        }
    }

    /// One text in which items stand between separators.
    fn simple<'s>(
        &self,
        sent: &SentParameter,
        ty: &Type,
        text: &'s str,
        between: &str,
        decode: impl Fn(&'s str) -> Cow<'s, str> + Copy,
    ) -> Value {
        if sent.style == Style::Json {
            let text = decode(text);
            return serde_json::from_str(&text).unwrap_or_else(|_| Value::from(&*text));
        }
        match self.form_of(ty) {
            Form::One => self.one(ty, &decode(text)),
            Form::List(inner) if text.is_empty() => {
                let _ = inner;
                Value::Array(Vec::new())
            }
            Form::List(inner) => text
                .split(between)
                .map(|item| self.one(inner, &decode(item)))
                .collect(),
            Form::Members(known, rest) => {
                let pieces: Vec<_> = text.split(between).collect();
                let pairs: Vec<_> = match sent.explode {
                    true => pieces
                        .iter()
                        .map(|it| it.split_once('=').unwrap_or((it, "")))
                        .collect(),
                    false => pieces
                        .chunks(2)
                        .filter_map(|pair| Some((*pair.first()?, pair.get(1).copied()?)))
                        .collect(),
                };
                let members = pairs.into_iter().map(|(name, value)| {
                    let name = decode(name).into_owned();
                    let ty = member_type(&known, rest, &name);
                    let value = decode(value);
                    let value = ty.map_or(Value::from(&*value), |ty| self.one(ty, &value));
                    (name, value)
                });
                Value::Object(members.collect())
            }
            Form::Choice(branches) => self.choice(ty, &branches, |reader, branch| {
                reader.simple(sent, branch, text, between, decode)
            }),
        }
    }

    /// Pairs of names and values: styles `form`, the delimited ones and `deepObject`. `None`: the parameter is not there.
    pub fn form(&self, all: &Pairs<'_>, sent: &SentParameter, ty: &Type) -> Option<Value> {
        let name = sent.name.as_str();
        let mut own = all.iter().filter(|(other, _)| other == name);
        if sent.style == Style::Json {
            let text = decoded(own.next()?.1);
            let value = serde_json::from_str(&text);
            return Some(value.unwrap_or_else(|_| Value::from(&*text)));
        }
        let form = self.form_of(ty);
        if sent.style == Style::DeepObject && !matches!(form, Form::One) {
            let nested = nested(all, name)?;
            return Some(self.typed(ty, nested, 0));
        }
        match form {
            Form::One => Some(self.one(ty, &decoded(own.next()?.1))),
            Form::List(inner) if sent.explode => {
                let bracketed = format!("{name}[]");
                let own = all.iter();
                let own = own.filter(|(other, _)| other == name || *other == *bracketed);
                let items: Vec<_> = own.map(|(_, it)| self.one(inner, &decoded(it))).collect();
                (!items.is_empty()).then_some(Value::Array(items))
            }
            Form::Members(known, rest) if sent.explode => {
                let is_known = |name: &str| known.iter().any(|(it, _)| *it == name);
                let own = all
                    .iter()
                    .filter(|(name, _)| is_known(name) || rest.is_some());
                let mut members = Map::new();
                for (name, _) in own {
                    let Some(ty) = member_type(&known, rest, name) else {
                        continue;
                    };
                    let member = SentParameter {
                        name: crate::ir::WireName::new(&**name),
                        ..SentParameter::of(ParamPlace::Query, crate::ir::WireName::new(""))
                    };
                    if let Some(value) = self.flat(all, &member, ty) {
                        members.insert(name.clone().into_owned(), value);
                    }
                }
                (!members.is_empty()).then_some(Value::Object(members))
            }
            Form::List(_) | Form::Members(..) => {
                let text = own.next()?.1;
                let between = match sent.style {
                    Style::SpaceDelimited if text.contains("%20") => "%20",
                    Style::SpaceDelimited => "+",
                    Style::PipeDelimited if text.contains('|') => "|",
                    Style::PipeDelimited if text.contains("%7c") => "%7c",
                    Style::PipeDelimited => "%7C",
                    _ => ",",
                };
                Some(self.simple(sent, ty, text, between, decoded))
            }
            Form::Choice(branches) => {
                let found = self.choice(ty, &branches, |reader, branch| {
                    reader.form(all, sent, branch).unwrap_or(Value::Null)
                });
                (!found.is_null()).then_some(found)
            }
        }
    }

    /// A member of an exploded object, without going into objects again.
    fn flat(&self, all: &Pairs<'_>, sent: &SentParameter, ty: &Type) -> Option<Value> {
        match self.form_of(ty) {
            Form::Members(..) => {
                let mut own = all.iter().filter(|(other, _)| *other == sent.name.as_str());
                Some(self.one(ty, &decoded(own.next()?.1)))
            }
            _ => self.form(all, sent, ty),
        }
    }

    /// The first branch that a text can be read as.
    fn choice(&self, ty: &Type, branches: &[&Type], read: impl Fn(&Self, &Type) -> Value) -> Value {
        if self.depth.get() >= DEPTH {
            return Value::Null;
        }
        self.depth.set(self.depth.get() + 1);
        let values: Vec<_> = branches.iter().map(|it| read(self, it)).collect();
        self.depth.set(self.depth.get() - 1);
        let right = |value: &Value| problems(self.types, "", ty, None, value).is_empty();
        let first = values.first().cloned();
        let right = values.into_iter().find(right);
        right.or(first).unwrap_or(Value::Null)
    }

    /// A text as a value of a type; one that cannot be read so stays a text, which is then found to be wrong.
    pub fn one(&self, ty: &Type, text: &str) -> Value {
        let json = || serde_json::from_str::<Value>(text).ok();
        let as_text = || Value::from(text);
        match ty {
            Type::Bool => match text {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => as_text(),
            },
            _ if ty.is_number() => json().filter(Value::is_number).unwrap_or_else(as_text),
            // Within another style, they travel as JSON.
            Type::List(_) | Type::Map(_) | Type::Tuple(_) => json().unwrap_or_else(as_text),
            Type::Nullable(_) if text.is_empty() => Value::Null,
            Type::Nullable(inner) => self.one(inner, text),
            Type::Named(id) => match &self.types[*id].kind {
                TypeKind::Alias(ty) => self.one(ty, text),
                TypeKind::TextEnum { .. } => as_text(),
                TypeKind::IntEnum { .. } => json().filter(Value::is_number).unwrap_or_else(as_text),
                TypeKind::ValueEnum { .. } => {
                    let value = json().filter(|it| !it.is_object() && !it.is_array());
                    let right = |it: &Value| problems(self.types, "", ty, None, it).is_empty();
                    value.filter(right).unwrap_or_else(as_text)
                }
                TypeKind::Choice { branches } => {
                    let branches: Vec<_> = branches.iter().map(|it| &it.ty).collect();
                    self.choice(ty, &branches, |reader, branch| reader.one(branch, text))
                }
                TypeKind::Object { .. }
                | TypeKind::Union { .. }
                | TypeKind::Events(_)
                | TypeKind::Multipart { .. }
                | TypeKind::Bodies(_) => json().unwrap_or_else(as_text),
            },
            _ => as_text(),
        }
    }

    /// A tree of texts as a value of a type.
    fn typed(&self, ty: &Type, value: Value, depth: usize) -> Value {
        if depth > DEPTH {
            return value;
        }
        match (self.form_of(ty), value) {
            (Form::One, Value::String(text)) => self.one(ty, &text),
            (Form::List(inner), Value::Object(members)) => members
                .into_iter()
                .map(|(_, item)| self.typed(inner, item, depth + 1))
                .collect(),
            (Form::Members(known, rest), Value::Object(members)) => {
                let members = members.into_iter().map(|(name, value)| {
                    let ty = member_type(&known, rest, &name);
                    let value = match ty {
                        Some(ty) => self.typed(ty, value, depth + 1),
                        None => value,
                    };
                    (name, value)
                });
                Value::Object(members.collect())
            }
            (Form::Choice(branches), value) => self.choice(ty, &branches, |reader, branch| {
                reader.typed(branch, value.clone(), depth + 1)
            }),
            (_, Value::String(text)) => self.one(ty, &text),
            (_, value) => value,
        }
    }

    fn form_of<'a>(&self, ty: &'a Type) -> Form<'a>
    where
        't: 'a,
    {
        match ty {
            Type::Nullable(inner) => self.form_of(inner),
            Type::List(inner) => Form::List(inner),
            Type::Map(inner) => Form::Members(Vec::new(), Some(inner)),
            Type::Named(id) => match &self.types[*id].kind {
                TypeKind::Alias(ty) => self.form_of(ty),
                TypeKind::Object { fields, rest } => {
                    let fields = fields.iter().map(|it| (it.wire.as_str(), &it.ty));
                    Form::Members(fields.collect(), rest.as_ref())
                }
                TypeKind::Choice { branches } => {
                    Form::Choice(branches.iter().map(|it| &it.ty).collect())
                }
                TypeKind::Union { variants, .. } => {
                    Form::Choice(variants.iter().map(|it| &it.ty).collect())
                }
                _ => Form::One,
            },
            _ => Form::One,
        }
    }
}

fn member_type<'t>(
    known: &[(&'t str, &'t Type)],
    rest: Option<&'t Type>,
    name: &str,
) -> Option<&'t Type> {
    let found = known.iter().find(|(it, _)| *it == name);
    found.map(|(_, ty)| *ty).or(rest)
}

/// What `name[a][b]=1` says, as a tree of texts. `None`: there is none of it.
fn nested(all: &Pairs<'_>, name: &str) -> Option<Value> {
    let mut root = Map::new();
    for (key, value) in all {
        let Some(path) = key.strip_prefix(name).filter(|it| it.starts_with('[')) else {
            continue;
        };
        let steps: Vec<_> = path
            .split('[')
            .skip(1)
            .map(|it| it.strip_suffix(']').unwrap_or(it))
            .collect();
        insert(&mut root, &steps, decoded(value).into_owned());
    }
    (!root.is_empty()).then_some(Value::Object(root))
}

fn insert(into: &mut Map<String, Value>, steps: &[&str], text: String) {
    let Some((first, rest)) = steps.split_first() else {
        return;
    };
    // `a[]` is the next item.
    let key = match first.is_empty() {
        true => into.len().to_string(),
        false => (*first).to_owned(),
    };
    if rest.is_empty() {
        into.insert(key, Value::String(text));
        return;
    }
    let slot = into.entry(key).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(inner) = slot {
        insert(inner, rest, text);
    }
}

/// The members of a form as an object of a type. `rule` says how one of them is written.
pub(super) fn form_body(
    types: &Table<TypeId, TypeDef>,
    text: &str,
    ty: &Type,
    rule: &dyn Fn(&str) -> SentParameter,
) -> Value {
    let reader = Reader::new(types);
    let all = pairs(text);
    let (known, rest) = match reader.form_of(ty) {
        Form::Members(known, rest) => (known, rest),
        Form::Choice(branches) => {
            return reader.choice(ty, &branches, |reader, branch| {
                form_body(reader.types, text, branch, rule)
            });
        }
        Form::One | Form::List(_) => (Vec::new(), None),
    };
    let mut members = Map::new();
    for (name, ty) in &known {
        if let Some(value) = reader.form(&all, &rule(name), ty) {
            members.insert((*name).to_owned(), value);
        }
    }
    for (name, value) in &all {
        let base = name.split('[').next().unwrap_or_default();
        if !known.iter().any(|(it, _)| *it == base) {
            let value = decoded(value);
            let value = rest.map_or(Value::from(&*value), |ty| reader.one(ty, &value));
            members.entry(name.clone().into_owned()).or_insert(value);
        }
    }
    Value::Object(members)
}
