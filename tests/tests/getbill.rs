//! The GetBill API: every operation through every error, every fact of its page, on a real socket.

#[path = "getbill/answers.rs"]
mod answers;
#[path = "getbill/catalogue.rs"]
mod catalogue;
#[path = "getbill/limits.rs"]
mod limits;
#[path = "getbill/requests.rs"]
mod requests;
#[path = "getbill/retries.rs"]
mod retries;
#[path = "getbill/setup.rs"]
mod setup;
#[path = "getbill/tokens.rs"]
mod tokens;

use faultcode_tests::drive;
use getbill::debts::{
    CREATE_DEBT, CreateDebtError, CreateDebtParams, GET_DEBT, GetDebtError, LIST_DEBTS,
    ListDebtsError, ListDebtsParams, UPDATE_DEBT, UpdateDebtError, UpdateDebtParams,
};
use getbill::documents::{UPLOAD_DOCUMENT, UploadDocumentError};
use getbill::payments::{
    CREATE_PAYMENT, CreatePaymentError, CreatePaymentParams, GET_PAYMENT, GetPaymentError,
    LIST_PAYMENTS, ListPaymentsError, ListPaymentsParams,
};
use getbill::tokens::{CREATE_TOKEN, CreateTokenError};
use getbill::types::DebtChange;

use self::catalogue::SUITE;
use self::setup::{id, new_debt, new_payment, token_request};

drive! {
    SUITE, 80 errors;

    create_token(CREATE_TOKEN, "POST /external-api/v1/oauth/token", unsafe_to_repeat)
    |client| client.tokens().create_token(&token_request()) => CreateTokenError {
        BadRequest, Unauthorized, RateLimited, InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    create_debt(CREATE_DEBT, "POST /external-api/v1/debts", unsafe_to_repeat)
    |client| client.debts().create_debt(&CreateDebtParams::new(), &new_debt()) => CreateDebtError {
        BadRequest, Unauthorized, Forbidden, UnprocessableContent, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    list_debts(LIST_DEBTS, "GET /external-api/v1/debts", safe)
    |client| client.debts().list_debts(&ListDebtsParams::new()) => ListDebtsError {
        BadRequest, Unauthorized, Forbidden, RateLimited, InternalServerError, BadGateway, ServiceUnavailable,
        GatewayTimeout,
    }

    get_debt(GET_DEBT, "GET /external-api/v1/debts/{debt_id}", safe)
    |client| client.debts().get_debt(&id()) => GetDebtError {
        BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    update_debt(UPDATE_DEBT, "PATCH /external-api/v1/debts/{debt_id}", unsafe_to_repeat)
    |client| client.debts().update_debt(&id(), &UpdateDebtParams::new(), &DebtChange::new()) => UpdateDebtError {
        BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    upload_document(UPLOAD_DOCUMENT, "PUT /external-api/v1/debts/{debt_id}/documents/{name}", safe)
    |client| client.documents().upload_document(&id(), "contract.pdf", "%PDF") => UploadDocumentError {
        BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    create_payment(CREATE_PAYMENT, "POST /external-api/v1/payments", unsafe_to_repeat)
    |client| client.payments().create_payment(&CreatePaymentParams::new(), &new_payment()) => CreatePaymentError {
        BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    list_payments(LIST_PAYMENTS, "GET /external-api/v1/payments", safe)
    |client| client.payments().list_payments(&ListPaymentsParams::new()) => ListPaymentsError {
        BadRequest, Unauthorized, Forbidden, RateLimited, InternalServerError, BadGateway, ServiceUnavailable,
        GatewayTimeout,
    }

    get_payment(GET_PAYMENT, "GET /external-api/v1/payments/{payment_id}", safe)
    |client| client.payments().get_payment(90_017) => GetPaymentError {
        BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }
}
