//! Findings on the command line: of which clients, in which order, how many.

use super::{GOOD, REPAIRED, run, scratch};

#[test]
fn lint_and_errors_look_at_the_clients_of_a_configuration() {
    let folder = scratch("lint-config");
    let below = folder.join("deep/er");
    std::fs::create_dir_all(&below).expect("the folder is this test's own");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).expect("the folder is this test's own");
    };
    write("good.json", GOOD);
    write("repaired.json", REPAIRED);
    write(
        "faultcode.yaml",
        "clients:\n  - {spec: good.json, out: one, auth: {default: none}}\n  - {name: two, spec: repaired.json, out: two, \
         allow: [missing-operation-id], auth: {default: none}}\n",
    );
    let said = |arguments: &[&str]| {
        let output = run(arguments, "", &below);
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), text)
    };
    // What the configuration allows is allowed.
    let (code, text) = said(&["lint", "--deny", "warnings"]);
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(
        text.matches("0 errors, 0 warnings, 0 remarks").count(),
        2,
        "{text}"
    );
    let (code, text) = said(&["lint", "--client", "tow"]);
    assert!(
        code == Some(2) && text.contains("did you mean two?"),
        "{text}"
    );
    let (code, text) = said(&["lint", "--client", "two", "--format", "json"]);
    assert_eq!((code, text.as_str()), (Some(0), "[]\n"));
    let (code, text) = said(&["lint", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&text).expect("one log");
    let runs = log.get("runs").and_then(|runs| runs.as_array());
    assert_eq!((code, runs.map(Vec::len)), (Some(0), Some(2)));
    let (code, text) = said(&["errors"]);
    assert!(code == Some(0) && text.contains("TOO_EARLY  425"), "{text}");
    // A page holds all of them, what a program reads is about one.
    let (code, text) = said(&["errors", "--format", "json"]);
    assert!(code == Some(2) && text.contains("good, two"), "{text}");
    let (code, text) = said(&["errors", "--format", "html"]);
    assert!(
        code == Some(0) && text.contains("Errors of 2 services"),
        "{text}"
    );
    let (code, text) = said(&["errors", "--client", "good", "--format", "html"]);
    assert!(code == Some(0) && text.contains("repeated: yes"), "{text}");
}

#[test]
fn an_error_is_shown_before_any_number_of_warnings() {
    let folder = scratch("many");
    let mut document = "openapi: 3.0.4\ninfo: {title: A, version: '1'}\npaths:\n".to_owned();
    for index in 0..120 {
        document.push_str(&format!(
            "  /a{index}: {{get: {{responses: {{'204': {{description: d}}}}}}}}\n"
        ));
    }
    document.push_str("  /b: {get: {operationId: b, responses: {abc: {description: d}}}}\n");
    std::fs::write(folder.join("api.yaml"), document).expect("the folder is this test's own");
    for verb in ["lint", "errors", "generate", "check"] {
        let out = ["--out", "client"];
        let writes = verb == "generate" || verb == "check";
        let arguments = |full: bool| {
            let mut all = vec![verb, "api.yaml"];
            all.extend(writes.then_some(out).into_iter().flatten());
            all.extend(full.then_some("--full"));
            all
        };
        let said = |full: bool| {
            let output = run(&arguments(full), "", &folder);
            let stream = if verb == "lint" {
                output.stdout
            } else {
                output.stderr
            };
            String::from_utf8_lossy(&stream).into_owned()
        };
        let few = said(false);
        assert!(few.starts_with("error[unknown-status]"), "{verb}: {few}");
        assert_eq!(few.matches("\nwarning[").count(), 3, "{verb}: {few}");
        assert!(
            few.contains("missing-operation-id: 120 warnings"),
            "{verb}: {few}"
        );
        let all = said(true);
        assert!(all.starts_with("error[unknown-status]"), "{verb}");
        assert_eq!(all.matches("\nwarning[").count(), 120, "{verb}");
    }
    let output = run(&["lint", "api.yaml"], "", &folder);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.ends_with("1 error, 120 warnings, 0 remarks\n"),
        "{text}"
    );
}

#[test]
fn rules_of_a_log_are_no_templates() {
    let folder = scratch("sarif");
    let output = run(&["lint", "-", "--format", "sarif"], REPAIRED, &folder);
    let log: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a log");
    let rules = log.pointer("/runs/0/tool/driver/rules");
    let text = rules.expect("rules").to_string();
    assert!(
        text.contains("missing-operation-id") && !text.contains("{0}"),
        "{text}"
    );
    let pointer = log.pointer("/runs/0/results/0/properties/pointer");
    assert!(pointer.is_some(), "{log}");
}

#[test]
fn a_configuration_names_packs_and_files_beside_it() {
    let folder = scratch("packs");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).expect("the folder is this test's own");
    };
    let document = REPAIRED.replace("\"Greetings\"", "\"GitHub v3 REST API\"");
    write("zen.json", &document);
    write(
        "own.yaml",
        "overlay: 1.0.0\ninfo: {title: Ours, version: '1'}\nactions:\n  - {target: $, update: {x-support: {email: a@b.example}}}\n",
    );
    write(
        "faultcode.yaml",
        "clients:\n  - {spec: zen.json, out: one, overlays: ['@github', own.yaml], allow: [pack-outgrown]}\n",
    );
    let errors = |arguments: &[&str]| {
        let output = run(&[&["errors"], arguments].concat(), "", &folder);
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), text)
    };
    let (code, text) = errors(&[]);
    assert!(
        code == Some(0) && text.contains("secondary_rate_limit"),
        "{text}"
    );
    // What is said on the command line goes on top.
    let (code, text) = errors(&["--overlay", "@gihub"]);
    assert!(
        code == Some(2) && text.contains("did you mean @github?"),
        "{text}"
    );
}
