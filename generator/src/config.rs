//! `faultcode.yaml`: which clients to generate, from what, to where.

mod places;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::diagnostics::{Diagnostics, rules};
use crate::load::{Input, Loader, plain};
use crate::source::budget::Budget;
use crate::source::node::Node;
use crate::source::{FileId, Span, yaml};
use crate::{Auth, Narrow, Package, Runtime, packs};

pub use places::Places;

/// The name of the configuration file.
pub const FILE_NAME: &str = "faultcode.yaml";

/// The configuration of a project.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The clients to generate.
    pub clients: Vec<Client>,
}

/// One client. Paths are relative to the folder of the configuration file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Client {
    /// The name of the generated crate or module; from the document's file name when absent.
    pub name: Option<String>,
    /// The document.
    pub spec: PathBuf,
    /// Overlays, applied in order: files, or packs such as `@stripe`.
    #[serde(default)]
    pub overlays: Vec<PathBuf>,
    /// The folder that is written.
    pub out: PathBuf,
    /// How the generated manifest names the runtime: a path, a version, or `git+URL#REV`.
    pub runtime: Option<String>,
    /// Write one module tree instead of a crate.
    #[serde(default)]
    pub module: bool,
    /// Tags and operation ids to generate; empty means all.
    #[serde(default)]
    pub include: Vec<String>,
    /// Tags and operation ids to leave out.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Repairs are errors.
    #[serde(default)]
    pub strict: bool,
    /// Files and folders that references may name, relative to the document's folder; `../common` names one beside it.
    #[serde(default)]
    pub files: Vec<String>,
    /// Tags and operation ids that are called without credentials, whatever the document says.
    #[serde(default)]
    pub without_credentials: Vec<String>,
    /// Security schemes that the document lacks, and what operations need of credentials.
    #[serde(default)]
    pub auth: Auth,
    /// Origins beside the API's own that credentials may go to, such as `https://uploads.shop.example`.
    #[serde(default)]
    pub allow_origins: Vec<String>,
    /// Rule ids whose warnings are not wanted.
    #[serde(default)]
    pub allow: Vec<String>,
    /// Names for what an operation id, a schema, a code, a tag or a JSON pointer names.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// Whether a declared error that a caller does not handle is an error when it is compiled.
    #[serde(default)]
    pub exhaustive: bool,
    /// Which codes an enum has where a schema lists many: `examples` keeps those that an operation's examples and sentences name.
    #[serde(default)]
    pub narrow: Narrow,
    /// The version of the crate.
    pub version: Option<String>,
    /// The licence of the crate, as an SPDX expression.
    pub license: Option<String>,
    /// Where the source of the crate is.
    pub repository: Option<String>,
    /// What the crate is, in a line.
    pub description: Option<String>,
    /// Whether the crate can be published; it can where nothing is said.
    pub publish: Option<bool>,
    /// Where all this stands.
    #[serde(skip)]
    pub places: Places,
}

impl Client {
    /// What the manifest of the crate says.
    pub fn package(&self) -> Package {
        let default = Package::default();
        Package {
            version: self.version.clone().unwrap_or(default.version),
            license: self.license.clone(),
            repository: self.repository.clone(),
            description: self.description.clone(),
            publish: self.publish.unwrap_or(default.publish),
        }
    }
}

/// The nearest configuration file in `folder` or above it.
pub fn find(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .map(|folder| folder.join(FILE_NAME))
        .find(|path| path.is_file())
}

/// Reads a configuration file; its paths come back joined to its folder. `None` when it is unusable, which is reported.
pub fn read(path: &Path, loader: &mut Loader, diag: &mut Diagnostics) -> Option<Config> {
    let file = loader.read_text(Input::File(path), diag)?;
    let text = loader.sources().text(file);
    let parsed: Result<Config, _> =
        serde_path_to_error::deserialize(serde_yaml::Deserializer::from_str(text));
    match parsed {
        Ok(mut config) => {
            let folder = path.parent().unwrap_or(Path::new(""));
            for client in &mut config.clients {
                let overlays = client.overlays.iter_mut();
                let paths = [&mut client.spec, &mut client.out]
                    .into_iter()
                    .chain(overlays.filter(|path| packs::named(path).is_none()));
                paths.for_each(|path| *path = folder.join(&*path));
                let runtime = client.runtime.as_mut();
                if let Some(runtime) = runtime.filter(|it| Runtime::is_path(it)) {
                    *runtime = folder.join(&*runtime).to_string_lossy().into_owned();
                }
            }
            // The places of the tree, as far as it can be read a second time.
            let (tree, _) =
                Diagnostics::apart(|diag| yaml::parse(text, file, &mut Budget::default(), diag));
            for (index, client) in config.clients.iter_mut().enumerate() {
                let at = format!("/clients/{index}");
                if let Some(node) = tree.as_ref().and_then(|tree| tree.at(at)) {
                    client.places = Places::of(loader.sources().name(file), text, node);
                }
            }
            same_outputs(&config, file, tree.as_ref(), diag);
            (!diag.has_errors()).then_some(config)
        }
        Err(error) => {
            let place = error.path().to_string();
            let error = error.into_inner();
            let at = error.location().map_or(0, |location| location.index());
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message);
            let report = diag
                .report(&rules::source::BAD_CONFIG, Span::at(file, at))
                .arg(message);
            if place != "." {
                report.label(rules::source::WITHIN.of([&place]));
            }
            None
        }
    }
}

/// Reports clients that are written to one folder.
fn same_outputs(config: &Config, file: FileId, tree: Option<&Node>, diag: &mut Diagnostics) {
    let outputs: Vec<PathBuf> = config.clients.iter().map(|it| plain(&it.out)).collect();
    let span = |index: usize| {
        let at = format!("/clients/{index}/out");
        let place = tree.and_then(|tree| tree.span_at(at));
        place.unwrap_or(Span::at(file, 0))
    };
    for (index, output) in outputs.iter().enumerate() {
        let first = outputs.iter().position(|other| other == output);
        if let Some(first) = first.filter(|first| *first < index) {
            diag.report(&rules::source::SAME_OUTPUT, span(index))
                .arg(output.to_string_lossy())
                .also(span(first), &rules::remarks::FIRST);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// The keys of a client, as the reader of the configuration lists them when it meets another one.
    fn keys() -> BTreeSet<String> {
        let text = "clients: [{spec: a, out: b, no-such-key: c}]";
        let refused = serde_yaml::from_str::<super::Config>(text);
        let message = refused.expect_err("there is no such key").to_string();
        let (_, listed) = message
            .split_once("expected one of ")
            .expect("it says which there are");
        let quoted = listed.split('`').skip(1).step_by(2);
        quoted.map(str::to_owned).collect()
    }

    /// How a build script says what each key says.
    const METHODS: &[(&str, &str)] = &[
        ("spec", "new"),
        ("name", "compile"),
        // A build script writes a module below `OUT_DIR`.
        ("out", "compile"),
        ("module", "compile"),
        ("overlays", "overlay"),
        ("include", "include"),
        ("exclude", "exclude"),
        ("strict", "strict"),
        ("files", "file"),
        ("without-credentials", "without_credentials"),
        ("auth", "auth"),
        ("allow-origins", "allow_origin"),
        ("allow", "allow"),
        ("names", "rename"),
        ("exhaustive", "exhaustive"),
        ("narrow", "narrow"),
    ];

    /// What a manifest says: a module has none.
    const MANIFEST: &[&str] = &[
        "description",
        "license",
        "publish",
        "repository",
        "runtime",
        "version",
    ];

    #[test]
    fn every_key_of_the_configuration_has_its_method() {
        let source = include_str!("builder.rs");
        let said = METHODS
            .iter()
            .map(|(key, _)| *key)
            .chain(MANIFEST.iter().copied());
        assert_eq!(keys(), said.map(str::to_owned).collect::<BTreeSet<_>>());
        for (key, method) in METHODS {
            assert!(source.contains(&format!("    pub fn {method}(")), "{key}");
        }
    }
}
