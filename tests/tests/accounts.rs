//! The accounts API: every operation through every error, every fact of its page, on a real socket.

#[path = "accounts/answers.rs"]
mod answers;
#[path = "accounts/catalogue.rs"]
mod catalogue;
#[path = "accounts/retries.rs"]
mod retries;
#[path = "accounts/secrets.rs"]
mod secrets;
#[path = "accounts/setup.rs"]
mod setup;
#[path = "accounts/webhooks.rs"]
mod webhooks;

use accounts::accounts::{
    CREATE_ACCOUNT, CreateAccountError, DOWNLOAD_STATEMENT, DownloadStatementError, GET_ACCOUNT,
    GetAccountError, LIST_ACCOUNTS, ListAccountsError, ListAccountsParams,
};
use accounts::cards::{
    CREATE_CARD, CreateCardError, FREEZE_CARD, FreezeCardError, GET_CARD, GetCardError,
};
use accounts::transfers::{
    CREATE_TRANSFER, CreateTransferError, CreateTransferParams, GET_TRANSFER, GetTransferError,
    LIST_TRANSFERS, ListTransfersError, ListTransfersParams,
};
use accounts::webhook_endpoints::{
    CREATE_WEBHOOK_ENDPOINT, CreateWebhookEndpointError, DELETE_WEBHOOK_ENDPOINT,
    DeleteWebhookEndpointError, LIST_WEBHOOK_ENDPOINTS, ListWebhookEndpointsError,
    ListWebhookEndpointsParams,
};
use faultcode_tests::drive;

use self::catalogue::SUITE;
use self::setup::{new_account, new_card, new_transfer, new_webhook_endpoint};

drive! {
    SUITE, 150 errors;

    create_account(CREATE_ACCOUNT, "POST /v1/accounts", unsafe_to_repeat)
    |client| client.accounts().create_account(&new_account("ada@example.com")) => CreateAccountError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_accounts(LIST_ACCOUNTS, "GET /v1/accounts", safe)
    |client| client.accounts().list_accounts(&ListAccountsParams::new()) => ListAccountsError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, RateLimitExceeded,
        Forbidden, InternalServerError, BadGateway, ServiceUnavailable,
    }

    get_account(GET_ACCOUNT, "GET /v1/accounts/{account_id}", safe)
    |client| client.accounts().get_account("acc_1") => GetAccountError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, InternalServerError, BadGateway, ServiceUnavailable,
    }

    download_statement(DOWNLOAD_STATEMENT, "GET /v1/accounts/{account_id}/statements/{month}", safe)
    |client| client.accounts().download_statement("acc_1", "2024-05") => DownloadStatementError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, InternalServerError, BadGateway, ServiceUnavailable,
    }

    create_transfer(CREATE_TRANSFER, "POST /v1/transfers", unsafe_to_repeat)
    |client| client.transfers().create_transfer(&CreateTransferParams::new(), &new_transfer()) => CreateTransferError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        InsufficientFunds, RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError,
        BadGateway, ServiceUnavailable,
    }

    list_transfers(LIST_TRANSFERS, "GET /v1/transfers", safe)
    |client| client.transfers().list_transfers(&ListTransfersParams::new()) => ListTransfersError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, RateLimitExceeded,
        Forbidden, InternalServerError, BadGateway, ServiceUnavailable,
    }

    get_transfer(GET_TRANSFER, "GET /v1/transfers/{transfer_id}", safe)
    |client| client.transfers().get_transfer("tr_1") => GetTransferError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, InternalServerError, BadGateway, ServiceUnavailable,
    }

    create_card(CREATE_CARD, "POST /v1/cards", unsafe_to_repeat)
    |client| client.cards().create_card(&new_card()) => CreateCardError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    get_card(GET_CARD, "GET /v1/cards/{card_id}", safe)
    |client| client.cards().get_card("card_1") => GetCardError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, InternalServerError, BadGateway, ServiceUnavailable,
    }

    freeze_card(FREEZE_CARD, "PUT /v1/cards/{card_id}/freeze", safe)
    |client| client.cards().freeze_card("card_1", None) => FreezeCardError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    create_webhook_endpoint(CREATE_WEBHOOK_ENDPOINT, "POST /v1/webhook_endpoints", unsafe_to_repeat)
    |client| client.webhook_endpoints().create_webhook_endpoint(&new_webhook_endpoint())
        => CreateWebhookEndpointError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, RateLimitExceeded,
        Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway, ServiceUnavailable,
    }

    list_webhook_endpoints(LIST_WEBHOOK_ENDPOINTS, "GET /v1/webhook_endpoints", safe)
    |client| client.webhook_endpoints().list_webhook_endpoints(&ListWebhookEndpointsParams::new())
        => ListWebhookEndpointsError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, RateLimitExceeded,
        Forbidden, InternalServerError, BadGateway, ServiceUnavailable,
    }

    delete_webhook_endpoint(DELETE_WEBHOOK_ENDPOINT, "DELETE /v1/webhook_endpoints/{endpoint_id}", safe)
    |client| client.webhook_endpoints().delete_webhook_endpoint("we_1") => DeleteWebhookEndpointError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, InternalServerError, BadGateway, ServiceUnavailable,
    }
}
