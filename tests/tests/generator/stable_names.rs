//! What a name stands for when a document grows and its parts stand in another order: a name that is there before and after
//! means the same thing.
//!
//! The documents are made at random of names that look alike. `NAMES_DOCUMENTS` says how many, `NAMES_SEED` which. It is long because
//! it makes them, takes parts of them away and shuffles them.

use std::collections::{BTreeMap, BTreeSet};
use std::env;

use faultcode::internals::plan::inventory::Kind;
use faultcode::internals::source::Span;
use faultcode::{Input, Options, Session, Stage};
use faultcode_tests::wild::Dice;
use serde_json::{Map, Value, json};

/// Names that are one, or nearly one, in Rust.
const ALIKE: &[&str] = &[
    "id",
    "_id",
    "ID",
    "Id",
    "id[]",
    "@id",
    "-id",
    "id-",
    "user-id",
    "user_id",
    "userId",
    "user id",
    "user.id",
    "UserID",
    "type",
    "@type",
    "type_",
    "$type",
    "items",
    "extra",
    "extra_members",
    "1",
    "+1",
    "-1",
    "n1",
    "client",
    "body",
    "name",
    "-name",
    "NAME",
    "Name",
    "just_id",
    "minus_id",
    "at_id",
    "Unknown",
    "Unrecognized",
    "Self",
    "self",
    "new",
    "with_new",
    "IDs",
    "ids",
    "id_member",
    "capital_id",
    "upper_id",
    "名",
    "u540d",
    "",
];

const COMPONENTS: &[&str] = &[
    "Order",
    "order",
    "ORDER",
    "Order_",
    "Error",
    "ErrorModel",
    "OrderItems",
    "Order-Items",
    "Order.items",
    "Option",
    "OrderId",
    "Order_id",
    "OrderModel",
    "JustOrder",
    "Vec",
    "OrderType",
    "ListError",
    "ListParams",
];

const OPERATIONS: &[&str] = &[
    "list",
    "List",
    "l-i-s-t",
    "orders/list",
    "orders_list",
    "ordersList",
    "order",
    "orders",
    "createOrder",
    "create-order",
    "orders/createOrder",
    "get",
    "fmt",
    "clone",
    "orders_orders_list",
    "type",
    "listParams",
    "list_params",
];

const TAGS: &[&str] = &[
    "orders", "Orders", "order", "o-rders", "api", "client", "Order", "types",
];

const PLACES: &[&str] = &["query", "header", "cookie"];

/// A number below another one.
fn below(dice: &mut Dice, sides: usize) -> usize {
    dice.below(sides.max(1))
}

fn some(dice: &mut Dice, of: &[&'static str], most: usize) -> Vec<&'static str> {
    let mut all = of.to_vec();
    shuffle(dice, &mut all);
    all.truncate(1 + below(dice, most));
    all
}

fn shuffle<T>(dice: &mut Dice, all: &mut [T]) {
    for at in (1..all.len()).rev() {
        all.swap(at, below(dice, at + 1));
    }
}

/// Makes the largest document. Each schema says by its description which one it is, and each inline one has a member or a value
/// of its own, since those that say the same are one type.
struct Maker<'d> {
    dice: &'d mut Dice,
    made: usize,
}

impl Maker<'_> {
    fn mark(&mut self) -> usize {
        self.made += 1;
        self.made
    }

    fn schema(&mut self, depth: usize) -> Value {
        let mark = self.mark();
        let sort = if depth == 0 {
            below(self.dice, 2)
        } else {
            below(self.dice, 5)
        };
        let mut schema = match sort {
            0 => return json!({"type": "string"}),
            1 => {
                let mut values = some(self.dice, ALIKE, 5);
                let own = format!("z{mark}");
                values.retain(|value| !value.is_empty());
                let mut values: Vec<Value> = values.into_iter().map(Value::from).collect();
                values.push(own.into());
                json!({"type": "string", "enum": values})
            }
            2 | 3 => self.object(depth, mark),
            _ => {
                let branches = 1 + below(self.dice, 3);
                let mut all: Vec<Value> = (0..=branches)
                    .map(|_| {
                        let mark = self.mark();
                        let mut branch = self.object(0, mark);
                        branch["description"] = format!("is {mark}.").into();
                        branch
                    })
                    .collect();
                all.push(json!({"type": "array", "items": {"type": "integer"}}));
                json!({"anyOf": all})
            }
        };
        schema["description"] = format!("is {mark}.").into();
        schema
    }

    fn object(&mut self, depth: usize, mark: usize) -> Value {
        let mut properties = Map::new();
        let names = some(self.dice, ALIKE, 6);
        for name in &names {
            let schema = if depth == 0 {
                json!({"type": "string"})
            } else {
                self.schema(depth - 1)
            };
            properties.insert((*name).to_owned(), schema);
        }
        properties.insert(format!("z{mark}"), json!({"type": "string"}));
        let mut required: Vec<Value> = Vec::new();
        for name in names {
            if below(self.dice, 3) == 0 {
                required.push(name.into());
            }
        }
        required.push(format!("z{mark}").into());
        let mut object = json!({"type": "object", "properties": properties, "required": required});
        if below(self.dice, 3) == 0 {
            object["additionalProperties"] = json!({"type": "integer"});
        }
        object
    }

    fn document(&mut self) -> Value {
        let mut schemas = Map::new();
        for name in some(self.dice, COMPONENTS, 6) {
            let mark = self.mark();
            let mut schema = self.object(1, mark);
            schema["description"] = format!("is {mark}.").into();
            schemas.insert(name.to_owned(), schema);
        }
        let mut paths = Map::new();
        for (at, id) in some(self.dice, OPERATIONS, 8).into_iter().enumerate() {
            let mut parameters = Vec::new();
            // The names of headers have no case.
            let mut headers: Vec<String> = Vec::new();
            for name in some(self.dice, ALIKE, 4) {
                for place in PLACES {
                    let fits = !name.is_empty()
                        && (*place == "query" || name.chars().all(|it| it.is_ascii_alphanumeric()));
                    let lower = name.to_lowercase();
                    let again = *place == "header" && headers.contains(&lower);
                    if fits && !again && below(self.dice, 2) == 0 {
                        if *place == "header" {
                            headers.push(lower);
                        }
                        parameters
                            .push(json!({"name": name, "in": place, "schema": {"type": "string"}}));
                    }
                }
            }
            let mark = self.mark();
            let mut operation = json!({
                "operationId": id,
                "parameters": parameters,
                "responses": {"200": {"description": "done", "content": {"application/json": {"schema": self.object(1, mark)}}}},
            });
            operation["responses"]["200"]["content"]["application/json"]["schema"]["description"] =
                format!("is {mark}.").into();
            let group = TAGS[below(self.dice, TAGS.len())];
            if below(self.dice, 2) == 0 {
                operation["tags"] = json!([group]);
            }
            paths.insert(format!("/v1/{group}/x{at}"), json!({"get": operation}));
        }
        json!({
            "openapi": "3.1.0",
            "info": {"title": "Alike", "version": "1"},
            "servers": [{"url": "https://alike.example"}],
            "paths": paths,
            "components": {"schemas": schemas},
        })
    }
}

/// The same with less in it: members, values, branches, parameters, operations and components are left out.
fn shrunk(dice: &mut Dice, value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let is_properties = |key: &str| ["properties", "schemas", "paths"].contains(&key);
            let entries = map.iter().map(|(key, value)| {
                let value = match value {
                    Value::Object(inner) if is_properties(key) => {
                        let kept = inner
                            .iter()
                            .filter(|(name, _)| name.starts_with('z') || below(dice, 3) > 0)
                            .map(|(name, value)| (name.clone(), value.clone()))
                            .collect::<Vec<_>>();
                        let kept = kept
                            .into_iter()
                            .map(|(name, value)| (name, shrunk(dice, &value)));
                        Value::Object(kept.collect())
                    }
                    Value::Array(list)
                        if ["enum", "anyOf", "parameters"].contains(&key.as_str()) =>
                    {
                        let is_own = |it: &Value| it.as_str().is_some_and(|it| it.starts_with('z'));
                        let mut kept: Vec<Value> = Vec::new();
                        for item in list {
                            if is_own(item) || below(dice, 3) > 0 {
                                kept.push(shrunk(dice, item));
                            }
                        }
                        if kept.is_empty() && key == "anyOf" {
                            kept = list.clone();
                        }
                        Value::Array(kept)
                    }
                    value => shrunk(dice, value),
                };
                (key.clone(), value)
            });
            let mut map: Map<String, Value> = entries.collect();
            // What is required has to be there.
            if let (Some(Value::Object(properties)), Some(Value::Array(required))) =
                (map.get("properties").cloned(), map.get_mut("required"))
            {
                required.retain(|name| {
                    name.as_str()
                        .is_some_and(|name| properties.contains_key(name))
                });
            }
            Value::Object(map)
        }
        Value::Array(list) => Value::Array(list.iter().map(|it| shrunk(dice, it)).collect()),
        value => value.clone(),
    }
}

/// The same in another order.
fn permuted(dice: &mut Dice, value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            shuffle(dice, &mut entries);
            let entries = entries.into_iter();
            Value::Object(
                entries
                    .map(|(key, value)| (key.clone(), permuted(dice, value)))
                    .collect(),
            )
        }
        Value::Array(list) => {
            let mut list: Vec<Value> = list.iter().map(|it| permuted(dice, it)).collect();
            shuffle(dice, &mut list);
            Value::Array(list)
        }
        value => value.clone(),
    }
}

/// Adds what leads to every component, so that none is left out.
fn complete(mut document: Value) -> Value {
    let schemas = document["components"]["schemas"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    let members = schemas.keys().enumerate().map(|(at, name)| {
        (
            format!("c{at}"),
            json!({"$ref": format!("#/components/schemas/{name}")}),
        )
    });
    let members: Map<String, Value> = members.collect();
    let answer = json!({"type": "object", "description": "is all.", "properties": members});
    document["paths"]["/all"] = json!({"get": {
        "operationId": "all",
        "tags": ["everything"],
        "responses": {"200": {"description": "done", "content": {"application/json": {"schema": answer}}}},
    }});
    document
}

/// What each name stands for. `None` where the document is refused.
fn names(document: &Value) -> Option<BTreeMap<(Kind, String, String), String>> {
    let text = document.to_string();
    let mut session = Session::new(
        Input::bytes("alike.json", text.as_bytes()),
        Options::named("alike"),
    );
    session.until(Stage::Check)?;
    let plan = session.plan()?;
    let mut marks: BTreeMap<Span, Option<String>> = BTreeMap::new();
    let mut marked = |span: Span| -> Option<String> {
        let read = || {
            let text = session.sources().text(span.file);
            let text = text.get(span.start as usize..span.end as usize)?;
            let value: Value = serde_json::from_str(text).ok()?;
            value.get("description")?.as_str().map(str::to_owned)
        };
        marks.entry(span).or_insert_with(read).clone()
    };
    let mut branches = BTreeSet::new();
    collect_branches(document, &mut branches);
    let mut all = BTreeMap::new();
    for entry in plan.inventory() {
        let wire = match entry.kind {
            Kind::Type => marked(entry.span).unwrap_or(entry.wire),
            Kind::Variant => match marked(entry.span) {
                // A branch; a value stands in the schema of its enum.
                Some(mark) if !entry.wire.is_empty() && branches.contains(&mark) => mark,
                _ => entry.wire,
            },
            _ => entry.wire,
        };
        let before = all.insert(
            (entry.kind, entry.within.clone(), entry.name.to_string()),
            wire,
        );
        assert!(
            before.is_none(),
            "{} {} is two things",
            entry.within,
            entry.name
        );
    }
    Some(all)
}

/// The descriptions of the schemas that are branches of others.
fn collect_branches(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            let branches = map.get("anyOf").and_then(Value::as_array);
            for branch in branches.into_iter().flatten() {
                let mark = branch.get("description").and_then(Value::as_str);
                into.extend(mark.map(str::to_owned));
            }
            map.values().for_each(|it| collect_branches(it, into));
        }
        Value::Array(list) => list.iter().for_each(|it| collect_branches(it, into)),
        _ => {}
    }
}

fn number(variable: &str, default: u64) -> u64 {
    env::var(variable)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

#[test]
fn a_name_that_stays_means_what_it_meant() {
    let (documents, seed) = (number("NAMES_DOCUMENTS", 1_000), number("NAMES_SEED", 16));
    let (mut compared, mut kept, mut gone) = (0_u64, 0_u64, 0_u64);
    for at in 0..documents {
        let dice = &mut Dice::of(seed.wrapping_mul(1_000_003).wrapping_add(at));
        let whole = Maker { dice, made: 0 }.document();
        let less = shrunk(dice, &whole);
        let before = complete(permuted(dice, &less));
        let after = complete(permuted(dice, &whole));
        let (Some(old), Some(new)) = (names(&before), names(&after)) else {
            continue;
        };
        compared += 1;
        for (name, wire) in &old {
            match new.get(name) {
                Some(now) => {
                    kept += 1;
                    assert_eq!(
                        now, wire,
                        "document {at}: {name:?}\nbefore: {before}\nafter: {after}"
                    );
                }
                None => gone += 1,
            }
        }
        // Another order changes nothing.
        if at % 10 == 0 {
            let again = names(&complete(permuted(dice, &less)));
            assert_eq!(again.as_ref(), Some(&old), "document {at}: {before}");
        }
    }
    println!("{compared} documents compared: {kept} names kept, {gone} gone");
    assert!(
        compared * 10 > documents * 9,
        "{compared} of {documents} documents could be compared"
    );
    assert!(kept > compared * 10, "{kept} names in {compared} documents");
}
