//! What a broken server cannot do to a client, case by case, where the case stands in no other module: slow lookups, connections
//! that end unsaid, drips, bodies without end, keys that are echoed, tokens of another origin, and what lies about on the machine.
//! `tests/promise.yaml` lists which case is shown where. Each is short, so that they stand together.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use faultcode_runtime::document::{Envelope, Operation};
use faultcode_runtime::errors::{StopReason, TokenError, TransportErrorKind};
use faultcode_runtime::testing::{Fake, ManualClock, Reply};
use faultcode_runtime::transports::ReqwestTransport;
use faultcode_runtime::{Call, Client, ClientBuilder, Credential, Effect, Token};
use faultcode_tests::folder::Folder;
use faultcode_tests::script::{Script, Step};
use faultcode_tests::shop::{self, CANARY, Order, ShopError, TOKEN};
use faultcode_tests::traces::{self, Traces};
use faultcode_tests::{Answer, Server, again};

const ORDER: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{\"id\":\"o1\"}";

fn order() -> Answer {
    Answer::json(200, r#"{"id": "o1"}"#)
}

fn builder(url: &str) -> ClientBuilder {
    Client::builder(&shop::API)
        .base_url(url)
        .credential(&TOKEN, Credential::secret(CANARY))
}

fn reqwest_transport() -> ReqwestTransport {
    ReqwestTransport::new(reqwest::Client::builder().no_proxy()).expect("a usable transport")
}

/// The client over each transport.
fn clients(make: impl Fn() -> ClientBuilder) -> [(&'static str, Client); 2] {
    let (hyper, reqwest) = (make(), make().transport(reqwest_transport()));
    [
        ("hyper", hyper.build().expect("usable parts")),
        ("reqwest", reqwest.build().expect("usable parts")),
    ]
}

/// Reads up to the end of one request; whether there was one.
fn read_request(stream: &mut TcpStream) -> bool {
    let is_whole = |request: &[u8]| {
        let text = String::from_utf8_lossy(request).to_ascii_lowercase();
        text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let mut lines = head.lines();
            let length = lines.find_map(|line| line.strip_prefix("content-length:"));
            let length = length.and_then(|text| text.trim().parse().ok());
            body.len() >= length.unwrap_or(0)
        })
    };
    let (mut request, mut piece) = (Vec::new(), [0; 4096]);
    while !is_whole(&request) {
        match stream.read(&mut piece) {
            Ok(read @ 1..) => request.extend_from_slice(&piece[..read]),
            _ => return false,
        }
    }
    true
}

/// A resolver that never ends.
struct Lost;

impl reqwest::dns::Resolve for Lost {
    fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
        Box::pin(std::future::pending())
    }
}

/// As long as a name has no address, nothing has left, and even a call without a key is made again.
#[tokio::test]
async fn r01_a_lookup_that_never_ends_has_sent_nothing() {
    let builder_of = reqwest::Client::builder()
        .no_proxy()
        .dns_resolver(Arc::new(Lost))
        .connect_timeout(Duration::from_millis(60));
    let transport = ReqwestTransport::new(builder_of).expect("a usable transport");
    let clock = ManualClock::new();
    let client = builder("http://shop.invalid/v1")
        .allow_insecure_http()
        .transport(transport)
        .clock(Arc::new(clock.clone()))
        .build()
        .expect("usable parts");
    let error = shop::place_order(&client, &Order::new("o1"))
        .await
        .unwrap_err();
    assert_eq!(error.fault(), Some(TransportErrorKind::ConnectTimeout));
    assert_eq!(error.effect(), Effect::NotSent);
    assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
    assert_eq!((error.attempts().len(), clock.waits().len()), (3, 2));
}

/// What the deadline of a call cuts off while there is no connection was not sent either: a lookup, and a handshake of TLS that
/// nobody answers.
#[tokio::test]
async fn r01_a_deadline_before_there_is_a_connection_has_sent_nothing() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = silent.local_addr().expect("its address");
    let lost = reqwest::Client::builder()
        .no_proxy()
        .dns_resolver(Arc::new(Lost));
    let lost = ReqwestTransport::new(lost).expect("a usable transport");
    let lookup = builder("http://shop.invalid/v1")
        .allow_insecure_http()
        .transport(lost);
    let rows = [
        ("a lookup", lookup),
        ("a handshake", builder(&format!("https://{address}/v1"))),
    ];
    let deadline = Duration::from_millis(80);
    for (name, builder) in rows {
        let client = builder.build().expect("usable parts");
        let order = Order::new("o1");
        // With a body and without one.
        let with = shop::place_order(&client, &order).timeout(deadline);
        let without = shop::get_order(&client, "o1").timeout(deadline);
        for call in [with, without] {
            let begun = std::time::Instant::now();
            let error = call.await.unwrap_err();
            assert!(begun.elapsed() < 20 * deadline, "{name}");
            assert_eq!(error.effect(), Effect::NotSent, "{name}: {error:?}");
            assert!(error.is_timeout() && error.is_retry_safe(), "{name}");
            assert_eq!(
                error.stop_reason(),
                Some(StopReason::DeadlineExceeded),
                "{name}"
            );
        }
        // An attempt that ends by itself as early proves the same.
        let call = shop::place_order(&client, &order).attempt_timeout(deadline);
        let call = call.retry_with(|retries| retries.max_attempts(1));
        let error = call.await.unwrap_err();
        assert_eq!(error.effect(), Effect::NotSent, "{name}: {error:?}");
    }
}

/// The same deadline proves nothing once there is a connection.
#[tokio::test]
async fn r01_a_deadline_after_that_proves_nothing() {
    for reqwest in [false, true] {
        let server = Server::deciding(|_| Answer::nothing().stall());
        let builder = builder(&format!("{}/v1", server.url()));
        let builder = match reqwest {
            false => builder,
            true => builder.transport(reqwest_transport()),
        };
        let client = builder.build().expect("usable parts");
        let deadline = Duration::from_millis(300);
        let order = Order::new("o1");
        let call = shop::place_order(&client, &order).timeout(deadline);
        let error = call.await.unwrap_err();
        assert_eq!(error.effect(), Effect::MaybeApplied, "reqwest {reqwest}");
        assert_eq!(error.fault(), Some(TransportErrorKind::Timeout));
        assert_eq!(server.count(), 1);
        // Without a body, too.
        let call = Call::<(), ShopError>::new(&client, &shop::SETTLE);
        let call = call.without_credentials().timeout(deadline);
        let error = call.await.unwrap_err();
        assert_eq!(error.effect(), Effect::MaybeApplied, "reqwest {reqwest}");
        assert_eq!(server.count(), 2);
    }
}

/// A server that answers as if the connection went on, and ends it; its URL, and how often it has done so.
fn ending() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/v1", listener.local_addr().expect("its address"));
    let ended = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&ended);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            if read_request(&mut stream) {
                // The client may be gone.
                let _ = stream.write_all(ORDER.as_bytes());
                let _ = stream.shutdown(Shutdown::Both);
                counter.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    (url, ended)
}

/// Calls without a key, which nobody may repeat: each has its answer, and is made once.
#[tokio::test]
async fn r04_connections_that_end_while_they_are_idle_cost_nothing() {
    for reqwest in [false, true] {
        let (url, ended) = ending();
        let builder = builder(&url).retry_with(|retries| retries.max_attempts(1));
        let builder = match reqwest {
            false => builder,
            true => builder.transport(reqwest_transport()),
        };
        let client = builder.build().expect("usable parts");
        for number in 1..=200 {
            let placed = shop::place_order(&client, &Order::new("o1")).await;
            placed.unwrap_or_else(|error| panic!("{number}, reqwest {reqwest}: {error:?}"));
            // The end has to be there before the next request, or it would not be an idle connection that ends.
            while ended.load(Ordering::SeqCst) < number {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        assert_eq!(ended.load(Ordering::SeqCst), 200);
    }
}

/// A byte now and then is no silence. It ends with the time of the attempt, not with the patience of the server.
#[tokio::test]
async fn r07_a_drip_ends_with_its_attempt() {
    let drip = |text: &str| -> Vec<Step> {
        let bytes = text.bytes();
        let steps = bytes.flat_map(|byte| {
            let wait = Step::Wait(Duration::from_millis(30));
            [Step::Write(vec![byte]), wait]
        });
        steps.collect()
    };
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 300\r\n\r\n";
    let body = "a".repeat(300);
    let rows = [
        ("a head", drip(head), None),
        (
            "a body",
            [vec![Step::write(head)], drip(&body)].concat(),
            Some(200),
        ),
    ];
    let limit = Duration::from_millis(400);
    for (name, steps, status) in rows {
        let script = Script::new([[vec![Step::Request], steps].concat()], Vec::new());
        let client = builder(&format!("http://{}/v1", script.address()))
            .attempt_timeout(limit)
            .stall_timeout(Duration::from_secs(10))
            .retry_with(|retries| retries.max_attempts(1))
            .build()
            .expect("usable parts");
        let error = shop::place_order(&client, &Order::new("o1"))
            .await
            .unwrap_err();
        assert_eq!(error.fault(), Some(TransportErrorKind::Timeout), "{name}");
        assert_eq!(error.effect(), Effect::MaybeApplied, "{name}");
        assert_eq!(error.status(), status, "{name}");
        let elapsed = error.attempts()[0].elapsed;
        assert!(limit <= elapsed && elapsed < 20 * limit, "{elapsed:?}");
    }
}

/// What is wrong with a certificate, or with a proxy, is as wrong a moment later.
#[tokio::test]
async fn r11_what_a_certificate_or_a_proxy_refuses_is_not_tried_again() {
    use TransportErrorKind::{Certificate, Connect, Proxy};
    for (kind, attempts) in [(Certificate, 1), (Proxy, 1), (Connect, 3)] {
        let fake = Fake::new(&[]);
        fake.then(&shop::PLACE_ORDER, Reply::fault(kind));
        let client = builder("https://shop.example/v1")
            .transport(fake.clone())
            .clock(Arc::new(ManualClock::new()))
            .build()
            .expect("usable parts");
        let error = shop::place_order(&client, &Order::new("o1"))
            .await
            .unwrap_err();
        assert_eq!(error.effect(), Effect::NotSent, "{kind:?}");
        assert_eq!(error.attempts().len(), attempts, "{kind:?}");
        assert_eq!(fake.requests().len(), attempts, "{kind:?}");
    }
}

/// A server that refuses with a body that goes on for as long as somebody reads; its URL, and how much it has written in the end.
fn endless(head: &'static str, piece: Vec<u8>) -> (String, mpsc::Receiver<usize>) {
    /// More than any client may take.
    const MOST: usize = 256 << 20;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/v1", listener.local_addr().expect("its address"));
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let Ok((mut stream, _)) = listener.accept() else {
            return;
        };
        if !read_request(&mut stream) || stream.write_all(head.as_bytes()).is_err() {
            return;
        }
        let mut written = 0;
        while written < MOST && stream.write_all(&piece).is_ok() {
            written += piece.len();
        }
        // The test may be over.
        let _ = sender.send(written);
    });
    (url, receiver)
}

#[tokio::test]
async fn r17_an_error_body_without_end_is_cut_and_its_connection_dropped() {
    let letters = vec![b'a'; 1 << 16];
    let chunk = [b"10000\r\n", &letters[..], b"\r\n"].concat();
    let rows = [
        (
            "HTTP/1.1 503 No\r\ncontent-type: application/json\r\ncontent-length: 1073741824\r\n\r\n",
            letters,
        ),
        (
            "HTTP/1.1 503 No\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
            chunk,
        ),
    ];
    for (head, piece) in rows {
        let (url, written) = endless(head, piece);
        let client = builder(&url).build().expect("usable parts");
        let error = shop::place_order(&client, &Order::new("o1"))
            .await
            .unwrap_err();
        assert_eq!(error.status(), Some(503), "{head}");
        assert_eq!(error.attempts().len(), 1, "{head}");
        assert!(error.body_truncated(), "{head}");
        assert!(error.expose_raw().len() <= 64 << 10, "{head}");
        // The connection ends in a task of this runtime, which goes on meanwhile.
        let wait = move || written.recv_timeout(Duration::from_secs(20));
        let written = tokio::task::spawn_blocking(wait).await.expect("no panic");
        let written = written.expect("the connection was dropped");
        assert!(written < 32 << 20, "{head}: {written} bytes were taken");
    }
}

/// Has a request id in its body, too.
static IDENTIFIED: Operation = Operation {
    id: "identified",
    template: "/identified",
    path: &["/identified"],
    envelopes: &[Envelope {
        request_id: Some(&["meta", "request_id"]),
        ..shop::ENVELOPE
    }],
    ..Operation::DEFAULT
};

#[tokio::test]
async fn r24_a_request_id_is_kept_where_the_rest_does_not_decode() {
    let odd = r#"{"id": 5, "meta": {"request_id": "of-the-body"}}"#;
    let refused = r#"{"code": 5, "meta": {"request_id": "of-the-body"}}"#;
    let (of_body, of_head) = (Some("of-the-body"), Some("of-the-head"));
    let rows = [
        (200, odd, None, of_body),
        (200, odd, of_head, of_head),
        (404, refused, None, of_body),
        (404, refused, of_head, of_head),
        (200, "<html>", of_head, of_head),
        (200, r#"{"meta": {"request_id": "of-the-bo"#, None, None),
    ];
    for (status, body, header, expected) in rows {
        let mut answer = Answer::json(status, body);
        if let Some(id) = header {
            answer = answer.header("x-request-id", id);
        }
        let server = Server::answering([answer]);
        let client = Client::builder(&shop::API)
            .base_url(server.url())
            .retry_with(|retries| retries.max_attempts(1))
            .build()
            .expect("usable parts");
        let call = Call::<Order, ShopError>::new(&client, &IDENTIFIED);
        let error = call.await.unwrap_err();
        assert_eq!(error.request_id(), expected, "{status} {body} {header:?}");
    }
}

#[tokio::test]
async fn r37_a_key_of_another_body_is_an_error_that_does_not_show_it() {
    let traces = Traces::start();
    let refusal =
        r#"{"code": "KEY_REUSED", "message": "key-canary-37 was used with another body"}"#;
    let server = Server::answering([Answer::json(409, refusal), order()]);
    let client = shop::client(&server);
    let error = shop::pay(&client, &Order::new("o2"))
        .idempotency_key("key-canary-37")
        .await
        .unwrap_err();
    assert!(matches!(error.api(), Some(ShopError::KeyReused(_))));
    assert_eq!((server.count(), error.attempts().len()), (1, 1));
    // Whoever asks for the key has it, and no log does.
    let key = error.idempotency_key().map(|key| key.as_str().to_owned());
    assert_eq!(key.as_deref(), Some("key-canary-37"));
    let logged = format!(
        "{}{}{}",
        traces.text(),
        traces::shown(&error),
        error.support_report()
    );
    assert!(logged.contains("KEY_REUSED"), "{logged}");
    assert!(!logged.contains("key-canary"), "{logged}");
}

/// The code of an answer is a text of the server, whatever becomes of the answer: a redirect, half a body, a success, a refusal.
#[tokio::test]
async fn r57_a_code_that_echoes_the_secret_is_scrubbed_whatever_the_answer_becomes() {
    let traces = Traces::start();
    let body =
        format!(r#"{{"id": "o1", "code": "no-{CANARY}", "message": "refused, says {CANARY}"}}"#);
    let cut = body.find("refused").expect("the message");
    let whole = |status| Answer::json(status, body.clone());
    let answers = [
        ("refusal", whole(418)),
        ("redirect", whole(307).header("location", "/elsewhere")),
        ("not modified", whole(304)),
        ("broken refusal", whole(418).cut_body(cut)),
        ("broken redirect", whole(307).cut_body(cut)),
        ("broken success", whole(200).cut_body(cut)),
        (
            "success that does not fit",
            Answer::json(200, body.replace(r#""id": "o1""#, r#""id": 1"#)),
        ),
    ];
    for (name, answer) in answers {
        let server = Server::answering(std::iter::repeat_n(answer, 3));
        let outcome = shop::place_order(&shop::client(&server), &Order::new("o1")).await;
        let error = outcome.expect_err(name);
        let shown = format!("{}{}", traces::shown(&error), error.support_report());
        assert!(!shown.contains(CANARY), "{name}: {shown}");
        assert!(
            !error.code().is_some_and(|code| code.contains(CANARY)),
            "{name}"
        );
    }
    let server = Server::answering([whole(200)]);
    let order = shop::place_order(&shop::client(&server), &Order::new("o1"))
        .send_with_meta()
        .await;
    let meta = order.expect("a success").meta;
    assert!(!format!("{meta:?}").contains(CANARY), "{meta:?}");
    assert!(!traces.text().contains(CANARY), "{}", traces.text());
}

/// One credential in two clients, as when a program goes over to another tenant or another environment.
#[tokio::test]
async fn r49_a_token_of_one_origin_is_not_sent_to_another() {
    let count = Arc::new(AtomicUsize::new(0));
    let source = move |_previous: Option<Token>| {
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        async move { Ok::<_, TokenError>(Token::new(format!("t{number}"))) }
    };
    let credential = Credential::source(source);
    let (one, other) = (Server::deciding(|_| order()), Server::deciding(|_| order()));
    let of = |server: &Server| {
        let builder = shop::builder(server).credential(&TOKEN, credential.clone());
        builder.build().expect("usable parts")
    };
    let (first, second) = (of(&one), of(&other));
    for client in [&first, &second, &first, &second] {
        shop::get_order(client, "o1").await.unwrap();
    }
    let sent = |server: &Server| -> Vec<String> {
        let requests = server.requests();
        let tokens = requests.iter().filter_map(|it| it.header("authorization"));
        tokens.map(str::to_owned).collect()
    };
    assert_eq!(sent(&one), ["Bearer t1", "Bearer t1"]);
    assert_eq!(sent(&other), ["Bearer t2", "Bearer t2"]);
}

/// Needs no credential.
static OPEN: Operation = Operation {
    id: "open",
    template: "/open",
    path: &["/open"],
    ..Operation::DEFAULT
};

/// A child process among files with passwords, of a server that hands out cookies: its requests carry neither, nor where they
/// come from, nor a wish for a coding. Of proxies, `origin` says the same.
#[test]
fn r58_nothing_that_lies_about_is_sent() {
    const CHILD: &str = "FAULTCODE_AMBIENT_CHILD";
    if let Ok(url) = std::env::var(CHILD) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            for (_, client) in clients(|| Client::builder(&shop::API).base_url(&url)) {
                for _ in 0..2 {
                    Call::<(), ShopError>::new(&client, &OPEN).await.unwrap();
                }
            }
        });
        return;
    }
    let folder = Folder::new("ambient");
    let passwords = "machine 127.0.0.1 login user password word-canary\ndefault login user password word-canary\n";
    for name in [".netrc", "_netrc"] {
        std::fs::write(folder.file(name), passwords).expect("the folder is ours");
    }
    let server =
        Server::deciding(|_| Answer::status(204).header("set-cookie", "sid=cookie-canary; Path=/"));
    let done = again::command(module_path!(), "r58_nothing_that_lies_about_is_sent")
        .env(CHILD, server.url())
        .env("HOME", folder.path())
        .env("USERPROFILE", folder.path())
        .env("NETRC", folder.file(".netrc"))
        .output()
        .expect("a child process");
    assert!(done.status.success(), "{done:?}");
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    for request in requests {
        for name in [
            "authorization",
            "proxy-authorization",
            "cookie",
            "referer",
            "accept-encoding",
        ] {
            assert_eq!(request.header(name), None, "{name}");
        }
    }
}
