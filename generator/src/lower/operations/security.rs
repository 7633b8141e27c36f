//! Security schemes and what operations need of them.

use std::collections::BTreeSet;

use faultcode_facts::MAX_REFRESHES;
use openapiv3::{APIKeyLocation, SecurityRequirement, SecurityScheme};

use super::parameter::{Lists, called, shown_name};
use super::server::is_exposed;
use crate::diagnostics::{Diagnostics, nearest, rules};
use crate::extension::{auth, value};
use crate::ir::{
    Api, ClientCredentials, DocText, Place, Retry, Scheme, SchemeId, SchemeKind, SecurityNeed,
    Table, TokenOperation, WireName,
};
use crate::lower::Cx;
use crate::lower::site::{Component, child, item};
use crate::source::node::Node;

/// The schemes of the document.
pub(in crate::lower) fn schemes(cx: &mut Cx<'_, '_>) -> Table<SchemeId, Scheme> {
    let document = cx.document;
    let Some(components) = &document.api.components else {
        return Table::new();
    };
    let trees = child(document.root, "components");
    let trees = child(trees, SecurityScheme::SECTION);
    let mut schemes = Table::new();
    for (name, of) in &components.security_schemes {
        let Some(site) = document.resolve(of, child(trees, name)) else {
            continue;
        };
        let (kind, description) = kind(site.item);
        let unusable = match &kind {
            SchemeKind::Header(name) if !value::is_token(name.as_str()) => {
                Some((name, Place::Header))
            }
            SchemeKind::Cookie(name) if !value::is_token(name.as_str()) => {
                Some((name, Place::Cookie))
            }
            SchemeKind::Query(name) if name.as_str().is_empty() => Some((name, Place::Query)),
            _ => None,
        };
        if let Some((header, place)) = unusable {
            let at = site.node.span_at("/name").unwrap_or(site.node.span);
            let word = called(place);
            cx.diag
                .report(&rules::operations::BAD_HEADER_NAME, at)
                .arg(shown_name(header.as_str()))
                .arg(word);
            continue;
        }
        review(site.item, site.node, cx.diag);
        let own = site.node.get("x-auth");
        let auth = own.and_then(|node| auth::scheme(node, cx.diag));
        let auth = auth.unwrap_or_default();
        let refresh = auth.refresh.unwrap_or_default();
        for code in refresh.codes.iter().flatten() {
            if !cx.codes.knows(code.as_str()) {
                let at = own.unwrap_or(site.node);
                let at = at.at("/refresh/codes").unwrap_or(at);
                cx.codes.report_unknown(code.as_str(), at.span, cx.diag);
            }
        }
        if let Some(token) = &auth.token {
            known_operation(cx, token, own.unwrap_or(site.node));
        }
        schemes.push(Scheme {
            name: WireName::new(name),
            kind,
            client_credentials: client_credentials(site.item),
            doc: DocText::new(description.unwrap_or_default()),
            key_classes: auth.key_classes,
            refresh_codes: refresh.codes.unwrap_or_default(),
            refresh_statuses: refresh.statuses,
            max_refreshes: refresh.max_per_call.unwrap_or(MAX_REFRESHES),
            token: auth.token,
            span: trees.key_span(name).unwrap_or(site.node.span),
        });
    }
    schemes
}

/// Ways to prove who one is by the header `Authorization` that are registered with IANA.
const REGISTERED: [&str; 14] = [
    "basic",
    "bearer",
    "concealed",
    "digest",
    "dpop",
    "gnap",
    "hoba",
    "mutual",
    "negotiate",
    "oauth",
    "privatetoken",
    "scram-sha-1",
    "scram-sha-256",
    "vapid",
];

/// Reports a scheme of HTTP that is nearly a registered one, and a token that is asked for without encryption.
fn review(scheme: &SecurityScheme, node: &Node, diag: &mut Diagnostics) {
    if let SecurityScheme::HTTP { scheme, .. } = scheme {
        let is_known = REGISTERED.contains(&scheme.to_ascii_lowercase().as_str());
        let near = nearest(scheme, REGISTERED).filter(|_| !is_known);
        if let (Some(near), Some(at)) = (near, node.span_at("/scheme")) {
            diag.report(&rules::document::UNKNOWN_HTTP_SCHEME, at)
                .arg(scheme)
                .help(rules::remarks::DID_YOU_MEAN.of([near]));
        }
    }
    if let Some(credentials) = client_credentials(scheme) {
        let url = credentials.token_url.as_str();
        let at = node.span_at("/flows/clientCredentials/tokenUrl");
        if let Some(at) = at.filter(|_| is_exposed(url)) {
            diag.report(&rules::operations::PLAIN_HTTP, at).arg(url);
        }
    }
}

fn known_operation(cx: &mut Cx<'_, '_>, token: &TokenOperation, auth: &Node) {
    let name = token.operation.as_str();
    let at = auth.span_at("/token/operationId").unwrap_or(token.span);
    crate::lower::codes::entry::known_operation(cx, name, at);
}

fn kind(scheme: &SecurityScheme) -> (SchemeKind, Option<&str>) {
    match scheme {
        SecurityScheme::APIKey {
            location,
            name,
            description,
            ..
        } => {
            let name = WireName::new(name);
            let kind = match location {
                APIKeyLocation::Header => SchemeKind::Header(name),
                APIKeyLocation::Query => SchemeKind::Query(name),
                APIKeyLocation::Cookie => SchemeKind::Cookie(name),
            };
            (kind, description.as_deref())
        }
        SecurityScheme::HTTP {
            scheme,
            description,
            ..
        } => {
            let kind = match scheme.to_ascii_lowercase().as_str() {
                "basic" => SchemeKind::Basic,
                "bearer" => SchemeKind::Bearer,
                // Digest and the like: the caller gives the whole header value.
                _ => SchemeKind::Header(WireName::new("Authorization")),
            };
            (kind, description.as_deref())
        }
        SecurityScheme::OAuth2 { description, .. }
        | SecurityScheme::OpenIDConnect { description, .. } => {
            (SchemeKind::Bearer, description.as_deref())
        }
    }
}

fn client_credentials(scheme: &SecurityScheme) -> Option<ClientCredentials> {
    let SecurityScheme::OAuth2 { flows, .. } = scheme else {
        return None;
    };
    let flow = flows.client_credentials.as_ref();
    let flow = flow.filter(|flow| !flow.token_url.is_empty())?;
    Some(ClientCredentials {
        token_url: WireName::new(&*flow.token_url),
        scopes: flow.scopes.keys().map(WireName::new).collect(),
    })
}

/// The credential that a header parameter `Authorization` stands for, where an operation needs none by its `security`:
/// that of the scheme which travels there, or of one made up for it. It stays optional, since no scheme asks for it.
pub(in crate::lower) fn by_header(
    cx: &Cx<'_, '_>,
    api: &mut Api,
    lists: Lists<'_>,
) -> Option<Vec<Vec<SecurityNeed>>> {
    let mut all = lists.into_iter().flat_map(|(list, trees)| {
        let places = list.iter().enumerate();
        places.filter_map(move |(index, of)| {
            let site = cx.document.resolve(of, item(trees, index))?;
            let name = &site.item.parameter_data_ref().name;
            let is_header = matches!(site.item, openapiv3::Parameter::Header { .. });
            let found = is_header && name.eq_ignore_ascii_case("authorization");
            found.then_some(site.node)
        })
    });
    let node = all.next()?;
    let travels = |scheme: &Scheme| match &scheme.kind {
        SchemeKind::Header(header) => header.as_str().eq_ignore_ascii_case("authorization"),
        SchemeKind::Query(_) | SchemeKind::Cookie(_) => false,
        _ => true,
    };
    let scheme = api.schemes.find(travels).unwrap_or_else(|| {
        api.schemes.push(Scheme {
            name: WireName::new("Authorization"),
            kind: SchemeKind::Header(WireName::new("Authorization")),
            client_credentials: None,
            doc: DocText::default(),
            key_classes: Vec::new(),
            refresh_codes: Vec::new(),
            refresh_statuses: Vec::new(),
            max_refreshes: MAX_REFRESHES,
            token: None,
            span: node.span,
        })
    });
    let need = SecurityNeed {
        scheme,
        scopes: Vec::new(),
    };
    Some(vec![vec![need], Vec::new()])
}

/// The alternatives of credentials that an operation takes; an empty alternative means none is needed.
pub(in crate::lower) fn lower_needs(
    cx: &mut Cx<'_, '_>,
    api: &Api,
    requirements: &[SecurityRequirement],
    tree: &Node,
) -> Vec<Vec<SecurityNeed>> {
    let mut alternatives = Vec::new();
    for (index, requirement) in requirements.iter().enumerate() {
        let mut needs = Vec::new();
        let mut lacks = false;
        for (name, scopes) in requirement {
            let known = api.schemes.find(|it| it.name.as_str() == name);
            let Some(scheme) = known else {
                // What the transport brings, such as the certificate of mutualTLS, is no credential of a request; a scheme
                // of a kind that is not supported has been reported where it stands.
                if !cx.wide.schemes.contains(&name.as_str()) {
                    lacks = true;
                    let at = item(tree, index);
                    let at = at.key_span(name).unwrap_or(at.span);
                    report_undeclared(cx, name, at);
                }
                continue;
            };
            needs.push(SecurityNeed {
                scheme,
                scopes: scopes.iter().map(WireName::new).collect(),
            });
        }
        // What is left of several credentials that go together is sent; nothing at all was not what was asked for.
        if !(lacks && needs.is_empty()) {
            alternatives.push(needs);
        }
    }
    alternatives
}

/// The same as the user of the document says it; what names no scheme has been reported.
pub(in crate::lower) fn given_needs(api: &Api, given: &[Vec<String>]) -> Vec<Vec<SecurityNeed>> {
    let need = |name: &String| {
        let scheme = api.schemes.find(|it| it.name.as_str() == name)?;
        Some(SecurityNeed {
            scheme,
            scopes: Vec::new(),
        })
    };
    let alternatives = given.iter();
    alternatives
        .map(|names| names.iter().filter_map(need).collect())
        .collect()
}

/// What calls may carry where the document has schemes and nowhere says which operation needs them: each of them, or none.
/// Otherwise nobody could send the credential that the client is given.
pub(in crate::lower) fn unasked(cx: &mut Cx<'_, '_>, api: &Api) -> Vec<Vec<SecurityNeed>> {
    if cx.wide.schemes.is_empty() {
        // What was left out may have needed one.
        if !cx.wide.says_needs {
            report_no_scheme(cx);
        }
        return Vec::new();
    }
    if cx.wide.says_needs || !cx.wide.needs.is_empty() || api.schemes.is_empty() {
        return Vec::new();
    }
    if let Some(first) = api.schemes.first() {
        let names: Vec<&str> = api.schemes.iter().map(|it| it.name.as_str()).collect();
        cx.diag
            .report(&rules::operations::SCHEME_WITHOUT_NEED, first.span)
            .arg(names.join(", "));
    }
    let alone = |(scheme, _)| {
        let scopes = Vec::new();
        vec![SecurityNeed { scheme, scopes }]
    };
    let alternatives = api.schemes.entries().map(alone);
    alternatives.chain([Vec::new()]).collect()
}

/// Reports that nothing says how calls are authenticated: for certain a gap where operations refuse calls for it.
fn report_no_scheme(cx: &mut Cx<'_, '_>) {
    let root = cx.wide.root;
    let routes = cx.document.operations();
    let refusal = routes.iter().find_map(|route| {
        let responses = child(child(route.path, route.method), "responses");
        responses.key_span("401")
    });
    let whole = root.key_span("openapi").unwrap_or(root.span);
    match refusal {
        Some(at) => {
            let rule = &rules::operations::UNDECLARED_CREDENTIAL;
            cx.diag.report(rule, at);
        }
        None if routes.is_empty() => {}
        None => {
            let rule = &rules::operations::NO_SECURITY_SCHEME;
            cx.diag.report(rule, whole);
        }
    }
}

/// Reports schemes that no operation needs although the document says what others need: their credentials are never sent.
pub(in crate::lower) fn report_unneeded(cx: &mut Cx<'_, '_>, api: &Api) {
    if cx.wide.in_part {
        return;
    }
    let needs = api.operations.iter().flat_map(|it| &it.security);
    let needed: BTreeSet<SchemeId> = needs.flatten().map(|need| need.scheme).collect();
    for (id, scheme) in api.schemes.entries() {
        if !needed.contains(&id) {
            cx.diag
                .report(&rules::operations::SCHEME_NEVER_NEEDED, scheme.span)
                .arg(scheme.name.as_str());
        }
    }
}

/// Reports a scheme that the document lacks.
pub(in crate::lower) fn report_unknown(cx: &mut Cx<'_, '_>, name: &str, span: crate::source::Span) {
    let report = cx
        .diag
        .report(&rules::extension::UNKNOWN_SCHEME, span)
        .arg(rules::extension::NO_SCHEME.of([name]));
    if let Some(near) = nearest(name, cx.wide.schemes.iter().copied()) {
        report.help(rules::remarks::DID_YOU_MEAN.of([near]));
    }
}

/// Reports a requirement of a scheme that the document lacks.
fn report_undeclared(cx: &mut Cx<'_, '_>, name: &str, span: crate::source::Span) {
    let report = cx
        .diag
        .report(&rules::operations::UNDECLARED_SCHEME, span)
        .arg(name);
    if let Some(near) = nearest(name, cx.wide.schemes.iter().copied()) {
        report.help(rules::remarks::DID_YOU_MEAN.of([near]));
    }
}

/// Schemes whose token can be had anew are refreshed on the codes and statuses of the verdict `reauth`, unless the
/// document lists others.
pub(in crate::lower) fn default_refresh(api: &mut Api) {
    let reauth = api.codes.iter().filter(|code| code.retry == Retry::Reauth);
    let (coded, plain): (Vec<_>, Vec<_>) = reauth.partition(|code| code.code.is_some());
    let mut codes: Vec<WireName> = Vec::new();
    for code in coded.iter().filter_map(|code| code.code.clone()) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let mut statuses = Vec::new();
    for status in plain.iter().flat_map(|code| &code.statuses) {
        if !statuses.contains(status) {
            statuses.push(*status);
        }
    }
    for scheme in &mut api.schemes {
        if scheme.is_renewable()
            && scheme.refresh_codes.is_empty()
            && scheme.refresh_statuses.is_empty()
        {
            scheme.refresh_codes = codes.clone();
            scheme.refresh_statuses = statuses.clone();
        }
    }
}
