//! Credentials: which are sent where, what is checked before, and how tokens are renewed.
//!
//! The scripts of one exchange of tokens are kept together, so that two cases can be compared.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{
    BuildProblem, Call, Client, Credential, Effect, Error, Need, Operation, Scheme, SchemeKind,
    StopReason, Token, TokenError,
};
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

fn problem(error: &Error<ShopError>) -> &BuildProblem {
    match error {
        Error::Build(error) => error.problem(),
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
    assert_eq!(clock.waits(), []);
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
            let BuildProblem::Refresh(reason) = problem(&error) else {
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
    assert!(matches!(problem(&error), BuildProblem::Refresh(_)));
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
        BuildProblem::MissingScope("orders:list")
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
    assert_eq!(requests[0].header("authorization"), None);
    assert_eq!(
        requests[0].text(),
        "grant_type=client_credentials&client_id=shop-17&client_secret=s3cr%26t&scope=a%3Aread%20b%3Awrite"
    );
}

#[tokio::test]
async fn a_refused_refresh_is_not_refreshed() {
    let server = Server::deciding(|_| {
        Answer::json(
            401,
            r#"{"error": "invalid_client", "code": "TOKEN_EXPIRED"}"#,
        )
    });
    let client = with(
        &server,
        Credential::client_credentials("/oauth/token", "i", "s", &[]),
    );
    for _ in 0..2 {
        let error = shop::get_order(&client, "o1").await.unwrap_err();
        let BuildProblem::Refresh(reason) = problem(&error) else {
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
    let expected = BuildProblem::KeyClass {
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
        BuildProblem::MissingCredential("token")
    ));
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
        Err(BuildProblem::InsecureOrigin)
    ));
    assert!(matches!(
        build("https://shop.example", "a\r\nb"),
        Err(BuildProblem::Credential("token"))
    ));
    assert!(matches!(
        build("https://shop.example", ""),
        Err(BuildProblem::Credential("token"))
    ));
    assert!(matches!(
        build("shop.example", "t"),
        Err(BuildProblem::BaseUrl)
    ));
    assert!(build("http://localhost:1", "t").is_ok());
    let insecure = Client::builder(&API)
        .base_url("http://shop.example")
        .credential(&TOKEN, Credential::secret("t"))
        .allow_insecure_http();
    assert!(insecure.build().is_ok());
}
