//! HAR, the log that browsers and proxies write: entry by entry, so that a log of any length takes the memory of one entry.

use std::fmt;
use std::io::BufRead;

use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Skipped;
use super::cut::Cut;
use super::exchange::{Body, Exchange, Target, is_json, number_of};
use super::pick::{Picked, Want};
use super::sent::{Sent, base64};

/// Strings are looked at up to so many bytes.
const LONGEST: usize = 1 << 20;

const PAIRS: Want = Want::List(
    &Want::Map(&[("name", Want::Scalar), ("value", Want::Scalar)]),
    256,
);

const ENTRY: Want = Want::Map(&[
    (
        "request",
        Want::Map(&[
            ("method", Want::Scalar),
            ("url", Want::Scalar),
            ("headers", PAIRS),
            ("cookies", PAIRS),
            ("postData", Want::Map(&[("text", Want::Scalar)])),
        ]),
    ),
    (
        "response",
        Want::Map(&[
            ("status", Want::Scalar),
            ("headers", PAIRS),
            (
                "content",
                Want::Map(&[
                    ("mimeType", Want::Scalar),
                    ("text", Want::Scalar),
                    ("encoding", Want::Scalar),
                ]),
            ),
        ]),
    ),
]);

/// How a log ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// At its end.
    Whole,
    /// In the middle, or in what is no JSON; what was read until then counts.
    Broken(String),
    /// There is no `log` with `entries`.
    NoHar,
}

/// Reads a log; `take` gets each entry, or the reason why there is nothing to learn from it.
pub fn read(from: impl BufRead, take: &mut dyn FnMut(Result<Exchange, Skipped>)) -> Ended {
    let mut found = false;
    let mut json = serde_json::Deserializer::from_reader(Cut::new(from, LONGEST));
    let level = Level {
        names: &["log", "entries"],
        found: &mut found,
        take,
    };
    let read = level.deserialize(&mut json);
    match (read, found) {
        (Ok(()), true) => Ended::Whole,
        (Err(error), true) => Ended::Broken(error.to_string()),
        (_, false) => Ended::NoHar,
    }
}

/// A map on the way to the entries, or their list.
struct Level<'t> {
    names: &'static [&'static str],
    found: &'t mut bool,
    take: &'t mut dyn FnMut(Result<Exchange, Skipped>),
}

impl<'de> DeserializeSeed<'de> for Level<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a log")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<(), A::Error> {
        while let Some(key) = from.next_key::<String>()? {
            match self.names.split_first() {
                Some((name, names)) if *name == key => {
                    let below = Level {
                        names,
                        found: self.found,
                        take: self.take,
                    };
                    from.next_value_seed(below)?;
                }
                _ => {
                    from.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<(), A::Error> {
        if !self.names.is_empty() {
            while from.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        *self.found = true;
        while let Some(entry) = from.next_element_seed(ENTRY)? {
            (self.take)(exchange(&entry));
        }
        Ok(())
    }
}

fn exchange(entry: &Picked) -> Result<Exchange, Skipped> {
    let (request, response) = (entry.get("request"), entry.get("response"));
    let method = request.get("method").text().ok_or(Skipped::Broken)?;
    let url = request.get("url").text().ok_or(Skipped::Broken)?;
    let status = response.get("status").text().ok_or(Skipped::Broken)?;
    let status: u16 = status.parse().map_err(|_| Skipped::Broken)?;
    // What a browser writes for a request that was blocked or given up.
    if status == 0 {
        return Err(Skipped::NoAnswer);
    }
    let mut sent = Sent::default();
    sent.url(url);
    for (name, value) in pairs(request.get("headers")) {
        sent.header(name, value);
    }
    for (_, value) in pairs(request.get("cookies")) {
        sent.secret(value);
    }
    let posted = request.get("postData").get("text").text();
    let posted = posted.unwrap_or_default();
    sent.body(posted);
    let headers = pairs(response.get("headers"));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
    Ok(Exchange {
        call: Some(number_of(&[method, url, posted])),
        target: Target::Url {
            method: method.to_ascii_uppercase(),
            url: url.to_owned(),
        },
        sent,
        status: Some(status),
        headers: headers.collect(),
        body: body(response.get("content")),
        judged: None,
    })
}

fn body(content: &Picked) -> Body {
    let Some(text) = content.get("text").text() else {
        return Body::None;
    };
    let json = is_json(content.get("mimeType").text().unwrap_or_default());
    match content.get("encoding").text() {
        Some(encoding) if encoding.eq_ignore_ascii_case("base64") => match base64(text.trim()) {
            Some(text) => Body::of(&text, json),
            None if text.ends_with(super::cut::MARK) => Body::Cut,
            None if json => Body::Broken,
            None => Body::Other,
        },
        _ => Body::of(text, json),
    }
}

/// The pairs of a list of names and values.
fn pairs(list: &Picked) -> impl Iterator<Item = (&str, &str)> {
    let items = list.items().iter();
    items.filter_map(|pair| Some((pair.get("name").text()?, pair.get("value").text()?)))
}
