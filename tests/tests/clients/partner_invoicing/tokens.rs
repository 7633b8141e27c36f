//! Tokens: refreshed once, never for the call that makes them, and never shown.

use faultcode_runtime::errors::{StopReason, Verdict};
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::traces::{Traces, shown};
use faultcode_tests::{Answer, Server};
use partner_invoicing::businesses::GetBusinessError;
use partner_invoicing::tokens::GetPartnerTokenError;

use super::setup::{self, Issuer, KEY, PARTNER, TOKEN, id, new_invoice, refusal, token_request};

fn sent(server: &Server) -> Vec<String> {
    let requests = server.requests().into_iter();
    requests
        .map(|it| it.header("authorization").unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn fact_4_6_a_token_that_is_not_accepted_is_refreshed() {
    let rows = [
        refusal(401, "invalid_token"),
        Answer::status(401),
        refusal(401, "token_revoked"),
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
    let server = Server::deciding(|_| refusal(401, "invalid_token"));
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
    let server = Server::deciding(|_| refusal(401, "authentication_required"));
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
    let server = Server::deciding(|_| refusal(401, "invalid_token"));
    let builder = setup::builder(&server, &ManualClock::new()).partner_token(TOKEN);
    let client = builder.build().unwrap();
    let error = client.businesses().get_business(&id()).await.unwrap_err();
    assert_eq!(error.verdict(), Some(Verdict::Reauth));
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    assert_eq!(server.count(), 1);
}

/// Fact 4.6: the call that makes a token has credentials that nothing refreshes.
#[tokio::test]
async fn fact_4_6_wrong_credentials_are_final() {
    for answer in [refusal(401, "authentication_required"), Answer::status(401)] {
        let (server, issuer) = (Server::deciding(move |_| answer.clone()), Issuer::default());
        let client = issuer.client(&server, &ManualClock::new());
        let error = client.tokens().get_partner_token(&token_request()).await;
        let error = error.unwrap_err();
        assert!(matches!(
            error.api(),
            Some(
                GetPartnerTokenError::AuthenticationRequired(_)
                    | GetPartnerTokenError::Unauthorized(_)
            )
        ));
        assert_eq!(error.action().map(|it| it.kind), Some("checkCredentials"));
        assert_eq!((server.count(), issuer.issued()), (1, 0));
        // Computed with `printf %s 0d6b…:key-canary-4711 | base64 -w0`.
        let basic =
            "Basic MGQ2YjNmNWEtNmE1Mi00YjRmLThmMGItMWM5YTRmMGU3ZDIxOmtleS1jYW5hcnktNDcxMQ==";
        assert_eq!(sent(&server), [basic]);
        assert_eq!(server.request().text(), "grant_type=client_credentials");
        assert_eq!(
            server.request().header("content-type"),
            Some("application/x-www-form-urlencoded")
        );
    }
}

/// A refresh repeats the same body, external_id included.
#[tokio::test]
async fn a_refresh_repeats_the_same_bytes() {
    let script = [
        refusal(401, "invalid_token"),
        refusal(409, "duplicate_external_id"),
    ];
    let server = Server::answering(script);
    let client = setup::client(&server, &ManualClock::new());
    let error = client
        .invoices()
        .create_invoice(&id(), &new_invoice())
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
        let body = serde_json::json!({"error_code": "permission_denied", "error": format!("not for {echo}")});
        Answer::json(403, body.to_string())
    });
    let client = setup::client(&server, &ManualClock::new());
    let business = setup::new_business();
    let call = client.businesses().create_business(&business);
    let before = format!(
        "{call:?}{client:?}{business:?}{:?}",
        setup::builder(&server, &ManualClock::new()).partner(PARTNER, KEY)
    );
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
