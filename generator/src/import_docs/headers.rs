//! What a page says of headers and of the API as a whole: rate limits, keys of idempotency, retries.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::facts::Facts;
use super::page::{Block, Page, Text};
use super::words::{self, has, plain};

/// Extensions of the document, each with the place that says so.
#[derive(Default)]
pub(super) struct Whole {
    pub limit: Option<(Value, String)>,
    pub idempotency: Option<(Value, String)>,
    pub retry: Option<(Value, String)>,
}

/// Reads the texts of all pages.
pub(super) fn read(pages: &[Page], facts: &mut Facts) -> Whole {
    let mut limits: BTreeMap<&str, (String, String)> = BTreeMap::new();
    let mut unit = None;
    let mut whole = Whole::default();
    for page in pages {
        for text in texts(page) {
            let place = format!("{}:{}", page.name, text.line);
            for word in header_words(&text.text) {
                if let Some(role) = limit_role(word) {
                    limits
                        .entry(role)
                        .or_insert_with(|| (word.to_owned(), place.clone()));
                    if role == "reset" && unit.is_none() {
                        unit = reset_unit(&text.text);
                    }
                }
                if is_key(word) && whole.idempotency.is_none() && is_positive(&text.text) {
                    let mut value = Map::new();
                    value.insert("header".to_owned(), json!(word));
                    whole.idempotency = Some((Value::Object(value), place.clone()));
                }
            }
            if let Some((Value::Object(value), _)) = &mut whole.idempotency
                && !value.contains_key("ttl")
                && has(&plain(&text.text), &["idempotency"])
                && let Some(ttl) = duration(&text.text)
            {
                value.insert("ttl".to_owned(), json!(ttl));
            }
            if let Some(found) = retry(&text.text) {
                merge(&mut whole.retry, found, &place);
            }
        }
    }
    if limits.contains_key("remaining") || limits.contains_key("limit") {
        let headers: Map<String, Value> = ["limit", "remaining", "reset"]
            .iter()
            .filter_map(|role| Some(((*role).to_owned(), json!(limits.get(role)?.0))))
            .collect();
        let mut value = Map::new();
        value.insert("headers".to_owned(), Value::Object(headers));
        if limits.contains_key("reset") {
            value.insert("resetAs".to_owned(), json!(unit.unwrap_or("auto")));
        }
        let places: Vec<&str> = limits.values().map(|it| it.1.as_str()).collect();
        let place = places
            .iter()
            .min_by_key(|it| (it.len(), **it))
            .map_or("", |it| *it);
        whole.limit = Some((Value::Object(value), place.to_owned()));
    }
    conflict(&mut whole, facts);
    whole
}

/// What a key that was used for another request is answered with.
fn conflict(whole: &mut Whole, facts: &Facts) {
    let Some((Value::Object(value), _)) = &mut whole.idempotency else {
        return;
    };
    for (name, verdict) in [("mismatch", "newKey"), ("inFlight", "inFlight")] {
        let found = facts
            .entries
            .iter()
            .find(|it| it.1.retry.is_some_and(|it| it.0 == verdict));
        let Some((key, fact)) = found else {
            continue;
        };
        let [status] = &*fact.statuses else {
            continue;
        };
        let Ok(status) = status.parse::<u16>() else {
            continue;
        };
        let mut map = Map::new();
        map.insert("status".to_owned(), json!(status));
        if !fact.is_status {
            map.insert("code".to_owned(), json!(key));
        }
        value.insert(name.to_owned(), Value::Object(map));
    }
}

fn merge(into: &mut Option<(Value, String)>, found: Map<String, Value>, place: &str) {
    match into {
        None => *into = Some((Value::Object(found), place.to_owned())),
        Some((Value::Object(map), _)) => {
            for (key, value) in found {
                map.entry(key).or_insert(value);
            }
        }
        Some(_) => {}
    }
}

/// Every text of a page, rows of tables as one.
fn texts(page: &Page) -> Vec<Text> {
    let mut found = Vec::new();
    for block in page.blocks.iter() {
        match block {
            Block::Heading(_, text) | Block::Paragraph(text) | Block::Item(text) => {
                found.push(text.clone())
            }
            Block::Term(term, text) => {
                found.push(Text::plain(
                    format!("{}: {}", term.text, text.text),
                    term.line,
                ));
            }
            Block::Table(table) => {
                for row in std::iter::once(&table.head).chain(&table.rows) {
                    let cells: Vec<&str> = row.iter().map(|it| it.text.as_str()).collect();
                    let line = row
                        .iter()
                        .map(|it| it.line)
                        .find(|it| *it > 0)
                        .unwrap_or(table.line);
                    found.push(Text::plain(cells.join(" : "), line));
                }
            }
            Block::Sample(text, line) => {
                // Headers of an exchange that is shown.
                if text.trim_start().starts_with("HTTP/") {
                    for (at, text) in text.lines().take(40).enumerate() {
                        found.push(Text::plain(text, line + at));
                    }
                }
            }
        }
    }
    found
}

fn header_words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|it: char| !(it.is_ascii_alphanumeric() || it == '-' || it == '_'));
    words.filter(|it| {
        it.contains('-') && it.len() <= 60 && !it.starts_with('-') && !it.ends_with('-')
    })
}

/// What a header of a rate limit holds.
fn limit_role(word: &str) -> Option<&'static str> {
    let lower = word.to_ascii_lowercase();
    let is_limit =
        lower.contains("ratelimit") || lower.contains("rate-limit") || lower.contains("quota");
    if !is_limit {
        return None;
    }
    if lower.ends_with("-remaining") {
        Some("remaining")
    } else if lower.ends_with("-reset")
        || lower.ends_with("-reset-at")
        || lower.ends_with("-reset-after")
    {
        Some("reset")
    } else if lower.ends_with("-limit") && !matches!(&*lower, "x-rate-limit" | "rate-limit") {
        Some("limit")
    } else {
        None
    }
}

fn reset_unit(text: &str) -> Option<&'static str> {
    let text = plain(text);
    if has(&text, &["milliseconds", "epoch milliseconds", "ms"]) {
        Some("epochMillis")
    } else if has(&text, &["unix", "epoch", "unix timestamp"]) {
        Some("epochSeconds")
    } else if has(
        &text,
        &[
            "seconds until",
            "seconds remaining",
            "number of seconds",
            "seconds left",
            "in seconds",
            "seconds",
        ],
    ) {
        Some("deltaSeconds")
    } else if has(&text, &["iso 8601", "iso8601", "rfc 3339"]) {
        Some("dateTime")
    } else {
        None
    }
}

fn is_key(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let lower = lower.strip_prefix("x-").unwrap_or(&lower);
    let named = matches!(
        lower,
        "idempotency-key"
            | "idempotency-id"
            | "idempotency-token"
            | "idempotence-key"
            | "idempotent-key"
    );
    named && word.contains('-') && words::is_header(word) || matches!(word, "idempotency-key")
}

/// Whether a text does not say that something is missing.
fn is_positive(text: &str) -> bool {
    let text = plain(text);
    !has(
        &text,
        &[
            "no",
            "not",
            "without",
            "none",
            "does not",
            "doesnt",
            "isnt",
            "unsupported",
            "never",
            "neither",
        ],
    )
}

/// A span of time in words: `24 hours`, `7 days`.
fn duration(text: &str) -> Option<String> {
    let text = plain(text);
    let words: Vec<&str> = text.split(' ').collect();
    words.windows(2).find_map(|pair| {
        let [number, unit] = pair else { return None };
        let (number, unit) = match number.strip_suffix('h') {
            Some(hours) if hours.parse::<u32>().is_ok() => (hours, "hours"),
            _ => (*number, *unit),
        };
        let number: u32 = number.parse().ok().filter(|it| (1..=1000).contains(it))?;
        let unit = match unit {
            "hour" | "hours" => "h",
            "day" | "days" => "d",
            "minute" | "minutes" => "m",
            _ => return None,
        };
        Some(format!("{number}{unit}"))
    })
}

/// What a sentence says of retries of the whole API: its form of waiting, and the statuses that are tried again. Only statuses that
/// are tried again anywhere count, so that a sentence that was misread makes nothing be repeated that was not.
fn retry(text: &str) -> Option<Map<String, Value>> {
    let mut found = Map::new();
    for sentence in words::sentences(text) {
        let words = plain(sentence);
        if !has(
            &words,
            &[
                "retry", "retries", "retried", "backoff", "back off", "retrying",
            ],
        ) || !is_positive(sentence)
        {
            continue;
        }
        let mut backoff = Map::new();
        if has(&words, &["exponential", "exponentially", "2 attempt"]) {
            backoff.insert("kind".to_owned(), json!("exponential"));
        }
        if has(&words, &["full jitter"]) {
            backoff.insert("jitter".to_owned(), json!("full"));
        }
        let webhook = has(
            &words,
            &["webhook", "webhooks", "delivery", "deliveries", "deliver"],
        );
        let statuses: Vec<u16> = words
            .split(' ')
            .filter_map(|it| words::status(it)?.parse().ok())
            .collect();
        let transient: Vec<u16> = statuses
            .iter()
            .copied()
            .filter(|it| matches!(it, 408 | 425 | 500 | 502 | 503 | 504))
            .collect();
        if webhook || backoff.is_empty() {
            continue;
        }
        if !backoff.is_empty() {
            found.insert("backoff".to_owned(), Value::Object(backoff));
        }
        if transient.len() > 1 {
            let mut on = Map::new();
            on.insert("transient".to_owned(), json!(transient));
            if statuses.contains(&429) {
                on.insert("throttle".to_owned(), json!([429]));
            }
            found.insert("on".to_owned(), Value::Object(on));
        }
    }
    (!found.is_empty()).then_some(found)
}
