//! The rules of verdict and gates that the sequences of the vectors do not reach.
//!
//! The tables of one decision are kept in one file, so that a contradiction between two rows shows.

use std::time::Duration;

use faultcode_runtime::document::StatusRange;
use faultcode_runtime::errors::{KeyAnswer, StopReason, Verdict};
use faultcode_runtime::retry::{
    Beyond, Budget, BudgetCosts, Decision, Evidence, HintUse, Hints, Idempotent, NetworkFault,
    NetworkRetry, Retry, Situation, gate, is_idempotent, is_repeat_safe, is_safe, should_retry,
    verdict,
};
use faultcode_runtime::{Effect, RetryPolicy};
use http::{HeaderMap, HeaderValue, Method};

const fn seconds(value: u64) -> Duration {
    Duration::from_secs(value)
}

fn status(status: u16) -> Evidence {
    Evidence {
        status: Some(status),
        ..Evidence::default()
    }
}

fn fault(fault: NetworkFault) -> Evidence {
    Evidence {
        fault: Some(fault),
        ..Evidence::default()
    }
}

#[test]
fn the_first_rule_that_speaks_gives_the_verdict() {
    let with = |evidence: Evidence, code_retry, status_retry| Evidence {
        code_retry,
        status_retry,
        ..evidence
    };
    let key = |status: u16, answer| Evidence {
        key_answer: Some(answer),
        status: Some(status),
        ..Evidence::default()
    };
    let asked = |evidence: Evidence, answer| Evidence {
        should_retry: Some(answer),
        ..evidence
    };
    let broken = Evidence {
        fault: Some(NetworkFault::Reset),
        ..status(404)
    };
    let rows = [
        // Statuses of the preset.
        (status(400), Verdict::Never),
        (status(401), Verdict::Never),
        (status(408), Verdict::Transient),
        (status(409), Verdict::Never),
        (status(423), Verdict::Never),
        (status(425), Verdict::Transient),
        (status(429), Verdict::Throttle),
        (status(500), Verdict::Transient),
        (status(501), Verdict::Never),
        (status(502), Verdict::Transient),
        (status(503), Verdict::Transient),
        (status(504), Verdict::Transient),
        (status(520), Verdict::Never),
        (status(529), Verdict::Never),
        // Transport faults.
        (fault(NetworkFault::Connect), Verdict::Transient),
        (fault(NetworkFault::Timeout), Verdict::Transient),
        (fault(NetworkFault::Reset), Verdict::Transient),
        (fault(NetworkFault::Permanent), Verdict::Never),
        (broken, Verdict::Transient),
        (with(broken, Retry::Auto, Retry::Never), Verdict::Never),
        // Code before status entry before status.
        (with(status(429), Retry::Never, Retry::Auto), Verdict::Never),
        (
            with(status(429), Retry::NewKey, Retry::Auto),
            Verdict::Never,
        ),
        (
            with(status(400), Retry::Transient, Retry::Never),
            Verdict::Transient,
        ),
        (
            with(status(400), Retry::Throttle, Retry::Auto),
            Verdict::Throttle,
        ),
        (
            with(status(401), Retry::Auto, Retry::Reauth),
            Verdict::Reauth,
        ),
        (with(status(500), Retry::Auto, Retry::Never), Verdict::Never),
        (
            with(status(409), Retry::InFlight, Retry::Auto),
            Verdict::InFlight,
        ),
        // Answers about the key stand between code and status entry.
        (key(500, KeyAnswer::Mismatch), Verdict::Never),
        (key(409, KeyAnswer::InFlight), Verdict::InFlight),
        (key(400, KeyAnswer::Missing), Verdict::Never),
        (
            with(key(409, KeyAnswer::InFlight), Retry::Never, Retry::Auto),
            Verdict::Never,
        ),
        (
            with(key(409, KeyAnswer::InFlight), Retry::Auto, Retry::Never),
            Verdict::InFlight,
        ),
        // The server's word goes first, but does not change the kind of a repeat.
        (asked(status(429), false), Verdict::Never),
        (
            asked(with(status(400), Retry::Transient, Retry::Auto), false),
            Verdict::Never,
        ),
        (asked(status(400), true), Verdict::Transient),
        (asked(status(429), true), Verdict::Throttle),
        (
            asked(with(status(409), Retry::Never, Retry::Auto), true),
            Verdict::Transient,
        ),
    ];
    for (evidence, expected) in rows {
        assert_eq!(
            verdict(&RetryPolicy::STANDARD, &evidence),
            expected,
            "{evidence:?}"
        );
    }
    for evidence in [status(503), status(429), fault(NetworkFault::Connect)] {
        assert_eq!(
            verdict(&RetryPolicy::NONE, &evidence),
            Verdict::Never,
            "{evidence:?}"
        );
    }
    let only_connect = RetryPolicy {
        network_on: NetworkRetry {
            connect: true,
            ..NetworkRetry::NONE
        },
        transient_on: const { &[StatusRange::class(5)] },
        ..RetryPolicy::STANDARD
    };
    let rows = [
        (fault(NetworkFault::Connect), Verdict::Transient),
        (fault(NetworkFault::Timeout), Verdict::Never),
        (status(500), Verdict::Transient),
        (status(599), Verdict::Transient),
        (status(499), Verdict::Never),
    ];
    for (evidence, expected) in rows {
        assert_eq!(verdict(&only_connect, &evidence), expected, "{evidence:?}");
    }
}

const OPEN: fn(&Budget) -> Situation<'_> = |budget| Situation {
    effect: Effect::Rejected,
    repeat_safe: true,
    replayable: true,
    attempts: 1,
    can_refresh: true,
    key_remaining: None,
    hint: None,
    remaining: None,
    budget,
    jitter: 1.0,
};

#[test]
fn gates_close_in_their_order() {
    let full = Budget::new(500);
    let empty = Budget::with_tokens(500, 0);
    let long = Some(seconds(121));
    let policy = RetryPolicy::STANDARD;
    // Each row closes its own gate and every later one.
    let budget = Situation {
        budget: &empty,
        ..OPEN(&empty)
    };
    let deadline = Situation {
        remaining: Some(Duration::from_millis(999)),
        ..budget
    };
    let hint = Situation {
        hint: long,
        ..deadline
    };
    let key_age = Situation {
        key_remaining: Some(Duration::ZERO),
        ..hint
    };
    let attempts = Situation {
        attempts: 3,
        ..key_age
    };
    let unsafe_to_repeat = Situation {
        effect: Effect::MaybeApplied,
        repeat_safe: false,
        ..attempts
    };
    let applied = Situation {
        effect: Effect::Applied,
        ..attempts
    };
    let body = Situation {
        replayable: false,
        ..unsafe_to_repeat
    };
    let rows = [
        (status(404), body, Some(StopReason::NotRetryable)),
        (status(429), body, Some(StopReason::NotReplayable)),
        (
            status(429),
            unsafe_to_repeat,
            Some(StopReason::UnsafeToRepeat),
        ),
        (status(429), applied, Some(StopReason::UnsafeToRepeat)),
        (status(429), attempts, Some(StopReason::AttemptsExhausted)),
        (status(429), key_age, Some(StopReason::KeyExpired)),
        (status(429), hint, Some(StopReason::HintTooLong)),
        (status(429), deadline, Some(StopReason::DeadlineExceeded)),
        (status(429), budget, Some(StopReason::BudgetExhausted)),
        (status(429), OPEN(&full), None),
    ];
    for (evidence, situation, expected) in rows {
        let decision = gate(&policy, &evidence, &situation);
        assert_eq!(decision.stop, expected, "{situation:?}");
        assert_eq!(
            decision.wait,
            if expected.is_some() {
                Duration::ZERO
            } else {
                seconds(1)
            }
        );
        assert_eq!(decision.cost, if expected.is_some() { 0 } else { 5 });
    }
    assert_eq!(full.tokens(), Some(495));

    // The server's wish lifts the ambiguity, not what is known to be done.
    let asked = Evidence {
        should_retry: Some(true),
        ..status(500)
    };
    for (effect, expected) in [
        (Effect::MaybeApplied, None),
        (Effect::Applied, Some(StopReason::UnsafeToRepeat)),
    ] {
        let situation = Situation {
            effect,
            repeat_safe: false,
            ..OPEN(&full)
        };
        assert_eq!(gate(&policy, &asked, &situation).stop, expected);
    }
    // A key must live when the repeat arrives, and the repeat must have time left: the wait is one second.
    for (left, is_open) in [(1001, true), (1000, false), (999, false)] {
        let left = Some(Duration::from_millis(left));
        let key_age = Situation {
            key_remaining: left,
            ..OPEN(&full)
        };
        let deadline = Situation {
            remaining: left,
            ..OPEN(&full)
        };
        for (situation, reason) in [
            (key_age, StopReason::KeyExpired),
            (deadline, StopReason::DeadlineExceeded),
        ] {
            let expected = (!is_open).then_some(reason);
            assert_eq!(gate(&policy, &status(429), &situation).stop, expected);
        }
    }
}

#[test]
fn a_refresh_passes_the_gates_that_concern_it() {
    let empty = Budget::with_tokens(500, 0);
    let reauth = Evidence {
        code_retry: Retry::Reauth,
        ..status(401)
    };
    let open = Situation {
        attempts: 3,
        hint: Some(seconds(500)),
        ..OPEN(&empty)
    };
    let rows = [
        (open, None),
        (
            Situation {
                can_refresh: false,
                ..open
            },
            Some(StopReason::NotRetryable),
        ),
        (
            Situation {
                replayable: false,
                ..open
            },
            Some(StopReason::NotReplayable),
        ),
        // It waits for nothing, so that whatever time is left suffices.
        (
            Situation {
                remaining: Some(Duration::from_millis(1)),
                key_remaining: Some(Duration::from_millis(1)),
                ..open
            },
            None,
        ),
        (
            Situation {
                remaining: Some(Duration::ZERO),
                ..open
            },
            Some(StopReason::DeadlineExceeded),
        ),
        (
            Situation {
                effect: Effect::MaybeApplied,
                repeat_safe: false,
                ..open
            },
            Some(StopReason::UnsafeToRepeat),
        ),
    ];
    for (situation, expected) in rows {
        let decision = gate(&RetryPolicy::STANDARD, &reauth, &situation);
        assert_eq!(
            (decision.stop, decision.wait, decision.cost),
            (expected, Duration::ZERO, 0)
        );
    }
}

#[test]
fn hints_and_backoff_give_one_wait() {
    let budget = Budget::unlimited();
    let decide = |hints: Hints, hint: Option<u64>| -> Decision {
        let policy = RetryPolicy {
            hints,
            ..RetryPolicy::STANDARD
        };
        let situation = Situation {
            hint: hint.map(seconds),
            ..OPEN(&budget)
        };
        gate(&policy, &status(429), &situation)
    };
    let beyond = |beyond| Hints {
        beyond,
        ..Hints::STANDARD
    };
    let used = |used| Hints {
        used,
        ..Hints::STANDARD
    };
    let within = used(HintUse::WithinBackoffPlus(seconds(5)));
    let instead = used(HintUse::InsteadUpTo(seconds(20)));
    let rows = [
        (Hints::STANDARD, None, Ok(1)),
        (Hints::STANDARD, Some(0), Ok(1)),
        (Hints::STANDARD, Some(120), Ok(120)),
        (Hints::STANDARD, Some(121), Err(StopReason::HintTooLong)),
        (
            Hints::STANDARD,
            Some(u64::MAX),
            Err(StopReason::HintTooLong),
        ),
        (beyond(Beyond::Clamp), Some(121), Ok(120)),
        (beyond(Beyond::Ignore), Some(121), Ok(1)),
        (beyond(Beyond::Ignore), Some(7), Ok(7)),
        (beyond(Beyond::Ignore), Some(120), Ok(120)),
        (
            Hints {
                missing: Some(seconds(4)),
                ..Hints::STANDARD
            },
            None,
            Ok(4),
        ),
        (
            Hints {
                missing: Some(seconds(4)),
                ..Hints::STANDARD
            },
            Some(2),
            Ok(2),
        ),
        (used(HintUse::Ignored), Some(600), Ok(1)),
        (within, Some(0), Ok(1)),
        (within, Some(3), Ok(3)),
        (within, Some(60), Ok(6)),
        (instead, Some(0), Ok(0)),
        (instead, Some(30), Ok(20)),
    ];
    for (hints, hint, expected) in rows {
        let decision = decide(hints, hint);
        let found = decision.stop.map_or(Ok(decision.wait.as_secs()), Err);
        assert_eq!(found, expected, "{hints:?} with {hint:?}");
    }
    assert_eq!(decide(Hints::STANDARD, Some(121)).hint, Some(seconds(121)));
}

#[test]
fn each_kind_of_fault_has_its_own_wait_and_cost() {
    let mut policy = RetryPolicy::STANDARD;
    policy.backoff.base = seconds(2);
    if let Some(throttle) = &mut policy.throttle {
        throttle.base = seconds(3);
    }
    policy.budget = Some(BudgetCosts {
        cost: 10,
        timeout_cost: 20,
        throttle_cost: 1,
        ..BudgetCosts::STANDARD
    });
    let own_network = RetryPolicy {
        network: Some(faultcode_runtime::retry::Backoff {
            base: seconds(4),
            ..policy.backoff
        }),
        ..policy
    };
    let in_flight = Evidence {
        code_retry: Retry::InFlight,
        ..status(409)
    };
    let rows = [
        (policy, status(500), (2, 10)),
        (policy, status(429), (3, 1)),
        (policy, in_flight, (2, 10)),
        (policy, fault(NetworkFault::Timeout), (2, 20)),
        (own_network, fault(NetworkFault::Timeout), (4, 20)),
        (own_network, fault(NetworkFault::Connect), (4, 10)),
        (own_network, status(500), (2, 10)),
    ];
    for (policy, evidence, expected) in rows {
        let budget = Budget::for_costs(policy.budget);
        let decision = gate(&policy, &evidence, &OPEN(&budget));
        assert_eq!(
            (decision.wait.as_secs(), decision.cost),
            expected,
            "{evidence:?}"
        );
        assert_eq!(budget.tokens(), Some(500 - decision.cost));
    }
}

#[test]
fn a_budget_can_be_nothing_or_without_limit() {
    let nothing = BudgetCosts {
        capacity: 0,
        cost: 0,
        ..BudgetCosts::STANDARD
    };
    let free = BudgetCosts {
        cost: 0,
        ..BudgetCosts::STANDARD
    };
    let rows = [
        (
            Some(free),
            Budget::new(0),
            Some(StopReason::BudgetExhausted),
        ),
        (Some(free), Budget::with_tokens(1, 0), None),
        (
            Some(nothing),
            Budget::new(0),
            Some(StopReason::BudgetExhausted),
        ),
        // What the client was given goes before what the document says.
        (Some(nothing), Budget::unlimited(), None),
        (Some(BudgetCosts::STANDARD), Budget::unlimited(), None),
        (None, Budget::with_tokens(500, 0), None),
    ];
    for (costs, budget, expected) in rows {
        let policy = RetryPolicy {
            budget: costs,
            ..RetryPolicy::STANDARD
        };
        assert_eq!(
            gate(&policy, &status(500), &OPEN(&budget)).stop,
            expected,
            "{costs:?}"
        );
    }
}

#[test]
fn methods_keys_and_contracts_make_a_call_repeat_safe() {
    let query = Method::from_bytes(b"QUERY").expect("a token");
    let rows = [
        (Method::GET, true, true, false),
        (Method::HEAD, true, true, false),
        (Method::OPTIONS, true, true, false),
        (Method::TRACE, true, true, false),
        (query, true, true, false),
        (Method::PUT, true, true, false),
        (Method::DELETE, true, true, false),
        (Method::POST, false, true, false),
        (Method::PATCH, false, true, false),
    ];
    for (method, auto, by_contract, denied) in rows {
        let safe = |keyed, idempotent| is_repeat_safe(&method, keyed, idempotent);
        assert_eq!(safe(false, Idempotent::Auto), auto, "{method}");
        assert_eq!(safe(false, Idempotent::True), by_contract, "{method}");
        assert_eq!(safe(false, Idempotent::False), denied, "{method}");
        for idempotent in [Idempotent::Auto, Idempotent::True, Idempotent::False] {
            assert!(safe(true, idempotent), "{method}");
        }
    }
}

#[test]
fn the_should_retry_header_is_exact() {
    let rows: [(&[&str], Option<bool>); 7] = [
        (&["true"], Some(true)),
        (&["false"], Some(false)),
        (&[" true "], Some(true)),
        (&["True"], None),
        (&["1"], None),
        (&["true", "false"], None),
        (&[], None),
    ];
    for (values, expected) in rows {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(
                "x-should-retry",
                HeaderValue::from_str(value).expect("header value"),
            );
        }
        assert_eq!(
            should_retry(&headers, "X-Should-Retry"),
            expected,
            "{values:?}"
        );
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

/// RFC 9110 sections 9.2.1 and 9.2.2, and RFC 5789 for PATCH; a method is told in capital letters (section 9.1).
#[test]
fn methods_are_safe_and_idempotent_as_their_definitions_say() {
    let rows = [
        ("GET", true, true),
        ("HEAD", true, true),
        ("OPTIONS", true, true),
        ("TRACE", true, true),
        ("QUERY", true, true),
        ("PUT", false, true),
        ("DELETE", false, true),
        ("POST", false, false),
        ("PATCH", false, false),
        ("CONNECT", false, false),
        ("get", false, false),
        ("ANOTHER", false, false),
    ];
    for (name, safe, idempotent) in rows {
        let method = Method::from_bytes(name.as_bytes()).expect("a method");
        assert_eq!(
            (is_safe(&method), is_idempotent(&method)),
            (safe, idempotent),
            "{name}"
        );
    }
}
