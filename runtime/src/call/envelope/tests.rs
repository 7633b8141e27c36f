//! The odd bodies of the wild, against the envelopes of the example documents.

use crate::model::scrub::Known;
use http::{HeaderMap, HeaderValue};

use super::{Data, Read, read};
use crate::facts::operation::Operation;
use crate::facts::{
    CodeAt, CodeKind, Envelope, FieldErrorShape, FieldErrorsAt, MessageAt, Scalar, When,
};

const MESSAGE: MessageAt = MessageAt {
    at: &["message"],
    join: "; ",
    sensitive: false,
};

/// Success and failure in one envelope; `success` decides.
static ENVELOPED: Operation = Operation {
    envelopes: &[Envelope {
        when: &[When {
            at: &["success"],
            equals: Some(Scalar::Bool(false)),
            exists: true,
        }],
        code: Some(CodeAt {
            at: &["error", "code"],
            kind: CodeKind::Text,
            pattern: Some("^[A-Z][A-Z0-9_]*$"),
        }),
        message: Some(MessageAt {
            at: &["error", "message"],
            ..MESSAGE
        }),
        details: Some(&["error", "details"]),
        request_id: Some(&["meta", "request_id"]),
        data: Some(&["data"]),
        ..Envelope::DEFAULT
    }],
    ..Operation::DEFAULT
};

/// A class name where a code may stand, a message that may be a list, a copy of the status.
static FLAT: Operation = Operation {
    envelopes: &[Envelope {
        code: Some(CodeAt {
            at: &["error"],
            kind: CodeKind::Text,
            pattern: Some("^[A-Z][A-Z0-9_]*$"),
        }),
        message: Some(MESSAGE),
        status_echo: Some(&["statusCode"]),
        field_errors: Some(FieldErrorsAt {
            at: &["message"],
            shape: FieldErrorShape::List,
        }),
        ..Envelope::DEFAULT
    }],
    ..Operation::DEFAULT
};

/// Two candidates; the first whose code or message is there counts.
static CANDIDATES: Operation = Operation {
    envelopes: &[
        Envelope {
            code: Some(CodeAt {
                at: &["error", "code"],
                kind: CodeKind::Text,
                pattern: None,
            }),
            field_errors: Some(FieldErrorsAt {
                at: &["error", "details"],
                shape: FieldErrorShape::Map,
            }),
            ..Envelope::DEFAULT
        },
        Envelope {
            code: Some(CodeAt {
                at: &["code"],
                kind: CodeKind::Text,
                pattern: None,
            }),
            message: Some(MESSAGE),
            ..Envelope::DEFAULT
        },
    ],
    ..Operation::DEFAULT
};

fn answer(operation: &Operation, status: u16, body: &[u8]) -> Read {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    read(
        operation,
        status,
        &headers,
        body,
        &[Known::credential("sk_live_secret")],
    )
}

#[test]
fn codes_and_messages_are_read_from_odd_bodies() {
    // Operation, status, body; then whether it is an error by its body, code, message, notes.
    type Row = (
        &'static Operation,
        u16,
        &'static [u8],
        (
            bool,
            Option<&'static str>,
            Option<&'static str>,
            &'static [&'static str],
        ),
    );
    let rows: &[Row] = &[
        (
            &ENVELOPED,
            402,
            br#"{"success":false,"error":{"code":"LOW","message":"low"}}"#,
            (false, Some("LOW"), Some("low"), &[]),
        ),
        (
            &ENVELOPED,
            200,
            br#"{"success":false,"error":{"code":"LOW","message":"low"}}"#,
            (true, Some("LOW"), Some("low"), &[]),
        ),
        (
            &ENVELOPED,
            500,
            br#"{"success":true,"data":{}}"#,
            (false, None, None, &[]),
        ),
        (
            &ENVELOPED,
            402,
            br#"{"success":false,"error":{"code":7,"message":"low"}}"#,
            (false, None, Some("low"), &["code-type"]),
        ),
        (
            &ENVELOPED,
            402,
            br#"{"success":false,"error":{"code":"LOW","code":"HIGH"}}"#,
            (false, None, None, &["duplicate-member"]),
        ),
        (&ENVELOPED, 502, b"", (false, None, None, &[])),
        (&ENVELOPED, 502, b"null", (false, None, None, &[])),
        (
            &ENVELOPED,
            502,
            br#"{"success":false,"error":{"code":"LOW""#,
            (false, None, None, &["broken-json"]),
        ),
        (
            &ENVELOPED,
            402,
            b"\xEF\xBB\xBF{\"success\":false,\"error\":{\"code\":\"LOW\"}}",
            (false, Some("LOW"), None, &["byte-order-mark"]),
        ),
        (
            &ENVELOPED,
            402,
            b"{\"success\":false,\"error\":{\"code\":\"LOW\xFF\"}}",
            (false, None, None, &["not-utf8"]),
        ),
        (
            &ENVELOPED,
            402,
            br#"{"success":false,"error":{"code":"LOW"}} x"#,
            (false, Some("LOW"), None, &["trailing-bytes"]),
        ),
        (
            &FLAT,
            400,
            br#"{"statusCode":400,"message":["a","b"],"error":"Bad Request"}"#,
            (false, None, Some("a; b"), &[]),
        ),
        (
            &FLAT,
            403,
            br#"{"statusCode":401,"message":"no","error":"NOT_MET"}"#,
            (false, Some("NOT_MET"), Some("no"), &["status-echo"]),
        ),
        (
            &FLAT,
            403,
            br#"{"message":{"a":1}}"#,
            (false, None, None, &["message-type"]),
        ),
        (
            &FLAT,
            401,
            br#"{"message":"Invalid key sk_live_secret"}"#,
            (false, None, Some("Invalid key [redacted]"), &[]),
        ),
        (&FLAT, 500, br#"["a"]"#, (false, None, None, &[])),
        (
            &CANDIDATES,
            404,
            br#"{"error":{"code":"gone"}}"#,
            (false, Some("gone"), None, &[]),
        ),
        (
            &CANDIDATES,
            404,
            br#"{"code":"gone","message":"m"}"#,
            (false, Some("gone"), Some("m"), &[]),
        ),
        (
            &CANDIDATES,
            404,
            br#"{"reason":"gone"}"#,
            (false, None, None, &[]),
        ),
    ];
    for (operation, status, body, expected) in rows {
        let read = answer(operation, *status, body);
        let notes: Vec<&str> = read.notes.iter().map(|it| it.as_str()).collect();
        let got = (
            read.is_error,
            read.code.as_deref(),
            read.message.as_deref(),
            notes.as_slice(),
        );
        assert_eq!(got, *expected, "{status} {}", String::from_utf8_lossy(body));
    }
}

#[test]
fn a_request_id_holds_no_credential() {
    let id = r#""meta":{"request_id":"of sk_live_secret"}"#;
    for (status, body) in [
        (200, format!(r#"{{"success":true,"data":1,{id}}}"#)),
        (400, format!(r#"{{"success":false,{id}}}"#)),
    ] {
        let read = answer(&ENVELOPED, status, body.as_bytes());
        assert_eq!(read.request_id.as_deref(), Some("of [redacted]"));
    }
}

#[test]
fn a_success_is_unwrapped_or_said_to_lack_its_data() {
    let rows: &[(&[u8], Data)] = &[
        (
            br#"{"success":true,"data":{"id":1}}"#,
            Data::At(23..31, &["data"]),
        ),
        (br#"{"success":true}"#, Data::Missing(&["data"])),
        (
            br#"{"success":true,"data":1,"data":2}"#,
            Data::Repeated(&["data"]),
        ),
        (
            br#"{"success":true,"success":false,"data":1}"#,
            Data::Repeated(&["success"]),
        ),
        (br#"{"success":true,"#, Data::Whole),
    ];
    for (body, expected) in rows {
        let read = answer(&ENVELOPED, 200, body);
        assert_eq!(
            (read.is_error, &read.data),
            (false, expected),
            "{}",
            String::from_utf8_lossy(body)
        );
    }
}

#[test]
fn messages_per_field_keep_their_order_and_shape() {
    type Row = (
        &'static Operation,
        &'static [u8],
        &'static [(Option<&'static str>, &'static str)],
    );
    let rows: &[Row] = &[
        (
            &CANDIDATES,
            br#"{"error":{"code":"v","details":{"b":["x","y"],"a":"z","n":3}}}"#,
            &[(Some("b"), "x"), (Some("b"), "y"), (Some("a"), "z")],
        ),
        (
            &FLAT,
            br#"{"message":["x","y"]}"#,
            &[(None, "x"), (None, "y")],
        ),
        (&FLAT, br#"{"message":"x"}"#, &[]),
    ];
    for (operation, body, expected) in rows {
        let read = answer(operation, 400, body);
        let got: Vec<(Option<&str>, &str)> = read
            .field_errors
            .iter()
            .map(|error| (error.field.as_deref(), error.message.as_str()))
            .collect();
        assert_eq!(got, *expected, "{}", String::from_utf8_lossy(body));
    }
}

#[test]
fn no_text_of_the_server_shows_a_credential() {
    let operation = &Operation {
        envelopes: &[Envelope {
            message: Some(MESSAGE),
            category: Some(&["type"]),
            param: Some(&["param"]),
            field_errors: Some(FieldErrorsAt {
                at: &["fields"],
                shape: FieldErrorShape::Objects {
                    field: Some(&["field"]),
                    message: Some(&["text"]),
                    code: Some(&["code"]),
                },
            }),
            ..Envelope::DEFAULT
        }],
        ..Operation::DEFAULT
    };
    let body = br#"{"message":"sk_live_secret","type":"sk_live_secret","param":"sk_live_secret",
        "fields":[{"field":"sk_live_secret","text":"sk_live_secret","code":"sk_live_secret"}]}"#;
    let shown = format!("{:?}", answer(operation, 400, body));
    assert!(!shown.contains("sk_live"), "{shown}");
    assert_eq!(shown.matches("[redacted]").count(), 6, "{shown}");
}

#[test]
fn an_html_page_offers_its_title_and_keeps_the_status() {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("text/html"));
    let read = read(
        &ENVELOPED,
        502,
        &headers,
        b"<html><head><title>502\n Bad Gateway</title></head></html>",
        &[],
    );
    assert_eq!(
        (read.code, read.message.as_deref()),
        (None, Some("502 Bad Gateway"))
    );
}
