//! Generates typed Rust clients, with an error enum per endpoint, from annotated OpenAPI documents.
//!
//! [`generate`] is the whole pipeline. Its caller owns the findings and the texts that they point into:
//!
//! ```
//! use faultcode::diagnostics::Diagnostics;
//! use faultcode::load::{self, Loader};
//! use faultcode::{Input, Options, generate};
//!
//! let document = br#"{
//!     "openapi": "3.1.0",
//!     "info": {"title": "Greetings", "version": "1.0.0"},
//!     "x-error-codes": {"TOO_EARLY": {"status": 425, "retry": "transient"}},
//!     "paths": {"/hello": {"get": {
//!         "operationId": "sayHello",
//!         "x-error-codes": ["TOO_EARLY"],
//!         "responses": {"204": {"description": "Said."}, "425": {"description": "Not yet."}}
//!     }}}
//! }"#;
//! let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
//! let input = Input::of(load::Input::Bytes { name: "greetings.json", bytes: document });
//!
//! let output = generate(&input, &Options::named("greetings"), &mut loader, &mut diag).expect("the document is sound");
//! let file = output.files.iter().find(|file| file.path.ends_with("say_hello.rs")).expect("one file per operation");
//! assert!(file.text.contains("pub enum SayHelloError {"));
//! # diag.take();
//! ```
#![warn(missing_docs)]

mod access;
mod analyse;
pub mod builder;
pub mod catalogue;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod diagnostics;
pub mod dialect;
mod digest;
pub mod emit;
mod extension;
pub mod format;
pub mod ir;
pub mod load;
pub mod lower;
pub mod model;
pub mod normalise;
pub mod overlay;
pub mod plan;
pub mod render;
pub mod resolve;
pub mod select;
pub mod source;
pub mod verify;
mod workers;
pub mod write;
pub mod yaml_out;

use std::path::PathBuf;

use crate::diagnostics::{Diagnostics, rules};
use crate::emit::Runtime;
use crate::ir::Api;
use crate::load::Loader;
use crate::resolve::Reach;
use crate::source::Span;

pub use crate::builder::Builder;
pub use crate::render::{File, Form};

/// What is read.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// The document.
    pub document: load::Input<'a>,
    /// Overlays, applied in order.
    pub overlays: Vec<load::Input<'a>>,
}

impl<'a> Input<'a> {
    /// A document without overlays.
    pub fn of(document: load::Input<'a>) -> Self {
        Self {
            document,
            overlays: Vec::new(),
        }
    }
}

/// What is made of it.
#[derive(Clone, Debug)]
pub struct Options {
    /// The name of the package, or of the module.
    pub name: String,
    /// A crate or a module.
    pub form: Form,
    /// How the manifest names the runtime.
    pub runtime: Runtime,
    /// Tags and operation ids to generate; empty means all.
    pub include: Vec<String>,
    /// Tags and operation ids to leave out.
    pub exclude: Vec<String>,
    /// Files and folders below the document's folder that references may name; `https://host/a.yaml=vendor/a.yaml` lets a
    /// file stand for an address.
    pub files: Vec<String>,
    /// Tags and operation ids that are called without credentials, whatever the document says.
    pub without_credentials: Vec<String>,
    /// Origins beside the API's own that credentials may go to.
    pub allow_origins: Vec<String>,
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
            allow_origins: Vec::new(),
        }
    }
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Output {
    /// Every file, in a fixed order.
    pub files: Vec<File>,
    /// How much of what there is.
    pub summary: Summary,
}

/// How much there is of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Operations.
    pub operations: usize,
    /// Named types.
    pub types: usize,
    /// Error entries: codes, and statuses where an API has no codes.
    pub codes: usize,
    /// Files.
    pub files: usize,
}

/// Makes a client of a document: all files of it, nothing written. `None` when an error was found.
pub fn generate(
    input: &Input<'_>,
    options: &Options,
    loader: &mut Loader,
    diag: &mut Diagnostics,
) -> Option<Output> {
    let api = understand(input, options, loader, diag)?;
    assemble(&api, input, options, loader, diag)
}

/// The second half of [`generate`]: all files of the client of an API. `None` when an error was found.
pub fn assemble(
    api: &Api,
    input: &Input<'_>,
    options: &Options,
    loader: &Loader,
    diag: &mut Diagnostics,
) -> Option<Output> {
    plan::check_package(&options.name, diag, Span::at(source::FileId(0), 0));
    let mut plan = plan::plan(api, &options.name, diag);
    sound(diag)?;
    if options.form == Form::Crate {
        plan = plan.with_features();
    }

    // From here on nothing depends on the document being right: emit, format and verify, file by file.
    let origin = render::Origin::new(&input.document, loader.sources());
    let files = match render::render(&plan, options, &origin) {
        Ok(files) => files,
        Err(fault) => {
            diag.report(
                &rules::names::REFUSED_OUTPUT,
                Span::at(source::FileId(0), 0),
            )
            .arg(fault.to_string());
            return None;
        }
    };
    let summary = Summary {
        operations: api.operations.len(),
        types: api.types.len(),
        codes: api.codes.len(),
        files: files.len(),
    };
    Some(Output { files, summary })
}

/// The first half of [`generate`]: what the document says, free of OpenAPI's syntax. `None` when an error was found.
pub fn understand(
    input: &Input<'_>,
    options: &Options,
    loader: &mut Loader,
    diag: &mut Diagnostics,
) -> Option<Api> {
    let document = load::load(input.document, loader, diag);
    let overlays: Vec<_> = input
        .overlays
        .iter()
        .filter_map(|overlay| loader.read(*overlay, diag))
        .collect();
    sound(diag)?;
    let mut tree = overlay::overlay(document.node, &overlays, loader, diag);
    normalise::webhooks::adopt(&mut tree);
    let tree = resolve::resolve(tree, document.version, &reach(input, options), loader, diag);
    let tree = normalise::normalise(tree, document.version, diag);
    sound(diag)?;
    let (tree, origins) = dialect::translate(tree, diag);
    let model = model::model(&tree, diag);
    sound(diag)?;
    let mut api = lower::lower(&model, &tree, &origins, diag);
    access::apply(&mut api, options, diag);
    check::check(&api, diag);
    sound(diag)?;
    Some(select::select(api, &options.include, &options.exclude))
}

/// Every stage reports all it finds; only the driver stops, and only between stages.
fn sound(diag: &Diagnostics) -> Option<()> {
    (!diag.has_errors()).then_some(())
}

fn reach(input: &Input<'_>, options: &Options) -> Reach {
    Reach {
        entry: match input.document {
            load::Input::File(path) => Some(PathBuf::from(path)),
            load::Input::Bytes { .. } => None,
        },
        allowed: options.files.clone(),
    }
}
