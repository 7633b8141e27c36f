//! The group of an operation without a tag.
//!
//! ```text
//! /v1/accounts/{account}/persons     accounts
//! ```

/// The first part of a path that is neither a version nor a parameter; `None` where there is none.
pub fn group(path: &str) -> Option<&str> {
    // A query or a fragment is no part of a path, though some documents write one.
    let path = path.split(['?', '#']).next()?;
    let parts = path.split('/').filter(|part| !part.is_empty());
    let mut named = parts.filter(|part| {
        part.contains(char::is_alphanumeric) && !part.contains(['{', '}']) && !is_version(part)
    });
    let first = named.next()?;
    // `/chat.postMessage` and `/messages:send` are of `chat` and of `messages`.
    let first = first.split(['.', ':']).find(|word| !word.is_empty())?;
    first.contains(char::is_alphanumeric).then_some(first)
}

/// Whether a part of a path says which API it is rather than what of it: `v1`, `v1beta2`, `2010-04-01`, `api`.
fn is_version(part: &str) -> bool {
    let digits = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    let dotted = |text: &str| {
        digits(text)
            && text
                .chars()
                .all(|sign| sign.is_ascii_digit() || ".-_".contains(sign))
    };
    let after = part.strip_prefix(['v', 'V']).filter(|rest| digits(rest));
    let staged = |rest: &str| {
        let rest =
            rest.trim_start_matches(|sign: char| sign.is_ascii_digit() || ".-_".contains(sign));
        let stage = rest.trim_end_matches(|sign: char| sign.is_ascii_digit());
        ["", "alpha", "beta", "rc", "preview", "p", "b", "a"].contains(&stage)
    };
    dotted(part) || after.is_some_and(staged) || part.eq_ignore_ascii_case("api")
}

#[cfg(test)]
mod tests {
    use super::group;

    #[test]
    fn groups() {
        let rows = [
            ("/v1/accounts/{account}/persons", Some("accounts")),
            ("/accounts", Some("accounts")),
            ("/api/v2/users/{id}", Some("users")),
            ("/2010-04-01/Accounts/{sid}", Some("Accounts")),
            ("/v1beta2/models", Some("models")),
            ("/v1.1/orders", Some("orders")),
            ("/vehicles/{id}", Some("vehicles")),
            ("/{tenant}/orders", Some("orders")),
            ("/orders?beta=true#x", Some("orders")),
            ("/v1/{id}", None),
            ("/", None),
            ("/chat.postMessage", Some("chat")),
            ("/messages:send", Some("messages")),
            ("/api", None),
            ("/v2ray/config", Some("v2ray")),
            ("/-/reload", Some("reload")),
        ];
        for (path, expected) in rows {
            assert_eq!(group(path), expected, "{path}");
        }
    }
}
