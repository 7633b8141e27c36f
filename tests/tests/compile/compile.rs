//! Generated crates under the compiler, clippy and rustdoc, with warnings denied; and programs that must not compile.

use std::fs;

use faultcode_tests::cargo::{cargo, workspace};
use faultcode_tests::generate::CLIENTS;
use faultcode_tests::tree;

const ADVICE: &str = "Correct what the generator emits (generator/src/emit) or the runtime's macros; the files below \
                      generated-example/ are written by `UPDATE=1 cargo test -p faultcode-tests golden::`.";

/// A Cargo command on the five clients.
#[track_caller]
fn clients(before: &[&str], after: &[&str]) -> String {
    let packages = CLIENTS.iter().flat_map(|name| ["-p", name]);
    let arguments: Vec<&str> = before
        .iter()
        .copied()
        .chain(packages)
        .chain(after.iter().copied())
        .collect();
    let ended = cargo(&tree::root(), &arguments);
    ended.expect_success(ADVICE);
    ended.out
}

#[test]
fn clients_compile_without_a_warning() {
    for features in ["", "testing", "serde"] {
        clients(&["check", "--quiet"], &["--features", features]);
    }
    clients(&["check", "--quiet"], &["--no-default-features"]);
}

#[test]
fn clippy_finds_nothing() {
    clients(
        &["clippy", "--quiet"],
        &[
            "--features",
            "testing,serde",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ],
    );
}

#[test]
fn documentation_builds_without_a_warning() {
    clients(
        &["doc", "--quiet", "--no-deps"],
        &["--features", "testing,serde"],
    );
}

/// `cargo test --workspace` runs the tests that a client brings. What it does not show is what else would run: nothing.
#[test]
fn clients_bring_their_tests_and_run_no_documentation() {
    for name in CLIENTS {
        let folder = tree::root().join("generated-example").join(name);
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest");
        let tests = "[[test]]\nname = \"errors\"\nrequired-features = [\"testing\"]\n";
        assert!(manifest.contains("\ndoctest = false\n"), "{name}");
        assert!(manifest.contains(tests), "{name}");
        assert_eq!(tree::files(&folder.join("tests")), ["errors.rs"], "{name}");
    }
}

/// Programs that must not compile: what is wrong, the code of the error, the body of a function.
const MISUSE: &[(&str, &str, &str)] = &[
    (
        "a body without a required field",
        "E0061",
        "let _ = sessions::input::Renewal::new();",
    ),
    (
        "a body as a struct expression, which a new field would break",
        "E0639",
        "let _ = sessions::input::Event { ..unimplemented!() };",
    ),
    (
        "a match that a new code would break",
        "E0004",
        "let error: sessions::sessions::GetSessionError = unimplemented!();
         match error { sessions::sessions::GetSessionError::SessionNotFound(_) => {} }",
    ),
    (
        "a look inside what this version does not know",
        "E0532",
        "if let sessions::sessions::GetSessionError::Unrecognized(sessions::Unrecognized(_)) = unimplemented!() {}",
    ),
    (
        "a fake that refuses with an error of another endpoint",
        "E0271",
        "let (_, fake, _) = sessions::testing::client();
         fake.fail(&sessions::sessions::CREATE_SESSION, sessions::sessions::GetSessionError::SessionNotFound);",
    ),
    (
        "a fake that refuses with an error that the endpoint does not declare",
        "E0599",
        "let (_, fake, _) = sessions::testing::client();
         fake.fail(&sessions::sessions::CREATE_SESSION, sessions::sessions::CreateSessionError::NoSuchCode);",
    ),
    (
        "a secret on a terminal",
        "E0277",
        "println!(\"{}\", sessions::Secret::<String>::from(String::new()));",
    ),
];

#[test]
fn misuse_does_not_compile() {
    let folder = workspace("misuse", &["program".to_owned()]);
    let root = tree::root();
    let path = |below: &str| root.join(below).to_str().expect("UTF-8").to_owned();
    let manifest = format!(
        "[package]\nname = \"program\"\nedition = \"2024\"\n\n[dependencies]\n\
         sessions = {{ path = {:?}, features = [\"testing\"] }}\n",
        path("generated-example/sessions"),
    );
    let program = folder.join("program");
    fs::create_dir_all(program.join("src")).expect("the folder is ours");
    fs::write(program.join("Cargo.toml"), manifest).expect("the folder is ours");
    let file = program.join("src/main.rs");
    fs::write(&file, "fn main() {}\n").expect("the folder is ours");
    cargo(&folder, &["check", "--quiet"])
        .expect_success("A program without misuse has to compile.");
    for (what, code, body) in MISUSE {
        fs::write(
            &file,
            format!("#![allow(unused, unreachable_code)]\nfn main() {{\n{body}\n}}\n"),
        )
        .expect("ours");
        let ended = cargo(&folder, &["check", "--quiet", "--message-format", "short"]);
        assert!(!ended.success, "{what} compiles");
        let found = ended.err.matches("error[").count();
        assert!(
            ended.err.contains(&format!("error[{code}]")) && found == 1,
            "{what} should give {code} and nothing else:\n{}",
            ended.err
        );
    }
}
