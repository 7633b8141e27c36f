//! Errors of documents of other people through a socket: the body that an operation declares for a status is the value of its
//! variant, and another one is unrecognised with the status.

use faultcode_tests::probe::{Argument, Probe};
use faultcode_tests::{Answer, Server, aloud, outside};
use serde_json::{Value, json};

/// An answer, and how the error shows itself.
struct Row {
    operation: &'static str,
    status: u16,
    media_type: &'static str,
    body: &'static str,
    /// What the error begins with, and what else it shows.
    shown: (&'static str, &'static str),
}

const JSON: &str = "application/json";

const fn row(
    operation: &'static str,
    status: u16,
    body: &'static str,
    shown: (&'static str, &'static str),
) -> Row {
    Row {
        operation,
        status,
        media_type: JSON,
        body,
        shown,
    }
}

/// What a validation of GitHub's says.
const INVALID: &str = r#"{"message": "Validation Failed", "documentation_url": "https://docs.github.com/rest",
    "errors": [{"resource": "Block", "field": "login", "code": "custom", "message": "cannot block"}]}"#;

/// What FastAPI says of a request that does not validate.
const DETAIL: &str = r#"{"detail": [{"loc": ["path", 0, "chapter_id"], "msg": "no such form", "type": "value_error"}]}"#;

/// What every error of Lithic's says.
const LITHIC: &str =
    r#"{"debugging_request_id": "00000000-0000-4000-8000-00000000000a", "message": "not yours"}"#;

const GITHUB: &[Row] = &[
    row(
        "users/block",
        422,
        INVALID,
        ("UnprocessableContent(ValidationError", "cannot block"),
    ),
    row(
        "users/block",
        404,
        r#"{"message": "Not Found", "status": "404"}"#,
        ("NotFound(BasicError", "Not Found"),
    ),
    row(
        "users/block",
        422,
        r#"{"message": "m"}"#,
        ("Unrecognized", "documentation_url"),
    ),
    row("users/block", 422, "", ("Unrecognized", "Empty")),
    Row {
        media_type: "text/html",
        ..row(
            "users/block",
            403,
            "<html><title>No</title></html>",
            ("Unrecognized", "403"),
        )
    },
    row(
        "orgs/block-user",
        422,
        INVALID,
        ("UnprocessableContent(ValidationError", "cannot block"),
    ),
    row(
        "orgs/block-user",
        422,
        r#"{"message": 1, "documentation_url": "d"}"#,
        ("Unrecognized", "message"),
    ),
    row(
        "repos/delete",
        403,
        r#"{"message": "no", "documentation_url": "d"}"#,
        ("Forbidden(", "documentation_url"),
    ),
    row(
        "repos/delete",
        404,
        r#"{"message": "gone"}"#,
        ("NotFound(BasicError", "gone"),
    ),
    row("repos/delete", 403, "[]", ("Unrecognized", "an object")),
];

const LITHIC_ROWS: &[Row] = &[
    row("getEvent", 404, LITHIC, ("NotFound(", "not yours")),
    row(
        "getEventSubscription",
        401,
        LITHIC,
        ("Unauthorized(", "debugging_request_id"),
    ),
    row("getStatement", 429, LITHIC, ("RateLimited(", "not yours")),
    row(
        "getEvent",
        404,
        r#"{"message": "no"}"#,
        ("Unrecognized", "debugging_request_id"),
    ),
    row("getEventSubscription", 401, "", ("Unrecognized", "Empty")),
    Row {
        media_type: "text/plain",
        ..row("getStatement", 429, "slow down", ("Unrecognized", "Syntax"))
    },
];

const FASTAPI: &[Row] = &[
    row(
        "delete_conversation_route",
        422,
        DETAIL,
        ("UnprocessableContent(HttpValidationError", "no such form"),
    ),
    row(
        "delete_phone_number_route",
        422,
        DETAIL,
        ("UnprocessableContent(HttpValidationError", "chapter_id"),
    ),
    row(
        "Delete_dubbing_v1_dubbing__dubbing_id__delete",
        422,
        r#"{"detail": []}"#,
        ("UnprocessableContent(HttpValidationError", "detail"),
    ),
    row(
        "Delete_dubbing_v1_dubbing__dubbing_id__delete",
        422,
        r#"{"detail": "no"}"#,
        ("Unrecognized", "an array"),
    ),
    row(
        "delete_phone_number_route",
        422,
        "",
        ("Unrecognized", "Empty"),
    ),
];

#[test]
#[cfg_attr(
    not(corpus),
    ignore = "SKIPPED: FAULTCODE_CORPUS names no folder of documents"
)]
fn declared_bodies_of_documents_arrive_through_a_socket() {
    let documents = [
        ("github.json", "refused-github", GITHUB),
        ("lithic.yaml", "refused-lithic", LITHIC_ROWS),
        ("elevenlabs.json", "refused-fastapi", FASTAPI),
    ];
    let mut wrong = Vec::new();
    for (file, name, rows) in documents {
        let mut operations: Vec<&str> = rows.iter().map(|row| row.operation).collect();
        operations.sort_unstable();
        operations.dedup();
        assert!(operations.len() >= 3, "{file}");
        let probe = Probe::with(name, &outside::document(file), &operations);
        wrong.extend(refused(&probe, rows));
        aloud(&format!("refusals: {file}: {} answers", rows.len()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn refused(probe: &Probe, rows: &[Row]) -> Vec<String> {
    let servers: Vec<Server> = rows
        .iter()
        .map(|row| {
            let answer = Answer::body(row.status, row.media_type, row.body);
            Server::deciding(move |_| answer.clone())
        })
        .collect();
    let cases: Vec<Value> = rows
        .iter()
        .zip(&servers)
        .map(|(row, server)| {
            let mut operations = probe.api.operations.iter().zip(&probe.operations);
            let found = operations.find(|(known, _)| known.id.as_str() == row.operation);
            let (_, operation) = found.unwrap_or_else(|| panic!("no {}", row.operation));
            let arguments = operation.arguments.as_ref().expect("it can be called");
            // A text of every format of a path.
            let given = arguments.iter().map(|argument| match argument {
                Argument::Parameter(_) => json!("00000000-0000-4000-8000-000000000000"),
                Argument::Body => Value::Null,
            });
            json!({
                "of": operation.of,
                "what": "refused",
                "url": server.url(),
                "args": given.collect::<Vec<_>>(),
            })
        })
        .collect();
    let results = probe.run(&cases);
    let mut wrong = Vec::new();
    for ((row, server), result) in rows.iter().zip(&servers).zip(results) {
        let (begins, holds) = row.shown;
        let fits = |shown: &str| shown.starts_with(begins) && shown.contains(holds);
        if !result.as_ref().is_ok_and(|shown| fits(shown)) || server.count() == 0 {
            let (operation, status, body) = (row.operation, row.status, row.body);
            wrong.push(format!("{operation} {status} {body}: {result:?}"));
        }
    }
    wrong
}
