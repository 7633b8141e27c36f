//! Presets of `x-retry`: what a document states on top of one holds, for every key and every preset, in what is read and in
//! what is generated. Expectations are written by hand, over the constant that the runtime has.

use std::time::Duration;

use faultcode::internals::ir::{
    Api, Backoff, BackoffKind, Beyond, BudgetCosts, HintSource, HintUnit, HintUse, Idempotent,
    Jitter, NetworkRetry, Preset, RetryPolicy, StatusRange, WireName,
};
use faultcode::{Input, Options, Session, Stage};

/// What is stated, the member of the policy that it is about, and what it makes of a policy.
type Row = (&'static str, &'static str, fn(&mut RetryPolicy));

const PRESETS: [(&str, Preset); 5] = [
    ("standard", Preset::Standard),
    ("aws-2.1", Preset::Aws21),
    ("aws-2.0", Preset::Aws20),
    ("stripe", Preset::Stripe),
    ("none", Preset::None),
];

const ROWS: &[Row] = &[
    ("maxAttempts: 7", "max_attempts", |it| it.max_attempts = 7),
    ("maxElapsed: 90s", "max_elapsed", |it| {
        it.max_elapsed = Some(seconds(90))
    }),
    ("backoff: {kind: linear}", "backoff", |it| {
        backoffs(it, |it| it.kind = BackoffKind::Linear);
    }),
    ("backoff: {factor: 3}", "backoff", |it| {
        backoffs(it, |it| it.factor = 3.0)
    }),
    ("backoff: {cap: 30s}", "backoff", |it| {
        backoffs(it, |it| it.cap = seconds(30))
    }),
    ("backoff: {jitter: none}", "backoff", |it| {
        backoffs(it, |it| it.jitter = Jitter::None);
    }),
    ("backoff: {base: 80ms}", "backoff", |it| {
        // The throttle wait keeps the base of its preset; the shortest wait is none any more.
        it.backoff.base = Duration::from_millis(80);
        it.backoff.floor = Duration::ZERO.max(it.backoff.floor.min(it.backoff.base));
        if let Some(throttle) = &mut it.throttle {
            throttle.floor = it.backoff.floor;
            throttle.cap = it.backoff.cap;
        }
    }),
    ("backoff: {throttle: {base: 3s}}", "throttle", |it| {
        it.throttle = Some(Backoff {
            base: seconds(3),
            ..it.backoff
        });
    }),
    ("backoff: {network: {base: 3s}}", "network", |it| {
        it.network = Some(Backoff {
            base: seconds(3),
            ..it.backoff
        });
    }),
    ("on: {throttle: [429, 503]}", "throttle_on", |it| {
        it.throttle_on = vec![StatusRange::one(429), StatusRange::one(503)];
    }),
    ("on: {throttle: [429]}", "throttle_on", |it| {
        it.throttle_on = vec![StatusRange::one(429)]
    }),
    ("on: {transient: [409]}", "transient_on", |it| {
        it.transient_on = vec![StatusRange::one(409)]
    }),
    ("on: {transient: [5XX]}", "transient_on", |it| {
        it.transient_on = vec![StatusRange::class(5)]
    }),
    ("on: {network: [connect]}", "network_on", |it| {
        it.network_on = NetworkRetry {
            connect: true,
            ..NetworkRetry::NONE
        };
    }),
    (
        "on: {network: [connect, timeout, reset]}",
        "network_on",
        |it| {
            it.network_on = NetworkRetry::ALL;
        },
    ),
    (
        "hints: {from: [{header: X-Wait, unit: ms}]}",
        "sources",
        |it| {
            obeyed(it);
            it.hints.sources = vec![HintSource::Header {
                name: WireName::new("x-wait"),
                unit: HintUnit::Millis,
            }];
        },
    ),
    ("hints: {missing: 4s}", "missing", |it| {
        obeyed(it);
        it.hints.missing = Some(seconds(4));
    }),
    ("hints: {max: 120s}", "max", |it| {
        obeyed(it);
        it.hints.max = seconds(120);
    }),
    ("hints: {max: 20s}", "max", |it| {
        obeyed(it);
        it.hints.max = seconds(20);
    }),
    ("hints: {beyond: clamp}", "beyond", |it| {
        obeyed(it);
        it.hints.beyond = Beyond::Clamp;
    }),
    ("hints: {beyond: ignore}", "beyond", |it| {
        obeyed(it);
        it.hints.beyond = Beyond::Ignore;
    }),
    ("shouldRetryHeader: X-Again", "should_retry_header", |it| {
        it.should_retry_header = Some(WireName::new("X-Again"));
    }),
    ("shouldRetryHeader: null", "should_retry_header", |it| {
        it.should_retry_header = None
    }),
    ("budget: null", "budget", |it| it.budget = None),
    ("budget: {capacity: 9}", "budget", |it| {
        costs(it).capacity = 9
    }),
    ("budget: {cost: 3}", "budget", |it| {
        costs(it).cost = 3;
        costs(it).timeout_cost = 3;
    }),
    ("budget: {throttleCost: 3}", "budget", |it| {
        costs(it).throttle_cost = 3
    }),
    ("budget: {refill: 3}", "budget", |it| costs(it).refill = 3),
    ("idempotent: true", "idempotent", |it| {
        it.idempotent = Idempotent::True
    }),
    ("idempotent: false", "idempotent", |it| {
        it.idempotent = Idempotent::False
    }),
];

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// What is said of the waits holds for those after a throttle verdict too.
fn backoffs(policy: &mut RetryPolicy, change: impl Fn(&mut Backoff)) {
    change(&mut policy.backoff);
    if let Some(throttle) = &mut policy.throttle {
        *throttle = Backoff {
            base: throttle.base,
            ..policy.backoff
        };
    }
}

/// A preset that ignores hints obeys those of which the document speaks.
fn obeyed(policy: &mut RetryPolicy) {
    if policy.hints.used == HintUse::Ignored {
        policy.hints.used = HintUse::AtLeastBackoff;
    }
}

fn costs(policy: &mut RetryPolicy) -> &mut BudgetCosts {
    policy.budget.get_or_insert(BudgetCosts::STANDARD)
}

/// What is read from a document, and the file `api.rs` of its client.
fn generated(retry: &str, own: &str) -> (Api, String) {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\nservers: [{{url: 'https://t.example'}}]\nx-retry: {retry}\n\
         paths:\n  /a:\n    get:\n      operationId: getA\n      tags: [a]\n{own}      responses: {{'204': {{description: d}}}}\n"
    );
    let mut session = Session::new(
        Input::bytes("t.yaml", text.as_bytes()),
        Options::named("presets"),
    );
    let read = session.until(Stage::Lower);
    assert!(read.is_some(), "{text}\n{}", session.findings());
    let api = session.api().clone();
    let output = session.generate().expect("the document is sound");
    let file = output.files.iter().find(|it| it.path.ends_with("/api.rs"));
    (api, file.expect("every client has it").text.clone())
}

#[test]
fn what_is_stated_on_top_of_a_preset_holds() {
    let mut checked = 0;
    for (word, preset) in PRESETS {
        let (api, _) = generated(&format!("{{preset: {word}}}"), "");
        assert_eq!(api.retry, preset.stated(), "{word}");
        for (stated, member, change) in ROWS {
            let (api, code) = generated(&format!("{{preset: {word}, {stated}}}"), "");
            let mut expected = preset.stated();
            change(&mut expected);
            assert_eq!(api.retry, expected, "{word} with {stated}");
            // The base may be another preset that says as much; the member is written unless that base has it.
            let is_written = code.contains(&format!("{member}: "));
            let is_base = PRESETS.iter().any(|(_, preset)| {
                let mut base = preset.stated();
                base == expected || {
                    obeyed(&mut base);
                    base == expected
                }
            });
            assert!(is_written || is_base, "{word} with {stated}:\n{code}");
            checked += 1;
        }
    }
    assert_eq!(checked, PRESETS.len() * ROWS.len());
}

/// A preset is a statement of every key, so that a nearer one leaves nothing of what stands farther away.
#[test]
fn a_nearer_preset_goes_before_every_farther_key() {
    for (word, preset) in PRESETS {
        for (stated, ..) in ROWS {
            let own = format!("      x-retry: {{preset: {word}}}\n");
            let (api, _) = generated(&format!("{{{stated}}}"), &own);
            let policy = api
                .operations
                .iter()
                .next()
                .and_then(|it| it.retry.as_ref());
            // One that is the same as the root's is stated there alone.
            assert_eq!(
                *policy.unwrap_or(&api.retry),
                preset.stated(),
                "{word} at the operation, {stated} at the root"
            );
        }
    }
}
