//! Bodies that are files, streams and parts: what is on the wire, and when they are sent again.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::thread::JoinHandle;

use faultcode_runtime::body::FormData;
use faultcode_runtime::errors::{StopReason, TransportErrorKind};
use faultcode_runtime::testing::Fake;
use faultcode_runtime::transports::ReqwestTransport;
use faultcode_runtime::{Bytes, Call, Client, Effect, ErrorKind, FilePart, Upload};
use faultcode_tests::folder::Folder;
use faultcode_tests::shop::{self, ShopError};
use faultcode_tests::{Answer, Server};

/// Pieces, one by one.
struct Pieces(std::vec::IntoIter<io::Result<Bytes>>);

impl futures_core::Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next())
    }
}

fn pieces(texts: &[&'static str]) -> Pieces {
    let all: Vec<_> = texts.iter().map(|text| Ok(Bytes::from(*text))).collect();
    Pieces(all.into_iter())
}

fn failing() -> Pieces {
    let gone = Err(io::Error::other("the disk is gone"));
    Pieces(vec![Ok(Bytes::from("begun ")), gone].into_iter())
}

/// A client of each transport.
fn clients(server: &Server) -> [(&'static str, Client); 2] {
    let reqwest = ReqwestTransport::new(reqwest::Client::builder()).unwrap();
    let reqwest = shop::builder(server).transport(reqwest).build().unwrap();
    [("hyper", shop::client(server)), ("reqwest", reqwest)]
}

fn place(client: &Client) -> Call<(), ShopError> {
    Call::new(client, &shop::PLACE_ORDER)
}

fn pay(client: &Client) -> Call<(), ShopError> {
    Call::new(client, &shop::PAY)
}

const MEDIA: &str = "application/octet-stream";

#[tokio::test]
async fn a_body_of_known_length_says_so_and_another_one_is_chunked() {
    let folder = Folder::new("upload");
    let path = folder.file("body");
    std::fs::write(&path, "from a file").unwrap();
    let server = Server::deciding(|_| Answer::status(204));
    for (name, client) in clients(&server) {
        let uploads = [
            (Upload::from("in memory"), "in memory", Some("9")),
            (Upload::from(""), "", Some("0")),
            (Upload::file(&path).unwrap(), "from a file", Some("11")),
            (Upload::stream(pieces(&["a", "", "bc"])), "abc", None),
            (
                Upload::stream(pieces(&["a", "bc"])).with_length(3),
                "abc",
                Some("3"),
            ),
            (Upload::reader(io::Cursor::new("read")), "read", None),
            (Upload::repeatable(|| pieces(&["again"])), "again", None),
        ];
        for (upload, body, length) in uploads {
            let before = server.count();
            assert_eq!(upload.length().map(|it| it.to_string()).as_deref(), length);
            place(&client).upload(MEDIA, upload).await.unwrap();
            let request = server.requests().remove(before);
            assert_eq!(request.text(), body, "{name}");
            assert_eq!(request.header("content-type"), Some(MEDIA));
            assert_eq!(request.header("content-length"), length, "{name}: {body}");
            let chunked = length.is_none().then_some("chunked");
            assert_eq!(
                request.header("transfer-encoding"),
                chunked,
                "{name}: {body}"
            );
        }
    }
}

#[tokio::test]
async fn what_was_read_once_is_not_sent_again() {
    for index in 0..2 {
        let server = Server::answering([Answer::status(503), Answer::status(204)]);
        let (name, client) = clients(&server).into_iter().nth(index).unwrap();
        let stream = Upload::stream(pieces(&["a", "b"]));
        // A key makes the call safe to repeat, and the answer asks for it; only the body stands in the way.
        let error = pay(&client).upload(MEDIA, stream).await.unwrap_err();
        assert_eq!(
            error.stop_reason(),
            Some(StopReason::NotReplayable),
            "{name}"
        );
        assert_eq!(server.count(), 1, "{name}");
    }
}

#[tokio::test]
async fn what_can_be_made_anew_is_sent_again() {
    let made = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&made);
    let server = Server::answering([Answer::nothing(), Answer::status(503), Answer::status(204)]);
    let upload = Upload::repeatable(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        pieces(&["a", "b"])
    });
    pay(&shop::client(&server))
        .upload(MEDIA, upload)
        .await
        .unwrap();
    let requests = server.requests();
    assert_eq!(made.load(Ordering::Relaxed), 3);
    assert!(requests.iter().all(|request| request.body == b"ab"));
    assert!(
        requests
            .iter()
            .all(|request| request.header("idempotency-key")
                == requests[0].header("idempotency-key"))
    );
}

#[tokio::test]
async fn a_stream_that_nobody_read_survives_a_refused_connection() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let listening = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(30));
        let listener = TcpListener::bind(address).unwrap();
        let (mut stream, _) = listener.accept().unwrap();
        let text = read_until(&mut stream, b"0\r\n\r\n");
        stream
            .write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
            .unwrap();
        text
    });
    let client = Client::builder(&shop::API)
        .base_url(format!("http://{address}/v1"))
        .credential(&shop::TOKEN, faultcode_runtime::Credential::secret("t"))
        .build()
        .unwrap();
    let policy = faultcode_runtime::RetryPolicy {
        max_attempts: 40,
        ..faultcode_runtime::RetryPolicy::STANDARD
    };
    let upload = Upload::stream(pieces(&["whole"]));
    place(&client)
        .upload(MEDIA, upload)
        .retry(policy)
        .await
        .unwrap();
    assert!(
        listening
            .join()
            .unwrap()
            .contains("\r\n\r\n5\r\nwhole\r\n0\r\n\r\n")
    );
}

/// Reads one connection until these bytes have come, or the client closed it.
fn read_until(stream: &mut TcpStream, end: &[u8]) -> String {
    let mut all = Vec::new();
    let mut buffer = [0; 4096];
    while !all.windows(end.len()).any(|window| window == end) {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(read) => all.extend_from_slice(&buffer[..read]),
        }
    }
    String::from_utf8_lossy(&all).into_owned()
}

/// A server that hangs up as soon as it has read some of the body.
fn killing(connections: usize) -> (String, JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let counting = std::thread::spawn(move || {
        let mut seen = 0;
        for stream in listener.incoming().take(connections) {
            let mut stream = stream.unwrap();
            read_until(&mut stream, b"begun");
            seen += 1;
        }
        seen
    });
    (url, counting)
}

/// A stream that says something and then waits for ever.
struct Begun(Option<Bytes>);

impl futures_core::Stream for Begun {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0
            .take()
            .map_or(Poll::Pending, |piece| Poll::Ready(Some(Ok(piece))))
    }
}

#[tokio::test]
async fn an_upload_that_is_cut_off_is_ambiguous_and_stays_so() {
    for reqwest in [false, true] {
        let (url, counting) = killing(1);
        let mut builder = Client::builder(&shop::API)
            .base_url(url)
            .credential(&shop::TOKEN, faultcode_runtime::Credential::secret("t"));
        if reqwest {
            let transport = ReqwestTransport::new(reqwest::Client::builder()).unwrap();
            builder = builder.transport(transport);
        }
        let client = builder.build().unwrap();
        let upload = Upload::stream(Begun(Some(Bytes::from("begun"))));
        let error = pay(&client).upload(MEDIA, upload).await.unwrap_err();
        assert_eq!(error.effect(), Effect::MaybeApplied);
        assert_eq!(error.stop_reason(), Some(StopReason::NotReplayable));
        assert_eq!(error.attempts().len(), 1);
        assert_eq!(counting.join().unwrap(), 1);
    }
}

#[tokio::test]
async fn parts_that_can_be_read_again_are_sent_again_with_their_key() {
    let (url, counting) = killing(3);
    let client = Client::builder(&shop::API)
        .base_url(url)
        .credential(&shop::TOKEN, faultcode_runtime::Credential::secret("t"))
        .build()
        .unwrap();
    let body = FormData::new().text("purpose", "scan").file(
        "file",
        FilePart::new(Upload::repeatable(|| pieces(&["begun"]))),
    );
    let error = pay(&client)
        .multipart("multipart/form-data", &body)
        .await
        .unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
    assert_eq!(counting.join().unwrap(), 3);
}

#[tokio::test]
async fn a_stream_that_fails_is_our_own_fault() {
    let cases: [fn() -> Upload; 3] = [
        || Upload::stream(failing()),
        || Upload::repeatable(|| pieces(&["begun", "more"])).with_length(6),
        || Upload::repeatable(|| pieces(&["begun"])).with_length(6),
    ];
    for case in cases {
        for reqwest in [false, true] {
            let (url, counting) = killing(1);
            let mut builder = Client::builder(&shop::API)
                .base_url(url)
                .credential(&shop::TOKEN, faultcode_runtime::Credential::secret("t"));
            if reqwest {
                let transport = ReqwestTransport::new(reqwest::Client::builder()).unwrap();
                builder = builder.transport(transport);
            }
            let client = builder.build().unwrap();
            let error = pay(&client).upload(MEDIA, case()).await.unwrap_err();
            let ErrorKind::Transport(fault) = error.kind() else {
                panic!("{error:?}")
            };
            assert_eq!(
                fault.kind(),
                TransportErrorKind::Upload,
                "reqwest: {reqwest}"
            );
            assert_eq!(error.attempts().len(), 1);
            drop((client, error));
            // An attempt that never connected is waited for by nobody.
            drop(counting);
        }
    }
}

#[tokio::test]
async fn a_silent_stream_stalls() {
    let server = Server::deciding(|_| Answer::status(204));
    let client = shop::builder(&server)
        .stall_timeout(std::time::Duration::from_millis(40))
        .build()
        .unwrap();
    let upload = Upload::stream(Begun(Some(Bytes::from("begun"))));
    let error = place(&client).upload(MEDIA, upload).await.unwrap_err();
    let ErrorKind::Transport(fault) = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(fault.kind(), TransportErrorKind::Stalled);
}

#[tokio::test]
async fn parts_are_written_as_rfc_7578_says() {
    let server = Server::deciding(|_| Answer::status(204));
    let large = "x".repeat(40_000);
    let body = FormData::new()
        .text("title", "\u{e4}")
        .json("meta", &faultcode_runtime::Value::from("a\"b"))
        .file("empty", "")
        .file(
            "file",
            FilePart::from(large.clone())
                .with_file_name("a \"b\".txt")
                .with_content_type("text/plain")
                .with_header("X-Kind", "scan"),
        );
    for (name, client) in clients(&server) {
        let before = server.count();
        place(&client)
            .multipart("multipart/form-data; charset=utf-8", &body)
            .await
            .unwrap();
        let request = server.requests().remove(before);
        let media = request.header("content-type").unwrap().to_owned();
        let boundary = media
            .strip_prefix("multipart/form-data; boundary=")
            .unwrap();
        assert_eq!(boundary.len(), 32, "{name}: {media}");
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n\u{e4}\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n\
             \"a\\\"b\"\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"empty\"; filename=\"empty\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a %22b%22.txt\"\r\n\
             Content-Type: text/plain\r\nX-Kind: scan\r\n\r\n{large}\r\n--{boundary}--\r\n"
        );
        assert_eq!(request.text(), expected, "{name}");
        let length = expected.len().to_string();
        assert_eq!(
            request.header("content-length"),
            Some(length.as_str()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn the_fake_reads_a_stream_to_its_end() {
    let fake = Fake::new(&[]);
    let client = Client::builder(&shop::API)
        .transport(fake.clone())
        .credential(&shop::TOKEN, faultcode_runtime::Credential::secret("t"))
        .build()
        .unwrap();
    let upload = Upload::stream(pieces(&["a", "bc"]));
    place(&client).upload(MEDIA, upload).await.unwrap();
    assert_eq!(fake.requests()[0].request.body(), "abc");
    let error = place(&client)
        .upload(MEDIA, Upload::stream(failing()))
        .await
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport(_)));
}
