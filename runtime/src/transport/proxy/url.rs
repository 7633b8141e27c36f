//! The address of a proxy.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderValue, Uri};

use super::Via;

/// Reads an address. What is wrong with one is said without its words.
pub(super) fn read(url: &str) -> Result<Via, &'static str> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    if !scheme.eq_ignore_ascii_case("http") {
        return Err(
            "is no http address: proxies are reached over plain HTTP, not over TLS or SOCKS",
        );
    }
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if !matches!(path, "" | "/") {
        return Err("has a path");
    }
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    let unusable = "names no usable host and port";
    let authority = Authority::try_from(host).map_err(|_| unusable)?;
    // A port that no number of 16 bits holds is a part of the text only.
    let has_port = host
        .rsplit_once(':')
        .is_some_and(|(_, port)| !port.ends_with(']'));
    if authority.host().is_empty() || has_port && authority.port_u16().is_none() {
        return Err(unusable);
    }
    let address = Uri::builder()
        .scheme(Scheme::HTTP)
        .authority(authority)
        .path_and_query(PathAndQuery::from_static("/"))
        .build()
        .map_err(|_| unusable)?;
    let authorization = match user {
        None => None,
        Some(user) => {
            let (user, password) = user.split_once(':').unwrap_or((user, ""));
            let escape = "has a broken percent escape before its host";
            let user = decoded(user).ok_or(escape)?;
            Some(basic(&user, &decoded(password).ok_or(escape)?))
        }
    };
    Ok(Via {
        address,
        authorization,
    })
}

/// `Basic` credentials (RFC 7617).
pub(super) fn basic(user: &str, password: &str) -> HeaderValue {
    let pair = STANDARD.encode(format!("{user}:{password}"));
    // Base64 is of characters that a header holds.
    let mut value = HeaderValue::try_from(format!("Basic {pair}"))
        .unwrap_or_else(|_| HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high.checked_mul(16)?.checked_add(low)?).ok()?);
    }
    String::from_utf8(bytes).ok()
}
