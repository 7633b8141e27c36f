//! Tokens that operations make with another credential, and of which each value of a path parameter has one of its own: how
//! often they are asked for, with what, and what becomes of a call whose token cannot be had. Over sockets.
//!
//! The server is its own oracle: it hands out numbered tokens, knows which of them are good, and writes down every request.
//! The cases share it and are kept together.

#[path = "made_tokens/newest.rs"]
mod newest;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use faultcode_runtime::errors::{KeyError, StopReason, TokenError};
use faultcode_runtime::keys::MemoryKeyStore;
use faultcode_runtime::testing::{Fake, ManualClock, Reply};
use faultcode_runtime::{AnyError, BuildError, Effect, Error, ErrorKind, Token, include_client};
use faultcode_tests::{Answer, Request, Server};

use self::made_tokens::tokens::{CREATE_PASS, CREATE_VISIT, CreateBusinessTokenError};
use self::made_tokens::{Client, ClientBuilder};

include_client!("made_tokens");
include_client!("made_tokens_chosen");
include_client!("made_tokens_left_out");

/// What the server knows.
#[derive(Default)]
struct Bank {
    /// How many tokens were handed out, by whose they are; the partner's own stand under the empty name.
    issued: BTreeMap<String, usize>,
    good: BTreeSet<String>,
    /// In seconds.
    lifetime: Option<u64>,
    /// What the next requests for tokens are answered, by whose they would be.
    refusals: BTreeMap<String, Vec<Answer>>,
    delay: Duration,
}

impl Bank {
    fn issue(&mut self, whose: &str) -> Answer {
        if let Some(refusal) = self.refusals.get_mut(whose).and_then(Vec::pop) {
            return refusal;
        }
        let count = self.issued.entry(whose.to_owned()).or_default();
        *count += 1;
        let token = format!(
            "{}-{count}",
            if whose.is_empty() { "partner" } else { whose }
        );
        self.good.insert(token.clone());
        let lifetime = self.lifetime.map(|it| format!(r#", "expires_in": {it}"#));
        let lifetime = lifetime.unwrap_or_default();
        let answer = format!(r#"{{"access_token": "{token}", "token_type": "Bearer"{lifetime}}}"#);
        Answer::json(200, answer).after(self.delay)
    }

    /// Whether the request carries a good token of that owner.
    fn takes(&self, request: &Request, whose: &str) -> bool {
        let token = request.header("authorization").unwrap_or_default();
        let token = token.strip_prefix("Bearer ").unwrap_or_default();
        self.good.contains(token) && token.starts_with(&format!("{whose}-"))
    }

    fn answer(&mut self, request: &Request) -> Answer {
        let expired = Answer::json(401, r#"{"code": "EXPIRED"}"#);
        let path = request.target.split('?').next().unwrap_or_default();
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        match segments.as_slice() {
            ["oauth2", "token"] => {
                // `p1:secret` and `p2:secret`, as RFC 7617 encodes them.
                let known = [Some("Basic cDE6c2VjcmV0"), Some("Basic cDI6c2VjcmV0")];
                assert!(known.contains(&request.header("authorization")));
                assert_eq!(request.text(), "grant_type=client_credentials");
                self.issue("")
            }
            [_, "oauth2", "token"] if !self.takes(request, "partner") => expired,
            [business, "oauth2", "token"] => {
                assert_eq!(request.text(), "");
                self.issue(business)
            }
            ["businesses" | "either"] if self.takes(request, "partner") => Answer::status(204),
            ["businesses", business, rest @ ..] if self.takes(request, business) => match rest {
                ["invoices"] if request.method == "POST" => Answer::status(201),
                ["invoices"] if request.target.contains("cursor=2") => {
                    Answer::json(200, r#"{"items": ["c"]}"#)
                }
                ["invoices"] => Answer::json(200, r#"{"items": ["a", "b"], "next": "2"}"#),
                ["archive"] => Answer::body(200, "application/octet-stream", "bytes"),
                ["events"] => Answer::body(200, "text/event-stream", "data: one\n\n"),
                _ => Answer::json(200, r#"{"id": "i1"}"#),
            },
            _ => expired,
        }
    }
}

/// A bank on a socket.
struct Running {
    server: Server,
    bank: Arc<Mutex<Bank>>,
}

impl Running {
    fn new() -> Self {
        let bank = Arc::new(Mutex::new(Bank::default()));
        let answering = Arc::clone(&bank);
        let server = Server::deciding(move |request| {
            answering.lock().expect("no answer panics").answer(request)
        });
        Self { server, bank }
    }

    fn bank(&self) -> MutexGuard<'_, Bank> {
        self.bank.lock().expect("no answer panics")
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url(self.server.url())
            .partner("p1", "secret")
    }

    fn client(&self) -> Client {
        self.builder().build().expect("a usable client")
    }

    fn issued(&self) -> Vec<(String, usize)> {
        self.bank().issued.clone().into_iter().collect()
    }

    fn targets(&self) -> Vec<String> {
        let requests = self.server.requests().into_iter();
        requests
            .map(|it| format!("{} {}", it.method, it.target))
            .collect()
    }

    /// Tokens of that owner are no longer taken.
    fn revoke(&self, whose: &str) {
        self.bank()
            .good
            .retain(|token| !token.starts_with(&format!("{whose}-")));
    }
}

fn issued(of: &[(&str, usize)]) -> Vec<(String, usize)> {
    of.iter()
        .map(|(whose, count)| ((*whose).to_owned(), *count))
        .collect()
}

/// Calls so many times at once, over five businesses.
async fn at_once(client: &Client, calls: usize) -> Vec<usize> {
    let calls: Vec<_> = (0..calls)
        .map(|number| {
            let client = client.clone();
            tokio::spawn(async move {
                let business = format!("b{}", number % 5);
                let call = client.invoices().get_invoice(&business, "i1");
                call.send_with_meta()
                    .await
                    .map(|done| done.meta.attempts().len())
            })
        })
        .collect();
    let mut attempts = Vec::new();
    for call in calls {
        attempts.push(call.await.expect("no call panics").expect("a success"));
    }
    attempts
}

fn problem<E: std::fmt::Debug>(error: &Error<E>) -> &BuildError {
    match error.kind() {
        ErrorKind::Build(error) => error,
        _ => panic!("{error:?}"),
    }
}

fn refresh<E: std::fmt::Debug>(error: &Error<E>) -> &TokenError {
    match problem(error) {
        BuildError::Refresh(error) => error,
        problem => panic!("{problem:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_calls_over_five_businesses_fetch_six_tokens() {
    let running = Running::new();
    running.bank().delay = Duration::from_millis(30);
    let client = running.client();
    let attempts = at_once(&client, 100).await;
    assert_eq!(attempts, [1; 100]);
    let all = [
        ("", 1),
        ("b0", 1),
        ("b1", 1),
        ("b2", 1),
        ("b3", 1),
        ("b4", 1),
    ];
    assert_eq!(running.issued(), issued(&all));
    assert_eq!(running.server.count(), 106);
    // Nothing is asked for again.
    at_once(&client, 100).await;
    assert_eq!(running.server.count(), 206);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_is_refused_is_fetched_again_once_and_no_other() {
    let running = Running::new();
    let client = running.client();
    at_once(&client, 5).await;
    running.bank().delay = Duration::from_millis(30);
    running.revoke("b3");
    let attempts = at_once(&client, 100).await;
    for (number, attempts) in attempts.into_iter().enumerate() {
        let allowed = if number % 5 == 3 { 1..=2 } else { 1..=1 };
        assert!(allowed.contains(&attempts), "{number}: {attempts}");
    }
    let all = [
        ("", 1),
        ("b0", 1),
        ("b1", 1),
        ("b2", 1),
        ("b3", 2),
        ("b4", 1),
    ];
    assert_eq!(running.issued(), issued(&all));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_runs_out_is_fetched_again_ahead_of_its_end() {
    let running = Running::new();
    let clock = ManualClock::new();
    let client = running
        .builder()
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap();
    running.bank().lifetime = Some(3600);
    let call = client.invoices().get_invoice("b1", "i1");
    call.await.unwrap();
    clock.advance(Duration::from_secs(1800));
    client.invoices().get_invoice("b2", "i1").await.unwrap();
    assert_eq!(running.issued(), issued(&[("", 1), ("b1", 1), ("b2", 1)]));
    // Those of the first half hour end, with the partner's.
    clock.advance(Duration::from_secs(1795));
    at_once_of(&client, "b1", 20).await;
    at_once_of(&client, "b2", 20).await;
    assert_eq!(running.issued(), issued(&[("", 2), ("b1", 2), ("b2", 1)]));
}

async fn at_once_of(client: &Client, business: &'static str, calls: usize) {
    let calls = (0..calls).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.invoices().get_invoice(business, "i1").await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partner_token_that_ran_out_meanwhile_is_fetched_again_once() {
    let running = Running::new();
    let client = running.client();
    at_once(&client, 5).await;
    running.bank().delay = Duration::from_millis(30);
    // Nobody uses the partner's token until a business needs a new one.
    running.revoke("partner");
    for business in ["b0", "b1", "b2", "b3", "b4"] {
        running.revoke(business);
    }
    at_once(&client, 100).await;
    let all = [
        ("", 2),
        ("b0", 2),
        ("b1", 2),
        ("b2", 2),
        ("b3", 2),
        ("b4", 2),
    ];
    assert_eq!(running.issued(), issued(&all));
}

#[tokio::test]
async fn the_requests_for_tokens_are_those_of_the_operations() {
    let running = Running::new();
    let client = running.client();
    let done = client
        .invoices()
        .get_invoice("a b/c", "i1")
        .send_with_meta()
        .await;
    // The server takes the encoded value for the owner; what counts is what was asked for.
    drop(done);
    client.others().list_businesses().await.unwrap();
    assert_eq!(
        running.targets()[..3],
        [
            "POST /oauth2/token",
            "POST /a%20b%2Fc/oauth2/token",
            "GET /businesses/a%20b%2Fc/invoices/i1"
        ]
    );
    let first = &running.server.requests()[0];
    let form = Some("application/x-www-form-urlencoded");
    assert_eq!(first.header("content-type"), form);
    assert_eq!(first.header("accept"), Some("application/json"));
    let second = &running.server.requests()[1];
    assert_eq!(second.header("authorization"), Some("Bearer partner-1"));
    assert_eq!(second.header("content-length"), Some("0"));
}

#[tokio::test]
async fn constants_are_sent_and_pointers_followed() {
    let server = Server::answering([
        Answer::json(200, r#"{"guest": {"pass": "g1", "seconds": 20}}"#),
        Answer::status(204),
        Answer::status(401),
        Answer::json(200, r#"{"guest": {"pass": "g2", "seconds": "20"}}"#),
        Answer::status(204),
    ]);
    // It needs no credential, so the client is given none.
    let clock = ManualClock::new();
    let builder = Client::builder().base_url(server.url());
    let client = builder.clock(Arc::new(clock.clone())).build().unwrap();
    client.others().show_lobby().await.unwrap();
    client.others().show_lobby().await.unwrap();
    let requests = server.requests();
    let made = &requests[0];
    assert_eq!(made.method, "PUT");
    assert_eq!(made.target, "/guests/day?for=a%20b");
    assert_eq!(made.header("x-version"), Some("7"));
    assert_eq!(made.header("content-type"), Some("application/json"));
    assert_eq!(made.header("authorization"), None);
    assert_eq!(made.text(), r#"{"name":"visitor","limits":[1,2]}"#);
    let passes: Vec<_> = requests.iter().map(|it| it.header("x-pass")).collect();
    assert_eq!(passes, [None, Some("g1"), Some("g1"), None, Some("g2")]);
    // The lifetime was read: there is no other token when it has ended.
    clock.advance(Duration::from_secs(21));
    let error = client.others().show_lobby().await.unwrap_err();
    assert!(!refresh(&error).is_permanent());
    assert_eq!(server.count(), 6);
}

#[tokio::test]
async fn a_refresh_is_no_attempt_and_costs_nothing() {
    let running = Running::new();
    let client = running.client();
    client.invoices().create_invoice("b1").await.unwrap();
    running.revoke("b1");
    running.revoke("partner");
    let call = client.invoices().create_invoice("b1");
    let done = call.send_with_meta().await.unwrap();
    assert_eq!(done.meta.attempts().len(), 2);
    assert_eq!(client.inner().budget().unwrap().tokens(), Some(500));
    assert_eq!(running.issued(), issued(&[("", 2), ("b1", 2)]));
    let requests = running.server.requests();
    let sent: Vec<_> = requests
        .iter()
        .filter(|it| it.method == "POST" && it.target.ends_with("invoices"))
        .map(|it| it.header("idempotency-key"))
        .collect();
    assert_eq!(sent.len(), 3);
    assert_eq!(sent[1], sent[2]);
    assert_ne!(sent[0], sent[1]);
}

#[tokio::test]
async fn a_second_refusal_is_the_answer() {
    let running = Running::new();
    let client = running.client();
    client.invoices().get_invoice("b1", "i1").await.unwrap();
    running.bank().good.clear();
    running.bank().issued.insert("b1".to_owned(), 7);
    // What is handed out from now on is not taken either: it belongs to somebody else.
    running.bank().refusals.insert(
        "b1".to_owned(),
        vec![Answer::json(200, r#"{"access_token": "bad"}"#)],
    );
    let error = client.invoices().get_invoice("b1", "i1").await.unwrap_err();
    assert_eq!(error.code(), Some("EXPIRED"));
    assert_eq!(error.attempts().len(), 2);
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
}

#[tokio::test]
async fn failures_belong_to_one_business() {
    let running = Running::new();
    let clock = ManualClock::new();
    let client = running
        .builder()
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap();
    running.bank().refusals.insert(
        "b1".to_owned(),
        vec![Answer::json(
            404,
            r#"{"code": "NO_BUSINESS", "message": "none"}"#,
        )],
    );
    let error = client.invoices().get_invoice("b1", "i1").await.unwrap_err();
    assert_eq!(error.effect(), Effect::NotSent);
    let failure = refresh(&error);
    assert!(!failure.is_permanent());
    assert_eq!(failure.to_string(), "createBusinessToken made no token");
    // The cause is that operation's own error.
    let cause = std::error::Error::source(failure).unwrap();
    let cause = cause.downcast_ref::<AnyError>().unwrap();
    assert!(matches!(
        cause.api::<CreateBusinessTokenError>(),
        Some(CreateBusinessTokenError::NoBusiness(_))
    ));
    assert_eq!(cause.message(), Some("none"));
    client.invoices().get_invoice("b2", "i1").await.unwrap();
    let before = running.server.count();
    let error = client.invoices().get_invoice("b1", "i1").await.unwrap_err();
    assert!(!refresh(&error).is_permanent());
    assert_eq!(running.server.count(), before, "not asked again at once");
    clock.advance(Duration::from_secs(60));
    client.invoices().get_invoice("b1", "i1").await.unwrap();
}

#[tokio::test]
async fn a_partner_who_is_refused_for_good_ends_all() {
    let running = Running::new();
    let clock = ManualClock::new();
    let client = running
        .builder()
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap();
    running.bank().refusals.insert(
        String::new(),
        vec![Answer::json(401, r#"{"error": "invalid_client"}"#)],
    );
    for business in ["b1", "b2", "b1"] {
        let error = client
            .invoices()
            .get_invoice(business, "i1")
            .await
            .unwrap_err();
        assert!(refresh(&error).is_permanent(), "{error:?}");
        clock.advance(Duration::from_secs(3600));
    }
    let error = client.others().list_businesses().await.unwrap_err();
    assert!(refresh(&error).is_permanent());
    assert_eq!(running.targets(), ["POST /oauth2/token"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_is_dropped_leaves_the_token_to_others() {
    let running = Running::new();
    running.bank().delay = Duration::from_millis(60);
    let client = running.client();
    let call = tokio::time::timeout(
        Duration::from_millis(20),
        client.invoices().get_invoice("b1", "i1").send(),
    );
    call.await.unwrap_err();
    at_once_of(&client, "b1", 20).await;
    assert_eq!(running.issued(), issued(&[("", 1), ("b1", 1)]));
}

#[tokio::test]
async fn a_call_waits_no_longer_than_its_deadline() {
    let running = Running::new();
    running.bank().delay = Duration::from_millis(300);
    let client = running.client();
    let call = client.invoices().get_invoice("b1", "i1");
    let error = call.timeout(Duration::from_millis(50)).await.unwrap_err();
    assert_eq!(error.effect(), Effect::NotSent);
    assert!(!refresh(&error).is_permanent());
    client.invoices().get_invoice("b1", "i1").await.unwrap();
    assert_eq!(running.issued(), issued(&[("", 1), ("b1", 1)]));
}

#[tokio::test]
async fn clients_share_nothing_but_their_clones() {
    let running = Running::new();
    let (one, other) = (running.client(), running.client());
    one.invoices().get_invoice("b1", "i1").await.unwrap();
    one.clone()
        .invoices()
        .get_invoice("b1", "i1")
        .await
        .unwrap();
    assert_eq!(running.issued(), issued(&[("", 1), ("b1", 1)]));
    other.invoices().get_invoice("b1", "i1").await.unwrap();
    assert_eq!(running.issued(), issued(&[("", 2), ("b1", 2)]));
}

#[tokio::test]
async fn the_tokens_of_a_thousand_businesses_are_kept() {
    let running = Running::new();
    let client = running.client();
    let call = async |number: usize| {
        let business = format!("n{number}");
        client
            .invoices()
            .get_invoice(&business, "i1")
            .await
            .unwrap();
    };
    for number in 0..1000 {
        call(number).await;
    }
    // The first is used, the second was not for the longest time when another one comes.
    call(0).await;
    call(1000).await;
    let before = running.server.count();
    call(0).await;
    call(999).await;
    assert_eq!(running.server.count(), before + 2);
    call(1).await;
    assert_eq!(running.server.count(), before + 4);
    let twice: Vec<_> = running
        .issued()
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .collect();
    assert_eq!(twice, issued(&[("n1", 2)]));
}

#[tokio::test]
async fn pages_downloads_and_streams_carry_it() {
    let running = Running::new();
    let client = running.client();
    let mut items = client.invoices().list_invoices("b1").items();
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        all.push(item.unwrap());
    }
    assert_eq!(all, ["a", "b", "c"]);
    let archive = client
        .invoices()
        .get_archive("b1")
        .download()
        .await
        .unwrap();
    assert_eq!(archive.into_bytes(100).await.unwrap(), "bytes");
    let mut events = client.invoices().follow_events("b1").await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data.0, "one");
    assert_eq!(running.issued(), issued(&[("", 1), ("b1", 1)]));
}

#[test]
fn blocking_calls_carry_it() {
    let running = Running::new();
    let client = running.client();
    let threads = (0..20).map(|number| {
        let client = client.clone();
        std::thread::spawn(move || {
            let business = format!("b{}", number % 5);
            client
                .invoices()
                .get_invoice(&business, "i1")
                .send_blocking()
        })
    });
    for thread in threads.collect::<Vec<_>>() {
        thread.join().unwrap().unwrap();
    }
    running.revoke("b2");
    client
        .invoices()
        .get_invoice("b2", "i1")
        .send_blocking()
        .unwrap();
    let all = [
        ("", 1),
        ("b0", 1),
        ("b1", 1),
        ("b2", 2),
        ("b3", 1),
        ("b4", 1),
    ];
    assert_eq!(running.issued(), issued(&all));
}

#[tokio::test]
async fn what_is_given_by_hand_wins() {
    let running = Running::new();
    running
        .bank()
        .good
        .extend(["b1-own".to_owned(), "b2-own".to_owned()]);
    let fixed = running.builder().business_token("b1-own").build().unwrap();
    fixed.invoices().get_invoice("b1", "i1").await.unwrap();
    // Also where nothing says whose token is meant.
    let error = fixed.others().show_totals().await.unwrap_err();
    assert_eq!(error.status(), Some(401));
    let one = running
        .builder()
        .business_token_source(|_| async { Ok(Token::new("b1-own")) });
    let one = one.build().unwrap();
    one.invoices().get_invoice("b1", "i1").await.unwrap();
    let each = running
        .builder()
        .business_token_source_for(|business, _| async move {
            Ok(Token::new(format!("{business}-own")))
        });
    let each = each.build().unwrap();
    each.invoices().get_invoice("b1", "i1").await.unwrap();
    each.invoices().get_invoice("b2", "i1").await.unwrap();
    assert_eq!(running.issued(), []);
}

#[tokio::test]
async fn calls_without_the_parameter_take_another_credential_or_none() {
    let running = Running::new();
    let client = running.client();
    client.others().show_either().await.unwrap();
    let error = client.others().show_totals().await.unwrap_err();
    let named = matches!(
        problem(&error),
        BuildError::MissingCredential("businessToken")
    );
    assert!(named, "{error}");
    // Without the partner's credential, that is what is missing.
    let none = Client::builder()
        .base_url(running.server.url())
        .build()
        .unwrap();
    let error = none.invoices().get_invoice("b1", "i1").await.unwrap_err();
    let named = matches!(problem(&error), BuildError::MissingCredential("partner"));
    assert!(named, "{error}");
    let without = client
        .invoices()
        .get_invoice("b1", "i1")
        .without_credentials();
    assert_eq!(without.await.unwrap_err().status(), Some(401));
    assert_eq!(running.issued(), issued(&[("", 1)]));
}

#[tokio::test]
async fn tokens_go_no_further_than_other_credentials() {
    let fake = Fake::new(&[]).strict();
    let builder = || {
        Client::builder()
            .partner("p1", "secret")
            .transport(fake.clone())
    };
    let client = builder().build().unwrap();
    let error = client.invoices().list_files("b1").await.unwrap_err();
    assert!(
        matches!(problem(&error), BuildError::ServerOrigin(_)),
        "{error}"
    );
    let exposed = builder().base_url("http://partners.example").build();
    assert!(matches!(exposed, Err(BuildError::InsecureOrigin)));
    // Also where the token is all that travels.
    let exposed = Client::builder()
        .base_url("http://partners.example")
        .build();
    assert!(matches!(exposed, Err(BuildError::InsecureOrigin)));
    assert_eq!(fake.requests().len(), 0);
}

/// The operation that makes a token stands at another origin, which the caller has to allow before it gets the partner's secret.
#[tokio::test]
async fn what_makes_a_token_elsewhere_gets_no_credentials_unless_it_is_allowed() {
    let fake = Fake::new(&[]).strict();
    let builder = || {
        Client::builder()
            .partner("p1", "secret")
            .transport(fake.clone())
    };
    let made = || Reply::json(200, r#"{"access_token": "made"}"#);
    fake.then(&CREATE_VISIT, made());
    fake.then(&CREATE_PASS, made());
    let client = builder().build().unwrap();
    let error = client.others().show_garden().await.unwrap_err();
    assert_eq!(error.effect(), Effect::NotSent);
    let mut reason: &(dyn std::error::Error + 'static) = problem(&error);
    while let Some(cause) = reason.source() {
        reason = cause;
    }
    assert!(reason.to_string().contains("login.example"), "{reason}");
    assert_eq!(fake.requests().len(), 0);
    // Where it asks for none, there is nothing that must not go there.
    client.others().show_park().await.unwrap();
    let allowed = builder().allow_origin("https://login.example");
    let allowed = allowed.build().unwrap();
    allowed.others().show_garden().await.unwrap();
    let sent: Vec<_> = fake.requests();
    let sent = sent.iter().map(|it| {
        let value = it.request.headers().get("authorization");
        let value = value.map(|value| value.to_str().unwrap().to_owned());
        (it.request.uri().host().unwrap().to_owned(), value)
    });
    let row = |host: &str, value: Option<&str>| (host.to_owned(), value.map(str::to_owned));
    let expected = [
        row("login.example", None),
        row("partners.example", Some("Bearer made")),
        row("login.example", Some("Basic cDE6c2VjcmV0")),
        row("partners.example", Some("Bearer made")),
    ];
    assert_eq!(sent.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn neither_values_nor_tokens_are_shown() {
    let running = Running::new();
    let client = running.client();
    client.invoices().get_invoice("b1", "i1").await.unwrap();
    running
        .bank()
        .refusals
        .insert("b2".to_owned(), vec![Answer::status(500)]);
    let error = client.invoices().get_invoice("b2", "i1").await.unwrap_err();
    for shown in [
        format!("{client:?}"),
        format!("{error:?}"),
        error.to_string(),
    ] {
        for secret in ["b1", "b2", "partner-1", "secret"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[tokio::test]
async fn a_name_of_a_call_belongs_to_whose_credential_makes_its_token() {
    let running = Running::new();
    let store = MemoryKeyStore::new();
    let client = |user| {
        let builder = running.builder().partner(user, "secret");
        builder.key_store(store.clone()).build().unwrap()
    };
    let pay = async |client: &Client| client.invoices().create_invoice("b1").durable("n1").await;
    pay(&client("p1")).await.unwrap();
    // Another client of the same partner has other tokens.
    pay(&client("p1")).await.unwrap();
    let error = pay(&client("p2")).await.unwrap_err();
    let refused = matches!(problem(&error), BuildError::Key(KeyError::OtherArguments));
    assert!(refused, "{error:?}");
    assert_eq!(running.issued(), issued(&[("", 2), ("b1", 2)]));
}

#[tokio::test]
async fn operations_that_make_tokens_are_chosen_with_those_that_need_them() {
    let running = Running::new();
    let chosen = made_tokens_chosen::Client::builder().base_url(running.server.url());
    let chosen = chosen.partner("p1", "secret").build().unwrap();
    chosen.invoices().get_invoice("b1", "i1").await.unwrap();
    assert_eq!(running.issued(), issued(&[("", 1), ("b1", 1)]));
    // One that is left out by name is made by nobody.
    let left_out = made_tokens_left_out::Client::builder().base_url(running.server.url());
    let left_out = left_out.partner("p1", "secret").build().unwrap();
    let error = left_out
        .invoices()
        .get_invoice("b1", "i1")
        .await
        .unwrap_err();
    let named = matches!(
        problem(&error),
        BuildError::MissingCredential("businessToken")
    );
    assert!(named, "{error}");
}
