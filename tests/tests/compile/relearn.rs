//! The loop: a generated client records what a server answers, `learn` drafts an overlay of it, and the next client has the codes
//! as variants. No secret of the calls is in any file on the way.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use faultcode_tests::cargo::{cargo, target, workspace};
use faultcode_tests::{Answer, Server, tree};

/// Twelve codes: eight at one operation, four that a schema lists.
const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Depot, version: '1'}
servers: [{url: 'https://depot.example/v1'}]
security: [{token: []}]
paths:
  /orders:
    post:
      operationId: createOrder
      tags: [orders]
      parameters: [{name: trace, in: query, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewOrder'}}}}
      x-error-codes:
        SOLD_OUT: {status: 409}
        KEY_REUSED: {status: 409}
        CARD_DECLINED: {status: 402}
        LIMIT_REACHED: {status: 402}
        BAD_QUANTITY: {status: 422}
        BAD_CURRENCY: {status: 422}
        NOT_ALLOWED: {status: 403}
        ACCOUNT_CLOSED: {status: 403}
      responses:
        '201': {description: made}
        '402': {description: pay, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
        '403': {description: no, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
        '409': {description: conflict, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
        '422': {description: bad, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
  /orders/{id}:
    get:
      operationId: getOrder
      tags: [orders]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: one}
        '404': {description: none, content: {application/json: {schema: {$ref: '#/components/schemas/Missing'}}}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    NewOrder: {type: object, required: [note], properties: {note: {type: string}}}
    Problem: {type: object, properties: {error: {type: object, properties: {code: {type: string}, message: {type: string}}}}}
    Missing: {type: object, properties: {error: {type: object, properties: {message: {type: string}, code: {type: string,
      enum: [ORDER_UNKNOWN, ORDER_HIDDEN, ORDER_MOVED, ORDER_EXPIRED]}}}}}
";

/// What the server answers: to which operation, the status, the code.
const CREATED: [(u16, &str); 11] = [
    (409, "SOLD_OUT"),
    (409, "KEY_REUSED"),
    (402, "CARD_DECLINED"),
    (402, "LIMIT_REACHED"),
    (422, "BAD_QUANTITY"),
    (422, "BAD_CURRENCY"),
    (403, "NOT_ALLOWED"),
    (403, "ACCOUNT_CLOSED"),
    // Undeclared from here on.
    (422, "ADDRESS_UNKNOWN"),
    (422, "PARCEL_TOO_HEAVY"),
    (451, "COUNTRY_BLOCKED"),
];

const READ: [(u16, &str); 6] = [
    (404, "ORDER_UNKNOWN"),
    (404, "ORDER_HIDDEN"),
    (404, "ORDER_MOVED"),
    (404, "ORDER_EXPIRED"),
    // Undeclared from here on.
    (404, "ORDER_ARCHIVED"),
    (410, "ORDER_PURGED"),
];

const UNDECLARED: [&str; 5] = [
    "ADDRESS_UNKNOWN",
    "PARCEL_TOO_HEAVY",
    "COUNTRY_BLOCKED",
    "ORDER_ARCHIVED",
    "ORDER_PURGED",
];

/// Spelt like a code.
const CANARY: &str = "canary_secret_word";

const RECORDS: &str = r#"use depot::{Client, input::NewOrder, runtime::observe::Recorder};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, url, file, canary, created, read] = arguments.as_slice() else { return Err("arguments".into()) };
    let recorder = Recorder::open(file)?;
    let client = Client::builder().base_url(format!("{url}/v1")).token(canary.as_str()).observer(recorder.clone()).build()?;
    for _ in 0..created.parse()? {
        let order = NewOrder::new(canary.as_str());
        client.orders().create_order(&order).with(|it| it.trace(canary.as_str())).await.unwrap_err();
    }
    for _ in 0..read.parse()? {
        client.orders().get_order(canary).await.unwrap_err();
    }
    recorder.flush();
    assert_eq!(recorder.lost(), 0);
    Ok(())
}
"#;

const MATCHES: &str = r#"use depot::{Client, input::NewOrder, orders::{CreateOrderError, GetOrderError}};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, url] = arguments.as_slice() else { return Err("arguments".into()) };
    let client = Client::builder().base_url(format!("{url}/v1")).token("t").build()?;
    for _ in 0..3 {
        let error = client.orders().create_order(&NewOrder::new("n")).await.unwrap_err();
        println!("{}", match error.api() {
            Some(CreateOrderError::AddressUnknown(_)) => "ADDRESS_UNKNOWN",
            Some(CreateOrderError::ParcelTooHeavy(_)) => "PARCEL_TOO_HEAVY",
            Some(CreateOrderError::CountryBlocked(_)) => "COUNTRY_BLOCKED",
            _ => "another",
        });
    }
    for _ in 0..2 {
        let error = client.orders().get_order("o").await.unwrap_err();
        println!("{}", match error.api() {
            Some(GetOrderError::OrderArchived(_)) => "ORDER_ARCHIVED",
            Some(GetOrderError::OrderPurged(_)) => "ORDER_PURGED",
            _ => "another",
        });
    }
    Ok(())
}
"#;

/// A server that refuses in that order, and echoes what it was sent wherever it can.
fn server(answers: Vec<(u16, &'static str)>) -> Server {
    Server::answering(answers.into_iter().map(|(status, code)| {
        let body = serde_json::json!({
            "error": {"code": code, "message": format!("Bearer {CANARY} {CANARY}"), "reason": CANARY},
            "sent": {CANARY: [CANARY]},
        });
        Answer::json(status, body.to_string())
            .header("x-request-id", CANARY)
            .header("x-ratelimit-limit", CANARY)
            .header("set-cookie", CANARY)
    }))
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("files lie in folders"))
            .expect("the folder is ours");
        fs::write(path, text).expect("the folder is ours");
    }
}

fn manifest(name: &str, features: &str) -> String {
    format!(
        "[package]\nname = \"learn-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n\
         depot = {{ package = \"depot-{name}\", path = \"depot\", features = [{features}] }}\n"
    )
}

/// The command in a folder, as somebody types it.
fn faultcode(folder: &Path, arguments: &[&str]) -> Output {
    let program = format!("faultcode{}", std::env::consts::EXE_SUFFIX);
    let mut command = Command::new(target().join("debug").join(program));
    let ended = command.current_dir(folder).args(arguments).output();
    ended.expect("the command was built")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs a program; what it prints.
fn run(name: &str, arguments: &[&str]) -> String {
    let program = format!("learn-{name}{}", std::env::consts::EXE_SUFFIX);
    let mut command = Command::new(target().join("debug").join(program));
    let ended = command
        .args(arguments)
        .output()
        .expect("the program was built");
    assert!(ended.status.success(), "{name}: {}", text(&ended.stderr));
    text(&ended.stdout)
}

#[test]
fn what_a_client_records_becomes_variants_of_the_next() {
    cargo(&tree::root(), &["build", "--quiet", "-p", "faultcode"])
        .expect_success("the command does not build");
    let folder = workspace("learn", &["before".to_owned(), "after".to_owned()]);
    let (before, after) = (folder.join("before"), folder.join("after"));
    let own = manifest("before", "\"recorder\"");
    let files = [
        ("depot.yaml", DOCUMENT),
        ("Cargo.toml", &own),
        ("src/main.rs", RECORDS),
    ];
    write(&before, &files);
    let generated = faultcode(
        &before,
        &[
            "generate",
            "depot.yaml",
            "--out",
            "depot",
            "--name",
            "depot-before",
        ],
    );
    assert!(generated.status.success(), "{}", text(&generated.stderr));
    // A member of the workspace that the other one waits for.
    let own = manifest("after", "");
    write(
        &after,
        &[("Cargo.toml", &own), ("src/main.rs", "fn main() {}\n")],
    );
    let generated = faultcode(
        &after,
        &[
            "generate",
            "../before/depot.yaml",
            "--out",
            "depot",
            "--name",
            "depot-after",
        ],
    );
    assert!(generated.status.success(), "{}", text(&generated.stderr));
    cargo(&folder, &["build", "--quiet", "-p", "learn-before"])
        .expect_success("the feature `recorder` of a client is that of the runtime");

    let recording = before.join("answers.jsonl");
    let file = recording.to_str().expect("the folder has a UTF-8 path");
    // One more refusal, whose code is the credential.
    let created = [&CREATED[..], &[(422, CANARY)]].concat();
    let server = server([created.as_slice(), &READ].concat());
    let (many, few) = (created.len().to_string(), READ.len().to_string());
    run("before", &[&server.url(), file, CANARY, &many, &few]);
    assert_eq!(server.count(), created.len() + READ.len());
    let recorded = fs::read_to_string(&recording).expect("the recording");
    assert_eq!(recorded.lines().count(), server.count(), "{recorded}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&recording)
            .expect("the recording")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    let arguments = [
        "learn",
        "answers.jsonl",
        "--spec",
        "depot.yaml",
        "--out",
        "seen.yaml",
        "--fail-on",
        "unknown",
    ];
    let learned = faultcode(&before, &arguments);
    let (report, said) = (text(&learned.stdout), text(&learned.stderr));
    assert_eq!(learned.status.code(), Some(1), "{report}{said}");
    let draft = fs::read_to_string(before.join("seen.yaml")).expect("the draft");
    let unknown: Vec<&str> = report
        .lines()
        .filter_map(|line| line.strip_prefix("  unknown")?.split_whitespace().next())
        .collect();
    let mut expected = UNDECLARED.to_vec();
    let mut found = unknown.clone();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected, "{report}");
    for (_, code) in CREATED.iter().chain(&READ) {
        assert_eq!(
            draft.contains(code),
            UNDECLARED.contains(code),
            "{code}: {draft}"
        );
    }
    for (place, all) in [
        ("recording", &recorded),
        ("report", &report),
        ("messages", &said),
        ("draft", &draft),
    ] {
        assert!(!all.contains("canary_secr"), "{place}: {all}");
    }

    let arguments = [
        "generate",
        "../before/depot.yaml",
        "--overlay",
        "../before/seen.yaml",
        "--out",
        "depot",
        "--name",
        "depot-after",
    ];
    let generated = faultcode(&after, &arguments);
    assert!(
        generated.status.success(),
        "{}\n{draft}",
        text(&generated.stderr)
    );
    write(&after, &[("src/main.rs", MATCHES)]);
    cargo(&folder, &["build", "--quiet", "-p", "learn-after"])
        .expect_success("the five codes are variants");
    let server = self::server([&CREATED[8..], &READ[4..]].concat());
    let printed = run("after", &[&server.url()]);
    assert_eq!(printed.lines().collect::<Vec<_>>(), UNDECLARED);

    let arguments = [
        "learn",
        "answers.jsonl",
        "--spec",
        "depot.yaml",
        "--overlay",
        "seen.yaml",
        "--fail-on",
        "unknown",
    ];
    let learned = faultcode(&before, &arguments);
    assert!(
        learned.status.success(),
        "{}{}",
        text(&learned.stdout),
        text(&learned.stderr)
    );
}
