//! The pages that rustdoc makes of texts that try to be markup.

use std::fs;
use std::path::Path;

use faultcode::File;
use faultcode_tests::cargo::{cargo_documenting, target};
use faultcode_tests::tree;

/// What readers of the documentation get: no warning, no tag and no link of the document's own making. Of the texts, those that try.
pub fn hold_no_markup_of_documents(folder: &Path, crates: &[(String, Vec<File>)], advice: &str) {
    let tries = |name: &str| {
        let texts = ["g10-", "g12-", "g13-", "g15-"];
        let text = name.strip_prefix("doc-text-");
        text.is_some_and(|text| texts.iter().any(|case| text.starts_with(case)))
    };
    let names = crates.iter().map(|(name, _)| name.as_str());
    let names: Vec<&str> = names.filter(|name| tries(name)).collect();
    assert!(names.len() >= 9, "{names:?}");
    let mut arguments = vec!["doc", "--no-deps"];
    arguments.extend(names.iter().flat_map(|name| ["-p", *name]));
    let ended = cargo_documenting(folder, &arguments, "-D warnings -D rustdoc::all");
    ended.expect_success(advice);
    for name in names {
        let pages = target().join("doc").join(name.replace('-', "_"));
        let files = tree::files(&pages);
        let html: Vec<&String> = files.iter().filter(|it| it.ends_with(".html")).collect();
        assert!(html.len() > 3, "{name}: {html:?}");
        for page in html {
            let text = fs::read_to_string(pages.join(page)).expect("it was listed");
            for markup in [
                "<script>alert",
                "<img src=\"x\"",
                "<img src=x",
                "\"javascript:",
                "href=javascript:",
            ] {
                assert!(!text.contains(markup), "{name}: {page} holds {markup}");
            }
        }
    }
}
