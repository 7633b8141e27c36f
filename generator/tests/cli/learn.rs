//! `learn`: exit codes, and which files are refused.

use super::{GOOD, run, scratch};

/// A log of one answer.
fn log(url: &str, status: u16, body: &str) -> String {
    format!(
        r#"{{"log": {{"entries": [{{"request": {{"method": "GET", "url": "{url}"}}, "response": {{"status": {status},
        "content": {{"mimeType": "application/json", "text": "{body}"}}}}}}]}}}}"#
    )
}

#[test]
fn learning_ends_as_documented() {
    let folder = scratch("learn");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).expect("the folder is this test's own");
    };
    let document = GOOD.replace(
        "\"paths\"",
        "\"servers\": [{\"url\": \"https://hello.example\"}], \"paths\"",
    );
    let code = r#"{\"code\": \"TOO_LATE\", \"message\": \"m\"}"#;
    let whole = log("https://hello.example/hello", 410, code);
    write("new.har", &whole);
    write("known.har", &log("https://hello.example/hello", 204, ""));
    write("other.har", &log("https://other.example/hello", 204, ""));
    write("half.har", &whole[..whole.len() - 3]);
    write("broken.har", &whole[..50]);
    write("empty.har", "");
    write("page.har", "<html>");
    std::fs::create_dir(folder.join("answers")).expect("the folder is this test's own");
    write("answers/sayHello.425.json", "{}");
    write("answers/notes.txt", "no answer");
    let unknown = &["--fail-on", "unknown"][..];
    let rows: [(&[&str], &[&str], i32, &str); 12] = [
        (&["new.har"], &[], 0, "TOO_LATE (410) 1"),
        (&["new.har"], unknown, 1, "TOO_LATE (410) 1"),
        (&["known.har"], unknown, 0, "204 1"),
        (
            &["new.har", "known.har"],
            unknown,
            1,
            "2 files: 2 answers of 1 operation",
        ),
        (&["answers"], unknown, 0, "left out: 1 broken"),
        (&["half.har"], &[], 0, "it breaks off after 1 answer"),
        (&["broken.har"], &[], 2, "no log of answers"),
        (&["empty.har"], &[], 2, "there is nothing in it"),
        (&["page.har", "new.har"], unknown, 2, "neither a HAR"),
        (&["absent.har"], &[], 2, "absent.har"),
        (
            &["other.har"],
            unknown,
            2,
            "other hosts were called: other.example (1)",
        ),
        (
            &["other.har"],
            &["--server", "https://other.example"],
            0,
            "204 1",
        ),
    ];
    for (traffic, options, expected, part) in rows {
        let arguments = [&["learn"], traffic, &["--spec", "-"], options].concat();
        let ended = run(&arguments, &document, &folder);
        let said = [ended.stdout, ended.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert_eq!(ended.status.code(), Some(expected), "{arguments:?}: {said}");
        assert!(said.contains(part), "{arguments:?}: {said}");
    }
    let arguments = ["learn", "new.har", "--spec", "-", "--out", "seen.yaml"];
    let ended = run(&arguments, &document, &folder);
    assert_eq!(ended.status.code(), Some(0));
    let draft = std::fs::read_to_string(folder.join("seen.yaml")).expect("the draft");
    assert!(
        draft.contains("TOO_LATE") && draft.contains("confidence: observed"),
        "{draft}"
    );
}
