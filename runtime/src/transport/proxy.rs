//! Which requests go through which proxy.

mod except;
mod url;

use std::fmt;
use std::sync::Arc;

use http::uri::Scheme;
use http::{HeaderValue, StatusCode, Uri};

use self::except::Except;
use super::{TransportError, TransportErrorKind};
use crate::model::secret::Secret;

/// The proxies between a client and its servers. Nothing is read from the environment unless [`from_env`](Self::from_env) is
/// asked to.
///
/// A request to an `https` address goes through a tunnel (`CONNECT`), of which the proxy sees the host and the port. One to an
/// `http` address is handed to the proxy whole. Proxies are reached over plain HTTP; what is wrong with an address, building
/// the client says.
///
/// ```
/// use faultcode_runtime::Secret;
/// use faultcode_runtime::transports::Proxy;
///
/// let proxy = Proxy::new("http://proxy.example:3128")
///     .credentials("robot", Secret::from("hunter2"))
///     .except("localhost, .corp.example, 10.0.0.0/8");
/// # let _ = proxy;
/// ```
#[derive(Clone)]
pub struct Proxy {
    http: Option<Arc<Via>>,
    https: Option<Arc<Via>>,
    except: Except,
    problem: Option<String>,
}

/// A proxy.
pub(crate) struct Via {
    /// `http://host:port/`.
    pub(crate) address: Uri,
    /// What it is shown of the caller. Marked as sensitive.
    pub(crate) authorization: Option<HeaderValue>,
}

impl Proxy {
    fn none() -> Self {
        Self {
            http: None,
            https: None,
            except: Except::default(),
            problem: None,
        }
    }

    /// One proxy for all requests: `http://host:port`, with `user:password@` before the host where it asks for them.
    pub fn new(url: impl AsRef<str>) -> Self {
        let mut proxy = Self::none();
        let via = proxy.via("the proxy", url.as_ref());
        proxy.http.clone_from(&via);
        proxy.https = via;
        proxy
    }

    /// The proxies that the environment names: `HTTPS_PROXY` for `https` addresses, `HTTP_PROXY` for `http` ones, `ALL_PROXY` for
    /// those without one of their own, and `NO_PROXY` for [the exceptions](Self::except). Names in lower case go first, and
    /// an empty value is none. `HTTP_PROXY` in capitals is not read in a CGI program (`REQUEST_METHOD` is set), where it is a
    /// header of whoever sent the request.
    ///
    /// They are read now. A value that is no usable address is a problem that building the client reports.
    pub fn from_env() -> Self {
        Self::from_variables(|name| match std::env::var(name) {
            Ok(value) => Some(value),
            Err(std::env::VarError::NotPresent) => None,
            // Not a text, so no address: it is refused as one.
            Err(std::env::VarError::NotUnicode(_)) => Some("\u{fffd}".to_owned()),
        })
    }

    fn from_variables(read: impl Fn(&str) -> Option<String>) -> Self {
        let read = |name: &str| read(name).filter(|value| !value.trim().is_empty());
        let is_cgi = read("REQUEST_METHOD").is_some();
        let find = |lower: &'static str, upper: &'static str, trusted: bool| {
            let upper = || read(upper).filter(|_| trusted).map(|value| (upper, value));
            read(lower).map(|value| (lower, value)).or_else(upper)
        };
        let mut proxy = Self::none();
        let mut via = |found: Option<(&str, String)>| {
            found.and_then(|(name, value)| proxy.via(name, value.trim()))
        };
        let all = via(find("all_proxy", "ALL_PROXY", true));
        let http = via(find("http_proxy", "HTTP_PROXY", !is_cgi));
        let https = via(find("https_proxy", "HTTPS_PROXY", true));
        proxy.http = http.or_else(|| all.clone());
        proxy.https = https.or(all);
        match find("no_proxy", "NO_PROXY", true) {
            Some((_, list)) => proxy.except(list),
            None => proxy,
        }
    }

    /// What goes straight to its server, in the words of `NO_PROXY`: hosts, separated by commas or blanks. A name stands for
    /// itself and all names below it, with a leading `.` or `*.` or without; an address for itself, with a length of its prefix
    /// for a network (`10.0.0.0/8`, `fd00::/8`); `:port` narrows either to a port; `*` is everything.
    #[must_use]
    pub fn except(mut self, hosts: impl AsRef<str>) -> Self {
        self.except.add(hosts.as_ref());
        self
    }

    /// Who the proxy is told that the caller is (RFC 7617), in place of what its address says.
    #[must_use]
    pub fn credentials(mut self, user: impl AsRef<str>, password: Secret<String>) -> Self {
        let user = user.as_ref();
        if user.contains(':') {
            self.refuse("the user name of the proxy", "has a colon");
            return self;
        }
        let authorization = url::basic(user, password.expose());
        for via in [&mut self.http, &mut self.https] {
            *via = via.take().map(|via| {
                Arc::new(Via {
                    address: via.address.clone(),
                    authorization: Some(authorization.clone()),
                })
            });
        }
        self
    }

    fn via(&mut self, what: &str, url: &str) -> Option<Arc<Via>> {
        match url::read(url) {
            Ok(via) => Some(Arc::new(via)),
            Err(reason) => {
                self.refuse(what, reason);
                None
            }
        }
    }

    fn refuse(&mut self, what: &str, reason: &str) {
        self.problem
            .get_or_insert_with(|| format!("{what} {reason}"));
    }

    /// Why it cannot be used. The words hold nothing of an address, which may have a password in it.
    pub(crate) fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// What the proxy of a scheme is told of the caller, for clients that ask for it apart from the address.
    #[cfg(feature = "reqwest")]
    pub(crate) fn authorization(&self, scheme: &str) -> Option<HeaderValue> {
        let via = if scheme == "https" {
            &self.https
        } else {
            &self.http
        };
        via.as_ref()?.authorization.clone()
    }

    /// The proxy for requests to that address; `None` for those that go straight there.
    pub(crate) fn of(&self, to: &Uri) -> Option<&Via> {
        let is_https = to.scheme() == Some(&Scheme::HTTPS);
        let via = if is_https { &self.https } else { &self.http };
        let via = via.as_deref()?;
        let port = to.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let excepted = to.host().is_none_or(|host| self.except.has(host, port));
        (!excepted).then_some(via)
    }

    /// The proxy that is handed requests to that address whole.
    pub(crate) fn of_plain(&self, to: &Uri) -> Option<&Via> {
        self.of(to).filter(|_| to.scheme() == Some(&Scheme::HTTP))
    }
}

/// Where the proxies are, without who they are told that the caller is.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = |via: &Option<Arc<Via>>| via.as_ref().map(|via| via.address.to_string());
        f.debug_struct("Proxy")
            .field("http", &host(&self.http))
            .field("https", &host(&self.https))
            .finish_non_exhaustive()
    }
}

/// Whether an answer is the refusal of a proxy that was handed the request whole: no server may say so (RFC 9110 section 15.5.8).
/// What else a proxy answers cannot be told from the words of the server.
pub(crate) fn is_refusal(status: StatusCode) -> bool {
    status == StatusCode::PROXY_AUTHENTICATION_REQUIRED
}

/// The fault that stands for it: the request went no further.
pub(crate) fn refusal() -> TransportError {
    let words = "the proxy asks for other credentials (407)";
    TransportError::new(TransportErrorKind::Proxy).with_source(words)
}

#[cfg(test)]
mod tests {
    use super::Proxy;

    fn of(proxy: &Proxy, to: &str) -> Option<String> {
        let to = to.parse().expect("an address");
        proxy.of(&to).map(|via| via.address.to_string())
    }

    fn from(variables: &[(&str, &str)]) -> Proxy {
        Proxy::from_variables(|name| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn each_variable_has_its_place() {
        let of_scheme = |variables: &[(&str, &str)]| {
            let proxy = from(variables);
            assert_eq!(proxy.problem(), None, "{variables:?}");
            [
                of(&proxy, "http://a.example"),
                of(&proxy, "https://a.example"),
            ]
        };
        let at = |host: &str| Some(format!("http://{host}/"));
        type Row<'a> = (&'a [(&'a str, &'a str)], [Option<String>; 2]);
        let rows: [Row<'_>; 9] = [
            (&[], [None, None]),
            (&[("HTTP_PROXY", "http://h:1")], [at("h:1"), None]),
            (&[("HTTPS_PROXY", "http://s:1/")], [None, at("s:1")]),
            (&[("ALL_PROXY", "a:1")], [at("a:1"), at("a:1")]),
            (
                &[("ALL_PROXY", "a:1"), ("https_proxy", "s:2")],
                [at("a:1"), at("s:2")],
            ),
            (
                &[("HTTPS_PROXY", "upper:1"), ("https_proxy", "lower:1")],
                [None, at("lower:1")],
            ),
            (
                &[("HTTPS_PROXY", "upper:1"), ("https_proxy", "")],
                [None, at("upper:1")],
            ),
            // The header `Proxy:` of a request to a CGI program (CVE-2016-5385).
            (
                &[("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "evil:1")],
                [None, None],
            ),
            (
                &[
                    ("REQUEST_METHOD", "GET"),
                    ("http_proxy", "own:1"),
                    ("HTTPS_PROXY", "own:2"),
                ],
                [at("own:1"), at("own:2")],
            ),
        ];
        for (variables, expected) in rows {
            assert_eq!(of_scheme(variables), expected, "{variables:?}");
        }
        let proxy = from(&[("ALL_PROXY", "a:1"), ("no_proxy", "a.example")]);
        assert_eq!(of(&proxy, "http://a.example"), None);
        assert_eq!(of(&proxy, "http://b.example"), at("a:1"));
    }

    #[test]
    fn what_cannot_be_used_is_named_and_nothing_of_it_is_shown() {
        let rows = [
            ("socks5://canary:canary@h:1", "http"),
            ("https://canary:canary@h:1", "http"),
            ("http://canary:canary@", "host"),
            ("http://canary:canary@h:99999", "host"),
            ("http://canary:canary@h:1/canary", "path"),
            ("http://canary%zz@h:1", "escape"),
            ("\u{fffd}canary", "host"),
        ];
        for (value, word) in rows {
            let proxy = from(&[("HTTPS_PROXY", value)]);
            let problem = proxy.problem().unwrap_or_default().to_owned();
            assert!(problem.starts_with("HTTPS_PROXY "), "{value}: {problem}");
            assert!(problem.contains(word), "{value}: {problem}");
            let shown = format!("{problem} {proxy:?} {:?}", Proxy::new(value));
            assert!(!shown.contains("canary"), "{shown}");
        }
        let with_password = Proxy::new("http://canary:canary@h:1");
        assert_eq!(with_password.problem(), None);
        assert!(!format!("{with_password:?}").contains("canary"));
    }

    #[test]
    fn credentials_are_decoded_and_encoded() {
        // RFC 7617 section 2: the example.
        let text = |proxy: &Proxy| {
            let via = proxy.of(&"http://a.example".parse().expect("an address"));
            let value = via.and_then(|via| via.authorization.clone());
            value.map(|value| {
                (
                    value.to_str().expect("ASCII").to_owned(),
                    value.is_sensitive(),
                )
            })
        };
        let expected = Some(("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==".to_owned(), true));
        assert_eq!(
            text(&Proxy::new("http://Aladdin:open%20sesame@h")),
            expected
        );
        let given = Proxy::new("http://other:x@h").credentials("Aladdin", "open sesame".into());
        assert_eq!(text(&given), expected);
        assert_eq!(text(&Proxy::new("h:1")), None);
        assert!(
            Proxy::new("h:1")
                .credentials("a:b", "c".into())
                .problem()
                .is_some()
        );
    }
}
