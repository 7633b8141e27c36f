//! The generators that are compared: where each comes from, in which version, and how it is called.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::cargo;
use super::document::{self, Document};

/// A generator.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// The name in reports and on the command line.
    pub name: &'static str,
    /// The package that is installed.
    package: &'static str,
    /// The version that is installed; ours has none.
    version: &'static str,
    /// The program that the package holds.
    program: &'static str,
    /// Where it comes from.
    source: Source,
    /// How it is called.
    call: Call,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// This repository.
    Here,
    /// The registry of Rust packages.
    Crates,
    /// The registry of Python packages.
    Python,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Faultcode,
    OpenapiToRust,
    Oas3Gen,
    Ploidy,
    Progenitor,
    OpenapiGenerator,
    Nexus,
}

/// Ours first, then the others, the one that compiles most first.
const PEERS: [Peer; 7] = [
    Peer::new(
        "faultcode",
        "",
        "",
        "faultcode",
        Source::Here,
        Call::Faultcode,
    ),
    Peer::new(
        "openapi-to-rust",
        "openapi-to-rust",
        "0.23.0",
        "openapi-to-rust",
        Source::Crates,
        Call::OpenapiToRust,
    ),
    Peer::new(
        "oas3-gen",
        "oas3-gen",
        "0.29.0",
        "oas3-gen",
        Source::Crates,
        Call::Oas3Gen,
    ),
    Peer::new(
        "ploidy",
        "ploidy",
        "0.15.0",
        "ploidy",
        Source::Crates,
        Call::Ploidy,
    ),
    Peer::new(
        "progenitor",
        "cargo-progenitor",
        "0.15.1",
        "cargo-progenitor",
        Source::Crates,
        Call::Progenitor,
    ),
    Peer::new(
        "openapi-generator",
        "openapi-generator-cli",
        "7.26.0",
        "openapi-generator-cli",
        Source::Python,
        Call::OpenapiGenerator,
    ),
    Peer::new(
        "openapi-nexus",
        "openapi-nexus",
        "0.2.3",
        "openapi-nexus",
        Source::Crates,
        Call::Nexus,
    ),
];

/// The name under which ours stands in rows.
pub const OURS: &str = "faultcode";

/// The generators of these names, or all; ours always, and first.
pub fn peers(names: &[String]) -> Vec<Peer> {
    let wanted = |peer: &&Peer| {
        names.is_empty() || peer.name == OURS || names.iter().any(|name| name == peer.name)
    };
    PEERS.iter().filter(wanted).copied().collect()
}

/// The names that can be asked for.
pub fn names() -> Vec<&'static str> {
    PEERS.iter().map(|peer| peer.name).collect()
}

/// A generator that is ready to be called.
#[derive(Clone, Debug)]
pub struct Installed {
    /// Which one.
    pub peer: Peer,
    /// The version, of ours with a digest of the program and of the runtime.
    pub version: String,
    program: PathBuf,
}

impl Peer {
    const fn new(
        name: &'static str,
        package: &'static str,
        version: &'static str,
        program: &'static str,
        source: Source,
        call: Call,
    ) -> Self {
        Self {
            name,
            package,
            version,
            program,
            source,
            call,
        }
    }

    /// Installs the generator below `cache` unless it is there; ours is built.
    ///
    /// # Errors
    ///
    /// It cannot be installed: the message of the program that failed.
    pub fn install(self, cache: &Path) -> Result<Installed, Box<dyn Error>> {
        let root = cache.join(format!("{}-{}", self.package, self.version));
        let program = root.join("bin").join(self.program);
        match self.source {
            Source::Here => return self.build(),
            _ if program.exists() => {}
            Source::Crates => run(Command::new("cargo")
                .args([
                    "install",
                    "--quiet",
                    "--locked",
                    "--version",
                    self.version,
                    "--root",
                ])
                .arg(&root)
                .arg(self.package)
                .env("CARGO_TARGET_DIR", cache.join("build")))?,
            Source::Python => {
                run(Command::new("python3").args(["-m", "venv"]).arg(&root))?;
                run(Command::new(root.join("bin/pip"))
                    .args(["install", "--quiet"])
                    .arg(format!("{}=={}", self.package, self.version)))?;
            }
        }
        Ok(Installed {
            peer: self,
            version: self.version.to_owned(),
            program,
        })
    }

    fn build(self) -> Result<Installed, Box<dyn Error>> {
        // Beside this program, as it is given to others.
        let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        build.args(["build", "--quiet", "--profile", "dist", "-p", "faultcode"]);
        run(build.current_dir(document::root()))?;
        let here = std::env::current_exe()?;
        let target = here
            .parent()
            .and_then(Path::parent)
            .ok_or("no target folder")?;
        let program = target.join("dist").join(self.program);
        // What is generated depends on the program, what it compiles to on the runtime as well.
        let mut bytes = fs::read(&program)?;
        for file in cargo::sources(&document::root().join("runtime/src"))? {
            bytes.extend(fs::read(file)?);
        }
        let version = format!("{}+{}", env!("CARGO_PKG_VERSION"), document::digest(&bytes));
        Ok(Installed {
            peer: self,
            version,
            program,
        })
    }
}

impl Installed {
    /// The command that writes the crate of a document into a folder.
    ///
    /// # Errors
    ///
    /// What has to lie in the folder beforehand cannot be written.
    pub fn generate(&self, document: &Document, out: &Path) -> Result<Command, Box<dyn Error>> {
        let mut command = Command::new(&self.program);
        let spec = &document.path;
        match self.peer.call {
            Call::Faultcode => {
                command.arg("generate").arg(spec).arg("--out").arg(out);
                command.args(["--quiet", "--name", "client", "--runtime"]);
                command.arg(document::root().join("runtime"));
            }
            Call::OpenapiToRust => {
                command.arg("generate").arg(spec).arg("--output-dir");
                command.arg(out.join("src/generated")).arg("--quiet");
            }
            Call::Oas3Gen => {
                command.args(["generate", "client-mod", "--workspace", "-i"]);
                command.arg(spec).arg("-o").arg(out);
            }
            Call::Ploidy => {
                command.args(["generate", "rust", "--name", "client", "-o"]);
                command.arg(out).arg(spec);
            }
            Call::Progenitor => {
                command.args(["progenitor", "--name", "client", "--version", "0.1.0", "-i"]);
                command.arg(spec).arg("-o").arg(out);
            }
            Call::OpenapiGenerator => {
                // Others do not check the document against the letter either.
                command.args(["generate", "-g", "rust", "--skip-validate-spec"]);
                command.args(["--additional-properties", "packageName=client", "-i"]);
                command.arg(spec).arg("-o").arg(out);
            }
            Call::Nexus => {
                command.args(["generate", "--generators", "rust-reqwest", "-i"]);
                command.arg(spec).arg("-o").arg(out);
            }
        }
        Ok(command)
    }

    /// Makes a crate of what was written, where the generator leaves that to its user. Returns the crate's folder.
    ///
    /// # Errors
    ///
    /// Files cannot be read or written.
    pub fn finish(&self, out: &Path) -> Result<PathBuf, Box<dyn Error>> {
        if self.peer.call == Call::OpenapiToRust {
            let needed = fs::read_to_string(out.join("src/generated/REQUIRED_DEPS.toml"))?;
            let package =
                "[package]\nname = \"client\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n";
            fs::write(out.join("Cargo.toml"), format!("{package}{needed}"))?;
            fs::write(
                out.join("src/lib.rs"),
                "pub mod generated;\npub use generated::*;\n",
            )?;
        }
        // Some write a folder for the language below the one that they are given.
        let mut folders = vec![out.to_owned()];
        while let Some(folder) = folders.pop() {
            if folder.join("Cargo.toml").exists() {
                return Ok(folder);
            }
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                }
            }
        }
        Err("no crate was written".into())
    }
}

fn run(command: &mut Command) -> Result<(), Box<dyn Error>> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(super::row::first_line(&words).into())
}
