//! Input that is no page of errors, is too large, nests without end or means something else.

use std::time::Instant;

use faultcode::internals::draft::Target;
use faultcode_tests::aloud;

use super::{folder, imported, of_text};

#[test]
fn a_page_without_errors_gives_nothing() {
    let draft = imported(&folder().join("nothing.md"), None).expect("it can be read");
    assert!(draft.is_empty(), "{}", draft.to_yaml());
    for (name, text) in [
        ("a.md", ""),
        ("a.txt", "\n\n"),
        ("a.html", "<p>"),
        ("a.json", "[]"),
        ("a.yaml", "a: 1"),
    ] {
        let draft =
            of_text(name, text.as_bytes()).unwrap_or_else(|found| panic!("{name}: {found:?}"));
        assert!(draft.is_empty(), "{name}: {}", draft.to_yaml());
    }
}

#[test]
fn what_is_no_text_is_refused_with_a_finding() {
    let cases: [(&str, &[u8], &str); 5] = [
        ("a.html", b"<p>\xff\xfe</p>", "invalid-utf8"),
        ("a.txt", b"%PDF-1.7\0\x01\x02", "nul-character"),
        ("a.yaml", b"a: [1, 2\n", "invalid-yaml"),
        ("a.json", b"{\"a\": 1,}", "invalid-json"),
        ("a.yml", b"a: &a [*a]\n", "alias-cycle"),
    ];
    for (name, bytes, rule) in cases {
        let found = of_text(name, bytes).expect_err(name);
        assert_eq!(found, [rule], "{name}");
    }
}

/// Told from their values, or noted where the values say nothing.
#[test]
fn columns_that_hold_something_else_are_not_guessed() {
    let draft = imported(&folder().join("nonsense.json"), None).expect("it can be read");
    assert!(draft.is_empty(), "{}", draft.to_yaml());
    assert!(
        draft
            .notes
            .iter()
            .any(|it| it.contains("nonsense.json:2") && it.contains("neither codes nor statuses")),
        "{:?}",
        draft.notes
    );
}

#[test]
fn nesting_costs_nothing() {
    let depth = 200_000;
    let cases = [
        (
            "a.html",
            format!(
                "<h1>Errors</h1>{}x{}",
                "<div><table><tr><td>".repeat(depth),
                "</td></tr></table></div>".repeat(depth)
            ),
        ),
        (
            "b.html",
            format!("<h1>Errors</h1>{}", "<ul><li>".repeat(depth)),
        ),
        ("c.md", format!("# Errors\n\n{}x\n", "> ".repeat(5_000))),
        ("d.txt", format!("Errors\n{}\n", "{\"a\":".repeat(10_000))),
        ("e.txt", format!("Errors\n{}\n", "[".repeat(50_000))),
        (
            "f.html",
            format!("<h1>Errors</h1><pre>{}</pre>", "{\"a\":".repeat(10_000)),
        ),
    ];
    for (name, text) in cases {
        let begun = Instant::now();
        let draft =
            of_text(name, text.as_bytes()).unwrap_or_else(|found| panic!("{name}: {found:?}"));
        assert!(draft.is_empty(), "{name}");
        assert!(
            begun.elapsed().as_secs() < 20,
            "{name} took {:?}",
            begun.elapsed()
        );
    }
    // A catalogue is a document, and its nesting is bounded as theirs is.
    let deep = format!("{}1{}", "[".repeat(1000), "]".repeat(1000));
    assert_eq!(
        of_text("g.json", deep.as_bytes()).expect_err("too deep"),
        ["too-large"]
    );
}

/// Thirty megabytes, and tables that would not end: what is kept is bounded, and the draft says that it was cut.
#[test]
fn a_large_page_is_read_in_bounded_time() {
    let head = "<h1>Errors</h1><table><tr><th>Code</th><th>Status</th><th>Meaning</th></tr>";
    let row = "<tr><td><code>too_large</code></td><td>413</td><td>More than fits in</td></tr>\n";
    let tail = "</table><script>";
    let cases = [
        (
            "rows",
            [head, &row.repeat((28 << 20) / row.len()), tail].concat(),
        ),
        (
            "text",
            [
                head,
                row,
                tail,
                "</script><p>",
                &"words and more words ".repeat((28 << 20) / 21),
            ]
            .concat(),
        ),
        (
            "script",
            [head, row, tail, &"var a = '<td>';".repeat((28 << 20) / 15)].concat(),
        ),
        (
            "spans",
            [
                head,
                row,
                &"<tr><td rowspan=100000 colspan=100000>x_y</td><td>404</td></tr>".repeat(3000),
                tail,
            ]
            .concat(),
        ),
    ];
    for (name, page) in cases {
        let begun = Instant::now();
        let draft = of_text("large.html", page.as_bytes())
            .unwrap_or_else(|found| panic!("{name}: {found:?}"));
        let took = begun.elapsed();
        aloud(&format!(
            "import-docs: {name}: {} MiB of HTML in {took:?}",
            page.len() >> 20
        ));
        assert!(took.as_secs() < 60, "{name} took {took:?}");
        if name == "spans" {
            continue;
        }
        let update = draft.update(&Target::Document);
        assert_eq!(
            update["x-error-codes"]["too_large"]["status"],
            413,
            "{name}: {}",
            draft.to_yaml()
        );
    }
    // What is larger than any document may be is refused before it is read.
    let text = "x".repeat((32 << 20) + 1);
    assert_eq!(
        of_text("larger.html", text.as_bytes()).expect_err("too large"),
        ["too-large"]
    );
}

/// The same page with other line breaks says the same lines.
#[test]
fn lines_are_counted_in_every_notation() {
    let places = |name: &str, text: &str| -> Vec<String> {
        let draft =
            of_text(name, text.as_bytes()).unwrap_or_else(|found| panic!("{name}: {found:?}"));
        let codes = draft
            .parts
            .get(&Target::Document)
            .map(|it| it.codes.clone())
            .unwrap_or_default();
        codes
            .values()
            .filter_map(|it| it.remarks.first().cloned())
            .collect()
    };
    let html = "<h1>Errors</h1>\n<p>One\nmore</p>\n<table>\n<tr><th>Code</th><th>Status</th></tr>\n<tr>\n<td>a_b</td><td>404</td></tr>\n</table>\n";
    assert_eq!(places("a.html", html), ["a.html:7"]);
    assert_eq!(places("a.html", &html.replace('\n', "\r\n")), ["a.html:7"]);
    let markdown = "# Errors\n\nOne\n\n| Code | Status |\n|---|---|\n| `a_b` | 404 |\n";
    assert_eq!(places("a.md", markdown), ["a.md:7"]);
    let inside = format!(
        "# Errors\n\nOne\n\n{}",
        html.replace("<h1>Errors</h1>\n", "")
    );
    assert_eq!(places("a.md", &inside), ["a.md:10"]);
    assert_eq!(
        places("a.txt", "Errors\n\nCode\tStatus\na_b\t404\n"),
        ["a.txt:4"]
    );
    assert_eq!(
        places(
            "a.yaml",
            "errors:\n  - code: a_b\n    status: 404\n  - code: c_d\n    status: 409\n"
        ),
        ["a.yaml:2", "a.yaml:4"]
    );
}
