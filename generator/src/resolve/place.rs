//! The grammar of OpenAPI: which kind of object stands at which key. Every walk over a document uses it.

use crate::source::node::{Kind as NodeKind, Node};
use crate::source::pointer::Pointer;
use crate::steps;

/// A kind of object that OpenAPI defines, as far as stages treat it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The whole document.
    Root,
    /// `components`.
    Components,
    /// `paths`.
    Paths,
    /// One path, or one webhook.
    PathItem,
    /// One method of a path.
    Operation,
    /// A parameter.
    Parameter,
    /// A response header.
    Header,
    /// A request body.
    RequestBody,
    /// `responses` of an operation.
    Responses,
    /// One response.
    Response,
    /// One entry of `content`.
    MediaType,
    /// One entry of `encoding`.
    Encoding,
    /// An example object.
    Example,
    /// A link.
    Link,
    /// A callback: a map of runtime expressions to path items.
    Callback,
    /// A security scheme.
    SecurityScheme,
    /// A schema.
    Schema,
    /// `x-error-codes`, whose entries may hold schemas.
    ErrorCodes,
    /// One entry of `x-error-codes`.
    ErrorCode,
}

/// What stands at a place: one object, or many of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// One object.
    One(Kind),
    /// A map whose values are such objects, under any key.
    Map(Kind),
    /// A list of such objects.
    List(Kind),
}

impl Kind {
    /// The part of `components` that holds such objects.
    pub fn section(self) -> Option<&'static str> {
        Some(match self {
            Self::Schema => "schemas",
            Self::Response => "responses",
            Self::Parameter => "parameters",
            Self::Example => "examples",
            Self::RequestBody => "requestBodies",
            Self::Header => "headers",
            Self::SecurityScheme => "securitySchemes",
            Self::Link => "links",
            Self::Callback => "callbacks",
            Self::PathItem => "pathItems",
            Self::MediaType => "mediaTypes",
            _ => return None,
        })
    }

    /// What such an object is called in messages.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Root => "document",
            Self::Components => "components object",
            Self::Paths => "paths object",
            Self::PathItem => "path item",
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::Header => "header",
            Self::RequestBody => "request body",
            Self::Responses => "responses object",
            Self::Response => "response",
            Self::MediaType => "media type",
            Self::Encoding => "encoding",
            Self::Example => "example",
            Self::Link => "link",
            Self::Callback => "callback",
            Self::SecurityScheme => "security scheme",
            Self::Schema => "schema",
            Self::ErrorCodes => "error catalogue",
            Self::ErrorCode => "error code",
        }
    }

    /// What stands at `key` of such an object; `None` for plain values and extensions.
    fn member(self, key: &str) -> Option<Place> {
        use Place::{List, Map, One};
        if key == "x-error-codes" && self != Self::Schema {
            return Some(One(Self::ErrorCodes));
        }
        Some(match (self, key) {
            (Self::Root, "paths") => One(Self::Paths),
            (Self::Root, "webhooks") => Map(Self::PathItem),
            (Self::Root, "components") => One(Self::Components),
            (Self::Components, section) => Map(Self::of_section(section)?),
            (Self::Paths, path) if path.starts_with('/') => One(Self::PathItem),
            (Self::PathItem, "parameters") | (Self::Operation, "parameters") => {
                List(Self::Parameter)
            }
            (Self::PathItem, "additionalOperations") => Map(Self::Operation),
            (Self::PathItem, method) if is_method(method) => One(Self::Operation),
            (Self::Operation, "requestBody") => One(Self::RequestBody),
            (Self::Operation, "responses") => One(Self::Responses),
            (Self::Operation, "callbacks") => Map(Self::Callback),
            (Self::Responses, key) if !key.starts_with("x-") => One(Self::Response),
            (Self::Callback, key) if !key.starts_with("x-") => One(Self::PathItem),
            (Self::Response | Self::Encoding, "headers") => Map(Self::Header),
            (Self::Response, "links") => Map(Self::Link),
            (Self::Response | Self::RequestBody | Self::Parameter | Self::Header, "content") => {
                Map(Self::MediaType)
            }
            (Self::Parameter | Self::Header | Self::MediaType, "schema") => One(Self::Schema),
            (Self::Parameter | Self::Header | Self::MediaType, "examples") => Map(Self::Example),
            (Self::MediaType, "itemSchema") => One(Self::Schema),
            (Self::MediaType | Self::Encoding, "encoding") => Map(Self::Encoding),
            (Self::MediaType | Self::Encoding, "prefixEncoding") => List(Self::Encoding),
            (Self::MediaType | Self::Encoding, "itemEncoding") => One(Self::Encoding),
            (Self::Schema, key) => Self::schema_member(key)?,
            (Self::ErrorCodes, _) => One(Self::ErrorCode),
            (Self::ErrorCode, "details") => One(Self::Schema),
            (Self::ErrorCode, "fields") => Map(Self::Schema),
            _ => return None,
        })
    }

    fn schema_member(key: &str) -> Option<Place> {
        Some(match key {
            "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
                Place::Map(Self::Schema)
            }
            "allOf" | "anyOf" | "oneOf" | "prefixItems" => Place::List(Self::Schema),
            "items"
            | "additionalProperties"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "propertyNames"
            | "unevaluatedItems"
            | "unevaluatedProperties"
            | "contentSchema"
            | "additionalItems" => Place::One(Self::Schema),
            _ => return None,
        })
    }

    fn of_section(section: &str) -> Option<Self> {
        SECTIONS
            .iter()
            .copied()
            .find(|kind| kind.section() == Some(section))
    }
}

/// The kinds that `components` holds.
pub const SECTIONS: [Kind; 11] = [
    Kind::Schema,
    Kind::Response,
    Kind::Parameter,
    Kind::Example,
    Kind::RequestBody,
    Kind::Header,
    Kind::SecurityScheme,
    Kind::Link,
    Kind::Callback,
    Kind::PathItem,
    Kind::MediaType,
];

/// The methods that a path item names by a key of its own; `query` since 3.2.
pub const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// Whether a key of a path item names a method: by the word of OpenAPI, or as itself, in capitals, where normalisation has
/// put the additional operations of 3.2.
pub fn is_method(key: &str) -> bool {
    let capital = |byte: u8| byte.is_ascii_uppercase() || byte == b'-' || byte == b'_';
    METHODS.contains(&key) || (!key.is_empty() && key.bytes().all(capital))
}

impl Place {
    /// What stands one level below, at a key or at an index.
    pub fn child(self, token: &str) -> Option<Place> {
        match self {
            Self::One(kind) => kind.member(token),
            Self::Map(kind) | Self::List(kind) => Some(Self::One(kind)),
        }
    }

    /// What stands at `pointer` in a document; `None` where OpenAPI defines nothing.
    pub fn of(pointer: &Pointer) -> Option<Place> {
        pointer
            .tokens()
            .try_fold(Self::One(Kind::Root), |place, token| place.child(&token))
    }
}

/// The text of `$ref`, when this object is a reference.
pub fn reference(node: &Node) -> Option<&Node> {
    node.get("$ref").filter(|target| target.text().is_some())
}

/// Calls `visit` for every object below `place`, parents first, until a reference that hides its siblings.
pub fn walk<'a>(
    node: &'a Node,
    place: Place,
    pointer: &mut Pointer,
    visit: &mut dyn FnMut(Kind, &'a Node, &Pointer),
) {
    steps::count(1);
    if let Place::One(kind) = place {
        visit(kind, node, pointer);
        if hides_siblings(kind, node) {
            return;
        }
    }
    match &node.kind {
        NodeKind::Map(map) => {
            for (key, entry) in map.iter() {
                let Some(child) = place.child(key) else {
                    continue;
                };
                pointer.push(key);
                walk(&entry.value, child, pointer, visit);
                pointer.pop();
            }
        }
        NodeKind::List(items) => {
            let Some(child) = list_child(place) else {
                return;
            };
            for (index, item) in items.iter().enumerate() {
                pointer.push_index(index);
                walk(item, child, pointer, visit);
                pointer.pop();
            }
        }
        NodeKind::Null | NodeKind::Scalar(_) => {}
    }
}

/// Like [`walk`], for changing: children are taken from what `visit` leaves behind.
pub fn walk_mut(
    node: &mut Node,
    place: Place,
    pointer: &mut Pointer,
    visit: &mut dyn FnMut(Kind, &mut Node, &Pointer),
) {
    steps::count(1);
    if let Place::One(kind) = place {
        visit(kind, node, pointer);
        if hides_siblings(kind, node) {
            return;
        }
    }
    match &mut node.kind {
        NodeKind::Map(map) => {
            for (key, entry) in map.iter_mut() {
                let Some(child) = place.child(key) else {
                    continue;
                };
                pointer.push(key);
                walk_mut(&mut entry.value, child, pointer, visit);
                pointer.pop();
            }
        }
        NodeKind::List(items) => {
            let Some(child) = list_child(place) else {
                return;
            };
            for (index, item) in items.iter_mut().enumerate() {
                pointer.push_index(index);
                walk_mut(item, child, pointer, visit);
                pointer.pop();
            }
        }
        NodeKind::Null | NodeKind::Scalar(_) => {}
    }
}

/// A list where one schema belongs is the tuple form of `items` before 2020-12.
fn list_child(place: Place) -> Option<Place> {
    match place {
        Place::List(kind) => Some(Place::One(kind)),
        Place::One(Kind::Schema) => Some(place),
        Place::One(_) | Place::Map(_) => None,
    }
}

/// Siblings of a reference are read beside schemas and path items only.
fn hides_siblings(kind: Kind, node: &Node) -> bool {
    !matches!(
        kind,
        Kind::Schema | Kind::PathItem | Kind::ErrorCodes | Kind::ErrorCode
    ) && kind.section().is_some()
        && reference(node).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_the_grammar() {
        let cases = [
            (
                "/components/schemas/A/properties/b/items",
                Some(Place::One(Kind::Schema)),
            ),
            (
                "/components/schemas/A/properties",
                Some(Place::Map(Kind::Schema)),
            ),
            (
                "/paths/~1a/get/responses/200/content/a~1b/schema",
                Some(Place::One(Kind::Schema)),
            ),
            (
                "/paths/~1a/get/parameters/0",
                Some(Place::One(Kind::Parameter)),
            ),
            ("/paths/x-a", None),
            ("/components/schemas/x-a", Some(Place::One(Kind::Schema))),
            (
                "/components/headers/H/schema",
                Some(Place::One(Kind::Schema)),
            ),
            (
                "/components/callbacks/C/{$url}/post",
                Some(Place::One(Kind::Operation)),
            ),
            ("/info/title", None),
            (
                "/x-error-codes/A/details/properties/b",
                Some(Place::One(Kind::Schema)),
            ),
        ];
        for (pointer, place) in cases {
            let parsed = Pointer::parse(pointer).expect("the table holds pointers");
            assert_eq!(Place::of(&parsed), place, "{pointer}");
        }
    }
}
