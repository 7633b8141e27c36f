//! Credentials: which are sent where, what is checked before, and how tokens are renewed.
//!
//! The scripts of one exchange of tokens are kept together, so that two cases can be compared.

use std::future::IntoFuture as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use faultcode_runtime::auth::ClientAuthentication;
use faultcode_runtime::document::{Need, Operation, Scheme, SchemeKind};
use faultcode_runtime::errors::{StopReason, TokenError};
use faultcode_runtime::testing::{Fake, ManualClock};
use faultcode_runtime::{BuildError, Call, Client, Credential, Effect, Error, ErrorKind, Token};
use faultcode_tests::shop::{self, API, KEY, Order, ShopError, TOKEN};
use faultcode_tests::{Answer, Request, Server};

fn order() -> Answer {
    Answer::json(200, r#"{"id": "o1"}"#)
}

fn expired() -> Answer {
    Answer::json(401, r#"{"code": "TOKEN_EXPIRED"}"#)
}

/// Accepts only one bearer token.
fn accepting(token: &'static str) -> impl FnMut(&Request) -> Answer + Send {
    move |request| {
        let expected = format!("Bearer {token}");
        if request.header("authorization") == Some(expected.as_str()) {
            order()
        } else {
            expired()
        }
    }
}

fn problem(error: &Error<ShopError>) -> &BuildError {
    match error.kind() {
        ErrorKind::Build(error) => error,
        _ => panic!("{error:?}"),
    }
}

/// A source that counts, and hands out `t1`, `t2` and so on.
fn counting(lifetime: Option<Duration>) -> (Credential, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let source = move |_previous| {
        let counter = Arc::clone(&counter);
        async move {
            // Long enough for every waiter to arrive.
            tokio::time::sleep(Duration::from_millis(30)).await;
            let mut token = Token::new(format!("t{}", counter.fetch_add(1, Ordering::SeqCst) + 1));
            token.expires_in = lifetime;
            Ok::<_, TokenError>(token)
        }
    };
    (Credential::source(source), count)
}

fn with(server: &Server, credential: Credential) -> Client {
    with_clock(server, credential, &ManualClock::new())
}

fn with_clock(server: &Server, credential: Credential, clock: &ManualClock) -> Client {
    shop::builder(server)
        .credential(&TOKEN, credential)
        .clock(Arc::new(clock.clone()))
        .build()
        .expect("a usable client")
}

#[tokio::test]
async fn a_hundred_refused_calls_refresh_once() {
    let server = Server::deciding(accepting("t2"));
    let (credential, count) = counting(None);
    let client = with(&server, credential);
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { shop::get_order(&client, "o1").send_with_meta().await })
        })
        .collect();
    for call in calls {
        let done = call.await.unwrap().unwrap();
        assert!(done.meta.attempts().len() <= 2);
    }
    assert_eq!(
        count.load(Ordering::SeqCst),
        2,
        "one first token, one refresh"
    );
    assert!(server.count() <= 200);
}

#[tokio::test]
async fn a_refresh_is_no_attempt_and_costs_nothing() {
    let server = Server::deciding(accepting("t2"));
    let (credential, count) = counting(None);
    let clock = ManualClock::new();
    let client = with_clock(&server, credential, &clock);
    let policy = faultcode_runtime::RetryPolicy {
        max_attempts: 1,
        ..Default::default()
    };
    let done = shop::pay(&client, &Order::new("o1"))
        .retry(policy)
        .send_with_meta()
        .await
        .unwrap();
    assert_eq!(done.meta.attempts().len(), 2);
    assert!(clock.waits().is_empty());
    assert_eq!(client.budget().unwrap().tokens(), Some(500));
    assert_eq!(count.load(Ordering::SeqCst), 2);
    let requests = server.requests();
    assert_eq!(
        requests[0].header("idempotency-key"),
        requests[1].header("idempotency-key")
    );
}

#[tokio::test]
async fn a_second_refusal_is_final() {
    let server = Server::deciding(|_| expired());
    let (credential, count) = counting(None);
    let client = with(&server, credential);
    let error = shop::get_order(&client, "o1").await.unwrap_err();
    assert!(matches!(error.api(), Some(ShopError::TokenExpired(_))));
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    assert_eq!((server.count(), count.load(Ordering::SeqCst)), (2, 2));
    // The next call within ten seconds does not refresh again: the server refuses what was just issued.
    let error = shop::get_order(&client, "o1").await.unwrap_err();
    assert!(matches!(error.api(), Some(ShopError::TokenExpired(_))));
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    assert_eq!((server.count(), count.load(Ordering::SeqCst)), (3, 2));
}

#[tokio::test]
async fn another_code_with_the_same_status_does_not_refresh() {
    let server = Server::deciding(|_| Answer::json(401, r#"{"code": "BAD_CREDENTIAL"}"#));
    let (credential, count) = counting(None);
    let error = shop::get_order(&with(&server, credential), "o1")
        .await
        .unwrap_err();
    assert!(matches!(error.api(), Some(ShopError::BadCredential(_))));
    assert_eq!((server.count(), count.load(Ordering::SeqCst)), (1, 1));
}

#[tokio::test]
async fn a_fixed_credential_is_not_refreshed() {
    let server = Server::deciding(|_| expired());
    let error = shop::get_order(&shop::client(&server), "o1")
        .await
        .unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    assert_eq!(error.effect(), Effect::Rejected);
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends_but_not_in_a_loop() {
    let rows = [
        // Lifetime in seconds, time between two calls, tokens after three calls.
        (3600, 5, 1),
        (60, 30, 2),
        (5, 15, 3),
        (0, 1, 2),
        (0, 15, 3),
    ];
    for (lifetime, between, tokens) in rows {
        let server = Server::deciding(|_| order());
        let (credential, count) = counting(Some(Duration::from_secs(lifetime)));
        let clock = ManualClock::new();
        let client = with_clock(&server, credential, &clock);
        for _ in 0..3 {
            shop::get_order(&client, "o1").await.unwrap();
            clock.advance(Duration::from_secs(between));
        }
        assert_eq!(count.load(Ordering::SeqCst), tokens, "{lifetime} {between}");
        assert_eq!(server.count(), 3);
    }
}

#[tokio::test]
async fn a_token_that_runs_out_during_a_wait_is_renewed_before_the_repeat() {
    let unavailable = || Answer::status(503).header("retry-after", "55");
    let server = Server::answering([unavailable(), order()]);
    let (credential, count) = counting(Some(Duration::from_secs(60)));
    let client = with(&server, credential);
    shop::get_order(&client, "o1").await.unwrap();
    let requests = server.requests();
    let sent: Vec<_> = requests
        .iter()
        .map(|it| it.header("authorization"))
        .collect();
    assert_eq!(sent, [Some("Bearer t1"), Some("Bearer t2")]);
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn failures_reach_every_waiter_and_permanent_ones_stay() {
    for permanent in [false, true] {
        let count = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&count);
        let source = move |_previous| {
            let number = counter.fetch_add(1, Ordering::SeqCst);
            async move {
                tokio::time::sleep(Duration::from_millis(30)).await;
                match (number, permanent) {
                    (0, true) => Err(TokenError::permanent("revoked")),
                    (0, false) => Err(TokenError::transient("down")),
                    _ => Ok(Token::new("t")),
                }
            }
        };
        let server = Server::deciding(|_| order());
        let clock = ManualClock::new();
        let client = with_clock(&server, Credential::source(source), &clock);
        let calls: Vec<_> = (0..10)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { shop::get_order(&client, "o1").await })
            })
            .collect();
        for call in calls {
            let error = call.await.unwrap().unwrap_err();
            let BuildError::Refresh(reason) = problem(&error) else {
                panic!("{error:?}")
            };
            assert_eq!(reason.is_permanent(), permanent);
            assert_eq!(error.effect(), Effect::NotSent);
        }
        assert_eq!(count.load(Ordering::SeqCst), 1);
        clock.advance(Duration::from_secs(30));
        assert_eq!(shop::get_order(&client, "o1").await.is_ok(), !permanent);
        assert_eq!(count.load(Ordering::SeqCst), if permanent { 1 } else { 2 });
    }
}

#[tokio::test]
async fn a_refresh_survives_the_call_that_asked_for_it() {
    let server = Server::deciding(|_| order());
    let (credential, count) = counting(None);
    let client = with(&server, credential);
    let dropped = tokio::time::timeout(
        Duration::from_millis(5),
        shop::get_order(&client, "o1").send(),
    )
    .await;
    assert!(dropped.is_err());
    tokio::time::sleep(Duration::from_millis(60)).await;
    shop::get_order(&client, "o1").await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 1);
    assert_eq!(server.request().header("authorization"), Some("Bearer t1"));
}

#[tokio::test]
async fn a_source_that_panics_harms_no_later_call() {
    let count = Arc::new(AtomicUsize::new(0));
    let source = move |_previous| {
        let number = count.fetch_add(1, Ordering::SeqCst);
        async move {
            assert!(number > 0, "the first refresh of this test panics");
            Ok(Token::new("t"))
        }
    };
    let server = Server::deciding(|_| order());
    let client = with(&server, Credential::source(source));
    let error = shop::get_order(&client, "o1").await.unwrap_err();
    assert!(matches!(problem(&error), BuildError::Refresh(_)));
    shop::get_order(&client, "o1").await.unwrap();
}

#[tokio::test]
async fn the_source_sees_the_token_before() {
    let server = Server::deciding(accepting("t-r1"));
    let source = |previous: Option<Token>| async move {
        Ok::<_, TokenError>(match previous.and_then(|token| token.refresh) {
            None => Token::new("first").refresh("r1"),
            Some(refresh) => Token::new(format!("t-{}", refresh.expose())).refresh("r2"),
        })
    };
    shop::get_order(&with(&server, Credential::source(source)), "o1")
        .await
        .unwrap();
}

#[tokio::test]
async fn scopes_that_a_token_lacks_are_missed_before_sending() {
    let server = Server::deciding(|_| Answer::json(200, "[]"));
    let scoped = |scopes: &'static [&'static str]| {
        Credential::source(move |_| async move {
            Ok::<_, TokenError>(Token::new("t").scopes(scopes.iter().copied()))
        })
    };
    let error = shop::list_orders(&with(&server, scoped(&["orders:read"])))
        .await
        .unwrap_err();
    assert!(matches!(
        problem(&error),
        BuildError::MissingScope("orders:list")
    ));
    assert_eq!(server.count(), 0);
    shop::list_orders(&with(&server, scoped(&["orders:read", "orders:list"])))
        .await
        .unwrap();
}

#[tokio::test]
async fn client_credentials_are_exchanged_over_the_same_transport() {
    let server = Server::deciding(|request| match request.target.as_str() {
        "/v1/oauth/token" => Answer::json(
            200,
            r#"{"access_token": "abc", "token_type": "Bearer", "expires_in": 3600}"#,
        ),
        _ if request.header("authorization") == Some("Bearer abc") => order(),
        _ => expired(),
    });
    let credential =
        Credential::client_credentials("/oauth/token", "shop-17", "s3cr&t", &["a:read", "b:write"]);
    let client = with(&server, credential);
    shop::get_order(&client, "o1").await.unwrap();
    shop::get_order(&client, "o1").await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert_eq!(requests[0].method, "POST");
    assert_eq!(
        requests[0].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    // RFC 6749 section 2.3.1: both encoded as a form encodes them, then base64 of `shop-17:s3cr%26t`.
    assert_eq!(
        requests[0].header("authorization"),
        Some("Basic c2hvcC0xNzpzM2NyJTI2dA==")
    );
    assert_eq!(
        requests[0].text(),
        "grant_type=client_credentials&scope=a%3Aread%20b%3Awrite"
    );
}

/// What the caller names goes before what the document lists, and holds where the server does not say what it granted (RFC 6749
/// section 5.1); what the server says goes before both.
#[tokio::test]
async fn the_scopes_of_the_caller_are_asked_for() {
    for (said, missing) in [
        ("", true),
        (r#", "scope": "orders:read orders:list""#, false),
    ] {
        let server = Server::deciding(move |request| match request.target.as_str() {
            "/v1/token" => Answer::json(
                200,
                format!(r#"{{"access_token": "abc", "expires_in": 3600{said}}}"#),
            ),
            _ => order(),
        });
        let credential = Credential::client_credentials("/token", "i", "s", &["a:read", "b:write"]);
        let client = shop::builder(&server)
            .credential(&TOKEN, credential)
            .client_scopes(["orders:read"])
            .build()
            .unwrap();
        let listed = shop::list_orders(&client).await;
        let form = "grant_type=client_credentials&scope=orders%3Aread";
        assert_eq!(server.requests()[0].text(), form);
        let refused = match &listed {
            Err(error) => matches!(
                error.kind(),
                ErrorKind::Build(BuildError::MissingScope("orders:list"))
            ),
            Ok(_) => false,
        };
        assert_eq!(refused, missing, "{said}");
    }
}

/// The ways in which requests for a token showed the client: in the header, in the body, in both.
fn ways(server: &Server) -> Vec<&'static str> {
    let requests = server.requests();
    let tokens = requests
        .iter()
        .filter(|it| it.target.starts_with("/v1/token"));
    let way = |request: &Request| match (
        request.header("authorization").is_some(),
        request.text().contains("client_secret="),
    ) {
        (true, false) => "header",
        (false, true) => "body",
        (true, true) => "both",
        (false, false) => "neither",
    };
    tokens.map(way).collect()
}

/// A token endpoint that takes the client in one way and refuses it in the other.
fn taking(in_header: bool, refusal: &'static str) -> impl FnMut(&Request) -> Answer + Send {
    let mut issued = 0;
    move |request| {
        if !request.target.starts_with("/v1/token") {
            return order();
        }
        if request.header("authorization").is_some() != in_header {
            return Answer::json(401, refusal);
        }
        issued += 1;
        let body = format!(r#"{{"access_token": "t{issued}", "expires_in": 11}}"#);
        Answer::json(200, &body)
    }
}

#[tokio::test]
async fn a_client_is_shown_in_the_way_that_the_endpoint_takes() {
    use faultcode_runtime::auth::ClientAuthentication::{Basic, Body, Either};
    let client_is_wrong = r#"{"error": "invalid_client"}"#;
    let rows = [
        (true, Either, "header header", true),
        // The second token is asked for as the first was had.
        (false, Either, "header body body", true),
        (true, Basic, "header header", true),
        (false, Body, "body body", true),
        (true, Body, "body", false),
        (false, Basic, "header", false),
    ];
    for (in_header, authentication, expected, works) in rows {
        let server = Server::deciding(taking(in_header, client_is_wrong));
        let clock = ManualClock::new();
        let credential = Credential::client_credentials("/token", "i", "s", &[]);
        let client = shop::builder(&server)
            .credential(&TOKEN, credential)
            .client_authentication(authentication)
            .clock(Arc::new(clock.clone()))
            .build()
            .unwrap();
        for _ in 0..2 {
            let call = shop::get_order(&client, "o1").await;
            assert_eq!(call.is_ok(), works, "{authentication:?}");
            clock.advance(Duration::from_secs(12));
        }
        assert_eq!(ways(&server).join(" "), expected, "{authentication:?}");
    }
}

#[tokio::test]
async fn a_client_that_is_refused_in_both_ways_is_refused_for_good() {
    let refusals = [
        // The endpoint knows the header, and says that the client is wrong; the body it does not read.
        [
            r#"{"error": "invalid_client"}"#,
            r#"{"error": "invalid_request"}"#,
        ],
        [
            r#"{"error": "invalid_request"}"#,
            r#"{"error": "invalid_client"}"#,
        ],
        [
            r#"{"error": "invalid_client"}"#,
            r#"{"error": "invalid_client"}"#,
        ],
    ];
    for [to_header, to_body] in refusals {
        let server = Server::deciding(move |request| {
            let in_header = request.header("authorization").is_some();
            Answer::json(401, if in_header { to_header } else { to_body })
        });
        let clock = ManualClock::new();
        let credential = Credential::client_credentials("/token", "i", "s", &[]);
        let client = with_clock(&server, credential, &clock);
        for _ in 0..3 {
            let error = shop::get_order(&client, "o1").await.unwrap_err();
            assert!(matches!(problem(&error), BuildError::Refresh(it) if it.is_permanent()));
            clock.advance(Duration::from_secs(3600));
        }
        assert_eq!(ways(&server), ["header", "body"], "{to_header} {to_body}");
    }
}

#[tokio::test]
async fn a_token_endpoint_that_is_elsewhere_for_a_while_disables_no_client() {
    // RFC 6749 section 5.2 names what says that the credential is wrong; none of these does.
    let passing = [
        Answer::status(404),
        Answer::json(403, "<html>blocked</html>"),
        Answer::status(302).header("location", "https://elsewhere.example/"),
        Answer::json(401, "{}"),
        Answer::json(400, r#"{"error": "unauthorized_client"}"#),
        Answer::json(400, r#"{"error": "invalid_request"}"#),
        Answer::json(503, r#"{"error": "invalid_client"}"#),
        Answer::json(200, "{}"),
    ];
    for answer in passing {
        let open = Arc::new(AtomicBool::new(false));
        let (is_open, first) = (Arc::clone(&open), answer.clone());
        let server = Server::deciding(move |request| match request.target.as_str() {
            "/v1/token" if is_open.load(Ordering::SeqCst) => {
                Answer::json(200, r#"{"access_token": "t"}"#)
            }
            "/v1/token" => first.clone(),
            _ => order(),
        });
        let clock = ManualClock::new();
        let client = with_clock(&server, in_body(), &clock);
        let error = shop::get_order(&client, "o1").await.unwrap_err();
        assert!(matches!(problem(&error), BuildError::Refresh(it) if !it.is_permanent()));
        assert_eq!(error.effect(), Effect::NotSent);
        // At once nobody asks again; after the wait the next call does.
        assert!(shop::get_order(&client, "o1").await.is_err());
        assert_eq!(server.count(), 1, "{answer:?}");
        open.store(true, Ordering::SeqCst);
        clock.advance(Duration::from_secs(30));
        shop::get_order(&client, "o1").await.unwrap();
        assert_eq!(server.count(), 3, "{answer:?}");
    }
}

/// Client credentials that are shown in the body only.
fn in_body() -> Credential {
    let credential = Credential::client_credentials("/token", "i", "s", &[]);
    credential.authentication(ClientAuthentication::Body)
}

/// An operation that needs a token and returns nothing.
fn ping(client: &Client) -> Call<(), ShopError> {
    static PING: Operation = Operation {
        id: "ping",
        path: &["/ping"],
        template: "/ping",
        security: &[&[Need {
            scheme: &TOKEN,
            scopes: &[],
        }]],
        ..Operation::DEFAULT
    };
    Call::new(client, &PING)
}

/// A source that never ends the first time, and how often it was asked.
fn stuck_once() -> (Credential, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let source = move |_previous| {
        let number = counter.fetch_add(1, Ordering::SeqCst);
        async move {
            if number == 0 {
                std::future::pending::<()>().await;
            }
            Ok::<_, TokenError>(Token::new(format!("t{number}")))
        }
    };
    (Credential::source(source), count)
}

#[tokio::test(start_paused = true)]
async fn a_source_that_never_ends_ends_with_the_time_of_an_attempt() {
    let (credential, count) = stuck_once();
    let fake = Fake::new(&[]);
    let client = Client::builder(&API)
        .transport(fake.clone())
        .credential(&TOKEN, credential)
        .attempt_timeout(Duration::from_secs(60))
        .build()
        .unwrap();
    let started = tokio::time::Instant::now();
    let call = || ping(&client);
    // One call is content with less; the refresh goes on for the others.
    let (short, long, other) = tokio::join!(
        call().attempt_timeout(Duration::from_secs(5)),
        call(),
        call()
    );
    for outcome in [short, long, other] {
        let error = outcome.unwrap_err();
        assert!(matches!(problem(&error), BuildError::Refresh(it) if !it.is_permanent()));
        assert_eq!(error.effect(), Effect::NotSent);
    }
    let took = started.elapsed();
    assert!(
        took >= Duration::from_secs(60) && took < Duration::from_secs(61),
        "{took:?}"
    );
    // Not at once, but after the wait the next call asks again.
    call().await.unwrap_err();
    assert_eq!(count.load(Ordering::SeqCst), 1);
    tokio::time::advance(Duration::from_secs(30)).await;
    call().await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 2);
    let sent = fake.requests();
    let headers: Vec<_> = sent
        .iter()
        .map(|it| it.request.headers().get("authorization"))
        .collect();
    assert_eq!(headers.len(), 1);
    assert_eq!(headers[0].unwrap(), "Bearer t1");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_for_a_token_waits_no_longer_than_its_own_attempt() {
    let (credential, _) = stuck_once();
    let client = Client::builder(&API)
        .transport(Fake::new(&[]))
        .credential(&TOKEN, credential)
        .build()
        .unwrap();
    let started = tokio::time::Instant::now();
    let call = ping(&client).attempt_timeout(Duration::from_secs(5));
    let error = call.await.unwrap_err();
    assert!(matches!(problem(&error), BuildError::Refresh(_)));
    assert!(started.elapsed() < Duration::from_secs(6));
}

#[test]
fn a_refresh_in_a_runtime_that_stands_still_holds_up_no_other() {
    let (credential, count) = stuck_once();
    let client = Client::builder(&API)
        .transport(Fake::new(&[]))
        .credential(&TOKEN, credential)
        .attempt_timeout(Duration::from_millis(300))
        .build()
        .unwrap();
    let runtime = || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build().unwrap()
    };
    // The refresh began in this runtime, which is kept and never driven again.
    let still = runtime();
    let call = ping(&client).attempt_timeout(Duration::from_millis(10));
    still.block_on(call.into_future()).unwrap_err();
    std::thread::sleep(Duration::from_millis(500));
    let call = ping(&client);
    runtime().block_on(call.into_future()).unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 2);
    drop(still);
}

#[tokio::test]
async fn a_refused_refresh_is_not_refreshed() {
    let server = Server::deciding(|_| {
        Answer::json(
            401,
            r#"{"error": "invalid_client", "code": "TOKEN_EXPIRED"}"#,
        )
    });
    let client = with(&server, in_body());
    for _ in 0..2 {
        let error = shop::get_order(&client, "o1").await.unwrap_err();
        let BuildError::Refresh(reason) = problem(&error) else {
            panic!("{error:?}")
        };
        assert!(reason.is_permanent());
    }
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn keys_of_the_wrong_class_are_refused_before_sending() {
    let server = Server::deciding(|_| Answer::status(204));
    let with_key = |key: &str| {
        Client::builder(&API)
            .base_url(server.url())
            .credential(&KEY, Credential::secret(key))
            .build()
            .unwrap()
    };
    let error = shop::settle(&with_key("pk_test_1")).await.unwrap_err();
    let expected = BuildError::KeyClass {
        needed: "secret",
        found: "publishable",
    };
    assert_eq!(problem(&error).to_string(), expected.to_string());
    assert_eq!((server.connections(), error.effect()), (0, Effect::NotSent));
    for key in ["sk_test_1", "other"] {
        shop::settle(&with_key(key)).await.unwrap();
    }
    assert_eq!(server.requests()[0].header("x-api-key"), Some("sk_test_1"));
}

#[tokio::test]
async fn credentials_travel_where_their_scheme_says() {
    static QUERY: Scheme = Scheme::new("query", SchemeKind::Query("api key"));
    static COOKIE: Scheme = Scheme::new("cookie", SchemeKind::Cookie("sid"));
    static BASIC: Scheme = Scheme::new("basic", SchemeKind::Basic);
    const fn need(scheme: &'static Scheme) -> Need {
        Need {
            scheme,
            scopes: &[],
        }
    }
    static ALL: Operation = Operation {
        id: "all",
        path: &["/all?fixed=1"],
        template: "/all",
        security: &[&[need(&QUERY), need(&COOKIE), need(&BASIC)]],
        ..Operation::DEFAULT
    };
    static EITHER: Operation = Operation {
        id: "either",
        path: &["/either"],
        template: "/either",
        security: &[&[need(&TOKEN)], &[need(&COOKIE)], &[]],
        ..Operation::DEFAULT
    };
    let server = Server::deciding(|_| Answer::status(204));
    let client = Client::builder(&API)
        .base_url(server.url())
        .credential(&QUERY, Credential::secret("q&1"))
        .credential(&COOKIE, Credential::secret("c;1"))
        .credential(&BASIC, Credential::basic("Aladdin", "open sesame"))
        .build()
        .unwrap();
    Call::<(), ShopError>::new(&client, &ALL).await.unwrap();
    Call::<(), ShopError>::new(&client, &EITHER).await.unwrap();
    let bare = Client::builder(&API)
        .base_url(server.url())
        .build()
        .unwrap();
    Call::<(), ShopError>::new(&bare, &EITHER).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests[0].target, "/all?fixed=1&api%20key=q%261");
    assert_eq!(requests[0].header("cookie"), Some("sid=c%3B1"));
    assert_eq!(
        requests[0].header("authorization"),
        Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    );
    assert_eq!(requests[1].header("cookie"), Some("sid=c%3B1"));
    assert_eq!(requests[2].header("cookie"), None);

    let error = shop::get_order(&bare, "o1").await.unwrap_err();
    assert!(matches!(
        problem(&error),
        BuildError::MissingCredential("token")
    ));
}

#[tokio::test]
async fn a_key_can_be_a_user_name_with_an_empty_password() {
    static BASIC: Scheme = Scheme::new("basic", SchemeKind::Basic);
    static CHARGE: Operation = Operation {
        id: "charge",
        path: &["/charge"],
        template: "/charge",
        security: &[&[Need {
            scheme: &BASIC,
            scopes: &[],
        }]],
        envelopes: &[shop::ENVELOPE],
        ..Operation::DEFAULT
    };
    // Of `key-canary-1:`, `:word` and `me:word`, by the base64 of RFC 4648.
    let rows = [
        (
            Credential::basic("key-canary-1", ""),
            "a2V5LWNhbmFyeS0xOg==",
        ),
        (Credential::secret("key-canary-1:"), "a2V5LWNhbmFyeS0xOg=="),
        (Credential::basic("", "word"), "OndvcmQ="),
        (Credential::secret("me:word"), "bWU6d29yZA=="),
    ];
    for (credential, expected) in rows {
        // The key is scrubbed although it is called a user name.
        let body =
            r#"{"code": "NO", "message": "key-canary-1 is no key; me:word, a2V5LWNhbmFyeS0xOg=="}"#;
        let server = Server::deciding(move |_| Answer::json(400, body));
        let client = Client::builder(&API)
            .base_url(server.url())
            .credential(&BASIC, credential)
            .build()
            .unwrap();
        let error = Call::<(), ShopError>::new(&client, &CHARGE)
            .await
            .unwrap_err();
        let sent = server.request();
        assert_eq!(
            sent.header("authorization"),
            Some(&*format!("Basic {expected}"))
        );
        let shown = format!("{error} {error:?}");
        match expected {
            "a2V5LWNhbmFyeS0xOg==" => assert!(
                !shown.contains("canary") && !shown.contains("a2V5"),
                "{shown}"
            ),
            _ => assert!(!shown.contains("word"), "{shown}"),
        }
    }
    for nothing in [
        Credential::basic("", ""),
        Credential::basic("a:b", "c"),
        Credential::secret(""),
    ] {
        let built = Client::builder(&API).credential(&BASIC, nothing).build();
        let refused = built.unwrap_err();
        assert!(matches!(refused, BuildError::Credential("basic")));
    }
}

#[test]
fn credentials_and_origins_are_checked_when_the_client_is_built() {
    let build = |url: &str, secret: &str| {
        Client::builder(&API)
            .base_url(url)
            .credential(&TOKEN, Credential::secret(secret))
            .build()
    };
    assert!(matches!(
        build("http://shop.example", "t"),
        Err(BuildError::InsecureOrigin)
    ));
    assert!(matches!(
        build("https://shop.example", "a\r\nb"),
        Err(BuildError::Credential("token"))
    ));
    assert!(matches!(
        build("https://shop.example", ""),
        Err(BuildError::Credential("token"))
    ));
    assert!(matches!(
        build("shop.example", "t"),
        Err(BuildError::BaseUrl)
    ));
    assert!(build("http://localhost:1", "t").is_ok());
    let insecure = Client::builder(&API)
        .base_url("http://shop.example")
        .credential(&TOKEN, Credential::secret("t"))
        .allow_insecure_http();
    assert!(insecure.build().is_ok());
}

/// A token endpoint that knows one client, and an API that takes its token.
fn login() -> Server {
    Server::answering([Answer::json(200, r#"{"access_token": "abc"}"#)])
}

fn elsewhere() -> Credential {
    Credential::client_credentials("https://login.shop.example/token", "shop-17", "s3cr3t", &[])
}

#[tokio::test]
async fn the_token_url_of_the_caller_goes_before_that_of_the_document() {
    let (login, api) = (login(), Server::deciding(|_| order()));
    let client = shop::builder(&api)
        .credential(&TOKEN, elsewhere())
        .token_url(format!("{}/other/token?realm=test", login.url()))
        .build()
        .unwrap();
    shop::get_order(&client, "o1").await.unwrap();
    assert_eq!(login.requests()[0].target, "/other/token?realm=test");
    assert_eq!(
        api.requests()[0].header("authorization"),
        Some("Bearer abc")
    );
    // A path stands below the base URL.
    let api = Server::deciding(|request| match request.target.as_str() {
        "/v1/login" => Answer::json(200, r#"{"access_token": "def"}"#),
        _ => order(),
    });
    let client = shop::builder(&api)
        .credential(&TOKEN, elsewhere())
        .token_url("/login")
        .build()
        .unwrap();
    shop::get_order(&client, "o1").await.unwrap();
    assert_eq!(
        api.requests()[1].header("authorization"),
        Some("Bearer def")
    );
}

#[tokio::test]
async fn a_token_url_that_cannot_be_used_is_refused_at_once() {
    let server = login();
    let build = |url: &str, insecure: bool| {
        let builder = shop::builder(&server).credential(&TOKEN, elsewhere());
        let builder = builder.token_url(url);
        match insecure {
            true => builder.allow_insecure_http().build().is_ok(),
            false => builder.build().is_ok(),
        }
    };
    let rows = [
        ("https://login.test.example/token", false, true),
        ("http://login.test.example/token", false, false),
        ("http://login.test.example/token", true, true),
        ("ftp://login.test.example/token", true, false),
        ("login.test.example", true, false),
        ("/token#now", true, false),
        ("", true, false),
    ];
    for (url, insecure, expected) in rows {
        assert_eq!(build(url, insecure), expected, "{url}");
    }
}

#[tokio::test]
async fn the_error_of_a_call_says_why_it_has_no_token() {
    let rows = [
        (
            Answer::json(
                400,
                r#"{"error": "invalid_scope", "error_description": "no"}"#,
            ),
            "the token endpoint answered 400 invalid_scope",
        ),
        (
            Answer::json(403, r#"{"error": "AADSTS7000215"}"#),
            "the token endpoint answered 403 AADSTS7000215",
        ),
        (
            Answer::json(404, "<html>"),
            "the token endpoint answered 404",
        ),
        (
            Answer::json(400, r#"{"error": "s3cr3t", "error_description": "s3cr3t"}"#),
            "the token endpoint answered 400",
        ),
        (Answer::nothing(), "the token endpoint did not answer"),
    ];
    for (answer, expected) in rows {
        let server = Server::deciding(move |_| answer.clone());
        let credential = Credential::client_credentials("/token", "shop-17", "s3cr3t", &[]);
        let credential = credential.authentication(ClientAuthentication::Body);
        let client = with(&server, credential);
        let error = shop::get_order(&client, "o1").await.unwrap_err();
        let text = error.to_string();
        let end = format!("no access token could be had: {expected}");
        assert!(text.ends_with(&end), "{text}");
        assert!(!format!("{error:?}").contains("s3cr3t"), "{error:?}");
    }
}

#[tokio::test]
async fn a_fake_hands_out_tokens_by_itself() {
    for fake in [Fake::new(&[]), Fake::new(&[]).strict()] {
        let client = Client::builder(&API)
            .base_url("https://shop.example")
            .credential(&TOKEN, elsewhere())
            .transport(fake.clone())
            .build()
            .unwrap();
        ping(&client).await.unwrap();
        let requests = fake.requests();
        let sent = requests.last().expect("the call itself");
        let header = sent.request.headers().get("authorization");
        assert_eq!(header.unwrap(), "Bearer fake-token");
    }
}
