//! The keys of every object that OpenAPI defines, by the version they came with, and a finding for every other key.

use super::{Cx, extensions};
use crate::diagnostics::{nearest, rules};
use crate::load::Version;
use crate::resolve::place::{Kind, is_method};
use crate::source::Span;
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// An object of OpenAPI: what it is called, its keys since 3.0, since 3.1 and since 3.2, and the objects below it that the
/// grammar of places does not list.
struct Object {
    noun: &'static str,
    keys: [&'static [&'static str]; 3],
    /// Whether any other key is legal.
    open: bool,
    below: &'static [(&'static str, Many, &'static Object)],
}

/// How many objects stand at a key.
#[derive(Clone, Copy)]
enum Many {
    One,
    List,
    Map,
}

macro_rules! objects {
    ($($name:ident $noun:literal: [$($v30:literal)*] [$($v31:literal)*] [$($v32:literal)*]
       $({ $($key:literal $many:ident $below:ident),* })?;)*) => {$(
        static $name: Object = Object {
            noun: $noun,
            keys: [&[$($v30),*], &[$($v31),*], &[$($v32),*]],
            open: false,
            below: &[$($(($key, Many::$many, &$below)),*)?],
        };
    )*};
}

objects! {
    ROOT "the document": ["openapi" "info" "servers" "paths" "components" "security" "tags" "externalDocs"]
        ["jsonSchemaDialect" "webhooks"] ["$self"]
        {"info" One INFO, "servers" List SERVER, "tags" List TAG, "externalDocs" One DOCS};
    INFO "info": ["title" "description" "termsOfService" "contact" "license" "version"] ["summary"] []
        {"contact" One CONTACT, "license" One LICENCE};
    CONTACT "a contact": ["name" "url" "email"] [] [];
    LICENCE "a licence": ["name" "url"] ["identifier"] [];
    SERVER "a server": ["url" "description" "variables"] [] ["name"] {"variables" Map VARIABLE};
    VARIABLE "a server variable": ["enum" "default" "description"] [] [];
    TAG "a tag": ["name" "description" "externalDocs"] [] ["summary" "parent" "kind"] {"externalDocs" One DOCS};
    DOCS "external documentation": ["description" "url"] [] [];
    COMPONENTS "components": ["schemas" "responses" "parameters" "examples" "requestBodies" "headers" "securitySchemes"
        "links" "callbacks"] ["pathItems"] ["mediaTypes"];
    PATH_ITEM "a path item": ["$ref" "summary" "description" "get" "put" "post" "delete" "options" "head" "patch" "trace"
        "servers" "parameters"] [] ["query" "additionalOperations"] {"servers" List SERVER};
    OPERATION "an operation": ["tags" "summary" "description" "externalDocs" "operationId" "parameters" "requestBody"
        "responses" "callbacks" "deprecated" "security" "servers"] [] []
        {"servers" List SERVER, "externalDocs" One DOCS};
    PARAMETER "a parameter": ["name" "in" "description" "required" "deprecated" "allowEmptyValue" "style" "explode"
        "allowReserved" "schema" "example" "examples" "content"] [] [];
    HEADER "a header": ["description" "required" "deprecated" "allowEmptyValue" "style" "explode" "allowReserved" "schema"
        "example" "examples" "content"] [] [];
    REQUEST_BODY "a request body": ["description" "content" "required"] [] [];
    RESPONSE "a response": ["description" "headers" "content" "links"] [] ["summary"];
    MEDIA_TYPE "a media type": ["schema" "example" "examples" "encoding"] []
        ["description" "itemSchema" "prefixEncoding" "itemEncoding"];
    ENCODING "an encoding": ["contentType" "headers" "style" "explode" "allowReserved"] []
        ["encoding" "prefixEncoding" "itemEncoding"];
    EXAMPLE "an example": ["summary" "description" "value" "externalValue"] [] ["dataValue" "serializedValue"];
    LINK "a link": ["operationRef" "operationId" "parameters" "requestBody" "description" "server"] [] []
        {"server" One SERVER};
    SCHEME "a security scheme": ["type" "description" "name" "in" "scheme" "bearerFormat" "flows" "openIdConnectUrl"] []
        ["oauth2MetadataUrl" "deprecated"] {"flows" One FLOWS};
    FLOWS "flows": ["implicit" "password" "clientCredentials" "authorizationCode"] [] ["deviceAuthorization"]
        {"implicit" One FLOW, "password" One FLOW, "clientCredentials" One FLOW, "authorizationCode" One FLOW,
         "deviceAuthorization" One FLOW};
    FLOW "a flow": ["authorizationUrl" "tokenUrl" "refreshUrl" "scopes"] [] ["deviceAuthorizationUrl"];
    DISCRIMINATOR "a discriminator": ["propertyName" "mapping"] [] ["defaultMapping"];
    XML "xml": ["name" "namespace" "prefix" "attribute" "wrapped"] [] ["nodeType"];
}

/// Schemas are JSON Schema since 3.1, where any other keyword is legal.
static SCHEMA: Object = Object {
    noun: "a schema",
    keys: [
        &[
            "$ref",
            "title",
            "multipleOf",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
            "maxLength",
            "minLength",
            "pattern",
            "maxItems",
            "minItems",
            "uniqueItems",
            "maxProperties",
            "minProperties",
            "required",
            "enum",
            "type",
            "allOf",
            "oneOf",
            "anyOf",
            "not",
            "items",
            "properties",
            "additionalProperties",
            "description",
            "format",
            "default",
            "nullable",
            "discriminator",
            "readOnly",
            "writeOnly",
            "xml",
            "externalDocs",
            "example",
            "deprecated",
        ],
        &[
            "$schema",
            "$id",
            "$anchor",
            "$dynamicRef",
            "$dynamicAnchor",
            "$vocabulary",
            "$comment",
            "$defs",
            "if",
            "then",
            "else",
            "dependentSchemas",
            "dependentRequired",
            "prefixItems",
            "contains",
            "minContains",
            "maxContains",
            "patternProperties",
            "propertyNames",
            "unevaluatedItems",
            "unevaluatedProperties",
            "const",
            "contentEncoding",
            "contentMediaType",
            "contentSchema",
            "examples",
        ],
        &[],
    ],
    open: true,
    below: &[
        ("discriminator", Many::One, &DISCRIMINATOR),
        ("xml", Many::One, &XML),
        ("externalDocs", Many::One, &DOCS),
    ],
};

/// Keywords of other drafts of JSON Schema and of its extensions, which are no slips.
const OTHER_DRAFTS: [&str; 8] = [
    "id",
    "definitions",
    "dependencies",
    "additionalItems",
    "$recursiveRef",
    "$recursiveAnchor",
    "optional",
    "formatMinimum",
];

/// The keys of such an object in any version; none of one whose keys OpenAPI leaves open.
#[cfg(feature = "cli")]
pub(crate) fn of(kind: Kind) -> impl Iterator<Item = &'static str> {
    let keys = object(kind).map(|it| it.keys).unwrap_or_default();
    keys.into_iter().flatten().copied()
}

fn object(kind: Kind) -> Option<&'static Object> {
    Some(match kind {
        Kind::Root => &ROOT,
        Kind::Components => &COMPONENTS,
        Kind::PathItem => &PATH_ITEM,
        Kind::Operation => &OPERATION,
        Kind::Parameter => &PARAMETER,
        Kind::Header => &HEADER,
        Kind::RequestBody => &REQUEST_BODY,
        Kind::Response => &RESPONSE,
        Kind::MediaType => &MEDIA_TYPE,
        Kind::Encoding => &ENCODING,
        Kind::Example => &EXAMPLE,
        Kind::Link => &LINK,
        Kind::SecurityScheme => &SCHEME,
        Kind::Schema => &SCHEMA,
        // Their keys are names.
        Kind::Paths | Kind::Responses | Kind::Callback => return None,
        Kind::ErrorCodes | Kind::ErrorCode => return None,
    })
}

/// Whether OpenAPI defines what stands at a key of such an object. An example holds anything.
pub(crate) fn is_defined(kind: Kind, key: &str) -> bool {
    let holds_anything = matches!(key, "example" | "examples" | "default" | "value");
    !holds_anything && object(kind).is_some_and(|object| object.since(key).is_some())
}

impl Object {
    /// The version that a key came with.
    fn since(&self, key: &str) -> Option<Version> {
        let versions = [Version::V30, Version::V31, Version::V32];
        let mut all = self.keys.iter().zip(versions);
        let found = all.find(|(keys, _)| keys.contains(&key));
        found.map(|(_, version)| version)
    }

    /// The key that another one was probably meant to be.
    fn meant(&self, key: &str) -> Option<&'static str> {
        // A word that has no dollar sign is no slip of one that has.
        let fits = |it: &&str| !it.starts_with('$') || key.starts_with('$') || key == "ref";
        let known = || {
            let all = self.keys.iter().flat_map(|keys| keys.iter().copied());
            all.filter(fits)
        };
        let plain = folded(key);
        let alike = known().find(|it| folded(it) == plain);
        let near = || nearest(key, known()).filter(|_| key.len() >= SHORTEST);
        alike.or_else(near)
    }
}

/// The shortest key in which a slip is told from another word.
const SHORTEST: usize = 4;

/// A key without case, hyphens and underscores; `ref` is what `$ref` was meant to be.
fn folded(key: &str) -> String {
    let key = if key == "ref" { "$ref" } else { key };
    key.chars()
        .filter(|sign| !matches!(sign, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Reports the keys of an object, and of what stands below it, that nothing reads.
pub(super) fn look(kind: Kind, node: &Node, pointer: &Pointer, cx: &mut Cx<'_, '_>) {
    if kind == Kind::PathItem {
        methods(node, pointer, cx);
    }
    match object(kind) {
        Some(object) => one(object, node, pointer, cx),
        None => {
            for (key, entry) in node.entries().filter(|(key, _)| is_extension(key)) {
                extensions::look(key, entry, pointer, cx);
            }
        }
    }
}

fn is_extension(key: &str) -> bool {
    matches!(key.get(..2), Some("x-" | "X-" | "x_" | "X_"))
}

/// A method in capitals, which is read as itself.
fn is_capital_method(object: &'static Object, key: &str) -> bool {
    std::ptr::eq(object, &PATH_ITEM) && is_method(key)
}

/// Reports methods in capitals, which stand below `additionalOperations` or in small letters.
fn methods(item: &Node, pointer: &Pointer, cx: &mut Cx<'_, '_>) {
    for (key, entry) in item.entries() {
        if is_capital_method(&PATH_ITEM, key) && PATH_ITEM.since(key).is_none() {
            let rule = &rules::review::METHOD_SPELLING;
            cx.report(rule, entry.key_span, |report| {
                report.arg(key).pointer(&pointer.join(key))
            });
        }
    }
}

fn one(object: &'static Object, node: &Node, pointer: &Pointer, cx: &mut Cx<'_, '_>) {
    for (key, entry) in node.entries() {
        if is_extension(key) {
            extensions::look(key, entry, pointer, cx);
            continue;
        }
        // A key that resolution has made stands at the place of its value.
        let is_written = entry.key_span != entry.value.span;
        match object.since(key) {
            Some(version) if version > cx.version && !entry.value.is_null() && is_written => {
                let rule = &rules::review::KEY_OF_OTHER_VERSION;
                cx.report(rule, entry.key_span, |report| {
                    let report = report.arg(key).arg(version.name());
                    report.pointer(&pointer.join(key))
                });
            }
            Some(_) => {}
            None if key == "$ref" => {}
            None if object.open && OTHER_DRAFTS.contains(&key) => {}
            None if is_capital_method(object, key) => {}
            // What belongs into `content`, whose repair comes later.
            None if std::ptr::eq(object, &MEDIA_TYPE) && key.contains('/') => {}
            None => other(object, key, entry.key_span, &pointer.join(key), cx),
        }
    }
    for (key, many, below) in object.below {
        let Some(value) = node.get(key) else { continue };
        let at = pointer.join(key);
        match many {
            Many::One => one(below, value, &at, cx),
            Many::List => {
                for (index, item) in value.items().iter().enumerate() {
                    one(below, item, &at.join(&index.to_string()), cx);
                }
            }
            Many::Map => {
                for (name, entry) in value.entries() {
                    one(below, &entry.value, &at.join(name), cx);
                }
            }
        }
    }
}

/// Reports a key that the object does not have.
fn other(object: &'static Object, key: &str, span: Span, at: &Pointer, cx: &mut Cx<'_, '_>) {
    match object.meant(key) {
        Some(near) => cx.report(&rules::review::MISSPELLED_KEY, span, |report| {
            let help = rules::remarks::DID_YOU_MEAN.of([near]);
            report.arg(key).arg(object.noun).help(help).pointer(at)
        }),
        None if object.open => {}
        None => cx.report(&rules::review::UNDEFINED_KEY, span, |report| {
            report.arg(key).arg(object.noun).pointer(at)
        }),
    }
}

/// Whether the keywords of a dialect mean what they mean here.
fn is_read(dialect: &str) -> bool {
    dialect.starts_with("https://spec.openapis.org/oas/3.")
        || dialect.trim_end_matches('#') == "https://json-schema.org/draft/2020-12/schema"
}

/// Reports a dialect of JSON Schema that is not the one which is read.
pub(super) fn dialect(node: Option<&Node>, cx: &mut Cx<'_, '_>) {
    let Some(node) = node else { return };
    let Some(text) = node.text().filter(|text| !is_read(text)) else {
        return;
    };
    let rule = &rules::review::OTHER_SCHEMA_DIALECT;
    cx.report(rule, node.span, |report| report.arg(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_key() {
        let rows: [(&Object, &str, Option<&str>); 16] = [
            (&OPERATION, "requestbody", Some("requestBody")),
            (&OPERATION, "request-body", Some("requestBody")),
            (&OPERATION, "paramaters", Some("parameters")),
            (&OPERATION, "operationID", Some("operationId")),
            (&OPERATION, "consumes", None),
            (&SCHEMA, "propertis", Some("properties")),
            (&SCHEMA, "reqired", Some("required")),
            (&SCHEMA, "tpye", Some("type")),
            (&SCHEMA, "ref", Some("$ref")),
            (&SCHEMA, "allof", Some("allOf")),
            (&SCHEMA, "name", None),
            (&SCHEMA, "schema", None),
            (&SCHEMA, "comment", None),
            (&FLOWS, "clientCredential", Some("clientCredentials")),
            (&SCHEME, "bearerformat", Some("bearerFormat")),
            (&COMPONENTS, "schema", Some("schemas")),
        ];
        for (object, key, expected) in rows {
            assert_eq!(object.meant(key), expected, "{key}");
        }
    }
}
