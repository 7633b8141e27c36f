//! Answers that are errors, in the ways in which APIs describe them, and the catalogue of codes.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::draw::Draw;
use super::operations::Made;
use super::{extensions, names, parameters, responses, schemas};

/// How the errors of a document are described.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Convention {
    /// Statuses alone, or any body.
    Plain,
    /// RFC 9457.
    Problem,
    /// An envelope that the document describes.
    Envelope,
    /// An envelope around successes, too.
    Wrapped,
    /// A list of errors.
    Square,
    /// AIP-193.
    Google,
    /// A choice by a member.
    Discriminated,
    /// A text that is constant under each status.
    Constants,
    /// Codes that the schema lists.
    Listed,
    /// The same of numbers.
    Numbered,
    /// Texts and numbers in one member.
    Mixed,
    /// A text or a list of field errors.
    Detail,
}

impl Convention {
    pub fn draw(draw: &mut Draw) -> Self {
        let all = [
            (Self::Plain, "errors: by status"),
            (Self::Envelope, "errors: envelope"),
            (Self::Wrapped, "errors: envelope with when and data"),
            (Self::Problem, "errors: problem details"),
            (Self::Square, "errors: preset square"),
            (Self::Google, "errors: preset google"),
            (Self::Discriminated, "errors: discriminated"),
            (Self::Constants, "errors: constants"),
            (Self::Listed, "errors: codes listed"),
            (Self::Numbered, "errors: numbers listed"),
            (Self::Mixed, "errors: texts and numbers"),
            (Self::Detail, "errors: field errors"),
        ];
        let (convention, feature) = draw.pick(&all);
        draw.mark(feature);
        convention
    }

    /// What the document says of it.
    pub fn envelope(self, draw: &mut Draw) -> Option<Value> {
        Some(match self {
            Self::Envelope => {
                // A code that misses the pattern or the kind is one that no answer can say.
                let pattern = draw.pick(&["^.+$", "^.+$", "^[A-Z_]+$", "^[0-9]+$"]);
                let kind = draw.pick(&["string", "string", "either", "integer"]);
                let said = json!({"code": {"at": "/error/code", "pattern": pattern, "type": kind}, "message": "/error/message",
                    "details": "/error/details", "requestId": {"at": "/error/request_id", "header": "X-Request-Id"},
                    "retryAfter": {"at": "/error/retry_after", "unit": "ms"}, "param": "/error/param", "category": "/error/category"});
                match draw.has(3, "vocabulary: list of envelopes") {
                    true => {
                        json!([said, {"code": "/code", "message": "/message", "items": "/errors"}])
                    }
                    false => said,
                }
            }
            Self::Wrapped => {
                json!({"when": {"at": "/success", "equals": false}, "code": "/error/code",
                "message": {"at": "/error/message", "sensitive": true}, "details": "/error/details"})
            }
            Self::Square => json!({"preset": "square"}),
            Self::Google => json!({"preset": "google"}),
            _ => return None,
        })
    }
}

/// The codes that the document knows, and the statuses they come with.
pub(super) fn codes(draw: &mut Draw) {
    const CODES: &[&str] = &[
        "NOT_FOUND",
        "card_expired",
        "AUTH_EXPIRED_TOKEN",
        "type",
        "Self",
        "größe",
        "1001",
        "a.b",
        "TOO_LONG",
        "Unrecognized",
        "https://a.example/problems/x",
        "Option",
        "new",
        "日本",
        "E",
        "with blank",
        "*/",
        "\"",
        "OtherStatus",
        "ClientError",
        "x",
    ];
    let mut folded = BTreeSet::new();
    for _ in 0..draw.below(6) {
        let code = draw.pick(CODES).to_owned();
        if folded.insert(code.clone()) {
            let status = draw.pick(&[None, Some(400), Some(404), Some(409), Some(422), Some(429)]);
            draw.codes.push((code, status));
        }
    }
}

/// An answer that is an error.
pub(super) fn answer(draw: &mut Draw, convention: Convention, status: &str, head: bool) -> Value {
    let mut answer = json!({ "description": names::description(draw) });
    if !head && !draw.one_in(6) {
        let (media, schema) = body(draw, convention, status);
        answer["content"] = json!({media: {"schema": schema}});
    }
    if draw.has(6, "errors: headers") {
        answer["headers"] = responses::headers(draw);
    }
    if draw.has(12, "vocabulary: envelope of a response") {
        answer["x-error-envelope"] = own_envelope(draw);
    }
    if draw.has(20, "vocabulary: limits of a response") {
        answer["x-rate-limit"] = extensions::rate_limit(draw);
    }
    if draw.has(20, "dialects: x-ms-error-response") {
        answer["x-ms-error-response"] = true.into();
    }
    if draw.has(10, "vocabulary: codes of a response") {
        let fits = |it: &&(String, Option<u16>)| it.1.is_none_or(|of| of.to_string() == status);
        let fitting: Vec<Value> = draw
            .codes
            .iter()
            .filter(fits)
            .map(|it| json!(it.0))
            .collect();
        if !fitting.is_empty() {
            answer["x-error-codes"] = fitting.into();
        }
    }
    match draw.has(6, "references: error") {
        true => draw.component("responses", "Refusal", answer),
        false => answer,
    }
}

fn body(draw: &mut Draw, convention: Convention, status: &str) -> (&'static str, Value) {
    let text = json!({"type": "string"});
    let known: Vec<String> = draw.codes.iter().map(|it| it.0.clone()).collect();
    let listed = match known.is_empty() {
        true => text.clone(),
        false => json!({"type": "string", "enum": known}),
    };
    let schema = match convention {
        Convention::Plain => {
            let media = parameters::json(draw);
            return ("application/json", media["schema"].clone());
        }
        Convention::Problem => {
            let of = match draw.one_in(2) {
                true => listed,
                false => json!({"type": "string", "default": "about:blank"}),
            };
            let problem = json!({"type": "object", "properties": {"type": of, "title": text, "status": {"type": "integer"}, "detail": text,
                "instance": text, "errors": {"type": "array", "items": {"type": "object", "properties": {"pointer": text, "detail": text}}}}});
            return ("application/problem+json", problem);
        }
        Convention::Envelope => {
            json!({"type": "object", "required": ["error"], "properties": {"error": {"type": "object", "required": ["code"],
            "properties": {"code": listed, "message": text, "details": {"type": "object"}, "request_id": text, "retry_after": {"type": "integer"},
            "param": text, "category": text}}}})
        }
        Convention::Wrapped => {
            json!({"type": "object", "properties": {"success": {"type": "boolean"}, "error": {"type": "object", "properties": {
            "code": listed, "message": text, "details": {}}}}})
        }
        Convention::Square => {
            json!({"type": "object", "properties": {"errors": {"type": "array", "items": {"type": "object", "properties": {
            "category": text, "code": listed, "detail": text, "field": text}}}}})
        }
        Convention::Google => {
            json!({"type": "object", "properties": {"error": {"type": "object", "properties": {"code": {"type": "integer"},
            "message": text, "status": listed, "details": {"type": "array", "items": {"type": "object"}}}}}})
        }
        Convention::Discriminated => discriminated(draw),
        Convention::Constants => {
            let code = format!("refused_with_{}", status.to_lowercase());
            json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": [code]}, "text": text}})
        }
        Convention::Listed | Convention::Numbered | Convention::Mixed => {
            let texts = schemas::text_enum(draw).schema;
            let numbers = json!({"type": "integer", "enum": [1001, 1002]});
            let code = match (convention, draw.below(4)) {
                (Convention::Listed, _) | (Convention::Mixed, 0) => texts,
                (Convention::Numbered, _) | (Convention::Mixed, 1) => numbers,
                (_, 2) => json!({"oneOf": [texts, numbers]}),
                _ if draw.is_31() => {
                    json!({"type": ["string", "integer"], "enum": ["TOO_LATE", 1001]})
                }
                _ => json!({"enum": ["TOO_LATE", 1001]}),
            };
            json!({"type": "object", "properties": {"code": code, "message": text, "timestamp": {"type": "string", "format": "date-time"}}})
        }
        Convention::Detail => {
            let entry = json!({"type": "object", "required": ["msg"], "properties": {"loc": {"type": "array", "items": {"anyOf": [text, {"type": "integer"}]}}, "msg": text}});
            let choice = json!({"anyOf": [text, {"type": "array", "items": entry}]});
            json!({"type": "object", "properties": {"detail": choice}})
        }
    };
    ("application/json", schema)
}

/// The envelope of a part of the document.
pub(super) fn own_envelope(draw: &mut Draw) -> Value {
    draw.pick(&[
        json!({"code": "/reason"}),
        json!({"code": {"at": "/number", "type": "integer"}, "message": {"at": "/texts", "join": ", "}}),
        json!({"preset": "problem"}),
        json!({"code": "/0/code", "fieldErrors": {"at": "/fields", "shape": "objects", "field": "/name", "message": "/text", "code": "/code"}}),
        json!({"fieldErrors": "/fields", "statusEcho": "/status", "resetAt": {"at": "/until", "format": "epochSeconds"}}),
    ])
}

/// A choice of errors, whose branches are components.
fn discriminated(draw: &mut Draw) -> Value {
    let (mut branches, mut mapping) = (Vec::new(), Map::new());
    for value in ["card_expired", "limit-exceeded", "größe"] {
        let branch = json!({"type": "object", "required": ["reason"], "properties": {"reason": {"type": "string", "enum": [value]},
            "limit": {"type": "integer"}, "message": {"type": "string"}}});
        let branch = draw.component("schemas", "Refusal", branch);
        mapping.insert(value.to_owned(), branch["$ref"].clone());
        branches.push(branch);
    }
    json!({"oneOf": branches, "discriminator": {"propertyName": "reason", "mapping": mapping}})
}

/// The catalogue: what the document says of each code and of some statuses.
pub(super) fn catalogue(draw: &mut Draw, convention: Convention, made: &[Made]) -> Value {
    draw.mark("vocabulary: catalogue");
    let mut all = Map::new();
    for (code, status) in draw.codes.clone() {
        let mut entry = entry(draw, made);
        if let Some(status) = status {
            entry.insert("status".to_owned(), json!(status));
        }
        let has_details = matches!(convention, Convention::Envelope | Convention::Wrapped);
        if has_details && draw.has(3, "vocabulary: details") {
            let details = json!({"type": "object", "required": ["limit"], "properties": {"limit": {"type": "integer"}, "größe": {"type": "string"}}});
            let details = match draw.one_in(2) {
                true => draw.component("schemas", "Details", details),
                false => details,
            };
            entry.insert("details".to_owned(), details);
        } else if has_details && draw.has(4, "vocabulary: fields") {
            entry.insert(
                "fields".to_owned(),
                json!({"/error/param": {"type": "string"}}),
            );
        }
        all.insert(code, entry.into());
    }
    for status in ["404", "5XX"] {
        if draw.has(4, "vocabulary: status entry") {
            let mut entry = entry(draw, made);
            // A status belongs to the operations that declare it.
            entry.remove("appliesTo");
            entry.remove("aliases");
            entry.remove("rustName");
            all.insert(status.to_owned(), entry.into());
        }
    }
    all.into()
}

fn entry(draw: &mut Draw, made: &[Made]) -> Map<String, Value> {
    let mut entry = Map::new();
    let put = |entry: &mut Map<String, Value>, key: &str, value: Value| {
        entry.insert(key.to_owned(), value);
    };
    if draw.one_in(2) {
        put(&mut entry, "description", names::description(draw).into());
    }
    if draw.has(3, "vocabulary: category") {
        put(
            &mut entry,
            "category",
            draw.pick(&["billing", "größe", "a b"]).into(),
        );
    }
    if draw.has(2, "vocabulary: retry of a code") {
        let word = draw.pick(&[
            "auto",
            "never",
            "transient",
            "throttle",
            "reauth",
            "inFlight",
            "newKey",
        ]);
        // A credential can only be renewed where there is one.
        let word = if word == "reauth" && !draw.secured {
            "never"
        } else {
            word
        };
        put(&mut entry, "retry", word.into());
    }
    if draw.has(4, "vocabulary: effect") {
        put(
            &mut entry,
            "effect",
            draw.pick(&["rejected", "maybeApplied", "applied"]).into(),
        );
    }
    if draw.has(4, "vocabulary: action") {
        let mut action = json!({"kind": "topUp", "text": names::description(draw), "link": "https://a.example/help"});
        if let Some(id) = made
            .iter()
            .find_map(|it| it.id.clone().filter(|id| !id.is_empty()))
        {
            action["operationId"] = id.into();
        }
        put(&mut entry, "action", action);
    }
    if draw.has(8, "vocabulary: sensitive") {
        put(&mut entry, "sensitive", true.into());
    }
    if draw.has(8, "vocabulary: aliases") {
        // An older spelling of one code is none of another.
        let number = draw.tape.choice();
        put(&mut entry, "aliases", json!([format!("old-{number}")]));
    }
    if draw.has(10, "vocabulary: deprecated") {
        put(&mut entry, "deprecated", true.into());
    }
    if draw.has(8, "vocabulary: confidence") {
        put(
            &mut entry,
            "confidence",
            draw.pick(&["stated", "derived", "observed"]).into(),
        );
        put(
            &mut entry,
            "origin",
            draw.pick(&["page", "catalogue", "traffic"]).into(),
        );
    }
    if draw.has(8, "vocabulary: when") {
        let scheme = draw.schemes.first().map(|it| it.0.clone());
        let when = match scheme {
            Some(scheme) if draw.one_in(2) => json!({"security": [scheme]}),
            _ => json!({"header": {"name": "X-RateLimit-Remaining", "equals": "0"}}),
        };
        put(&mut entry, "when", when);
    }
    if draw.has(5, "vocabulary: appliesTo") {
        let tag = made.iter().find_map(|it| it.tags.first().cloned());
        let applies = match (draw.below(3), tag) {
            (1, Some(tag)) => json!({"tags": [tag]}),
            (2, _) => json!({"methods": ["GET", "POST"]}),
            _ => json!("all"),
        };
        put(&mut entry, "appliesTo", applies);
    }
    entry
}
