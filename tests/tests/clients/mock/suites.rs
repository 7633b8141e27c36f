//! The suites of the five clients, whose scripted server is a mock (`faultcode_tests::mocked`): how many of their tests still pass,
//! by how much of the answers is the mock's.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use faultcode_tests::aloud;
use faultcode_tests::mocked::{SERVED, Share, VARIABLE};

const SUITES: [&str; 5] = [
    "accounts",
    "billium",
    "getbill",
    "partner_invoicing",
    "sessions",
];

/// Tests that need what a mock of the document does not do, with the reason; a reason for all tests of a module ends with `::`.
const BEYOND: &str = include_str!("suites.yaml");

/// The outcome of each test of the suites that uses the server, in a process in which a mock stands behind it.
fn outcomes(share: &str) -> BTreeMap<String, bool> {
    let program = std::env::current_exe().expect("a test knows its own file");
    let mut command = Command::new(program);
    command
        .env(VARIABLE, share)
        .args(SUITES.map(|it| format!("{it}::")));
    let out = command.output().expect("the suites can be started");
    let text = String::from_utf8_lossy(&out.stdout);
    let said = String::from_utf8_lossy(&out.stderr);
    // A line of the harness may stand before it, unfinished.
    let served: BTreeSet<&str> = said
        .lines()
        .filter_map(|line| Some(line.split_once(SERVED)?.1))
        .collect();
    let lines = text.lines().filter_map(|line| line.strip_prefix("test "));
    lines
        .filter_map(|line| {
            let (name, outcome) = line.split_once(" ... ")?;
            let suite = name.split("::").next()?;
            let ended = matches!(outcome, "ok" | "FAILED");
            (SUITES.contains(&suite) && ended && served.contains(name))
                .then(|| (name.to_owned(), outcome == "ok"))
        })
        .collect()
}

#[test]
fn the_suites_pass_with_the_mock_as_their_server() {
    let reasons: BTreeMap<String, BTreeMap<String, Vec<String>>> =
        serde_yaml::from_str(BEYOND).expect("reasons by share");
    let mut problems = Vec::new();
    for (word, _) in Share::ALL {
        let outcomes = outcomes(word);
        let passed = outcomes.values().filter(|it| **it).count();
        let by_suite = SUITES.map(|suite| {
            let own = outcomes.iter();
            let own = own.filter(|(name, _)| name.starts_with(&format!("{suite}::")));
            let own: Vec<bool> = own.map(|(_, passed)| *passed).collect();
            format!(
                "{suite} {}/{}",
                own.iter().filter(|it| **it).count(),
                own.len()
            )
        });
        aloud(&format!(
            "mock: suites with {word} answers: {passed} of {} tests pass ({}): {}",
            outcomes.len(),
            percent(passed, outcomes.len()),
            by_suite.join(", ")
        ));
        assert!(
            outcomes.len() > 250,
            "the suites did not run: {}",
            outcomes.len()
        );
        let failed: BTreeSet<&str> = outcomes
            .iter()
            .filter(|(_, passed)| !**passed)
            .map(|(name, _)| name.as_str())
            .collect();
        let none = BTreeMap::new();
        let listed = reasons.get(word).unwrap_or(&none);
        for (reason, tests) in listed {
            aloud(&format!("    {}: {reason}", tests.len()));
        }
        let listed: BTreeSet<&str> = listed.values().flatten().map(String::as_str).collect();
        let open: Vec<_> = failed.difference(&listed).collect();
        let stale: Vec<_> = listed.difference(&failed).collect();
        if !open.is_empty() || !stale.is_empty() {
            problems.push(format!(
                "{word}: these fail and have no reason: {open:#?}\nthese have one and pass: {stale:#?}"
            ));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn percent(part: usize, whole: usize) -> String {
    format!("{:.1} %", 100.0 * part as f64 / whole.max(1) as f64)
}
