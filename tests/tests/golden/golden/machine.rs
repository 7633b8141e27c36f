//! The machine that a build script runs on: what it says of itself is in no file, and next to nothing of it is needed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use faultcode::{Builder, Form, Options};
use faultcode_tests::cargo::fresh;
use faultcode_tests::{again, generate, tree};

use super::{assert_holds, spec};

/// What a machine says of itself reaches no file: its language, its clock, its user, where it stands, how many threads it has.
#[test]
fn the_output_is_the_same_whatever_the_machine_says() {
    let rows: [&[(&str, &str)]; 5] = [
        &[],
        &[
            ("LC_ALL", "tr_TR.UTF-8"),
            ("LANG", "tr_TR.UTF-8"),
            ("TZ", "Pacific/Chatham"),
        ],
        &[
            ("HOME", "/nowhere"),
            ("USER", "somebody"),
            ("HOSTNAME", "elsewhere"),
            ("TZ", "UTC"),
        ],
        &[("RAYON_NUM_THREADS", "1"), ("SOURCE_DATE_EPOCH", "0")],
        &[("RAYON_NUM_THREADS", "32")],
    ];
    let options = Options {
        form: Form::Module,
        ..Options::named("getbill")
    };
    let document = spec("getbill");
    let made = generate::from_file(Path::new(&document), &options);
    let files = made.files.expect("the document is sound");
    for (number, variables) in rows.iter().enumerate() {
        let folder = fresh(&format!("golden/machine-{number}"));
        let out = folder.join("out");
        fs::create_dir(&out).expect("the folder is ours");
        fs::copy(&document, folder.join("getbill.yaml")).expect("the folder is ours");
        let output = again::command(module_path!(), "build_script_of_one_file")
            .current_dir(&folder)
            .env("OUT_DIR", &out)
            .envs(variables.iter().copied())
            .output()
            .expect("the test can be started");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{variables:?}: {said}");
        assert_holds(&out.join("getbill"), &files);
    }
}

/// What such a build script does.
#[test]
#[ignore = "the_output_is_the_same_whatever_the_machine_says starts it"]
fn build_script_of_one_file() {
    Builder::new("getbill.yaml")
        .compile("getbill")
        .expect("the document is sound");
}

/// A build script with next to nothing around it: no variable but the one of Cargo's, and sources that nobody may write.
#[cfg(unix)]
#[test]
fn a_build_script_needs_its_files_alone_and_says_which() {
    use std::os::unix::fs::PermissionsExt as _;

    let sources = [
        (
            "api.yaml",
            "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\nservers: [{url: 'https://shop.example'}]\npaths:\n  /orders:\n    \
             get:\n      operationId: listOrders\n      responses: {'200': {description: ok, content: {application/json: {schema: \
             {$ref: 'parts/order.yaml#/Order'}}}}}\n",
        ),
        (
            "overlay.yaml",
            "overlay: 1.0.0\ninfo: {title: Shop, version: '1'}\nactions: [{target: '$.info', update: {description: Orders.}}]\n",
        ),
        (
            "parts/order.yaml",
            "Order: {type: object, properties: {id: {type: string}}}\n",
        ),
    ];
    let folder = fresh("golden/bare");
    let (from, out) = (folder.join("from"), folder.join("out"));
    fs::create_dir_all(from.join("parts")).expect("the folder is ours");
    fs::create_dir(&out).expect("the folder is ours");
    for (name, text) in sources {
        fs::write(from.join(name), text).expect("the folder is ours");
    }
    let rights = |mode: u32| {
        for name in ["parts", ""] {
            let rights = fs::Permissions::from_mode(mode);
            fs::set_permissions(from.join(name), rights).expect("the folder is ours");
        }
    };
    rights(0o555);
    let output = again::command(module_path!(), "build_script_of_several_files")
        .env_clear()
        .env("OUT_DIR", &out)
        .current_dir(&from)
        .output()
        .expect("the test can be started");
    rights(0o755);
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{errors}");
    let announced = said
        .lines()
        .filter_map(|line| line.split_once("cargo:rerun-if-changed="))
        .map(|(_, path)| fs::canonicalize(from.join(path)).expect("it is there"));
    let announced: BTreeSet<PathBuf> = announced.collect();
    let read = sources.map(|(name, _)| fs::canonicalize(from.join(name)).expect("it is there"));
    assert_eq!(announced, BTreeSet::from(read));
    let names: Vec<&str> = sources.iter().map(|(name, _)| *name).collect();
    assert_eq!(tree::files(&from), names, "nothing is written there");
    assert!(out.join("shop.rs").exists() && out.join("shop/mod.rs").exists());
}

/// What such a build script does.
#[test]
#[ignore = "a_build_script_needs_its_files_alone_and_says_which starts it"]
fn build_script_of_several_files() {
    Builder::new("api.yaml")
        .overlay("overlay.yaml")
        .file("parts")
        .compile("shop")
        .expect("the document is sound");
}
