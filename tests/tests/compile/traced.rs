//! A document with a hostile text in every place, under strace: what the command, a build script, and Cargo with the client open,
//! start and connect to.
//!
//! That takes minutes and strace, so `.ci/slow` runs it. What may be opened is listed, what may not even be looked for too.

#[path = "traced/client.rs"]
mod client;
#[path = "traced/items.rs"]
mod items;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use self::items::foreign_items;
use faultcode_tests::attacks::{self, canary, everywhere, quoted};
use faultcode_tests::cargo::{self, Ended};
use faultcode_tests::command::faultcode;
use faultcode_tests::strace::{Allowed, asked, tracing};
use faultcode_tests::{aloud, raw, tree};

/// What every program of this machine opens when it starts: the C library, and what says how many processors there are.
const SYSTEM: &[&str] = &[
    "/dev/null",
    "/dev/urandom",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/ld.so.preload",
    "/etc/locale.alias",
    "/lib",
    "/lib64",
    "/proc/cpuinfo",
    "/proc/filesystems",
    "/proc/meminfo",
    "/proc/sys/kernel/hostname",
    "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system",
    "/sys/fs/cgroup",
    "/usr/lib",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/share/locale",
];

/// What the texts name: no program has a reason to look for it.
fn never() -> Vec<PathBuf> {
    let mut never: Vec<PathBuf> = [
        "/etc/passwd",
        "/etc/hostname",
        "/etc/shadow",
        "/etc/hosts",
        "/etc/resolv.conf",
    ]
    .iter()
    .map(PathBuf::from)
    .collect();
    never.push(canary());
    never
}

fn paths(all: &[&str]) -> Vec<PathBuf> {
    all.iter().map(PathBuf::from).collect()
}

/// The command's: it reads the system and what it is given, and writes where it is told.
fn of_command(folder: &Path, written: &[&str]) -> Allowed {
    let mut read = paths(SYSTEM);
    read.push(folder.to_owned());
    // By default, the manifest of a client names the runtime of the clone.
    read.push(tree::root().join("runtime/Cargo.toml"));
    Allowed {
        read,
        written: written.iter().map(|it| folder.join(it)).collect(),
        // An output is written beside its place, and takes it.
        begun: written
            .iter()
            .map(|it| {
                folder
                    .join(format!(".{it}.faultcode-"))
                    .display()
                    .to_string()
            })
            .collect(),
        started: vec![faultcode_tests::command::program().to_owned()],
        never: never(),
        listens: false,
    }
}

/// Runs a command under the trace, and says what it asked for that it may not.
fn watched(command: &Command, log: &Path, allowed: &Allowed) -> (Ended, Vec<String>) {
    let mut traced = tracing(command, log);
    let output = traced.output().expect("strace, which .ci/slow installs");
    let ended = Ended::of(command, &output);
    let folder = command.get_current_dir().expect("a folder");
    let asked = asked(log, folder);
    aloud(&format!(
        "traced: {} calls of {}",
        asked.len(),
        ended.command
    ));
    (ended, allowed.breaches(&asked))
}

fn finish(problems: &[String]) {
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(!canary().exists(), "{} was written", canary().display());
}

/// A folder with the document, and files beside and above it that no run may open.
fn project(name: &str) -> PathBuf {
    let _ = fs::remove_file(canary());
    let folder = cargo::fresh(name);
    fs::write(folder.join("everywhere.json"), everywhere().text).expect("the folder is ours");
    folder
}

/// Programs that do what none may: each is told of.
#[test]
#[ignore = "needs strace: .ci/slow installs it"]
fn a_trace_tells_of_what_is_opened_started_and_connected_to() {
    let folder = cargo::fresh("traced-self");
    let log = folder.join("log");
    fs::write(folder.join("beside"), "x").expect("the folder is ours");
    let shell = |script: &str| {
        let mut command = Command::new("/bin/bash");
        command.current_dir(&folder).args(["-c", script]);
        command
    };
    let allowed = Allowed {
        read: paths(SYSTEM),
        started: paths(&["/bin/bash", "/usr/bin/bash"]),
        never: never(),
        ..Allowed::default()
    };
    let canary = canary().display().to_string();
    for (script, expected) in [
        ("read x < /etc/passwd".to_owned(), "looked for"),
        ("read x < beside".to_owned(), "read"),
        (format!("[ -e {canary} ]"), "looked for"),
        ("echo x > file".to_owned(), "written"),
        ("/bin/true".to_owned(), "started"),
        ("(exec /bin/cat /dev/null)".to_owned(), "started"),
        ("exec 3<>/dev/tcp/127.0.0.1/9".to_owned(), "a socket"),
        ("exec 3<>/dev/udp/169.254.169.254/9".to_owned(), "a socket"),
    ] {
        let (_, breaches) = watched(&shell(&script), &log, &allowed);
        let told = breaches.iter().any(|it| it.starts_with(expected));
        assert!(told, "{script}: {breaches:#?}");
    }
    let (_, breaches) = watched(&shell("x=1"), &log, &allowed);
    let unknown: Vec<_> = breaches
        .iter()
        .filter(|it| !it.contains("/dev/tty"))
        .collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// Every verb that reads a document, a page or traffic.
#[test]
#[ignore = "needs strace and minutes: .ci/slow has both"]
fn verbs_open_what_they_are_given_and_nothing_else() {
    let folder = project("traced-verbs");
    let log = folder.join("log");
    let text = String::from_utf8(everywhere().text).expect("JSON is UTF-8");
    fs::write(
        folder.join("old.json"),
        text.replace("COPY", "0")
            .replace("\"other\"", "\"another\""),
    )
    .expect("ours");
    // A page with a NUL is refused.
    let all = attacks::every_text().into_iter();
    let all: Vec<String> = all.map(|it| it.replace('\0', " ")).collect();
    let rows: Vec<String> = all
        .iter()
        .map(|it| format!("<tr><td>{it}<td>409<td>{it}</tr>"))
        .collect();
    let page = format!(
        "<h1>Errors</h1><table><tr><th>Code<th>Status<th>Meaning</tr>{}</table>",
        rows.join("\n")
    );
    fs::write(folder.join("errors.html"), page).expect("ours");
    fs::write(folder.join("errors.md"), all.join("\n\n")).expect("ours");
    fs::write(folder.join("traffic.har"), traffic(&all)).expect("ours");
    fs::write(
        folder.join("faultcode.yaml"),
        "clients:\n  - {spec: everywhere.json, out: out, name: hostile}\n",
    )
    .expect("ours");
    let mut problems = Vec::new();
    for (arguments, written, ends) in [
        (&["generate"][..], &["out"][..], 0),
        (&["check"], &[], 0),
        (&["lint", "everywhere.json"], &[], 0),
        (&["lint", "everywhere.json", "--strict"], &[], 1),
        (&["lint", "everywhere.json", "--format", "sarif"], &[], 0),
        (&["errors", "everywhere.json", "--format", "html"], &[], 0),
        (&["errors", "everywhere.json", "--format", "json"], &[], 0),
        (&["diff", "old.json", "everywhere.json"], &[], 1),
        (
            &[
                "diff",
                "everywhere.json",
                "everywhere.json",
                "--format",
                "markdown",
            ],
            &[],
            0,
        ),
        (&["dump", "load", "everywhere.json"], &[], 0),
        (
            &[
                "import-docs",
                "errors.html",
                "errors.md",
                "--spec",
                "everywhere.json",
                "--out",
                "draft.yaml",
            ],
            &["draft.yaml"],
            0,
        ),
        (
            &[
                "learn",
                "traffic.har",
                "--spec",
                "everywhere.json",
                "--out",
                "learned.yaml",
            ],
            &["learned.yaml"],
            0,
        ),
    ] {
        let mut command = faultcode(&folder);
        command.args(arguments);
        let mut traced = tracing(&command, &log);
        let output = traced.output().expect("strace, which .ci/slow installs");
        let ended = Ended::of(&command, &output);
        let asked = asked(&log, &folder);
        let allowed = of_command(&folder, written);
        problems.extend(allowed.breaches(&asked));
        aloud(&format!(
            "traced: {} calls of faultcode {}",
            asked.len(),
            ended.command
        ));
        let code = output.status.code();
        let short = |text: &str| text.chars().take(2_000).collect::<String>();
        if code != Some(ends) {
            problems.push(format!(
                "{}: ends with {code:?}\n{}\n{}",
                ended.command,
                short(&ended.out),
                short(&ended.err)
            ));
        }
        for said in [&ended.out, &ended.err] {
            if let Some(sign) = said
                .chars()
                .find(|it| attacks::is_hidden(*it) && *it != '\n')
            {
                problems.push(format!("{}: says {sign:?}", ended.command));
            }
        }
    }
    problems.extend(served(&folder, &log));
    problems.extend(foreign_items(&folder.join("out/src")));
    finish(&problems);
}

/// The mock listens at this machine alone, and connects to nobody.
fn served(folder: &Path, log: &Path) -> Vec<String> {
    let mut command = faultcode(folder);
    command.args(["mock", "everywhere.json", "--port", "0"]);
    let mut child = tracing(&command, log)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("strace, which .ci/slow installs");
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let address = lines.by_ref().flatten().find_map(|line| {
        let (_, rest) = line.split_once("http://")?;
        let end = rest.find(|it: char| !it.is_ascii_digit() && !".:".contains(it));
        rest.get(..end.unwrap_or(rest.len()))?.parse().ok()
    });
    let address: std::net::SocketAddr = address.expect("the mock says where it is");
    for path in [
        "/0/x/1",
        "/media/3",
        "/../../etc/passwd",
        "//169.254.169.254/",
    ] {
        raw::send(address, "PUT", path, &[("prefer", "error=409")], b"{}");
    }
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    let asked = asked(log, folder);
    aloud(&format!("traced: {} calls of faultcode mock", asked.len()));
    let mut allowed = of_command(folder, &[]);
    allowed.listens = true;
    allowed.breaches(&asked)
}

/// A HAR file with an answer per text.
fn traffic(all: &[String]) -> String {
    let entries = all.iter().enumerate().map(|(copy, text)| {
        let body = serde_json::json!({"error": {"code": text, "message": text, "details": {text: text}}});
        serde_json::json!({
            "request": {"method": "POST", "url": format!("https://eu.shop.example/media/{}", copy % 40), "headers": [{"name": "x", "value": text}]},
            "response": {"status": 409, "headers": [{"name": "content-type", "value": "application/json"}, {"name": text, "value": text}],
                "content": {"mimeType": "application/json", "text": body.to_string()}},
        })
    });
    serde_json::json!({"log": {"version": "1.2", "entries": entries.collect::<Vec<_>>()}})
        .to_string()
}

/// A reference that leaves the document: a message, and nothing is opened.
#[test]
#[ignore = "needs strace and minutes: .ci/slow has both"]
fn references_open_nothing() {
    let folder = project("traced-references");
    let log = folder.join("log");
    let template = fs::read_to_string(attacks::folder().join("references/template.yaml"))
        .expect("the template");
    let mut references = attacks::texts("references/references.yaml");
    for (name, reference) in [
        ("passwd", "/etc/passwd"),
        ("passwd-url", "file:///etc/passwd"),
        ("metadata", "http://169.254.169.254/latest/meta-data/"),
        ("above", "../secret.yaml#/a"),
        ("beside", "secret.yaml#/a"),
    ] {
        references.insert(name.to_owned(), reference.to_owned());
    }
    let above = folder.parent().expect("a folder").join("secret.yaml");
    for secret in [&above, &folder.join("secret.yaml")] {
        fs::write(secret, "a: {type: string}\n").expect("the folder is ours");
    }
    let mut problems = Vec::new();
    for (name, reference) in references {
        fs::write(
            folder.join("api.yaml"),
            template.replace("REFERENCE", &quoted(&reference)),
        )
        .expect("ours");
        let mut command = faultcode(&folder);
        command.args(["generate", "api.yaml", "--out", "out"]);
        let mut allowed = of_command(&folder, &[]);
        allowed
            .never
            .extend([above.clone(), folder.join("secret.yaml")]);
        let (ended, breaches) = watched(&command, &log, &allowed);
        problems.extend(breaches.into_iter().map(|it| format!("{name}: {it}")));
        if ended.success || folder.join("out").exists() {
            problems.push(format!("{name}: {reference:?} is accepted"));
        }
    }
    fs::remove_file(above).expect("the file is ours");
    finish(&problems);
}
