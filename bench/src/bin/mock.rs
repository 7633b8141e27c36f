//! `faultcode mock` beside a bare hyper server that answers the same bytes: requests per second of both, by turns, and the memory
//! of the mock after many things were created.

use std::convert::Infallible;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use clap::Parser;
use faultcode::mock::{Document, Mock, Settings};
use faultcode::{Input, Options, Session};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;

/// Measures the mock.
#[derive(Debug, Parser)]
struct Arguments {
    /// The document
    #[arg(long, default_value = "specs/billium.yaml")]
    spec: PathBuf,
    /// The operation that is called
    #[arg(long, default_value = "getInvoice")]
    operation: String,
    /// Connections that send one request after the other
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// Seconds of a turn
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Turns of each server
    #[arg(long, default_value_t = 3)]
    turns: usize,
    /// Things that are created, by the operation `createInvoice`
    #[arg(long, default_value_t = 100_000)]
    created: usize,
}

fn main() {
    let arguments = Arguments::parse();
    let document = read(&arguments.spec);
    let mock = Mock::serve(&document, Settings::default()).expect("a free port");
    let request = bytes_of(&document, &arguments.operation);
    let (head, body) = once(mock.address(), &request);
    let bare = Bare::serving(head, body);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..arguments.turns {
        ours.push(rate(mock.address(), &request, &arguments));
        theirs.push(rate(bare.address, &request, &arguments));
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!("mock   {ours:>9.0} requests per second");
    println!("bare   {theirs:>9.0} requests per second, hyper with the same bytes");
    println!("ratio  {:>9.2}", ours / theirs);
    drop(bare);

    let before = resident();
    let create = bytes_of(&document, "createInvoice");
    let mut connection = Connection::open(mock.address());
    let started = Instant::now();
    for number in 0..arguments.created {
        connection.send(&with_key(&create, number));
    }
    let after = resident();
    println!(
        "memory {before} kB before, {after} kB after {} things were created in {:.1} s",
        arguments.created,
        started.elapsed().as_secs_f64()
    );
    mock.stop();
}

fn read(path: &Path) -> Document {
    let mut session = Session::new(Input::file(path), Options::named("mock"));
    let document = Document::read(&mut session);
    document.unwrap_or_else(|error| panic!("{error}\n{}", session.findings()))
}

/// A request to an operation that the document allows.
fn bytes_of(document: &Document, operation: &str) -> Vec<u8> {
    let request = document
        .request(operation)
        .expect("an operation of the document");
    let mut text = format!(
        "{} {} HTTP/1.1\r\nhost: localhost\r\n",
        request.method, request.target
    );
    for (name, value) in &request.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("content-length: {}\r\n\r\n", request.body.len()));
    [text.as_bytes(), &request.body].concat()
}

/// The request under a key of its own, so that it does its work.
fn with_key(request: &[u8], number: usize) -> Vec<u8> {
    let text = String::from_utf8_lossy(request);
    let key = format!("Idempotency-Key: key-{number}\r\n");
    text.replacen("Idempotency-Key: example\r\n", &key, 1)
        .into_bytes()
}

/// A connection that sends one request after the other.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn open(to: SocketAddr) -> Self {
        let stream = TcpStream::connect(to).expect("the server listens");
        stream.set_nodelay(true).expect("a socket");
        Self(BufReader::new(stream))
    }

    /// Sends a request; gives the content type and the body of its answer.
    fn send(&mut self, request: &[u8]) -> (String, Vec<u8>) {
        self.0
            .get_mut()
            .write_all(request)
            .expect("the server reads");
        let (mut length, mut content_type, mut line) = (0, String::new(), String::new());
        loop {
            line.clear();
            self.0.read_line(&mut line).expect("the server answers");
            let text = line.trim_end();
            if text.is_empty() {
                break;
            }
            if let Some(value) = text.strip_prefix("content-length: ") {
                length = value.parse().expect("a number");
            } else if let Some(value) = text.strip_prefix("content-type: ") {
                value.clone_into(&mut content_type);
            } else if let Some(status) = text.strip_prefix("HTTP/1.1 ") {
                assert!(status.starts_with('2'), "{status}");
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).expect("a whole body");
        (content_type, body)
    }
}

fn once(to: SocketAddr, request: &[u8]) -> (String, Vec<u8>) {
    Connection::open(to).send(request)
}

/// Requests per second over a turn, after a short one that does not count.
fn rate(to: SocketAddr, request: &[u8], arguments: &Arguments) -> f64 {
    let (stop, count) = (AtomicBool::new(false), AtomicU64::new(0));
    let wait = |seconds| std::thread::sleep(Duration::from_secs_f64(seconds));
    std::thread::scope(|scope| {
        for _ in 0..arguments.connections {
            scope.spawn(|| {
                let mut connection = Connection::open(to);
                while !stop.load(Ordering::Relaxed) {
                    connection.send(request);
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        wait(arguments.seconds / 6.0);
        let (before, started) = (count.load(Ordering::Relaxed), Instant::now());
        wait(arguments.seconds);
        let done = count.load(Ordering::Relaxed) - before;
        let rate = done as f64 / started.elapsed().as_secs_f64();
        stop.store(true, Ordering::Relaxed);
        rate
    })
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// Memory of this process that is in use, in kB. The connections and the bare server are part of it.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|it| it.parse().ok()).unwrap_or_default()
}

/// A server of hyper that always gives the same answer, on as many threads as the mock.
struct Bare {
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

impl Bare {
    fn serving(content_type: String, body: Vec<u8>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(Settings::default().threads)
            .enable_io()
            .build()
            .expect("a runtime");
        let body = Bytes::from(body);
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .expect("a free port");
        let address = listener.local_addr().expect("an address");
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (content_type, body) = (content_type.clone(), body.clone());
                let service = service_fn(move |_: hyper::Request<Incoming>| {
                    let (content_type, body) = (content_type.clone(), body.clone());
                    async move {
                        let response =
                            hyper::Response::builder().header("content-type", content_type);
                        Ok::<_, Infallible>(response.body(Full::new(body)).expect("a response"))
                    }
                });
                // A socket that fails shows in the figures.
                let _ = stream.set_nodelay(true);
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Self {
            address,
            _runtime: runtime,
        }
    }
}
