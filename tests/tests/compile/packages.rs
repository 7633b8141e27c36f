//! Names of packages and of groups that mean something to Cargo, to the compiler, to Windows or to a dependency: a crate without
//! a warning comes of each, and nothing in it that Cargo takes for a program.

use std::collections::BTreeSet;
use std::fs;

use faultcode::{Options, Runtime};
use faultcode_tests::cargo::{cargo, workspace};
use faultcode_tests::generate::from_bytes;
use faultcode_tests::tree;

/// What a client is called by its user or by the name of its document.
const NAMES: &[&str] = &[
    "My API",
    "double--dash",
    "_underscored_",
    "3d-prints",
    "async",
    "self",
    "test",
    "std",
    "core",
    "alloc",
    "proc-macro",
    "build",
    "deps",
    "con",
    "lib",
    "main",
    "http",
    "tokio",
    "serde",
    "uuid",
    "faultcode-runtime",
    "faultcode_facts",
    // Names of modules of the crate itself are free.
    "errors",
    "client",
    "testing",
    "a-name-that-has-fifty-seven-letters-and-is-no-longer-than-it",
    "a-name-that-has-sixty-four-letters-and-is-no-longer-than-that-is",
    "a-name-that-is-longer-than-any-package-can-have-and-goes-on-and-on-and-on",
];

/// Tags, operations and schemas whose files or folders would mean something.
const TAGS: &[&str] = &[
    "bin", "BIN", "main", "lib", "mod", "build", "src", "target", "tests", "examples", "benches",
    "con", "aux", "nul", "com1", "std", "core", "test", "crate", "self", "Cargo", "deps", "api",
];

/// Two operations below each of these names, of which one is `get` once its group is not said again, and a type of that name.
fn document(names: &[&str]) -> String {
    let mut text = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\nservers: [{url: https://shop.example}]\n".to_owned();
    if names.is_empty() {
        return text + "paths: {}\n";
    }
    text += "paths:\n";
    for (index, name) in names.iter().enumerate() {
        let answers = format!(
            "responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}, \
             '404': {{description: none}}}}"
        );
        text += &format!(
            "  /p{index}:\n    get: {{operationId: {name}, tags: [{name}], {answers}}}\n    put: {{operationId: {name}_get, tags: \
             [{name}], {answers}}}\n"
        );
    }
    text += "components:\n  schemas:\n";
    for name in names {
        text += &format!("    {name}: {{type: object, properties: {{a: {{type: string}}}}}}\n");
    }
    text
}

#[test]
fn a_good_crate_comes_of_every_name() {
    let one = document(&["order"]);
    let crates = NAMES.iter().map(|name| (*name, one.clone()));
    let crates = crates.chain([
        ("tags", document(TAGS)),
        ("without-operations", document(&[])),
    ]);
    let mut made = Vec::new();
    for (name, text) in crates {
        let options = Options {
            runtime: Runtime::Path(tree::root().join("runtime").display().to_string()),
            ..Options::named(name)
        };
        let generated = from_bytes("t.yaml", text.as_bytes(), &options);
        let files = generated.files;
        let files = files.unwrap_or_else(|| panic!("{name}: {}", generated.linted.human));
        let manifest = files.iter().find(|it| it.path == "Cargo.toml");
        let manifest = &manifest.expect("a crate has a manifest").text;
        let package = manifest
            .lines()
            .find_map(|line| line.strip_prefix("name = "));
        let package = package.expect("it has a name").trim_matches('"').to_owned();
        made.push((package, files));
    }
    let packages: Vec<String> = made.iter().map(|(package, _)| package.clone()).collect();
    let distinct: BTreeSet<&String> = packages.iter().collect();
    assert_eq!(distinct.len(), packages.len(), "{packages:?}");
    let folder = workspace("packages", &packages);
    for (package, files) in &made {
        for file in files {
            let path = folder.join(package).join(&file.path);
            fs::create_dir_all(path.parent().expect("below the folder"))
                .expect("the folder is ours");
            fs::write(path, &file.text).expect("the folder is ours");
        }
    }
    // What Cargo finds in the folders, by its own word.
    let ended = cargo(&folder, &["metadata", "--no-deps", "--format-version", "1"]);
    let advice = "Names are made in generator/src/plan/package.rs and kept apart in generator/src/plan/prelude.rs.";
    ended.expect_success(advice);
    let metadata: serde_json::Value = serde_json::from_str(&ended.out).expect("Cargo writes JSON");
    let all = metadata["packages"].as_array().expect("a list of packages");
    assert_eq!(all.len(), packages.len());
    for package in all {
        let targets = package["targets"].as_array().expect("a list of targets");
        let kinds: Vec<_> = targets.iter().map(|it| it["kind"][0].as_str()).collect();
        assert_eq!(kinds, [Some("lib"), Some("test")], "{}", package["name"]);
    }
    cargo(
        &folder,
        &[
            "check",
            "--workspace",
            "--quiet",
            "--all-targets",
            "--features",
            "testing",
        ],
    )
    .expect_success(advice);
}
