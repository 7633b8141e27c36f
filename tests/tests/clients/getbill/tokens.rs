//! Access tokens: fetched, refreshed once, and the scopes that they need.

use std::collections::BTreeSet;

use faultcode_runtime::document::Operation;
use faultcode_runtime::errors::{StopReason, Verdict};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{BuildError, Effect, Token};
use faultcode_tests::{Answer, Server};
use getbill::ErrorKind;
use getbill::company::{GET_COMPANY, GET_CREDITS, LIST_USERS};
use getbill::creditors::{GET_CREDITOR, LIST_CREDITORS, REPLACE_CREDITOR, UPDATE_CREDITOR};
use getbill::debtors::{GET_DEBTOR, LIST_DEBTORS, UPDATE_DEBTOR};
use getbill::debts::{
    CREATE_DEBT, CREATE_DEBTS, DELETE_DEBT, GET_DEBT, GetDebtError, LIST_DEBTS,
    LIST_DEBTS_BY_CREDITOR, LIST_DEBTS_BY_DEBTOR, UPDATE_DEBT,
};
use getbill::followups::{
    CREATE_FOLLOWUP, GET_FOLLOWUP, LIST_FOLLOWUPS, LIST_FOLLOWUPS_OF_DEBT, UPDATE_FOLLOWUP,
};
use getbill::input::{TokenRequest, TokenRequestGrantType};
use getbill::reports::{GET_REPORT, GET_REPORT_DOWNLOAD, LIST_REPORTS};
use getbill::testing::SAMPLES;
use getbill::tokens::{CREATE_TOKEN, CreateTokenError};

use super::setup::{self, ID, Issuer, TOKEN, new_debt, plain_refusal, token_request};

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
    let rows: [(&str, &[&Operation]); 11] = [
        (
            "company:read",
            &[&GET_COMPANY.operation, &GET_CREDITS.operation],
        ),
        (
            "creditors:read",
            &[&GET_CREDITOR.operation, &LIST_CREDITORS.operation],
        ),
        (
            "creditors:write",
            &[&REPLACE_CREDITOR.operation, &UPDATE_CREDITOR.operation],
        ),
        (
            "debtors:read",
            &[&GET_DEBTOR.operation, &LIST_DEBTORS.operation],
        ),
        ("debtors:write", &[&UPDATE_DEBTOR.operation]),
        (
            "debts:read",
            &[
                &GET_DEBT.operation,
                &LIST_DEBTS.operation,
                &LIST_DEBTS_BY_CREDITOR.operation,
                &LIST_DEBTS_BY_DEBTOR.operation,
            ],
        ),
        (
            "debts:write",
            &[
                &CREATE_DEBT.operation,
                &CREATE_DEBTS.operation,
                &DELETE_DEBT.operation,
                &UPDATE_DEBT.operation,
            ],
        ),
        (
            "followups:read",
            &[
                &GET_FOLLOWUP.operation,
                &LIST_FOLLOWUPS.operation,
                &LIST_FOLLOWUPS_OF_DEBT.operation,
            ],
        ),
        (
            "followups:write",
            &[&CREATE_FOLLOWUP.operation, &UPDATE_FOLLOWUP.operation],
        ),
        (
            "reports:read",
            &[
                &GET_REPORT.operation,
                &GET_REPORT_DOWNLOAD.operation,
                &LIST_REPORTS.operation,
            ],
        ),
        ("users:read", &[&LIST_USERS.operation]),
    ];
    let mut seen = BTreeSet::from([CREATE_TOKEN.operation.id]);
    for (expected, operations) in rows {
        for operation in operations {
            assert_eq!(scopes(operation), [expected], "{}", operation.id);
            seen.insert(operation.id);
        }
    }
    assert!(CREATE_TOKEN.operation.security.is_empty());
    assert_eq!(
        seen,
        SAMPLES.iter().map(|sample| sample.operation.id).collect()
    );
}

#[tokio::test]
async fn fact_3_5_a_missing_scope_is_said() {
    let body = r#"{"error": true, "message": "Required scope \"debts:write\" not found in token", "code": 403}"#;
    let server = Server::deciding(move |_| Answer::json(403, body));
    let client = setup::client(&server, &ManualClock::new());
    let error = client.debts().get_debt(ID).await.unwrap_err();
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
    let call = client.debts().create_debt(&new_debt());
    let error = call.await.unwrap_err();
    let ErrorKind::Build(build) = error.kind() else {
        panic!("{error:?}");
    };
    assert!(matches!(build, BuildError::MissingScope("debts:write")));
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
    let read = client.debts().get_debt(ID).send_with_meta().await.unwrap();
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
    let call = client.debts().create_debt(&new_debt());
    let error = call.await.unwrap_err();
    assert_eq!(error.status(), Some(401));
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    assert_eq!(error.attempts().len(), 2);
    assert_eq!((server.count(), issuer.issued()), (2, 2));
    let requests = server.requests();
    assert_eq!(requests[0].body, requests[1].body);

    // Nor does the next call refresh at once: the server refuses what it has just issued.
    let error = client.debts().get_debt(ID).await.unwrap_err();
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
        "/token" => {
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
    client.debts().get_debt(ID).await.unwrap();
    client.debts().get_debt(ID).await.unwrap();
    let requests = server.requests();
    let targets: Vec<_> = requests.iter().map(|it| it.target.as_str()).collect();
    let (token, debt) = ("/token", "/external-api/v1/debts/debt-7");
    assert_eq!(targets, [token, debt, token, debt, debt]);
    let form = "application/x-www-form-urlencoded";
    assert_eq!(requests[0].header("content-type"), Some(form));
    assert_eq!(requests[0].header("authorization"), None);
    let body = requests[0].text();
    for pair in [
        "grant_type=client_credentials",
        "client_id=shop-17",
        "client_secret=secret%20canary%264711",
        "scope=company%3Aread%20creditors%3Aread%20creditors%3Awrite%20debtors%3Aread%20debtors%3Awrite%20debts%3Aread%20\
         debts%3Awrite%20followups%3Aread%20followups%3Awrite%20reports%3Aread%20users%3Aread%20webhooks%3Aread",
    ] {
        assert!(body.split('&').any(|part| part == pair), "{pair} in {body}");
    }
}

/// A client that was granted three scopes asks for these, and is not sent where another one is needed.
#[tokio::test]
async fn only_the_named_scopes_are_asked_for() {
    for said in ["", r#", "scope": "debts:read followups:read""#] {
        let server = Server::deciding(move |request| match request.target.as_str() {
            "/token" => {
                let body = format!(
                    r#"{{"access_token": "{TOKEN}-1", "token_type": "Bearer", "expires_in": 3600{said}}}"#
                );
                Answer::json(200, body)
            }
            _ => setup::debt(),
        });
        let client = setup::builder(&server, &ManualClock::new())
            .oauth("shop-17", "secret canary&4711")
            .client_scopes(["debts:read", "followups:read"])
            .build()
            .unwrap();
        client.debts().get_debt(ID).await.unwrap();
        let body = server.requests()[0].text().to_owned();
        let scope = "scope=debts%3Aread%20followups%3Aread";
        assert!(body.split('&').any(|part| part == scope), "{body}");

        // Whether the server repeats what it grants or grants it without a word (RFC 6749 section 5.1).
        let error = client.debts().create_debt(&new_debt()).await.unwrap_err();
        let ErrorKind::Build(build) = error.kind() else {
            panic!("{error:?}");
        };
        assert!(matches!(build, BuildError::MissingScope("debts:write")));
        assert_eq!(server.count(), 2);
    }
}

/// Besides client credentials, the token endpoint takes a code and a refresh token.
#[tokio::test]
async fn every_grant_is_a_form() {
    type Grant = TokenRequestGrantType;
    let request = |grant| TokenRequest::new(grant, "shop-17", "secret-canary-4711");
    let rows = [
        (
            request(Grant::ClientCredentials).scope("debts:read debts:write"),
            "grant_type=client_credentials&client_id=shop-17&client_secret=secret-canary-4711&\
             scope=debts%3Aread%20debts%3Awrite",
        ),
        (
            request(Grant::AuthorizationCode)
                .code("c1")
                .redirect_uri("https://shop.example/back"),
            "grant_type=authorization_code&client_id=shop-17&client_secret=secret-canary-4711&code=c1&\
             redirect_uri=https%3A%2F%2Fshop.example%2Fback",
        ),
        (
            request(Grant::RefreshToken).refresh_token("r1"),
            "grant_type=refresh_token&client_id=shop-17&client_secret=secret-canary-4711&refresh_token=r1",
        ),
    ];
    for (request, form) in rows {
        let body = r#"{"access_token": "a", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "r2"}"#;
        let server = Server::answering([Answer::json(200, body)]);
        let client = setup::client(&server, &ManualClock::new());
        let token = client.tokens().create_token(&request).await.unwrap();
        assert_eq!(token.expires_in, 3600);
        assert_eq!(token.refresh_token.unwrap().expose(), "r2");
        assert_eq!(server.request().text(), form);
    }
}
