//! The document: its paths with their operations, and all around them.
//!
//! It is long because every part of an operation is decided with the others in view.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::draw::{Draw, Drawn, Version};
use super::errors::{self, Convention};
use super::parameters::{self, Used};
use super::{components, extensions, names, responses, schemas, security};

/// What others refer to of an operation.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub id: Option<String>,
    pub tags: Vec<String>,
}

/// Draws a document.
pub(super) fn document(draw: &mut Draw) -> Value {
    draw.mark(match draw.version {
        Version::V30 => "version: 3.0",
        Version::V31 => "version: 3.1",
        Version::V32 => "version: 3.2",
    });
    draw.has(2, "format: YAML");
    draw.sided = draw.one_in(3);
    draw.letters = draw.has(8, "names: of one letter");
    let mut tags = BTreeSet::new();
    draw.tags = (0..draw.below(4))
        .map(|_| names::word(draw, &mut tags))
        .collect();
    let title = draw.pick(&["Shop", "größe", "", "type", "*/ fn x() {}", "123"]);
    let mut root = json!({"openapi": draw.version.text(), "info": {"title": title, "version": "1.0.0", "description": names::description(draw)}});
    if !draw.one_in(6) {
        root["servers"] = security::servers(draw);
    }
    if draw.one_in(2) {
        let nested = draw.is_32() && draw.tags.len() > 1 && draw.has(2, "document: tags in tags");
        let first = draw.tags.first().cloned();
        let tag = |name: &String| {
            let mut tag = json!({"name": name, "description": "*/", "externalDocs": {"url": "https://a.example"}});
            if nested {
                tag["kind"] = "nav".into();
                if first.as_ref() != Some(name) {
                    tag["parent"] = json!(first);
                }
            }
            tag
        };
        root["tags"] = draw.tags.iter().map(tag).collect();
    }
    if draw.has(4, "document: contact and licence") {
        root["info"]["contact"] =
            json!({"name": "*/", "url": "https://a.example", "email": "a@b.example"});
        root["info"]["license"] = json!({"name": "MIT \"or\" so"});
        root["info"]["termsOfService"] = "https://a.example/terms".into();
    }
    if draw.is_32() && draw.has(3, "document: $self") {
        root["$self"] = "https://api.example/openapi.json".into();
    }
    let schemes = security::schemes(draw);
    if draw.one_in(2)
        && let Some(needs) = security::needs(draw)
    {
        root["security"] = needs;
        let tls = |it: &Value| it["type"] == "mutualTLS";
        draw.secured = root["security"] != json!([]) && !schemes.values().any(tls);
    }
    components::plan(draw);
    let mut named = components::draw_all(draw);
    let convention = Convention::draw(draw);
    errors::codes(draw);
    let (paths, made) = paths(draw, convention);
    root["paths"] = paths;
    if draw.is_31() && draw.has(3, "document: webhooks") {
        root["webhooks"] = webhooks(draw);
    }
    root_extensions(draw, &mut root, convention, &made);
    let mut sections = Map::new();
    named.extend(draw.others.remove("schemas").unwrap_or_default());
    sections.insert("schemas".to_owned(), named.into());
    if !schemes.is_empty() {
        sections.insert("securitySchemes".to_owned(), schemes.into());
    }
    for (section, all) in std::mem::take(&mut draw.others) {
        sections.insert(section.to_owned(), all.into());
    }
    root["components"] = sections.into();
    root
}

fn root_extensions(draw: &mut Draw, root: &mut Value, convention: Convention, made: &[Made]) {
    if let Some(envelope) = convention.envelope(draw) {
        root["x-error-envelope"] = envelope;
    }
    // Codes that uses name have to be known.
    if !draw.codes.is_empty() {
        root["x-error-codes"] = errors::catalogue(draw, convention, made);
    }
    if draw.has(3, "vocabulary: x-retry of the document") {
        root["x-retry"] = extensions::retry(draw);
    }
    if draw.has(4, "vocabulary: x-idempotency of the document") {
        root["x-idempotency"] = extensions::idempotency(draw, None);
    }
    if draw.one_in(5) {
        root["x-rate-limit"] = extensions::rate_limit(draw);
    }
    if draw.one_in(6) {
        root["x-support"] = extensions::support(draw);
    }
    if draw.one_in(10) {
        root["x-test-triggers"] = extensions::triggers(draw);
    }
    if root.get("webhooks").is_some() {
        if draw.one_in(2) {
            root["x-webhook-signature"] = extensions::signature(draw);
        }
        if draw.has(3, "vocabulary: x-webhook-event") {
            root["x-webhook-event"] = json!({"durable": draw.one_in(2)});
        }
    }
}

const METHODS: &[&str] = &[
    "get", "post", "put", "delete", "patch", "head", "options", "trace",
];

fn paths(draw: &mut Draw, convention: Convention) -> (Value, Vec<Made>) {
    let (mut all, mut shapes, mut ids) = (Map::new(), BTreeSet::new(), BTreeSet::new());
    names::take(security::TOKEN_OPERATION, &mut ids);
    let mut made = Vec::new();
    for _ in 0..=draw.below(4) {
        let (template, variables) = template(draw, &mut shapes);
        let (item, operations) = item(draw, convention, &variables, &mut ids);
        made.extend(operations);
        let item = match draw.is_31() && draw.has(8, "references: path item") {
            true => draw.component("pathItems", "Item", item),
            false => item,
        };
        all.insert(template, item);
    }
    if draw.token {
        let answer = json!({"type": "object", "required": ["access_token"], "properties": {"access_token": {"type": "string"},
            "expires_in": {"type": "integer"}}});
        all.insert(
            "/token/of/others".to_owned(),
            json!({"post": {"operationId": security::TOKEN_OPERATION, "security": [], "x-idempotency": {"mode": "none"},
                "requestBody": {"required": true, "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object",
                    "required": ["grant_type"], "properties": {"grant_type": {"type": "string"}}}}}},
                "responses": {"200": {"description": "A token.", "content": {"application/json": {"schema": answer}}},
                    "401": errors::answer(draw, convention, "401", false)}}}),
        );
    }
    (all.into(), made)
}

/// A path that differs from all others in more than the names of its variables.
fn template(draw: &mut Draw, shapes: &mut BTreeSet<String>) -> (String, Vec<String>) {
    let (mut template, mut shape) = (String::new(), String::new());
    let (mut variables, mut used) = (Vec::new(), BTreeSet::new());
    for _ in 0..=draw.below(3) {
        let word = draw.pick(&[
            "orders", "type", "self", "a.b", "a:b", "v1", "%C3%BC", "A-B", "~me", "x_y", "con",
            "items",
        ]);
        template.push_str(&format!("/{word}"));
        shape.push_str(&format!("/{word}"));
        let (before, between, after) = draw.pick(&[
            ("/", "", ""),
            ("/", "", ""),
            ("/x-", "", ".json"),
            ("/", ".", ""),
            ("/", "", ":cancel"),
        ]);
        if draw.one_in(2) {
            let name = names::variable(draw, &mut used);
            template.push_str(&format!("{before}{{{name}}}"));
            variables.push(name);
            if !between.is_empty() {
                draw.mark("paths: several variables of a segment");
                let name = names::variable(draw, &mut used);
                template.push_str(&format!("{between}{{{name}}}"));
                variables.push(name);
            }
            template.push_str(after);
            shape.push_str(&format!("{before}{{}}{between}{after}"));
        }
    }
    while !shapes.insert(shape.clone()) {
        template.push_str("/more");
        shape.push_str("/more");
    }
    (template, variables)
}

fn item(
    draw: &mut Draw,
    convention: Convention,
    variables: &[String],
    ids: &mut BTreeSet<String>,
) -> (Value, Vec<Made>) {
    let mut item = json!({});
    let mut shared = Used::default();
    let mut variable_parameters: Vec<Value> = variables
        .iter()
        .map(|it| parameters::of_path(draw, it))
        .collect();
    let mut parameters = Vec::new();
    let above = draw.one_in(2);
    if above {
        draw.mark("paths: parameters of the path");
        parameters.append(&mut variable_parameters);
        if draw.one_in(2) {
            let one = parameters::elsewhere(draw, &mut shared);
            parameters.push(one);
        }
    }
    if !parameters.is_empty() {
        item["parameters"] = parameters.into();
    }
    if draw.has(12, "paths: servers") {
        item["servers"] = json!([{"url": "https://api.example/other"}]);
    }
    if draw.has(10, "vocabulary: x-retry of a path") {
        item["x-retry"] = extensions::retry(draw);
    }
    if draw.has(15, "vocabulary: x-idempotency of a path") {
        item["x-idempotency"] = extensions::idempotency(draw, None);
    }
    if draw.has(15, "vocabulary: envelope of a path") {
        item["x-error-envelope"] = errors::own_envelope(draw);
    }
    if !draw.codes.is_empty() && draw.has(12, "vocabulary: codes of a path") {
        let codes: Vec<String> = draw.codes.iter().map(|it| it.0.clone()).collect();
        item["x-error-codes"] = json!({"include": draw.some(&codes)});
    }
    for (key, times) in [("summary", 10), ("description", 10)] {
        if draw.has(times, "paths: description") {
            item[key] = names::description(draw).into();
        }
    }
    let mut made = Vec::new();
    let mut methods = BTreeSet::new();
    for _ in 0..=draw.below(2) {
        let method = draw.pick(METHODS);
        if !methods.insert(method) {
            continue;
        }
        let (operation, one) = operation(
            draw,
            convention,
            method,
            variables,
            &variable_parameters,
            &mut shared,
            ids,
        );
        item[method] = operation;
        made.push(one);
    }
    if draw.is_32() {
        if draw.has(5, "paths: query") {
            let (operation, one) = operation(
                draw,
                convention,
                "query",
                variables,
                &variable_parameters,
                &mut shared,
                ids,
            );
            item["query"] = operation;
            made.push(one);
        }
        if draw.has(8, "paths: other methods") {
            let (operation, one) = operation(
                draw,
                convention,
                "COPY",
                variables,
                &variable_parameters,
                &mut shared,
                ids,
            );
            item["additionalOperations"] = json!({ "COPY": operation });
            made.push(one);
        }
    }
    (item, made)
}

fn operation(
    draw: &mut Draw,
    convention: Convention,
    method: &str,
    variables: &[String],
    of_path: &[Value],
    shared: &mut Used,
    ids: &mut BTreeSet<String>,
) -> (Value, Made) {
    let mut operation = json!({});
    let mut made = Made {
        id: None,
        tags: Vec::new(),
    };
    if !draw.has(6, "operations: without an id") {
        let id = names::word(draw, ids);
        operation["operationId"] = id.clone().into();
        made.id = Some(id.clone());
        draw.ids.push(id);
    }
    let tags = draw.tags.clone();
    if !tags.is_empty() && !draw.one_in(4) {
        made.tags = vec![draw.pick(&tags)];
        if draw.has(6, "operations: several tags") {
            made.tags = tags;
        }
        operation["tags"] = json!(made.tags);
    }
    for (key, times) in [("summary", 2), ("description", 3)] {
        if draw.one_in(times) {
            operation[key] = names::description(draw).into();
        }
    }
    if draw.has(12, "operations: deprecated") {
        operation["deprecated"] = true.into();
    }
    let mut parameters = of_path.to_vec();
    let paged =
        method == "get" && convention != Convention::Wrapped && draw.has(5, "operations: pages");
    let (page, success) = match paged {
        true => pages(draw, &mut parameters, shared),
        false => (None, None),
    };
    if draw.is_32() && !paged && shared.query.is_empty() && draw.one_in(6) {
        parameters.push(parameters::whole_query(draw));
        shared.whole = true;
    } else if !shared.whole {
        for _ in 0..draw.below(4) {
            parameters.push(parameters::elsewhere(draw, shared));
        }
    }
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if matches!(method, "post" | "put" | "patch" | "query" | "COPY") && !draw.one_in(4) {
        operation["requestBody"] = parameters::body(draw);
    }
    let success = success.or_else(|| wrapped(draw, convention, method));
    operation["responses"] = responses::responses(draw, convention, success, method == "head");
    if let Some(page) = page {
        operation["x-pagination"] = page;
    }
    if draw.one_in(3)
        && let Some(needs) = security::needs(draw)
    {
        operation["security"] = needs;
    }
    if draw.has(10, "operations: servers") {
        operation["servers"] = json!([{"url": "https://api.example/uploads"}]);
    }
    operation_extensions(draw, method, variables, &mut operation);
    if draw.has(10, "operations: callbacks") {
        let event = event(draw);
        let callback = json!({"{$request.body#/url}": {"post": event}});
        operation["callbacks"] = match draw.has(3, "references: callback") {
            true => json!({"moved": draw.component("callbacks", "Callback", callback)}),
            false => json!({ "moved": callback }),
        };
    }
    (operation, made)
}

fn operation_extensions(
    draw: &mut Draw,
    method: &str,
    variables: &[String],
    operation: &mut Value,
) {
    if draw.has(6, "vocabulary: x-retry of an operation") {
        operation["x-retry"] = extensions::retry(draw);
    }
    if matches!(method, "post" | "patch")
        && draw.has(3, "vocabulary: x-idempotency of an operation")
    {
        operation["x-idempotency"] =
            extensions::idempotency(draw, variables.first().map(String::as_str));
    }
    if draw.one_in(10) {
        operation["x-rate-limit"] = extensions::rate_limit(draw);
    }
    if draw.has(15, "vocabulary: envelope of an operation") {
        operation["x-error-envelope"] = errors::own_envelope(draw);
    }
    if draw.has(20, "vocabulary: x-support of an operation") {
        operation["x-support"] = extensions::support(draw);
    }
    if draw.has(15, "dialects: x-speakeasy-retries") {
        operation["x-speakeasy-retries"] = json!({"strategy": "backoff", "statusCodes": ["5XX", 429], "retryConnectionErrors": true,
            "backoff": {"initialInterval": 500, "maxInterval": 60000, "maxElapsedTime": 3600000, "exponent": 1.5}});
    }
    if draw.has(15, "dialects: x-speakeasy-errors") {
        operation["x-speakeasy-errors"] = json!({"statusCodes": ["4XX", "500"]});
    }
    if draw.has(12, "operations: external documents") {
        operation["externalDocs"] =
            json!({"url": "https://a.example/*/", "description": names::description(draw)});
    }
    let codes: Vec<String> = draw.codes.iter().map(|it| it.0.clone()).collect();
    if codes.is_empty() {
        return;
    }
    let chosen = draw.some(&codes);
    operation["x-error-codes"] = match draw.below(6) {
        0 => {
            draw.mark("vocabulary: codes of an operation");
            json!(chosen)
        }
        1 => {
            draw.mark("vocabulary: include and exclude");
            json!({"include": chosen, "exclude": [codes[0]]})
        }
        2 => {
            draw.mark("vocabulary: codes that differ here");
            chosen
                .into_iter()
                .map(|it| (it, json!({"retry": "never", "description": "Here."})))
                .collect::<Map<_, _>>()
                .into()
        }
        _ => return,
    };
    let included = operation["x-error-codes"]
        .get("include")
        .and_then(Value::as_array);
    if included.is_some_and(|it| it.iter().any(|code| *code == json!(codes[0]))) {
        operation["x-error-codes"] = json!({"exclude": [codes[0]]});
    }
}

/// A success in an envelope.
fn wrapped(draw: &mut Draw, convention: Convention, method: &str) -> Option<Drawn> {
    if convention != Convention::Wrapped || method == "head" || !draw.one_in(2) {
        return None;
    }
    let data = schemas::any(draw, 1);
    Some(Drawn {
        schema: json!({"type": "object", "required": ["success", "data"], "properties": {"success": {"type": "boolean"}, "data": data.schema}}),
        value: json!({"success": true, "data": data.value}),
    })
}

/// A list by pages: what is said of it, and its success.
fn pages(
    draw: &mut Draw,
    parameters: &mut Vec<Value>,
    used: &mut Used,
) -> (Option<Value>, Option<Drawn>) {
    let item = schemas::any(draw, 1);
    let mut name = |word: &str| {
        let mut name = word.to_owned();
        while !used.query.insert(name.clone()) {
            name.push('2');
        }
        name
    };
    let (parameter, said, members) = match draw.below(5) {
        0 => {
            let name = name("cursor");
            let said = json!({"kind": "cursor", "parameter": name, "next": "/next_cursor", "items": "/data"});
            (
                json!({"name": name, "in": "query", "schema": {"type": "string"}}),
                Some(said),
                json!({"next_cursor": {"type": "string"}}),
            )
        }
        1 => {
            let name = name("offset");
            let said =
                json!({"kind": "offset", "parameter": name, "total": "/total", "items": "/data"});
            (
                json!({"name": name, "in": "query", "schema": {"type": "integer"}}),
                Some(said),
                json!({"total": {"type": "integer"}}),
            )
        }
        2 => {
            let name = name("page");
            let said = json!({"kind": "page", "parameter": name, "pages": "/pages", "first": 0, "items": "/data"});
            (
                json!({"name": name, "in": "query", "schema": {"type": "integer"}}),
                Some(said),
                json!({"pages": {"type": "integer"}}),
            )
        }
        3 => {
            let name = name("filter");
            let said = json!({"kind": "nextUrl", "next": "/next", "items": "/data"});
            (
                json!({"name": name, "in": "query", "schema": {"type": "string"}}),
                Some(said),
                json!({"next": {"type": "string"}}),
            )
        }
        _ => {
            draw.mark("operations: pages that nothing states");
            let name = name("cursor");
            (
                json!({"name": name, "in": "query", "schema": {"type": "string"}}),
                None,
                json!({"next_cursor": {"type": "string"}, "has_more": {"type": "boolean"}}),
            )
        }
    };
    parameters.push(parameter);
    let mut properties = members.as_object().cloned().unwrap_or_default();
    properties.insert(
        "data".to_owned(),
        json!({"type": "array", "items": item.schema}),
    );
    let schema = json!({"type": "object", "required": ["data"], "properties": properties});
    let value = json!({"data": [item.value]});
    (said, Some(Drawn { schema, value }))
}

/// The operation of a delivery.
fn event(draw: &mut Draw) -> Value {
    let payload = schemas::any(draw, 0);
    json!({"requestBody": {"content": {"application/json": {"schema": payload.schema}}}, "responses": {"204": {"description": "Taken."}}})
}

fn webhooks(draw: &mut Draw) -> Value {
    let (mut all, mut used) = (Map::new(), BTreeSet::new());
    for _ in 0..=draw.below(3) {
        let name = names::word(draw, &mut used);
        all.insert(name, json!({ "post": event(draw) }));
    }
    all.into()
}
