//! The base URL: where requests go, and the only place where credentials go.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

#[cfg(not(feature = "http2"))]
use http::HeaderValue;
use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

use crate::call::request::BuildError;
use crate::call::request::path::is_dots;

/// An origin and the path that all operations stand below.
#[derive(Clone)]
pub(crate) struct Base {
    scheme: Scheme,
    authority: Authority,
    /// Without a slash at its end.
    path: Box<str>,
    #[cfg(not(feature = "http2"))]
    host: HeaderValue,
}

impl Base {
    pub(crate) fn parse(url: &str) -> Result<Self, BuildError> {
        // `http::Uri` drops a fragment in silence.
        if url.contains(['?', '#']) {
            return Err(BuildError::BaseUrl);
        }
        let uri: Uri = url.parse().map_err(|_| BuildError::BaseUrl)?;
        let parts = uri.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(BuildError::BaseUrl);
        };
        let known = scheme == Scheme::HTTP || scheme == Scheme::HTTPS;
        let named = !authority.host().is_empty() && !authority.as_str().contains('@');
        // `host:` and `host:99999` parse, with no port to connect to.
        let port = authority.as_str() == authority.host() || authority.port_u16().is_some();
        if !known || !named || !port || !is_host(authority.host()) {
            return Err(BuildError::BaseUrl);
        }
        let path = parts
            .path_and_query
            .as_ref()
            .map_or("", PathAndQuery::path)
            .trim_end_matches('/');
        if !is_plain(path) {
            return Err(BuildError::BaseUrl);
        }
        let path = path.into();
        #[cfg(not(feature = "http2"))]
        let host = HeaderValue::from_str(authority.as_str()).map_err(|_| BuildError::BaseUrl)?;
        Ok(Self {
            scheme,
            authority,
            path,
            #[cfg(not(feature = "http2"))]
            host,
        })
    }

    /// The same origin with another path.
    pub(crate) fn at(&self, path: &str) -> Self {
        Self {
            path: path.trim_end_matches('/').into(),
            ..self.clone()
        }
    }

    /// The path that operations stand below, without a slash at its end.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// Whether an absolute URL without user information has this scheme, host and port.
    pub(crate) fn is_origin_of(&self, uri: &Uri) -> bool {
        let usual = |scheme: &Scheme| if *scheme == Scheme::HTTPS { 443 } else { 80 };
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return false;
        };
        *scheme == self.scheme
            && !authority.as_str().contains('@')
            && authority.host().eq_ignore_ascii_case(self.host())
            && authority.port_u16().unwrap_or(usual(scheme)) == self.port()
    }

    /// Whether another base has the same scheme, host and port.
    pub(crate) fn has_origin_of(&self, other: &Self) -> bool {
        self.scheme == other.scheme
            && self.host().eq_ignore_ascii_case(other.host())
            && self.port() == other.port()
    }

    /// Reads an origin alone: scheme, host and port.
    pub(crate) fn parse_origin(url: &str) -> Result<Self, BuildError> {
        let origin = Self::parse(url)?;
        if origin.path().is_empty() {
            Ok(origin)
        } else {
            Err(BuildError::BaseUrl)
        }
    }

    /// The value of the header `Host`.
    #[cfg(not(feature = "http2"))]
    pub(crate) fn host_header(&self) -> HeaderValue {
        self.host.clone()
    }

    pub(crate) fn host(&self) -> &str {
        self.authority.host()
    }

    pub(crate) fn port(&self) -> u16 {
        let usual = if self.scheme == Scheme::HTTPS {
            443
        } else {
            80
        };
        self.authority.port_u16().unwrap_or(usual)
    }

    /// The URL of a path and query on this origin.
    pub(crate) fn uri(&self, path: PathAndQuery) -> Result<Uri, BuildError> {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path);
        Uri::from_parts(parts).map_err(|_| BuildError::Url)
    }

    /// Whether somebody between here and the server could read a credential.
    pub(crate) fn is_exposed(&self) -> bool {
        self.scheme == Scheme::HTTP && !is_loopback(self.authority.host())
    }
}

/// Whether every part of the way to the server reads the path alike: it holds only what a path can hold as it is (RFC 3986
/// section 3.3), and no segment that URL parsers fold away.
fn is_plain(path: &str) -> bool {
    let belongs = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:@".contains(&byte);
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    path.bytes().all(belongs) && !segments.any(is_dots)
}

/// Whether brackets hold an address (RFC 3986 section 3.2.2), which `http` does not look at.
fn is_host(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    match address {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => !host.contains(['[', ']']),
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']).trim_end_matches('.');
    let name = host.to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || host.parse().is_ok_and(|ip: Ipv4Addr| ip.is_loopback())
        || host.parse().is_ok_and(|ip: Ipv6Addr| ip.is_loopback())
}

impl fmt::Debug for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::Base;

    #[test]
    fn only_plain_origins_with_a_path_are_bases() {
        let rows = [
            ("https://api.example", Some("https://api.example")),
            ("https://api.example/", Some("https://api.example")),
            (
                "http://127.0.0.1:8080/v1/",
                Some("http://127.0.0.1:8080/v1"),
            ),
            ("https://[::1]:8443/a/b", Some("https://[::1]:8443/a/b")),
            ("", None),
            ("/v1", None),
            ("api.example", None),
            ("ftp://api.example", None),
            ("javascript:alert(1)", None),
            ("file:///etc/passwd", None),
            ("//api.example", None),
            ("https://user@api.example", None),
            ("https://user:word@api.example", None),
            ("https://api.example/?a=b", None),
            ("https://api.example/#a", None),
            ("https://api.example:99999", None),
            (
                "https://[2001:db8::1]:443",
                Some("https://[2001:db8::1]:443"),
            ),
            ("https://[api.example]", None),
            ("https://\u{430}pi.example", None),
            ("https://%61pi.example", None),
            ("https://", None),
            (
                "https://api.example/%7Btenant%7D/a;b=c",
                Some("https://api.example/%7Btenant%7D/a;b=c"),
            ),
            ("https://api.example/{tenant}", None),
            ("https://{region}.api.example", None),
            ("https://api.example/v1/../admin", None),
            ("https://api.example/v1/%2E%2e", None),
            ("https://api.example/.", None),
            ("https://api.example\\@elsewhere.example", None),
            ("https://api.example/a\\b", None),
            ("https://api.example/\u{e4}", None),
            ("https://api.example/a b", None),
            ("https://api.example\r\nx: y", None),
            ("https://api.example:", None),
            ("https://api.example:0x50", None),
        ];
        for (url, expected) in rows {
            let base = Base::parse(url).ok().map(|base| format!("{base:?}"));
            assert_eq!(base.as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn only_this_machine_is_safe_without_tls() {
        let rows = [
            ("http://api.example", true),
            ("https://api.example", false),
            ("http://localhost:80", false),
            ("http://LOCALHOST", false),
            ("http://api.localhost", false),
            ("http://127.9.9.9", false),
            ("http://[::1]:1", false),
            ("http://127.0.0.1.example", true),
            ("http://localhost.example", true),
            ("http://10.0.0.1", true),
        ];
        for (url, expected) in rows {
            assert_eq!(Base::parse(url).unwrap().is_exposed(), expected, "{url}");
        }
    }
}
