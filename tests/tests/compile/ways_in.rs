//! Each way in, from an empty folder, as the guide shows it: a crate by the command line, a build script, a checked-in module. Each
//! program sends its credential and matches an error of its API, with manifests that resolve from a clone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use faultcode_tests::cargo::{cargo, target, workspace};
use faultcode_tests::{Answer, Server, tree};

/// No security scheme, as many vendors publish theirs, and errors by status.
const PARCELS: &str = "openapi: 3.0.3
info: {title: Parcels, version: '1'}
servers: [{url: 'https://parcels.example'}]
paths:
  /parcels/{id}:
    get:
      operationId: parcels/get
      tags: [parcels]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Parcel'}}}}
        '401': {description: who are you?}
        '404': {description: none, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
components:
  schemas:
    Parcel: {type: object, required: [id, sent], properties: {id: {type: string}, sent: {type: string, format: date-time}}}
    Problem: {type: object, required: [message], properties: {message: {type: string}}}
";

/// A declared scheme, and codes with details.
const PAYMENTS: &str = "openapi: 3.0.3
info: {title: Payments, version: '1'}
servers: [{url: 'https://payments.example'}]
security: [{basicAuth: []}]
x-error-envelope: {code: /error/code, message: /error/message, details: /error}
x-error-codes: {CARD_DECLINED: {status: 402, retry: never, details: {type: object, required: [reason], properties: {reason: {type: string}}}}}
paths:
  /payments:
    post:
      operationId: createPayment
      tags: [payments]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewPayment'}}}}
      responses: {'201': {description: made}, '402': {description: declined}}
components:
  securitySchemes: {basicAuth: {type: http, scheme: basic}}
  schemas:
    NewPayment: {type: object, required: [amount], properties: {amount: {type: string, format: decimal}}}
";

/// A key in a header, which the configuration says.
const MODELS: &str = "openapi: 3.1.0
info: {title: Models, version: '1'}
servers: [{url: 'https://models.example'}]
paths:
  /models/{id}:
    get:
      operationId: readModel
      tags: [models]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: ok}
        '404': {description: none, content: {application/json: {schema: {type: object, properties: {error: {type: object,
          properties: {code: {type: string, enum: [model_not_found]}, message: {type: string}}}}}}}}
";

const BY_COMMAND: &str = r#"use parcels::{Client, parcels::ParcelsGetError};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("the URL of a server")?;
    let client = Client::builder().base_url(url).token("t1").build()?;
    match client.parcels().get("p1").await {
        Ok(parcel) => println!("{} sent {}", parcel.id, parcel.sent),
        Err(error) => match error.api() {
            Some(ParcelsGetError::NotFound(problem)) => println!("{}", problem.message),
            _ => return Err(error.into()),
        },
    }
    Ok(())
}
"#;

const BY_SCRIPT: &str = r#"faultcode_runtime::include_client!("payments");
use payments::{Client, Decimal, input::NewPayment, payments::CreatePaymentError};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("the URL of a server")?;
    let client = Client::builder().base_url(url).basic_auth("u", "p").build()?;
    let amount: Decimal = "1.50".parse()?;
    match client.payments().create_payment(&NewPayment::new(amount.into())).await {
        Ok(()) => println!("paid"),
        Err(error) => match error.api() {
            Some(CreatePaymentError::CardDeclined(declined)) => println!("{}", declined.reason),
            _ => return Err(error.into()),
        },
    }
    Ok(())
}
"#;

const BY_MODULE: &str = r#"mod models;
use models::{Client, models::ReadModelError};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("the URL of a server")?;
    let client = Client::builder().base_url(url).key("k1").build()?;
    match client.models().read_model("m1").await {
        Ok(()) => println!("there"),
        Err(error) => match error.api() {
            Some(ReadModelError::ModelNotFound(_)) => println!("{}", error.message().unwrap_or("none")),
            _ => return Err(error.into()),
        },
    }
    Ok(())
}
"#;

const SCRIPT: &str = "fn main() -> Result<(), Box<dyn std::error::Error>> {
    faultcode::Builder::new(\"payments.yaml\").compile(\"payments\")
}
";

const CONFIGURATION: &str = "clients:
  - {spec: models.yaml, out: src/models, module: true, auth: {schemes: {key: {header: X-Api-Key}}, default: key}}
";

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("files lie in folders"))
            .expect("the folder is ours");
        fs::write(path, text).expect("the folder is ours");
    }
}

/// A manifest as the guide shows it, with the clone where this repository is.
fn manifest(name: &str, rest: &str) -> String {
    let clone = tree::root();
    let clone = clone.to_str().expect("the repository has a UTF-8 path");
    format!(
        "[package]\nname = \"ways-in-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n{}",
        rest.replace("CLONE", clone)
    )
}

/// The command in a folder, as somebody types it.
fn faultcode(folder: &Path, arguments: &[&str]) -> String {
    let program = target()
        .join("debug")
        .join(format!("faultcode{}", std::env::consts::EXE_SUFFIX));
    let ended = Command::new(program)
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the command was built");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{said}");
    String::from_utf8_lossy(&ended.stdout).into_owned()
}

/// Runs a program against a server that refuses with that answer: what it prints, and the header that came.
fn run(name: &str, answer: Answer, header: &str) -> (String, String) {
    let server = Server::answering([answer]);
    let program = format!("ways-in-{name}{}", std::env::consts::EXE_SUFFIX);
    let mut command = Command::new(target().join("debug").join(program));
    let ended = command
        .arg(server.url())
        .output()
        .expect("the program was built");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{name}: {said}");
    let sent = server.request();
    let sent = sent.header(header).unwrap_or("nothing").to_owned();
    (
        String::from_utf8_lossy(&ended.stdout).trim().to_owned(),
        sent,
    )
}

#[test]
fn every_way_in_works_from_an_empty_folder() {
    cargo(&tree::root(), &["build", "--quiet", "-p", "faultcode"])
        .expect_success("the command does not build");
    let names = ["command", "script", "module"];
    let folder: PathBuf = workspace("ways-in", &names.map(str::to_owned));

    let command = folder.join("command");
    let own = manifest("command", "parcels = { path = \"parcels\" }\n");
    write(
        &command,
        &[
            ("parcels.yaml", PARCELS),
            ("Cargo.toml", &own),
            ("src/main.rs", BY_COMMAND),
        ],
    );
    // No word about the runtime: it is that of the clone.
    let arguments = [
        "generate",
        "parcels.yaml",
        "--out",
        "parcels",
        "--auth",
        "token=bearer",
    ];
    faultcode(&command, &arguments);

    let script = folder.join("script");
    let rest = "faultcode-runtime = { path = \"CLONE/runtime\", features = [\"decimal\"] }\n\n\
                [build-dependencies]\nfaultcode = { path = \"CLONE/generator\", default-features = false }\n";
    let own = manifest("script", rest);
    write(
        &script,
        &[
            ("payments.yaml", PAYMENTS),
            ("Cargo.toml", &own),
            ("build.rs", SCRIPT),
            ("src/main.rs", BY_SCRIPT),
        ],
    );

    let module = folder.join("module");
    let own = manifest(
        "module",
        "faultcode-runtime = { path = \"CLONE/runtime\" }\n",
    );
    write(
        &module,
        &[
            ("models.yaml", MODELS),
            ("faultcode.yaml", CONFIGURATION),
            ("Cargo.toml", &own),
            ("src/main.rs", BY_MODULE),
        ],
    );
    faultcode(&module, &["generate"]);

    cargo(&folder, &["build", "--quiet", "--bins"]).expect_success(
        "README.md and docs/src/start say what manifests name; faultcode.yaml and --auth say how to authenticate.",
    );
    let rows = [
        (
            "command",
            Answer::json(404, r#"{"message": "no such parcel"}"#),
            "authorization",
            ("no such parcel", "Bearer t1"),
        ),
        (
            "script",
            Answer::json(
                402,
                r#"{"error": {"code": "CARD_DECLINED", "reason": "stolen"}}"#,
            ),
            "authorization",
            ("stolen", "Basic dTpw"),
        ),
        (
            "module",
            Answer::json(
                404,
                r#"{"error": {"code": "model_not_found", "message": "no m1"}}"#,
            ),
            "x-api-key",
            ("no m1", "k1"),
        ),
    ];
    for (name, answer, header, expected) in rows {
        let (printed, sent) = run(name, answer, header);
        assert_eq!((printed.as_str(), sent.as_str()), expected, "{name}");
    }
}

/// What is published.
const PACKAGES: [&str; 4] = [
    "faultcode-facts",
    "faultcode-runtime",
    "faultcode",
    "faultcode-postgres",
];

#[test]
fn packages_hold_what_their_readers_need() {
    for name in PACKAGES {
        let listed = cargo(
            &tree::root(),
            &["package", "--list", "--allow-dirty", "-p", name],
        );
        listed.expect_success("the package is not whole");
        for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE", "src/lib.rs"] {
            assert!(listed.out.lines().any(|it| it == file), "{name}: {file}");
        }
    }
    let metadata = cargo(
        &tree::root(),
        &["metadata", "--format-version", "1", "--no-deps"],
    );
    let metadata: serde_json::Value = serde_json::from_str(&metadata.out).expect("JSON");
    let packages = metadata["packages"].as_array().expect("a list");
    let mut told = 0;
    for package in packages.iter().filter(|it| it["publish"].is_null()) {
        let name = &package["name"];
        if !PACKAGES.iter().any(|it| name == it) {
            continue;
        }
        told += 1;
        for key in ["description", "license", "repository", "readme"] {
            assert!(package[key].is_string(), "{name}: {key}");
        }
        for key in ["keywords", "categories"] {
            let some = package[key].as_array().is_some_and(|it| !it.is_empty());
            assert!(some, "{name}: {key}");
        }
        // A path alone resolves nowhere but here.
        for dependency in package["dependencies"].as_array().expect("a list") {
            let is_ours = dependency["path"].is_string();
            assert!(!is_ours || dependency["req"] != "*", "{name}: {dependency}");
        }
    }
    assert_eq!(told, PACKAGES.len());
}
