//! What a request held: nothing that an answer echoes of it may be shown.

use std::borrow::Cow;

use serde_json::Value;

use crate::paths::decoded;

/// Headers that hold no secret, and that many answers have words in common with.
const HARMLESS: [&str; 22] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "dnt",
    "host",
    "if-modified-since",
    "keep-alive",
    "origin",
    "pragma",
    "priority",
    "range",
    "te",
    "transfer-encoding",
    "upgrade-insecure-requests",
    "user-agent",
    "via",
];

/// From so many letters on, a text says something: a shorter one is part of many words.
const TELLING: usize = 6;

/// So many letters of a secret give it away.
const BEGINNING: usize = 8;

/// Texts of a body that are remembered.
const MOST: usize = 512;

/// What names of parameters and members of credentials hold.
const SECRET: [&str; 13] = [
    "auth", "card", "code", "cred", "key", "pass", "pin", "secret", "session", "sid", "sig",
    "token", "user",
];

/// The texts of a request that an answer may echo.
#[derive(Debug, Default)]
pub struct Sent {
    /// Credentials, by all that is known: a part of one is too much.
    secrets: Vec<String>,
    /// Values of the path, of the query and of the body: what is spelt like a code may be one, if it is not the same.
    words: Vec<String>,
}

impl Sent {
    /// Adds a header of the request.
    pub fn header(&mut self, name: &str, value: &str) {
        let name = name.to_ascii_lowercase();
        if name.starts_with(':') || name.starts_with("sec-") || HARMLESS.contains(&&*name) {
            return;
        }
        if name == "referer" {
            self.url(value);
            return;
        }
        // The name of a scheme is no secret, and stands in many codes.
        let schemed = name.ends_with("authorization");
        let value = value
            .split_once(' ')
            .filter(|_| schemed)
            .map_or(value, |it| it.1);
        self.secret(value);
        for piece in value.split([' ', ';', ',']) {
            self.secret(piece);
            if let Some((_, value)) = piece.split_once('=') {
                self.secret(value);
            }
        }
        if schemed && let Some(decoded) = base64(value.trim()) {
            decoded.split(':').for_each(|piece| self.secret(piece));
        }
    }

    /// Adds a credential.
    pub fn secret(&mut self, text: &str) {
        add(&mut self.secrets, text);
    }

    /// Adds a value of the path.
    pub fn word(&mut self, text: &str) {
        add(&mut self.words, text);
    }

    /// Adds a value by its name.
    fn named(&mut self, name: &str, value: &str) {
        let name = name.to_ascii_lowercase();
        match SECRET.iter().any(|word| name.contains(word)) {
            true => self.secret(value),
            false => self.word(value),
        }
    }

    /// Adds the query of an address, and what stands before its host.
    pub fn url(&mut self, url: &str) {
        let (before, query) = url.split_once('?').unwrap_or((url, ""));
        self.form(query);
        if let Some((_, rest)) = before.split_once("//")
            && let Some((user, _)) = rest.split('/').next().unwrap_or("").rsplit_once('@')
        {
            user.split(':').for_each(|piece| self.secret(piece));
        }
    }

    fn form(&mut self, text: &str) {
        for pair in text.split(['&', '#', ';']).take(MOST) {
            let (name, value) = pair.split_once('=').unwrap_or(("", pair));
            self.named(name, value);
        }
    }

    /// Adds the body of the request.
    pub fn body(&mut self, text: &str) {
        match serde_json::from_str::<Value>(text) {
            Ok(value) => self.value("", &value),
            Err(_) if text.contains('=') => self.form(text),
            Err(_) => {}
        }
    }

    fn value(&mut self, name: &str, value: &Value) {
        if self.words.len() + self.secrets.len() > MOST {
            return;
        }
        match value {
            Value::String(text) => self.named(name, text),
            Value::Number(number) => self.named(name, &number.to_string()),
            Value::Array(items) => items.iter().for_each(|item| self.value(name, item)),
            Value::Object(members) => {
                members
                    .iter()
                    .for_each(|(name, value)| self.value(name, value));
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Whether a text of the answer repeats something of the request: a value, or enough of a credential to give it away.
    pub fn echoes(&self, text: &str) -> bool {
        let same = |word: &String| word.eq_ignore_ascii_case(text);
        self.words.iter().any(same)
            || self.secrets.iter().any(|secret| {
                let beginning = secret.char_indices().nth(BEGINNING);
                let beginning = beginning.and_then(|(end, _)| secret.get(..end));
                text.contains(beginning.unwrap_or(secret))
                    || same(secret)
                    || (text.len() >= TELLING && secret.contains(text))
            })
    }
}

/// Adds a text, as it stands and as it is meant.
fn add(to: &mut Vec<String>, text: &str) {
    for text in [Cow::Borrowed(text), decoded(text)] {
        let text = text.trim().trim_matches('"');
        if text.len() >= TELLING && !to.iter().any(|word| word == text) {
            to.push(text.to_owned());
        }
    }
}

/// The text that base64 stands for.
pub fn base64(text: &str) -> Option<String> {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
    let bytes = STANDARD
        .decode(text)
        .or_else(|_| STANDARD_NO_PAD.decode(text));
    String::from_utf8(bytes.ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_known_again() {
        let mut sent = Sent::default();
        sent.header("Authorization", "Bearer token-4711-abc");
        sent.header("authorization", "Basic dXNlcjE6cGFzc3dvcmQx");
        sent.header("Cookie", "sid=cookie-0815; theme=dark");
        sent.header("Accept", "application/json");
        sent.header("X-Key", "k");
        sent.url("https://me:open-sesame@a.test/p?key=query%2Dsecret&page=2#x");
        sent.body(r#"{"card": "card_4242", "type": ["payment_intent"]}"#);
        let rows = [
            ("token-4711-abc", true),
            ("INVALID token-4711-abc", true),
            ("bad_token-47", true),
            ("4711-abc", true),
            ("password1", true),
            ("cookie-0815", true),
            ("query-secret", true),
            ("payment_intent", true),
            ("payment_intent_unexpected", false),
            ("open-sesame", true),
            ("card_4242", true),
            ("application_json", false),
            ("MissingBearerToken", false),
            ("card_declined", false),
            ("k", false),
        ];
        for (text, expected) in rows {
            assert_eq!(sent.echoes(text), expected, "{text}");
        }
    }
}
