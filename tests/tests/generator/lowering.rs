//! What documents become before any Rust is planned: sets of errors, types, facts and examples.

use faultcode::internals::ir::{
    Api, CodeId, KeyPlace, Operation, Retry, SuccessKind, Type, TypeKind,
};
use faultcode::{Input, Options, Session, Stage};
use faultcode_tests::tree;

fn lower_input(input: Input<'_>) -> Api {
    let mut session = Session::new(input, Options::named("lowered"));
    let lowered = session.until(Stage::Analyse);
    let findings = session.findings();
    assert!(lowered.is_some() && !findings.has_errors(), "{findings}");
    drop(findings);
    session.api().clone()
}

fn spec(name: &str) -> Api {
    let path = tree::root().join("specs").join(name);
    lower_input(Input::file(&path))
}

/// A document of these paths and components.
pub(crate) fn document(rest: &str) -> Api {
    let text = format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{rest}");
    lower_input(Input::bytes("t.yaml", text.as_bytes()))
}

pub(crate) fn operation<'a>(api: &'a Api, id: &str) -> &'a Operation {
    let found = api.operations.iter().find(|o| o.id.as_str() == id);
    found.expect("the operation is in the document")
}

/// The code or the status of an entry.
fn label(api: &Api, id: CodeId) -> String {
    let entry = &api.codes[id];
    match &entry.code {
        Some(code) => code.as_str().to_owned(),
        None => format!("{}-{}", entry.statuses[0].first, entry.statuses[0].last),
    }
}

fn errors(api: &Api, id: &str) -> Vec<String> {
    let cases = operation(api, id).errors.iter();
    cases.map(|case| label(api, case.code)).collect()
}

#[test]
fn every_code_of_the_five_documents_has_an_example_where_it_is_answered() {
    for name in [
        "accounts.yaml",
        "billium.yaml",
        "getbill.yaml",
        "partner-invoicing.yaml",
        "sessions.yaml",
    ] {
        let api = spec(name);
        for operation in &api.operations {
            for case in &operation.errors {
                let label = label(&api, case.code);
                let mut samples = operation.samples.iter();
                let sample = samples.find(|sample| sample.case == Some(case.code));
                let sample = sample.unwrap_or_else(|| {
                    panic!("{name}: {} shows no {label}", operation.id.as_str())
                });
                let made_up = sample.name.as_str() == "made-up";
                assert!(
                    !made_up || api.codes[case.code].code.is_none(),
                    "{name}: {} has no example of {label}",
                    operation.id.as_str()
                );
            }
            assert!(
                operation.samples.iter().any(|sample| sample.case.is_none()),
                "{name}: {} shows no success",
                operation.id.as_str()
            );
        }
    }
}

#[test]
fn a_code_under_a_scheme_stays_off_operations_without_it() {
    let path = tree::root().join("tests/wire/by_scheme.yaml");
    let api = lower_input(Input::file(&path));
    let code = "FACTOR_MISSING".to_owned();
    assert!(errors(&api, "listThings").contains(&code));
    assert!(!errors(&api, "createThing").contains(&code));
    let code = "SECURITY_REQUIREMENT_NOT_MET".to_owned();
    assert!(errors(&spec("billium.yaml"), "createInvoice").contains(&code));
}

#[test]
fn a_code_follows_the_parameters_it_applies_to() {
    let api = spec("partner-invoicing.yaml");
    let code = "invoice_not_found".to_owned();
    assert!(errors(&api, "getInvoice").contains(&code));
    assert!(!errors(&api, "listInvoices").contains(&code));
}

#[test]
fn facts_of_an_operation_make_an_entry_of_its_own() {
    let api = spec("sessions.yaml");
    let verdict = |id| {
        let case = operation(&api, id).errors.iter().find(|case| {
            let code = api.codes[case.code].code.as_ref();
            code.is_some_and(|code| code.as_str() == "AUTH_EXPIRED_TOKEN")
        });
        let entry = &api.codes[case.expect("both declare it").code];
        (entry.retry, entry.only_for.is_some())
    };
    assert_eq!(verdict("getSession"), (Retry::Reauth, false));
    assert_eq!(verdict("refreshToken"), (Retry::Never, true));
}

#[test]
fn success_is_taken_out_of_the_envelope() {
    let api = spec("sessions.yaml");
    let SuccessKind::Json(Type::Named(id)) = operation(&api, "getSession").success.kind else {
        panic!("a session is an object");
    };
    assert_eq!(api.types[id].name[0].as_str(), "Session");
}

#[test]
fn a_key_in_the_body_is_not_asked_for_again() {
    let api = spec("partner-invoicing.yaml");
    let key = operation(&api, "createInvoice").idempotency.as_ref();
    assert!(matches!(
        key.expect("it takes a key").place,
        KeyPlace::Body(_)
    ));
    let of = |def: &&faultcode::internals::ir::TypeDef| {
        def.name.len() == 1 && def.name[0].as_str() == "NewInvoice"
    };
    let TypeKind::Object { fields, .. } = &api.types.iter().find(of).expect("it is sent").kind
    else {
        panic!("an object");
    };
    let field = fields.iter().find(|f| f.wire.as_str() == "external_id");
    assert!(!field.expect("the key is a member").required);
}

#[test]
fn schemas_tell_code_and_message_where_no_extension_does() {
    let api = document(
        "
paths:
  /a:
    get:
      operationId: a
      responses:
        '200': {description: ok}
        '409':
          description: refused
          content:
            application/json:
              schema:
                type: object
                properties:
                  error:
                    type: object
                    properties:
                      code: {type: string, enum: [GONE, SOLD]}
                      message: {type: string}
        '500': {description: failed}
",
    );
    assert_eq!(errors(&api, "a"), ["GONE", "SOLD", "409-409", "500-500"]);
    let envelope = &api.envelopes[0];
    let text = |pointer: &[faultcode::internals::ir::WireName]| -> Vec<String> {
        pointer.iter().map(|p| p.as_str().to_owned()).collect()
    };
    let code = envelope.code.as_ref().expect("the code is listed");
    assert_eq!(text(&code.at), ["error", "code"]);
    let message = envelope
        .message
        .as_ref()
        .expect("the message is beside the code");
    assert_eq!(text(&message.at), ["error", "message"]);
}

#[test]
fn a_type_inside_itself_is_boxed_once() {
    let api = document(
        "
paths:
  /a:
    get:
      operationId: a
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}
components:
  schemas:
    A:
      type: object
      properties:
        b: {$ref: '#/components/schemas/B'}
        list: {type: array, items: {$ref: '#/components/schemas/A'}}
    B:
      type: object
      properties:
        a: {$ref: '#/components/schemas/A'}
",
    );
    let mut boxed = Vec::new();
    for def in &api.types {
        if let TypeKind::Object { fields, .. } = &def.kind {
            for field in fields.iter().filter(|field| field.boxed) {
                boxed.push(format!("{}.{}", def.name[0].as_str(), field.wire.as_str()));
            }
        }
    }
    assert_eq!(boxed, ["B.a"]);
}

#[test]
fn parts_that_share_an_object_member_are_merged() {
    let api = document(
        "
paths:
  /a:
    get:
      operationId: a
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                allOf:
                  - {type: object, required: [page], properties: {page: {type: object, properties: {size: {type: integer}}}}}
                  - {type: object, properties: {page: {type: object, properties: {total: {type: integer}}}}}
",
    );
    let page = api.types.iter().find(|def| {
        let last = def.name.last();
        last.is_some_and(|name| name.as_str() == "page")
    });
    let TypeKind::Object { fields, .. } = &page.expect("one object for both").kind else {
        panic!("an object");
    };
    let names: Vec<&str> = fields.iter().map(|field| field.wire.as_str()).collect();
    assert_eq!(names, ["size", "total"]);
}

#[test]
fn a_class_is_shown_under_a_status_that_no_response_has() {
    let api = document(
        "
x-error-codes:
  '500': {description: failed}
  5XX: {description: failed otherwise}
paths:
  /a:
    get:
      operationId: a
      responses:
        '200': {description: ok}
        '500': {description: failed}
        5XX: {description: failed}
",
    );
    let samples = &operation(&api, "a").samples;
    let shown: Vec<(u16, String)> = samples
        .iter()
        .filter_map(|sample| Some((sample.status, label(&api, sample.case?))))
        .collect();
    assert_eq!(
        shown,
        [(500, "500-500".to_owned()), (501, "500-599".to_owned())]
    );
}

#[test]
fn an_heir_that_adds_nothing_is_what_it_inherits() {
    let api = document(
        "paths: {/a: {get: {operationId: getA, responses: {'200': {description: d, content: {application/json: {schema: \
         {$ref: '#/components/schemas/Base'}}}}}}}}\ncomponents:\n  schemas:\n    Base: {type: object, properties: {key: \
         {type: string}, at: {type: integer}}, discriminator: {propertyName: key}}\n    Bare: {description: A bare one., \
         allOf: [{$ref: '#/components/schemas/Base'}]}\n    Of: {allOf: [{$ref: '#/components/schemas/Bare'}]}\n    Own: \
         {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {own: {type: string}}}]}\n",
    );
    let named = |ty: &Type| match ty {
        Type::Named(id) => &api.types[*id],
        other => panic!("{other:?} has no name"),
    };
    let base = match &operation(&api, "getA").success.kind {
        SuccessKind::Json(ty) => named(ty),
        other => panic!("{other:?}"),
    };
    let TypeKind::Union { variants, .. } = &base.kind else {
        panic!("{base:?}");
    };
    let found: Vec<_> = variants
        .iter()
        .map(|variant| {
            let heir = named(&variant.ty);
            let TypeKind::Object { fields, .. } = &heir.kind else {
                panic!("{heir:?}");
            };
            let members: Vec<_> = fields.iter().map(|field| field.wire.as_str()).collect();
            (variant.tags[0].as_str(), heir.name[0].as_str(), members)
        })
        .collect();
    // The tag is written by the union.
    let expected = [
        ("Bare", "Bare", vec!["at"]),
        ("Of", "Of", vec!["at"]),
        ("Own", "Own", vec!["at", "own"]),
    ];
    assert_eq!(found, expected);
}

/// Members beside a `oneOf` belong to every branch that is an object, also to one of any members.
#[test]
fn members_beside_a_choice_stay() {
    let api = document(
        "paths:
  /a:
    get:
      operationId: getA
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                required: [id]
                properties: {id: {type: string}}
                oneOf:
                  - {type: object, additionalProperties: {type: integer}}
                  - {type: object, required: [b], properties: {b: {type: string}}}
                  - {type: object, description: Anything else.}
                  - {type: string}
",
    );
    let choice = api.types.iter().find_map(|def| match &def.kind {
        TypeKind::Choice { branches } => Some(branches),
        _ => None,
    });
    let shown = choice.expect("a choice").iter().map(|branch| {
        let Type::Named(id) = &branch.ty else {
            return format!("{:?}", branch.ty);
        };
        match &api.types[*id].kind {
            TypeKind::Object { fields, rest } => {
                let fields = fields.iter().map(|it| (it.wire.as_str(), it.required));
                format!("{:?} {rest:?}", fields.collect::<Vec<_>>())
            }
            other => format!("{other:?}"),
        }
    });
    let expected = [
        "[(\"id\", true)] Some(I64)",
        "[(\"id\", true), (\"b\", true)] None",
        "[(\"id\", true)] Some(Any)",
        "String",
    ];
    assert_eq!(shown.collect::<Vec<_>>(), expected);
}

#[test]
fn a_number_of_several_widths_has_a_type_in_common_with_another_number() {
    let api = document(
        "paths: {/a: {get: {operationId: a, responses: {'200': {description: a, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}}}}\n\
         components:\n  schemas:\n    Either: {oneOf: [{type: integer, format: int64}, {type: number}]}\n    Thing:\n      properties:\n        \
         named: {allOf: [{$ref: '#/components/schemas/Either'}, {type: integer, minimum: 1}]}\n        \
         inline: {allOf: [{oneOf: [{type: integer, format: int64}, {type: number}]}, {type: number, minimum: 1}]}\n",
    );
    let thing = api.types.iter().find(|ty| ty.name[0].as_str() == "Thing");
    let Some(TypeKind::Object { fields, .. }) = thing.map(|ty| &ty.kind) else {
        panic!("{thing:?}");
    };
    let types: Vec<_> = fields.iter().map(|field| &field.ty).collect();
    assert_eq!(types, [&Type::Number, &Type::Number]);
}
