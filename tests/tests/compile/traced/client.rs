//! Cargo with the hostile client, and with a build script that generates it.

use std::fs;
use std::path::{Path, PathBuf};

use faultcode_tests::attacks::{canary, everywhere};
use faultcode_tests::cargo::{self, target, workspace};
use faultcode_tests::command::faultcode;
use faultcode_tests::strace::Allowed;
use faultcode_tests::tree;

use super::{SYSTEM, finish, never, paths, watched};

/// What Cargo and what it starts may open: the toolchain, the registry, the runtime, the target folder, and the client.
fn of_cargo(folder: &Path) -> Allowed {
    let home = PathBuf::from(std::env::var_os("HOME").expect("a home"));
    let of = |variable: &str, name: &str| {
        let given = std::env::var_os(variable).map(PathBuf::from);
        given.unwrap_or_else(|| home.join(name))
    };
    let (cargo, rustup) = (of("CARGO_HOME", ".cargo"), of("RUSTUP_HOME", ".rustup"));
    let sources = ["facts", "generator", "runtime", "Cargo.toml"].map(|it| tree::root().join(it));
    let mut allowed = Allowed {
        read: paths(SYSTEM),
        written: vec![
            target(),
            folder.to_owned(),
            "/dev/null".into(),
            "/dev/tty".into(),
        ],
        started: vec![cargo.join("bin"), rustup.join("toolchains"), target()],
        never: never(),
        ..Allowed::default()
    };
    allowed.read.extend(sources);
    // What Cargo reads of itself: its settings for git and TLS, whatever it is asked; and the processes' pipes for turns.
    allowed.read.extend(paths(&[
        "/etc/gitconfig",
        "/etc/ssl",
        "/usr/share/ca-certificates",
        "/sys/kernel/mm/transparent_hugepage",
    ]));
    allowed.read.push(home.join(".gitconfig"));
    // Where the target folder lies within a clone, Cargo asks git which files of a package are its own.
    allowed.read.push(tree::root().join(".git"));
    allowed.read.extend([cargo.clone(), rustup]);
    // Cargo locks its own caches.
    for lock in [
        ".package-cache",
        ".package-cache-mutate",
        ".global-cache",
        ".global-cache-journal",
    ] {
        allowed.written.push(cargo.join(lock));
    }
    // What links: the C compiler and its linker.
    for linker in ["cc", "gcc", "ld", "ld.bfd", "ld.lld", "collect2"] {
        allowed.started.extend([
            Path::new("/usr/bin").join(linker),
            Path::new("/bin").join(linker),
        ]);
    }
    let machine = format!("{}-linux-gnu", std::env::consts::ARCH);
    allowed
        .started
        .extend(paths(&["/usr/lib/gcc", "/usr/libexec/gcc"]));
    let compilers = fs::read_dir("/usr/bin")
        .expect("a folder")
        .flatten()
        .map(|it| it.path());
    allowed.started.extend(compilers.filter(|it| {
        let name = it
            .file_name()
            .and_then(|it| it.to_str())
            .unwrap_or_default();
        name.starts_with(&machine) || name.starts_with("gcc-") || name.starts_with("ld.")
    }));
    allowed
}

/// A step of Cargo under the trace, with its temporary files below the folder.
fn step(folder: &Path, arguments: &[&str], problems: &mut Vec<String>) {
    let temporary = folder.join("tmp");
    fs::create_dir_all(&temporary).expect("the folder is ours");
    let mut command = cargo::command(folder, arguments, "-D warnings");
    command.env("TMPDIR", &temporary);
    let (ended, breaches) = watched(&command, &folder.join("log"), &of_cargo(folder));
    problems.extend(breaches);
    let short: String = ended
        .err
        .chars()
        .rev()
        .take(6_000)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    if !ended.success {
        problems.push(format!(
            "cargo {} fails:\n{}\n{short}",
            ended.command, ended.out
        ));
    }
    if canary().exists() {
        problems.push(format!(
            "cargo {} writes {}",
            ended.command,
            canary().display()
        ));
    }
    if ended.command.starts_with("test") {
        let docs = ended.out.lines().rfind(|it| it.starts_with("running "));
        if docs != Some("running 0 tests") {
            problems.push(format!("tests of documentation: {docs:?}"));
        }
    }
}

#[test]
#[ignore = "needs strace and minutes: .ci/slow has both"]
fn the_client_is_checked_tested_and_documented_without_reaching_out() {
    let name = "hostile-everywhere";
    let folder = workspace("traced-client", &[name.to_owned()]);
    let _ = fs::remove_file(canary());
    fs::write(folder.join("everywhere.json"), everywhere().text).expect("the folder is ours");
    let made = faultcode(&folder)
        .args(["generate", "everywhere.json", "--out", name, "--name", name])
        .output();
    let made = made.expect("the command");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    // Tests of documentation are turned on: the texts have to be inert by themselves.
    let manifest = folder.join(name).join("Cargo.toml");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    fs::write(
        &manifest,
        text.replace("\ndoctest = false\n", "\ndoctest = true\n"),
    )
    .expect("ours");
    let mut problems = Vec::new();
    step(
        &folder,
        &["clippy", "--all-features", "--", "-D", "warnings"],
        &mut problems,
    );
    step(&folder, &["test", "--features", "testing"], &mut problems);
    step(&folder, &["doc", "--no-deps"], &mut problems);
    problems.extend(markup(&target().join("doc").join(name.replace('-', "_"))));
    finish(&problems);
}

/// Markup that the pages of the documentation hold although a text made it.
fn markup(pages: &Path) -> Vec<String> {
    let files = tree::files(pages);
    let mut found = Vec::new();
    let mut count = 0;
    for page in files.iter().filter(|it| it.ends_with(".html")) {
        count += 1;
        let text = fs::read_to_string(pages.join(page)).expect("it was listed");
        for markup in [
            "<script>alert",
            "<img src=\"x\"",
            "<img src=x",
            "href=\"javascript:",
            "href=javascript:",
            "<style>@import",
            "href=\"data:",
        ] {
            if text.contains(markup) {
                found.push(format!("{page} holds {markup}"));
            }
        }
    }
    assert!(count > 100, "{count} pages");
    found
}

/// The library in a build script: first with a document that is none of an attack, so that what is compiled is there.
#[test]
#[ignore = "needs strace and minutes: .ci/slow has both"]
fn a_build_script_opens_its_document_and_writes_its_output() {
    let name = "traced-script";
    let folder = workspace(name, &["script".to_owned()]);
    let _ = fs::remove_file(canary());
    let own = folder.join("script");
    let clone = tree::root();
    let clone = clone.to_str().expect("UTF-8");
    fs::create_dir_all(own.join("src")).expect("ours");
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         faultcode-runtime = {{ path = \"{clone}/runtime\", features = [\"decimal\", \"jiff\", \"webhooks\"] }}\n\n\
         [build-dependencies]\nfaultcode = {{ path = \"{clone}/generator\", default-features = false }}\n"
    );
    fs::write(own.join("Cargo.toml"), manifest).expect("ours");
    let script = "fn main() -> Result<(), Box<dyn std::error::Error>> {\n    faultcode::Builder::new(\"api.json\").compile(\"api\")\n}\n";
    fs::write(own.join("build.rs"), script).expect("ours");
    fs::write(
        own.join("src/lib.rs"),
        "faultcode_runtime::include_client!(\"api\");\n",
    )
    .expect("ours");
    let innocent = r#"{"openapi": "3.1.0", "info": {"title": "a", "version": "1"}, "paths": {}}"#;
    fs::write(own.join("api.json"), innocent).expect("ours");
    cargo::cargo(&folder, &["check", "--quiet"])
        .expect_success("a build script with an empty document");
    fs::write(own.join("api.json"), everywhere().text).expect("ours");
    let mut problems = Vec::new();
    step(&folder, &["check", "-vv"], &mut problems);
    // What Cargo was told by the script.
    let out = fs::read_dir(target().join("debug/build"))
        .expect("a folder")
        .flatten();
    let said = out
        .map(|it| it.path().join("output"))
        .filter(|it| it.to_string_lossy().contains(name));
    let said: Vec<String> = said.filter_map(|it| fs::read_to_string(it).ok()).collect();
    assert!(!said.is_empty(), "the script said nothing");
    for line in said.iter().flat_map(|it| it.lines()) {
        let known = [
            "cargo:rerun-if-changed=",
            "cargo::rerun-if-changed=",
            "cargo:warning=",
            "cargo::warning=",
        ];
        let ours = known.iter().any(|it| line.starts_with(it))
            && !line.contains("passwd")
            && !line.contains("PWNED");
        if !ours {
            problems.push(format!("the script says {line:?}"));
        }
    }
    finish(&problems);
}
