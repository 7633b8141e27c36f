//! The checked-in clients are what is generated, by whichever door, and nothing else on disk is touched.

#[path = "golden/machine.rs"]
mod machine;
#[path = "golden/one_hash.rs"]
mod one_hash;
#[path = "golden/outdated.rs"]
mod outdated;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use faultcode::internals::config;
use faultcode::internals::diagnostics::Diagnostics;
use faultcode::internals::load::Loader;
use faultcode::{Builder, File, Form, Options};
use faultcode_tests::cargo::{Ended, fresh, target};
use faultcode_tests::generate::{self, CLIENTS};
use faultcode_tests::{again, snapshot, tree};

/// The program, built once with the profile of this test.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        // The test of the command line needs the program, and `cargo test --workspace` has built both, with these features.
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .current_dir(tree::root())
            .args([
                "test",
                "--workspace",
                "--no-run",
                "--quiet",
                "--offline",
                "--test",
                "cli",
            ])
            .env("CARGO_TARGET_DIR", target());
        let output = command.output().expect("cargo can be started");
        Ended::of(&command, &output)
            .expect_success("The program has to build before its output can be compared.");
        target()
            .join("debug")
            .join(format!("faultcode{}", std::env::consts::EXE_SUFFIX))
    })
}

/// Runs the program in a folder; its exit code, standard output and standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(program())
        .current_dir(folder)
        .args(arguments)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program can be started");
    let ended = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().expect("the program ends by itself");
    (code, ended(&output.stdout), ended(&output.stderr))
}

fn spec(name: &str) -> String {
    let path = tree::root().join(format!("specs/{name}.yaml"));
    path.to_str()
        .expect("the repository has a UTF-8 path")
        .to_owned()
}

/// Fails unless a folder holds exactly these files.
#[track_caller]
fn assert_holds(folder: &Path, files: &[File]) {
    let there: BTreeSet<String> = tree::files(folder).into_iter().collect();
    let wanted: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
    assert_eq!(there, wanted, "the files of {}", folder.display());
    for file in files {
        let found = fs::read(folder.join(&file.path)).expect("it was listed");
        if found != file.text.as_bytes() {
            let first = snapshot::first_difference(&found, file.text.as_bytes());
            panic!("{}: {first}", file.path);
        }
    }
}

#[test]
fn the_checked_in_clients_are_what_is_generated() {
    let mut problems = Vec::new();
    for name in CLIENTS {
        let folder = tree::root().join("generated-example").join(name);
        let files = generate::client(name);
        for file in &files {
            let shown = format!("generated-example/{name}/{}", file.path);
            let expected = file.text.as_bytes();
            problems.extend(snapshot::compare(
                &folder.join(&file.path),
                &shown,
                expected,
                true,
            ));
        }
        for path in tree::files(&folder) {
            // A build inside the folder leaves its own files.
            let built = path.starts_with("target/") || path == "Cargo.lock";
            if !built && files.iter().all(|file| file.path != path) {
                fs::remove_file(folder.join(&path)).expect("the file can be removed");
                problems.push(format!(
                    "generated-example/{name}/{path} is not generated any more (removed)"
                ));
            }
        }
    }
    snapshot::finish(
        &problems,
        "The files hold now what is generated. Read the difference, and commit it if it is meant.",
    );
}

#[test]
fn the_configuration_names_the_same_clients() {
    let path = tree::root().join(config::FILE_NAME);
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    let config = config::read(&path, &mut loader, &mut diag).expect("a usable configuration");
    assert!(diag.take().is_empty());
    let names: Vec<_> = config
        .clients
        .iter()
        .filter_map(|client| client.out.file_name()?.to_str())
        .collect();
    assert_eq!(
        names, CLIENTS,
        "faultcode.yaml and tests/src/generate.rs list the clients"
    );
}

#[test]
fn the_program_writes_what_the_library_gives_once() {
    let folder = fresh("golden/program");
    // Two levels deep like generated-example/, so that the way to the runtime reads the same.
    let (specs, runtime) = (tree::root().join("specs"), folder.join("runtime"));
    fs::create_dir(&runtime).expect("the folder is ours");
    for name in CLIENTS {
        let spec = specs.join(format!("{name}.yaml"));
        let (out, spec) = (format!("out/{name}"), spec.to_str().expect("UTF-8"));
        let arguments = [
            "generate",
            spec,
            "--out",
            &out,
            "--runtime",
            "./runtime",
            "--format",
            "json",
        ];
        let (code, _, err) = run(&folder, &arguments);
        assert_eq!(code, 0, "{err}");
        let expected = generate::of_spec(name, &generate::options(name));
        assert_holds(&folder.join(&out), &expected);
        let (code, summary, _) = run(&folder, &arguments);
        assert_eq!(code, 0);
        assert!(
            summary.contains("\"written\":[]") && summary.contains("\"removed\":[]"),
            "{summary}"
        );
        let (code, shown, _) = run(
            &folder,
            &["check", spec, "--out", &out, "--runtime", "./runtime"],
        );
        assert_eq!(code, 0, "{shown}");
    }
}

#[test]
fn a_build_script_writes_what_the_program_writes_as_a_module() {
    for name in CLIENTS {
        let folder = fresh(&format!("golden/module-{name}"));
        let output = again::command(module_path!(), "build_script")
            .env("OUT_DIR", &folder)
            .env("FAULTCODE_TESTS_SPEC", spec(name))
            .env("FAULTCODE_TESTS_NAME", name)
            .output()
            .expect("the test can be started");
        let out = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{out}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(
            out.contains(&format!("cargo:rerun-if-changed={}", spec(name))),
            "{out}"
        );

        let module = name.replace('-', "_");
        let options = Options {
            form: Form::Module,
            ..Options::named(*name)
        };
        let made = generate::from_file(Path::new(&spec(name)), &options);
        let files = made.files.expect("the document is sound");
        assert_holds(&folder.join(&module), &files);
        let out = folder.join("program");
        let out = out.to_str().expect("UTF-8");
        let (code, _, err) = run(
            &folder,
            &["generate", &spec(name), "--out", out, "--module"],
        );
        assert_eq!(code, 0, "{err}");
        assert_holds(Path::new(out), &files);
    }
}

/// What a build script does. `OUT_DIR` belongs to a process, so this runs in one of its own.
#[test]
#[ignore = "a_build_script_writes_what_the_program_writes_as_a_module starts it"]
fn build_script() {
    let spec = std::env::var("FAULTCODE_TESTS_SPEC").expect("the starting test sets it");
    let name = std::env::var("FAULTCODE_TESTS_NAME").expect("the starting test sets it");
    Builder::new(spec)
        .compile(&name)
        .expect("the document is sound");
}

/// A folder with a generated client, the arguments that made it, and the path of the client.
fn written(name: &str) -> (PathBuf, Vec<String>, PathBuf) {
    let folder = fresh(name);
    let arguments = [&spec("getbill"), "--out", "client", "--name", "getbill"];
    let arguments: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
    let (code, _, err) = run(&folder, &with("generate", &arguments, &[]));
    assert_eq!(code, 0, "{err}");
    let client = folder.join("client");
    (folder, arguments, client)
}

fn with<'a>(verb: &'a str, arguments: &'a [String], more: &[&'a str]) -> Vec<&'a str> {
    let given = arguments.iter().map(String::as_str);
    std::iter::once(verb)
        .chain(given)
        .chain(more.iter().copied())
        .collect()
}

#[test]
fn check_shows_the_line_of_one_changed_byte() {
    let (folder, arguments, client) = written("golden/changed");
    let path = client.join("src/lib.rs");
    let text = fs::read_to_string(&path).expect("it was written");
    let changed = text.replacen("pub mod errors;", "pub mod Errors;", 1);
    assert_ne!(text, changed);
    fs::write(&path, &changed).expect("the folder is ours");
    let (code, shown, _) = run(&folder, &with("check", &arguments, &[]));
    assert_eq!(code, 1);
    assert!(shown.contains("src/lib.rs"), "{shown}");
    assert!(
        shown.contains("\n-pub mod Errors;\n") && shown.contains("\n+pub mod errors;\n"),
        "{shown}"
    );
    assert_eq!(
        fs::read_to_string(&path).expect("still there"),
        changed,
        "check writes nothing"
    );
}

#[test]
fn check_shows_a_missing_and_a_left_over_file() {
    let (folder, arguments, client) = written("golden/missing");
    fs::remove_file(client.join("src/errors.rs")).expect("it was written");
    let (code, shown, _) = run(&folder, &with("check", &arguments, &[]));
    assert_eq!(code, 1);
    assert!(shown.contains("src/errors.rs"), "{shown}");
    let (_, arguments, client) = written("golden/left-over");
    let folder = client.parent().expect("it lies in a folder");
    let tags = tags(&client);
    let exclude = tags.first().expect("the document has tags");
    let (code, shown, _) = run(folder, &with("check", &arguments, &["--exclude", exclude]));
    assert_eq!(code, 1);
    assert!(shown.contains(&format!("src/{exclude}.rs")), "{shown}");
}

/// The tags of the client, as the names of their modules.
fn tags(client: &Path) -> Vec<String> {
    let files = tree::files(client).into_iter();
    let folders = files.filter_map(|path| {
        let (folder, _) = path.strip_prefix("src/")?.split_once('/')?;
        (folder != "types").then(|| folder.to_owned())
    });
    folders.collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn bad_input_writes_nothing() {
    let (folder, _, client) = written("golden/bad-input");
    let before = snapshot_of(&client);
    let bad = tree::root().join("tests/ui/duplicate-key/method.yaml");
    let bad = bad.to_str().expect("UTF-8");
    for out in ["client", "new"] {
        let (code, _, err) = run(
            &folder,
            &["generate", bad, "--out", out, "--name", "getbill"],
        );
        assert_eq!(code, 2);
        assert!(err.contains("error[duplicate-key]"), "{err}");
        let (code, _, _) = run(&folder, &["check", bad, "--out", out, "--name", "getbill"]);
        assert_eq!(code, 2);
    }
    assert_eq!(snapshot_of(&client), before);
    assert_eq!(
        tree::files(&folder).len(),
        before.len(),
        "nothing was made beside the client"
    );
}

fn snapshot_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = tree::files(folder).into_iter();
    files
        .map(|path| {
            let bytes = fs::read(folder.join(&path)).expect("it was listed");
            (path, bytes)
        })
        .collect()
}

#[test]
fn foreign_files_stay() {
    let (folder, arguments, client) = written("golden/foreign");
    let tags = tags(&client);
    let tag = tags.first().expect("the document has tags");
    let foreign = [
        format!("src/{tag}/mine.rs"),
        "notes.txt".to_owned(),
        "src/types/extra.rs".to_owned(),
    ];
    for path in &foreign {
        fs::write(client.join(path), "mine\n").expect("the folder is ours");
    }
    let (code, _, err) = run(&folder, &with("generate", &arguments, &["--exclude", tag]));
    assert_eq!(code, 0, "{err}");
    assert!(
        !client.join(format!("src/{tag}.rs")).exists(),
        "a file of ours that is no longer generated goes"
    );
    for path in &foreign {
        assert_eq!(
            fs::read_to_string(client.join(path)).ok().as_deref(),
            Some("mine\n"),
            "{path}"
        );
    }
}

#[test]
fn a_foreign_file_in_the_way_is_not_overwritten() {
    let folder = fresh("golden/in-the-way");
    fs::create_dir_all(folder.join("client/src")).expect("the folder is ours");
    fs::write(folder.join("client/src/lib.rs"), "// mine\n").expect("the folder is ours");
    let (code, _, err) = run(&folder, &["generate", &spec("getbill"), "--out", "client"]);
    assert_eq!(code, 2);
    assert!(err.contains("src/lib.rs"), "{err}");
    assert_eq!(tree::files(&folder), ["client/src/lib.rs"]);
    assert_eq!(
        fs::read_to_string(folder.join("client/src/lib.rs"))
            .ok()
            .as_deref(),
        Some("// mine\n")
    );
}
