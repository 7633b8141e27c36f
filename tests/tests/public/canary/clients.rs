//! The checked-in clients: every declared error of every operation from an answer that echoes the credential, every public type
//! of their sources, and every member that their documents call sensitive.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use faultcode_runtime::document::{Operation, SchemeKind};
use faultcode_runtime::testing::{Fake, Reply, Sample};
use faultcode_runtime::values::{Decode, from_json};
use faultcode_runtime::{EndpointError, Error};
use faultcode_tests::generate::CLIENTS;
use faultcode_tests::tree;
use serde_json::Value;

use super::sweep::{HEADER, PASSWORD, Sweep, TOKEN};

mod operations {
    use super::drive;

    include!(concat!(env!("OUT_DIR"), "/operations.rs"));
}

thread_local! {
    static SWEEP: RefCell<Sweep> = RefCell::default();
    static ERRORS: RefCell<usize> = const { RefCell::new(0) };
}

/// Every declared error; how many there were.
pub(crate) fn errors(sweep: &mut Sweep) -> usize {
    SWEEP.set(std::mem::take(sweep));
    operations::accounts::all();
    operations::billium::all();
    operations::getbill::all();
    operations::partner_invoicing::all();
    operations::sessions::all();
    *sweep = SWEEP.take();
    ERRORS.take()
}

/// The credential that [`Fake::error`] calls with; an operation without one has nothing to echo but what looks like one.
fn credential(operation: &Operation) -> String {
    let Some([need, ..]) = operation.security.first() else {
        return "sk_0123456789abcdef".to_owned();
    };
    let mut classes = need.scheme.key_classes.iter();
    let prefix = classes.find(|(_, class)| Some(*class) == operation.key_class);
    match need.scheme.kind {
        SchemeKind::Basic => "password".to_owned(),
        _ => format!(
            "{}0123456789abcdef",
            prefix.map_or("", |(prefix, _)| prefix)
        ),
    }
}

/// Writes the echo behind every text that is for people.
fn echo(value: &mut Value, echoed: &str) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let text = [
                    "message",
                    "detail",
                    "title",
                    "description",
                    "error_description",
                ];
                match value {
                    Value::String(value) if text.contains(&name.as_str()) => {
                        value.push_str(&format!(" ({echoed}; ?api_key={echoed})"));
                    }
                    value => echo(value, echoed),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| echo(item, echoed)),
        _ => {}
    }
}

fn drive<E: EndpointError>(operation: impl Into<&'static Operation>, samples: &'static [Sample]) {
    let operation = operation.into();
    let of_operation = samples.iter().filter(|it| it.operation.id == operation.id);
    let errors = of_operation.filter(|it| it.code.is_some() || it.status >= 400);
    let echoed = credential(operation);
    for sample in errors {
        let mut body: Value = serde_json::from_str(sample.body).unwrap_or_default();
        echo(&mut body, &echoed);
        let reply = Reply::status(sample.status)
            .header("content-type", sample.content_type)
            .header("x-request-id", &echoed)
            .body(body.to_string());
        let error: Error<E> = Fake::new(samples).error_of(operation, reply);
        let shown = format!("{error} {error:?} {}", error.support_report());
        assert!(!shown.contains(&echoed), "{}: {shown}", operation.id);
        SWEEP.with_borrow_mut(|sweep| {
            sweep.error(&error);
            sweep.text("report", &error.support_report());
            sweep.see(&error.field_errors());
            if let Some(error) = error.api() {
                sweep.error(error);
            }
        });
        ERRORS.with_borrow_mut(|count| *count += 1);
    }
}

/// The macros whose types get a `Debug` from the runtime.
const MASKING: [&str; 7] = [
    "endpoint_error!(",
    "object!(",
    "text_enum!(",
    "params!(",
    "multipart!(",
    "headers!(",
    "details!(",
];

/// Looks at every public type of the sources; how many there are.
pub(crate) fn types(sweep: &mut Sweep) -> usize {
    samples(sweep);
    let mut count = 0;
    for client in CLIENTS {
        let folder = tree::root().join(format!("generated-example/{client}/src"));
        let mut sources = String::new();
        for file in tree::files(&folder) {
            sources.push_str(&fs::read_to_string(folder.join(file)).expect("a source file"));
        }
        let lines: Vec<&str> = sources.lines().collect();
        assert!(
            !sources.contains("Debug for"),
            "{client} writes a Debug by hand"
        );
        for (at, line) in lines.iter().enumerate() {
            let declared = line
                .strip_prefix("pub struct ")
                .or(line.strip_prefix("pub enum "));
            let Some(declared) = declared else { continue };
            let name = declared.split([' ', '<', ';', '(']).next().unwrap_or("");
            count += 1;
            let attributes = lines[..at]
                .iter()
                .rev()
                .take_while(|it| it.starts_with('#'));
            let is_derived = attributes.clone().any(|it| it.contains("Debug"));
            // The macros of the runtime write a `Debug` that masks what is called like a secret.
            let is_masked = MASKING.iter().any(|stated| {
                sources.lines().any(|line| {
                    let table = line.strip_prefix(stated);
                    table.is_some_and(|it| it.split(' ').any(|word| word == name))
                })
            });
            // What is not an error holds the data of caller and server, and secrets in a type that hides them.
            let is_error = sources.contains(&format!("endpoint_error!({name} {{"))
                || sources.contains(&format!("details!({name} {{"));
            let is_client = ["Client", "ClientBuilder"].contains(&name);
            assert!(is_derived || is_masked, "{client}: {name} has no Debug");
            if is_error || is_client {
                assert!(sweep.has_seen(name), "{client}: no {name} was printed");
            }
        }
        sensitive(client, &sources);
    }
    count
}

/// Every member that the document calls sensitive is a secret in the model.
fn sensitive(client: &str, sources: &str) {
    let document = tree::root().join(format!("specs/{client}.yaml"));
    let document = fs::read_to_string(document).expect("the document");
    let document: serde_yaml::Value = serde_yaml::from_str(&document).expect("YAML");
    let (mut secret, mut plain) = (BTreeSet::new(), BTreeSet::new());
    members(&document, &mut secret, &mut plain);
    assert!(!secret.is_empty(), "{client} has nothing sensitive");
    // The types of fields by name, of every struct that a table of members follows.
    let mut fields: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut of = "";
    let mut checked = 0;
    for line in sources.lines() {
        if let Some(rest) = line.strip_prefix("pub struct ") {
            of = rest.split([' ', '<']).next().unwrap_or("");
        }
        let field = line
            .strip_prefix("    pub ")
            .and_then(|it| it.split_once(": "));
        if let Some((name, ty)) = field {
            fields.insert((of, name), ty);
        }
        let Some((left, wire)) = line.trim().split_once('"') else {
            continue;
        };
        let wire = wire.split('"').next().unwrap_or("");
        let name = left
            .split(':')
            .next()
            .and_then(|it| it.split(' ').next_back());
        if let Some(ty) = name.and_then(|name| fields.get(&(of, name)))
            && secret.contains(wire)
            && !plain.contains(wire)
        {
            assert!(ty.contains("Secret<"), "{client}: {of} shows {wire}");
            checked += 1;
        }
    }
    assert!(
        checked > 0,
        "{client}: no sensitive member was found in a model"
    );
}

fn members(value: &serde_yaml::Value, secret: &mut BTreeSet<String>, plain: &mut BTreeSet<String>) {
    match value {
        serde_yaml::Value::Mapping(map) => {
            for (name, value) in map {
                if name.as_str() == Some("properties")
                    && let serde_yaml::Value::Mapping(properties) = value
                {
                    for (name, schema) in properties {
                        let Some(name) = name.as_str() else { continue };
                        let says =
                            |key: &str| schema.get(key).and_then(|it| it.as_bool()) == Some(true);
                        let text = |key: &str| schema.get(key).and_then(|it| it.as_str());
                        let hidden = says("x-sensitive")
                            || text("format") == Some("password")
                            || (says("writeOnly") && text("type") == Some("string"));
                        let set = if hidden { &mut *secret } else { &mut *plain };
                        set.insert(name.to_owned());
                    }
                }
                members(value, secret, plain);
            }
        }
        serde_yaml::Value::Sequence(items) => {
            items.iter().for_each(|item| members(item, secret, plain));
        }
        _ => {}
    }
}

/// A sample with the secret in one of its members, decoded as the model that hides it.
fn hidden<T: Decode + std::fmt::Debug>(sweep: &mut Sweep, samples: &[Sample], member: &str) {
    let mut found = 0;
    for sample in samples {
        let Ok(mut body) = serde_json::from_str::<Value>(sample.body) else {
            continue;
        };
        if let Some(data) = body.get_mut("data").filter(|data| data.is_object()) {
            body = data.take();
        }
        if let Some(value) = body.get_mut(member).filter(|value| value.is_string()) {
            *value = Value::String(TOKEN.to_owned());
            if let Ok(model) = from_json::<T>(body.to_string().as_bytes()) {
                sweep.see(&model);
                found += 1;
            }
        }
    }
    assert!(found > 0, "no sample has {member}");
}

fn samples(sweep: &mut Sweep) {
    use {accounts as a, billium as b, getbill as g, partner_invoicing as p, sessions as s};
    hidden::<b::types::Wallet>(sweep, b::testing::SAMPLES, "xpub");
    hidden::<g::types::Token>(sweep, g::testing::SAMPLES, "access_token");
    hidden::<g::types::Debt>(sweep, g::testing::SAMPLES, "phone");
    hidden::<p::types::PartnerToken>(sweep, p::testing::SAMPLES, "access_token");
    hidden::<s::types::Token>(sweep, s::testing::SAMPLES, "access_token");
    let builder = a::Client::builder().api_key(TOKEN);
    sweep.see(&builder);
    sweep.see(&builder.build().unwrap());
    let builder = b::Client::builder().api_key(format!("sk_{HEADER}"));
    sweep.see(&builder);
    sweep.see(&builder.build().unwrap());
    let builder = g::Client::builder().oauth("me", PASSWORD);
    sweep.see(&builder);
    sweep.see(&builder.build().unwrap());
    let builder = p::Client::builder()
        .partner("me", PASSWORD)
        .business_token(TOKEN);
    sweep.see(&builder);
    sweep.see(&builder.build().unwrap());
    let builder = s::Client::builder().access_token(TOKEN).api_key(HEADER);
    sweep.see(&builder);
    sweep.see(&builder.build().unwrap());
}
