//! Where error knowledge comes from: what each entry says of its origin, how sure it is, and which of several entries holds.

use faultcode::internals::catalogue::Catalogue;
use faultcode::internals::ir::{Api, ErrorCode, Operation};
use faultcode::{Input, Narrow, Options, Session, Stage};
use serde_json::Value;

/// A document and its overlays after a stage, and the findings in words.
fn read(document: &str, overlays: &[&str], narrow: Narrow) -> (Api, Value, String) {
    let text = format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{document}");
    let texts: Vec<(String, String)> = overlays
        .iter()
        .enumerate()
        .map(|(index, update)| {
            let head = "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n";
            (format!("below/{index}.yaml"), format!("{head}{update}"))
        })
        .collect();
    let mut input = Input::bytes("t.yaml", text.as_bytes());
    for (name, text) in &texts {
        input = input.overlay_bytes(name, text.as_bytes());
    }
    let mut options = Options::named("t");
    options.narrow = narrow;
    let mut session = Session::new(input, options);
    let lowered = session.until(Stage::Check);
    let findings = session.findings();
    assert!(lowered.is_some() && !findings.has_errors(), "{findings}");
    let words = findings.to_string();
    drop(findings);
    let shown = Catalogue::of(session.api(), session.sources()).json();
    let shown = serde_json::from_str(&shown).expect("JSON");
    (session.api().clone(), shown, words)
}

fn code<'a>(api: &'a Api, wire: &str) -> &'a ErrorCode {
    let mut codes = api.codes.iter();
    let found = codes.find(|it| it.code.as_ref().is_some_and(|code| code.as_str() == wire));
    found.unwrap_or_else(|| panic!("no code {wire}"))
}

fn operation<'a>(api: &'a Api, id: &str) -> &'a Operation {
    let found = api.operations.iter().find(|it| it.id.as_str() == id);
    found.expect("the operation is in the document")
}

/// The codes of an operation, in the order of its enum.
fn codes(api: &Api, id: &str) -> Vec<String> {
    let cases = operation(api, id).errors.iter();
    let codes = cases.filter_map(|case| api.codes[case.code].code.as_ref());
    codes.map(|code| code.as_str().to_owned()).collect()
}

/// What `errors` shows of a code.
fn shown<'v>(catalogue: &'v Value, wire: &str) -> &'v Value {
    let mut entries = catalogue.as_array().expect("a list").iter();
    let found = entries.find(|it| it["code"] == wire);
    found.unwrap_or_else(|| panic!("no entry of {wire}"))
}

const PATHS: &str = "
paths:
  /orders:
    post:
      operationId: addOrder
      responses: {'204': {description: ok}, 4XX: {description: no}, 5XX: {description: no}}
";

/// An entry of the catalogue as an action of an overlay.
fn entry(facts: &str) -> String {
    format!("  - {{target: $, update: {{x-error-codes: {{SOLD_OUT: {{{facts}}}}}}}}}\n")
}

const STATED: &str = "status: 409, retry: never";
const DERIVED: &str = "status: 410, retry: transient, effect: rejected, description: Sold out., confidence: derived, origin: page";
const OBSERVED: &str = "status: [410, 503], category: stock, confidence: observed, origin: traffic";

#[test]
fn what_is_stated_holds_in_whatever_order_the_sources_come() {
    let orders: [[&str; 3]; 6] = [
        [STATED, DERIVED, OBSERVED],
        [STATED, OBSERVED, DERIVED],
        [DERIVED, STATED, OBSERVED],
        [DERIVED, OBSERVED, STATED],
        [OBSERVED, STATED, DERIVED],
        [OBSERVED, DERIVED, STATED],
    ];
    for order in orders {
        let overlays: Vec<String> = order.iter().map(|facts| entry(facts)).collect();
        let overlays: Vec<&str> = overlays.iter().map(String::as_str).collect();
        let (api, _, findings) = read(PATHS, &overlays, Narrow::No);
        let held = code(&api, "SOLD_OUT");
        let said = format!(
            "{:?} {} {:?}",
            held.statuses,
            held.retry.as_str(),
            held.effect
        );
        assert_eq!(
            said,
            format!("{:?} never None", code_statuses("409")),
            "{order:?}"
        );
        assert_eq!(held.confidence.as_str(), "stated", "{order:?}");
        assert!(
            findings.contains("warning[sources-differ]"),
            "{order:?}\n{findings}"
        );
        let explained = (
            held.doc.as_str(),
            held.category.as_ref().map(|it| it.as_str()),
        );
        assert_eq!(explained, ("Sold out.", Some("stock")), "{order:?}");
    }
}

fn code_statuses(status: &str) -> Vec<faultcode::internals::ir::StatusRange> {
    let document = format!("x-error-codes: {{ONE: {{status: {status}}}}}\n{PATHS}");
    let (api, _, _) = read(&document, &[], Narrow::No);
    code(&api, "ONE").statuses.clone()
}

#[test]
fn somebody_can_vouch_for_a_draft() {
    let overlays = [entry(DERIVED), entry("confidence: stated")];
    let overlays: Vec<&str> = overlays.iter().map(String::as_str).collect();
    let (api, catalogue, findings) = read(PATHS, &overlays, Narrow::No);
    let held = code(&api, "SOLD_OUT");
    assert_eq!(
        (held.retry.as_str(), held.confidence.as_str()),
        ("transient", "stated")
    );
    assert!(!findings.contains("sources-differ"), "{findings}");
    assert_eq!(shown(&catalogue, "SOLD_OUT")["confidence"], "stated");
}

#[test]
fn each_code_says_where_it_comes_from_and_how_sure_that_is() {
    let document = "
x-error-codes:
  OWN: {status: 409}
components:
  schemas:
    Failure:
      type: object
      properties: {code: {type: string, enum: [LISTED, ELSE]}}
    Shown:
      type: object
      properties: {errorCode: {type: string}}
paths:
  /orders:
    post:
      operationId: addOrder
      responses:
        '204': {description: ok}
        '400': {description: no, content: {application/json: {schema: {$ref: '#/components/schemas/Failure'}}}}
        '409': {description: no}
        '410': {description: no}
        '422':
          description: no
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Shown'}
              example: {errorCode: CARD_EXPIRED}
";
    let overlay = "  - {target: $, update: {x-error-codes: {ADDED: {status: 410}, PAGED: {status: 410, confidence: derived, origin: page}, \
                   FOUND: {status: 409, confidence: derived, origin: catalogue}}}}\n  - {target: $.paths.*.post, update: \
                   {x-error-codes: {include: {SEEN: {confidence: observed, origin: traffic}}}}}\n  - {target: $, update: {x-error-codes: \
                   {SEEN: {status: 409, confidence: observed, origin: traffic}}}}\n";
    let (_, catalogue, findings) = read(document, &[overlay], Narrow::No);
    let rows = [
        ("OWN", "native", "stated"),
        ("LISTED", "enum at /code", "stated"),
        ("CARD_EXPIRED", "example at /errorCode (derived)", "derived"),
        ("ADDED", "overlay 0.yaml", "stated"),
        ("PAGED", "page (derived)", "derived"),
        ("FOUND", "catalogue (derived)", "derived"),
        ("SEEN", "traffic (observed)", "observed"),
    ];
    for (wire, from, confidence) in rows {
        let entry = shown(&catalogue, wire);
        assert_eq!(
            entry["from"],
            serde_json::json!([from]),
            "{wire}\n{findings}"
        );
        assert_eq!(entry["confidence"], confidence, "{wire}");
    }
}

#[test]
fn what_a_schema_lists_is_taken_back_by_no_draft() {
    let document = "
paths:
  /orders:
    post:
      operationId: addOrder
      responses:
        '204': {description: ok}
        '409': {description: no, content: {application/json: {schema: {type: object, properties: {code: {enum: [GONE, HELD]}}}}}}
";
    let draft = "  - {target: $, update: {x-error-codes: {GONE: {status: 410, description: Gone., confidence: derived, origin: page}}}}\n";
    let (api, _, findings) = read(document, &[draft], Narrow::No);
    assert_eq!(codes(&api, "addOrder"), ["GONE", "HELD"]);
    assert!(findings.contains("warning[sources-differ]"), "{findings}");
    // Where somebody has stated it, the catalogue says which operations answer it.
    let stated = draft.replace(", confidence: derived, origin: page", "");
    let (api, _, _) = read(document, &[&stated], Narrow::No);
    assert_eq!(codes(&api, "addOrder"), ["HELD"]);
}

/// A list of as many codes, and an operation that shows two and names one.
fn long(count: usize) -> String {
    let listed: Vec<String> = (0..count).map(|at| format!("CODE_{at}")).collect();
    format!(
        "
components:
  schemas:
    Failure:
      type: object
      properties: {{code: {{type: string, enum: [{}]}}, message: {{type: string}}}}
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        '204': {{description: ok}}
        '400': {{description: no, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Failure'}}}}}}}}
    post:
      operationId: addOrder
      description: Answers `CODE_7`, and never CODE_8.
      responses:
        '204': {{description: ok}}
        '400':
          description: no
          content:
            application/json:
              schema: {{$ref: '#/components/schemas/Failure'}}
              examples:
                one: {{value: {{code: CODE_3, message: CODE_4}}}}
                two: {{value: {{code: CODE_1}}}}
",
        listed.join(", ")
    )
}

#[test]
fn a_long_list_is_narrowed_to_what_an_operation_shows_and_names() {
    let (api, catalogue, _) = read(&long(40), &[], Narrow::Examples);
    assert_eq!(
        codes(&api, "addOrder"),
        ["CODE_1", "CODE_3", "CODE_4", "CODE_7"]
    );
    assert_eq!(
        codes(&api, "listOrders").len(),
        40,
        "an operation that names none has all"
    );
    let from = &shown(&catalogue, "CODE_7")["from"];
    let narrowed = "enum at /code, as far as the operation names it (derived)";
    assert!(
        from.as_array()
            .is_some_and(|it| it.iter().any(|it| it == narrowed)),
        "{from}"
    );
    for (count, narrow) in [(40, Narrow::No), (15, Narrow::Examples)] {
        let (api, _, _) = read(&long(count), &[], narrow);
        assert_eq!(codes(&api, "addOrder").len(), count, "{count} {narrow:?}");
    }
}
