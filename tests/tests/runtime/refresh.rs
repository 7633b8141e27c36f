//! Tokens that run out under load: how often they are renewed, what becomes of a renewal whose caller is gone, and what
//! is never renewed. Over sockets, through both transports where the transport has a part in it.
//!
//! The cases share one source of tokens and are kept together.

#[path = "refresh/newest.rs"]
mod newest;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use faultcode_runtime::auth::{ClientAuthentication, TokenFuture, TokenRequest, TokenSource};
use faultcode_runtime::errors::{StopReason, TokenError};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::ReqwestTransport;
use faultcode_runtime::{BuildError, Credential, Effect, Error, ErrorKind, Token};
use faultcode_tests::payments::payments::LookError;
use faultcode_tests::payments::{Client, ClientBuilder};
use faultcode_tests::shop::{self, TOKEN};
use faultcode_tests::{Answer, Request, Server, aloud};

/// A source whose tokens the test lets go one by one, and that writes down what happens.
#[derive(Clone)]
struct Source {
    log: Arc<Mutex<Vec<String>>>,
    count: Arc<AtomicUsize>,
    gate: Arc<tokio::sync::Semaphore>,
    lifetime: Option<Duration>,
    /// Whether the store of refresh tokens fails.
    full: bool,
}

impl Source {
    fn new() -> Self {
        Self {
            log: Arc::default(),
            count: Arc::default(),
            gate: Arc::new(tokio::sync::Semaphore::new(1 << 20)),
            lifetime: None,
            full: false,
        }
    }

    /// A source that gives the first token and then waits to be opened.
    fn held() -> Self {
        Self {
            gate: Arc::new(tokio::sync::Semaphore::new(1)),
            ..Self::new()
        }
    }

    fn open(&self) {
        self.gate.add_permits(1 << 20);
    }

    fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }

    fn write(&self, line: impl Into<String>) {
        self.log
            .lock()
            .expect("no test panics there")
            .push(line.into());
    }

    fn log(&self) -> Vec<String> {
        self.log.lock().expect("no test panics there").clone()
    }
}

impl TokenSource for Source {
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> TokenFuture<'a> {
        let refresh = request.previous.and_then(|token| token.refresh.clone());
        Box::pin(async move {
            let number = self.count.fetch_add(1, Ordering::SeqCst) + 1;
            self.gate.acquire().await.expect("never closed").forget();
            if let Some(refresh) = refresh {
                self.write(format!("refresh with {}", refresh.expose()));
            }
            if self.full && number > 1 {
                return Err(TokenError::transient("the store is full"));
            }
            self.write(format!("store r{number}"));
            let mut token = Token::new(format!("t{number}")).refresh(format!("r{number}"));
            token.expires_in = self.lifetime;
            Ok(token)
        })
    }
}

fn charge() -> Answer {
    Answer::json(200, r#"{"id": "c1"}"#)
}

fn expired() -> Answer {
    Answer::json(401, r#"{"code": "AUTH_EXPIRED_TOKEN"}"#)
}

/// Takes one token and calls every other one expired.
fn taking(token: &'static str) -> impl FnMut(&Request) -> Answer + Send {
    let expected = format!("Bearer {token}");
    move |request| match request.header("authorization") {
        Some(found) if found == expected => charge(),
        _ => expired(),
    }
}

fn builder(server: &Server, reqwest: bool) -> ClientBuilder {
    let builder = Client::builder().base_url(server.url());
    match reqwest {
        false => builder,
        true => {
            let transport = ReqwestTransport::new(reqwest::Client::builder());
            builder.transport(transport.expect("a usable transport"))
        }
    }
}

fn client(server: &Server, reqwest: bool, source: &Source) -> Client {
    let builder = builder(server, reqwest).token_source(source.clone());
    builder.build().expect("a usable client")
}

/// Starts so many calls at once.
fn at_once(client: &Client, calls: usize) -> Vec<tokio::task::JoinHandle<Outcome>> {
    let call = |_| {
        let client = client.clone();
        tokio::spawn(async move {
            let done = client.payments().look("c1").send_with_meta().await?;
            Ok(done.meta.attempts().len())
        })
    };
    (0..calls).map(call).collect()
}

type Outcome = Result<usize, Error<LookError>>;

/// Waits until the server has refused so many requests.
async fn refused(server: &Server, requests: usize) {
    while server.count() < requests {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    // The answers are on their way.
    tokio::time::sleep(Duration::from_millis(50)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_calls_on_an_expired_token_refresh_once() {
    for reqwest in [false, true] {
        let server = Server::deciding(taking("t2"));
        let source = Source::held();
        let client = client(&server, reqwest, &source);
        let calls = at_once(&client, 100);
        refused(&server, 100).await;
        assert_eq!((source.count(), server.count()), (2, 100));
        source.open();
        for call in calls {
            assert_eq!(call.await.unwrap().unwrap(), 2, "one refusal, one success");
        }
        // The first token and one refresh.
        assert_eq!((source.count(), server.count()), (2, 200));
        aloud(&format!(
            "refresh: 100 calls on an expired token ({}): {} refresh",
            if reqwest { "reqwest" } else { "hyper" },
            source.count() - 1,
        ));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_that_is_dropped_takes_nothing_along() {
    for reqwest in [false, true] {
        let server = Server::deciding(taking("t2"));
        let source = Source::held();
        let client = client(&server, reqwest, &source);
        let leader = at_once(&client, 1).remove(0);
        refused(&server, 1).await;
        assert_eq!(source.count(), 2, "the leader's refresh is under way");
        let others = at_once(&client, 99);
        refused(&server, 100).await;
        leader.abort();
        assert!(leader.await.unwrap_err().is_cancelled());
        // More than one of those who wait may go as well.
        let mut others = others.into_iter();
        others.by_ref().take(10).for_each(|call| call.abort());
        source.open();
        for call in others {
            assert_eq!(call.await.unwrap().unwrap(), 2);
        }
        // All of them may be gone: the token is kept for whoever comes next.
        assert_eq!(at_once(&client, 1).remove(0).await.unwrap().unwrap(), 1);
        assert_eq!(source.count(), 2);
        aloud(&format!(
            "refresh: leader and 10 waiters of 100 dropped: {} refresh, its token kept",
            source.count() - 1
        ));
    }
}

#[tokio::test]
async fn a_refresh_without_anybody_left_keeps_its_token() {
    let server = Server::deciding(taking("t2"));
    let source = Source::held();
    let client = client(&server, false, &source);
    let calls = at_once(&client, 5);
    refused(&server, 5).await;
    for call in calls {
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
    }
    source.open();
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(at_once(&client, 1).remove(0).await.unwrap().unwrap(), 1);
    assert_eq!((source.count(), server.count()), (2, 6));
}

#[tokio::test]
async fn a_rotated_refresh_token_is_stored_before_the_new_token_is_used() {
    let source = Source::new();
    let log = source.clone();
    let server = Server::deciding(move |request| {
        let token = request.header("authorization").unwrap_or("none");
        log.write(format!("request with {token}"));
        taking("t3")(request)
    });
    let clock = ManualClock::new();
    let client = builder(&server, false)
        .token_source(source.clone())
        .clock(Arc::new(clock.clone()))
        .build()
        .expect("a usable client");
    let error = client.payments().look("c1").await.unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    clock.advance(Duration::from_secs(10));
    client.payments().look("c1").await.unwrap();
    let expected = [
        "store r1",
        "request with Bearer t1",
        "refresh with r1",
        "store r2",
        "request with Bearer t2",
        "request with Bearer t2",
        "refresh with r2",
        "store r3",
        "request with Bearer t3",
    ];
    assert_eq!(source.log(), expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_fails_is_told_to_all_and_its_token_never_used() {
    let server = Server::deciding(taking("t2"));
    let source = Source {
        full: true,
        ..Source::held()
    };
    let client = client(&server, false, &source);
    let calls = at_once(&client, 20);
    refused(&server, 20).await;
    source.open();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        let ErrorKind::Build(problem) = error.kind() else {
            panic!("{error:?}")
        };
        let BuildError::Refresh(reason) = problem else {
            panic!("{problem:?}")
        };
        assert_eq!(reason.to_string(), "the store is full");
        assert_eq!(error.effect(), Effect::Rejected);
    }
    let requests = server.requests();
    let tokens: BTreeSet<_> = requests
        .iter()
        .map(|it| it.header("authorization"))
        .collect();
    assert_eq!(tokens, BTreeSet::from([Some("Bearer t1")]));
    assert_eq!((requests.len(), source.count()), (20, 2));
}

#[tokio::test]
async fn what_is_permanent_stays_and_what_is_not_passes() {
    let rows = [
        // Answer of the token endpoint, whether it is final, requests there after three calls.
        (400, "invalid_grant", true, 1),
        (401, "invalid_client", true, 1),
        // RFC 6749 section 5.2: the rest says nothing of the credential.
        (400, "unauthorized_client", false, 3),
        (404, "", false, 3),
        (403, "access_denied", false, 3),
        (503, "", false, 3),
        (429, "", false, 3),
    ];
    for (status, word, permanent, expected) in rows {
        let server = Server::deciding(move |request| match request.target.as_str() {
            "/v1/token" => Answer::json(status, format!(r#"{{"error": "{word}"}}"#)),
            _ => charge(),
        });
        let clock = ManualClock::new();
        let client = shop::builder(&server)
            .credential(
                &TOKEN,
                Credential::client_credentials("/token", "i", "s", &[]),
            )
            .client_authentication(ClientAuthentication::Body)
            .clock(Arc::new(clock.clone()))
            .build()
            .expect("a usable client");
        for _ in 0..3 {
            let error = shop::get_order(&client, "o1").await.unwrap_err();
            let ErrorKind::Build(problem) = error.kind() else {
                panic!("{error:?}")
            };
            assert!(
                matches!(problem, BuildError::Refresh(it) if it.is_permanent() == permanent),
                "{status} {word}: {problem:?}"
            );
            assert_eq!(error.effect(), Effect::NotSent);
            clock.advance(Duration::from_secs(30));
        }
        assert_eq!(server.count(), expected, "{status} {word}");
    }
}

#[tokio::test]
async fn codes_that_call_the_key_wrong_refresh_nothing() {
    let rows = [
        (401, r#"{"code": "BAD_CREDENTIAL"}"#),
        (402, r#"{"code": "CARD_DECLINED"}"#),
        (401, r#"{"code": "NEVER_HEARD_OF"}"#),
        (403, "{}"),
    ];
    for (status, body) in rows {
        let server = Server::deciding(move |_| Answer::json(status, body));
        let source = Source::new();
        let error = at_once(&client(&server, false, &source), 1).remove(0);
        let error = error.await.unwrap().unwrap_err();
        assert_eq!(
            error.stop_reason(),
            Some(StopReason::NotRetryable),
            "{body}"
        );
        assert_eq!((server.count(), source.count()), (1, 1), "{status} {body}");
    }
}

#[tokio::test]
async fn a_token_is_replaced_ten_seconds_before_its_end() {
    let rows = [
        // Lifetime, age at the second call, tokens.
        (Some(60), 49, 1),
        (Some(60), 50, 2),
        (Some(60), 61, 2),
        (Some(0), 9, 2),
        (Some(u64::MAX), 1 << 40, 1),
        (None, 1 << 40, 1),
    ];
    for (lifetime, age, tokens) in rows {
        let server = Server::deciding(|_| charge());
        let clock = ManualClock::new();
        let source = Source {
            lifetime: lifetime.map(Duration::from_secs),
            ..Source::new()
        };
        let client = builder(&server, false)
            .token_source(source.clone())
            .clock(Arc::new(clock.clone()))
            .build()
            .expect("a usable client");
        client.payments().look("c1").await.unwrap();
        clock.advance(Duration::from_secs(age));
        client.payments().look("c1").await.unwrap();
        assert_eq!(source.count(), tokens, "{lifetime:?} {age}");
        let last = server.requests().pop().expect("two requests");
        let expected = format!("Bearer t{tokens}");
        assert_eq!(last.header("authorization"), Some(expected.as_str()));
    }
}

#[tokio::test]
async fn a_scope_that_the_token_lacks_is_missed_before_sending() {
    let scoped = |scopes: &'static [&'static str]| {
        Credential::source(move |_: Option<Token>| async move {
            Ok::<_, TokenError>(Token::new("t").scopes(scopes.iter().copied()))
        })
    };
    let rows: [(&[&str], bool); 3] = [
        (&["orders:list"], true),
        (&["orders:lis", "orders:list:all"], false),
        (&[], false),
    ];
    for (scopes, sent) in rows {
        let server = Server::deciding(|_| Answer::json(200, "[]"));
        let client = shop::builder(&server).credential(&TOKEN, scoped(scopes));
        let client = client.build().expect("a usable client");
        let outcome = shop::list_orders(&client).await;
        assert_eq!((outcome.is_ok(), server.count()), (sent, usize::from(sent)));
    }
}

#[tokio::test]
async fn a_refresh_is_bound_by_the_deadline_of_its_call() {
    let server = Server::deciding(taking("t2"));
    let source = Source::held();
    let client = client(&server, false, &source);
    let call = client.payments().look("c1");
    let error = call.timeout(Duration::from_millis(80)).await.unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::DeadlineExceeded));
    assert_eq!(error.status(), Some(401));
    source.open();
    client.payments().look("c1").await.unwrap();
    assert_eq!(source.count(), 2, "the refresh went on");
}

#[tokio::test]
async fn a_refresh_costs_neither_attempts_nor_tokens_and_keeps_the_key() {
    let server = Server::deciding(taking("t2"));
    let source = Source::new();
    let client = builder(&server, false)
        .token_source(source.clone())
        .retry_with(|retries| retries.max_attempts(1))
        .build()
        .expect("a usable client");
    let body = faultcode_tests::payments::input::NewCharge::new("r", 1);
    client.payments().charge(&body).await.unwrap();
    let requests = server.requests();
    let keys: BTreeSet<_> = requests
        .iter()
        .map(|it| it.header("idempotency-key"))
        .collect();
    let bodies: BTreeSet<_> = requests.iter().map(|it| &it.body).collect();
    assert_eq!((requests.len(), keys.len(), bodies.len()), (2, 1, 1));
    assert_eq!(
        client.inner().budget().and_then(|it| it.tokens()),
        Some(500)
    );
}
