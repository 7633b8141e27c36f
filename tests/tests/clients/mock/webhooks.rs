//! Webhooks: delivered to a receiver of ours, verified by the runtime, and again on the declared schedule.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use faultcode::mock::{Delivery, Mock, Settings};
use faultcode_runtime::webhook::{AfterAnswer, Verifier};
use faultcode_tests::{Answer, Request, Server};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::serve;

/// A key that no document knows.
const KEY: &str = "whsec_bW9jay13ZWJob29rLWtleS1vZi1hLXRlc3Q=";

fn headers(request: &Request) -> HeaderMap {
    let lines = request.headers.iter();
    let lines = lines.map(|(name, value)| {
        let name = HeaderName::try_from(name.as_str()).expect("a name");
        (
            name,
            HeaderValue::try_from(value.as_str()).expect("a value"),
        )
    });
    lines.collect()
}

/// Waits until a delivery is over.
fn outcome(mock: &Mock, number: u64) -> Delivery {
    let started = Instant::now();
    loop {
        let all = mock.deliveries();
        let found = all
            .iter()
            .find(|it| it.number == number)
            .expect("it was made");
        if found.outcome.is_some() || started.elapsed() > Duration::from_secs(10) {
            return found.clone();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn document(signature: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{title: Hooks, version: '1'}}
x-webhook-signature: {signature}
paths: {{/a: {{get: {{operationId: a, responses: {{'204': {{description: A.}}}}}}}}}}
webhooks:
  order.paid:
    post:
      requestBody: {{content: {{application/json: {{schema: {{type: object, required: [id, amount], properties: {{id: {{type: string}}, amount: {{type: integer}}}}}}}}}}}}
      responses: {{'200': {{description: Taken.}}}}
"
    )
}

#[test]
fn deliveries_are_signed_as_the_document_says() {
    use faultcode_runtime::webhook::{SignatureEncoding, WebhookFacts};
    let plain = WebhookFacts {
        prefix: "",
        encoding: SignatureEncoding::Base64,
        ..WebhookFacts::plain("x-signature")
    };
    let rows = [
        ("{scheme: standard}", WebhookFacts::STANDARD),
        (
            "{scheme: timestamped, header: x-signature}",
            WebhookFacts::timestamped("x-signature"),
        ),
        (
            "{scheme: plain, header: x-signature}",
            WebhookFacts::plain("x-signature"),
        ),
        (
            "{scheme: plain, header: x-signature, prefix: '', encoding: base64}",
            plain,
        ),
    ];
    for (signature, facts) in rows {
        let settings = Settings {
            webhook_key: KEY.to_owned(),
            ..Settings::default()
        };
        let mock = serve(&document(signature), settings);
        let receiver = Server::deciding(|_| Answer::status(204));
        let number = mock.deliver("order.paid", &format!("{}/hooks", receiver.url()), None);
        let done = outcome(&mock, number.expect("a webhook"));
        assert_eq!(
            (done.answers, done.outcome),
            (vec![Some(204)], Some(AfterAnswer::Acknowledge))
        );
        let request = receiver.request();
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("POST", "/hooks")
        );
        let verify = |key: &str| {
            let verifier: Verifier = Verifier::builder(facts).secret(key).build().expect("a key");
            verifier.verify(&headers(&request), &request.body).is_ok()
        };
        assert!(verify(KEY), "{signature}: {request:?}");
        assert!(
            !verify("whsec_b3RoZXItd2ViaG9vay1rZXktb2YtYS10ZXN0Lg=="),
            "{signature}"
        );
    }
}

#[test]
fn a_delivery_that_fails_is_repeated_on_the_schedule() {
    let signature = "{scheme: standard, delivery: {schedule: [10s, 1h], answers: {acknowledge: [2XX], repeat: [5XX], disable: [410]}}}";
    let mock = serve(&document(signature), Settings::default());
    let answers = Arc::new(Mutex::new(vec![503, 500, 200]));
    let receiver = Server::deciding(move |_| {
        let mut answers = answers.lock().expect("nobody panics");
        Answer::status(answers.remove(0))
    });
    let number = mock
        .deliver("order.paid", &receiver.url(), None)
        .expect("a webhook");
    let count = |wanted: usize| {
        let started = Instant::now();
        while receiver.count() < wanted && started.elapsed() < Duration::from_secs(5) {
            std::thread::sleep(Duration::from_millis(5));
        }
        // Time for one too many.
        std::thread::sleep(Duration::from_millis(50));
        receiver.count()
    };
    assert_eq!(count(1), 1);
    mock.advance(Duration::from_secs(9));
    assert_eq!(count(1), 1, "it is not yet time");
    mock.advance(Duration::from_secs(2));
    assert_eq!(count(2), 2);
    mock.advance(Duration::from_secs(3_601));
    assert_eq!(count(3), 3);
    let done = outcome(&mock, number);
    assert_eq!(done.answers, [Some(503), Some(500), Some(200)]);
    assert_eq!(done.outcome, Some(AfterAnswer::Acknowledge));
    let requests = receiver.requests();
    let ids: Vec<_> = requests.iter().map(|it| it.header("webhook-id")).collect();
    assert!(
        ids[0].is_some() && ids.iter().all(|id| *id == ids[0]),
        "one event: {ids:?}"
    );
    let times: Vec<_> = requests
        .iter()
        .map(|it| it.header("webhook-timestamp"))
        .collect();
    assert_ne!(times[0], times[2], "each delivery is signed anew");
}

#[test]
fn scaled_time_shortens_the_schedule() {
    let signature = "{scheme: standard, delivery: {schedule: [10m]}}";
    let settings = Settings {
        speed: 6_000.0,
        ..Settings::default()
    };
    let mock = serve(&document(signature), settings);
    let receiver = Server::answering([Answer::status(500), Answer::status(200)]);
    let started = Instant::now();
    let number = mock
        .deliver("order.paid", &receiver.url(), None)
        .expect("a webhook");
    let done = outcome(&mock, number);
    assert_eq!(done.answers, [Some(500), Some(200)]);
    let took = started.elapsed();
    assert!(
        took >= Duration::from_millis(90) && took < Duration::from_secs(5),
        "{took:?}"
    );
}

#[test]
fn a_receiver_that_is_not_there_is_an_answer_that_did_not_come() {
    let mock = serve(&document("{scheme: standard}"), Settings::default());
    let gone = Server::answering([]);
    let url = gone.url();
    drop(gone);
    let number = mock.deliver("order.paid", &url, None).expect("a webhook");
    let done = outcome(&mock, number);
    assert_eq!(
        (done.answers, done.outcome),
        (vec![None], Some(AfterAnswer::Stop))
    );
    for (webhook, to) in [
        ("order.paid", "https://a.test/b"),
        ("order.paid", "nowhere"),
        ("order.pay", "http://a/b"),
    ] {
        assert!(mock.deliver(webhook, to, None).is_err(), "{webhook} {to}");
    }
}
