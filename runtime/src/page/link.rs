//! The header `Link` (RFC 8288): the URL of the relation `next`.

use http::HeaderMap;
use http::header::LINK;

/// The URL of the next page, if the headers name one.
pub(super) fn next(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(LINK).into_iter();
    let mut lines = lines.filter_map(|line| line.to_str().ok());
    lines.find_map(of_line)
}

fn of_line(line: &str) -> Option<&str> {
    let mut rest = line;
    loop {
        // What stands before a URL in brackets is a separator, or nothing that this grammar knows.
        let (_, link) = rest.split_once('<')?;
        let (url, after) = link.split_once('>')?;
        let (is_next, after) = parameters(after);
        if is_next {
            return Some(url);
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
        let (name, after) = after.split_at(end);
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
        let (value, rest) = text.split_at(end);
        return (value.trim_end(), rest);
    };
    let mut escaped = false;
    let end = quoted.find(|char| {
        let ends = char == '"' && !escaped;
        escaped = char == '\\' && !escaped;
        ends
    });
    match end {
        Some(end) => (&quoted[..end], &quoted[end + 1..]),
        None => (quoted, ""),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_next_page_is_found_among_links() {
        let rows: &[(&[&str], Option<&str>)] = &[
            (&[r#"</a?page=2>; rel="next""#], Some("/a?page=2")),
            (
                &[r#"</a?page=9>; rel="last", </a?page=2>; rel="next""#],
                Some("/a?page=2"),
            ),
            (&["</a>; rel=prev", "</b>; rel=next"], Some("/b")),
            (
                &[r#"</a,b;c>; title="x, <y>; rel=next"; REL = "Next""#],
                Some("/a,b;c"),
            ),
            (&[r#"</a>; rel="prev next""#], Some("/a")),
            (&[r#"</a>; title="a \" b"; rel=next"#], Some("/a")),
            (&["</a>; rel=prev; rel=next"], None),
            (&["</a>; rel=next; anchor=\"/other\""], None),
            (&["</a>; rel=nextish"], None),
            (&["</a>; title=\"rel=next"], None),
            (&["</a; rel=next"], None),
            (&["rel=next"], None),
            (&[""], None),
            (&[], None),
        ];
        for (lines, expected) in rows {
            let mut headers = HeaderMap::new();
            for line in *lines {
                headers.append(LINK, HeaderValue::from_str(line).unwrap());
            }
            assert_eq!(next(&headers), *expected, "{lines:?}");
        }
    }
}
