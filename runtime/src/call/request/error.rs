//! Why a request cannot be built, or a client cannot be made. Nothing is sent in either case.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use super::PageError;
use crate::call::client::SignError;
use crate::call::credential::TokenError;
use crate::call::idempotency::KeyError;
use crate::model::encode::EncodeError;
use crate::model::param::Ambiguous;
use crate::transport::TransportError;

/// The rule that a call or a client breaks before anything is sent. It names the place, never the value.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// A path parameter is missing, empty, `.`, `..` or a spelling of these: URL parsers would change the route.
    PathParameter(&'static str),
    /// A parameter's value cannot be written in the style of the parameter.
    Parameter(&'static str),
    /// An item of a list, or a member of an object, holds what separates it from the others in the style of this parameter or
    /// member of a form, so that the server could not tell them apart.
    Delimiter(String),
    /// A header's name or value has a character that headers cannot hold, or the header belongs to the runtime.
    Header(String),
    /// The body does not serialise.
    Body(EncodeError),
    /// A form body is made of something else than an object.
    Form,
    /// The body has no object in which the idempotency key could stand.
    KeyPlace(&'static str),
    /// The idempotency key breaks a rule.
    Key(KeyError),
    /// The operation takes API keys of another class.
    KeyClass {
        /// The class that the operation takes.
        needed: &'static str,
        /// The class of the client's key.
        found: &'static str,
    },
    /// The client has no credential for a scheme that the operation needs.
    MissingCredential(&'static str),
    /// The token states its scopes, and one that the operation needs is not among them.
    MissingScope(&'static str),
    /// A credential is empty, or has a character that its place cannot hold.
    Credential(&'static str),
    /// The base URL is no absolute `http` or `https` URL, or has user information, a query or a fragment.
    BaseUrl,
    /// The document names no host: it has no server, or one that is this path. The base URL has to be given.
    NoServer(&'static str),
    /// A variable of the server's URL has no value, or one that the document does not list.
    ServerVariable {
        /// Its name.
        name: &'static str,
        /// The values that it can have; empty where the document lists none.
        values: &'static [&'static str],
    },
    /// The value of a variable of the server's URL would reach beyond the part of the URL that the variable stands in, such
    /// as a slash in a host.
    ServerVariableText {
        /// Its name.
        name: &'static str,
        /// What it takes, in words.
        takes: &'static str,
    },
    /// The path of the operation and its parameters make no URL, or with the credential one of more than 65,534 bytes.
    Url,
    /// A URL leads to another origin than the base URL.
    Origin,
    /// The operation needs a credential, and has a server of its own at another origin than the base URL's, to which the
    /// caller has not allowed credentials.
    ServerOrigin(&'static str),
    /// Credentials would travel over plain `http` to a host that is not this machine.
    InsecureOrigin,
    /// The next page is not asked for.
    Page(PageError),
    /// The body has no object in which the place of the next page could stand.
    PagePlace(&'static str),
    /// The key store could not keep the key; without it the call is not sent.
    #[cfg(feature = "keys")]
    KeyStore(crate::call::key_store::KeyStoreError),
    /// No access token could be had.
    Refresh(TokenError),
    /// The client was built without a transport.
    NoTransport,
    /// A proxy, a certificate or a key that the client is given cannot be used.
    Network(Arc<TransportError>),
    /// The client has a transport of its own, which does not take this setting: it belongs into the
    /// [`Network`](crate::transports::Network) of the transport.
    OwnTransport(&'static str),
    /// This setting limits calls to none, or to no rate.
    Limit(&'static str),
    /// The request could not be signed.
    Signing(SignError),
    /// The call blocks within too many others that block the same thread: a hook that runs for its own call never ends.
    #[cfg(feature = "blocking")]
    BlockedWithin,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PathParameter(name) => {
                write!(
                    f,
                    "the path parameter `{name}` is missing, empty or a dot segment"
                )
            }
            Self::Parameter(name) => write!(f, "the parameter `{name}` cannot be written"),
            Self::Delimiter(name) => write!(
                f,
                "an item of `{}` holds the delimiter of its items",
                name.escape_debug()
            ),
            Self::Header(name) => {
                write!(f, "the header `{}` cannot be sent", name.escape_debug())
            }
            Self::Body(_) => f.write_str("the body does not serialise"),
            Self::Form => f.write_str("only an object can be sent as a form"),
            Self::KeyPlace(at) => {
                write!(
                    f,
                    "the body has no object that could hold the idempotency key at `{at}`"
                )
            }
            Self::Key(_) => f.write_str("the idempotency key cannot be used"),
            Self::KeyClass { needed, found } => write!(
                f,
                "the operation takes a key of the class `{needed}`, the client has one of the class `{found}`"
            ),
            Self::MissingCredential(scheme) => {
                write!(f, "the client has no credential for `{scheme}`")
            }
            Self::MissingScope(scope) => write!(f, "the token lacks the scope `{scope}`"),
            Self::Credential(scheme) => {
                write!(
                    f,
                    "the credential for `{scheme}` is empty, or has a character that cannot be sent"
                )
            }
            Self::BaseUrl => f.write_str("the base URL is no usable http or https URL"),
            Self::NoServer("") => f.write_str("the document names no server; give a base URL"),
            Self::NoServer(path) => write!(
                f,
                "the server of the document is the path `{path}` without a host; give a base URL"
            ),
            Self::ServerVariable { name, values: [] } => {
                write!(f, "the variable `{name}` of the server has no value")
            }
            Self::ServerVariableText { name, takes } => {
                write!(f, "the variable `{name}` of the server takes {takes}")
            }
            Self::ServerVariable { name, values } => {
                write!(f, "the variable `{name}` of the server is one of ")?;
                for (index, value) in values.iter().enumerate() {
                    write!(f, "{}`{value}`", if index == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
            Self::Url => f.write_str("the path and query make no URL, or one that is too long"),
            Self::Origin => f.write_str("the URL leads to another origin than the base URL"),
            Self::ServerOrigin(url) => write!(
                f,
                "the server `{url}` of the operation is at another origin; allow it by name before credentials go there"
            ),
            Self::InsecureOrigin => {
                f.write_str("credentials are not sent over plain http to another machine")
            }
            Self::Page(problem) => problem.fmt(f),
            Self::PagePlace(at) => {
                write!(
                    f,
                    "the body has no object that could hold the next page at `{at}`"
                )
            }
            Self::Refresh(error) => write!(f, "no access token could be had: {error}"),
            #[cfg(feature = "keys")]
            Self::KeyStore(_) => f.write_str("the idempotency key could not be kept"),
            Self::NoTransport => f.write_str("the client has no transport"),
            Self::Network(error) => {
                f.write_str("a proxy, a certificate or a key cannot be used")?;
                match error.source() {
                    Some(reason) => write!(f, ": {reason}"),
                    None => Ok(()),
                }
            }
            Self::OwnTransport(setting) => write!(
                f,
                "the client has a transport of its own, to which `{setting}` is not handed on: give it to the transport"
            ),
            Self::Limit(setting) => write!(f, "`{setting}` would let no call go"),
            Self::Signing(error) => write!(f, "the request could not be signed: {error}"),
            #[cfg(feature = "blocking")]
            Self::BlockedWithin => {
                f.write_str("the call is made within too many others that block this thread")
            }
        }
    }
}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Body(error) => Some(error),
            Self::Key(error) => Some(error),
            // Its own words are part of these.
            Self::Refresh(error) => error.source(),
            Self::Signing(error) => error.source(),
            #[cfg(feature = "keys")]
            Self::KeyStore(error) => Some(error),
            _ => None,
        }
    }
}

impl Ambiguous {
    /// The problem of a parameter, or of a member of a form.
    pub(crate) fn of(self, name: &str) -> BuildError {
        BuildError::Delimiter(name.to_owned())
    }
}

impl From<KeyError> for BuildError {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

impl From<EncodeError> for BuildError {
    fn from(error: EncodeError) -> Self {
        Self::Body(error)
    }
}
