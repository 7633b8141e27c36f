//! Access tokens: fetched, refreshed once, and the scopes that they need.

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{BuildProblem, Effect, Operation, StopReason, Token, Verdict};
use faultcode_tests::{Answer, Server};
use getbill::Error;
use getbill::debts::{
    CREATE_DEBT, CreateDebtParams, GET_DEBT, GetDebtError, LIST_DEBTS, UPDATE_DEBT,
};
use getbill::documents::UPLOAD_DOCUMENT;
use getbill::payments::{CREATE_PAYMENT, GET_PAYMENT, LIST_PAYMENTS};
use getbill::tokens::{CREATE_TOKEN, CreateTokenError};

use crate::setup::{self, Issuer, TOKEN, id, new_debt, plain_refusal, token_request};

fn sent(server: &Server) -> Vec<String> {
    let requests = server.requests().into_iter();
    requests
        .map(|it| it.header("authorization").unwrap_or_default().to_owned())
        .collect()
}

/// Fact 3.5: which scope an operation needs can be asked before it is called.
#[test]
fn fact_3_5_scopes_are_readable_from_the_operation() {
    let scopes = |operation: &Operation| -> Vec<&str> {
        let needs = operation.security.iter().flat_map(|needs| needs.iter());
        needs.flat_map(|need| need.scopes.iter().copied()).collect()
    };
    for (operation, expected) in [
        (&CREATE_DEBT, "debts:write"),
        (&UPDATE_DEBT, "debts:write"),
        (&UPLOAD_DOCUMENT, "debts:write"),
        (&LIST_DEBTS, "debts:read"),
        (&GET_DEBT, "debts:read"),
        (&CREATE_PAYMENT, "payments:write"),
        (&LIST_PAYMENTS, "payments:read"),
        (&GET_PAYMENT, "payments:read"),
    ] {
        assert_eq!(scopes(operation), [expected], "{}", operation.id);
    }
    assert!(CREATE_TOKEN.security.is_empty());
}

#[tokio::test]
async fn fact_3_5_a_missing_scope_is_said() {
    let body = r#"{"error": true, "message": "Required scope \"debts:write\" not found in token", "code": 403}"#;
    let server = Server::deciding(move |_| Answer::json(403, body));
    let client = setup::client(&server, &ManualClock::new());
    let error = client.debts().get_debt(&id()).await.unwrap_err();
    assert!(matches!(error.api(), Some(GetDebtError::Forbidden(_))));
    let action = error.action().unwrap();
    assert_eq!(
        (action.kind, action.operation),
        ("requestScope", Some("createToken"))
    );
    let message = "Required scope \"debts:write\" not found in token";
    assert_eq!(error.message(), Some(message));
    assert_eq!(server.count(), 1);

    // A token that says what it is for is not sent where it cannot do.
    let server = Server::answering([]);
    let source = |_| async { Ok(Token::new(TOKEN).scopes(["debts:read"])) };
    let builder = setup::builder(&server, &ManualClock::new()).oauth_source(source);
    let client = builder.build().unwrap();
    let call = client
        .debts()
        .create_debt(&CreateDebtParams::new(), &new_debt());
    let error = call.await.unwrap_err();
    let Error::Build(build) = &error else {
        panic!("{error:?}");
    };
    assert!(matches!(
        build.problem(),
        BuildProblem::MissingScope("debts:write")
    ));
    assert_eq!(error.effect(), Effect::NotSent);
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn fact_3_6_a_401_refreshes_the_token_and_repeats() {
    let script = [plain_refusal(401), setup::debt()];
    let (server, clock, issuer) = (
        Server::answering(script),
        ManualClock::new(),
        Issuer::default(),
    );
    let client = issuer.client(&server, &clock);
    let read = client
        .debts()
        .get_debt(&id())
        .send_with_meta()
        .await
        .unwrap();
    assert_eq!(read.meta.attempts()[0].verdict, Some(Verdict::Reauth));
    assert_eq!(issuer.issued(), 2);
    assert_eq!(
        sent(&server),
        [format!("Bearer {TOKEN}-1"), format!("Bearer {TOKEN}-2")]
    );
    assert!(clock.waits().is_empty());
}

/// Fact 3.6: the page's sample calls itself again and again.
#[tokio::test]
async fn fact_3_6_a_second_401_ends_the_call() {
    let (server, issuer) = (Server::deciding(|_| plain_refusal(401)), Issuer::default());
    let client = issuer.client(&server, &ManualClock::new());
    let call = client
        .debts()
        .create_debt(&CreateDebtParams::new(), &new_debt());
    let error = call.await.unwrap_err();
    assert_eq!(error.status(), Some(401));
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    assert_eq!(error.attempts().len(), 2);
    assert_eq!((server.count(), issuer.issued()), (2, 2));
    let requests = server.requests();
    assert_eq!(requests[0].body, requests[1].body);

    // Nor does the next call refresh at once: the server refuses what it has just issued.
    let error = client.debts().get_debt(&id()).await.unwrap_err();
    assert!(matches!(error.api(), Some(GetDebtError::Unauthorized(_))));
    assert_eq!((server.count(), issuer.issued()), (3, 2));
}

/// Fact 3.6: the call that gets a token is not saved by a token.
#[tokio::test]
async fn fact_3_6_wrong_client_credentials_are_final() {
    let (server, issuer) = (Server::deciding(|_| plain_refusal(401)), Issuer::default());
    let client = issuer.client(&server, &ManualClock::new());
    let error = client
        .tokens()
        .create_token(&token_request())
        .await
        .unwrap_err();
    assert!(matches!(
        error.api(),
        Some(CreateTokenError::Unauthorized(_))
    ));
    assert_eq!(error.action().map(|it| it.kind), Some("checkCredentials"));
    assert_eq!((server.count(), issuer.issued()), (1, 0));
    assert_eq!(server.request().header("authorization"), None);
}

/// Fact 3.6: with id and secret the client gets its tokens itself, from the server that it talks to.
#[tokio::test]
async fn fact_3_6_client_credentials_fetch_and_refresh() {
    let mut issued = 0;
    let server = Server::deciding(move |request| match request.target.as_str() {
        "/external-api/v1/oauth/token" => {
            issued += 1;
            let body = format!(
                r#"{{"access_token": "{TOKEN}-{issued}", "token_type": "Bearer", "expires_in": 3600,
                    "scope": "debts:read debts:write"}}"#
            );
            Answer::json(200, body)
        }
        _ if request.header("authorization") == Some(&format!("Bearer {TOKEN}-1")) => {
            plain_refusal(401)
        }
        _ => setup::debt(),
    });
    let builder = setup::builder(&server, &ManualClock::new());
    let client = builder
        .oauth("shop-17", "secret canary&4711")
        .build()
        .unwrap();
    client.debts().get_debt(&id()).await.unwrap();
    client.debts().get_debt(&id()).await.unwrap();
    let requests = server.requests();
    let targets: Vec<_> = requests.iter().map(|it| it.target.as_str()).collect();
    let (token, debt) = (
        "/external-api/v1/oauth/token",
        format!("/external-api/v1/debts/{}", id()),
    );
    assert_eq!(targets, [token, &debt, token, &debt, &debt]);
    let form = "application/x-www-form-urlencoded";
    assert_eq!(requests[0].header("content-type"), Some(form));
    assert_eq!(requests[0].header("authorization"), None);
    let body = requests[0].text();
    for pair in [
        "grant_type=client_credentials",
        "client_id=shop-17",
        "client_secret=secret%20canary%264711",
        "scope=debts%3Aread%20debts%3Awrite%20payments%3Aread%20payments%3Awrite",
    ] {
        assert!(body.split('&').any(|part| part == pair), "{pair} in {body}");
    }
}
