//! Whole clients in a simulated world: a network that loses, resets, repeats and delays, a server that restarts, tokens that run
//! out and rotate, key stores that fail, callers who give up, come again or are killed. A seed decides what happens and who goes
//! next, and an oracle that knows nothing of the runtime counts what the server did.
//!
//! `SIMULATION_SCHEDULES` and `SIMULATION_SEED` say how many seeds are tried and from where. A seed that fails is made small by
//! leaving out faults and callers, and printed with its trace; `SIMULATION_ONLY` prints one.

#[path = "simulation/caller.rs"]
mod caller;
#[path = "simulation/chance.rs"]
mod chance;
#[path = "simulation/fate.rs"]
mod fate;
#[path = "simulation/intent.rs"]
mod intent;
#[path = "simulation/issuer.rs"]
mod issuer;
#[path = "simulation/keys.rs"]
mod keys;
#[path = "simulation/naive.rs"]
mod naive;
#[path = "simulation/network.rs"]
mod network;
#[path = "simulation/oracle.rs"]
mod oracle;
#[path = "simulation/schedule.rs"]
mod schedule;
#[path = "simulation/server.rs"]
mod server;
#[path = "simulation/stage.rs"]
mod stage;
#[path = "simulation/wants.rs"]
mod wants;
#[path = "simulation/world.rs"]
mod world;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;

use faultcode_tests::aloud;

use self::chance::Without;
use self::naive::Mistake;
use self::stage::{Run, run};

faultcode_runtime::include_client!("simulated");

fn number(name: &str, otherwise: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.map_or(otherwise, |text| text.parse().expect("a number"))
}

fn rules(run: &Run) -> Vec<&'static str> {
    run.breaches.iter().map(|(rule, _)| *rule).collect()
}

/// The fewest faults and callers with which the rule that was broken first is still broken.
fn small(seed: u64, mistake: Option<Mistake>, first: &Run) -> (Without, Run) {
    let rule = first.breaches[0].0;
    let mut without = Without::default();
    let again = |without: &Without| {
        let run = run(seed, mistake, without, true);
        rules(&run).contains(&rule).then_some(run)
    };
    let mut best = again(&without).expect("the same seed gives the same run");
    loop {
        let mut next = None;
        let faults = best.struck.iter().map(|(fault, _)| *fault);
        for fault in faults {
            let mut less = without.clone();
            less.faults.insert(fault);
            next = next.or_else(|| Some((again(&less)?, less)));
        }
        for intent in 0..best.intents {
            let mut less = without.clone();
            if next.is_none() && less.intents.insert(intent) {
                next = again(&less).map(|run| (run, less));
            }
        }
        match next {
            Some((run, less)) => (best, without) = (run, less),
            None => return (without, best),
        }
    }
}

/// A failing seed, small, with its trace.
fn report(seed: u64, mistake: Option<Mistake>, first: &Run) -> String {
    let (without, run) = small(seed, mistake, first);
    let mut text = format!(
        "seed {seed} breaks {:?}\nwithout {without:?}\nfaults:\n",
        first.breaches
    );
    for (number, what) in &run.struck {
        writeln!(text, "  {number}: {what}").expect("strings take all text");
    }
    for line in &run.lines {
        writeln!(text, "{line}").expect("strings take all text");
    }
    text
}

/// What all runs came to.
#[derive(Default)]
struct Total {
    runs: u64,
    steps: u64,
    calls: u64,
    requests: u64,
    effects: u64,
    killed: u64,
    faults: u64,
    reached: BTreeMap<String, u64>,
}

impl Total {
    fn add(&mut self, run: &Run) {
        self.runs += 1;
        self.steps += run.steps;
        self.calls += run.calls;
        self.requests += run.requests;
        self.effects += run.effects;
        self.killed += run.killed;
        self.faults += run.struck.len() as u64;
        for (what, count) in &run.reached {
            *self.reached.entry(what.clone()).or_default() += count;
        }
    }
}

#[test]
fn every_rule_holds_whatever_happens() {
    let schedules = number("SIMULATION_SCHEDULES", 1000);
    let first = number("SIMULATION_SEED", 1);
    if let Ok(only) = std::env::var("SIMULATION_ONLY") {
        let seed = only.parse().expect("a number");
        let run = run(seed, None, &Without::default(), true);
        aloud(&run.lines.join("\n"));
        assert!(run.breaches.is_empty(), "{:?}", run.breaches);
        return;
    }
    let begun = Instant::now();
    let mut total = Total::default();
    let mut failed: BTreeMap<&'static str, (u64, u64)> = BTreeMap::new();
    for seed in first..first + schedules {
        let run = run(seed, None, &Without::default(), false);
        total.add(&run);
        if let Some((rule, _)) = run.breaches.first() {
            failed.entry(rule).or_insert((seed, 0)).1 += 1;
        }
    }
    aloud(&format!(
        "simulation: {} schedules in {:.1} s: {} steps, {} faults, {} calls, {} requests, {} effects, {} kills\n {:?}",
        total.runs,
        begun.elapsed().as_secs_f64(),
        total.steps,
        total.faults,
        total.calls,
        total.requests,
        total.effects,
        total.killed,
        total.reached,
    ));
    let reports = failed.iter().map(|(rule, (seed, count))| {
        let first = run(*seed, None, &Without::default(), false);
        format!(
            "{count} times {rule}, as in {}",
            report(*seed, None, &first)
        )
    });
    let reports: Vec<String> = reports.collect();
    assert!(reports.is_empty(), "{}", reports.join("\n"));
}

/// Nothing but the seed decides: neither threads, nor hashes, nor the machine's clock.
#[test]
fn the_same_seed_gives_the_same_trace() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in 1..=60 {
        let first = run(seed, None, &Without::default(), false);
        let second = run(seed, None, &Without::default(), true);
        assert_eq!(first.hash, second.hash, "seed {seed}");
        seen.insert(first.hash);
    }
    assert_eq!(seen.len(), 60, "different seeds give different traces");
}

/// A rule that nothing can break says nothing.
#[test]
fn each_mistake_of_a_naive_client_is_caught() {
    let seeds = 1..=400;
    for seed in seeds.clone() {
        let run = run(seed, Some(Mistake::Nothing), &Without::default(), false);
        assert!(
            run.breaches.is_empty(),
            "{}",
            report(seed, Some(Mistake::Nothing), &run)
        );
    }
    let mut text = String::new();
    for (mistake, expected) in Mistake::ALL {
        let caught = seeds.clone().find_map(|seed| {
            let run = run(seed, Some(mistake), &Without::default(), false);
            let rules = rules(&run);
            let hit = rules.iter().any(|rule| expected.contains(rule));
            hit.then_some((seed, rules))
        });
        let (seed, _) = caught.unwrap_or_else(|| panic!("{mistake:?} is not caught"));
        write!(text, " {mistake:?} by seed {seed},").expect("strings take all text");
    }
    aloud(&format!("simulation: caught{text}"));
}
