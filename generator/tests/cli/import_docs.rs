//! `import-docs`: what goes where, and how it ends.

use super::{run, scratch};

const PAGE: &str = "# Errors\n\n| Code | Status | Meaning |\n|---|---|---|\n| `SOLD_OUT` | 409 | Nothing is left |\n";

#[test]
fn a_page_becomes_a_draft_and_nothing_else_does() {
    let folder = scratch("import-docs");
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.join(name), bytes).expect("the folder is this test's own");
    };
    write("errors.md", PAGE.as_bytes());
    write("about.md", b"# About us\n\nWe sell things.\n");
    write("picture.html", b"\x89PNG\r\n\x1a\n\0\0");
    write("swapped.json", br#"{"error_codes": [{"code": "quite bad", "status": "so so"}, {"code": "very bad", "status": "well"}]}"#);
    let ends = |arguments: &[&str]| {
        let output = run(arguments, "", &folder);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            output.status.code(),
            text(&output.stdout),
            text(&output.stderr),
        )
    };
    let (code, out, err) = ends(&["import-docs", "errors.md"]);
    assert_eq!((code, &*err), (Some(0), ""));
    assert!(
        out.contains("overlay: 1.0.0\n") && out.contains("        SOLD_OUT:"),
        "{out}"
    );
    assert!(out.contains("# errors.md:5\n"), "{out}");

    let (code, said, _) = ends(&["import-docs", "errors.md", "--out", "errors.overlay.yaml"]);
    let written =
        std::fs::read_to_string(folder.join("errors.overlay.yaml")).expect("it was written");
    assert_eq!(
        (code, &*said, &*written),
        (Some(0), "1 code, 0 entries of statuses\n", &*out)
    );

    for (page, reason) in [
        ("about.md", "nothing about errors was found on about.md"),
        ("picture.html", "invalid-utf8"),
        ("swapped.json", "hold neither codes nor statuses"),
        ("absent.md", "unreadable-file"),
    ] {
        let (code, out, err) = ends(&["import-docs", page]);
        assert_eq!((code, &*out), (Some(2), ""), "{page}: {err}");
        assert!(err.contains(reason), "{page}: {err}");
        assert!(!err.contains("panicked"), "{page}: {err}");
    }
    let (code, _, err) = ends(&["import-docs", "errors.md", "--out", "no/such/folder.yaml"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("cannot be written"), "{err}");
    let (code, _, _) = ends(&["import-docs"]);
    assert_eq!(code, Some(2));
}
