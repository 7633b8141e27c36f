//! Every input that the fuzzer is started with, or once found something with, asked again by plain tests (`fuzz/run`).

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use faultcode_oracles::{ORACLES, Oracle};
use faultcode_tests::{aloud, tree};

/// The files below a folder, in order; none where it is not there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
        .into_iter()
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect()
}

fn ask(oracle: &Oracle, inputs: &[(String, Vec<u8>)]) -> Vec<String> {
    let check = oracle.check;
    let asked = inputs.iter().filter_map(|(name, input)| {
        let ended = catch_unwind(|| check(input));
        ended.err().map(|_| format!("{}: {name}", oracle.name))
    });
    asked.collect()
}

#[test]
fn every_input_that_is_kept_satisfies_its_oracle() {
    let (mut failed, mut played) = (Vec::new(), String::new());
    for oracle in ORACLES {
        let mut inputs = Vec::new();
        for kind in ["corpus", "regressions"] {
            for path in files(&tree::root().join("fuzz").join(kind).join(oracle.name)) {
                let content = fs::read(&path).expect("a file of ours");
                inputs.push((path.display().to_string(), content));
            }
        }
        assert!(!inputs.is_empty(), "{} begins with nothing", oracle.name);
        failed.extend(ask(oracle, &inputs));
        played.push_str(&format!(" {} {}", oracle.name, inputs.len()));
    }
    aloud(&format!("fuzz: inputs played:{played}"));
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// The hostile documents are inputs as well: their texts were chosen, not found.
#[test]
fn hostile_documents_satisfy_the_oracles_of_documents() {
    let mut failed = Vec::new();
    for path in files(&tree::root().join("tests/hostile")) {
        let name = path.display().to_string();
        let json = name.ends_with(".json");
        if !json && !name.ends_with(".yaml") {
            continue;
        }
        let content = fs::read(&path).expect("a file of ours");
        if json {
            let oracle = faultcode_oracles::find("json").expect("one of them");
            failed.extend(ask(oracle, &[(name.clone(), content.clone())]));
        }
        let oracle = faultcode_oracles::find("document").expect("one of them");
        let mut input = vec![u8::from(json)];
        input.extend(content);
        failed.extend(ask(oracle, &[(name, input)]));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
