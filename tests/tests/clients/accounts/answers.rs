//! What answers become: the envelope, the eight codes, and answers that no page shows.

use accounts::banking::RegisterIndividualError;
use accounts::input::AddressRemoval;
use accounts::withdrawals::{CreateWithdrawalError, ListWithdrawalsOfClientError};
use accounts::{Error, ErrorKind};
use faultcode_runtime::Effect;
use faultcode_runtime::errors::Verdict;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::traces::Traces;
use faultcode_tests::{Answer, Server};

use super::catalogue::{CODES, STATUSES};
use super::setup::{self, new_individual, new_withdrawal, refusal};

async fn refused(answer: Answer) -> Error<CreateWithdrawalError> {
    let server = Server::deciding(move |_| answer.clone());
    let client = setup::client(&server, &ManualClock::new());
    let call = client.withdrawals().create_withdrawal(&new_withdrawal());
    call.await.expect_err("the server refuses")
}

async fn get_refused(answer: Answer) -> (Error<ListWithdrawalsOfClientError>, usize) {
    let server = Server::deciding(move |_| answer.clone());
    let client = setup::client(&server, &ManualClock::new());
    let error = client.withdrawals().list_withdrawals_of_client("c1").await;
    (error.expect_err("the server refuses"), server.count())
}

#[tokio::test]
async fn fact_1_1_success_without_a_body_returns_nothing_and_ignores_a_stray_body() {
    let strays = [
        Answer::status(204),
        Answer::raw("HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nstray"),
        Answer::raw("HTTP/1.1 204 No Content\r\n\r\n{\"error\": {\"code\": \"invalid_request\"}}"),
    ];
    for answer in strays {
        let always = answer.clone();
        let server = Server::deciding(move |_| always.clone());
        let client = setup::client(&server, &ManualClock::new());
        for _ in 0..2 {
            let body = AddressRemoval::new("a1");
            let call = client.addresses().remove_whitelisted_address(&body);
            let removed = call.send_with_meta().await.unwrap();
            assert!(removed.value.is_none(), "{answer:?}");
            assert_eq!(removed.meta.status(), Some(204), "{answer:?}");
            assert!(removed.meta.expose_raw().is_empty(), "{answer:?}");
        }
    }
}

/// Fact 1.1: the table of statuses, here without any body.
#[tokio::test]
async fn fact_1_1_each_status_of_the_table_speaks_without_a_body() {
    for (status, variant, category, verdict) in STATUSES {
        let error = refused(Answer::status(status)).await;
        let named = match error.api().unwrap() {
            CreateWithdrawalError::Forbidden(_) => "Forbidden",
            CreateWithdrawalError::Conflict(_) => "Conflict",
            CreateWithdrawalError::UnprocessableContent(_) => "UnprocessableContent",
            CreateWithdrawalError::InternalServerError(_) => "InternalServerError",
            CreateWithdrawalError::BadGateway(_) => "BadGateway",
            CreateWithdrawalError::ServiceUnavailable(_) => "ServiceUnavailable",
            other => panic!("{status}: {other:?}"),
        };
        assert_eq!(named, variant);
        assert_eq!(error.category(), Some(category), "{status}");
        assert_eq!(error.verdict(), Some(verdict), "{status}");
        assert_eq!((error.code(), error.message()), (None, None), "{status}");
    }
    // The codes speak for these, so without one there is only the status.
    for (status, verdict) in [
        (400, Verdict::Never),
        (401, Verdict::Never),
        (404, Verdict::Never),
        (429, Verdict::Throttle),
    ] {
        let error = refused(Answer::status(status)).await;
        let Some(CreateWithdrawalError::Unrecognized(rest)) = error.api() else {
            panic!("{status}: {error:?}");
        };
        assert_eq!((rest.status(), rest.code()), (Some(status), None));
        assert_eq!(error.verdict(), Some(verdict), "{status}");
    }
}

#[tokio::test]
async fn fact_1_2_param_is_there_or_absent() {
    let with = r#"{"error": {"code": "missing_parameter", "message": "amount is missing", "param": "amount",
        "type": "invalid_request_error"}}"#;
    let error = refused(Answer::json(400, with)).await;
    assert!(matches!(
        error.api(),
        Some(CreateWithdrawalError::MissingParameter(_))
    ));
    assert_eq!(error.param(), Some("amount"));
    assert_eq!(error.message(), Some("amount is missing"));

    for param in ["", r#", "param": null"#, r#", "param": 7"#] {
        let body = format!(
            r#"{{"error": {{"code": "insufficient_funds", "message": "low", "type": "card_error"{param}}}}}"#
        );
        let error = refused(Answer::json(422, body)).await;
        assert!(matches!(
            error.api(),
            Some(CreateWithdrawalError::InsufficientFunds(_))
        ));
        assert_eq!(error.param(), None, "{param}");
    }
}

#[tokio::test]
async fn fact_1_3_the_type_is_readable_and_an_unknown_one_is_kept() {
    let groups = [
        ("authentication_error", "invalid_api_key"),
        ("invalid_request_error", "invalid_parameter"),
        ("card_error", "insufficient_funds"),
        ("rate_limit_error", "rate_limit_exceeded"),
    ];
    for (group, code) in groups {
        let error = refused(refusal(400, code, "no", group)).await;
        assert_eq!(error.wire_category(), Some(group));
        assert_eq!(error.category(), Some(group));
    }
    let error = refused(refusal(400, "invalid_parameter", "no", "fraud_error")).await;
    assert_eq!(error.wire_category(), Some("fraud_error"));
    assert_eq!(error.category(), Some("invalid_request_error"));
    let error = refused(refusal(400, "velocity_exceeded", "no", "fraud_error")).await;
    assert_eq!(error.category(), Some("fraud_error"));
}

/// Fact 1.4: no status belongs to a code, so each is itself under every status.
#[tokio::test]
async fn fact_1_4_a_code_is_the_same_under_every_status() {
    for (code, variant, group, verdict, ..) in CODES {
        for status in [400, 401, 403, 404, 409, 422, 429] {
            let error = refused(refusal(status, code, "no", group)).await;
            let named = match error.api().unwrap() {
                CreateWithdrawalError::InvalidRequest(_) => "InvalidRequest",
                CreateWithdrawalError::AuthenticationRequired(_) => "AuthenticationRequired",
                CreateWithdrawalError::InvalidApiKey(_) => "InvalidApiKey",
                CreateWithdrawalError::MissingParameter(_) => "MissingParameter",
                CreateWithdrawalError::InvalidParameter(_) => "InvalidParameter",
                CreateWithdrawalError::ResourceNotFound(_) => "ResourceNotFound",
                CreateWithdrawalError::InsufficientFunds(_) => "InsufficientFunds",
                CreateWithdrawalError::RateLimitExceeded(_) => "RateLimitExceeded",
                other => panic!("{code} under {status}: {other:?}"),
            };
            assert_eq!(named, variant, "{code} under {status}");
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.verdict(), Some(verdict), "{code} under {status}");
            assert_eq!(error.notes().count(), 0, "{code} under {status}");
        }
    }
}

/// Fact 1.8: the page branches on the code, and logs what it does not expect.
#[tokio::test]
async fn fact_1_8_each_code_has_its_reaction() {
    let reaction = |error: &Error<RegisterIndividualError>| match error.api() {
        Some(RegisterIndividualError::MissingParameter(_)) => "ask for the value",
        Some(RegisterIndividualError::AuthenticationRequired(_)) => "sign in",
        Some(RegisterIndividualError::RateLimitExceeded(_)) => "slow down",
        _ => "log it",
    };
    let rows = [
        (
            "missing_parameter",
            "ask for the value",
            Some("showValidation"),
        ),
        ("authentication_required", "sign in", Some("signIn")),
        ("rate_limit_exceeded", "slow down", Some("backOff")),
        ("invalid_parameter", "log it", Some("showValidation")),
        ("account_on_fire", "log it", None),
    ];
    for (code, expected, kind) in rows {
        let server = Server::deciding(move |_| refusal(400, code, "no", "x"));
        let client = setup::client(&server, &ManualClock::new());
        let call = client
            .banking()
            .register_individual(&new_individual("a@b.example"));
        let error = call.await.unwrap_err();
        assert_eq!(reaction(&error), expected, "{code}");
        assert_eq!(error.action().map(|action| action.kind), kind, "{code}");
        assert_eq!(error.code(), Some(code));
    }
}

#[tokio::test]
async fn fact_1_8_an_unknown_code_is_logged_once() {
    let traces = Traces::start();
    let server = Server::deciding(|_| refusal(418, "kettle_only", "no", "x"));
    let client = setup::client(&server, &ManualClock::new());
    for _ in 0..3 {
        let error = client
            .withdrawals()
            .list_withdrawals_of_client("c1")
            .await
            .unwrap_err();
        let Some(ListWithdrawalsOfClientError::Unrecognized(rest)) = error.api() else {
            panic!("{error:?}");
        };
        assert_eq!(
            (rest.code(), rest.status()),
            (Some("kettle_only"), Some(418))
        );
        assert_eq!(error.message(), Some("no"));
        assert_eq!(error.verdict(), Some(Verdict::Never));
    }
    let logged = traces.named("unknown_code");
    let [once] = logged.as_slice() else {
        panic!("{logged:?}");
    };
    assert_eq!(once.field("code"), Some("kettle_only"));
    assert_eq!(once.field("status"), Some("418"));
    assert_eq!(once.field("operation"), Some("listWithdrawalsOfClient"));
}

/// Fact 1.12: the status is looked at before the body, in both directions.
#[tokio::test]
async fn fact_1_12_an_error_status_with_the_body_of_a_success_is_an_error() {
    let success = setup::withdrawals();
    let bytes = Answer::body(500, "application/json", {
        let server = Server::answering([success]);
        let client = setup::client(&server, &ManualClock::new());
        let success = client
            .withdrawals()
            .list_withdrawals_of_client("c1")
            .send_with_meta();
        success.await.unwrap().meta.expose_raw().to_vec()
    });
    let (error, requests) = get_refused(bytes).await;
    assert!(matches!(
        error.api(),
        Some(ListWithdrawalsOfClientError::InternalServerError(_))
    ));
    assert_eq!((error.code(), error.message()), (None, None));
    assert_eq!(requests, 4);

    // No predicate makes an error of a success here: the work is done, only its result is missing.
    let body = r#"{"error": {"code": "invalid_request", "message": "no", "type": "x"}}"#;
    let (error, requests) = get_refused(Answer::json(200, body)).await;
    assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error:?}");
    assert_eq!(error.effect(), Effect::Applied);
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn odd_answers_are_typed_errors_that_keep_everything() {
    let html = "<html><head><title>502 Bad\n Gateway</title></head></html>";
    let cut = r#"{"error": {"code": "invalid_request", "mess"#;
    let latin: &[u8] = b"{\"error\": {\"code\": \"invalid_request\", \"message\": \"caf\xe9\"}}";
    let rows: [(u16, &str, &[u8], &str); 6] = [
        (502, "text/html", html.as_bytes(), "BadGateway"),
        (503, "application/json", b"", "ServiceUnavailable"),
        (500, "application/json", b"  \r\n", "InternalServerError"),
        (403, "application/json", cut.as_bytes(), "Forbidden"),
        (403, "text/plain", b"null", "Forbidden"),
        (403, "application/json", latin, "Forbidden"),
    ];
    for (status, media, body, expected) in rows {
        let answer = Answer::body(status, media, body).header("x-request-id", "req_7");
        let (error, requests) = get_refused(answer).await;
        let named = match error.api() {
            Some(ListWithdrawalsOfClientError::BadGateway(_)) => "BadGateway",
            Some(ListWithdrawalsOfClientError::ServiceUnavailable(_)) => "ServiceUnavailable",
            Some(ListWithdrawalsOfClientError::InternalServerError(_)) => "InternalServerError",
            Some(ListWithdrawalsOfClientError::Forbidden(_)) => "Forbidden",
            other => panic!("{status} {media}: {other:?}"),
        };
        assert_eq!(named, expected, "{status} {media}");
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.expose_raw(), body);
        assert_eq!(error.content_type(), Some(media));
        assert_eq!(error.request_id(), Some("req_7"));
        assert_eq!(requests, if status >= 500 { 4 } else { 1 }, "{status}");
    }
    let (error, _) = get_refused(Answer::body(502, "text/html", html)).await;
    assert_eq!(error.message(), Some("502 Bad Gateway"));
}
