//! Documents that know nothing of the vocabulary: extensions of other tools, and no extension at all.

#[path = "dialects/foreign.rs"]
mod foreign;
#[path = "dialects/same_name.rs"]
mod same_name;
#[path = "dialects/vendors.rs"]
mod vendors;

use faultcode::internals::catalogue::Catalogue;
use faultcode::internals::diagnostics::Diagnostic;
use faultcode::internals::ir::{
    Api, CodeKind, Envelope, FieldErrorShape, HintUnit, Idempotency, KeyPlace, Operation, Pointer,
};
use faultcode::{Input, Options, Session, Stage};
use faultcode_tests::{snapshot, tree};

/// What a document says, and what was found in it.
struct Understood {
    api: Api,
    catalogue: Catalogue,
    found: Vec<Diagnostic>,
}

/// The documents are about errors, and say nothing of credentials.
fn options(name: &str) -> Options {
    Options {
        allow: ["no-security-scheme", "stale-entry"]
            .map(str::to_owned)
            .to_vec(),
        ..Options::named(name)
    }
}

fn understood(input: Input<'_>) -> Understood {
    let mut session = Session::new(input, options("dialects"));
    let understood = session.until(Stage::Check);
    let found = session.findings().into_diagnostics();
    understood.unwrap_or_else(|| {
        let messages: Vec<&str> = found.iter().map(|it| it.message.as_str()).collect();
        panic!("{messages:?}")
    });
    Understood {
        catalogue: Catalogue::of(session.api(), session.sources()),
        api: session.api().clone(),
        found,
    }
}

/// A document of `tests/dialects`.
fn document(name: &str) -> Understood {
    let path = tree::root().join("tests/dialects").join(name);
    understood(Input::file(&path))
}

fn text(text: &str) -> Understood {
    understood(Input::bytes("t.yaml", text.as_bytes()))
}

fn operation<'a>(api: &'a Api, id: &str) -> &'a Operation {
    let mut operations = api.operations.iter();
    let found = operations.find(|it| it.id.as_str() == id);
    found.unwrap_or_else(|| panic!("there is no operation {id}"))
}

fn ids(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|it| it.rule.id).collect()
}

#[test]
fn every_dialect_gives_its_errors() {
    let folder = tree::root().join("tests/dialects");
    let mut problems = Vec::new();
    for file in tree::files(&folder) {
        let Some(stem) = file.strip_suffix(".yaml") else {
            continue;
        };
        let understood = document(&file);
        let shown = format!("{stem}.json");
        // The name of the file stands in every source.
        let root = format!("{}/", folder.display());
        let text = format!(
            "{}{}",
            understood.catalogue.json(),
            understood.catalogue.counts_json()
        );
        problems.extend(snapshot::compare(
            &folder.join(&shown),
            &shown,
            text.replace(&root, "").as_bytes(),
            snapshot::update(),
        ));
    }
    snapshot::finish(
        &problems,
        "Run `UPDATE=1 cargo test -p faultcode-tests dialects::` and read what changed.",
    );
}

/// A pointer in text form.
fn at(pointer: &Pointer) -> String {
    pointer
        .iter()
        .map(|it| format!("/{}", it.as_str()))
        .collect()
}

/// The places of an envelope that inference finds, in one line.
fn places(envelope: &Envelope) -> String {
    let mut words = Vec::new();
    let mut add = |name: &str, pointer: Option<&Pointer>| {
        words.extend(pointer.map(|pointer| format!("{name}={}", at(pointer))));
    };
    add("items", envelope.items.as_ref());
    add("code", envelope.code.as_ref().map(|it| &it.at));
    add("message", envelope.message.as_ref().map(|it| &it.at));
    add("category", envelope.category.as_ref());
    add("param", envelope.param.as_ref());
    add("details", envelope.details.as_ref());
    add("fields", envelope.field_errors.as_ref().map(|it| &it.at));
    add("echo", envelope.status_echo.as_ref());
    add("request", envelope.request_id.as_ref());
    add("wait", envelope.retry_after.as_ref().map(|(at, _)| at));
    words.join(" ")
}

#[test]
fn facts_are_found_where_the_schemas_have_them() {
    let rows: &[(&str, &[&str])] = &[
        (
            "square.yaml",
            &[
                "items=/errors code=/errors/0/code message=/errors/0/detail category=/errors/0/category param=/errors/0/field",
            ],
        ),
        (
            "discriminator.yaml",
            &["code=/kind message=/message details="],
        ),
        (
            "enums.yaml",
            &[
                "items=/details code=/details/0/issue message=/details/0/description category=/name request=/debug_id",
                "code=/api_error_code message=/message category=/type param=/param",
                "code=/name message=/message fields=/details request=/debug_id",
                "code=/error/type message=/error/message",
                "code=/error message=/detail",
            ],
        ),
        ("constants.yaml", &["code=/kind message=/text"]),
        (
            "problem.yaml",
            &[
                "code=/type message=/detail fields=/errors echo=/status",
                "code=/code message=/title fields=/errors echo=/status",
            ],
        ),
        (
            "open.yaml",
            &[
                "items=/errors code=/errors/0/code message=/errors/0/message",
                "code=/code message=/message request=/request_id",
                "code=/code message=/message wait=/retry_after",
                "message=/detail fields=/detail",
            ],
        ),
    ];
    for (name, expected) in rows {
        let api = document(name).api;
        let found: Vec<String> = api.envelopes.iter().map(places).collect();
        let mut found: Vec<&str> = found.iter().map(String::as_str).collect();
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{name}");
    }
    let api = document("open.yaml").api;
    let lists = api.envelopes.iter().find(|it| it.items.is_some());
    let code = lists.and_then(|it| it.code.as_ref());
    assert!(
        code.is_some_and(|code| code.kind == CodeKind::Integer),
        "numbers are codes in a list"
    );
    let fields = api.envelopes.iter().find_map(|it| it.field_errors.as_ref());
    let Some(FieldErrorShape::Objects { field, message, .. }) = fields.map(|it| &it.shape) else {
        panic!("the details are objects");
    };
    assert_eq!(field.as_ref().map(at).as_deref(), Some("/loc"));
    assert_eq!(message.as_ref().map(at).as_deref(), Some("/msg"));
}

#[test]
fn limits_are_read_off_declared_headers() {
    let limit = document("open.yaml").api.rate_limit;
    assert_eq!(limit.limit.as_str(), "X-App-RateLimit-Limit");
    assert_eq!(limit.reset.as_str(), "X-App-RateLimit-Reset-After");
    assert_eq!(limit.reset_as, HintUnit::Seconds);
    assert_eq!(
        limit.remaining.as_str(),
        "X-RateLimit-Remaining",
        "not declared"
    );
}

#[test]
fn a_key_in_the_body_is_nobodys_argument() {
    let understood = document("square.yaml");
    let key = operation(&understood.api, "createCard")
        .idempotency
        .as_ref();
    let Some(Idempotency {
        place: KeyPlace::Body(pointer),
        ..
    }) = key
    else {
        panic!("a key in the body: {key:?}");
    };
    assert_eq!(pointer.as_str(), "/idempotency_key");
    let ty = understood.api.types.iter();
    let fields = ty.filter_map(|def| match &def.kind {
        faultcode::internals::ir::TypeKind::Object { fields, .. } => Some(fields),
        _ => None,
    });
    let key = fields
        .flatten()
        .find(|it| it.wire.as_str() == "idempotency_key");
    assert!(
        !key.expect("the member stays").required,
        "the runtime fills it"
    );
    assert_eq!(
        ids(&understood.found),
        ["code-not-in-enum"],
        "CARD_LOST is not in the enum"
    );
}

#[test]
fn google_and_a_list_of_errors_are_known_layouts() {
    let api = |envelope: &str| {
        text(&format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\nx-error-envelope: {envelope}\n\
             paths: {{/a: {{get: {{operationId: a, responses: {{'204': {{description: d}}}}}}}}}}\n"
        ))
        .api
    };
    let rows = [
        (
            "{preset: google}",
            "code=/error/status message=/error/message category=/error/details/0/reason details=/error/details echo=/error/code",
        ),
        (
            "{preset: square, message: /text, param: null}",
            "items=/errors code=/errors/0/code message=/errors/0/text category=/errors/0/category",
        ),
        (
            "{items: /faults, code: /id, message: /text, statusEcho: /status}",
            "items=/faults code=/faults/0/id message=/faults/0/text echo=/status",
        ),
    ];
    for (envelope, expected) in rows {
        assert_eq!(places(&api(envelope).envelopes[0]), expected, "{envelope}");
    }
}

#[test]
fn a_crate_with_a_shared_enum_is_written() {
    let path = tree::root().join("tests/wire/shared_errors.yaml");
    let mut session = Session::new(Input::file(&path), options("shared"));
    let output = session.generate();
    assert!(session.findings().is_empty());
    let files = output.expect("no error was found").files;
    let text = |end: &str| {
        let file = files.iter().find(|file| file.path.ends_with(end));
        file.map(|file| file.text.as_str())
            .unwrap_or_else(|| panic!("{end}"))
    };
    assert!(text("src/errors.rs").contains("pub enum CommonError {"));
    assert!(text("get_b.rs").contains("pub type GetBError = CommonError;"));
    // Of those that share an enum, the first shows it for all.
    assert_eq!(text("tests/errors.rs").matches("#[test]").count(), 1);
}

/// Some APIs have words for what a server behind them refuses, and numbers for their own errors.
#[test]
fn codes_of_one_place_can_be_texts_and_numbers() {
    let path = tree::root().join("tests/valid/codes_of_both_kinds.yaml");
    let understood = understood(Input::file(&path));
    let api = &understood.api;
    let codes = api.envelopes.iter().filter_map(|it| it.code.as_ref());
    let kinds: Vec<_> = codes.map(|code| (at(&code.at), code.kind)).collect();
    assert_eq!(kinds, [("/code".to_owned(), CodeKind::Either)]);
    let mut codes: Vec<&str> = api
        .codes
        .iter()
        .filter_map(|entry| Some(entry.code.as_ref()?.as_str()))
        .collect();
    codes.sort_unstable();
    let expected = [
        "1001", "1002", "1003", "1004", "1005", "EMPTY", "FULL", "SOLD_OUT", "TOO_LATE",
    ];
    assert_eq!(codes, expected);
    let mut rules = understood.found.iter().map(|it| it.rule.id);
    assert!(
        !rules.any(|rule| rule == "unrecognisable-code"),
        "each can be said"
    );
}
