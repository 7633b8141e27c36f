//! Credentials as the user of a document says: schemes that it lacks, what operations need, and origins beside the API's own that
//! may have them.
//!
//! ```yaml
//! # auth: {schemes: {token: bearer}} becomes, in a document without security,
//! components: {securitySchemes: {token: {type: http, scheme: bearer}}}
//! security: [{token: []}, {}]
//! ```

use crate::Options;
use crate::auth::{Auth, AuthScheme, Needs};
use crate::diagnostics::{Diagnostics, nearest, rules};
use crate::ir::{Api, WireName};
use crate::lower::origin;
use crate::source::Span;
use crate::source::node::{Map, Node};

/// Puts the schemes into the document, and what all operations need. A need that names no scheme is an error: it would leave an
/// operation without the credential that its caller gives.
pub(crate) fn declare(root: &mut Node, options: &Options, diag: &mut Diagnostics) {
    let auth = &options.auth;
    let Some(map) = root.as_map_mut().filter(|_| !auth.is_empty()) else {
        return;
    };
    let says_needs = map.get("security").is_some_and(|it| !it.is_null());
    let needs = match auth.default_of_all() {
        Some(needs) => Some(list(needs)),
        None if says_needs => None,
        None => optional(auth),
    };
    if let Some(needs) = needs {
        map.insert("security", Span::NOWHERE, needs);
    }
    let schemes = below(below(map, "components"), "securitySchemes");
    for (name, scheme) in auth.schemes() {
        let mut scheme = tree(scheme);
        // How a key travels says nothing of its classes and of its renewal.
        if let (Some(facts), Some(new)) = (
            schemes.get(name).and_then(|old| old.get("x-auth")).cloned(),
            scheme.as_map_mut(),
        ) {
            new.insert("x-auth", facts.span, facts);
        }
        schemes.insert(name, options.places.span("auth.schemes", name), scheme);
    }
    for name in auth.used().filter(|name| !schemes.contains(name)) {
        let report = diag
            .report(
                &rules::operations::BAD_AUTH,
                options.places.span("auth", ""),
            )
            .arg(name);
        if let Some(near) = nearest(name, schemes.keys()) {
            report.help(rules::remarks::DID_YOU_MEAN.of([near]));
        }
    }
}

/// The map of that key, which is made where there is none.
fn below<'m>(map: &'m mut Map, key: &str) -> &'m mut Map {
    if map.get(key).is_none_or(|it| !it.is_map()) {
        map.insert(key, Span::NOWHERE, Node::map(Span::NOWHERE, Map::new()));
    }
    let inner = map.get_mut(key).and_then(Node::as_map_mut);
    inner.expect("it is a map, or has just become one")
}

/// The scheme as a document has it.
fn tree(scheme: &AuthScheme) -> Node {
    fn key<'n>(place: &'n str, name: &'n str) -> Vec<(&'n str, &'n str)> {
        vec![("type", "apiKey"), ("in", place), ("name", name)]
    }
    let members = match scheme {
        AuthScheme::Bearer => vec![("type", "http"), ("scheme", "bearer")],
        AuthScheme::Basic => vec![("type", "http"), ("scheme", "basic")],
        AuthScheme::Header(name) => key("header", name),
        AuthScheme::Query(name) => key("query", name),
        AuthScheme::Cookie(name) => key("cookie", name),
    };
    let mut map = Map::new();
    for (key, text) in members {
        map.insert(key, Span::NOWHERE, Node::string(Span::NOWHERE, text));
    }
    Node::map(Span::NOWHERE, map)
}

/// The needs as a document has them.
fn list(needs: &Needs) -> Node {
    let alternatives = needs.0.iter().map(|names| requirement(names));
    Node::list(Span::NOWHERE, alternatives.collect())
}

fn requirement(names: &[impl AsRef<str>]) -> Node {
    let mut map = Map::new();
    for name in names {
        let scopes = Node::list(Span::NOWHERE, Vec::new());
        map.insert(name.as_ref(), Span::NOWHERE, scopes);
    }
    Node::map(Span::NOWHERE, map)
}

/// Each scheme by itself, or none: nobody says that a credential is needed. `None` where there are no schemes.
fn optional(auth: &Auth) -> Option<Node> {
    let mut all: Vec<Node> = auth
        .schemes()
        .map(|(name, _)| requirement(&[name]))
        .collect();
    if all.is_empty() {
        return None;
    }
    all.push(Node::map(Span::NOWHERE, Map::new()));
    Some(Node::list(Span::NOWHERE, all))
}

/// Allows these origins. What is no origin is an error: it would be without effect, and nobody would notice.
pub(crate) fn access(api: &mut Api, options: &Options, diag: &mut Diagnostics) {
    for given in &options.allow_origins {
        match origin(given) {
            Some(origin) => api.credential_origins.push(WireName::new(origin)),
            None => {
                let at = options.places.span("allow-origins", given);
                diag.report(&rules::operations::BAD_ORIGIN, at).arg(given);
            }
        }
    }
}
