//! JSON as pages show it: whole, in an exchange of HTTP, with comments and trailing commas.

use serde_json::Value;

/// The most bytes of one sample.
const LONGEST: usize = 64 * 1024;

/// Reads a text in brackets piece by piece, to find where it ends.
#[derive(Default)]
pub(super) struct Brackets {
    depth: usize,
    quoted: bool,
    escaped: bool,
    taken: usize,
}

/// What a piece is of a text in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// All of it belongs to the text, which goes on.
    GoesOn,
    /// The text ends within it, so many bytes from its first one.
    Ends(usize),
    /// No text in brackets has such a piece here, or it is too long.
    Broken,
}

impl Brackets {
    /// Takes the next piece. The first one begins with a bracket.
    pub(super) fn take(&mut self, piece: &str) -> Piece {
        for (at, byte) in piece.bytes().enumerate() {
            if self.taken == LONGEST {
                return Piece::Broken;
            }
            self.taken += 1;
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.quoted => self.escaped = true,
                b'"' => self.quoted = !self.quoted,
                // A text in quotes does not go over lines: what was taken for its beginning was none.
                b'\n' if self.quoted => return Piece::Broken,
                _ if self.quoted => {}
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => match self.depth.checked_sub(1) {
                    Some(0) => return Piece::Ends(at + 1),
                    Some(depth) => self.depth = depth,
                    None => return Piece::Broken,
                },
                _ => {}
            }
        }
        Piece::GoesOn
    }
}

/// Where a text in brackets ends, counted from its first byte, which is a bracket.
fn end(text: &str) -> Option<usize> {
    match Brackets::default().take(text) {
        Piece::Ends(end) => Some(end),
        Piece::GoesOn | Piece::Broken => None,
    }
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
