//! What answers become.

use faultcode_runtime::errors::{Action, Verdict};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Effect, EndpointError};
use faultcode_tests::drive::branched;
use faultcode_tests::{Answer, Server};
use partner_invoicing::Error;
use partner_invoicing::businesses::{CreateBusinessError, GetBusinessError, ListBusinessesError};
use partner_invoicing::customers::GetCustomerError;
use partner_invoicing::invoices::{
    CREATE_INVOICE, CreateInvoiceError, GET_INVOICE, GetInvoiceError, ListInvoicesError,
    UpdateInvoiceError, VoidInvoiceError,
};
use partner_invoicing::tokens::{GetBusinessTokenError, GetPartnerTokenError};
use serde_json::json;

use super::catalogue::{self, CODES, STATUSES};
use super::setup::{self, id, new_invoice, refusal};

async fn refused(answer: Answer) -> (Error<CreateInvoiceError>, usize) {
    let server = Server::deciding(move |_| answer.clone());
    let client = setup::client(&server, &ManualClock::new());
    let error = client
        .invoices()
        .create_invoice(&id(), &new_invoice())
        .await;
    (error.expect_err("the server refuses"), server.count())
}

async fn get_refused(answer: Answer) -> (Error<GetInvoiceError>, usize) {
    let server = Server::deciding(move |_| answer.clone());
    let client = setup::client(&server, &ManualClock::new());
    let error = client.invoices().get_invoice(&id(), &id()).await;
    (error.expect_err("the server refuses"), server.count())
}

fn named(error: &Error<CreateInvoiceError>) -> &'static str {
    match error.api() {
        Some(CreateInvoiceError::AuthenticationRequired(_)) => "AuthenticationRequired",
        Some(CreateInvoiceError::InvalidToken(_)) => "InvalidToken",
        Some(CreateInvoiceError::PermissionDenied(_)) => "PermissionDenied",
        Some(CreateInvoiceError::ValidationError(_)) => "ValidationError",
        Some(CreateInvoiceError::BusinessNotFound(_)) => "BusinessNotFound",
        Some(CreateInvoiceError::DuplicateExternalId(_)) => "DuplicateExternalId",
        Some(CreateInvoiceError::BadRequest(_)) => "BadRequest",
        Some(CreateInvoiceError::Unauthorized(_)) => "Unauthorized",
        Some(CreateInvoiceError::Forbidden(_)) => "Forbidden",
        Some(CreateInvoiceError::NotFound(_)) => "NotFound",
        Some(CreateInvoiceError::Conflict(_)) => "Conflict",
        Some(CreateInvoiceError::InternalServerError(_)) => "InternalServerError",
        Some(CreateInvoiceError::ServerError(_)) => "ServerError",
        Some(CreateInvoiceError::Unrecognized(_)) => "Unrecognized",
        _ => "no answer of the API",
    }
}

/// Fact 4.1: the page's sample has the text below `error`, the code below `error_code` and texts per field below `details`.
#[tokio::test]
async fn fact_4_1_the_layout_of_the_page_decodes() {
    let details = json!({"line_items": ["At least one line is needed"], "base_currency": ["Unknown", "Too long"]});
    let body = json!({"error": "Two fields", "error_code": "validation_error", "details": details});
    let (error, requests) = refused(Answer::json(400, body.to_string())).await;
    let Some(CreateInvoiceError::ValidationError(typed)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(json!(typed.value), details);
    assert_eq!(error.code(), Some("validation_error"));
    assert_eq!(error.message(), Some("Two fields"));
    let fields = error.field_errors().iter();
    let mut fields: Vec<_> = fields
        .map(|it| (it.field.as_deref().unwrap(), it.message.as_str()))
        .collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            ("base_currency", "Too long"),
            ("base_currency", "Unknown"),
            ("line_items", "At least one line is needed"),
        ]
    );
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn fact_4_1_where_no_layout_fits_the_status_decides() {
    let bodies = [
        json!({"errors": [{"code": "permission_denied"}]}),
        json!({"error": {"code": "permission_denied"}}),
        json!(["permission_denied"]),
        json!("permission_denied"),
        json!({"error": 17, "error_code": {"is": "permission_denied"}}),
        json!({"error": null}),
    ];
    for body in bodies {
        let (error, requests) = refused(Answer::json(403, body.to_string())).await;
        assert_eq!((named(&error), requests), ("Forbidden", 1), "{body}");
        assert_eq!((error.code(), error.message()), (None, None), "{body}");
        assert_eq!(error.action().map(|it| it.kind), Some("checkScope"));
        assert_eq!(error.expose_raw(), body.to_string().as_bytes());
    }
}

/// Fact 4.2: all seven, at an operation that has them all but one.
#[tokio::test]
async fn fact_4_2_each_code_is_its_variant() {
    for (code, variant, status, ..) in CODES.iter().copied() {
        if code == "invoice_not_found" {
            continue;
        }
        {
            let (error, requests) = refused(refusal(status, code)).await;
            let expected = catalogue::refusal(&CREATE_INVOICE.operation, Some(code), status);
            assert_eq!(named(&error), variant);
            assert_eq!(error.code(), Some(code));
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.category(), expected.category, "{code}");
            assert_eq!(branched(error.action()), expected.action, "{code}");
            assert_eq!(error.verdict(), Some(expected.verdict), "{code}");
            let again = usize::from(expected.verdict == Verdict::Reauth);
            assert_eq!(requests, 1 + again, "{code}");
        }
    }
    let (error, requests) = get_refused(refusal(404, "invoice_not_found")).await;
    assert!(matches!(
        error.api(),
        Some(GetInvoiceError::InvoiceNotFound(_))
    ));
    let expected = catalogue::refusal(&GET_INVOICE.operation, Some("invoice_not_found"), 404);
    assert_eq!(branched(error.action()), expected.action);
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn fact_4_3_each_status_has_an_action_when_no_code_is_sent() {
    for (status, variant, ..) in STATUSES.iter().copied() {
        let message = json!({"error": "no"}).to_string();
        for answer in [Answer::status(status), Answer::json(status, message)] {
            let (error, _) = refused(answer).await;
            let expected = catalogue::refusal(&CREATE_INVOICE.operation, None, status);
            assert_eq!(named(&error), variant);
            assert_eq!(branched(error.action()), expected.action, "{status}");
            assert_eq!(error.category(), expected.category, "{status}");
            assert_eq!(error.verdict(), Some(expected.verdict), "{status}");
            assert_eq!(error.effect(), expected.effect, "{status}");
        }
    }
}

fn codes<E: EndpointError>() -> Vec<&'static str> {
    E::CODES.iter().filter_map(|entry| entry.code).collect()
}

/// Fact 4.7: a code for an id stands where that id is a parameter, and where an operation names it.
#[test]
fn fact_4_7_not_found_codes_follow_the_parameters() {
    let rows = [
        (
            "getPartnerToken",
            codes::<GetPartnerTokenError>(),
            false,
            false,
        ),
        (
            "getBusinessToken",
            codes::<GetBusinessTokenError>(),
            true,
            false,
        ),
        (
            "listBusinesses",
            codes::<ListBusinessesError>(),
            false,
            false,
        ),
        (
            "createBusiness",
            codes::<CreateBusinessError>(),
            false,
            false,
        ),
        ("getBusiness", codes::<GetBusinessError>(), true, false),
        ("getCustomer", codes::<GetCustomerError>(), true, false),
        ("listInvoices", codes::<ListInvoicesError>(), true, false),
        ("createInvoice", codes::<CreateInvoiceError>(), true, false),
        ("getInvoice", codes::<GetInvoiceError>(), true, true),
        ("updateInvoice", codes::<UpdateInvoiceError>(), true, true),
        ("voidInvoice", codes::<VoidInvoiceError>(), true, true),
    ];
    for (operation, codes, business, invoice) in rows {
        let has = |code| codes.contains(&code);
        assert_eq!(has("business_not_found"), business, "{operation}");
        assert_eq!(has("invoice_not_found"), invoice, "{operation}");
    }
}

/// Fact 4.7: sent where it is not declared, such a code is kept, and the answer is that of its status.
#[tokio::test]
async fn fact_4_7_a_code_from_elsewhere_is_its_status() {
    let (error, requests) = refused(refusal(404, "invoice_not_found")).await;
    assert!(
        matches!(error.api(), Some(CreateInvoiceError::NotFound(_))),
        "{error:?}"
    );
    assert_eq!(error.code(), Some("invoice_not_found"));
    assert_eq!(error.status(), Some(404));
    assert_eq!(error.verdict(), Some(Verdict::Never));
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn fact_4_8_a_business_outside_the_token_s_scope() {
    let (error, requests) = refused(refusal(403, "permission_denied")).await;
    assert_eq!(named(&error), "PermissionDenied");
    assert_eq!(branched(error.action()), Some(Action::new("checkScope")));
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn odd_answers_are_typed_errors_that_keep_everything() {
    let html = b"<html><title>502 Bad Gateway</title></html>";
    let cut = br#"{"error_code": "permission_denied", "err"#;
    let latin = b"{\"error_code\": \"business_not_found\", \"error\": \"caf\xe9\"}";
    let rows: [(u16, &str, &[u8], &str); 7] = [
        (502, "text/html", html, "ServerError"),
        (500, "application/json", b"", "InternalServerError"),
        (599, "", b"", "ServerError"),
        (403, "application/json", cut, "Forbidden"),
        (404, "application/json", latin, "NotFound"),
        (400, "text/plain", b"no", "BadRequest"),
        (409, "application/json", b"null", "Conflict"),
    ];
    for (status, media, body, variant) in rows {
        let answer = Answer::body(status, media, body).header("x-request-id", "req_7");
        let (error, requests) = refused(answer).await;
        let label = String::from_utf8_lossy(body);
        assert_eq!(named(&error), variant, "{status} {label}");
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.code(), None);
        assert_eq!(error.expose_raw(), body);
        assert_eq!(error.request_id(), Some("req_7"));
        assert_eq!(error.content_type(), Some(media));
        // Under its external_id the invoice may be sent again.
        let expected = if status >= 500 { 3 } else { 1 };
        assert_eq!(requests, expected, "{status} {label}");
    }
    let (error, _) = refused(refusal(402, "quota_exceeded")).await;
    let Some(CreateInvoiceError::Unrecognized(rest)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(
        (rest.code(), rest.status()),
        (Some("quota_exceeded"), Some(402))
    );
    assert_eq!(error.message(), Some("no"));
    assert_eq!((error.action(), error.category()), (None, None));
    assert_eq!(error.effect(), Effect::Rejected);
}
