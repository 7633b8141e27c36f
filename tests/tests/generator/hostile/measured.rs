//! What large and deep documents take. Each is read by a process of its own, so that its memory and its time are its own too.
//!
//! Time is that of the processor. What it may be, a plain document says that is as large, on the same machine and in the same build.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use faultcode::internals::diagnostics::Severity;
use faultcode::internals::source::budget::ALIAS_FACTOR;
use faultcode::{Input, Session, Stage};
use faultcode_tests::attacks::Case;
use faultcode_tests::folder::Folder;
use faultcode_tests::{again, aloud, bombs, generate, lint, processor, snapshot};

use super::{look, options};

/// What the process of any document may hold at one time, the tests that it is a part of included.
const MEMORY: u64 = 512 << 20;

/// The same where reading refuses.
const MEMORY_OF_READING: u64 = 100 << 20;

/// How much longer reading may take than reading a plain document that is as large.
const RATIO: f64 = 2.0;

/// Below this, nothing can be said: the clock of the processor is that rough, and a process has to begin somehow.
const SHORT: Duration = Duration::from_millis(30);

/// What twice as much of a document may take. Time is rough; what is not linear needs four times as much.
const TWICE: f64 = 3.0;

/// What a process has to say of itself.
#[derive(Debug)]
struct Taken {
    time: Duration,
    /// Bytes, where the system counts them.
    peak: Option<u64>,
    /// The rule of the first error.
    refused: Option<String>,
    /// What was wrong with what came of it.
    problems: Vec<String>,
}

/// How far a process goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// The tree.
    Read,
    /// The files of the client, each of which is looked at.
    Files,
}

const WORDS: [(Until, &str); 2] = [(Until::Read, "read"), (Until::Files, "files")];

/// The name of each client.
const NAME: &str = "measured";

/// Starts a process for a document, and hears what it says.
fn take(file: &str, text: &str, until: Until) -> Taken {
    let folder = Folder::new("measured");
    fs::write(folder.file(file), text).expect("the folder is ours");
    let word = WORDS.iter().find(|(it, _)| *it == until);
    let child = again::command(module_path!(), "child_that_takes")
        .current_dir(folder.path())
        // What one thread frees, glibc keeps from the others. The program has an allocator of its own, which does not.
        .env("MALLOC_ARENA_MAX", "1")
        // As many files are held at one time as there are threads.
        .env("RAYON_NUM_THREADS", "2")
        .env("MEASURED_FILE", file)
        .env("MEASURED_UNTIL", word.map_or("", |(_, word)| word))
        .output()
        .expect("this program can be run");
    let said = String::from_utf8_lossy(&child.stdout);
    let errors = String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success(), "{file}: {said}{errors}");
    let mut facts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in said.lines().filter_map(|line| line.split_once('\t')) {
        facts.entry(name).or_default().push(value);
    }
    let number = |name: &str| facts.get(name)?.first()?.parse().ok();
    Taken {
        time: Duration::from_nanos(number("time").expect("it says so")),
        peak: number("peak"),
        refused: facts.get("refused").map(|all| all.concat()),
        problems: facts
            .get("problem")
            .into_iter()
            .flatten()
            .map(|it| (*it).to_owned())
            .collect(),
    }
}

/// What such a process does.
#[test]
#[ignore = "the body of a process that other tests start"]
fn child_that_takes() {
    let given = |name| std::env::var(name).ok();
    let (Some(file), Some(until)) = (given("MEASURED_FILE"), given("MEASURED_UNTIL")) else {
        return;
    };
    let until = WORDS.iter().find(|(_, word)| *word == until);
    let (until, _) = *until.expect("one of the words");
    let begun = Instant::now();
    let before = time(until, begun);
    let mut session = Session::new(Input::file(Path::new(&file)), options(NAME));
    let files = match until {
        Until::Read => {
            session.until(Stage::Load);
            None
        }
        Until::Files => session.generate().map(|output| output.files),
    };
    let (time, peak) = (time(until, begun) - before, peak());
    let linted = lint::linted(&mut session);
    let mut said = format!("\ntime\t{}\n", time.as_nanos());
    if let Some(peak) = peak {
        let _ = writeln!(said, "peak\t{peak}");
    }
    let error = linted
        .found
        .iter()
        .find(|it| it.severity == Severity::Error);
    if let Some(error) = error {
        let _ = writeln!(said, "refused\t{}", error.rule.id);
    }
    let case = Case {
        name: NAME.to_owned(),
        text: fs::read(&file).expect("it was read before"),
        file: file.clone().into(),
    };
    let made = generate::Generated { files, linted };
    for problem in look(&case, &made) {
        let _ = writeln!(said, "problem\t{}", problem.replace('\n', " "));
    }
    println!("{said}");
}

/// The time of the processor: of this thread, which reads, or of all threads of this process, which make files.
fn time(until: Until, begun: Instant) -> Duration {
    let time = match until {
        Until::Read => processor::of_thread(),
        Until::Files => processor::of_process(),
    };
    time.unwrap_or_else(|| begun.elapsed())
}

/// The most memory that this process has held, in bytes.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib << 10)
}

fn mib(bytes: Option<u64>) -> String {
    bytes.map_or("?".to_owned(), |bytes| (bytes >> 20).to_string())
}

/// A document of values that mean nothing, about as large.
fn plain(file: &str, bytes: usize) -> String {
    let is_json = file.ends_with(".json");
    let mut text = match is_json {
        true => r#"{"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": {}, "x-a": ["#.to_owned(),
        false => "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\npaths: {}\nx-a:\n".to_owned(),
    };
    let mut number = 0;
    while text.len() < bytes {
        let _ = match is_json {
            true => writeln!(
                text,
                "{{\"name\": \"value {number}\", \"of\": [{number}, true]}},"
            ),
            false => writeln!(text, "- name: value {number}\n  of: [{number}, true]"),
        };
        number += 1;
    }
    if is_json {
        text.push_str("null]}");
    }
    text
}

/// What expands or nests without end, or is large and says nothing, takes no longer than what is as large, and little memory.
#[test]
fn what_never_ends_is_refused_at_once() {
    let mut problems = Vec::new();
    let mut said = String::new();
    let cases = [
        "g16-",
        "g55-lists-100000",
        "g55-objects-1",
        "g64-",
        "g65-",
        "g67-",
        "g70-",
        "g72-",
    ];
    let bombs = bombs::all()
        .into_iter()
        .filter(|bomb| cases.iter().any(|it| bomb.name.starts_with(it)));
    let bombs: Vec<_> = bombs.collect();
    assert_eq!(bombs.len(), 19);
    // Reading takes time in proportion to the size of what is plain: one document of each kind says for all.
    const PLAIN: usize = 1 << 20;
    let usual = ["bomb.yaml", "bomb.json"].map(|file| {
        let usual = take(file, &plain(file, PLAIN), Until::Read);
        assert_eq!(usual.refused, None, "a plain document");
        (file, usual.time)
    });
    for bomb in &bombs {
        // What goes beyond all that is read is refused by its size.
        let size = bomb.text.len().min(8 << 20) as f64 / PLAIN as f64;
        let (_, usual) = usual[usize::from(bomb.file.ends_with(".json"))];
        let taken = take(bomb.file, &bomb.text, Until::Read);
        // What is named by an anchor may be copied that many times.
        let copied = match bomb.name {
            "g65-anchors-in-anchors" => ALIAS_FACTOR as f64,
            _ => 1.0,
        };
        let most = usual.mul_f64(RATIO * size * copied).max(SHORT);
        let _ = writeln!(
            said,
            "{}: {:?} of {most:?}, {} MiB",
            bomb.name,
            taken.time,
            mib(taken.peak)
        );
        if taken.refused.as_deref() != bomb.refused {
            problems.push(format!(
                "{}: {:?}, not {:?}",
                bomb.name, taken.refused, bomb.refused
            ));
        }
        if taken.time > most {
            problems.push(format!(
                "{} takes {:?}, not {most:?}",
                bomb.name, taken.time
            ));
        }
        let memory = bomb.refused.map_or(MEMORY, |_| MEMORY_OF_READING);
        if taken.peak.is_some_and(|peak| peak > memory) {
            problems.push(format!("{} takes {} MiB", bomb.name, mib(taken.peak)));
        }
    }
    aloud(&said);
    snapshot::finish(
        &problems,
        "Budgets are counted in generator/src/source/budget.rs; a walk that draws on none can run away.",
    );
}

/// What is as large as it may be ends, in bounded memory, as the list of bombs says, and what comes of it is as it should be.
#[test]
fn large_and_deep_documents_end_in_time() {
    let mut problems = Vec::new();
    let mut said = String::new();
    for bomb in bombs::all() {
        let taken = take(bomb.file, &bomb.text, Until::Files);
        let _ = writeln!(
            said,
            "{}: {:?}, {} MiB",
            bomb.name,
            taken.time,
            mib(taken.peak)
        );
        if taken.refused.as_deref() != bomb.refused {
            problems.push(format!(
                "{} ends with {:?}, not with {:?}",
                bomb.name, taken.refused, bomb.refused
            ));
        }
        if taken.peak.is_some_and(|peak| peak > MEMORY) {
            problems.push(format!("{} takes {} MiB", bomb.name, mib(taken.peak)));
        }
        problems.extend(taken.problems);
    }
    aloud(&said);
    snapshot::finish(
        &problems,
        "Budgets are counted in generator/src/source/budget.rs; a walk that draws on none can run away.",
    );
}

/// A document with that many of one thing, all of which become code.
type Make = fn(usize) -> String;

const THINGS: [(&str, Make); 3] = [
    ("properties", bombs::properties),
    ("schemas", bombs::schemas),
    ("operations", bombs::operations),
];

/// Takes each document and one of half its size.
fn grows(counts: [usize; 3]) {
    let mut problems = Vec::new();
    let mut said = String::new();
    for ((name, make), count) in THINGS.into_iter().zip(counts) {
        let mut half = take("half.yaml", &make(count / 2), Until::Files);
        let mut whole = take("whole.yaml", &make(count), Until::Files);
        let ratio =
            |half: &Taken, whole: &Taken| whole.time.as_secs_f64() / half.time.as_secs_f64();
        if ratio(&half, &whole) > TWICE {
            // Another look, before a machine that does other things as well is taken for a fault.
            half = take("half.yaml", &make(count / 2), Until::Files);
            whole = take("whole.yaml", &make(count), Until::Files);
        }
        let ratio = ratio(&half, &whole);
        let _ = writeln!(
            said,
            "{count} {name}: {:?} and {} MiB, {ratio:.2} times what half of them takes",
            whole.time,
            mib(whole.peak)
        );
        for taken in [&half, &whole] {
            problems.extend(taken.refused.iter().map(|rule| format!("{name}: {rule}")));
            problems.extend(taken.problems.iter().cloned());
        }
        if ratio > TWICE {
            problems.push(format!(
                "twice as many {name} take {ratio:.2} times as long"
            ));
        }
        if whole.peak.is_some_and(|peak| peak > MEMORY) {
            problems.push(format!("{count} {name} take {} MiB", mib(whole.peak)));
        }
    }
    aloud(&said);
    snapshot::finish(
        &problems,
        "`growth::` counts the steps of each stage, and says which one grows faster.",
    );
}

#[test]
fn what_is_twice_as_large_takes_twice_as_long() {
    grows([2_000, 1_000, 400]);
}

#[test]
#[ignore = "it takes minutes: .ci/slow"]
fn what_is_very_large_takes_as_much_longer() {
    grows([2_000, 50_000, 20_000]);
}

/// The document is small, and so is what is held of it; what is written has its own limit.
#[test]
#[ignore = "it takes a minute: .ci/slow"]
fn what_asks_for_many_times_its_size_is_refused() {
    let bomb = bombs::many_times();
    let taken = take(bomb.file, &bomb.text, Until::Files);
    aloud(&format!(
        "{} of {} KiB: {:?}, {} MiB",
        bomb.name,
        bomb.text.len() >> 10,
        taken.time,
        mib(taken.peak)
    ));
    assert_eq!(taken.refused.as_deref(), bomb.refused);
    assert!(taken.peak.is_none_or(|peak| peak <= MEMORY));
}
