//! The sixteen codes of the page: status, group, repeats and what to do, written down by hand.

use std::collections::{BTreeMap, BTreeSet};

use faultcode_runtime::Effect;
use faultcode_runtime::document::Operation;
use faultcode_runtime::errors::{Action, Verdict};
use faultcode_runtime::testing::Sample;
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

/// Code, variant, status, group, verdict, kind of action, the operation that it names.
type Row = (
    &'static str,
    &'static str,
    u16,
    &'static str,
    Verdict,
    &'static str,
    Option<&'static str>,
);

use Verdict::{Never, Reauth, Throttle, Transient};

#[rustfmt::skip]
const CODES: [Row; 16] = [
    ("AUTH_INVALID_KEY", "AuthInvalidKey", 401, "auth", Never, "checkKey", None),
    ("AUTH_EXPIRED_TOKEN", "AuthExpiredToken", 401, "auth", Reauth, "refreshToken", Some("refreshToken")),
    ("AUTH_INSUFFICIENT_PERMISSION", "AuthInsufficientPermission", 403, "auth", Never, "checkScope", None),
    ("RATE_LIMIT_EXCEEDED", "RateLimitExceeded", 429, "rateLimit", Throttle, "slowDown", None),
    ("ACCOUNT_DISABLED", "AccountDisabled", 403, "account", Never, "contactSupport", None),
    ("INSUFFICIENT_BALANCE", "InsufficientBalance", 402, "billing", Never, "topUp", Some("createRecharge")),
    ("SESSION_NOT_FOUND", "SessionNotFound", 404, "session", Never, "checkSessionId", None),
    ("SESSION_EXPIRED", "SessionExpired", 410, "session", Never, "createSession", Some("createSession")),
    ("SESSION_LIMIT_REACHED", "SessionLimitReached", 429, "session", Never, "terminateSessions", Some("terminateSession")),
    ("PRODUCT_NOT_FOUND", "ProductNotFound", 404, "product", Never, "listProducts", Some("listProducts")),
    ("PRODUCT_OUT_OF_STOCK", "ProductOutOfStock", 409, "product", Transient, "retryOrReplace", Some("listProducts")),
    ("INVALID_REQUEST", "InvalidRequest", 400, "request", Never, "fixRequest", None),
    ("IDEMPOTENCY_CONFLICT", "IdempotencyConflict", 409, "request", Never, "useNewKey", None),
    ("BACKEND_ERROR", "BackendError", 502, "backend", Transient, "retryLater", None),
    ("BACKEND_TIMEOUT", "BackendTimeout", 504, "backend", Transient, "retryLater", None),
    ("INTERNAL_ERROR", "InternalError", 500, "server", Never, "contactSupport", None),
];

/// Two more, which the vendor's client and tools know and the page does not.
#[rustfmt::skip]
const MORE: [Row; 2] = [
    ("BUDGET_EXCEEDED", "BudgetExceeded", 402, "billing", Never, "askOwner", Some("getBudget")),
    ("PRICE_MISMATCH", "PriceMismatch", 409, "product", Never, "reviewPrice", Some("listProducts")),
];

fn refusal(operation: &Operation, sample: &Sample) -> Refusal {
    let mut rows = CODES.iter().chain(&MORE);
    let row = rows.find(|row| Some(row.0) == sample.code);
    let &(code, variant, status, category, mut verdict, mut kind, mut names) =
        row.unwrap_or_else(|| panic!("{sample:?} is none of the list"));
    // There is nothing left to refresh with.
    if (operation.id, code) == ("refreshToken", "AUTH_EXPIRED_TOKEN") {
        (verdict, kind) = (Never, "signIn");
        names = Some("createToken");
    }
    Refusal {
        variant,
        code: Some(code),
        status,
        category: Some(category),
        verdict,
        effect: effect(code, status),
        action: Some(Action {
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
    let listed = CODES.iter().chain(&MORE).map(|row| row.0);
    assert_eq!(declared, listed.collect());
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
    for name in CODES.iter().chain(&MORE).filter_map(|row| row.6) {
        let exists = SAMPLES.iter().any(|sample| sample.operation.id == name);
        assert!(exists, "{name}");
    }
}
