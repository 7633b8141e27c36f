//! Which types of other crates the runtime shows: each is a promise that a new version of that crate breaks. A type that is
//! not on this list fails the test, as does one that is listed and no longer shown.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

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

/// The most names that may stand at the root of the runtime. What only generated code names is hidden, and the rest has its place
/// by subject.
const ROOT: usize = 45;

#[test]
fn the_root_of_the_runtime_stays_small() {
    let names = Interface::of_runtime(Path::new(env!("CARGO_BIN_EXE_rustdoc"))).root();
    aloud(&format!("the root of the runtime: {} names", names.len()));
    assert!(
        names.len() <= ROOT && names.contains("Error") && names.contains("retry"),
        "{names:?}"
    );
}

/// How large each layer of the runtime is: a bound that has to be raised on purpose, by whoever adds a capability, with its
/// reason in the same change. Lines count that are not blank, comments and unit tests among them. Each bound is what was
/// measured and a tenth.
const SIZES: &[(&str, usize, &str)] = &[
    (
        "facts",
        3_650,
        "what documents say, each fact with its default",
    ),
    (
        "model",
        7_650,
        "decoder, encoder, formats of times and decimals, styles of parameters, scrubbing",
    ),
    (
        "policy",
        1_680,
        "verdict, gates, budget, waits, limits that servers state and the pace of a client",
    ),
    (
        "transport",
        4_090,
        "two transports, proxies, TLS, gzip, what each proves of a fault, uploads, the runtime of blocking calls",
    ),
    (
        "call",
        13_850,
        "requests, the loop, envelopes, tokens and their refresh, keys and their stores, parts of a body, signers, limits",
    ),
    (
        "extras",
        7_430,
        "pages, streams, deliveries, the recorder, failures as JSON, signatures, what tests need, odd answers among it",
    ),
];

/// The packages that the runtime brings whatever features are chosen, at most.
const PACKAGES: usize = 10;

#[test]
fn each_layer_of_the_runtime_stays_small() {
    let mut measured: BTreeMap<&str, usize> = BTreeMap::new();
    let files = |folder| {
        let folder = tree::root().join(folder);
        let files = tree::files(&folder).into_iter();
        files.map(move |file| (folder.join(&file), file))
    };
    // The crate that the generator shares is the ground of the layer that adds what only the runtime needs.
    let ground = files("facts/src").map(|(path, _)| (path, "facts.rs".to_owned()));
    for (path, file) in files("runtime/src").chain(ground) {
        let text = fs::read_to_string(path).expect("a source file");
        let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
        let layer = file.split(['/', '.']).next().unwrap_or("");
        let bound = SIZES.iter().find(|(name, ..)| *name == layer);
        if let Some((name, ..)) = bound {
            *measured.entry(name).or_default() += lines;
        } else {
            assert_eq!(file, "lib.rs", "a file outside of the layers");
        }
    }
    let mut problems = Vec::new();
    for (layer, bound, why) in SIZES {
        let lines = measured.get(layer).copied().unwrap_or_default();
        aloud(&format!(
            "runtime, {layer}: {lines} lines of at most {bound} ({why})"
        ));
        if lines > *bound {
            problems.push(format!(
                "{layer} has {lines} lines, above its bound of {bound}"
            ));
        }
        // A bound far above what is there says nothing.
        if lines * 5 < bound * 4 {
            problems.push(format!(
                "{layer} has {lines} lines: lower its bound of {bound}"
            ));
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn few_packages_are_needed_always() {
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
        "runtime: {} packages always and {} behind features",
        needed.len(),
        optional.len()
    ));
    assert!(needed.len() <= PACKAGES, "{needed:?}");
}

#[test]
fn deliveries_are_verified_without_calls() {
    let output = Command::new(env!("CARGO"))
        .current_dir(tree::root())
        .args(["tree", "--offline", "--package", "faultcode-runtime"])
        .args(["--no-default-features", "--features", "webhooks"])
        .args(["--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let packages: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(packages.contains("hmac"), "{packages:?}");
    for of_calls in [
        "tokio",
        "hyper",
        "http-body",
        "rustls",
        "reqwest",
        "tracing",
    ] {
        assert!(
            !packages.contains(of_calls),
            "{of_calls} comes with {packages:?}"
        );
    }
    aloud(&format!("verification alone: {} packages", packages.len()));
}
