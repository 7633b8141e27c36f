//! Forms of words: what can be a code, what is a status, and what a page calls its columns.

/// What a word looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Words joined by underscores, which prose does not have.
    Joined,
    /// One word, or words joined as prose and names join them too.
    Word,
    /// Digits that are no status.
    Number,
    /// An address or a URN.
    Uri,
}

/// What a text can be as a code, if it can be one at all.
pub(super) fn form(text: &str) -> Option<Form> {
    if text.len() < 2 || text.len() > 128 || text.contains(char::is_whitespace) {
        return None;
    }
    if text.starts_with("https://") || text.starts_with("http://") || text.starts_with("urn:") {
        return Some(Form::Uri);
    }
    let is_sign = |it: u8| matches!(it, b'_' | b'-' | b'.' | b':' | b'/');
    let bytes = text.as_bytes();
    let ends = [bytes.first()?, bytes.last()?];
    let holds = bytes
        .iter()
        .all(|it| it.is_ascii_alphanumeric() || is_sign(*it));
    if !holds || !ends.iter().all(|it| it.is_ascii_alphanumeric()) {
        return None;
    }
    if bytes.iter().all(u8::is_ascii_digit) {
        let is_number = text.len() <= 9 && status(text).is_none();
        return is_number.then_some(Form::Number);
    }
    let is_letter = u8::is_ascii_alphabetic;
    if status(text).is_some() || !bytes.iter().any(is_letter) || is_header(text) {
        return None;
    }
    // Numbers with signs, such as dates, versions and sizes.
    if bytes.first()?.is_ascii_digit() && !text.contains('_') {
        return None;
    }
    if text.contains('/') && text.matches('/').count() > 2 {
        return None;
    }
    let joined = text
        .split('_')
        .filter(|it| it.bytes().any(|it| it.is_ascii_alphanumeric()));
    if text.contains('_') && joined.count() > 1 {
        Some(Form::Joined)
    } else {
        Some(Form::Word)
    }
}

/// Whether a text is written like the name of a header.
pub(super) fn is_header(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_capital = |it: &&str| it.bytes().next().is_some_and(|it| it.is_ascii_uppercase());
    let has_lower = |it: &&str| it.bytes().any(|it| it.is_ascii_lowercase());
    parts.len() > 1
        && (parts.iter().all(is_capital) && parts.iter().any(has_lower)
            || text.starts_with("x-") && !text.contains(['_', '.', '/']))
}

/// A status or a class of statuses, in the form of the vocabulary.
pub(super) fn status(word: &str) -> Option<String> {
    let bytes = word.as_bytes();
    let [first @ b'1'..=b'5', rest @ ..] = bytes else {
        return None;
    };
    match rest {
        [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => Some(word.to_owned()),
        [b'x' | b'X', b'x' | b'X'] => Some(format!("{}XX", char::from(*first))),
        _ => None,
    }
}

/// Whether a status is one of an error.
pub(super) fn is_error(status: &str) -> bool {
    status.starts_with(['4', '5'])
}

/// The statuses that a text begins with: `404`, `HTTP 404 Not Found`, `500 / 502`, `5xx`, `500-599`, `400-level`.
pub(super) fn leading_statuses(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut range = None;
    for word in text.split(|it: char| !it.is_ascii_alphanumeric() && it != '-' && it != '–') {
        if word.is_empty() {
            continue;
        }
        let lower = word.to_ascii_lowercase();
        let is_lead = matches!(
            &*lower,
            "http"
                | "status"
                | "code"
                | "error"
                | "errors"
                | "and"
                | "or"
                | "to"
                | "statuses"
                | "any"
                | "all"
        );
        if let Some(one) = status(word) {
            found.push(one);
        } else if let Some((from, to)) = word.split_once(['-', '–']) {
            match (status(from), status(to)) {
                (Some(from), Some(to)) => range = Some((from, to)),
                (Some(from), None) if to == "level" || to == "range" || to == "series" => {
                    found.push(class(&from));
                }
                (Some(from), None) => {
                    found.push(from);
                    break;
                }
                _ if found.is_empty() && is_lead => {}
                _ => break,
            }
        } else if !is_lead {
            break;
        }
    }
    if let Some((from, to)) = range {
        if from.ends_with("00") && to.ends_with("99") && from.get(..1) == to.get(..1) {
            found.push(class(&from));
        } else if let (Ok(from), Ok(to)) = (from.parse::<u16>(), to.parse::<u16>()) {
            found.extend((from..=to).take(20).map(|it| it.to_string()));
        }
    }
    found.dedup();
    found
}

fn class(status: &str) -> String {
    format!("{}XX", status.get(..1).unwrap_or("5"))
}

/// Words in lower case with one blank between them.
pub(super) fn plain(text: &str) -> String {
    let lower = text.to_lowercase().replace(['’', '\''], "");
    let words = lower.split(|it: char| !it.is_alphanumeric());
    words
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a plain text has one of these words or phrases.
pub(super) fn has(plain: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|it| find(plain, it).is_some())
}

/// Where a plain text has a phrase, from word to word.
pub(super) fn find(plain: &str, phrase: &str) -> Option<usize> {
    let bytes = plain.as_bytes();
    let ends = |at: usize| matches!(bytes.get(at), None | Some(b' '));
    let begins = |at: usize| at == 0 || bytes.get(at - 1) == Some(&b' ');
    let mut found = plain.match_indices(phrase).map(|it| it.0);
    found.find(|at| begins(*at) && ends(at + phrase.len()))
}

/// Whether words say that this is about errors.
pub(super) fn is_about_errors(text: &str) -> bool {
    let text = plain(text);
    [
        "error",
        "fault",
        "exception",
        "problem",
        "failure",
        "decline",
        "status code",
        "http status",
        "response code",
        "troubleshoot",
        "return code",
        "result code",
        "rejection",
    ]
    .iter()
    .any(|it| text.contains(it))
}

/// Whether words say that this is about something else, even on a page of errors.
pub(super) fn is_about_other(text: &str) -> bool {
    let text = plain(text);
    has(
        &text,
        &[
            "field",
            "fields",
            "attribute",
            "attributes",
            "property",
            "properties",
            "parameter",
            "parameters",
            "object",
            "schema",
            "format",
            "structure",
            "header",
            "headers",
            "event",
            "events",
            "scope",
            "scopes",
            "permissions",
            "environment",
            "environments",
            "language",
            "currency",
            "currencies",
            "country",
            "countries",
            "members",
            "anatomy",
            "success",
            "webhook",
            "webhooks",
            "test",
            "testing",
            "sdk",
            "sdks",
        ],
    )
}

/// A text cut to some length, at the end of a sentence or a word.
pub(super) fn cut(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let short: String = text.chars().take(most).collect();
    let sentence = short.rfind(". ").filter(|at| *at > most / 3);
    let word = short.rfind(' ').unwrap_or(short.len());
    match sentence {
        Some(at) => short.get(..=at).unwrap_or(&short).to_owned(),
        None => format!(
            "{}…",
            short
                .get(..word)
                .unwrap_or(&short)
                .trim_end_matches([',', ';', ' '])
        ),
    }
}

/// The sentences of a text.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(". ") {
        let (sentence, next) = rest.split_at(at + 1);
        found.push(sentence.trim());
        rest = next;
    }
    found.push(rest.trim());
    found.retain(|it| !it.is_empty());
    found
}

/// The usual words for statuses.
pub(super) const PHRASES: &[&str] = &[
    "bad request",
    "unauthorized",
    "unauthorised",
    "payment required",
    "forbidden",
    "not found",
    "method not allowed",
    "not acceptable",
    "request timeout",
    "conflict",
    "gone",
    "length required",
    "precondition failed",
    "payload too large",
    "content too large",
    "request entity too large",
    "uri too long",
    "unsupported media type",
    "expectation failed",
    "misdirected request",
    "unprocessable entity",
    "unprocessable content",
    "locked",
    "failed dependency",
    "too early",
    "upgrade required",
    "precondition required",
    "too many requests",
    "request header fields too large",
    "unavailable for legal reasons",
    "internal server error",
    "not implemented",
    "bad gateway",
    "service unavailable",
    "gateway timeout",
    "server error",
    "server errors",
    "client error",
    "insufficient storage",
    "invalid request",
    "request too large",
    "rate limited",
    "internal error",
    "server overloaded",
    "overloaded",
    "validation error",
    "rate limit exceeded",
];

/// Whether a text begins with the usual words for a status.
pub(super) fn is_phrase(text: &str) -> bool {
    // The longest phrase is much shorter than this.
    let end = text.char_indices().nth(60).map_or(text.len(), |it| it.0);
    let text = plain(text.get(..end).unwrap_or(text));
    PHRASES
        .iter()
        .any(|it| text == *it || text.starts_with(&format!("{it} ")))
}
