//! Finds words that look like a credential, whoever they belong to.

const PREFIXES: [&str; 4] = ["sk_", "pk_", "whsec_", "eyJ"];
const BEARER: &str = "bearer";

/// What a sentence says after `bearer` without giving one away.
const NOUNS: [&str; 5] = ["token", "tokens", "auth", "authentication", "authorization"];

/// How far a token may stand behind `Bearer`; a bound, so that a text of separators costs no more than any other.
const MAX_SEPARATORS: usize = 16;

/// The length of the word at `at` that looks like a credential, 0 if there is none.
pub(super) fn length_at(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let named = PREFIXES.iter().any(|prefix| rest.starts_with(prefix)) && begins_word(text, at);
    if named {
        return word_length(rest, is_key);
    }
    // Cheap test first: it fails for nearly every position.
    let first = rest.as_bytes().first().copied().unwrap_or(0);
    if !is_credential(char::from(first)) {
        return 0;
    }
    if !after_bearer(before(text, at)) {
        return 0;
    }
    let length = word_length(rest, is_credential);
    let word = rest.get(..length).unwrap_or(rest);
    let word = word.trim_end_matches(['.', ':', '=', '!', '?']);
    if NOUNS.iter().any(|noun| word.eq_ignore_ascii_case(noun)) {
        return 0;
    }
    length
}

fn before(text: &str, at: usize) -> &[u8] {
    text.as_bytes().get(..at).unwrap_or_default()
}

fn word_length(rest: &str, belongs: fn(char) -> bool) -> usize {
    rest.find(|next| !belongs(next)).unwrap_or(rest.len())
}

/// The characters of a key or a JSON web token, and those of an escaped or masked one.
fn is_key(next: char) -> bool {
    next.is_ascii_alphanumeric() || "_-.+/=~%*".contains(next)
}

/// The characters of a bearer token (RFC 6750 §2.1), and whatever else a server may echo in its place.
fn is_credential(next: char) -> bool {
    !next.is_whitespace() && !"\"'`,;<>()[]{}".contains(next)
}

/// Whether a word begins at `at`: at the start, after a character that belongs to no word, or after an escape.
fn begins_word(text: &str, at: usize) -> bool {
    let before = before(text, at);
    let Some(last) = before.last() else {
        return true;
    };
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    if !is_word(last) {
        return true;
    }
    let hex = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
    match before {
        [.., b'%', a, b] => hex(&[*a, *b]),
        [.., b'\\', b'n' | b'r' | b't' | b'b' | b'f'] => true,
        [.., b'\\', b'u', a, b, c, d] => hex(&[*a, *b, *c, *d]),
        _ => false,
    }
}

/// Whether the last word of the text is `Bearer`, with nothing but blanks, colons, equals signs, quotes or their escapes
/// behind it. `bearer token` counts as well if more than blanks follow: `bearer token: x` names one, `bearer token x` is
/// a sentence.
fn after_bearer(before: &[u8]) -> bool {
    let (words, separators) = split_separators(before);
    if separators.is_empty() {
        return false;
    }
    if ends_with_word(words, BEARER).is_some() {
        return true;
    }
    let names = separators.iter().any(|byte| b":=\"'`".contains(byte));
    let noun = NOUNS.iter().find_map(|noun| ends_with_word(words, noun));
    let Some(before_noun) = noun.filter(|_| names) else {
        return false;
    };
    let (words, separators) = split_separators(before_noun);
    !separators.is_empty() && ends_with_word(words, BEARER).is_some()
}

/// Splits the separators off the end of a text.
fn split_separators(text: &[u8]) -> (&[u8], &[u8]) {
    let mut end = text.len();
    for _ in 0..MAX_SEPARATORS {
        end = match text.get(..end).unwrap_or_default() {
            [head @ .., b'%', b'2', b'0' | b'2' | b'7'] => head.len(),
            [head @ .., b'%', b'3', b'a' | b'A' | b'd' | b'D'] => head.len(),
            [
                head @ ..,
                b' ' | b'\t' | b'\r' | b'\n' | b':' | b'=' | b'"' | b'\'' | b'`' | b'+' | b'\\'
                | b'<' | b'[',
            ] => head.len(),
            _ => break,
        };
    }
    text.split_at(end)
}

/// What stands before the word at the end of a text, if it is this one.
fn ends_with_word<'t>(text: &'t [u8], word: &str) -> Option<&'t [u8]> {
    let (before, last) = text.split_at_checked(text.len().checked_sub(word.len())?)?;
    last.eq_ignore_ascii_case(word.as_bytes()).then_some(before)
}
