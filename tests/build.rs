//! Generates a client of each document below `wire/`, as a user's build script does, for the test `wire`.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("wire");
    // The folder changes when a document comes or goes.
    println!("cargo:rerun-if-changed={}", folder.display());
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let mut documents: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
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
