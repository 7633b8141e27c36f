//! The envelope of errors, deduced from the samples of a page.
//!
//! Each member of a sample is looked at by its name and by its value: `code` with a status is an echo of it, `code` with a word of
//! the page's codes is the code. A place that only some samples have is taken; places that contradict each other are noted.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::words::{self, Form};

const CODES: &[&str] = &[
    "code",
    "error_code",
    "errorCode",
    "errorcode",
    "err_code",
    "error",
    "reason",
    "type",
    "error_type",
    "errorType",
    "name",
    "key",
    "status",
    "id",
    "title",
    "error_id",
    "result_code",
    "Code",
    "ErrorCode",
];
const ECHOES: &[&str] = &[
    "status",
    "statusCode",
    "status_code",
    "httpStatus",
    "http_status",
    "http_status_code",
    "httpCode",
    "http_code",
    "code",
    "httpStatusCode",
    "error_code",
];
const MESSAGES: &[&str] = &[
    "message",
    "error_message",
    "errorMessage",
    "error_description",
    "detail",
    "msg",
    "description",
    "title",
    "errorDescription",
    "reason",
    "text",
    "error",
    "Message",
    "details",
];
const CATEGORIES: &[&str] = &["type", "category", "error_type", "errorType", "class"];
const PARAMS: &[&str] = &[
    "param",
    "parameter",
    "field",
    "property",
    "attribute",
    "pointer",
];
const DETAILS: &[&str] = &[
    "details", "detail", "context", "info", "extra", "fields", "data", "meta", "metadata",
];
const FIELDS: &[&str] = &[
    "errors",
    "details",
    "fields",
    "violations",
    "field_errors",
    "fieldErrors",
    "invalid_params",
    "validation_errors",
    "validationErrors",
    "issues",
];
const REQUESTS: &[&str] = &[
    "request_id",
    "requestId",
    "requestID",
    "trace_id",
    "traceId",
    "correlation_id",
    "correlationId",
    "request",
    "RequestId",
];
const WAITS: &[&str] = &[
    "retry_after",
    "retryAfter",
    "retry_after_seconds",
    "retryAfterSeconds",
    "retry_after_ms",
    "retryAfterMs",
];
const RESETS: &[&str] = &["reset_time", "reset_at", "resetAt", "resetTime", "reset"];

/// A sample of an error.
pub(super) struct Shown {
    /// The body.
    pub body: Value,
    /// Where it stands, as remarks show it.
    pub place: String,
}

/// What the samples say.
#[derive(Default)]
pub(super) struct Envelope {
    /// The value of the extension; nothing where no sample shows an error.
    pub value: Map<String, Value>,
    /// Where the first sample of it stands.
    pub place: String,
    /// Where the code stands.
    code: Option<String>,
    /// Where the status stands again.
    echo: Option<String>,
    /// Where the group stands.
    category: Option<String>,
    /// Names of members, which are no codes.
    pub members: Vec<String>,
    /// What contradicts itself.
    pub notes: Vec<String>,
    /// Limits in the body, for the extension of rate limits.
    pub limits: Map<String, Value>,
}

impl Envelope {
    /// The code of a sample: a text at the place of codes that has the form of one.
    pub fn code_of<'a>(&self, body: &'a Value) -> Option<&'a str> {
        let text = body.pointer(self.code.as_deref()?)?.as_str()?;
        words::form(text).map(|_| text)
    }

    /// The group of the error of a sample.
    pub fn category_of(&self, body: &Value) -> Option<String> {
        let at = self.category.as_deref()?;
        Some(body.pointer(at)?.as_str()?.to_owned())
    }

    /// Whether the place of codes is one that pages list codes for, or is called so.
    pub fn is_sure(&self) -> bool {
        let name = self.code.as_deref().and_then(|it| it.rsplit('/').next());
        name.is_some_and(|it| CODES.iter().take(5).any(|known| *known == it))
    }

    /// The status that a sample repeats.
    pub fn status_of(&self, body: &Value) -> Option<String> {
        let status = body.pointer(self.echo.as_deref()?)?;
        let text = status
            .as_str()
            .map_or_else(|| status.to_string(), str::to_owned);
        words::status(&text).filter(|it| words::is_error(it))
    }
}

/// The status that any sample repeats, before anything else is known.
pub(super) fn echo(body: &Value) -> Option<String> {
    let leaves = leaves(body);
    let mut echoes = leaves
        .iter()
        .filter(|leaf| ECHOES.contains(&leaf.name.as_str()));
    echoes.find_map(|leaf| status_number(leaf.value))
}

/// Whether a body is one of an error, by the names and the forms in it.
pub(super) fn is_error(body: &Value) -> bool {
    let Value::Object(map) = body else {
        return matches!(body, Value::Array(items) if items.first().is_some_and(is_error));
    };
    let has = |name: &str| map.get(name);
    let speaks = |map: &Map<String, Value>| {
        MESSAGES
            .iter()
            .any(|it| map.get(*it).is_some_and(Value::is_string))
    };
    if has("success") == Some(&Value::Bool(false)) || has("ok") == Some(&Value::Bool(false)) {
        return true;
    }
    for name in ["error", "errors", "fault", "Error", "Errors", "err"] {
        match has(name) {
            Some(Value::String(_)) => return true,
            Some(Value::Object(inner)) if !inner.is_empty() => return true,
            Some(Value::Array(items)) if !items.is_empty() => return true,
            Some(Value::Bool(true)) => return true,
            _ => {}
        }
    }
    if echo(body).is_some() && speaks(map) {
        return true;
    }
    let coded = ["code", "error_code", "errorCode"].iter().any(|it| {
        has(it)
            .and_then(Value::as_str)
            .is_some_and(|it| words::form(it).is_some())
            || has(it).is_some_and(Value::is_number)
    });
    let is_problem = has("type").is_some_and(Value::is_string)
        && has("title").is_some_and(Value::is_string)
        && (has("detail").is_some() || has("status").is_some());
    coded && speaks(map) || is_problem
}

struct Leaf<'a> {
    pointer: String,
    parent: String,
    name: String,
    depth: usize,
    value: &'a Value,
}

/// Members down to the fourth level; of lists the first item.
fn leaves(body: &Value) -> Vec<Leaf<'_>> {
    let mut found = Vec::new();
    collect(body, "", 0, &mut found);
    found
}

fn collect<'a>(value: &'a Value, pointer: &str, depth: usize, found: &mut Vec<Leaf<'a>>) {
    if depth > 4 {
        return;
    }
    match value {
        Value::Object(map) => {
            for (name, value) in map.iter().take(100) {
                let escaped = name.replace('~', "~0").replace('/', "~1");
                let at = format!("{pointer}/{escaped}");
                found.push(Leaf {
                    pointer: at.clone(),
                    parent: pointer.to_owned(),
                    name: name.clone(),
                    depth,
                    value,
                });
                collect(value, &at, depth + 1, found);
            }
        }
        Value::Array(items) => {
            if let Some(first) = items.first() {
                collect(first, &format!("{pointer}/0"), depth + 1, found);
            }
        }
        _ => {}
    }
}

fn status_number(value: &Value) -> Option<String> {
    let text = match value {
        Value::Number(it) => it.to_string(),
        Value::String(it) => it.clone(),
        _ => return None,
    };
    words::status(&text).filter(|it| words::is_error(it) && !it.ends_with('X'))
}

/// Deduces the envelope. `known` tells codes that tables and headings of the pages list, `is_list` the members of which they say
/// that they may be lists.
pub(super) fn deduce(
    samples: &[Shown],
    known: &dyn Fn(&str) -> bool,
    is_list: &dyn Fn(&str) -> bool,
) -> Envelope {
    let mut envelope = Envelope::default();
    let all: Vec<(usize, Leaf<'_>)> = samples
        .iter()
        .enumerate()
        .flat_map(|(at, it)| leaves(&it.body).into_iter().map(move |leaf| (at, leaf)))
        .collect();
    for (_, leaf) in &all {
        if !envelope.members.contains(&leaf.name) {
            envelope.members.push(leaf.name.clone());
        }
    }
    let Some(first) = samples.first() else {
        return envelope;
    };
    envelope.place.clone_from(&first.place);
    let count = samples.len();
    let code = best_code(&all, known, count);
    let parent = code.as_ref().map(|it| {
        it.rsplit_once('/')
            .map_or("", |(parent, _)| parent)
            .to_owned()
    });
    let of = |names: &[&str], accept: &dyn Fn(&Leaf<'_>) -> bool| -> Option<String> {
        // A member beside the code goes before one elsewhere; then the order of names counts.
        let mut found: BTreeMap<(usize, usize, usize, String), usize> = BTreeMap::new();
        for (_, leaf) in &all {
            let Some(rank) = names.iter().position(|it| *it == leaf.name) else {
                continue;
            };
            if Some(&leaf.pointer) == code.as_ref() || !accept(leaf) {
                continue;
            }
            let apart = usize::from(parent.as_ref().is_some_and(|it| *it != leaf.parent));
            *found
                .entry((apart, rank, leaf.depth, leaf.pointer.clone()))
                .or_default() += 1;
        }
        found.into_keys().next().map(|it| it.3)
    };
    let mut put = |key: &str, value: Value| {
        envelope.value.insert(key.to_owned(), value);
    };
    let root = |name: &str| {
        samples
            .iter()
            .filter_map(|it| it.body.get(name))
            .collect::<Vec<_>>()
    };
    let always = |name: &str, value: &Value| {
        let all = root(name);
        all.len() == count && all.iter().all(|it| *it == value)
    };
    let flags = [
        ("success", json!(false)),
        ("ok", json!(false)),
        ("error", json!(true)),
        ("status", json!("error")),
        ("status", json!("fail")),
        ("status", json!("failure")),
    ];
    let flag = flags.iter().find(|(name, value)| always(name, value));
    if let Some((name, value)) = flag {
        put("when", json!({"at": format!("/{name}"), "equals": value}));
    }
    let is_problem = samples.iter().all(|it| {
        it.body.get("type").is_some_and(Value::is_string)
            && it.body.get("title").is_some_and(Value::is_string)
    });
    if is_problem {
        put("preset", json!("problem"));
    }
    if let Some(code) = &code {
        let values: Vec<&Value> = all
            .iter()
            .filter(|it| it.1.pointer == *code)
            .map(|it| it.1.value)
            .collect();
        if values.iter().all(|it| it.is_number()) {
            put("code", json!({"at": code, "type": "integer"}));
        } else {
            let texts: Vec<&str> = values.iter().filter_map(|it| it.as_str()).collect();
            let is_prose = texts.iter().any(|it| words::form(it).is_none());
            let codes: Vec<&str> = texts
                .into_iter()
                .filter(|it| words::form(it) == Some(Form::Joined))
                .collect();
            match pattern(&codes).filter(|_| is_prose) {
                Some(pattern) => put("code", json!({"at": code, "pattern": pattern})),
                None => put("code", json!(code)),
            }
        }
    }
    let (mut lists, mut category) = (false, None);
    let message = of(MESSAGES, &|leaf| match leaf.value {
        Value::String(text) => {
            text.contains(' ')
                || leaf.name != "error" && leaf.name != "reason" && leaf.name != "title"
        }
        Value::Array(items) => leaf.name == "message" && items.iter().all(Value::is_string),
        _ => false,
    });
    if let Some(message) = &message {
        lists = is_list(message.rsplit('/').next().unwrap_or(""))
            || all
                .iter()
                .any(|it| it.1.pointer == *message && it.1.value.is_array());
        put("message", json!(message));
    }
    if let Some(at) = of(CATEGORIES, &|leaf| {
        leaf.value
            .as_str()
            .is_some_and(|it| words::form(it).is_some())
    })
    .filter(|at| Some(at) != message.as_ref() && !is_problem)
    {
        put("category", json!(at));
        category = Some(at);
    }
    if let Some(at) = of(PARAMS, &|leaf| {
        let beside = parent.as_ref() == Some(&leaf.parent);
        leaf.value.is_string() && (beside || !leaf.parent.ends_with("/0"))
    }) {
        put("param", json!(at));
    }
    let echo = of(ECHOES, &|leaf| status_number(leaf.value).is_some())
        .or_else(|| of(ECHOES, &|leaf| status_number(leaf.value).is_some()));
    if let Some(echo) = &echo {
        put("statusEcho", json!(echo));
    }
    let is_flag = |name: &str| flag.is_some_and(|it| it.0 == name);
    if let Some(at) = of(DETAILS, &|leaf| {
        leaf.value.as_object().is_some_and(|it| !it.is_empty())
            && (leaf.depth > 0 && leaf.name != "meta"
                || !matches!(&*leaf.name, "data" | "meta" | "metadata" | "info"))
    }) {
        put("details", json!(at));
    }
    if lists {
        put("fieldErrors", json!({"at": message, "shape": "list"}));
    } else if let Some(fields) = field_errors(&all, code.as_deref()) {
        put("fieldErrors", fields);
    }
    if let Some(at) = of(REQUESTS, &|leaf| leaf.value.is_string()) {
        put("requestId", json!(at));
    }
    if let Some(at) = of(WAITS, &|leaf| leaf.value.is_number()) {
        let unit = if at.to_ascii_lowercase().ends_with("ms") {
            "ms"
        } else {
            "s"
        };
        put("retryAfter", json!({"at": at, "unit": unit}));
        let limits = of(&["limit", "rate_limit"], &|leaf| leaf.value.is_number());
        envelope
            .limits
            .extend(limits.map(|at| ("limit".to_owned(), json!(at))));
    }
    let mut put = |key: &str, value: Value| {
        envelope.value.insert(key.to_owned(), value);
    };
    if let Some(at) = of(RESETS, &|leaf| reset(leaf.value).is_some()) {
        let format = all
            .iter()
            .filter(|it| it.1.pointer == at)
            .find_map(|it| reset(it.1.value));
        put("resetAt", json!({"at": at, "format": format}));
        if envelope.limits.contains_key("limit") {
            envelope.limits.insert("reset".to_owned(), json!(at));
        }
    }
    if (is_flag("success") || is_flag("ok") || is_flag("status")) && !root("data").is_empty() {
        envelope.value.insert("data".to_owned(), json!("/data"));
    }
    items(&mut envelope.value);
    (envelope.code, envelope.echo, envelope.category) = (code, echo, category);
    envelope
}

/// A code in the first item of a list means a list of errors: what stands in the item is read from there.
fn items(value: &mut Map<String, Value>) {
    let code = value.get("code");
    let code = code.and_then(|it| it.as_str().or_else(|| it.get("at")?.as_str()));
    let Some((list, _)) = code.and_then(|it| it.split_once("/0/")) else {
        return;
    };
    let (list, prefix) = (list.to_owned(), format!("{list}/0/"));
    for key in ["code", "message", "category", "param", "details"] {
        let Some(place) = value.get_mut(key) else {
            continue;
        };
        let place = if place.is_object() {
            place.get_mut("at")
        } else {
            Some(place)
        };
        if let Some(Value::String(at)) = place
            && let Some(rest) = at.strip_prefix(&prefix)
        {
            *at = format!("/{rest}");
        }
    }
    // Items are errors themselves, not messages per field.
    let is_same = |it: &Value| it.get("at").and_then(Value::as_str) == Some(&list);
    if value.get("fieldErrors").is_some_and(is_same) {
        value.remove("fieldErrors");
    }
    value.insert("items".to_owned(), json!(list));
}

fn reset(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(text) if text.len() >= 10 && text.get(4..5) == Some("-") => Some("dateTime"),
        Value::Number(it) => match it.as_u64()? {
            1_000_000_000_000.. => Some("epochMillis"),
            1_000_000_000.. => Some("epochSeconds"),
            _ => None,
        },
        _ => None,
    }
}

/// The pointer at which codes stand.
fn best_code(
    all: &[(usize, Leaf<'_>)],
    known: &dyn Fn(&str) -> bool,
    count: usize,
) -> Option<String> {
    #[derive(Default)]
    struct Seen {
        known: usize,
        forms: usize,
        numbers: usize,
        texts: usize,
        rank: usize,
        depth: usize,
    }
    let mut places: BTreeMap<&str, Seen> = BTreeMap::new();
    for (_, leaf) in all {
        let Some(rank) = CODES.iter().position(|it| *it == leaf.name) else {
            continue;
        };
        let seen = places.entry(&leaf.pointer).or_default();
        (seen.rank, seen.depth) = (rank, leaf.depth);
        match leaf.value {
            Value::String(text) => {
                seen.texts += 1;
                seen.known += usize::from(known(text));
                seen.forms += usize::from(words::form(text).is_some());
            }
            Value::Number(it) if words::status(&it.to_string()).is_none() => {
                seen.numbers += 1;
                seen.known += usize::from(known(&it.to_string()));
            }
            _ => {}
        }
    }
    let listed = places.iter().filter(|it| it.1.known > 0);
    let best =
        listed.max_by_key(|it| (it.1.known, usize::MAX - it.1.rank, usize::MAX - it.1.depth));
    if let Some((pointer, _)) = best {
        return Some((*pointer).to_owned());
    }
    // Without a code that is listed, only members that are called so count, with values that all have the form of one.
    let sure = places.iter().filter(|(_, seen)| {
        let named = seen.rank < 5;
        let is_form = seen.texts > 0 && seen.forms == seen.texts && seen.numbers == 0;
        let is_number = seen.numbers > 0 && seen.texts == 0 && seen.rank < 5;
        named && (is_form || is_number) && seen.texts + seen.numbers <= count * 2
    });
    sure.min_by_key(|it| (it.1.rank, it.1.depth))
        .map(|it| (*it.0).to_owned())
}

/// The form that all codes of the samples share.
fn pattern(codes: &[&str]) -> Option<&'static str> {
    let all =
        |accept: fn(u8) -> bool| !codes.is_empty() && codes.iter().all(|it| it.bytes().all(accept));
    if all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_') {
        Some("^[A-Z][A-Z0-9_]*$")
    } else if all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_') {
        Some("^[a-z][a-z0-9_]*$")
    } else {
        None
    }
}

/// Messages per field: a map of fields to texts, or a list of objects with a field and a message.
fn field_errors(all: &[(usize, Leaf<'_>)], code: Option<&str>) -> Option<Value> {
    for (_, leaf) in all.iter().filter(|it| FIELDS.contains(&it.1.name.as_str())) {
        match leaf.value {
            Value::Object(map) if !map.is_empty() => {
                let texts = |it: &Value| matches!(it, Value::Array(items) if items.iter().all(Value::is_string));
                if map.values().all(texts) {
                    return Some(json!({"at": leaf.pointer, "shape": "map"}));
                }
            }
            Value::Array(items) => {
                let Some(Value::Object(first)) = items.first() else {
                    continue;
                };
                let named = |names: &[&'static str]| {
                    names
                        .iter()
                        .find(|it| first.get(**it).is_some_and(Value::is_string))
                        .copied()
                };
                let field = named(&[
                    "field",
                    "param",
                    "parameter",
                    "path",
                    "property",
                    "attribute",
                    "name",
                    "pointer",
                    "loc",
                    "source",
                ]);
                let message =
                    named(&["message", "msg", "detail", "description", "reason", "error"]);
                if let (Some(field), Some(message)) = (field, message) {
                    let mut value = json!({
                        "at": leaf.pointer,
                        "shape": "objects",
                        "field": format!("/{field}"),
                        "message": format!("/{message}"),
                    });
                    let inner = named(&["code", "error_code", "errorCode"]);
                    if let (Some(inner), Some(map)) = (inner, value.as_object_mut())
                        && code.is_none_or(|it| !it.starts_with(&leaf.pointer))
                    {
                        map.insert("code".to_owned(), json!(format!("/{inner}")));
                    }
                    return Some(value);
                }
            }
            _ => {}
        }
    }
    None
}
