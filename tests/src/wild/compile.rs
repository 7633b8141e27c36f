//! The generated crates under the compiler: one workspace, one target folder, and never more at a time than fits.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::measure::{self, Measured};
use crate::{cargo, tree};

/// Generated text above which a crate is compiled alone, in bytes. The compiler needs some hundred times as much.
const LARGE: u64 = 12 << 20;

/// Messages kept per crate.
const KEPT: usize = 20;

/// A generated crate.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its package name.
    pub name: String,
    /// The size of its text in bytes.
    pub bytes: u64,
}

/// What the compiler said of a crate.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// Whether it compiled, with warnings denied.
    pub good: bool,
    /// Warnings and errors, as the compiler prints them.
    pub messages: Vec<String>,
    /// What the compiler cost; `None` where the system does not say.
    pub measured: Option<Measured>,
}

/// A folder in which crates are written and compiled.
#[derive(Clone, Debug)]
pub struct Scratch {
    folder: PathBuf,
    target: PathBuf,
    wrapper: Option<PathBuf>,
}

impl Scratch {
    /// A workspace in `folder` that builds in `target`. `wrapper` is the program that measures the compiler.
    pub fn new(folder: PathBuf, target: PathBuf, wrapper: Option<PathBuf>) -> Self {
        Self {
            folder,
            target,
            wrapper,
        }
    }

    /// The folder of a crate.
    pub fn of(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The folder of the workspace.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes the workspace's manifest, with the versions that this repository has locked.
    ///
    /// # Errors
    ///
    /// The folder cannot be written.
    pub fn prepare(&self, members: &[Member]) -> io::Result<()> {
        let names: Vec<_> = members.iter().map(|member| member.name.clone()).collect();
        fs::create_dir_all(&self.folder)?;
        fs::write(self.folder.join("Cargo.toml"), cargo::manifest(&names))?;
        fs::copy(
            tree::root().join("Cargo.lock"),
            self.folder.join("Cargo.lock"),
        )
        .map(drop)
    }

    /// Compiles the crates with a Cargo command such as `check`. Large ones go alone, after the others.
    ///
    /// # Errors
    ///
    /// Cargo cannot be started.
    pub fn build(
        &self,
        verb: &[&str],
        members: &[Member],
        say: &mut dyn FnMut(&str),
    ) -> io::Result<BTreeMap<String, Built>> {
        let (large, small): (Vec<_>, Vec<_>) =
            members.iter().partition(|member| member.bytes > LARGE);
        let mut groups: Vec<Vec<&Member>> = vec![small];
        groups.extend(large.into_iter().map(|member| vec![member]));
        let mut all = BTreeMap::new();
        for group in groups.iter().filter(|group| !group.is_empty()) {
            let names: Vec<_> = group.iter().map(|member| member.name.as_str()).collect();
            say(&format!("cargo {}: {}", verb.join(" "), names.join(", ")));
            all.extend(self.run(verb, &names)?);
        }
        Ok(all)
    }

    fn run(&self, verb: &[&str], names: &[&str]) -> io::Result<BTreeMap<String, Built>> {
        let mut command = self.cargo(&verb[..1]);
        command.args(["--keep-going", "--message-format", "json", "--quiet"]);
        command
            .args(names.iter().flat_map(|name| ["-p", name]))
            .args(&verb[1..]);
        let log = self.folder.join("measures");
        if let Some(wrapper) = self.wrapper.as_ref().filter(|_| verb[0] == "check") {
            command
                .env("RUSTC_WORKSPACE_WRAPPER", wrapper)
                .env(measure::LOG, &log);
        }
        let output = command.output()?;
        let mut built = read_messages(&String::from_utf8_lossy(&output.stdout), names);
        let measures = fs::read_to_string(&log).unwrap_or_default();
        for (name, built) in &mut built {
            built.measured = measure::logged(&measures, &name.replace('-', "_"));
        }
        // Cargo failed before it started the compiler, or the compiler was ended from outside.
        let silent = |built: &Built| !built.good && built.messages.is_empty();
        if !output.status.success() && built.values().any(silent) {
            let words = String::from_utf8_lossy(&output.stderr).into_owned();
            for built in built.values_mut().filter(|built| silent(built)) {
                built.messages.push(words.clone());
            }
        }
        Ok(built)
    }

    /// Runs the doctests of a crate and returns how many there were. Descriptions of a vendor are no programs.
    ///
    /// # Errors
    ///
    /// Cargo cannot be started, or what it prints cannot be understood.
    pub fn doctests(&self, name: &str) -> io::Result<Result<usize, String>> {
        let output = self.cargo(&["test"]).args(["--doc", "-p", name]).output()?;
        let words = String::from_utf8_lossy(&output.stderr);
        let out = String::from_utf8_lossy(&output.stdout);
        let counted = out.lines().filter_map(|line| line.strip_prefix("running "));
        let counted = counted
            .filter_map(|rest| rest.split(' ').next()?.parse::<usize>().ok())
            .sum();
        // A crate without doctests is refused when it is named alone.
        let none = words.contains("no library targets found")
            || words.contains("doc tests are not supported");
        Ok(if output.status.success() || none {
            Ok(counted)
        } else {
            Err(words.into_owned())
        })
    }

    fn cargo(&self, words: &[&str]) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .current_dir(&self.folder)
            .args(words)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TERM_COLOR", "never")
            .env("CARGO_INCREMENTAL", "0")
            .env("RUSTDOCFLAGS", "-D warnings")
            // What an outer Cargo says of its own package is not meant for this one.
            .env_remove("CARGO_MANIFEST_DIR");
        command
    }
}

/// What Cargo's messages say of each crate.
fn read_messages(out: &str, names: &[&str]) -> BTreeMap<String, Built> {
    let mut built: BTreeMap<String, Built> = names
        .iter()
        .map(|name| ((*name).to_owned(), Built::default()))
        .collect();
    for line in out.lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        // A package is named by its manifest, whose folder is named after it.
        let manifest = message["manifest_path"].as_str().unwrap_or("");
        let Some(of) = Path::new(manifest).parent().and_then(Path::file_name) else {
            continue;
        };
        let Some(built) = built.get_mut(&*of.to_string_lossy()) else {
            continue;
        };
        match message["reason"].as_str() {
            Some("compiler-artifact") => built.good = true,
            Some("compiler-message") if built.messages.len() < KEPT => {
                let text = message["message"]["rendered"].as_str().unwrap_or("");
                built.messages.push(text.to_owned());
            }
            _ => {}
        }
    }
    for built in built.values_mut().filter(|built| built.good) {
        // Warnings of another profile do not stop a build; here they count.
        built.good = built.messages.is_empty();
    }
    built
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_good_when_it_is_made_without_a_word() {
        let out = r#"
{"reason":"compiler-artifact","manifest_path":"/x/wild-a/Cargo.toml"}
{"reason":"compiler-message","manifest_path":"/x/wild-b/Cargo.toml","message":{"rendered":"warning: unused"}}
{"reason":"compiler-artifact","manifest_path":"/x/wild-b/Cargo.toml"}
{"reason":"compiler-artifact","manifest_path":"/y/runtime/Cargo.toml"}
"#;
        let built = read_messages(out, &["wild-a", "wild-b", "wild-c"]);
        let seen: Vec<_> = built
            .values()
            .map(|built| (built.good, built.messages.len()))
            .collect();
        assert_eq!(seen, [(true, 0), (false, 1), (false, 0)]);
    }
}
