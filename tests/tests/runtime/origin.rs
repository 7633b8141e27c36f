//! Where credentials, keys and bodies go: to the origin of the base URL and nowhere else, whatever an answer says; and what a
//! caller's values cannot do to a request. Everything over real sockets, through both transports,
//! and together, so that the file is long.

use std::io::Read as _;
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use faultcode_runtime::document::{
    KeyPlace, Method, Need, Operation, PageTurn, Pagination, Parameter, Scheme, SchemeKind,
};
use faultcode_runtime::errors::TransportErrorKind;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::ReqwestTransport;
use faultcode_runtime::{
    BuildError, Call, Client, ClientBuilder, Credential, Effect, ErrorKind, Value, params,
};
use faultcode_tests::shop::{self, CANARY, ShopError};
use faultcode_tests::{Answer, Server, again, aloud};

/// Another origin: it takes every connection, and keeps every byte that comes.
struct Other {
    port: u16,
    connections: Arc<AtomicUsize>,
    bytes: Arc<Mutex<Vec<u8>>>,
}

impl Other {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("the address").port();
        let connections = Arc::new(AtomicUsize::new(0));
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let (counted, kept) = (Arc::clone(&connections), Arc::clone(&bytes));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                counted.fetch_add(1, Ordering::SeqCst);
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || {
                    let mut piece = [0; 4096];
                    while let Ok(read @ 1..) = stream.read(&mut piece) {
                        kept.lock()
                            .expect("no thread panics")
                            .extend(&piece[..read]);
                    }
                });
            }
        });
        Self {
            port,
            connections,
            bytes,
        }
    }

    /// How many connections came, and how many bytes.
    fn saw(&self) -> (usize, usize) {
        // What was on its way when the call ended has arrived by then.
        std::thread::sleep(Duration::from_millis(50));
        let bytes = self.bytes.lock().expect("no thread panics").len();
        (self.connections.load(Ordering::SeqCst), bytes)
    }
}

static HEADER_KEY: Scheme = Scheme::new("headerKey", SchemeKind::Header("X-Api-Key"));
static QUERY_KEY: Scheme = Scheme::new("queryKey", SchemeKind::Query("api_key"));
static COOKIE_KEY: Scheme = Scheme::new("cookieKey", SchemeKind::Cookie("session"));

/// Carries a secret in every place that a request has.
static SUBMIT: Operation = Operation {
    id: "submit",
    method: Method::Post,
    template: "/submit",
    path: &["/submit"],
    security: &[&[
        Need {
            scheme: &shop::TOKEN,
            scopes: &[],
        },
        Need {
            scheme: &HEADER_KEY,
            scopes: &[],
        },
        Need {
            scheme: &QUERY_KEY,
            scopes: &[],
        },
        Need {
            scheme: &COOKIE_KEY,
            scopes: &[],
        },
    ]],
    idempotency: Some(&faultcode_runtime::document::Idempotency {
        place: KeyPlace::Header("Idempotency-Key"),
        ..faultcode_runtime::document::Idempotency::HEADER
    }),
    ..Operation::DEFAULT
};

fn builder(server: &Server) -> ClientBuilder {
    shop::builder(server)
        .credential(&HEADER_KEY, Credential::secret("header-canary"))
        .credential(&QUERY_KEY, Credential::secret("query-canary"))
        .credential(&COOKIE_KEY, Credential::secret("cookie-canary"))
        .clock(Arc::new(ManualClock::new()))
}

/// The client over each transport.
fn clients(builder: impl Fn() -> ClientBuilder) -> [(&'static str, Client); 2] {
    let reqwest = ReqwestTransport::new(reqwest::Client::builder()).expect("TLS starts");
    [
        ("hyper", builder().build().expect("usable parts")),
        (
            "reqwest",
            builder().transport(reqwest).build().expect("usable parts"),
        ),
    ]
}

const SECRETS: [&str; 6] = [
    CANARY,
    "header-canary",
    "query-canary",
    "cookie-canary",
    "key-canary",
    "body-canary",
];

#[tokio::test]
async fn a_redirect_takes_nothing_to_another_origin() {
    let mut rows = 0;
    for status in [300, 301, 302, 303, 305, 307, 308] {
        let other = Other::start();
        let port = other.port;
        let locations = [
            format!("http://127.0.0.1:{port}/v1/submit"),
            format!("//127.0.0.1:{port}/v1/submit"),
            format!("http://user:word@127.0.0.1:{port}/"),
            format!("http://localhost:{port}/"),
            format!("http:\\\\127.0.0.1:{port}\\"),
            format!("HTTP://127.0.0.1:{port}"),
            "https://127.0.0.1/".to_owned(),
            "/v1/submit/elsewhere".to_owned(),
            "../../..".to_owned(),
            String::new(),
        ];
        for location in &locations {
            let answer = Answer::status(status).header("location", location);
            let server = Server::deciding({
                let answer = answer.clone();
                move |_| answer.clone()
            });
            for (transport, client) in clients(|| builder(&server)) {
                let label = format!("{status} to {location:?} through {transport}");
                let error = Call::<(), ShopError>::new(&client, &SUBMIT)
                    .idempotency_key("key-canary-1")
                    .text("text/plain", "body-canary")
                    .await
                    .unwrap_err();
                let ErrorKind::Transport(fault) = error.kind() else {
                    panic!("{label}: {error:?}");
                };
                assert_eq!(
                    fault.kind(),
                    TransportErrorKind::UnexpectedRedirect,
                    "{label}"
                );
                let ambiguous = matches!(status, 301..=303);
                assert_eq!(error.effect() == Effect::MaybeApplied, ambiguous, "{label}");
                assert_eq!(error.attempts().len(), 1, "{label}");
                let shown = error.location().unwrap_or_default();
                assert!(!shown.contains("word"), "{label}: {shown}");
                rows += 1;
            }
            assert_eq!(server.count(), 2, "{status} {location}");
            for request in server.requests() {
                // The server itself got all of it.
                let all = format!("{request:?}{}", request.text());
                for secret in SECRETS {
                    assert!(all.contains(secret), "{secret} in {all}");
                }
            }
        }
        assert_eq!(other.saw(), (0, 0), "{status}");
    }
    aloud(&format!("origin: {rows} redirects followed by nobody"));
}

/// The request for a token carries the client's own secret: neither it nor the call behind it goes anywhere else.
#[tokio::test]
async fn a_token_endpoint_that_redirects_takes_no_secret_with_it() {
    for status in [301, 302, 303, 307, 308] {
        let other = Other::start();
        let location = format!("http://127.0.0.1:{}/token", other.port);
        let answer = Answer::status(status).header("location", &location);
        let server = Server::deciding(move |_| answer.clone());
        let make = || {
            let credential = Credential::client_credentials("/token", "me", "secret-canary", &[]);
            shop::builder(&server)
                .credential(&shop::TOKEN, credential)
                .clock(Arc::new(ManualClock::new()))
        };
        for (transport, client) in clients(make) {
            let before = server.count();
            let error = shop::get_order(&client, "o1").await.unwrap_err();
            let ErrorKind::Build(problem) = error.kind() else {
                panic!("{status} through {transport}: {error:?}");
            };
            assert!(matches!(problem, BuildError::Refresh(_)), "{problem:?}");
            assert_eq!(server.count() - before, 1, "{status} through {transport}");
        }
        assert!(
            server
                .requests()
                .iter()
                // The base64 of `me:secret-canary`.
                .all(|it| it.header("authorization") == Some("Basic bWU6c2VjcmV0LWNhbmFyeQ=="))
        );
        assert_eq!(other.saw(), (0, 0), "{status}");
    }
}

#[tokio::test]
async fn the_place_of_a_redirect_is_shown_without_credentials() {
    let rows = [
        ("/a?b=c#d", "/a"),
        ("https://a.example/b?c=d", "https://a.example/b"),
        ("https://user:word@a.example/b", "https://a.example/b"),
        ("https://us@er:wo@rd@a.example/b", "https://a.example/b"),
        ("//user:word@a.example/b", "//a.example/b"),
        ("https://a.example/@user", "https://a.example/@user"),
        ("https://a.example/b//c@d", "https://a.example/b//c@d"),
        ("https://user:word@a.example", "https://a.example"),
    ];
    for (location, expected) in rows {
        let server = Server::answering([Answer::status(302).header("location", location)]);
        let client = shop::client(&server);
        let error = shop::get_order(&client, "o1").await.unwrap_err();
        assert_eq!(error.location().as_deref(), Some(expected), "{location}");
    }
    let unreadable = b"HTTP/1.1 302 x\r\nlocation: \xff\r\ncontent-length: 0\r\n\r\n";
    let server = Server::answering([Answer::raw(unreadable.to_vec())]);
    let error = shop::get_order(&shop::client(&server), "o1")
        .await
        .unwrap_err();
    assert_eq!(error.location(), None);
}

static LINKED: Operation = Operation {
    id: "linked",
    template: "/orders",
    path: &["/orders"],
    pagination: Some(&Pagination::by(PageTurn::Link)),
    method: Method::Get,
    idempotency: None,
    ..SUBMIT
};

static NEXT: Operation = Operation {
    id: "next",
    pagination: Some(&Pagination {
        items: Some("/data"),
        ..Pagination::by(PageTurn::Url("/next"))
    }),
    ..LINKED
};

#[tokio::test]
async fn a_next_link_takes_nothing_to_another_origin() {
    let other = Other::start();
    let port = other.port;
    let urls = [
        format!("http://127.0.0.1:{port}/v1/orders"),
        format!("//127.0.0.1:{port}/v1/orders"),
        format!("http://user@127.0.0.1:{port}/v1/orders"),
        format!("HTTP://127.0.0.1:{port}/v1/orders"),
        format!("http:\\\\127.0.0.1:{port}\\v1\\orders"),
        format!("\\\\127.0.0.1:{port}\\v1"),
        format!("/\\127.0.0.1:{port}/v1"),
        format!("///127.0.0.1:{port}/v1"),
        "/admin".to_owned(),
        "/v1/../admin".to_owned(),
        "/v1/%2e%2E/admin".to_owned(),
        "javascript:alert(1)".to_owned(),
        "file:///etc/passwd".to_owned(),
    ];
    let mut rows = 0;
    for url in &urls {
        for operation in [&LINKED, &NEXT] {
            let escaped = url.replace('\\', "\\\\");
            let body = format!(r#"{{"data":[1],"next":"{escaped}"}}"#);
            let server = Server::deciding({
                let link = format!("<{url}>; rel=\"next\"");
                move |_| Answer::json(200, body.clone()).header("link", &link)
            });
            for (transport, client) in clients(|| builder(&server)) {
                let label = format!("{url} of {} through {transport}", operation.id);
                let before = server.count();
                let mut pages = Call::<Value, ShopError>::new(&client, operation).pages();
                pages.next().await.expect("a page").expect("the first page");
                let error = pages.next().await.expect("a refusal").unwrap_err();
                let ErrorKind::Build(problem) = error.kind() else {
                    panic!("{label}: {error:?}");
                };
                let refused = matches!(problem, BuildError::Origin | BuildError::Page(_));
                assert!(refused, "{label}: {problem:?}");
                assert!(pages.next().await.is_none(), "{label}");
                assert_eq!(server.count() - before, 1, "{label}");
                rows += 1;
            }
        }
    }
    assert_eq!(other.saw(), (0, 0));
    aloud(&format!("origin: {rows} next links refused"));
}

static FILE: Operation = Operation {
    id: "file",
    template: "/files/{name}/raw",
    path: &["/files/", "/raw"],
    ..Operation::DEFAULT
};

#[tokio::test]
async fn a_path_parameter_stays_one_segment() {
    let sent = [
        ("a", "a"),
        ("a/b", "a%2Fb"),
        ("../b", "..%2Fb"),
        ("a\\b", "a%5Cb"),
        ("a?b#c", "a%3Fb%23c"),
        ("%41", "%2541"),
        ("%2e%2e%2f", "%252e%252e%252f"),
        ("a;b=c", "a%3Bb%3Dc"),
        ("a b\n\r\t\0", "a%20b%0A%0D%09%00"),
        ("...", "..."),
        ("~-._", "~-._"),
        ("\u{e4}\u{1f511}", "%C3%A4%F0%9F%94%91"),
        ("@:!$&'()*+,=", "%40%3A%21%24%26%27%28%29%2A%2B%2C%3D"),
    ];
    let refused = ["", ".", "..", "%2e", "%2E", "%2e%2E", ".%2e", "%2e."];
    let server = Server::deciding(|_| Answer::status(204));
    for (transport, client) in clients(|| builder(&server)) {
        for (value, expected) in sent {
            let call = Call::<(), ShopError>::new(&client, &FILE).path("name", value);
            call.await.unwrap();
            let target = server.requests().pop().expect("the request came").target;
            assert_eq!(target, format!("/v1/files/{expected}/raw"), "{transport}");
        }
        let before = server.count();
        for value in refused {
            let call = Call::<(), ShopError>::new(&client, &FILE).path("name", value);
            let error = call.await.unwrap_err();
            let ErrorKind::Build(problem) = error.kind() else {
                panic!("{value:?}: {error:?}");
            };
            assert!(
                matches!(problem, BuildError::PathParameter("name")),
                "{value:?}: {problem:?}"
            );
            assert_eq!(error.effect(), Effect::NotSent);
        }
        assert_eq!(server.count(), before);
    }
    aloud(&format!(
        "origin: {} path values sent, {} refused, per transport",
        sent.len(),
        refused.len()
    ));
}

struct Headed {
    trace: Option<String>,
}

params!(Headed {
    0 trace: Parameter::header("X-Trace"),
});

#[tokio::test]
async fn a_header_stays_one_line_and_is_never_the_runtime_s_own() {
    let server = Server::deciding(|_| Answer::status(204));
    for (transport, client) in clients(|| builder(&server)) {
        let before = server.count();
        for value in [
            "a\r\nx: y-canary",
            "a\ny-canary",
            "a\ry",
            "a\0y",
            "\u{7f}",
            "\u{e4}",
        ] {
            let params = Headed {
                trace: Some(value.to_owned()),
            };
            let call = Call::<(), ShopError>::new(&client, &FILE).path("name", "n");
            let error = call.params(&params).await.unwrap_err();
            let ErrorKind::Build(problem) = error.kind() else {
                panic!("{transport} {value:?}: {error:?}");
            };
            assert!(matches!(problem, BuildError::Parameter("X-Trace")));
            assert!(
                !format!("{error} {error:?}").contains("canary"),
                "{error:?}"
            );
            let call = Call::<(), ShopError>::new(&client, &FILE).path("name", "n");
            let error = call.header("x-own", value).await.unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::Build(_)),
                "{value:?}: {error:?}"
            );
            assert!(
                !format!("{error} {error:?}").contains("canary"),
                "{error:?}"
            );
        }
        for name in [
            "authorization",
            "Proxy-Authorization",
            "host",
            "Content-Length",
            "transfer-encoding",
            "Connection",
            "keep-alive",
            "Content-Type",
            "content-encoding",
            "Accept-Encoding",
            "cookie",
            "TE",
            "trailer",
            "upgrade",
            "expect",
            "Idempotency-Key",
            "",
            "a b",
            "a:b",
            "a\nb",
            "\u{e4}",
        ] {
            let call = Call::<(), ShopError>::new(&client, &SUBMIT);
            let error = call.header(name, "v").await.unwrap_err();
            let ErrorKind::Build(problem) = error.kind() else {
                panic!("{transport} {name:?}: {error:?}");
            };
            assert!(matches!(problem, BuildError::Header(_)), "{name:?}");
        }
        assert_eq!(server.count(), before, "{transport}");
    }
}

#[test]
fn credentials_do_not_travel_in_the_clear() {
    let build = |url: &str| Client::builder(&shop::API).base_url(url);
    let with_key = |url: &str| build(url).credential(&shop::KEY, Credential::secret("sk_canary"));
    for url in [
        "http://api.example",
        "http://10.0.0.1:80/v1",
        "http://127.0.0.1.example",
    ] {
        let problem = with_key(url).build().err();
        assert!(matches!(problem, Some(BuildError::InsecureOrigin)), "{url}");
        assert!(build(url).build().is_ok(), "without a credential: {url}");
        assert!(with_key(url).allow_insecure_http().build().is_ok(), "{url}");
    }
    for url in [
        "http://127.0.0.1:8080",
        "http://localhost",
        "http://[::1]:1",
        "https://a.example",
    ] {
        assert!(with_key(url).build().is_ok(), "{url}");
    }
    for url in [
        "https://user:word-canary@a.example",
        "https://user:word-canary@a.example:8443",
        "https://a.example?api_key=word-canary",
    ] {
        let problem = with_key(url).build().expect_err("no base URL");
        let shown = format!("{problem} {problem:?}");
        assert!(
            matches!(problem, BuildError::BaseUrl) && !shown.contains("canary"),
            "{shown}"
        );
    }
}

/// Proxies are not taken from the environment: a child process with the usual variables goes straight to its server.
#[test]
fn proxy_variables_are_not_read() {
    const CHILD: &str = "FAULTCODE_ORIGIN_CHILD";
    if let Ok(url) = std::env::var(CHILD) {
        let client = Client::builder(&shop::API)
            .base_url(url)
            .credential(&shop::TOKEN, Credential::secret(CANARY))
            .build()
            .unwrap();
        shop::get_order(&client, "o1").send_blocking().unwrap();
        return;
    }
    let proxy = Other::start();
    let server = Server::answering([Answer::json(200, r#"{"id":"o1"}"#)]);
    let mut child = again::command(module_path!(), "proxy_variables_are_not_read");
    child.env(CHILD, server.url());
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        child.env(name, format!("http://127.0.0.1:{}", proxy.port));
    }
    let done = child.output().expect("a child process");
    assert!(done.status.success(), "{done:?}");
    assert_eq!((server.count(), proxy.saw()), (1, (0, 0)));
    let request = server.request();
    for name in [
        "referer",
        "cookie",
        "accept-encoding",
        "proxy-authorization",
    ] {
        assert_eq!(request.header(name), None, "{name}");
    }
}
