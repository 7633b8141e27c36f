//! The credentials of a client, and how each is put into a request.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderName, HeaderValue};

use super::cells::{MakeSource, TokenCells};
use super::endpoint::{ClientAuthentication, ClientCredentials, TokenEndpoint};
use super::refresh::{Granted, TokenCell};
use super::token::{Token, TokenError, TokenSource};
use crate::call::request::BuildError;
use crate::call::request::path::names;
use crate::facts::SchemeKind;
use crate::facts::operation::Operation;
use crate::facts::scheme::{Need, Scheme};
use crate::model::secret::Secret;

/// What a client proves its identity with, for one security scheme.
#[derive(Clone)]
pub struct Credential(Kind);

#[derive(Clone)]
enum Kind {
    Secret(Secret<String>),
    Basic(Secret<String>, Secret<String>),
    Client(ClientCredentials),
    Source(Arc<dyn TokenSource>),
    /// A source for each value of the path parameter of that name.
    SourceFor(&'static str, MakeSource),
}

impl Credential {
    /// An API key, or a token that is never refreshed.
    pub fn secret(secret: impl Into<String>) -> Self {
        Self(Kind::Secret(Secret::new(secret.into())))
    }

    /// A user name and a password (RFC 7617).
    pub fn basic(user: impl Into<String>, password: impl Into<String>) -> Self {
        let (user, password) = (Secret::new(user.into()), Secret::new(password.into()));
        Self(Kind::Basic(user, password))
    }

    /// Tokens that run out, and where the next one comes from.
    pub fn source(source: impl TokenSource) -> Self {
        Self(Kind::Source(Arc::new(source)))
    }

    /// Tokens of which each value of a path parameter has its own, such as one per business. The source gets the value that
    /// the call has for `parameter`, and the token in use until now; calls of operations without such a parameter do not
    /// carry the credential.
    ///
    /// The tokens of a thousand values are kept; those go that were not used for the longest time.
    pub fn source_for<F, R>(parameter: &'static str, source: F) -> Self
    where
        F: Fn(String, Option<Token>) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Token, TokenError>> + Send + 'static,
    {
        let source = Arc::new(source);
        let make = move |value: &str| -> Arc<dyn TokenSource> {
            let (source, value) = (Arc::clone(&source), value.to_owned());
            Arc::new(move |previous| source(value.clone(), previous))
        };
        Self::made_for(parameter, Arc::new(make))
    }

    pub(super) fn made_for(parameter: &'static str, make: MakeSource) -> Self {
        Self(Kind::SourceFor(parameter, make))
    }

    /// Tokens for a client's own id and secret (RFC 6749 section 4.4). `token_url` is a path on the client's origin, or an
    /// absolute URL as the document names it.
    pub fn client_credentials(
        token_url: impl Into<String>,
        id: impl Into<String>,
        secret: impl Into<String>,
        scopes: &'static [&'static str],
    ) -> Self {
        Self(Kind::Client(ClientCredentials::new(
            token_url, id, secret, scopes,
        )))
    }

    /// How the id and the secret of client credentials are shown at the token endpoint, unless the builder of the client says
    /// otherwise. Other credentials stay as they are.
    #[must_use]
    pub fn authentication(mut self, authentication: ClientAuthentication) -> Self {
        if let Kind::Client(client) = &mut self.0 {
            client.authentication = Some(authentication);
        }
        self
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential([redacted])")
    }
}

/// A credential in the form in which requests need it.
pub(crate) struct Held {
    pub(crate) scheme: &'static Scheme,
    place: Place,
    value: Value,
    /// The credentials that its tokens are made with, where an operation makes them.
    pub(crate) made_with: &'static [Need],
}

enum Place {
    Header(HeaderName),
    Cookie(String),
    Query(String),
}

enum Value {
    /// Checked and ready; `secrets` are the texts that a server may echo.
    Fixed {
        sent: Sent,
        class: Option<&'static str>,
    },
    Refreshed(Arc<TokenCell>),
    /// A token for each value of a path parameter.
    RefreshedFor(TokenCells),
}

impl Value {
    fn refreshed(
        scheme: &'static Scheme,
        source: Arc<dyn TokenSource>,
        endpoint: &TokenEndpoint,
    ) -> Self {
        Self::Refreshed(Arc::new(TokenCell::new(scheme, source, endpoint.clone())))
    }
}

/// A credential as one attempt carries it.
#[derive(Clone)]
pub(crate) struct Sent {
    /// The header value, or the encoded value of a cookie or query parameter.
    value: HeaderValue,
    /// The texts that a server may echo.
    secrets: Arc<[Secret<String>]>,
    /// The token behind it, if it can be refreshed.
    pub(crate) token: Option<Arc<Granted>>,
}

impl Sent {
    pub(super) fn of_token(kind: SchemeKind, token: &str) -> Result<Self, ()> {
        Self::new(kind, None, token)
    }

    fn new(kind: SchemeKind, user: Option<&str>, secret: &str) -> Result<Self, ()> {
        let mut secrets = Vec::new();
        let text = match kind {
            SchemeKind::Basic => {
                // Without a user name the text is `user:password` already.
                let pair = Secret::new(match user {
                    Some(user) if user.contains(':') => return Err(()),
                    Some(user) => format!("{user}:{secret}"),
                    None => secret.to_owned(),
                });
                let encoded = BASE64.encode(pair.expose());
                let text = format!("Basic {encoded}");
                // An empty password is one (RFC 7617 section 2), where the user name is the key.
                let known = match pair.expose().split_once(':') {
                    Some((user, "")) => user,
                    Some((_, password)) => password,
                    None => pair.expose(),
                };
                secrets.extend([Secret::from(known), Secret::new(encoded)]);
                text
            }
            SchemeKind::Bearer => format!("Bearer {secret}"),
            SchemeKind::Header(_) => secret.to_owned(),
            SchemeKind::Query(_) | SchemeKind::Cookie(_) => crate::model::param::encode(secret),
        };
        if secrets.is_empty() {
            secrets.push(Secret::from(secret));
        }
        let nothing = secrets.iter().any(|secret| secret.expose().is_empty());
        if nothing || !text.is_ascii() {
            return Err(());
        }
        let mut value = HeaderValue::try_from(text).map_err(|_| ())?;
        value.set_sensitive(true);
        Ok(Self {
            value,
            secrets: secrets.into(),
            token: None,
        })
    }

    /// The texts that a server may echo.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.secrets.iter().map(|secret| secret.expose().as_str())
    }

    fn text(&self) -> &str {
        self.value.to_str().unwrap_or("")
    }
}

impl Held {
    pub(crate) fn new(
        scheme: &'static Scheme,
        credential: Credential,
        endpoint: &TokenEndpoint,
    ) -> Result<Self, BuildError> {
        let unusable = |()| BuildError::Credential(scheme.name);
        let place = match scheme.kind {
            SchemeKind::Bearer | SchemeKind::Basic => Place::Header(AUTHORIZATION),
            SchemeKind::Header(name) => {
                Place::Header(HeaderName::from_bytes(name.as_bytes()).map_err(|_| unusable(()))?)
            }
            SchemeKind::Cookie(name) => Place::Cookie(name.to_owned()),
            SchemeKind::Query(name) => Place::Query(crate::model::param::encode(name)),
        };
        let value = match credential.0 {
            Kind::Secret(secret) => Value::Fixed {
                sent: Sent::new(scheme.kind, None, secret.expose()).map_err(unusable)?,
                class: class(scheme, secret.expose()),
            },
            Kind::Basic(user, password) => Value::Fixed {
                sent: Sent::new(scheme.kind, Some(user.expose()), password.expose())
                    .map_err(unusable)?,
                class: None,
            },
            Kind::Client(client) => Value::refreshed(scheme, Arc::new(client), endpoint),
            Kind::Source(source) => Value::refreshed(scheme, source, endpoint),
            Kind::SourceFor(parameter, make) => {
                Value::RefreshedFor(TokenCells::new(scheme, parameter, make, endpoint.clone()))
            }
        };
        Ok(Self {
            scheme,
            place,
            value,
            made_with: &[],
        })
    }

    /// The class of the key, where its prefix tells.
    pub(crate) fn class(&self) -> Option<&'static str> {
        match &self.value {
            Value::Fixed { class, .. } => *class,
            Value::Refreshed(_) | Value::RefreshedFor(_) => None,
        }
    }

    /// The header in which the credential travels.
    pub(crate) fn header(&self) -> Option<&HeaderName> {
        match &self.place {
            Place::Header(name) => Some(name),
            _ => None,
        }
    }

    /// The query parameter in which the credential travels, encoded.
    pub(crate) fn query(&self) -> Option<&str> {
        match &self.place {
            Place::Query(name) => Some(name),
            _ => None,
        }
    }

    /// Whose credential it is, as far as that stays the same when it is renewed: an API key itself, the user name of a pair.
    /// `None`: a token, which is another one after each refresh.
    #[cfg(feature = "keys")]
    pub(crate) fn identity(&self) -> Option<Secret<String>> {
        let Value::Fixed { sent, .. } = &self.value else {
            return None;
        };
        match self.scheme.kind {
            SchemeKind::Bearer => None,
            SchemeKind::Basic => {
                let pair = BASE64.decode(sent.text().strip_prefix("Basic ")?).ok()?;
                let user = pair.split(|byte| *byte == b':').next()?;
                Some(Secret::new(String::from_utf8_lossy(user).into_owned()))
            }
            SchemeKind::Header(_) | SchemeKind::Query(_) | SchemeKind::Cookie(_) => {
                Some(Secret::new(sent.text().to_owned()))
            }
        }
    }

    /// The credential if it never changes.
    pub(crate) fn fixed(&self) -> Option<&Sent> {
        match &self.value {
            Value::Fixed { sent, .. } => Some(sent),
            Value::Refreshed(_) | Value::RefreshedFor(_) => None,
        }
    }

    /// The tokens if they are refreshed.
    pub(crate) fn cell(&self) -> Option<&Arc<TokenCell>> {
        match &self.value {
            Value::Fixed { .. } | Value::RefreshedFor(_) => None,
            Value::Refreshed(cell) => Some(cell),
        }
    }

    /// The tokens if each value of a path parameter has its own.
    pub(crate) fn cells(&self) -> Option<&TokenCells> {
        match &self.value {
            Value::Fixed { .. } | Value::Refreshed(_) => None,
            Value::RefreshedFor(cells) => Some(cells),
        }
    }

    /// Whether calls of the operation can have the credential: they say whose token is meant.
    pub(crate) fn serves(&self, operation: &Operation) -> bool {
        self.cells()
            .is_none_or(|cells| names(operation.template).any(|name| name == cells.parameter()))
    }

    /// Adds the credential to a query, if it travels there.
    pub(crate) fn add_to_query(&self, sent: &Sent, query: &mut String) {
        if let Place::Query(name) = &self.place {
            crate::call::request::push_pair(query, name, sent.text());
        }
    }

    /// Puts the credential into the headers of an attempt, if it travels there.
    pub(crate) fn attach(&self, sent: &Sent, headers: &mut http::HeaderMap) {
        match &self.place {
            Place::Header(name) => {
                headers.insert(name, sent.value.clone());
            }
            Place::Query(_) => {}
            Place::Cookie(name) => {
                let before = headers
                    .get(COOKIE)
                    .and_then(|cookies| cookies.to_str().ok());
                let cookies = match before {
                    Some(before) => format!("{before}; {name}={}", sent.text()),
                    None => format!("{name}={}", sent.text()),
                };
                if let Ok(mut value) = HeaderValue::try_from(cookies) {
                    value.set_sensitive(true);
                    headers.insert(COOKIE, value);
                }
            }
        }
    }
}

fn class(scheme: &Scheme, key: &str) -> Option<&'static str> {
    let known = scheme.key_classes.iter();
    known
        .filter(|(prefix, _)| key.starts_with(prefix))
        .max_by_key(|(prefix, _)| prefix.len())
        .map(|(_, class)| *class)
}
