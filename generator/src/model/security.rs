//! Security schemes and requirements.

use indexmap::IndexMap;
use openapiv3::{
    APIKeyLocation, AuthorizationCodeOAuth2Flow, ClientCredentialsOAuth2Flow, ImplicitOAuth2Flow,
    OAuth2Flows, PasswordOAuth2Flow, SecurityRequirement, SecurityScheme,
};

use super::shape::Shape;
use crate::diagnostics::rules;
use crate::source::node::Node;

/// The requirements of the document or of an operation; absent and empty mean different things.
pub(super) fn requirements(node: &Node, shape: &mut Shape<'_>) -> Option<Vec<SecurityRequirement>> {
    shape.list(node, "security", |requirement, shape| {
        if !shape.is_map(requirement) {
            return None;
        }
        let names: Vec<String> = requirement
            .entries()
            .map(|(name, _)| name.to_owned())
            .collect();
        let scopes = |name: String| (name.clone(), shape.texts(requirement, &name));
        Some(names.into_iter().map(scopes).collect::<IndexMap<_, _>>())
    })
}

#[derive(Clone, Copy)]
enum Type {
    ApiKey,
    Http,
    OAuth2,
    OpenIdConnect,
}

/// One scheme; `None` for a kind that the client cannot use, which is reported.
pub(super) fn scheme(node: &Node, shape: &mut Shape<'_>) -> Option<SecurityScheme> {
    if let Some(name) = node
        .get("type")
        .filter(|name| name.text() == Some("mutualTLS"))
    {
        let at = shape.pointer().clone();
        let report = shape
            .diag()
            .report(&rules::document::UNSUPPORTED_SECURITY, name.span);
        report.arg("mutualTLS").pointer(&at);
        return None;
    }
    if node.get("type").is_none() {
        shape.required_text(node, "type");
    }
    let types = [
        ("apiKey", Type::ApiKey),
        ("http", Type::Http),
        ("oauth2", Type::OAuth2),
        ("openIdConnect", Type::OpenIdConnect),
    ];
    let description = shape.text(node, "description");
    let extensions = IndexMap::new();
    Some(match shape.word(node, "type", &types)? {
        Type::ApiKey => {
            let places = [("header", 0), ("query", 1), ("cookie", 2)];
            if node.get("in").is_none() {
                shape.required_text(node, "in");
            }
            let location = match shape.word(node, "in", &places)? {
                1 => APIKeyLocation::Query,
                2 => APIKeyLocation::Cookie,
                _ => APIKeyLocation::Header,
            };
            let name = shape.required_text(node, "name");
            SecurityScheme::APIKey {
                location,
                name,
                description,
                extensions,
            }
        }
        Type::Http => SecurityScheme::HTTP {
            scheme: shape.required_text(node, "scheme"),
            bearer_format: shape.text(node, "bearerFormat"),
            description,
            extensions,
        },
        Type::OAuth2 => SecurityScheme::OAuth2 {
            flows: flows(node, shape),
            description,
            extensions,
        },
        Type::OpenIdConnect => SecurityScheme::OpenIDConnect {
            open_id_connect_url: shape.required_text(node, "openIdConnectUrl"),
            description,
            extensions,
        },
    })
}

fn flows(node: &Node, shape: &mut Shape<'_>) -> OAuth2Flows {
    let Some(flows) = shape.member(node, "flows") else {
        shape.lacks(node, "flows", &rules::document::NO_FLOW);
        return OAuth2Flows::default();
    };
    shape.below("flows", |shape| OAuth2Flows {
        implicit: flow(flows, "implicit", shape, |node, shape| ImplicitOAuth2Flow {
            authorization_url: shape.text(node, "authorizationUrl").unwrap_or_default(),
            refresh_url: shape.text(node, "refreshUrl"),
            scopes: scopes(node, shape),
            extensions: IndexMap::new(),
        }),
        password: flow(flows, "password", shape, |node, shape| PasswordOAuth2Flow {
            refresh_url: shape.text(node, "refreshUrl"),
            token_url: shape.text(node, "tokenUrl").unwrap_or_default(),
            scopes: scopes(node, shape),
            extensions: IndexMap::new(),
        }),
        client_credentials: flow(flows, "clientCredentials", shape, |node, shape| {
            // Of all flows, this is the one that a client goes through by itself.
            shape.lacks(node, "tokenUrl", &rules::document::NO_TOKEN_URL);
            shape.lacks(node, "scopes", &rules::document::NO_SCOPE);
            ClientCredentialsOAuth2Flow {
                refresh_url: shape.text(node, "refreshUrl"),
                token_url: shape.text(node, "tokenUrl").unwrap_or_default(),
                scopes: scopes(node, shape),
                extensions: IndexMap::new(),
            }
        }),
        authorization_code: flow(flows, "authorizationCode", shape, |node, shape| {
            AuthorizationCodeOAuth2Flow {
                authorization_url: shape.text(node, "authorizationUrl").unwrap_or_default(),
                token_url: shape.text(node, "tokenUrl").unwrap_or_default(),
                refresh_url: shape.text(node, "refreshUrl"),
                scopes: scopes(node, shape),
                extensions: IndexMap::new(),
            }
        }),
        extensions: IndexMap::new(),
    })
}

fn flow<T>(
    flows: &Node,
    key: &str,
    shape: &mut Shape<'_>,
    read: impl FnOnce(&Node, &mut Shape<'_>) -> T,
) -> Option<T> {
    let node = shape.member(flows, key)?;
    shape.below(key, |shape| shape.is_map(node).then(|| read(node, shape)))
}

fn scopes(node: &Node, shape: &mut Shape<'_>) -> IndexMap<String, String> {
    shape.map(node, "scopes", |text, _| {
        Some(text.text().unwrap_or("").to_owned())
    })
}
