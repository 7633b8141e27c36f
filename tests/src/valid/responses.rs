//! Answers.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::draw::{Draw, Drawn};
use super::{errors, names, parameters, schemas};

/// The answers of an operation. `success`: the schema of a success that is decided already. `head`: answers without a body.
pub(super) fn responses(
    draw: &mut Draw,
    convention: errors::Convention,
    success: Option<Drawn>,
    head: bool,
) -> Value {
    let mut all = Map::new();
    match (success, draw.below(8)) {
        (Some(drawn), _) => {
            let media = parameters::with_example(draw, drawn);
            all.insert(
                "200".to_owned(),
                json!({"description": "A page.", "content": {"application/json": media}}),
            );
        }
        (None, 0) => {
            draw.mark("responses: no content");
            all.insert("204".to_owned(), json!({"description": "Done."}));
        }
        (None, 1) => {
            draw.mark("responses: class of success");
            let answer = answer(draw, head);
            all.insert("2XX".to_owned(), answer);
        }
        (None, 2) => {
            draw.mark("responses: several successes");
            for status in ["200", "201", "202"] {
                let answer = answer(draw, head);
                all.insert(status.to_owned(), answer);
            }
            if draw.has(3, "vocabulary: x-existing") && all["200"].get("$ref").is_none() {
                all["200"]["x-existing"] = true.into();
            }
        }
        (None, 3) => {
            draw.mark("responses: redirection");
            let answer = answer(draw, head);
            all.insert("200".to_owned(), answer);
            all.insert("302".to_owned(), json!({"description": "Elsewhere.", "headers": {"Location": {"schema": {"type": "string"}}}}));
        }
        (None, _) => {
            let status = draw.pick(&["200", "201", "202", "203", "206"]);
            let answer = answer(draw, head);
            all.insert(status.to_owned(), answer);
        }
    }
    for _ in 0..draw.below(5) {
        let status = draw.pick(&[
            "400", "401", "403", "404", "409", "410", "418", "422", "429", "4XX", "500", "503",
            "5XX", "default",
        ]);
        match status {
            "default" => draw.mark("responses: default"),
            "4XX" | "5XX" => draw.mark("responses: class of errors"),
            _ => {}
        }
        if !all.contains_key(status) {
            let answer = errors::answer(draw, convention, status, head);
            all.insert(status.to_owned(), answer);
        }
    }
    if draw.has(20, "vocabulary: success that is an error") {
        let mut answer = errors::answer(draw, convention, "207", head);
        if answer.get("$ref").is_none() {
            answer["x-error"] = true.into();
            all.insert("207".to_owned(), answer);
        }
    }
    if draw.has(12, "vocabulary: x-error") {
        let found = draw.pick(&["404", "410"]);
        all.insert(
            found.to_owned(),
            json!({"description": "It is not there.", "x-error": false}),
        );
    }
    all.into()
}

/// A success.
fn answer(draw: &mut Draw, head: bool) -> Value {
    let mut answer = json!({ "description": names::description(draw) });
    if draw.is_32() && draw.has(4, "responses: without a description") {
        answer = json!({"summary": "Said in short."});
    }
    if !head {
        let mut content = Map::new();
        for _ in 0..draw.pick(&[1, 1, 1, 1, 0, 2]) {
            let (media, value) = media(draw);
            content.insert(media.to_owned(), value);
        }
        if content.len() > 1 {
            draw.mark("responses: several media types");
        }
        if !content.is_empty() {
            answer["content"] = content.into();
        }
    }
    if draw.has(4, "responses: headers") {
        answer["headers"] = headers(draw);
    }
    if let Some(id) = draw.ids.first().cloned()
        && draw.has(10, "responses: links")
    {
        answer["links"] =
            json!({"next": {"operationId": id, "parameters": {"id": "$response.body#/id"}}});
    }
    match draw.has(6, "references: response") {
        true => draw.component("responses", "Answer", answer),
        false => answer,
    }
}

fn media(draw: &mut Draw) -> (&'static str, Value) {
    match draw.below(12) {
        0..=6 => {
            let media = draw.pick(&[
                "application/json",
                "application/json",
                "application/vnd.shop+json",
                "application/*",
            ]);
            let mut value = parameters::json(draw);
            if let (true, Some(value)) = (media.ends_with('*'), value.as_object_mut()) {
                // How an example of a range is written, nobody says.
                value.retain(|key, _| key == "schema");
            }
            (media, value)
        }
        7 => {
            draw.mark("responses: text");
            (
                draw.pick(&["text/plain", "text/csv", "text/html"]),
                json!({"schema": {"type": "string"}}),
            )
        }
        8 => {
            draw.mark("responses: bytes");
            (
                draw.pick(&["application/octet-stream", "image/png", "*/*"]),
                parameters::bytes(draw),
            )
        }
        9 => {
            draw.mark("responses: events");
            ("text/event-stream", stream(draw, true))
        }
        10 => {
            draw.mark("responses: JSON lines");
            (
                draw.pick(&["application/jsonl", "application/x-ndjson"]),
                stream(draw, false),
            )
        }
        _ => {
            draw.mark("responses: XML");
            let drawn = schemas::any(draw, 1);
            ("application/xml", json!({"schema": drawn.schema}))
        }
    }
}

fn stream(draw: &mut Draw, events: bool) -> Value {
    let item = schemas::any(draw, 1).schema;
    if !draw.is_32() {
        return json!({ "schema": item });
    }
    draw.mark("responses: itemSchema");
    match events {
        true => json!({"itemSchema": {"type": "object", "properties": {"event": {"type": "string"},
            "data": {"type": "string", "contentMediaType": "application/json", "contentSchema": item}}}}),
        false => json!({ "itemSchema": item }),
    }
}

/// Headers of an answer.
pub(super) fn headers(draw: &mut Draw) -> Value {
    let (mut all, mut used) = (Map::new(), BTreeSet::new());
    for _ in 0..=draw.below(2) {
        let name = names::header(draw, &mut used);
        let mut header = match draw.has(5, "responses: header with content") {
            true => {
                json!({"content": {"application/json": {"schema": schemas::any(draw, 2).schema}}})
            }
            false => json!({"schema": schemas::scalar(draw).schema}),
        };
        if draw.one_in(3) {
            header["required"] = true.into();
        }
        let header = match draw.has(4, "references: header") {
            true => draw.component("headers", "Header", header),
            false => header,
        };
        all.insert(name, header);
    }
    all.into()
}
