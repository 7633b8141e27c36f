//! The line of progress: on a terminal, after a second, and nowhere else.

use std::fs;
use std::path::Path;
use std::process::Command;

use faultcode_tests::command::program;
use faultcode_tests::folder::Folder;

/// A document that takes more than a second however fast the machine is.
fn large() -> String {
    let mut text = String::from(
        "openapi: 3.1.0\ninfo: {title: Large, version: '1'}\nservers: [{url: 'https://large.example'}]\npaths:\n",
    );
    for number in 0..2500 {
        text += &format!(
            "  /things{number}/{{id}}:\n    get:\n      operationId: getThing{number}\n      tags: [t{}]\n      parameters: [{{name: id, in: path, \
             required: true, schema: {{type: string}}}}]\n      responses:\n        '200': {{description: ok, content: {{application/json: \
             {{schema: {{type: object, properties: {{a{number}: {{type: string}}, b: {{type: array, items: {{type: integer}}}}}}}}}}}}}}\n        \
             '404': {{description: none}}\n",
            number % 40
        );
    }
    text
}

/// What the command says on a terminal that `script` makes, with the streams that `rest` sends elsewhere.
fn on_a_terminal(folder: &Path, arguments: &str) -> String {
    let command = format!("{} {arguments}", program().display());
    let ended = Command::new("script")
        .current_dir(folder)
        .args(["-q", "-e", "-c", &command, "log"])
        .stdin(std::process::Stdio::null())
        .output();
    let ended = ended.expect("script, of util-linux");
    assert!(ended.status.success(), "{command}");
    String::from_utf8_lossy(&ended.stdout).into_owned()
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "NOT CHECKED: needs script, of util-linux"
)]
fn a_large_document_says_how_far_it_is_on_a_terminal_alone() {
    let folder = Folder::new("progress");
    let folder = folder.path();
    fs::write(folder.join("large.yaml"), large()).expect("the folder is ours");
    let generate = "generate large.yaml --out large --allow no-security-scheme";
    let said = on_a_terminal(folder, generate);
    let counts: Vec<usize> = said
        .split("large.yaml: ")
        .filter_map(|it| {
            it.split_once(" of ")?
                .0
                .trim_start_matches("stage ")
                .parse()
                .ok()
        })
        .collect();
    assert!(!counts.is_empty(), "{said:?}");
    assert!(
        said.contains(" files") || said.contains("stage "),
        "{said:?}"
    );
    // The line is gone before the summary.
    let summary = said.split("\u{1b}[K").last().unwrap_or("");
    assert!(
        summary.contains("2500 operations") && !summary.contains("stage "),
        "{summary:?}"
    );
    for (quiet, command) in [
        ("--quiet", format!("{generate} --quiet")),
        ("no terminal", format!("{generate} 2> errors")),
    ] {
        let said = on_a_terminal(folder, &command);
        let errors = fs::read_to_string(folder.join("errors")).unwrap_or_default();
        assert!(!(said + &errors).contains("\u{1b}[K"), "{quiet}");
    }
}
