//! Cases of the security promise that belong to no one part of the runtime: what time, other processes of the caller and
//! sheer numbers do to a client. The number in a name is the case's in `tests/promise.yaml`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use faultcode_runtime::errors::{StopReason, TokenError, TransportErrorKind};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::{Incoming, IncomingBody, Outgoing, Transport, TransportFuture};
use faultcode_runtime::{Bytes, Client, Credential, Effect, ErrorKind, IdempotencyKey, Token};
use faultcode_tests::shop::{self, Order, TOKEN};
use faultcode_tests::{Answer, Deserted, Server, aloud};
use http::{HeaderMap, StatusCode};

fn order() -> Answer {
    Answer::json(200, r#"{"id": "o1"}"#)
}

/// Lets time pass for the connections, which do not wait for it.
async fn idle(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

/// Servers close connections that were idle for some time, commonly 60 s and rarely below 20: a request that is sent at that
/// moment is lost, and a POST without a key cannot be repeated.
#[tokio::test]
async fn r05_a_connection_that_was_idle_for_long_meets_no_request() {
    for (seconds, connections) in [(10, 1), (16, 2)] {
        let server = Server::deciding(|_| order());
        let client = shop::client(&server);
        for _ in 0..2 {
            let placed = shop::place_order(&client, &Order::new("o1")).send_with_meta();
            assert_eq!(placed.await.unwrap().meta.attempts().len(), 1);
            idle(Duration::from_secs(seconds)).await;
        }
        assert_eq!(server.connections(), connections, "idle for {seconds} s");
        assert_eq!(server.count(), 2);
    }
}

/// What stands behind a name can change while a server answers 503: the next attempt asks for the address again.
#[tokio::test]
async fn r12_an_attempt_after_503_takes_a_connection_of_its_own() {
    let answers = |status| [Answer::status(status), order()];
    for (status, connections) in [(503, 2), (429, 1)] {
        let server = Server::answering(answers(status));
        let client = shop::builder(&server)
            .clock(Arc::new(ManualClock::new()))
            .build()
            .unwrap();
        shop::get_order(&client, "o1").await.unwrap();
        assert_eq!(server.count(), 2);
        assert_eq!(server.connections(), connections, "after {status}");
    }
}

/// A caller who repeats calls around the client multiplies the attempts. The error of each call tells how many it took, and
/// a key that the caller keeps keeps the effects at one.
#[tokio::test]
async fn r30_attempts_add_up_where_a_caller_repeats_too() {
    let server = Server::deciding(|_| Answer::json(503, r#"{"code": "UNAVAILABLE"}"#));
    let client = shop::builder(&server)
        .clock(Arc::new(ManualClock::new()))
        .build()
        .unwrap();
    let key = IdempotencyKey::new("order-71").unwrap();
    let mut told = 0;
    for _ in 0..3 {
        let call = shop::pay(&client, &Order::new("o1")).idempotency_key(key.clone());
        let error = call.await.unwrap_err();
        assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
        assert_eq!(
            error.idempotency_key().map(IdempotencyKey::as_str),
            Some("order-71")
        );
        told += error.attempts().len();
    }
    assert_eq!(server.count(), told);
    assert_eq!(told, 9, "three calls of three attempts");
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.header("idempotency-key") == Some("order-71"))
    );
}

/// A source that waits until it is let go, and how often it was asked.
fn held() -> (Credential, Arc<AtomicUsize>, Arc<tokio::sync::Semaphore>) {
    let count = Arc::new(AtomicUsize::new(0));
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let (counter, waits) = (Arc::clone(&count), Arc::clone(&gate));
    let source = move |_previous| {
        let (counter, waits) = (Arc::clone(&counter), Arc::clone(&waits));
        async move {
            let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
            waits.acquire().await.expect("never closed").forget();
            Ok::<_, TokenError>(Token::new(format!("t{number}")))
        }
    };
    (Credential::source(source), count, gate)
}

/// A client goes where its caller goes.
const _: () = {
    const fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Client>();
};

/// The runtime in which a refresh runs ends. Nothing panics, no call hangs, and the client works in the next one.
#[test]
fn r51_a_runtime_that_ends_during_a_refresh_takes_no_client_along() {
    let server = Server::deciding(|_| order());
    let (credential, count, gate) = held();
    let client = shop::builder(&server)
        .credential(&TOKEN, credential)
        .build()
        .unwrap();
    for shutdown in [
        (|it| drop::<tokio::runtime::Runtime>(it)) as fn(tokio::runtime::Runtime),
        |it| it.shutdown_background(),
        |it| it.shutdown_timeout(Duration::from_millis(50)),
    ] {
        let before = count.load(Ordering::SeqCst);
        let first = tokio::runtime::Runtime::new().unwrap();
        for _ in 0..10 {
            let client = client.clone();
            first.spawn(async move { shop::get_order(&client, "o1").await.map(drop) });
        }
        while count.load(Ordering::SeqCst) == before {
            std::thread::sleep(Duration::from_millis(1));
        }
        shutdown(first);
    }
    assert_eq!(server.count(), 0, "without a token nothing is sent");
    gate.add_permits(10);
    let next = tokio::runtime::Runtime::new().unwrap();
    let done = next.block_on(async {
        let call = shop::get_order(&client, "o1");
        tokio::time::timeout(Duration::from_secs(20), call.into_future()).await
    });
    done.expect("no call waits for a refresh that is gone")
        .unwrap();
    let token = server.requests()[0]
        .header("authorization")
        .map(str::to_owned);
    let expected = format!("Bearer t{}", count.load(Ordering::SeqCst));
    assert_eq!(token, Some(expected));
}

/// Answers after a moment, and counts how many requests are open.
#[derive(Clone, Default)]
struct Busy {
    open: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

impl Transport for Busy {
    fn send(&self, outgoing: Outgoing) -> TransportFuture<'_> {
        Box::pin(async move {
            let token = outgoing.request.headers().get("authorization").cloned();
            let open = self.open.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(open, Ordering::SeqCst);
            self.requests.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(20)).await;
            self.open.fetch_sub(1, Ordering::SeqCst);
            let fresh = token.is_some_and(|token| token == "Bearer t2");
            let (status, body) = match fresh {
                true => (200, r#"{"id": "o1"}"#),
                false => (401, r#"{"code": "TOKEN_EXPIRED"}"#),
            };
            let body = IncomingBody::Whole(Bytes::from_static(body.as_bytes()));
            let status = StatusCode::from_u16(status).expect("a status");
            Ok(Incoming::new(status, HeaderMap::new(), body))
        })
    }
}

/// So many calls at once, each refused with an expired token first; how long the first and the last of them took.
async fn crowd(calls: usize) -> (Duration, Duration) {
    let busy = Busy::default();
    let tokens = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&tokens);
    let source = move |_previous| {
        let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
        async move { Ok::<_, TokenError>(Token::new(format!("t{number}"))) }
    };
    let client = Client::builder(&shop::API)
        .transport(busy.clone())
        .credential(&TOKEN, Credential::source(source))
        .build()
        .unwrap();
    let started = tokio::time::Instant::now();
    let callers: Vec<_> = (0..calls)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                let outcome = shop::get_order(&client, "o1").await;
                outcome.map(|_| started.elapsed())
            })
        })
        .collect();
    let mut took = Vec::with_capacity(calls);
    for caller in callers {
        took.push(caller.await.expect("no panic").expect("a good answer"));
    }
    assert_eq!(tokens.load(Ordering::SeqCst), 2, "one token, one refresh");
    assert!(busy.most.load(Ordering::SeqCst) <= calls);
    assert!(busy.requests.load(Ordering::SeqCst) <= 2 * calls);
    took.sort();
    (took[0], took[calls - 1])
}

/// Memory that this process held at most, in bytes.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib << 10)
}

#[tokio::test(start_paused = true)]
#[ignore = "measures its process, which the test below gives it"]
async fn crowd_in_a_process_of_its_own() {
    crowd(100).await;
    let before = peak();
    let (first, last) = crowd(10_000).await;
    let each = before
        .zip(peak())
        .map(|(before, peak)| (peak - before) / 10_000);
    println!(
        "each {} first {} last {}",
        each.unwrap_or(0),
        first.as_millis(),
        last.as_millis()
    );
}

/// Ten thousand calls at once are served like one: one refresh, none starves, and each holds a few kilobytes.
#[test]
fn r52_ten_thousand_calls_at_once_are_served_alike() {
    let program = std::env::current_exe().expect("this program");
    let ended = std::process::Command::new(program)
        .args([
            "promise::crowd_in_a_process_of_its_own",
            "--exact",
            "--include-ignored",
            "--nocapture",
        ])
        .output()
        .expect("this program once more");
    let out = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success(), "{out}");
    let line = out
        .lines()
        .find_map(|line| line.split_once("each ").map(|(_, rest)| rest))
        .expect("a line of figures");
    let figures: Vec<usize> = line
        .split(' ')
        .filter_map(|word| word.parse().ok())
        .collect();
    let [each, first, last] = figures[..] else {
        panic!("{line}")
    };
    aloud(&format!(
        "ten thousand calls at once: {each} bytes each, {first} to {last} ms"
    ));
    assert!(each <= 32 << 10, "{each} bytes for each call");
    assert!(
        last <= 4 * first.max(20),
        "the last call took {last} ms, the first {first} ms"
    );
}

/// A server that is unreachable costs an ambiguous call nothing that it could have had: not sent is not sent.
#[tokio::test]
async fn r01_what_reached_no_server_may_be_repeated_within_the_deadline() {
    let nobody = Deserted::new();
    let clock = ManualClock::new();
    let client = Client::builder(&shop::API)
        .base_url(format!("{}/v1", nobody.url()))
        .credential(&TOKEN, Credential::secret(shop::CANARY))
        .clock(Arc::new(clock))
        .build()
        .unwrap();
    let deadline = Duration::from_secs(2);
    let call = shop::place_order(&client, &Order::new("o1")).timeout(deadline);
    let error = call.await.unwrap_err();
    let kind = match error.kind() {
        ErrorKind::Transport(error) => error.kind(),
        _ => panic!("{error:?}"),
    };
    assert_eq!(kind, TransportErrorKind::Connect);
    assert_eq!(error.effect(), Effect::NotSent);
    assert_eq!(error.attempts().len(), 3);
    let waits: Duration = error.attempts().iter().map(|attempt| attempt.wait).sum();
    assert!(waits < deadline, "{waits:?}");
}
