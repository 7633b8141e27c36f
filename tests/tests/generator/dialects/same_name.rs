//! Keys of the vocabulary in forms that other tools give them: each is left alone with a word, and fails nothing.

use faultcode::Options;
use faultcode::internals::diagnostics::Severity;
use faultcode_tests::generate::from_bytes;

/// Where each key can stand, and forms that are not ours.
const FOREIGN: &[(&str, &str, &[&str])] = &[
    (
        "ROOT",
        "x-error-envelope",
        &["true", "text", "{foo: 1, bar: 2}", "[1, 2]", "[{foo: a}]"],
    ),
    ("ROOT", "x-error-codes", &["true", "3", "{A: no, B: yes}"]),
    (
        "ROOT",
        "x-retry",
        &["true", "3", "exponential", "{count: 3, delay: 5}", "[1, 2]"],
    ),
    (
        "ROOT",
        "x-idempotency",
        &["true", "required", "{enabled: true}"],
    ),
    (
        "ROOT",
        "x-rate-limit",
        &[
            "100",
            "{amount: 100, period: 60}",
            "100/min",
            "[{limit: 5}]",
        ],
    ),
    (
        "ROOT",
        "x-pagination",
        &[
            "true",
            "offset",
            "{limitParam: a}",
            "{type: cursor, pageParam: x}",
        ],
    ),
    (
        "ROOT",
        "x-support",
        &["true", "help@shop.example", "{url: x, phone: y}"],
    ),
    (
        "ROOT",
        "x-webhook-signature",
        &["true", "hmac", "{secret: a, hash: b}"],
    ),
    ("ROOT", "x-webhook-event", &["true", "name", "{name: a}"]),
    (
        "ROOT",
        "x-webhooks",
        &["true", "[a, b]", "{a: 1}", "{a: {foo: 1}}"],
    ),
    (
        "OPERATION",
        "x-auth",
        &["true", "none", "{type: basic}", "[a]"],
    ),
    ("OPERATION", "x-error-codes", &["true", "{404: Not found}"]),
    (
        "OPERATION",
        "x-pagination",
        &["true", "{limitParam: count, resultsPath: rows}"],
    ),
    ("RESPONSE", "x-error", &["none", "{a: 1}", "[1]", "404"]),
    ("RESPONSE", "x-existing", &["maybe", "{a: 1}"]),
    ("RESPONSE", "x-rate-limit", &["5"]),
    ("SCHEMA", "x-sensitive", &["pii", "{level: high}", "[a]"]),
    ("SCHEMA", "x-error-codes", &["true", "{a: b}"]),
    ("SCHEME", "x-auth", &["true", "{type: bearer}"]),
];

const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Shop, version: '1'}
ROOT
paths:
  /orders:
    get:
      operationId: listOrders
      OPERATION
      security: [{key: []}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
        '404':
          description: none
          RESPONSE
components:
  securitySchemes:
    key:
      type: http
      scheme: bearer
      SCHEME
  schemas:
    Order:
      type: string
      SCHEMA
";

/// The document with that line at a place, and the ids of what was found.
fn found(place: &str, line: &str) -> Vec<&'static str> {
    let mut text = DOCUMENT.replace(place, line);
    for other in ["ROOT", "OPERATION", "RESPONSE", "SCHEME", "SCHEMA"] {
        text = text.replace(other, "# Nothing here.");
    }
    let made = from_bytes("shop.yaml", text.as_bytes(), &Options::named("shop"));
    let human = &made.linted.human;
    assert!(made.files.is_some(), "{line}\n{human}");
    let found = made.linted.found.iter();
    assert!(
        found.clone().all(|it| it.severity != Severity::Error),
        "{line}\n{human}"
    );
    found.map(|it| it.rule.id).collect()
}

#[test]
fn a_form_that_is_not_ours_is_left_alone() {
    assert_eq!(found("ROOT", "# Nothing."), Vec::<&str>::new());
    for (place, key, forms) in FOREIGN {
        for form in *forms {
            let line = format!("{key}: {form}");
            assert!(found(place, &line).contains(&"foreign-extension"), "{line}");
        }
    }
}

/// What has our keys, or nearly so, is ours with a mistake in it.
#[test]
fn a_mistake_is_still_a_mistake() {
    for (place, line, rule) in [
        ("ROOT", "x-retry: {maxAttempt: 3}", "unknown-key"),
        (
            "ROOT",
            "x-rate-limit: {headers: {limit: X-Limit}, windows: 3}",
            "unknown-key",
        ),
        (
            "OPERATION",
            "x-pagination: {kind: none, size: 3}",
            "unknown-key",
        ),
    ] {
        let found = found(place, line);
        assert!(
            found.contains(&rule) && !found.contains(&"foreign-extension"),
            "{line}: {found:?}"
        );
    }
}
