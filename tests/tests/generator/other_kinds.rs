//! References to objects of another kind: the client is that of the document which says it rightly.

use std::collections::BTreeMap;

use faultcode::Options;
use faultcode::internals::diagnostics::Severity;
use faultcode_tests::generate::from_bytes;

/// What the documents share.
const HEAD: &str = "openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example}]
";

const COMPONENTS: &str = "components:
  parameters:
    page: {name: page, in: query, schema: {type: integer}}
  headers:
    total: {schema: {type: integer}}
  requestBodies:
    Order: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
  responses:
    Order: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
  schemas:
    owner: {name: owner, in: query, required: true, schema: {type: string}}
    Order: {type: object, properties: {id: {type: integer}}}
    Count: {type: integer}
x-shared:
  Order: {type: object, properties: {id: {type: integer}}}
";

/// What is wanted, the reference that leads elsewhere, and what it means.
const ROWS: &[(&str, &str, &str)] = &[
    (
        "PARAMETER",
        "#/components/schemas/owner",
        "{name: owner, in: query, required: true, schema: {type: string}}",
    ),
    ("SCHEMA", "#/components/parameters/page", "{type: integer}"),
    ("SCHEMA", "#/components/headers/total", "{type: integer}"),
    (
        "SCHEMA",
        "#/components/responses/Order",
        "{$ref: '#/components/schemas/Order'}",
    ),
    (
        "SCHEMA",
        "#/components/requestBodies/Order",
        "{$ref: '#/components/schemas/Order'}",
    ),
    ("SCHEMA", "#/components/schemas/owner", "{type: string}"),
    (
        "RESPONSE",
        "#/components/schemas/Order",
        "{$ref: '#/components/responses/Order'}",
    ),
    (
        "RESPONSE",
        "#/components/requestBodies/Order",
        "{$ref: '#/components/responses/Order'}",
    ),
    (
        "RESPONSE",
        "#/components/schemas/Count",
        "{description: '', content: {application/json: {schema: {type: integer}}}}",
    ),
    (
        "BODY",
        "#/components/schemas/Order",
        "{$ref: '#/components/requestBodies/Order'}",
    ),
    (
        "BODY",
        "#/components/responses/Order",
        "{$ref: '#/components/requestBodies/Order'}",
    ),
    (
        "HEADER",
        "#/components/schemas/Count",
        "{schema: {type: integer}}",
    ),
    (
        "HEADER",
        "#/components/parameters/page",
        "{schema: {type: integer}}",
    ),
];

/// Targets of which the members do not say enough, or say another thing.
const UNCLEAR: &[(&str, &str)] = &[
    ("PARAMETER", "#/components/schemas/Order"),
    ("PARAMETER", "#/components/responses/Order"),
    ("PARAMETER", "#/components/schemas"),
    ("RESPONSE", "#/components/parameters/page"),
    ("RESPONSE", "#/components/schemas/Nothing"),
    ("RESPONSE", "#/components/schemas/Both"),
    ("BODY", "#/components/schemas/Nothing"),
];

/// A document with this text in the one place, and usual ones in the others.
fn document(place: &str, text: &str) -> String {
    let rows = [
        ("PARAMETER", "{$ref: '#/components/parameters/page'}"),
        ("BODY", "{$ref: '#/components/requestBodies/Order'}"),
        ("RESPONSE", "{$ref: '#/components/responses/Order'}"),
        ("SCHEMA", "{$ref: '#/components/schemas/Order'}"),
        ("HEADER", "{$ref: '#/components/headers/total'}"),
    ];
    let mut paths = "paths:
  /orders:
    post:
      operationId: createOrder
      parameters: [PARAMETER]
      requestBody: BODY
      responses:
        '200': RESPONSE
        '409':
          description: sold out
          headers: {X-Total: HEADER}
          content: {application/json: {schema: {type: object, properties: {order: SCHEMA}}}}
"
    .to_owned();
    for (other, usual) in rows {
        paths = paths.replace(other, if other == place { text } else { usual });
    }
    let more = "    Nothing: {description: an answer or a value}
    Both: {type: object, properties: {id: {type: integer}}, content: {application/json: {schema: {type: integer}}}}
";
    let components = COMPONENTS.replace("x-shared", &format!("{more}x-shared"));
    format!("{HEAD}{paths}{components}")
}

/// The generated Rust, and the ids of errors and of other findings.
type Made = (
    Option<BTreeMap<String, String>>,
    Vec<&'static str>,
    Vec<&'static str>,
);

fn made(text: &str) -> Made {
    let made = from_bytes("shop.yaml", text.as_bytes(), &Options::named("shop"));
    let files = made.files.map(|files| {
        let files = files.into_iter().filter(|it| it.path.ends_with(".rs"));
        files.map(|it| (it.path, it.text)).collect()
    });
    let of = |is_error: bool| {
        let found = made.linted.found.iter();
        let found = found.filter(|it| (it.severity == Severity::Error) == is_error);
        found.map(|it| it.rule.id).collect()
    };
    (files, of(true), of(false))
}

#[test]
fn an_object_is_read_as_its_members_say() {
    for (place, reference, meaning) in ROWS {
        let said = format!("{{$ref: '{reference}'}}");
        let (said, errors, found) = made(&document(place, &said));
        let (meant, ..) = made(&document(place, meaning));
        assert!(
            said.is_some() && meant.is_some(),
            "{place} {reference}: {errors:?}"
        );
        for (path, text) in said.iter().flatten() {
            let other = meant.as_ref().and_then(|files| files.get(path));
            assert_eq!(Some(text), other, "{place} {reference}: {path}");
        }
        let rules = ["component-of-other-kind", "parameter-as-header"];
        assert!(
            found.iter().any(|rule| rules.contains(rule)),
            "{place} {reference}: {found:?}"
        );
    }
}

#[test]
fn what_several_kinds_could_be_is_refused() {
    for (place, reference) in UNCLEAR {
        let (files, errors, _) = made(&document(place, &format!("{{$ref: '{reference}'}}")));
        assert!(files.is_none(), "{place} {reference}");
        assert_eq!(errors, ["wrong-reference-kind"], "{place} {reference}");
    }
}

/// Outside of the components OpenAPI says nothing of kinds, so the members do.
#[test]
fn what_stands_elsewhere_is_what_is_wanted_unless_it_shows_another_kind() {
    let reference = "{$ref: '#/x-shared/Order'}";
    // The shared parameter among the schemas is found in each of these documents.
    let (_, _, usual) = made(&document("SCHEMA", "{$ref: '#/components/schemas/Order'}"));
    let (files, errors, found) = made(&document("SCHEMA", reference));
    assert!(files.is_some(), "{errors:?}");
    assert_eq!(found, usual);
    let (said, errors, found) = made(&document("RESPONSE", reference));
    assert!(found.len() > usual.len(), "{errors:?} {found:?}");
    let said = said.expect("it is an answer");
    assert!(
        said["src/orders/create_order.rs"].contains("Call<"),
        "{said:?}"
    );
    assert!(
        !said["src/orders/create_order.rs"].contains("Call<()"),
        "{said:?}"
    );
}
