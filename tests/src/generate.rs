//! Generation through the library.

use std::path::Path;

use faultcode::{File, Input, Options, Runtime, Session};

use crate::lint::{Linted, linted};
use crate::tree;

/// The clients of `faultcode.yaml`: the names of their documents and of their folders.
pub const CLIENTS: &[&str] = &[
    "billium",
    "accounts",
    "sessions",
    "getbill",
    "partner-invoicing",
];

/// What generation gave.
#[derive(Debug)]
pub struct Generated {
    /// The files; none when the document has errors.
    pub files: Option<Vec<File>>,
    /// What was found.
    pub linted: Linted,
}

/// Options of a client of this name below `generated-example/`.
pub fn options(name: &str) -> Options {
    Options {
        runtime: Runtime::Path("../../runtime".to_owned()),
        ..Options::named(name)
    }
}

/// The files of one of the checked-in clients.
///
/// # Panics
///
/// The document has errors.
pub fn client(name: &str) -> Vec<File> {
    let mut options = options(name);
    options.package.publish = false;
    of_spec(name, &options)
}

/// The files of a client of the same document, of which nothing more is said.
///
/// # Panics
///
/// The document has errors.
pub fn of_spec(name: &str, options: &Options) -> Vec<File> {
    let path = tree::root().join(format!("specs/{name}.yaml"));
    let made = from_file(&path, options);
    made.files
        .unwrap_or_else(|| panic!("{}", made.linted.human))
}

/// A client of a document that stands in memory.
pub fn from_bytes(name: &str, bytes: &[u8], options: &Options) -> Generated {
    from(Input::bytes(name, bytes), options.clone())
}

/// The same where every repair is an error.
pub fn strictly(name: &str, bytes: &[u8], options: &Options) -> Generated {
    let strict = Options {
        strict: true,
        ..options.clone()
    };
    from(Input::bytes(name, bytes), strict)
}

/// A client of a file.
pub fn from_file(path: &Path, options: &Options) -> Generated {
    from(Input::file(path), options.clone())
}

fn from(document: Input<'_>, options: Options) -> Generated {
    let mut session = Session::new(document, options);
    let output = session.generate();
    Generated {
        files: output.map(|output| output.files),
        linted: linted(&mut session),
    }
}
