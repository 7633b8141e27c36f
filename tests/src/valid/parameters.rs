//! Parameters and bodies of requests.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::draw::{Draw, Drawn};
use super::{names, schemas};

/// The parameters of a path item or an operation.
#[derive(Debug, Default)]
pub(super) struct Used {
    pub query: BTreeSet<String>,
    pub header: BTreeSet<String>,
    pub cookie: BTreeSet<String>,
    /// Whether one stands for the whole query.
    pub whole: bool,
}

/// The schema of a parameter: a value, a list of values, or an object of values.
fn shape(draw: &mut Draw, kinds: usize) -> (usize, Drawn) {
    let kind = draw.below(kinds);
    let drawn = match kind {
        1 => {
            let item = schemas::scalar(draw);
            Drawn {
                schema: json!({"type": "array", "items": item.schema}),
                value: json!([item.value]),
            }
        }
        2 => {
            let (mut used, mut properties, mut value) = (BTreeSet::new(), Map::new(), Map::new());
            for _ in 0..=draw.below(3) {
                let name = names::text(draw, &mut used);
                let member = schemas::text_enum(draw);
                properties.insert(name.clone(), member.schema);
                value.insert(name, member.value);
            }
            Drawn {
                schema: json!({"type": "object", "properties": properties}),
                value: value.into(),
            }
        }
        _ => schemas::scalar(draw),
    };
    (kind, drawn)
}

/// The parameter for a variable of a path.
pub(super) fn of_path(draw: &mut Draw, name: &str) -> Value {
    let (_, drawn) = shape(draw, 3);
    let style = draw.pick(&["", "simple", "label", "matrix"]);
    let mut parameter =
        json!({"name": name, "in": "path", "required": true, "schema": drawn.schema});
    match style {
        "label" => draw.mark("parameters: label"),
        "matrix" => draw.mark("parameters: matrix"),
        _ => {}
    }
    if !style.is_empty() {
        parameter["style"] = style.into();
        if draw.one_in(2) {
            parameter["explode"] = true.into();
        }
    }
    finish(draw, parameter)
}

/// A parameter that stands elsewhere.
pub(super) fn elsewhere(draw: &mut Draw, used: &mut Used) -> Value {
    let mut parameter = match draw.below(6) {
        0..=2 => query(draw, used),
        3 => {
            draw.mark("parameters: header");
            let name = names::header(draw, &mut used.header);
            let (_, drawn) = shape(draw, 3);
            json!({"name": name, "in": "header", "schema": drawn.schema})
        }
        4 => {
            draw.mark("parameters: cookie");
            let name = names::header(draw, &mut used.cookie);
            let (_, drawn) = shape(draw, 2);
            let mut parameter = json!({"name": name, "in": "cookie", "schema": drawn.schema});
            if draw.is_32() && draw.has(2, "parameters: style cookie") {
                parameter["style"] = "cookie".into();
            }
            parameter
        }
        _ => {
            draw.mark("parameters: content");
            let name = names::text(draw, &mut used.query);
            let drawn = schemas::any(draw, 1);
            json!({"name": name, "in": "query", "content": {"application/json": {"schema": drawn.schema}}})
        }
    };
    if draw.one_in(3) {
        parameter["required"] = true.into();
    }
    finish(draw, parameter)
}

fn query(draw: &mut Draw, used: &mut Used) -> Value {
    let name = names::text(draw, &mut used.query);
    let (kind, drawn) = shape(draw, 3);
    let mut parameter = json!({"name": name, "in": "query", "schema": drawn.schema});
    match (kind, draw.below(4)) {
        (1, 1) => {
            draw.mark("parameters: spaces");
            parameter["style"] = "spaceDelimited".into();
            parameter["explode"] = false.into();
        }
        (1, 2) => {
            draw.mark("parameters: pipes");
            parameter["style"] = "pipeDelimited".into();
            parameter["explode"] = false.into();
        }
        (2, 1 | 2) => {
            draw.mark("parameters: deepObject");
            parameter["style"] = "deepObject".into();
            parameter["explode"] = true.into();
        }
        (_, 3) => {
            parameter["style"] = "form".into();
            parameter["explode"] = draw.one_in(2).into();
            draw.mark("parameters: form");
        }
        _ => {}
    }
    if draw.has(12, "parameters: reserved") {
        parameter["allowReserved"] = true.into();
    }
    if draw.has(12, "parameters: empty") {
        parameter["allowEmptyValue"] = true.into();
    }
    parameter
}

/// The parameter that is the whole query.
pub(super) fn whole_query(draw: &mut Draw) -> Value {
    draw.mark("parameters: whole query");
    let (media, schema) = match draw.one_in(2) {
        true => ("application/json", schemas::any(draw, 1).schema),
        false => (
            "application/x-www-form-urlencoded",
            json!({"type": "object", "properties": {"q": {"type": "string"}}}),
        ),
    };
    json!({"name": "whole", "in": "querystring", "content": {media: {"schema": schema}}})
}

fn finish(draw: &mut Draw, mut parameter: Value) -> Value {
    if draw.one_in(4) {
        parameter["description"] = names::description(draw).into();
    }
    if draw.has(15, "parameters: deprecated") {
        parameter["deprecated"] = true.into();
    }
    if draw.has(15, "vocabulary: x-sensitive parameter") {
        parameter["x-sensitive"] = true.into();
    }
    if draw.has(6, "references: parameter") {
        return draw.component("parameters", "Parameter", parameter);
    }
    parameter
}

/// The body of a request.
pub(super) fn body(draw: &mut Draw) -> Value {
    let mut content = Map::new();
    for _ in 0..=usize::from(draw.has(6, "bodies: several media types")) {
        let (media, value) = media(draw);
        content.insert(media.to_owned(), value);
    }
    let mut body = json!({ "content": content });
    if !draw.one_in(4) {
        body["required"] = true.into();
    } else {
        draw.mark("bodies: optional");
    }
    if draw.one_in(4) {
        body["description"] = names::description(draw).into();
    }
    match draw.has(6, "references: body") {
        true => draw.component("requestBodies", "Body", body),
        false => body,
    }
}

/// Bytes, in each version's way.
pub(super) fn bytes(draw: &mut Draw) -> Value {
    match draw.is_31() {
        true => json!({"schema": {}}),
        false => json!({"schema": {"type": "string", "format": "binary"}}),
    }
}

fn media(draw: &mut Draw) -> (&'static str, Value) {
    match draw.below(12) {
        0..=4 => {
            let media = draw.pick(&[
                "application/json",
                "application/vnd.shop+json",
                "application/json; charset=utf-8",
            ]);
            draw.mark("bodies: JSON");
            (media, json(draw))
        }
        5 => {
            draw.mark("bodies: form");
            let mut used = BTreeSet::new();
            let drawn = schemas::members(draw, 1, &mut used, None);
            let mut media = json!({"schema": drawn.schema});
            if let Some(name) = used.first()
                && draw.has(3, "bodies: encoding of a form")
            {
                media["encoding"] = json!({name: {"style": "form", "explode": false}});
            }
            ("application/x-www-form-urlencoded", media)
        }
        6 | 7 => ("multipart/form-data", parts(draw)),
        8 => {
            draw.mark("bodies: text");
            ("text/plain", json!({"schema": {"type": "string"}}))
        }
        9 => {
            draw.mark("bodies: bytes");
            let media = draw.pick(&[
                "application/octet-stream",
                "image/png",
                "image/*",
                "application/pdf",
            ]);
            (media, bytes(draw))
        }
        10 => {
            draw.mark("bodies: merge patch");
            ("application/merge-patch+json", json(draw))
        }
        _ => {
            draw.mark("bodies: XML");
            let drawn = schemas::any(draw, 1);
            ("application/xml", json!({"schema": drawn.schema}))
        }
    }
}

/// A value as JSON, with an example of it.
pub(super) fn json(draw: &mut Draw) -> Value {
    let drawn = schemas::any(draw, 0);
    with_example(draw, drawn)
}

/// A media type of this schema. An example is not drawn where members are of one direction: it would be one of neither.
pub(super) fn with_example(draw: &mut Draw, drawn: Drawn) -> Value {
    let mut media = json!({"schema": drawn.schema});
    if draw.sided {
        return media;
    }
    match draw.below(3) {
        0 => {}
        1 => {
            draw.mark("examples: one");
            media["example"] = drawn.value;
        }
        _ => {
            draw.mark("examples: named");
            let example = json!({"summary": "As drawn.", "value": drawn.value});
            let example = match draw.has(3, "references: example") {
                true => draw.component("examples", "Example", example),
                false => example,
            };
            media["examples"] = json!({"größe": example});
        }
    }
    media
}

fn parts(draw: &mut Draw) -> Value {
    draw.mark("bodies: parts");
    let mut used = BTreeSet::new();
    let mut drawn = schemas::members(draw, 1, &mut used, None);
    let file = names::text(draw, &mut used);
    let file_schema = match draw.is_31() {
        true => json!({"type": "string", "contentMediaType": "application/octet-stream"}),
        false => json!({"type": "string", "format": "binary"}),
    };
    drawn.schema["properties"][&file] = match draw.has(4, "bodies: several files") {
        true => json!({"type": "array", "items": file_schema}),
        false => file_schema,
    };
    let mut media = json!({"schema": drawn.schema});
    if draw.has(3, "bodies: encoding of a part") {
        media["encoding"] = json!({file: {"contentType": "image/png, image/jpeg", "headers": {"X-Part": {"schema": {"type": "string", "enum": ["a"]}}}}});
    }
    media
}
