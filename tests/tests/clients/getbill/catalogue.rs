//! The statuses of the page: group, repeats and what to do, written down by hand.

use faultcode_runtime::Effect;
use faultcode_runtime::document::Operation;
use faultcode_runtime::errors::{Action, Verdict};
use faultcode_runtime::testing::Sample;
use faultcode_tests::drive::{self, Refusal, Suite};
use getbill::Client;
use getbill::testing::SAMPLES;

use super::setup;

use Verdict::{Never, Reauth, Throttle, Transient};

/// What the driver has to know.
pub const SUITE: Suite<Client> = Suite {
    document: "getbill.yaml",
    samples: SAMPLES,
    client: setup::client,
    attempts: 3,
    refreshes: true,
    refusal: |operation, sample| refusal(operation, sample.status),
    message: |sample: &Sample| Some(drive::at(sample, "/message")?.as_str()?.to_owned()),
};

/// Status, variant, group, verdict, kind of action, the operation that it names, its link.
type Row = (
    u16,
    &'static str,
    &'static str,
    Verdict,
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
);

const STATUS_PAGE: Option<&str> = Some("https://docs.getbill.io/errors");

#[rustfmt::skip]
pub const STATUSES: [Row; 10] = [
    (400, "BadRequest", "validation", Never, "fixFields", None, None),
    (401, "Unauthorized", "authentication", Reauth, "refreshToken", Some("createToken"), None),
    (403, "Forbidden", "authorization", Never, "requestScope", Some("createToken"), None),
    (404, "NotFound", "resource", Never, "checkId", None, None),
    (422, "UnprocessableContent", "validation", Never, "fixRequest", None, None),
    (429, "RateLimited", "rateLimit", Throttle, "backOff", None, None),
    (500, "InternalServerError", "server", Transient, "contactSupport", None, Some("mailto:contact@getbill.io")),
    (502, "BadGateway", "server", Transient, "checkStatusPage", None, STATUS_PAGE),
    (503, "ServiceUnavailable", "server", Transient, "checkStatusPage", None, STATUS_PAGE),
    (504, "GatewayTimeout", "server", Transient, "checkStatusPage", None, STATUS_PAGE),
];

/// What a status means at an operation.
pub fn refusal(operation: &Operation, status: u16) -> Refusal {
    let row = STATUSES.iter().find(|row| row.0 == status);
    let &(status, variant, category, mut verdict, mut kind, mut names, link) =
        row.unwrap_or_else(|| panic!("{status} is none of the page's"));
    // The call that gets a token cannot be saved by a token.
    if (operation.id, status) == ("createToken", 401) {
        (verdict, kind, names) = (Never, "checkCredentials", None);
    }
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
        action: Some(Action {
            operation: names,
            link,
            ..Action::new(kind)
        }),
    }
}
