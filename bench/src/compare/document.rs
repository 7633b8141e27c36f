//! The documents that are compared: one of our own, and some of others, which lie beside the repository.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// A document that every generator is given.
#[derive(Clone, Debug)]
pub struct Document {
    /// The name in reports and on the command line.
    pub name: &'static str,
    /// Where it lies.
    pub path: PathBuf,
    /// Whether it is so small that fixed costs are all that is seen of it.
    pub small: bool,
    /// The start of its digest.
    pub digest: String,
}

/// Name, path and whether it is small; a path that starts with `@` lies in the collection.
const DOCUMENTS: [(&str, &str, bool); 7] = [
    ("petstore", "bench/documents/petstore.yaml", true),
    ("adyen", "@adyen-checkout-v72.yaml", false),
    ("stripe", "@stripe.yaml", false),
    ("plaid", "@plaid.yaml", false),
    ("openai", "@openai.json", false),
    ("github", "@github.json", false),
    ("github-full", "@xl/github-full.json", false),
];

/// The documents of these names, or all; and the names of those that are not there.
pub fn documents(names: &[String]) -> (Vec<Document>, Vec<&'static str>) {
    let (mut there, mut absent) = (Vec::new(), Vec::new());
    for (name, path, small) in DOCUMENTS {
        if !names.is_empty() && !names.iter().any(|it| it == name) {
            continue;
        }
        let path = match path.strip_prefix('@') {
            Some(path) => corpus().join(path),
            None => root().join(path),
        };
        match (fs::read(&path), fs::canonicalize(&path)) {
            (Ok(bytes), Ok(path)) => there.push(Document {
                name,
                path,
                small,
                digest: digest(&bytes),
            }),
            _ => absent.push(name),
        }
    }
    (there, absent)
}

/// The names that can be asked for.
pub fn names() -> Vec<&'static str> {
    DOCUMENTS.iter().map(|(name, ..)| *name).collect()
}

/// The start of a digest of some bytes: enough to tell versions apart.
pub fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .take(8)
        .map(|it| format!("{it:02x}"))
        .collect()
}

/// The repository.
pub fn root() -> PathBuf {
    // A benchmark runs where it was built.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::canonicalize(&folder).unwrap_or(folder)
}

/// The documents of others: `FAULTCODE_CORPUS`, or `shared/corpus` beside the repository. A work tree may lie one folder
/// deeper.
pub fn corpus() -> PathBuf {
    if let Some(folder) = std::env::var_os("FAULTCODE_CORPUS") {
        return folder.into();
    }
    let above = root();
    let found = above
        .ancestors()
        .skip(1)
        .map(|folder| folder.join("shared/corpus"))
        .find(|folder| folder.is_dir());
    found.unwrap_or_else(|| above.join("../shared/corpus"))
}
