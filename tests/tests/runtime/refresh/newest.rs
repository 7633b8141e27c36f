//! A request that leaves after a wait carries the token of that instant, not the one from before: after its turn, after it came
//! back unstarted, and after a refresh that failed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use faultcode_runtime::errors::{TokenError, TransportError};
use faultcode_runtime::transports::{Incoming, IncomingBody, Outgoing, Transport, TransportFuture};
use faultcode_runtime::{Token, Upload};
use faultcode_tests::payments::{Client, ClientBuilder};
use http::{HeaderMap, HeaderValue, StatusCode};

/// Takes the second token only, and writes down which ones came.
#[derive(Clone, Default)]
struct Taking {
    /// What the first request meets, whatever its token.
    first: First,
    sent: Arc<Mutex<Vec<String>>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum First {
    #[default]
    Judged,
    /// It comes back unstarted after a second.
    Unstarted,
    /// 503, to be asked again after 20 seconds.
    Unwell,
}

impl Taking {
    fn sent(&self) -> Vec<String> {
        let sent = self.sent.lock();
        sent.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Transport for Taking {
    fn send(&self, outgoing: Outgoing) -> TransportFuture<'_> {
        let token = outgoing.request.headers().get("authorization").cloned();
        let token = token.and_then(|token| token.to_str().ok().map(str::to_owned));
        let token = token.unwrap_or_default().replace("Bearer ", "");
        let number = {
            let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
            sent.push(token.clone());
            sent.len()
        };
        Box::pin(async move {
            let mut headers = HeaderMap::new();
            let (status, body) = match (number, self.first) {
                (1, First::Unstarted) => {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    return Err(TransportError::unstarted());
                }
                (1, First::Unwell) => {
                    headers.insert("retry-after", HeaderValue::from_static("20"));
                    (503, "{}")
                }
                _ if token == "t2" => (200, r#"{"id": "c1"}"#),
                _ => (401, r#"{"code": "AUTH_EXPIRED_TOKEN"}"#),
            };
            let body_of_request = outgoing.request.into_body().collect().await;
            body_of_request.expect("a body");
            tokio::time::sleep(Duration::from_millis(50)).await;
            let status = StatusCode::from_u16(status).expect("a status");
            let body = IncomingBody::Whole(body.into());
            Ok(Incoming::new(status, headers, body))
        })
    }
}

/// A source of `t1`, `t2` and so on; the second ends after so long, and there is none beyond the last.
fn builder(server: &Taking, second: Option<Duration>, last: usize) -> ClientBuilder {
    let count = Arc::new(AtomicUsize::new(0));
    let source = move |_: Option<Token>| {
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        async move {
            if number > last {
                return Err(TokenError::permanent("no more"));
            }
            let mut token = Token::new(format!("t{number}"));
            token.expires_in = second.filter(|_| number == 2);
            Ok(token)
        }
    };
    Client::builder()
        .transport(server.clone())
        .token_source(source)
}

/// A body that can be read once, so that a refusal cannot be made good.
fn once() -> Upload {
    Upload::reader(&b"a file"[..])
}

/// A moment later, before the first request has its answer.
async fn later<T>(call: impl IntoFuture<Output = T>) -> T {
    tokio::time::sleep(Duration::from_millis(10)).await;
    call.await
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waited_for_its_turn_takes_the_newest_token() {
    let server = Taking::default();
    let builder = builder(&server, None, 2).calls_per_second(1.0, 1);
    let client = builder.build().expect("a usable client");
    let payments = client.payments();
    // The first is refused and refreshes while the second waits.
    let (first, second) = tokio::join!(payments.look("c1").send(), later(payments.attach(once())));
    first.unwrap();
    second.unwrap();
    assert_eq!(server.sent(), ["t1", "t2", "t2"]);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_came_back_unstarted_takes_the_newest_token() {
    let server = Taking {
        first: First::Unstarted,
        ..Taking::default()
    };
    let client = builder(&server, None, 2).build().expect("a usable client");
    let payments = client.payments();
    let (first, second) = tokio::join!(payments.attach(once()).send(), later(payments.look("c1")));
    first.unwrap();
    second.unwrap();
    assert_eq!(server.sent(), ["t1", "t1", "t2", "t2"]);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_fails_brings_no_older_token_back() {
    let server = Taking {
        first: First::Unwell,
        ..Taking::default()
    };
    let builder = builder(&server, Some(Duration::from_secs(5)), 2);
    let client = builder.build().expect("a usable client");
    let payments = client.payments();
    // The first waits, and by then the token that the second got has ended and there is no other.
    let (first, second) = tokio::join!(payments.look("c1").send(), later(payments.look("c1")));
    first.unwrap();
    second.unwrap();
    assert_eq!(server.sent(), ["t1", "t1", "t2", "t2"]);
}
