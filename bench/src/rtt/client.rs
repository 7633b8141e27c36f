//! The clients: each is written as a package of its own, built with the same options, and run as a process.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::compare::document::{self, Document};
use crate::compare::peer::{self, OURS};
use crate::compare::row::first_line;
use crate::instructions;
use crate::measure;

/// A client.
#[derive(Clone, Copy, Debug)]
pub struct Client {
    /// The name in reports and on the command line.
    pub name: &'static str,
    /// The generator whose crate it uses.
    generator: Option<&'static str>,
    /// Its `main.rs`.
    text: &'static str,
    /// What its manifest needs besides the generated crate.
    needs: &'static str,
    /// Whether it is written by hand or ours.
    pub kind: Kind,
}

/// What a client stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// The least that can be written.
    Hand,
    /// Ours.
    Ours,
    /// Another generator's.
    Peer,
}

const HARNESS: &str = include_str!("../../programs/rtt/harness.rs");
const MODELS: &str = include_str!("../../programs/rtt/models.rs");

/// hyper-util by hand.
pub const HYPER: &str = "hyper";
/// reqwest by hand.
pub const REQWEST: &str = "reqwest";
/// Ours, through the default transport.
pub const OURS_HYPER: &str = "faultcode";
/// Ours, through reqwest.
pub const OURS_REQWEST: &str = "faultcode-reqwest";

const BY_HAND: &str = "serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n";

const CLIENTS: [Client; 7] = [
    Client {
        name: HYPER,
        generator: None,
        text: include_str!("../../programs/rtt/hyper.rs"),
        needs: "bytes = \"1\"\nhttp-body-util = \"0.1\"\nhyper = { version = \"1\", features = [\"client\", \"http1\"] }\n\
                hyper-util = { version = \"0.1\", features = [\"client-legacy\", \"http1\", \"tokio\"] }\n",
        kind: Kind::Hand,
    },
    Client {
        name: OURS_HYPER,
        generator: Some(OURS),
        text: include_str!("../../programs/rtt/faultcode.rs"),
        needs: "",
        kind: Kind::Ours,
    },
    Client {
        name: REQWEST,
        generator: None,
        text: include_str!("../../programs/rtt/reqwest.rs"),
        // Without TLS, which no call here uses and which takes minutes to build.
        needs: "reqwest = { version = \"0.13\", default-features = false, features = [\"json\", \"query\"] }\n",
        kind: Kind::Hand,
    },
    Client {
        name: OURS_REQWEST,
        generator: Some(OURS),
        text: include_str!("../../programs/rtt/faultcode.rs"),
        needs: "reqwest = { version = \"0.13\", default-features = false }\n",
        kind: Kind::Ours,
    },
    Client {
        name: "openapi-generator",
        generator: Some("openapi-generator"),
        text: include_str!("../../programs/rtt/openapi-generator.rs"),
        needs: "",
        kind: Kind::Peer,
    },
    Client {
        name: "openapi-to-rust",
        generator: Some("openapi-to-rust"),
        text: include_str!("../../programs/rtt/openapi-to-rust.rs"),
        needs: "",
        kind: Kind::Peer,
    },
    Client {
        name: "oas3-gen",
        generator: Some("oas3-gen"),
        text: include_str!("../../programs/rtt/oas3-gen.rs"),
        needs: "",
        kind: Kind::Peer,
    },
];

/// The clients of these names, or all.
pub fn clients(names: &[String]) -> Vec<Client> {
    let wanted = |it: &&Client| names.is_empty() || names.iter().any(|name| name == it.name);
    CLIENTS.iter().filter(wanted).copied().collect()
}

/// The names that can be asked for.
pub fn names() -> Vec<&'static str> {
    CLIENTS.iter().map(|it| it.name).collect()
}

/// What one call cost, on average over a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Seconds from the first call to the last answer, divided by the calls.
    pub wall: f64,
    /// CPU seconds of the client's process.
    pub cpu: f64,
    /// Allocations and reallocations.
    pub allocations: f64,
    /// Bytes allocated.
    pub bytes: f64,
}

impl Call {
    /// The middle of several runs, each figure for itself.
    pub fn median(runs: &[Self]) -> Self {
        let of = |figure: fn(&Self) -> f64| measure::middle(runs.iter().map(figure).collect());
        Self {
            wall: of(|it| it.wall),
            cpu: of(|it| it.cpu),
            allocations: of(|it| it.allocations),
            bytes: of(|it| it.bytes),
        }
    }
}

/// A client that is built.
#[derive(Clone, Debug)]
pub struct Program {
    /// Which one.
    pub client: Client,
    path: PathBuf,
}

impl Client {
    /// Generates, writes and builds the client below `folder`.
    ///
    /// # Errors
    ///
    /// A generator or the compiler refuses, with the first line of the message.
    pub fn build(self, folder: &Path) -> Result<Program, Box<dyn Error>> {
        let own = folder.join("rtt").join(self.name);
        fs::create_dir_all(own.join("src"))?;
        let mut needs = format!("{}{BY_HAND}", self.needs);
        if let Some(generator) = self.generator {
            needs.push_str(&generate(
                generator,
                folder,
                &own.join("client"),
                self.name,
            )?);
        }
        let features = if self.name == OURS_REQWEST {
            "[features]\ndefault = [\"reqwest\"]\nreqwest = []\n"
        } else {
            "[features]\nreqwest = []\n"
        };
        let manifest = format!(
            "[package]\nname = \"rtt-{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n{features}\n[dependencies]\n{needs}\
             stats_alloc = \"0.1.10\"\ntokio = {{ version = \"1\", features = [\"rt\", \"net\", \"time\"] }}\n\n\
             [profile.release]\ndebug = \"line-tables-only\"\n\n[workspace]\n",
            self.name
        );
        let files = [
            ("Cargo.toml", manifest.as_str()),
            ("src/main.rs", self.text),
            ("src/harness.rs", HARNESS),
            ("src/models.rs", MODELS),
        ];
        for (name, text) in files {
            keep(&own.join(name), text)?;
        }
        // A package is its own workspace, so features of a dependency do not leak from one client to another.
        let target = folder.join("rtt").join("target");
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["build", "--release", "--quiet"])
            .current_dir(&own)
            .env("CARGO_TARGET_DIR", &target)
            .output()?;
        if !output.status.success() {
            return Err(first_line(&String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(Program {
            client: self,
            path: target.join("release").join(format!("rtt-{}", self.name)),
        })
    }
}

/// Writes a file unless it holds that already, so that Cargo does not build again.
fn keep(path: &Path, text: &str) -> std::io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|it| it == text) {
        return Ok(());
    }
    fs::write(path, text)
}

/// Generates the crate of the pet shop and returns the dependencies on it.
fn generate(
    generator: &str,
    folder: &Path,
    out: &Path,
    client: &str,
) -> Result<String, Box<dyn Error>> {
    let (documents, _) = document::documents(&["petstore".to_owned()]);
    let document: &Document = documents
        .first()
        .ok_or("the pet shop's document is missing")?;
    let found = peer::peers(&[generator.to_owned()]);
    let of = found.iter().find(|it| it.name == generator);
    let installed = of
        .ok_or("no such generator")?
        .install(&folder.join("peers"))?;
    if generator != OURS && out.exists() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out)?;
    let mut command = installed.generate(document, out)?;
    let output = command.output()?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        return Err(first_line(&words).into());
    }
    let path = installed.finish(out)?;
    if generator != OURS {
        let package = fs::read_to_string(path.join("Cargo.toml"))?;
        let name = package
            .lines()
            .filter_map(|line| line.split_once('='))
            .find(|(key, _)| key.trim() == "name")
            .map_or("client", |(_, value)| value.trim().trim_matches('"'));
        // No call here uses TLS, which openapi-generator's crate has as a default feature.
        return Ok(format!(
            "client = {{ package = {name:?}, path = {path:?}, default-features = false }}\n"
        ));
    }
    let runtime = document::root().join("runtime");
    let features = if client == OURS_REQWEST {
        "reqwest"
    } else {
        "hyper"
    };
    Ok(format!(
        "client = {{ path = {path:?}, default-features = false, features = [{features:?}] }}\n\
         faultcode-runtime = {{ path = {runtime:?}, default-features = false, features = [{features:?}] }}\n"
    ))
}

impl Program {
    /// Instructions of one call outside the kernel, on average, one call after the other.
    ///
    /// # Errors
    ///
    /// Valgrind is not there, or the client ends badly.
    pub fn instructions(&self, url: &str, kind: &str) -> Result<f64, Box<dyn Error>> {
        let command = |count: usize| {
            let mut command = Command::new(&self.path);
            command.args([url, kind, "1", &count.to_string()]);
            command
        };
        let (few, more) = if kind == "list" {
            (20, 100)
        } else {
            (200, 1_000)
        };
        // A client calls a tenth more than it is told, before it measures.
        Ok(instructions::per_run(&command, few, more)? / 1.1)
    }

    /// Runs the client against a server.
    ///
    /// # Errors
    ///
    /// It cannot be started, or ends badly.
    pub fn run(
        &self,
        url: &str,
        kind: &str,
        at_once: usize,
        count: usize,
    ) -> Result<Call, Box<dyn Error>> {
        let output = Command::new(&self.path)
            .args([url, kind, &at_once.to_string(), &count.to_string()])
            .output()?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{}: {}", self.client.name, first_line(&words)).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}
