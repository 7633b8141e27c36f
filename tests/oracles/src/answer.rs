//! Any answer of a server to calls of three kinds.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use faultcode_runtime::document::{
    Api, Code, CodeAt, CodeKind, Envelope, Idempotency, MessageAt, Method, Need, Operation, Scheme,
    SchemeKind, Server, StatusRange,
};
use faultcode_runtime::retry::Retry;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::{Incoming, IncomingBody, Outgoing, Transport, TransportFuture};
use faultcode_runtime::{
    Bytes, Call, Client, Credential, Effect, EndpointError, Unrecognized, Value, details,
    endpoint_error,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

/// What no text that people read may hold.
const CANARY: &str = "token-canary-4711";

static API: Api = Api {
    name: "shop",
    servers: &[Server::new("https://shop.example/v1")],
    ..Api::DEFAULT
};
static TOKEN: Scheme = Scheme::new("token", SchemeKind::Bearer);

const OPERATION: Operation = Operation {
    envelopes: &[Envelope {
        code: Some(CodeAt {
            at: &["error", "code"],
            kind: CodeKind::Text,
            pattern: None,
        }),
        message: Some(MessageAt {
            at: &["error", "message"],
            join: "; ",
            sensitive: false,
        }),
        details: Some(&["error"]),
        ..Envelope::DEFAULT
    }],
    security: &[&[Need {
        scheme: &TOKEN,
        scopes: &[],
    }]],
    path: &["/orders"],
    template: "/orders",
    ..Operation::DEFAULT
};

static READ: Operation = Operation {
    id: "read",
    ..OPERATION
};
static WRITE: Operation = Operation {
    id: "write",
    method: Method::Post,
    ..OPERATION
};
static KEYED: Operation = Operation {
    id: "keyed",
    method: Method::Post,
    idempotency: Some(&Idempotency::HEADER),
    ..OPERATION
};

/// A code that says that nothing was done, and may be repeated.
#[derive(Clone)]
pub struct SlowDown;

impl SlowDown {
    /// What the document would say of it.
    pub const CODE: Code = Code {
        status: &[StatusRange::one(429)],
        retry: Retry::Throttle,
        effect: Some(Effect::Rejected),
        ..Code::new("SLOW_DOWN")
    };
}

details!(SlowDown {});

/// The errors of all three.
#[derive(Clone)]
pub enum ShopError {
    /// The code.
    SlowDown(SlowDown),
    /// Any other.
    Unrecognized(Unrecognized),
}

endpoint_error!(ShopError { 0 SlowDown: details SlowDown::CODE });

/// Gives every request the same answer, and counts them.
#[derive(Clone)]
struct Same {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    requests: Arc<AtomicUsize>,
}

impl Transport for Same {
    fn send(&self, _: Outgoing) -> TransportFuture<'_> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        let body = IncomingBody::Whole(self.body.clone());
        let answer = Incoming::new(self.status, self.headers.clone(), body);
        Box::pin(async move { Ok(answer) })
    }
}

/// The input is a status, header lines up to an empty one, and a body.
fn taken_apart(data: &[u8]) -> Option<(StatusCode, HeaderMap, Bytes)> {
    let (status, rest) = data.split_at_checked(2)?;
    let status = u16::from_be_bytes([status[0], status[1]]) % 500 + 100;
    let status = StatusCode::from_u16(status).ok()?;
    let end = rest.windows(2).position(|it| it == b"\n\n");
    let (head, body) = end.map_or((&[][..], rest), |end| (&rest[..end], &rest[end + 2..]));
    let mut headers = HeaderMap::new();
    for line in head.split(|byte| *byte == b'\n').take(32) {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            continue;
        };
        let name = HeaderName::from_bytes(&line[..colon]);
        let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    Some((status, headers, Bytes::copy_from_slice(body)))
}

/// No panic; an end after few requests; one request where a second could do the work twice; nothing printed that is secret or
/// moves the terminal; and the body that came is there to be read.
pub fn answer(data: &[u8]) {
    let Some((status, headers, body)) = taken_apart(data) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    for operation in [&READ, &WRITE, &KEYED] {
        let server = Same {
            status,
            headers: headers.clone(),
            body: body.clone(),
            requests: Arc::default(),
        };
        let client = Client::builder(&API)
            .transport(server.clone())
            .clock(Arc::new(ManualClock::new()))
            .credential(&TOKEN, Credential::secret(CANARY))
            .build()
            .expect("a usable client");
        let call = Call::<Value, ShopError>::new(&client, operation);
        let outcome = runtime.block_on(call.into_future());
        let requests = server.requests.load(Ordering::SeqCst);
        assert!((1..=3).contains(&requests), "{requests} requests");
        let Err(error) = outcome else {
            assert!(status.is_success(), "{status} is a success");
            assert_eq!(requests, 1);
            continue;
        };
        assert_eq!(error.attempts().len(), requests);
        if requests > 1 && std::ptr::eq(operation, &WRITE) {
            assert_ne!(
                error.effect(),
                Effect::MaybeApplied,
                "it may have been done twice"
            );
            // A code says it whatever the status is: the document declares that nothing was done.
            let is_told = error.code() == SlowDown::CODE.code;
            assert!(
                is_told || !status.is_server_error() || status == 503,
                "{status}"
            );
        }
        if status.is_success() {
            assert_ne!(error.effect(), Effect::NotSent);
        }
        let mut shown = String::new();
        let _ = write!(shown, "{error}\n{error:?}\n{:?}", error.api());
        let mut source = std::error::Error::source(&error);
        while let Some(error) = source {
            let _ = write!(shown, "\n{error}\n{error:?}");
            source = error.source();
        }
        assert!(!shown.contains(CANARY), "the credential is shown: {shown}");
        let moves = |sign: char| sign.is_control() && sign != '\n';
        assert!(!error.to_string().contains(moves), "{error}");
    }
}

const _: () = {
    const fn is_error<E: EndpointError>() {}
    is_error::<ShopError>();
};
