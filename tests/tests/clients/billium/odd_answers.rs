//! Answers that no page describes: each is a typed error that keeps status, headers and bytes.

use billium::invoices::CreateInvoiceError;
use faultcode_runtime::errors::{Note, Verdict};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Effect, Error};
use faultcode_tests::{Answer, Server};

use super::setup::{MERCHANT, client, new_invoice};

/// Creates an invoice that the server answers with this alone, and checks that nothing of the answer got lost.
async fn refused(status: u16, media: &str, body: &[u8]) -> Error<CreateInvoiceError> {
    let answer = Answer::body(status, media, body).header("x-request-id", "req_edge");
    let server = Server::deciding(move |_| answer.clone());
    let client = client(&server, &ManualClock::new());
    let error = client
        .invoices()
        .create_invoice(MERCHANT, &new_invoice())
        .await;
    let error = error.unwrap_err();
    assert_eq!(error.status(), Some(status));
    assert_eq!(error.request_id(), Some("req_edge"));
    assert_eq!(error.content_type(), Some(media));
    assert_eq!(error.expose_raw(), body);
    assert_eq!(error.attempts().len(), server.count());
    error
}

/// The status is an entry of its own, so a proxy's page has the same variant as the API's own 502.
#[tokio::test]
async fn an_html_page_of_a_proxy() {
    let page = b"<html><head><title>502 Bad Gateway</title></head></html>";
    let error = refused(502, "text/html", page).await;
    assert!(matches!(
        error.api(),
        Some(CreateInvoiceError::BadGateway(_))
    ));
    assert_eq!(error.message(), Some("502 Bad Gateway"));
    assert_eq!(error.verdict(), Some(Verdict::Transient));
    assert_eq!(error.attempts().len(), 3);
}

#[tokio::test]
async fn bodies_without_an_envelope() {
    for body in [
        "",
        " ",
        "null",
        "[]",
        "\"no\"",
        "no",
        "{}",
        r#"{"statusCode": 401}"#,
    ] {
        let error = refused(401, "application/json", body.as_bytes()).await;
        assert!(
            matches!(error.api(), Some(CreateInvoiceError::Unauthorized(_))),
            "{body}: {error:?}"
        );
        assert_eq!((error.code(), error.message()), (None, None), "{body}");
        assert_eq!(error.category(), Some("auth"));
        assert_eq!(error.attempts().len(), 1);
    }
}

#[tokio::test]
async fn truncated_json_and_bytes_that_are_not_utf_8() {
    let rows: [(&[u8], &str); 2] = [
        (
            br#"{"statusCode": 422, "message": "final st"#,
            "broken-json",
        ),
        (
            b"{\"statusCode\": 422, \"message\": \"\xC3\x28\"}",
            "not-utf8",
        ),
    ];
    for (body, note) in rows {
        let error = refused(422, "application/json", body).await;
        assert!(
            matches!(
                error.api(),
                Some(CreateInvoiceError::UnprocessableContent(_))
            ),
            "{error:?}"
        );
        assert_eq!(error.message(), None);
        assert!(error.notes().any(|other| other.as_str() == note), "{note}");
    }
}

#[tokio::test]
async fn an_unknown_code() {
    let body = br#"{"statusCode": 403, "message": "frozen", "error": "MERCHANT_FROZEN"}"#;
    let error = refused(403, "application/json", body).await;
    assert!(
        matches!(error.api(), Some(CreateInvoiceError::Forbidden(_))),
        "{error:?}"
    );
    assert_eq!(error.code(), Some("MERCHANT_FROZEN"));
    assert_eq!(error.message(), Some("frozen"));
    assert_eq!(error.verdict(), Some(Verdict::Never));
    assert_eq!(error.effect(), Effect::Rejected);
}

/// JSON under another content type is read all the same.
#[tokio::test]
async fn json_under_another_content_type() {
    let body = br#"{"statusCode": 400, "message": ["a", "b"], "error": "Bad Request"}"#;
    let error = refused(400, "text/plain", body).await;
    assert!(matches!(
        error.api(),
        Some(CreateInvoiceError::BadRequest(_))
    ));
    assert_eq!(error.message(), Some("a; b"));
    assert!(error.notes().any(|note| note == Note::ContentType));
}
