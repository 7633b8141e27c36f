//! Names and documentation of generated code, read off what is generated. It is long because every case is a document.

use std::collections::BTreeMap;

use faultcode::{File, Input, Options, Session};
use faultcode_tests::generate::{CLIENTS, client};

const HEAD: &str = "openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example}]
";

/// The files of a document, and what was found, by rule.
fn made(text: &str, options: Options) -> (Option<BTreeMap<String, String>>, Vec<String>) {
    let mut session = Session::new(Input::bytes("shop.yaml", text.as_bytes()), options);
    let output = session.generate();
    let found = session.findings();
    let found = found
        .iter()
        .map(|it| format!("{}: {}", it.rule, it.message));
    let files = |files: Vec<File>| files.into_iter().map(|it| (it.path, it.text)).collect();
    (output.map(|it| files(it.files)), found.collect())
}

fn files(text: &str) -> BTreeMap<String, String> {
    let (files, found) = made(text, Options::named("shop"));
    files.unwrap_or_else(|| panic!("{found:?}"))
}

/// A document with one operation that answers `Thing`.
fn with(things: &str) -> String {
    format!(
        "{HEAD}paths:
  /things:
    put:
      operationId: putThing
      tags: [things]
      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}
      responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}}}
components:
  schemas:
{things}"
    )
}

fn holds(files: &BTreeMap<String, String>, path: &str, texts: &[&str]) {
    let file = files.get(path);
    let file = file.unwrap_or_else(|| panic!("{path} of {:?}", files.keys()));
    for text in texts {
        assert!(file.contains(text), "{text} in {path}:\n{file}");
    }
}

#[test]
fn one_more_member_takes_a_name_away_and_gives_it_to_nobody() {
    let one = files(&with(
        "    Thing: {type: object, properties: {type: {type: string}}}",
    ));
    holds(
        &one,
        "src/types/thing.rs",
        &["pub fn type_(", "type_: optional \"type\""],
    );
    let two = files(&with(
        "    Thing: {type: object, properties: {type: {type: string}, '@type': {type: string}}}",
    ));
    holds(
        &two,
        "src/types/thing.rs",
        &[
            "type_: optional \"type\"",
            "pub fn at_type(",
            "at_type: optional \"@type\"",
        ],
    );
    // Here the two cannot be told apart by their words: the old name is gone.
    let two = files(&with(
        "    Thing: {type: object, properties: {ids: {type: string}, 'ids[]': {type: string}}}",
    ));
    let thing = &two["src/types/thing.rs"];
    holds(
        &two,
        "src/types/thing.rs",
        &[
            "just_ids: optional \"ids\"",
            "ids_bracket_bracket: optional \"ids[]\"",
        ],
    );
    assert!(!thing.contains("pub fn ids("), "{thing}");
}

#[test]
fn values_and_parameters_keep_their_signs() {
    let files = files(&format!(
        "{HEAD}paths:
  /things:
    get:
      operationId: listThings
      tags: [things]
      parameters:
        - {{name: sort, in: query, schema: {{type: string, enum: [name, -name, '+1', '-1', 'O+', '*']}}}}
        - {{name: id, in: query, schema: {{type: string}}}}
        - {{name: id, in: header, schema: {{type: string}}}}
        - {{name: $top, in: query, schema: {{type: string}}}}
      responses: {{'204': {{description: ok}}}}
"
    ));
    let values = files
        .iter()
        .find(|(path, _)| path.starts_with("src/input/"))
        .expect("an enum")
        .1;
    for line in [
        "Name: \"name\"",
        "MinusName: \"-name\"",
        "Plus1: \"+1\"",
        "Minus1: \"-1\"",
        "OPlus: \"O+\"",
        "Star: \"*\"",
    ] {
        assert!(values.contains(line), "{line} in {values}");
    }
    holds(
        &files,
        "src/things/list_things.rs",
        &["id_query", "id_header", "dollar_top"],
    );
}

#[test]
fn plural_acronyms_are_one_word() {
    let files = files(&with(
        "    Thing: {type: object, properties: {ContactIDs: {type: string}, URLs: {type: string}, APIsUsed: {type: string}}}",
    ));
    holds(
        &files,
        "src/types/thing.rs",
        &[
            "contact_ids: optional \"ContactIDs\"",
            "urls: optional \"URLs\"",
            "apis_used: optional \"APIsUsed\"",
        ],
    );
}

#[test]
fn branches_are_called_by_what_they_say() {
    let rows = [
        // A constant, a constant that is a number, and a title.
        (
            "{oneOf: [{type: object, properties: {sort: {const: otp}, a: {type: string}}}, \
             {type: object, properties: {version: {const: 2}}}, {type: object, title: Ticket, properties: {b: {type: string}}}]}",
            vec!["Otp(", "Version2(", "Ticket("],
        ),
        // The tag of serde's external form.
        (
            "{oneOf: [{type: object, required: [multiprotocol], properties: {multiprotocol: {type: object}}, additionalProperties: false}, \
             {type: object, required: [route_refresh], properties: {route_refresh: {type: object}}, additionalProperties: false}]}",
            vec!["Multiprotocol(", "RouteRefresh("],
        ),
        // What only one of them requires.
        (
            "{oneOf: [{type: object, required: [id, user], properties: {id: {type: string}, user: {type: string}}}, \
             {type: object, required: [id, team], properties: {id: {type: string}, team: {type: string}}}]}",
            vec!["User(", "Team("],
        ),
        // One object is the object.
        (
            "{anyOf: [{type: string}, {type: object, required: [id, team], properties: {id: {type: string}, team: {type: string}}}]}",
            vec!["Text(", "Object("],
        ),
        (
            "{oneOf: [{type: object, properties: {kind: {type: string, enum: [card]}, n: {type: string}}, required: [kind]}, \
             {type: object, properties: {kind: {type: string, enum: [cash]}, m: {type: string}}, required: [kind]}]}",
            vec!["Card(", "Cash("],
        ),
    ];
    for (schema, expected) in rows {
        let files = files(&with(&format!("    Thing: {schema}")));
        holds(&files, "src/types/thing.rs", &expected);
        assert!(!files["src/types/thing.rs"].contains("Object2"), "{schema}");
    }
}

/// Who has the branches does not depend on their order.
#[test]
fn branches_keep_their_names_in_another_order() {
    let branches = [
        "{type: object, required: [id, user], properties: {id: {type: string}, user: {type: string}}}",
        "{type: object, required: [id, team], properties: {id: {type: string}, team: {type: string}}}",
        "{type: object, title: Ticket, properties: {b: {type: string}}}",
    ];
    let order = |order: [usize; 3]| {
        let all: Vec<&str> = order.iter().map(|at| branches[*at]).collect();
        let files = files(&with(&format!(
            "    Thing: {{oneOf: [{}]}}",
            all.join(", ")
        )));
        let mut lines: Vec<String> = files["src/types/thing.rs"]
            .lines()
            .map(str::to_owned)
            .collect();
        lines.retain(|line| line.contains("(Box<") && !line.contains(": ["));
        lines.sort();
        lines
    };
    let first = order([0, 1, 2]);
    assert!(first.len() >= 3, "{first:?}");
    assert_eq!(order([2, 1, 0]), first);
    assert_eq!(order([1, 2, 0]), first);
}

#[test]
fn operations_without_tags_are_grouped_by_their_paths() {
    let files = files(&format!(
        "{HEAD}paths:
  /v1/accounts/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get:
      operationId: readAccount
      requestBody: {{content: {{application/x-www-form-urlencoded: {{schema: {{type: object, properties: {{}}}}}}}}}}
      responses: {{'204': {{description: ok}}}}
  /v1/accounts: {{post: {{operationId: accounts/create, responses: {{'204': {{description: ok}}}}}}}}
  /2020-01-01/charges.list: {{get: {{operationId: charges.list, responses: {{'204': {{description: ok}}}}}}}}
  /: {{get: {{operationId: root, responses: {{'204': {{description: ok}}}}}}}}
  /repos: {{get: {{operationId: repos/list-for-user, tags: [repos], responses: {{'204': {{description: ok}}}}}}}}
"
    ));
    for path in [
        "src/accounts/read_account.rs",
        "src/accounts/create.rs",
        "src/charges/list.rs",
        "src/shop/root.rs",
        "src/repos/list_for_user.rs",
    ] {
        assert!(files.contains_key(path), "{path} of {:?}", files.keys());
    }
    holds(
        &files,
        "src/accounts/read_account.rs",
        &["pub fn read_account(&self, id: &str) ->"],
    );
    holds(
        &files,
        "src/repos/list_for_user.rs",
        &[
            "pub fn list_for_user(",
            "ReposListForUserError",
            "LIST_FOR_USER",
        ],
    );
}

const MEANINGS: &str = "paths:
  /a:
    get:
      operationId: getA
      tags: [keys]
      responses: {'200': {description: ok}, '404': {description: The search has no collection of that name}}
  /b:
    get:
      operationId: getB
      tags: [keys]
      responses: {'200': {description: ok}, '404': {description: The key is gone}, '409': {description: Taken}, '5XX': {description: Down}}
";

#[test]
fn an_error_means_what_its_operation_says() {
    let files = files(&format!("{HEAD}{MEANINGS}"));
    holds(
        &files,
        "src/keys/get_a.rs",
        &[
            "| 404 | The search has no collection of that name |",
            "/// Status 404: The search has no collection of that name.",
        ],
    );
    holds(
        &files,
        "src/keys/get_b.rs",
        &[
            "| 404 | The key is gone |",
            "| 409 | Taken |",
            "| 5XX | Down |",
            "/// Status 5XX: Down.",
        ],
    );
}

#[test]
fn nothing_is_said_where_the_document_is_silent() {
    let filler = [
        "The member `",
        "Sets `",
        "The object `",
        "The parameter `",
        "The value `",
        "The kind `",
        "One of the values",
        "1 errors",
        "Nothing is required.",
        "What is required.",
        "Operations of `",
        "The security scheme `",
        "cfg_attr",
    ];
    let mut all: Vec<(String, String)> = Vec::new();
    for name in CLIENTS {
        all.extend(
            client(name)
                .into_iter()
                .map(|file| (format!("{name}/{}", file.path), file.text)),
        );
    }
    all.extend(files(&format!("{HEAD}{MEANINGS}")));
    for (path, text) in &all {
        for line in text
            .lines()
            .filter(|line| line.trim_start().starts_with("//") || line.contains("cfg_attr"))
        {
            for filler in filler {
                let comment = line.trim_start().trim_start_matches(['/', '!', ' ']);
                let told = comment.starts_with(filler) && comment.ends_with("`.");
                let never = ["1 errors", "cfg_attr", "required.", "One of the"]
                    .iter()
                    .any(|it| filler.contains(it));
                assert!(!(told || never && line.contains(filler)), "{path}: {line}");
            }
        }
    }
}

#[test]
fn no_sentence_stands_twice() {
    let text = format!(
        "{HEAD}paths:
  /a:
    get:
      operationId: getA
      tags: [keys]
      summary: Reads a key
      description: |-
        Reads a key.

        Keys that are gone are not found.
      responses: {{'204': {{description: ok}}}}
"
    );
    let files = files(&text);
    let file = &files["src/keys/get_a.rs"];
    assert_eq!(file.matches("Reads a key").count(), 1, "{file}");
    assert!(file.contains("Keys that are gone"), "{file}");
}

#[test]
fn what_is_deprecated_warns() {
    let files = files(&format!(
        "{HEAD}paths:
  /a:
    get:
      operationId: getA
      tags: [keys]
      deprecated: true
      parameters: [{{name: old, in: query, deprecated: true, schema: {{type: string}}}}]
      responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Old'}}}}}}}}}}
components:
  schemas:
    Old: {{type: object, deprecated: true, properties: {{id: {{type: string, deprecated: true}}, name: {{type: string}}}}}}
"
    ));
    let marks = |path: &str| files[path].matches("#[deprecated]").count();
    assert!(
        marks("src/keys/get_a.rs") >= 2,
        "{}",
        files["src/keys/get_a.rs"]
    );
    assert_eq!(
        marks("src/types/old.rs"),
        2,
        "{}",
        files["src/types/old.rs"]
    );
}

const NAMED: &str = "paths:
  /orders:
    post:
      operationId: createOrder
      tags: [orders]
      x-error-codes: [SOLD_OUT]
      parameters: [{name: limit, in: query, schema: {type: string, enum: [a, b]}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}, '409': {description: gone}}
x-error-codes: {SOLD_OUT: {status: 409}}
components:
  schemas:
    Order: {type: object, properties: {id: {type: string}, created: {type: string}, state: {type: string, enum: [new, old]}}}
";

fn named(names: &[(&str, &str)]) -> Options {
    Options {
        names: names
            .iter()
            .map(|(key, name)| ((*key).to_owned(), (*name).to_owned()))
            .collect(),
        ..Options::named("shop")
    }
}

#[test]
fn users_give_names() {
    let options = named(&[
        ("createOrder", "place"),
        ("schema:Order", "Purchase"),
        ("SOLD_OUT", "NothingLeft"),
        ("orders", "sales"),
        ("#/components/schemas/Order/properties/created", "madeAt"),
        (
            "#/components/schemas/Order/properties/state/enum/0",
            "Fresh",
        ),
        ("/paths/~1orders/post/parameters/0", "at_most"),
    ]);
    let (files, found) = made(&format!("{HEAD}{NAMED}"), options);
    let files = files.unwrap_or_else(|| panic!("{found:?}"));
    holds(
        &files,
        "src/sales/place.rs",
        &[
            "pub fn place(",
            "PLACE",
            "pub enum PlaceError",
            "NothingLeft(",
            "at_most",
        ],
    );
    holds(
        &files,
        "src/types/purchase.rs",
        &["pub struct Purchase", "made_at: optional \"created\""],
    );
    holds(&files, "src/errors.rs", &["pub struct NothingLeft"]);
    let all: String = files.values().cloned().collect();
    assert!(all.contains("Fresh: \"new\""), "{:?}", files.keys());
    let names = |it: &&String| it.contains("name");
    assert_eq!(found.iter().filter(names).count(), 0, "{found:?}");
}

#[test]
fn names_that_cannot_be_had_are_reported() {
    let rows: [(&[(&str, &str)], &str); 7] = [
        (
            &[("creatOrder", "place")],
            "stale-name: a name is given to creatOrder, which the client does not have",
        ),
        (&[("#/components/schemas/Gone", "place")], "stale-name"),
        (
            &[("createOrder", "place order")],
            "bad-given-name: place order cannot be the name that is given to createOrder",
        ),
        (&[("createOrder", "type")], "bad-given-name"),
        (
            &[("schema:Order", "Option")],
            "name-taken: the name Option, given in faultcode.yaml, is taken",
        ),
        (
            &[
                ("#/components/schemas/Order/properties/id", "same"),
                ("#/components/schemas/Order/properties/created", "same"),
            ],
            "name-taken",
        ),
        (&[("order", "place")], "stale-name"),
    ];
    for (names, expected) in rows {
        let (files, found) = made(&format!("{HEAD}{NAMED}"), named(names));
        assert!(
            found.iter().any(|it| it.starts_with(expected)),
            "{names:?}: {found:?}"
        );
        let is_error = !expected.starts_with("stale");
        assert_eq!(files.is_none(), is_error, "{names:?}: {found:?}");
    }
}

#[test]
fn the_manifest_says_what_the_configuration_says() {
    let package = faultcode::Package {
        version: "2.3.4".to_owned(),
        license: Some("MIT".to_owned()),
        repository: Some("https://shop.example/client".to_owned()),
        description: Some("Orders \"and\" more".to_owned()),
        publish: false,
    };
    let options = Options {
        package,
        exhaustive: true,
        ..Options::named("shop")
    };
    let (files, found) = made(&format!("{HEAD}{NAMED}"), options);
    let files = files.unwrap_or_else(|| panic!("{found:?}"));
    holds(
        &files,
        "Cargo.toml",
        &[
            "version = \"2.3.4\"\n",
            "license = \"MIT\"\n",
            "repository = \"https://shop.example/client\"\n",
            "description = \"Orders \\\"and\\\" more\"\n",
            "publish = false\n",
            "rust-version = \"",
            "[package.metadata.docs.rs]\nall-features = true\n",
        ],
    );
    holds(
        &files,
        "src/lib.rs",
        &["#[cfg(feature = \"testing\")]\npub mod testing;"],
    );
    let operation = &files["src/orders/create_order.rs"];
    let (_, from) = operation
        .split_once("pub enum CreateOrderError")
        .expect("its errors");
    assert!(from.contains("SoldOut"), "{operation}");
    assert!(
        !operation.contains("#[non_exhaustive]\npub enum CreateOrderError"),
        "{operation}"
    );
    let open = files_of_default();
    assert!(
        open.contains("#[non_exhaustive]\npub enum CreateOrderError"),
        "{open}"
    );
}

fn files_of_default() -> String {
    files(&format!("{HEAD}{NAMED}"))["src/orders/create_order.rs"].clone()
}
