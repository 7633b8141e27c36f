//! The sessions API: every operation through every error, every fact of its pages, on a real socket.

#[path = "sessions/catalogue.rs"]
mod catalogue;
#[path = "sessions/credentials.rs"]
mod credentials;
#[path = "sessions/envelope.rs"]
mod envelope;
#[path = "sessions/keys.rs"]
mod keys;
#[path = "sessions/odd_answers.rs"]
mod odd_answers;
#[path = "sessions/repeats.rs"]
mod repeats;
#[path = "sessions/requests.rs"]
mod requests;
#[path = "sessions/samples.rs"]
mod samples;
#[path = "sessions/setup.rs"]
mod setup;
#[path = "sessions/tokens.rs"]
mod tokens;

use faultcode_tests::drive;
use sessions::account::{
    GET_ACCOUNT, GET_BUDGET, GET_USAGE_ALERTS, GetAccountError, GetBudgetError,
    GetUsageAlertsError, REGISTER_ACCOUNT, REQUEST_API_KEY, ROTATE_SECRET, RegisterAccountError,
    RequestApiKeyError, RotateSecretError, SET_BUDGET, SetBudgetError,
};
use sessions::auth::{CREATE_TOKEN, CreateTokenError, REFRESH_TOKEN, RefreshTokenError};
use sessions::billing::{
    CREATE_RECHARGE, CreateRechargeError, GET_BALANCE, GET_RECHARGE_STATUS, GET_USAGE_REPORT,
    GetBalanceError, GetRechargeStatusError, GetUsageReportError,
};
use sessions::input::{
    ApiKeyRequest, Budget, EventBatch, NewAccount, NewRecharge, Renewal, RotationRequest,
};
use sessions::products::{
    LIST_PRODUCTS, LIST_PUBLIC_PRODUCTS, ListProductsError, ListPublicProductsError,
    RECOMMEND_PRODUCTS, RecommendProductsError,
};
use sessions::sessions::{
    CREATE_SESSION, CreateSessionError, DELETE_SESSION, DeleteSessionError, GET_SESSION,
    GET_SESSION_HEALTH, GET_SESSION_USAGE, GetSessionError, GetSessionHealthError,
    GetSessionUsageError, RENEW_SESSION, REPORT_EVENT, REPORT_EVENTS, ROTATE_SESSION,
    RenewSessionError, ReportEventError, ReportEventsError, RotateSessionError, TERMINATE_SESSION,
    TerminateSessionError,
};
use sessions::stats::{
    GET_COST_STATS, GET_STATS_OVERVIEW, GET_TRAFFIC_STATS, GetCostStatsError,
    GetStatsOverviewError, GetTrafficStatsError,
};

use self::catalogue::SUITE;
use self::setup::{event, key_and_secret, new_session};

drive! {
    SUITE, 246 errors;

    create_token(CREATE_TOKEN, "POST /auth/token", unsafe_to_repeat)
    |client| client.auth().create_token(&key_and_secret()) => CreateTokenError {
        AuthInvalidKey, AccountDisabled, RateLimitExceeded, InvalidRequest, InternalError,
    }

    refresh_token(REFRESH_TOKEN, "POST /auth/refresh", unsafe_to_repeat)
    |client| client.auth().refresh_token() => RefreshTokenError {
        AuthInvalidKey, AuthExpiredToken, AccountDisabled, RateLimitExceeded, InternalError,
    }

    register_account(REGISTER_ACCOUNT, "POST /account/register", unsafe_to_repeat)
    |client| client.account().register_account(&NewAccount::new("Watcher")) => RegisterAccountError {
        RateLimitExceeded, InvalidRequest, BackendError, BackendTimeout, InternalError,
    }

    request_api_key(REQUEST_API_KEY, "POST /account/request-api-key", unsafe_to_repeat)
    |client| client.account().request_api_key(&ApiKeyRequest::new("watcher@example.com")) => RequestApiKeyError {
        RateLimitExceeded, InvalidRequest, BackendError, BackendTimeout, InternalError,
    }

    get_account(GET_ACCOUNT, "GET /account/info", safe)
    |client| client.account().get_account() => GetAccountError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        BackendError, BackendTimeout, InternalError,
    }

    rotate_secret(ROTATE_SECRET, "POST /account/rotate-secret", unsafe_to_repeat)
    |client| client.account().rotate_secret() => RotateSecretError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InternalError,
    }

    get_budget(GET_BUDGET, "GET /account/budget", safe)
    |client| client.account().get_budget() => GetBudgetError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InternalError,
    }

    set_budget(SET_BUDGET, "PUT /account/budget", safe)
    |client| client.account().set_budget(&Budget::new()) => SetBudgetError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InvalidRequest, IdempotencyConflict, InternalError,
    }

    get_usage_alerts(GET_USAGE_ALERTS, "GET /account/usage-alerts", safe)
    |client| client.account().get_usage_alerts() => GetUsageAlertsError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InternalError,
    }

    list_products(LIST_PRODUCTS, "GET /products", safe)
    |client| client.products().list_products() => ListProductsError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InvalidRequest, BackendError, BackendTimeout, InternalError,
    }

    recommend_products(RECOMMEND_PRODUCTS, "POST /products/recommend", unsafe_to_repeat)
    |client| client.products().recommend_products(&Default::default()) => RecommendProductsError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InvalidRequest, BackendError, BackendTimeout, InternalError,
    }

    list_public_products(LIST_PUBLIC_PRODUCTS, "GET /public/products", safe)
    |client| client.products().list_public_products() => ListPublicProductsError {
        RateLimitExceeded, BackendError, BackendTimeout, InternalError,
    }

    create_session(CREATE_SESSION, "POST /sessions", safe)
    |client| client.sessions().create_session(&new_session()) => CreateSessionError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InsufficientBalance, BudgetExceeded, SessionLimitReached, ProductNotFound, ProductOutOfStock, PriceMismatch,
        InvalidRequest, IdempotencyConflict, BackendError, BackendTimeout, InternalError,
    }

    get_session(GET_SESSION, "GET /sessions/{session_id}", safe)
    |client| client.sessions().get_session("ses-1") => GetSessionError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        SessionNotFound, BackendError, BackendTimeout, InternalError,
    }

    delete_session(DELETE_SESSION, "DELETE /sessions/{session_id}", safe)
    |client| client.sessions().delete_session("ses-1") => DeleteSessionError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        SessionNotFound, SessionExpired, BackendError, BackendTimeout, InternalError,
    }

    terminate_session(TERMINATE_SESSION, "POST /sessions/{session_id}/terminate", unsafe_to_repeat)
    |client| client.sessions().terminate_session("ses-1") => TerminateSessionError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        SessionNotFound, SessionExpired, BackendError, BackendTimeout, InternalError,
    }

    rotate_session(ROTATE_SESSION, "POST /sessions/{session_id}/rotate", safe)
    |client| client.sessions().rotate_session("ses-1").body(&RotationRequest::new())
        => RotateSessionError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        SessionNotFound, SessionExpired, InvalidRequest, IdempotencyConflict, BackendError, BackendTimeout,
        InternalError,
    }

    renew_session(RENEW_SESSION, "POST /sessions/{session_id}/renew", safe)
    |client| client.sessions().renew_session("ses-1", &Renewal::new(30)) => RenewSessionError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InsufficientBalance, SessionNotFound, SessionExpired, InvalidRequest, IdempotencyConflict, BackendError,
        BackendTimeout, InternalError,
    }

    get_session_usage(GET_SESSION_USAGE, "GET /sessions/{session_id}/usage", safe)
    |client| client.sessions().get_session_usage("ses-1") => GetSessionUsageError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        SessionNotFound, BackendError, BackendTimeout, InternalError,
    }

    get_session_health(GET_SESSION_HEALTH, "GET /sessions/{session_id}/health", safe)
    |client| client.sessions().get_session_health("ses-1") => GetSessionHealthError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        SessionNotFound, BackendError, BackendTimeout, InternalError,
    }

    report_event(REPORT_EVENT, "POST /sessions/{session_id}/report-event", unsafe_to_repeat)
    |client| client.sessions().report_event("ses-1", &event()) => ReportEventError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        SessionNotFound, InvalidRequest, BackendError, BackendTimeout, InternalError,
    }

    report_events(REPORT_EVENTS, "POST /telemetry/batch", unsafe_to_repeat)
    |client| client.sessions().report_events(&EventBatch::new(vec![])) => ReportEventsError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        SessionNotFound, InvalidRequest, BackendError, BackendTimeout, InternalError,
    }

    get_balance(GET_BALANCE, "GET /billing/balance", safe)
    |client| client.billing().get_balance() => GetBalanceError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        BackendError, BackendTimeout, InternalError,
    }

    create_recharge(CREATE_RECHARGE, "POST /billing/recharge", safe)
    |client| client.billing().create_recharge(&NewRecharge::new(25.into())) => CreateRechargeError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InvalidRequest, IdempotencyConflict, BackendError, BackendTimeout, InternalError,
    }

    get_recharge_status(GET_RECHARGE_STATUS, "GET /billing/recharge/{recharge_id}/status", safe)
    |client| client.billing().get_recharge_status("pay-1") => GetRechargeStatusError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InvalidRequest, BackendError, BackendTimeout, InternalError,
    }

    get_usage_report(GET_USAGE_REPORT, "GET /billing/usage-report", safe)
    |client| client.billing().get_usage_report() => GetUsageReportError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InvalidRequest, BackendError, BackendTimeout, InternalError,
    }

    get_stats_overview(GET_STATS_OVERVIEW, "GET /stats/overview", safe)
    |client| client.stats().get_stats_overview() => GetStatsOverviewError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        BackendError, BackendTimeout, InternalError,
    }

    get_traffic_stats(GET_TRAFFIC_STATS, "GET /stats/traffic", safe)
    |client| client.stats().get_traffic_stats() => GetTrafficStatsError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InvalidRequest, BackendError, BackendTimeout, InternalError,
    }

    get_cost_stats(GET_COST_STATS, "GET /stats/cost", safe)
    |client| client.stats().get_cost_stats() => GetCostStatsError {
        AuthInvalidKey, AuthExpiredToken, AuthInsufficientPermission, AccountDisabled, RateLimitExceeded,
        InvalidRequest, BackendError, BackendTimeout, InternalError,
    }
}
