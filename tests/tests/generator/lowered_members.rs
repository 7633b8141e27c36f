//! What members and parameters become: texts that may be empty, the limits of values, null, and what a code of several answers holds.

use std::collections::{BTreeMap, BTreeSet};

use faultcode::internals::ir::{Bound, Extent, Limits, Type, TypeKind};

use crate::lowering::{document, operation};

/// Many documents say beside a text that it may be empty, which unsets it. That lists no value: any text stays a text.
#[test]
fn an_empty_text_beside_any_text_lists_nothing() {
    let api = document(
        "
paths:
  /a:
    post:
      operationId: a
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                city: {anyOf: [{type: string}, {type: string, enum: ['']}]}
                state: {anyOf: [{type: string, enum: [on, off]}, {type: string, enum: ['']}]}
                model: {anyOf: [{type: string}, {type: string, enum: [small, '']}]}
                many: {anyOf: [{type: array, items: {type: integer}}, {type: string, enum: ['']}]}
      responses:
        '204': {description: done}
",
    );
    let fields = api.types.iter().find_map(|def| match &def.kind {
        TypeKind::Object { fields, .. } => Some(fields),
        _ => None,
    });
    let shown = fields.expect("an object").iter().map(|field| {
        let kind = match &field.ty {
            Type::Named(id) => match &api.types[*id].kind {
                TypeKind::TextEnum { values, .. } => {
                    let values = values.iter().map(|it| it.wire.as_str());
                    format!("one of {:?}", values.collect::<Vec<_>>())
                }
                TypeKind::Choice { branches } => {
                    let branches = branches.iter().map(|it| format!("{:?}", it.ty));
                    branches.collect::<Vec<_>>().join(" or ")
                }
                other => format!("{other:?}"),
            },
            other => format!("{other:?}"),
        };
        format!("{}: {kind}", field.wire.as_str())
    });
    let expected = [
        "city: String",
        "state: one of [\"on\", \"off\", \"\"]",
        "model: one of [\"small\", \"\"]",
        "many: List(I64) or String",
    ];
    assert_eq!(shown.collect::<Vec<_>>(), expected);
}

/// What a document allows stands in the documentation, for members and parameters alike; the ends of a format do not.
#[test]
fn limits_are_kept() {
    let api = document(
        "
paths:
  /a:
    post:
      operationId: a
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100}}
        - {name: page, in: query, schema: {$ref: '#/components/schemas/Page'}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                name: {type: string, minLength: 2, maxLength: 100}
                amount: {type: number, exclusiveMinimum: 0}
                tags: {type: array, maxItems: 3, items: {type: string}}
                whole: {type: integer, minimum: -2147483648, maximum: 2147483647}
      responses:
        '204': {description: done}
components:
  schemas:
    Page: {type: integer, minimum: 0}
",
    );
    let number = |number: &str, excluded| {
        Some(Bound {
            number: number.to_owned(),
            excluded,
        })
    };
    let fields = api.types.iter().find_map(|def| match &def.kind {
        TypeKind::Object { fields, .. } => Some(fields),
        _ => None,
    });
    let members = fields.expect("an object").iter();
    let members = members.map(|it| (it.wire.as_str(), it.limits.clone().unwrap_or_default()));
    let parameters = operation(&api, "a").parameters.iter();
    let parameters = parameters.map(|it| (it.wire.as_str(), it.limits.clone().unwrap_or_default()));
    let expected = [
        (
            "name",
            Limits {
                characters: Extent {
                    least: Some(2),
                    most: Some(100),
                },
                ..Limits::default()
            },
        ),
        (
            "amount",
            Limits {
                least: number("0", true),
                ..Limits::default()
            },
        ),
        (
            "tags",
            Limits {
                items: Extent {
                    least: None,
                    most: Some(3),
                },
                ..Limits::default()
            },
        ),
        ("whole", Limits::default()),
        (
            "limit",
            Limits {
                least: number("1", false),
                most: number("100", false),
                ..Limits::default()
            },
        ),
        (
            "page",
            Limits {
                least: number("0", false),
                ..Limits::default()
            },
        ),
    ];
    assert_eq!(members.chain(parameters).collect::<Vec<_>>(), expected);
}

/// A part that only describes a member, or bounds it, says nothing of null; one with a type does. JSON Schema 2020-12, section
/// 10.2.1.1: a value fits `allOf` if it fits every part.
#[test]
fn null_is_a_value_where_it_fits_every_part() {
    let api = document(
        "
paths:
  /a:
    get:
      operationId: a
      responses:
        '200':
          description: done
          content:
            application/json:
              schema:
                allOf:
                  - type: object
                    properties:
                      described: {type: [string, 'null']}
                      object: {oneOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]}
                      both: {type: [string, 'null']}
                      narrowed: {type: [string, 'null']}
                  - properties:
                      described: {description: Says more.}
                      object: {title: It}
                      both: {type: ['null', string], maxLength: 3}
                      narrowed: {type: string}
                      bounded: {maxLength: 3}
                  - properties:
                      bounded: {type: [string, 'null']}
                      described: {description: And more.}
                  - required: [described, object, both, narrowed, bounded]
components:
  schemas:
    A: {type: object, properties: {id: {type: string}}}
",
    );
    let fields = api.types.iter().find_map(|def| match &def.kind {
        TypeKind::Object { fields, .. } if fields.len() > 1 => Some(fields),
        _ => None,
    });
    let shown: BTreeMap<_, _> = fields
        .expect("an object")
        .iter()
        .map(|it| (it.wire.as_str(), it.nullable))
        .collect();
    let expected = [
        ("both", true),
        ("bounded", true),
        ("described", true),
        ("narrowed", false),
        ("object", true),
    ];
    assert_eq!(shown, BTreeMap::from(expected));
}

/// A code that several answers can have holds what all their bodies agree on, whatever the order of the answers: what one says
/// differently from another, or what the envelope of one reads as something else, is known of none.
#[test]
fn a_code_holds_what_its_answers_agree_on() {
    let answers = [
        "'400': {description: no, content: {application/json: {schema: {type: object, properties: {code: {type: string}, at: {type: integer}, same: {type: string}, own: {type: boolean}, deep: {type: string}}}}}}",
        "'402': {description: no, content: {application/json: {schema: {type: object, properties: {code: {type: string}, at: {type: string}, same: {type: string}}}}}}",
        "'403': {description: no, content: {application/json: {schema: {type: object, properties: {code: {type: string}, at: {type: integer}, read: {type: integer}}}}}}",
        "'404': {description: no, x-error-envelope: {code: /read, message: /deep/text}, content: {application/json: {schema: {type: object, properties: {read: {type: string}, deep: {type: object, properties: {text: {type: string}}}, at: {type: integer}}}}}}",
    ];
    let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1]];
    for order in orders {
        let lines = order.map(|at| format!("        {}\n", answers[at]));
        let api = document(&format!(
            "
x-error-envelope: {{code: /code}}
x-error-codes: {{BUSY: {{}}}}
paths:
  /a:
    get:
      operationId: a
      x-error-codes: [BUSY]
      responses:
        '204': {{description: done}}
{}",
            lines.concat()
        ));
        let busy = api.codes.iter().find(|it| it.label() == "BUSY");
        let facts = busy.expect("a code").facts.iter();
        let held: BTreeSet<_> = facts.map(|it| it.field.wire.as_str()).collect();
        assert_eq!(held, BTreeSet::from(["own", "same"]), "{order:?}");
    }
}
