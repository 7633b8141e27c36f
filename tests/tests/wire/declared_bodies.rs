//! Bodies that a document declares for the statuses of errors: the right one, a wrong one, none, and one of another kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use faultcode_runtime::RetryPolicy;
use faultcode_runtime::errors::{DecodeErrorKind, Verdict};
use faultcode_runtime::testing::{ManualClock, check_errors};
use faultcode_tests::{Answer, Server};

use crate::wire::clients::declared_bodies::payments::*;
use crate::wire::clients::declared_bodies::transfers::*;
use crate::wire::clients::declared_bodies::types::{Item, Pay425ErrorBody};
use crate::wire::clients::declared_bodies::{Client, errors, testing};

fn client(server: &Server) -> Client {
    let clock = Arc::new(ManualClock::new());
    let builder = Client::builder().base_url(server.url()).clock(clock);
    builder.build().expect("a loopback URL")
}

/// How `pay` fails with that answer, which is the answer to every attempt.
async fn paying(answer: Answer) -> faultcode_runtime::Error<PayError> {
    let server = Server::deciding(move |_| answer.clone());
    let call = client(&server).payments().pay();
    call.retry(RetryPolicy::NONE).await.unwrap_err()
}

/// The variant of a right body.
macro_rules! held {
    ($status:literal, $body:expr, $variant:ident) => {
        held!(@of Answer::json($status, $body), $variant)
    };
    (@of $answer:expr, $variant:ident) => {{
        let error = paying($answer).await;
        match error.api() {
            Some(PayError::$variant(held)) => (*held).clone(),
            _ => panic!("{error:?}"),
        }
    }};
}

#[tokio::test]
async fn a_right_body_is_the_value_of_its_variant() {
    let poor = held!(
        402,
        r#"{"balance": 3, "message": "Add some.", "holds": [{"id": "h1", "n": 2}], "new": 1}"#,
        PaymentRequired
    );
    assert_eq!((poor.balance, poor.message.as_str()), (3, "Add some."));
    let holds = poor.holds.expect("a list");
    assert_eq!((holds[0].id.as_str(), holds[0].n), ("h1", Some(2)));

    let twice = held!(409, r#"{"existing": {"id": "p1"}}"#, Conflict);
    assert_eq!(twice.existing.id, "p1");
    let largest = held!(413, r#"[10, "1.2 MB"]"#, ContentTooLarge);
    assert_eq!(largest, (10, "1.2 MB".to_owned()));
    let by_part = held!(415, r#"{"a": 1, "b": 2}"#, UnsupportedMediaType);
    let expected = [("a".to_owned(), 1), ("b".to_owned(), 2)];
    assert_eq!(by_part, BTreeMap::from(expected));
    assert_eq!(held!(416, " 7 ", RangeNotSatisfiable), 7);
    let invalid = held!(
        422,
        r#"{"detail": [{"loc": ["body", 0, "amount"], "msg": "too small", "type": "value_error"}]}"#,
        UnprocessableContent
    );
    let detail = invalid.detail.expect("a list");
    assert_eq!(
        (detail[0].msg.as_str(), detail[0].loc.len()),
        ("too small", 3)
    );
    let held_by = held!(423, r#"[{"id": "a"}, {"id": "b"}]"#, Locked);
    assert_eq!(
        held_by.iter().map(|it| it.id.as_str()).collect::<String>(),
        "ab"
    );
    let either = held!(425, r#"{"id": "i1"}"#, TooEarly);
    assert!(matches!(either, Pay425ErrorBody::Item(_)), "{either:?}");
    let either = held!(425, r#"{"balance": 1, "message": ""}"#, TooEarly);
    assert!(matches!(either, Pay425ErrorBody::Poor(_)), "{either:?}");
    let nothing = held!(428, "null", PreconditionRequired);
    assert_eq!(nothing.map(|it| it.id), None);
    let something = held!(428, r#"{"id": "i2"}"#, PreconditionRequired);
    assert_eq!(something.map(|it| it.id).as_deref(), Some("i2"));

    let text = Answer::body(424, "text/plain", "Ask again \u{e4}.");
    assert_eq!(held!(@of text, FailedDependency).0, "Ask again \u{e4}.");
    let bytes = Answer::body(426, "image/png", b"\x89PNG\xFF".to_vec());
    assert_eq!(&held!(@of bytes, UpgradeRequired)[..], b"\x89PNG\xFF");
    let problem = Answer::body(431, "application/problem+json", r#"{"id": "i3"}"#);
    assert_eq!(held!(@of problem, HeaderFieldsTooLarge).id, "i3");
}

#[tokio::test]
async fn a_range_and_default_hold_theirs() {
    // The exact status goes before the class, whichever the document declares first.
    assert_eq!(held!(418, r#"{"id": "tea"}"#, ClientError).id, "tea");
    let page = Answer::body(502, "text/html", "<html><title>Down</title></html>");
    let page = paying(page).await;
    let Some(PayError::ServerError(held)) = page.api() else {
        panic!("{page:?}");
    };
    assert!(held.ends_with("</html>"));
    assert_eq!(page.message(), Some("Down"));

    for status in [400, 418, 500, 599] {
        let server =
            Server::deciding(move |_| Answer::json(status, r#"{"reason": "r", "trace": "t"}"#));
        let call = client(&server).payments().get_payment("p1");
        let error = call.retry(RetryPolicy::NONE).await.unwrap_err();
        let Some(GetPaymentError::OtherStatus(other)) = error.api() else {
            panic!("{status}: {error:?}");
        };
        assert_eq!(
            (other.reason.as_str(), other.trace.as_deref()),
            ("r", Some("t"))
        );
    }
    // An undeclared redirect is one of the transport, though `default` is declared.
    let server = Server::answering([Answer::status(302).header("location", "/elsewhere")]);
    let error = client(&server)
        .payments()
        .get_payment("p1")
        .await
        .unwrap_err();
    assert!(error.api().is_none(), "{error:?}");
}

/// What is said of a body that does not fit.
struct Misfit {
    status: u16,
    content_type: &'static str,
    body: &'static [u8],
    problem: fn(&DecodeErrorKind) -> bool,
    message: Option<&'static str>,
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_kept_with_the_reason() {
    let json = "application/json";
    let is_type = |it: &DecodeErrorKind| matches!(it, DecodeErrorKind::Type { .. });
    let is_syntax = |it: &DecodeErrorKind| matches!(it, DecodeErrorKind::Syntax(_));
    let is_empty = |it: &DecodeErrorKind| matches!(it, DecodeErrorKind::Empty);
    let is_missing = |it: &DecodeErrorKind| matches!(it, DecodeErrorKind::Missing(_));
    let misfit = |status, content_type, body: &'static str, problem, message| Misfit {
        status,
        content_type,
        body: body.as_bytes(),
        problem,
        message,
    };
    let rows = [
        misfit(
            402,
            json,
            r#"{"message": "Add some."}"#,
            is_missing as fn(&_) -> bool,
            Some("Add some."),
        ),
        misfit(
            402,
            json,
            r#"{"balance": "3", "message": "m"}"#,
            is_type,
            Some("m"),
        ),
        misfit(402, json, "", is_empty, None),
        misfit(
            402,
            "text/html",
            "<title>Pay</title>",
            is_syntax,
            Some("Pay"),
        ),
        misfit(
            402,
            json,
            r#"[{"balance": 3, "message": "m"}]"#,
            is_type,
            None,
        ),
        misfit(
            402,
            json,
            r#"{"balance": 3, "message": "#,
            |it| matches!(it, DecodeErrorKind::Truncated),
            None,
        ),
        misfit(409, json, "{}", is_missing, None),
        misfit(
            413,
            json,
            "[10]",
            |it| matches!(it, DecodeErrorKind::Items(_)),
            None,
        ),
        misfit(415, json, r#"{"a": "1"}"#, is_type, None),
        misfit(416, json, "1.5", |_| true, None),
        misfit(423, json, r#"{"id": "a"}"#, is_type, None),
        misfit(423, "text/plain", "gone", is_syntax, None),
        misfit(428, json, "", is_empty, None),
        misfit(431, "text/plain", "gone", is_syntax, None),
        misfit(499, json, r#"{"n": 1}"#, is_missing, None),
    ];
    for row in rows {
        let body = row.body.to_vec();
        let error = paying(Answer::body(row.status, row.content_type, body)).await;
        let label = format!("{} {}", row.status, String::from_utf8_lossy(row.body));
        let Some(PayError::Unrecognized(rest)) = error.api() else {
            panic!("{label}: {error:?}");
        };
        assert_eq!(rest.status(), Some(row.status), "{label}");
        assert_eq!(&rest.expose_raw()[..], row.body, "{label}");
        assert_eq!(rest.message(), row.message, "{label}");
        assert_eq!(error.message(), row.message, "{label}");
        let cause = rest.cause().unwrap_or_else(|| panic!("{label}: no reason"));
        assert!((row.problem)(cause.kind()), "{label}: {cause:?}");
    }
    // Text is text whatever it is called, but not bytes that are none.
    let error = paying(Answer::json(424, r#"{"a": 1}"#)).await;
    assert!(
        matches!(error.api(), Some(PayError::FailedDependency(_))),
        "{error:?}"
    );
    let error = paying(Answer::body(424, "text/plain", b"\xFF\xFE\x00".to_vec())).await;
    let Some(PayError::Unrecognized(rest)) = error.api() else {
        panic!("{error:?}");
    };
    assert!(rest.cause().is_some());
}

#[tokio::test]
async fn a_status_without_a_declared_body_keeps_its_variant_whatever_comes() {
    let bodies = [
        Answer::status(404),
        Answer::json(404, r#"{"message": 7}"#),
        Answer::json(404, "{"),
        Answer::body(404, "text/html", "<p>"),
        Answer::body(404, "image/png", b"\xFF\x00".to_vec()),
    ];
    for answer in bodies {
        let error = paying(answer).await;
        assert!(
            matches!(error.api(), Some(PayError::NotFound(_))),
            "{error:?}"
        );
    }
    let error = paying(Answer::status(451)).await;
    let is_it = matches!(error.api(), Some(PayError::UnavailableForLegalReasons(_)));
    assert!(is_it, "JSON of which nothing is said: {error:?}");
    // An answer to HEAD has no body, whatever is declared.
    let server = Server::deciding(|_| Answer::status(402));
    let error = client(&server)
        .payments()
        .has_payment("p1")
        .await
        .unwrap_err();
    assert!(
        matches!(error.api(), Some(HasPaymentError::PaymentRequired(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn operations_share_the_body_of_a_shared_response() {
    let body = r#"{"owner": "o1", "note": null}"#;
    let server = Server::deciding(move |_| Answer::json(403, body));
    let payments = client(&server);
    let error = payments.payments().get_payment("p1").await.unwrap_err();
    let Some(GetPaymentError::Forbidden(one)) = error.api() else {
        panic!("{error:?}");
    };
    let error = payments.payments().cancel_payment("p1").await.unwrap_err();
    let Some(CancelPaymentError::Forbidden(other)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(one, other);
    assert_eq!(one.owner, "o1");
}

/// What a call does next is decided before its body is read.
#[tokio::test]
async fn whether_a_body_fits_decides_no_repeat() {
    for body in ["text", "<html>", ""] {
        let server = Server::answering([
            Answer::body(503, "application/json", body),
            Answer::json(200, r#"{"id": "i"}"#),
        ]);
        let call = client(&server).payments().get_payment("p1");
        call.await.unwrap();
        assert_eq!(server.count(), 2, "{body}");
    }
    let error = paying(Answer::json(402, "{}")).await;
    assert_eq!(error.verdict(), Some(Verdict::Never));
}

#[tokio::test]
async fn codes_have_the_members_that_their_operation_declares_and_no_envelope_names() {
    let server = Server::deciding(|request| match request.method.as_str() {
        "DELETE" => Answer::json(
            400,
            r#"{"code": "TOO_LATE", "until": "2026-01-02T03:04:05Z"}"#,
        ),
        "PUT" => Answer::json(400, r#"{"code": "TOO_MUCH", "message": "m"}"#),
        _ => Answer::json(
            400,
            r#"{"code": "TOO_MUCH", "limit": 5, "spent": {"today": 2}, "message": "m"}"#,
        ),
    });
    let transfers = client(&server);
    let error = transfers.transfers().transfer().await.unwrap_err();
    let Some(TransferError::TooMuch(details)) = error.api() else {
        panic!("{error:?}");
    };
    let details: &errors::TooMuch = details;
    assert_eq!(details.limit, Some(5));
    assert_eq!(details.spent.as_ref().and_then(|it| it.today), Some(2));
    assert_eq!(error.message(), Some("m"));
    // Required members, too: an error is worth more than one of its members.
    let error = transfers.transfers().change_transfer().await.unwrap_err();
    let Some(ChangeTransferError::TooMuch(details)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(details.limit, None);
    // An operation that declares other members has details of its own.
    let error = transfers.transfers().stop_transfer().await.unwrap_err();
    let Some(StopTransferError::TooLate(details)) = error.api() else {
        panic!("{error:?}");
    };
    let details: &errors::StopTransferTooLate = details;
    let until = details.until.as_ref().map(ToString::to_string);
    assert_eq!(until.as_deref(), Some("2026-01-02T03:04:05Z"));
}

#[tokio::test]
async fn an_answer_without_a_known_code_is_the_body_of_its_status() {
    let rows = [
        (
            r#"{"code": "SOMETHING_NEW", "limit": 4}"#,
            Some("SOMETHING_NEW"),
            Some(4),
        ),
        (
            r#"{"code": "TOO_MUCH", "limit": "4"}"#,
            Some("TOO_MUCH"),
            None,
        ),
        (r#"{"limit": 4}"#, None, None),
    ];
    for (body, code, limit) in rows {
        let server = Server::deciding(move |_| Answer::json(400, body));
        let error = client(&server).transfers().transfer().await.unwrap_err();
        let held = match error.api() {
            Some(TransferError::BadRequest(held)) => Some(held.limit),
            Some(TransferError::Unrecognized(_)) => None,
            _ => panic!("{error:?}"),
        };
        assert_eq!((error.code(), held), (code, limit), "{body}");
    }
}

#[tokio::test]
async fn what_shows_of_a_body_holds_no_credential_and_no_text_of_it() {
    let error = paying(Answer::body(424, "text/plain", "a text of the server")).await;
    let shown = format!("{error:?} {error}");
    assert!(!shown.contains("of the server"), "{shown}");
    let error = paying(Answer::json(402, r#"{"balance": "a text of the server"}"#)).await;
    let shown = format!("{error:?} {error} {:?}", error.api());
    assert!(!shown.contains("of the server"), "{shown}");
}

#[test]
fn every_declared_body_has_a_sample_that_fits() {
    check_errors::<PayError>(&PAY, testing::SAMPLES);
    check_errors::<GetPaymentError>(&GET_PAYMENT, testing::SAMPLES);
    check_errors::<CancelPaymentError>(&CANCEL_PAYMENT, testing::SAMPLES);
    check_errors::<HasPaymentError>(&HAS_PAYMENT, testing::SAMPLES);
    check_errors::<TransferError>(&TRANSFER, testing::SAMPLES);
    check_errors::<ChangeTransferError>(&CHANGE_TRANSFER, testing::SAMPLES);
    check_errors::<StopTransferError>(&STOP_TRANSFER, testing::SAMPLES);
    let error = testing::fake().error_of::<PayError>(&PAY, 409);
    let Some(PayError::Conflict(held)) = error.api() else {
        panic!("{error:?}");
    };
    let _: &Item = &held.existing;
}
