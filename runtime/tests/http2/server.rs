//! A server that writes its HTTP/2 frames by hand (RFC 9113), so that it can do what no library lets a server do.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::HyperTransport;
use faultcode_runtime::{Client, ClientBuilder};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls;
use tokio_rustls::server::TlsStream;

use super::API;
use super::frames::{
    Frames, NO_ERROR, REFUSED_STREAM, answer, field, frame, go_away, head, large_head, rst,
    settings,
};

/// What the server does with one request, once it is complete.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    Answer,
    /// `RST_STREAM` with that code.
    Rst(u32),
    /// `GOAWAY` that names the stream before this one as the last, with that code; then the end.
    GoAwayBefore(u32),
    /// `GOAWAY` that names this stream as the last, with that code; then the end, without an answer.
    GoAwayWith(u32),
    /// The same, and the answer before the end.
    GoAwayAndAnswer,
    /// Waits for so many requests; then `GOAWAY` that names the middle one as the last, answers up to it, and the end.
    GoAwayMiddle(usize),
    /// A head, then `RST_STREAM` with that code.
    HeadAndRst(u32),
    /// This head and half a body, then `RST_STREAM` with that code.
    GivesUp(Frames, u32),
    /// A head and half a body, then the end.
    HalfBody,
    /// The end of the connection.
    End,
    /// Frames that cannot be there, or cannot be at all.
    Wrong(Frames),
    /// So many interim answers, then the answer.
    Interim(usize),
    /// The answer with trailers.
    Trailers,
    /// A head of so many bytes, in as many frames as it takes.
    LargeHead(usize),
    /// A thousand `PING`s, then the answer.
    Pings,
    /// A head, a thousand frames of no data, then the rest of the answer.
    EmptyData,
    /// A head, then frames of no data for as long as they are taken.
    NoEnd,
    /// The first frames, then the others for as long as they are taken; nothing is read meanwhile.
    Flood(Frames, Frames),
}

/// What the server does beside its acts.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// What it says first.
    pub settings: Vec<(u16, u32)>,
    /// What it says later, each after the wait before it, once the first head is there.
    pub later: Vec<(Duration, Vec<u8>)>,
    /// Whether it acts on the head of a request, and does not wait for its body.
    pub early: bool,
    /// How long an answer takes.
    pub takes: Duration,
    /// How many requests may be open; a further one is refused with a promise.
    pub most: Option<usize>,
}

/// What happened at the server.
#[derive(Debug, Default)]
pub struct Seen {
    acts: Vec<Act>,
    /// Requests that were acted on.
    pub requests: usize,
    /// The bodies of those that were answered, and so carried out.
    pub done: Vec<Vec<u8>>,
    /// The most requests that were open at once.
    pub open: usize,
    /// The bytes that a flood brought onto the wire.
    pub flooded: usize,
}

pub struct Server {
    port: u16,
    authority: Vec<u8>,
    state: Arc<Mutex<Seen>>,
}

impl Server {
    pub async fn new(acts: &[Act]) -> Self {
        Self::with(Manner::default(), acts).await
    }

    pub async fn with(manner: Manner, acts: &[Act]) -> Self {
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
        let state = Arc::new(Mutex::new(Seen {
            acts: acts.to_vec(),
            ..Seen::default()
        }));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, shared) = (acceptor.clone(), Arc::clone(&shared));
                let manner = manner.clone();
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        // The client may end the connection at any time.
                        let _ = serve(stream, &shared, manner).await;
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

    pub fn see<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn requests(&self) -> usize {
        self.see(|seen| seen.requests)
    }

    pub fn builder(&self, attempts: u32) -> ClientBuilder {
        let second = Duration::from_secs(1);
        let authorities = [self.authority.clone()];
        let transport = HyperTransport::with_authorities(10 * second, &authorities);
        Client::builder(&API)
            .base_url(format!("https://localhost:{}", self.port))
            .transport(transport)
            .retry_with(move |retries| retries.max_attempts(attempts))
    }

    pub fn client(&self, attempts: u32) -> (Client, ManualClock) {
        let clock = ManualClock::new();
        let client = self.builder(attempts).clock(Arc::new(clock.clone()));
        (client.build().expect("a usable client"), clock)
    }

    /// A client whose attempts end after so long, by the clock of the machine.
    pub fn impatient(&self, attempt: Duration) -> Client {
        let client = self.builder(3).attempt_timeout(attempt).build();
        client.expect("a usable client")
    }
}

/// A connection to one client.
struct Connection<'s> {
    state: &'s Mutex<Seen>,
    manner: Manner,
    bodies: BTreeMap<u32, Vec<u8>>,
    held: Vec<u32>,
}

impl Connection<'_> {
    fn done(&mut self, id: u32) {
        let body = self.bodies.remove(&id).unwrap_or_default();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.done.push(body);
    }

    /// What is written for a request, and whether the connection ends then.
    fn act(&mut self, act: Act, id: u32) -> (Vec<u8>, bool) {
        match act {
            Act::Answer => {
                self.done(id);
                (answer(id), false)
            }
            Act::Rst(code) => (rst(id, code), false),
            Act::GoAwayBefore(code) => (go_away(id.saturating_sub(2), code), true),
            Act::GoAwayWith(code) => (go_away(id, code), true),
            Act::GoAwayAndAnswer => ([go_away(id, NO_ERROR), answer(id)].concat(), true),
            Act::GoAwayMiddle(count) => {
                self.held.push(id);
                if self.held.len() < count {
                    return (Vec::new(), false);
                }
                let mut held = std::mem::take(&mut self.held);
                held.sort_unstable();
                held.truncate(count / 2);
                let mut bytes = go_away(held.last().copied().unwrap_or(0), NO_ERROR);
                for id in held {
                    self.done(id);
                    bytes.extend(answer(id));
                }
                (bytes, true)
            }
            Act::HeadAndRst(code) => ([head(id), rst(id, code)].concat(), false),
            Act::GivesUp(head, code) => {
                let half = frame(0, 0, id, b"do");
                ([head(id), half, rst(id, code)].concat(), false)
            }
            Act::HalfBody => ([head(id), frame(0, 0, id, b"do")].concat(), true),
            Act::End => (Vec::new(), true),
            Act::Wrong(frames) => (frames(id), false),
            Act::Interim(count) => {
                self.done(id);
                let fields = [field(":status", "103"), field("link", "x")].concat();
                let interim = frame(1, 0x4, id, &fields).repeat(count);
                ([interim, answer(id)].concat(), false)
            }
            Act::Trailers => {
                self.done(id);
                let trailers = frame(1, 0x5, id, &field("x-checksum", "1"));
                (
                    [head(id), frame(0, 0, id, b"done"), trailers].concat(),
                    false,
                )
            }
            Act::LargeHead(bytes) => (
                [large_head(id, bytes), frame(0, 1, id, b"done")].concat(),
                false,
            ),
            Act::Pings => (
                [frame(6, 0, 0, &[7; 8]).repeat(1000), answer(id)].concat(),
                false,
            ),
            Act::EmptyData => {
                let nothing = frame(0, 0, id, b"").repeat(1000);
                let rest = frame(0, 1, id, b"done");
                ([head(id), nothing, rest].concat(), false)
            }
            Act::NoEnd => (head(id), false),
            Act::Flood(first, _) => (first(id), false),
        }
    }
}

async fn serve(
    stream: TlsStream<TcpStream>,
    state: &Mutex<Seen>,
    manner: Manner,
) -> std::io::Result<()> {
    let (mut from, mut to) = tokio::io::split(stream);
    let mut preface = [0; 24];
    from.read_exact(&mut preface).await?;
    assert_eq!(&preface, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    to.write_all(&settings(&manner.settings)).await?;
    let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
    let mut connection = Connection {
        state,
        manner,
        bodies: BTreeMap::new(),
        held: Vec::new(),
    };
    // Answers that take their time: when, and the stream.
    let mut slow: Vec<(tokio::time::Instant, u32)> = Vec::new();
    let mut open = 0;
    loop {
        let mut start = [0; 9];
        let next = slow.first().copied();
        let read = from.read_exact(&mut start);
        if let Some((at, id)) = next {
            // A frame that was begun is read to its end: a client writes its frames as a whole.
            match tokio::time::timeout_at(at, read).await {
                Ok(read) => read?,
                Err(_) => {
                    slow.remove(0);
                    open -= 1;
                    connection.done(id);
                    to.write_all(&answer(id)).await?;
                    to.flush().await?;
                    continue;
                }
            };
        } else {
            read.await?;
        }
        let length = u32::from_be_bytes([0, start[0], start[1], start[2]]);
        let (kind, flags) = (start[3], start[4]);
        let id = u32::from_be_bytes([start[5], start[6], start[7], start[8]]);
        let mut payload = vec![0; length as usize];
        from.read_exact(&mut payload).await?;
        match kind {
            4 if flags & 1 == 0 => to.write_all(&frame(4, 1, 0, &[])).await?,
            6 if flags & 1 == 0 => to.write_all(&frame(6, 1, 0, &payload)).await?,
            0 => connection
                .bodies
                .entry(id)
                .or_default()
                .extend_from_slice(&payload),
            1 => {
                for (wait, bytes) in std::mem::take(&mut connection.manner.later) {
                    tokio::time::sleep(wait).await;
                    to.write_all(&bytes).await?;
                    to.flush().await?;
                }
            }
            _ => {}
        }
        let ends = flags & 1 == 1;
        let complete = match connection.manner.early {
            false => matches!(kind, 0 | 1) && ends,
            true => kind == 1,
        };
        if !complete {
            to.flush().await?;
            continue;
        }
        if connection.manner.most.is_some_and(|most| open >= most) {
            to.write_all(&rst(id, REFUSED_STREAM)).await?;
            to.flush().await?;
            continue;
        }
        let act = {
            let mut state = lock();
            state.requests += 1;
            state.open = state.open.max(open + 1);
            match state.acts.is_empty() {
                true => Act::Answer,
                false => state.acts.remove(0),
            }
        };
        if !connection.manner.takes.is_zero() {
            open += 1;
            slow.push((tokio::time::Instant::now() + connection.manner.takes, id));
            continue;
        }
        let (bytes, ends) = connection.act(act, id);
        to.write_all(&bytes).await?;
        to.flush().await?;
        if ends {
            return to.shutdown().await;
        }
        let rest: Frames = match act {
            Act::NoEnd => |id| frame(0, 0, id, b""),
            Act::Flood(_, rest) => rest,
            _ => continue,
        };
        let piece = rest(id).repeat(200);
        loop {
            to.write_all(&piece).await?;
            lock().flooded += piece.len();
        }
    }
}
