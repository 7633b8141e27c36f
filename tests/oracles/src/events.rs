//! Streams: what comes out of bytes does not depend on how they are cut, and is what the definition says.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::task::{Context, Poll};

use faultcode_runtime::document::{Api, Operation, Server};
use faultcode_runtime::errors::TransportError;
use faultcode_runtime::streams::{Events, JsonLines};
use faultcode_runtime::transports::{
    Incoming, IncomingBody, Outgoing, Pieces, Transport, TransportFuture,
};
use faultcode_runtime::values::Text;
use faultcode_runtime::{Bytes, Call, Client, Unrecognized, Value, endpoint_error};
use http::{HeaderMap, HeaderValue, StatusCode, header};

static API: Api = Api {
    name: "shop",
    servers: &[Server::new("https://shop.example")],
    ..Api::DEFAULT
};
static FOLLOW: Operation = Operation {
    id: "follow",
    path: &["/follow"],
    template: "/follow",
    ..Operation::DEFAULT
};

/// No code is declared.
#[derive(Clone)]
pub enum FollowError {
    /// Whatever comes.
    Unrecognized(Unrecognized),
}

endpoint_error!(FollowError {});

/// An answer in pieces.
struct Cut {
    media: &'static str,
    pieces: Mutex<VecDeque<Bytes>>,
}

struct InPieces(VecDeque<Bytes>);

impl Pieces for InPieces {
    fn poll_piece(&mut self, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

impl Transport for Cut {
    fn send(&self, _: Outgoing) -> TransportFuture<'_> {
        let pieces = self.pieces.lock().map(|it| it.clone()).unwrap_or_default();
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media));
        let body = IncomingBody::Pieces(Box::new(InPieces(pieces)));
        Box::pin(async move { Ok(Incoming::new(StatusCode::OK, headers, body)) })
    }
}

/// The text as one piece, cut in two, and cut into pieces of a few bytes, as `cuts` says.
fn ways(text: &[u8], cuts: u64) -> Vec<VecDeque<Bytes>> {
    let size = (cuts % 7 + 1) as usize;
    let middle = (cuts >> 8) as usize % (text.len() + 1);
    let piece = Bytes::copy_from_slice;
    let (head, tail) = text.split_at(middle);
    let halves = [head, tail]
        .into_iter()
        .filter(|it| !it.is_empty())
        .map(piece);
    let whole = [text].into_iter().filter(|it| !it.is_empty()).map(piece);
    vec![
        whole.collect(),
        halves.collect(),
        text.chunks(size).map(piece).collect(),
    ]
}

fn client(media: &'static str, pieces: VecDeque<Bytes>) -> Client {
    let cut = Cut {
        media,
        pieces: Mutex::new(pieces),
    };
    Client::builder(&API)
        .transport(cut)
        .build()
        .expect("a usable client")
}

fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(future)
}

/// Type, id and data of an event.
type Seen = (String, String, String);

/// Events as the HTML Living Standard (9.2.6) reads a stream, written out plainly over the whole text.
fn defined(text: &[u8]) -> Vec<Seen> {
    let text = String::from_utf8_lossy(text);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (mut seen, mut last) = (Vec::new(), String::new());
    let (mut data, mut event) = (String::new(), String::new());
    // What follows the last line end is no line.
    let lines = text.rsplit_once('\n').map_or("", |(lines, _)| lines);
    for line in if text.contains('\n') {
        lines.split('\n').collect()
    } else {
        Vec::new()
    } {
        if line.is_empty() {
            if !data.is_empty() {
                let data = data.strip_suffix('\n').unwrap_or(&data).to_owned();
                seen.push((event.clone(), last.clone(), data));
            }
            data.clear();
            event.clear();
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => event = value.to_owned(),
            "data" => {
                data.push_str(value);
                data.push('\n');
            }
            "id" if !value.contains('\0') => last = value.to_owned(),
            _ => {}
        }
    }
    seen
}

/// Server-sent events.
pub fn events(data: &[u8]) {
    let (cuts, text) = crate::number(data);
    // An event of the type `error` ends a stream of ours, which no definition knows.
    if text.len() > 16 << 10 || text.windows(5).any(|it| it == b"error") {
        return;
    }
    let expected = defined(text);
    for pieces in ways(text, cuts) {
        let client = client("text/event-stream", pieces);
        let seen = block_on(async {
            let call = Call::<Events<Text, FollowError>, FollowError>::new(&client, &FOLLOW);
            let mut stream = call.await.expect("a stream");
            let mut seen = Vec::new();
            while let Some(item) = stream.next().await {
                match item {
                    Ok(it) => seen.push((it.event.into(), it.id.to_string(), it.data.0)),
                    // A last event that is not ended.
                    Err(_) => break,
                }
            }
            seen
        });
        assert_eq!(seen, expected);
    }
}

/// JSON lines: each line that serde_json reads is an item, in order, up to the first that it does not.
pub fn lines(data: &[u8]) {
    let (cuts, text) = crate::number(data);
    if text.len() > 16 << 10 || text.contains(&0x1e) || text.starts_with(b"\xef\xbb\xbf") {
        return;
    }
    let mut expected = Vec::new();
    // A return is a blank of JSON (RFC 8259 section 2), and ends no line alone (jsonlines.org).
    for line in text.split(|byte| *byte == b'\n') {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r');
        if line.iter().all(is_blank) {
            continue;
        }
        expected.push(serde_json::from_slice::<serde_json::Value>(line).is_ok());
    }
    let mut first: Option<Vec<String>> = None;
    for pieces in ways(text, cuts) {
        let client = client("application/jsonl", pieces);
        let seen = block_on(async {
            let call = Call::<JsonLines<Value, FollowError>, FollowError>::new(&client, &FOLLOW);
            let mut stream = call.await.expect("a stream");
            let mut seen = Vec::new();
            while let Some(item) = stream.next().await {
                match item {
                    Ok(value) => seen.push(format!("{value:?}")),
                    Err(error) if error.is_last() => {
                        seen.push("end".to_owned());
                        break;
                    }
                    Err(_) => seen.push("broken".to_owned()),
                }
            }
            seen
        });
        let good = seen
            .iter()
            .filter(|it| !matches!(it.as_str(), "end" | "broken"))
            .count();
        let most = expected.iter().filter(|it| **it).count();
        assert!(good <= most, "{seen:?} of {most} lines that are JSON");
        let cut = first.get_or_insert_with(|| seen.clone());
        assert_eq!(*cut, seen, "it depends on how the bytes are cut");
    }
}
