//! What a request is answered with.

use std::time::Duration;

use bytes::Bytes;
use faultcode_facts::JSON;
use http::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::script::Fault;

/// An answer, before it is written.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub media_type: Option<HeaderValue>,
    pub body: Bytes,
    /// How often the body comes, one piece after another: more than once for streams.
    pub pieces: u32,
    /// The declared code that it says.
    pub code: Option<String>,
    /// Why it is this one.
    pub because: Option<String>,
    /// What is done to the connection.
    pub fault: Option<Fault>,
    /// How long it is waited for.
    pub delay: Duration,
    /// What its header `Date` says, since 1970.
    pub dated: Option<Duration>,
    /// Whether it is of the mock's own making, and nothing that the document knows.
    pub own: bool,
}

/// A finding about a request: where, and what is wrong. It says names, never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// `body /price`, `query limit` and the like.
    pub place: String,
    /// The member or parameter alone.
    pub name: String,
    /// What is wrong.
    pub what: String,
    /// Whether something is missing that has to be there.
    pub missing: bool,
}

impl Answer {
    /// A status with nothing else.
    pub fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            media_type: None,
            body: Bytes::new(),
            pieces: 1,
            code: None,
            because: None,
            fault: None,
            delay: Duration::ZERO,
            dated: None,
            own: false,
        }
    }

    /// JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self {
            media_type: Some(HeaderValue::from_static(JSON)),
            body: Bytes::from(body.to_string()),
            ..Self::status(status)
        }
    }

    /// What the document declares no answer for: a problem (RFC 9457) that says that it is the mock's.
    pub fn problem(status: u16, kind: &str, detail: &str, problems: &[Problem]) -> Self {
        let mut body = json!({
            "type": format!("urn:faultcode:mock:{kind}"),
            "title": "An answer of the mock, which the document does not declare",
            "status": status,
            "detail": detail,
        });
        if !problems.is_empty() {
            let errors = problems.iter().map(|problem| {
                json!({"in": problem.place, "name": problem.name, "detail": problem.what})
            });
            if let Some(members) = body.as_object_mut() {
                members.insert("errors".to_owned(), errors.collect());
            }
        }
        Self {
            media_type: Some(HeaderValue::from_static("application/problem+json")),
            body: Bytes::from(body.to_string()),
            because: Some(detail.to_owned()),
            own: true,
            ..Self::status(status)
        }
    }

    /// With a header; names and values that cannot be one are left out.
    pub fn header(&mut self, name: &str, value: &str) {
        let name = HeaderName::try_from(name);
        if let (Ok(name), Ok(value)) = (name, HeaderValue::try_from(value)) {
            self.headers.push((name, value));
        }
    }

    /// With a reason.
    pub fn because(mut self, because: impl Into<String>) -> Self {
        self.because = Some(because.into());
        self
    }
}

/// The findings in one line, the first few of them.
pub(super) fn in_words(problems: &[Problem]) -> String {
    const SHOWN: usize = 3;
    let first: Vec<_> = problems
        .iter()
        .take(SHOWN)
        .map(|problem| format!("{} {}", problem.place, problem.what))
        .collect();
    match problems.len().saturating_sub(SHOWN) {
        0 => first.join("; "),
        more => format!("{}; and {more} more", first.join("; ")),
    }
}
