//! Two ways in: an API key on every call, or an access token that is made from the key and its secret.

use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::Token;
use faultcode_runtime::errors::TokenError;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Request, Server};
use sessions::input::{ApiKeyRequest, NewAccount};

use super::setup::{self, KEY, SECRET, balance, key_and_secret, keyed, refusal, success};

/// The path and the two headers that can hold a credential.
fn seen(request: &Request) -> (&str, Option<&str>, Option<&str>) {
    let header = |name| request.header(name);
    (
        &request.target,
        header("x-api-key"),
        header("authorization"),
    )
}

#[tokio::test]
async fn the_api_key_alone_is_enough() {
    let server = Server::answering([balance()]);
    keyed(&server).billing().get_balance().await.unwrap();
    assert_eq!(
        seen(&server.request()),
        ("/billing/balance", Some(KEY), None)
    );
}

/// A client that has both sends the key: it does not run out.
#[tokio::test]
async fn of_key_and_token_the_key_is_sent() {
    let server = Server::answering([balance()]);
    let both = setup::builder(&server, &ManualClock::new())
        .access_token("at-1")
        .api_key(KEY);
    let client = both.build().unwrap();
    client.billing().get_balance().await.unwrap();
    assert_eq!(
        seen(&server.request()),
        ("/billing/balance", Some(KEY), None)
    );
}

/// What opens an account, and what makes a token, sends no credential although the client has one.
#[tokio::test]
async fn whoever_has_no_account_needs_no_credential() {
    let registered = r#"{"api_key": "ak-1", "api_secret": "sk-1", "trial": {"balance": 3}}"#;
    let server = Server::deciding(move |request| match request.target.as_str() {
        "/account/register" => success(registered),
        "/auth/token" => success(r#"{"access_token": "at-1"}"#),
        _ => success("[]"),
    });
    let client = keyed(&server);
    let account = client
        .account()
        .register_account(&NewAccount::new("Watcher"))
        .await
        .unwrap();
    assert_eq!(account.api_key.expose(), "ak-1");
    assert_eq!(account.api_secret.expose(), "sk-1");
    assert!(account.referral.is_none());
    let email = ApiKeyRequest::new("watcher@example.com");
    client.account().request_api_key(&email).await.unwrap();
    client.products().list_public_products().await.unwrap();
    let token = client.auth().create_token(&key_and_secret()).await;
    assert_eq!(token.unwrap().access_token.expose(), "at-1");
    let requests = server.requests();
    let seen: Vec<_> = requests.iter().map(seen).collect();
    assert_eq!(
        seen,
        [
            ("/account/register", None, None),
            ("/account/request-api-key", None, None),
            ("/public/products", None, None),
            ("/auth/token", None, None),
        ]
    );
    assert_eq!(
        requests[3].text(),
        format!(r#"{{"api_key":"{KEY}","api_secret":"{SECRET}"}}"#)
    );
}

/// A source of tokens that is made of the two operations.
async fn next_token(url: String, previous: Option<Token>) -> Result<Token, TokenError> {
    let client = || sessions::Client::builder().base_url(url.clone());
    if let Some(previous) = previous {
        let again = client().access_token(previous.access.expose().as_str());
        let again = again.build().expect("a loopback URL");
        if let Ok(token) = again.auth().refresh_token().await {
            return Ok(Token::new(token.access_token.expose().as_str()));
        }
    }
    let first = client().build().expect("a loopback URL");
    let token = first.auth().create_token(&key_and_secret()).await;
    let token = token.map_err(|error| TokenError::transient("no token").with_source(error))?;
    Ok(Token::new(token.access_token.expose().as_str()))
}

/// The first token comes from key and secret, a later one from the one
/// before, and from key and secret again when that is too late.
#[tokio::test]
async fn tokens_are_made_from_the_key_and_then_from_each_other() {
    let mut made = 0;
    let server = Server::deciding(move |request| {
        let bearer = request.header("authorization").unwrap_or_default();
        match (request.target.as_str(), bearer) {
            ("/auth/token", _) => {
                made += 1;
                success(&format!(r#"{{"access_token": "made-{made}"}}"#))
            }
            ("/auth/refresh", "Bearer made-1") => success(r#"{"access_token": "next-1"}"#),
            ("/auth/refresh", _) => refusal(401, "AUTH_EXPIRED_TOKEN"),
            (_, "Bearer made-1" | "Bearer next-1") => refusal(401, "AUTH_EXPIRED_TOKEN"),
            (_, "Bearer made-2") => balance(),
            _ => Answer::status(400),
        }
    });
    let url = server.url();
    let clock = ManualClock::new();
    let calling = sessions::Client::builder()
        .base_url(server.url())
        .clock(Arc::new(clock.clone()))
        .access_token_source(move |previous| next_token(url.clone(), previous))
        .build()
        .unwrap();
    // made-1 is refused, next-1 as well: the call ends, since one refresh is what a call may cause.
    let error = calling.billing().get_balance().await.unwrap_err();
    assert_eq!(error.code(), Some("AUTH_EXPIRED_TOKEN"));
    clock.advance(Duration::from_secs(60));
    // next-1 cannot be exchanged any more, so that the key makes a new one.
    calling.billing().get_balance().await.unwrap();
    let requests = server.requests();
    let path: Vec<_> = requests.iter().map(|it| it.target.as_str()).collect();
    assert_eq!(
        path,
        [
            "/auth/token",
            "/billing/balance",
            "/auth/refresh",
            "/billing/balance",
            "/billing/balance",
            "/auth/refresh",
            "/auth/token",
            "/billing/balance",
        ]
    );
}

#[tokio::test]
async fn credentials_in_answers_and_bodies_are_secrets() {
    let proxy = r#"{"session_id": "ses-1", "status": "active", "proxy": {"host": "gate.example.com", "port": 4411,
        "username": "canary-user", "password": "canary-pass", "protocol": "socks5",
        "full_url": "socks5://canary-user:canary-pass@gate.example.com:4411"}}"#;
    let server = Server::deciding(move |request| match request.method.as_str() {
        "GET" => success(proxy),
        _ => success(r#"{"api_secret": "canary-secret"}"#),
    });
    let client = keyed(&server);
    let session = client
        .sessions()
        .get_session("ses-1")
        .with(|it| it.include_credentials(true))
        .await;
    let session = session.unwrap();
    let secret = client.account().rotate_secret().await.unwrap();
    let shown = format!("{session:?} {secret:?} {:?}", key_and_secret());
    for canary in ["canary-", SECRET, KEY] {
        assert!(!shown.contains(canary), "{shown}");
    }
    assert!(shown.contains("gate.example.com"));
    let url = session.proxy.unwrap().full_url.unwrap();
    assert_eq!(
        url.expose(),
        "socks5://canary-user:canary-pass@gate.example.com:4411"
    );
    assert_eq!(
        server.requests()[0].target,
        "/sessions/ses-1?include_credentials=true"
    );
}
