//! One answer of a server, and what is known of the request.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use faultcode_facts::JSON;
use serde_json::Value;

use super::cut::MARK;
use super::sent::Sent;

/// An answer, wherever it was recorded.
#[derive(Debug)]
pub struct Exchange {
    /// What was called.
    pub target: Target,
    /// What the request held, which may not be shown.
    pub sent: Sent,
    /// The status; `None` where no answer came.
    pub status: Option<u16>,
    /// The headers of the answer, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Body,
    /// Which call it belongs to: equal for attempts of the same call, or of a request that was sent again.
    pub call: Option<u64>,
    /// What the runtime made of it, where it was recorded by that.
    pub judged: Option<Judged>,
}

/// What the runtime said of an answer.
#[derive(Debug)]
pub struct Judged {
    /// Whether the attempt failed.
    pub failed: bool,
    /// A declared code, or what stands for one.
    pub error_type: Option<String>,
}

/// What was called.
#[derive(Debug)]
pub enum Target {
    /// An address, with its method.
    Url {
        /// In capitals.
        method: String,
        /// As it was sent.
        url: String,
    },
    /// An operation by its method and its path template, as the recorder writes them.
    Route {
        /// In capitals.
        method: String,
        /// The path template.
        template: String,
    },
    /// An operation by its `operationId`.
    Operation(String),
}

/// What came as a body.
#[derive(Debug)]
pub enum Body {
    /// None, or none was recorded.
    None,
    /// JSON.
    Json(Value),
    /// Text or bytes.
    Other,
    /// It is too long to be looked at.
    Cut,
    /// It is said to be JSON, and is none.
    Broken,
}

impl Body {
    /// The body of a text. `json` says whether its media type promises JSON.
    pub fn of(text: &str, json: bool) -> Self {
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return Self::None;
        }
        if text.ends_with(MARK) {
            return Self::Cut;
        }
        if !json && !text.starts_with(['{', '[']) {
            return Self::Other;
        }
        match serde_json::from_str(text) {
            Ok(value) => Self::Json(value),
            Err(_) if json => Self::Broken,
            Err(_) => Self::Other,
        }
    }
}

/// Whether a media type is one of JSON.
pub fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    essence == JSON || essence.ends_with("+json") || essence == "text/json"
}

/// A number for what is the same.
pub fn number_of(parts: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}
