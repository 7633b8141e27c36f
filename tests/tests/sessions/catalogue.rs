//! The sixteen codes of the page: status, group, repeats and what to do, written down by hand.

use std::collections::{BTreeMap, BTreeSet};

use faultcode_runtime::testing::Sample;
use faultcode_runtime::{Action, Effect, Operation, Verdict};
use faultcode_tests::drive::{self, Refusal, Suite};
use sessions::Client;
use sessions::testing::SAMPLES;

use super::setup;

/// What the driver has to know.
pub const SUITE: Suite<Client> = Suite {
    document: "sessions.yaml",
    samples: SAMPLES,
    client: setup::client,
    attempts: 4,
    refreshes: true,
    refusal,
    message: |sample| Some(drive::at(sample, "/error/message")?.as_str()?.to_owned()),
};

/// Code, variant, status, group, verdict, kind of action, its text, the operation that it names.
type Row = (
    &'static str,
    &'static str,
    u16,
    &'static str,
    Verdict,
    &'static str,
    &'static str,
    Option<&'static str>,
);

use Verdict::{Never, Reauth, Throttle, Transient};

#[rustfmt::skip]
const CODES: [Row; 16] = [
    ("AUTH_INVALID_KEY", "AuthInvalidKey", 401, "auth", Never, "checkKey", "Check the API key", None),
    ("AUTH_EXPIRED_TOKEN", "AuthExpiredToken", 401, "auth", Reauth, "refreshToken",
        "Get a new token and send the request again", Some("refreshToken")),
    ("AUTH_INSUFFICIENT_PERMISSION", "AuthInsufficientPermission", 403, "auth", Never, "checkScope",
        "Check the scopes the token was made with", None),
    ("RATE_LIMIT_EXCEEDED", "RateLimitExceeded", 429, "rateLimit", Throttle, "slowDown",
        "Wait as long as Retry-After says", None),
    ("ACCOUNT_DISABLED", "AccountDisabled", 403, "account", Never, "contactSupport",
        "Ask support why the account is disabled", None),
    ("INSUFFICIENT_BALANCE", "InsufficientBalance", 402, "billing", Never, "topUp", "Recharge the account",
        Some("getBalance")),
    ("SESSION_NOT_FOUND", "SessionNotFound", 404, "session", Never, "checkSessionId", "Check the session id",
        Some("listSessions")),
    ("SESSION_EXPIRED", "SessionExpired", 410, "session", Never, "createSession", "Open a new session",
        Some("createSession")),
    ("SESSION_LIMIT_REACHED", "SessionLimitReached", 429, "session", Never, "terminateSessions",
        "End sessions that are no longer needed", Some("terminateSession")),
    ("PRODUCT_NOT_FOUND", "ProductNotFound", 404, "product", Never, "listProducts",
        "Take an id from the list of products", Some("listProducts")),
    ("PRODUCT_OUT_OF_STOCK", "ProductOutOfStock", 409, "product", Transient, "retryOrReplace",
        "Try again or order another product", Some("listProducts")),
    ("INVALID_REQUEST", "InvalidRequest", 400, "request", Never, "fixRequest", "Correct the request body", None),
    ("IDEMPOTENCY_CONFLICT", "IdempotencyConflict", 409, "request", Never, "useNewKey",
        "Send under a new key or use the answer to the earlier request", None),
    ("BACKEND_ERROR", "BackendError", 502, "backend", Transient, "retryLater", "Repeat with growing waits", None),
    ("BACKEND_TIMEOUT", "BackendTimeout", 504, "backend", Transient, "retryLater", "Repeat with growing waits", None),
    ("INTERNAL_ERROR", "InternalError", 500, "server", Never, "contactSupport", "Send the request id to support",
        None),
];

fn refusal(operation: &Operation, sample: &Sample) -> Refusal {
    let row = CODES.iter().find(|row| Some(row.0) == sample.code);
    let &(code, variant, status, category, mut verdict, mut kind, mut text, names) =
        row.unwrap_or_else(|| panic!("{sample:?} is none of the sixteen"));
    // There is nothing left to refresh a refresh token with.
    if (operation.id, code) == ("refreshToken", "AUTH_EXPIRED_TOKEN") {
        (verdict, kind) = (Never, "signIn");
        text = "Ask for a token with the API key alone";
    }
    Refusal {
        variant,
        code: Some(code),
        status,
        category: Some(category),
        verdict,
        effect: effect(code, status),
        action: Some(Action {
            text: Some(text),
            operation: names,
            ..Action::new(kind)
        }),
    }
}

/// A refusal below 500 did nothing; but a key in conflict means that an earlier request was there.
fn effect(code: &str, status: u16) -> Effect {
    match (code, status) {
        ("IDEMPOTENCY_CONFLICT", _) | (_, 500..) => Effect::MaybeApplied,
        _ => Effect::Rejected,
    }
}

/// The page has sixteen codes, and each names a kind of reaction that a program can act on (facts 2.3 and 2.15). An
/// operation that a reaction names is one of this API (fact 2.13).
#[test]
fn fact_2_3_and_2_15_all_sixteen_codes_are_declared_with_an_action() {
    let declared: BTreeSet<_> = SAMPLES.iter().filter_map(|sample| sample.code).collect();
    assert_eq!(declared, CODES.iter().map(|row| row.0).collect());
    let kinds: BTreeMap<_, _> = CODES.iter().map(|row| (row.0, row.5)).collect();
    let of_page = [
        ("AUTH_INSUFFICIENT_PERMISSION", "checkScope"),
        ("AUTH_INVALID_KEY", "checkKey"),
        ("ACCOUNT_DISABLED", "contactSupport"),
        ("INTERNAL_ERROR", "contactSupport"),
        ("INSUFFICIENT_BALANCE", "topUp"),
    ];
    for (code, kind) in of_page {
        assert_eq!(kinds[code], kind);
    }
    for name in CODES.iter().filter_map(|row| row.7) {
        let exists = SAMPLES.iter().any(|sample| sample.operation.id == name);
        assert!(exists, "{name}");
    }
}
