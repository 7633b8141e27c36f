//! One connection: requests read within their bounds, answers written, and faults done to it.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderValue;
use http::header::{CONNECTION, CONTENT_TYPE, DATE};
use http_body::Body as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::AsyncWrite as _;
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::answer::Answer;
use super::clock::http_date;
use super::engine::Engine;
use super::keys::Slot;
use super::request::Request;
use super::script::{After, Fault};
use super::wire::{BrokenOff, Wire};

/// How many times its largest body a request may send that is thrown away: who is answered before the end often sees no answer.
const THROWN_AWAY: usize = 4;

/// Serves one connection.
pub(super) async fn serve(
    stream: TcpStream,
    engine: Arc<Engine>,
    mut stops: watch::Receiver<bool>,
) {
    // Small answers are sent at once; without it they only come later.
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let connection = engine.connections.fetch_add(1, Ordering::Relaxed) + 1;
    let service = Calls {
        connection,
        reset: Arc::clone(&reset),
        engine: Arc::clone(&engine),
    };
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(engine.settings.patience)
        // Waits are told from instants by it, and these are of the mock's clock.
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service);
    let mut stop = pin!(stops.wait_for(|it| *it));
    let mut stopping = false;
    // What goes wrong on a connection is the client's to see.
    let _ = poll_fn(|cx| {
        if !stopping && stop.as_mut().poll(cx).is_ready() {
            stopping = true;
            Pin::new(&mut connection).graceful_shutdown();
        }
        connection.poll_without_shutdown(cx)
    })
    .await;
    let mut stream = connection.into_parts().io.into_inner();
    if reset.load(Ordering::Acquire) {
        // The connection is reset when it is dropped.
        let _ = stream.set_zero_linger();
        return;
    }
    let _ = poll_fn(|cx| Pin::new(&mut stream).poll_shutdown(cx)).await;
}

/// Answers the requests of one connection.
struct Calls {
    engine: Arc<Engine>,
    connection: u64,
    reset: Arc<AtomicBool>,
}

type Answering = Pin<Box<dyn Future<Output = Result<http::Response<Wire>, BrokenOff>> + Send>>;

impl Service<http::Request<Incoming>> for Calls {
    type Response = http::Response<Wire>;
    type Error = BrokenOff;
    type Future = Answering;

    fn call(&self, request: http::Request<Incoming>) -> Answering {
        let (engine, reset) = (Arc::clone(&self.engine), Arc::clone(&self.reset));
        let connection = self.connection;
        Box::pin(async move { answer(&engine, &reset, connection, request).await })
    }
}

async fn answer(
    engine: &Engine,
    reset: &AtomicBool,
    connection: u64,
    request: http::Request<Incoming>,
) -> Result<http::Response<Wire>, BrokenOff> {
    let (head, body) = request.into_parts();
    let read = read(body, engine.settings.most_body);
    let body = match tokio::time::timeout(engine.settings.patience, read).await {
        Ok(Ok(body)) => body,
        Ok(Err(Unread::TooLarge)) => {
            let most = engine.settings.most_body;
            let detail = format!("the body has more than {most} bytes");
            return Ok(written(&last(Answer::problem(
                413,
                "too-large",
                &detail,
                &[],
            ))));
        }
        Ok(Err(Unread::BrokenOff)) => return Err(BrokenOff),
        Err(_) => {
            let detail = "the body did not come in time";
            return Ok(written(&last(Answer::problem(
                408,
                "too-slow",
                detail,
                &[],
            ))));
        }
    };
    let request = Request {
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        method: head.method,
        headers: head.headers,
        body,
        connection,
    };
    if let Some(answer) = engine.control(&request) {
        return Ok(written(&answer));
    }
    let outcome = engine.respond(&request);
    drop(request);
    let answer = outcome.answer;
    let settling = Settling {
        engine,
        settles: outcome.settles,
    };
    if !answer.delay.is_zero() {
        tokio::time::sleep(answer.delay).await;
    }
    drop(settling);
    let Some(fault) = answer.fault else {
        return Ok(written(&answer));
    };
    if let Fault::Reset(_) = fault {
        reset.store(true, Ordering::Release);
    }
    match (fault, fault.after()) {
        (Fault::Stall(_), After::Nothing) => {
            // Until the client leaves; who never does is left.
            tokio::time::sleep(Duration::from_secs(600)).await;
            Err(BrokenOff)
        }
        (_, After::Nothing) => Err(BrokenOff),
        (_, After::All) => Ok(written(&last(answer))),
        _ => Ok(written(&answer)),
    }
}

/// Settles a key when the answer is on its way, and also when the client leaves before: the work was done.
struct Settling<'e> {
    engine: &'e Engine,
    settles: Option<(Slot, Option<Answer>)>,
}

impl Drop for Settling<'_> {
    fn drop(&mut self) {
        self.engine.settle(self.settles.take());
    }
}

/// Says that the connection ends with an answer.
fn last(mut answer: Answer) -> Answer {
    let close = HeaderValue::from_static("close");
    answer.headers.push((CONNECTION, close));
    answer
}

/// An answer as it is sent.
fn written(answer: &Answer) -> http::Response<Wire> {
    let mut response = http::Response::new(Wire::of(answer));
    let status = http::StatusCode::from_u16(answer.status);
    *response.status_mut() = status.unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if let Some(media_type) = &answer.media_type {
        headers.insert(CONTENT_TYPE, media_type.clone());
    }
    let dated = answer.dated.map(http_date);
    if let Some(Ok(value)) = dated.map(HeaderValue::try_from) {
        headers.insert(DATE, value);
    }
    for (name, value) in &answer.headers {
        headers.insert(name.clone(), value.clone());
    }
    response
}

/// Why a body was not read.
enum Unread {
    TooLarge,
    BrokenOff,
}

/// Reads a body, and no more of it than there is room for.
async fn read(mut body: Incoming, most: usize) -> Result<Bytes, Unread> {
    let mut whole = BytesMut::new();
    let mut first: Option<Bytes> = None;
    let mut length = 0_usize;
    loop {
        let frame = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await;
        let data = match frame {
            None => break,
            Some(Err(_)) => return Err(Unread::BrokenOff),
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) => data,
                // Trailers.
                Err(_) => continue,
            },
        };
        length = length.saturating_add(data.len());
        if length > most {
            if length > most.saturating_mul(THROWN_AWAY) {
                return Err(Unread::TooLarge);
            }
            continue;
        }
        match first.take() {
            // Most bodies come in one piece, which need not be copied.
            None if whole.is_empty() => first = Some(data),
            None => whole.extend_from_slice(&data),
            Some(before) => {
                whole.extend_from_slice(&before);
                whole.extend_from_slice(&data);
            }
        }
    }
    if length > most {
        return Err(Unread::TooLarge);
    }
    Ok(first.unwrap_or_else(|| whole.freeze()))
}
