//! The table of evidence as data: what the server does, and what that proves. It is one table, and so one file.

use faultcode_runtime::Effect;
use faultcode_runtime::errors::{TransportErrorKind, Verdict};
use faultcode_tests::script::Step::{self, HalfClose, Read, Request, Reset, Serve, Stall};

/// What the first connection meets. Every later one is served.
pub struct Row {
    pub name: String,
    pub server: First,
    /// The fault; `None` for an answer.
    pub fault: Option<TransportErrorKind>,
    pub status: Option<u16>,
    pub effect: Effect,
    /// The effect of a method that only reads.
    pub of_reads: Option<Effect>,
    pub verdict: Verdict,
    /// The only operation to which it can happen.
    pub only: Option<&'static str>,
}

pub enum First {
    /// No server at all.
    Port,
    /// A machine that answers nothing.
    Silence,
    /// A name that nobody has.
    Name,
    /// TLS is spoken to a server that speaks none.
    Tls(Vec<Step>),
    /// These steps.
    Steps(Vec<Step>),
    /// A good answer, and these steps to the next request of the same connection.
    Pooled(Vec<Step>),
}

/// The answer of every connection but the first, and to every request after one that had a whole answer.
pub const GOOD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{\"id\":\"c1\"}";

fn row(
    name: &str,
    server: First,
    fault: TransportErrorKind,
    effect: Effect,
    verdict: Verdict,
) -> Row {
    Row {
        name: name.to_owned(),
        server,
        fault: Some(fault),
        status: None,
        effect,
        of_reads: None,
        verdict,
        only: None,
    }
}

fn lost(name: &str, steps: Vec<Step>) -> Row {
    let server = First::Steps(steps);
    row(
        name,
        server,
        TransportErrorKind::Reset,
        Effect::MaybeApplied,
        Verdict::Transient,
    )
}

fn cut(name: &str, kind: TransportErrorKind, steps: Vec<Step>) -> Row {
    let row = row(
        name,
        First::Steps(steps),
        kind,
        Effect::MaybeApplied,
        Verdict::Transient,
    );
    Row {
        status: Some(200),
        ..row
    }
}

/// A whole answer. The connection goes on: were it closed, which of the two ends it first would be left to chance, and a
/// request that meets the end would be lost in a way that is not the row's.
fn answers(text: impl Into<String>) -> First {
    First::Steps(vec![Request, Step::write(text), Serve(GOOD.into())])
}

fn no_http(name: &str, text: String) -> Row {
    row(
        name,
        First::Steps(vec![Request, Step::write(text)]),
        TransportErrorKind::Protocol,
        Effect::MaybeApplied,
        Verdict::Never,
    )
}

fn answer(status: u16, effect: Effect, verdict: Verdict) -> Row {
    let head = format!(
        "HTTP/1.1 {status} Scripted\r\ncontent-length: 2\r\ncontent-type: application/json\r\n"
    );
    Row {
        name: format!("status {status}"),
        server: answers(format!("{head}\r\n{{}}")),
        fault: None,
        status: Some(status),
        effect,
        of_reads: None,
        verdict,
        only: None,
    }
}

fn coded(name: &str, status: u16, code: &str, effect: Effect, verdict: Verdict) -> Row {
    let body = format!(r#"{{"code":"{code}"}}"#);
    let text = format!(
        "HTTP/1.1 {status} Scripted\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    Row {
        name: name.to_owned(),
        server: answers(text),
        only: Some("charge"),
        ..answer(status, effect, verdict)
    }
}

fn redirect(status: u16, effect: Effect, of_reads: Effect) -> Row {
    let head =
        format!("HTTP/1.1 {status} Moved\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n");
    Row {
        name: format!("status {status}, not declared"),
        server: answers(head),
        fault: Some(TransportErrorKind::UnexpectedRedirect),
        of_reads: Some(of_reads),
        ..answer(status, effect, Verdict::Never)
    }
}

/// Every row.
pub fn all() -> Vec<Row> {
    use Effect::{Applied, MaybeApplied, NotSent, Rejected};
    use TransportErrorKind::{
        BodyInterrupted, Connect, ConnectTimeout, Dns, HeadTooLarge, Stalled, Timeout, Tls,
    };
    use Verdict::{InFlight, Never, Throttle, Transient};

    let half_head = || Step::write("HTTP/1.1 200 OK\r\ncontent-le");
    let half_body = || Step::write(&GOOD[..GOOD.len() - 4]);
    let head = || Step::write(&GOOD[..GOOD.len() - 11]);
    let chunk = || {
        Step::write(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-type: application/json\r\n\r\nb\r\n{\"id\":\"c1\"}\r\n",
        )
    };
    let error_cut = "HTTP/1.1 404 Gone\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{\"code\"";
    let mut rows = vec![
        // No connection.
        row(
            "connection refused",
            First::Port,
            Connect,
            NotSent,
            Transient,
        ),
        row(
            "no connection in time",
            First::Silence,
            ConnectTimeout,
            NotSent,
            Transient,
        ),
        row("no such name", First::Name, Dns, NotSent, Transient),
        row(
            "no TLS",
            First::Tls(vec![Read(1), Step::write("HTTP/1.1 400 No\r\n\r\n")]),
            Tls,
            NotSent,
            Transient,
        ),
        // A connection that ends before an answer.
        lost("one byte read, reset", vec![Read(1), Reset]),
        lost("half a head read, reset", vec![Read(40), Reset]),
        lost("all read, reset", vec![Request, Reset]),
        lost("all read, closed", vec![Request]),
        lost("all read, half-closed", vec![Request, HalfClose]),
        lost("half a head written, closed", vec![Request, half_head()]),
        lost(
            "half a head written, reset",
            vec![Request, half_head(), Reset],
        ),
        lost(
            "half a head written, half-closed",
            vec![Request, half_head(), HalfClose],
        ),
        lost(
            "an interim answer and no more",
            vec![Request, Step::write("HTTP/1.1 103 Early Hints\r\n\r\n")],
        ),
        // Time runs out.
        row(
            "silence",
            First::Steps(vec![Request, Stall]),
            Timeout,
            MaybeApplied,
            Transient,
        ),
        row(
            "silence before the request is read",
            First::Steps(vec![Stall]),
            Timeout,
            MaybeApplied,
            Transient,
        ),
        row(
            "half a head and silence",
            First::Steps(vec![Request, half_head(), Stall]),
            Timeout,
            MaybeApplied,
            Transient,
        ),
        cut("a head and silence", Stalled, vec![Request, head(), Stall]),
        cut(
            "half a body and silence",
            Stalled,
            vec![Request, half_body(), Stall],
        ),
        cut(
            "a chunk and silence",
            Stalled,
            vec![Request, chunk(), Stall],
        ),
        // The body breaks off.
        cut("a head and the end", BodyInterrupted, vec![Request, head()]),
        cut(
            "half a body and the end",
            BodyInterrupted,
            vec![Request, half_body()],
        ),
        cut(
            "half a body and a reset",
            BodyInterrupted,
            vec![Request, half_body(), Reset],
        ),
        cut(
            "half a body and half a close",
            BodyInterrupted,
            vec![Request, half_body(), HalfClose],
        ),
        cut(
            "a chunk and the end",
            BodyInterrupted,
            vec![Request, chunk()],
        ),
        cut(
            "a chunk and a reset",
            BodyInterrupted,
            vec![Request, chunk(), Reset],
        ),
        Row {
            status: Some(404),
            verdict: Transient,
            ..cut(
                "half an error body",
                BodyInterrupted,
                vec![Request, Step::write(error_cut)],
            )
        },
        Row {
            server: answers(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5\r\n\r\n{\"id\"",
            ),
            ..cut(
                "a whole body with half a JSON text",
                BodyInterrupted,
                Vec::new(),
            )
        },
        // What is no HTTP.
        no_http("another protocol", "SSH-2.0-Open\r\n\r\n".to_owned()),
        no_http(
            "a status that is no number",
            "HTTP/1.1 abc Good\r\n\r\n".to_owned(),
        ),
        no_http("an unknown version", "HTTP/7.3 200 Good\r\n\r\n".to_owned()),
        no_http(
            "the frames of HTTP/2",
            "\0\0\x12\x04\0\0\0\0\0\r\n\r\n".to_owned(),
        ),
        no_http(
            "a header without a colon",
            "HTTP/1.1 200 Good\r\nnonsense\r\n\r\n".to_owned(),
        ),
        no_http(
            "a blank in a header's name",
            "HTTP/1.1 200 Good\r\na b: c\r\n\r\n".to_owned(),
        ),
        no_http(
            "a length that is no number",
            "HTTP/1.1 200 Good\r\ncontent-length: ten\r\n\r\n".to_owned(),
        ),
        no_http(
            "two lengths",
            "HTTP/1.1 200 Good\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}".to_owned(),
        ),
        no_http(
            "another protocol from here on",
            "HTTP/1.1 101 Switching\r\nupgrade: chat\r\nconnection: upgrade\r\n\r\n".to_owned(),
        ),
        Row {
            fault: Some(HeadTooLarge),
            ..no_http(
                "a head of a mebibyte",
                format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "a".repeat(1 << 20)),
            )
        },
        Row {
            fault: Some(HeadTooLarge),
            ..no_http(
                "a head of 270 kB",
                format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "a".repeat(270_000)),
            )
        },
        Row {
            fault: Some(HeadTooLarge),
            ..no_http(
                "a thousand headers",
                format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(1000)),
            )
        },
        cut(
            "a chunk without a size",
            BodyInterrupted,
            vec![
                Request,
                Step::write(
                    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-type: application/json\r\n\r\nxyz\r\n",
                ),
            ],
        ),
        // Redirects.
        redirect(301, MaybeApplied, Rejected),
        redirect(302, MaybeApplied, Rejected),
        redirect(303, MaybeApplied, Rejected),
        redirect(307, Rejected, Rejected),
        redirect(308, Rejected, Rejected),
        // What is said of the key.
        coded(
            "the key is of another body",
            409,
            "KEY_REUSED",
            MaybeApplied,
            Never,
        ),
        coded("the key is busy", 409, "KEY_BUSY", MaybeApplied, InFlight),
        coded("the key is missing", 400, "KEY_MISSING", Rejected, Never),
        coded(
            "a code that forbids a repeat",
            500,
            "INTERNAL_ERROR",
            MaybeApplied,
            Never,
        ),
        coded(
            "a code that asks for patience",
            400,
            "Throttling",
            Rejected,
            Throttle,
        ),
        // A success that cannot be read is done.
        Row {
            name: "a success that does not fit".to_owned(),
            server: answers(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 8\r\n\r\n{\"id\":1}",
            ),
            ..answer(200, Applied, Never)
        },
        // The second request of a connection.
        row(
            "a kept connection, all read, reset",
            First::Pooled(vec![Request, Reset]),
            TransportErrorKind::Reset,
            MaybeApplied,
            Transient,
        ),
        row(
            "a kept connection, all read, closed",
            First::Pooled(vec![Request]),
            TransportErrorKind::Reset,
            MaybeApplied,
            Transient,
        ),
        row(
            "a kept connection, one byte read, reset",
            First::Pooled(vec![Read(1), Reset]),
            TransportErrorKind::Reset,
            MaybeApplied,
            Transient,
        ),
        row(
            "a kept connection, silence",
            First::Pooled(vec![Request, Stall]),
            Timeout,
            MaybeApplied,
            Transient,
        ),
    ];
    for status in [400, 401, 403, 404, 409, 410, 413, 421, 422, 451] {
        rows.push(answer(status, Rejected, Never));
    }
    // Said of what may have been passed on: a repeat is for those who may be repeated.
    rows.push(answer(408, MaybeApplied, Transient));
    for status in [460, 499] {
        rows.push(answer(status, MaybeApplied, Never));
    }
    rows.push(answer(425, Rejected, Transient));
    rows.push(answer(429, Rejected, Throttle));
    for status in [500, 502, 503, 504] {
        rows.push(answer(status, MaybeApplied, Transient));
    }
    for status in [501, 505, 520, 599] {
        rows.push(answer(status, MaybeApplied, Never));
    }
    rows
}
