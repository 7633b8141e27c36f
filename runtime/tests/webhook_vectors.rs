//! The signatures of the vectors: published ones, and everything that must be refused.
#![cfg(feature = "webhooks")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use faultcode_runtime::webhook::{
    MemoryReplayStore, Verifier, WebhookConfigError, WebhookError, WebhookFacts, WebhookFault,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    #[serde(rename = "version")]
    _version: u32,
    positive: Vec<Vector>,
    negative: Vec<Vector>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Vector {
    id: String,
    #[serde(rename = "name")]
    _name: String,
    scheme: String,
    secrets: Vec<String>,
    #[serde(default)]
    allow_short_secret: bool,
    headers: Vec<(String, String)>,
    body: Option<String>,
    body_base64: Option<String>,
    now_unix: u64,
    tolerance_seconds: u64,
    deliveries: Option<u32>,
    expect: String,
}

fn vectors() -> Vectors {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/webhook_vectors.json");
    let text = std::fs::read_to_string(file).expect("the vectors are checked in");
    serde_json::from_str(&text).expect("the vectors have their documented shape")
}

static STANDARD_SCHEME: WebhookFacts = WebhookFacts::STANDARD;
static TIMESTAMPED: WebhookFacts = WebhookFacts::timestamped("Stripe-Signature");
static PLAIN: WebhookFacts = WebhookFacts::plain("X-Hub-Signature-256");

impl Vector {
    fn facts(&self) -> &'static WebhookFacts {
        match self.scheme.as_str() {
            "standard" => &STANDARD_SCHEME,
            "timestamped" => &TIMESTAMPED,
            "plain" => &PLAIN,
            other => panic!("{}: unknown scheme {other}", self.id),
        }
    }

    fn verifier(&self) -> Result<Verifier, WebhookConfigError> {
        let tolerance = Duration::from_secs(self.tolerance_seconds);
        let mut builder = self.facts().verifier().tolerance(tolerance);
        for secret in &self.secrets {
            builder = builder.secret(secret.as_str());
        }
        if self.allow_short_secret {
            builder = builder.allow_short_secret();
        }
        if self.deliveries.is_some() {
            builder = builder.replay_store(Arc::new(MemoryReplayStore::new()));
        }
        builder.build()
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let value = HeaderValue::from_bytes(value.as_bytes()).expect("header value");
            headers.append(name.parse::<HeaderName>().expect("header name"), value);
        }
        headers
    }

    fn body(&self) -> Vec<u8> {
        match (&self.body, &self.body_base64) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(encoded)) => STANDARD.decode(encoded).expect("base64"),
            _ => panic!("{} has no body or two", self.id),
        }
    }

    /// The word that the vector expects, and the answer of the last delivery.
    fn outcome(&self) -> (&'static str, Option<WebhookError>) {
        let Ok(verifier) = self.verifier() else {
            return ("config", None);
        };
        let (headers, body) = (self.headers(), self.body());
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(self.now_unix);
        for _ in 1..self.deliveries.unwrap_or(1) {
            assert!(
                verifier.verify_at(&headers, &body, now).is_ok(),
                "{}: first delivery",
                self.id
            );
        }
        match verifier.verify_at(&headers, &body, now) {
            Ok(verified) => {
                assert_eq!(verified.body(), body);
                ("ok", None)
            }
            Err(error) => match error.fault() {
                WebhookFault::Signature => ("signature", Some(error)),
                WebhookFault::Timestamp => ("timestamp", Some(error)),
                WebhookFault::Duplicate => ("duplicate", Some(error)),
                WebhookFault::Payload => panic!("{}: nothing was decoded", self.id),
            },
        }
    }
}

#[test]
fn every_vector_holds() {
    let Vectors {
        positive, negative, ..
    } = vectors();
    assert_eq!((positive.len(), negative.len()), (25, 63));
    // The asymmetric scheme is not built.
    let (later, built): (Vec<_>, Vec<_>) = positive
        .into_iter()
        .chain(negative)
        .partition(|vector| vector.scheme == "standardEd25519");
    assert_eq!(
        later
            .iter()
            .map(|vector| vector.id.as_str())
            .collect::<Vec<_>>(),
        ["ok-03"]
    );

    for vector in built {
        let (outcome, error) = vector.outcome();
        assert_eq!(outcome, vector.expect, "{}", vector.id);
        let Some(error) = error else { continue };
        let status = if outcome == "duplicate" { 200 } else { 400 };
        assert_eq!(error.respond_status(), status, "{}", vector.id);
        let shown = format!("{error} {error:?}");
        for (_, value) in &vector.headers {
            assert!(
                value.is_empty() || !shown.contains(value),
                "{}: {shown}",
                vector.id
            );
        }
    }
}

fn find(id: &str) -> Vector {
    let Vectors {
        positive, negative, ..
    } = vectors();
    let mut all = positive.into_iter().chain(negative);
    all.find(|vector| vector.id == id)
        .expect("the vector exists")
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

#[test]
fn settings_reach_the_verifier() {
    let vector = find("bad-35");
    let (headers, body, secret) = (vector.headers(), vector.body(), vector.secrets[0].as_str());
    let now = at(vector.now_unix);
    let fault = |verifier: &Verifier| {
        verifier
            .verify_at(&headers, &body, now)
            .err()
            .map(|it| it.fault())
    };

    let facts = WebhookFacts {
        respond_signature: 401,
        respond_timestamp: 408,
        ..TIMESTAMPED
    };
    let strict = facts.verifier().secret(secret).build().unwrap();
    let error = strict.verify_at(&headers, &body, now).unwrap_err();
    assert_eq!(
        (error.fault(), error.respond_status()),
        (WebhookFault::Timestamp, 408)
    );
    let error = strict.verify_at(&headers, b"other", now).unwrap_err();
    assert_eq!(
        (error.fault(), error.respond_status()),
        (WebhookFault::Signature, 401)
    );

    let any_time = facts
        .verifier()
        .secret(secret)
        .dangerously_accept_any_time()
        .build()
        .unwrap();
    assert_eq!(fault(&any_time), None);
    let small = any_time_with_limit(facts, secret, body.len() - 1);
    assert_eq!(fault(&small), Some(WebhookFault::Signature));
    let exact = any_time_with_limit(facts, secret, body.len());
    assert_eq!(fault(&exact), None);
}

fn any_time_with_limit(facts: WebhookFacts, secret: &str, bytes: usize) -> Verifier {
    let builder = facts
        .verifier()
        .secret(secret)
        .dangerously_accept_any_time();
    builder.max_body(bytes).build().unwrap()
}

#[test]
fn an_event_that_was_not_handled_is_taken_again() {
    for id in ["ok-01", "ok-06"] {
        let vector = find(id);
        let (headers, body) = (vector.headers(), vector.body());
        let store = Arc::new(MemoryReplayStore::new());
        let builder = vector.facts().verifier().secret(vector.secrets[0].as_str());
        let verifier = builder.replay_store(store.clone()).build().unwrap();
        let now = at(vector.now_unix);
        let verify = || verifier.verify_at(&headers, &body, now);

        let error = verify()
            .unwrap()
            .decode(|_| Err::<(), _>("unknown event"))
            .unwrap_err();
        assert_eq!(
            (error.fault(), error.respond_status()),
            (WebhookFault::Payload, 400)
        );
        let length = verify()
            .unwrap()
            .decode(|body| Ok::<_, ()>(body.len()))
            .unwrap();
        assert_eq!(length, body.len());
        assert_eq!(verify().unwrap_err().fault(), WebhookFault::Duplicate);
        // The record lasts for twice the tolerance, by when the time alone refuses the delivery.
        let later = |seconds| verifier.verify_at(&headers, &body, at(vector.now_unix + seconds));
        assert_eq!(later(300).unwrap_err().fault(), WebhookFault::Duplicate);
        assert_eq!(later(301).unwrap_err().fault(), WebhookFault::Timestamp);
        assert_eq!(format!("{store:?}"), "MemoryReplayStore { records: 1 }");
    }
}

#[test]
fn replays_of_an_unsigned_time_cannot_be_told() {
    let builder = PLAIN.verifier().secret("a secret of some length");
    let store = Arc::new(MemoryReplayStore::new());
    assert_eq!(
        builder.replay_store(store).build().err(),
        Some(WebhookConfigError::ReplayWithoutId)
    );
    assert_eq!(
        PLAIN.verifier().build().err(),
        Some(WebhookConfigError::NoSecret)
    );
    let empty = PLAIN.verifier().allow_short_secret().secret("");
    assert_eq!(empty.build().err(), Some(WebhookConfigError::EmptySecret));
}

#[test]
fn nothing_secret_is_shown() {
    let vector = find("ok-01");
    let verifier = vector.verifier().unwrap();
    let (headers, body) = (vector.headers(), vector.body());
    let verified = verifier
        .verify_at(&headers, &body, at(vector.now_unix))
        .unwrap();
    assert_eq!(verified.id(), Some("msg_p5jXN8AQM9LWM0D4loKWxJek"));
    assert_eq!(verified.timestamp(), Some(at(1_614_265_330)));
    let shown = format!(
        "{verifier:?} {:?} {verified:?}",
        vector.facts().verifier().secret("canary")
    );
    assert!(
        !shown.contains("canary") && !shown.contains("2432232314"),
        "{shown}"
    );
    assert!(shown.contains("[redacted]"), "{shown}");
}
