//! Names of error entries: one struct per entry, called like its code or its status.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Api, CodeId, ErrorCode, Fact, Field, Origin, StatusRange, Table, Type, WireName};

use super::names::{Case, RustIdent, Scope, Wish, wanted};
use super::pair::{Named, Planned};
use super::types::{fields, member};

/// An error entry with its names.
pub type PlannedCode<'a> = Planned<'a, ErrorCode, CodeNames<'a>>;

/// Names of one error entry.
#[derive(Clone, Debug)]
pub struct CodeNames<'a> {
    /// The struct.
    pub name: RustIdent,
    /// The field of details that are no object.
    pub value: Option<Named<'a, Type>>,
    /// The members of the details; none where they are no object.
    pub details: Vec<Named<'a, Field>>,
    /// The facts outside of the details.
    pub facts: Vec<Named<'a, Fact>>,
}

/// Names every error entry; two codes of one name are reported.
pub(super) fn names<'a>(
    api: &'a Api,
    scope: &mut Scope,
    diag: &mut Diagnostics,
) -> Table<CodeId, PlannedCode<'a>> {
    report_collisions(api, diag);
    let names = scope.claim_table(&api.codes, wish, "Error");
    api.codes.map(|id, code| {
        let mut scope = Scope::default();
        let value = code.details_value.as_ref().map(|value| {
            let name = scope.claim("value", "").ident;
            Planned::new(value, name)
        });
        let details = match value {
            Some(_) => &[][..],
            None => &code.details,
        };
        let names = CodeNames {
            name: names[id].ident.clone(),
            value,
            details: fields(details, |field| member(&field.wire), &mut scope),
            facts: fields(&code.facts, |fact| member(&fact.field.wire), &mut scope),
        };
        Planned::new(code, names)
    })
}

/// The name of an entry inside an enum, where it needs no prefix.
pub(super) fn variant(code: &ErrorCode) -> String {
    match (&code.name, &code.code) {
        (Some(name), _) => wanted(name.as_str(), Case::Camel),
        (None, Some(code)) => wanted(code.as_str(), Case::Camel),
        (None, None) => status_name(&code.statuses),
    }
}

/// What tells an entry from every other: the code or the statuses, and the operation that it belongs to.
pub(super) fn key(code: &ErrorCode) -> String {
    let own = match &code.code {
        Some(code) => code.as_str().to_owned(),
        // A blank keeps status entries behind codes that are spelled like a status.
        None => code
            .statuses
            .iter()
            .map(|range| format!("~{}-{}", range.first, range.last))
            .collect(),
    };
    match &code.only_for {
        Some(operation) => format!("{own} {}", operation.as_str()),
        None => own,
    }
}

fn wish(code: &ErrorCode) -> Wish {
    let variant = variant(code);
    let name = match &code.only_for {
        Some(operation) => wanted(&format!("{} {variant}", operation.as_str()), Case::Camel),
        None => variant,
    };
    Wish::new(key(code), name)
}

fn report_collisions(api: &Api, diag: &mut Diagnostics) {
    let mut called: BTreeMap<String, Vec<(&ErrorCode, &WireName)>> = BTreeMap::new();
    // Codes that no native extension names cannot be given another name there; they are numbered.
    let native = |code: &&ErrorCode| code.only_for.is_none() && code.origin == Origin::Native;
    for code in api.codes.iter().filter(native) {
        if let Some(wire) = &code.code {
            called.entry(variant(code)).or_default().push((code, wire));
        }
    }
    for (name, codes) in &called {
        let [(first, other), rest @ ..] = codes.as_slice() else {
            continue;
        };
        for (code, wire) in rest {
            diag.report(&rules::names::NAME_COLLISION, code.span)
                .arg(other.as_str())
                .arg(wire.as_str())
                .arg(name)
                .also(first.span, &rules::names::OTHER_CODE);
        }
    }
}

/// What a status is called.
pub(super) fn status_name(statuses: &[StatusRange]) -> String {
    let Some(range) = statuses.first() else {
        return "OtherStatus".to_owned();
    };
    if range.first == range.last {
        return match phrase(range.first) {
            Some(phrase) => phrase.to_owned(),
            None => format!("Status{}", range.first),
        };
    }
    let class = range.first / 100;
    let whole = range.first == class * 100 && range.last == class * 100 + 99;
    match class {
        1 if whole => "Informational".to_owned(),
        2 if whole => "Success".to_owned(),
        3 if whole => "Redirection".to_owned(),
        4 if whole => "ClientError".to_owned(),
        5 if whole => "ServerError".to_owned(),
        _ if range.first <= 400 && range.last >= 599 => "OtherStatus".to_owned(),
        _ => format!("Status{}To{}", range.first, range.last),
    }
}

fn phrase(status: u16) -> Option<&'static str> {
    Some(match status {
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritative",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        207 => "MultiStatus",
        208 => "AlreadyReported",
        300 => "MultipleChoices",
        301 => "MovedPermanently",
        302 => "Found",
        303 => "SeeOther",
        304 => "NotModified",
        305 => "UseProxy",
        307 => "TemporaryRedirect",
        308 => "PermanentRedirect",
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        407 => "ProxyAuthenticationRequired",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "LengthRequired",
        412 => "PreconditionFailed",
        413 => "ContentTooLarge",
        414 => "UriTooLong",
        415 => "UnsupportedMediaType",
        416 => "RangeNotSatisfiable",
        417 => "ExpectationFailed",
        418 => "Teapot",
        421 => "MisdirectedRequest",
        422 => "UnprocessableContent",
        423 => "Locked",
        424 => "FailedDependency",
        425 => "TooEarly",
        426 => "UpgradeRequired",
        428 => "PreconditionRequired",
        429 => "RateLimited",
        431 => "HeaderFieldsTooLarge",
        451 => "UnavailableForLegalReasons",
        500 => "InternalServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        505 => "HttpVersionNotSupported",
        507 => "InsufficientStorage",
        508 => "LoopDetected",
        511 => "NetworkAuthenticationRequired",
        _ => return None,
    })
}
