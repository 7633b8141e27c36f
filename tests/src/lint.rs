//! What a person reads about a document, or about a configuration.

use std::path::Path;

use faultcode::internals::config;
use faultcode::internals::diagnostics::render::{self, Look};
use faultcode::internals::diagnostics::{Diagnostic, Diagnostics};
use faultcode::internals::load::Loader;
use faultcode::internals::source::SourceMap;
use faultcode::{Input, Options, Session};

/// What was found and how a person reads it.
#[derive(Clone, Debug)]
pub struct Linted {
    /// The findings in document order.
    pub found: Vec<Diagnostic>,
    /// The findings as printed: all of them, without colour.
    pub human: String,
}

/// The options that a document asks for in its first lines: `# --include NAME`.
fn asked(document: &Path) -> Options {
    let mut options = Options::named("client");
    let text = std::fs::read(document).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    for line in text.lines().map_while(|line| line.strip_prefix("# --")) {
        match line.split_once(' ') {
            Some(("include", name)) => options.include.push(name.to_owned()),
            Some(("exclude", name)) => options.exclude.push(name.to_owned()),
            Some(("rename", names)) => {
                let (thing, name) = names.split_once(" = ").expect("a thing and its name");
                options.names.push((thing.to_owned(), name.to_owned()));
            }
            // An overlay is no option: `lint` reads it.
            Some(("overlay", _)) => {}
            Some(("allow", rule)) => options.allow.push(rule.to_owned()),
            Some(("auth", text)) => {
                options.auth = serde_yaml::from_str(text).expect("what auth says");
            }
            Some(("allow-file", file)) => options.files.push(file.to_owned()),
            Some(("allow-origin", origin)) => options.allow_origins.push(origin.to_owned()),
            _ => panic!("{}: no option --{line}", document.display()),
        }
    }
    options
}

/// The packs that a document asks for in its first lines: `# --overlay @NAME`.
fn packs(document: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(document).unwrap_or_default();
    let lines = text.lines().map_while(|line| line.strip_prefix("# --"));
    let named = lines.filter_map(|line| line.strip_prefix("overlay "));
    named.map(str::to_owned).collect()
}

/// Runs every stage on a document with its overlay, as its first lines ask for it, without findings of the rules that are
/// allowed. Messages name the files as given here.
///
/// # Panics
///
/// The first lines ask for something that is no option.
pub fn lint(document: &Path, overlay: Option<&Path>, allow: &[&str]) -> Linted {
    let packs = packs(document);
    let input = packs
        .iter()
        .map(Path::new)
        .chain(overlay)
        .fold(Input::file(document), Input::overlay);
    let mut options = asked(document);
    options
        .allow
        .extend(allow.iter().map(|id| (*id).to_owned()));
    let mut session = Session::new(input, options);
    session.generate();
    linted(&mut session)
}

/// Reads a configuration file.
pub fn lint_config(path: &Path) -> Linted {
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    config::read(path, &mut loader, &mut diag);
    printed(diag.take(), loader.sources())
}

/// The findings of a session, printed.
pub fn linted(session: &mut Session<'_>) -> Linted {
    let found = session.findings().into_diagnostics();
    printed(found, session.sources())
}

fn printed(found: Vec<Diagnostic>, sources: &SourceMap) -> Linted {
    let look = Look {
        full: true,
        ..Look::default()
    };
    let human = render::human(&found, sources, look);
    Linted { found, human }
}
