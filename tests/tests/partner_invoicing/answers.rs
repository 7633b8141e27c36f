//! What answers become where the page does not show their layout.

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Action, Effect, EndpointError, Verdict};
use faultcode_tests::{Answer, Server};
use partner_invoicing::Error;
use partner_invoicing::businesses::{
    CreateBusinessError, GetBusinessByExternalIdError, GetBusinessError, ListBusinessesError,
};
use partner_invoicing::invoices::{
    CREATE_INVOICE, CreateInvoiceError, DownloadInvoicePdfError, GET_INVOICE,
    GetInvoiceByExternalIdError, GetInvoiceError, ListInvoicesError,
};
use partner_invoicing::tokens::RefreshTokenError;
use serde_json::json;

use crate::catalogue::{self, CODES, STATUSES};
use crate::setup::{self, flat, id, nested, new_invoice};

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

#[tokio::test]
async fn fact_4_1_both_layouts_decode() {
    let details =
        json!({"lines": ["At least one line is needed"], "currency": ["Unknown", "Too long"]});
    let layouts = [
        json!({"error": {"code": "validation_error", "message": "Two fields", "details": details}}),
        json!({"code": "validation_error", "message": "Two fields", "details": details}),
    ];
    for layout in layouts {
        let (error, requests) = refused(Answer::json(400, layout.to_string())).await;
        let Some(CreateInvoiceError::ValidationError(typed)) = error.api() else {
            panic!("{layout}: {error:?}");
        };
        assert_eq!(json!(typed.value), details, "{layout}");
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
                ("currency", "Too long"),
                ("currency", "Unknown"),
                ("lines", "At least one line is needed"),
            ]
        );
        assert_eq!(requests, 1);
    }
}

/// Fact 4.1: the layout that fits is taken whole, the other leaves no trace.
#[tokio::test]
async fn fact_4_1_the_layouts_are_not_mixed() {
    let both = json!({
        "code": "conflict", "message": "outer", "details": {"a": ["outer"]},
        "error": {"message": "inner", "details": {"b": ["inner"]}},
    });
    let (error, _) = refused(Answer::json(409, both.to_string())).await;
    assert_eq!(named(&error), "Conflict");
    assert_eq!((error.code(), error.message()), (None, Some("inner")));
    assert_eq!(error.field_errors()[0].field.as_deref(), Some("b"));

    let text = json!({"error": "Conflict", "code": "duplicate_external_id", "message": "outer"});
    let (error, _) = refused(Answer::json(409, text.to_string())).await;
    assert_eq!(named(&error), "DuplicateExternalId");
    assert_eq!(error.message(), Some("outer"));
}

#[tokio::test]
async fn fact_4_1_where_no_layout_fits_the_status_decides() {
    let bodies = [
        json!({"errors": [{"code": "permission_denied"}]}),
        json!({"error": "permission_denied"}),
        json!(["permission_denied"]),
        json!("permission_denied"),
        json!({"error": {"code": 17}, "code": {"is": "permission_denied"}}),
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

/// Fact 4.2: all seven, in both layouts, at an operation that has them all but one.
#[tokio::test]
async fn fact_4_2_each_code_is_its_variant_in_both_layouts() {
    for (code, variant, status, ..) in CODES.iter().copied() {
        if code == "invoice_not_found" {
            continue;
        }
        for answer in [nested(status, code), flat(status, code)] {
            let (error, requests) = refused(answer).await;
            let expected = catalogue::refusal(&CREATE_INVOICE, Some(code), status);
            assert_eq!(named(&error), variant);
            assert_eq!(error.code(), Some(code));
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.category(), expected.category, "{code}");
            assert_eq!(error.action().copied(), expected.action, "{code}");
            assert_eq!(error.verdict(), Some(expected.verdict), "{code}");
            let again = usize::from(expected.verdict == Verdict::Reauth);
            assert_eq!(requests, 1 + again, "{code}");
        }
    }
    for answer in [
        nested(404, "invoice_not_found"),
        flat(404, "invoice_not_found"),
    ] {
        let (error, requests) = get_refused(answer).await;
        assert!(matches!(
            error.api(),
            Some(GetInvoiceError::InvoiceNotFound(_))
        ));
        let expected = catalogue::refusal(&GET_INVOICE, Some("invoice_not_found"), 404);
        assert_eq!(error.action().copied(), expected.action);
        assert_eq!(requests, 1);
    }
}

#[tokio::test]
async fn fact_4_3_each_status_has_an_action_when_no_code_is_sent() {
    for (status, variant, ..) in STATUSES.iter().copied() {
        let message = json!({"message": "no"}).to_string();
        for answer in [Answer::status(status), Answer::json(status, message)] {
            let (error, _) = refused(answer).await;
            let expected = catalogue::refusal(&CREATE_INVOICE, None, status);
            assert_eq!(named(&error), variant);
            assert_eq!(error.action().copied(), expected.action, "{status}");
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
        ("refreshToken", codes::<RefreshTokenError>(), false, false),
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
        (
            "getBusinessByExternalId",
            codes::<GetBusinessByExternalIdError>(),
            true,
            false,
        ),
        ("listInvoices", codes::<ListInvoicesError>(), true, false),
        ("createInvoice", codes::<CreateInvoiceError>(), true, false),
        ("getInvoice", codes::<GetInvoiceError>(), true, true),
        (
            "getInvoiceByExternalId",
            codes::<GetInvoiceByExternalIdError>(),
            true,
            true,
        ),
        (
            "downloadInvoicePdf",
            codes::<DownloadInvoicePdfError>(),
            true,
            true,
        ),
    ];
    for (operation, codes, business, invoice) in rows {
        let has = |code| codes.contains(&code);
        assert_eq!(has("business_not_found"), business, "{operation}");
        assert_eq!(has("invoice_not_found"), invoice, "{operation}");
    }
}

/// Fact 4.7: sent where it is not declared, such a code is kept, and taken for nothing else.
#[tokio::test]
async fn fact_4_7_a_code_from_elsewhere_is_unrecognised() {
    let (error, requests) = refused(nested(404, "invoice_not_found")).await;
    let Some(CreateInvoiceError::Unrecognized(rest)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(rest.code(), Some("invoice_not_found"));
    assert_eq!(rest.status(), Some(404));
    assert_eq!(error.verdict(), Some(Verdict::Never));
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn fact_4_8_a_business_outside_the_token_s_scope() {
    let (error, requests) = refused(nested(403, "permission_denied")).await;
    assert_eq!(named(&error), "PermissionDenied");
    let expected = Action {
        text: Some("Check that business_id lies in the scope of the token"),
        ..Action::new("checkScope")
    };
    assert_eq!(error.action(), Some(&expected));
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn odd_answers_are_typed_errors_that_keep_everything() {
    let html = b"<html><title>502 Bad Gateway</title></html>";
    let cut = br#"{"error": {"code": "permission_denied", "mess"#;
    let latin = b"{\"code\": \"business_not_found\", \"message\": \"caf\xe9\"}";
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
        assert_eq!(requests, 1, "{status} {label}");
    }
    let (error, _) = refused(nested(402, "quota_exceeded")).await;
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
