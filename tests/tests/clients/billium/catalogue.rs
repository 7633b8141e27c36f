//! The statuses and the one code of the page, written down by hand.

use billium::Client;
use billium::testing::SAMPLES;
use faultcode_runtime::Effect;
use faultcode_runtime::document::Operation;
use faultcode_runtime::errors::{Action, Verdict};
use faultcode_runtime::testing::Sample;
use faultcode_tests::drive::{self, Refusal, Suite};
use serde_json::Value;

use super::setup;

/// What the driver has to know.
pub const SUITE: Suite<Client> = Suite {
    document: "billium.yaml",
    samples: SAMPLES,
    client: setup::client,
    attempts: 3,
    refreshes: false,
    refusal,
    message,
};

/// Status, variant, group, verdict, kind of action.
type Row = (u16, &'static str, &'static str, Verdict, &'static str);

use Verdict::{Never, Throttle, Transient};

const STATUSES: [Row; 11] = [
    (400, "BadRequest", "validation", Never, "fixRequest"),
    (401, "Unauthorized", "auth", Never, "checkKey"),
    (403, "Forbidden", "auth", Never, "checkPermission"),
    (404, "NotFound", "notFound", Never, "checkId"),
    (409, "Conflict", "idempotency", Never, "useNewKey"),
    (422, "UnprocessableContent", "business", Never, "checkState"),
    (429, "RateLimited", "rateLimit", Throttle, "slowDown"),
    (500, "InternalServerError", "server", Transient, "openIssue"),
    (502, "BadGateway", "server", Transient, "openIssue"),
    (503, "ServiceUnavailable", "server", Transient, "openIssue"),
    (504, "GatewayTimeout", "server", Transient, "openIssue"),
];

const CODE: &str = "SECURITY_REQUIREMENT_NOT_MET";

fn refusal(_: &Operation, sample: &Sample) -> Refusal {
    if let Some(code) = sample.code {
        assert_eq!(code, CODE, "the page has one code");
        return Refusal {
            variant: "SecurityRequirementNotMet",
            code: Some(CODE),
            status: 403,
            category: Some("auth"),
            verdict: Never,
            effect: Effect::Rejected,
            action: Some(Action::new("satisfyRequirement")),
        };
    }
    let row = STATUSES.iter().find(|row| row.0 == sample.status);
    let &(status, variant, category, verdict, kind) =
        row.unwrap_or_else(|| panic!("{sample:?} has none of the statuses"));
    Refusal {
        variant,
        code: None,
        status,
        category: Some(category),
        verdict,
        effect: effect(status),
        action: Some(Action::new(kind)),
    }
}

/// A refusal below 500 did nothing; but a key in conflict means that an earlier request was there.
fn effect(status: u16) -> Effect {
    match status {
        409 | 500.. => Effect::MaybeApplied,
        _ => Effect::Rejected,
    }
}

/// One text, or several as one.
fn message(sample: &Sample) -> Option<String> {
    match drive::at(sample, "/message")? {
        Value::String(text) => Some(text),
        Value::Array(texts) => {
            let texts: Vec<_> = texts.iter().map(|text| text.as_str().unwrap()).collect();
            Some(texts.join("; "))
        }
        other => panic!("{other} is no message"),
    }
}
