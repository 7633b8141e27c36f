//! The Billium API: every operation through every error, every fact of its page, on a real socket.

#[path = "billium/answers.rs"]
mod answers;
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
#[path = "billium/samples.rs"]
mod samples;
#[path = "billium/setup.rs"]
mod setup;
#[path = "billium/webhooks.rs"]
mod webhooks;

use billium::customers::*;
use billium::input::{CustomerChange, ProductChange, WalletChange, WebhookChange};
use billium::invoices::*;
use billium::products::*;
use billium::wallets::*;
use billium::webhook_endpoints::*;
use faultcode_tests::drive;

use self::catalogue::SUITE;
use self::setup::{MERCHANT, new_invoice, new_product, new_wallet, new_webhook};

drive! {
    SUITE, 244 errors;

    list_invoices(LIST_INVOICES, "GET /v1/merchants/merchant/{merchantId}/invoices", safe)
    |client| client.invoices().list_invoices(MERCHANT) => ListInvoicesError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    create_invoice(CREATE_INVOICE, "POST /v1/merchants/merchant/{merchantId}/invoices", safe)
    |client| client.invoices().create_invoice(MERCHANT, &new_invoice()) => CreateInvoiceError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, Conflict, UnprocessableContent,
        RateLimited, InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    get_invoice(GET_INVOICE, "GET /v1/merchants/merchant/{merchantId}/invoices/{invoiceId}", safe)
    |client| client.invoices().get_invoice(MERCHANT, "inv_1") => GetInvoiceError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    cancel_invoice(CANCEL_INVOICE, "POST /v1/merchants/merchant/{merchantId}/invoices/{invoiceId}/cancel", unsafe_to_repeat)
    |client| client.invoices().cancel_invoice(MERCHANT, "inv_1") => CancelInvoiceError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    list_customers(LIST_CUSTOMERS, "GET /v1/merchants/merchant/{merchantId}/customers", safe)
    |client| client.customers().list_customers(MERCHANT) => ListCustomersError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    get_customer(GET_CUSTOMER, "GET /v1/merchants/merchant/{merchantId}/customers/{customerId}", safe)
    |client| client.customers().get_customer(MERCHANT, "cus_1") => GetCustomerError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    update_customer(UPDATE_CUSTOMER, "PATCH /v1/merchants/merchant/{merchantId}/customers/{customerId}", unsafe_to_repeat)
    |client| client.customers().update_customer(MERCHANT, "cus_1", &CustomerChange::new()) => UpdateCustomerError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    get_customer_stats(GET_CUSTOMER_STATS, "GET /v1/merchants/merchant/{merchantId}/customers/{customerId}/resume", safe)
    |client| client.customers().get_customer_stats(MERCHANT, "cus_1") => GetCustomerStatsError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    list_products(LIST_PRODUCTS, "GET /v1/merchants/merchant/{merchantId}/products", safe)
    |client| client.products().list_products(MERCHANT) => ListProductsError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    create_product(CREATE_PRODUCT, "POST /v1/merchants/merchant/{merchantId}/products", unsafe_to_repeat)
    |client| client.products().create_product(MERCHANT, &new_product()) => CreateProductError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    get_product(GET_PRODUCT, "GET /v1/merchants/merchant/{merchantId}/products/{productId}", safe)
    |client| client.products().get_product(MERCHANT, "prd_1") => GetProductError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    update_product(UPDATE_PRODUCT, "PATCH /v1/merchants/merchant/{merchantId}/products/{productId}", unsafe_to_repeat)
    |client| client.products().update_product(MERCHANT, "prd_1", &ProductChange::new()) => UpdateProductError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    delete_product(DELETE_PRODUCT, "DELETE /v1/merchants/merchant/{merchantId}/products/{productId}", safe)
    |client| client.products().delete_product(MERCHANT, "prd_1") => DeleteProductError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    list_wallets(LIST_WALLETS, "GET /v1/merchants/merchant/{merchantId}/wallets", safe)
    |client| client.wallets().list_wallets(MERCHANT) => ListWalletsError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    create_wallet(CREATE_WALLET, "POST /v1/merchants/merchant/{merchantId}/wallets", unsafe_to_repeat)
    |client| client.wallets().create_wallet(MERCHANT, &new_wallet()) => CreateWalletError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    get_wallet(GET_WALLET, "GET /v1/merchants/merchant/{merchantId}/wallets/{walletId}", safe)
    |client| client.wallets().get_wallet(MERCHANT, "wal_1") => GetWalletError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    update_wallet(UPDATE_WALLET, "PATCH /v1/merchants/merchant/{merchantId}/wallets/{walletId}", unsafe_to_repeat)
    |client| client.wallets().update_wallet(MERCHANT, "wal_1", &WalletChange::new()) => UpdateWalletError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    delete_wallet(DELETE_WALLET, "DELETE /v1/merchants/merchant/{merchantId}/wallets/{walletId}", safe)
    |client| client.wallets().delete_wallet(MERCHANT, "wal_1") => DeleteWalletError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    list_webhooks(LIST_WEBHOOKS, "GET /v1/merchants/merchant/{merchantId}/webhooks", safe)
    |client| client.webhook_endpoints().list_webhooks(MERCHANT) => ListWebhooksError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, InternalServerError,
        BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    create_webhook(CREATE_WEBHOOK, "POST /v1/merchants/merchant/{merchantId}/webhooks", unsafe_to_repeat)
    |client| client.webhook_endpoints().create_webhook(MERCHANT, &new_webhook()) => CreateWebhookError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    update_webhook(UPDATE_WEBHOOK, "PATCH /v1/merchants/merchant/{merchantId}/webhooks/{webhookId}", unsafe_to_repeat)
    |client| client.webhook_endpoints().update_webhook(MERCHANT, "wh_1", &WebhookChange::new()) => UpdateWebhookError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    delete_webhook(DELETE_WEBHOOK, "DELETE /v1/merchants/merchant/{merchantId}/webhooks/{webhookId}", safe)
    |client| client.webhook_endpoints().delete_webhook(MERCHANT, "wh_1") => DeleteWebhookError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }

    ping_webhook(PING_WEBHOOK, "POST /v1/merchants/merchant/{merchantId}/webhooks/{webhookId}/ping", unsafe_to_repeat)
    |client| client.webhook_endpoints().ping_webhook(MERCHANT, "wh_1") => PingWebhookError {
        SecurityRequirementNotMet, BadRequest, Unauthorized, Forbidden, NotFound, UnprocessableContent, RateLimited,
        InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout,
    }
}
