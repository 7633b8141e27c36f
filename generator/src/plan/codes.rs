//! Names of error entries: one struct per entry, called like its code or its status.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Api, ErrorCode, Origin, StatusRange};

use super::CodeNames;
use super::names::{Case, RustIdent, Scope, wanted};
use super::types::fields_of;

/// Names every error entry; two codes of one name are reported.
pub(super) fn names(api: &Api, scope: &mut Scope, diag: &mut Diagnostics) -> Vec<CodeNames> {
    report_collisions(api, diag);
    let wishes: Vec<_> = api.codes.iter().map(wish).collect();
    let claimed = scope.claim_all(&wishes, "Error");
    let both = api.codes.iter().zip(claimed);
    both.map(|(code, name)| CodeNames {
        name: name.ident,
        fields: fields(code),
    })
    .collect()
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

fn wish(code: &ErrorCode) -> (String, String) {
    let variant = variant(code);
    let name = match &code.only_for {
        Some(operation) => wanted(&format!("{} {variant}", operation.as_str()), Case::Camel),
        None => variant,
    };
    (key(code), name)
}

fn fields(code: &ErrorCode) -> Vec<RustIdent> {
    let mut scope = Scope::default();
    if code.details_value.is_some() {
        let mut fields = vec![scope.claim("value", "").ident];
        fields.extend(fields_of(
            code.facts.iter().map(|fact| &fact.field),
            &mut scope,
        ));
        return fields;
    }
    let mut fields = fields_of(code.details.iter(), &mut scope);
    fields.extend(fields_of(
        code.facts.iter().map(|fact| &fact.field),
        &mut scope,
    ));
    fields
}

fn report_collisions(api: &Api, diag: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &ErrorCode> = BTreeMap::new();
    // Codes that no native extension names cannot be given another name there; they are numbered.
    let native = |code: &&ErrorCode| code.only_for.is_none() && code.origin == Origin::Native;
    for code in api.codes.iter().filter(native) {
        let Some(wire) = &code.code else { continue };
        let name = variant(code);
        match seen.get(&name) {
            Some(first) => {
                let other = first.code.as_ref().map_or("", |code| code.as_str());
                diag.report(&rules::names::NAME_COLLISION, code.span)
                    .arg(other)
                    .arg(wire.as_str())
                    .arg(&name)
                    .also(first.span, "the other code");
            }
            None => drop(seen.insert(name, code)),
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
