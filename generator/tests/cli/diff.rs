//! `diff`: what it prints and how it ends, and the files of another revision.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{run, scratch};

const OLD: &str = "\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example}]
x-error-codes:
  HELD: {status: 409, retry: never}
  GONE: {status: 410}
paths:
  /orders:
    get:
      operationId: listOrders
      tags: [orders]
      x-error-codes: [HELD, GONE]
      responses: {'204': {description: Done.}}
";

const OTHER: &str = "\
openapi: 3.1.0
info: {title: Bank, version: '1'}
servers: [{url: https://bank.example}]
paths:
  /accounts:
    get:
      operationId: listAccounts
      tags: [accounts]
      responses: {'204': {description: Done.}}
";

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("ours");
    fs::write(path, text).expect("ours");
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=T",
            "-c",
            "user.email=t@shop.example",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(["-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("git is there");
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn commit(folder: &Path) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "A state"]);
}

/// How a run ends, with what it prints.
fn ended(folder: &Path, arguments: &[&str], input: &str) -> (Option<i32>, String, String) {
    let output = run(arguments, input, folder);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn two_documents_end_as_documented() {
    let folder = scratch("diff-documents");
    let grown = OLD
        .replace("  GONE:", "  LATE: {status: 425}\n  GONE:")
        .replace("[HELD,", "[HELD, LATE,");
    let rows: &[(&str, &str, i32, &str)] = &[
        ("old.yaml", OLD, 0, "nothing changes for callers"),
        ("grown.yaml", &grown, 0, "code-added"),
        (
            "verdict.yaml",
            &OLD.replace("retry: never", "retry: transient"),
            0,
            "orders::ListOrdersError::Held: no → yes",
        ),
        (
            "gone.yaml",
            &OLD.replace("[HELD, GONE]", "[HELD]"),
            1,
            "orders::ListOrdersError::Gone (old.yaml:12:",
        ),
        ("other.yaml", OTHER, 2, "no operation in common"),
        ("broken.yaml", "{", 2, "error"),
    ];
    write(&folder, "old.yaml", OLD);
    for (name, text, code, said) in rows {
        write(&folder, name, text);
        let (ended, out, err) = ended(&folder, &["diff", "old.yaml", name], "");
        assert_eq!(ended, Some(*code), "{name}\n{out}\n{err}");
        assert!(
            format!("{out}{err}").contains(said),
            "{name}: {said}\n{out}\n{err}"
        );
    }
    let (code, out, _) = ended(
        &folder,
        &["diff", "old.yaml", "-", "--format", "json"],
        &grown,
    );
    assert_eq!(code, Some(0));
    let read: serde_json::Value = serde_json::from_str(&out).expect("one value");
    assert_eq!(read["verdict"], "minor");
    let changes = read["clients"][0]["changes"].as_array().expect("a list");
    let added = changes
        .iter()
        .find(|it| it["kind"] == "code-added")
        .expect("a code was added");
    assert_eq!(
        (&added["class"], &added["new"]["file"]),
        (&"minor".into(), &"stdin".into())
    );
    for refused in [
        &["diff", "-", "-"][..],
        &["diff", "old.yaml"],
        &["diff", "old.yaml", "absent.yaml"],
    ] {
        assert_eq!(ended(&folder, refused, OLD).0, Some(2), "{refused:?}");
    }
}

#[test]
fn each_document_has_its_overlays() {
    let folder = scratch("diff-overlays");
    write(&folder, "api.yaml", OLD);
    write(
        &folder,
        "more.yaml",
        "overlay: 1.0.0\ninfo: {title: More, version: '1'}\nactions:\n  - target: $.x-error-codes.HELD\n    update: {retry: transient}\n",
    );
    let rows: &[(&[&str], &str)] = &[
        (&["--overlay", "more.yaml"], "no → yes"),
        (&["--overlay-old", "more.yaml"], "yes → no"),
        (
            &["--overlay-old", "more.yaml", "--overlay", "more.yaml"],
            "nothing changes",
        ),
    ];
    for (with, said) in rows {
        let arguments = [&["diff", "api.yaml", "api.yaml"], *with].concat();
        let (code, out, err) = ended(&folder, &arguments, "");
        assert_eq!(code, Some(0), "{err}");
        assert!(out.contains(said), "{with:?}\n{out}");
    }
}

#[test]
fn clients_are_compared_with_a_revision() {
    let folder = scratch("diff-revision");
    git(&folder, &["init", "--quiet"]);
    // The document, an overlay, a file that references name, and one beside the folder of the document.
    let split = OLD.replace(
        "responses: {'204': {description: Done.}}",
        "responses: {'200': {description: All., content: {application/json: {schema: {$ref: 'parts/order.yaml#/Order'}}}}, '404': {description: None., content: {application/json: {schema: {$ref: '../common/error.yaml#/Error'}}}}}",
    );
    write(&folder, "apis/shop/api.yaml", &split);
    write(
        &folder,
        "apis/shop/parts/order.yaml",
        "Order: {type: object, required: [id], properties: {id: {type: string}, note: {type: string}}}\n",
    );
    write(
        &folder,
        "apis/common/error.yaml",
        "Error: {type: object, properties: {why: {type: string}}}\n",
    );
    write(
        &folder,
        "overlays/more.yaml",
        "overlay: 1.0.0\ninfo: {title: More, version: '1'}\nactions:\n  - target: $.x-error-codes.HELD\n    update: {retry: transient}\n",
    );
    write(&folder, "bank.yaml", OTHER);
    let config = "clients:\n  - {name: shop, spec: apis/shop/api.yaml, overlays: [overlays/more.yaml], files: [parts, ../common/error.yaml], out: made/shop}\n";
    write(
        &folder,
        "faultcode.yaml",
        &format!("{config}  - {{name: bank, spec: bank.yaml, out: made/bank}}\n"),
    );
    commit(&folder);
    let same = ended(&folder, &["diff", "--against", "HEAD"], "");
    assert_eq!(same.0, Some(0), "{same:?}");
    assert_eq!(
        same.1.matches("nothing changes for callers").count(),
        2,
        "{}",
        same.1
    );
    // Each input changes, one of them is gone by now, and so is a client.
    write(
        &folder,
        "apis/shop/parts/order.yaml",
        "Order: {type: object, required: [id], properties: {id: {type: string}}}\n",
    );
    write(
        &folder,
        "apis/common/error.yaml",
        "Error: {type: object, properties: {why: {type: string}, more: {type: string}}}\n",
    );
    write(
        &folder,
        "faultcode.yaml",
        &config.replace("overlays: [overlays/more.yaml], ", ""),
    );
    fs::remove_file(folder.join("overlays/more.yaml")).expect("it was there");
    let before = git(&folder, &["status", "--porcelain"]);
    // From a folder below, as configurations are found upwards.
    let (code, out, err) = ended(&folder.join("apis"), &["diff", "--against", "HEAD"], "");
    assert_eq!(code, Some(1), "{out}\n{err}");
    for said in [
        "types::Order.note",
        "types::ErrorModel.more",
        "yes → no",
        "client-removed",
        "HEAD:/apis/shop/parts/order.yaml:1:",
    ] {
        assert!(out.contains(said), "{said}\n{out}");
    }
    assert_eq!(git(&folder, &["status", "--porcelain"]), before);
    let (code, out, _) = ended(
        &folder,
        &[
            "diff",
            "--against",
            "HEAD",
            "--client",
            "shop",
            "--format",
            "markdown",
        ],
        "",
    );
    assert_eq!(code, Some(1));
    assert!(
        out.starts_with("### `shop`: ") && !out.contains("bank"),
        "{out}"
    );
    // One document, without the configuration.
    let arguments = ["diff", "bank.yaml", "--against", "HEAD"];
    assert_eq!(ended(&folder, &arguments, "").0, Some(0));
}

#[test]
fn a_link_is_followed_within_the_revision() {
    let folder = scratch("diff-links");
    git(&folder, &["init", "--quiet"]);
    write(&folder, "real.yaml", OLD);
    #[cfg(unix)]
    std::os::unix::fs::symlink("real.yaml", folder.join("api.yaml")).expect("ours");
    #[cfg(not(unix))]
    write(&folder, "api.yaml", OLD);
    write(
        &folder,
        "faultcode.yaml",
        "clients: [{name: shop, spec: api.yaml, out: made}]\n",
    );
    commit(&folder);
    write(&folder, "real.yaml", &OLD.replace("[HELD, GONE]", "[HELD]"));
    let (code, out, err) = ended(&folder, &["diff", "--against", "HEAD"], "");
    assert_eq!(code, Some(if cfg!(unix) { 1 } else { 0 }), "{out}\n{err}");
}

#[test]
fn what_cannot_be_compared_with_a_revision_is_said() {
    let folder = scratch("diff-refused");
    write(&folder, "api.yaml", OLD);
    write(
        &folder,
        "faultcode.yaml",
        "clients: [{name: shop, spec: api.yaml, out: made}]\n",
    );
    let said = |arguments: &[&str], said: &str| {
        let (code, out, err) = ended(&folder, arguments, "");
        assert_eq!(code, Some(2), "{arguments:?}\n{out}\n{err}");
        assert!(err.contains(said), "{arguments:?}: {said}\n{err}");
        assert_eq!(out, "", "{arguments:?}");
    };
    said(&["diff", "--against", "HEAD"], "is in no git repository");
    git(&folder, &["init", "--quiet"]);
    said(&["diff", "--against", "HEAD"], "no revision HEAD");
    git(&folder, &["add", "api.yaml"]);
    git(&folder, &["commit", "--quiet", "--message", "One"]);
    said(
        &["diff", "--against", "HEAD"],
        "faultcode.yaml is not there at HEAD",
    );
    commit(&folder);
    said(&["diff", "--against", "v9"], "no revision v9");
    said(&["diff", "--against=--help"], "no revision --help");
    said(
        &["diff", "--against", "HEAD:api.yaml"],
        "no revision HEAD:api.yaml",
    );
    write(&folder, "new.yaml", OLD);
    said(
        &["diff", "new.yaml", "--against", "HEAD"],
        "new.yaml is not there at HEAD",
    );
    write(
        &folder,
        "faultcode.yaml",
        "clients: [{name: shop, spec: gone.yaml, out: made}]\n",
    );
    commit(&folder);
    write(
        &folder,
        "faultcode.yaml",
        "clients: [{name: shop, spec: api.yaml, out: made}]\n",
    );
    said(
        &["diff", "--against", "HEAD"],
        "gone.yaml is not there at HEAD",
    );
    write(
        &folder,
        "faultcode.yaml",
        "clients: [{name: shop, spec: api.yaml, overlays: [../beside.yaml], out: made}]\n",
    );
    commit(&folder);
    write(
        &folder,
        "faultcode.yaml",
        "clients: [{name: shop, spec: api.yaml, out: made}]\n",
    );
    said(&["diff", "--against", "HEAD"], "outside of the repository");
    write(&folder, "faultcode.yaml", "clients: {}\n");
    commit(&folder);
    write(
        &folder,
        "faultcode.yaml",
        "clients: [{name: shop, spec: api.yaml, out: made}]\n",
    );
    said(&["diff", "--against", "HEAD"], "HEAD:/faultcode.yaml");
    said(
        &["diff", "a.yaml", "b.yaml", "--against", "HEAD"],
        "--against",
    );
}
