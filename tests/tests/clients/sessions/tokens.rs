//! Tokens that run out, and keys that are wrong: the same status, and opposite reactions.

use std::time::Duration;

use faultcode_runtime::Effect;
use faultcode_runtime::errors::{StopReason, Verdict};
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Request, Server};
use sessions::auth::RefreshTokenError;
use sessions::billing::GetBalanceError;
use sessions::sessions::CreateSessionError;
use tokio::task::JoinSet;

use super::setup::{self, Issuer, balance, created, new_session, refusal};

fn bearer(request: &Request) -> &str {
    let header = request.header("authorization").unwrap_or_default();
    header.strip_prefix("Bearer ").unwrap_or_default()
}

#[tokio::test]
async fn fact_2_9_expired_token_refreshes_once() {
    let server = Server::answering([refusal(401, "AUTH_EXPIRED_TOKEN"), created()]);
    let clock = ManualClock::new();
    let issuer = Issuer::default();
    let client = issuer.builder(&server, &clock).build().unwrap();
    client
        .sessions()
        .create_session(&new_session())
        .await
        .unwrap();
    let requests = server.requests();
    let sent: Vec<_> = requests.iter().map(bearer).collect();
    assert_eq!(sent, ["token-1", "token-2"]);
    assert_eq!(issuer.issued(), 2, "the first token and one refresh");
    assert_eq!(
        requests[0].header("idempotency-key"),
        requests[1].header("idempotency-key")
    );
    assert!(clock.waits().is_empty(), "a refresh waits for nothing");
}

/// A server that refuses the new token as well does not keep the client refreshing.
#[tokio::test]
async fn fact_2_9_a_second_refusal_ends_the_call() {
    let server = Server::deciding(|_| refusal(401, "AUTH_EXPIRED_TOKEN"));
    let issuer = Issuer::default();
    let client = issuer.builder(&server, &ManualClock::new());
    let client = client.build().unwrap();
    let error = client.sessions().create_session(&new_session()).await;
    let error = error.unwrap_err();
    assert!(
        matches!(error.api(), Some(CreateSessionError::AuthExpiredToken(_))),
        "{error:?}"
    );
    assert_eq!(error.verdict(), Some(Verdict::Reauth));
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    assert_eq!((server.count(), issuer.issued()), (2, 2));
}

/// The repeat after a refresh is no attempt: four more are left.
#[tokio::test]
async fn fact_2_9_a_refresh_takes_no_attempt() {
    let mut answers = vec![refusal(401, "AUTH_EXPIRED_TOKEN")];
    answers.extend(vec![refusal(502, "BACKEND_ERROR"); 4]);
    let server = Server::answering(answers);
    let clock = ManualClock::new();
    let client = setup::client(&server, &clock);
    let error = client.billing().get_balance().await.unwrap_err();
    assert_eq!(error.code(), Some("BACKEND_ERROR"));
    assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
    assert_eq!(server.count(), 5);
}

/// A token that cannot be renewed is refused once.
#[tokio::test]
async fn fact_2_9_a_fixed_token_is_not_refreshed() {
    let server = Server::deciding(|_| refusal(401, "AUTH_EXPIRED_TOKEN"));
    let client = sessions::Client::builder()
        .base_url(server.url())
        .access_token("fixed")
        .build()
        .unwrap();
    let error = client.billing().get_balance().await.unwrap_err();
    assert!(matches!(
        error.api(),
        Some(GetBalanceError::AuthExpiredToken(_))
    ));
    assert_eq!(error.action().map(|it| it.kind), Some("refreshToken"));
    assert_eq!(bearer(&server.request()), "fixed");
}

/// Calls a hundred times at once, and returns how many succeeded.
async fn a_hundred_at_once(client: &sessions::Client) -> usize {
    let mut calls = JoinSet::new();
    for _ in 0..100 {
        let client = client.clone();
        calls.spawn(async move { client.billing().get_balance().await.is_ok() });
    }
    let outcomes = calls.join_all().await;
    outcomes.into_iter().filter(|succeeded| *succeeded).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fact_2_9_a_hundred_calls_at_once_cause_one_refresh() {
    let server = Server::deciding(|request| match bearer(request) {
        // Late enough for many calls to be on their way with the old token.
        "token-1" => refusal(401, "AUTH_EXPIRED_TOKEN").after(Duration::from_millis(200)),
        "token-2" => balance(),
        _ => Answer::status(400),
    });
    let issuer = Issuer::default();
    let client = issuer.builder(&server, &ManualClock::new());
    let client = client.build().unwrap();
    assert_eq!(a_hundred_at_once(&client).await, 100);
    assert_eq!(issuer.issued(), 2, "the first token and one refresh");
    let requests = server.requests();
    let with = |token| requests.iter().filter(|it| bearer(it) == token).count();
    assert_eq!(with("token-2"), 100);
    assert!(with("token-1") > 1, "at least two calls met the old token");
    assert_eq!(requests.len(), with("token-1") + 100);
}

/// The same status with the other code: no refresh, not one request more.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fact_2_9_an_invalid_key_refreshes_nothing() {
    let server = Server::deciding(|_| refusal(401, "AUTH_INVALID_KEY"));
    let issuer = Issuer::default();
    let client = issuer.builder(&server, &ManualClock::new());
    let client = client.build().unwrap();
    assert_eq!(a_hundred_at_once(&client).await, 0);
    assert_eq!((server.count(), issuer.issued()), (100, 1));
}

/// The operation that exchanges a token is never itself refreshed: the token is what it needs.
#[tokio::test]
async fn fact_2_9_the_refresh_is_not_refreshed() {
    let server = Server::answering([refusal(401, "AUTH_EXPIRED_TOKEN")]);
    let issuer = Issuer::default();
    let client = issuer.builder(&server, &ManualClock::new());
    let client = client.build().unwrap();
    let error = client.auth().refresh_token().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(RefreshTokenError::AuthExpiredToken(_))),
        "{error:?}"
    );
    let action = error.action().unwrap();
    assert_eq!(
        (action.kind, action.operation),
        ("signIn", Some("createToken"))
    );
    assert_eq!(issuer.issued(), 1);
    assert_eq!(bearer(&server.request()), "token-1");
}

/// Without a credential nothing is sent.
#[tokio::test]
async fn a_missing_credential_is_found_before_sending() {
    let server = Server::answering([]);
    let client = setup::builder(&server, &ManualClock::new())
        .build()
        .unwrap();
    let error = client.billing().get_balance().await.unwrap_err();
    assert_eq!(error.effect(), Effect::NotSent);
    assert_eq!(server.connections(), 0);
}
