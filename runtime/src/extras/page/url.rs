//! The URL of a next page: resolved, and kept only if it stays within the API.

use http::Uri;

use crate::call::client::Base;
use crate::call::request::path::is_dots;
use crate::call::request::{BuildError, PageError};
use crate::model::param::encode;

/// The path and query that a URL names on the base URL's own origin and below its path.
///
/// A relative one is resolved against `current`, the path of the page that named it (RFC 3986 section 5.2), but for dot
/// segments, which nobody needs here.
pub(super) fn target(base: &Base, current: &str, url: &str) -> Result<String, BuildError> {
    let outside = || BuildError::Page(PageError::Url);
    let url = url.trim_matches(' ');
    if url
        .bytes()
        .any(|byte| byte.is_ascii_control() || byte == b'\\')
    {
        return Err(outside());
    }
    let url = url.split('#').next().unwrap_or("");
    let url = printable(url);
    let target = match absolute(&url) {
        Some(absolute) => {
            let absolute = match absolute {
                Absolute::Whole => url.clone(),
                Absolute::SchemeOfBase => format!("{}:{url}", base.scheme()),
            };
            // `http::Uri` takes no authority apart from its user information.
            let uri: Uri = absolute.parse().map_err(|_| outside())?;
            if !base.is_origin_of(&uri) {
                return Err(BuildError::Origin);
            }
            uri.path_and_query()
                .map_or("/", |it| it.as_str())
                .to_owned()
        }
        None if url.starts_with('/') => url,
        None => {
            let current = current.split('?').next().unwrap_or("");
            if url.starts_with('?') {
                format!("{current}{url}")
            } else {
                let folder = current.rsplit_once('/').map(|(folder, _)| folder);
                folder.map_or_else(|| url.clone(), |folder| format!("{folder}/{url}"))
            }
        }
    };
    if is_within(base.path(), &target) {
        Ok(target)
    } else {
        Err(outside())
    }
}

/// Whether a path and query stands below a base path without a detour.
pub(super) fn is_within(base: &str, target: &str) -> bool {
    let path = target.split('?').next().unwrap_or("");
    let below = path.strip_prefix(base);
    below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        && path.starts_with('/')
        && !path.starts_with("//")
        && !path
            .split('/')
            .any(|part| !part.is_empty() && is_dots(part))
}

enum Absolute {
    Whole,
    SchemeOfBase,
}

fn absolute(url: &str) -> Option<Absolute> {
    if url.starts_with("//") {
        return Some(Absolute::SchemeOfBase);
    }
    let end = url.find(['/', '?', ':'])?;
    let scheme = url.get(..end)?;
    let named = url.get(end..).is_some_and(|rest| rest.starts_with(':'));
    let letters = scheme
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let first = scheme
        .bytes()
        .next()
        .is_some_and(|it| it.is_ascii_alphabetic());
    (named && letters && first).then_some(Absolute::Whole)
}

/// The URL with everything percent-encoded that no URL holds as it is.
fn printable(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for char in url.chars() {
        if char.is_ascii_graphic() && !r#""<>^`{|}"#.contains(char) {
            out.push(char);
        } else {
            out.push_str(&encode(char.encode_utf8(&mut [0; 4])));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_urls_of_the_api_are_followed() {
        let base = Base::parse("https://api.example/v1").unwrap();
        let current = "/v1/orders/all?page=1";
        let rows = [
            (
                "https://api.example/v1/orders?page=2",
                Ok("/v1/orders?page=2"),
            ),
            ("https://API.example:443/v1/o#x", Ok("/v1/o")),
            ("//api.example/v1/o", Ok("/v1/o")),
            ("/v1/other?a=%2F", Ok("/v1/other?a=%2F")),
            ("?page=2", Ok("/v1/orders/all?page=2")),
            ("next?page=2", Ok("/v1/orders/next?page=2")),
            (
                "/v1/o?a[b]=c d&e=\u{e4}|",
                Ok("/v1/o?a[b]=c%20d&e=%C3%A4%7C"),
            ),
            ("/v1/o?time=12:00", Ok("/v1/o?time=12:00")),
            ("https://api.example/v1", Ok("/v1")),
            ("http://api.example/v1/o", Err("origin")),
            ("https://api.example:444/v1/o", Err("origin")),
            ("https://api.example.evil/v1/o", Err("origin")),
            ("https://evil/v1/o", Err("origin")),
            ("//evil/v1/o", Err("origin")),
            ("https://user@api.example/v1/o", Err("origin")),
            ("https://api.example@evil/v1/o", Err("origin")),
            ("ftp://api.example/v1/o", Err("origin")),
            ("javascript:alert(1)", Err("origin")),
            ("https:", Err("origin")),
            ("https:///v1/o", Err("url")),
            ("/v2/o", Err("url")),
            ("/v10", Err("url")),
            ("https://api.example/", Err("url")),
            ("/v1/../admin", Err("url")),
            ("/v1/%2e%2E/admin", Err("url")),
            ("../admin", Err("url")),
            ("/\\evil/v1", Err("url")),
            ("/v1/o\r\nx: y", Err("url")),
        ];
        for (url, expected) in rows {
            let found = target(&base, current, url);
            let found = found.as_deref().map_err(|problem| match problem {
                BuildError::Origin => "origin",
                BuildError::Page(PageError::Url) => "url",
                _ => "other",
            });
            assert_eq!(found, expected, "{url}");
        }
    }
}
