//! Bodies of requests: whether they are of a declared media type, can be read, and are what the document allows.

use serde_json::{Map, Value};

use super::answer::Problem;
use super::params::{Reader, form_body};
use super::request::Request;
use super::validate::problems;
use crate::ir::{
    Api, Body, BodyKind, FormRule, ParamPlace, Part, PartForm, SentParameter, Style, Type,
    TypeKind, WireName,
};

/// What was found in a body.
#[derive(Debug)]
pub(super) enum Read {
    /// It is right; its members as JSON, where it has any.
    Right(Option<Value>),
    /// It has a media type that is not declared.
    OtherMediaType,
    /// It is wrong.
    Wrong(Vec<Problem>),
}

/// Parts of a form that are looked at.
const MOST_PARTS: usize = 1_000;

/// Reads a body and holds it against the document.
pub(super) fn read(api: &Api, body: Option<&Body>, request: &Request) -> Read {
    let Some(body) = body else {
        return Read::Right(serde_json::from_slice(&request.body).ok());
    };
    if request.body.is_empty() {
        // A form without members is one as well, and so is an empty file.
        let kinds = kinds(api, &body.kind);
        let may_be_empty =
            |kind: &BodyKind| !matches!(kind, BodyKind::Json { .. } | BodyKind::Multipart(..));
        let named = request.media_type().is_some();
        if !body.required || (named && kinds.iter().any(may_be_empty)) {
            return Read::Right(None);
        }
        return Read::Wrong(vec![Problem {
            place: "body".to_owned(),
            name: "body".to_owned(),
            what: "is required".to_owned(),
            missing: true,
        }]);
    }
    let kinds = kinds(api, &body.kind);
    let media_type = request.media_type();
    let fitting = kinds.iter().find(|kind| fits(kind, media_type.as_deref()));
    let Some(kind) = fitting else {
        return Read::OtherMediaType;
    };
    match kind {
        BodyKind::Json { ty, .. } => match serde_json::from_slice::<Value>(&request.body) {
            Ok(value) => judged(api, ty, value),
            Err(error) => wrong(format!(
                "is no JSON: line {}, column {}",
                error.line(),
                error.column()
            )),
        },
        BodyKind::Form(ty, rule) => {
            let text = String::from_utf8_lossy(&request.body);
            let value = form_body(&api.types, &text, ty, &|name| member(rule, name));
            judged(api, ty, value)
        }
        BodyKind::Bytes(_) => Read::Right(None),
        BodyKind::Text(_) => match std::str::from_utf8(&request.body) {
            Ok(_) => Read::Right(None),
            Err(_) => wrong("is no text in UTF-8"),
        },
        BodyKind::Multipart(ty, _) => parts(api, ty.as_ref(), request),
        BodyKind::Several(_) => Read::Right(None),
    }
}

fn wrong(what: impl Into<String>) -> Read {
    Read::Wrong(vec![Problem {
        place: "body".to_owned(),
        name: "body".to_owned(),
        what: what.into(),
        missing: false,
    }])
}

fn judged(api: &Api, ty: &Type, value: Value) -> Read {
    let found = problems(&api.types, "body", ty, None, &value);
    match found.is_empty() {
        true => Read::Right(Some(value)),
        false => Read::Wrong(found),
    }
}

/// The kinds that a body can have.
fn kinds<'a>(api: &'a Api, kind: &'a BodyKind) -> &'a [BodyKind] {
    match kind {
        BodyKind::Several(Type::Named(id)) => match &api.types[*id].kind {
            TypeKind::Bodies(kinds) => kinds,
            _ => &[],
        },
        kind => std::slice::from_ref(kind),
    }
}

/// Whether a body of this media type is of a kind. One without a media type is what is declared first.
fn fits(kind: &BodyKind, media_type: Option<&str>) -> bool {
    let Some(sent) = media_type else {
        return true;
    };
    match kind {
        BodyKind::Json { media_type, .. } => {
            sent.ends_with("/json") || sent.ends_with("+json") || covers(media_type, sent)
        }
        BodyKind::Form(..) => sent == "application/x-www-form-urlencoded",
        BodyKind::Bytes(media_type) | BodyKind::Text(media_type) => covers(media_type, sent),
        BodyKind::Multipart(_, media_type) => {
            covers(media_type, sent) || sent == "multipart/form-data"
        }
        BodyKind::Several(_) => false,
    }
}

/// Whether a declared media type, which may be a range, covers one that was sent.
fn covers(declared: &WireName, sent: &str) -> bool {
    let declared = declared.as_str().split(';').next().unwrap_or_default();
    let declared = declared.trim().to_ascii_lowercase();
    match declared.strip_suffix("/*") {
        Some("*") => true,
        Some(main) => sent.split('/').next() == Some(main),
        // Bytes without a name of their own are sent under whichever the caller knows.
        None => declared == sent || declared == "application/octet-stream",
    }
}

/// How a member of a form is written.
fn member(rule: &FormRule, name: &str) -> SentParameter {
    let usual = SentParameter::of(ParamPlace::Query, WireName::new(name));
    match rule {
        FormRule::Style(style) => SentParameter {
            style: *style,
            explode: style.explodes() || *style == Style::DeepObject,
            ..usual
        },
        FormRule::Members(members) => {
            let stated = members.iter().find(|it| it.name.as_str() == name);
            stated.cloned().unwrap_or(usual)
        }
    }
}

/// Parts of a multipart body, by their names.
fn parts(api: &Api, ty: Option<&Type>, request: &Request) -> Read {
    let content_type = request.header("content-type").unwrap_or_default();
    let parameters = content_type.split(';').skip(1);
    let mut boundaries = parameters.filter_map(|it| it.trim().strip_prefix("boundary="));
    let Some(boundary) = boundaries.next().map(|it| it.trim_matches('"')) else {
        return wrong("says no boundary between its parts");
    };
    let Some(sent) = split(&request.body, boundary) else {
        return wrong("does not end with its boundary");
    };
    let Some(Type::Named(id)) = ty else {
        return Read::Right(None);
    };
    let TypeKind::Multipart { parts, .. } = &api.types[*id].kind else {
        return Read::Right(None);
    };
    let mut found = Vec::new();
    let mut members = Map::new();
    for part in parts {
        let name = part.field.wire.as_str();
        let own: Vec<_> = sent.iter().filter(|it| it.name == name).collect();
        if own.is_empty() {
            if part.field.required && !part.field.read_only {
                found.push(Problem {
                    place: format!("body /{name}"),
                    name: name.to_owned(),
                    what: "is required".to_owned(),
                    missing: true,
                });
            }
            continue;
        }
        if let Some(value) = part_value(api, part, &own) {
            let place = format!("body /{name}");
            let limits = part.field.limits.as_ref();
            found.extend(problems(&api.types, &place, &part.field.ty, limits, &value));
            members.insert(name.to_owned(), value);
        }
    }
    match found.is_empty() {
        true => Read::Right(Some(Value::Object(members))),
        false => Read::Wrong(found),
    }
}

/// The value of a part; `None` for a file.
fn part_value(api: &Api, part: &Part, own: &[&Sent<'_>]) -> Option<Value> {
    let reader = Reader::new(&api.types);
    let text = |it: &Sent<'_>| String::from_utf8_lossy(it.body).into_owned();
    let read = |ty: &Type, it: &Sent<'_>| match part.form {
        PartForm::Json => {
            let text = text(it);
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        }
        PartForm::Text | PartForm::File => reader.one(ty, &text(it)),
    };
    if part.form == PartForm::File {
        return None;
    }
    match &part.field.ty {
        Type::List(inner) if part.form == PartForm::Text || own.len() > 1 => {
            Some(own.iter().map(|it| read(inner, it)).collect())
        }
        ty => own.first().map(|it| read(ty, it)),
    }
}

/// One part of a body.
struct Sent<'b> {
    name: String,
    body: &'b [u8],
}

/// The parts between boundaries (RFC 2046, section 5.1.1). `None`: it breaks off.
fn split<'b>(body: &'b [u8], boundary: &str) -> Option<Vec<Sent<'b>>> {
    let mark = format!("--{boundary}");
    let mark = mark.as_bytes();
    let mut rest = body.get(find(body, mark)? + mark.len()..)?;
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        if parts.len() >= MOST_PARTS {
            return None;
        }
        let end = find(rest, mark)?;
        let part = rest.get(..end)?;
        rest = rest.get(end + mark.len()..)?;
        let part = part.strip_prefix(b"\r\n").unwrap_or(part);
        let part = part.strip_suffix(b"\r\n").unwrap_or(part);
        let head_end = find(part, b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(part.get(..head_end)?).into_owned();
        parts.push(Sent {
            name: name_of(&head),
            body: part.get(head_end + 4..)?,
        });
    }
    Some(parts)
}

/// The name that a part's head says.
fn name_of(head: &str) -> String {
    let line = head.lines().find(|line| {
        let name = line.split(':').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case("content-disposition")
    });
    let parameters = line.unwrap_or_default().split(';').skip(1);
    let mut names = parameters.filter_map(|it| it.trim().strip_prefix("name="));
    let name = names.next().unwrap_or_default().trim_matches('"');
    crate::paths::decoded_segment(name).into_owned()
}

fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    within.windows(what.len()).position(|it| it == what)
}
