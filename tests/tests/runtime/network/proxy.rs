//! Proxies on the way: which requests take them, what they are told, and what becomes of a call that one refuses.

use faultcode_runtime::errors::TransportErrorKind;
use faultcode_runtime::transports::{HyperTransport, Proxy, Tls};
use faultcode_runtime::{BuildError, Effect, Secret};
use faultcode_tests::authority::{Authority, TlsServer};
use faultcode_tests::forward::{Asked, ForwardProxy, Manner};
use faultcode_tests::shop::{self, CANARY, Order};
use faultcode_tests::{Answer, Server, again};

use super::{BOTH, Over, TLS};

/// RFC 7617 section 2: the example.
const ALADDIN: &str = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";

fn ok() -> Answer {
    Answer::json(200, r#"{"id": "o1"}"#)
}

#[tokio::test]
async fn a_request_without_tls_is_handed_over_whole() {
    for over in BOTH {
        let server = Server::answering([ok(), ok()]);
        let proxy = ForwardProxy::new(Manner::Wants(ALADDIN.to_owned()));
        let url = format!("http://Aladdin:open%20sesame@{}", proxy.address());
        // A name that only the proxy can resolve.
        let base = format!("http://shop.invalid:{}/v1", server.port());
        let client = over.client(&base, Some(Proxy::new(url)), None);
        for _ in 0..2 {
            let order = shop::get_order(&client, "o1").await;
            assert_eq!(order.unwrap(), Order::new("o1"), "{over:?}");
        }
        let asked = proxy.asked();
        let expected = Asked {
            method: "GET".to_owned(),
            target: format!("http://shop.invalid:{}/v1/orders/o1", server.port()),
            authorization: Some(ALADDIN.to_owned()),
            credential: Some(format!("Bearer {CANARY}")),
        };
        assert_eq!(asked, [expected.clone(), expected], "{over:?}");
        // RFC 9110 section 11.7.2: what is meant for the proxy ends there.
        let requests = server.requests();
        assert_eq!(requests[0].header("proxy-authorization"), None);
        let host = format!("shop.invalid:{}", server.port());
        assert_eq!(requests[0].header("host"), Some(host.as_str()));
    }
}

#[tokio::test]
async fn a_request_with_tls_goes_through_a_tunnel() {
    for &over in TLS {
        let authority = Authority::default();
        let server = TlsServer::new(&authority.server(&["shop.invalid"]), None);
        let proxy = ForwardProxy::new(Manner::Wants(ALADDIN.to_owned()));
        let by_way = Proxy::new(proxy.url()).credentials("Aladdin", Secret::from("open sesame"));
        let base = format!("https://shop.invalid:{}", server.port());
        let tls = Tls::new().only_roots(authority.pem());
        let client = over.client(&base, Some(by_way), Some(tls));
        for _ in 0..2 {
            let order = shop::get_order(&client, "o1").await;
            assert_eq!(order.unwrap(), Order::new("o1"), "{over:?}");
        }
        assert_eq!(server.count(), 2, "{over:?}");
        let expected = Asked {
            method: "CONNECT".to_owned(),
            target: format!("shop.invalid:{}", server.port()),
            authorization: Some(ALADDIN.to_owned()),
            credential: None,
        };
        assert_eq!(proxy.asked(), [expected], "{over:?}");
    }
}

/// The kind, how often the proxy was asked, and whether the server may have done the work.
#[tokio::test]
async fn a_proxy_that_refuses_ends_the_call_and_nothing_was_sent() {
    use TransportErrorKind::{Connect, Proxy as Refused};
    let forbidden = "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";
    let rows = [
        ("https", Manner::Wants("Basic other".to_owned()), Refused, 1),
        ("https", Manner::Answers(forbidden), Refused, 1),
        (
            "https",
            Manner::Answers("HTTP/1.1 502 Bad\r\n\r\n"),
            Refused,
            1,
        ),
        ("https", Manner::Answers("SSH-2.0\r\n\r\n"), Refused, 1),
        // It may work the next time, so it is tried again.
        ("https", Manner::Closes, Connect, 3),
        ("http", Manner::Wants("Basic other".to_owned()), Refused, 1),
    ];
    for (scheme, manner, kind, attempts) in rows {
        let overs = if scheme == "https" { TLS } else { &BOTH };
        for &over in overs {
            let server = Server::answering([ok()]);
            let proxy = ForwardProxy::new(manner.clone());
            let by_way = Proxy::new(proxy.url()).credentials("u", Secret::from("proxy-canary"));
            let base = format!("{scheme}://shop.invalid:{}", server.port());
            let client = over.client(&base, Some(by_way), None);
            // No key, no method that reads: only what was not sent may be repeated.
            let error = shop::place_order(&client, &Order::new("o1")).await;
            let error = error.unwrap_err();
            let row = format!("{over:?} {scheme} {manner:?}: {error:?}");
            assert_eq!(error.fault(), Some(kind), "{row}");
            assert_eq!(error.effect(), Effect::NotSent, "{row}");
            assert!(error.is_retry_safe(), "{row}");
            assert_eq!(error.attempts().len(), attempts, "{row}");
            assert_eq!(server.count(), 0, "{row}");
            let json = error.to_json();
            assert!(!format!("{row}{json}").contains("canary"), "{row}");
        }
    }
}

/// What a proxy says over plain HTTP in place of the server cannot be told from the server's words: it is an answer.
#[tokio::test]
async fn what_a_proxy_answers_for_a_server_is_an_answer() {
    for over in BOTH {
        let forbidden = "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        let proxy = ForwardProxy::new(Manner::Answers(forbidden));
        let client = over.client("http://shop.invalid", Some(Proxy::new(proxy.url())), None);
        let error = shop::place_order(&client, &Order::new("o1"))
            .await
            .unwrap_err();
        assert_eq!(
            (error.status(), error.effect()),
            (Some(403), Effect::Rejected)
        );
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_no_connection() {
    let gone = Server::deserted();
    for over in BOTH {
        let client = over.client("http://shop.invalid", Some(Proxy::new(gone.url())), None);
        let error = shop::place_order(&client, &Order::new("o1"))
            .await
            .unwrap_err();
        assert_eq!(error.fault(), Some(TransportErrorKind::Connect), "{over:?}");
        assert_eq!(error.effect(), Effect::NotSent, "{over:?}");
    }
}

#[tokio::test]
async fn what_is_excepted_goes_straight_to_its_server() {
    for over in BOTH {
        let server = Server::deciding(|_| ok());
        let proxy = ForwardProxy::new(Manner::Closes);
        let lists = [
            "*".to_owned(),
            "127.0.0.1".to_owned(),
            "10.0.0.0/8, 127.0.0.0/8".to_owned(),
            format!("127.0.0.1:{}", server.port()),
        ];
        for list in lists {
            let by_way = Proxy::new(proxy.url()).except(&list);
            let client = over.client(&server.url(), Some(by_way), None);
            assert!(
                shop::get_order(&client, "o1").await.is_ok(),
                "{over:?} {list}"
            );
        }
        let by_way = Proxy::new(proxy.url()).except("127.0.0.1:1, .example");
        let client = over.client(&server.url(), Some(by_way), None);
        assert!(shop::get_order(&client, "o1").await.is_err(), "{over:?}");
        assert_eq!(server.count(), 4, "{over:?}");
    }
}

#[test]
fn the_environment_is_read_only_when_asked() {
    let server = Server::deciding(|_| ok());
    let proxy = ForwardProxy::new(Manner::Serves);
    let run = again::command(module_path!(), "with_variables")
        .env("HTTP_PROXY", proxy.url())
        .env("NO_PROXY", "excepted.invalid")
        .env("PROXY_TEST_SERVER", server.port().to_string())
        .output()
        .expect("the test starts again");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stdout)
    );
    let asked: Vec<String> = proxy.asked().into_iter().map(|it| it.target).collect();
    let target = format!("http://shop.invalid:{}/orders/o1", server.port());
    assert_eq!(asked, [target.clone(), target]);
}

#[test]
#[ignore = "started by the test above, with variables of its own"]
fn with_variables() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let port = std::env::var("PROXY_TEST_SERVER").expect("who starts it says the port");
    runtime.block_on(async {
        for over in BOTH {
            let direct = over.client(&format!("http://127.0.0.1:{port}"), None, None);
            assert!(shop::get_order(&direct, "o1").await.is_ok(), "{over:?}");
            let base = format!("http://shop.invalid:{port}");
            let asked = over.client(&base, Some(Proxy::from_env()), None);
            assert!(shop::get_order(&asked, "o1").await.is_ok(), "{over:?}");
            let base = format!("http://excepted.invalid:{port}");
            let excepted = over.client(&base, Some(Proxy::from_env()), None);
            let error = shop::get_order(&excepted, "o1").await.unwrap_err();
            assert_eq!(error.fault(), Some(TransportErrorKind::Dns), "{over:?}");
        }
    });
}

#[test]
fn settings_that_would_be_ignored_are_refused() {
    let builder = Over::Hyper.builder("http://127.0.0.1:1", Some(Proxy::new("h:1")), None);
    let built = builder.unwrap().transport(HyperTransport::new()).build();
    assert!(matches!(built, Err(BuildError::OwnTransport("proxy"))));
    let builder = Over::Hyper.builder("http://127.0.0.1:1", None, Some(Tls::new()));
    let built = builder.unwrap().transport(HyperTransport::new()).build();
    assert!(matches!(built, Err(BuildError::OwnTransport("tls"))));
    for over in BOTH {
        let bad = Proxy::new("socks5://u:proxy-canary@h:1");
        let built = over.builder("http://127.0.0.1:1", Some(bad), None);
        let error = built.and_then(|it| it.build()).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(matches!(error, BuildError::Network(_)), "{text}");
        assert!(
            text.contains("plain HTTP") && !text.contains("canary"),
            "{text}"
        );
    }
}
