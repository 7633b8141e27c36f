//! Tokens for a client's own id and secret, fetched over the client's transport.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::uri::PathAndQuery;
use http::{HeaderValue, Uri};

use super::token::{Token, TokenError, TokenFuture, TokenRequest, TokenSource};
use crate::client::Base;
use crate::clock::Clock;
use crate::decode::Decoder;
use crate::operation::{Method, Operation};
use crate::secret::Secret;
use crate::transport::{self, Outgoing, Transport};
use crate::value::Value;

/// The client's own way to its server, for sources of tokens.
#[derive(Clone)]
pub(crate) struct TokenEndpoint {
    transport: Arc<dyn Transport>,
    base: Base,
    pub(super) clock: Arc<dyn Clock>,
    timeout: Duration,
}

/// The largest answer of a token endpoint.
const LARGEST: usize = 1 << 20;

/// What a transport is told of the request for a token.
static OPERATION: Operation = Operation {
    id: "token",
    method: Method::Post,
    ..Operation::DEFAULT
};

impl TokenEndpoint {
    pub(crate) fn new(
        transport: Arc<dyn Transport>,
        base: Base,
        clock: Arc<dyn Clock>,
        timeout: Duration,
    ) -> Self {
        Self {
            transport,
            base,
            clock,
            timeout,
        }
    }

    /// A path stands below the base URL; an absolute URL is one that the document or the user names.
    fn url(&self, target: &str) -> Result<Uri, TokenError> {
        let unusable = || TokenError::permanent("the token URL is unusable");
        let base = if target.starts_with('/') {
            let path = format!("{}{target}", self.base.path());
            let path = PathAndQuery::try_from(path).map_err(|_| unusable())?;
            return self.base.uri(path).map_err(|_| unusable());
        } else {
            Base::parse(target).map_err(|_| unusable())?
        };
        if base.is_exposed() {
            return Err(TokenError::permanent(
                "the token URL is plain http to another machine",
            ));
        }
        let path = if base.path().is_empty() {
            "/"
        } else {
            base.path()
        };
        let path = PathAndQuery::try_from(path).map_err(|_| unusable())?;
        base.uri(path).map_err(|_| unusable())
    }

    async fn post(&self, target: &str, form: String) -> Result<(u16, Bytes), TokenError> {
        let (uri, form) = (self.url(target)?, Bytes::from(form));
        let outgoing = || {
            let mut request = http::Request::new(form.clone().into());
            *request.method_mut() = http::Method::POST;
            *request.uri_mut() = uri.clone();
            let headers = request.headers_mut();
            headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
            headers.insert(
                CONTENT_TYPE,
                HeaderValue::from_static("application/x-www-form-urlencoded"),
            );
            Outgoing {
                request,
                operation: &OPERATION,
                fresh: false,
            }
        };
        let exchange = async {
            let answer = transport::send(
                &*self.transport,
                self.transport.send(outgoing()),
                true,
                || Some(outgoing()),
            )
            .await?;
            let body = transport::collect(answer.body, LARGEST, self.timeout, &*self.clock).await;
            Ok((answer.status.as_u16(), body))
        };
        let (status, body) = tokio::select! {
            outcome = exchange => outcome.map_err(|fault: transport::TransportFault| {
                TokenError::transient("the token endpoint did not answer").with_source(fault)
            })?,
            () = self.clock.limit(self.timeout) => {
                return Err(TokenError::transient("the token endpoint did not answer in time"));
            }
        };
        match body {
            (bytes, transport::BodyEnd::Whole) => Ok((status, bytes)),
            _ => Err(TokenError::transient(
                "the answer of the token endpoint broke off",
            )),
        }
    }
}

impl fmt::Debug for TokenEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.base.fmt(f)
    }
}

/// The client credentials grant (RFC 6749 section 4.4).
pub(super) struct ClientCredentials {
    url: String,
    id: String,
    secret: Secret<String>,
    scopes: &'static [&'static str],
}

impl ClientCredentials {
    pub(super) fn new(
        url: impl Into<String>,
        id: impl Into<String>,
        secret: impl Into<String>,
        scopes: &'static [&'static str],
    ) -> Self {
        Self {
            url: url.into(),
            id: id.into(),
            secret: Secret::new(secret.into()),
            scopes,
        }
    }
}

impl TokenSource for ClientCredentials {
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> TokenFuture<'a> {
        Box::pin(async move {
            let mut form = String::from("grant_type=client_credentials");
            let scope = self.scopes.join(" ");
            let pairs = [
                ("client_id", self.id.as_str()),
                ("client_secret", self.secret.expose().as_str()),
                ("scope", scope.as_str()),
            ];
            for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
                crate::request::push_pair(&mut form, name, &crate::param::encode(value));
            }
            let (status, body) = request.endpoint.post(&self.url, form).await?;
            read(status, &body)
        })
    }
}

/// Reads the answer of a token endpoint (RFC 6749 sections 5.1 and 5.2).
fn read(status: u16, body: &[u8]) -> Result<Token, TokenError> {
    let value = Decoder::whole::<Value>(body).unwrap_or_default();
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    if !(200..300).contains(&status) {
        // The word of the server is one of a list; a text that is none is left out.
        let known = [
            "invalid_client",
            "invalid_grant",
            "invalid_request",
            "invalid_scope",
            "unauthorized_client",
            "unsupported_grant_type",
        ];
        let word = text("error").and_then(|word| known.into_iter().find(|known| *known == word));
        let reason = match word {
            Some(word) => format!("the token endpoint answered {status} {word}"),
            None => format!("the token endpoint answered {status}"),
        };
        let passing = matches!(status, 408 | 425 | 429 | 500..);
        return Err(if passing && word.is_none() {
            TokenError::transient(reason)
        } else {
            TokenError::permanent(reason)
        });
    }
    let Some(access) = text("access_token") else {
        return Err(TokenError::transient(
            "the answer of the token endpoint has no token",
        ));
    };
    let seconds = value.get("expires_in").and_then(|value| match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    });
    let mut token = Token::new(access);
    // A lifetime that is no length of time ends at once, or never.
    token.expires_in = seconds
        .map(|seconds| Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX));
    token.refresh = text("refresh_token").map(Secret::from);
    token.scopes = text("scope").map(|scopes| scopes.split(' ').map(str::to_owned).collect());
    Ok(token)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::read;

    #[test]
    fn lifetimes_are_read_or_ignored() {
        let rows = [
            ("3600", Some(Duration::from_secs(3600))),
            ("\"3600\"", Some(Duration::from_secs(3600))),
            ("0", Some(Duration::ZERO)),
            ("-5", Some(Duration::ZERO)),
            ("1e300", Some(Duration::MAX)),
            ("null", None),
            ("true", None),
            ("\"soon\"", None),
        ];
        for (lifetime, expected) in rows {
            let body = format!(r#"{{"access_token":"t","expires_in":{lifetime}}}"#);
            let token = read(200, body.as_bytes()).unwrap();
            assert_eq!(token.expires_in, expected, "{lifetime}");
        }
    }

    #[test]
    fn refusals_last_and_failures_pass() {
        let rows = [
            (400, r#"{"error":"invalid_grant"}"#, true),
            (401, "", true),
            (403, "{}", true),
            (429, "", false),
            (500, "<html>", false),
            (503, r#"{"error":"invalid_client"}"#, true),
            (200, "{}", false),
            (302, "", true),
        ];
        for (status, body, permanent) in rows {
            let error = read(status, body.as_bytes()).unwrap_err();
            assert_eq!(error.is_permanent(), permanent, "{status} {body}");
        }
    }
}
