//! The runner over documents of our own, with tables that fit and with tables that do not.

use std::path::{Path, PathBuf};

use faultcode_tests::wild::{Arguments, Report, run};
use faultcode_tests::{cargo, tree};

fn report(tables: &str, scratch: &str, check: bool) -> Report {
    let own = tree::root().join("tests/wild/own");
    let arguments = Arguments {
        check,
        scratch: Some(cargo::target().join("faultcode-tests").join(scratch)),
        target: Some(cargo::target()),
        ..Arguments::of(own.join("documents"), own.join(tables))
    };
    let program = Path::new(env!("CARGO_BIN_EXE_wild"));
    run(&arguments, program, &mut |_| {}).expect("the documents are there")
}

#[test]
fn documents_of_our_own_do_what_is_asked_of_every_document() {
    let report = report(".", "wild", true);
    assert_eq!(report.shortcomings(), Vec::<String>::new());
    let shown: Vec<_> = report
        .subjects
        .iter()
        .map(|subject| subject.document.shown.as_str())
        .collect();
    assert_eq!(
        shown,
        [
            "breaches.yaml",
            "published.yaml",
            "several/api.yaml",
            "shared.yaml",
            "shop.yaml",
            "sided.yaml",
            "twice.json"
        ],
        "an API of several files is one document"
    );
    let folder = cargo::target().join("faultcode-tests/wild/report");
    report.write(&folder).expect("the folder is ours");
    let written = |name: &str| std::fs::read_to_string(folder.join(name)).expect("it was written");
    let json: serde_json::Value = serde_json::from_str(&written("wild.json")).expect("JSON");
    assert_eq!(json["good"], true);
    assert_eq!(json["documents"][4]["account"]["counts"]["codes"], 2);
    assert_eq!(json["documents"][4]["built"]["check"]["good"], true);
    let markdown = written("wild.md");
    for repair in [
        "- `path-spelling`, 1 times: 6:3",
        "- `remote-schema`, 1 times: 12:",
        "- `status-spelling`, 1 times: 13:",
        "- `nullable-in-31`, 1 times: 16:",
    ] {
        assert!(markdown.contains(repair), "{repair} is not in\n{markdown}");
    }
    if cfg!(target_os = "linux") {
        assert!(json["documents"][4]["account"]["peak"].as_u64() > Some(1 << 20));
    }
}

#[test]
fn tables_that_do_not_fit_are_shortcomings() {
    let report = report("wrong", "wild-wrong", false);
    assert_eq!(
        report.shortcomings(),
        [
            "shop.yaml: line 24 breaks keyword-not-checked, which unsupported.yaml does not list for it",
            "shop.yaml: nothing breaks multipart-body any more, which unsupported.yaml lists for it",
            "twice.json: it must be refused by duplicate-key in line 4; found: duplicate-key in line 5",
            "the tables name gone.yaml, which is not there",
        ]
    );
}

#[test]
fn a_folder_that_is_not_there_is_no_success() {
    let arguments = Arguments::of(PathBuf::from("no-such-folder"), PathBuf::new());
    let problem = run(&arguments, Path::new("wild"), &mut |_| {}).expect_err("there is nothing");
    assert!(problem.contains("no-such-folder"), "{problem}");
    assert!(problem.contains("no part of this repository"), "{problem}");
}
