//! `faultcode.yaml`: which clients to generate, from what, to where.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::diagnostics::{Diagnostics, rules};
use crate::load::{Input, Loader};
use crate::source::Span;

/// The name of the configuration file.
pub const FILE_NAME: &str = "faultcode.yaml";

/// The configuration of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The clients to generate.
    pub clients: Vec<Client>,
}

/// One client. Paths are relative to the folder of the configuration file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Client {
    /// The name of the generated crate or module; from the document's file name when absent.
    pub name: Option<String>,
    /// The document.
    pub spec: PathBuf,
    /// Overlays, applied in order.
    #[serde(default)]
    pub overlays: Vec<PathBuf>,
    /// The folder that is written.
    pub out: PathBuf,
    /// How the generated manifest names the runtime: a path or a version.
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
    /// Files and folders below the document's folder that references may name.
    #[serde(default)]
    pub files: Vec<String>,
    /// Tags and operation ids that are called without credentials, whatever the document says.
    #[serde(default)]
    pub without_credentials: Vec<String>,
    /// Origins beside the API's own that credentials may go to, such as `https://uploads.shop.example`.
    #[serde(default)]
    pub allow_origins: Vec<String>,
    /// Rule ids whose warnings are not wanted.
    #[serde(default)]
    pub allow: Vec<String>,
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
                let paths = [&mut client.spec, &mut client.out]
                    .into_iter()
                    .chain(&mut client.overlays);
                paths.for_each(|path| *path = folder.join(&*path));
                // A version is no path; a path has a separator or begins with a dot.
                let is_path =
                    |runtime: &String| runtime.contains(['/', '\\']) || runtime.starts_with('.');
                if let Some(runtime) = client.runtime.as_mut().filter(|runtime| is_path(runtime)) {
                    *runtime = folder.join(&*runtime).to_string_lossy().into_owned();
                }
            }
            Some(config)
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
