//! The one shape of all answers, rate limits on each of them, and what an error says to people and to support.

use std::time::Duration;

use faultcode_runtime::errors::Note;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{AnyError, Effect};
use faultcode_tests::{Answer, Server};
use sessions::billing::GetBalanceError;
use sessions::sessions::{CreateSessionError, TerminateSessionError};

use super::setup::{self, Issuer, KEY, balance, client, created, new_session, refusal, too_poor};

/// The window's last second on the manual clock, which begins at 1767225600.
const RESET: &str = "1767225642";

fn limited(answer: Answer) -> Answer {
    answer
        .header("X-RateLimit-Limit", "100")
        .header("X-RateLimit-Remaining", "7")
        .header("X-RateLimit-Reset", RESET)
}

#[tokio::test]
async fn fact_2_1_data_is_unwrapped_and_the_request_id_kept() {
    let server = Server::answering([created(), balance()]);
    let client = client(&server, &ManualClock::new());
    let read = client.sessions().get_session("ses-1").await;
    assert_eq!(read.unwrap().session_id, "ses-1");
    // Data that no page describes is JSON as it came.
    let read = client.billing().get_balance().send_with_meta().await;
    let read = read.unwrap();
    assert_eq!(read.value.to_string(), r#"{"available":50.00}"#);
    assert_eq!(read.meta.request_id(), Some("req_1"));
}

/// `success: false` makes an error of a 200, and the code alone says which one.
#[tokio::test]
async fn fact_2_1_a_200_that_says_it_failed_is_an_error() {
    let server = Server::answering([refusal(200, "SESSION_EXPIRED")]);
    let client = client(&server, &ManualClock::new());
    let error = client.sessions().terminate_session("ses-1").await;
    let error = error.unwrap_err();
    assert!(
        matches!(error.api(), Some(TerminateSessionError::SessionExpired(_))),
        "{error:?}"
    );
    assert_eq!(error.status(), Some(200));
    assert_eq!(error.request_id(), Some("req_9"));
    assert_eq!(error.effect(), Effect::MaybeApplied);
    assert!(error.notes().any(|note| note == Note::CodeStatus));
    assert_eq!(server.count(), 1);
}

/// A failure in a 200 is repeated like the same failure under its own status.
#[tokio::test]
async fn fact_2_1_a_backend_error_in_a_200_is_repeated() {
    let server = Server::answering([refusal(200, "BACKEND_ERROR"), balance()]);
    let client = client(&server, &ManualClock::new());
    client.billing().get_balance().await.unwrap();
    assert_eq!(server.count(), 2);
}

/// The status stands above the body: `success: true` saves no 402.
#[tokio::test]
async fn fact_2_1_a_402_that_says_it_succeeded_is_an_error() {
    let body = r#"{"success": true, "data": {"available": 1}, "error": null}"#;
    let server = Server::answering([Answer::json(402, body)]);
    let client = client(&server, &ManualClock::new());
    let error = client.billing().get_balance().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(GetBalanceError::Unrecognized(_))),
        "{error:?}"
    );
    assert_eq!((error.status(), error.code()), (Some(402), None));
    assert_eq!(error.expose_raw(), body);
}

/// The program reads the variant; the message is for the log, and may be anything.
#[tokio::test]
async fn fact_2_2_the_code_is_for_programs_and_the_message_for_logs() {
    for message in ["", "Sitzung abgelaufen", "SESSION_NOT_FOUND"] {
        let body = format!(
            r#"{{"success": false, "data": null, "error": {{"code": "SESSION_EXPIRED", "message": "{message}"}}}}"#
        );
        let server = Server::answering([Answer::json(410, body)]);
        let client = client(&server, &ManualClock::new());
        let call = client.sessions().terminate_session("ses-1");
        let error = call.await.unwrap_err();
        assert!(
            matches!(error.api(), Some(TerminateSessionError::SessionExpired(_))),
            "{error:?}"
        );
        let shown = error.to_string();
        assert!(
            shown.starts_with("terminateSession: 410 SESSION_EXPIRED"),
            "{shown}"
        );
        assert!(shown.ends_with(message), "{shown}");
    }
}

#[tokio::test]
async fn fact_2_4_balances_are_decimals_that_keep_their_digits() {
    let server = Server::answering([too_poor()]);
    let client = client(&server, &ManualClock::new());
    let error = client.sessions().create_session(&new_session()).await;
    let error = error.unwrap_err();
    let Some(CreateSessionError::InsufficientBalance(details)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(details.current_balance.to_string(), "12.50");
    assert_eq!(details.required_amount.to_string(), "40.00");
}

/// Details that lack a member make no other error of it: code, facts and the reason stay readable.
#[tokio::test]
async fn fact_2_4_details_that_do_not_fit_keep_the_code() {
    for details in [
        "null",
        "{}",
        r#"{"current_balance": "much", "required_amount": 1}"#,
    ] {
        let body = format!(
            r#"{{"success": false, "data": null,
                "error": {{"code": "INSUFFICIENT_BALANCE", "message": "no", "details": {details}}}}}"#
        );
        let server = Server::answering([Answer::json(402, body)]);
        let client = client(&server, &ManualClock::new());
        let error = client.sessions().create_session(&new_session()).await;
        let error = error.unwrap_err();
        let Some(CreateSessionError::Unrecognized(rest)) = error.api() else {
            panic!("{details}: {error:?}");
        };
        assert_eq!(rest.code(), Some("INSUFFICIENT_BALANCE"));
        assert!(rest.cause().is_some(), "{details}");
        assert_eq!(error.action().map(|action| action.kind), Some("topUp"));
        assert_eq!(error.category(), Some("billing"));
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn fact_2_6_rate_limits_stand_on_a_200_and_on_a_402() {
    let server = Server::answering([limited(balance()), limited(too_poor())]);
    let client = client(&server, &ManualClock::new());
    let read = client.billing().get_balance().send_with_meta().await;
    let error = client.sessions().create_session(&new_session()).await;
    let (read, error) = (read.unwrap(), error.unwrap_err());
    for limits in [read.meta.rate_limit(), error.rate_limit()] {
        let limits = limits.unwrap();
        assert_eq!(limits.limit, Some(100));
        assert_eq!(limits.remaining, Some(7));
        assert_eq!(limits.reset_after, Some(Duration::from_secs(42)));
    }
    assert_eq!(
        server.count(),
        2,
        "they inform, and delay or repeat nothing"
    );
}

#[tokio::test]
async fn fact_2_12_an_internal_error_comes_with_a_report_for_support() {
    let server = Server::answering([refusal(500, "INTERNAL_ERROR")]);
    let client = client(&server, &ManualClock::new());
    let error = client.sessions().get_session("ses-secret").await;
    let error = error.unwrap_err();
    assert_eq!(
        error.action().map(|action| action.kind),
        Some("contactSupport")
    );
    assert_eq!(
        error.support_report(),
        "request id: req_9\n\
         code: INTERNAL_ERROR\n\
         status: 500\n\
         operation: getSession (GET /sessions/{session_id})\n\
         message: no\n\
         issues: https://t.me/ZTPROXY\n"
    );
    // The report is as good behind the type that all endpoints share.
    let any = AnyError::from(error);
    assert!(any.support_report().contains("req_9"));
}

/// A server that echoes what it was sent makes no log unsafe.
#[tokio::test]
async fn no_output_holds_a_credential() {
    let body = format!(
        r#"{{"success": false, "data": null,
            "error": {{"code": "AUTH_INVALID_KEY", "message": "token-1 was made with {KEY}"}},
            "meta": {{"request_id": "{KEY}"}}}}"#
    );
    let answer = Answer::json(401, body);
    let server = Server::answering([answer.clone(), answer]);
    let builder = setup::builder(&server, &ManualClock::new()).api_key(KEY);
    let shown_builder = format!("{builder:?}");
    let client = builder.build().unwrap();
    let with_key = client.billing().get_balance().await.unwrap_err();
    let tokens = Issuer::default().builder(&server, &ManualClock::new());
    let tokens = tokens.build().unwrap();
    let with_token = tokens.billing().get_balance().await.unwrap_err();
    assert_eq!(server.requests()[0].header("x-api-key"), Some(KEY));
    let texts = [
        shown_builder,
        format!("{client:?}"),
        format!("{with_key} {with_key:?} {}", with_key.support_report()),
        format!("{:?} {:?}", with_key.message(), with_key.request_id()),
    ];
    for text in texts {
        assert!(!text.contains(KEY), "{text}");
    }
    let texts = [
        format!("{with_token} {with_token:?}"),
        with_token.support_report(),
    ];
    for text in texts {
        assert!(!text.contains("token-1"), "{text}");
    }
    assert!(with_key.api().is_some(), "{with_key:?}");
}

/// The id of a request that succeeded is shown as well.
#[tokio::test]
async fn no_request_id_holds_a_credential() {
    let body =
        r#"{"success": true, "data": {"available": 1}, "meta": {"request_id": "of token-1"}}"#;
    let server = Server::answering([Answer::json(200, body)]);
    let client = client(&server, &ManualClock::new());
    let read = client.billing().get_balance().send_with_meta().await;
    let read = read.unwrap();
    assert_eq!(read.meta.request_id(), Some("of [redacted]"));
}
