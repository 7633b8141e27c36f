//! The one shape of all refusals: a status that is said twice, a message in two forms, a class name or a code.

use billium::invoices::{CreateInvoiceError, GetInvoiceError, ListInvoicesError};
use faultcode_runtime::errors::{Note, StopReason};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{AnyError, Effect, Error};
use faultcode_tests::{Answer, Server};

use super::setup::{KEY, MERCHANT, client, new_invoice, refusal};

async fn create(answer: Answer) -> Error<CreateInvoiceError> {
    let server = Server::deciding(move |_| answer.clone());
    let client = client(&server, &ManualClock::new());
    let error = client
        .invoices()
        .create_invoice(MERCHANT, &new_invoice())
        .await;
    error.unwrap_err()
}

async fn get(answer: Answer) -> Error<GetInvoiceError> {
    let server = Server::deciding(move |_| answer.clone());
    let client = client(&server, &ManualClock::new());
    client
        .invoices()
        .get_invoice(MERCHANT, "inv_1")
        .await
        .unwrap_err()
}

/// The example of the page.
#[tokio::test]
async fn fact_0_1_the_envelope_of_the_page_is_read() {
    let body =
        r#"{"statusCode": 400, "message": "rawAmount is above 1000000", "error": "Bad Request"}"#;
    let error = create(Answer::json(400, body)).await;
    assert!(
        matches!(error.api(), Some(CreateInvoiceError::BadRequest(_))),
        "{error:?}"
    );
    let message = Some("rawAmount is above 1000000");
    assert_eq!((error.status(), error.message()), (Some(400), message));
    assert_eq!(error.code(), None);
    assert_eq!(error.notes().count(), 0);
}

/// A body that contradicts its status changes nothing, and is noted.
#[tokio::test]
async fn fact_0_2_the_real_status_is_in_force() {
    let body = r#"{"statusCode": 404, "message": "no", "error": "Not Found"}"#;
    let error = get(Answer::json(403, body)).await;
    assert!(
        matches!(error.api(), Some(GetInvoiceError::Forbidden(_))),
        "{error:?}"
    );
    assert_eq!(error.status(), Some(403));
    assert!(error.notes().any(|note| note == Note::StatusEcho));

    let error = get(refusal(403, "Forbidden")).await;
    assert!(!error.notes().any(|note| note == Note::StatusEcho));
}

#[tokio::test]
async fn fact_0_3_a_message_is_text_or_a_list() {
    let body = r#"{"statusCode": 400, "message": "currency is unknown", "error": "Bad Request"}"#;
    let error = create(Answer::json(400, body)).await;
    assert_eq!(error.message(), Some("currency is unknown"));
    assert!(error.field_errors().is_empty());

    let body = r#"{"statusCode": 400, "message": ["rawAmount is too large", "currency is unknown"], "error": "Bad Request"}"#;
    let error = create(Answer::json(400, body)).await;
    assert!(matches!(
        error.api(),
        Some(CreateInvoiceError::BadRequest(_))
    ));
    assert_eq!(
        error.message(),
        Some("rawAmount is too large; currency is unknown")
    );
    let each: Vec<_> = error.field_errors().iter().map(|it| &*it.message).collect();
    assert_eq!(each, ["rawAmount is too large", "currency is unknown"]);
}

/// A class name is no code; a code is none of the classes.
#[tokio::test]
async fn fact_0_4_a_class_name_gives_the_status_and_a_code_its_own_variant() {
    for class in ["Forbidden", "forbidden", "Not Allowed", ""] {
        let error = get(refusal(403, class)).await;
        assert!(
            matches!(error.api(), Some(GetInvoiceError::Forbidden(_))),
            "{class}: {error:?}"
        );
        assert_eq!(error.code(), None);
    }
    let body = r#"{"statusCode": 403, "message": "no", "error": "SECURITY_REQUIREMENT_NOT_MET", "missing": []}"#;
    let error = get(Answer::json(403, body)).await;
    assert!(
        matches!(
            error.api(),
            Some(GetInvoiceError::SecurityRequirementNotMet(_))
        ),
        "{error:?}"
    );
    assert_eq!(error.code(), Some("SECURITY_REQUIREMENT_NOT_MET"));
}

#[tokio::test]
async fn fact_0_10_a_business_rule_is_its_own_group() {
    let error = create(refusal(422, "Unprocessable Entity")).await;
    assert!(matches!(
        error.api(),
        Some(CreateInvoiceError::UnprocessableContent(_))
    ));
    assert_eq!(error.category(), Some("business"));
    assert_eq!(error.attempts().len(), 1);
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    assert_eq!(error.effect(), Effect::Rejected);
}

/// What the page's own client offers: status, message and, at times, a code, also without knowing the endpoint.
#[tokio::test]
async fn fact_0_15_status_message_and_code_on_every_error() {
    let rows = [
        (400, "Bad Request", None),
        (401, "Unauthorized", None),
        (
            403,
            "SECURITY_REQUIREMENT_NOT_MET",
            Some("SECURITY_REQUIREMENT_NOT_MET"),
        ),
        (404, "Not Found", None),
        (429, "Too Many Requests", None),
        (500, "Internal Server Error", None),
        (418, "I'm a teapot", None),
    ];
    for (status, class, code) in rows {
        let error = AnyError::from(get(refusal(status, class)).await);
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.message(), Some("no"), "{status}");
        assert_eq!(error.code(), code, "{status}");
        assert!(error.api::<GetInvoiceError>().is_some());
        let error = error.downcast::<CreateInvoiceError>().unwrap_err();
        error.downcast::<GetInvoiceError>().unwrap();
    }
}

/// One arm for the group, and a default that hands on what it does not know.
#[tokio::test]
async fn fact_0_17_one_arm_on_the_group_and_a_default() {
    fn reaction(error: &Error<GetInvoiceError>) -> &'static str {
        match error.category() {
            Some("auth") => "sign in",
            Some("rateLimit") => "later",
            _ => "hand on",
        }
    }
    let body = r#"{"error": "SECURITY_REQUIREMENT_NOT_MET", "missing": []}"#;
    for answer in [
        refusal(401, "Unauthorized"),
        refusal(403, "Forbidden"),
        Answer::json(403, body),
    ] {
        assert_eq!(reaction(&get(answer).await), "sign in");
    }
    assert_eq!(reaction(&get(refusal(404, "Not Found")).await), "hand on");

    let error = get(refusal(418, "I'm a teapot")).await;
    let Some(GetInvoiceError::Unrecognized(rest)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!((rest.status(), rest.code()), (Some(418), None));
    assert!(rest.cause().is_none());
    assert_eq!(reaction(&error), "hand on");
}

#[tokio::test]
async fn fact_0_19_the_report_says_where_to_open_an_issue() {
    let answer = refusal(503, "Service Unavailable").header("x-request-id", "r-7");
    let error = get(answer).await;
    assert_eq!(
        error.support_report(),
        "message: no\n\
         status: 503\n\
         operation: getInvoice (GET /v1/merchants/merchant/{merchantId}/invoices/{invoiceId})\n\
         request id: r-7\n\
         attempts: 3\n\
         issues: https://github.com/BilliumHQ/billium-node/issues\n"
    );
    assert_eq!(error.action().map(|action| action.kind), Some("openIssue"));
}

/// The message echoes the key.
#[tokio::test]
async fn no_output_holds_a_credential() {
    let body = format!(
        r#"{{"statusCode": 401, "message": ["{KEY} is revoked"], "error": "Unauthorized"}}"#
    );
    let server = Server::answering([Answer::json(401, body)]);
    let builder = super::setup::bare(&server, &ManualClock::new()).api_key(KEY);
    let shown = format!("{builder:?}");
    let client = builder.build().unwrap();
    let call = client.invoices().list_invoices(MERCHANT);
    let error = call.await.unwrap_err();
    assert!(matches!(
        error.api(),
        Some(ListInvoicesError::Unauthorized(_))
    ));
    assert_eq!(error.message(), Some("[redacted] is revoked"));
    assert_eq!(error.field_errors()[0].message, "[redacted] is revoked");
    let shown = format!(
        "{shown} {client:?} {error} {error:?} {}",
        error.support_report()
    );
    assert!(!shown.contains("canary"), "{shown}");

    // Whoever has an extended public key sees every address of a merchant.
    let body = r#"{"id": "wal_1", "merchantId": "mer_1", "cryptocurrency": "LTC", "network": "LTC",
        "walletType": "XPUB_WALLET", "isEnabled": true, "requiredConfirmations": 3, "address": null, "xpub": "zpub_canary",
        "derivationPath": null, "lastUsedIndex": 0, "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"}"#;
    let server = Server::answering([Answer::json(200, body)]);
    let client = super::setup::client(&server, &ManualClock::new());
    let wallet = client.wallets().get_wallet(MERCHANT, "wal_1").await;
    let wallet = wallet.unwrap();
    assert_eq!(wallet.xpub.as_ref().unwrap().expose(), "zpub_canary");
    assert!(!format!("{wallet:?}").contains("canary"), "{wallet:?}");
}
