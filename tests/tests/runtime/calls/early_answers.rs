//! An answer that comes before the body is taken decides, although the connection is reset behind it.
//!
//! The server reads a head and a part of the body, writes its refusal and closes. What it left unread makes its system reset
//! the connection (RFC 9293 section 3.10.4; RFC 9112 section 9.6 describes what that does to a client that is still writing).

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use faultcode_runtime::errors::StopReason;
use faultcode_runtime::transports::ReqwestTransport;
use faultcode_runtime::{
    Bytes, Call, Client, Credential, Effect, EndpointError as _, ErrorKind, Upload,
};
use faultcode_tests::script::{Script, Step};
use faultcode_tests::shop::{self, ShopError};

/// As many as show a loss of one in thirty with near certainty.
const UPLOADS: usize = 120;

/// More than the buffers of a connection hold.
const SIZE: usize = 24 << 20;

const REFUSAL: &str = r#"{"success":false,"code":"TOO_LARGE","message":"at most 1 MiB"}"#;

/// Refuses every request without reading its body: its URL. `read` bytes of the body are read before the answer.
fn refusing(read: u64, answer: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    // Ends with the process, and owns nothing that outlives it.
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            // One that cannot be answered shows as a loss.
            let _ = refuse(stream, read, &answer);
        }
    });
    url
}

fn refuse(mut stream: TcpStream, read: u64, answer: &str) -> io::Result<()> {
    let mut from = BufReader::with_capacity(1024, stream.try_clone()?);
    let mut line = String::new();
    while from.read_line(&mut line)? > 2 {
        line.clear();
    }
    io::copy(&mut from.take(read), &mut io::sink())?;
    stream.write_all(answer.as_bytes())
    // Dropped with bytes unread: the system sends a reset.
}

/// So many bytes, by 64 KiB.
struct Pieces(usize);

impl futures_core::Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        static PIECE: [u8; 64 * 1024] = [b'x'; 64 * 1024];
        let left = self.0.saturating_sub(PIECE.len());
        let ended = std::mem::replace(&mut self.0, left) == 0;
        Poll::Ready((!ended).then(|| Ok(Bytes::from_static(&PIECE))))
    }
}

fn client(url: &str, reqwest: bool) -> Client {
    let builder = Client::builder(&shop::API)
        .base_url(url)
        .attempt_timeout(Duration::from_secs(20))
        .credential(&shop::TOKEN, Credential::secret("t"));
    match reqwest {
        false => builder.build().unwrap(),
        true => {
            let transport = ReqwestTransport::new(reqwest::Client::builder()).unwrap();
            builder.transport(transport).build().unwrap()
        }
    }
}

const MEDIA: &str = "application/octet-stream";

/// How many of the uploads end with what the server said. None of them may end as something else than that, or as a broken
/// connection of which nobody knows what became.
async fn told(url: &str, reqwest: bool, upload: impl Fn() -> Upload) -> usize {
    let client = client(url, reqwest);
    let mut told = 0;
    for _ in 0..UPLOADS {
        // Not repeat-safe: a refusal ends it, and so does a broken connection.
        let call = Call::<(), ShopError>::new(&client, &shop::PLACE_ORDER);
        let error = call.upload(MEDIA, upload()).await.unwrap_err();
        assert_eq!(error.attempts().len(), 1);
        if let ErrorKind::Transport(_) = error.kind() {
            assert_eq!(
                (error.status(), error.effect()),
                (None, Effect::MaybeApplied)
            );
            continue;
        }
        assert_eq!(
            (error.status(), error.effect()),
            (Some(413), Effect::Rejected)
        );
        let Some(refused) = error.api() else {
            panic!("{error:?}")
        };
        // Through reqwest the status may be all that is left.
        assert!(refused.code() == Some("TOO_LARGE") || (reqwest && refused.code().is_none()));
        told += 1;
    }
    told
}

fn answers() -> [String; 3] {
    let head = "HTTP/1.1 413 Content Too Large\r\ncontent-type: application/json\r\n";
    let length = REFUSAL.len();
    [
        format!("{head}content-length: {length}\r\nconnection: close\r\n\r\n{REFUSAL}"),
        format!("{head}transfer-encoding: chunked\r\n\r\n{length:x}\r\n{REFUSAL}\r\n0\r\n\r\n"),
        // Ends with the connection.
        format!("{head}\r\n{REFUSAL}"),
    ]
}

async fn every_upload(reqwest: bool, least: usize) {
    for read in [0, 100_000] {
        for answer in answers() {
            let url = refusing(read, answer.clone());
            let whole = told(&url, reqwest, || Upload::from(vec![b'x'; SIZE])).await;
            assert!(
                whole >= least,
                "{whole} of {UPLOADS}: {answer}, {read} read"
            );
            let pieces = told(&url, reqwest, || Upload::repeatable(|| Pieces(SIZE))).await;
            assert!(
                pieces >= least,
                "{pieces} of {UPLOADS}: {answer}, {read} read"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_refusal_is_heard() {
    every_upload(false, UPLOADS).await;
}

/// reqwest gives nobody a connection, so that a failed write cannot be made to wait; what is lost is told apart from what is
/// refused. By itself it hears fewer than half of those whose body nobody reads.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nearly_every_refusal_is_heard_through_reqwest() {
    every_upload(true, UPLOADS * 3 / 4).await;
}

/// A stream that is silent, after a piece if it has any.
struct Silent(Option<Bytes>);

impl futures_core::Stream for Silent {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0
            .take()
            .map_or(Poll::Pending, |piece| Poll::Ready(Some(Ok(piece))))
    }
}

const WAITED: &str =
    "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const DONE: &str = "HTTP/1.1 204 No Content\r\n\r\n";

/// RFC 9110 section 15.5.9: the server did not receive the request in the time that it was prepared to wait. Where nothing of
/// the body was sent, that is true; where something was, a gateway may have passed it on.
#[tokio::test]
async fn a_server_that_waited_for_the_body_is_asked_again_unless_it_got_some() {
    for reqwest in [false, true] {
        for (first, again) in [(None, true), (Some(Bytes::from_static(b"begun")), false)] {
            // The head, and a piece where there is one; more does not come.
            let head = Step::Read(60);
            let script = Script::new(
                [vec![
                    head,
                    Step::Wait(Duration::from_millis(300)),
                    Step::write(WAITED),
                ]],
                vec![Step::Serve(DONE.into())],
            );
            let client = client(&format!("http://{}/v1", script.address()), reqwest);
            let made = std::sync::atomic::AtomicUsize::new(0);
            let piece = first.clone();
            let upload = Upload::repeatable(
                move || -> Pin<Box<dyn futures_core::Stream<Item = _> + Send>> {
                    match made.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
                        0 => Box::pin(Silent(piece.clone())),
                        _ => Box::pin(Pieces(1)),
                    }
                },
            );
            let call = Call::<(), ShopError>::new(&client, &shop::PLACE_ORDER);
            let outcome = call.upload(MEDIA, upload).await;
            if again {
                outcome.unwrap();
                assert_eq!(script.connections(), 2, "reqwest: {reqwest}");
                continue;
            }
            let error = outcome.unwrap_err();
            assert_eq!(error.status(), Some(408), "reqwest: {reqwest}");
            assert_eq!(error.effect(), Effect::MaybeApplied, "reqwest: {reqwest}");
            assert_eq!(error.stop_reason(), Some(StopReason::UnsafeToRepeat));
            assert_eq!(script.connections(), 1, "reqwest: {reqwest}");
        }
    }
}
