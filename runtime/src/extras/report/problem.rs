//! A failed call as a problem to pass on.

use std::fmt;

use http::StatusCode;

use super::{add, millis, shown};
use crate::call::error::InWords;
use crate::call::meta::Meta;
use crate::model::value::Value;

/// A failed call as a program that serves others passes it on: the body of an answer of the media type
/// [`CONTENT_TYPE`](Self::CONTENT_TYPE) (RFC 9457).
///
/// The status is that which the program answers with, not the one that it got: what the server says of the program's own credentials
/// or its limits is not the fault of whoever asked. See [`status`](Self::status).
#[derive(Clone, Debug)]
pub struct Problem {
    status: u16,
    members: Value,
}

impl Problem {
    /// The media type of a problem.
    pub const CONTENT_TYPE: &'static str = "application/problem+json";

    pub(super) fn of(meta: &Meta, words: &InWords) -> Self {
        let status = status(meta, words);
        let members = Value::object().with("type", "about:blank");
        let members = members.with("title", title(status)).with("status", status);
        let members = add(members, "detail", words.message.clone());
        let members = add(members, "code", shown(meta.code()));
        let members = add(members, "param", shown(meta.param()));
        let members = members.with("operation", meta.operation().id);
        let members = add(members, "upstream_status", meta.status());
        let members = add(members, "upstream_request_id", shown(meta.request_id()));
        let members = members
            .with("effect", meta.effect().as_str())
            .with("may_be_repeated", meta.is_retry_safe());
        let seconds = meta.retry_after().map(|wait| millis(wait).div_ceil(1000));
        Self {
            status,
            members: add(members, "retry_after", seconds),
        }
    }

    /// The status to answer with.
    ///
    /// | the call | status |
    /// |---|---|
    /// | was refused with a status from 400 to 499 that is none of the next two rows | that status |
    /// | was refused for the program's own credentials: 401, 403, 407 | 502 |
    /// | was refused because it came too fast or too soon: 408, 425, 429, or 503 | 503 |
    /// | was refused with any other status | 502 |
    /// | ran out of time | 504 |
    /// | got no answer for another reason, or one that could not be read | 502 |
    /// | was not sent, since something about it is wrong | 500 |
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// Another status, and its title.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self.with("status", status).with("title", title(status))
    }

    /// A member of that name, in place of one: `type`, `title`, `detail`, `instance`, or one of your own.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.members = self.members.with(name, value);
        self
    }

    /// Takes a member out, such as `detail`, where what the server says is not for everybody.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        if let Value::Object(members) = &mut self.members {
            members.retain(|(other, _)| other != name);
        }
        self
    }

    /// The members.
    pub fn members(&self) -> &Value {
        &self.members
    }
}

/// The JSON.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.members.fmt(f)
    }
}

fn status(meta: &Meta, words: &InWords) -> u16 {
    match (words.kind, meta.status()) {
        ("build", _) => 500,
        ("api", Some(401 | 403 | 407)) => 502,
        ("api", Some(408 | 425 | 429 | 503)) => 503,
        ("api", Some(status @ 400..=499)) => status,
        _ if words.fault.is_some_and(|fault| fault.is_timeout()) => 504,
        _ => 502,
    }
}

/// The phrase of a status, which is what the title of a problem without a type of its own is (RFC 9457 section 4.2.1).
fn title(status: u16) -> &'static str {
    let known = StatusCode::from_u16(status).ok();
    known
        .and_then(|it| it.canonical_reason())
        .unwrap_or("Error")
}
