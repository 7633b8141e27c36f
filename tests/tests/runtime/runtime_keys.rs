//! Idempotency keys: the same on every attempt, where the document says, and checked before anything is sent.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use faultcode_runtime::document::{Idempotency, KeyMode, Method, Need, Operation};
use faultcode_runtime::errors::{KeyError, StopReason, TokenError};
use faultcode_runtime::keys::MemoryKeyStore;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::Clock as _;
use faultcode_runtime::{
    BuildError, Call, Client, Credential, Effect, ErrorKind, IdempotencyKey, Token,
};
use faultcode_tests::shop::{self, Order, ShopError, TOKEN};
use faultcode_tests::{Answer, Server};

fn order() -> Answer {
    Answer::json(200, r#"{"id": "o1"}"#)
}

fn client(server: &Server) -> Client {
    let clock = Arc::new(ManualClock::new());
    shop::builder(server)
        .clock(clock)
        .build()
        .expect("a usable client")
}

#[tokio::test]
async fn every_attempt_sends_the_same_bytes_and_the_same_key() {
    let server = Server::answering([Answer::status(503), Answer::nothing(), order()]);
    let done = shop::pay(&client(&server), &Order::new("o1"))
        .send_with_meta()
        .await
        .unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    let key = requests[0].header("idempotency-key").unwrap();
    assert_eq!(done.meta.idempotency_key().unwrap().as_str(), key);
    for request in &requests {
        assert_eq!(request.headers, requests[0].headers);
        assert_eq!(request.body, requests[0].body);
    }
}

#[tokio::test]
async fn each_call_has_a_key_of_its_own_unless_the_caller_gives_one() {
    let server = Server::deciding(|_| order());
    let client = client(&server);
    let body = Order::new("o1");
    shop::pay(&client, &body).await.unwrap();
    shop::pay(&client, &body).await.unwrap();
    shop::pay(&client, &body)
        .idempotency_key("order-42")
        .await
        .unwrap();
    let mut call = shop::pay(&client, &body);
    let shown = call.key().unwrap().clone();
    call.await.unwrap();
    let keys: Vec<_> = server
        .requests()
        .iter()
        .map(|it| it.header("idempotency-key").unwrap().to_owned())
        .collect();
    assert_ne!(keys[0], keys[1]);
    assert_eq!(keys[2], "order-42");
    assert_eq!(keys[3], shown.as_str());
}

#[tokio::test]
async fn a_key_in_the_body_stands_at_its_pointer() {
    let server = Server::deciding(|_| order());
    let client = client(&server);
    shop::invoice(&client, &Order::new("o1"))
        .idempotency_key("inv-1")
        .await
        .unwrap();
    let mut call = shop::invoice(&client, &Order::new("o1"));
    let shown = call.key().unwrap().as_str().to_owned();
    call.await.unwrap();
    let bodies: Vec<_> = server
        .requests()
        .iter()
        .map(|it| it.text().to_owned())
        .collect();
    assert_eq!(bodies[0], r#"{"external_id":"inv-1","id":"o1"}"#);
    assert_eq!(
        bodies[1],
        format!(r#"{{"external_id":"{shown}","id":"o1"}}"#)
    );
    assert!(
        server
            .requests()
            .iter()
            .all(|it| it.header("idempotency-key").is_none())
    );
}

#[tokio::test]
async fn a_key_that_the_caller_wrote_into_the_body_is_the_key() {
    let server = Server::answering([Answer::nothing(), order()]);
    let client = client(&server);
    let body: faultcode_runtime::Value = r#"{"external_id": "mine", "id": "o1"}"#.parse().unwrap();
    let call = Call::<Order, ShopError>::new(&client, &shop::INVOICE).json(&body);
    let done = call.send_with_meta().await.unwrap();
    assert_eq!(done.meta.idempotency_key().unwrap().as_str(), "mine");
    assert!(
        server
            .requests()
            .iter()
            .all(|it| it.text() == r#"{"external_id":"mine","id":"o1"}"#)
    );
}

#[tokio::test]
async fn two_keys_for_one_call_are_one_too_many() {
    let server = Server::answering([order(), order()]);
    let client = client(&server);
    let body: faultcode_runtime::Value = r#"{"external_id": "mine", "id": "o1"}"#.parse().unwrap();
    let call = || Call::<Order, ShopError>::new(&client, &shop::INVOICE).json(&body);
    let error = call().idempotency_key("another").await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Build(build) if matches!(build, BuildError::Key(KeyError::TwoKeys)))
    );
    assert_eq!((error.effect(), server.connections()), (Effect::NotSent, 0));
    // The same one in both places is one, and keeps its age.
    let made = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600);
    let key = IdempotencyKey::restore("mine", made).unwrap();
    let done = call().idempotency_key(key).send_with_meta().await.unwrap();
    let sent = done.meta.idempotency_key().unwrap();
    assert_eq!((sent.as_str(), sent.created()), ("mine", Some(made)));
    assert_eq!(
        server.requests()[0].text(),
        r#"{"external_id":"mine","id":"o1"}"#
    );
    // A member that says nothing is written.
    let body: faultcode_runtime::Value = r#"{"external_id": null, "id": "o1"}"#.parse().unwrap();
    let call = Call::<Order, ShopError>::new(&client, &shop::INVOICE).json(&body);
    call.idempotency_key("another").await.unwrap();
    assert_eq!(
        server.requests()[1].text(),
        r#"{"external_id":"another","id":"o1"}"#
    );
}

#[tokio::test]
async fn answers_about_the_key_decide() {
    let code = |code: &str| Answer::json(409, format!(r#"{{"code": "{code}"}}"#));
    let server = Server::answering([code("KEY_BUSY"), order(), code("KEY_REUSED"), order()]);
    let client = client(&server);
    shop::pay(&client, &Order::new("o1")).await.unwrap();
    assert_eq!(server.count(), 2);
    let error = shop::pay(&client, &Order::new("o2"))
        .idempotency_key("k1")
        .await
        .unwrap_err();
    assert_eq!(server.count(), 3);
    assert!(matches!(error.api(), Some(ShopError::KeyReused(_))));
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    assert_eq!(error.effect(), Effect::MaybeApplied);
    assert_eq!(error.idempotency_key().unwrap().as_str(), "k1");
}

#[tokio::test]
async fn keys_are_checked_before_sending() {
    static REQUIRED: Operation = Operation {
        id: "required",
        method: Method::Post,
        path: &["/required"],
        template: "/required",
        idempotency: Some(&Idempotency {
            mode: KeyMode::Required,
            max_length: 8,
            ttl: Some(Duration::from_secs(60)),
            ..Idempotency::HEADER
        }),
        ..Operation::DEFAULT
    };
    let server = Server::answering([]);
    let client = client(&server);
    let long_ago = SystemTime::UNIX_EPOCH;
    let keys = [
        None,
        Some(Ok("")),
        Some(Ok("a b")),
        Some(Ok("a\r\nb: c")),
        Some(Ok("123456789")),
        Some(Err(IdempotencyKey::restore("stored", long_ago).unwrap())),
    ];
    for key in keys {
        let call = Call::<(), ShopError>::new(&client, &REQUIRED);
        let call = match key.clone() {
            None => call,
            Some(Ok(text)) => call.idempotency_key(text),
            Some(Err(stored)) => call.idempotency_key(stored),
        };
        let error = call.await.unwrap_err();
        let ErrorKind::Build(build) = error.kind() else {
            panic!("{key:?}: {error:?}")
        };
        assert!(matches!(build, BuildError::Key(_)), "{key:?}: {build}");
        assert_eq!(error.effect(), Effect::NotSent);
    }
    let error = shop::place_order(&client, &Order::new("o1"))
        .idempotency_key("k")
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Build(build) if matches!(build, BuildError::Key(KeyError::NotTaken)))
    );
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_dropped_call_stops_and_can_be_resumed_with_its_key() {
    let server = Server::answering([
        Answer::status(200)
            .stall()
            .after(Duration::from_millis(200)),
        order(),
    ]);
    let client = client(&server);
    let mut call = shop::pay(&client, &Order::new("o1"));
    let key = call.key().unwrap().clone();
    let dropped = tokio::time::timeout(Duration::from_millis(50), call.send()).await;
    assert!(dropped.is_err());
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(server.count(), 1, "nothing is repeated in the background");
    shop::pay(&client, &Order::new("o1"))
        .idempotency_key(key)
        .await
        .unwrap();
    let requests = server.requests();
    assert_eq!(
        requests[0].header("idempotency-key"),
        requests[1].header("idempotency-key")
    );
    assert_ne!(
        requests[0].connection, requests[1].connection,
        "the connection in use was closed"
    );
}

/// Takes a key that the server knows for a minute, and a token.
static REMEMBERED: Operation = Operation {
    id: "remembered",
    method: Method::Post,
    path: &["/remembered"],
    template: "/remembered",
    idempotency: Some(&Idempotency {
        ttl: Some(Duration::from_secs(60)),
        ..Idempotency::HEADER
    }),
    envelopes: &[shop::ENVELOPE],
    security: &[&[Need {
        scheme: &TOKEN,
        scopes: &[],
    }]],
    ..Operation::DEFAULT
};

/// A client whose tokens take so many seconds each, and its clock.
fn with_slow_tokens(server: &Server, seconds: [u64; 2]) -> (Client, ManualClock) {
    let clock = ManualClock::new();
    let (time, mut seconds) = (clock.clone(), seconds.into_iter());
    let seconds = std::sync::Mutex::new(move || seconds.next().unwrap_or(0));
    let source = move |_previous| {
        let takes = (seconds.lock().unwrap())();
        time.advance(Duration::from_secs(takes));
        async { Ok::<_, TokenError>(Token::new("t")) }
    };
    let client = shop::builder(server)
        .credential(&TOKEN, Credential::source(source))
        .clock(Arc::new(clock.clone()))
        .build();
    (client.expect("a usable client"), clock)
}

#[tokio::test]
async fn a_key_that_the_server_forgot_during_a_refresh_is_not_sent_again() {
    for (takes, repeated) in [(59, true), (61, false)] {
        let expired = Answer::json(401, r#"{"code": "TOKEN_EXPIRED"}"#);
        let server = Server::answering([expired, Answer::status(204)]);
        let (client, _) = with_slow_tokens(&server, [0, takes]);
        let outcome = Call::<(), ShopError>::new(&client, &REMEMBERED).await;
        assert_eq!(outcome.is_ok(), repeated, "{takes}: {outcome:?}");
        assert_eq!(server.count(), 1 + usize::from(repeated), "{takes}");
        if let Err(error) = outcome {
            assert_eq!(error.stop_reason(), Some(StopReason::KeyExpired));
            assert_eq!(error.status(), Some(401));
        }
    }
}

#[tokio::test]
async fn a_resumed_key_that_expires_before_its_token_comes_is_not_sent() {
    for (age, takes, sent) in [(30, 29, true), (30, 31, false)] {
        let server = Server::answering([Answer::status(204)]);
        let (client, clock) = with_slow_tokens(&server, [takes, 0]);
        let made = clock.system_time() - Duration::from_secs(age);
        let key = IdempotencyKey::restore("k-17", made).unwrap();
        let call = Call::<(), ShopError>::new(&client, &REMEMBERED).idempotency_key(key);
        let outcome = call.await;
        assert_eq!((outcome.is_ok(), server.count()), (sent, usize::from(sent)));
        if let Err(error) = outcome {
            let ErrorKind::Build(build) = error.kind() else {
                panic!("{error:?}")
            };
            assert!(matches!(build, BuildError::Key(KeyError::Expired)));
            assert_eq!(error.effect(), Effect::NotSent);
        }
    }
    // A key that is made for this call cannot be known to anybody yet.
    let server = Server::answering([Answer::status(204)]);
    let (client, _) = with_slow_tokens(&server, [3600, 0]);
    Call::<(), ShopError>::new(&client, &REMEMBERED)
        .await
        .unwrap();
}

#[tokio::test]
async fn names_of_one_operation_are_no_keys_of_another() {
    macro_rules! operation {
        ($id:literal) => {{
            static OPERATION: Operation = Operation {
                id: $id,
                ..shop::PAY
            };
            &OPERATION
        }};
    }
    let server = Server::deciding(|_| order());
    let client = shop::builder(&server)
        .key_store(MemoryKeyStore::new())
        .build()
        .unwrap();
    let pay = Call::<Order, ShopError>::new(&client, operation!("pay"));
    pay.json(&Order::new("o1"))
        .idempotency_key("pay-1")
        .await
        .unwrap();
    // Another operation, whose name goes on where that of the first ends.
    let other = Call::<Order, ShopError>::new(&client, operation!("pay key"));
    other
        .json(&Order::new("o2"))
        .durable("pay-1")
        .await
        .unwrap();
    assert_eq!(server.count(), 2);
}
