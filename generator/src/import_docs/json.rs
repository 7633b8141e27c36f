//! JSON as pages show it: whole, in an exchange of HTTP, with comments and trailing commas.

use serde_json::Value;

/// The most bytes of one sample.
const LONGEST: usize = 64 * 1024;

/// Where a text in brackets ends, counted from its first byte, which is a bracket.
pub(super) fn end(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate().take(LONGEST) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            // A text in quotes does not go over lines: what was taken for its beginning was none.
            b'\n' if quoted => return None,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The value of a sample. Comments, ellipses and trailing commas are left out; anything else that is no JSON is no sample.
pub(super) fn read(text: &str) -> Option<Value> {
    if text.len() > LONGEST {
        return None;
    }
    serde_json::from_str(text)
        .ok()
        .or_else(|| serde_json::from_str(&repaired(text)).ok())
}

fn repaired(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    let (mut quoted, mut escaped) = (false, false);
    while let Some(it) = characters.next() {
        match it {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '/' if characters.peek() == Some(&'/') => {
                while characters.next_if(|it| *it != '\n').is_some() {}
                continue;
            }
            '/' if characters.peek() == Some(&'*') => {
                let mut last = ' ';
                for it in characters.by_ref() {
                    if last == '*' && it == '/' {
                        break;
                    }
                    last = it;
                }
                continue;
            }
            '.' if characters.peek() == Some(&'.') => continue,
            '…' | '\u{a0}' => continue,
            '.' if kept.trim_end().ends_with([',', '[', '{']) => continue,
            '}' | ']' => {
                let end = kept.trim_end().trim_end_matches(',').len();
                kept.truncate(end);
            }
            _ => {}
        }
        kept.push(it);
    }
    kept
}

/// What a sample shows: the status that an exchange begins with, and the JSON in it.
pub(super) struct Sample {
    /// The status of the exchange.
    pub status: Option<String>,
    /// The body.
    pub body: Value,
    /// How many lines stand before the body.
    pub before: usize,
}

/// The sample in a block of code.
pub(super) fn sample(text: &str) -> Option<Sample> {
    let from = text.find(['{', '['])?;
    let (head, body) = text.split_at_checked(from)?;
    let head = head.trim();
    let mut words = head.split_whitespace();
    let status = match words.next() {
        None => None,
        // An exchange begins with the line of its status; everything else in front is a program.
        Some(first) if first.starts_with("HTTP") => super::words::status(words.next()?),
        Some(_) if head.starts_with("//") && head.lines().count() == 1 => head
            .split(|it: char| !it.is_ascii_alphanumeric())
            .find_map(super::words::status),
        Some(_) => return None,
    };
    let end = end(body).unwrap_or(body.len());
    let rest = body.get(end..).unwrap_or("").trim();
    // What follows has to be another sample or nothing: programs end in signs.
    if !rest.is_empty() && !rest.starts_with(['{', '[', '/', '#']) && !rest.starts_with("HTTP") {
        return None;
    }
    Some(Sample {
        status,
        body: read(body.get(..end)?)?,
        before: text.get(..from)?.matches('\n').count(),
    })
}
