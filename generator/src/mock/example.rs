//! Requests that a document allows, made up as its answers are: what to try first.

use serde_json::Value;

use super::engine::Seen;
use super::site::Site;
use crate::examples::made_up;
use crate::ir::{
    Api, BodyKind, Constant, ParamPlace, Parameter, PathPiece, SchemeKind, Type, TypeKind, WireName,
};

/// Where the parts of a multipart body end.
const BOUNDARY: &str = "faultcode-mock-example";

/// A request to an operation, with its required parameters, a body and a credential.
pub(super) fn request(site: &Site, operation: &str) -> Option<Seen> {
    let api = &site.api;
    let operation = &api.operations[api.operation(&WireName::new(operation))?];
    let text = |parameter: &Parameter| plain(&valid(api, parameter));
    let mut target = String::new();
    for piece in &operation.path {
        match piece {
            PathPiece::Fixed(text) => target.push_str(text.as_str()),
            PathPiece::Parameter(id) => {
                target.push_str(&encoded(&text(&operation.parameters[*id])))
            }
        }
    }
    let mut query = Vec::new();
    let mut headers = Vec::new();
    let required = operation.parameters.iter().filter(|it| it.required);
    for parameter in required {
        let name = parameter.wire.as_str();
        match parameter.place {
            ParamPlace::Path => {}
            ParamPlace::Header => headers.push((name.to_owned(), text(parameter))),
            ParamPlace::Cookie => {
                headers.push((
                    "cookie".to_owned(),
                    format!("{name}={}", encoded(&text(parameter))),
                ));
            }
            ParamPlace::Query | ParamPlace::QueryString => {
                query.extend(in_query(&parameter.sent(), &valid(api, parameter)));
            }
        }
    }
    for need in operation.security.first().into_iter().flatten() {
        let scheme = &api.schemes[need.scheme];
        let class = operation.key_class.as_ref();
        let of_class = |(_, it): &&(WireName, WireName)| Some(it) == class;
        let prefix = scheme.key_classes.iter().find(of_class);
        let key = format!(
            "{}example",
            prefix.map_or("", |(prefix, _)| prefix.as_str())
        );
        match &scheme.kind {
            SchemeKind::Header(name) => headers.push((name.as_str().to_owned(), key)),
            SchemeKind::Query(name) => query.push(format!("{}={key}", encoded(name.as_str()))),
            SchemeKind::Cookie(name) => {
                headers.push(("cookie".to_owned(), format!("{}={key}", name.as_str())));
            }
            SchemeKind::Bearer => {
                headers.push(("authorization".to_owned(), format!("Bearer {key}")));
            }
            // `example:example`
            SchemeKind::Basic => headers.push((
                "authorization".to_owned(),
                "Basic ZXhhbXBsZTpleGFtcGxl".to_owned(),
            )),
        }
    }
    if let Some(facts) = &operation.idempotency
        && let crate::ir::KeyPlace::Header(name) = &facts.place
        && facts.mode != crate::ir::KeyMode::None
    {
        headers.push((name.as_str().to_owned(), "example".to_owned()));
    }
    let mut body = Vec::new();
    if let Some(stated) = &operation.body {
        let (media_type, bytes) = written(api, &stated.kind);
        headers.push(("content-type".to_owned(), media_type));
        body = bytes;
    }
    if !query.is_empty() {
        target.push(if target.contains('?') { '&' } else { '?' });
        target.push_str(&query.join("&"));
    }
    Some(Seen {
        method: operation.method.name().to_ascii_uppercase(),
        target,
        headers,
        body,
        connection: 0,
    })
}

/// A value of a parameter, within its limits as far as a number or a length decides.
fn valid(api: &Api, parameter: &Parameter) -> Value {
    let value = made_up(&api.types, &parameter.ty);
    let Some(limits) = &parameter.limits else {
        return value;
    };
    match &value {
        Value::Number(_) => {
            let bound = limits.least.as_ref().or(limits.most.as_ref());
            let number = bound.and_then(|it| serde_json::from_str(&it.number).ok());
            number.filter(Value::is_number).unwrap_or(value)
        }
        Value::String(text) => {
            let length = text.chars().count();
            match (limits.characters.least, limits.characters.most) {
                (Some(least), _) if length < least => Value::from("t".repeat(least)),
                (_, Some(most)) if length > most => {
                    Value::from(text.chars().take(most).collect::<String>())
                }
                _ => value,
            }
        }
        _ => value,
    }
}

/// A query parameter in its style; objects and lists exploded where it says so.
fn in_query(sent: &crate::ir::SentParameter, value: &Value) -> Vec<String> {
    let name = encoded(sent.name.as_str());
    let pair = |name: &str, value: &Value| format!("{name}={}", encoded(&plain(value)));
    let deep = sent.style == crate::ir::Style::DeepObject;
    match value {
        Value::Object(members) if deep => members
            .iter()
            .map(|(member, value)| pair(&format!("{name}%5B{}%5D", encoded(member)), value))
            .collect(),
        Value::Object(members) if sent.explode && sent.style != crate::ir::Style::Json => members
            .iter()
            .map(|(member, value)| pair(&encoded(member), value))
            .collect(),
        Value::Array(items) if deep => items
            .iter()
            .enumerate()
            .map(|(at, item)| pair(&format!("{name}%5B{at}%5D"), item))
            .collect(),
        Value::Array(items) if sent.style != crate::ir::Style::Json => {
            items.iter().map(|item| pair(&name, item)).collect()
        }
        other => vec![pair(&name, other)],
    }
}

/// A body of the first kind, and its media type.
fn written(api: &Api, kind: &BodyKind) -> (String, Vec<u8>) {
    match kind {
        BodyKind::Json { ty, media_type } => {
            let media_type = match media_type.as_str() {
                range if range.contains('*') => faultcode_facts::JSON,
                name => name,
            };
            let value = made_up(&api.types, ty);
            (media_type.to_owned(), value.to_string().into_bytes())
        }
        BodyKind::Form(ty, _) => {
            let value = made_up(&api.types, ty);
            let members = value.as_object().into_iter().flatten();
            let pairs = members.flat_map(|(name, value)| {
                let usual = crate::ir::SentParameter::of(ParamPlace::Query, WireName::new(name));
                in_query(&usual, value)
            });
            let text = pairs.collect::<Vec<_>>().join("&");
            (
                "application/x-www-form-urlencoded".to_owned(),
                text.into_bytes(),
            )
        }
        BodyKind::Bytes(media_type) | BodyKind::Text(media_type) => {
            let media_type = match media_type.as_str() {
                range if range.contains('*') => "application/octet-stream",
                name => name,
            };
            (media_type.to_owned(), b"example".to_vec())
        }
        BodyKind::Multipart(ty, _) => {
            let mut text = String::new();
            let parts = match ty {
                Some(Type::Named(id)) => match &api.types[*id].kind {
                    TypeKind::Multipart { parts, .. } => parts.as_slice(),
                    _ => &[],
                },
                _ => &[],
            };
            for part in parts.iter().filter(|it| it.field.required) {
                let value = match part.field.listed.first() {
                    Some(Constant::Text(text)) => Value::from(text.as_str()),
                    _ => made_up(&api.types, &part.field.ty),
                };
                let name = part.field.wire.as_str();
                text.push_str(&format!(
                    "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{}\r\n",
                    plain(&value)
                ));
            }
            text.push_str(&format!("--{BOUNDARY}--\r\n"));
            (
                format!("multipart/form-data; boundary={BOUNDARY}"),
                text.into_bytes(),
            )
        }
        BodyKind::Several(Type::Named(id)) => match &api.types[*id].kind {
            TypeKind::Bodies(kinds) => kinds
                .first()
                .map_or_else(Default::default, |kind| written(api, kind)),
            _ => Default::default(),
        },
        BodyKind::Several(_) => Default::default(),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A text in a query or a path segment (RFC 3986, section 2.3).
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
