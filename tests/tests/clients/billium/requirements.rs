//! The one machine code: what an account lacks, and which callers can meet it.

use billium::errors::SecurityRequirementNotMet;
use billium::testing::SAMPLES;
use billium::types::SecurityFactor;
use billium::wallets::GetWalletError;
use faultcode_runtime::EndpointError;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server};

use super::setup::{MERCHANT, client};

fn lacking(missing: &str) -> Answer {
    let body = format!(
        r#"{{"statusCode": 403, "error": "SECURITY_REQUIREMENT_NOT_MET",
            "message": "The team asks for more than this account has"{missing}}}"#
    );
    Answer::json(403, body)
}

/// The five values are typed, a sixth is kept as it came, in the order of the server.
#[tokio::test]
async fn fact_0_13_missing_factors_are_typed() {
    let missing = r#", "missing": ["tfa", "passkey", "google_login", "github_login", "email_verified", "palm_print"]"#;
    let server = Server::answering([lacking(missing)]);
    let client = client(&server, &ManualClock::new());
    let error = client
        .wallets()
        .get_wallet(MERCHANT, "wal_1")
        .await
        .unwrap_err();
    let Some(GetWalletError::SecurityRequirementNotMet(details)) = error.api() else {
        panic!("{error:?}");
    };
    let [known @ .., sixth] = details.missing.as_deref().unwrap_or_default() else {
        panic!("{details:?}");
    };
    assert_eq!(
        known,
        [
            SecurityFactor::Tfa,
            SecurityFactor::Passkey,
            SecurityFactor::GoogleLogin,
            SecurityFactor::GithubLogin,
            SecurityFactor::EmailVerified,
        ]
    );
    assert!(matches!(sixth, SecurityFactor::Unknown(_)), "{sixth:?}");
    assert_eq!(sixth.as_str(), "palm_print");
    assert_eq!(server.count(), 1);
}

/// Without the list the code is still known; where there is something else, the reason is said.
#[tokio::test]
async fn fact_0_13_a_missing_list_keeps_the_code() {
    for missing in [
        "",
        r#", "missing": null"#,
        r#", "missing": "tfa""#,
        r#", "missing": [1]"#,
    ] {
        let server = Server::answering([lacking(missing)]);
        let client = client(&server, &ManualClock::new());
        let error = client
            .wallets()
            .get_wallet(MERCHANT, "wal_1")
            .await
            .unwrap_err();
        match error.api() {
            Some(GetWalletError::SecurityRequirementNotMet(details)) => {
                assert!(details.missing.is_none(), "{missing}");
                assert!(missing.is_empty() || missing.ends_with("null"));
            }
            Some(GetWalletError::Unrecognized(rest)) => {
                assert_eq!(rest.code(), SecurityRequirementNotMet::CODE.code);
                assert!(rest.cause().is_some(), "{missing}");
                assert!(missing.ends_with(['"', ']']));
            }
            other => panic!("{missing}: {other:?}"),
        }
        assert_eq!(
            error.action().map(|action| action.kind),
            Some("satisfyRequirement")
        );
    }
}

/// Only a session can meet the code. The dashboard acts on merchants as servers do, so that every operation declares it;
/// `wire::by_scheme` shows that an operation without sessions would not.
#[test]
fn fact_0_14_the_code_is_declared_where_a_session_may_call() {
    let code = SecurityRequirementNotMet::CODE.code;
    assert!(GetWalletError::CODES.iter().any(|it| it.code == code));
    for sample in SAMPLES {
        let operation = sample.operation;
        let takes = |scheme| {
            let alternatives = operation.security.iter();
            alternatives
                .filter(|all| all.iter().all(|need| need.scheme.name == scheme))
                .count()
        };
        assert_eq!(
            (takes("apiKey"), takes("dashboardSession")),
            (1, 1),
            "{}",
            operation.id
        );
        let shown = SAMPLES
            .iter()
            .any(|it| it.operation.id == operation.id && it.code == code);
        assert!(shown, "{}", operation.id);
    }
}

/// What a server with an API key gets is never this code; should it come nevertheless, it is typed all the same, and final.
#[tokio::test]
async fn fact_0_14_the_code_is_final_with_a_key_as_well() {
    let server = Server::deciding(|_| lacking(r#", "missing": ["tfa"]"#));
    let client = client(&server, &ManualClock::new());
    let error = client.wallets().get_wallet(MERCHANT, "wal_1").await;
    let error = error.unwrap_err();
    assert_eq!(error.code(), Some("SECURITY_REQUIREMENT_NOT_MET"));
    assert_eq!(server.request().header("authorization"), None);
    assert_eq!(server.count(), 1);
}
