//! The sessions API: every operation through every error, every fact of its page, on a real socket.

#[path = "sessions/catalogue.rs"]
mod catalogue;
#[path = "sessions/envelope.rs"]
mod envelope;
#[path = "sessions/keys.rs"]
mod keys;
#[path = "sessions/odd_answers.rs"]
mod odd_answers;
#[path = "sessions/repeats.rs"]
mod repeats;
#[path = "sessions/setup.rs"]
mod setup;
#[path = "sessions/tokens.rs"]
mod tokens;

use faultcode_tests::drive;
use sessions::auth::{REFRESH_TOKEN, RefreshTokenError};
use sessions::balance::{GET_BALANCE, GetBalanceError};
use sessions::orders::{
    CREATE_ORDER, CreateOrderError, GET_ORDER, GetOrderError, LIST_ORDERS, ListOrdersError,
    ListOrdersParams,
};
use sessions::products::{
    GET_PRODUCT, GetProductError, LIST_PRODUCTS, ListProductsError, ListProductsParams,
};
use sessions::sessions::{
    CREATE_SESSION, CreateSessionError, GET_SESSION, GetSessionError, LIST_SESSIONS,
    ListSessionsError, ListSessionsParams, TERMINATE_SESSION, TerminateSessionError,
};

use self::catalogue::SUITE;
use self::setup::{key_grant, new_order, new_session, product};

drive! {
    SUITE, 106 errors;

    refresh_token(REFRESH_TOKEN, "POST /v1/auth/token", unsafe_to_repeat)
    |client| client.auth().refresh_token(&key_grant()) => RefreshTokenError {
        AuthInvalidKey, AuthExpiredToken, AccountDisabled, RateLimitExceeded, InvalidRequest, InternalError,
    }

    list_sessions(LIST_SESSIONS, "GET /v1/sessions", safe)
    |client| client.sessions().list_sessions(&ListSessionsParams::new()) => ListSessionsError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InvalidRequest, BackendError, BackendTimeout, InternalError,
    }

    create_session(CREATE_SESSION, "POST /v1/sessions", safe)
    |client| client.sessions().create_session(&new_session()) => CreateSessionError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InsufficientBalance, SessionLimitReached, InvalidRequest, IdempotencyConflict, BackendError, BackendTimeout,
        InternalError,
    }

    get_session(GET_SESSION, "GET /v1/sessions/{session_id}", safe)
    |client| client.sessions().get_session("ses_1") => GetSessionError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        SessionNotFound, BackendError, BackendTimeout, InternalError,
    }

    terminate_session(TERMINATE_SESSION, "DELETE /v1/sessions/{session_id}", safe)
    |client| client.sessions().terminate_session("ses_1") => TerminateSessionError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        SessionNotFound, SessionExpired, BackendError, BackendTimeout, InternalError,
    }

    list_products(LIST_PRODUCTS, "GET /v1/products", safe)
    |client| client.products().list_products(&ListProductsParams::new()) => ListProductsError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InvalidRequest, BackendError, BackendTimeout, InternalError,
    }

    get_product(GET_PRODUCT, "GET /v1/products/{product_id}", safe)
    |client| client.products().get_product(&product()) => GetProductError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        ProductNotFound, InvalidRequest, BackendError, BackendTimeout, InternalError,
    }

    list_orders(LIST_ORDERS, "GET /v1/orders", safe)
    |client| client.orders().list_orders(&ListOrdersParams::new()) => ListOrdersError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InvalidRequest, BackendError, BackendTimeout, InternalError,
    }

    create_order(CREATE_ORDER, "POST /v1/orders", safe)
    |client| client.orders().create_order(&new_order()) => CreateOrderError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InsufficientBalance, SessionNotFound, SessionExpired, ProductNotFound, ProductOutOfStock, InvalidRequest,
        IdempotencyConflict, BackendError, BackendTimeout, InternalError,
    }

    get_order(GET_ORDER, "GET /v1/orders/{order_id}", safe)
    |client| client.orders().get_order("ord_1") => GetOrderError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InvalidRequest, BackendError, BackendTimeout, InternalError,
    }

    get_balance(GET_BALANCE, "GET /v1/balance", safe)
    |client| client.balance().get_balance() => GetBalanceError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        BackendError, BackendTimeout, InternalError,
    }
}
