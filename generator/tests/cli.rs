//! The command line: exit codes, and what goes to which stream. It is long because the verbs share their documents.

#[path = "cli/diff.rs"]
mod diff;
#[path = "cli/findings.rs"]
mod findings;
#[path = "cli/import_docs.rs"]
mod import_docs;
#[path = "cli/learn.rs"]
mod learn;
#[cfg(feature = "mock")]
#[path = "cli/mock.rs"]
mod mock;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const GOOD: &str = r#"{"openapi": "3.1.0", "x-error-envelope": {"code": "/code"}, "info": {"title": "Greetings", "version": "1"}, "paths": {"/hello": {"get": {
    "operationId": "sayHello", "x-error-codes": {"TOO_EARLY": {"status": 425, "retry": "transient", "description": "Not yet"}},
    "responses": {"204": {"description": "Said."}, "425": {"description": "Not yet."}}}}}}"#;

/// An operation without an id is repaired with a warning.
const REPAIRED: &str = r#"{"openapi": "3.1.0", "info": {"title": "Greetings", "version": "1"}, "paths": {"/hello": {"get": {
    "responses": {"204": {"description": "Said."}}}}}}"#;

fn run(arguments: &[&str], input: &str, folder: &Path) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_faultcode"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was built with this test");
    let mut stdin = child.stdin.take().expect("the stream is piped");
    // A verb that does not read its input may be gone before it is written.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

/// A folder that goes when its test ends.
struct Scratch(PathBuf);

impl std::ops::Deref for Scratch {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left is the operating system's to clean.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn scratch(name: &str) -> Scratch {
    // Outside of this repository, whose configuration would be found upwards.
    let own = format!("faultcode-cli-{}-{name}", std::process::id());
    let folder = std::env::temp_dir().join(own);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("the folder is this test's own");
    }
    std::fs::create_dir_all(&folder).expect("the folder is this test's own");
    Scratch(folder)
}

#[test]
fn a_scratch_folder_goes_with_its_test() {
    let folder = scratch("gone");
    let path = folder.to_path_buf();
    assert!(path.is_dir());
    drop(folder);
    assert!(!path.exists());
}

#[test]
fn verbs_end_as_documented() {
    let folder = scratch("codes");
    let rows: &[(&[&str], &str, i32, &str)] = &[
        (
            &["generate", "-", "--out", "a", "--name", "greetings"],
            GOOD,
            0,
            "1 operation",
        ),
        (
            &["check", "-", "--out", "a", "--name", "greetings"],
            GOOD,
            0,
            "up to date",
        ),
        (
            &["check", "-", "--out", "missing", "--name", "greetings"],
            GOOD,
            1,
            "+++ b/src/lib.rs",
        ),
        (
            &["generate", "-", "--out", "named", "--name", "Not A Name"],
            GOOD,
            0,
            "",
        ),
        (&["generate", "-", "--out", "a"], "{", 2, ""),
        (&["generate", "absent.yaml", "--out", "a"], "", 2, ""),
        (&["generate"], "", 2, ""),
        (
            &[
                "generate",
                "-",
                "--out",
                "j",
                "--name",
                "greetings",
                "--format",
                "json",
            ],
            GOOD,
            0,
            "\"operations\":1",
        ),
        (
            &[
                "generate",
                "-",
                "--out",
                "m",
                "--name",
                "greetings",
                "--module",
            ],
            GOOD,
            0,
            "1 operation",
        ),
        (
            &["generate", "-", "--out", "-", "--name", "greetings"],
            GOOD,
            0,
            "==> src/lib.rs <==",
        ),
        (
            &[
                "generate",
                "-",
                "--out",
                "s",
                "--name",
                "greetings",
                "--strict",
            ],
            REPAIRED,
            2,
            "",
        ),
        (&["lint", "-"], GOOD, 0, "0 errors"),
        (&["lint", "-"], REPAIRED, 0, "warning[missing-operation-id]"),
        (
            &["lint", "-", "--deny", "warnings"],
            REPAIRED,
            1,
            "warning[missing-operation-id]",
        ),
        (
            &[
                "lint",
                "-",
                "--deny",
                "warnings",
                "--allow",
                "missing-operation-id",
            ],
            REPAIRED,
            0,
            "0 warnings",
        ),
        (
            &["lint", "-", "--format", "json"],
            REPAIRED,
            0,
            "missing-operation-id",
        ),
        (
            &["lint", "-", "--format", "sarif"],
            REPAIRED,
            0,
            "\"2.1.0\"",
        ),
        (&["lint", "-"], "{", 2, "error["),
        (
            &["lint", "-", "--allow", "missing-operation-ids"],
            REPAIRED,
            2,
            "did you mean missing-operation-id?",
        ),
        (&["errors", "-", "--allow", "nosuchrule"], GOOD, 2, ""),
        (&["dump", "load", "-", "--allow", "nosuchrule"], GOOD, 2, ""),
        (
            &["generate", "-", "--out", "a", "--allow", "nosuchrule"],
            GOOD,
            2,
            "",
        ),
        (
            &["check", "-", "--out", "a", "--allow", "nosuchrule"],
            GOOD,
            2,
            "",
        ),
        (&["lint", "-", "--color", "always"], REPAIRED, 0, "\u{1b}["),
        (&["lint", "-", "--color", "sometimes"], REPAIRED, 2, ""),
        (&["errors", "-", "--client", "one"], GOOD, 2, ""),
        (&["lint", "absent.yaml"], "", 2, "error[unreadable-file]"),
        (&["errors", "-"], GOOD, 0, "TOO_EARLY  425"),
        (
            &["errors", "-", "--format", "md"],
            GOOD,
            0,
            "| `TOO_EARLY` | 425 | Not yet | transient |",
        ),
        (
            &["errors", "-", "--format", "html"],
            GOOD,
            0,
            "<code>TOO_EARLY</code>",
        ),
        (
            &["errors", "-", "--format", "json"],
            GOOD,
            0,
            "\"repeated\": \"yes\"",
        ),
        (&["errors", "-"], "{", 2, ""),
        (&["explain", "name-collision"], "", 0, "rustName"),
        (&["explain", "--list"], "", 0, "name-collision"),
        (&["explain", "name-colision"], "", 2, ""),
        (&["dump", "load", "-"], GOOD, 0, "operationId: sayHello"),
        (&["dump", "plan", "-"], GOOD, 0, "SAY_HELLO SayHelloError"),
        (&["dump", "load", "-"], "{", 2, ""),
        (&["packs"], "", 0, "@github"),
        (&["packs", "--format", "json"], "", 0, "\"byStatus\":"),
        (&["packs", "@github"], "", 0, "overlay: 1.0.0"),
        (&["packs", "gihub"], "", 2, ""),
        (&["lint", "-", "--overlay", "@gihub"], GOOD, 2, ""),
        (&["completions", "bash"], "", 0, "faultcode"),
        (&["nonsense"], "", 2, ""),
    ];
    for (arguments, input, code, shown) in rows {
        let output = run(arguments, input, &folder);
        let (out, err) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        assert_eq!(
            output.status.code(),
            Some(*code),
            "{arguments:?}\n{out}\n{err}"
        );
        assert!(out.contains(shown), "{arguments:?}\n{out}\n{err}");
        assert!(
            !out.is_empty() || !err.is_empty(),
            "{arguments:?} says nothing"
        );
    }
}

#[test]
fn a_configuration_above_names_the_clients() {
    let folder = scratch("config");
    let below = folder.join("deep/er");
    std::fs::create_dir_all(&below).expect("the folder is this test's own");
    std::fs::write(folder.join("api.json"), GOOD).expect("the folder is this test's own");
    let config = "clients:\n  - {spec: api.json, out: one, runtime: ../runtime}\n  - {name: two, spec: api.json, out: two, module: true}\n";
    std::fs::write(folder.join("faultcode.yaml"), config).expect("the folder is this test's own");
    assert_eq!(run(&["generate"], "", &below).status.code(), Some(0));
    assert_eq!(run(&["check"], "", &below).status.code(), Some(0));
    let manifest = std::fs::read_to_string(folder.join("one/Cargo.toml")).expect("it was written");
    assert!(
        manifest.contains("name = \"api\"") && manifest.contains("path = \"../../runtime\""),
        "{manifest}"
    );
    assert!(folder.join("two/mod.rs").exists() && !folder.join("two/Cargo.toml").exists());
    std::fs::write(folder.join("two/mod.rs"), "").expect("it was written");
    assert_eq!(
        run(&["check", "--name", "api"], "", &below).status.code(),
        Some(0)
    );
    assert_eq!(run(&["check"], "", &below).status.code(), Some(1));
}

#[test]
fn a_crate_and_a_module_hold_the_same_files() {
    let folder = scratch("forms");
    run(
        &["generate", "-", "--out", "a", "--name", "greetings"],
        GOOD,
        &folder,
    );
    run(
        &[
            "generate",
            "-",
            "--out",
            "m",
            "--name",
            "greetings",
            "--module",
        ],
        GOOD,
        &folder,
    );
    let mut compared = 0;
    for (of_crate, of_module) in [
        ("lib.rs", "mod.rs"),
        ("client.rs", "client.rs"),
        ("api.rs", "api.rs"),
        ("errors.rs", "errors.rs"),
        ("testing.rs", "testing.rs"),
        ("hello.rs", "hello.rs"),
        ("hello/say_hello.rs", "hello/say_hello.rs"),
    ] {
        let one = std::fs::read_to_string(folder.join("a/src").join(of_crate)).expect(of_crate);
        let other = std::fs::read_to_string(folder.join("m").join(of_module)).expect(of_module);
        // The list of modules alone asks for a feature: a crate has its own, a module that of the runtime.
        let other = other.replace(
            "\nfaultcode_runtime::with_testing! {\n    pub mod testing;\n}\n",
            "#[cfg(feature = \"testing\")]\npub mod testing;\n",
        );
        assert_eq!(one, other, "{of_crate}");
        compared += 1;
    }
    let listed =
        std::fs::read_to_string(folder.join("m/faultcode.manifest")).expect("it was written");
    assert_eq!(
        listed.lines().filter(|line| line.ends_with(".rs")).count(),
        compared
    );
}

#[test]
fn an_allowance_that_strict_overrules_is_told_from_one_that_nothing_needs() {
    let folder = scratch("overruled");
    let made = |arguments: &[&str]| {
        let all = ["generate", "-", "--out", "made"].iter().chain(arguments);
        let all: Vec<&str> = all.copied().collect();
        let ended = run(&all, REPAIRED, &folder);
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        (ended.status.code(), said)
    };
    let rule = "missing-operation-id";
    let (code, said) = made(&["--allow", rule]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains(rule), "{said}");
    let (code, said) = made(&["--strict", "--allow", rule]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains(&format!("error[{rule}]")), "{said}");
    assert!(said.contains("without effect"), "{said}");
    assert!(!said.contains("nothing breaks"), "{said}");
    let (code, said) = made(&["--allow", "null-value"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("nothing breaks the rule null-value"),
        "{said}"
    );
}

/// Names of files are the users' own; names of packages follow rules.
#[test]
fn a_package_is_named_after_its_document_as_far_as_that_can_be() {
    let folder = scratch("called");
    for (file, package) in [
        ("3d Prints.v2.json", "client-3d-prints-v2"),
        ("std.json", "std-client"),
        ("-_async.json", "async-client"),
    ] {
        std::fs::write(folder.join(file), GOOD).expect("the folder is this test's own");
        let document = format!("./{file}");
        let ended = run(&["generate", &document, "--out", package], "", &folder);
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(0), "{said}");
        // Nobody has given another name.
        assert!(!said.contains("bad-package-name"), "{said}");
        let manifest = folder.join(package).join("Cargo.toml");
        let manifest = std::fs::read_to_string(manifest).expect("it was written");
        assert!(
            manifest.contains(&format!("name = \"{package}\"")),
            "{manifest}"
        );
    }
    let ended = run(
        &["generate", "-", "--out", "own", "--name", "My API"],
        GOOD,
        &folder,
    );
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(0), "{said}");
    assert!(said.contains("it is called my-api"), "{said}");
}
