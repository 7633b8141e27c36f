//! Names of error entries: one struct per entry, called like its code or its status.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostics, rules};
use crate::given::Given;
use crate::ir::{Api, CodeId, ErrorCode, Fact, Field, StatusRange, Table, Type, WireName};

use super::names::{Case, Name, RustIdent, Scope, Wish, joined, wanted};
use super::pair::{Named, Planned};
use super::types::{fields, member};

/// An error entry with its names.
pub type PlannedCode<'a> = Planned<'a, ErrorCode, CodeNames<'a>>;

/// Names of one error entry.
#[derive(Clone, Debug)]
pub struct CodeNames<'a> {
    /// The struct, or the constant of an entry that has none.
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
    given: &Given,
    diag: &mut Diagnostics,
) -> Table<CodeId, PlannedCode<'a>> {
    report_collisions(api, given, diag);
    let mut constants = Scope::default();
    let of = |typed: bool| {
        let entries = api.codes.entries();
        entries.filter(move |(_, code)| code.has_details() == typed)
    };
    let wish = |code: &ErrorCode, case| wish(code, case).given(given.code(code), case);
    let types = scope.claim_all(of(true), |(_, code)| wish(code, Case::Camel), "Error");
    let others = constants.claim_all(of(false), |(_, code)| wish(code, Case::Shouty), "_CODE");
    let claimed = types.into_iter().chain(others);
    let names: BTreeMap<CodeId, RustIdent> =
        claimed.map(|((id, _), name)| (id, name.ident)).collect();
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
            name: names[&id].clone(),
            value,
            details: fields(details, |field| member(&field.wire), &mut scope),
            facts: fields(&code.facts, |fact| member(&fact.field.wire), &mut scope),
        };
        Planned::new(code, names)
    })
}

/// The name of an entry inside an enum, where it needs no prefix.
pub(super) fn variant(code: &ErrorCode) -> Name {
    match (&code.name, &code.code) {
        (Some(name), _) => wanted(name.as_str(), Case::Camel),
        (None, Some(code)) => wanted(code.as_str(), Case::Camel),
        (None, None) => {
            let name = status_name(&code.statuses);
            match &code.header {
                // The same status without the header is another case.
                Some(header) => {
                    let header = header.name.as_str();
                    let own = header.strip_prefix("X-").or(header.strip_prefix("x-"));
                    let own = wanted(own.unwrap_or(header), Case::Camel);
                    joined(name, own.as_str())
                }
                None => name.into(),
            }
        }
    }
}

/// What an entry would be called inside an enum.
pub(super) fn variant_wish(code: &ErrorCode) -> Wish {
    let name = variant(code);
    let wish = Wish::new(key(code), name.clone());
    match &code.code {
        // Codes are often called like a status that has a variant beside them.
        Some(wire) => wish
            .or(joined(name, "Code"))
            .spelled(wire.as_str(), Case::Camel),
        None => match code.statuses.first() {
            Some(range) if code.header.is_none() => wish.or(number_name(range)),
            _ => wish,
        },
    }
}

/// What tells an entry from every other: the code or the statuses, and the operation that it belongs to.
pub fn key(code: &ErrorCode) -> String {
    let own = match &code.code {
        Some(code) => code.as_str().to_owned(),
        // A blank keeps status entries behind codes that are spelled like a status.
        None => code
            .statuses
            .iter()
            .map(|range| format!("~{}-{}", range.first, range.last))
            .collect(),
    };
    // One that a header tells may stand beside the same status without it.
    let header = code.header.as_ref().map_or("", |_| " header");
    match &code.only_for {
        Some(operation) => format!("{own}{header} {}", operation.as_str()),
        None => format!("{own}{header}"),
    }
}

fn wish(code: &ErrorCode, case: Case) -> Wish {
    let variant = variant(code);
    let before = code
        .only_for
        .as_ref()
        .map_or("", |operation| operation.as_str());
    let name = match (before, case) {
        ("", Case::Camel) => variant,
        _ => wanted(format!("{before} {}", variant.as_str()).trim_start(), case),
    };
    let wish = Wish::new(key(code), name);
    match &code.code {
        Some(wire) => wish.spelled(format!("{before} {}", wire.as_str()).trim_start(), case),
        None => wish,
    }
}

fn report_collisions(api: &Api, given: &Given, diag: &mut Diagnostics) {
    let mut called: BTreeMap<Name, Vec<(&ErrorCode, &WireName)>> = BTreeMap::new();
    // Codes that no native extension names cannot be given another name there; they are numbered.
    let native = |code: &&ErrorCode| code.only_for.is_none() && code.origin.is_native();
    for code in api.codes.iter().filter(native) {
        if let Some(wire) = &code.code
            && given.code(code).is_none()
        {
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
                .arg(name.as_str())
                .also(first.span, &rules::names::OTHER_CODE);
        }
    }
}

/// What a status is called by its number.
fn number_name(range: &StatusRange) -> String {
    if range.first == range.last {
        return format!("Status{}", range.first);
    }
    format!("Status{}To{}", range.first, range.last)
}

/// What a status is called.
pub(super) fn status_name(statuses: &[StatusRange]) -> String {
    let Some(range) = statuses.first() else {
        return "OtherStatus".to_owned();
    };
    if range.first == range.last {
        return match phrase(range.first) {
            Some(phrase) => phrase.to_owned(),
            None => number_name(range),
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
        _ => number_name(range),
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
