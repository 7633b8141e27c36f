//! The signatures of the vectors: published ones, and everything that must be refused. What generated clients make of deliveries
//! is shown by `wire::{webhooks, deliveries}`.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use faultcode_runtime::values::{Base64, from_json};
use faultcode_runtime::webhook::{
    MemoryReplayStore, ReplayStore, Verifier, WebhookConfigError, WebhookError, WebhookFacts,
    WebhookFault,
};
use faultcode_tests::aloud;
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

fn vectors(name: &str) -> Vectors {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(name);
    let text = std::fs::read_to_string(file).expect("the vectors are checked in");
    serde_json::from_str(&text).expect("the vectors have their documented shape")
}

const SHARED: &str = "webhook_vectors.json";

static STANDARD_SCHEME: WebhookFacts = WebhookFacts::STANDARD;
static ED25519: WebhookFacts = WebhookFacts::STANDARD_ED25519;
static TIMESTAMPED: WebhookFacts = WebhookFacts::timestamped("Stripe-Signature");
static PLAIN: WebhookFacts = WebhookFacts::plain("X-Hub-Signature-256");

impl Vector {
    fn facts(&self) -> &'static WebhookFacts {
        match self.scheme.as_str() {
            "standard" => &STANDARD_SCHEME,
            "standardEd25519" => &ED25519,
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
            (None, Some(encoded)) => {
                from_json::<Base64>(format!("\"{encoded}\"").as_bytes())
                    .expect("base64")
                    .0
            }
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

/// Checks every vector of a file, and gives how many must be accepted and refused.
fn check(name: &str) -> (usize, usize) {
    let Vectors {
        positive, negative, ..
    } = vectors(name);
    let count = (positive.len(), negative.len());
    assert!(positive.iter().all(|vector| vector.expect == "ok"));
    assert!(negative.iter().all(|vector| vector.expect != "ok"));
    for vector in positive.into_iter().chain(negative) {
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
    count
}

#[test]
fn every_vector_holds() {
    let published = check(SHARED);
    assert_eq!(published, (25, 63));
    let pairs = check("webhook_ed25519_vectors.json");
    assert_eq!(pairs, (7, 23));
    aloud(&format!(
        "webhooks: {} deliveries accepted, {} refused",
        published.0 + pairs.0,
        published.1 + pairs.1
    ));
}

fn find(id: &str) -> Vector {
    let Vectors {
        positive, negative, ..
    } = vectors(SHARED);
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
        // The record lasts until the time alone refuses the delivery.
        let later = |seconds| verifier.verify_at(&headers, &body, at(vector.now_unix + seconds));
        assert_eq!(later(300).unwrap_err().fault(), WebhookFault::Duplicate);
        assert_eq!(later(301).unwrap_err().fault(), WebhookFault::Timestamp);
        assert_eq!(format!("{store:?}"), "MemoryReplayStore { records: 1 }");
    }
}

/// Whatever the tolerance: between the first and the last instant at which the time of a delivery is right, it is taken once.
#[test]
fn a_delivery_is_taken_once_up_to_the_last_instant_of_its_time() {
    let vector = find("ok-01");
    let sent: i64 = vector.headers()["webhook-timestamp"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    for tolerance in [0, 1, 300] {
        let facts = vector
            .facts()
            .verifier()
            .tolerance(Duration::from_secs(tolerance));
        let store = Arc::new(MemoryReplayStore::new());
        let builder = facts.secret(vector.secrets[0].as_str()).replay_store(store);
        let verifier = builder.build().unwrap();
        let (headers, body) = (vector.headers(), vector.body());
        let tolerance = i64::try_from(tolerance).unwrap();
        let verify = |second: i64, millis| {
            let now = at(u64::try_from(sent + second).unwrap()) + Duration::from_millis(millis);
            verifier
                .verify_at(&headers, &body, now)
                .map(drop)
                .map_err(|it| it.fault())
        };
        assert_eq!(verify(-tolerance - 1, 999), Err(WebhookFault::Timestamp));
        assert_eq!(verify(-tolerance, 0), Ok(()), "{tolerance}");
        for (second, millis) in [(-tolerance, 1), (0, 500), (tolerance, 0), (tolerance, 999)] {
            assert_eq!(
                verify(second, millis),
                Err(WebhookFault::Duplicate),
                "{tolerance} {second}"
            );
        }
        assert_eq!(verify(tolerance + 1, 0), Err(WebhookFault::Timestamp));
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

/// A store that says what it was asked, as one over a table of a database would be written.
#[derive(Debug, Default)]
struct Recorded(Mutex<Vec<String>>);

impl ReplayStore for Recorded {
    fn record(&self, id: &str, now: SystemTime, keep: Duration) -> bool {
        let mut asked = self.0.lock().unwrap();
        let sent = now
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap()
            .as_secs();
        let line = format!("record {id} at {sent} for {}", keep.as_secs());
        let new = !asked.iter().any(|it| it.contains(id));
        asked.push(line);
        new
    }

    fn forget(&self, id: &str) {
        self.0.lock().unwrap().push(format!("forget {id}"));
    }
}

#[test]
fn a_replay_store_of_ones_own_is_asked_once_per_genuine_delivery() {
    let vector = find("ok-01");
    let store = Arc::new(Recorded::default());
    let builder = vector.facts().verifier().secret(vector.secrets[0].as_str());
    let verifier = builder.replay_store(store.clone()).build().unwrap();
    let (headers, now) = (vector.headers(), at(vector.now_unix));
    assert!(verifier.verify_at(&headers, b"forged", now).is_err());
    let late = at(vector.now_unix + 301);
    assert!(verifier.verify_at(&headers, &vector.body(), late).is_err());
    assert!(store.0.lock().unwrap().is_empty(), "nothing genuine came");
    let body = vector.body();
    verifier.verify_at(&headers, &body, now).unwrap().forget();
    let asked = store.0.lock().unwrap().clone();
    let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    assert_eq!(
        asked,
        [
            format!("record {id} at {} for 601", vector.now_unix),
            format!("forget {id}")
        ]
    );
}
