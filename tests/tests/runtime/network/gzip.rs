//! Compressed answers. What is compressed here, gzip(1) has compressed.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use faultcode_runtime::errors::{DecodeErrorKind, TransportErrorKind};
use faultcode_runtime::observe::{Observer, Seen};
use faultcode_runtime::{Client, Effect, ErrorKind};
use faultcode_tests::shop::{self, Order, ShopError};
use faultcode_tests::{Answer, Server, again, aloud};

use super::{BOTH, Over};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut child = Command::new("gzip")
        .arg("-c")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("gzip is there");
    let mut to = child.stdin.take().expect("its input was asked for");
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || to.write_all(&bytes));
    let output = child.wait_with_output().expect("gzip ends");
    writer.join().expect("no panic").expect("gzip reads it all");
    output.stdout
}

fn zipped(status: u16, body: impl Into<Vec<u8>>) -> Answer {
    Answer::body(status, "application/json", body).header("content-encoding", "gzip")
}

fn client(over: Over, server: &Server) -> Client {
    let builder = over
        .builder(&server.url(), None, None)
        .expect("no settings");
    builder
        .gzip()
        .body_limit(1 << 20)
        .build()
        .expect("a client")
}

const ORDER: &[u8] = br#"{"id": "o1"}"#;

#[tokio::test]
async fn what_is_compressed_is_decoded() {
    let (one, other) = ORDER.split_at(5);
    let two_members = [gzip(one), gzip(other)].concat();
    let long = format!(r#"{{"id": "o1", "more": "{}"}}"#, "x y ".repeat(100_000));
    let answers = [
        zipped(200, gzip(ORDER)),
        zipped(200, gzip(ORDER)).chunked_by(1),
        // RFC 1952 section 2.2: a file is a series of members.
        zipped(200, two_members.clone()),
        zipped(200, two_members).chunked_by(7),
        zipped(200, gzip(long.as_bytes())).chunked_by(100),
        Answer::body(200, "application/json", gzip(ORDER)).header("content-encoding", "X-GZIP"),
        Answer::body(200, "application/json", gzip(ORDER))
            .header("content-encoding", "identity, gzip"),
        // A server need not compress.
        Answer::body(200, "application/json", ORDER),
        Answer::body(200, "application/json", ORDER).header("content-encoding", "identity"),
    ];
    for over in BOTH {
        for answer in &answers {
            let server = Server::answering([answer.clone()]);
            let order = shop::get_order(&client(over, &server), "o1")
                .send_with_meta()
                .await;
            let order = order.unwrap_or_else(|error| panic!("{over:?} {answer:?}: {error:?}"));
            assert_eq!(order.value, Order::new("o1"));
            let kept = order.meta.headers().get("content-encoding");
            assert!(kept.is_none_or(|it| it == "identity"), "{over:?} {kept:?}");
            assert_eq!(server.request().header("accept-encoding"), Some("gzip"));
        }
    }
}

#[tokio::test]
async fn nothing_is_asked_for_or_decoded_unless_it_is_switched_on() {
    for over in BOTH {
        let server = Server::answering([zipped(200, gzip(ORDER))]);
        let client = over.client(&server.url(), None, None);
        let error = shop::get_order(&client, "o1").await.unwrap_err();
        let ErrorKind::Decode(error) = error.kind() else {
            panic!("{over:?} {error:?}")
        };
        assert!(
            matches!(error.kind(), DecodeErrorKind::ContentCoding(_)),
            "{error:?}"
        );
        assert_eq!(server.request().header("accept-encoding"), None, "{over:?}");
    }
}

#[tokio::test]
async fn an_error_that_is_compressed_is_the_same_error() {
    for over in BOTH {
        let body = gzip(br#"{"code": "INSUFFICIENT_BALANCE", "details": {"required": 5}}"#);
        let server = Server::answering([zipped(402, body), zipped(404, "")]);
        let client = client(over, &server);
        let error = shop::pay(&client, &Order::new("o1")).await.unwrap_err();
        assert!(
            matches!(error.api(), Some(ShopError::InsufficientBalance(it)) if it.required == 5),
            "{over:?} {error:?}"
        );
        // Nothing at all is nothing, whatever its coding.
        let error = shop::pay(&client, &Order::new("o1")).await.unwrap_err();
        assert!(
            error.api().is_some() && error.status() == Some(404),
            "{over:?} {error:?}"
        );
    }
}

/// Cut at every byte, and changed at every byte.
#[tokio::test]
async fn what_is_damaged_is_an_error_and_no_data() {
    let whole = gzip(ORDER);
    // Behind the head of ten bytes; what stands in the head besides its mark says nothing of the content.
    for over in BOTH {
        let mut kinds = std::collections::BTreeMap::new();
        for at in 1..whole.len() {
            let cut = zipped(200, &whole[..at]);
            let mut changed = whole.clone();
            changed[at] ^= 0xff;
            let damaged = [(true, cut), (at >= 10, zipped(200, changed))];
            for answer in damaged.into_iter().filter_map(|(is, it)| is.then_some(it)) {
                let server = Server::answering([answer.clone()]);
                let client = client(over, &server);
                // What was read to its end must be what was meant, or nothing.
                let error = shop::place_order(&client, &Order::new("o1")).await;
                let error = error.expect_err("damaged");
                let fault = error.fault().unwrap_or_else(|| panic!("{at}: {error:?}"));
                *kinds.entry(fault.as_str()).or_insert(0) += 1;
                assert_eq!(
                    error.effect(),
                    Effect::MaybeApplied,
                    "{over:?} {at} {fault:?}"
                );
                assert_eq!(error.attempts().len(), 1, "{over:?} {at} {fault:?}");
            }
        }
        let kinds: Vec<&str> = kinds.into_keys().collect();
        assert_eq!(kinds, ["bodyInterrupted", "encoding"], "{over:?}");
    }
}

#[tokio::test]
async fn a_connection_that_breaks_within_is_told_as_without() {
    for over in BOTH {
        let server = Server::answering([zipped(200, gzip(ORDER)).cut_body(15)]);
        let error = shop::place_order(&client(over, &server), &Order::new("o1")).await;
        let fault = error.unwrap_err().fault();
        assert_eq!(fault, Some(TransportErrorKind::BodyInterrupted), "{over:?}");
    }
}

#[tokio::test]
async fn a_download_is_decoded_while_it_arrives() {
    let text: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    for over in BOTH {
        let whole = gzip(&text);
        let file = |bytes: &[u8]| {
            let answer = Answer::body(200, "application/octet-stream", bytes);
            answer.header("content-encoding", "gzip").chunked_by(1000)
        };
        let server = Server::answering([file(&whole), file(&whole[..whole.len() / 2])]);
        let client = client(over, &server);
        let download = shop::get_order(&client, "o1").download().await.unwrap();
        assert_eq!(download.size(), None);
        // The client's limit is none of a download.
        let bytes = download.into_bytes(10 << 20).await.unwrap();
        assert!(bytes == text, "{over:?}: {} bytes", bytes.len());
        let download = shop::get_order(&client, "o1").download().await.unwrap();
        assert!(download.into_bytes(10 << 20).await.is_err(), "{over:?}");
    }
}

/// RFC 9110 section 14: a range is one of the encoded form.
#[tokio::test]
async fn a_part_is_not_asked_for_in_compressed_form() {
    let server = Server::answering([Answer::body(206, "application/json", ORDER)]);
    let client = client(Over::Hyper, &server);
    let order = shop::get_order(&client, "o1")
        .header("range", "bytes=0-11")
        .await;
    assert!(order.is_ok());
    assert_eq!(server.request().header("accept-encoding"), None);
}

#[derive(Clone, Default)]
struct Bodies(Arc<Mutex<Vec<String>>>);

impl Observer for Bodies {
    fn see(&self, seen: &Seen<'_>) {
        if let Seen::Ended(ended) = seen {
            let body = ended.body.unwrap_or("").to_owned();
            self.0.lock().unwrap().push(body);
        }
    }

    fn body_limit(&self) -> usize {
        1000
    }
}

#[tokio::test]
async fn observers_see_what_was_decoded() {
    let server = Server::answering([zipped(200, gzip(ORDER))]);
    let bodies = Bodies::default();
    let builder = shop::builder(&server).gzip().observer(bodies.clone());
    let order = shop::get_order(&builder.build().unwrap(), "o1").await;
    assert!(order.is_ok());
    assert_eq!(*bodies.0.lock().unwrap(), [r#"{"id": "o1"}"#]);
}

/// In a process of its own, whose memory is measured.
#[test]
fn a_bomb_ends_at_the_limit_of_the_body() {
    let run = again::command(module_path!(), "bomb").output();
    let run = run.expect("the test starts again");
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(
        run.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let figures = said.lines().find(|line| line.starts_with("bomb: "));
    aloud(figures.expect("it says what it measured"));
}

#[test]
#[ignore = "started by the test above, in a process of its own"]
fn bomb() {
    const EACH: usize = 1 << 20;
    const MIB: usize = 256;
    // Members are decoded one after the other, so that one of them is enough to make.
    let bomb = gzip(&vec![0; EACH]).repeat(MIB);
    let size = bomb.len();
    let server = Server::deciding(move |request| {
        let status = if request.method == "GET" { 200 } else { 500 };
        zipped(status, bomb.clone())
    });
    let peak = || -> usize {
        let status = std::fs::read_to_string("/proc/self/status").expect("Linux says it");
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let digits = line.unwrap_or("").split_whitespace().nth(1);
        digits
            .and_then(|it| it.parse().ok())
            .expect("a number of kB")
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        // What everything but the body takes.
        for over in BOTH {
            let small = Server::answering([Answer::body(200, "application/json", ORDER)]);
            assert!(shop::get_order(&client(over, &small), "o1").await.is_ok());
        }
        let before = peak();
        for over in BOTH {
            let client = client(over, &server);
            let error = shop::get_order(&client, "o1").await.unwrap_err();
            let ErrorKind::Decode(decode) = error.kind() else {
                panic!("{over:?} {error:?}")
            };
            assert_eq!(*decode.kind(), DecodeErrorKind::TooLarge, "{over:?}");
            assert_eq!(error.effect(), Effect::Applied);
            let error = shop::place_order(&client, &Order::new("o1"))
                .await
                .unwrap_err();
            assert_eq!(error.status(), Some(500), "{over:?}");
            assert!(error.meta().body_truncated(), "{over:?}");
        }
        let grown = peak() - before;
        println!("bomb: {size} bytes stand for {MIB} MiB; memory grew by {grown} kB at most");
        // Twice a body of the limit, the bomb itself on both ends of its sockets, and what threads take.
        assert!(grown < 12 << 10, "{grown} kB");
    });
}
