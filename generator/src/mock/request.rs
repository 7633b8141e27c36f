//! A request as it came, and what is read of it.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, Method};

use crate::paths::decoded;

/// A complete request.
#[derive(Debug)]
pub(super) struct Request {
    pub method: Method,
    /// The path as it was sent.
    pub path: String,
    /// What stands behind the question mark.
    pub query: Option<String>,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// Which connection brought it, from 1.
    pub connection: u64,
}

impl Request {
    /// The value of a header, unless it is no text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The media type of the body in small letters, without its parameters.
    pub fn media_type(&self) -> Option<String> {
        let text = self.header("content-type")?;
        let media_type = text.split(';').next().unwrap_or_default().trim();
        Some(media_type.to_ascii_lowercase())
    }

    /// Names, decoded, and values, as they were sent, of the query.
    pub fn query(&self) -> Vec<(Cow<'_, str>, &str)> {
        pairs(self.query.as_deref().unwrap_or_default())
    }

    /// The first value of a query parameter, decoded.
    pub fn query_value(&self, name: &str) -> Option<String> {
        let pairs = self.query();
        let found = pairs.iter().find(|(other, _)| other == name)?;
        Some(decoded(found.1).into_owned())
    }

    /// The values of cookies, as they were sent.
    pub fn cookies(&self) -> Vec<(Cow<'_, str>, &str)> {
        let all = self.headers.get_all("cookie").iter();
        let texts = all.filter_map(|it| it.to_str().ok());
        let cookies = texts.flat_map(|text| text.split(';'));
        let cookies = cookies.filter_map(|cookie| cookie.trim().split_once('='));
        cookies
            .map(|(name, value)| (Cow::Borrowed(name), value))
            .collect()
    }
}

/// Names, decoded, and values, as they stand, of a text in the form of queries.
pub(super) fn pairs(text: &str) -> Vec<(Cow<'_, str>, &str)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), value)
        })
        .collect()
}
