//! `x-auth`: classes of API keys and when a credential is refreshed.

use faultcode_facts::{ACCESS_TOKEN, EXPIRES_IN};

use super::{Keys, entry, value};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Expression, StatusRange, TokenBody, TokenOperation, WireName};
use crate::source::Spanned;
use crate::source::node::Node;
use crate::source::value::to_json;

/// `x-auth` of a security scheme.
#[derive(Clone, Debug, Default)]
pub(crate) struct SchemeAuth {
    /// Prefix and class, longer prefixes first.
    pub key_classes: Vec<(WireName, WireName)>,
    /// `None`: the document does not say when.
    pub refresh: Option<Refresh>,
    /// The operation that makes its tokens.
    pub token: Option<TokenOperation>,
}

/// When a credential is refreshed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Refresh {
    /// On these codes; `None`: those of the verdict `reauth`.
    pub codes: Option<Vec<WireName>>,
    /// On these statuses.
    pub statuses: Vec<StatusRange>,
    /// Refreshes per call.
    pub max_per_call: Option<u8>,
}

/// The keys of the extension at a security scheme.
pub(crate) const KEYS: &[&str] = &["keyClasses", "refresh", "token"];

/// The keys at an operation.
pub(super) const OF_OPERATION: &[&str] = &["keyClass"];

/// Reads `x-auth` of a security scheme.
pub(crate) fn scheme(node: &Node, diag: &mut Diagnostics) -> Option<SchemeAuth> {
    let keys = Keys::open(node, KEYS, &[], diag)?;
    let mut key_classes = Vec::new();
    if let Some(classes) = keys.get("keyClasses") {
        match classes.as_map() {
            Some(map) => {
                for (prefix, entry) in map.iter() {
                    if let Some(class) = value::text(&entry.value, diag) {
                        key_classes.push((WireName::new(prefix), class));
                    }
                }
            }
            None => value::wrong_type(classes, &rules::values::A_MAP_OF_PREFIXES_TO_CLASSES, diag),
        }
    }
    key_classes.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.as_str().len()));
    let refresh = keys.read("refresh", diag, refresh);
    Some(SchemeAuth {
        key_classes,
        refresh,
        token: keys.read("token", diag, token),
    })
}

const TOKEN: &[&str] = &[
    "operationId",
    "parameters",
    "body",
    "accessToken",
    "expiresIn",
];

fn token(node: &Node, diag: &mut Diagnostics) -> Option<TokenOperation> {
    let keys = Keys::open(node, TOKEN, &[], diag)?;
    let at = entry::operation(&keys, node, diag);
    let mut arguments = Vec::new();
    for (name, from, span) in entry::arguments(&keys, diag) {
        match from {
            None | Some(Expression::RequestPath(_) | Expression::Text(_)) => {
                arguments.push(from.map(|from| (name, from)));
            }
            // What another place of the call says is nothing that its credential could belong to.
            Some(_) => {
                diag.report(&rules::extension::UNUSABLE_TOKEN, span)
                    .arg(&rules::extension::VALUE_FROM_PATH);
                arguments.push(None);
            }
        }
    }
    let body = keys.get("body").map(|body| {
        if !body.is_map() {
            value::wrong_type(body, &rules::values::A_MAP_OF_MEMBERS, diag);
        }
        TokenBody {
            json: WireName::new(to_json(body).to_string()),
            members: body
                .entries()
                .map(|(name, _)| WireName::new(name))
                .collect(),
            span: body.span,
        }
    });
    let mut pointer = |key, usual: &str| {
        let stated = keys.read(key, diag, value::pointer);
        stated.unwrap_or_else(|| vec![WireName::new(usual)])
    };
    Some(TokenOperation {
        access_token: pointer("accessToken", ACCESS_TOKEN),
        expires_in: pointer("expiresIn", EXPIRES_IN),
        operation: at?,
        arguments: arguments.into_iter().collect::<Option<_>>()?,
        body,
        span: node.span,
    })
}

fn refresh(node: &Node, diag: &mut Diagnostics) -> Option<Refresh> {
    let keys = Keys::open(node, &["codes", "statuses", "maxPerCall"], &[], diag)?;
    let max = keys.read("maxPerCall", diag, |n, d| value::integer(n, 0, 3, d));
    Some(Refresh {
        codes: keys.read("codes", diag, |n, d| value::list(n, d, value::text)),
        statuses: keys
            .read("statuses", diag, |n, d| value::list(n, d, value::status))
            .unwrap_or_default(),
        max_per_call: max.and_then(|max| u8::try_from(max).ok()),
    })
}

/// Reads `x-auth` of an operation: the class of key it takes.
pub(crate) fn key_class(node: &Node, diag: &mut Diagnostics) -> Option<Spanned<WireName>> {
    let keys = Keys::open(node, OF_OPERATION, &[], diag)?;
    let span = keys.get("keyClass")?.span;
    Some(Spanned::new(
        keys.read("keyClass", diag, value::text)?,
        span,
    ))
}
