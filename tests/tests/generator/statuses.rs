//! Declared statuses beside codes: what a catalogue or a list adds takes nothing of what the responses and schemas say.

use faultcode::internals::ir::{Api, Carried, Operation, Retry};
use faultcode::{Input, Options, Session, Stage};

/// What a document becomes, and its findings in words.
fn lowered(rest: &str) -> (Api, String) {
    let text = format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\n{rest}");
    let mut session = Session::new(Input::bytes("t.yaml", text.as_bytes()), Options::named("t"));
    let lowered = session.until(Stage::Analyse);
    let findings = session.findings();
    assert!(lowered.is_some() && !findings.has_errors(), "{findings}");
    let words = findings.to_string();
    drop(findings);
    (session.api().clone(), words)
}

fn operation<'a>(api: &'a Api, id: &str) -> &'a Operation {
    let found = api.operations.iter().find(|it| it.id.as_str() == id);
    found.expect("the operation is in the document")
}

/// The cases of an operation: the code, or the statuses as OpenAPI writes them.
fn cases(api: &Api, id: &str) -> Vec<String> {
    let cases = operation(api, id).errors.iter();
    let labels = cases.map(|case| {
        let entry = &api.codes[case.code];
        match &entry.code {
            Some(code) => code.as_str().to_owned(),
            None => entry.statuses[0].to_string(),
        }
    });
    labels.collect()
}

const ITEMS: &str = "
paths:
  /items:
    post:
      operationId: addItem
      responses:
        '200': {description: ok}
        '403': {description: no}
        '413': {description: too large}
        default: {description: other}
";

/// Two operations whose schemas list codes, and one that has only statuses.
const LISTED: &str = "
paths:
  /a:
    post:
      operationId: a
      responses:
        '200': {description: ok}
        '409':
          description: c
          content:
            application/json:
              schema:
                type: object
                required: [code]
                properties: {code: {type: string, enum: [TWICE, LOCKED]}, message: {type: string}}
  /b: {post: {operationId: b, responses: {'200': {description: ok}, '404': {description: none}}}}
";

#[test]
fn a_catalogue_of_one_code_takes_no_status_away() {
    let (api, _) = lowered(ITEMS);
    assert_eq!(cases(&api, "addItem"), ["403", "413", "400-599"]);
    let catalogue = "x-error-envelope: {code: /name, message: /message}
x-error-codes: {PermissionError: {status: 403}}
";
    let (api, _) = lowered(&format!("{catalogue}{ITEMS}"));
    let expected = ["PermissionError", "403", "413", "400-599"];
    assert_eq!(cases(&api, "addItem"), expected);
}

#[test]
fn one_entry_of_a_catalogue_leaves_the_codes_of_schemas_alone() {
    let (api, _) = lowered(LISTED);
    assert_eq!(cases(&api, "a"), ["TWICE", "LOCKED", "409"]);
    let entries = [
        "x-error-codes: {'429': {description: slow down, retry: throttle}}",
        "x-error-codes: {GONE: {status: 410}}",
        "x-error-codes: {SLOW: {status: 429}, '5XX': {retry: never}}",
    ];
    for entry in entries {
        let (api, words) = lowered(&format!("{entry}{LISTED}"));
        assert_eq!(cases(&api, "a"), ["TWICE", "LOCKED", "409"], "{entry}");
        assert_eq!(cases(&api, "b"), ["404"], "{entry}");
        assert!(!words.contains("codes-left-out"), "{words}");
    }
    // A catalogue that has one of them says more of it, and the other one stays.
    let entry = "x-error-codes: {TWICE: {status: 409, retry: never, description: There is one.}}";
    let (api, _) = lowered(&format!("{entry}{LISTED}"));
    assert_eq!(cases(&api, "a"), ["TWICE", "LOCKED", "409"]);
    let twice = &api.codes[operation(&api, "a").errors[0].code];
    assert_eq!(
        (twice.retry, twice.doc.as_str()),
        (Retry::Never, "There is one.")
    );
}

#[test]
fn an_envelope_of_the_document_leaves_the_codes_where_it_reads_them() {
    let (api, _) = lowered(&format!(
        "x-error-envelope: {{code: /code, message: /message}}{LISTED}"
    ));
    assert_eq!(cases(&api, "a"), ["TWICE", "LOCKED", "409"]);
    let (api, _) = lowered(&format!(
        "x-error-envelope: {{code: /kind, message: /message}}{LISTED}"
    ));
    assert_eq!(cases(&api, "a"), ["409"]);
}

#[test]
fn a_list_that_leaves_out_what_a_schema_lists_is_reported() {
    let with = |list: &str| {
        let listing = format!("operationId: a\n      x-error-codes: {list}");
        lowered(&LISTED.replace("operationId: a", &listing))
    };
    let (api, words) = with("[TWICE]");
    assert_eq!(cases(&api, "a"), ["TWICE", "409"]);
    assert!(
        words.contains("codes-left-out") && words.contains("LOCKED"),
        "{words}"
    );
    let (api, words) = with("{include: [GONE]}");
    assert_eq!(cases(&api, "a"), ["TWICE", "LOCKED", "GONE", "409"]);
    assert!(!words.contains("codes-left-out"), "{words}");
    let (_, words) = with("[TWICE, LOCKED]");
    assert!(!words.contains("codes-left-out"), "{words}");
}

#[test]
fn a_status_that_a_list_takes_away_stays_away() {
    let removing = ITEMS.replace(
        "operationId: addItem",
        "operationId: addItem\n      x-error-codes: {exclude: ['413']}",
    );
    let (api, _) = lowered(&format!(
        "x-error-codes: {{'413': {{retry: never}}}}{removing}"
    ));
    assert_eq!(cases(&api, "addItem"), ["403", "400-599"]);
}

#[test]
fn what_is_said_of_a_class_holds_for_the_statuses_that_are_declared() {
    let (api, _) = lowered(&format!(
        "x-error-codes: {{4XX: {{retry: transient}}}}{ITEMS}"
    ));
    assert_eq!(cases(&api, "addItem"), ["4XX", "403", "413", "400-599"]);
    let retries: Vec<Retry> = operation(&api, "addItem")
        .errors
        .iter()
        .map(|case| api.codes[case.code].retry)
        .collect();
    let transient = Retry::Transient;
    assert_eq!(retries, [transient, transient, transient, Retry::Auto]);
}

#[test]
fn an_entry_of_a_status_has_the_declared_members_as_details() {
    let entry = "x-error-codes: {'409': {retry: never}}\nx-error-envelope: {message: /message}";
    let (api, _) = lowered(&format!("{entry}{LISTED}"));
    let case = &operation(&api, "a").errors[0];
    let entry = &api.codes[case.code];
    let members: Vec<&str> = entry
        .facts
        .iter()
        .map(|it| it.field.wire.as_str())
        .collect();
    assert_eq!((&case.carried, members), (&Carried::Details, vec!["code"]));
}

/// The answer of a code would be that code's: the body that is made up for a status has another one, of either type.
#[test]
fn the_body_made_for_a_status_has_a_code_that_nobody_lists() {
    for (kind, codes, expected) in [
        (
            "integer",
            "'0': {rustName: None}, '1': {rustName: One, aliases: ['2']}",
            "3",
        ),
        (
            "string",
            "unlisted: {}, OTHER: {aliases: [unlisted-2]}",
            "\"unlisted-3\"",
        ),
    ] {
        let (api, _) = lowered(&format!(
            "x-error-envelope: {{code: {{at: /code, type: {kind}}}, message: /message}}
x-error-codes: {{{codes}}}
paths:
  /items:
    get:
      operationId: items
      responses:
        '200': {{description: ok}}
        '429':
          description: later
          content:
            application/json:
              schema: {{type: object, required: [code, wait], properties: {{code: {{type: {kind}}}, wait: {{type: number}}}}}}
"
        ));
        let samples = operation(&api, "items").samples.iter();
        let of_status = samples.filter(|it| it.status == 429);
        let mut of_status =
            of_status.filter(|it| it.case.is_some_and(|case| api.codes[case].code.is_none()));
        let sample = of_status.next().expect("a sample of the status");
        let shown = format!("\"code\":{expected}");
        assert!(sample.body.as_str().contains(&shown), "{:?}", sample.body);
    }
}

/// "`status`: any" and "a code with a `header` is answered by every error of its statuses": what one response lists says nothing of
/// the answers of other operations.
#[test]
fn a_response_does_not_narrow_what_a_header_tells() {
    let (api, _) = lowered(
        "
x-error-envelope: {code: /code}
x-error-codes:
  TOLD: {when: {header: {name: X-Left, equals: '0'}}}
  NAMED: {}
  STATED: {status: 404, when: {header: X-Held}}
paths:
  /a:
    get:
      operationId: a
      responses:
        '204': {description: done}
        '400': {description: no, x-error-codes: [TOLD, NAMED]}
    put: {operationId: b, responses: {'204': {description: done}, '404': {description: no}, '410': {description: no}}}
",
    );
    let statuses = |code: &str| {
        let mut all = api.codes.iter();
        let entry = all.find(|it| it.code.as_ref().is_some_and(|it| it.as_str() == code));
        let statuses = &entry.expect("an entry of the catalogue").statuses;
        statuses.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert!(cases(&api, "a").contains(&"TOLD".to_owned()));
    assert_eq!(statuses("TOLD"), [""; 0]);
    assert_eq!(statuses("NAMED"), ["400"]);
    assert_eq!(statuses("STATED"), ["404"]);
}
