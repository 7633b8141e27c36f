//! What can be said on the command line. It is one file, since the verbs share most of what can be said.

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
    /// Colours
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
    /// Begin: write faultcode.yaml and an overlay for a document, or an annotated document to start from
    Init(Init),
    /// Write a client crate, or one module with --module
    Generate(Generating),
    /// Compare what generate would write with what is there
    #[command(after_help = "Example: faultcode check || echo 'run faultcode generate'")]
    Check(Generate),
    /// Report every finding about a document
    #[command(
        after_help = "Examples:\n  faultcode lint api.yaml --deny warnings\n  faultcode lint --format sarif > findings.sarif"
    )]
    Lint(Lint),
    /// Print the error catalogue: operation by code
    Errors(Errors),
    /// Say what changes for callers from one document to another, or since a revision of git
    Diff(Diff),
    /// Make the draft of an overlay from pages about errors
    #[command(
        after_help = "Example: faultcode import-docs errors.html --spec vendor.yaml --out vendor.overlay.yaml"
    )]
    ImportDocs(ImportDocs),
    /// Hold what servers answered against a document, and draft an overlay of what it lacks
    #[command(
        after_help = "Example: faultcode learn session.har --spec vendor.yaml --out learned.overlay.yaml"
    )]
    Learn(Learn),
    /// Explain a rule
    #[command(after_help = "Example: faultcode explain unused-code")]
    Explain(Explain),
    /// Serve the API of a document, with every declared error on demand
    #[cfg(feature = "mock")]
    Mock(Mock),
    /// Print the JSON Schema of documents, overlays or faultcode.yaml, for editors
    Schema(Schema),
    /// List the overlays that come with this program, or print one
    #[command(after_help = "Example: faultcode packs @github > github.overlay.yaml")]
    Packs(Packs),
    /// Print the document or the model after a stage
    #[command(after_help = "Example: faultcode dump overlay api.yaml --overlay mine.yaml")]
    Dump(Dump),
    /// Print a completion script
    #[command(
        after_help = "Example: faultcode completions bash > /etc/bash_completion.d/faultcode"
    )]
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
    /// A file or folder that references may name, such as ../common
    ///
    /// It is relative to the document's folder. URL=FILE lets a file stand for an address.
    #[arg(long = "allow-file", value_name = "PATH")]
    pub files: Vec<String>,
    /// Call this tag or operationId without credentials
    #[arg(long, value_name = "NAME")]
    pub without_credentials: Vec<String>,
    /// A security scheme that the document lacks: token=bearer; or none
    ///
    /// A scheme is bearer, basic, or header, query or cookie with a name, as in key=header:X-Api-Key. `none` says that no credential is needed.
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
    /// The configuration; by default the nearest faultcode.yaml
    #[arg(long, value_name = "FILE", conflicts_with = "spec")]
    pub config: Option<PathBuf>,
    /// Take only this client of the configuration
    #[arg(long, value_name = "NAME", conflicts_with = "spec")]
    pub client: Vec<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  faultcode init vendor/shop.json\n  faultcode init                  # an annotated document to start from"
)]
pub(super) struct Init {
    /// The document, such as the saved file of a vendor; without one, an annotated document is written
    pub spec: Option<PathBuf>,
    /// The folder that files are written into
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub dir: PathBuf,
    /// The name of the client; by default the document's file name
    #[arg(long)]
    pub name: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example: faultcode schema > .faultcode/document.json, and as the first line of a document:\n  \
    # yaml-language-server: $schema=.faultcode/document.json"
)]
pub(super) struct Schema {
    /// Of what
    #[arg(value_enum, default_value_t = SchemaOf::Document)]
    pub of: SchemaOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaOf {
    /// OpenAPI documents with the extensions, and overlays
    Document,
    /// faultcode.yaml
    Config,
}

/// What `generate` takes beside what `check` takes.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  faultcode generate api.yaml --out client\n  faultcode generate --watch      # the clients of faultcode.yaml, again and again"
)]
pub(super) struct Generating {
    /// Stay, and write again whenever an input changes, until Ctrl-C
    #[arg(long)]
    pub watch: bool,
    #[command(flatten)]
    pub generate: Generate,
}

#[derive(Clone, Debug, Args)]
pub(super) struct Generate {
    /// The document, or `-`. Without it, faultcode.yaml says what to generate
    pub spec: Option<PathBuf>,
    /// The folder that is written
    #[arg(long, value_name = "DIR", requires = "spec")]
    pub out: Option<PathBuf>,
    /// The name of the client; by default the document's file name
    #[arg(long)]
    pub name: Option<String>,
    /// How the manifest names the runtime; git+URL#REV is a revision
    ///
    /// By default it is the folder in the clone that this program was built from, or else the version of the program.
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
#[command(
    after_help = "Example: faultcode errors orders.yaml payments.yaml --format html > errors.html"
)]
pub(super) struct Errors {
    /// The documents; `-` reads standard input. Without one, the clients of faultcode.yaml are looked at
    pub spec: Vec<PathBuf>,
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
    /// One page of all documents, with a matrix, a search, and what services say differently
    Html,
    Json,
    /// How many operations have typed errors, and what these come from (JSON)
    Counts,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  faultcode diff old.yaml new.yaml --overlay-old errors.yaml --overlay errors.yaml
  faultcode diff --against origin/main --format markdown

Ends with 1 where callers break, with 0 where they do not.")]
pub(super) struct Diff {
    /// The document as it was; `-` reads standard input
    #[arg(id = "spec", value_name = "OLD", required_unless_present = "against")]
    pub old: Option<PathBuf>,
    /// The document as it is
    #[arg(
        value_name = "NEW",
        required_unless_present = "against",
        conflicts_with = "against"
    )]
    pub new: Option<PathBuf>,
    /// A revision of git: the clients of faultcode.yaml, or the one document, there and now
    #[arg(long, value_name = "REV")]
    pub against: Option<String>,
    /// An overlay of the old document; several apply in order. `--overlay` is for the new one
    #[arg(long, value_name = "FILE|@PACK")]
    pub overlay_old: Vec<PathBuf>,
    /// The form of the changes
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub format: DiffFormat,
    /// Which clients of the configuration.
    #[command(flatten)]
    pub which: Which,
    /// What is read, and how.
    #[command(flatten)]
    pub source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    Text,
    Markdown,
    Json,
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

#[cfg(feature = "mock")]
#[derive(Debug, Args)]
#[command(
    after_help = "Example: faultcode mock shop.yaml --port 0 --script 'createOrder=503 x2, ok'
         curl -H 'Prefer: error=SOLD_OUT' http://127.0.0.1:4010/orders"
)]
pub(super) struct Mock {
    /// The document; `-` reads standard input
    pub spec: PathBuf,
    /// The port; 0 takes one that is free
    #[arg(long, default_value_t = 4010)]
    pub port: u16,
    /// The address to listen on
    #[arg(long, default_value = "127.0.0.1", value_name = "IP")]
    pub host: std::net::IpAddr,
    /// The next answers of an operation, or of * for any
    #[arg(long, value_name = "OPERATION=STEPS")]
    pub script: Vec<String>,
    /// A credential that is taken; without any, all are
    #[arg(long, value_name = "TEXT")]
    pub credential: Vec<String>,
    /// How many requests of one credential are answered, such as 100/60s
    #[arg(long, value_name = "N/TIME", value_parser = crate::mock::RateLimit::parse)]
    pub rate: Option<crate::mock::RateLimit>,
    /// Answer 404 for what was never created
    #[arg(long)]
    pub created_only: bool,
    /// The key that webhooks are signed with
    #[arg(long, value_name = "KEY")]
    pub webhook_key: Option<String>,
    /// How much faster than the wall its clock goes
    #[arg(long, default_value_t = 1.0, value_name = "TIMES")]
    pub speed: f64,
    /// What is read, and how.
    #[command(flatten)]
    pub source: Source,
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
