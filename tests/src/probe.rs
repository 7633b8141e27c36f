//! A generated client with a program in it that decodes given JSON into its types and makes its calls.
//!
//! The client is generated from somebody's document into the target folder. Each file of a type or an operation gets a
//! function at its end, where all names of the file are in scope, and `tests/data/probe.rs` becomes a module that runs
//! cases. So no test has to know what a type of the document is called in Rust.

mod document;
mod examples;
mod sample;
mod signature;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use faultcode::internals::ir::{Api, BodyKind};
use faultcode::internals::plan::modules::Module;
use faultcode::internals::plan::{Crate, PlannedKind};
use faultcode::{Input, Options, Runtime, Session};
use serde_json::Value;

pub use self::document::{Document, Example, Place};
pub use self::examples::{differs, examples};
pub use self::sample::Samples;
pub use self::signature::Argument;
use self::signature::{Signature, signature};
use crate::cargo;
use crate::tree;

/// A client that can be probed.
#[derive(Debug)]
pub struct Probe {
    /// The package's name.
    pub name: String,
    /// What the document says.
    pub document: Document,
    /// What was understood of it.
    pub api: Api,
    /// What can be asked, by operation: a name, and what its method takes.
    pub operations: Vec<Operation>,
    /// The name of each type's probe.
    pub types: Vec<String>,
    folder: PathBuf,
    features: Vec<String>,
}

/// What can be asked of an operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The name of the probe.
    pub of: String,
    /// What has to be given to call it, in order; `None` where the probe cannot call it.
    pub arguments: Option<Vec<Argument>>,
    /// Whether its success can be decoded by itself.
    pub returns_model: bool,
    /// Whether its body can be decoded by itself.
    pub takes_model: bool,
}

impl Probe {
    /// Generates the client of a document into the target folder.
    ///
    /// # Panics
    ///
    /// No client comes of the document.
    pub fn new(name: &str, path: &Path) -> Self {
        Self::with(name, path, &[])
    }

    /// The same of these operations alone, or of all where none is named.
    ///
    /// # Panics
    ///
    /// No client comes of the document.
    pub fn with(name: &str, path: &Path, operations: &[&str]) -> Self {
        Self::under(name, path, operations, None)
    }

    /// The same under an overlay.
    ///
    /// # Panics
    ///
    /// No client comes of the document.
    pub fn under(name: &str, path: &Path, operations: &[&str], overlay: Option<&Path>) -> Self {
        let (probe, files) = Self::files(name, path, operations, overlay);
        for (path, text) in &files {
            write(&probe.folder.join(path), text);
        }
        write(&probe.folder.join("Cargo.lock"), &lock());
        probe
    }

    /// The probe, and the files of its client, which somebody else writes.
    ///
    /// # Panics
    ///
    /// No client comes of the document.
    pub fn files(
        name: &str,
        path: &Path,
        operations: &[&str],
        overlay: Option<&Path>,
    ) -> (Self, BTreeMap<String, String>) {
        let options = Options {
            runtime: Runtime::Path(tree::root().join("runtime").display().to_string()),
            include: operations.iter().map(|it| (*it).to_owned()).collect(),
            ..Options::named(name)
        };
        let input = overlay.into_iter().fold(Input::file(path), Input::overlay);
        let mut session = Session::new(input, options);
        let output = session.generate();
        let output = output.unwrap_or_else(|| panic!("{name}: {}", session.findings()));
        let plan = session.plan().expect("a sound document");
        let mut files: BTreeMap<String, String> = output
            .files
            .into_iter()
            .map(|file| (file.path, file.text))
            .collect();
        let mut probes = Vec::new();
        let types = types(&plan, &mut files, &mut probes);
        let operations = self::operations(&plan, &mut files, &mut probes);
        // Every feature but that of another transport: all types and operations, in both directions.
        let mut features = features(&files["Cargo.toml"]);
        features.retain(|it| it != "reqwest");
        complete(&plan, &mut files, &probes);
        let probe = Self {
            name: name.to_owned(),
            document: Document::read(path),
            api: session.api().clone(),
            operations,
            types,
            folder: cargo::target().join("faultcode-tests/probes").join(name),
            features,
        };
        (probe, files)
    }

    /// Compiles the client and runs cases; each gives what came out, or why nothing did.
    ///
    /// # Panics
    ///
    /// The client does not compile, or the program fails.
    pub fn run(&self, cases: &[Value]) -> Vec<Result<String, String>> {
        let features = self.features.join(",");
        let built = cargo::cargo(
            &self.folder,
            &["build", "--quiet", "--bins", "--features", &features],
        );
        built.expect_success("The probe does not fit the generated client: tests/src/probe.rs.");
        // Another probe may have been built to the same place.
        let program = cargo::target().join("debug").join(bin(&self.name));
        run(&mut Command::new(program), &self.folder, cases, &[])
    }
}

/// The features of a client's manifest.
pub fn features(manifest: &str) -> Vec<String> {
    let lines = manifest
        .lines()
        .skip_while(|it| *it != "[features]")
        .skip(1);
    let lines = lines.take_while(|it| !it.starts_with('['));
    let names = lines.filter_map(|it| Some(it.split_once(" = ")?.0.to_owned()));
    names.collect()
}

/// Runs cases by a program, which gets the name of a file in that folder and what else it is to be told; each gives what came
/// out, or why nothing did.
///
/// # Panics
///
/// The program fails.
pub fn run(
    program: &mut Command,
    folder: &Path,
    cases: &[Value],
    told: &[&str],
) -> Vec<Result<String, String>> {
    let mut lines = String::new();
    for (id, case) in cases.iter().enumerate() {
        let mut case = case.clone();
        case["id"] = id.into();
        writeln!(lines, "{case}").expect("text takes text");
    }
    let file = folder.join("cases.jsonl");
    fs::write(&file, lines).expect("the folder is ours");
    let output = program
        .arg(&file)
        .args(told)
        .output()
        .expect("the program was built");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{err}");
    let results = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    let results: Vec<_> = results.lines().map(outcome).collect();
    assert_eq!(results.len(), cases.len(), "{err}");
    results
}

fn bin(name: &str) -> String {
    format!("probe-{name}")
}

fn outcome(line: &str) -> Result<String, String> {
    let line: Value = serde_json::from_str(line).expect("the program writes JSON");
    let text = |name: &str| line[name].as_str().map(str::to_owned);
    match (text("ok"), text("failed")) {
        (Some(text), _) => Ok(text),
        (None, text) => Err(text.unwrap_or_default()),
    }
}

fn types(
    plan: &Crate<'_>,
    files: &mut BTreeMap<String, String>,
    probes: &mut Vec<String>,
) -> Vec<String> {
    let mut names = Vec::new();
    for (id, planned) in plan.types.entries() {
        let of = plan.file(Module::Type(plan.defined(id)));
        let of = of.trim_end_matches(".rs").to_owned();
        // Another name for a type is asked where the type is, and what is no JSON is not asked.
        let other = matches!(
            planned.names.kind,
            PlannedKind::Multipart { .. } | PlannedKind::Bodies(_) | PlannedKind::Events(_)
        );
        if other || planned.ir.is_place() {
            names.push(of);
            continue;
        }
        let name = planned.names.name.as_str();
        let mut arms = format!("\"\" => crate::probe::whole::<{name}>(given),\n");
        if let PlannedKind::Object { members, .. } = &planned.names.kind {
            for member in members {
                let (wire, member) = (member.ir.wire.as_str(), &member.names.field);
                let arm = format!(
                    "{wire:?} => crate::probe::member(given, |it: &{name}| &it.{member}),\n"
                );
                arms.push_str(&arm);
            }
        }
        let text = files
            .get_mut(&format!("src/{of}.rs"))
            .expect("each type has a file");
        let probe = format!(
            "\n#[allow(warnings)]\npub(crate) fn probe(given: &crate::probe::Given) -> crate::probe::Outcome {{\n\
             match given.field() {{\n{arms}_ => Err(\"no such member\".to_owned()),\n}}\n}}\n"
        );
        text.push_str(&probe);
        probes.push(of.clone());
        names.push(of);
    }
    names
}

fn operations(
    plan: &Crate<'_>,
    files: &mut BTreeMap<String, String>,
    probes: &mut Vec<String>,
) -> Vec<Operation> {
    let mut found = Vec::new();
    for (id, operation) in plan.operations.entries() {
        let names = &operation.names;
        let of = plan.file(Module::Operation(id));
        let of = of.trim_end_matches(".rs").to_owned();
        let text = files
            .get_mut(&format!("src/{of}.rs"))
            .expect("each operation has a file");
        let kind = operation.ir.body.as_ref().map(|it| &it.kind);
        let parts = matches!(kind, Some(BodyKind::Multipart(..) | BodyKind::Several(_)));
        let signature = signature(text, names.method.as_str(), !parts);
        let service = plan.service_of(id).method.as_str();
        let probe = of_operation(
            &signature,
            names.constant.as_str(),
            service,
            names.method.as_str(),
        );
        text.push_str(&probe);
        probes.push(of.clone());
        let wires = names.parameters.iter();
        let wires: BTreeMap<_, _> = wires
            .map(|it| (it.names.field.as_str(), it.ir.wire.as_str()))
            .collect();
        found.push(Operation {
            of,
            arguments: signature.given(&wires),
            returns_model: signature.returns_model(),
            takes_model: signature.body_model().is_some(),
        });
    }
    found
}

fn of_operation(signature: &Signature, constant: &str, service: &str, method: &str) -> String {
    let (success, error) = (&signature.success, &signature.error);
    let mut arms = format!(
        "\"answered\" => crate::probe::answered::<{success}, {error}>(&{constant}.operation, given),\n\
         \"judged\" => crate::probe::judged::<{success}, {error}>(&{constant}.operation, given),\n"
    );
    if signature.returns_model() {
        let arm = format!("\"returned\" => crate::probe::whole::<{success}>(given),\n");
        arms.push_str(&arm);
    }
    if let Some(body) = signature.body_model() {
        let arm = format!("\"body\" => crate::probe::whole::<{body}>(given),\n");
        arms.push_str(&arm);
    }
    if let Some(call) = signature.call() {
        for (what, by) in [("call", "sent"), ("refused", "refused")] {
            let arm = format!(
                "\"{what}\" => crate::probe::{by}(given.calling(&{constant}.operation).{service}().{method}({call})),\n"
            );
            arms.push_str(&arm);
        }
    }
    format!(
        "\n#[allow(warnings)]\npub(crate) fn probe(given: &crate::probe::Given) -> crate::probe::Outcome {{\n\
         match given.what() {{\n{arms}_ => Err(\"cannot be asked\".to_owned()),\n}}\n}}\n"
    )
}

/// The module with the cases, the program, and the modules' way to the functions that were added.
fn complete(plan: &Crate<'_>, files: &mut BTreeMap<String, String>, probes: &[String]) {
    let mut table = String::new();
    for of in probes {
        let path = of.replace('/', "::");
        writeln!(table, "    ({of:?}, crate::{path}::probe),").expect("text takes text");
    }
    let module = fs::read_to_string(tree::root().join("tests/data/probe.rs"));
    let module = module.expect("a file of ours");
    files.insert(
        "src/probe.rs".to_owned(),
        format!("{module}\nstatic PROBES: &[(&str, fn(&Given) -> Outcome)] = &[\n{table}];\n"),
    );
    let library = plan.library.as_str();
    files.insert(
        "src/main.rs".to_owned(),
        format!("//! Runs cases.\n\nfn main() {{\n    {library}::probe::main();\n}}\n"),
    );
    let parents: Vec<String> = plan
        .services
        .iter()
        .map(|it| format!("src/{}.rs", it.names.module))
        .chain(["src/types.rs".to_owned(), "src/input.rs".to_owned()])
        .collect();
    for parent in parents {
        if let Some(text) = files.get_mut(&parent) {
            *text = text.replace("\nmod ", "\npub(crate) mod ");
        }
    }
    let edit = |files: &mut BTreeMap<String, String>, path: &str, more: &str| {
        let text = files.get_mut(path).expect("every client has this file");
        text.push_str(more);
    };
    edit(
        files,
        "src/lib.rs",
        "\n#[allow(warnings, missing_docs)]\npub mod probe;\n",
    );
    edit(
        files,
        "src/client.rs",
        "\nimpl Client {\n    pub(crate) fn probing(inner: faultcode_runtime::Client) -> Self {\n        Self { inner }\n    }\n}\n",
    );
    let bin = bin(&plan.package);
    edit(
        files,
        "Cargo.toml",
        &format!(
            "\n[dependencies.tokio]\nversion = \"1\"\nfeatures = [\"net\", \"rt\", \"time\"]\n\n[[bin]]\nname = \"{bin}\"\npath = \"src/main.rs\"\n\n{}",
            cargo::manifest(&[])
        ),
    );
}

fn lock() -> String {
    fs::read_to_string(tree::root().join("Cargo.lock")).expect("the repository has a lock file")
}

/// Writes only what differs, so that Cargo builds only what has changed.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    let folder = path.parent().expect("files lie in folders");
    fs::create_dir_all(folder).expect("the target folder can be written");
    fs::write(path, text).expect("the folder is ours");
}
