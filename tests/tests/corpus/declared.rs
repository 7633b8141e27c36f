//! What documents of other people declare for errors, and what of it the generated enums hold.
//!
//! What is declared is read a second time here, over plain values, by a reader that has nothing of the generator's: for each
//! operation whether the body of an error has members, behind references, compositions and lists. What is held is asked of
//! the representation: whether a variant of the operation's enum holds members.

use std::collections::BTreeSet;
use std::path::Path;

use faultcode::internals::ir::{Api, Carried, ErrorCase, Operation, Type, TypeKind};
use faultcode::{Input, Options, Session, Stage};
use faultcode_tests::{aloud, outside, wild};
use serde_json::{Map, Value};

/// The share of operations whose errors hold declared members.
const LEAST: f64 = 0.75;

/// The share of those that declare members.
const LEAST_OF_DECLARED: f64 = 0.99;

#[derive(Default)]
struct Counts {
    operations: usize,
    codes: usize,
    bodies: usize,
    statuses: usize,
    nothing: usize,
    /// Operations with a variant that holds members.
    held: usize,
    /// Operations that declare members.
    declared: usize,
}

#[test]
#[cfg_attr(
    not(corpus),
    ignore = "SKIPPED: FAULTCODE_CORPUS names no folder of documents"
)]
fn errors_hold_the_members_that_are_declared() {
    let folder = outside::corpus().expect("FAULTCODE_CORPUS names the folder of documents");
    shares(wild::find_within(&folder).expect("a folder that can be read"));
}

#[test]
#[ignore = "needs the documents of FAULTCODE_CORPUS and minutes: .ci/slow has both"]
fn operations_hold_members() {
    let folder = outside::corpus().expect("FAULTCODE_CORPUS names the folder of documents");
    let mut documents = wild::find(&folder).expect("a folder that can be read");
    documents.retain(|document| document.size <= wild::LARGE);
    let held = shares(documents);
    assert!(held >= LEAST, "{held:.3}");
}

/// The share of operations whose errors hold declared members. What these documents declare is held.
fn shares(documents: Vec<wild::Document>) -> f64 {
    let mut all = Counts::default();
    let mut missing = Vec::new();
    println!(
        "| document | operations | by code | by status with a body | by status alone | nothing | hold members | declare members |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for document in documents {
        let Some(api) = understood(&document.path) else {
            continue;
        };
        let declared = declared(&document.path);
        let mut counts = Counts::default();
        for operation in &api.operations {
            let place = (
                operation.template.as_str().to_owned(),
                operation.method.name().to_ascii_lowercase(),
            );
            let declares = declared.contains(&place);
            let holds = operation.errors.iter().any(|case| holds(&api, case));
            counts.add(&api, operation, declares, holds);
            if declares && !holds {
                missing.push(format!("{}: {} {}", document.shown, place.1, place.0));
            }
        }
        if counts.operations > 0 {
            println!("{}", counts.row(&document.shown));
        }
        all.take(&counts);
    }
    println!("{}", all.row("all"));
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    let (held, of_declared) = (
        share(all.held, all.operations),
        share(all.declared - missing.len(), all.declared),
    );
    aloud(&format!(
        "declared: {:.1} % of {} operations hold members, {:.1} % of the {} that declare some",
        held * 100.0,
        all.operations,
        of_declared * 100.0,
        all.declared,
    ));
    let shown: Vec<_> = missing.iter().take(40).collect();
    assert!(of_declared >= LEAST_OF_DECLARED, "{shown:#?}");
    held
}

impl Counts {
    fn add(&mut self, api: &Api, operation: &Operation, declares: bool, holds: bool) {
        let of_code = |case: &ErrorCase| api.codes[case.code].code.is_some();
        let has_body = |case: &ErrorCase| !matches!(case.carried, Carried::Nothing);
        self.operations += 1;
        let kind = if operation.errors.iter().any(of_code) {
            &mut self.codes
        } else if operation.errors.iter().any(has_body) {
            &mut self.bodies
        } else if !operation.errors.is_empty() {
            &mut self.statuses
        } else {
            &mut self.nothing
        };
        *kind += 1;
        self.held += usize::from(holds);
        self.declared += usize::from(declares);
    }

    fn take(&mut self, other: &Self) {
        self.operations += other.operations;
        self.codes += other.codes;
        self.bodies += other.bodies;
        self.statuses += other.statuses;
        self.nothing += other.nothing;
        self.held += other.held;
        self.declared += other.declared;
    }

    fn row(&self, name: &str) -> String {
        format!(
            "| {name} | {} | {} | {} | {} | {} | {} | {} |",
            self.operations,
            self.codes,
            self.bodies,
            self.statuses,
            self.nothing,
            self.held,
            self.declared
        )
    }
}

fn understood(path: &Path) -> Option<Api> {
    let mut session = Session::new(Input::file(path), Options::named("declared"));
    session.until(Stage::Analyse)?;
    Some(session.api().clone())
}

/// Whether a variant holds members.
fn holds(api: &Api, case: &ErrorCase) -> bool {
    let entry = &api.codes[case.code];
    match &case.carried {
        Carried::Details => {
            let details = entry.details_value.as_ref();
            !entry.details.is_empty()
                || !entry.facts.is_empty()
                || details.is_some_and(|ty| has_members(api, ty, 0))
        }
        Carried::Json(ty) => has_members(api, ty, 0),
        Carried::Text | Carried::Bytes | Carried::Nothing => false,
    }
}

fn has_members(api: &Api, ty: &Type, depth: usize) -> bool {
    let inner = |ty: &Type| depth < 16 && has_members(api, ty, depth + 1);
    match ty {
        Type::List(item) | Type::Map(item) | Type::Nullable(item) => inner(item),
        Type::Tuple(items) => items.iter().any(inner),
        Type::Named(id) => match &api.types[*id].kind {
            TypeKind::Object { fields, .. } => !fields.is_empty(),
            TypeKind::Union { variants, .. } => variants.iter().any(|it| inner(&it.ty)),
            TypeKind::Choice { branches } => branches.iter().any(|it| inner(&it.ty)),
            TypeKind::Alias(ty) => inner(ty),
            _ => false,
        },
        _ => false,
    }
}

/// Path and method of the operations that declare members for an error.
fn declared(path: &Path) -> BTreeSet<(String, String)> {
    let bytes = std::fs::read(path).expect("it was read before");
    let text = String::from_utf8_lossy(&bytes);
    let root: Value = match serde_json::from_str(&text) {
        Ok(root) => root,
        Err(_) => {
            let yaml: serde_yaml::Value = serde_yaml::from_str(&text).expect("it was read before");
            plain(&yaml)
        }
    };
    let reader = Reader { root: &root };
    let mut found = BTreeSet::new();
    let paths = root.get("paths").and_then(Value::as_object);
    for (template, item) in paths.into_iter().flatten() {
        let methods = reader.followed(item).as_object();
        for (method, operation) in methods.into_iter().flatten() {
            let responses = operation.get("responses").and_then(Value::as_object);
            let Some(responses) = responses.filter(|_| method != "head") else {
                continue;
            };
            let successes = responses.keys().filter(|key| key.starts_with('2')).count();
            let mut errors = responses.iter().filter(|(key, _)| match key.as_str() {
                // Alone, it is what the operation answers.
                "default" => successes > 0,
                key => key.starts_with(['4', '5']),
            });
            if errors.any(|(_, response)| reader.response(response)) {
                found.insert((template.clone(), method.to_ascii_lowercase()));
            }
        }
    }
    found
}

/// YAML as JSON: keys that are numbers become texts.
fn plain(yaml: &serde_yaml::Value) -> Value {
    match yaml {
        serde_yaml::Value::Mapping(mapping) => {
            let key = |key: &serde_yaml::Value| match key {
                serde_yaml::Value::String(text) => text.clone(),
                other => plain(other).to_string(),
            };
            let members = mapping
                .iter()
                .map(|(name, value)| (key(name), plain(value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        serde_yaml::Value::Sequence(items) => items.iter().map(plain).collect(),
        serde_yaml::Value::Tagged(tagged) => plain(&tagged.value),
        other => serde_json::to_value(other).unwrap_or(Value::Null),
    }
}

struct Reader<'r> {
    root: &'r Value,
}

impl<'r> Reader<'r> {
    fn followed(&self, mut value: &'r Value) -> &'r Value {
        for _ in 0..32 {
            let target = value.get("$ref").and_then(Value::as_str);
            let target = target.and_then(|target| self.root.pointer(target.strip_prefix('#')?));
            match target {
                Some(target) => value = target,
                None => break,
            }
        }
        value
    }

    fn response(&self, response: &'r Value) -> bool {
        let content = self.followed(response).get("content");
        let content = content.and_then(Value::as_object);
        content.into_iter().flatten().any(|(name, media)| {
            let name = name.to_ascii_lowercase();
            let is_json = name.contains("json") || name.starts_with("*/*");
            is_json && media.get("schema").is_some_and(|it| self.members(it, 0))
        })
    }

    fn members(&self, schema: &'r Value, depth: usize) -> bool {
        let schema = self.followed(schema);
        let own = schema.get("properties").and_then(Value::as_object);
        let inner = |schema: &'r Value| depth < 16 && self.members(schema, depth + 1);
        let any = |key: &str| {
            let listed = schema.get(key).and_then(Value::as_array);
            listed.into_iter().flatten().any(inner)
        };
        own.is_some_and(|own| !own.is_empty())
            || ["allOf", "oneOf", "anyOf"].into_iter().any(any)
            || schema.get("items").is_some_and(inner)
    }
}
