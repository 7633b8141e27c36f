//! Generates a client of each document below `wire/` and `calls/`, as a user's build script does: for the test `wire`, and
//! for the tests of the call path.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let mut documents: Vec<PathBuf> = Vec::new();
    for folder in [Path::new("wire"), Path::new("calls")] {
        // The folder changes when a document comes or goes.
        println!("cargo:rerun-if-changed={}", folder.display());
        for entry in fs::read_dir(folder)? {
            documents.push(entry?.path());
        }
    }
    documents.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    documents.sort();
    for document in documents {
        let name = document.file_stem().and_then(|stem| stem.to_str());
        let name = name.ok_or("the name of a document is UTF-8")?.to_owned();
        if let Err(error) = faultcode::Builder::new(&document).compile(&name) {
            // Only the test that includes the client fails; all other tests of this package do not need it.
            let text = format!(
                "{error}; `cargo run -p faultcode -- lint tests/{}` says why",
                document.display()
            );
            fs::write(
                out.join(format!("{name}.rs")),
                format!("compile_error!({text:?});\n"),
            )?;
        }
    }
    Ok(())
}
