//! The sample requests of a vendor's pages, against what a generated client sends for the same.
//!
//! `samples.yaml` of a suite holds a list of samples: names and kinds, without their values, which are the vendor's.
//!
//! ```yaml
//! - page: https://docs.shop.example/orders     # where the sample stands
//!   sample: with curl                          # which one of the page, where there are several
//!   call: createOrder                          # the call of the suite that does the same
//!   server: Sandbox                            # whose address it has, where that matters
//!   request: POST /v1/shops/{shop}/orders
//!   query: [dry_run]
//!   headers: [x-api-key, "content-type: application/json"]   # a name, or a name and how its value begins
//!   body: {item: text, lines: [{amount: number}]}
//!   differs:
//!     header idempotency-key is sent as well: A repeat without a key would do the work twice.
//! ```
//!
//! A kind is `text`, `number`, `boolean`, `none`, `list`, `object` or `any`; the first item of a list stands for all. A form is
//! an object of texts. Whatever differs is listed with its reason, and what is listed has to differ.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{Answer, Request, Server};

/// A request as a page shows it. See the [module](self).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    page: String,
    #[serde(default)]
    sample: String,
    /// The call of the suite that sends the same.
    pub call: String,
    /// The server of the document whose address the sample has.
    #[serde(default)]
    pub server: String,
    request: String,
    #[serde(default)]
    query: BTreeSet<String>,
    headers: BTreeSet<String>,
    body: Option<Value>,
    #[serde(default)]
    differs: BTreeMap<String, String>,
}

/// What every client of HTTP adds by itself, those of the samples included: no sample has to show it.
const ITS_OWN: [&str; 6] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "user-agent",
];

/// Makes the call of each sample to a server that gives the answer, and compares what it sends. Says how many samples there are,
/// and how many of them differ.
///
/// # Panics
///
/// A call sends other than one request, or differs otherwise than its sample lists.
pub async fn check(
    samples: &str,
    answer: fn(&Sample) -> Answer,
    send: impl AsyncFn(&Sample, &Server),
) -> (usize, usize) {
    let samples: Vec<Sample> = serde_yaml::from_str(samples).expect("samples in their form");
    let mut differing = 0;
    for sample in &samples {
        let label = format!("{} {}: {}", sample.page, sample.sample, sample.call);
        let server = Server::answering([answer(sample)]);
        send(sample, &server).await;
        let listed = sample.differs.keys().cloned().collect();
        assert_eq!(differences(sample, &server.request()), listed, "{label}");
        let reasoned = sample.differs.values().all(|reason| !reason.is_empty());
        assert!(reasoned && sample.page.len() > 1, "{label}");
        differing += usize::from(!sample.differs.is_empty());
    }
    (samples.len(), differing)
}

/// Each difference, in the words of `differs`.
fn differences(sample: &Sample, request: &Request) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let (path, query) = match request.target.split_once('?') {
        Some((path, query)) => (path, query),
        None => (request.target.as_str(), ""),
    };
    let sent = format!("{} {path}", request.method);
    if !is_of(&sent, &sample.request) {
        found.insert(format!("{sent} is sent"));
    }
    let names = query.split('&').filter(|pair| !pair.is_empty());
    let names: BTreeSet<_> = names.filter_map(|pair| pair.split('=').next()).collect();
    let theirs: BTreeSet<_> = sample.query.iter().map(String::as_str).collect();
    one_sided("query ", &theirs, &names, &mut found);

    let headers = request.headers.iter();
    let headers: BTreeMap<_, _> = headers.map(|(name, value)| (&**name, &**value)).collect();
    let theirs = sample.headers.iter();
    let theirs: BTreeMap<_, _> = theirs
        .map(|line| line.split_once(": ").unwrap_or((line, "")))
        .collect();
    for (name, start) in &theirs {
        match headers.get(name) {
            Some(value) if !value.starts_with(start) => {
                found.insert(format!("header {name} is {value}, not {start}"));
            }
            _ => {}
        }
    }
    let theirs: BTreeSet<_> = theirs.into_keys().collect();
    let shown = |name: &&str| theirs.contains(name) || !ITS_OWN.contains(name);
    let ours = headers.into_keys().filter(shown).collect();
    one_sided("header ", &theirs, &ours, &mut found);

    let none = Value::Object(Map::new());
    let body = body(request);
    if sample.body.is_none() && !request.body.is_empty() && body == none {
        found.insert("body is sent as well".to_owned());
    }
    members(
        "body",
        sample.body.as_ref().unwrap_or(&none),
        &body,
        &mut found,
    );
    found
}

/// Whether a method and a path are those of a template: `GET /a/1` is of `GET /a/{id}`.
fn is_of(sent: &str, template: &str) -> bool {
    let (sent, template): (Vec<_>, Vec<_>) =
        (sent.split('/').collect(), template.split('/').collect());
    let same =
        |(sent, part): (&&str, &&str)| sent == part || (part.starts_with('{') && !sent.is_empty());
    sent.len() == template.len() && sent.iter().zip(&template).all(same)
}

/// The names that only one of the two has.
fn one_sided(
    place: &str,
    theirs: &BTreeSet<&str>,
    ours: &BTreeSet<&str>,
    found: &mut BTreeSet<String>,
) {
    found.extend(
        theirs
            .difference(ours)
            .map(|name| format!("{place}{name} is not sent")),
    );
    found.extend(
        ours.difference(theirs)
            .map(|name| format!("{place}{name} is sent as well")),
    );
}

/// How two bodies differ in members and kinds.
fn members(place: &str, theirs: &Value, ours: &Value, found: &mut BTreeSet<String>) {
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            one_sided(&format!("{place}."), &names(theirs), &names(ours), found);
            for (name, theirs) in theirs {
                if let Some(ours) = ours.get(name) {
                    members(&format!("{place}.{name}"), theirs, ours, found);
                }
            }
        }
        (Value::Array(theirs), Value::Array(ours)) if !theirs.is_empty() && !ours.is_empty() => {
            members(&format!("{place}[]"), &theirs[0], &ours[0], found);
        }
        (Value::String(expected), ours) => {
            let kind = kind(ours);
            if expected != "any" && expected != kind {
                found.insert(format!("{place} is {kind}, not {expected}"));
            }
        }
        (_, ours) => drop(found.insert(format!("{place} is {}", kind(ours)))),
    }
}

fn names(of: &Map<String, Value>) -> BTreeSet<&str> {
    of.keys().map(String::as_str).collect()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "none",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

/// The body as JSON, of a form as well.
fn body(request: &Request) -> Value {
    if request.body.is_empty() {
        return Value::Object(Map::new());
    }
    if request.header("content-type") == Some("application/x-www-form-urlencoded") {
        let pairs = request
            .text()
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        let members = pairs.map(|(name, value)| (name.to_owned(), value.into()));
        return Value::Object(members.collect());
    }
    serde_json::from_slice(&request.body).expect("the body is JSON")
}
