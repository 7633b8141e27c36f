//! What was created: it can be read, listed, changed and deleted.
//!
//! Paths say what belongs together: a `POST` to `/orders` with a JSON answer creates what `/orders/{orderId}` leads to. What was
//! never created is answered from the examples, unless the settings ask for more; what was deleted is not found.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use super::settings::Settings;
use crate::examples::{follow, set};
use crate::ir::{Api, Method, OperationId, SuccessKind, Type, TypeId, TypeKind, WireName};

/// What an operation does to what is stored.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Role {
    /// It creates a thing in the collection of its path. Its id stands there in the value.
    Create {
        /// Where a created value has its id.
        id: WireName,
        /// The type of the value.
        ty: Type,
    },
    /// It lists a collection.
    List,
    /// It reads a thing.
    Read,
    /// It changes a thing.
    Change,
    /// It deletes a thing.
    Delete,
    /// Nothing that the mock knows of.
    Other,
}

impl Role {
    /// The role of an operation, by its path, its method and its neighbours.
    pub fn of(api: &Api, id: OperationId) -> Self {
        let operation = &api.operations[id];
        let template = trimmed(operation.template.as_str());
        if let Some((collection, _)) = item_of(template) {
            if !is_collection(api, collection) {
                return Self::Other;
            }
            return match operation.method {
                Method::Get => Self::Read,
                Method::Put | Method::Patch => Self::Change,
                Method::Delete => Self::Delete,
                // Some APIs change things so.
                Method::Post => Self::Change,
                _ => Self::Other,
            };
        }
        if operation.method == Method::Get && is_collection(api, template) {
            return Self::List;
        }
        if operation.method == Method::Post
            && let SuccessKind::Json(ty) = &operation.success.kind
            && let Some(parameter) = item_parameter(api, template)
            && let Some(member) = id_member(api, ty, parameter)
        {
            return Self::Create {
                id: member,
                ty: ty.clone(),
            };
        }
        Self::Other
    }
}

/// A template without the slash at its end, without which nearly every server takes it for the same.
fn trimmed(template: &str) -> &str {
    let path = template.split(['?', '#']).next().unwrap_or_default();
    path.strip_suffix('/').unwrap_or(path)
}

/// The template of the collection, and the parameter, of a template that leads to one thing.
fn item_of(template: &str) -> Option<(&str, &str)> {
    let (collection, last) = template.rsplit_once('/')?;
    let parameter = last.strip_prefix('{')?.strip_suffix('}')?;
    (!parameter.contains(['{', '}'])).then_some((collection, parameter))
}

/// The parameter of the things of a collection.
fn item_parameter<'a>(api: &'a Api, collection: &str) -> Option<&'a str> {
    let items = api.operations.iter();
    let mut items = items.filter_map(|it| item_of(trimmed(it.template.as_str())));
    let found = items.find(|(other, _)| *other == collection)?;
    Some(found.1)
}

/// Whether things can be created in a collection.
fn is_collection(api: &Api, collection: &str) -> bool {
    let mut operations = api.operations.entries();
    operations.any(|(id, operation)| {
        operation.method == Method::Post
            && trimmed(operation.template.as_str()) == collection
            && matches!(Role::of(api, id), Role::Create { .. })
    })
}

/// The member of a value that holds its id: called as the parameter, or `id`, or as APIs call ids.
fn id_member(api: &Api, ty: &Type, parameter: &str) -> Option<WireName> {
    let fields = fields(api, ty, 0)?;
    let plain = |text: &str| {
        let letters = text.chars().filter(|it| it.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    let wanted = plain(parameter);
    let usual = [
        "id",
        "uuid",
        "uid",
        "guid",
        "token",
        "reference",
        "code",
        "key",
        "name",
    ];
    let of = |name: &str| fields.iter().find(|it| plain(it.0.as_str()) == name);
    let found = of(&wanted).or_else(|| usual.into_iter().find_map(of))?;
    let has_text = matches!(
        found.1,
        Type::String | Type::Uuid | Type::I32 | Type::I64 | Type::U32 | Type::U64
    );
    has_text.then(|| found.0.clone())
}

fn fields<'a>(api: &'a Api, ty: &'a Type, depth: usize) -> Option<Vec<(&'a WireName, &'a Type)>> {
    const DEPTH: usize = 16;
    let Type::Named(id) = ty else {
        return None;
    };
    let id: TypeId = *id;
    match &api.types[id].kind {
        TypeKind::Object { fields, .. } => {
            let fields = fields.iter().filter(|it| it.required);
            Some(fields.map(|it| (&it.wire, &it.ty)).collect())
        }
        TypeKind::Alias(ty) if depth < DEPTH => fields(api, ty, depth + 1),
        _ => None,
    }
}

/// What was created, by the path of its collection and its id.
#[derive(Debug, Default)]
pub(super) struct Store {
    collections: BTreeMap<String, BTreeMap<u64, Thing>>,
    ids: BTreeMap<(String, String), u64>,
    /// What was created, the oldest first.
    order: VecDeque<(String, u64)>,
    bytes: usize,
    deleted: BTreeSet<(String, String)>,
    deleted_order: VecDeque<(String, String)>,
    made: u64,
}

#[derive(Debug)]
struct Thing {
    id: String,
    value: Value,
    size: usize,
}

/// What is known of a thing.
#[derive(Debug, PartialEq)]
pub(super) enum Known<'s> {
    /// It was created.
    Here(&'s Value),
    /// It was deleted.
    Gone,
    /// It was never created, or was forgotten.
    Never,
}

/// The collection that a path leads into, and the id at its end, decoded.
pub(super) fn split(path: &str) -> (String, String) {
    let path = path.strip_suffix('/').unwrap_or(path);
    let (collection, last) = path.rsplit_once('/').unwrap_or(("", path));
    let last = crate::paths::decoded_segment(last).into_owned();
    (collection.to_owned(), last)
}

/// The path of a collection.
pub(super) fn collection(path: &str) -> String {
    path.strip_suffix('/').unwrap_or(path).to_owned()
}

impl Store {
    /// A number that no other thing has.
    pub fn next(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    /// Keeps a thing under its id.
    pub fn keep(
        &mut self,
        collection: &str,
        id: &str,
        number: u64,
        value: Value,
        settings: &Settings,
    ) {
        let size = value.to_string().len() + collection.len() + 2 * id.len() + 200;
        if size > settings.most_bytes || settings.most_things == 0 {
            return;
        }
        self.bytes += size;
        let thing = Thing {
            id: id.to_owned(),
            value,
            size,
        };
        let things = self.collections.entry(collection.to_owned()).or_default();
        things.insert(number, thing);
        let name = (collection.to_owned(), id.to_owned());
        self.deleted.remove(&name);
        self.ids.insert(name, number);
        self.order.push_back((collection.to_owned(), number));
        while self.ids.len() > settings.most_things || self.bytes > settings.most_bytes {
            let Some((collection, number)) = self.order.pop_front() else {
                return;
            };
            self.take(&collection, number);
        }
        // Of what was deleted, places are left.
        if self.order.len() > 2 * settings.most_things {
            let collections = &self.collections;
            self.order.retain(|(collection, number)| {
                let things = collections.get(collection);
                things.is_some_and(|it| it.contains_key(number))
            });
        }
    }

    fn take(&mut self, collection: &str, number: u64) {
        let Some(things) = self.collections.get_mut(collection) else {
            return;
        };
        if let Some(thing) = things.remove(&number) {
            self.bytes = self.bytes.saturating_sub(thing.size);
            self.ids.remove(&(collection.to_owned(), thing.id));
        }
        if things.is_empty() {
            self.collections.remove(collection);
        }
    }

    /// What is known of a thing.
    pub fn find(&self, collection: &str, id: &str) -> Known<'_> {
        let name = (collection.to_owned(), id.to_owned());
        let found = self.ids.get(&name).and_then(|number| {
            let things = self.collections.get(collection)?;
            things.get(number)
        });
        match found {
            Some(thing) => Known::Here(&thing.value),
            None if self.deleted.contains(&name) => Known::Gone,
            None => Known::Never,
        }
    }

    /// Changes a thing. `None`: there is none.
    pub fn change(
        &mut self,
        collection: &str,
        id: &str,
        change: impl FnOnce(&mut Value),
    ) -> Option<&Value> {
        let name = (collection.to_owned(), id.to_owned());
        let number = self.ids.get(&name)?;
        let thing = self.collections.get_mut(collection)?.get_mut(number)?;
        change(&mut thing.value);
        let size = thing.value.to_string().len() + collection.len() + 2 * id.len() + 200;
        self.bytes = (self.bytes + size).saturating_sub(thing.size);
        thing.size = size;
        Some(&thing.value)
    }

    /// Deletes a thing, whether it was created here or stands in the examples.
    pub fn delete(&mut self, collection: &str, id: &str, settings: &Settings) {
        let name = (collection.to_owned(), id.to_owned());
        if let Some(number) = self.ids.get(&name).copied() {
            self.take(collection, number);
        }
        while self.deleted_order.len() >= settings.most_things.max(1) {
            if let Some(oldest) = self.deleted_order.pop_front() {
                self.deleted.remove(&oldest);
            }
        }
        self.deleted_order.push_back(name.clone());
        self.deleted.insert(name);
    }

    /// The things of a collection, the oldest first. `None`: nothing was created in it.
    pub fn list(&self, collection: &str) -> Option<impl ExactSizeIterator<Item = &Value>> {
        let things = self.collections.get(collection)?;
        Some(things.values().map(|it| &it.value))
    }
}

/// An id like the one of an example, for another thing.
pub(super) fn id_like(example: &Value, number: u64) -> Value {
    let Value::String(text) = example else {
        return Value::from(number);
    };
    if crate::examples::is_uuid(text) {
        return Value::from(format!("00000000-0000-4000-8000-{number:012x}"));
    }
    // What stands before the last separator says of what kind the thing is.
    let end = text.rfind(['_', '-', ':', '/']).map_or(0, |at| at + 1);
    let (kind, own) = text.split_at(end);
    let digits = format!("{number:0width$x}", width = own.len().min(40));
    let kind = if kind.is_empty() && own.chars().any(|it| !it.is_ascii_hexdigit()) {
        "mock-"
    } else {
        kind
    };
    Value::from(format!("{kind}{digits}"))
}

/// Takes over what a request says, as far as the value has such members, and it stays what it has to be.
pub(super) fn merge(value: &mut Value, from: &Value, fits: impl Fn(&Value) -> bool) {
    let Value::Object(members) = from else {
        return;
    };
    for (name, member) in members {
        let before = value.clone();
        let at = [WireName::new(name.as_str())];
        // `0` would be an item of a list.
        if name == "0" || !value.is_object() {
            continue;
        }
        let merged = match (follow(value, &at), member) {
            (Some(Value::Object(_)), Value::Object(_)) => {
                let mut inner = follow(value, &at).cloned().unwrap_or_default();
                shallow(&mut inner, member);
                inner
            }
            _ => member.clone(),
        };
        // Some APIs take a number and give a text, or the other way round.
        let other = match &merged {
            Value::Number(number) => Some(Value::from(number.to_string())),
            Value::String(text) => serde_json::from_str(text).ok().filter(Value::is_number),
            _ => None,
        };
        let taken = std::iter::once(merged).chain(other).any(|it| {
            set(value, &at, it);
            fits(value)
        });
        if !taken {
            *value = before;
        }
    }
}

fn shallow(value: &mut Value, from: &Value) {
    if let (Value::Object(into), Value::Object(from)) = (value, from) {
        for (name, member) in from {
            into.insert(name.clone(), member.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_are_like_those_of_examples() {
        let rows = [
            (json!("inv_00a1"), json!("inv_0011")),
            (json!("text"), json!("mock-0011")),
            (
                json!("00000000-0000-4000-8000-000000000000"),
                json!("00000000-0000-4000-8000-000000000011"),
            ),
            (json!(7), json!(17)),
        ];
        for (example, expected) in rows {
            assert_eq!(id_like(&example, 17), expected, "{example}");
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let settings = Settings {
            most_things: 3,
            ..Settings::default()
        };
        let mut store = Store::default();
        for number in 1..=10 {
            let number: u64 = number;
            store.keep("/a", &number.to_string(), number, json!(number), &settings);
        }
        assert_eq!(store.list("/a").map(|it| it.len()), Some(3));
        assert_eq!(store.find("/a", "10"), Known::Here(&json!(10)));
        assert_eq!(store.find("/a", "1"), Known::Never);
        store.delete("/a", "10", &settings);
        assert_eq!(store.find("/a", "10"), Known::Gone);
    }
}
