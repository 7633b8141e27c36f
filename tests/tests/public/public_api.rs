//! Which types of other crates the runtime shows: each is a promise that a new version of that crate breaks. A type that is
//! not on this list fails the test, as does one that is listed and no longer shown.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use faultcode_tests::rustdoc::Interface;
use faultcode_tests::{aloud, tree};

/// The types and traits, with the reason for each.
const ALLOWED: &[(&str, &str)] = &[
    ("bytes::Bytes", "bodies without a copy; re-exported"),
    (
        "futures_core::Stream",
        "pages, events, lines, downloads, uploads are streams",
    ),
    (
        "http::HeaderMap",
        "headers of answers and of webhook deliveries",
    ),
    ("http::HeaderValue", "headers of a transport's request"),
    ("http::Method", "pure retry rules take any method"),
    ("http::Request", "what a transport of one's own sends"),
    ("http::StatusCode", "what a transport of one's own answers"),
    (
        "http_body::Body",
        "what a transport of one's own reads the body through",
    ),
    ("http_body::Frame", "part of that trait"),
    ("http_body::SizeHint", "part of that trait"),
    ("jiff::Date", "feature `jiff`; re-exported"),
    (
        "jiff::jiff",
        "feature `jiff`: the crate of those types, re-exported",
    ),
    ("jiff::DateTime", "feature `jiff`: a time as it is written"),
    (
        "jiff::Timestamp",
        "feature `jiff`: the instant of a time; re-exported",
    ),
    (
        "reqwest::ClientBuilder",
        "feature `reqwest`: the client that a user brings",
    ),
    ("rust_decimal::Decimal", "feature `decimal`; re-exported"),
    ("serde_core::Deserialize", "feature `serde`"),
    ("serde_core::Deserializer", "feature `serde`"),
    ("serde_core::Serialize", "feature `serde`"),
    ("serde_core::Serializer", "feature `serde`"),
    ("tokio::AsyncRead", "uploads from whatever can be read"),
    ("uuid::Uuid", "`format: uuid`; re-exported"),
    ("zeroize::Zeroize", "what a secret is wiped with"),
];

#[test]
fn the_runtime_shows_no_type_of_another_crate_that_is_not_listed() {
    let interface = Interface::of_runtime(Path::new(env!("CARGO_BIN_EXE_rustdoc")));
    let foreign = interface.foreign();
    let listed: BTreeSet<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    let new: Vec<String> = foreign
        .iter()
        .filter(|(name, _)| !listed.contains(name.as_str()))
        .map(|(name, places)| format!("{name} in {places:?}"))
        .collect();
    assert!(
        new.is_empty(),
        "hide these, or list them with a reason: {new:#?}"
    );
    let gone: Vec<_> = listed
        .iter()
        .filter(|it| !foreign.contains_key(**it))
        .collect();
    assert!(gone.is_empty(), "no longer shown: {gone:?}");
    let types = interface.types().len();
    aloud(&format!(
        "public interface: {types} types of its own, {} of others",
        foreign.len()
    ));
}

/// How large the runtime is: a bound that has to be raised on purpose. Claims of key stores, one table of evidence for both
/// transports, answers that come before the body is taken, errors within streams and times that are sent back as read made
/// it larger.
#[test]
fn the_runtime_stays_small() {
    let source = tree::root().join("runtime/src");
    let (mut lines, mut tests) = (0, 0);
    for file in tree::files(&source) {
        let text = fs::read_to_string(source.join(&file)).expect("a source file");
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or("");
        let all = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
        lines += all(code);
        tests += all(&text) - all(code);
    }
    let manifest = tree::root().join("runtime/Cargo.toml");
    let manifest = fs::read_to_string(manifest).expect("the manifest");
    let listed = manifest
        .split("[dependencies]")
        .nth(1)
        .expect("dependencies");
    let listed = listed.split("\n[").next().unwrap_or("");
    let (optional, needed): (Vec<&str>, Vec<&str>) = listed
        .lines()
        .filter(|line| line.contains("workspace"))
        .partition(|line| line.contains("optional"));
    aloud(&format!(
        "runtime: {lines} lines and {tests} of unit tests, {} packages always and {} behind features",
        needed.len(),
        optional.len()
    ));
    assert!(lines < 26_000 && needed.len() <= 16, "{lines} {needed:?}");
}
