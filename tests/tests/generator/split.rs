//! Documents in several files: whatever stands in a file of its own, the client is that of the document in one. It is long because
//! every case is a document in parts.

use std::collections::BTreeMap;
use std::fs;

use faultcode::{Input, Options, Session};
use faultcode_tests::folder::Folder;

/// The document in one file.
const WHOLE: &str = "openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example}]
tags: [{name: orders, description: What was bought.}]
security: [{key: []}]
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      tags: [orders]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: found, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
        '404': {description: none, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Order: {type: object, properties: {id: {type: integer}, lines: {type: array, items: {$ref: '#/components/schemas/Line'}}}}
    Line: {type: object, properties: {text: {type: string}}}
    Problem: {type: object, properties: {message: {type: string}}}
";

const OPERATION: &str = "operationId: getOrder
tags: [orders]
parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
responses:
  '200': {description: found, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
  '404': {description: none, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
";

/// A part of the document: the text that is replaced, by what, and the other files.
struct Split {
    what: &'static str,
    replaced: Vec<(String, String)>,
    files: Vec<(&'static str, String)>,
}

/// The lines of the whole document from one that begins so up to one that begins so.
fn lines(from: &str, to: &str) -> String {
    let start = WHOLE.find(from).expect("it stands there");
    let end = WHOLE[start..].find(to).map_or(WHOLE.len(), |at| start + at);
    WHOLE[start..end].to_owned()
}

/// Lines with so many blanks fewer in front of each.
fn outdented(text: &str, blanks: usize) -> String {
    let lines = text.lines().map(|line| line.get(blanks..).unwrap_or(""));
    lines.map(|line| format!("{line}\n")).collect()
}

/// References of a text, leading to the document again.
fn from_file(text: &str, document: &str) -> String {
    text.replace("'#/", &format!("'{document}#/"))
}

/// A section whose value goes to a file.
fn section(
    what: &'static str,
    (from, to): (&str, &str),
    blanks: usize,
    file: &'static str,
) -> Split {
    let text = lines(from, to);
    let (head, rest) = text.split_once('\n').expect("it has several lines");
    Split {
        what,
        replaced: vec![(text.clone(), format!("{head} {{$ref: '{file}'}}\n"))],
        files: vec![(file, from_file(&outdented(rest, blanks), "api.yaml"))],
    }
}

fn splits() -> Vec<Split> {
    let operation = lines("      operationId", "components:");
    let one_line = |what, text: &str, reference: &str, file, content: &str| Split {
        what,
        replaced: vec![(text.to_owned(), reference.to_owned())],
        files: vec![(file, content.to_owned())],
    };
    vec![
        Split {
            what: "an operation",
            replaced: vec![(format!("get:\n{operation}"), "get: {$ref: 'get.yaml'}\n".to_owned())],
            files: vec![("get.yaml", from_file(OPERATION, "api.yaml"))],
        },
        section("a path item", ("  /orders/{id}:", "components:"), 4, "path.yaml"),
        section("paths", ("paths:", "components:"), 2, "parts/paths.yaml").within("parts"),
        section("components", ("components:", "\0"), 2, "components.yaml"),
        section("schemas", ("  schemas:", "\0"), 4, "schemas.yaml"),
        section("responses", ("      responses:", "components:"), 8, "responses.yaml"),
        one_line(
            "parameters",
            "parameters: [{name: id, in: path, required: true, schema: {type: integer}}]",
            "parameters: {$ref: 'parameters.yaml'}",
            "parameters.yaml",
            "- {name: id, in: path, required: true, schema: {type: integer}}\n",
        ),
        one_line(
            "content",
            "content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}",
            "content: {$ref: 'content.yaml'}",
            "content.yaml",
            "application/json: {schema: {$ref: 'api.yaml#/components/schemas/Problem'}}\n",
        ),
        one_line(
            "properties",
            "properties: {message: {type: string}}",
            "properties: {$ref: 'properties.yaml#/of/problem'}",
            "properties.yaml",
            "of: {problem: {message: {type: string}}}\n",
        ),
        one_line(
            "servers",
            "servers: [{url: https://shop.example}]",
            "servers: {$ref: 'servers.yaml'}",
            "servers.yaml",
            "- {url: https://shop.example}\n",
        ),
        one_line(
            "info",
            "info: {title: Shop, version: '1'}",
            "info: {$ref: 'info.yaml'}",
            "info.yaml",
            "{title: Shop, version: '1'}\n",
        ),
        one_line(
            "a tag",
            "tags: [{name: orders, description: What was bought.}]",
            "tags: [{$ref: 'tag.yaml'}]",
            "tag.yaml",
            "{name: orders, description: What was bought.}\n",
        ),
        one_line(
            "security",
            "security: [{key: []}]",
            "security: {$ref: 'security.yaml'}",
            "security.yaml",
            "- {key: []}\n",
        ),
        one_line(
            "a schema beside the folder",
            "Line: {type: object, properties: {text: {type: string}}}",
            "Line: {$ref: '../common/line.yaml#/Line'}",
            "../common/line.yaml",
            "Line: {type: object, properties: {text: {$ref: 'text.yaml'}}}\n",
        )
        .with("../common/text.yaml", "{type: string}\n"),
        one_line(
            "a list that comes back",
            "{type: array, items: {$ref: '#/components/schemas/Line'}}",
            "{$ref: '../common/list.yaml'}",
            "../common/list.yaml",
            "{type: array, items: {$ref: '../api/api.yaml#/components/schemas/Line'}}\n",
        ),
        Split {
            what: "an operation that stands elsewhere in the document",
            replaced: vec![
                (format!("get:\n{operation}"), "get: {$ref: '#/x-operations/getOrder'}\n".to_owned()),
                ("paths:".to_owned(), format!("x-operations:\n  getOrder:\n{}paths:", indented(OPERATION, 4))),
            ],
            files: Vec::new(),
        },
        Split {
            what: "an operation whose answers are in a third file",
            replaced: vec![(format!("get:\n{operation}"), "get: {$ref: 'ops/get.yaml'}\n".to_owned())],
            files: vec![
                (
                    "ops/get.yaml",
                    "operationId: getOrder\ntags: [orders]\nparameters: [{name: id, in: path, required: true, schema: \
                     {type: integer}}]\nresponses: {$ref: '../answers/all.yaml#/get'}\n"
                        .to_owned(),
                ),
                (
                    "answers/all.yaml",
                    format!(
                        "get:\n{}",
                        from_file(&outdented(&lines("        '200'", "components:"), 6), "../api.yaml")
                    ),
                ),
            ],
        },
    ]
}

fn indented(text: &str, blanks: usize) -> String {
    let lines = text.lines().map(|line| format!("{:blanks$}{line}\n", ""));
    lines.collect()
}

impl Split {
    fn with(mut self, file: &'static str, text: &str) -> Self {
        self.files.push((file, text.to_owned()));
        self
    }

    /// The same, its references leading out of a folder.
    fn within(mut self, folder: &str) -> Self {
        for (file, text) in &mut self.files {
            if file.starts_with(folder) {
                *text = text.replace("'api.yaml#", "'../api.yaml#");
            }
        }
        self
    }
}

/// The generated Rust, and what was found: errors alone, or all of it.
fn made(input: Input<'_>, files: &[&str]) -> (Option<BTreeMap<String, String>>, Vec<String>) {
    let options = Options {
        files: files.iter().map(|it| (*it).to_owned()).collect(),
        ..Options::named("shop")
    };
    let mut session = Session::new(input, options);
    let output = session.generate();
    let found = session.findings();
    let found = found.iter().map(|it| it.rule.to_owned()).collect();
    let files = output.map(|output| {
        let files = output.files.into_iter();
        let files = files.filter(|it| it.path.ends_with(".rs"));
        // The first line names the document.
        let rest = |text: String| text.split_once('\n').map(|(_, rest)| rest.to_owned());
        files
            .filter_map(|it| Some((it.path, rest(it.text)?)))
            .collect()
    });
    (files, found)
}

#[test]
fn what_stands_in_another_file_is_what_it_would_be_in_the_document() {
    let (whole, found) = made(Input::bytes("api.yaml", WHOLE.as_bytes()), &[]);
    let whole = whole.expect("the document is right");
    assert!(found.is_empty(), "{found:?}");
    for split in splits() {
        let what = split.what;
        let scratch = Folder::new("split");
        let home = scratch.file("api");
        let mut text = WHOLE.to_owned();
        for (from, to) in &split.replaced {
            assert!(text.contains(from.as_str()), "{what}: {from}");
            text = text.replace(from.as_str(), to);
        }
        let write = |name: &str, text: &str| {
            let path = home.join(name);
            fs::create_dir_all(path.parent().expect("below the folder"))
                .expect("the folder is ours");
            fs::write(path, text).expect("the folder is ours");
        };
        write("x/y", "");
        write("api.yaml", &text);
        for (name, text) in &split.files {
            write(name, text);
        }
        let document = home.join("api.yaml");
        // What is allowed and serves nothing is a finding.
        let serves = |folder: &str| {
            let mut names = split.files.iter().map(|(name, _)| name);
            names.any(|name| name.starts_with("../") == (folder != "."))
        };
        let allowed = [".", "../common"].into_iter().filter(|it| serves(it));
        let allowed: Vec<_> = allowed.collect();
        let (parts, found) = made(Input::file(&document), &allowed);
        let parts = parts.unwrap_or_else(|| panic!("{what}: {found:?}\n{text}"));
        let names: Vec<_> = parts.keys().collect();
        assert_eq!(names, whole.keys().collect::<Vec<_>>(), "{what}");
        for (path, text) in &parts {
            assert_eq!(*text, whole[path], "{what}: {path}");
        }
        // What OpenAPI allows is no finding, and the rest is one of its own.
        let plain = [
            "a path item",
            "a schema beside the folder",
            "a list that comes back",
        ];
        let expected = usize::from(!plain.contains(&what));
        assert!(
            found.iter().all(|rule| rule == "misplaced-reference") && found.len() >= expected,
            "{what}: {found:?}"
        );
    }
}

/// A folder beside the document, a file in it, and what the user allows.
#[test]
fn folders_beside_and_above_are_read_when_they_are_named() {
    let text = WHOLE.replace(
        "Line: {type: object, properties: {text: {type: string}}}",
        "Line: {$ref: '../common/parts/line.yaml#/Line'}",
    );
    let scratch = Folder::new("beside");
    for (name, text) in [
        ("api/api.yaml", text.as_str()),
        (
            "common/parts/line.yaml",
            "Line: {type: object, properties: {text: {$ref: '../text.yaml'}}}\n",
        ),
        ("common/text.yaml", "{type: string}\n"),
    ] {
        let path = scratch.file(name);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("the folder is ours");
        fs::write(path, text).expect("the folder is ours");
    }
    let document = scratch.file("api/api.yaml");
    for (files, ends) in [
        (&["../common"][..], None),
        (&["../common/"], None),
        (&["./../common"], None),
        (&["../api/../common"], None),
        (&[".."], None),
        (&["../common/parts", "../common/text.yaml"], None),
        (&["../common/parts"], Some("ref-outside-root")),
        (&["../comm"], Some("ref-outside-root")),
        (&["."], Some("ref-outside-root")),
        (&["common"], Some("ref-outside-root")),
        (&["../../common"], Some("ref-outside-root")),
        (&[], Some("ref-outside-root")),
    ] {
        let (made, found) = made(Input::file(&document), files);
        assert_eq!(made.is_some(), ends.is_none(), "{files:?}: {found:?}");
        assert!(
            ends.is_none_or(|rule| found.iter().any(|it| it == rule)),
            "{files:?}: {found:?}"
        );
    }
    // Bytes have no folder that anything could be beside of.
    let (made, found) = made(Input::bytes("api.yaml", text.as_bytes()), &["../common"]);
    assert!(made.is_none() && found == ["ref-outside-root"], "{found:?}");
}

/// What is allowed by name is what stands there, not what a link in it leads to.
#[cfg(unix)]
#[test]
fn links_out_of_an_allowed_folder_are_not_followed() {
    let scratch = Folder::new("linked");
    let text = WHOLE.replace(
        "Line: {type: object, properties: {text: {type: string}}}",
        "Line: {$ref: '../common/line.yaml#/Line'}",
    );
    for folder in ["api", "common", "other"] {
        fs::create_dir_all(scratch.file(folder)).expect("the folder is ours");
    }
    fs::write(scratch.file("api/api.yaml"), text).expect("the folder is ours");
    fs::write(scratch.file("other/line.yaml"), "Line: {type: string}\n")
        .expect("the folder is ours");
    std::os::unix::fs::symlink(
        scratch.file("other/line.yaml"),
        scratch.file("common/line.yaml"),
    )
    .expect("the folder is ours");
    let document = scratch.file("api/api.yaml");
    let (refused, found) = made(Input::file(&document), &["../common"]);
    assert!(
        refused.is_none() && found == ["ref-outside-root"],
        "{found:?}"
    );
    // Who names the file that the link leads to means that one.
    let (taken, found) = made(Input::file(&document), &["../common/line.yaml"]);
    assert!(taken.is_some(), "{found:?}");
}

/// A catalogue of codes is no part of OpenAPI, which says nothing of references there.
#[test]
fn a_catalogue_can_be_a_file() {
    let catalogue = "SOLD_OUT: {status: 409, description: It is gone.}\n";
    let inline = format!("{WHOLE}x-error-codes:\n  {catalogue}");
    let (whole, found) = made(Input::bytes("api.yaml", inline.as_bytes()), &[]);
    let whole = whole.unwrap_or_else(|| panic!("{found:?}"));
    let scratch = Folder::new("catalogue");
    let document = scratch.file("api.yaml");
    let text = format!("{WHOLE}x-error-codes: {{$ref: codes.yaml}}\n");
    fs::write(&document, text).expect("the folder is ours");
    fs::write(scratch.file("codes.yaml"), catalogue).expect("the folder is ours");
    let (parts, again) = made(Input::file(&document), &["codes.yaml"]);
    assert_eq!(again, found);
    assert_eq!(parts, Some(whole));
}

#[test]
fn references_that_hold_themselves_end() {
    for (part, ends) in [
        (
            "get: {$ref: '#/paths/~1orders~1{id}/get'}\n",
            "reference-cycle",
        ),
        ("get: {$ref: '#/paths/~1orders~1{id}'}\n", "wrong-shape"),
        (
            "get: {responses: {$ref: '#/paths/~1orders~1{id}/get/responses'}}\n",
            "reference-cycle",
        ),
        ("get: {$ref: '#/nowhere'}\n", "unresolved-reference"),
        ("get: {$ref: '#/info/title'}\n", "wrong-shape"),
        ("get: {$ref: 'other.yaml'}\n", "external-ref"),
        (
            "get: {$ref: 'https://shop.example/get.yaml'}\n",
            "remote-ref",
        ),
    ] {
        let operation = lines("      operationId", "components:");
        let text = WHOLE.replace(&format!("get:\n{operation}"), part);
        let (made, found) = made(Input::bytes("api.yaml", text.as_bytes()), &[]);
        assert!(made.is_none(), "{part}: {found:?}");
        assert!(found.iter().any(|rule| rule == ends), "{part}: {found:?}");
    }
}
