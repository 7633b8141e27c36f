//! Answers that no page describes: each is a typed error that keeps status, headers and bytes.

use faultcode_runtime::errors::{Note, StopReason, TransportErrorKind, Verdict};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Effect, Error, ErrorKind};
use faultcode_tests::{Answer, Server};
use sessions::sessions::{CreateSessionError, TerminateSessionError};

use super::setup::{client, created, new_session, refusal};

/// Rents a session that the server answers with this alone, and checks that nothing of the answer got lost.
async fn refused(answer: Answer, status: u16, body: &[u8]) -> Error<CreateSessionError> {
    let answer = answer
        .header("x-request-id", "req_edge")
        .header("via", "edge");
    let server = Server::deciding(move |_| answer.clone());
    let client = client(&server, &ManualClock::new());
    let error = client.sessions().create_session(&new_session()).await;
    let error = error.unwrap_err();
    assert!(
        matches!(error.api(), Some(CreateSessionError::Unrecognized(_))),
        "{error:?}"
    );
    assert_eq!(error.status(), Some(status));
    assert_eq!(error.request_id(), Some("req_edge"));
    assert_eq!(error.headers().get("via").unwrap(), "edge");
    assert_eq!(error.expose_raw(), body);
    assert_eq!(server.count(), error.attempts().len());
    error
}

#[tokio::test]
async fn an_html_page_of_a_proxy() {
    let page =
        "<!doctype html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";
    let answer = Answer::body(502, "text/html; charset=utf-8", page);
    let error = refused(answer, 502, page.as_bytes()).await;
    assert_eq!(
        (error.code(), error.message()),
        (None, Some("502 Bad Gateway"))
    );
    assert_eq!(error.content_type(), Some("text/html; charset=utf-8"));
    assert_eq!(error.verdict(), Some(Verdict::Transient));
    assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
    assert_eq!(error.attempts().len(), 4);
}

#[tokio::test]
async fn an_empty_body() {
    for body in ["", "  \n", "null"] {
        let error = refused(Answer::json(403, body), 403, body.as_bytes()).await;
        assert_eq!((error.code(), error.message()), (None, None), "{body:?}");
        assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
        assert_eq!(error.attempts().len(), 1);
    }
}

#[tokio::test]
async fn truncated_json_under_an_error_status() {
    let body = r#"{"success": false, "error": {"code": "INSUFFICIENT_BAL"#;
    let error = refused(Answer::json(402, body), 402, body.as_bytes()).await;
    assert_eq!(error.code(), None);
    assert!(error.notes().any(|note| note == Note::BrokenJson));
    assert_eq!(error.attempts().len(), 1);
}

/// Under a success status it looks like a connection that broke off, and is repeated like one.
#[tokio::test]
async fn truncated_json_under_a_success_status() {
    let server = Server::answering([
        Answer::json(200, r#"{"success": true, "data": {"#),
        created(),
    ]);
    let client = client(&server, &ManualClock::new());
    let call = client.sessions().create_session(&new_session());
    let rented = call.send_with_meta().await.unwrap();
    let fault = rented.meta.attempts()[0].fault;
    assert_eq!(fault, Some(TransportErrorKind::BodyInterrupted));
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn bytes_that_are_not_utf_8() {
    let body = b"{\"success\": false, \"error\": {\"code\": \"INVALID_REQUEST\", \"message\": \"\xFF\xFE\"}}";
    let answer = Answer::body(400, "application/json", body.as_slice());
    let error = refused(answer, 400, body).await;
    assert_eq!((error.code(), error.message()), (None, None));
    assert!(error.notes().any(|note| note == Note::NotUtf8));
    assert_eq!(error.attempts().len(), 1);
}

#[tokio::test]
async fn an_unknown_code() {
    let body = r#"{"success": false, "data": null,
        "error": {"code": "REGION_CLOSED", "message": "closed", "details": {"until": 7}}}"#;
    let error = refused(Answer::json(409, body), 409, body.as_bytes()).await;
    assert_eq!(error.code(), Some("REGION_CLOSED"));
    assert_eq!(error.message(), Some("closed"));
    assert_eq!((error.category(), error.action()), (None, None));
    assert_eq!(error.verdict(), Some(Verdict::Never), "409 is final");
    assert_eq!(error.effect(), Effect::Rejected);

    // Its status decides: an unknown code under 503 is worth a repeat.
    let body = body.replace("REGION_CLOSED", "REGION_BUSY");
    let error = refused(Answer::json(503, body.clone()), 503, body.as_bytes()).await;
    assert_eq!(error.code(), Some("REGION_BUSY"));
    assert_eq!(error.attempts().len(), 4);
}

/// A text that has not the form of a code is none.
#[tokio::test]
async fn a_code_of_another_form() {
    for code in ["\"not_found\"", "404", "null", "{\"a\": 1}"] {
        let body =
            format!(r#"{{"success": false, "error": {{"code": {code}, "message": "none"}}}}"#);
        let error = refused(Answer::json(404, body.clone()), 404, body.as_bytes()).await;
        assert_eq!(
            (error.code(), error.message()),
            (None, Some("none")),
            "{code}"
        );
    }
}

/// A known code under another status than the declared one is still that code.
#[tokio::test]
async fn a_known_code_under_another_status() {
    let server = Server::answering([refusal(404, "SESSION_EXPIRED")]);
    let client = client(&server, &ManualClock::new());
    let error = client.sessions().terminate_session("ses-1").await;
    let error = error.unwrap_err();
    assert!(
        matches!(error.api(), Some(TerminateSessionError::SessionExpired(_))),
        "{error:?}"
    );
    assert_eq!(error.status(), Some(404));
    assert!(error.notes().any(|note| note == Note::CodeStatus));
}

/// The session is rented, whatever the body says: sending it again would rent another one.
#[tokio::test]
async fn a_success_that_cannot_be_read_is_not_repeated() {
    let rows = [
        (r#"{"success": true}"#, "data"),
        (
            r#"{"success": true, "data": {"session_id": 5}}"#,
            "session_id",
        ),
        (r#"{"success": true, "data": null}"#, "null"),
        ("<html></html>", "no JSON"),
    ];
    for (body, place) in rows {
        let server = Server::answering([Answer::json(200, body)]);
        let client = client(&server, &ManualClock::new());
        let error = client.sessions().create_session(&new_session()).await;
        let error = error.unwrap_err();
        let ErrorKind::Decode(failure) = error.kind() else {
            panic!("{body}: {error:?}");
        };
        let said = failure.to_string();
        assert!(said.contains(place), "{body}: {said}");
        assert_eq!(error.status(), Some(200));
        assert_eq!(error.effect(), Effect::Applied);
        assert_eq!(error.expose_raw(), body);
        assert_eq!(server.count(), 1);
    }
}
