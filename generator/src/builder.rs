//! Generation in a build script.

use std::env;
use std::error::Error;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Auth, File, Form, Input, Narrow, Options, Session, write};

/// Generates a client into `OUT_DIR`, where `faultcode_runtime::include_client!` finds it.
///
/// ```no_run
/// fn main() -> Result<(), Box<dyn std::error::Error>> {
///     faultcode::Builder::new("specs/billium.yaml").overlay("specs/mine.yaml").compile("billium")
/// }
/// ```
///
/// The network is never used and nothing but `OUT_DIR` is written. Every file that is read makes Cargo run the script
/// again when it changes. Findings go to standard error.
#[derive(Clone, Debug)]
pub struct Builder {
    document: PathBuf,
    overlays: Vec<PathBuf>,
    options: Options,
}

impl Builder {
    /// A client of the document at this path, relative to the package.
    pub fn new(document: impl Into<PathBuf>) -> Self {
        Self {
            document: document.into(),
            overlays: Vec::new(),
            options: Options {
                form: Form::Module,
                ..Options::named("")
            },
        }
    }

    /// An overlay, a file or one that comes with the program, such as `@stripe`; several apply in order.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.overlays.push(path.into());
        self
    }

    /// Generates only operations and webhooks of this tag, operation id or name; several add up. A name that nothing has is an
    /// error.
    #[must_use]
    pub fn include(mut self, name: impl Into<String>) -> Self {
        self.options.include.push(name.into());
        self
    }

    /// Leaves out operations and webhooks of this tag, operation id or name, before anything of the document is judged.
    #[must_use]
    pub fn exclude(mut self, name: impl Into<String>) -> Self {
        self.options.exclude.push(name.into());
        self
    }

    /// A file or folder that references may name, relative to the document's folder: below it, or elsewhere by name, such as
    /// `../common`.
    #[must_use]
    pub fn file(mut self, path: impl Into<String>) -> Self {
        self.options.files.push(path.into());
        self
    }

    /// Calls operations of this tag, or with this operation id, without credentials, whatever the document says: a log-in
    /// below a `security` of the whole document.
    #[must_use]
    pub fn without_credentials(mut self, name: impl Into<String>) -> Self {
        self.options.without_credentials.push(name.into());
        self
    }

    /// Says what the document does not say of credentials, or says otherwise: schemes, and which operations need them.
    #[must_use]
    pub fn auth(mut self, auth: Auth) -> Self {
        self.options.auth = auth;
        self
    }

    /// Another origin than the API's own that credentials may go to, such as `https://uploads.shop.example`: that of a server
    /// which the document gives to single operations.
    #[must_use]
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.options.allow_origins.push(origin.into());
        self
    }

    /// Makes every repair of the document an error.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.options.strict = true;
        self
    }

    /// Drops warnings of this rule.
    #[must_use]
    pub fn allow(mut self, rule: impl Into<String>) -> Self {
        self.options.allow.push(rule.into());
        self
    }

    /// Gives another name to what an operation id, a schema, an error code, a tag, or a JSON pointer into the document names. Where
    /// two things have one name, `operation:`, `schema:`, `code:` or `tag:` in front says which is meant.
    #[must_use]
    pub fn rename(mut self, thing: impl Into<String>, name: impl Into<String>) -> Self {
        self.options.names.push((thing.into(), name.into()));
        self
    }

    /// Lets error enums be matched without a last arm, so that a declared error that nobody handles does not compile.
    #[must_use]
    pub fn exhaustive(mut self) -> Self {
        self.options.exhaustive = true;
        self
    }

    /// Says which codes an enum has where a schema lists many.
    #[must_use]
    pub fn narrow(mut self, narrow: Narrow) -> Self {
        self.options.narrow = narrow;
        self
    }

    /// Writes the client as a module of this name.
    ///
    /// # Errors
    ///
    /// The document has errors, which were printed to standard error, or `OUT_DIR` cannot be written.
    pub fn compile(self, name: &str) -> Result<(), Box<dyn Error>> {
        let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: this is for build scripts")?;
        self.compile_into(name, Path::new(&out))
    }

    fn compile_into(mut self, name: &str, out: &Path) -> Result<(), Box<dyn Error>> {
        self.options.name = name.to_owned();
        let input = self
            .overlays
            .iter()
            .fold(Input::file(&self.document), |input, path| {
                input.overlay(path)
            });
        let mut session = Session::new(input, self.options);
        let output = session.generate();
        tell(&Line::RerunIfChanged(&self.document));
        for file in session.files() {
            tell(&Line::RerunIfChanged(file));
        }
        eprint!("{}", session.findings());
        let Some(output) = output else {
            return Err(format!("no client was generated from {}", self.document.display()).into());
        };
        let module = crate::plan::module_name(name);
        write::write(&out.join(&module), &output.files)?;
        let shim = File {
            path: format!("{name}.rs"),
            text: format!("#[path = \"{module}/mod.rs\"]\npub mod {module};\n"),
        };
        let shim_path = out.join(&shim.path);
        if fs::read_to_string(&shim_path).ok().as_deref() != Some(&shim.text) {
            fs::write(&shim_path, shim.text)?;
        }
        Ok(())
    }
}

/// Everything that Cargo is told. There is no text of a document in it.
enum Line<'a> {
    RerunIfChanged(&'a Path),
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RerunIfChanged(path) => write!(f, "cargo:rerun-if-changed={}", path.display()),
        }
    }
}

/// The only writer to standard output, which Cargo reads. A path with a line break would be two lines.
fn tell(line: &Line<'_>) {
    let line = line.to_string();
    if !line.contains(['\n', '\r']) {
        println!("{line}");
    }
}
