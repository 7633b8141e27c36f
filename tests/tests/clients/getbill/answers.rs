//! What answers become where no code tells them apart: the status, and the details that go with it.

use faultcode_runtime::errors::{Note, Verdict};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Effect, EndpointError as _};
use faultcode_tests::{Answer, Server, tree};
use getbill::debts::{CreateDebtError, GET_DEBT, GetDebtError};
use getbill::{Error, ErrorKind};
use serde_json::json;

use super::catalogue::{self, STATUSES};
use super::setup::{self, ID, new_debt, plain_refusal, refusal};

async fn refused(answer: Answer) -> Error<CreateDebtError> {
    let server = Server::deciding(move |_| answer.clone());
    let client = setup::client(&server, &ManualClock::new());
    let call = client.debts().create_debt(&new_debt());
    call.await.expect_err("the server refuses")
}

async fn get_refused(answer: Answer) -> (Error<GetDebtError>, usize) {
    let server = Server::deciding(move |_| answer.clone());
    let client = setup::client(&server, &ManualClock::new());
    let error = client.debts().get_debt(ID).await;
    (error.expect_err("the server refuses"), server.count())
}

fn named(error: &Error<GetDebtError>) -> &'static str {
    match error.api() {
        Some(GetDebtError::BadRequest(_)) => "BadRequest",
        Some(GetDebtError::Unauthorized(_)) => "Unauthorized",
        Some(GetDebtError::Forbidden(_)) => "Forbidden",
        Some(GetDebtError::NotFound(_)) => "NotFound",
        Some(GetDebtError::RateLimited(_)) => "RateLimited",
        Some(GetDebtError::InternalServerError(_)) => "InternalServerError",
        Some(GetDebtError::BadGateway(_)) => "BadGateway",
        Some(GetDebtError::ServiceUnavailable(_)) => "ServiceUnavailable",
        Some(GetDebtError::GatewayTimeout(_)) => "GatewayTimeout",
        Some(GetDebtError::Unrecognized(_)) => "Unrecognized",
        _ => "no answer of the API",
    }
}

/// Fact 3.1: `code` is the status once more; a copy that differs changes nothing.
#[tokio::test]
async fn fact_3_1_the_number_in_the_body_is_no_code() {
    let error = refused(plain_refusal(422)).await;
    assert_eq!(error.code(), None);
    assert_eq!(error.api().unwrap().code(), None);
    assert_eq!(error.message(), Some("no"));
    assert_eq!(error.notes().count(), 0);

    let body = r#"{"error": true, "message": "no", "code": 503}"#;
    let (error, requests) = get_refused(Answer::json(404, body)).await;
    assert_eq!((named(&error), requests), ("NotFound", 1));
    assert_eq!(error.status(), Some(404));
    assert_eq!(error.code(), None);
    assert_eq!(error.notes().collect::<Vec<_>>(), [Note::StatusEcho]);
}

#[tokio::test]
async fn fact_3_1_error_true_makes_an_error_of_a_200() {
    let body = r#"{"error": true, "message": "not really", "code": 200}"#;
    let (error, requests) = get_refused(Answer::json(200, body)).await;
    let Some(GetDebtError::Unrecognized(rest)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!((rest.status(), rest.code()), (Some(200), None));
    assert_eq!(error.message(), Some("not really"));
    assert_eq!(error.effect(), Effect::MaybeApplied);
    assert_eq!(error.verdict(), Some(Verdict::Never));
    assert_eq!(requests, 1);

    // Anything else than `true` leaves the success alone.
    let server = Server::deciding(|request| {
        let flag = if request.connection == 1 {
            "false"
        } else {
            "\"true\""
        };
        let body = format!(
            r#"{{"error": {flag}, "data": {{"id": "{ID}", "amount": 1, "currency": "EUR", "status": "open"}}}}"#
        );
        Answer::json(200, body).close()
    });
    let client = setup::client(&server, &ManualClock::new());
    for _ in 0..2 {
        client.debts().get_debt(ID).await.unwrap();
    }
}

#[tokio::test]
async fn fact_3_2_details_map_fields_to_messages() {
    let details = json!({
        "phone": ["A phone number is needed", "The country prefix is missing"],
        "firstname": ["A first name is needed"],
        "amount": ["An amount above zero is needed"],
    });
    // Written out, since the order is what counts.
    let body = r#"{"error": true, "message": "Validation failed", "code": 400, "details": {
        "phone": ["A phone number is needed", "The country prefix is missing"],
        "firstname": ["A first name is needed"], "amount": ["An amount above zero is needed"]}}"#;
    let error = refused(Answer::json(400, body)).await;
    let fields = error.field_errors().iter();
    let fields: Vec<_> = fields
        .map(|it| (it.field.as_deref().unwrap(), it.message.as_str()))
        .collect();
    assert_eq!(
        fields,
        [
            ("phone", "A phone number is needed"),
            ("phone", "The country prefix is missing"),
            ("firstname", "A first name is needed"),
            ("amount", "An amount above zero is needed"),
        ]
    );
    let Some(CreateDebtError::BadRequest(typed)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(json!(typed.value), details);
}

/// Fact 3.2: a 400 without details is still a 400, and one whose details have another form keeps them readable.
#[tokio::test]
async fn fact_3_2_other_details_do_not_hide_the_error() {
    let error = refused(plain_refusal(400)).await;
    let Some(CreateDebtError::BadRequest(typed)) = error.api() else {
        panic!("{error:?}");
    };
    assert!(typed.value.is_empty());

    let error = refused(refusal(400, "no", &json!({"amount": "too low"}))).await;
    let Some(CreateDebtError::Unrecognized(rest)) = error.api() else {
        panic!("{error:?}");
    };
    assert!(rest.cause().is_some());
    assert_eq!(rest.status(), Some(400));
    assert_eq!(error.field_errors()[0].field.as_deref(), Some("amount"));
    assert_eq!(error.field_errors()[0].message, "too low");
    assert_eq!(error.action().map(|action| action.kind), Some("fixFields"));
    assert_eq!(error.verdict(), Some(Verdict::Never));
}

#[tokio::test]
async fn fact_3_4_every_status_has_a_variant_with_or_without_a_body() {
    for (status, variant, ..) in STATUSES.iter().copied().filter(|row| row.0 != 422) {
        for answer in [Answer::status(status), plain_refusal(status)] {
            let (error, requests) = get_refused(answer).await;
            let expected = catalogue::refusal(&GET_DEBT.operation, status);
            assert_eq!(named(&error), variant);
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.category(), expected.category);
            assert_eq!(error.verdict(), Some(expected.verdict), "{status}");
            assert_eq!(error.effect(), expected.effect, "{status}");
            let repeats = match status {
                401 => 2,
                429 | 500.. => 3,
                _ => 1,
            };
            assert_eq!(requests, repeats, "{status}");
        }
    }
    // A status that the operation does not declare is nobody's variant.
    for status in [402, 409, 418, 422, 501] {
        let (error, requests) = get_refused(plain_refusal(status)).await;
        assert_eq!(named(&error), "Unrecognized", "{status}");
        assert_eq!(error.message(), Some("no"));
        assert_eq!(requests, if status == 501 { 3 } else { 1 }, "{status}");
    }
}

/// Fact 3.11: whom to ask, and what to tell them.
#[tokio::test]
async fn fact_3_11_the_report_has_what_the_support_asks_for() {
    let answer = plain_refusal(500).header("x-request-id", "req_17");
    let error = refused(answer).await;
    let report = error.support_report();
    let lines: Vec<_> = report.lines().collect();
    assert_eq!(
        lines,
        [
            "message: no",
            "operation: createDebt (POST /external-api/v1/debts)",
            "request id: req_17",
            "status: 500",
            "mail: contact@getbill.io",
            "status page: https://docs.getbill.io/errors",
        ]
    );
    for private in ["Nadia", "+336", "149", setup::TOKEN] {
        assert!(!report.contains(private), "{report}");
    }
}

/// Fact 3.12: the solution is in the documentation of the struct, of the method, and in the value.
#[tokio::test]
async fn fact_3_12_each_scenario_has_a_solution() {
    let generated = tree::root().join("generated-example/getbill/src");
    let read = |file: &str| std::fs::read_to_string(generated.join(file)).unwrap();
    let unwrapped = |text: String| text.replace("\n/// ", " ");
    let (errors, method) = (unwrapped(read("errors.rs")), read("debts/get_debt.rs"));
    for status in [400, 401, 403, 404, 429] {
        let (error, _) = get_refused(plain_refusal(status)).await;
        let text = error.action().and_then(|action| action.text).unwrap();
        assert!(errors.contains(&format!("What to do: {text}.")), "{text}");
        assert!(method.contains(&format!("| {text} |")), "{text}");
    }
}

#[tokio::test]
async fn odd_answers_are_typed_errors_that_keep_everything() {
    let html = b"<!DOCTYPE html><title>502 Bad Gateway</title>";
    let cut = br#"{"error": true, "message": "Vali"#;
    let latin = b"{\"error\": true, \"message\": \"caf\xe9\", \"code\": 404}";
    let list = br#"["error"]"#;
    let rows: [(u16, &str, &[u8], &str); 7] = [
        (502, "text/html", html, "BadGateway"),
        (504, "application/json", b"", "GatewayTimeout"),
        (500, "application/json", b"\n", "InternalServerError"),
        (404, "application/json", cut, "NotFound"),
        (404, "application/json", list, "NotFound"),
        (403, "text/plain", b"null", "Forbidden"),
        (404, "application/json", latin, "NotFound"),
    ];
    for (status, media, body, variant) in rows {
        let answer = Answer::body(status, media, body).header("x-request-id", "req_7");
        let (error, requests) = get_refused(answer).await;
        let label = String::from_utf8_lossy(body);
        assert_eq!(named(&error), variant, "{label}");
        assert_eq!(error.status(), Some(status));
        let title = (media == "text/html").then_some("502 Bad Gateway");
        assert_eq!(error.message(), title, "{label}");
        assert_eq!(error.expose_raw(), body);
        assert_eq!(error.request_id(), Some("req_7"));
        assert_eq!(error.content_type(), Some(media));
        assert_eq!(requests, if status >= 500 { 3 } else { 1 }, "{label}");
    }
}

/// A success that cannot be read is no refusal: the work is done, and is not asked for again.
#[tokio::test]
async fn a_success_of_another_form_is_not_repeated() {
    let cut = r#"{"error": false, "data": {"id": "debt-7"}}"#;
    let (error, requests) = get_refused(Answer::json(200, cut)).await;
    assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error:?}");
    assert_eq!(error.effect(), Effect::Applied);
    assert_eq!(error.expose_raw(), cut.as_bytes());
    assert_eq!(requests, 1);
}
