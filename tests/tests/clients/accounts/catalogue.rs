//! The codes and statuses of the page: group, repeats and what to do, written down by hand.

use accounts::Client;
use accounts::testing::SAMPLES;
use faultcode_runtime::Effect;
use faultcode_runtime::document::Operation;
use faultcode_runtime::errors::{Action, Verdict};
use faultcode_runtime::testing::Sample;
use faultcode_runtime::values::scrub;
use faultcode_tests::drive::{self, Refusal, Suite};

use super::setup;

use Verdict::{Never, Throttle, Transient};

/// What the driver has to know.
pub const SUITE: Suite<Client> = Suite {
    document: "accounts.yaml",
    samples: SAMPLES,
    client: setup::client,
    attempts: 4,
    refreshes: false,
    refusal,
    // One sample quotes the begin of a key, which nobody gets to read.
    message: |sample| {
        let message = drive::at(sample, "/error/message")?;
        Some(scrub(message.as_str()?, &[]))
    },
};

/// Code, variant, group, verdict, kind of action, the operation that it names.
type OfCode = (
    &'static str,
    &'static str,
    &'static str,
    Verdict,
    &'static str,
    Option<&'static str>,
);

#[rustfmt::skip]
pub const CODES: [OfCode; 8] = [
    ("invalid_request", "InvalidRequest", "invalid_request_error", Never, "fixRequest", None),
    ("authentication_required", "AuthenticationRequired", "authentication_error", Never, "signIn", None),
    ("invalid_api_key", "InvalidApiKey", "authentication_error", Never, "checkKey", None),
    ("missing_parameter", "MissingParameter", "invalid_request_error", Never, "showValidation", None),
    ("invalid_parameter", "InvalidParameter", "invalid_request_error", Never, "showValidation", None),
    ("resource_not_found", "ResourceNotFound", "invalid_request_error", Never, "checkId", None),
    ("insufficient_funds", "InsufficientFunds", "card_error", Never, "addFunds", Some("getBalances")),
    ("rate_limit_exceeded", "RateLimitExceeded", "rate_limit_error", Throttle, "backOff", None),
];

/// Statuses that speak for themselves when no code does: variant, group, verdict.
pub const STATUSES: [(u16, &str, &str, Verdict); 6] = [
    (403, "Forbidden", "permission", Never),
    (409, "Conflict", "state", Never),
    (422, "UnprocessableContent", "validation", Never),
    (500, "InternalServerError", "server", Transient),
    (502, "BadGateway", "server", Transient),
    (503, "ServiceUnavailable", "server", Transient),
];

fn refusal(_: &Operation, sample: &Sample) -> Refusal {
    match sample.code {
        Some(code) => of_code(code, sample.status),
        None => of_status(sample.status),
    }
}

fn of_code(code: &str, status: u16) -> Refusal {
    let row = CODES.iter().find(|row| row.0 == code);
    let &(code, variant, category, verdict, kind, names) =
        row.unwrap_or_else(|| panic!("{code} is none of the eight"));
    Refusal {
        variant,
        code: Some(code),
        status,
        category: Some(category),
        verdict,
        effect: Effect::Rejected,
        action: Some(Action {
            operation: names,
            ..Action::new(kind)
        }),
    }
}

fn of_status(status: u16) -> Refusal {
    let row = STATUSES.iter().find(|row| row.0 == status);
    let &(status, variant, category, verdict) =
        row.unwrap_or_else(|| panic!("{status} has no entry"));
    Refusal {
        variant,
        code: None,
        status,
        category: Some(category),
        verdict,
        effect: match status {
            500.. => Effect::MaybeApplied,
            _ => Effect::Rejected,
        },
        action: None,
    }
}
