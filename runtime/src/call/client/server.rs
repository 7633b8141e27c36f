//! The URL of a server, with the values that the caller gave to its variables.

use std::borrow::Cow;

use crate::call::request::BuildError;
use crate::call::request::path::is_dots;
use crate::facts::server::{Server, ServerVariable};

impl Server {
    /// The URL with the values that the caller gave, and the defaults of the rest.
    pub(crate) fn resolved(
        &self,
        given: &[(&'static str, String)],
    ) -> Result<Cow<'static, str>, BuildError> {
        if self.variables.is_empty() {
            return Ok(Cow::Borrowed(self.url));
        }
        let mut url = String::with_capacity(self.url.len());
        self.walk(|piece| {
            match piece {
                Piece::Text(text) => url.push_str(text),
                Piece::Variable(variable, part) => url.push_str(variable.value(given, part)?),
            }
            Ok(())
        })?;
        if !given.is_empty() {
            self.check_whole(&url)?;
        }
        Ok(Cow::Owned(url))
    }

    /// Checks the values that the caller gave for this server, as far as that can be told without the rest of them.
    pub(crate) fn check(&self, given: &[(&'static str, String)]) -> Result<(), BuildError> {
        self.walk(|piece| match piece {
            Piece::Variable(variable, part) => variable.check(given, part),
            Piece::Text(_) => Ok(()),
        })
    }

    /// Goes through the URL in one pass, so that a value with braces is never taken for a variable.
    fn walk<'s>(
        &'s self,
        mut take: impl FnMut(Piece<'s>) -> Result<(), BuildError>,
    ) -> Result<(), BuildError> {
        let mut rest = self.url;
        let mut fixed = String::with_capacity(self.url.len());
        while let Some((before, after)) = rest.split_once('{') {
            fixed.push_str(before);
            take(Piece::Text(before))?;
            let (name, after) = after.split_once('}').ok_or(BuildError::BaseUrl)?;
            let mut known = self.variables.iter();
            let variable = known.find(|variable| variable.name == name);
            let variable = variable.ok_or(BuildError::BaseUrl)?;
            take(Piece::Variable(variable, UrlPart::behind(&fixed)))?;
            rest = after;
        }
        take(Piece::Text(rest))
    }

    /// Values that are harmless one by one can stand beside each other, or beside a full stop of the URL.
    fn check_whole(&self, url: &str) -> Result<(), BuildError> {
        let (host, path) = match url.split_once("://") {
            Some((_, rest)) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
            None => ("", url),
        };
        let segments = || path.split('/').filter(|segment| !segment.is_empty());
        if host.starts_with('.') || host.contains("..") || segments().any(is_dots) {
            return Err(BuildError::BaseUrl);
        }
        Ok(())
    }
}

/// A piece of a server's URL.
enum Piece<'s> {
    Text(&'s str),
    Variable(&'s ServerVariable, UrlPart),
}

/// The part of a URL that a variable stands in, which decides what it can hold without leading elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UrlPart {
    Scheme,
    Host,
    Port,
    Path,
}

impl UrlPart {
    /// The part that follows the fixed text `before`.
    fn behind(before: &str) -> Self {
        if before.starts_with('/') {
            return Self::Path;
        }
        let Some((_, behind_scheme)) = before.split_once("://") else {
            // A variable in place of scheme and host takes what the document lists; another URL is a base URL.
            return Self::Scheme;
        };
        if behind_scheme.contains('/') {
            return Self::Path;
        }
        // The colons of an IPv6 address stand in brackets.
        let name = behind_scheme.rsplit(']').next().unwrap_or(behind_scheme);
        if name.contains(':') {
            Self::Port
        } else {
            Self::Host
        }
    }

    /// Whether a text can stand there without reaching into another part (RFC 3986 section 3).
    fn takes(self, text: &str) -> bool {
        let all = |belongs: fn(u8) -> bool| text.bytes().all(belongs);
        match self {
            Self::Scheme => ["http", "https"]
                .iter()
                .any(|scheme| text.eq_ignore_ascii_case(scheme)),
            Self::Host => {
                all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte))
                    && !text.contains("..")
            }
            Self::Port => text.len() <= 5 && all(|byte| byte.is_ascii_digit()),
            Self::Path => {
                all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
                    && !text.contains("..")
            }
        }
    }

    /// What it takes, in words.
    const fn words(self) -> &'static str {
        match self {
            Self::Scheme => "`http`, `https` or what the document lists",
            Self::Host => "letters, digits, hyphens and single full stops",
            Self::Port => "a port number",
            Self::Path => "letters, digits, `-`, `_`, `~` and single full stops",
        }
    }
}

impl ServerVariable {
    fn value<'a>(
        &self,
        given: &'a [(&'static str, String)],
        part: UrlPart,
    ) -> Result<&'a str, BuildError> {
        let problem = || BuildError::ServerVariable {
            name: self.name,
            values: self.values,
        };
        let Some(value) = self.given(given) else {
            return self.default.ok_or_else(problem);
        };
        if self.lists(value) {
            return Ok(value);
        }
        if value.is_empty() || !self.values.is_empty() {
            return Err(problem());
        }
        self.check(given, part).map(|()| value)
    }

    /// Refuses a value that would lead requests elsewhere than the document says. One that the document lists cannot.
    fn check(&self, given: &[(&'static str, String)], part: UrlPart) -> Result<(), BuildError> {
        match self.given(given) {
            Some(value) if !self.lists(value) && !part.takes(value) => {
                Err(BuildError::ServerVariableText {
                    name: self.name,
                    takes: part.words(),
                })
            }
            _ => Ok(()),
        }
    }

    fn given<'a>(&self, given: &'a [(&'static str, String)]) -> Option<&'a str> {
        let mut given = given.iter();
        let (_, value) = given.find(|(name, _)| *name == self.name)?;
        Some(value)
    }

    fn lists(&self, value: &str) -> bool {
        self.values.contains(&value) || self.default == Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static SERVER: Server = Server::with(
        "https://{region}.shop.example/{base}/v1",
        &[
            ServerVariable::new("region", "eu", &["eu", "us"]),
            ServerVariable::new("base", "api", &[]),
        ],
    );

    #[test]
    fn variables_are_replaced_once_and_checked() {
        type Given = &'static [(&'static str, &'static str)];
        let rows: [(Given, Option<&str>); 6] = [
            (&[], Some("https://eu.shop.example/api/v1")),
            (&[("region", "us")], Some("https://us.shop.example/api/v1")),
            (
                &[("base", "b_2.0~x")],
                Some("https://eu.shop.example/b_2.0~x/v1"),
            ),
            (&[("base", "{region}")], None),
            (&[("region", "mars")], None),
            (&[("base", "")], None),
        ];
        for (given, expected) in rows {
            let given: Vec<_> = given.iter().map(|(a, b)| (*a, (*b).to_owned())).collect();
            assert_eq!(
                SERVER.resolved(&given).ok().as_deref(),
                expected,
                "{given:?}"
            );
        }
        let forgotten = Server::with("https://{a}", const { &[ServerVariable::required("a")] });
        let error = forgotten.resolved(&[]).expect_err("no value");
        assert_eq!(
            error.to_string(),
            "the variable `a` of the server has no value"
        );
    }

    #[test]
    fn a_value_stays_in_its_part_of_the_url() {
        const ANY: &[ServerVariable] = &[
            ServerVariable::new("scheme", "https", &[]),
            ServerVariable::new("region", "eu", &[]),
            ServerVariable::new("zone", "shop", &[]),
            ServerVariable::new("port", "443", &[]),
            ServerVariable::new("base", "v1", &[]),
            ServerVariable::new("stage", "b", &[]),
            // What the document lists is its own to decide, the default included.
            ServerVariable::new("listed", "d/e", &["", "x/y"]),
        ];
        let server = Server::with(
            "{scheme}://{region}.{zone}.test:{port}/{base}{stage}/{listed}",
            ANY,
        );
        let good = [
            ("scheme", "http"),
            ("scheme", "HTTPS"),
            ("region", "eu-1"),
            ("region", "a.b.c"),
            ("region", "127.0.0.1"),
            ("port", "8443"),
            ("base", "v2.1"),
            ("base", "tenant_7~"),
            ("base", "."),
            ("listed", "x/y"),
            ("listed", ""),
        ];
        for (name, value) in good {
            let given = [(name, value.to_owned())];
            let (whole, alone) = (server.resolved(&given), server.check(&given));
            assert!(whole.is_ok() && alone.is_ok(), "{name}: {value:?}");
        }
        let everywhere = [
            "127.0.0.1:9/",
            "a/b",
            "/",
            "a@b",
            "a#b",
            "a?b",
            "a\\b",
            "a\r\nb",
            "a\n",
            " a",
            "a b",
            "..",
            "a..b",
            "{zone}",
            "%2e%2e",
            "%2F",
            "[::1]",
            "a:1",
            "\u{e4}",
            "a\0",
            "a%",
            "a;b",
            "a,b",
            "a&b",
            "//a",
        ];
        let mut bad: Vec<(&str, &str)> = vec![
            ("scheme", "ftp"),
            ("scheme", "https://elsewhere.test/"),
            ("scheme", "javascript"),
            ("region", "a_b"),
            ("region", "."),
            ("region", "a."),
            ("region", ".a"),
            ("zone", "."),
            ("port", "x"),
            ("port", "-1"),
            ("port", "443443"),
            ("port", "4.3"),
            ("listed", "other"),
        ];
        for name in [
            "scheme", "region", "zone", "port", "base", "stage", "listed",
        ] {
            bad.extend(everywhere.map(|value| (name, value)));
        }
        for (name, value) in bad {
            assert!(
                server.resolved(&[(name, value.to_owned())]).is_err(),
                "{name}: {value:?}"
            );
        }
        // Two values that are harmless one by one.
        let beside = [("base", ".".to_owned()), ("stage", ".".to_owned())];
        assert!(server.resolved(&beside).is_err());
    }

    #[test]
    fn a_variable_in_place_of_the_host_takes_what_the_document_lists() {
        let whole = Server::with(
            "{url}/v1",
            const {
                &[ServerVariable::new(
                    "url",
                    "https://a.test",
                    &["https://b.test"],
                )]
            },
        );
        let to = |url: &str| whole.resolved(&[("url", url.to_owned())]).ok();
        assert_eq!(to("https://b.test").as_deref(), Some("https://b.test/v1"));
        assert_eq!(to("https://a.test").as_deref(), Some("https://a.test/v1"));
        assert_eq!(to("https://c.test"), None);
        // Below the base URL a variable is a part of the path.
        let path = Server::with("/{a}/x", const { &[ServerVariable::new("a", "b", &[])] });
        assert_eq!(
            path.resolved(&[("a", "c".to_owned())]).ok().as_deref(),
            Some("/c/x")
        );
        assert!(path.resolved(&[("a", "/other.test".to_owned())]).is_err());
    }
}
