//! Input that is no page of errors, is too large, nests without end or means something else.

use std::time::Duration;

use faultcode::internals::draft::Target;
use faultcode_tests::{aloud, processor};

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

/// Below this, nothing can be said: the clock of the processor is that rough.
const SHORT: Duration = Duration::from_millis(50);

/// What is nested costs about what the same costs side by side.
#[test]
fn nesting_costs_nothing() {
    /// A page of that many of these: what opens, what stands within, and what closes.
    struct Nested(&'static str, &'static str, usize, [&'static str; 3]);
    let cases = [
        Nested(
            "a.html",
            "<h1>Errors</h1>",
            60_000,
            ["<div><table><tr><td>", "x", "</td></tr></table></div>"],
        ),
        Nested("b.html", "<h1>Errors</h1>", 60_000, ["<ul><li>", "x", ""]),
        Nested("c.md", "# Errors\n\n", 5_000, ["> ", "x\n", ""]),
        Nested("d.txt", "Errors\n", 10_000, ["{\"a\":", "1\n", ""]),
        Nested("e.txt", "Errors\n", 20_000, ["[", "1\n", ""]),
        // Beginnings of samples, of tables and of lists that are none.
        Nested("g.txt", "Errors\n", 10_000, ["{\"a\":\n", "1}\n", ""]),
        Nested("h.txt", "Errors\n", 20_000, ["|a\nb|\n", "c\n", ""]),
        Nested("i.txt", "Errors\n", 20_000, ["Code\nStatus\n", "c\n", ""]),
        Nested("j.txt", "Errors\n", 20_000, ["1 {\n2 {\n", "3 }\n", ""]),
        Nested(
            "f.html",
            "<h1>Errors</h1><pre>",
            10_000,
            ["{\"a\":", "1\n", ""],
        ),
    ];
    for Nested(name, head, times, [open, within, close]) in cases {
        let nested = [head, &open.repeat(times), within, &close.repeat(times)].concat();
        let beside = [head, &[open, within, close].concat().repeat(times)].concat();
        let read = |text: &str| {
            processor::spent(|| {
                of_text(name, text.as_bytes()).unwrap_or_else(|found| panic!("{name}: {found:?}"))
            })
        };
        let ((deep, draft), (flat, _)) = (read(&nested), read(&beside));
        assert!(draft.is_empty(), "{name}");
        aloud(&format!(
            "import-docs: {name}: {deep:?} nested, {flat:?} side by side"
        ));
        assert!(
            deep < 10 * flat.max(SHORT),
            "{name} takes {deep:?}, not {flat:?}"
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
fn a_large_page_is_read_in_proportion_to_its_size() {
    let head = "<h1>Errors</h1><table><tr><th>Code</th><th>Status</th><th>Meaning</th></tr>";
    let row = "<tr><td><code>too_large</code></td><td>413</td><td>More than fits in</td></tr>\n";
    let tail = "</table><script>";
    let bytes = 28 << 20;
    // What comes before what is repeated, that, how often, and what comes after it.
    let cases = [
        ("rows", head.to_owned(), row, bytes / row.len(), tail),
        (
            "text",
            [head, row, tail, "</script><p>"].concat(),
            "words and more words ",
            bytes / 21,
            "",
        ),
        (
            "script",
            [head, row, tail].concat(),
            "var a = '<td>';",
            bytes / 15,
            "",
        ),
        (
            "spans",
            [head, row].concat(),
            "<tr><td rowspan=100000 colspan=100000>x_y</td><td>404</td></tr>",
            3_000,
            tail,
        ),
    ];
    for (name, before, repeated, times, after) in cases {
        let read = |times| {
            let page = [before.as_str(), &repeated.repeat(times), after].concat();
            processor::spent(|| {
                of_text("large.html", page.as_bytes())
                    .unwrap_or_else(|found| panic!("{name}: {found:?}"))
            })
        };
        let ((part, _), (whole, draft)) = (read(times / 8), read(times));
        let ratio = whole.as_secs_f64() / part.max(SHORT).as_secs_f64();
        aloud(&format!(
            "import-docs: {name}: {whole:?}, {ratio:.1} times an eighth of it"
        ));
        // Eight times is in proportion, sixty-four is what a square would take.
        assert!(
            ratio < 24.0,
            "{name} takes {whole:?}, an eighth of it {part:?}"
        );
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
