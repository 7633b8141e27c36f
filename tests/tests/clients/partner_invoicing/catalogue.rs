//! The seven codes and the statuses of the page: group, repeats and what to do, written down by hand.

use faultcode_runtime::Effect;
use faultcode_runtime::document::Operation;
use faultcode_runtime::errors::{Action, Verdict};
use faultcode_runtime::testing::Sample;
use faultcode_tests::drive::{self, Refusal, Suite};
use partner_invoicing::Client;
use partner_invoicing::testing::SAMPLES;

use super::setup;

use Verdict::{Never, Reauth, Transient};

/// What the driver has to know.
pub const SUITE: Suite<Client> = Suite {
    document: "partner-invoicing.yaml",
    samples: SAMPLES,
    client: setup::client,
    attempts: 3,
    refreshes: true,
    refusal: |operation, sample| refusal(operation, sample.code, sample.status),
    message: |sample: &Sample| {
        let message = drive::at(sample, "/error")?;
        Some(message.as_str()?.to_owned())
    },
};

/// Code, variant, status, group, verdict, kind of action, the operation that it names.
type OfCode = (
    &'static str,
    &'static str,
    u16,
    &'static str,
    Verdict,
    &'static str,
    Option<&'static str>,
);

#[rustfmt::skip]
pub const CODES: [OfCode; 7] = [
    ("authentication_required", "AuthenticationRequired", 401, "authentication", Never, "sendToken", None),
    ("invalid_token", "InvalidToken", 401, "authentication", Reauth, "refreshToken", Some("getPartnerToken")),
    ("permission_denied", "PermissionDenied", 403, "authorization", Never, "checkScope", None),
    ("validation_error", "ValidationError", 400, "validation", Never, "fixFields", None),
    ("business_not_found", "BusinessNotFound", 404, "resource", Never, "checkId", Some("listBusinesses")),
    ("invoice_not_found", "InvoiceNotFound", 404, "resource", Never, "checkId", Some("listInvoices")),
    ("duplicate_external_id", "DuplicateExternalId", 409, "resource", Never, "useExisting", None),
];

/// Status, variant, group, verdict, kind of action, the operation that it names.
type OfStatus = (
    u16,
    &'static str,
    &'static str,
    Verdict,
    &'static str,
    Option<&'static str>,
);

#[rustfmt::skip]
pub const STATUSES: [OfStatus; 7] = [
    (400, "BadRequest", "validation", Never, "fixRequest", None),
    (401, "Unauthorized", "authentication", Reauth, "refreshToken", Some("getPartnerToken")),
    (403, "Forbidden", "authorization", Never, "checkScope", None),
    (404, "NotFound", "resource", Never, "checkId", None),
    (409, "Conflict", "resource", Never, "checkExisting", None),
    (500, "InternalServerError", "server", Transient, "retryLater", None),
    (501, "ServerError", "server", Transient, "retryLater", None),
];

/// What is done about an id or a key that is wrong.
const CREDENTIALS: &str = "checkCredentials";

/// What an answer means at an operation.
pub fn refusal(operation: &Operation, code: Option<&str>, status: u16) -> Refusal {
    match code {
        Some(code) => of_code(operation, code),
        None => of_status(operation, status),
    }
}

fn of_code(operation: &Operation, code: &str) -> Refusal {
    let row = CODES.iter().find(|row| row.0 == code);
    let &(code, variant, status, category, verdict, mut kind, mut names) =
        row.unwrap_or_else(|| panic!("{code} is none of the seven"));
    match (operation.id, code) {
        // Their lists are asked by external_id.
        ("createCustomer", "duplicate_external_id") => names = Some("listCustomers"),
        ("createVendor", "duplicate_external_id") => names = Some("listVendors"),
        ("getPartnerToken", "authentication_required") => kind = CREDENTIALS,
        _ => {}
    }
    Refusal {
        variant,
        code: Some(code),
        status,
        category: Some(category),
        verdict,
        effect: Effect::Rejected,
        action: Some(action(kind, names)),
    }
}

fn of_status(operation: &Operation, status: u16) -> Refusal {
    // Beside 500 the page speaks of the whole class.
    let listed = if status > 500 { 501 } else { status };
    let row = STATUSES.iter().find(|row| row.0 == listed);
    let &(_, variant, category, mut verdict, mut kind, mut names) =
        row.unwrap_or_else(|| panic!("{status} is none of the page's"));
    // There is nothing to get a new id and key with.
    if (operation.id, status) == ("getPartnerToken", 401) {
        kind = CREDENTIALS;
        (verdict, names) = (Never, None);
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
        action: Some(action(kind, names)),
    }
}

fn action(kind: &'static str, operation: Option<&'static str>) -> Action {
    Action {
        operation,
        ..Action::new(kind)
    }
}
