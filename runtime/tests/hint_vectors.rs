//! The wait-hint texts of the vectors.

use std::path::Path;
use std::time::{Duration, SystemTime};

use faultcode_runtime::{
    Beyond, BodyValue, Budget, Effect, Evidence, HintContext, HintUnit, RateLimitFacts,
    RetryPolicy, Situation, StopReason, gate, hint, verdict,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    retry_hints: Hints,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Hints {
    now_unix: u64,
    max_seconds: u64,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Row {
    id: String,
    status: u16,
    headers: Vec<(String, String)>,
    body: Option<Value>,
    body_hint: Option<BodyHint>,
    expect: Expect,
    #[serde(rename = "note")]
    _note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BodyHint {
    at: String,
    unit: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    #[serde(rename = "use")]
    used: Option<f64>,
    #[serde(default)]
    ignore: bool,
    #[serde(default)]
    beyond: bool,
    seconds: Option<f64>,
}

fn body_value<'a>(body: &'a Value, at: &str) -> Option<BodyValue<'a>> {
    match body.pointer(at)? {
        Value::Number(number) => number.as_f64().map(BodyValue::Number),
        Value::String(text) => Some(BodyValue::Text(text.into())),
        _ => None,
    }
}

#[test]
fn every_text_is_read_as_declared() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/retry_vectors.json");
    let text = std::fs::read_to_string(file).expect("the vectors are checked in");
    let vectors: Vectors =
        serde_json::from_str(&text).expect("the vectors have their documented shape");
    let hints = vectors.retry_hints;
    assert_eq!(hints.rows.len(), 57);
    let policy = RetryPolicy::STANDARD;
    assert_eq!(policy.hints.max.as_secs(), hints.max_seconds);

    for row in hints.rows {
        let id = &row.id;
        let mut headers = HeaderMap::new();
        for (name, value) in &row.headers {
            let value = HeaderValue::from_bytes(value.as_bytes()).expect("header value");
            headers.append(name.parse::<HeaderName>().expect("header name"), value);
        }
        let evidence = Evidence {
            status: Some(row.status),
            ..Evidence::default()
        };
        let value = row.body_hint.as_ref().map(|hint| {
            let body = row.body.as_ref().expect("a body hint needs a body");
            (body_value(body, &hint.at), hint.unit.as_str())
        });
        let (mut retry_after, mut reset_at) = (None, None);
        match value {
            None | Some((None, _)) => {}
            Some((Some(value), "s")) => retry_after = Some((value, HintUnit::Seconds)),
            Some((Some(value), "dateTime")) => reset_at = Some((value, HintUnit::DateTime)),
            Some((_, unit)) => panic!("{id}: unknown unit {unit}"),
        }
        let found = hint(
            policy.hints.sources,
            &HintContext {
                verdict: verdict(&policy, &evidence),
                headers: &headers,
                now: &|| SystemTime::UNIX_EPOCH + Duration::from_secs(hints.now_unix),
                rate_limit: &RateLimitFacts::DEFAULT,
                retry_after,
                reset_at,
                body: &|_| None,
            },
        );

        let budget = Budget::unlimited();
        let situation = Situation {
            effect: Effect::Rejected,
            repeat_safe: true,
            replayable: true,
            attempts: 1,
            can_refresh: false,
            key_remaining: None,
            hint: found,
            remaining: None,
            budget: &budget,
            jitter: 0.0,
        };
        assert_eq!(policy.hints.beyond, Beyond::Fail);
        let decision = gate(&policy, &evidence, &situation);
        match row.expect {
            Expect {
                used: Some(used), ..
            } => {
                assert_eq!(found, Some(Duration::from_secs_f64(used)), "{id}");
                assert_eq!((decision.stop, Some(decision.wait)), (None, found), "{id}");
            }
            Expect { ignore: true, .. } => {
                assert_eq!(found, None, "{id}");
                assert_eq!(
                    (decision.stop, decision.wait),
                    (None, Duration::ZERO),
                    "{id}"
                );
            }
            Expect {
                beyond: true,
                seconds,
                ..
            } => {
                assert_eq!(decision.stop, Some(StopReason::HintTooLong), "{id}");
                assert_eq!(decision.hint, found, "{id}");
                if let Some(seconds) = seconds {
                    assert_eq!(found, Some(Duration::from_secs_f64(seconds)), "{id}");
                }
            }
            _ => panic!("{id} expects nothing"),
        }
    }
}
