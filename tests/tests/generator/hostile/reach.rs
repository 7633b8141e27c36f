//! What a reference touches that leaves the document: no socket, and no file that the user has not allowed.

use std::fs;

use faultcode::{Input, Options, Session};
use faultcode_tests::attacks::{folder, quoted};
use faultcode_tests::folder::Folder;
use faultcode_tests::{Answer, Server, generate, lint};

use super::options;

/// No server is asked, whoever names it and whatever the user allows: only a file can stand for it.
#[test]
fn a_reference_to_a_server_opens_no_connection() {
    let server = Server::deciding(|_| Answer::body(200, "application/yaml", "type: string\n"));
    let (url, port) = (server.url(), server.port());
    let template =
        fs::read_to_string(folder().join("references/template.yaml")).expect("the template");
    for reference in [
        format!("{url}/a.yaml"),
        format!("{url}/a.yaml#/A"),
        format!("//127.0.0.1:{port}/a.yaml"),
        format!("http://localhost:{port}/a.yaml"),
        format!("http://user:word@127.0.0.1:{port}/a.yaml"),
        format!("http://2130706433:{port}/a.yaml"),
        format!("file://127.0.0.1:{port}/a.yaml"),
    ] {
        let text = template.replace("REFERENCE", &quoted(&reference));
        for files in [Vec::new(), vec![url.clone()], vec![reference.clone()]] {
            let options = Options {
                files,
                allow_origins: vec![url.clone()],
                ..options("reach")
            };
            let made = generate::from_bytes("reach.yaml", text.as_bytes(), &options);
            let refused = made
                .linted
                .found
                .iter()
                .any(|it| ["remote-ref", "ref-outside-root"].contains(&it.rule.id));
            assert!(made.files.is_none() && refused, "{reference}");
        }
    }
    assert_eq!(server.connections(), 0);
}

/// The file lies beside the document and can be read: a message names it and says how to allow it, and no more.
#[test]
fn a_file_that_is_not_allowed_is_neither_read_nor_shown() {
    let scratch = Folder::new("reach");
    let template =
        fs::read_to_string(folder().join("references/template.yaml")).expect("the template");
    for (name, content) in [
        ("keys.yaml", "password: hunter-canary\n"),
        (".env", "PASSWORD=hunter-canary\n"),
        ("key.pem", "-----BEGIN hunter-canary\n"),
    ] {
        fs::write(scratch.file(name), content).expect("the folder is ours");
        for reference in [
            name.to_owned(),
            format!("./{name}"),
            format!("{name}#/password"),
        ] {
            let document = scratch.file("api.yaml");
            let text = template.replace("REFERENCE", &quoted(&reference));
            fs::write(&document, text).expect("the folder is ours");
            let mut session = Session::new(Input::file(&document), options("reach"));
            assert!(session.generate().is_none(), "{reference}");
            assert_eq!(
                session.files(),
                std::slice::from_ref(&document),
                "{reference}"
            );
            let shown = lint::linted(&mut session).human;
            assert!(!shown.contains("hunter"), "{shown}");
            assert!(shown.contains("error[external-ref]"), "{shown}");
            assert!(shown.contains(&format!("files: [{name}]")), "{shown}");
        }
    }
}

/// A folder that is allowed may hold keys. What is no document is named, and no line of it is shown.
#[test]
fn a_file_that_is_no_document_is_not_shown() {
    let scratch = Folder::new("reach-allowed");
    let template =
        fs::read_to_string(folder().join("references/template.yaml")).expect("the template");
    for (name, content) in [
        (".env", "PASSWORD=hunter-canary\n"),
        ("key.pem", "-----BEGIN hunter-canary\n"),
        ("credentials", "[default]\nkey: hunter-canary\n"),
        ("netrc", "machine: [hunter-canary\n"),
        ("binary", "a\0hunter-canary"),
        ("latin.txt", "caf\u{e9}: hunter-canary: x\n"),
    ] {
        fs::write(scratch.file(name), content).expect("the folder is ours");
        for reference in [name.to_owned(), format!("{name}#/default")] {
            let document = scratch.file("api.yaml");
            let text = template.replace("REFERENCE", &quoted(&reference));
            fs::write(&document, text).expect("the folder is ours");
            let options = Options {
                files: vec![".".to_owned()],
                ..options("reach")
            };
            let mut session = Session::new(Input::file(&document), options);
            assert!(session.generate().is_none(), "{reference}");
            let shown = lint::linted(&mut session).human;
            assert!(!shown.contains("hunter"), "{shown}");
            assert!(shown.contains("error[no-document]"), "{shown}");
        }
    }
}
