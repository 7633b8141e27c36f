//! One hash over all that is written, whatever the settings: how many threads, which folder, which machine, which way in, and
//! in which order a document says what has no order.
//!
//! Each setting is a process of its own, so that maps with random keys would have other ones each time.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use faultcode::{Builder, Form, Input, Options, Session};
use faultcode_tests::cargo::fresh;
use faultcode_tests::generate::CLIENTS;
use faultcode_tests::snapshot::first_difference;
use faultcode_tests::valid::{Document, Tape};
use faultcode_tests::{again, aloud, tree};
use hmac_sha256::Hash;
use serde_json::{Map, Value};

use super::{run, spec};

/// Documents drawn from the grammar, beside the five.
const DRAWN: u64 = 12;

/// What a process is told: its variables, and the folder that it works in.
type Setting = (&'static str, &'static [(&'static str, &'static str)]);

const SETTINGS: &[Setting] = &[
    ("plain", &[]),
    ("one thread", &[("RAYON_NUM_THREADS", "1")]),
    ("two threads", &[("RAYON_NUM_THREADS", "2")]),
    ("größer  and/deeper", &[("RAYON_NUM_THREADS", "8")]),
    (
        "elsewhere",
        &[
            ("LC_ALL", "tr_TR.UTF-8"),
            ("LANG", "tr_TR.UTF-8"),
            ("TZ", "Pacific/Chatham"),
            ("HOME", "/nowhere"),
            ("USER", "somebody"),
            ("SOURCE_DATE_EPOCH", "0"),
            ("CARGO_PKG_NAME", "another"),
            ("TMPDIR", "/nowhere"),
        ],
    ),
];

/// The documents by the name of their client: the name of the file, and its text.
fn documents() -> BTreeMap<String, (String, String)> {
    let five = CLIENTS.iter().map(|name| {
        let text = fs::read_to_string(spec(name)).expect("a document of ours");
        (name.replace('-', "_"), (format!("{name}.yaml"), text))
    });
    let drawn = (0..DRAWN).map(|seed| {
        let (file, text) = Document::of_seed(seed).file();
        let file = format!("{seed}_{file}");
        (format!("drawn_{seed}"), (file, text))
    });
    five.chain(drawn).collect()
}

/// The hash of files by their paths. What they say of the document's own digest is left out: it is there to change with every
/// letter of the document.
fn hash<'f>(files: impl IntoIterator<Item = (String, &'f [u8])>) -> String {
    let sorted: BTreeMap<String, &[u8]> = files.into_iter().collect();
    let mut hash = Hash::new();
    for (path, bytes) in sorted {
        let lines = bytes.split_inclusive(|byte| *byte == b'\n');
        let lines = lines.filter(|line| !line.starts_with(b"document sha256:"));
        for part in [path.as_bytes(), &lines.collect::<Vec<_>>().concat()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    let digest = hash.finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash of what stands in the folders of these clients.
fn hash_of(out: &Path, clients: &[&String]) -> String {
    let files = clients.iter().flat_map(|client| {
        let folder = out.join(client);
        let paths = tree::files(&folder).into_iter();
        paths.map(move |path| {
            let bytes = fs::read(folder.join(&path)).expect("it was listed");
            (format!("{client}/{path}"), bytes)
        })
    });
    let files: Vec<(String, Vec<u8>)> = files.collect();
    assert!(files.len() > 100, "{} holds next to nothing", out.display());
    hash(
        files
            .iter()
            .map(|(path, bytes)| (path.clone(), bytes.as_slice())),
    )
}

/// What the library gives in this process.
fn made(file: &str, text: &str, client: &str) -> Vec<(String, Vec<u8>)> {
    let options = Options {
        form: Form::Module,
        ..Options::named(client)
    };
    let mut session = Session::new(Input::bytes(file, text.as_bytes()), options);
    let output = session.generate();
    let output = output.unwrap_or_else(|| panic!("{client}: {}", session.findings()));
    let files = output.files.into_iter();
    files
        .map(|file| (format!("{client}/{}", file.path), file.text.into_bytes()))
        .collect()
}

#[test]
fn one_hash_over_all_settings() {
    let documents = documents();
    let clients: Vec<&String> = documents.keys().collect();
    let library: Vec<_> = documents
        .iter()
        .flat_map(|(client, (file, text))| made(file, text, client))
        .collect();
    let expected = hash(
        library
            .iter()
            .map(|(path, bytes)| (path.clone(), bytes.as_slice())),
    );
    let mut found = vec![("the library".to_owned(), expected.clone())];
    let folder = fresh("golden/one-hash");
    for (setting, variables) in SETTINGS {
        let (folder, out) = (folder.join(setting), folder.join(format!("{setting} out")));
        for folder in [&folder, &out] {
            fs::create_dir_all(folder).expect("the folder is ours");
        }
        for (file, text) in documents.values() {
            fs::write(folder.join(file), text).expect("the folder is ours");
        }
        let output = again::command(module_path!(), "build_script_of_all")
            .current_dir(&folder)
            .env("OUT_DIR", &out)
            .envs(variables.iter().copied())
            .output()
            .expect("the test can be started");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{setting}: {said}");
        found.push((
            format!("a build script, {setting}"),
            hash_of(&out, &clients),
        ));
    }
    let (folder, out) = (folder.join("plain"), folder.join("by the program"));
    for (client, (file, _)) in &documents {
        let out = out.join(client);
        let arguments = [
            "generate",
            file,
            "--out",
            out.to_str().expect("UTF-8"),
            "--module",
            "--name",
            client,
        ];
        let (code, _, err) = run(&folder, &arguments);
        assert_eq!(code, 0, "{client}: {err}");
    }
    found.push(("the program".to_owned(), hash_of(&out, &clients)));
    let mut moved = Vec::new();
    for seed in 1..4 {
        let files = documents.iter().flat_map(|(client, (file, text))| {
            match client.strip_prefix("drawn_") {
                None => made(file, text, client),
                Some(_) => made(file, &permuted(seed, file, text), client),
            }
        });
        let files: Vec<_> = files.collect();
        let others = files
            .iter()
            .zip(&library)
            .filter(|(one, other)| one != other && !one.0.ends_with("faultcode.manifest"));
        moved.extend(
            others.take(1).map(|((path, one), (_, other))| {
                format!("{path}: {}", first_difference(one, other))
            }),
        );
        let hash = hash(
            files
                .iter()
                .map(|(path, bytes)| (path.clone(), bytes.as_slice())),
        );
        found.push((format!("keys in another order, {seed}"), hash));
    }
    aloud(&format!(
        "determinism: {} clients, {} files, {} settings: sha256 {expected}",
        clients.len(),
        library.len(),
        found.len(),
    ));
    let other: Vec<_> = found.iter().filter(|(_, hash)| *hash != expected).collect();
    assert!(
        other.is_empty(),
        "not {expected}: {other:#?}\n{}",
        moved.join("\n")
    );
}

/// What such a build script does.
#[test]
#[ignore = "one_hash_over_all_settings starts it"]
fn build_script_of_all() {
    for (client, (file, _)) in documents() {
        let made = Builder::new(&file).compile(&client);
        made.unwrap_or_else(|error| panic!("{client}: {error}"));
    }
}

/// The document of that text with the keys of its objects in another order, where the order says nothing.
fn permuted(seed: u64, file: &str, text: &str) -> String {
    let value: Value = match file.ends_with(".json") {
        true => serde_json::from_str(text).expect("JSON"),
        false => {
            let value: serde_yaml::Value = serde_yaml::from_str(text).expect("YAML");
            let json = serde_json::to_string(&value).expect("JSON");
            serde_json::from_str(&json).expect("JSON")
        }
    };
    let shuffled = shuffled(&mut Tape::of_seed(seed), "", value);
    assert!(!shuffled.is_null());
    serde_json::to_string(&shuffled).expect("JSON")
}

/// Maps from names to things. A client has the things in their order; those of components are asked for by name alone.
const MAPS: &[&str] = &[
    "callbacks",
    "content",
    "encoding",
    "headers",
    "mapping",
    "patternProperties",
    "paths",
    "properties",
    "responses",
    "securitySchemes",
    "variables",
    "webhooks",
    "pathItems",
    "additionalOperations",
    "examples",
    "links",
    "scopes",
];

/// Values as they are.
const DATA: &[&str] = &["const", "default", "enum", "example", "security", "value"];

fn shuffled(tape: &mut Tape, under: &str, value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> = members
                .into_iter()
                .map(|(name, value)| {
                    let data = DATA.contains(&name.as_str()) || name.starts_with("x-");
                    let named = MAPS.contains(&under);
                    let value = match (data && !named, named) {
                        (true, _) => value,
                        (false, true) => shuffled(tape, one_of(under), value),
                        (false, false) => shuffled(tape, &name, value),
                    };
                    (name, value)
                })
                .collect();
            if !MAPS.contains(&under) && under != METHODS {
                for at in (1..members.len()).rev() {
                    members.swap(at, tape.choice() as usize % (at + 1));
                }
            }
            let members: Map<String, Value> = members.into_iter().collect();
            members.into()
        }
        Value::Array(items) => items.into_iter().map(|it| shuffled(tape, "", it)).collect(),
        other => other,
    }
}

/// A map of methods, in whose order a client has them.
const METHODS: &str = "a path item";

/// What stands under a name of such a map.
fn one_of(map: &str) -> &'static str {
    match map {
        "paths" | "webhooks" | "pathItems" | "callbacks" => METHODS,
        _ => "",
    }
}
