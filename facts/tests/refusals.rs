//! What an answer shows of the work and of the key, where several entries of a document speak of it: worked out by hand from what
//! each of them states.

use faultcode_facts::{
    Effect, Idempotency, KeyAnswer, KeyFact, Refusal, Replays, Retry, StatusRange,
};

/// 409: the first request with the key is still under way. 422: it had another body. What failed with 500 stays so.
const KEYS: Idempotency = Idempotency {
    in_flight: Some(KeyFact {
        status: Some(StatusRange::one(409)),
        code: None,
    }),
    mismatch: Some(KeyFact {
        status: Some(StatusRange::one(422)),
        code: None,
    }),
    replays: Some(Replays::Executed),
    ..Idempotency::HEADER
};

#[test]
fn an_earlier_request_with_the_key_counts_before_what_the_status_states() {
    let stated = |status| Refusal {
        status,
        status_effect: Some(Effect::Rejected),
        keyed: true,
        ..Refusal::default()
    };
    let without_key = |status| Refusal {
        keyed: false,
        ..stated(status)
    };
    let busy = |code_unsure| Refusal {
        status: 409,
        code: Some("BUSY"),
        known: true,
        code_unsure,
        keyed: true,
        ..Refusal::default()
    };
    let (in_flight, mismatch) = (Some(KeyAnswer::InFlight), Some(KeyAnswer::Mismatch));
    let rows = [
        (stated(409), in_flight, Effect::MaybeApplied),
        (stated(422), mismatch, Effect::MaybeApplied),
        (stated(402), None, Effect::Rejected),
        // A call without a key has no earlier request.
        (without_key(409), None, Effect::Rejected),
        (without_key(422), None, Effect::Rejected),
        // A code that somebody has stated says what the status is about, and one that was only seen does not.
        (busy(false), None, Effect::Rejected),
        (busy(true), in_flight, Effect::MaybeApplied),
    ];
    for (refusal, key_answer, effect) in rows {
        let (evidence, found) = refusal.evidence(Some(&KEYS));
        assert_eq!(
            (evidence.key_answer, found),
            (key_answer, effect),
            "{refusal:?}"
        );
    }
}

#[test]
fn a_remembered_failure_is_one_of_a_key_that_nothing_says_more_about() {
    let failed = Refusal {
        status: 500,
        keyed: true,
        ..Refusal::default()
    };
    let rows = [
        (failed, true),
        (
            Refusal {
                status: 503,
                ..failed
            },
            false,
        ),
        (
            Refusal {
                keyed: false,
                ..failed
            },
            false,
        ),
        (
            Refusal {
                code_retry: Retry::Transient,
                ..failed
            },
            false,
        ),
        (
            Refusal {
                status_retry: Retry::Transient,
                ..failed
            },
            false,
        ),
        // The server says so itself.
        (
            Refusal {
                status: 503,
                replayed: true,
                ..failed
            },
            true,
        ),
    ];
    for (refusal, replayed) in rows {
        let (evidence, _) = refusal.evidence(Some(&KEYS));
        assert_eq!(evidence.replayed, replayed, "{refusal:?}");
    }
}
