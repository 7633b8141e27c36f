//! Clients that we did not write work against the mock: `openapi-fetch`, and what openapi-generator writes.

use std::process::{Command, Output};

use faultcode_tests::folder::Folder;
use faultcode_tests::{aloud, outside, tree};
use serde_json::{Value, json};

use super::specs;

/// What a program printed, which has to have ended well.
fn printed(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the program can be started");
    let text = String::from_utf8_lossy(&stdout).into_owned();
    assert!(
        status.success(),
        "{command:?}: {text}\n{}",
        String::from_utf8_lossy(&stderr)
    );
    text
}

#[test]
#[cfg_attr(
    not(openapi_fetch),
    ignore = "NOT CHECKED: needs openapi-fetch below the folder of tools, which .ci/slow installs"
)]
fn openapi_fetch_works_against_it() {
    let modules = outside::openapi_fetch().expect(".ci/slow installs openapi-fetch");
    let mock = specs("billium");
    let mut program = Command::new("node");
    program
        .env("NODE_PATH", modules)
        .arg(tree::root().join("tests/data/mock/openapi_fetch.cjs"))
        .arg(mock.url());
    let results: Vec<Value> = serde_json::from_str(&printed(&mut program)).expect("JSON");
    let statuses: Vec<_> = results.iter().map(|it| it["status"].as_u64()).collect();
    let expected = [201, 200, 200, 400, 401, 403].map(Some);
    assert_eq!(statuses, expected, "{results:#?}");
    let id = &results[0]["data"]["id"];
    assert_eq!(&results[1]["data"]["id"], id);
    assert_eq!(results[0]["data"]["name"], "Order 18");
    assert_eq!(&results[2]["data"]["data"][0]["id"], id);
    assert_eq!(results[5]["error"]["error"], "SECURITY_REQUIREMENT_NOT_MET");
    let seen = mock.requests().len();
    aloud(&format!(
        "mock: openapi-fetch: {seen} requests, all as the document says"
    ));
}

#[test]
#[cfg_attr(
    not(openapi_generator),
    ignore = "NOT CHECKED: needs openapi-generator-cli and Java, which .ci/slow installs"
)]
fn a_client_of_openapi_generator_works_against_it() {
    let tools = outside::openapi_generator().expect(".ci/slow installs openapi-generator-cli");
    let folder = Folder::new("stranger");
    let mut generator = Command::new(tools.join("bin/openapi-generator-cli"));
    generator
        .args([
            "generate",
            "-g",
            "python",
            "--package-name",
            "stranger",
            "-i",
        ])
        .arg(tree::root().join("specs/billium.yaml"))
        .arg("-o")
        .arg(folder.path())
        .args(["--skip-validate-spec"]);
    printed(&mut generator);
    let mock = specs("billium");
    let mut program = Command::new(tools.join("bin/python"));
    program
        .env("PYTHONPATH", folder.path())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(tree::root().join("tests/data/mock/generated_client.py"))
        .arg(mock.url());
    let text = printed(&mut program);
    let last = text.lines().last().unwrap_or_default();
    let results: Value = serde_json::from_str(last).expect("JSON");
    let expected = json!([
        "Order 18",
        true,
        1,
        "A course",
        [404, "Not Found"],
        [429, "Too Many Requests"],
        [403, "SECURITY_REQUIREMENT_NOT_MET"],
    ]);
    assert_eq!(results, expected);
    let seen = mock.requests().len();
    aloud(&format!(
        "mock: openapi-generator's client: {seen} requests, all as the document says"
    ));
}
