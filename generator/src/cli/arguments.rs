//! What can be said on the command line.

use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{Auth, Options, Stage};

/// Typed Rust clients and errors from OpenAPI documents.
#[derive(Debug, Parser)]
#[command(
    name = "faultcode",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
    /// Print errors only.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print more; twice for every stage.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Show every finding, and not the first few of each rule
    #[arg(long, global = true)]
    pub full: bool,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub color: Colour,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Write a client crate, or one module with --module
    Generate(Generate),
    /// Compare what generate would write with what is there
    Check(Generate),
    /// Report every finding about a document
    Lint(Lint),
    /// Print the error catalogue: operation by code
    Errors(Errors),
    /// Make the draft of an overlay from pages about errors
    ImportDocs(ImportDocs),
    /// Hold what servers answered against a document, and draft an overlay of what it lacks
    Learn(Learn),
    /// Explain a rule
    Explain(Explain),
    /// List the overlays that come with this program, or print one
    Packs(Packs),
    /// Print the document or the model after a stage
    Dump(Dump),
    /// Print a completion script
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// What is read, and how.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Source {
    /// An overlay, or a pack such as @stripe; several apply in order
    #[arg(long, value_name = "FILE|@PACK")]
    pub overlay: Vec<PathBuf>,
    /// Take only this tag, operationId or webhook
    #[arg(long, value_name = "NAME")]
    pub include: Vec<String>,
    /// Leave out this tag, operationId or webhook
    #[arg(long, value_name = "NAME")]
    pub exclude: Vec<String>,
    /// A file or folder that references may name, relative to the document's folder, such as ../common; URL=FILE lets a file stand for an address
    #[arg(long = "allow-file", value_name = "PATH")]
    pub files: Vec<String>,
    /// Call this tag or operationId without credentials, whatever the document says
    #[arg(long, value_name = "NAME")]
    pub without_credentials: Vec<String>,
    /// A security scheme that the document lacks: bearer, basic, or header, query or cookie with a name, as in key=header:X-Api-Key;
    /// `none` says that no credential is needed
    #[arg(long, value_name = "NAME=KIND")]
    pub auth: Vec<AuthText>,
    /// Another origin than the API's own that credentials may go to
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    pub allow_origins: Vec<String>,
    /// Treat every repair of the document as an error
    #[arg(long)]
    pub strict: bool,
    /// Drop warnings of this rule
    #[arg(long, value_name = "RULE")]
    pub allow: Vec<String>,
}

/// Which clients of the configuration, where no document is given.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Which {
    /// The configuration file; by default the nearest faultcode.yaml
    #[arg(long, value_name = "FILE", conflicts_with = "spec")]
    pub config: Option<PathBuf>,
    /// Take only this client of the configuration
    #[arg(long, value_name = "NAME", conflicts_with = "spec")]
    pub client: Vec<String>,
}

#[derive(Clone, Debug, Args)]
pub(super) struct Generate {
    /// The document; `-` reads standard input. Without it, faultcode.yaml says what to generate
    pub spec: Option<PathBuf>,
    /// The folder that is written
    #[arg(long, value_name = "DIR", requires = "spec")]
    pub out: Option<PathBuf>,
    /// The name of the crate or module; by default the document's file name
    #[arg(long)]
    pub name: Option<String>,
    /// How the manifest names the runtime: a folder, a version, or git+URL#REV; by default the folder in the clone that this
    /// program was built from, or else its own version
    #[arg(long, value_name = "PATH|VERSION|GIT")]
    pub runtime: Option<String>,
    /// Write one module tree instead of a crate
    #[arg(long)]
    pub module: bool,
    /// Which clients of the configuration.
    #[command(flatten)]
    pub which: Which,
    /// The form of what is said; sarif has the findings, and what `check` finds out of date
    #[arg(long, value_enum, default_value_t = GenerateFormat::Human)]
    pub format: GenerateFormat,
    /// What is read, and how.
    #[command(flatten)]
    pub source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum GenerateFormat {
    Human,
    Json,
    Sarif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SummaryFormat {
    Human,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Lint {
    /// The document; `-` reads standard input. Without it, the clients of faultcode.yaml are looked at
    pub spec: Option<PathBuf>,
    /// Which clients of the configuration.
    #[command(flatten)]
    pub which: Which,
    /// The form of the findings
    #[arg(long, value_enum, default_value_t = LintFormat::Human)]
    pub format: LintFormat,
    /// The level from which findings end with exit code 1
    #[arg(long, value_enum, default_value_t = Level::Errors)]
    pub deny: Level,
    /// What is read, and how.
    #[command(flatten)]
    pub source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LintFormat {
    Human,
    Json,
    Sarif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Level {
    Errors,
    Warnings,
}

#[derive(Debug, Args)]
pub(super) struct Errors {
    /// The document; `-` reads standard input. Without it, the clients of faultcode.yaml are looked at
    pub spec: Option<PathBuf>,
    /// Which clients of the configuration.
    #[command(flatten)]
    pub which: Which,
    /// The form of the catalogue
    #[arg(long, value_enum, default_value_t = CatalogueFormat::Table)]
    pub format: CatalogueFormat,
    /// What is read, and how.
    #[command(flatten)]
    pub source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CatalogueFormat {
    Table,
    Md,
    Html,
    Json,
    /// How many operations have typed errors, and what these come from (JSON)
    Counts,
}

#[derive(Debug, Args)]
pub(super) struct ImportDocs {
    /// The pages: HTML, Markdown, text as it is or as pasted from a browser, or a list of codes in YAML or JSON
    #[arg(required = true, value_name = "PAGE")]
    pub pages: Vec<PathBuf>,
    /// The document that the overlay is for: codes are tied to its operations, as far as that is sure
    #[arg(long)]
    pub spec: Option<PathBuf>,
    /// The file that is written; without it, the draft goes to standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Learn {
    /// HAR files, files of the runtime's recorder, or folders with an answer per file
    #[arg(required = true)]
    pub traffic: Vec<PathBuf>,
    /// The document; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    pub spec: PathBuf,
    /// Where the API was called, if not at a server of the document: a URL with the path that all operations stand below
    #[arg(long, value_name = "URL")]
    pub server: Vec<String>,
    /// Write what was seen and is not declared as an overlay, to be read before it counts
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// End with exit code 1 where a code or a status was seen that the operation does not declare
    #[arg(long, value_enum, value_name = "WHAT")]
    pub fail_on: Option<FailOn>,
    /// What is read, and how.
    #[command(flatten)]
    pub source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Unknown,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The rule's id, as findings print it
    #[arg(required_unless_present = "list")]
    pub rule: Option<String>,
    /// List every rule
    #[arg(long)]
    pub list: bool,
}

#[derive(Debug, Args)]
pub(super) struct Packs {
    /// The pack to print, with @ or without; by default all are listed
    pub name: Option<String>,
    /// The form of the list
    #[arg(long, value_enum, default_value_t = SummaryFormat::Human, conflicts_with = "name")]
    pub format: SummaryFormat,
}

#[derive(Debug, Args)]
pub(super) struct Dump {
    /// The stage
    #[arg(value_parser = stages())]
    pub stage: Stage,
    /// The document; `-` reads standard input
    pub spec: PathBuf,
    /// What is read, and how.
    #[command(flatten)]
    pub source: Source,
}

impl Source {
    /// The options of a verb that writes no client.
    pub fn options(&self, name: &str) -> Options {
        self.over(Options::named(name))
    }

    /// What is said on the command line, on top of what is said elsewhere.
    pub fn over(&self, mut options: Options) -> Options {
        let lists = [
            (&mut options.include, &self.include),
            (&mut options.exclude, &self.exclude),
            (&mut options.files, &self.files),
            (&mut options.without_credentials, &self.without_credentials),
            (&mut options.allow_origins, &self.allow_origins),
            (&mut options.allow, &self.allow),
        ];
        for (list, own) in lists {
            list.extend(own.iter().cloned());
        }
        for AuthText(text) in &self.auth {
            // What cannot be read was refused with the other arguments.
            let _ = options.auth.add(text);
        }
        options.strict |= self.strict;
        options
    }
}

/// What one `--auth` says, as it was given.
#[derive(Clone, Debug)]
pub(super) struct AuthText(String);

impl FromStr for AuthText {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Auth::new().add(text).map(|()| Self(text.to_owned()))
    }
}

/// A stage by its word.
fn stages() -> impl TypedValueParser<Value = Stage> {
    let words = Stage::ALL.map(|stage| PossibleValue::new(stage.word()).help(stage.what()));
    PossibleValuesParser::new(words).try_map(|word| Stage::of(&word).ok_or("no such stage"))
}
