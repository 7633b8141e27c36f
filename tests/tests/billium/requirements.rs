//! The one machine code: what an account lacks, and which callers can meet it.

use billium::api_keys::{CreateApiKeyError, ListApiKeysError, RevokeApiKeyError};
use billium::errors::SecurityRequirementNotMet;
use billium::invoices::{
    CANCEL_INVOICE, CREATE_INVOICE, CancelInvoiceError, CreateInvoiceError, GetInvoiceError,
    ListInvoicesError,
};
use billium::teams::{GetTeamError, ListTeamsError, SetTeamSecurityError};
use billium::types::SecurityFactor;
use billium::webhook_endpoints::{
    CREATE_WEBHOOK_ENDPOINT, CreateWebhookEndpointError, DELETE_WEBHOOK_ENDPOINT,
    DeleteWebhookEndpointError, LIST_WEBHOOK_ENDPOINTS, ListWebhookEndpointsError,
};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Effect, EndpointError, Operation};
use faultcode_tests::{Answer, Server};

use super::setup::{client, new_invoice, team};

fn lacking(missing: &str) -> Answer {
    let body = format!(
        r#"{{"statusCode": 403, "error": "SECURITY_REQUIREMENT_NOT_MET",
            "message": "Your account does not meet the security requirements for this team"{missing}}}"#
    );
    Answer::json(403, body)
}

/// The five values are typed, a sixth is kept as it came, in the order of the server.
#[tokio::test]
async fn fact_0_13_missing_factors_are_typed() {
    let missing = r#", "missing": ["tfa", "passkey", "google_login", "github_login", "email_verified", "palm_print"]"#;
    let server = Server::answering([lacking(missing)]);
    let client = client(&server, &ManualClock::new());
    let error = client.teams().get_team(&team()).await.unwrap_err();
    let Some(GetTeamError::SecurityRequirementNotMet(details)) = error.api() else {
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
        let error = client.teams().get_team(&team()).await.unwrap_err();
        match error.api() {
            Some(GetTeamError::SecurityRequirementNotMet(details)) => {
                assert!(details.missing.is_none(), "{missing}");
                assert!(missing.is_empty() || missing.ends_with("null"));
            }
            Some(GetTeamError::Unrecognized(rest)) => {
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

fn declares<E: EndpointError>() -> bool {
    let code = SecurityRequirementNotMet::CODE.code;
    E::CODES.iter().any(|declared| declared.code == code)
}

/// Only a session can meet the code: operations that take keys alone have no variant of it.
#[test]
fn fact_0_14_the_code_is_declared_where_a_session_may_call() {
    let with_keys_alone: [(&Operation, bool); 5] = [
        (&CREATE_INVOICE, declares::<CreateInvoiceError>()),
        (&CANCEL_INVOICE, declares::<CancelInvoiceError>()),
        (
            &LIST_WEBHOOK_ENDPOINTS,
            declares::<ListWebhookEndpointsError>(),
        ),
        (
            &CREATE_WEBHOOK_ENDPOINT,
            declares::<CreateWebhookEndpointError>(),
        ),
        (
            &DELETE_WEBHOOK_ENDPOINT,
            declares::<DeleteWebhookEndpointError>(),
        ),
    ];
    for (operation, declared) in with_keys_alone {
        let mut needs = operation.security.iter().copied().flatten();
        assert!(needs.all(|need| need.scheme.name == "apiKey"));
        assert!(!declared, "{}", operation.id);
    }
    assert!(!declares::<ListTeamsError>(), "it acts on no team");
    assert!(declares::<GetTeamError>() && declares::<SetTeamSecurityError>());
    assert!(declares::<ListInvoicesError>() && declares::<GetInvoiceError>());
    assert!(declares::<ListApiKeysError>() && declares::<CreateApiKeyError>());
    assert!(declares::<RevokeApiKeyError>());
}

/// Should a server send it there nevertheless, it is an unknown code with its status, and final.
#[tokio::test]
async fn fact_0_14_the_code_elsewhere_is_unrecognized() {
    let server = Server::deciding(|_| lacking(r#", "missing": ["tfa"]"#));
    let client = client(&server, &ManualClock::new());
    let error = client.invoices().create_invoice(&new_invoice()).await;
    let error = error.unwrap_err();
    let Some(CreateInvoiceError::Unrecognized(rest)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(rest.code(), Some("SECURITY_REQUIREMENT_NOT_MET"));
    assert_eq!(rest.status(), Some(403));
    assert_eq!(error.effect(), Effect::Rejected);
    assert_eq!(server.count(), 1);
}
