//! Partner tokens: refreshed once, never for the refresh itself, and never shown.

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{StopReason, Verdict};
use faultcode_tests::traces::{Traces, shown};
use faultcode_tests::{Answer, Server};
use partner_invoicing::businesses::GetBusinessError;
use partner_invoicing::tokens::RefreshTokenError;

use crate::setup::{self, Issuer, TOKEN, flat, id, nested, new_invoice, refresh_request};

fn sent(server: &Server) -> Vec<String> {
    let requests = server.requests().into_iter();
    requests
        .map(|it| it.header("authorization").unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn fact_4_6_a_token_that_is_not_accepted_is_refreshed() {
    let rows = [
        nested(401, "invalid_token"),
        flat(401, "invalid_token"),
        Answer::status(401),
        nested(401, "token_revoked"),
    ];
    for answer in rows {
        let (server, clock, issuer) = (
            Server::answering([answer, setup::business()]),
            ManualClock::new(),
            Issuer::default(),
        );
        let client = issuer.client(&server, &clock);
        let read = client.businesses().get_business(&id()).send_with_meta();
        let attempts = read.await.unwrap().meta.attempts().to_vec();
        assert_eq!(attempts[0].verdict, Some(Verdict::Reauth));
        let tokens = [format!("Bearer {TOKEN}-1"), format!("Bearer {TOKEN}-2")];
        assert_eq!(sent(&server), tokens);
        assert_eq!(issuer.issued(), 2);
        assert!(clock.waits().is_empty());
    }
}

#[tokio::test]
async fn fact_4_6_after_one_refresh_the_error_is_final() {
    let server = Server::deciding(|_| nested(401, "invalid_token"));
    let issuer = Issuer::default();
    let client = issuer.client(&server, &ManualClock::new());
    let error = client.businesses().get_business(&id()).await.unwrap_err();
    assert!(matches!(
        error.api(),
        Some(GetBusinessError::InvalidToken(_))
    ));
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    assert_eq!(error.action().map(|it| it.kind), Some("refreshToken"));
    assert_eq!((server.count(), issuer.issued()), (2, 2));
}

/// Fact 4.6: another code of the same status says that a refresh would not help.
#[tokio::test]
async fn fact_4_6_missing_credentials_are_not_refreshed() {
    let server = Server::deciding(|_| nested(401, "authentication_required"));
    let issuer = Issuer::default();
    let client = issuer.client(&server, &ManualClock::new());
    let error = client.businesses().get_business(&id()).await.unwrap_err();
    assert_eq!(error.code(), Some("authentication_required"));
    assert_eq!(error.action().map(|it| it.kind), Some("sendToken"));
    assert_eq!((server.count(), issuer.issued()), (1, 1));
}

/// Fact 4.6: a fixed token cannot be refreshed, so its refusal is final at once.
#[tokio::test]
async fn fact_4_6_a_fixed_token_is_sent_once() {
    let server = Server::deciding(|_| nested(401, "invalid_token"));
    let builder = setup::builder(&server, &ManualClock::new()).partner_token(TOKEN);
    let client = builder.build().unwrap();
    let error = client.businesses().get_business(&id()).await.unwrap_err();
    assert_eq!(error.verdict(), Some(Verdict::Reauth));
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    assert_eq!(server.count(), 1);
}

/// Fact 4.6: the call that refreshes is sent without a token and is never itself saved by one.
#[tokio::test]
async fn fact_4_6_a_refused_refresh_means_to_sign_in_again() {
    for answer in [nested(401, "invalid_token"), Answer::status(401)] {
        let (server, issuer) = (Server::deciding(move |_| answer.clone()), Issuer::default());
        let client = issuer.client(&server, &ManualClock::new());
        let error = client.tokens().refresh_token(&refresh_request()).await;
        let error = error.unwrap_err();
        assert!(matches!(
            error.api(),
            Some(RefreshTokenError::InvalidToken(_) | RefreshTokenError::Unauthorized(_))
        ));
        assert_eq!(error.action().map(|it| it.kind), Some("signIn"));
        assert_eq!((server.count(), issuer.issued()), (1, 0));
        assert_eq!(sent(&server), [""]);
    }
}

/// A refresh repeats the same body, external_id included.
#[tokio::test]
async fn a_refresh_repeats_the_same_bytes() {
    let script = [
        nested(401, "invalid_token"),
        nested(409, "duplicate_external_id"),
    ];
    let server = Server::answering(script);
    let client = setup::client(&server, &ManualClock::new());
    let body = new_invoice().external_id("order-42");
    let error = client
        .invoices()
        .create_invoice(&id(), &body)
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("duplicate_external_id"));
    let requests = server.requests();
    assert_eq!(requests[0].body, requests[1].body);
    assert_eq!(error.idempotency_key().unwrap().as_str(), "order-42");
}

#[tokio::test]
async fn no_token_and_no_private_value_is_shown() {
    let traces = Traces::start();
    let server = Server::deciding(|request| {
        let echo = request.header("authorization").unwrap_or_default();
        let body =
            serde_json::json!({"code": "permission_denied", "message": format!("not for {echo}")});
        Answer::json(403, body.to_string())
    });
    let client = setup::client(&server, &ManualClock::new());
    let business = setup::new_business().bank_account("DE-canary-account");
    let call = client.businesses().create_business(&business);
    let before = format!("{call:?}{client:?}{business:?}{:?}", refresh_request());
    let error = call.await.unwrap_err();
    assert_eq!(error.message(), Some("not for Bearer [redacted]"));
    let text = format!(
        "{before}{}{}{}",
        shown(&error),
        error.support_report(),
        traces.text()
    );
    assert!(!text.contains("canary"), "{text}");
    assert!(text.contains("permission_denied"), "{text}");
}
