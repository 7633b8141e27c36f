//! What is wanted of a document.

use crate::auth::Auth;
use crate::config::Places;
use crate::emit::Runtime;
use crate::infer::Narrow;
use crate::render::Form;

/// What is made of a document, and how strictly it is read. Every verb, the configuration and [`crate::Builder`] come here.
#[derive(Clone, Debug)]
pub struct Options {
    /// The name of the package, or of the module.
    pub name: String,
    /// A crate or a module.
    pub form: Form,
    /// How the manifest names the runtime.
    pub runtime: Runtime,
    /// Tags, operation ids and names of webhooks to generate; empty means all.
    pub include: Vec<String>,
    /// Tags, operation ids and names of webhooks to leave out.
    pub exclude: Vec<String>,
    /// Files and folders that references may name, relative to the document's folder: below it, or elsewhere by name, such as
    /// `../common`. `https://host/a.yaml=vendor/a.yaml` lets a file stand for an address.
    pub files: Vec<String>,
    /// Tags and operation ids that are called without credentials, whatever the document says.
    pub without_credentials: Vec<String>,
    /// What the user says of credentials beside the document.
    pub auth: Auth,
    /// Origins beside the API's own that credentials may go to.
    pub allow_origins: Vec<String>,
    /// Repairs are errors.
    pub strict: bool,
    /// Rule ids whose warnings are dropped.
    pub allow: Vec<String>,
    /// Names for what an operation id, a schema, a code, a tag or a JSON pointer names.
    pub names: Vec<(String, String)>,
    /// Whether error enums can be matched without a last arm, so that a declared error that nobody handles does not compile.
    pub exhaustive: bool,
    /// Which codes an enum has where a schema lists many.
    pub narrow: Narrow,
    /// What the manifest of a crate says beside its name.
    pub package: Package,
    /// Where a configuration says all this.
    #[doc(hidden)]
    pub places: Places,
}

/// What the manifest of a crate says beside its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its version.
    pub version: String,
    /// Its licence, as an SPDX expression.
    pub license: Option<String>,
    /// Where its source is.
    pub repository: Option<String>,
    /// What it is, in a line; made of the document's title where nothing is given.
    pub description: Option<String>,
    /// Whether it can be published.
    pub publish: bool,
}

impl Default for Package {
    fn default() -> Self {
        Self {
            version: "0.1.0".to_owned(),
            license: None,
            repository: None,
            description: None,
            publish: true,
        }
    }
}

impl Options {
    /// A crate of that name with everything in it.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            form: Form::Crate,
            runtime: Runtime::Version(env!("CARGO_PKG_VERSION").to_owned()),
            include: Vec::new(),
            exclude: Vec::new(),
            files: Vec::new(),
            without_credentials: Vec::new(),
            auth: Auth::new(),
            allow_origins: Vec::new(),
            strict: false,
            allow: Vec::new(),
            names: Vec::new(),
            exhaustive: false,
            narrow: Narrow::No,
            package: Package::default(),
            places: Places::default(),
        }
    }
}
