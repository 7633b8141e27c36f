//! The shape of `tests/data/retry_vectors.json`.

use std::collections::BTreeMap;
use std::time::Duration;

use faultcode_runtime::RetryPolicy;
use faultcode_runtime::retry::{Backoff, BackoffKind, Budget, Idempotent, Jitter};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Vectors {
    standard: Vec<Sequence>,
    aws21: Vec<Sequence>,
    aws20: Vec<Sequence>,
    pub backoff: Vec<Waits>,
    pub budget: Vec<Level>,
    pub retry_hints: Hints,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Sequence {
    pub id: String,
    #[serde(rename = "name")]
    _name: String,
    pub given: Given,
    #[serde(default)]
    pub calls: Vec<Steps>,
    #[serde(default)]
    pub interleaved: Vec<Step>,
    pub budget_end: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    pub steps: Vec<Step>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Given {
    pub max_attempts: Option<u32>,
    budget_start: Option<u32>,
    capacity: Option<u32>,
    base_seconds: Option<f64>,
    factor: Option<f64>,
    kind: Option<String>,
    cap_seconds: Option<f64>,
    floor_seconds: Option<f64>,
    jitter: Option<String>,
    long_polling: bool,
    pub idempotent: bool,
    pub keyed: bool,
    pub replayable_body: Option<bool>,
    pub deadline_seconds: Option<f64>,
    hint_missing_seconds: Option<f64>,
    should_retry_header: Option<String>,
    pub code_retry: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Step {
    pub caller: Option<String>,
    pub status: Option<u16>,
    pub fault: Option<String>,
    pub code: Option<String>,
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    pub hint_ms: Option<String>,
    pub outcome: String,
    pub budget_after: Option<u32>,
    pub delay_seconds: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Waits {
    pub id: String,
    pub given: Given,
    #[serde(default)]
    pub retry_delays_seconds: Vec<f64>,
    #[serde(default)]
    pub points: Vec<WaitPoint>,
    #[serde(default)]
    pub bounds_seconds: Vec<(f64, f64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct WaitPoint {
    pub retry: u32,
    pub delay_seconds: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Level {
    pub id: String,
    pub given: Given,
    #[serde(default)]
    pub first_try_successes: u32,
    pub step: Option<StatusStep>,
    #[serde(default)]
    pub statuses: Vec<u16>,
    /// In words: the call is dropped.
    pub then: Option<String>,
    pub budget_after: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusStep {
    pub status: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Hints {
    pub now_unix: u64,
    pub max_seconds: u64,
    pub rows: Vec<HintRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HintRow {
    pub id: String,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Option<Value>,
    pub body_hint: Option<BodyHint>,
    pub expect: Expect,
    #[serde(rename = "note")]
    _note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyHint {
    pub at: String,
    #[serde(rename = "unit")]
    _unit: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    #[serde(rename = "use")]
    pub used: Option<f64>,
    #[serde(default)]
    pub ignore: bool,
    #[serde(default)]
    pub beyond: bool,
    pub seconds: Option<f64>,
}

impl Vectors {
    pub fn load() -> Self {
        let text = include_str!("../../../data/retry_vectors.json");
        serde_json::from_str(text).expect("the vectors have their documented shape")
    }

    /// The sequences of each preset.
    pub fn sequences(&self) -> [(&'static str, &[Sequence], RetryPolicy); 3] {
        [
            ("standard", &self.standard, RetryPolicy::STANDARD),
            ("aws21", &self.aws21, RetryPolicy::AWS_2_1),
            ("aws20", &self.aws20, RetryPolicy::AWS_2_0),
        ]
    }
}

pub fn seconds(value: f64) -> Duration {
    Duration::from_secs_f64(value)
}

/// Whether two waits are the same within the rounding of a double.
pub fn close(left: Duration, right: Duration) -> bool {
    left.abs_diff(right) <= Duration::from_nanos(1)
}

impl Given {
    fn backoff(&self, preset: Backoff) -> Backoff {
        Backoff {
            kind: match self.kind.as_deref() {
                None | Some("exponential") => BackoffKind::Exponential,
                Some("linear") => BackoffKind::Linear,
                Some("fixed") => BackoffKind::Fixed,
                Some(other) => panic!("unknown kind {other}"),
            },
            base: self.base_seconds.map_or(preset.base, seconds),
            factor: self.factor.unwrap_or(preset.factor),
            cap: self.cap_seconds.map_or(preset.cap, seconds),
            jitter: match self.jitter.as_deref() {
                None => preset.jitter,
                Some("equal") => Jitter::Equal,
                Some(other) => panic!("unknown jitter {other}"),
            },
            floor: self.floor_seconds.map_or(preset.floor, seconds),
        }
    }

    /// The policy that a vector asks for.
    pub fn policy(&self, preset: RetryPolicy) -> RetryPolicy {
        let mut policy = preset;
        policy.max_attempts = self.max_attempts.unwrap_or(preset.max_attempts);
        policy.backoff = self.backoff(preset.backoff);
        if let Some(throttle) = &mut policy.throttle {
            throttle.cap = self.cap_seconds.map_or(throttle.cap, seconds);
        }
        policy.long_poll = self.long_polling;
        policy.hints.missing = self.hint_missing_seconds.map(seconds);
        policy.idempotent = if self.idempotent {
            Idempotent::True
        } else {
            Idempotent::Auto
        };
        policy.should_retry_header = self.should_retry_header.clone().map(|name| &*name.leak());
        if let (Some(costs), Some(capacity)) = (&mut policy.budget, self.capacity) {
            costs.capacity = capacity;
        }
        policy
    }

    /// The bucket that a vector starts with.
    pub fn bucket(&self, policy: &RetryPolicy) -> Budget {
        let costs = policy.budget.expect("the presets under test have a budget");
        Budget::with_tokens(costs.capacity, self.budget_start.unwrap_or(costs.capacity))
    }
}
