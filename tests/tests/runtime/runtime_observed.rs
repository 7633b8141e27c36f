//! What shows of a call: hooks, traces, errors; and that no credential does.

use std::error::Error as _;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use faultcode_runtime::errors::TransportErrorKind;
use faultcode_runtime::observe::Seen;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Client, Credential, Effect, Error, ErrorKind};
use faultcode_tests::shop::{self, CANARY, Order, ShopError};
use faultcode_tests::{Answer, Server, traces};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

/// Everything that was traced.
#[derive(Clone, Default)]
struct Trace(Arc<Mutex<Vec<u8>>>);

impl Trace {
    fn start() -> (Self, tracing::subscriber::DefaultGuard) {
        let trace = Self::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(trace.clone())
            .finish();
        (trace, traces::collect(subscriber))
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Trace {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Trace {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn client(server: &Server) -> Client {
    shop::builder(server)
        .clock(Arc::new(ManualClock::new()))
        .build()
        .unwrap()
}

/// Every text that an error shows without being asked for raw bytes.
fn shown(error: &Error<ShopError>) -> String {
    let mut text = format!(
        "{error}\n{error:?}\n{error:#?}\n{}\n",
        error.support_report()
    );
    let mut cause = error.source();
    while let Some(next) = cause {
        text.push_str(&format!("{next}\n{next:?}\n"));
        cause = next.source();
    }
    for part in [
        error.message(),
        error.code(),
        error.param(),
        error.category(),
        error.request_id(),
    ] {
        text.push_str(part.unwrap_or(""));
    }
    text.push_str(&format!("{:?}", error.field_errors()));
    text
}

#[tokio::test]
async fn no_credential_shows_anywhere() {
    let (trace, _guard) = Trace::start();
    let echo = |echoed: &str| {
        let body = format!(
            r#"{{"code": "X {echoed}", "message": "Invalid {echoed}!", "details": "{echoed}"}}"#
        );
        Answer::json(400, body)
            .header("x-request-id", echoed)
            .header("x-other", echoed)
    };
    let json: String = CANARY
        .chars()
        .map(|it| format!("\\u{:04x}", it as u32))
        .collect();
    let answers = [
        echo(CANARY),
        echo(&CANARY[..8]),
        echo(&json),
        echo(&CANARY.replace('-', "%2D")),
        Answer::body(400, "text/html", format!("<title>{CANARY}</title>")),
        Answer::json(200, format!(r#"{{"id": ["{CANARY}"]}}"#)),
        Answer::json(200, format!(r#"{{"id": "{CANARY}""#)).cut_body(20),
        Answer::raw(format!("{CANARY}\r\n\r\n")),
        Answer::nothing(),
        Answer::status(302).header("location", &format!("/?{CANARY}")),
    ];
    for answer in answers {
        let server = Server::deciding({
            let answer = answer.clone();
            move |_| answer.clone()
        });
        let client = client(&server);
        let call = shop::pay(&client, &Order::new("o1")).idempotency_key("key-canary-0815");
        let mut texts = format!("{call:?} {client:?} {:?}", shop::builder(&server));
        let sent = call.send();
        texts.push_str(&format!("{sent:?}"));
        let error = sent.await.unwrap_err();
        texts.push_str(&shown(&error));
        for secret in ["token-canary", "n-canary-4711", "key-canary", "token-ca"] {
            assert!(!texts.contains(secret), "{answer:?}: {texts}");
        }
    }
    let traced = trace.text();
    assert!(
        traced.contains("faultcode.call") && traced.contains("faultcode.attempt"),
        "{traced}"
    );
    for secret in ["token-ca", "n-canary-4711", "key-canary"] {
        assert!(!traced.contains(secret), "{traced}");
    }
}

#[tokio::test]
async fn a_key_in_the_query_shows_nowhere() {
    use faultcode_runtime::Call;
    use faultcode_runtime::document::{Need, Operation, Scheme, SchemeKind};
    static QUERY: Scheme = Scheme::new("query", SchemeKind::Query("key"));
    static OPEN: Operation = Operation {
        id: "open",
        path: &["/open"],
        template: "/open",
        security: &[&[Need {
            scheme: &QUERY,
            scopes: &[],
        }]],
        ..Operation::DEFAULT
    };
    let (trace, _guard) = Trace::start();
    let server = Server::answering([Answer::nothing(), Answer::nothing(), Answer::nothing()]);
    let client = Client::builder(&shop::API)
        .base_url(server.url())
        .credential(&QUERY, Credential::secret(CANARY))
        .clock(Arc::new(ManualClock::new()))
        .build()
        .unwrap();
    let error = Call::<(), ShopError>::new(&client, &OPEN)
        .await
        .unwrap_err();
    assert_eq!(server.count(), 3);
    assert!(!shown(&error).contains("canary"), "{}", shown(&error));
    assert!(!trace.text().contains("canary"), "{}", trace.text());
}

#[tokio::test]
async fn spans_and_events_say_what_happened() {
    let (trace, _guard) = Trace::start();
    let known = r#"{"code": "RATE_LIMITED"}"#;
    let unknown = r#"{"code": "BRAND_NEW"}"#;
    let server = Server::answering([
        Answer::json(429, known).header("retry-after", "3"),
        Answer::json(400, unknown).header("x-request-id", "r1"),
        Answer::json(400, unknown),
    ]);
    let client = client(&server);
    shop::get_order(&client, "o-4711").await.unwrap_err();
    shop::get_order(&client, "o-4711").await.unwrap_err();
    let text = trace.text();
    let words = [
        "operation=\"getOrder\"",
        "path_template=\"/orders/{order_id}\"",
        "http.request.method=\"GET\"",
        "attempts=2",
        "status=400",
        "effect=\"rejected\"",
        "stop_reason=\"notRetryable\"",
        "request_id=\"r1\"",
        "error.type=\"_OTHER\"",
        "verdict=\"throttle\"",
        "hint_ms=3000",
        "wait_ms=3000",
        "retry",
        "unknown_code",
    ];
    for word in words {
        assert!(text.contains(word), "{word} in {text}");
    }
    assert_eq!(
        text.matches("unknown_code operation").count(),
        1,
        "once per code and client: {text}"
    );
    assert!(!text.contains("o-4711"), "paths are templates: {text}");
}

#[tokio::test]
async fn hooks_see_each_attempt_and_a_panic_in_one_harms_no_later_call() {
    let server = Server::deciding(|request| match request.header("x-panic") {
        Some(_) => Answer::status(204),
        None if request.connection % 2 == 1 => Answer::status(503),
        None => Answer::json(200, r#"{"id": "o1"}"#),
    });
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (before, after) = (Arc::clone(&seen), Arc::clone(&seen));
    let calls = AtomicUsize::new(0);
    let client = shop::builder(&server)
        .clock(Arc::new(ManualClock::new()))
        .observer(move |seen: &Seen<'_>| {
            let Seen::Sending(sending) = seen else { return };
            assert!(
                calls.fetch_add(1, Ordering::SeqCst) > 0,
                "the first call of this test panics"
            );
            assert!(!format!("{sending:?}").contains("canary"));
            let word = format!("send {} {}", sending.operation.id, sending.attempt);
            before.lock().unwrap().push(word);
        })
        .observer(move |seen: &Seen<'_>| {
            let Seen::Ended(ended) = seen else { return };
            assert_eq!(ended.body, None, "nobody asked for it");
            let word = format!("got {:?} {:?}", ended.attempt.status, ended.effect);
            after.lock().unwrap().push(word);
        })
        .build()
        .unwrap();
    let panicking = client.clone();
    let panicked = tokio::spawn(async move { shop::get_order(&panicking, "o1").await }).await;
    assert!(panicked.unwrap_err().is_panic());
    shop::get_order(&client, "o1").await.unwrap();
    let expected = [
        "send getOrder 1".to_owned(),
        format!("got Some(503) {:?}", Some(Effect::MaybeApplied)),
        "send getOrder 2".to_owned(),
        "got Some(200) None".to_owned(),
    ];
    assert_eq!(*seen.lock().unwrap(), expected);
}

#[tokio::test]
async fn a_call_can_be_dropped_at_every_point() {
    use std::future::Future;
    use std::task::{Context, Waker};
    for polls in 0..12 {
        let server = Server::answering([
            Answer::json(401, r#"{"code": "TOKEN_EXPIRED"}"#),
            Answer::status(503),
            Answer::json(200, r#"{"id": "o1"}"#),
        ]);
        let source = |_| async {
            Ok::<_, faultcode_runtime::errors::TokenError>(faultcode_runtime::Token::new("t"))
        };
        let client = shop::builder(&server)
            .credential(&shop::TOKEN, Credential::source(source))
            .clock(Arc::new(ManualClock::new()))
            .build()
            .unwrap();
        let mut call = Box::pin(shop::pay(&client, &Order::new("o1")).send());
        for _ in 0..polls {
            if call
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
                .is_ready()
            {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(3)).await;
        }
        drop(call);
        let before = server.count();
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        assert!(
            server.count() <= before + 1,
            "nothing goes on in the background"
        );
        // What is left of the script is answered to the next calls: the client is as good as new.
        let outcome = shop::pay(&client, &Order::new("o1")).await;
        let kind = outcome.as_ref().err().and_then(|error| match error.kind() {
            ErrorKind::Transport(error) => Some(error.kind()),
            _ => None,
        });
        assert!(
            kind.is_none_or(|kind| kind != TransportErrorKind::Connect),
            "{outcome:?}"
        );
        assert_eq!(
            client.budget().unwrap().tokens().map(|it| it >= 472),
            Some(true)
        );
    }
}
