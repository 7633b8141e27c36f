//! Tokens for a client's own id and secret, fetched over the client's transport.

use faultcode_facts::{ACCESS_TOKEN, EXPIRES_IN, JSON};
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::uri::PathAndQuery;
use http::{HeaderValue, Uri};

use super::token::{Token, TokenError, TokenFuture, TokenRequest, TokenSource};
use crate::call::client::Base;
use crate::facts::Method;
use crate::facts::operation::Operation;
use crate::model::decode::Decoder;
use crate::model::secret::Secret;
use crate::model::value::Value;
use crate::transport::clock::Clock;
use crate::transport::race::unless;
use crate::transport::{self, Outgoing, Transport};

/// The client's own way to its server, for sources of tokens.
#[derive(Clone)]
pub(crate) struct TokenEndpoint {
    transport: Arc<dyn Transport>,
    base: Base,
    pub(super) clock: Arc<dyn Clock>,
    /// The longest time of one request for a token, and of a source as a whole.
    pub(super) timeout: Duration,
    /// What the builder says, in place of what the credential was made with.
    grant: Arc<ClientGrant>,
}

/// What the builder of a client says of tokens for an id and a secret, whatever the document says.
#[derive(Default)]
pub(crate) struct ClientGrant {
    pub(crate) authentication: Option<ClientAuthentication>,
    pub(crate) scopes: Option<Arc<[String]>>,
    /// Where they are asked for: a path below the base URL, or an absolute URL.
    pub(crate) url: Option<String>,
    /// Whether they may be asked for over plain `http` on another machine.
    pub(crate) allow_insecure_http: bool,
}

/// How a client shows its id and secret at a token endpoint (RFC 6749 section 2.3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// As the user name and password of `Authorization: Basic`, which every server has to take; where one refuses the
    /// client for it, once more in the body, and from then on so.
    #[default]
    Either,
    /// As the user name and password of `Authorization: Basic` only.
    Basic,
    /// In the body of the request only, for servers that refuse or count what comes otherwise.
    Body,
}

/// The largest answer of a token endpoint, in bytes.
const LARGEST: usize = 1 << 20;

/// What a transport is told of the request for a token.
pub(crate) static TOKEN_REQUEST: Operation = Operation {
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
        grant: ClientGrant,
    ) -> Result<Self, TokenError> {
        let endpoint = Self {
            transport,
            base,
            clock,
            timeout,
            grant: Arc::new(grant),
        };
        if let Some(url) = &endpoint.grant.url {
            endpoint.url(url)?;
        }
        Ok(endpoint)
    }

    /// A path stands below the base URL; an absolute URL is one that the document or the user names. It may have a query and
    /// has no fragment (RFC 6749 section 3.2).
    fn url(&self, target: &str) -> Result<Uri, TokenError> {
        let unusable = || TokenError::permanent("the token URL is unusable");
        let (target, query) = target.split_at(target.find('?').unwrap_or(target.len()));
        if query.contains('#') || target.contains('#') {
            return Err(unusable());
        }
        let base = if target.starts_with('/') {
            let path = format!("{}{target}{query}", self.base.path());
            let path = PathAndQuery::try_from(path).map_err(|_| unusable())?;
            return self.base.uri(path).map_err(|_| unusable());
        } else {
            Base::parse(target).map_err(|_| unusable())?
        };
        if base.is_exposed() && !self.grant.allow_insecure_http {
            return Err(TokenError::permanent(
                "the token URL is plain http to another machine",
            ));
        }
        let path = if base.path().is_empty() {
            "/"
        } else {
            base.path()
        };
        let path = PathAndQuery::try_from(format!("{path}{query}")).map_err(|_| unusable())?;
        base.uri(path).map_err(|_| unusable())
    }

    async fn post(
        &self,
        target: &str,
        authorization: Option<HeaderValue>,
        form: String,
    ) -> Result<(u16, Bytes), TokenError> {
        let (uri, form) = (self.url(target)?, Bytes::from(form));
        let outgoing = || {
            let mut request = http::Request::new(form.clone().into());
            *request.method_mut() = http::Method::POST;
            *request.uri_mut() = uri.clone();
            let headers = request.headers_mut();
            headers.insert(ACCEPT, HeaderValue::from_static(JSON));
            headers.insert(
                CONTENT_TYPE,
                HeaderValue::from_static("application/x-www-form-urlencoded"),
            );
            if let Some(authorization) = &authorization {
                headers.insert(AUTHORIZATION, authorization.clone());
            }
            Outgoing {
                request,
                operation: &TOKEN_REQUEST,
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
        let limit = self.clock.limit(self.timeout);
        let outcome = unless(pin!(exchange), pin!(limit))
            .await
            .map_err(|()| TokenError::transient("the token endpoint did not answer in time"))?;
        let (status, body) = outcome.map_err(|fault: transport::TransportError| {
            TokenError::transient("the token endpoint did not answer").with_source(fault)
        })?;
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
#[derive(Clone)]
pub(super) struct ClientCredentials {
    url: String,
    id: String,
    secret: Secret<String>,
    scopes: &'static [&'static str],
    /// Whether the server has turned out to take the secret in the body only.
    in_body: Arc<AtomicBool>,
    /// What the credential itself says.
    pub(super) authentication: Option<ClientAuthentication>,
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
            in_body: Arc::default(),
            authentication: None,
        }
    }

    /// Asks once. Both ways encode id and secret as a form does, the header before it is encoded in base64.
    async fn ask(
        &self,
        endpoint: &TokenEndpoint,
        in_body: bool,
    ) -> Result<(u16, Bytes), TokenError> {
        let (id, secret) = (
            crate::model::param::encode(&self.id),
            Secret::new(crate::model::param::encode(self.secret.expose())),
        );
        let mut form = String::from("grant_type=client_credentials");
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                crate::call::request::push_pair(&mut form, name, value);
            }
        };
        let mut authorization = None;
        if in_body {
            add("client_id", &id);
            add("client_secret", secret.expose());
        } else {
            let text = Secret::new(format!("Basic {}", pair(&id, &secret).expose()));
            let value = HeaderValue::try_from(text.expose().as_str());
            let mut value = value.map_err(|_| {
                TokenError::permanent("the id and the secret of the client cannot be sent")
            })?;
            value.set_sensitive(true);
            authorization = Some(value);
        }
        let scopes = match &endpoint.grant.scopes {
            Some(scopes) => scopes.join(" "),
            None => self.scopes.join(" "),
        };
        add("scope", &crate::model::param::encode(&scopes));
        let url = endpoint.grant.url.as_ref().unwrap_or(&self.url);
        endpoint.post(url, authorization, form).await
    }
}

impl TokenSource for ClientCredentials {
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> TokenFuture<'a> {
        Box::pin(async move {
            let endpoint = request.endpoint;
            let stated = endpoint.grant.authentication.or(self.authentication);
            let (first_in_body, falls_back) = match stated.unwrap_or_default() {
                ClientAuthentication::Basic => (false, false),
                ClientAuthentication::Body => (true, false),
                ClientAuthentication::Either => {
                    let in_body = self.in_body.load(Ordering::Relaxed);
                    (in_body, !in_body)
                }
            };
            // A server that grants what was asked for need not say so (RFC 6749 section 5.1).
            // The endpoint may echo what it was sent, in whatever it says.
            let secret = Secret::new(crate::model::param::encode(self.secret.expose()));
            let pair = pair(&crate::model::param::encode(&self.id), &secret);
            let sent = [
                self.secret.expose().as_str(),
                &self.id,
                pair.expose().trim_end_matches('='),
            ];
            let read = |status, body: &[u8]| {
                read(status, body, &sent).map(|mut token| {
                    let asked = || Some(endpoint.grant.scopes.as_ref()?.to_vec());
                    token.scopes = token.scopes.or_else(asked);
                    token
                })
            };
            let (status, body) = self.ask(endpoint, first_in_body).await?;
            let first = read(status, &body);
            if !falls_back || first.is_ok() || !may_mean_the_header(status, &body) {
                return first;
            }
            let (status, body) = self.ask(endpoint, true).await?;
            let second = read(status, &body);
            if second.is_ok() {
                self.in_body.store(true, Ordering::Relaxed);
            }
            // The first refusal of the client stands if the second one is about the form of the request.
            match second {
                Err(error) if !error.is_permanent() => first,
                second => second,
            }
        })
    }
}

/// Id and secret as the header has them.
fn pair(id: &str, secret: &Secret<String>) -> Secret<String> {
    let pair = Secret::new(format!("{id}:{}", secret.expose()));
    Secret::new(BASE64.encode(pair.expose()))
}

/// Whether a refusal may be for the header: the client was not recognised, or no word says why.
fn may_mean_the_header(status: u16, body: &[u8]) -> bool {
    let value = Decoder::whole::<Value>(body).unwrap_or_default();
    let word = value.get("error").and_then(Value::as_str);
    let by_word = matches!(
        word,
        None | Some("invalid_client" | "invalid_request" | "unauthorized_client")
    );
    matches!(status, 400 | 401) && by_word
}

/// A lifetime in seconds. One that is no length of time ends at once, or never.
pub(super) fn lifetime(value: &Value) -> Option<Duration> {
    let seconds: f64 = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    Some(Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX))
}

/// Whether the answer of whoever hands out tokens says that the credential itself is wrong (RFC 6749 section 5.2).
pub(super) fn says_wrong(status: u16, word: Option<&str>) -> bool {
    matches!(word, Some("invalid_client" | "invalid_grant")) && (400..500).contains(&status)
}

/// The error codes of RFC 6749 section 5.2.
const KNOWN: [&str; 6] = [
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
];

/// The longest error code of a token endpoint that is shown.
const LONGEST: usize = 64;

/// Whether an error code of a token endpoint can be shown: a known one, or a word that holds nothing of what was sent.
fn is_shown(word: &str, sent: &[&str]) -> bool {
    let is_sign = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'.');
    let is_word = !word.is_empty() && word.len() <= LONGEST && word.bytes().all(is_sign);
    let mut sent = sent.iter().filter(|it| !it.is_empty());
    let echoes = sent.any(|it| word.contains(it) || it.contains(word));
    KNOWN.contains(&word) || is_word && !echoes
}

/// Reads the answer of a token endpoint (RFC 6749 sections 5.1 and 5.2). `sent` are the texts that it may echo.
fn read(status: u16, body: &[u8], sent: &[&str]) -> Result<Token, TokenError> {
    let value = Decoder::whole::<Value>(body).unwrap_or_default();
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    if !(200..300).contains(&status) {
        let word = text("error");
        let reason = match word.filter(|word| is_shown(word, sent)) {
            Some(word) => format!("the token endpoint answered {status} {word}"),
            None => format!("the token endpoint answered {status}"),
        };
        // Only as the answer of the endpoint itself: a status alone, or a page of whatever stands before it, passes.
        return Err(if says_wrong(status, word) {
            TokenError::permanent(reason)
        } else {
            TokenError::transient(reason)
        });
    }
    let Some(access) = text(ACCESS_TOKEN).filter(|token| !token.is_empty()) else {
        return Err(TokenError::transient(
            "the answer of the token endpoint has no token",
        ));
    };
    let mut token = Token::new(access);
    token.expires_in = value.get(EXPIRES_IN).and_then(lifetime);
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
            let token = read(200, body.as_bytes(), &[]).unwrap();
            assert_eq!(token.expires_in, expected, "{lifetime}");
        }
    }

    #[test]
    fn refusals_last_and_failures_pass() {
        let rows = [
            // RFC 6749 section 5.2: these two say that the client, or what it shows, is wrong.
            (400, r#"{"error":"invalid_grant"}"#, true),
            (400, r#"{"error":"invalid_client"}"#, true),
            (
                401,
                r#"{"error":"invalid_client","error_description":"no"}"#,
                true,
            ),
            (403, r#"{"error":"invalid_client"}"#, true),
            (400, r#"{"error":"invalid_request"}"#, false),
            (400, r#"{"error":"unauthorized_client"}"#, false),
            (400, r#"{"error":"unsupported_grant_type"}"#, false),
            (400, r#"{"error":"invalid_scope"}"#, false),
            (400, r#"{"error":"temporarily_unavailable"}"#, false),
            (400, r#"{"error":["invalid_client"]}"#, false),
            (400, "invalid_client", false),
            (401, "", false),
            (403, "{}", false),
            (404, "<html>", false),
            (410, "", false),
            (429, "", false),
            (500, "<html>", false),
            (503, r#"{"error":"invalid_client"}"#, false),
            (200, "{}", false),
            (200, r#"{"access_token":""}"#, false),
            (204, "", false),
            (302, "", false),
            (307, "", false),
        ];
        for (status, body, permanent) in rows {
            let error = read(status, body.as_bytes(), &[]).unwrap_err();
            assert_eq!(error.is_permanent(), permanent, "{status} {body}");
        }
    }

    #[test]
    fn a_refusal_says_the_word_of_the_endpoint_and_nothing_that_was_sent() {
        let rows = [
            ("invalid_client", "i", "400 invalid_client"),
            (
                "temporarily_unavailable",
                "s3cret",
                "400 temporarily_unavailable",
            ),
            ("AADSTS7000215", "s3cret", "400 AADSTS7000215"),
            ("s3cret", "s3cret", "400"),
            ("wrong_s3cret_given", "s3cret", "400"),
            ("s3c", "s3cret", "400"),
            ("the secret is wrong", "s3cret", "400"),
            ("", "s3cret", "400"),
        ];
        // As long as a word is shown, and longer.
        let (long, longer) = ("w".repeat(64), "w".repeat(65));
        let of_long = format!("400 {long}");
        let long = [(&*long, "s3cret", &*of_long), (&*longer, "s3cret", "400")];
        for (word, secret, expected) in rows.into_iter().chain(long) {
            let body = format!(r#"{{"error":"{word}"}}"#);
            let error = read(400, body.as_bytes(), &[secret]).unwrap_err();
            let expected = format!("the token endpoint answered {expected}");
            assert_eq!(error.to_string(), expected, "{word}");
        }
    }
}
