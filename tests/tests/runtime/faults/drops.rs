//! A call that is dropped leaves bucket, tokens and keys as they have to be, wherever it stands.
//!
//! One call goes through everything that can be waited for: the key store, the first token, a refusal, a refresh, a 503,
//! the wait, the answer in pieces. It is polled n times and dropped, for every n until it ends by itself; then the same
//! call is made again and has to succeed with what the first one left.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant, SystemTime};

use faultcode_runtime::errors::{TokenError, TransportError};
use faultcode_runtime::keys::{KeyClaim, KeyRecord, KeyStore, KeyStoreFuture, MemoryKeyStore};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::{
    Clock, Incoming, IncomingBody, Outgoing, Pieces, Transport, TransportFuture,
};
use faultcode_runtime::{Bytes, Token};
use faultcode_tests::aloud;
use faultcode_tests::payments::Client;
use faultcode_tests::payments::input::NewCharge;
use http::{HeaderMap, StatusCode};

/// Waits for so many polls.
async fn steps(number: usize) {
    let mut left = number;
    std::future::poll_fn(move |cx| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// A clock whose waits take a few polls.
#[derive(Debug)]
struct SlowClock(ManualClock);

impl Clock for SlowClock {
    fn instant(&self) -> Instant {
        self.0.instant()
    }
    fn system_time(&self) -> SystemTime {
        self.0.system_time()
    }
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            steps(2).await;
            self.0.sleep(duration).await;
        })
    }
    fn limit(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.limit(duration)
    }
    fn random(&self) -> u64 {
        self.0.random()
    }
    fn jitter(&self) -> f64 {
        self.0.jitter()
    }
}

/// A store whose work takes a few polls, before and after it is done.
#[derive(Clone)]
struct SlowStore(MemoryKeyStore);

impl KeyStore for SlowStore {
    fn find<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(async move {
            steps(1).await;
            self.0.find(scope, id).await
        })
    }
    fn claim<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(async move {
            steps(1).await;
            let known = self.0.claim(claim).await;
            steps(1).await;
            known
        })
    }
    fn finish<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, ()> {
        Box::pin(async move {
            steps(1).await;
            let done = self.0.finish(claim).await;
            steps(1).await;
            done
        })
    }
    fn release<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.0.release(claim)
    }
}

/// Takes the second token only, and is unwell the first time it does.
#[derive(Clone, Default)]
struct SlowServer {
    keys: Arc<Mutex<Vec<String>>>,
    unwell: Arc<AtomicUsize>,
    charges: Arc<AtomicUsize>,
}

impl Transport for SlowServer {
    fn send(&self, outgoing: Outgoing) -> TransportFuture<'_> {
        let header = |name: &str| {
            let value = outgoing.request.headers().get(name);
            value
                .and_then(|value| value.to_str().ok())
                .unwrap_or("")
                .to_owned()
        };
        let (key, token) = (header("idempotency-key"), header("authorization"));
        Box::pin(async move {
            steps(2).await;
            self.keys.lock().expect("no panic").push(key);
            let (status, body) = match () {
                () if token != "Bearer t2" => (401, r#"{"code": "AUTH_EXPIRED_TOKEN"}"#),
                () if self.unwell.fetch_add(1, Ordering::SeqCst) == 0 => (503, "{}"),
                () => {
                    self.charges.fetch_add(1, Ordering::SeqCst);
                    (200, r#"{"id": "c1"}"#)
                }
            };
            steps(1).await;
            let status = StatusCode::from_u16(status).expect("a status");
            let body = IncomingBody::Pieces(Box::new(Slowly(body, 2)));
            Ok(Incoming::new(status, HeaderMap::new(), body))
        })
    }
}

struct Slowly(&'static str, usize);

impl Pieces for Slowly {
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        if self.1 > 0 {
            self.1 -= 1;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let piece = std::mem::take(&mut self.0);
        Poll::Ready((!piece.is_empty()).then(|| Ok(Bytes::from_static(piece.as_bytes()))))
    }
}

/// Lets what runs on its own come to its end.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_call_can_be_dropped_wherever_it_waits() {
    let mut points = 0;
    loop {
        let (server, store) = (SlowServer::default(), MemoryKeyStore::new());
        let tokens = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&tokens);
        let source = move |_: Option<Token>| {
            let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
            async move {
                steps(3).await;
                Ok::<_, TokenError>(Token::new(format!("t{number}")))
            }
        };
        let client = Client::builder()
            .transport(server.clone())
            .clock(Arc::new(SlowClock(ManualClock::new())))
            .key_store(SlowStore(store.clone()))
            .token_source(source)
            .build()
            .expect("a usable client");
        let body = NewCharge::new("r", 1);
        let call = || client.payments().charge(&body).durable("a").send();

        let mut first = call();
        let mut ended = false;
        for _ in 0..points {
            let mut cx = Context::from_waker(Waker::noop());
            if Pin::new(&mut first).poll(&mut cx).is_ready() {
                ended = true;
                break;
            }
            // The refresh runs by itself.
            tokio::task::yield_now().await;
        }
        let at = format!("dropped after {points} polls");
        drop(first);
        settle().await;
        let sent = server.keys.lock().expect("no panic").len();
        let records = store.records();
        assert!(records.len() <= 1, "{at}");
        assert!(
            sent == 0 || records.len() == 1,
            "{at}: sent without a record"
        );
        assert!(!ended || records.iter().any(|it| it.finished), "{at}");
        let level = client.inner().budget().and_then(|budget| budget.tokens());
        let unwell = server.unwell.load(Ordering::SeqCst);
        let expected: &[Option<u32>] = match (ended, unwell) {
            // Refunded.
            (true, _) => &[Some(500)],
            (false, 0) => &[None, Some(500)],
            // The cost of a repeat that was granted stays paid unless the call saw its success.
            (false, _) => &[Some(500), Some(486)],
        };
        assert!(expected.contains(&level), "{at}: {level:?}");

        let again = tokio::time::timeout(Duration::from_secs(20), call()).await;
        again.expect("nothing is stuck").expect("the call succeeds");
        settle().await;
        assert!(tokens.load(Ordering::SeqCst) <= 2, "{at}: refreshed twice");
        let keys = server.keys.lock().expect("no panic").clone();
        assert!(
            keys.iter().all(|key| *key == keys[0] && !key.is_empty()),
            "{at}"
        );
        let records = store.records();
        assert_eq!(records.len(), 1, "{at}");
        assert!(
            records[0].finished && records[0].key.as_str() == keys[0],
            "{at}"
        );
        if ended {
            break;
        }
        points += 1;
    }
    assert!(points > 20, "{points}");
    aloud(&format!("drops: a call dropped at each of {points} points"));
}
