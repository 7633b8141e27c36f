//! The partner invoicing API: every operation through every error, every fact of its page, on a real socket.

#[path = "partner_invoicing/answers.rs"]
mod answers;
#[path = "partner_invoicing/catalogue.rs"]
mod catalogue;
#[path = "partner_invoicing/create_or_get.rs"]
mod create_or_get;
#[path = "partner_invoicing/existing.rs"]
mod existing;
#[path = "partner_invoicing/retries.rs"]
mod retries;
#[path = "partner_invoicing/setup.rs"]
mod setup;
#[path = "partner_invoicing/tokens.rs"]
mod tokens;

use faultcode_tests::drive;
use partner_invoicing::businesses::{
    CREATE_BUSINESS, CreateBusinessError, GET_BUSINESS, GET_BUSINESS_BY_EXTERNAL_ID,
    GetBusinessByExternalIdError, GetBusinessError, LIST_BUSINESSES, ListBusinessesError,
    ListBusinessesParams,
};
use partner_invoicing::invoices::{
    CREATE_INVOICE, CreateInvoiceError, DOWNLOAD_INVOICE_PDF, DownloadInvoicePdfError, GET_INVOICE,
    GET_INVOICE_BY_EXTERNAL_ID, GetInvoiceByExternalIdError, GetInvoiceError, LIST_INVOICES,
    ListInvoicesError, ListInvoicesParams,
};
use partner_invoicing::tokens::{REFRESH_TOKEN, RefreshTokenError};

use self::catalogue::SUITE;
use self::setup::{id, new_business, new_invoice, refresh_request};

drive! {
    // The thirteen of `createInvoice` are driven twice: with a key and without.
    SUITE, 121 errors;

    refresh_token(REFRESH_TOKEN, "POST /api/token/refresh", unsafe_to_repeat)
    |client| client.tokens().refresh_token(&refresh_request()) => RefreshTokenError {
        InvalidToken, ValidationError, BadRequest, Unauthorized, InternalServerError, ServerError,
    }

    list_businesses(LIST_BUSINESSES, "GET /api/businesses", safe)
    |client| client.businesses().list_businesses(&ListBusinessesParams::new()) => ListBusinessesError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BadRequest, Unauthorized, Forbidden,
        InternalServerError, ServerError,
    }

    create_business(CREATE_BUSINESS, "POST /api/businesses", unsafe_to_repeat)
    |client| client.businesses().create_business(&new_business()) => CreateBusinessError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, DuplicateExternalId, BadRequest,
        Unauthorized, Forbidden, Conflict, InternalServerError, ServerError,
    }

    get_business_by_external_id(GET_BUSINESS_BY_EXTERNAL_ID, "GET /api/businesses/by-external-id/{external_id}", safe)
    |client| client.businesses().get_business_by_external_id("shop-17") => GetBusinessByExternalIdError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest,
        Unauthorized, Forbidden, NotFound, InternalServerError, ServerError,
    }

    get_business(GET_BUSINESS, "GET /api/businesses/{business_id}", safe)
    |client| client.businesses().get_business(&id()) => GetBusinessError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest,
        Unauthorized, Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_invoices(LIST_INVOICES, "GET /api/businesses/{business_id}/invoices", safe)
    |client| client.invoices().list_invoices(&id(), &ListInvoicesParams::new()) => ListInvoicesError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest,
        Unauthorized, Forbidden, NotFound, InternalServerError, ServerError,
    }

    create_invoice(CREATE_INVOICE, "POST /api/businesses/{business_id}/invoices", unsafe_to_repeat)
    |client| client.invoices().create_invoice(&id(), &new_invoice()) => CreateInvoiceError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, DuplicateExternalId,
        BadRequest, Unauthorized, Forbidden, NotFound, Conflict, InternalServerError, ServerError,
    }

    create_keyed_invoice(CREATE_INVOICE, "POST /api/businesses/{business_id}/invoices", safe)
    |client| client.invoices().create_invoice(&id(), &new_invoice().external_id("order-42")) => CreateInvoiceError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, DuplicateExternalId,
        BadRequest, Unauthorized, Forbidden, NotFound, Conflict, InternalServerError, ServerError,
    }

    get_invoice_by_external_id(
        GET_INVOICE_BY_EXTERNAL_ID, "GET /api/businesses/{business_id}/invoices/by-external-id/{external_id}", safe
    ) |client| client.invoices().get_invoice_by_external_id(&id(), "order-42") => GetInvoiceByExternalIdError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, InvoiceNotFound,
        BadRequest, Unauthorized, Forbidden, NotFound, InternalServerError, ServerError,
    }

    get_invoice(GET_INVOICE, "GET /api/businesses/{business_id}/invoices/{invoice_id}", safe)
    |client| client.invoices().get_invoice(&id(), &id()) => GetInvoiceError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, InvoiceNotFound,
        BadRequest, Unauthorized, Forbidden, NotFound, InternalServerError, ServerError,
    }

    download_invoice_pdf(
        DOWNLOAD_INVOICE_PDF, "GET /api/businesses/{business_id}/invoices/{invoice_id}/pdf", safe
    ) |client| client.invoices().download_invoice_pdf(&id(), &id()) => DownloadInvoicePdfError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, InvoiceNotFound,
        BadRequest, Unauthorized, Forbidden, NotFound, InternalServerError, ServerError,
    }
}
