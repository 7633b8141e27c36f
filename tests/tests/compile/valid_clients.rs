//! Clients of valid documents, drawn at random from a grammar (`faultcode_tests::valid`): they compile without a warning, pass
//! the tests that come with them, and write again what they read of their documents' examples. `VALID_DOCUMENTS` says how
//! many, `VALID_SEED` which is the first.

use faultcode_tests::probe::{differs, examples};
use faultcode_tests::valid::{Batch, Document, Source, seeds};
use faultcode_tests::{aloud, tree};

/// Documents of one package.
const TOGETHER: usize = 25;

const ADVICE: &str =
    "The modules are named after the seeds: VALID_SEED=17 VALID_DOCUMENTS=1 shows one alone.";

/// The documents in which something was found once, made small; the names of their files are those of the modules.
fn kept() -> Vec<Source> {
    let folder = tree::root().join("tests/valid");
    let files = tree::files(&folder).into_iter();
    let read = files.map(|file| {
        let text = std::fs::read_to_string(folder.join(&file)).expect("a file of ours");
        Source {
            client: file.replace(".yaml", ""),
            file: "api.yaml",
            text,
            overlay: None,
        }
    });
    read.collect()
}

/// What is wrong with the clients of these documents, and how many examples they were asked for.
fn problems(documents: &[Source]) -> (Vec<String>, usize) {
    let batch = Batch::new("valid", documents);
    let built = batch.cargo(&["test"], &[]);
    if !built.success {
        return (vec![format!("{}\n{}", built.out, built.err)], 0);
    }
    if std::env::var_os("VALID_CLIPPY").is_some() {
        let after = ["--all-targets", "--", "-D", "warnings"];
        batch.cargo(&["clippy"], &after).expect_success(ADVICE);
    }
    let (mut asked, mut problems) = (0, Vec::new());
    for (client, probe) in &batch.clients {
        let (cases, places) = examples(probe);
        asked += cases.len();
        for ((case, at), result) in cases.iter().zip(places).zip(batch.cases(client, &cases)) {
            let problem = match result {
                Err(problem) => Some(problem),
                Ok(_) if case["what"] == "answered" => None,
                Ok(text) => {
                    let again = serde_json::from_str(&text).expect("models write JSON");
                    differs(&case["json"], &again)
                }
            };
            problems.extend(problem.map(|it| format!("{client}: {at}: {it}\n    {case}")));
        }
    }
    (problems, asked)
}

#[test]
fn they_compile_pass_their_tests_and_write_what_they_read() {
    let seeds: Vec<u64> = seeds(4).collect();
    let drawn = seeds.iter().map(|seed| {
        let (file, text) = Document::of_seed(*seed).file();
        Source {
            client: format!("d{seed}"),
            file,
            text,
            overlay: None,
        }
    });
    let documents: Vec<_> = kept().into_iter().chain(drawn).collect();
    let (mut asked, mut found) = (0, Vec::new());
    for some in documents.chunks(TOGETHER) {
        let (problems, examples) = problems(some);
        found.extend(problems);
        asked += examples;
    }
    aloud(&format!(
        "valid: clients of {} documents; {asked} examples read and written",
        documents.len()
    ));
    assert!(found.is_empty(), "{}\n{ADVICE}", found.join("\n"));
}
