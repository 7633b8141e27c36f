//! The files that `init` writes: each new, all or none.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::super::arguments::SchemaOf;
use super::super::{jobs, schema};
use super::shown;
use crate::config::FILE_NAME;

/// What is wanted.
pub(super) struct Wanted<'w> {
    pub folder: &'w Path,
    pub spec: &'w Path,
    pub is_starter: bool,
    pub name: &'w str,
    pub title: &'w str,
    pub packs: &'w [String],
    pub is_open: bool,
}

/// The document to start from.
const STARTER: &str = include_str!("../../../starter/api.yaml");

/// Where editors find the schemas.
const SCHEMAS: [(&str, SchemaOf); 2] = [
    (".faultcode/document.json", SchemaOf::Document),
    (".faultcode/config.json", SchemaOf::Config),
];

/// A file below the folder, and its text.
type Made = (PathBuf, String);

/// Every file, those first that people read.
pub(super) fn made(wanted: &Wanted<'_>) -> Vec<Made> {
    let spec = match wanted.is_starter {
        true => "api.yaml".to_owned(),
        false => {
            let (folder, spec) = (wanted.folder, wanted.spec);
            jobs::relative(folder, spec).unwrap_or_else(|| spec.display().to_string())
        }
    };
    let mut files = Vec::new();
    let overlay = format!("{}.overlay.yaml", wanted.name);
    if wanted.is_starter {
        files.push((PathBuf::from("api.yaml"), STARTER.to_owned()));
    }
    files.push((
        PathBuf::from(FILE_NAME),
        configuration(wanted, &spec, &overlay),
    ));
    if !wanted.is_starter {
        files.push((PathBuf::from(&overlay), overlay_text(wanted, &spec)));
    }
    for (path, of) in SCHEMAS {
        files.push((PathBuf::from(path), schema::text(of)));
    }
    files
}

/// A text as YAML has it in quotes: JSON's are YAML's.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn configuration(wanted: &Wanted<'_>, spec: &str, overlay: &str) -> String {
    let mut overlays: Vec<String> = wanted.packs.iter().map(|it| quoted(it)).collect();
    if !wanted.is_starter {
        overlays.push(quoted(overlay));
    }
    let mut text = format!(
        "# yaml-language-server: $schema=.faultcode/config.json\n# Which clients are generated, from what, to where. Paths are relative \
         to this file.\nclients:\n  - name: {}\n    spec: {}\n    out: {}\n",
        quoted(wanted.name),
        quoted(spec),
        quoted(&format!("{}-client", wanted.name)),
    );
    if !overlays.is_empty() {
        text.push_str(&format!("    overlays: [{}]\n", overlays.join(", ")));
    }
    if wanted.is_open {
        text.push_str(
            "    # The document does not say how callers are authenticated; this does:\n    # auth: {schemes: {token: bearer}, \
             default: token}\n",
        );
    }
    text
}

fn overlay_text(wanted: &Wanted<'_>, spec: &str) -> String {
    let title = match wanted.title {
        "" => wanted.name,
        title => title,
    };
    format!(
        "# yaml-language-server: $schema=.faultcode/document.json\n# What {} does not say of its errors, beside it: a newer version of \
         it can take its place.\noverlay: 1.0.0\ninfo: {{title: {}, version: \"1\"}}\nactions:\n  # It adds nothing: what is known of \
         errors takes its place.\n  - target: $\n    update: {{}}\n#  - target: $\n#    update:\n#      # Where the body of a refusal has its code, its message and its details.\n#      x-error-envelope: {{code: /error/code, message: \
         /error/message, details: /error/details}}\n#      # Every code: under which status, and whether a repeat helps.\n#      \
         x-error-codes:\n#        SOLD_OUT: {{status: 409, retry: never, description: An item is not on stock.}}\n#        RATE_LIMITED: \
         {{status: 429, retry: throttle}}\n#  - target: $.paths['/orders'].post\n#    update:\n#      x-error-codes: [SOLD_OUT, \
         RATE_LIMITED]\n",
        one_comment(spec),
        quoted(&format!("Errors of {title}")),
    )
}

/// A path within a comment, where a line break would end it.
fn one_comment(text: &str) -> String {
    crate::diagnostics::one_line(text)
}

/// Writes the files; after a failure those that were written are taken away.
///
/// # Errors
///
/// One of them is there already, or cannot be written, in words.
pub(super) fn write(folder: &Path, files: &[Made]) -> Result<(), String> {
    if folder.exists() && !folder.is_dir() {
        return Err(format!("{} is no folder", shown(folder)));
    }
    let there = files.iter().map(|(path, _)| folder.join(path));
    if let Some(path) = there.into_iter().find(|it| it.symlink_metadata().is_ok()) {
        return Err(format!(
            "{} is there already, and init overwrites nothing",
            shown(&path)
        ));
    }
    let mut written = Vec::new();
    for (path, text) in files {
        let path = folder.join(path);
        let fresh = path.parent().filter(|it| !it.exists()).map(Path::to_owned);
        match one(&path, text) {
            Ok(()) => written.push((path, fresh)),
            Err(error) => {
                for (path, fresh) in written.iter().rev() {
                    // What cannot be taken away is the smaller trouble, which the message is not about.
                    let _ = fs::remove_file(path);
                    if let Some(fresh) = fresh {
                        let _ = fs::remove_dir(fresh);
                    }
                }
                return Err(format!("{} cannot be written: {error}", shown(&path)));
            }
        }
    }
    Ok(())
}

fn one(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}
