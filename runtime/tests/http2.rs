//! What HTTP/2 can prove: streams that are refused, connections that go away, and what proves nothing. The server writes
//! its frames by hand.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use faultcode_runtime::document::{Api, Method, Operation};
use faultcode_runtime::errors::{StopReason, TransportErrorKind};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::HyperTransport;
use faultcode_runtime::{
    Bytes, Call, Client, ClientBuilder, Effect, Error, ErrorKind, Unrecognized, Upload,
    endpoint_error,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls;
use tokio_rustls::server::TlsStream;

static API: Api = Api {
    name: "frames",
    ..Api::DEFAULT
};

static POST: Operation = Operation {
    id: "post",
    method: Method::Post,
    path: &["/post"],
    template: "/post",
    ..Operation::DEFAULT
};

static GET: Operation = Operation {
    id: "get",
    path: &["/get"],
    template: "/get",
    ..Operation::DEFAULT
};

#[derive(Clone)]
enum NoError {
    Unrecognized(Unrecognized),
}

endpoint_error!(NoError {});

/// What the server does with one request, once it is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Answer,
    /// `RST_STREAM` with that code.
    Rst(u32),
    /// `GOAWAY` that names the stream before this one as the last, with that code; then the end.
    GoAwayBefore(u32),
    /// `GOAWAY` that names this stream as the last, with that code; then the end, without an answer.
    GoAwayWith(u32),
    /// The same, and the answer before the end.
    GoAwayAndAnswer,
    /// A head, then `RST_STREAM` with that code.
    HeadAndRst(u32),
    /// A head and half a body, then the end.
    HalfBody,
    /// The end of the connection.
    End,
    /// A frame that cannot be.
    Nonsense,
    /// A thousand `PING`s, then the answer.
    Pings,
    /// A head, a thousand frames of no data, then the rest of the answer.
    EmptyData,
    /// A head, then frames of no data for as long as they are taken.
    NoEnd,
}

const NO_ERROR: u32 = 0;
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;
const CANCEL: u32 = 8;
const ENHANCE_YOUR_CALM: u32 = 11;

struct Server {
    port: u16,
    authority: Vec<u8>,
    /// The acts that are left, and how many requests were complete.
    state: Arc<Mutex<(Vec<Act>, usize)>>,
}

impl Server {
    async fn new(acts: &[Act]) -> Self {
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a key");
        let authority = own.cert.der().to_vec();
        let key = rustls::pki_types::PrivateKeyDer::Pkcs8(own.signing_key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the usual versions")
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key)
            .expect("a usable certificate");
        config.alpn_protocols = vec![b"h2".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(Mutex::new((acts.to_vec(), 0)));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, shared) = (acceptor.clone(), Arc::clone(&shared));
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        // The client may end the connection at any time.
                        let _ = serve(stream, &shared).await;
                    }
                });
            }
        });
        Self {
            port,
            authority,
            state,
        }
    }

    fn requests(&self) -> usize {
        self.state.lock().expect("no panic").1
    }

    fn builder(&self, attempts: u32) -> ClientBuilder {
        let second = Duration::from_secs(1);
        let authorities = [self.authority.clone()];
        let transport = HyperTransport::with_authorities(10 * second, &authorities);
        Client::builder(&API)
            .base_url(format!("https://localhost:{}", self.port))
            .transport(transport)
            .retry_with(move |retries| retries.max_attempts(attempts))
    }

    fn client(&self, attempts: u32) -> (Client, ManualClock) {
        let clock = ManualClock::new();
        let client = self.builder(attempts).clock(Arc::new(clock.clone()));
        (client.build().expect("a usable client"), clock)
    }

    /// A client whose attempts end after so long, by the clock of the machine.
    fn impatient(&self, attempt: Duration) -> Client {
        let client = self.builder(3).attempt_timeout(attempt).build();
        client.expect("a usable client")
    }
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u32).to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// `:status: 200` of the static table, without an end of the stream.
fn head(stream: u32) -> Vec<u8> {
    frame(1, 0x4, stream, &[0x88])
}

fn rst(stream: u32, code: u32) -> Vec<u8> {
    frame(3, 0, stream, &code.to_be_bytes())
}

fn go_away(last: u32, code: u32) -> Vec<u8> {
    let payload = [last.to_be_bytes(), code.to_be_bytes()].concat();
    frame(7, 0, 0, &payload)
}

async fn serve(
    mut stream: TlsStream<TcpStream>,
    state: &Mutex<(Vec<Act>, usize)>,
) -> std::io::Result<()> {
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await?;
    assert_eq!(&preface, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    stream.write_all(&frame(4, 0, 0, &[])).await?;
    loop {
        let mut start = [0; 9];
        stream.read_exact(&mut start).await?;
        let length = u32::from_be_bytes([0, start[0], start[1], start[2]]);
        let (kind, flags) = (start[3], start[4]);
        let id = u32::from_be_bytes([start[5], start[6], start[7], start[8]]);
        let mut payload = vec![0; length as usize];
        stream.read_exact(&mut payload).await?;
        match kind {
            4 if flags & 1 == 0 => stream.write_all(&frame(4, 1, 0, &[])).await?,
            6 if flags & 1 == 0 => stream.write_all(&frame(6, 1, 0, &payload)).await?,
            // Head or body with the end of the stream: the request is complete.
            0 | 1 if flags & 1 == 1 => {
                let act = {
                    let mut state = state.lock().expect("no panic");
                    state.1 += 1;
                    match state.0.is_empty() {
                        true => Act::Answer,
                        false => state.0.remove(0),
                    }
                };
                let answer = [head(id), frame(0, 1, id, b"done")].concat();
                let (bytes, ends) = match act {
                    Act::Answer => (answer, false),
                    Act::Rst(code) => (rst(id, code), false),
                    Act::GoAwayBefore(code) => (go_away(id.saturating_sub(2), code), true),
                    Act::GoAwayWith(code) => (go_away(id, code), true),
                    Act::GoAwayAndAnswer => ([go_away(id, NO_ERROR), answer].concat(), true),
                    Act::HeadAndRst(code) => ([head(id), rst(id, code)].concat(), false),
                    Act::HalfBody => ([head(id), frame(0, 0, id, b"do")].concat(), true),
                    Act::End => (Vec::new(), true),
                    // A stream of the server's that the client never asked for.
                    Act::Nonsense => (frame(0, 1, 8, b"x"), true),
                    Act::Pings => (
                        [frame(6, 0, 0, &[7; 8]).repeat(1000), answer].concat(),
                        false,
                    ),
                    Act::EmptyData => {
                        let nothing = frame(0, 0, id, b"").repeat(1000);
                        let rest = frame(0, 1, id, b"done");
                        ([head(id), nothing, rest].concat(), false)
                    }
                    Act::NoEnd => {
                        stream.write_all(&head(id)).await?;
                        loop {
                            stream.write_all(&frame(0, 0, id, b"").repeat(1000)).await?;
                        }
                    }
                };
                stream.write_all(&bytes).await?;
                stream.flush().await?;
                if ends {
                    return stream.shutdown().await;
                }
            }
            _ => {}
        }
    }
}

fn call(client: &Client, operation: &'static Operation) -> Call<Bytes, NoError> {
    let call = Call::<Bytes, NoError>::new(client, operation);
    match operation.id {
        "post" => call.upload("text/plain", Upload::from(b"body".to_vec())),
        _ => call,
    }
}

fn kind(error: &Error<NoError>) -> TransportErrorKind {
    match error.kind() {
        ErrorKind::Transport(error) => error.kind(),
        _ => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn what_was_never_started_is_sent_again_without_a_trace() {
    let rows = [
        Act::Rst(REFUSED_STREAM),
        Act::GoAwayBefore(NO_ERROR),
        Act::GoAwayBefore(ENHANCE_YOUR_CALM),
    ];
    for act in rows {
        for operation in [&GET, &POST] {
            let at = format!("{act:?} {}", operation.id);
            let server = Server::new(&[act, act]).await;
            let (client, clock) = server.client(2);
            let done = call(&client, operation).send_with_meta().await.unwrap();
            assert_eq!(done.value, "done", "{at}");
            assert_eq!(done.meta.attempts().len(), 1, "{at}");
            assert_eq!((server.requests(), clock.waits().len()), (3, 0), "{at}");
            let tokens = client.budget().and_then(|budget| budget.tokens());
            assert_eq!(tokens, Some(500), "{at}");

            // A third time is an attempt that failed, and one that may be repeated.
            let server = Server::new(&[act, act, act]).await;
            let (client, clock) = server.client(2);
            let done = call(&client, operation).send_with_meta().await.unwrap();
            assert_eq!(done.meta.attempts().len(), 2, "{at}");
            assert_eq!((server.requests(), clock.waits().len()), (4, 1), "{at}");

            // One attempt is one request.
            let server = Server::new(&[act]).await;
            let (client, _) = server.client(1);
            let error = call(&client, operation).await.unwrap_err();
            assert_eq!(kind(&error), TransportErrorKind::Refused, "{at}");
            assert_eq!(error.effect(), Effect::NotSent, "{at}");
            assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
            assert_eq!(server.requests(), 1, "{at}");
        }
    }
}

#[tokio::test]
async fn what_may_have_been_started_is_never_sent_twice() {
    use TransportErrorKind::{BodyInterrupted, Reset};
    let rows = [
        (Act::Rst(INTERNAL_ERROR), Reset),
        (Act::Rst(CANCEL), Reset),
        (Act::Rst(NO_ERROR), Reset),
        (Act::GoAwayWith(NO_ERROR), Reset),
        (Act::GoAwayWith(INTERNAL_ERROR), Reset),
        (Act::End, Reset),
        (Act::Nonsense, Reset),
        (Act::HeadAndRst(INTERNAL_ERROR), BodyInterrupted),
        (Act::HeadAndRst(REFUSED_STREAM), BodyInterrupted),
        (Act::HalfBody, BodyInterrupted),
    ];
    for (act, expected) in rows {
        let server = Server::new(&[act]).await;
        let (client, _) = server.client(3);
        let error = call(&client, &POST).await.unwrap_err();
        assert_eq!(kind(&error), expected, "{act:?}");
        assert_eq!(error.effect(), Effect::MaybeApplied, "{act:?}");
        assert_eq!(
            error.stop_reason(),
            Some(StopReason::UnsafeToRepeat),
            "{act:?}"
        );
        assert_eq!(server.requests(), 1, "{act:?}");

        // What only reads is repeated, as an attempt of its own.
        let server = Server::new(&[act]).await;
        let (client, _) = server.client(3);
        let done = call(&client, &GET).send_with_meta().await.unwrap();
        assert_eq!(
            (done.meta.attempts().len(), server.requests()),
            (2, 2),
            "{act:?}"
        );
    }
}

#[tokio::test]
async fn a_connection_that_goes_away_finishes_what_it_has() {
    let server = Server::new(&[Act::Answer, Act::GoAwayAndAnswer]).await;
    let (client, _) = server.client(1);
    for _ in 0..3 {
        assert_eq!(call(&client, &POST).await.unwrap(), "done");
    }
    assert_eq!(server.requests(), 3);
}

/// A client that is kept busy with frames that bring nothing still has its answer, or an error of its own, and asks once.
#[tokio::test]
async fn frames_that_bring_nothing_end_no_call_and_start_no_other() {
    let second = Duration::from_secs(1);
    for act in [Act::Pings, Act::EmptyData] {
        let server = Server::new(&[act]).await;
        let client = server.impatient(20 * second);
        match call(&client, &POST).send_with_meta().await {
            Ok(done) => {
                assert_eq!(done.value, "done", "{act:?}");
                assert_eq!(done.meta.attempts().len(), 1, "{act:?}");
            }
            // Whoever takes it for an attack may end the connection.
            Err(error) => assert_eq!(error.effect(), Effect::MaybeApplied, "{act:?}: {error:?}"),
        }
        assert_eq!(server.requests(), 1, "{act:?}");
    }
}

/// Neither a body that never ends nor one that is never taken outlasts the attempt.
#[tokio::test]
async fn a_stream_without_end_ends_with_its_attempt() {
    let attempt = Duration::from_millis(500);
    let server = Server::new(&[Act::NoEnd]).await;
    let client = server.impatient(attempt);
    let begun = std::time::Instant::now();
    let error = call(&client, &POST).await.unwrap_err();
    assert_eq!(error.effect(), Effect::MaybeApplied, "{error:?}");
    assert_eq!(error.stop_reason(), Some(StopReason::UnsafeToRepeat));
    assert!(begun.elapsed() < 20 * attempt, "{:?}", begun.elapsed());
    assert_eq!(server.requests(), 1);

    // The server opens no window, so that what does not fit into the first 65,535 bytes is never sent (RFC 9113 section 6.9.2).
    let server = Server::new(&[]).await;
    let client = server.impatient(attempt);
    let body = Upload::from(vec![b'a'; 200_000]);
    let sent = Call::<Bytes, NoError>::new(&client, &POST).upload("text/plain", body);
    let error = sent.await.unwrap_err();
    assert_eq!(kind(&error), TransportErrorKind::Timeout, "{error:?}");
    assert_eq!(error.effect(), Effect::MaybeApplied);
    assert_eq!(error.stop_reason(), Some(StopReason::UnsafeToRepeat));
    assert_eq!((server.requests(), error.attempts().len()), (0, 1));
}
