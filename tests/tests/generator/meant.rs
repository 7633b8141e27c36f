//! Documents that say one thing in two ways, of which one is plain: both become the same code, in every place where a schema
//! can stand.

use std::collections::BTreeMap;

use faultcode::{Input, Options, Session};

/// What the documents share, beside the schema that is looked at.
const SHARED: &str = "
    Wal: {type: object, properties: {mb: {type: integer}}}
    Mode: {type: string, enum: [fast, safe]}
    Late: {type: string, enum: [safe, off]}
    Size: {type: integer, enum: [1, 2]}
    Wide: {type: integer, enum: [2, 3]}
    Blank: {enum: ['']}
    Null: {enum: [null]}
    AlsoNull: {$ref: '#/components/schemas/Null'}
    Card: {type: object, required: [kind], properties: {kind: {type: string, enum: [card]}, number: {type: string}}}
    Bank: {type: object, required: [kind], properties: {kind: {type: string, enum: [bank]}, iban: {type: string}}}
    Pay:
      oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}]
      discriminator: {propertyName: kind, mapping: {card: '#/components/schemas/Card', bank: '#/components/schemas/Bank'}}
";

/// Where a schema can stand, `S` being it.
const PLACES: &[&str] = &[
    "S",
    "{type: object, properties: {a: S}}",
    "{type: object, required: [a], properties: {a: S}}",
    "{type: array, items: S}",
    "{type: object, additionalProperties: S}",
    "{type: object, properties: {b: {type: object, properties: {a: S}}}}",
    "{type: object, properties: {b: {type: array, items: {type: array, items: S}}}}",
    "{allOf: [{$ref: '#/components/schemas/Wal'}, {type: object, properties: {a: S}}]}",
    "{anyOf: [{type: array, items: S}, {type: boolean}]}",
];

/// The generated files of a document in which `schema` is what an operation takes and answers.
fn files(version: &str, schema: &str) -> BTreeMap<String, String> {
    let text = format!(
        "openapi: {version}
info: {{title: T, version: '1'}}
servers: [{{url: https://shop.example}}]
paths:
  /a:
    put:
      operationId: putA
      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}
      responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}}}
components:
  schemas:
    A: {schema}{SHARED}"
    );
    let mut session = Session::new(Input::bytes("t.yaml", text.as_bytes()), Options::named("t"));
    let output = session.generate();
    let found = session.findings();
    let files = output.unwrap_or_else(|| panic!("{text}{found}")).files;
    let files = files.into_iter().filter(|it| it.path.ends_with(".rs"));
    files.map(|it| (it.path, it.text)).collect()
}

/// Compares what becomes of both forms in every place.
#[track_caller]
fn same(version: &str, form: &str, meaning: &str, places: &[&str]) {
    for place in places {
        let (said, meant) = (place.replace('S', form), place.replace('S', meaning));
        let (said, meant) = (files(version, &said), files(version, &meant));
        let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&said), names(&meant), "{form} in {place}");
        for (path, text) in &said {
            assert_eq!(*text, meant[path], "{form} in {place}: {path}");
        }
    }
}

const WAL: &str = "{$ref: '#/components/schemas/Wal'}";

#[test]
fn null_has_many_forms() {
    let nulls = [
        "{nullable: true}",
        "{nullable: true, description: or nothing}",
        "{enum: [null]}",
        "{type: string, nullable: true, enum: [null]}",
        "{type: 'null'}",
        "null",
        "{$ref: '#/components/schemas/Null'}",
        "{$ref: '#/components/schemas/AlsoNull'}",
    ];
    let others = [
        (
            WAL,
            "{nullable: true, allOf: [{$ref: '#/components/schemas/Wal'}]}",
        ),
        (
            "{allOf: [{$ref: '#/components/schemas/Wal'}]}",
            "{nullable: true, allOf: [{$ref: '#/components/schemas/Wal'}]}",
        ),
        ("{type: string}", "{type: string, nullable: true}"),
        (
            "{type: array, items: {type: integer}}",
            "{type: array, nullable: true, items: {type: integer}}",
        ),
        (
            "{$ref: '#/components/schemas/Mode'}",
            "{nullable: true, allOf: [{$ref: '#/components/schemas/Mode'}]}",
        ),
    ];
    for version in ["3.0.3", "3.1.0"] {
        for null in nulls {
            for (index, (other, meaning)) in others.into_iter().enumerate() {
                // Where the place matters, it does so for each of the others alike.
                let places = if index == 0 { PLACES } else { &PLACES[1..2] };
                let form = match index % 2 {
                    0 => format!("{{anyOf: [{other}, {null}]}}"),
                    _ => format!("{{oneOf: [{null}, {other}]}}"),
                };
                same(version, &form, meaning, places);
            }
        }
        // Said of a part, it is said of the whole.
        let form = format!("{{allOf: [{WAL}, {{nullable: true}}]}}");
        same(version, &form, others[0].1, PLACES);
        // Of several branches, the others stay a choice.
        same(
            version,
            "{oneOf: [{$ref: '#/components/schemas/Mode'}, {$ref: '#/components/schemas/Blank'}, {$ref: '#/components/schemas/Null'}]}",
            "{nullable: true, oneOf: [{$ref: '#/components/schemas/Mode'}, {$ref: '#/components/schemas/Blank'}]}",
            PLACES,
        );
    }
}

#[test]
fn words_beside_the_reference_of_a_branch_change_nothing() {
    let (card, bank) = (
        "{$ref: '#/components/schemas/Card', title: By card}",
        "{$ref: '#/components/schemas/Bank', description: By bank, deprecated: true}",
    );
    let plain = "{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}";
    let wrapped = "{allOf: [{$ref: '#/components/schemas/Card'}], title: By card}, {allOf: [{$ref: '#/components/schemas/Bank'}]}";
    let mapping = "discriminator: {propertyName: kind, mapping: {card: '#/components/schemas/Card', bank: '#/components/schemas/Bank'}}";
    for key in ["oneOf", "anyOf"] {
        for rest in ["discriminator: {propertyName: kind}", mapping, "title: Pay"] {
            let meaning = format!("{{{key}: [{plain}], {rest}}}");
            same(
                "3.1.0",
                &format!("{{{key}: [{card}, {bank}], {rest}}}"),
                &meaning,
                PLACES,
            );
            for version in ["3.0.3", "3.1.0"] {
                same(
                    version,
                    &format!("{{{key}: [{wrapped}], {rest}}}"),
                    &meaning,
                    PLACES,
                );
            }
        }
    }
    // In 3.0 nothing is read beside a reference, so there is nothing to change.
    same(
        "3.0.3",
        &format!("{{oneOf: [{card}, {bank}]}}"),
        &format!("{{oneOf: [{plain}]}}"),
        PLACES,
    );
}

#[test]
fn a_branch_of_no_member_leaves_the_members_of_the_other_optional() {
    let silent = [
        "{type: object, not: {required: [parent]}}",
        "{not: {required: [parent]}}",
        "{not: {anyOf: [{required: [parent]}]}}",
        "{}",
        "{description: at the top}",
    ];
    let other = "{type: object, properties: {parent: {type: string}}, required: [parent]}";
    let meaning = "{type: object, properties: {name: {type: string}, parent: {type: string}}}";
    for silent in silent {
        for key in ["oneOf", "anyOf"] {
            for form in [
                format!(
                    "{{allOf: [{{type: object, properties: {{name: {{type: string}}}}}}, {{{key}: [{silent}, {other}]}}]}}"
                ),
                format!(
                    "{{type: object, properties: {{name: {{type: string}}}}, {key}: [{other}, {silent}]}}"
                ),
            ] {
                same("3.1.0", &form, meaning, &PLACES[..1]);
                same("3.0.3", &form, meaning, &PLACES[2..3]);
            }
        }
    }
    same(
        "3.0.3",
        &format!("{{oneOf: [{}, {other}]}}", silent[0]),
        "{type: object, properties: {parent: {type: string}}}",
        PLACES,
    );
}

/// One member, stated by a base and stated again, and what it is then.
#[test]
fn a_member_that_is_stated_twice_is_what_both_say() {
    let of = |name: &str| format!("{{$ref: '#/components/schemas/{name}'}}");
    let only = |name: &str| format!("{{allOf: [{{$ref: '#/components/schemas/{name}'}}]}}");
    let list = |items: &str| format!("{{type: array, items: {items}}}");
    let map = |values: &str| format!("{{type: object, additionalProperties: {values}}}");
    let nullable = |name: &str| {
        format!("{{nullable: true, allOf: [{{$ref: '#/components/schemas/{name}'}}]}}")
    };
    let open = "{anyOf: [{type: object}, {type: array, items: {}}, {type: string}]}".to_owned();
    let rows = [
        (only("Mode"), of("Late"), of("Late")),
        (of("Mode"), only("Late"), of("Late")),
        (
            format!("{{oneOf: [{}]}}", of("Mode")),
            of("Late"),
            of("Late"),
        ),
        (only("Size"), of("Wide"), of("Wide")),
        (list(&only("Mode")), list(&of("Late")), list(&of("Late"))),
        (
            list(&list(&of("Mode"))),
            list(&list(&of("Late"))),
            list(&list(&of("Late"))),
        ),
        (map(&of("Mode")), map(&only("Late")), map(&of("Late"))),
        (of("Pay"), of("Card"), of("Card")),
        (of("Bank"), of("Pay"), of("Bank")),
        // A choice that leaves open what the other says.
        (open.clone(), of("Wal"), of("Wal")),
        (of("Pay"), open.clone(), of("Pay")),
        (open.clone(), list(&of("Wal")), list(&of("Wal"))),
        (open.clone(), of("Mode"), of("Mode")),
        (
            open.clone(),
            format!("{{anyOf: [{}, {{type: string}}]}}", of("Wal")),
            format!("{{anyOf: [{}, {{type: string}}]}}", of("Wal")),
        ),
        (
            list("{type: string, nullable: true}"),
            list("{type: string}"),
            list("{type: string}"),
        ),
        (
            list(&nullable("Mode")),
            list(&nullable("Late")),
            list(&nullable("Late")),
        ),
        (
            "{type: integer}".to_owned(),
            "{type: number}".to_owned(),
            "{type: integer}".to_owned(),
        ),
    ];
    let object = |ty: &str| format!("{{type: object, properties: {{status: {ty}}}}}");
    for (base, own, meaning) in rows {
        let form = format!("{{allOf: [{}, {}]}}", object(&base), object(&own));
        same("3.0.3", &form, &object(&meaning), &PLACES[..1]);
        same("3.1.0", &form, &object(&meaning), &PLACES[..1]);
    }
    // What is open beside two objects adds nothing to them.
    let form = [
        &*open,
        "{type: object, properties: {a: {type: string}}}",
        &of("Wal"),
    ];
    let form = format!("{{allOf: [{}]}}", form.map(object).join(", "));
    let said = files("3.0.3", &form);
    let status = &said["src/types/a_status.rs"];
    assert!(
        status.contains("pub a: ") && status.contains("pub mb: "),
        "{form}\n{status}"
    );
    // Of three that state it, the one that is covered by the others.
    let wider = "{anyOf: [{type: object}, {type: string}]}";
    for parts in [
        [&*open, wider, &of("Wal")],
        [&*open, &of("Wal"), wider],
        [&of("Wal"), &*open, wider],
    ] {
        let parts = parts.map(object).join(", ");
        let form = format!("{{allOf: [{parts}]}}");
        same("3.0.3", &form, &object(&of("Wal")), &PLACES[..1]);
    }
}
