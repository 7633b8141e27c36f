//! The envelope of errors, deduced from the samples of a page.
//!
//! Each member of a sample is looked at by its name and by its value: `code` with a status is an echo of it, `code` with a word of
//! the page's codes is the code. A place that only some samples have is taken; places that contradict each other are noted.

mod code;
mod fields;
mod members;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use self::code::{CODES, SURE, best_code, pattern};
use self::fields::{field_errors, items};
use self::members::{Leaf, is_placeholder, leaves, reset, status_number};
use super::words::{self, Form};

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
    /// The status of the exchange that it is part of.
    pub status: Option<String>,
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
        words::form(text)
            .filter(|_| !is_placeholder(text))
            .map(|_| text)
    }

    /// The group of the error of a sample.
    pub fn category_of(&self, body: &Value) -> Option<String> {
        let at = self.category.as_deref()?;
        Some(body.pointer(at)?.as_str()?.to_owned())
    }

    /// Whether the place of codes is one that pages list codes for, or is called so.
    pub fn is_sure(&self) -> bool {
        let name = self.code.as_deref().and_then(|it| it.rsplit('/').next());
        name.is_some_and(|it| CODES.iter().take(SURE).any(|known| *known == it))
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
            .is_some_and(|it| words::form(it).is_some() || is_placeholder(it))
            || has(it).is_some_and(Value::is_number)
    });
    let is_problem = has("type").is_some_and(Value::is_string)
        && has("title").is_some_and(Value::is_string)
        && (has("detail").is_some() || has("status").is_some());
    coded && speaks(map) || is_problem
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
                .entry((apart, leaf.depth, rank, leaf.pointer.clone()))
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
