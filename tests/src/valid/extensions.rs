//! The extensions that say what a call does: retries, keys, limits, pages, support, deliveries.

use serde_json::{Value, json};

use super::draw::Draw;

/// `x-retry`.
pub(super) fn retry(draw: &mut Draw) -> Value {
    let mut retry = json!({});
    if draw.has(3, "vocabulary: preset of retries") {
        retry["preset"] = draw
            .pick(&["standard", "aws-2.1", "aws-2.0", "stripe", "none"])
            .into();
    }
    if draw.one_in(2) {
        retry["maxAttempts"] = (1 + draw.below(20)).into();
    }
    if draw.one_in(3) {
        retry["maxElapsed"] = draw.pick(&[json!("30s"), json!("1.5m"), Value::Null]);
    }
    if draw.has(2, "vocabulary: backoff") {
        retry["backoff"] = json!({"kind": draw.pick(&["exponential", "linear", "fixed"]), "base": "50ms", "factor": draw.pick(&[1, 2, 10]),
            "cap": "20s", "jitter": draw.pick(&["full", "equal", "none"]), "throttle": {"base": "1s"}, "network": {"kind": "fixed"}});
    }
    if draw.has(3, "vocabulary: statuses of retries") {
        retry["on"] = json!({"transient": [500, 502, "5XX"], "throttle": [429], "network": draw.pick(&[json!([]), json!(["connect", "reset"])])});
    }
    if draw.has(3, "vocabulary: hints") {
        retry["hints"] = json!({"from": [{"header": "X-Wait", "unit": "ms"}, {"body": "/retry_after", "unit": "auto"}], "missing": "1s",
            "max": "60s", "beyond": draw.pick(&["fail", "clamp", "ignore"])});
    }
    if draw.one_in(4) {
        retry["budget"] = draw.pick(&[
            json!({"capacity": 0}),
            json!({"capacity": 500, "cost": 14, "throttleCost": 5, "refill": 1}),
            Value::Null,
        ]);
    }
    if draw.one_in(4) {
        retry["shouldRetryHeader"] = draw.pick(&[json!("X-Should-Retry"), Value::Null]);
    }
    if draw.one_in(4) {
        retry["idempotent"] = draw.pick(&[json!("auto"), json!(true), json!(false)]);
    }
    retry
}

/// `x-idempotency`. `variable`: a variable of the path, of an operation that has one.
pub(super) fn idempotency(draw: &mut Draw, variable: Option<&str>) -> Value {
    let mut said = json!({});
    if draw.one_in(2) {
        said["header"] = draw.pick(&["Idempotency-Key", "X-Once"]).into();
    }
    if draw.has(2, "vocabulary: mode of keys") {
        said["mode"] = draw.pick(&["auto", "required", "optional", "none"]).into();
    }
    if draw.one_in(3) {
        said["maxLength"] = draw.pick(&[64, 255, 1024]).into();
        said["prefix"] = draw.pick(&["", "p-"]).into();
    }
    if draw.one_in(3) {
        said["structured"] = true.into();
    }
    if draw.has(2, "vocabulary: answers to keys") {
        said["ttl"] = "24h".into();
        said["mismatch"] = json!({"status": 422});
        said["inFlight"] = json!({"status": 409});
        said["missing"] = json!({"status": 400});
        said["replays"] = draw.pick(&["success", "executed", "all"]).into();
        said["replayedHeader"] = "Idempotent-Replayed".into();
    }
    if let Some(variable) = variable
        && draw.has(3, "vocabulary: scope of keys")
    {
        said["scope"] = variable.into();
    }
    if draw.one_in(6) {
        said["confidence"] = draw.pick(&["stated", "derived", "observed"]).into();
    }
    said
}

/// `x-rate-limit`.
pub(super) fn rate_limit(draw: &mut Draw) -> Value {
    draw.mark("vocabulary: x-rate-limit");
    json!({"headers": {"limit": "X-Limit", "remaining": "X-Left", "reset": "X-Reset"},
        "resetAs": draw.pick(&["epochSeconds", "epochMillis", "deltaSeconds", "dateTime", "auto"]), "standard": draw.one_in(2)})
}

/// `x-support`.
pub(super) fn support(draw: &mut Draw) -> Value {
    draw.mark("vocabulary: x-support");
    json!({"email": "help@shop.example", "statusPage": "https://status.example", "include": ["requestId", "code", "operation"]})
}

/// `x-webhook-signature`.
pub(super) fn signature(draw: &mut Draw) -> Value {
    draw.mark("vocabulary: x-webhook-signature");
    let mut said = match draw.below(5) {
        0 => json!({"scheme": "standard"}),
        1 => {
            json!({"scheme": "timestamped", "header": "X-Signature", "tolerance": "5m", "encoding": "base64"})
        }
        2 => json!({"scheme": "plain", "header": "X-Signature", "prefix": ""}),
        3 => json!({"scheme": "other"}),
        _ => json!({"scheme": "standardEd25519"}),
    };
    if draw.one_in(2) {
        said["delivery"] = json!({"schedule": ["0s", "1m"], "disableAfter": 4, "attempts": 5, "answerWithin": "30s",
            "answers": {"acknowledge": ["2XX"], "repeat": ["5XX"], "stop": ["4XX"], "disable": [410]}});
    }
    said
}

/// What a test system answers to which input.
pub(super) fn triggers(draw: &mut Draw) -> Value {
    draw.mark("vocabulary: x-test-triggers");
    json!([{"in": "header", "name": "X-Test", "value": "404", "expect": {"status": 404}},
        {"in": "apiKey", "suffix": "_401", "expect": {"status": 401}}])
}
