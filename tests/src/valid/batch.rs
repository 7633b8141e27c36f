//! Many clients in one package, a module each: what they share is compiled once, and their tests are linked once.
//!
//! Generated code names its own parts by relative paths, so that a crate works as a module as well.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::cargo::{self, Ended, cargo};
use crate::probe::{self, Probe};

/// A document, and what its client is called.
#[derive(Clone, Debug)]
pub struct Source {
    /// The client's module.
    pub client: String,
    /// The document's file.
    pub file: &'static str,
    /// What stands in it.
    pub text: String,
    /// What is laid over it.
    pub overlay: Option<PathBuf>,
}

/// The clients of several documents.
#[derive(Debug)]
pub struct Batch {
    name: String,
    folder: PathBuf,
    /// The clients, by the name of their module.
    pub clients: BTreeMap<String, Probe>,
    features: BTreeSet<String>,
}

impl Batch {
    /// Generates the clients of documents; `name` is the package's.
    ///
    /// # Panics
    ///
    /// No client comes of one of them.
    pub fn new(name: &str, documents: &[Source]) -> Self {
        let folder = cargo::workspace(name, &[name.to_owned()]);
        let package = folder.join(name);
        let mut batch = Self {
            name: name.to_owned(),
            folder,
            clients: BTreeMap::new(),
            features: BTreeSet::from(["runtime".to_owned()]),
        };
        let (mut library, mut tests, mut program) = (String::new(), String::new(), String::new());
        for source in documents {
            let client = &source.client;
            let path = batch.folder.join("documents").join(client);
            let path = path.join(source.file);
            write(&path, &source.text);
            let (probe, files) = Probe::files(client, &path, &[], source.overlay.as_deref());
            let mut features = probe::features(&files["Cargo.toml"]);
            features.retain(|it| it != "default");
            batch.features.extend(features);
            for (path, text) in &files {
                batch.place(&package, client, path, text);
            }
            let _ = writeln!(library, "pub mod {client};");
            let _ = writeln!(tests, "#[path = \"errors/{client}.rs\"]\nmod {client};");
            let _ = writeln!(
                program,
                "        \"{client}\" => {name}::{client}::probe::main(),"
            );
            batch.clients.insert(client.clone(), probe);
        }
        write(
            &package.join("src/lib.rs"),
            &format!("//! Clients.\n\n{library}"),
        );
        write(
            &package.join("tests/errors.rs"),
            &format!("//! Their tests.\n\n{tests}"),
        );
        let program = format!(
            "//! Runs cases.\n\nfn main() {{\n    match std::env::args().nth(2).expect(\"a client\").as_str() {{\n{program}        _ => panic!(\"no such client\"),\n    }}\n}}\n"
        );
        write(&package.join("src/main.rs"), &program);
        write(&package.join("Cargo.toml"), &batch.manifest());
        batch
    }

    fn place(&self, package: &Path, client: &str, path: &str, text: &str) {
        if path == "tests/errors.rs" {
            let lines = text.lines().filter(|it| !it.starts_with("//"));
            let lines: Vec<&str> = lines.collect();
            let text = format!("use {}::{client};\n{}\n", self.name, lines.join("\n"));
            write(
                &package.join("tests/errors").join(format!("{client}.rs")),
                &text,
            );
        } else if let Some(below) = path.strip_prefix("src/")
            && below != "main.rs"
        {
            let below = if below == "lib.rs" { "mod.rs" } else { below };
            // Only the probe names paths from the root.
            let mut text = text.to_owned();
            for before in [' ', '(', '&', '<'] {
                let own = format!("{before}crate::{client}::");
                text = text.replace(&format!("{before}crate::"), &own);
            }
            write(&package.join("src").join(client).join(below), &text);
        }
    }

    fn manifest(&self) -> String {
        let runtime = crate::tree::root().join("runtime");
        let mut features = String::new();
        for feature in &self.features {
            let of = match feature.as_str() {
                "hyper" | "reqwest" | "recorder" | "serde" | "testing" => {
                    format!("\"faultcode-runtime/{feature}\"")
                }
                _ => String::new(),
            };
            let _ = writeln!(features, "{feature} = [{of}]");
        }
        format!(
            "[package]\nname = {:?}\nedition = \"2024\"\n\n[lib]\ndoctest = false\ntest = false\n\n[[bin]]\nname = {:?}\npath = \"src/main.rs\"\n\
             test = false\n\n[[test]]\nname = \"errors\"\n\n[features]\n{features}\n[dependencies]\nfaultcode-runtime = {{ path = {:?}, \
             default-features = false, features = [\"client\", \"decimal\", \"ed25519\", \"jiff\", \"webhooks\"] }}\ntokio = {{ version = \"1\", \
             features = [\"net\", \"rt\", \"time\"] }}\n",
            self.name,
            format!("{}-cases", self.name),
            runtime.display().to_string(),
        )
    }

    /// Runs a Cargo command over the package with every feature.
    pub fn cargo(&self, verb: &[&str], after: &[&str]) -> Ended {
        let arguments: Vec<&str> = verb
            .iter()
            .copied()
            .chain(["--quiet", "--all-features"])
            .chain(after.iter().copied())
            .collect();
        cargo(&self.folder, &arguments)
    }

    /// Runs cases of one client.
    ///
    /// # Panics
    ///
    /// The package is not built, or the program fails.
    pub fn cases(&self, client: &str, cases: &[Value]) -> Vec<Result<String, String>> {
        let program = cargo::target()
            .join("debug")
            .join(format!("{}-cases", self.name));
        let mut command = Command::new(program);
        // The file of cases comes first, and the client is told by what stands behind it.
        probe::run(&mut command, &self.folder, cases, &[client])
    }
}

fn write(path: &Path, text: &str) {
    let folder = path.parent().expect("files lie in folders");
    fs::create_dir_all(folder).expect("the target folder can be written");
    fs::write(path, text).expect("the folder is ours");
}
