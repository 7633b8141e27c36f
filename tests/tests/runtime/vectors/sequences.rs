//! Sequences of answers, and the level of the bucket after them.

use std::time::Duration;

use faultcode_runtime::RetryPolicy;

use super::data::{Level, Sequence, Step, close, seconds};
use super::player::{Played, Player};

/// What the document of the tests says of the codes of the vectors.
const WORDS: &[(&str, &str)] = &[
    ("SESSION_LIMIT_REACHED", "never"),
    ("INTERNAL_ERROR", "never"),
    ("AUTH_EXPIRED_TOKEN", "reauth"),
];

pub async fn check(sequences: &[Sequence], preset: RetryPolicy, always_safe: bool) -> usize {
    for sequence in sequences {
        let mut given = sequence.given.clone();
        given.idempotent |= always_safe;
        for (code, word) in &given.code_retry {
            assert!(WORDS.contains(&(code.as_str(), word.as_str())), "{code}");
        }
        let mut player = Player::new(&given, given.policy(preset));
        for (number, call) in sequence.calls.iter().enumerate() {
            for (index, step) in call.steps.iter().enumerate() {
                let at = format!("{}, call {number}, step {index}", sequence.id);
                let played = player.play(step).await;
                compare(&at, step, &played);
                let waited: Duration = played.waits.iter().sum();
                let expected = step.delay_seconds.map_or(Duration::ZERO, seconds);
                assert!(close(waited, expected), "{at}: {waited:?} {expected:?}");
            }
            assert!(player.is_done(), "{}: the call goes on", sequence.id);
        }
        for (index, step) in sequence.interleaved.iter().enumerate() {
            let played = player.play(step).await;
            compare(&format!("{}, step {index}", sequence.id), step, &played);
        }
        assert!(player.is_done(), "{}: a call goes on", sequence.id);
        if sequence.budget_end.is_some() {
            assert_eq!(player.tokens(), sequence.budget_end, "{}", sequence.id);
        }
        let steps = sequence.calls.len() + sequence.interleaved.len();
        assert!(steps > 0, "{} is empty", sequence.id);
    }
    sequences.len()
}

fn compare(at: &str, step: &Step, played: &Played) {
    assert_eq!(played.outcome, step.outcome, "{at}");
    if step.budget_after.is_some() {
        assert_eq!(played.tokens, step.budget_after, "{at}: bucket");
    }
}

pub async fn check_budgets(levels: &[Level]) -> usize {
    for level in levels {
        let id = &level.id;
        let mut given = level.given.clone();
        given.idempotent = true;
        let mut player = Player::new(&given, given.policy(RetryPolicy::STANDARD));
        for _ in 0..level.first_try_successes {
            assert_eq!(player.play(&answer(200)).await.outcome, "success", "{id}");
        }
        let single = level.step.iter().map(|step| step.status);
        for status in single.chain(level.statuses.iter().copied()) {
            player.play(&answer(status)).await;
        }
        // What a vector abandons is a call that has just asked again.
        assert_eq!(player.is_done(), level.then.is_none(), "{id}");
        let tokens = player.tokens();
        player.abandon().await;
        assert_eq!(player.tokens(), tokens, "{id}: nothing comes back");
        assert_eq!(tokens, Some(level.budget_after), "{id}");
    }
    levels.len()
}

fn answer(status: u16) -> Step {
    Step {
        caller: None,
        status: Some(status),
        fault: None,
        code: None,
        headers: Vec::new(),
        hint_ms: None,
        outcome: String::new(),
        budget_after: None,
        delay_seconds: None,
    }
}
