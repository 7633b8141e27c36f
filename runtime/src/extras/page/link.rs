//! The header `Link` (RFC 8288): the URL of the relation `next`.

use http::HeaderMap;
use http::header::LINK;

/// The URL of the next page, if the headers name one.
///
/// # Errors
///
/// A header that speaks of a next page cannot be read, so the end of the list is not certain.
pub(super) fn next(headers: &HeaderMap) -> Result<Option<String>, ()> {
    let mut unread = false;
    for line in headers.get_all(LINK) {
        // A URL with bytes outside of ASCII is no URL, but servers write them, and mean UTF-8.
        let line = String::from_utf8_lossy(line.as_bytes());
        match of_line(&line) {
            Ok(Some(url)) if url.contains(char::REPLACEMENT_CHARACTER) => return Err(()),
            Ok(Some(url)) => return Ok(Some(url.to_owned())),
            Ok(None) => {}
            Err(rest) => unread |= rest.to_ascii_lowercase().contains("next"),
        }
    }
    if unread { Err(()) } else { Ok(None) }
}

/// The next page of one header; else what of it cannot be read.
fn of_line(line: &str) -> Result<Option<&str>, &str> {
    let mut rest = line;
    loop {
        // What stands before a URL in brackets is a separator, or nothing that this grammar knows.
        let Some((_, link)) = rest.split_once('<') else {
            let end = rest.trim_matches([' ', '\t', ',']);
            return if end.is_empty() { Ok(None) } else { Err(end) };
        };
        let (url, after) = link.split_once('>').ok_or(link)?;
        let (is_next, after) = parameters(after);
        if is_next {
            return Ok(Some(url));
        }
        rest = after;
    }
}

/// Whether the parameters of a link make it the next page, and what follows them.
fn parameters(mut rest: &str) -> (bool, &str) {
    let (mut next, mut elsewhere, mut first) = (false, false, true);
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        let Some(after) = rest.strip_prefix(';') else {
            return (next && !elsewhere, rest);
        };
        let after = after.trim_start_matches([' ', '\t']);
        let end = after.find(['=', ';', ',']).unwrap_or(after.len());
        let (name, after) = after.split_at_checked(end).unwrap_or((after, ""));
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => value(after.trim_start_matches([' ', '\t'])),
            None => ("", after),
        };
        match name.trim().to_ascii_lowercase().as_str() {
            // Only the first counts (section 3.3).
            "rel" if first => {
                first = false;
                let mut names = value.split_ascii_whitespace();
                next = names.any(|name| name.eq_ignore_ascii_case("next"));
            }
            // The link is of another resource than the answer (section 3.2).
            "anchor" => elsewhere = true,
            _ => {}
        }
        rest = after;
    }
}

/// A token or a quoted text, and what follows it.
fn value(text: &str) -> (&str, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ',']).unwrap_or(text.len());
        let (value, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        return (value.trim_end(), rest);
    };
    let mut escaped = false;
    let end = quoted.find(|char| {
        let ends = char == '"' && !escaped;
        escaped = char == '\\' && !escaped;
        ends
    });
    let parts = end.and_then(|end| quoted.split_at_checked(end));
    let (value, rest) = parts.unwrap_or((quoted, ""));
    (value, rest.strip_prefix('"').unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_next_page_is_found_among_links() {
        type Row<'r> = (&'r [&'r str], Result<Option<&'r str>, ()>);
        let rows: &[Row<'_>] = &[
            (&[r#"</a?page=2>; rel="next""#], Ok(Some("/a?page=2"))),
            (
                &[r#"</a?page=9>; rel="last", </a?page=2>; rel="next""#],
                Ok(Some("/a?page=2")),
            ),
            (&["</a>; rel=prev", "</b>; rel=next"], Ok(Some("/b"))),
            (
                &[r#"</a,b;c>; title="x, <y>; rel=next"; REL = "Next""#],
                Ok(Some("/a,b;c")),
            ),
            (&[r#"</a>; rel="prev next""#], Ok(Some("/a"))),
            (&[r#"</a>; title="a \" b"; rel=next"#], Ok(Some("/a"))),
            (&["</a>; rel=prev; rel=next"], Ok(None)),
            (&["</a>; rel=next; anchor=\"/other\""], Ok(None)),
            (&["</a>; rel=nextish"], Ok(None)),
            (&["</a>; title=\"rel=next"], Ok(None)),
            (&["</\u{e4}>; rel=next"], Ok(Some("/\u{e4}"))),
            // The end of the list is not certain.
            (&["</a; rel=next"], Err(())),
            (&["rel=next"], Err(())),
            (&["</a>; rel=prev, </b; rel=\"next\""], Err(())),
            (&["rel=prev"], Ok(None)),
            (&["</a>; rel=prev,"], Ok(None)),
            (&[""], Ok(None)),
            (&[], Ok(None)),
        ];
        for (lines, expected) in rows {
            let mut headers = HeaderMap::new();
            for line in *lines {
                headers.append(LINK, HeaderValue::from_bytes(line.as_bytes()).unwrap());
            }
            let found = next(&headers);
            let found = found.as_ref().map(Option::as_deref).map_err(|error| *error);
            assert_eq!(found, *expected, "{lines:?}");
        }
    }
}
