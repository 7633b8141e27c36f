//! Inline text of the document made harmless and warning-free: markup that rustdoc would stumble over is escaped.

use super::layout::without_tags;

/// Whether a character is invisible, or moves what stands beside it.
pub fn is_hidden(sign: char) -> bool {
    sign.is_control()
        || matches!(u32::from(sign),
            0xAD | 0x61C | 0x180E | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFEFF | 0xFFF9..=0xFFFB
            | 0xE0000..=0xE0FFF)
}

/// The text with hidden characters shown by their numbers.
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if is_hidden(sign) {
            out.push_str(&format!("\\u{{{:x}}}", u32::from(sign)));
        } else {
            out.push(sign);
        }
    }
    out
}

/// One line of prose.
pub fn inline(text: &str) -> String {
    escape(&shown(&one_line(text)), false)
}

/// One line of prose inside a table.
pub fn cell(text: &str) -> String {
    escape(&shown(&one_line(text)), true)
}

/// The words of several lines in one.
fn one_line(text: &str) -> String {
    let text = without_tags(text);
    let mut lines = text.trim_end().lines().peekable();
    let mut words = Vec::new();
    while let Some(line) = lines.next() {
        let ends = lines.peek().is_none();
        let line = if ends { line } else { without_break(line) };
        words.extend(line.split_whitespace());
    }
    words.join(" ")
}

/// A line without the backslash that breaks a paragraph at its end (CommonMark 0.31, section 6.7).
pub(super) fn without_break(line: &str) -> &str {
    let line = line.trim_end();
    let signs = line.len() - line.trim_end_matches('\\').len();
    match signs % 2 {
        1 => &line[..line.len() - 1],
        _ => line,
    }
}

/// A value of the document in a code span; as escaped prose where it holds a backtick.
pub fn code(value: &str) -> String {
    let line = shown(value)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if line.is_empty() || line.contains('`') {
        return format!("\"{}\"", escape(&line, false));
    }
    format!("`{line}`")
}

/// Escapes prose that has no line breaks. Code spans and links to the web stay what they are.
pub(super) fn escape(text: &str, in_table: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    let mut before = ' ';
    while let Some(sign) = rest.chars().next() {
        let step = match sign {
            '`' => code_span(rest, in_table),
            '[' => link(rest, in_table),
            '!' if rest.starts_with("![") => Some((String::new(), 1)),
            '<' => autolink(rest),
            'h' if !before.is_alphanumeric() => bare_url(rest),
            '\\' => escaped(rest),
            _ => None,
        };
        let (written, taken) =
            step.unwrap_or_else(|| (plain(sign, rest, in_table), sign.len_utf8()));
        out.push_str(&written);
        before = rest[..taken].chars().next_back().unwrap_or(' ');
        rest = &rest[taken..];
    }
    out
}

fn plain(sign: char, rest: &str, in_table: bool) -> String {
    match sign {
        '`' | '[' | ']' | '<' | '\\' => format!("\\{sign}"),
        '|' if in_table => "\\|".to_owned(),
        '&' if rest[1..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '#') => {
            "&amp;".to_owned()
        }
        _ => sign.to_string(),
    }
}

/// A backslash before punctuation is markup already.
fn escaped(rest: &str) -> Option<(String, usize)> {
    let next = rest[1..]
        .chars()
        .next()
        .filter(char::is_ascii_punctuation)?;
    // The bar of a table is counted before escapes are looked at, so it keeps exactly one backslash.
    Some((format!("\\{next}"), 2))
}

fn code_span(rest: &str, in_table: bool) -> Option<(String, usize)> {
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    let fence = &rest[..ticks];
    let mut at = ticks;
    loop {
        let found = at + rest[at..].find(fence)?;
        let run = rest[found..].len() - rest[found..].trim_start_matches('`').len();
        if run == ticks {
            let content = rest[ticks..found].trim();
            if content.is_empty() {
                return None;
            }
            let content = if in_table {
                content.replace('|', "\\|")
            } else {
                content.to_owned()
            };
            // A span at the start of a line must not look like a fence.
            let (open, close) = if ticks > 1 {
                (format!("{fence} "), format!(" {fence}"))
            } else {
                (fence.into(), fence.into())
            };
            return Some((format!("{open}{content}{close}"), found + run));
        }
        at = found + run;
    }
}

fn link(rest: &str, in_table: bool) -> Option<(String, usize)> {
    let close = rest.find("](")?;
    let text = &rest[1..close];
    let target = &rest[close + 2..];
    let end = target.find(')')?;
    let url = target[..end].split_whitespace().next().unwrap_or_default();
    if text.contains(['[', ']', '`']) && text.contains('[') {
        return None;
    }
    let taken = close + 2 + end + 1;
    let text = escape(text, in_table);
    if is_web(url) && !text.trim().is_empty() && !text.contains("](") && !text.contains("://") {
        Some((format!("[{text}]({url})"), taken))
    } else {
        Some((text, taken))
    }
}

fn autolink(rest: &str) -> Option<(String, usize)> {
    let end = rest.find('>')?;
    let url = &rest[1..end];
    is_web(url).then(|| (format!("<{url}>"), end + 1))
}

fn bare_url(rest: &str) -> Option<(String, usize)> {
    if !rest.starts_with("https://") && !rest.starts_with("http://") {
        return None;
    }
    let end = rest
        .find(|sign: char| !is_url_sign(sign))
        .unwrap_or(rest.len());
    let url = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', ')']);
    if is_web(url) {
        return Some((format!("<{url}>"), url.len()));
    }
    // Something like a URL that is none: a space keeps rustdoc from taking it for one.
    let scheme = rest.find("://")?;
    Some((format!("{}:\\/\\/", &rest[..scheme]), scheme + 3))
}

pub(super) fn is_web(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.starts_with(|first: char| first.is_ascii_alphanumeric())
            && rest.chars().all(is_url_sign)
    })
}

fn is_url_sign(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || "-._~:/?#@!$'()*+,;=%".contains(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_that_would_warn_is_escaped() {
        let rows = [
            ("plain words", "plain words"),
            ("see [Foo] and `x`", "see \\[Foo\\] and `x`"),
            ("a < b & c", "a \\< b & c"),
            ("&lt;b>", "&amp;lt;b>"),
            ("an open ` tick", "an open \\` tick"),
            ("see https://example.com/a.", "see <https://example.com/a>."),
            ("[docs](https://example.com)", "[docs](https://example.com)"),
            ("[bad](javascript:alert(1))", "bad)"),
            ("[here](#there)", "here"),
            ("![i](https://e.com/i.png)", "[i](https://e.com/i.png)"),
            ("keep \\[this\\]", "keep \\[this\\]"),
            ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
            ("a\u{202e}b\u{0}c", "a\\\\u{202e}b\\\\u{0}c"),
        ];
        for (text, expected) in rows {
            assert_eq!(inline(text), expected, "{text}");
        }
        assert_eq!(cell("a|b `c|d`"), "a\\|b `c\\|d`");
        assert_eq!(code("a`b"), "\"a\\`b\"");
    }
}
