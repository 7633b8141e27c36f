//! The decision, twice: the runtime's, and one written from its description, over schedules at random.
//!
//! A schedule is one operation with facts as documents state them, one client, and calls whose requests meet scripted
//! answers and faults. Both sides say of each call which requests left, under which key, with which token, after which wait,
//! and how it ended; a difference is a fault of one of them. `MODEL_SCHEDULES` and `MODEL_SEED` set how many are tried and
//! from where, `MODEL_ONLY` the one that is, `MODEL_SHOWN` how many kinds of differences are printed.

#[path = "model/catalogue.rs"]
mod catalogue;
#[path = "model/decide.rs"]
mod decide;
#[path = "model/drive.rs"]
mod drive;
#[path = "model/presets.rs"]
mod presets;
#[path = "model/random.rs"]
mod random;
#[path = "model/told.rs"]
mod told;
#[path = "model/world.rs"]
mod world;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::Duration;

use faultcode_runtime::Effect;
use faultcode_runtime::errors::StopReason;
use faultcode_tests::aloud;

use self::decide::Model;
use self::drive::Bench;
use self::random::Random;
use self::world::{Ended, Outcome, Schedule};

/// How many operations the schedules share. They are statics, and never freed.
const OPERATIONS: usize = 4000;

fn number(name: &str, otherwise: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.map_or(otherwise, |text| text.parse().expect("a number"))
}

/// Where the two say something else, fact by fact; empty where they agree. Waits count to the microsecond, since they are
/// calculated in another order.
fn differences(model: &Ended, runtime: &Ended) -> Vec<String> {
    let close = |one: Duration, other: Duration| one.abs_diff(other) < Duration::from_micros(1);
    let mut found = Vec::new();
    let mut compare = |name: &str, same: bool, model: &dyn Debug, runtime: &dyn Debug| {
        if !same {
            found.push(format!("{name}: {model:?} / {runtime:?}"));
        }
    };
    macro_rules! facts {
        ($($fact:ident),*) => {$(
            let (one, other) = (&model.$fact, &runtime.$fact);
            compare(stringify!($fact), one == other, one, other);
        )*};
    }
    facts!(outcome, effect, verdict, stop, status, key, tokens);
    let (one, other) = (model.retry_after, runtime.retry_after);
    let same = match (one, other) {
        (Some(one), Some(other)) => close(one, other),
        _ => one == other,
    };
    compare("retry_after", same, &one, &other);
    let (one, other) = (model.attempts.len(), runtime.attempts.len());
    compare("attempts", one == other, &one, &other);
    for (one, other) in model.attempts.iter().zip(&runtime.attempts) {
        let same =
            (one.status, one.fault, one.verdict) == (other.status, other.fault, other.verdict);
        compare(
            "an attempt",
            same && close(one.wait, other.wait),
            one,
            other,
        );
    }
    let (one, other) = (model.requests.len(), runtime.requests.len());
    compare("requests", one == other, &one, &other);
    for (one, other) in model.requests.iter().zip(&runtime.requests) {
        compare("a request", one == other, one, other);
    }
    found
}

/// What was reached.
#[derive(Default)]
struct Reached {
    calls: u64,
    requests: u64,
    stops: BTreeMap<&'static str, u64>,
    effects: BTreeMap<&'static str, u64>,
    outcomes: BTreeMap<String, u64>,
}

impl Reached {
    fn add(&mut self, ended: &Ended) {
        self.calls += 1;
        self.requests += ended.requests.len() as u64;
        let stop = ended.stop.map_or("none", StopReason::as_str);
        *self.stops.entry(stop).or_default() += 1;
        *self.effects.entry(ended.effect.as_str()).or_default() += 1;
        let outcome = match ended.outcome {
            Outcome::Api(Some(_)) => "a known code".to_owned(),
            Outcome::Api(None) => "a status".to_owned(),
            other => format!("{other:?}"),
        };
        *self.outcomes.entry(outcome).or_default() += 1;
    }
}

async fn run(
    seed: u64,
    schedule: &Schedule,
    reached: &mut Reached,
) -> Result<(), (String, String)> {
    let (mut model, mut bench) = (Model::new(schedule), Bench::new(schedule));
    for (number, call) in schedule.calls.iter().enumerate() {
        let expected = model.end(call);
        let ended = bench.end(call).await;
        let found = differences(&expected, &ended);
        if !found.is_empty() {
            let whole = format!(
                "schedule {seed}, call {number}, model and then runtime\n{expected:#?}\n{ended:#?}\n{call:#?}\n{schedule:#?}"
            );
            return Err((found.join("\n  "), whole));
        }
        reached.add(&ended);
    }
    Ok(())
}

#[test]
fn both_decide_alike() {
    let schedules = number("MODEL_SCHEDULES", 30_000);
    let first = number("MODEL_SEED", 1);
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.expect("a runtime of one thread");
    let mut random = Random::new(first);
    let operations: Vec<_> = (0..OPERATIONS)
        .map(|_| random::stated(&mut random))
        .collect();
    let only = std::env::var("MODEL_ONLY").ok();
    let only: Option<u64> = only.map(|text| text.parse().expect("a number"));
    let mut reached = Reached::default();
    let mut different: BTreeMap<String, (u32, String)> = BTreeMap::new();
    for seed in first..first + schedules {
        let mut random = Random::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let stated = operations[seed as usize % OPERATIONS];
        if only.is_some_and(|only| only != seed) {
            continue;
        }
        let schedule = random::schedule(&mut random, stated);
        if let Err((found, whole)) = runtime.block_on(run(seed, &schedule, &mut reached)) {
            different.entry(found).or_insert((0, whole)).0 += 1;
        }
    }
    aloud(&format!(
        "model: {schedules} schedules, {} calls, {} requests\n stops {:?}\n effects {:?}\n outcomes {:?}",
        reached.calls, reached.requests, reached.stops, reached.effects, reached.outcomes
    ));
    assert!(different.is_empty(), "{}", report(different));
    if only.is_some() {
        return;
    }
    for stop in [
        StopReason::NotRetryable,
        StopReason::NotReplayable,
        StopReason::UnsafeToRepeat,
        StopReason::AttemptsExhausted,
        StopReason::KeyExpired,
        StopReason::HintTooLong,
        StopReason::DeadlineExceeded,
        StopReason::BudgetExhausted,
    ] {
        assert!(
            reached.stops.contains_key(stop.as_str()),
            "{stop:?} was never reached"
        );
    }
    for effect in [
        Effect::NotSent,
        Effect::Rejected,
        Effect::MaybeApplied,
        Effect::Applied,
    ] {
        assert!(
            reached.effects.contains_key(effect.as_str()),
            "{effect:?} was never reached"
        );
    }
}

/// The commonest differences, model before runtime, and one schedule with the first of them in full.
fn report(different: BTreeMap<String, (u32, String)>) -> String {
    let total: u32 = different.values().map(|(count, _)| count).sum();
    let mut sorted: Vec<_> = different.into_iter().collect();
    sorted.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    let mut text = format!("{total} schedules differ\n");
    for (found, (count, whole)) in sorted.iter().take(number("MODEL_SHOWN", 12) as usize) {
        let schedule = whole.lines().next().unwrap_or_default();
        text += &format!("{count} times, as in {schedule}:\n  {found}\n");
    }
    text + sorted.first().map_or("", |(_, (_, whole))| whole)
}
