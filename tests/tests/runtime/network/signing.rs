//! Signatures over what is sent. They are checked by `openssl`, and by the examples of RFC 9421.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use faultcode_runtime::document::Parameter;
use faultcode_runtime::signing::{HttpSignature, SignError, Signing};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{BuildError, Effect, ErrorKind, Secret, Upload};
use faultcode_tests::shop::{self, CANARY, Order};
use faultcode_tests::{Answer, Request, Server};

use super::BOTH;

fn ok() -> Answer {
    Answer::json(200, r#"{"id": "o1"}"#)
}

/// HMAC with SHA-256 in Base64, as openssl makes it.
fn hmac(key: &[u8], message: &[u8]) -> String {
    let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let key = format!("hexkey:{key}");
    let mac = openssl(
        &[
            "dgst", "-sha256", "-mac", "HMAC", "-macopt", &key, "-binary",
        ],
        message,
    );
    let text = openssl(&["base64", "-A"], &mac);
    String::from_utf8(text).expect("Base64 is text")
}

fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("openssl is there");
    let mut to = child.stdin.take().expect("its input was asked for");
    to.write_all(input).expect("openssl reads it");
    drop(to);
    let output = child.wait_with_output().expect("openssl ends");
    assert!(output.status.success(), "{arguments:?}");
    output.stdout
}

/// A vendor's way: over method, address, time, key and body.
fn text_of(request: &Request, host: &str) -> Vec<u8> {
    let header = |name| request.header(name).unwrap_or("");
    let head = format!(
        "{} http://{host}{}\n{}\n{}\n",
        request.method,
        request.target,
        header("authorization"),
        header("idempotency-key")
    );
    [head.as_bytes(), &request.body].concat()
}

#[tokio::test]
async fn the_last_bytes_are_signed_at_every_attempt() {
    for over in BOTH {
        let server = Server::answering([Answer::status(503), ok()]);
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let signer = move |request: &mut Signing<'_>| {
            let attempt = count.fetch_add(1, Ordering::SeqCst);
            let header = |name: &str| {
                let value = request.headers().get(name);
                value
                    .and_then(|it| it.to_str().ok())
                    .unwrap_or("")
                    .to_owned()
            };
            let head = format!(
                "{} {}://{}{}\n{}\n{}\n",
                request.method(),
                request.scheme(),
                request.authority(),
                request.path(),
                header("authorization"),
                header("idempotency-key"),
            );
            let body = request.body().cloned().unwrap_or_default();
            let text = [head.as_bytes(), &body].concat();
            request.set("x-attempt", &attempt.to_string())?;
            request.set("x-signature", &hmac(b"known to both", &text))
        };
        let builder = over.builder(&server.url(), None, None).unwrap();
        let client = builder.signer(signer).build().unwrap();
        assert!(
            shop::pay(&client, &Order::new("o1")).await.is_ok(),
            "{over:?}"
        );
        let requests = server.requests();
        assert_eq!(requests.len(), 2, "{over:?}");
        for (attempt, request) in requests.iter().enumerate() {
            let host = format!("127.0.0.1:{}", server.port());
            let text = text_of(request, &host);
            assert!(!request.body.is_empty() && request.header("idempotency-key").is_some());
            let expected = hmac(b"known to both", &text);
            assert_eq!(
                request.header("x-signature"),
                Some(expected.as_str()),
                "{over:?}"
            );
            let number = attempt.to_string();
            assert_eq!(
                request.header("x-attempt"),
                Some(number.as_str()),
                "{over:?}"
            );
        }
    }
}

#[tokio::test]
async fn what_cannot_be_signed_is_not_sent() {
    let server = Server::answering([Answer::status(503), ok()]);
    let asked = AtomicUsize::new(0);
    // The first attempt is sent, the second is not.
    let signer = move |_: &mut Signing<'_>| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => Ok(()),
        _ => Err(SignError::new("the key is in the safe")),
    };
    let builder = shop::builder(&server).clock(Arc::new(ManualClock::new()));
    let client = builder.signer(signer).build().unwrap();
    for (count, effect) in [(1, Effect::MaybeApplied), (1, Effect::NotSent)] {
        let error = shop::pay(&client, &Order::new("o1")).await.unwrap_err();
        let ErrorKind::Build(BuildError::Signing(_)) = error.kind() else {
            panic!("{error:?}")
        };
        assert!(error.to_string().contains("in the safe"), "{error}");
        assert_eq!((server.count(), error.effect()), (count, effect));
        assert!(
            error.idempotency_key().is_some(),
            "the call can be continued"
        );
    }
}

#[tokio::test]
async fn a_signer_changes_neither_the_message_nor_its_place() {
    let server = Server::answering([ok()]);
    let signer = |request: &mut Signing<'_>| {
        for name in [
            "Host",
            "content-length",
            "Transfer-Encoding",
            "connection",
            "a b",
            "Expect",
        ] {
            assert!(request.set(name, "1").is_err(), "{name}");
        }
        assert!(request.set("x-ok", "a\r\nb: c").is_err());
        assert!(request.set("authorization", "a\nb").is_err());
        request.set("Authorization", "Scheme Credential=1")
    };
    let client = shop::builder(&server).signer(signer).build().unwrap();
    assert!(shop::place_order(&client, &Order::new("o1")).await.is_ok());
    let request = server.request();
    assert_eq!(request.header("authorization"), Some("Scheme Credential=1"));
    assert!(!format!("{request:?}").contains(CANARY));
}

#[tokio::test]
async fn a_call_without_credentials_is_not_signed() {
    let server = Server::answering([ok()]);
    let signer = |request: &mut Signing<'_>| request.set("x-signature", "1");
    let client = shop::builder(&server).signer(signer).build().unwrap();
    let call = shop::get_order(&client, "o1").without_credentials();
    assert!(call.await.is_ok());
    assert_eq!(server.request().header("x-signature"), None);
}

/// RFC 9421 appendix B.2.5, whose key and signature base stand there. openssl says what the signature of that base is.
#[tokio::test]
async fn a_signature_is_that_of_the_published_example() {
    let key = openssl(
        &["base64", "-d", "-A"],
        b"uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==",
    );
    let base = "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\
        \"@authority\": example.com\n\
        \"content-type\": application/json\n\
        \"@signature-params\": (\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"";
    let published = "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=";
    assert_eq!(hmac(&key, base.as_bytes()), published);

    let server = Server::answering([ok()]);
    let proxy = faultcode_runtime::transports::Proxy::new(server.url());
    let signature = HttpSignature::hmac_sha256("test-shared-secret", Secret::new(key))
        .label("sig-b25")
        .covering(&["date", "@authority", "content-type"]);
    assert!(!format!("{signature:?}").contains("187"));
    let at = UNIX_EPOCH + Duration::from_secs(1_618_884_473);
    let clock = Arc::new(ManualClock::at(at));
    // The host of the example is reached by way of our server.
    let builder = super::Over::Hyper.builder("http://EXAMPLE.com:80", Some(proxy), None);
    let client = builder
        .unwrap()
        .clock(clock)
        .signer(signature)
        .build()
        .unwrap();
    let call = shop::place_order(&client, &Order::new("o1"));
    assert!(
        call.header("date", "Tue, 20 Apr 2021 02:07:55 GMT")
            .await
            .is_ok()
    );
    let request = server.request();
    assert_eq!(
        request.header("signature-input"),
        Some(
            "sig-b25=(\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\""
        )
    );
    let expected = format!("sig-b25=:{published}:");
    assert_eq!(request.header("signature"), Some(expected.as_str()));
}

/// RFC 9421 section 2.2, with the values of its examples.
#[tokio::test]
async fn each_part_of_a_request_has_the_value_that_the_specification_says() {
    let server = Server::deciding(|_| ok());
    let signed = Arc::new(std::sync::Mutex::new(String::new()));
    let base = Arc::clone(&signed);
    let signature = HttpSignature::new("k", move |text: &[u8]| {
        *base.lock().unwrap() = String::from_utf8_lossy(text).into_owned();
        Ok(vec![1, 2, 3])
    });
    let signature = signature.covering(&[
        "@method",
        "@target-uri",
        "@authority",
        "@scheme",
        "@request-target",
        "@path",
        "@query",
        "content-digest",
        "x-list",
    ]);
    let url = server.url();
    let builder = super::Over::Hyper.builder(&url, None, None).unwrap();
    let client = builder.signer(signature).build().unwrap();
    let host = url.trim_start_matches("http://");
    for (query, behind_path) in [("", ""), ("from=a%20b&to=c", "?from=a%20b&to=c")] {
        let call = shop::place_order(&client, &Order::new("o1"));
        let call = match query.is_empty() {
            true => call,
            false => {
                let call = call.param(Parameter::query("from"), "a b");
                call.param(Parameter::query("to"), "c")
            }
        };
        assert!(call.header("x-list", "  a, b  ").await.is_ok());
        let text = signed.lock().unwrap().clone();
        let requests = server.requests();
        let request = requests.last().unwrap();
        assert_eq!(request.target, format!("/orders{behind_path}"));
        let digest = openssl(&["dgst", "-sha256", "-binary"], &request.body);
        let digest = String::from_utf8(openssl(&["base64", "-A"], &digest)).unwrap();
        let lines = [
            "\"@method\": POST".to_owned(),
            format!("\"@target-uri\": {url}/orders{behind_path}"),
            format!("\"@authority\": {host}"),
            "\"@scheme\": http".to_owned(),
            format!("\"@request-target\": /orders{behind_path}"),
            "\"@path\": /orders".to_owned(),
            format!("\"@query\": ?{query}"),
            format!("\"content-digest\": sha-256=:{digest}:"),
            "\"x-list\": a, b".to_owned(),
        ];
        let given: Vec<&str> = text.lines().take(lines.len()).collect();
        assert_eq!(given, lines);
        assert_eq!(request.header("signature"), Some("sig1=:AQID:"));
    }
}

#[tokio::test]
async fn what_is_not_there_cannot_be_signed() {
    let server = Server::deciding(|_| ok());
    for part in ["x-absent", "@status", "@query-param", "Date", "a\"b"] {
        let signature = HttpSignature::hmac_sha256("k", Secret::new(vec![1])).covering(&[part]);
        let client = shop::builder(&server).signer(signature).build().unwrap();
        let error = shop::place_order(&client, &Order::new("o1"))
            .await
            .unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Build(BuildError::Signing(_))),
            "{part}"
        );
    }
    assert_eq!(server.count(), 0);
}

/// The digest of a body that is read while it is sent, the caller knows, or nobody.
#[tokio::test]
async fn a_stream_is_signed_by_the_digest_that_its_caller_states() {
    let server = Server::deciding(|_| ok());
    let signature = || {
        let signature = HttpSignature::hmac_sha256("k", Secret::new(vec![1]));
        signature.covering(&["content-digest"])
    };
    let client = shop::builder(&server).signer(signature()).build().unwrap();
    let call = || {
        let call: faultcode_runtime::Call<Order, shop::ShopError> =
            faultcode_runtime::Call::new(&client, &shop::PLACE_ORDER);
        call.upload("text/plain", Upload::reader(&b"abc"[..]))
    };
    let error = call().await.unwrap_err();
    assert!(error.to_string().contains("Content-Digest"), "{error}");
    assert_eq!(server.count(), 0);
    let digest = "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:";
    assert!(call().header("content-digest", digest).await.is_ok());
    assert!(server.request().header("signature").is_some());
}
