//! A small program whose build script makes its client, for generators that are libraries too.

use std::error::Error;
use std::fs;
use std::path::Path;

use super::cargo::Package;
use super::document::root;
use super::run::Settings;

/// The program's parts for one generator.
struct Script {
    /// The tables of dependencies.
    manifest: String,
    build: &'static str,
    main: &'static str,
}

fn script(peer: &str, tls: bool) -> Option<Script> {
    let here = root();
    match peer {
        "faultcode" => {
            let runtime = runtime(tls);
            Some(Script {
                manifest: format!(
                    "[dependencies]\nfaultcode-runtime = {{ {runtime} }}\n\n\
                     [build-dependencies]\nfaultcode = {{ path = {:?}, default-features = false }}\n",
                    here.join("generator")
                ),
                build: include_str!("../../programs/script/faultcode.rs"),
                main: "faultcode_runtime::include_client!(\"client\");\n\nfn main() {}\n",
            })
        }
        // As its own manual has it.
        "progenitor" => {
            let tls = if tls { ", \"rustls\"" } else { "" };
            Some(Script {
                manifest: format!(
                    "[dependencies]\nbytes = \"1\"\nfutures-core = \"0.3\"\nprogenitor-client = \"=0.15.1\"\n\
                     reqwest = {{ version = \"0.13\", default-features = false, features = [\"json\", \"query\", \"stream\"{tls}] }}\n\
                     serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_urlencoded = \"0.7\"\n\n\
                     [build-dependencies]\nprettyplease = \"0.2\"\nprogenitor = \"=0.15.1\"\nserde_json = \"1\"\n\
                     syn = \"2\"\n"
                ),
                build: include_str!("../../programs/script/progenitor.rs"),
                main: "#![allow(dead_code)]\n\ninclude!(concat!(env!(\"OUT_DIR\"), \"/client.rs\"));\n\nfn main() {}\n",
            })
        }
        _ => None,
    }
}

/// How a manifest names our runtime.
pub fn runtime(tls: bool) -> String {
    let path = root().join("runtime");
    if tls {
        format!("path = {path:?}")
    } else {
        format!("path = {path:?}, default-features = false, features = [\"cleartext\"]")
    }
}

/// Writes the program, if there is one for this generator.
///
/// # Errors
///
/// A file cannot be written.
pub fn write(
    peer: &str,
    tls: bool,
    document: &Path,
    folder: &Path,
    target: &Path,
    settings: &Settings,
) -> Result<Option<Package>, Box<dyn Error>> {
    let Some(script) = script(peer, tls) else {
        return Ok(None);
    };
    fs::create_dir_all(folder.join("src"))?;
    fs::copy(document, folder.join("ten.json"))?;
    let manifest = format!(
        "[package]\nname = \"scripted\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n{}\n[workspace]\n",
        script.manifest
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("build.rs"), script.build)?;
    fs::write(folder.join("src/main.rs"), script.main)?;
    Package::adopt(folder, target, settings.limit).map(Some)
}
