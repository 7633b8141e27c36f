//! What a document declares of requests, operation by operation.

use std::collections::BTreeMap;

use serde_json::Value;

use super::raw::{At, Raw};

/// One operation.
pub struct Asked<'d> {
    /// In capitals.
    pub method: String,
    pub path: &'d str,
    pub id: Option<&'d str>,
    pub at: At<'d>,
    pub parameters: Vec<Parameter<'d>>,
    pub body: Option<Body<'d>>,
}

/// A parameter; that of the operation stands for one of the path with the same name and place.
pub struct Parameter<'d> {
    pub place: &'d str,
    pub name: &'d str,
    pub required: bool,
    pub at: At<'d>,
    /// Where the list names it, by a reference or as itself.
    pub listed: At<'d>,
}

/// A request body.
pub struct Body<'d> {
    pub required: bool,
    pub media_types: Vec<(&'d str, At<'d>)>,
    pub at: At<'d>,
}

const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// The operations of `paths`.
pub fn operations(raw: &Raw) -> Vec<Asked<'_>> {
    let mut all = Vec::new();
    for (path, item) in raw.root().entries("paths") {
        if path.starts_with("x-") {
            continue;
        }
        // Beside a reference to a path item, members of its own may stand.
        let target = raw.follow(item.clone());
        let mut items = vec![item];
        items
            .extend(target.filter(|it| it.pointer != items[0].pointer || it.file != items[0].file));
        let mut found: BTreeMap<String, At<'_>> = BTreeMap::new();
        for item in &items {
            for method in METHODS {
                if let Some(operation) = item.get(method) {
                    found.entry(method.to_uppercase()).or_insert(operation);
                }
            }
            for (method, operation) in item.entries("additionalOperations") {
                found.entry(method.to_owned()).or_insert(operation);
            }
        }
        for (method, at) in found {
            if !at.value.is_object() {
                continue;
            }
            let mut parameters = BTreeMap::new();
            for holder in items.iter().rev().chain([&at]) {
                for parameter in holder.items("parameters") {
                    let listed = parameter.clone();
                    let target = raw.follow(parameter);
                    if let Some(parameter) = target.and_then(|at| parameter_of(at, listed)) {
                        // Names of headers have no case (RFC 9110, section 5.1).
                        let name = match parameter.place {
                            "header" => parameter.name.to_lowercase(),
                            _ => parameter.name.to_owned(),
                        };
                        parameters.insert((parameter.place, name), parameter);
                    }
                }
            }
            let body = at.get("requestBody").filter(|body| !body.value.is_null());
            let body = body.and_then(|at| Some((at.clone(), raw.follow(at)?)));
            let body = body.map(|(at, body)| Body {
                required: body.flag("required"),
                media_types: body.entries("content"),
                at,
            });
            all.push(Asked {
                method,
                path,
                id: at.text("operationId"),
                parameters: parameters.into_values().collect(),
                body,
                at,
            });
        }
    }
    all
}

fn parameter_of<'d>(at: At<'d>, listed: At<'d>) -> Option<Parameter<'d>> {
    let place = at.text("in")?;
    Some(Parameter {
        place,
        name: at.text("name")?,
        required: at.flag("required") || place == "path",
        at,
        listed,
    })
}

/// A member that an object may have.
pub struct Member<'d> {
    /// Its schemas, one per place that describes it.
    pub schemas: Vec<At<'d>>,
    /// Whether it is no part of requests.
    pub read_only: bool,
    /// The branches of choices that it comes from.
    pub branches: Vec<At<'d>>,
}

/// What a schema says of JSON values, over all its parts and branches.
#[derive(Default)]
pub struct Described<'d> {
    pub members: BTreeMap<&'d str, Member<'d>>,
    pub items: Vec<At<'d>>,
    pub values: Vec<At<'d>>,
    /// Every branch that was looked at.
    pub branches: Vec<At<'d>>,
    /// Whether a reference led nowhere.
    pub unresolved: bool,
    seen: Vec<*const Value>,
}

/// Reads a schema: its own members, those of its parts, and those of its branches.
pub fn describe<'d>(raw: &'d Raw, schemas: &[At<'d>]) -> Described<'d> {
    let mut described = Described::default();
    for schema in schemas {
        collect(raw, schema.clone(), &[], &mut described);
    }
    described
}

fn collect<'d>(raw: &'d Raw, schema: At<'d>, within: &[At<'d>], to: &mut Described<'d>) {
    if to.seen.contains(&std::ptr::from_ref(schema.value)) {
        return;
    }
    to.seen.push(schema.value);
    // Since 3.1, a reference has members beside it.
    if schema.value.get("$ref").is_some() {
        match raw.follow(schema.clone()) {
            Some(target) => collect(raw, target, within, to),
            None => to.unresolved = true,
        }
        if raw
            .root()
            .text("openapi")
            .is_some_and(|it| it.starts_with("3.0"))
        {
            return;
        }
    }
    for (name, property) in schema.entries("properties") {
        if property.value == &Value::Bool(false) {
            continue;
        }
        let target = raw.follow(property.clone());
        let read_only = property.flag("readOnly") || target.is_some_and(|it| it.flag("readOnly"));
        let member = to.members.entry(name).or_insert(Member {
            schemas: Vec::new(),
            read_only: false,
            branches: Vec::new(),
        });
        member.branches.extend_from_slice(within);
        member.schemas.push(property);
        member.read_only |= read_only;
    }
    to.items
        .extend(schema.get("items").filter(|it| it.value.is_object()));
    let rest = schema.get("additionalProperties");
    to.values.extend(rest.filter(|it| it.value.is_object()));
    for part in schema.items("allOf") {
        collect(raw, part, within, to);
    }
    for key in ["oneOf", "anyOf"] {
        for branch in schema.items(key) {
            to.branches.push(branch.clone());
            let within = [within, std::slice::from_ref(&branch)].concat();
            collect(raw, branch, &within, to);
        }
    }
}

/// Whether a schema describes anything but text, bytes or any value: an object, a list, a number or a flag.
pub fn says_value(raw: &Raw, schema: &At<'_>) -> bool {
    let mut seen = Vec::new();
    value(raw, schema.clone(), &mut seen)
}

fn value<'d>(raw: &'d Raw, schema: At<'d>, seen: &mut Vec<*const Value>) -> bool {
    let Some(schema) = raw.follow(schema) else {
        return false;
    };
    if seen.contains(&std::ptr::from_ref(schema.value)) {
        return false;
    }
    seen.push(schema.value);
    let kinds: Vec<&str> = match schema.value.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is_text = kinds.contains(&"string");
    let named = kinds.iter().any(|kind| !["string", "null"].contains(kind));
    let shown = ["properties", "items", "additionalProperties"];
    let shown = !is_text && shown.iter().any(|key| schema.value.get(key).is_some());
    let mut below = ["allOf", "oneOf", "anyOf"]
        .iter()
        .flat_map(|key| schema.items(key));
    named || shown || below.any(|part| value(raw, part, seen))
}
