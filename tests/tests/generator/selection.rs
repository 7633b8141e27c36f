//! What is left out of a document neither shapes a type nor fails, and changes no name.

use faultcode::{Input, Options, Output, Session, Stage};
use faultcode_tests::tree;

const HEAD: &str = "openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example}]
security: []
";

/// The order, with more of the path item and of the components beside it.
fn shop(paths: &str, components: &str) -> String {
    format!(
        "{HEAD}paths:
  /orders/{{id}}:
    get:
      operationId: getOrder
      tags: [orders]
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Order'}}}}}}}}}}
{paths}
components:
  schemas:
    Order: {{type: object, required: [id], properties: {{id: {{type: string, readOnly: true}}, note: {{type: string, nullable: true}}}}}}
{components}"
    )
}

fn only(names: &[&str]) -> Options {
    Options {
        include: names.iter().map(|name| (*name).to_owned()).collect(),
        ..Options::named("shop")
    }
}

fn all_but(names: &[&str]) -> Options {
    Options {
        exclude: names.iter().map(|name| (*name).to_owned()).collect(),
        ..Options::named("shop")
    }
}

/// The output and the findings.
fn made(text: &str, options: Options) -> (Option<Output>, Vec<String>) {
    let mut session = Session::new(Input::bytes("shop.yaml", text.as_bytes()), options);
    let output = session.generate();
    let found = session.findings();
    let found = found
        .iter()
        .map(|it| format!("{}: {}", it.rule, it.message));
    (output, found.collect())
}

/// The sources alone: the manifests carry the digest of what was read.
fn sources(output: Option<Output>, of: &str) -> Vec<(String, String)> {
    let output = output.unwrap_or_else(|| panic!("{of}: nothing is generated"));
    let files = output.files.into_iter();
    files
        .filter(|file| file.path.ends_with(".rs") || file.path == "README.md")
        .map(|file| (file.path, file.text))
        .collect()
}

const PUT: &str = "    put:
      operationId: putOrder
      tags: [orders]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
";

/// What only the left-out operation holds.
const LEFT_OUT: &[(&str, &str, &str)] = &[
    (
        "a type that it sends as well",
        "      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'204': {description: ok}}",
        "",
    ),
    (
        "a body that does not exist",
        "      requestBody: {$ref: '#/components/requestBodies/Nope'}
      responses: {'204': {description: ok}}",
        "",
    ),
    (
        "a file that may not be read",
        "      requestBody: {$ref: 'other.yaml#/Body'}
      responses: {'204': {description: ok}}",
        "",
    ),
    (
        "a place outside of the folder",
        "      requestBody: {$ref: '../../other.yaml#/Body'}
      responses: {'204': {description: ok}}",
        "",
    ),
    (
        "a reference of another kind",
        "      requestBody: {$ref: '#/components/schemas/Order'}
      responses: {'204': {description: ok}}",
        "",
    ),
    (
        "a schema that is none",
        "      requestBody: {content: {application/json: {schema: {type: object, properties: [a]}}}}
      responses: {'204': {description: ok}}",
        "",
    ),
    (
        "a component that is none",
        "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Change'}}}}
      responses: {'204': {description: ok}}",
        "    Change: {type: object, properties: {inner: {$ref: '#/components/schemas/Inner'}}}
    Inner: {type: object, properties: [a]}",
    ),
    (
        "a component whose reference leads nowhere",
        "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Change'}}}}
      responses: {'204': {description: ok}}",
        "    Change: {type: object, properties: {inner: {$ref: '#/components/schemas/Nope'}}}",
    ),
    (
        "an heir that is none",
        "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Base'}}}}
      responses: {'204': {description: ok}}",
        "    Base: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
    Heir: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: [a]}]}",
    ),
    (
        "a circle",
        "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
      responses: {'204': {description: ok}}",
        "    A: {$ref: '#/components/schemas/B'}
    B: {$ref: '#/components/schemas/A'}",
    ),
    (
        "a status that is none",
        "      responses: {abcdef: {description: ok}}",
        "",
    ),
    (
        "a parameter without a variable",
        "      responses: {'204': {description: ok}}
    delete:
      operationId: putOrderAway
      tags: [orders, away]
      parameters: [{name: other, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: ok}}",
        "",
    ),
    (
        "an extension that is misspelled",
        "      x-retry: {maxAttemps: many}
      x-error-codes: 17
      responses: {'204': {description: ok}}",
        "",
    ),
    (
        "a second operation of its name",
        "      responses: {'204': {description: ok}}
  /zebras:
    put: {operationId: putOrder, tags: [away], responses: {'204': {description: ok}}}",
        "",
    ),
];

#[test]
fn what_is_left_out_neither_shapes_a_type_nor_fails() {
    let strict = |options: Options| Options {
        strict: true,
        ..options
    };
    let bare = shop("", "");
    let (alone, found) = made(&bare, strict(Options::named("shop")));
    assert_eq!(
        found,
        [] as [String; 0],
        "the rest of the document is sound"
    );
    let alone = sources(alone, "alone");
    for (what, operation, components) in LEFT_OUT {
        let text = shop(&format!("{PUT}{operation}"), components);
        let (whole, in_whole) = made(&text, Options::named("shop"));
        assert!(
            !in_whole.is_empty() || whole.is_none_or(|whole| sources(Some(whole), what) != alone),
            "{what} shows nowhere, so that leaving it out proves nothing"
        );
        for options in [only(&["getOrder"]), all_but(&["putOrder", "away"])] {
            // Not every row has something to leave out beside the one operation.
            let names = ["away", "putOrderAway"];
            let known =
                |name: &String| !names.contains(&name.as_str()) || text.contains(name.as_str());
            let options = Options {
                exclude: options.exclude.into_iter().filter(known).collect(),
                ..options
            };
            let (chosen, found) = made(&text, strict(options));
            assert_eq!(found, [] as [String; 0], "{what}");
            assert_eq!(sources(chosen, what), alone, "{what}");
        }
    }
}

#[test]
fn a_component_that_something_else_needs_stays() {
    let put = format!(
        "{PUT}      requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Change'}}}}}}}}
      responses: {{'204': {{description: ok}}}}
  /changes:
    get: {{operationId: listChanges, tags: [changes], responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Change'}}}}}}}}}}}}"
    );
    let change =
        "    Change: {type: object, properties: {inner: {$ref: '#/components/schemas/Inner'}}}
    Inner: {type: object, properties: {text: {type: string}}}";
    let (output, found) = made(&shop(&put, change), all_but(&["putOrder"]));
    assert_eq!(found, [] as [String; 0]);
    let paths: Vec<String> = sources(output, "changes")
        .into_iter()
        .map(|it| it.0)
        .collect();
    for path in [
        "src/types/change.rs",
        "src/types/inner.rs",
        "src/changes/list_changes.rs",
    ] {
        assert!(paths.iter().any(|it| it == path), "{path}: {paths:?}");
    }
}

/// An operation that needs no credential needs none where those are left out that do, and nothing is missing of the document.
#[test]
fn what_is_left_out_says_who_needs_credentials() {
    let text = "openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example}]
paths:
  /open: {get: {operationId: open, tags: [a], responses: {'204': {description: ok}, '401': {description: no}}}}
  /closed: {get: {operationId: closed, tags: [b], security: [{key: []}], responses: {'204': {description: ok}}}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
";
    for options in [
        only(&["open"]),
        all_but(&["closed"]),
        Options::named("shop"),
    ] {
        let (output, found) = made(text, options);
        assert_eq!(found, [] as [String; 0]);
        let files = sources(output, "shop");
        let open = files.iter().find(|it| it.0.ends_with("open.rs"));
        assert!(!open.expect("a file per operation").1.contains("security"));
    }
}

#[test]
fn a_name_that_nothing_has_is_an_error() {
    let text = shop("    put: {responses: {'204': {description: ok}}}", "").replace(
        "components:",
        "x-webhooks: {order.created: {post: {responses: {'200': {description: ok}}}}}\ncomponents:",
    );
    let rows = [
        ("getOder", Some("getOrder")),
        ("orderz", Some("orders")),
        ("order.creatd", Some("order.created")),
        ("put_orders_ids", Some("put_orders_id")),
        ("zebra", None),
    ];
    for (name, near) in rows {
        let options = [
            only(&[name]),
            only(&["getOrder", name]),
            all_but(&[name]),
            Options {
                without_credentials: vec![name.to_owned()],
                ..Options::named("shop")
            },
        ];
        for options in options {
            let mut session = Session::new(Input::bytes("shop.yaml", text.as_bytes()), options);
            assert!(session.generate().is_none(), "{name}");
            let findings = session.findings();
            let errors: Vec<_> = findings
                .iter()
                .filter(|it| it.severity == "error")
                .collect();
            let [error] = errors.as_slice() else {
                panic!("{name}: {findings}");
            };
            assert_eq!(error.rule, "no-such-operation", "{name}");
            assert!(error.message.ends_with(name), "{}", error.message);
            let help = near.map(|near| format!("did you mean {near}?"));
            assert_eq!(error.help.first(), help.as_ref(), "{name}");
        }
    }
    // Each of the names that there are is known to each option that takes it.
    for name in ["getOrder", "orders", "put_orders_id", "order.created"] {
        for options in [only(&[name]), all_but(&[name])] {
            let (output, found) = made(&text, options);
            assert!(output.is_some(), "{name}: {found:?}");
        }
    }
}

#[test]
fn operations_keep_their_names_whatever_is_left_out() {
    let text = format!(
        "{HEAD}paths:
  /a: {{get: {{operationId: list, responses: {{'204': {{description: ok}}}}}}, post: {{responses: {{'204': {{description: ok}}}}}}}}
  /b: {{get: {{operationId: list, responses: {{'204': {{description: ok}}}}}}}}
  /a/: {{post: {{responses: {{'204': {{description: ok}}}}}}}}
  /c: {{$ref: '#/components/pathItems/C'}}
  /d: {{$ref: '#/components/pathItems/C'}}
components:
  pathItems:
    C: {{get: {{operationId: shared, responses: {{'204': {{description: ok}}}}}}, put: {{responses: {{'204': {{description: ok}}}}}}}}
"
    )
    .replace("3.0.3", "3.1.0");
    let ids = |options: Options| {
        let mut session = Session::new(Input::bytes("shop.yaml", text.as_bytes()), options);
        let made = session.until(Stage::Check);
        assert!(made.is_some(), "{}", session.findings());
        let operations = session.api().operations.iter();
        operations
            .map(|it| {
                format!(
                    "{} {} {}",
                    it.id.as_str(),
                    it.method.name(),
                    it.template.as_str()
                )
            })
            .collect::<Vec<_>>()
    };
    let all = ids(Options::named("shop"));
    assert_eq!(
        all,
        [
            "list GET /a",
            "post_a POST /a",
            "list_get_b GET /b",
            "post_a_2 POST /a/",
            "shared GET /c",
            "put_c PUT /c",
            "shared_get_d GET /d",
            "put_d PUT /d",
        ]
    );
    for one in &all {
        let id = one.split(' ').next().expect("an id");
        assert_eq!(ids(only(&[id])), [one.as_str()]);
        let rest: Vec<&String> = all.iter().filter(|other| *other != one).collect();
        assert_eq!(ids(all_but(&[id])).iter().collect::<Vec<_>>(), rest);
    }
}

#[test]
fn each_operation_of_the_five_documents_can_be_had_alone() {
    for name in [
        "accounts",
        "billium",
        "getbill",
        "partner-invoicing",
        "sessions",
    ] {
        let path = tree::root().join(format!("specs/{name}.yaml"));
        let ids = |options: Options| {
            let mut session = Session::new(Input::file(&path), options);
            let made = session.until(Stage::Check);
            let found = session.findings();
            let errors = found.iter().filter(|it| it.severity == "error").count();
            assert!(made.is_some() && errors == 0, "{name}: {found}");
            drop(found);
            let operations = session.api().operations.iter();
            operations
                .map(|it| it.id.as_str().to_owned())
                .collect::<Vec<_>>()
        };
        let all = ids(Options::named(name));
        for id in &all {
            let chosen = ids(only(&[id]));
            assert!(chosen.contains(id), "{name}: {id}");
            // What makes its tokens comes with it, and nothing else.
            assert!(chosen.len() <= 3, "{name}: {id} brings {chosen:?}");
        }
    }
}
