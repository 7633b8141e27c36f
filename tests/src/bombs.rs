//! Hostile documents that are too large or too dull to be written down, in one file, so that what is lacking shows.

use crate::attacks::Case;

/// The head of a document.
const HEAD: &str = "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\n";

/// A document and what becomes of it.
#[derive(Clone, Debug)]
pub struct Bomb {
    /// The case, as the ones on disk are named.
    pub name: &'static str,
    /// The file's name.
    pub file: &'static str,
    /// The content.
    pub text: String,
    /// The rule that refuses it; `None` where it is accepted.
    pub refused: Option<&'static str>,
}

impl Bomb {
    /// The same as a case among the ones on disk.
    pub fn case(self) -> Case {
        Case {
            name: self.name.to_owned(),
            file: self.file.into(),
            text: self.text.into_bytes(),
        }
    }
}

fn yaml(name: &'static str, text: String, refused: Option<&'static str>) -> Bomb {
    Bomb {
        name,
        file: "bomb.yaml",
        text,
        refused,
    }
}

fn json(name: &'static str, text: String, refused: Option<&'static str>) -> Bomb {
    Bomb {
        name,
        file: "bomb.json",
        text,
        refused,
    }
}

/// A document with one operation that answers with the schema `A`.
fn with_schemas(schemas: &str) -> String {
    format!(
        "{HEAD}paths:\n  /a:\n    get:\n      operationId: getA\n      responses:\n        '200':\n          description: ok\n          \
         content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}\ncomponents:\n  schemas:\n{schemas}"
    )
}

/// Every bomb.
pub fn all() -> Vec<Bomb> {
    let mut bombs = syntax();
    bombs.extend(names());
    bombs.extend(graphs());
    bombs.extend(sizes());
    bombs
}

fn syntax() -> Vec<Bomb> {
    let levels: String = (1..10)
        .map(|level| {
            let of = format!("*a{}", level - 1);
            format!("x-{level}: &a{level} [{}]\n", [of.as_str(); 9].join(", "))
        })
        .collect();
    let anchor = "x".repeat(200_000);
    let nested = |open: &str, close: &str, times: usize| {
        format!("{}{}", open.repeat(times), close.repeat(times))
    };
    let block: String = (0..3_000)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    vec![
        yaml(
            "g64-aliases-of-aliases",
            format!("{HEAD}x-0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]\n{levels}paths: {{}}\n"),
            Some("too-large"),
        ),
        yaml(
            "g65-large-anchor",
            format!(
                "{HEAD}x-0: &a '{anchor}'\nx-1: [{}]\npaths: {{}}\n",
                ["*a"; 5_000].join(", ")
            ),
            Some("too-large"),
        ),
        yaml(
            "g65-anchors-in-anchors",
            format!(
                "{HEAD}x-0: {}{}{}\npaths: {{}}\n",
                (0..140)
                    .map(|level| format!("&a{level} ["))
                    .collect::<String>(),
                "1,".repeat(50_000),
                "]".repeat(140)
            ),
            Some("too-large"),
        ),
        yaml("g67-brackets", "[".repeat(200_000), Some("invalid-yaml")),
        yaml(
            "g67-closed-brackets",
            nested("[", "]", 100_000),
            Some("invalid-yaml"),
        ),
        yaml("g67-maps", "{a: ".repeat(16_000), Some("invalid-yaml")),
        yaml(
            "g67-dashes",
            format!("{HEAD}x-a:\n  {}", "- ".repeat(100_000)),
            Some("too-large"),
        ),
        yaml(
            "g67-question-marks",
            "? ".repeat(50_000),
            Some("key-not-text"),
        ),
        yaml("g67-block", block, Some("too-large")),
        json(
            "g72-deep-lists",
            nested("[", "]", 100_000),
            Some("too-large"),
        ),
        json(
            "g72-open-maps",
            "{\"a\":".repeat(100_000),
            Some("too-large"),
        ),
        yaml(
            "g70-large-key",
            format!("{HEAD}x-{}: 1\npaths: {{}}\n", "k".repeat(2_000_000)),
            Some("invalid-yaml"),
        ),
        yaml(
            "g70-large-comment",
            format!("{HEAD}# {}\npaths: {{}}\n", "c".repeat(5_000_000)),
            None,
        ),
        yaml(
            "g70-many-keys",
            format!(
                "{HEAD}x-a:\n{}paths: {{}}\n",
                (0..200_000)
                    .map(|key| format!("  k{key}: 1\n"))
                    .collect::<String>()
            ),
            None,
        ),
        yaml(
            "g70-many-anchors",
            format!(
                "{HEAD}x-a:\n{}paths: {{}}\n",
                (0..200_000)
                    .map(|key| format!("- &a{key} 1\n"))
                    .collect::<String>()
            ),
            None,
        ),
        yaml(
            "g16-large-file",
            format!("{HEAD}x-a: '{}'\n", "y".repeat(33 << 20)),
            Some("too-large"),
        ),
    ]
}

fn names() -> Vec<Bomb> {
    let long = "n".repeat(100_000);
    let value = |count: usize| {
        (0..count)
            .map(|value| format!("v{value}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    vec![
        yaml(
            "g46-long-operation-id",
            format!(
                "{HEAD}paths:\n  /a:\n    get: {{tags: [{long}], operationId: {long}, responses: {{'204': {{description: done}}}}}}\n"
            ),
            None,
        ),
        yaml(
            "g46-long-value",
            with_schemas(&format!(
                "    A: {{type: string, enum: [{long}, {long}m, b]}}\n"
            )),
            None,
        ),
        yaml(
            "g46-long-names-that-differ-late",
            with_schemas(&format!(
                "    A: {{type: object, properties: {{{0}a: {{type: string}}, {0}b: {{type: string}}}}}}\n",
                "p".repeat(1_000)
            )),
            None,
        ),
        yaml(
            "g49-many-values",
            with_schemas(&format!(
                "    A: {{type: string, enum: [{}]}}\n",
                value(100_000)
            )),
            None,
        ),
        yaml(
            "g49-most-values",
            with_schemas(&format!(
                "    A: {{type: string, enum: [{}]}}\n",
                value(2_000)
            )),
            None,
        ),
    ]
}

fn graphs() -> Vec<Bomb> {
    let nested = |levels: usize| {
        let inner = format!(
            "{}{{type: string}}{}",
            "{type: array, items: ".repeat(levels),
            "}".repeat(levels)
        );
        with_schemas(&format!("    A: {inner}\n"))
    };
    let objects = |levels: usize| {
        let inner = format!(
            "{}{{type: string}}{}",
            "{type: object, properties: {a: ".repeat(levels),
            "}}".repeat(levels)
        );
        with_schemas(&format!("    A: {inner}\n"))
    };
    vec![
        yaml("g55-lists-64", nested(64), None),
        yaml("g55-lists-65", nested(65), None),
        yaml("g55-lists-100000", nested(100_000), Some("too-large")),
        yaml("g55-objects-64", objects(64), None),
        yaml("g55-objects-65", objects(65), None),
        yaml("g55-objects-100000", objects(100_000), Some("too-large")),
        yaml("g55-objects-1000", objects(1_000), Some("too-large")),
        yaml("g55-chain-of-references", with_schemas(&(0..3_000).map(|link| {
            let name = if link == 0 { "A".to_owned() } else { format!("S{link}") };
            format!("    {name}: {{type: array, items: {{$ref: '#/components/schemas/S{}'}}}}\n", link + 1)
        }).chain(["    S3000: {type: string}\n".to_owned()]).collect::<String>()), None),
    ]
}

fn sizes() -> Vec<Bomb> {
    let text = "long ".repeat(2 << 20);
    let properties: String = (0..2_000)
        .map(|number| format!("        p{number}: {{type: string}}\n"))
        .collect();
    let schemas: String = (0..20_000)
        .map(|number| {
            format!("    S{number}: {{type: object, properties: {{a: {{type: string}}}}}}\n")
        })
        .collect();
    vec![
        yaml(
            "g14-large-description",
            format!(
                "{HEAD}paths:\n  /a:\n    get: {{operationId: getA, description: '{text}', responses: {{'204': {{description: done}}}}}}\n"
            ),
            None,
        ),
        yaml(
            "g14-large-example",
            with_schemas(&format!(
                "    A: {{type: string, example: {{description: '{text}'}}}}\n"
            )),
            Some("too-large"),
        ),
        yaml(
            "g14-long-description",
            format!(
                "{HEAD}paths:\n  /a:\n    get: {{operationId: getA, description: '{}', responses: {{'204': {{description: done}}}}}}\n",
                &text[..900_000]
            ),
            None,
        ),
        yaml(
            "g50-many-properties",
            with_schemas(&format!(
                "    A:\n      type: object\n      properties:\n{properties}"
            )),
            None,
        ),
        yaml(
            "g50-many-unused-schemas",
            with_schemas(&format!("    A: {{type: string}}\n{schemas}")),
            None,
        ),
        json(
            "g29-long-media-type",
            format!(
                r#"{{"openapi": "3.1.0", "info": {{"title": "Shop", "version": "1"}}, "paths": {{"/a": {{"get": {{"operationId": "getA",
                "responses": {{"200": {{"description": "ok", "content": {{"application/{}": {{"schema": {{"type": "string"}}}}}}}}}}}}}}}}}}"#,
                "x".repeat(10_000)
            ),
            Some("too-large"),
        ),
        yaml(
            "g34-pattern-of-a-schema",
            with_schemas(&format!(
                "    A: {{type: string, example: '{}!', pattern: '^({})+$'}}\n",
                "a".repeat(5_000),
                "(a+)+".repeat(200_000)
            )),
            None,
        ),
        yaml(
            "g34-pattern-too-long",
            with_schemas(&format!(
                "    A: {{type: string, pattern: '{}'}}\n",
                "(a+)+".repeat(300_000)
            )),
            Some("too-large"),
        ),
        yaml(
            "g34-long-pattern",
            format!(
                "{HEAD}x-error-envelope: {{code: {{at: /code, pattern: '{}'}}}}\npaths: {{}}\n",
                "a?".repeat(100_000)
            ),
            Some("bad-pattern"),
        ),
    ]
}

/// A document with one object of that many properties.
pub fn properties(count: usize) -> String {
    let properties: String = (0..count)
        .map(|number| format!("        p{number}: {{type: string}}\n"))
        .collect();
    with_schemas(&format!(
        "    A:\n      type: object\n      properties:\n{properties}"
    ))
}

/// A document with that many schemas. Fifty of them are the members of one, and what an operation answers.
pub fn schemas(count: usize) -> String {
    const MEMBERS: usize = 50;
    let (mut paths, mut schemas) = (String::new(), String::new());
    for first in (0..count).step_by(MEMBERS) {
        paths.push_str(&operation(
            first,
            &format!("$ref: '#/components/schemas/S{first}'"),
        ));
        let members: String = (first + 1..count.min(first + MEMBERS))
            .map(|number| format!("m{number}: {{$ref: '#/components/schemas/S{number}'}}, "))
            .collect();
        schemas.push_str(&format!(
            "    S{first}: {{type: object, properties: {{{members}}}}}\n"
        ));
        for number in first + 1..count.min(first + MEMBERS) {
            schemas.push_str(&format!(
                "    S{number}: {{type: object, properties: {{a{number}: {{type: string}}}}}}\n"
            ));
        }
    }
    format!("{HEAD}paths:\n{paths}components:\n  schemas:\n{schemas}")
}

/// A document with that many operations, a hundred to a tag.
pub fn operations(count: usize) -> String {
    let paths: String = (0..count)
        .map(|number| {
            operation(
                number,
                &format!("type: object, properties: {{a{number}: {{type: string}}}}"),
            )
        })
        .collect();
    format!("{HEAD}paths:\n{paths}")
}

fn operation(number: usize, schema: &str) -> String {
    format!(
        "  /a{number}/{{id}}:\n    get:\n      tags: [t{}]\n      operationId: getA{number}\n      parameters: [{{name: id, in: path, \
         required: true, schema: {{type: string}}}}]\n      responses:\n        '200': {{description: ok, content: \
         {{application/json: {{schema: {{{schema}}}}}}}}}\n        '404': {{description: not found}}\n",
        number / 100
    )
}

/// One that asks for a client of many times its size: what all operations of a path share is written at each of them.
pub fn many_times() -> Bomb {
    let text = "long ".repeat(200);
    let shared: String = (0..100)
        .map(|number| format!("{{$ref: '#/components/parameters/p{number}'}}, "))
        .collect();
    let parameters: String = (0..100)
        .map(|number| {
            format!("    p{number}: {{name: p{number}, in: query, description: '{}', schema: {{type: string}}}}\n", text)
        })
        .collect();
    let methods: String = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace",
    ]
    .map(|method| format!("    {method}: {{responses: {{'204': {{description: done}}}}}}\n"))
    .concat();
    let paths: String = (0..100)
        .map(|number| format!("  /a{number}:\n    parameters: [{shared}]\n{methods}"))
        .collect();
    yaml(
        "g54-many-times-its-size",
        format!("{HEAD}paths:\n{paths}components:\n  parameters:\n{parameters}"),
        Some("too-large"),
    )
}
