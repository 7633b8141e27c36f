//! The names under which a call is seen from outside: fields of spans, attributes of OpenTelemetry, hooks, figures and the
//! report for support. Dashboards hang on these names, so each set is compared whole, all of them
//! together.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use faultcode_runtime::document::{Include, Operation, Support};
use faultcode_runtime::errors::Verdict;
use faultcode_runtime::observe::{Observer, Seen};
use faultcode_runtime::retry::Budget;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Call, Client, ClientBuilder, Credential, Error};
use faultcode_tests::shop::{self, Order, ShopError};
use faultcode_tests::traces::{Trace, Traces};
use faultcode_tests::{Answer, Server};

fn builder(server: &Server) -> ClientBuilder {
    shop::builder(server).clock(Arc::new(ManualClock::new()))
}

fn client(server: &Server) -> Client {
    builder(server).build().expect("a loopback URL")
}

fn names(trace: &Trace) -> BTreeSet<&str> {
    trace.fields.iter().map(|(name, _)| name.as_str()).collect()
}

const ALWAYS: [&str; 12] = [
    "attempts",
    "elapsed_ms",
    "http.request.method",
    "http.request.resend_count",
    "http.response.status_code",
    "method",
    "operation",
    "path_template",
    "server.address",
    "server.port",
    "status",
    "url.template",
];

#[tokio::test]
async fn spans_have_the_documented_fields_and_no_other() {
    let traces = Traces::start();
    let busy = r#"{"code":"RATE_LIMITED"}"#;
    let poor = r#"{"code":"INSUFFICIENT_BALANCE","details":{"required":7}}"#;
    let server = Server::answering([
        Answer::json(429, busy).header("retry-after", "3"),
        Answer::json(402, poor).header("x-request-id", "req_1"),
        Answer::json(200, r#"{"id":"o1"}"#),
        Answer::json(200, r#"{"id":7}"#),
        Answer::nothing(),
    ]);
    let client = client(&server);
    let port = server.port().to_string();
    shop::pay(&client, &Order::new("o1")).await.unwrap_err();
    shop::get_order(&client, "o1").await.unwrap();
    shop::get_order(&client, "o1").await.unwrap_err();
    shop::place_order(&client, &Order::new("o1"))
        .await
        .unwrap_err();

    let calls = traces.named("faultcode.call");
    let [refused, fine, odd, broken] = &calls[..] else {
        panic!("{}", traces.text());
    };
    let also =
        |more: &[&'static str]| -> BTreeSet<&str> { ALWAYS.iter().chain(more).copied().collect() };
    assert_eq!(
        names(refused),
        also(&["code", "effect", "error.type", "request_id", "stop_reason"])
    );
    for (name, value) in [
        ("operation", "pay"),
        ("method", "POST"),
        ("path_template", "/payments"),
        ("attempts", "2"),
        ("status", "402"),
        ("code", "INSUFFICIENT_BALANCE"),
        ("effect", "rejected"),
        ("stop_reason", "notRetryable"),
        ("request_id", "req_1"),
        ("elapsed_ms", "3000"),
        ("http.request.method", "POST"),
        ("url.template", "/payments"),
        ("server.address", "127.0.0.1"),
        ("server.port", &port),
        ("http.response.status_code", "402"),
        ("http.request.resend_count", "1"),
        ("error.type", "INSUFFICIENT_BALANCE"),
    ] {
        assert_eq!(refused.field(name), Some(value), "{name}");
    }
    assert_eq!(names(fine), also(&[]));
    assert_eq!(names(odd), also(&["effect", "error.type"]));
    assert_eq!(odd.field("error.type"), Some("decode"));
    assert_eq!(odd.field("effect"), Some("applied"));
    let without_answer = also(&["effect", "error.type", "stop_reason"]);
    let answer = ["status", "http.response.status_code"];
    assert_eq!(
        names(broken),
        without_answer
            .iter()
            .copied()
            .filter(|it| !answer.contains(it))
            .collect()
    );
    assert_eq!(broken.field("error.type"), Some("reset"));
    assert_eq!(broken.field("effect"), Some("maybeApplied"));

    let attempts = traces.named("faultcode.attempt");
    let sets: Vec<_> = attempts.iter().map(names).collect();
    let expected: [&[&str]; 5] = [
        &["attempt", "hint_ms", "status", "verdict", "wait_ms"],
        &["attempt", "status", "verdict"],
        &["attempt", "status"],
        &["attempt", "status"],
        &["attempt", "fault", "verdict"],
    ];
    let expected: Vec<BTreeSet<&str>> = expected
        .iter()
        .map(|names| names.iter().copied().collect())
        .collect();
    assert_eq!(sets, expected);
    assert_eq!(attempts[0].field("wait_ms"), Some("3000"));
    assert_eq!(attempts[0].field("hint_ms"), Some("3000"));
    assert_eq!(attempts[0].field("verdict"), Some("throttle"));
    assert_eq!(attempts[4].field("fault"), Some("reset"));

    let undecodable = traces.named("undecodable");
    assert_eq!(undecodable.len(), 1, "{}", traces.text());
    let retries = traces.named("retry");
    assert_eq!(retries.len(), 1);
    let expected = ["operation", "verdict", "wait_ms"];
    assert_eq!(names(&retries[0]), expected.into_iter().collect());
    assert!(!traces.text().contains("o1"), "paths are templates");
}

#[tokio::test]
async fn what_a_failure_is_counted_under_is_bounded() {
    let rows = [
        (Answer::json(404, r#"{"code":"NOT_FOUND"}"#), "NOT_FOUND"),
        (
            Answer::json(404, r#"{"code":"MADE_UP_BY_THE_SERVER"}"#),
            "_OTHER",
        ),
        (Answer::status(418), "418"),
        (Answer::status(503), "503"),
        (Answer::nothing(), "reset"),
        (Answer::raw("SSH-2.0\r\n\r\n"), "protocol"),
        (Answer::status(302), "unexpectedRedirect"),
        (Answer::json(200, "{}"), "decode"),
    ];
    for (answer, expected) in rows {
        let traces = Traces::start();
        let server = Server::deciding(move |_| answer.clone());
        let call = shop::place_order(&client(&server), &Order::new("o1"));
        call.await.unwrap_err();
        let spans = traces.named("faultcode.call");
        assert_eq!(spans[0].field("error.type"), Some(expected));
    }
}

#[tokio::test]
async fn events_come_with_their_level_and_once() {
    let traces = Traces::start();
    let server = Server::deciding(|request| match request.target.as_str() {
        "/v1/orders/a" => Answer::json(400, r#"{"code":"NEW_A"}"#),
        "/v1/orders/b" => Answer::json(400, r#"{"code":"NEW_B"}"#),
        "/v1/orders/c" => Answer::json(404, r#"{"code":"NOT_FOUND"} "#).header("content-type", "x"),
        _ => Answer::status(503),
    });
    let empty = || builder(&server).budget(Budget::new(0)).build().unwrap();
    let (one, two) = (empty(), empty());
    for client in [&one, &one.clone(), &two] {
        for id in ["a", "b", "a", "c", "d"] {
            shop::get_order(client, id).await.unwrap_err();
        }
    }
    let codes = |name: &str| -> Vec<String> {
        let events = traces.named("unknown_code");
        let of = events.iter().filter(|it| it.field("code") == Some(name));
        of.map(|it| it.field("status").unwrap_or("").to_owned())
            .collect()
    };
    // Once per code and client, where clones are one client.
    assert_eq!((codes("NEW_A").len(), codes("NEW_B").len()), (2, 2));
    assert_eq!(traces.named("budget_empty").len(), 3);
}

/// Everything that a counter was told.
#[derive(Clone, Default)]
struct Counted(Arc<Mutex<Vec<String>>>);

impl Counted {
    fn lines(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("no test panics here"))
    }

    fn push(&self, line: String) {
        self.0.lock().expect("no test panics here").push(line);
    }
}

impl Observer for Counted {
    fn see(&self, seen: &Seen<'_>) {
        match seen {
            Seen::Ended(ended) => self.push(format!(
                "{} {}:{} {:?} resend {} error {:?}",
                ended.operation.id,
                ended.server_address,
                ended.server_port,
                ended.attempt.status,
                ended.attempt.number - 1,
                ended.error_type
            )),
            Seen::Retrying(retrying) => self.push(format!("retry {}", retrying.operation.id)),
            Seen::BudgetEmpty(operation) => self.push(format!("rejected {}", operation.id)),
            _ => {}
        }
    }
}

/// A recorder asks for bodies; what it gets holds neither credentials nor more than it asked for.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<String>>>);

impl Observer for Recorder {
    fn see(&self, seen: &Seen<'_>) {
        assert!(!format!("{seen:?}").contains("o-body"), "no body in Debug");
        if let Seen::Ended(ended) = seen {
            let body = ended.body.expect("it asks for it").to_owned();
            self.0.lock().expect("no test panics here").push(body);
        }
    }

    fn body_limit(&self) -> usize {
        40
    }
}

#[tokio::test]
async fn an_observer_that_asks_for_bodies_gets_them_masked_and_cut() {
    let recorder = Recorder::default();
    let long = format!("{{\"id\": \"{}\"}}", "x".repeat(100));
    let server = Server::answering([
        Answer::json(200, "{\n  \"id\": \"o-body s3cret-t0ken\"\n}"),
        Answer::json(200, &long),
    ]);
    let client = builder(&server)
        .credential(&shop::TOKEN, Credential::secret("s3cret-t0ken"))
        .observer(recorder.clone())
        .build()
        .unwrap();
    shop::get_order(&client, "o1").await.unwrap();
    shop::get_order(&client, "o1").await.unwrap();
    let bodies = recorder.0.lock().unwrap().clone();
    assert_eq!(bodies[0], "{\n  \"id\": \"o-body [redacted]\"\n}");
    assert_eq!(bodies[1], format!("{}\u{2026}", &long[..39]));
    assert_eq!(bodies.len(), 2);
}

#[tokio::test]
async fn every_attempt_is_measured_and_every_repeat_counted() {
    let counted = Counted::default();
    let server = Server::answering([
        Answer::status(503),
        Answer::json(429, r#"{"code":"RATE_LIMITED"}"#),
        Answer::json(200, r#"{"id":"o1"}"#),
        Answer::json(404, r#"{"code":"OF_THE_SERVER"}"#),
        Answer::nothing(),
        Answer::status(503),
        Answer::status(503),
    ]);
    let at = format!("127.0.0.1:{}", server.port());
    let budget = Budget::new(20);
    let metered = builder(&server).observer(counted.clone()).budget(budget);
    let client = metered.build().unwrap();

    shop::get_order(&client, "o1").await.unwrap();
    assert_eq!(
        counted.lines(),
        [
            format!("getOrder {at} Some(503) resend 0 error Some(\"503\")"),
            "retry getOrder".to_owned(),
            format!("getOrder {at} Some(429) resend 1 error Some(\"RATE_LIMITED\")"),
            "retry getOrder".to_owned(),
            format!("getOrder {at} Some(200) resend 2 error None"),
        ]
    );
    shop::get_order(&client, "o1").await.unwrap_err();
    shop::place_order(&client, &Order::new("o1"))
        .await
        .unwrap_err();
    assert_eq!(
        counted.lines(),
        [
            format!("getOrder {at} Some(404) resend 0 error Some(\"_OTHER\")"),
            format!("placeOrder {at} None resend 0 error Some(\"reset\")"),
        ]
    );
    // The first call left too little for one more repeat.
    let error = shop::get_order(&client, "o1").await.unwrap_err();
    assert_eq!(
        error.stop_reason().map(|it| it.as_str()),
        Some("budgetExhausted")
    );
    assert_eq!(
        counted.lines(),
        [
            format!("getOrder {at} Some(503) resend 0 error Some(\"503\")"),
            "rejected getOrder".to_owned(),
        ]
    );
}

#[tokio::test]
async fn hooks_see_repeats_and_a_panic_in_one_harms_nothing_but_its_call() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let server = Server::deciding(|request| match request.target.as_str() {
        "/v1/orders/panic" => Answer::status(503),
        _ if request.connection % 2 == 1 => Answer::status(503).close(),
        _ => Answer::json(200, r#"{"id":"o1"}"#).close(),
    });
    let told = Arc::clone(&seen);
    let client = builder(&server)
        .observer(move |seen: &Seen<'_>| {
            let Seen::Retrying(retrying) = seen else {
                return;
            };
            let word = format!(
                "{} after attempt {} ({:?}), {:?}",
                retrying.operation.id, retrying.attempt.number, retrying.verdict, retrying.wait
            );
            assert!(
                told.lock().is_ok_and(|told| !told.is_empty()),
                "the first repeat panics"
            );
            told.lock().expect("checked above").push(word);
        })
        .build()
        .unwrap();
    for hook in 0..3 {
        let panicking = client.clone();
        let call = tokio::spawn(async move { shop::get_order(&panicking, "panic").await });
        assert!(call.await.unwrap_err().is_panic(), "{hook}");
    }
    seen.lock().unwrap().push("begin".to_owned());
    // As good as new: repeats, budget, connections.
    let before = server.connections();
    if before % 2 == 1 {
        shop::get_order(&client, "o1").await.unwrap();
    }
    seen.lock().unwrap().truncate(1);
    shop::get_order(&client, "o1").await.unwrap();
    let words = seen.lock().unwrap().clone();
    assert!(words.len() <= 2, "{words:?}");
    if let Some(word) = words.get(1) {
        let wait = Duration::from_millis(50);
        let expected = format!(
            "getOrder after attempt 1 ({:?}), {wait:?}",
            Verdict::Transient
        );
        assert_eq!(*word, expected);
    }
}

static SUPPORTED: Operation = Operation {
    id: "supported",
    support: Some(&Support {
        include: &[
            Include::RequestId,
            Include::Operation,
            Include::Status,
            Include::Code,
            Include::Attempts,
            Include::Message,
        ],
        email: Some("help@shop.example"),
        status_page: Some("https://status.shop.example"),
        issues: Some("https://issues.shop.example"),
    }),
    ..shop::GET_ORDER
};

#[tokio::test]
async fn the_report_for_support_is_what_the_document_asks_for() {
    let body = r#"{"code":"NOT_FOUND","message":"no order for Bearer token-canary-4711"}"#;
    let server = Server::answering([Answer::json(404, body).header("x-request-id", "req_1")]);
    let call = Call::<Order, ShopError>::new(&client(&server), &SUPPORTED);
    let error: Error<ShopError> = call.path("order_id", "o1").await.unwrap_err();
    assert_eq!(
        error.support_report(),
        "request id: req_1\n\
         operation: supported (GET /orders/{order_id})\n\
         status: 404\n\
         code: NOT_FOUND\n\
         attempts: 1\n\
         message: no order for Bearer [redacted]\n\
         mail: help@shop.example\n\
         status page: https://status.shop.example\n\
         issues: https://issues.shop.example\n"
    );
}
