//! Generates a client of each document below `wire/` and `calls/`, as a user's build script does: for the test `wire`, and
//! for the tests of the call path.

#[path = "src/outside.rs"]
mod outside;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use faultcode::{Auth, AuthScheme};

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    fs::write(out.join("operations.rs"), operations()?)?;
    look_outside();
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
        for (name, builder) in clients(&name, faultcode::Builder::new(&document)) {
            let Err(error) = builder.compile(&name) else {
                continue;
            };
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

/// Tells the tests what is there of what is no part of the repository. A path that is absent is not watched: Cargo would run
/// this again and again.
fn look_outside() {
    let all = [
        ("chromium", outside::chromium()),
        ("corpus", outside::corpus()),
        ("faults", outside::faults()),
        ("five_pages", outside::five_pages()),
        ("import_pages", outside::import_pages()),
        ("openapi_fetch", outside::openapi_fetch()),
        ("openapi_generator", outside::openapi_generator()),
        ("openapi_schemas", outside::openapi_schemas()),
        ("openapi_validator", outside::openapi_validator()),
        ("postgres", outside::postgres()),
        ("pre_commit", outside::pre_commit()),
        ("prism", outside::prism()),
        ("sarif_schema", outside::sarif_schema()),
        ("tinyproxy", outside::tinyproxy()),
    ];
    let names = all.each_ref().map(|(name, _)| *name);
    println!("cargo:rustc-check-cfg=cfg({})", names.join(", "));
    for (name, found) in all {
        if let Some(path) = found {
            println!("cargo:rustc-cfg={name}");
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
    for variable in outside::VARIABLES {
        println!("cargo:rerun-if-env-changed={variable}");
    }
}

/// The clients of a document: one as it stands, and others of the options that a test is about.
fn clients(document: &str, builder: faultcode::Builder) -> Vec<(String, faultcode::Builder)> {
    let mut clients = vec![(document.to_owned(), builder.clone())];
    if document == "credentials" {
        let allowed = builder.allow_origin("https://uploads.example");
        let allowed = allowed.without_credentials("login");
        clients.push(("credentials_allowed".to_owned(), allowed));
    } else if document == "no_scheme" {
        let token = Auth::new().scheme("token", AuthScheme::Bearer);
        clients.push((
            "given_optional".to_owned(),
            builder.clone().auth(token.clone()),
        ));
        let all = token
            .scheme("user", AuthScheme::Basic)
            .scheme("key", AuthScheme::Header("X-Api-Key".to_owned()))
            .scheme("session", AuthScheme::Cookie("sid".to_owned()))
            .scheme("old", AuthScheme::Query("key".to_owned()))
            .default_needs(["token"])
            .needs("searchOrders", ["token", "key"])
            .needs_together("exports", ["token", "key"])
            .needs("session", ["session"])
            .no_needs("login")
            .needs("reports", ["user"])
            .needs("old", ["old"]);
        clients.push(("given_credentials".to_owned(), builder.auth(all)));
    } else if document == "root_security" {
        let open = builder.auth(Auth::new().no_needs("login"));
        clients.push(("root_security_open".to_owned(), open));
    } else if document == "made_tokens" {
        let chosen = builder.include("getInvoice");
        clients.push(("made_tokens_chosen".to_owned(), chosen.clone()));
        let left_out = chosen.exclude("createBusinessToken");
        clients.push(("made_tokens_left_out".to_owned(), left_out));
    }
    clients
}

/// The tests of the checked-in clients as functions, a module per client: `all()` hands each operation, its error enum and
/// the samples to whatever is called `drive` where this is included.
fn operations() -> Result<String, Box<dyn Error>> {
    let clients = Path::new("../generated-example");
    let mut modules = String::new();
    for client in [
        "accounts",
        "billium",
        "getbill",
        "partner-invoicing",
        "sessions",
    ] {
        let file = clients.join(client).join("tests/errors.rs");
        println!("cargo:rerun-if-changed={}", file.display());
        let text = fs::read_to_string(&file)?;
        let driven = text.lines().filter(|line| {
            !line.starts_with("//")
                && !line.starts_with("#[test]")
                && !line.contains("::testing::check_errors;")
        });
        let body: Vec<&str> = driven.collect();
        let names = body
            .iter()
            .filter_map(|line| line.strip_prefix("fn ")?.strip_suffix(" {"));
        let calls: String = names.map(|name| format!("        {name};\n")).collect();
        modules += &format!(
            "pub mod {} {{\n    use super::drive as check_errors;\n{}\n    pub fn all() {{\n{calls}    }}\n}}\n",
            client.replace('-', "_"),
            body.join("\n"),
        );
    }
    Ok(modules)
}
