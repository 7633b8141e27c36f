//! One answer, and the line that is written about it.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

use super::shape::Shape;
use crate::call::client::Ended;
use crate::facts::HintSource;
use crate::facts::operation::Operation;
use crate::model::decode::Decoder;
use crate::model::encode::Encoder;
use crate::model::value::Value;

/// Headers that are written of one answer.
const MOST_HEADERS: usize = 16;

/// What is kept of an answer until the thread comes to it.
pub(super) struct Answer {
    operation: &'static Operation,
    call: u64,
    attempt: u32,
    status: Option<u16>,
    fault: Option<&'static str>,
    verdict: Option<&'static str>,
    failed: bool,
    /// A declared code, or what stands for one.
    error_type: Option<String>,
    headers: Vec<(String, String)>,
    body: Option<String>,
}

impl Answer {
    pub fn of(ended: &Ended<'_>) -> Self {
        let attempt = ended.attempt;
        Self {
            operation: ended.operation,
            call: ended.call,
            attempt: attempt.number,
            status: attempt.status,
            fault: attempt.fault.map(|fault| fault.as_str()),
            verdict: attempt.verdict.map(|verdict| verdict.as_str()),
            failed: ended.effect.is_some(),
            error_type: ended.error_type.map(str::to_owned),
            headers: told(ended.operation, ended.headers),
            body: ended.body.map(str::to_owned),
        }
    }

    /// The line, with its end.
    pub fn line(&self, run: &str) -> Vec<u8> {
        let mut to = Encoder::default();
        to.open();
        to.member("recorder", &1_i64);
        to.member("run", run);
        to.member("call", &self.call);
        to.member("attempt", &i64::from(self.attempt));
        to.member("operation", self.operation.id);
        to.member("method", self.operation.method.as_str());
        to.member("path", self.operation.template);
        if let Some(status) = self.status {
            to.member("status", &i64::from(status));
        }
        to.member("failed", &self.failed);
        for (name, word) in [("fault", self.fault), ("verdict", self.verdict)] {
            if let Some(word) = word {
                to.member(name, word);
            }
        }
        if let Some(word) = &self.error_type {
            to.member("errorType", word.as_str());
        }
        let headers = self.headers.iter().cloned();
        let headers = headers.map(|(name, value)| (name, Value::String(value)));
        to.member("headers", &Value::Object(headers.collect()));
        self.add_body(&mut to);
        to.close();
        // Nothing of it is a number that JSON cannot hold.
        let mut line = to.shown();
        line.push(b'\n');
        line
    }

    fn add_body(&self, to: &mut Encoder) {
        let body = self.body.as_deref().unwrap_or_default();
        let body = body.trim_start_matches('\u{feff}').trim();
        let form = match Decoder::whole::<Value>(body.as_bytes()) {
            Ok(value) => {
                to.member("body", &Shape::of(&value, self.operation, self.failed));
                "json"
            }
            Err(_) if body.is_empty() => "none",
            Err(_) if body.ends_with('\u{2026}') => "cut",
            Err(_) => "other",
        };
        to.member("form", form);
    }
}

/// The headers that say something of waits and limits, and the media type. Of values, numbers and the like are kept.
fn told(operation: &Operation, headers: &HeaderMap) -> Vec<(String, String)> {
    let facts = operation.rate_limit;
    let declared = [facts.limit, facts.remaining, facts.reset];
    let mut told = Vec::new();
    for (name, value) in headers {
        let name = name.as_str();
        let value = value.to_str().unwrap_or_default();
        let value = if *name == CONTENT_TYPE {
            let essence = value.split(';').next().unwrap_or_default().trim();
            essence
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"/.+-".contains(&byte))
                .then_some(essence)
        } else if tells(name) || declared.iter().any(|it| it.eq_ignore_ascii_case(name)) {
            Some(plain(value))
        } else {
            None
        };
        if let Some(value) = value.filter(|_| told.len() < MOST_HEADERS) {
            told.push((name.to_owned(), value.to_owned()));
        }
    }
    told
}

/// Whether a header says by its name that it is about waits or limits.
fn tells(name: &str) -> bool {
    let unit = name.strip_suffix("-ms").unwrap_or(name);
    let waits = unit.ends_with(HintSource::RETRY_AFTER);
    let limits = name.contains("ratelimit") || name.contains("rate-limit");
    (waits || limits) && name.len() <= 64
}

/// What of a value is written: a number, or the word for what stands there.
fn plain(value: &str) -> &str {
    let value = value.trim();
    let is_number = |text: &str| {
        let digits = |byte: u8| byte.is_ascii_digit() || byte == b'.';
        (1..=20).contains(&text.len()) && text.bytes().all(digits)
    };
    if is_number(value) {
        value
    } else if httpdate::parse_http_date(value).is_ok() {
        "date"
    } else {
        "text"
    }
}
