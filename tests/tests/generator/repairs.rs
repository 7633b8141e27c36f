//! Breaches of the specification whose meaning is clear: the warning, what is generated, and the error under `--strict`.

use std::collections::BTreeSet;
use std::fs;

use faultcode::internals::diagnostics::{Severity, rules};
use faultcode::{File, Options};
use faultcode_tests::generate::{Generated, from_bytes, strictly};
use faultcode_tests::{cases, snapshot, tree};

/// The head of the documents below.
const HEAD_30: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";
const HEAD_31: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";

/// A document that breaks one rule, the file that shows how it was read, and texts that stand there or, after `!`, do not.
struct Repair {
    rule: &'static str,
    head: &'static str,
    rest: &'static str,
    file: &'static str,
    shows: &'static [&'static str],
}

const OK: &str = "responses: {'204': {description: done}}";

/// The rows of the table in `docs/src/real-documents.md`.
const REPAIRS: &[Repair] = &[
    Repair {
        rule: "nullable-in-31",
        head: HEAD_31,
        rest: "components: {schemas: {A: {type: object, required: [b], properties: {b: {type: string, nullable: true}}}}}",
        file: "src/types/a.rs",
        shows: &["pub b: Option<String>"],
    },
    Repair {
        rule: "type-list-in-30",
        head: HEAD_30,
        rest: "components: {schemas: {A: {type: object, required: [b], properties: {b: {type: [string, 'null']}}}}}",
        file: "src/types/a.rs",
        shows: &["pub b: Option<String>"],
    },
    Repair {
        rule: "bound-of-other-version",
        head: HEAD_30,
        rest: "components: {schemas: {A: {type: object, required: [b], properties: {b: {type: integer, exclusiveMinimum: 3}}}}}",
        file: "src/types/a.rs",
        shows: &["pub b: i64"],
    },
    Repair {
        rule: "misspelled-type",
        head: HEAD_30,
        rest: "components: {schemas: {A: {type: Object, required: [b], properties: {b: {type: Int}}}}}",
        file: "src/types/a.rs",
        shows: &["pub b: i64"],
    },
    Repair {
        rule: "unknown-type",
        head: HEAD_30,
        rest: "components: {schemas: {A: {type: object, required: [b], properties: {b: {type: Money}}}}}",
        file: "src/types/a.rs",
        shows: &["pub b: Value"],
    },
    Repair {
        rule: "property-required",
        head: HEAD_30,
        rest: "components: {schemas: {A: {type: object, properties: {b: {type: string, required: true}}}}}",
        file: "src/types/a.rs",
        shows: &["pub b: String"],
    },
    Repair {
        rule: "status-spelling",
        head: HEAD_30,
        rest: "paths: {/a: {get: {operationId: getA, responses: {'204': {description: done}, 4xx: {description: refused}}}}}",
        file: "src/a/get_a.rs",
        shows: &["ClientError"],
    },
    Repair {
        rule: "missing-member",
        head: "openapi: 3.0.3\ninfo: {title: T}\n",
        rest: "paths: {/a: {get: {operationId: getA}}}",
        file: "src/a/get_a.rs",
        shows: &["-> Call<(), GetAError>"],
    },
    Repair {
        rule: "undeclared-variable",
        head: HEAD_30,
        rest: "paths: {'/a/{id}': {get: {operationId: getA, responses: {'204': {description: done}}}}}",
        file: "src/a/get_a.rs",
        shows: &["id: &str", ".path(\"id\", id)"],
    },
    Repair {
        rule: "unused-path-parameter",
        head: HEAD_30,
        rest: "paths: {/a: {get: {operationId: getA, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'204': {description: done}}}}}",
        file: "src/a/get_a.rs",
        shows: &["pub fn get_a(&self) ->"],
    },
    Repair {
        rule: "repeated-variable",
        head: HEAD_30,
        rest: "paths: {'/a/{id}/b/{id}': {get: {operationId: getA, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'204': {description: done}}}}}",
        file: "src/a/get_a.rs",
        shows: &["pub fn get_a(&self, id: &str) ->"],
    },
    Repair {
        rule: "path-with-query",
        head: HEAD_30,
        rest: "paths: {'/a?beta=true#x': {get: {operationId: getA, responses: {'204': {description: done}}}}}",
        file: "src/a/get_a.rs",
        shows: &["path: &[\"/a?beta=true\"]"],
    },
    Repair {
        rule: "path-spelling",
        head: HEAD_30,
        rest: "paths: {\"a\\nb/{id}\": {get: {operationId: getA, responses: {'204': {description: done}}}}}",
        file: "src/a_percent_0ab/get_a.rs",
        shows: &["path: &[\"/a%0Ab/\"", "`GET /a%0Ab/{id}`"],
    },
    Repair {
        rule: "missing-operation-id",
        head: HEAD_30,
        rest: "paths: {'/a/{id}': {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'204': {description: done}}}}}",
        file: "src/a/get_a_id.rs",
        shows: &["pub fn get_a_id("],
    },
    Repair {
        rule: "duplicate-operation-id",
        head: HEAD_30,
        rest: "paths: {/a/b: {get: {operationId: list, responses: {'204': {description: done}}}}, /a: {get: {operationId: list, responses: {'204': {description: done}}}}}",
        file: "src/a.rs",
        shows: &["mod list;", "mod list_"],
    },
    Repair {
        rule: "default-of-other-type",
        head: HEAD_30,
        rest: "components: {schemas: {A: {type: object, required: [b], properties: {b: {type: integer, default: many}}}}}",
        file: "src/types/a.rs",
        shows: &["pub b: i64", "!many"],
    },
    Repair {
        rule: "enum-of-other-type",
        head: HEAD_30,
        rest: "components: {schemas: {A: {type: string, enum: [1, 2.0]}}}",
        file: "src/types/a.rs",
        shows: &["\"1\"", "\"2.0\""],
    },
    Repair {
        rule: "array-without-items",
        head: HEAD_30,
        rest: "components: {schemas: {A: {type: object, required: [b], properties: {b: {type: array}}}}}",
        file: "src/types/a.rs",
        shows: &["pub b: Vec<Value>"],
    },
    Repair {
        rule: "boolean-schema",
        head: HEAD_30,
        rest: "components: {schemas: {A: {type: object, required: [b], properties: {b: true}}}}",
        file: "src/types/a.rs",
        shows: &["pub b: Value"],
    },
    Repair {
        rule: "unresolved-schema",
        head: HEAD_30,
        rest: "components: {schemas: {A: {type: object, required: [b], properties: {b: {$ref: '#/components/schemas/B'}}}}}",
        file: "src/types/a.rs",
        shows: &["pub b: Value"],
    },
    Repair {
        rule: "remote-schema",
        head: HEAD_30,
        rest: "components: {schemas: {A: {type: object, required: [b], properties: {b: {$ref: 'https://shop.example/b.yaml#/B'}}}}}",
        file: "src/types/a.rs",
        shows: &["pub b: Value", "!shop.example"],
    },
    Repair {
        rule: "unresolved-unused",
        head: HEAD_30,
        rest: "components: {responses: {Unused: {$ref: '#/components/responses/Missing'}}}",
        file: "src/lib.rs",
        shows: &["pub use"],
    },
    Repair {
        rule: "nullable-branch",
        head: HEAD_30,
        rest: "components: {schemas: {A: {type: object, required: [b], properties: {b: {anyOf: [{type: string}, {nullable: true}]}}}}}",
        file: "src/types/a.rs",
        shows: &["pub b: Option<String>"],
    },
    Repair {
        rule: "required-without-member",
        head: HEAD_30,
        rest: "components: {schemas: {A: {type: object, properties: {b: {type: array, items: {type: string, required: true}}}}}}",
        file: "src/types/a.rs",
        shows: &["pub b: Option<Vec<String>>"],
    },
    Repair {
        rule: "null-object",
        head: HEAD_30,
        rest: "paths: {/a: {get: {operationId: getA, responses: {'204': , '404': }}}}",
        file: "src/a/get_a.rs",
        shows: &["-> Call<(), GetAError>", "NotFound"],
    },
    Repair {
        rule: "flag-as-text",
        head: HEAD_30,
        rest: "paths: {/a: {get: {operationId: getA, parameters: [{name: q, in: query, required: mandatory, schema: {type: string}}, {name: r, in: query, required: optional, schema: {type: string}}], responses: {'204': {description: done}}}}}",
        file: "src/a/get_a.rs",
        shows: &["pub fn get_a(&self, q: &str) ->"],
    },
    Repair {
        rule: "misplaced-reference",
        head: HEAD_30,
        rest: "paths: {/a: {get: {operationId: getA, responses: {'200': {description: found, content: {$ref: '#/components/mediaTypes/x'}}}}}}\ncomponents: {mediaTypes: {x: {application/json: {schema: {type: string}}}}}",
        file: "src/a/get_a.rs",
        shows: &["-> Call<String, GetAError>"],
    },
    Repair {
        rule: "component-of-other-kind",
        head: HEAD_30,
        rest: "paths: {/a: {get: {operationId: getA, parameters: [{$ref: '#/components/schemas/owner'}], responses: {'200': {$ref: '#/components/schemas/Name'}}}}}\ncomponents: {schemas: {owner: {name: owner, in: query, required: true, schema: {type: string}}, Name: {type: string}}}",
        file: "src/a/get_a.rs",
        shows: &["pub fn get_a(&self, owner: &str) -> Call<String, GetAError>"],
    },
    Repair {
        rule: "undeclared-scheme",
        head: HEAD_30,
        rest: "paths: {/a: {get: {operationId: getA, security: [{oauth2: [read]}], responses: {'204': {description: done}}}}}",
        file: "src/a/get_a.rs",
        shows: &["pub fn get_a(&self) ->", "!oauth2"],
    },
    Repair {
        rule: "security-shape",
        head: HEAD_30,
        rest: "security: [key]\npaths: {/a: {get: {operationId: getA, responses: {'204': {description: done}}}}}\ncomponents: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}",
        file: "src/api.rs",
        shows: &["X-Key"],
    },
    Repair {
        rule: "style-of-other-place",
        head: HEAD_30,
        rest: "paths: {/a: {get: {operationId: getA, parameters: [{name: q, in: query, required: true, style: simple, schema: {type: array, items: {type: string}}}], responses: {'204': {description: done}}}}}",
        file: "src/a/get_a.rs",
        shows: &["explode: false"],
    },
    Repair {
        rule: "server-default",
        head: HEAD_30,
        rest: "servers: [{url: 'https://{r}.shop.example', variables: {r: {default: eu, enum: [us, asia]}}}]\npaths: {/a: {get: {operationId: getA, responses: {'204': {description: done}}}}}",
        file: "src/api.rs",
        shows: &["\"eu\"", "\"us\""],
    },
    Repair {
        rule: "operation-id-by-tag",
        head: HEAD_30,
        rest: "paths: {/a: {get: {operationId: list, responses: {'204': {description: done}}}}, /b: {get: {operationId: list, responses: {'204': {description: done}}}}}",
        file: "src/b/list.rs",
        shows: &["pub fn list(&self)"],
    },
    Repair {
        rule: "null-value",
        head: HEAD_30,
        rest: "paths: {/a: {get: {operationId: getA, tags: null, parameters: null, responses: {'204': {description: done}}}}}",
        file: "src/a/get_a.rs",
        shows: &["pub fn get_a(&self) ->"],
    },
];

fn text(repair: &Repair) -> String {
    // Types are generated when an operation reaches them, and a document may leave out what is not its point.
    let paths = if repair.rest.contains("paths: {") {
        String::new()
    } else if repair.rest.contains("schemas:") {
        "paths: {/a: {get: {operationId: getA, responses: {'200': {description: found, content: {application/json: {schema: \
         {$ref: '#/components/schemas/A'}}}}}}}}\n"
            .to_owned()
    } else {
        format!("paths: {{/a: {{get: {{operationId: getA, {OK}}}}}}}\n")
    };
    format!("{}{paths}{}\n", repair.head, repair.rest)
}

fn ids(made: &Generated, severity: Severity) -> BTreeSet<&'static str> {
    let found = made
        .linted
        .found
        .iter()
        .filter(|it| it.severity == severity);
    found.map(|it| it.rule.id).collect()
}

#[test]
fn a_breach_with_a_clear_meaning_is_generated_as_meant() {
    let mut problems = Vec::new();
    for repair in REPAIRS {
        let rule = repair.rule;
        let text = text(repair);
        let made = from_bytes("t.yaml", text.as_bytes(), &Options::named("t"));
        if !ids(&made, Severity::Warning).contains(rule) {
            problems.push(format!(
                "{rule}: no warning of this rule\n{}",
                made.linted.human
            ));
        }
        let files: &[File] = made.files.as_deref().unwrap_or_default();
        let Some(file) = files.iter().find(|file| file.path == repair.file) else {
            let paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
            problems.push(format!(
                "{rule}: no file {} among {paths:?}\n{}",
                repair.file, made.linted.human
            ));
            continue;
        };
        for shown in repair.shows {
            let (wanted, text) = match shown.strip_prefix('!') {
                Some(text) => (false, text),
                None => (true, *shown),
            };
            if file.text.contains(text) != wanted {
                problems.push(format!("{rule}: {shown:?} is wrong for\n{}", file.text));
            }
        }
    }
    snapshot::finish(
        &problems,
        "Mend the repair in generator/src/normalise or generator/src/resolve.",
    );
}

/// Every rule that repairs, whether the table above has it or not, by the bad documents of `tests/ui`.
#[test]
fn strict_turns_every_repair_into_an_error() {
    let folder = tree::root().join("tests/ui");
    let mut problems = Vec::new();
    let mut shown = BTreeSet::new();
    for case in cases::read(&folder).cases {
        let Some(rule) = rules::find(&case.rule).filter(|rule| rule.repair) else {
            continue;
        };
        if case.overlay.is_some() {
            continue;
        }
        let bytes = fs::read(folder.join(&case.document)).expect("the case is there");
        let options = Options::named("t");
        let lenient = from_bytes(&case.document, &bytes, &options);
        if lenient.files.is_none() {
            problems.push(format!(
                "{} is not generated\n{}",
                case.document, lenient.linted.human
            ));
        }
        let strict = strictly(&case.document, &bytes, &options);
        if strict.files.is_some() || !ids(&strict, Severity::Error).contains(rule.id) {
            problems.push(format!(
                "{} is accepted by --strict\n{}",
                case.document, strict.linted.human
            ));
        }
        shown.insert(rule.id);
    }
    let all = rules::all().filter(|rule| rule.repair).map(|rule| rule.id);
    problems.extend(
        all.filter(|id| !shown.contains(id))
            .map(|id| format!("no case shows {id}")),
    );
    snapshot::finish(
        &problems,
        "A repair is a finding of a rule of the class `repair`, and the run goes on.",
    );
}
