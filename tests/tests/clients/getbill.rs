//! The GetBill API: every operation through every error, every fact of its pages, on a real socket.

#[path = "getbill/answers.rs"]
mod answers;
#[path = "getbill/catalogue.rs"]
mod catalogue;
#[path = "getbill/limits.rs"]
mod limits;
#[path = "getbill/lists.rs"]
mod lists;
#[path = "getbill/requests.rs"]
mod requests;
#[path = "getbill/retries.rs"]
mod retries;
#[path = "getbill/samples.rs"]
mod samples;
#[path = "getbill/setup.rs"]
mod setup;
#[path = "getbill/tokens.rs"]
mod tokens;
#[path = "getbill/values.rs"]
mod values;
#[path = "getbill/webhooks.rs"]
mod webhooks;

use faultcode_tests::drive;
use getbill::company::{
    GET_COMPANY, GET_CREDITS, GetCompanyError, GetCreditsError, LIST_USERS, ListUsersError,
};
use getbill::creditors::{
    GET_CREDITOR, GetCreditorError, LIST_CREDITORS, ListCreditorsError, REPLACE_CREDITOR,
    ReplaceCreditorError, UPDATE_CREDITOR, UpdateCreditorError,
};
use getbill::debtors::{
    GET_DEBTOR, GetDebtorError, LIST_DEBTORS, ListDebtorsError, UPDATE_DEBTOR, UpdateDebtorError,
};
use getbill::debts::{
    CREATE_DEBT, CREATE_DEBTS, CreateDebtError, CreateDebtsError, DELETE_DEBT, DeleteDebtError,
    GET_DEBT, GetDebtError, LIST_DEBTS, LIST_DEBTS_BY_CREDITOR, LIST_DEBTS_BY_DEBTOR,
    ListDebtsByCreditorError, ListDebtsByDebtorError, ListDebtsError, UPDATE_DEBT, UpdateDebtError,
};
use getbill::followups::{
    CREATE_FOLLOWUP, CreateFollowupError, GET_FOLLOWUP, GetFollowupError, LIST_FOLLOWUPS,
    LIST_FOLLOWUPS_OF_DEBT, ListFollowupsError, ListFollowupsOfDebtError, UPDATE_FOLLOWUP,
    UpdateFollowupError,
};
use getbill::input::{CreditorChange, DebtChange, DebtorChange, FollowupChange, NewDebts};
use getbill::reports::{
    GET_REPORT, GET_REPORT_DOWNLOAD, GetReportDownloadError, GetReportError, LIST_REPORTS,
    ListReportsError,
};
use getbill::tokens::{CREATE_TOKEN, CreateTokenError};

use self::catalogue::SUITE;
use self::setup::{new_debt, new_followup, token_request};

drive! {
    SUITE, 239 errors;

    create_token(CREATE_TOKEN, "POST /token", unsafe_to_repeat)
    |client| client.tokens().create_token(&token_request()) => CreateTokenError {
        BadRequest, Unauthorized, RateLimited, InternalServerError, BadGateway, ServiceUnavailable,
        GatewayTimeout,
    }

    list_debts(LIST_DEBTS, "GET /external-api/v1/debts", safe)
    |client| client.debts().list_debts() => ListDebtsError {
        BadRequest, Unauthorized, Forbidden, RateLimited, InternalServerError, BadGateway, ServiceUnavailable,
        GatewayTimeout,
    }

    create_debt(CREATE_DEBT, "POST /external-api/v1/debts", unsafe_to_repeat)
    |client| client.debts().create_debt(&new_debt()) => CreateDebtError {
        BadRequest, Unauthorized, Forbidden, UnprocessableContent, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    create_debts(CREATE_DEBTS, "POST /external-api/v1/debts/batch", unsafe_to_repeat)
    |client| client.debts().create_debts(&NewDebts::new(vec![])) => CreateDebtsError {
        BadRequest, Unauthorized, Forbidden, UnprocessableContent, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    list_debts_by_creditor(LIST_DEBTS_BY_CREDITOR, "GET /external-api/v1/debts/by-creditor/{creditorId}", safe)
    |client| client.debts().list_debts_by_creditor("x-7") => ListDebtsByCreditorError {
        BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    list_debts_by_debtor(LIST_DEBTS_BY_DEBTOR, "GET /external-api/v1/debts/by-debtor/{debtorId}", safe)
    |client| client.debts().list_debts_by_debtor("x-7") => ListDebtsByDebtorError {
        BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    get_debt(GET_DEBT, "GET /external-api/v1/debts/{id}", safe)
    |client| client.debts().get_debt("x-7") => GetDebtError {
        BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    update_debt(UPDATE_DEBT, "PUT /external-api/v1/debts/{id}", safe)
    |client| client.debts().update_debt("x-7", &DebtChange::new()) => UpdateDebtError {
        BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    delete_debt(DELETE_DEBT, "DELETE /external-api/v1/debts/{id}", safe)
    |client| client.debts().delete_debt("x-7") => DeleteDebtError {
        BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    list_debtors(LIST_DEBTORS, "GET /external-api/v1/debtors", safe)
    |client| client.debtors().list_debtors() => ListDebtorsError {
        BadRequest, Unauthorized, Forbidden, RateLimited, InternalServerError, BadGateway, ServiceUnavailable,
        GatewayTimeout,
    }

    get_debtor(GET_DEBTOR, "GET /external-api/v1/debtors/{id}", safe)
    |client| client.debtors().get_debtor("x-7") => GetDebtorError {
        BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    update_debtor(UPDATE_DEBTOR, "PUT /external-api/v1/debtors/{id}", safe)
    |client| client.debtors().update_debtor("x-7", &DebtorChange::new()) => UpdateDebtorError {
        BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    list_creditors(LIST_CREDITORS, "GET /external-api/v1/creditors", safe)
    |client| client.creditors().list_creditors() => ListCreditorsError {
        BadRequest, Unauthorized, Forbidden, RateLimited, InternalServerError, BadGateway, ServiceUnavailable,
        GatewayTimeout,
    }

    get_creditor(GET_CREDITOR, "GET /external-api/v1/creditors/{id}", safe)
    |client| client.creditors().get_creditor("x-7") => GetCreditorError {
        BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    replace_creditor(REPLACE_CREDITOR, "PUT /external-api/v1/creditors/{id}", safe)
    |client| client.creditors().replace_creditor("x-7", &CreditorChange::new()) => ReplaceCreditorError {
        BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    update_creditor(UPDATE_CREDITOR, "PATCH /external-api/v1/creditors/{id}", unsafe_to_repeat)
    |client| client.creditors().update_creditor("x-7", &CreditorChange::new()) => UpdateCreditorError {
        BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    list_followups(LIST_FOLLOWUPS, "GET /external-api/v1/followups", safe)
    |client| client.followups().list_followups() => ListFollowupsError {
        BadRequest, Unauthorized, Forbidden, RateLimited, InternalServerError, BadGateway, ServiceUnavailable,
        GatewayTimeout,
    }

    create_followup(CREATE_FOLLOWUP, "POST /external-api/v1/followups", unsafe_to_repeat)
    |client| client.followups().create_followup(&new_followup()) => CreateFollowupError {
        BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    list_followups_of_debt(LIST_FOLLOWUPS_OF_DEBT, "GET /external-api/v1/followups/debt/{debtId}", safe)
    |client| client.followups().list_followups_of_debt("x-7") => ListFollowupsOfDebtError {
        BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    get_followup(GET_FOLLOWUP, "GET /external-api/v1/followups/{id}", safe)
    |client| client.followups().get_followup("x-7") => GetFollowupError {
        BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    update_followup(UPDATE_FOLLOWUP, "PUT /external-api/v1/followups/{id}", safe)
    |client| client.followups().update_followup("x-7", &FollowupChange::new()) => UpdateFollowupError {
        BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    list_reports(LIST_REPORTS, "GET /external-api/v1/reports", safe)
    |client| client.reports().list_reports() => ListReportsError {
        BadRequest, Unauthorized, Forbidden, RateLimited, InternalServerError, BadGateway, ServiceUnavailable,
        GatewayTimeout,
    }

    get_report(GET_REPORT, "GET /external-api/v1/reports/{id}", safe)
    |client| client.reports().get_report("x-7") => GetReportError {
        BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    get_report_download(GET_REPORT_DOWNLOAD, "GET /external-api/v1/reports/download/{id}", safe)
    |client| client.reports().get_report_download("x-7") => GetReportDownloadError {
        BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    get_company(GET_COMPANY, "GET /external-api/v1/company/profile", safe)
    |client| client.company().get_company() => GetCompanyError {
        BadRequest, Unauthorized, Forbidden, RateLimited, InternalServerError, BadGateway, ServiceUnavailable,
        GatewayTimeout,
    }

    get_credits(GET_CREDITS, "GET /external-api/v1/company/credits", safe)
    |client| client.company().get_credits() => GetCreditsError {
        BadRequest, Unauthorized, Forbidden, RateLimited, InternalServerError, BadGateway, ServiceUnavailable,
        GatewayTimeout,
    }

    list_users(LIST_USERS, "GET /external-api/v1/company/users", safe)
    |client| client.company().list_users() => ListUsersError {
        BadRequest, Unauthorized, Forbidden, RateLimited, InternalServerError, BadGateway, ServiceUnavailable,
        GatewayTimeout,
    }
}
