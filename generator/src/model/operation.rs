//! Paths, operations, parameters, bodies and responses.

use faultcode_facts::{ParamPlace, Word};
use indexmap::IndexMap;
use openapiv3::{
    CookieStyle, Encoding, Header, HeaderStyle, MediaType, Operation, Parameter, ParameterData,
    ParameterSchemaOrContent, PathItem, PathStyle, Paths, QueryStyle, ReferenceOr, RequestBody,
    Response, Responses, StatusCode,
};

use super::shape::Shape;
use super::{component, schema, security};
use crate::resolve::place::{METHODS, is_method};
use crate::source::node::Node;

pub(super) fn paths(root: &Node, shape: &mut Shape<'_>) -> Paths {
    let items = shape.map(root, "paths", |item, shape| {
        let is_path = shape
            .pointer()
            .last()
            .is_some_and(|path| path.starts_with('/'));
        is_path.then(|| ReferenceOr::Item(path_item(item, shape)))
    });
    Paths {
        paths: items,
        extensions: IndexMap::new(),
    }
}

/// The operations whose methods [`PathItem`] has no place for, by path and method.
pub(super) fn more(
    root: &Node,
    shape: &mut Shape<'_>,
) -> IndexMap<String, IndexMap<String, Operation>> {
    let mut all = shape.map(root, "paths", |item, shape| {
        let mut found = IndexMap::new();
        let known = |method: &str| METHODS.contains(&method) && method != "query";
        for (method, entry) in item
            .entries()
            .filter(|(key, _)| is_method(key) && !known(key))
        {
            let read = |shape: &mut Shape<'_>| {
                let is_map = shape.is_map(&entry.value);
                is_map.then(|| operation(&entry.value, shape))
            };
            if let Some(operation) = shape.below(method, read) {
                found.insert(method.to_owned(), operation);
            }
        }
        Some(found)
    });
    all.retain(|_, found| !found.is_empty());
    all
}

pub(super) fn path_item(node: &Node, shape: &mut Shape<'_>) -> PathItem {
    // A path without operations is often left as null.
    if node.is_null() || !shape.is_map(node) {
        return PathItem::default();
    }
    let mut method = |name: &str| {
        let operation = shape.member(node, name)?;
        shape.below(name, |shape| {
            shape
                .is_map(operation)
                .then(|| self::operation(operation, shape))
        })
    };
    let [get, put, post, delete, options, head, patch, trace] = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace",
    ]
    .map(&mut method);
    PathItem {
        summary: shape.text(node, "summary"),
        description: shape.text(node, "description"),
        get,
        put,
        post,
        delete,
        options,
        head,
        patch,
        trace,
        servers: component::servers(node, shape),
        parameters: parameters(node, shape),
        extensions: IndexMap::new(),
    }
}

fn operation(node: &Node, shape: &mut Shape<'_>) -> Operation {
    Operation {
        tags: shape.texts(node, "tags"),
        summary: shape.text(node, "summary"),
        description: shape.text(node, "description"),
        external_docs: component::external_docs(node, shape),
        operation_id: shape.text(node, "operationId"),
        parameters: parameters(node, shape),
        request_body: shape.member(node, "requestBody").and_then(|body| {
            shape.below("requestBody", |shape| {
                shape.reference_or(body, request_body)
            })
        }),
        responses: responses(node, shape),
        callbacks: {
            // Read from the tree; here only its form counts.
            shape.map(node, "callbacks", |_, _| None)
        },
        deprecated: shape.flag(node, "deprecated").unwrap_or(false),
        security: security::requirements(node, shape),
        servers: component::servers(node, shape),
        extensions: IndexMap::new(),
    }
}

fn parameters(node: &Node, shape: &mut Shape<'_>) -> Vec<ReferenceOr<Parameter>> {
    shape
        .list(node, "parameters", |value, shape| {
            shape.reference_or(value, parameter)
        })
        .unwrap_or_default()
}
pub(super) fn parameter(node: &Node, shape: &mut Shape<'_>) -> Option<Parameter> {
    if node.get("in").is_none() {
        shape.required_text(node, "in");
    }
    let places: Vec<_> = ParamPlace::ALL.iter().map(|it| (it.word(), *it)).collect();
    let place = shape.word(node, "in", &places)?;
    let parameter_data = ParameterData {
        name: shape.required_text(node, "name"),
        description: shape.text(node, "description"),
        required: shape.flag(node, "required").unwrap_or(false),
        deprecated: shape.flag(node, "deprecated"),
        format: format(node, shape),
        example: None,
        examples: component::examples(node, shape),
        explode: shape.flag(node, "explode"),
        extensions: IndexMap::new(),
    };
    Some(match place {
        // What tells the two apart is read from the tree: the model has no place for the whole query.
        ParamPlace::Query | ParamPlace::QueryString => {
            shape.word(node, "style", &styles(place));
            Parameter::Query {
                parameter_data,
                allow_reserved: shape.flag(node, "allowReserved").unwrap_or(false),
                style: QueryStyle::Form,
                allow_empty_value: shape.flag(node, "allowEmptyValue"),
            }
        }
        ParamPlace::Header => {
            shape.word(node, "style", &styles(place));
            Parameter::Header {
                parameter_data,
                style: HeaderStyle::Simple,
            }
        }
        ParamPlace::Path => {
            shape.word(node, "style", &styles(place));
            Parameter::Path {
                parameter_data,
                style: PathStyle::Simple,
            }
        }
        ParamPlace::Cookie => {
            shape.word(node, "style", &styles(place));
            Parameter::Cookie {
                parameter_data,
                style: CookieStyle::Form,
            }
        }
    })
}

/// The words of the styles there. Which one it is is read from the tree: the model has no place for those of 3.2.
fn styles(place: ParamPlace) -> Vec<(&'static str, ())> {
    let styles = place.styles().iter();
    styles.map(|style| (style.as_str(), ())).collect()
}

/// The schema of a parameter or header; text where neither a schema nor a content is given.
fn format(node: &Node, shape: &mut Shape<'_>) -> ParameterSchemaOrContent {
    if node
        .get("content")
        .is_some_and(|content| !content.is_null())
    {
        return ParameterSchemaOrContent::Content(content(node, shape));
    }
    ParameterSchemaOrContent::Schema(match shape.member(node, "schema") {
        Some(value) => shape.below("schema", |shape| schema::schema(value, shape)),
        None => ReferenceOr::Item(openapiv3::Schema {
            schema_data: openapiv3::SchemaData::default(),
            schema_kind: openapiv3::SchemaKind::Type(openapiv3::Type::String(
                openapiv3::StringType::default(),
            )),
        }),
    })
}

pub(super) fn headers(node: &Node, shape: &mut Shape<'_>) -> IndexMap<String, ReferenceOr<Header>> {
    shape.map(node, "headers", |value, shape| {
        shape.reference_or(value, |node, shape| {
            Some(Header {
                description: shape.text(node, "description"),
                style: HeaderStyle::Simple,
                required: shape.flag(node, "required").unwrap_or(false),
                deprecated: shape.flag(node, "deprecated"),
                format: format(node, shape),
                example: None,
                examples: component::examples(node, shape),
                extensions: IndexMap::new(),
            })
        })
    })
}

pub(super) fn request_body(node: &Node, shape: &mut Shape<'_>) -> Option<RequestBody> {
    Some(RequestBody {
        description: shape.text(node, "description"),
        content: content(node, shape),
        required: shape.flag(node, "required").unwrap_or(false),
        extensions: IndexMap::new(),
    })
}

fn responses(node: &Node, shape: &mut Shape<'_>) -> Responses {
    let all = shape.map(node, "responses", |value, shape| {
        let extension = shape
            .pointer()
            .last()
            .is_some_and(|key| key.starts_with("x-"));
        if extension {
            None
        } else {
            shape.reference_or(value, response)
        }
    });
    let mut responses = Responses {
        extensions: IndexMap::new(),
        ..Responses::default()
    };
    for (key, response) in all {
        match status(&key) {
            Some(status) => {
                responses.responses.insert(status, response);
            }
            // Anything else was refused by the normalisation.
            None => responses.default = Some(response),
        }
    }
    responses
}

fn status(key: &str) -> Option<StatusCode> {
    match key.strip_suffix("XX") {
        Some(class) => class.parse().ok().map(StatusCode::Range),
        None => key.parse().ok().map(StatusCode::Code),
    }
}

pub(super) fn response(node: &Node, shape: &mut Shape<'_>) -> Option<Response> {
    Some(Response {
        description: shape.text(node, "description").unwrap_or_default(),
        headers: headers(node, shape),
        content: content(node, shape),
        links: component::links(node, shape),
        extensions: IndexMap::new(),
    })
}

fn content(node: &Node, shape: &mut Shape<'_>) -> IndexMap<String, MediaType> {
    shape.map(node, "content", |value, shape| {
        if value.is_null() {
            return Some(MediaType::default());
        }
        if shape.is_foreign(value) {
            return None;
        }
        shape.is_map(value).then(|| media_type(value, shape))
    })
}

/// The schema of the items of a sequential media type, where the document states it (3.2): `itemSchema`, or for events
/// the schema of the JSON in their data.
pub fn stream_item<'n>(name: &str, media_type: &'n Node) -> Option<&'n Node> {
    let name = name.to_ascii_lowercase();
    let is_events = name.contains("event-stream");
    let is_lines = ["json-seq", "jsonl", "ndjson", "json-lines", "stream+json"];
    if !is_events && !is_lines.iter().any(|part| name.contains(part)) {
        return None;
    }
    let stated = media_type.get("itemSchema");
    let item = stated.or_else(|| media_type.get("schema").filter(|_| is_events))?;
    let content = item
        .get("properties")
        .and_then(|properties| properties.get("data"))
        .and_then(|data| data.get("contentSchema"));
    content.filter(|_| is_events).or(stated)
}

fn media_type(node: &Node, shape: &mut Shape<'_>) -> MediaType {
    let name = shape.pointer().last().unwrap_or_default().into_owned();
    MediaType {
        schema: match stream_item(&name, node) {
            Some(item) => Some(shape.below("itemSchema", |shape| schema::schema(item, shape))),
            None => shape
                .member(node, "schema")
                .map(|value| shape.below("schema", |shape| schema::schema(value, shape))),
        },
        example: None,
        examples: component::examples(node, shape),
        encoding: shape.map(node, "encoding", |value, shape| {
            shape.is_map(value).then(|| {
                // Read from the tree.
                shape.word(value, "style", &styles(ParamPlace::Query));
                Encoding {
                    content_type: shape.text(value, "contentType"),
                    headers: headers(value, shape),
                    style: None,
                    explode: shape.flag(value, "explode").unwrap_or(false),
                    allow_reserved: shape.flag(value, "allowReserved").unwrap_or(false),
                    extensions: IndexMap::new(),
                }
            })
        }),
        extensions: IndexMap::new(),
    }
}
