//! The published and own retry sequences, driven against the pure decisions.
//!
//! The reader of the vectors and the simulation they drive are kept in one file: neither means anything alone.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, SystemTime};

use faultcode_runtime::{
    Backoff, BackoffKind, Budget, BudgetCosts, Decision, Effect, Evidence, HintContext, Idempotent,
    Jitter, NetworkFault, RateLimitFacts, Retry, RetryPolicy, Situation, StopReason, Verdict, gate,
    hint, is_repeat_safe, should_retry, verdict,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    standard: Vec<Sequence>,
    aws21: Vec<Sequence>,
    aws20: Vec<Sequence>,
    backoff: Vec<BackoffVector>,
    budget: Vec<BudgetVector>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Sequence {
    id: String,
    #[serde(rename = "name")]
    _name: String,
    given: Given,
    #[serde(default)]
    calls: Vec<Call>,
    #[serde(default)]
    interleaved: Vec<Step>,
    budget_end: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    steps: Vec<Step>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
struct Given {
    max_attempts: Option<u32>,
    budget_start: Option<u32>,
    capacity: Option<u32>,
    base_seconds: Option<f64>,
    factor: Option<f64>,
    kind: Option<String>,
    cap_seconds: Option<f64>,
    floor_seconds: Option<f64>,
    jitter: Option<String>,
    long_polling: bool,
    idempotent: bool,
    keyed: bool,
    replayable_body: Option<bool>,
    deadline_seconds: Option<f64>,
    hint_missing_seconds: Option<f64>,
    should_retry_header: Option<String>,
    code_retry: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Step {
    caller: Option<String>,
    status: Option<u16>,
    fault: Option<String>,
    code: Option<String>,
    #[serde(default)]
    headers: Vec<(String, String)>,
    hint_ms: Option<String>,
    outcome: String,
    budget_after: Option<u32>,
    delay_seconds: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct BackoffVector {
    id: String,
    given: Given,
    #[serde(default)]
    retry_delays_seconds: Vec<f64>,
    #[serde(default)]
    points: Vec<Point>,
    #[serde(default)]
    bounds_seconds: Vec<(f64, f64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Point {
    retry: u32,
    delay_seconds: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct BudgetVector {
    id: String,
    given: Given,
    #[serde(default)]
    first_try_successes: u32,
    step: Option<StatusStep>,
    #[serde(default)]
    statuses: Vec<u16>,
    #[serde(rename = "then")]
    _then: Option<String>,
    budget_after: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusStep {
    status: u16,
}

fn vectors() -> Vectors {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/retry_vectors.json");
    let text = std::fs::read_to_string(file).expect("the vectors are checked in");
    serde_json::from_str(&text).expect("the vectors have their documented shape")
}

fn seconds(value: f64) -> Duration {
    Duration::from_secs_f64(value)
}

fn backoff(given: &Given, preset: Backoff) -> Backoff {
    Backoff {
        kind: match given.kind.as_deref() {
            None | Some("exponential") => BackoffKind::Exponential,
            Some("linear") => BackoffKind::Linear,
            Some("fixed") => BackoffKind::Fixed,
            Some(other) => panic!("unknown kind {other}"),
        },
        base: given.base_seconds.map_or(preset.base, seconds),
        factor: given.factor.unwrap_or(preset.factor),
        cap: given.cap_seconds.map_or(preset.cap, seconds),
        jitter: match given.jitter.as_deref() {
            None => preset.jitter,
            Some("equal") => Jitter::Equal,
            Some(other) => panic!("unknown jitter {other}"),
        },
        floor: given.floor_seconds.map_or(preset.floor, seconds),
    }
}

fn policy(given: &Given, preset: RetryPolicy) -> RetryPolicy {
    let mut policy = preset;
    policy.max_attempts = given.max_attempts.unwrap_or(preset.max_attempts);
    policy.backoff = backoff(given, preset.backoff);
    if let Some(throttle) = &mut policy.throttle {
        throttle.cap = given.cap_seconds.map_or(throttle.cap, seconds);
    }
    policy.long_poll = given.long_polling;
    policy.hints.missing = given.hint_missing_seconds.map(seconds);
    policy.idempotent = if given.idempotent {
        Idempotent::True
    } else {
        Idempotent::Auto
    };
    policy.should_retry_header = given.should_retry_header.clone().map(|name| &*name.leak());
    if let (Some(costs), Some(capacity)) = (&mut policy.budget, given.capacity) {
        costs.capacity = capacity;
    }
    policy
}

fn costs(policy: &RetryPolicy) -> BudgetCosts {
    policy.budget.expect("the presets under test have a budget")
}

fn budget(given: &Given, policy: &RetryPolicy) -> Budget {
    let capacity = costs(policy).capacity;
    Budget::with_tokens(capacity, given.budget_start.unwrap_or(capacity))
}

/// One call of a sequence: what the loop around the pure decisions has to remember.
#[derive(Default)]
struct State {
    attempts: u32,
    refreshes: u32,
    repeat_is_refresh: bool,
    last_cost: Option<u32>,
    elapsed: Duration,
}

fn headers(step: &Step) -> HeaderMap {
    let hint = step
        .hint_ms
        .iter()
        .map(|value| ("retry-after-ms", value.as_str()));
    let all = step
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain(hint);
    all.map(|(name, value)| {
        let name: HeaderName = name.parse().expect("header name");
        (name, HeaderValue::from_str(value).expect("header value"))
    })
    .collect()
}

/// Plays one step; gives the outcome and the wait.
fn play(
    given: &Given,
    policy: &RetryPolicy,
    budget: &Budget,
    state: &mut State,
    step: &Step,
) -> (&'static str, Duration) {
    if !std::mem::take(&mut state.repeat_is_refresh) {
        state.attempts += 1;
    }
    if step.status.is_some_and(|status| status < 300) {
        budget.settle(&costs(policy), state.last_cost);
        return ("success", Duration::ZERO);
    }
    let (fault, effect) = match (step.status, step.fault.as_deref()) {
        (Some(status), None) => (None, Effect::of_status(status, false)),
        (None, Some("connectRefused")) => (Some(NetworkFault::Connect), Effect::NotSent),
        (None, Some("connectionLost")) => (Some(NetworkFault::Reset), Effect::MaybeApplied),
        (None, Some("timeout")) => (Some(NetworkFault::Timeout), Effect::MaybeApplied),
        other => panic!("unknown step {other:?}"),
    };
    let code_retry = step.code.as_deref().map_or(Retry::Auto, |code| {
        match given.code_retry.get(code).map(String::as_str) {
            Some("never") => Retry::Never,
            Some("reauth") => Retry::Reauth,
            None if code == "Throttling" => Retry::Throttle,
            other => panic!("unknown retry word {other:?} of {code}"),
        }
    });
    let headers = headers(step);
    let evidence = Evidence {
        status: step.status,
        fault,
        code_retry,
        should_retry: policy
            .should_retry_header
            .and_then(|name| should_retry(&headers, name)),
        ..Evidence::default()
    };
    let from = HintContext {
        verdict: verdict(policy, &evidence),
        headers: &headers,
        now: &|| SystemTime::UNIX_EPOCH,
        rate_limit: &RateLimitFacts::DEFAULT,
        retry_after: None,
        reset_at: None,
        body: &|_| None,
    };
    let situation = Situation {
        effect,
        repeat_safe: is_repeat_safe(&Method::POST, given.keyed, policy.idempotent),
        replayable: given.replayable_body.unwrap_or(true),
        attempts: state.attempts,
        can_refresh: state.refreshes < 1,
        key_remaining: None,
        hint: hint(policy.hints.sources, &from),
        remaining: given
            .deadline_seconds
            .map(|all| seconds(all).saturating_sub(state.elapsed)),
        budget,
        jitter: 1.0,
    };
    let decision = gate(policy, &evidence, &situation);
    state.elapsed += decision.wait;
    (outcome(&decision, state), decision.wait)
}

fn outcome(decision: &Decision, state: &mut State) -> &'static str {
    match (decision.stop, decision.verdict) {
        (None, Verdict::Reauth) => {
            state.refreshes += 1;
            state.repeat_is_refresh = true;
            "refresh"
        }
        (None, _) => {
            state.last_cost = Some(decision.cost);
            "retry"
        }
        (Some(StopReason::NotRetryable), _) => "notRetryable",
        (Some(stop), _) => stop.as_str(),
    }
}

fn close(left: Duration, right: Duration) -> bool {
    left.abs_diff(right) <= Duration::from_nanos(1)
}

fn check(sequences: &[Sequence], preset: RetryPolicy, always_safe: bool) {
    assert!(!sequences.is_empty());
    for sequence in sequences {
        let id = &sequence.id;
        let mut given = sequence.given.clone();
        given.idempotent |= always_safe;
        let policy = policy(&given, preset);
        let budget = budget(&given, &policy);
        let level = |expected: Option<u32>, at: &str| {
            if expected.is_some() {
                assert_eq!(budget.tokens(), expected, "{id}, {at}: bucket");
            }
        };

        for (number, call) in sequence.calls.iter().enumerate() {
            let mut state = State::default();
            for (index, step) in call.steps.iter().enumerate() {
                let at = format!("call {number}, step {index}");
                let (outcome, wait) = play(&given, &policy, &budget, &mut state, step);
                assert_eq!(outcome, step.outcome, "{id}, {at}");
                let expected = step.delay_seconds.map_or(Duration::ZERO, seconds);
                assert!(
                    close(wait, expected),
                    "{id}, {at}: waits {wait:?}, not {expected:?}"
                );
                level(step.budget_after, &at);
            }
        }

        let mut states: BTreeMap<&str, State> = BTreeMap::new();
        for (index, step) in sequence.interleaved.iter().enumerate() {
            let caller = step
                .caller
                .as_deref()
                .expect("an interleaved step names its caller");
            let state = states.entry(caller).or_default();
            let (outcome, _) = play(&given, &policy, &budget, state, step);
            assert_eq!(outcome, step.outcome, "{id}, step {index}");
            level(step.budget_after, &format!("step {index}"));
        }
        level(sequence.budget_end, "end");
        assert!(
            !(sequence.calls.is_empty() && sequence.interleaved.is_empty()),
            "{id} is empty"
        );
    }
}

#[test]
fn standard_sequences_hold() {
    check(&vectors().standard, RetryPolicy::STANDARD, false);
}

#[test]
fn aws_2_1_sequences_hold() {
    check(&vectors().aws21, RetryPolicy::AWS_2_1, true);
}

#[test]
fn aws_2_0_sequences_hold() {
    check(&vectors().aws20, RetryPolicy::AWS_2_0, true);
}

#[test]
fn waits_grow_as_declared() {
    let vectors = vectors().backoff;
    assert!(!vectors.is_empty());
    for vector in vectors {
        let id = &vector.id;
        let backoff = backoff(&vector.given, RetryPolicy::STANDARD.backoff);
        let expect = |repeat: u32, jitter: f64, expected: f64| {
            let wait = backoff.wait(repeat, jitter);
            assert!(
                close(wait, seconds(expected)),
                "{id}, repeat {repeat}: {wait:?}, not {expected} s"
            );
        };
        for (repeat, expected) in (1..).zip(&vector.retry_delays_seconds) {
            expect(repeat, 1.0, *expected);
        }
        for point in &vector.points {
            expect(point.retry, 1.0, point.delay_seconds);
        }
        for (repeat, (least, most)) in (1..).zip(&vector.bounds_seconds) {
            expect(repeat, 0.0, *least);
            expect(repeat, 1.0, *most);
        }
        let rows =
            vector.retry_delays_seconds.len() + vector.points.len() + vector.bounds_seconds.len();
        assert!(rows > 0, "{id} is empty");
    }
}

#[test]
fn the_bucket_has_the_declared_level() {
    let vectors = vectors().budget;
    assert!(!vectors.is_empty());
    for vector in vectors {
        let mut given = vector.given.clone();
        given.idempotent = true;
        let policy = policy(&given, RetryPolicy::STANDARD);
        let budget = budget(&given, &policy);
        let step = |status| Step {
            caller: None,
            status: Some(status),
            fault: None,
            code: None,
            headers: Vec::new(),
            hint_ms: None,
            outcome: String::new(),
            budget_after: None,
            delay_seconds: None,
        };
        for _ in 0..vector.first_try_successes {
            play(&given, &policy, &budget, &mut State::default(), &step(200));
        }
        let mut state = State::default();
        for status in vector
            .step
            .iter()
            .map(|step| step.status)
            .chain(vector.statuses)
        {
            play(&given, &policy, &budget, &mut state, &step(status));
        }
        assert_eq!(budget.tokens(), Some(vector.budget_after), "{}", vector.id);
    }
}

#[test]
fn a_bucket_is_shared_by_threads_and_never_overdrawn() {
    let budget = Budget::new(100);
    let granted: usize = std::thread::scope(|scope| {
        let taking = || {
            let budget = budget.clone();
            scope.spawn(move || (0..100).filter(|_| budget.try_take(3)).count())
        };
        let threads: Vec<_> = (0..4).map(|_| taking()).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no thread panics"))
            .sum()
    });
    assert_eq!(granted, 33);
    assert_eq!(budget.tokens(), Some(1));
}
