//! The Billium API: every operation through every error, every fact of its page, on a real socket.

#[path = "billium/catalogue.rs"]
mod catalogue;
#[path = "billium/documentation.rs"]
mod documentation;
#[path = "billium/envelope.rs"]
mod envelope;
#[path = "billium/keys.rs"]
mod keys;
#[path = "billium/odd_answers.rs"]
mod odd_answers;
#[path = "billium/repeats.rs"]
mod repeats;
#[path = "billium/requirements.rs"]
mod requirements;
#[path = "billium/setup.rs"]
mod setup;
#[path = "billium/webhooks.rs"]
mod webhooks;

use billium::api_keys::{
    CREATE_API_KEY, CreateApiKeyError, LIST_API_KEYS, ListApiKeysError, ListApiKeysParams,
    REVOKE_API_KEY, RevokeApiKeyError,
};
use billium::invoices::{
    CANCEL_INVOICE, CREATE_INVOICE, CancelInvoiceError, CreateInvoiceError, DOWNLOAD_INVOICE_PDF,
    DownloadInvoicePdfError, GET_INVOICE, GetInvoiceError, LIST_INVOICES, ListInvoicesError,
    ListInvoicesParams,
};
use billium::teams::{
    GET_TEAM, GetTeamError, LIST_TEAMS, ListTeamsError, SET_TEAM_SECURITY, SetTeamSecurityError,
};
use billium::webhook_endpoints::{
    CREATE_WEBHOOK_ENDPOINT, CreateWebhookEndpointError, DELETE_WEBHOOK_ENDPOINT,
    DeleteWebhookEndpointError, LIST_WEBHOOK_ENDPOINTS, ListWebhookEndpointsError,
};
use faultcode_tests::drive;

use self::catalogue::SUITE;
use self::setup::{new_api_key, new_endpoint, new_invoice, security, team};

drive! {
    SUITE, 130 errors;

    list_invoices(LIST_INVOICES, "GET /v1/invoices", safe)
    |client| client.invoices().list_invoices(&ListInvoicesParams::new()) => ListInvoicesError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    create_invoice(CREATE_INVOICE, "POST /v1/invoices", safe)
    |client| client.invoices().create_invoice(&new_invoice()) => CreateInvoiceError {
        BadRequest, Unauthorized, Forbidden, Conflict, UnprocessableContent, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    get_invoice(GET_INVOICE, "GET /v1/invoices/{invoiceId}", safe)
    |client| client.invoices().get_invoice("inv_1") => GetInvoiceError {
        SecurityRequirementNotMet, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    cancel_invoice(CANCEL_INVOICE, "POST /v1/invoices/{invoiceId}/cancel", safe)
    |client| client.invoices().cancel_invoice("inv_1", None) => CancelInvoiceError {
        BadRequest, Unauthorized, Forbidden, NotFound, Conflict, UnprocessableContent, RateLimited,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    download_invoice_pdf(DOWNLOAD_INVOICE_PDF, "GET /v1/invoices/{invoiceId}/pdf", safe)
    |client| client.invoices().download_invoice_pdf("inv_1") => DownloadInvoicePdfError {
        SecurityRequirementNotMet, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    list_teams(LIST_TEAMS, "GET /v1/teams", safe)
    |client| client.teams().list_teams() => ListTeamsError {
        Unauthorized, Forbidden, RateLimited, InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    get_team(GET_TEAM, "GET /v1/teams/{teamId}", safe)
    |client| client.teams().get_team(&team()) => GetTeamError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    set_team_security(SET_TEAM_SECURITY, "PUT /v1/teams/{teamId}/security", safe)
    |client| client.teams().set_team_security(&team(), &security()) => SetTeamSecurityError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    list_api_keys(LIST_API_KEYS, "GET /v1/api-keys", safe)
    |client| client.api_keys().list_api_keys(&ListApiKeysParams::new()) => ListApiKeysError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    create_api_key(CREATE_API_KEY, "POST /v1/api-keys", unsafe_to_repeat)
    |client| client.api_keys().create_api_key(&new_api_key()) => CreateApiKeyError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, UnprocessableContent, RateLimited,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    revoke_api_key(REVOKE_API_KEY, "DELETE /v1/api-keys/{keyId}", safe)
    |client| client.api_keys().revoke_api_key("key_1") => RevokeApiKeyError {
        SecurityRequirementNotMet, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }

    list_webhook_endpoints(LIST_WEBHOOK_ENDPOINTS, "GET /v1/webhook-endpoints", safe)
    |client| client.webhook_endpoints().list_webhook_endpoints() => ListWebhookEndpointsError {
        Unauthorized, Forbidden, RateLimited, InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    create_webhook_endpoint(CREATE_WEBHOOK_ENDPOINT, "POST /v1/webhook-endpoints", unsafe_to_repeat)
    |client| client.webhook_endpoints().create_webhook_endpoint(&new_endpoint()) => CreateWebhookEndpointError {
        BadRequest, Unauthorized, Forbidden, Conflict, UnprocessableContent, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    delete_webhook_endpoint(DELETE_WEBHOOK_ENDPOINT, "DELETE /v1/webhook-endpoints/{endpointId}", safe)
    |client| client.webhook_endpoints().delete_webhook_endpoint(&team()) => DeleteWebhookEndpointError {
        BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError, BadGateway,
        ServiceUnavailable, GatewayTimeout,
    }
}
