//! Servers, security schemes and what operations need of them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::draw::Draw;
use super::names;

/// The operation that makes the token of a scheme.
pub(super) const TOKEN_OPERATION: &str = "makeToken";

/// The list of servers.
pub(super) fn servers(draw: &mut Draw) -> Value {
    let mut server = match draw.below(4) {
        0 => json!({"url": "https://api.example"}),
        1 => {
            draw.mark("servers: path");
            json!({"url": "https://api.example/v1/a%20b"})
        }
        2 => {
            draw.mark("servers: relative");
            json!({"url": "/v2"})
        }
        _ => {
            draw.mark("servers: variables");
            json!({"url": "https://{region}.api.example:{port}/{größe}", "variables": {
                "region": {"default": "eu", "enum": ["eu", "us-1"]}, "port": {"default": "443"}, "größe": {"default": "v1", "description": "*/"}}})
        }
    };
    if draw.one_in(3) {
        server["description"] = names::description(draw).into();
    }
    if draw.is_32() && draw.has(2, "servers: name") {
        server["name"] = "main".into();
    }
    match draw.has(3, "servers: several") {
        true => {
            json!([server, {"url": "https://sandbox.api.example", "description": "A sandbox."}])
        }
        false => json!([server]),
    }
}

/// The section of security schemes.
pub(super) fn schemes(draw: &mut Draw) -> Map<String, Value> {
    let (mut all, mut used, mut headers) = (Map::new(), BTreeSet::new(), BTreeSet::new());
    for _ in 0..draw.below(4) {
        let name = names::component(draw, &mut used);
        let mut scopes = Vec::new();
        let kinds = 7 + usize::from(draw.is_31());
        let mut scheme = match draw.below(kinds) {
            0 => {
                draw.mark("security: bearer");
                json!({"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
            }
            1 => {
                draw.mark("security: key in a header");
                let name = names::header(draw, &mut headers);
                json!({"type": "apiKey", "in": "header", "name": name})
            }
            2 => {
                draw.mark("security: key in the query");
                json!({"type": "apiKey", "in": "query", "name": format!("key {}", all.len())})
            }
            3 => {
                draw.mark("security: key in a cookie");
                json!({"type": "apiKey", "in": "cookie", "name": format!("sid{}", all.len())})
            }
            4 => {
                draw.mark("security: basic");
                json!({"type": "http", "scheme": "basic"})
            }
            5 => {
                draw.mark("security: flows");
                scopes = vec!["read".to_owned(), "write:größe \"x\"".to_owned()];
                let said: Map<String, Value> = scopes
                    .iter()
                    .map(|it| (it.clone(), json!("May.")))
                    .collect();
                let mut flows = json!({"clientCredentials": {"tokenUrl": "https://auth.example/token", "scopes": said}});
                if draw.one_in(2) {
                    flows["authorizationCode"] = json!({"authorizationUrl": "https://auth.example/ask", "tokenUrl": "https://auth.example/token",
                        "refreshUrl": "https://auth.example/again", "scopes": said});
                    flows["implicit"] =
                        json!({"authorizationUrl": "https://auth.example/ask", "scopes": said});
                    flows["password"] =
                        json!({"tokenUrl": "https://auth.example/token", "scopes": said});
                }
                if draw.is_32() && draw.has(2, "security: device flow") {
                    flows["deviceAuthorization"] = json!({"deviceAuthorizationUrl": "https://auth.example/device",
                        "tokenUrl": "https://auth.example/token", "scopes": said});
                }
                json!({"type": "oauth2", "flows": flows})
            }
            6 => {
                draw.mark("security: OpenID");
                json!({"type": "openIdConnect", "openIdConnectUrl": "https://auth.example/.well-known/openid-configuration"})
            }
            _ => {
                draw.mark("security: mutual TLS");
                json!({"type": "mutualTLS"})
            }
        };
        if draw.one_in(3) {
            scheme["description"] = names::description(draw).into();
        }
        if scheme["type"] == "apiKey" && draw.has(3, "vocabulary: x-auth classes") {
            scheme["x-auth"] = json!({"keyClasses": {"sk_": "secret", "pk_": "publishable"}});
        } else if scheme["scheme"] == "bearer" && draw.has(3, "vocabulary: x-auth refresh") {
            scheme["x-auth"] = json!({"refresh": {"statuses": [401], "maxPerCall": 2}});
        } else if scheme["scheme"] == "bearer" && draw.has(3, "vocabulary: x-auth token") {
            draw.token = true;
            scheme["x-auth"] = json!({"token": {"operationId": TOKEN_OPERATION, "body": {"grant_type": "client_credentials"}}});
        }
        draw.schemes.push((name.clone(), scopes));
        all.insert(name, scheme);
    }
    all
}

/// What the document or an operation needs.
pub(super) fn needs(draw: &mut Draw) -> Option<Value> {
    if draw.schemes.is_empty() {
        return None;
    }
    let one = |draw: &mut Draw| {
        let schemes = draw.schemes.clone();
        let (name, scopes) = draw.pick(&schemes);
        let scopes = draw.some(&scopes);
        if !scopes.is_empty() {
            draw.mark("security: scopes");
        }
        json!({ name: scopes })
    };
    Some(match draw.below(5) {
        0 | 1 => json!([one(draw)]),
        2 => {
            draw.mark("security: alternatives");
            json!([one(draw), one(draw), {}])
        }
        3 => {
            draw.mark("security: together");
            let (mut first, second) = (one(draw), one(draw));
            if let (Some(first), Some(second)) = (first.as_object_mut(), second.as_object()) {
                first.extend(second.clone());
            }
            json!([first])
        }
        _ if draw.secured => json!([one(draw)]),
        _ => {
            draw.mark("security: none");
            json!([])
        }
    })
}
