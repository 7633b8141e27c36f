//! The parts that a user holds in hand beside calls, together: streams, hooks, transports, token sources, verifiers, tools for tests.

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::fmt::Debug;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use faultcode_runtime::__private::{TokenBody, TokenErrors, TokenOperation};
use faultcode_runtime::auth::{TokenFuture, TokenRequest, TokenSource};
use faultcode_runtime::body::{Body, BodyWriter, Form, FormData, Json, OneOf, Parts};
use faultcode_runtime::calls::{Created, Endpoint};
use faultcode_runtime::document::{
    Api, Expression, Method, Need, Operation, Parameter, Scheme, SchemeKind,
};
use faultcode_runtime::document::{CodeKind, FieldErrorShape};
use faultcode_runtime::errors::{StreamError, TokenError, UploadError};
use faultcode_runtime::keys::{KeyClaim, KeyRecord, KeyStore, MemoryKeyStore, SqliteKeyStore};
use faultcode_runtime::observe::{Observer, Seen, TraceContext};
use faultcode_runtime::retry::{Budget, Situation};
use faultcode_runtime::signing::{HttpSignature, SignError, Signing};
use faultcode_runtime::streams::{Download, Events, JsonLines};
use faultcode_runtime::testing::{Fake, ManualClock, Reply, Wanted};
use faultcode_runtime::transports::{
    HyperTransport, Network, Outgoing, Proxy, Tls, TokioClock, Transport, TransportFuture,
};
use faultcode_runtime::values::{Decoder, Encode, Encoder, Shape, from_json};
use faultcode_runtime::webhook::{MemoryReplayStore, Verifier, WebhookConfigError, WebhookFacts};
use faultcode_runtime::{
    Call, Client, Credential, Effect, Error, ErrorKind, FilePart, IdempotencyKey, Secret,
    Timestamp, Token, Upload,
};
use faultcode_tests::cargo::fresh;
use faultcode_tests::shop::{self, API, ShopError};
use faultcode_tests::{Answer, Server};

use super::api::{SUBMIT, SubmitError, builder, call, client};
use super::sweep::{BODY, HOOK, KEY, PASSWORD, QUERY, REFRESH, Sweep, TOKEN};

/// Text from places that a borrow cannot leave.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<String>>);

impl Notes {
    fn note(&self, value: &dyn Debug) {
        if let Ok(mut notes) = self.0.lock() {
            notes.push_str(&format!("{value:?}\n{value:#?}\n"));
        }
    }

    fn into(self, label: &str, sweep: &mut Sweep) {
        let text = self.0.lock().map(|notes| notes.clone()).unwrap_or_default();
        assert!(!text.is_empty(), "{label} saw nothing");
        sweep.text(label, &text);
    }
}

type Numbers = BTreeMap<String, i64>;
type Lines = JsonLines<Numbers, SubmitError>;
type Numbered = Events<Numbers, SubmitError>;

fn ended<E: StdError + 'static>(sweep: &mut Sweep, error: StreamError<E>) {
    sweep.error(&error);
    if let StreamError::Item(error) = &error {
        sweep.see(&**error);
        sweep.text("path of an item", &error.error().path());
    }
}

pub(crate) async fn streams(sweep: &mut Sweep) {
    uploads(sweep).await;
    let lines = format!("{{\"{TOKEN}\":\"{TOKEN}\"}}\n{{\"a\":\"{TOKEN}");
    let events = format!("data: {{\"a\":1}}\n\ndata: {{\"{QUERY}\":\"x\"}}\n\ndata: {{\"{TOKEN}\"");
    let refused = format!("event: error\ndata: no {TOKEN}, {QUERY}\n\n");
    let server = Server::answering([
        Answer::body(200, "application/jsonl", lines.clone()),
        Answer::body(200, "text/event-stream", events).header("x-request-id", TOKEN),
        Answer::body(200, "text/event-stream", refused),
        Answer::body(200, "application/pdf", TOKEN.repeat(100)).cut_body(90),
        Answer::body(200, "application/jsonl", lines),
    ]);
    let client = client(&server);
    let mut lines = call::<Lines>(&client, &SUBMIT).await.unwrap();
    sweep.see(&lines);
    while let Some(item) = lines.next().await {
        ended(sweep, item.unwrap_err());
    }
    let mut events = call::<Numbered>(&client, &SUBMIT).await.unwrap();
    sweep.see(&events);
    while let Some(item) = events.next().await {
        match item {
            Ok(event) => sweep.see(&event),
            Err(error) => ended(sweep, error),
        }
    }
    let mut events = call::<Numbered>(&client, &SUBMIT).await.unwrap();
    let refused = events.next().await.unwrap().unwrap_err();
    assert!(refused.api().is_some(), "{refused:?}");
    ended(sweep, refused);
    let mut download: Download = call::<Numbers>(&client, &SUBMIT).download().await.unwrap();
    sweep.see(&download);
    loop {
        match download.chunk().await {
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(error) => {
                ended(sweep, error);
                break;
            }
        }
    }
    let lines = call::<Lines>(&client, &SUBMIT).await.unwrap();
    sweep.see(&lines.blocking());
    let pages = || call::<Vec<Numbers>>(&client, &SUBMIT).pages();
    sweep.see(&pages());
    sweep.see(&pages().items());
    sweep.see(&pages().blocking());
    sweep.see(&pages().items().blocking());
}

/// A transport that prints what it gets.
struct Spy(HyperTransport, Notes);

impl Transport for Spy {
    fn send(&self, request: Outgoing) -> TransportFuture<'_> {
        self.1.note(&request);
        self.1.note(request.request.body());
        let sent = self.0.send(request);
        Box::pin(async move {
            let answer = sent.await;
            self.1.note(&answer);
            if let Err(fault) = &answer {
                self.1.note(&format!("{fault}"));
            }
            answer
        })
    }
}

/// An observer that asks for bodies.
struct Counting(Notes);

impl Observer for Counting {
    fn see(&self, seen: &Seen<'_>) {
        self.0.note(seen);
        if let Seen::Ended(ended) = seen {
            self.0.note(&ended.body);
        }
    }

    fn body_limit(&self) -> usize {
        4_096
    }
}

pub(crate) async fn hooks(sweep: &mut Sweep) {
    let notes = Notes::default();
    let server = Server::answering([
        Answer::status(503),
        Answer::json(400, format!(r#"{{"error":{{"code":"{TOKEN}"}}}}"#)),
        Answer::nothing(),
        Answer::status(503),
        Answer::status(503),
    ]);
    let [sending, classified, retrying, counting, spying, signing] =
        [(); 6].map(|()| notes.clone());
    let clock = Arc::new(ManualClock::new());
    sweep.see(&*clock);
    let seeing = builder(&server)
        .observer(move |seen: &Seen<'_>| match seen {
            Seen::Sending(it) => sending.note(it),
            Seen::Ended(it) => classified.note(it),
            Seen::Retrying(it) => retrying.note(it),
            _ => {}
        })
        .observer(Counting(counting))
        .signer(move |request: &mut Signing<'_>| {
            signing.note(request);
            request.set("x-signature", HOOK)
        })
        .transport(Spy(HyperTransport::new(), spying))
        .clock(clock);
    sweep.see(&seeing);
    let seeing = seeing.build().unwrap();
    sweep.see(&seeing);
    call::<()>(&seeing, &SUBMIT).await.unwrap_err();
    let once = seeing.clone();
    let error = Call::<(), ShopError>::new(&once, &shop::PAY).await;
    let error: Error<ShopError> = error.unwrap_err();
    sweep.error(&error);
    sweep.text("json", &error.to_json());
    let problem = error.to_problem();
    sweep.text("problem", &problem.to_string());
    sweep.see(&problem);
    notes.into("hooks", sweep);

    let server = Server::deciding(|_| Answer::status(503));
    let panicking = builder(&server).observer(|seen: &Seen<'_>| {
        assert!(!matches!(seen, Seen::Retrying(_)), "a hook of this test");
    });
    let panicking = panicking.build().unwrap();
    let other = panicking.clone();
    let panicked = tokio::spawn(async move { call::<()>(&other, &SUBMIT).await }).await;
    let panicked = panicked.unwrap_err();
    sweep.text("panic of a task", &format!("{panicked} {panicked:?}"));
    let blocking = std::thread::spawn(move || call::<()>(&panicking, &SUBMIT).send_blocking());
    let panicked = blocking.join().unwrap_err();
    sweep.see(&panicked);
}

/// A source that prints what it is asked.
struct Source(Notes);

impl TokenSource for Source {
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> TokenFuture<'a> {
        self.0.note(&request);
        Box::pin(async move {
            let token = Token::new(TOKEN).refresh(REFRESH);
            self.0.note(&token);
            if request.previous.is_some() {
                let error = TokenError::permanent("the issuer refuses").with_source("no more");
                self.0.note(&error);
                return Err(error);
            }
            Ok(token)
        })
    }
}

/// A token that an operation makes for each value of a path parameter.
static MADE: Scheme = Scheme {
    token: Some(&TokenOperation {
        operation: || &MAKE,
        errors: TokenErrors::of::<SubmitError>(),
        arguments: &[(Parameter::path("thing"), Expression::RequestPath("thing"))],
        body: Some(TokenBody {
            media: "application/json",
            json: "{}",
        }),
        access_token: "/access_token",
        expires_in: "/expires_in",
    }),
    ..Scheme::new("made", SchemeKind::Bearer)
};

static MAKE: Operation = Operation {
    id: "make",
    method: Method::Post,
    template: "/made/{thing}",
    path: &["/made/", ""],
    envelopes: &[shop::ENVELOPE],
    ..Operation::DEFAULT
};

static TAKES_MADE: Operation = Operation {
    id: "takesMade",
    template: "/things/{thing}",
    path: &["/things/", ""],
    security: &[&[Need {
        scheme: &MADE,
        scopes: &[],
    }]],
    envelopes: &[shop::ENVELOPE],
    ..Operation::DEFAULT
};

static MAKING: Api = Api {
    name: "making",
    tokens: &[&MADE],
    ..Api::DEFAULT
};

/// The value of the parameter is a secret here: it belongs to one customer.
async fn made_tokens(sweep: &mut Sweep) {
    let made = TokenOperation::of(&MADE).unwrap();
    sweep.see(made);
    sweep.see(&made.errors);
    sweep.see(&made.body.unwrap());
    let each = Credential::source_for("thing", |value, previous| async move {
        match previous {
            None => Ok(Token::new(format!("{TOKEN}{value}"))),
            Some(_) => Err(TokenError::transient("the issuer refuses")),
        }
    });
    sweep.see(&each);
    let echo = format!(r#"{{"code":"TOKEN_EXPIRED","message":"{TOKEN}"}}"#);
    for (given, granted) in [(None, true), (None, false), (Some(each), true)] {
        let echo = echo.clone();
        let server = Server::deciding(move |request| {
            let makes = request.target.starts_with("/made/");
            match (makes, granted) {
                (true, true) => Answer::json(200, format!(r#"{{"access_token":"{TOKEN}"}}"#)),
                (true, false) => Answer::json(404, r#"{"code":"NOBODY"}"#),
                (false, _) => Answer::json(401, echo.clone()),
            }
        });
        let mut builder = Client::builder(&MAKING).base_url(server.url());
        if let Some(given) = given {
            builder = builder.credential(&MADE, given);
        }
        let client = builder.build().unwrap();
        let call = Call::<(), SubmitError>::new(&client, &TAKES_MADE).path("thing", PASSWORD);
        sweep.see(&call);
        let error = call.await.unwrap_err();
        sweep.error(&error);
        sweep.see(&client);
    }
}

pub(crate) async fn tokens(sweep: &mut Sweep) {
    made_tokens(sweep).await;
    let notes = Notes::default();
    let echo = format!(
        r#"{{"error":"invalid_grant {PASSWORD}","error_description":"{PASSWORD} {TOKEN}","code":"TOKEN_EXPIRED","message":"{TOKEN}"}}"#
    );
    let server = Server::deciding(move |_| Answer::json(401, echo.clone()));
    let source = Credential::source(Source(notes.clone()));
    let fetched = Credential::client_credentials("/token", "me", PASSWORD, &[]);
    for credential in [source, fetched] {
        sweep.see(&credential);
        let client = Client::builder(&API)
            .base_url(server.url())
            .credential(&shop::TOKEN, credential)
            .clock(Arc::new(ManualClock::new()))
            .build()
            .unwrap();
        sweep.see(&client);
        for _ in 0..2 {
            let error = shop::get_order(&client, "o1").await.unwrap_err();
            sweep.error(&error);
            sweep.text("report", &error.support_report());
            if let ErrorKind::Build(error) = error.kind() {
                sweep.error(error);
            }
        }
    }
    notes.into("token source", sweep);
}

/// A body that prints what it is written to.
struct Peeking(Notes);

impl Encode for Peeking {
    fn encode(&self, to: &mut Encoder) {
        BODY.encode(to);
        self.0.note(to);
    }
}

impl Body for Peeking {
    fn write(&self, to: &mut BodyWriter<'_>) {
        to.json("application/json", self);
        self.0.note(to);
    }
}

/// What the rules of retries, and the readers and writers of JSON, are given.
fn rules(sweep: &mut Sweep, client: &Client) {
    let notes = Notes::default();
    let call = Call::<(), SubmitError>::new(client, &shop::PLACE_ORDER);
    sweep.see(&call.one_of(&Peeking(notes.clone())));
    notes.into("a body", sweep);
    // What a call may send stands in its type alone.
    sweep.see(&Json::<Peeking>::default());
    sweep.see(&Form::<Peeking>::default());
    sweep.see(&Parts::<Peeking>::default());
    sweep.see(&OneOf::<Peeking>::default());
    let text = format!("\"{BODY}\"");
    let mut decoder = Decoder::new(text.as_bytes());
    sweep.see(&decoder);
    decoder.skip().unwrap();
    sweep.see(&decoder);
    sweep.see(&Shape::object(&[]));
    sweep.see(&FieldErrorShape::Map);
    sweep.see(&CodeKind::Either);
    let budget = Budget::new(1);
    sweep.see(&Situation {
        effect: Effect::NotSent,
        repeat_safe: true,
        replayable: true,
        attempts: 1,
        can_refresh: false,
        key_remaining: None,
        hint: None,
        remaining: None,
        budget: &budget,
        jitter: 0.5,
    });
}

/// What connections and signatures are made with.
fn network(sweep: &mut Sweep) {
    let proxies = [
        Proxy::new(format!("http://user:{PASSWORD}@h:1")),
        Proxy::new("h:1").credentials("user", Secret::from(PASSWORD)),
        Proxy::new(format!("socks5://user:{PASSWORD}@h:1")),
    ];
    for proxy in proxies {
        let tls = Tls::new().client_certificate(BODY, Secret::from(TOKEN));
        sweep.see(&tls);
        sweep.see(&proxy);
        let network = Network::new().proxy(proxy).tls(tls);
        sweep.see(&network);
        sweep.error(&HyperTransport::with_network(&network).unwrap_err());
        let built = Client::builder(&API).proxy(Proxy::new(format!("http://{PASSWORD}@")));
        sweep.error(&built.build().unwrap_err());
    }
    sweep.see(&TraceContext::new(1, 2, true));
    sweep.see(&TraceContext::new(1, 2, true).unwrap());
    let secret = Secret::new(TOKEN.as_bytes().to_vec());
    sweep.see(&HttpSignature::hmac_sha256("key", secret));
    sweep.error(&SignError::new("no reason"));
}

pub(crate) fn values(sweep: &mut Sweep) {
    sweep.see(&Secret::from(TOKEN));
    sweep.see(&Secret::from(TOKEN.as_bytes()));
    sweep.see(&Token::new(TOKEN).refresh(REFRESH).scopes(["a"]));
    sweep.see(&Created::<Token>::New(Token::new(TOKEN)));
    for credential in [
        Credential::secret(TOKEN),
        Credential::basic("user", PASSWORD),
    ] {
        sweep.see(&credential);
    }
    sweep.error(&TokenError::transient("no"));
    sweep.see(&IdempotencyKey::new(KEY).unwrap());
    let long = format!("{KEY}\n");
    sweep.error(&IdempotencyKey::new(&long).unwrap_err());
    sweep.see(&HyperTransport::new());
    network(sweep);
    sweep.see(&TokioClock::new());
    sweep.see(&Budget::new(5));
    sweep.see(&Upload::from(BODY.as_bytes().to_vec()));
    sweep.see(&FilePart::new(BODY));
    sweep.see(
        &FormData::new()
            .text("a", BODY)
            .file("b", FilePart::new(BODY)),
    );
    sweep.error(&from_json::<Numbers>(br#"{"a":"b"}"#).unwrap_err());
    sweep.error(&Encoder::whole(&f64::NAN).unwrap_err());
    sweep.error(&TOKEN.parse::<Timestamp>().unwrap_err());
    sweep.see(&"2026-01-02T03:04:05Z".parse::<Timestamp>().unwrap());
    webhooks(sweep);

    static ENDPOINT: Endpoint<SubmitError> = Endpoint::new(Operation::DEFAULT);
    sweep.see(&ENDPOINT);
    let fake = Fake::new(&[]);
    sweep.see(&fake);
    let wanted = Wanted::from(Reply::status(500));
    sweep.see(&wanted);
    let clock = Arc::new(ManualClock::new());
    let client = Client::builder(&API)
        .transport(fake.clone())
        .credential(&shop::TOKEN, Credential::secret(TOKEN))
        .clock(clock)
        .build()
        .unwrap();
    let (told, heard) = std::sync::mpsc::channel();
    let call = Call::<(), SubmitError>::new(&client, &shop::PLACE_ORDER);
    let call = call.retry_with(move |retries| {
        let retries = retries.throttle_on([429, 503]);
        told.send(retries.clone()).expect("somebody hears it");
        retries
    });
    call.text("text/plain", BODY).send_blocking().unwrap();
    sweep.see(&heard.recv().expect("the call asked"));
    sweep.see(&fake.requests()[0]);
    rules(sweep, &client);
    sweep.see(&fake);
}

/// A body that breaks off on its way.
async fn uploads(sweep: &mut Sweep) {
    let server = Server::answering([Answer::status(204)]);
    let client = client(&server);
    let call = Call::<(), SubmitError>::new(&client, &SUBMIT).path("thing", BODY);
    let call = call.upload("text/plain", Upload::reader(Broken(false)));
    let error = call.await.unwrap_err();
    sweep.error(&error);
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(cause) = next {
        if let Some(error) = cause.downcast_ref::<UploadError>() {
            sweep.error(error);
        }
        next = cause.source();
    }
}

/// Gives a part and fails.
struct Broken(bool);

impl tokio::io::AsyncRead for Broken {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        to: &mut tokio::io::ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(Err(std::io::Error::other("the disk is gone")));
        }
        to.put_slice(BODY.as_bytes());
        Poll::Ready(Ok(()))
    }
}

/// Stores of idempotency keys, and what goes wrong with them.
pub(crate) async fn keys(sweep: &mut Sweep) {
    let folder = fresh("printed");
    let file = SqliteKeyStore::open(folder.join("keys")).unwrap();
    let memory = MemoryKeyStore::new();
    let stores: [&dyn KeyStore; 2] = [&file, &memory];
    for store in stores {
        let key = IdempotencyKey::new(KEY).unwrap();
        let record = KeyRecord::new("shop", BODY, key, SystemTime::now(), [1; 32]);
        sweep.see(&record);
        let claim = KeyClaim::new(record);
        sweep.see(&claim);
        sweep.see(&store.claim(&claim).await.unwrap());
        sweep.see(&store.claim(&claim).await.unwrap());
    }
    sweep.see(&file);
    sweep.see(&memory);
    let garbage = folder.join("garbage");
    std::fs::write(&garbage, KEY.repeat(1000)).unwrap();
    sweep.error(&SqliteKeyStore::open(garbage).unwrap_err());
}

fn webhooks(sweep: &mut Sweep) {
    let facts = WebhookFacts::timestamped("x-signature");
    let store = Arc::new(MemoryReplayStore::new());
    sweep.see(&*store);
    let builder = facts.verifier().secret(HOOK).replay_store(store);
    sweep.see(&builder);
    let verifier: Verifier = builder.build().unwrap();
    sweep.see(&verifier);
    let mut headers = http::HeaderMap::new();
    let signature = format!("t=1700000000,v1={}", "0".repeat(64));
    headers.insert("x-signature", signature.parse().unwrap());
    let refused = verifier.verify_at(&headers, BODY.as_bytes(), SystemTime::UNIX_EPOCH);
    sweep.error(&refused.unwrap_err());
    // Of `1700000000.` and the body, under the secret.
    let signature =
        "t=1700000000,v1=95138b99de3608368d59ff0a9686f9077e8bfc816a67c5068de9861e57506352";
    headers.insert("x-signature", signature.parse().unwrap());
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let verified = verifier.verify_at(&headers, BODY.as_bytes(), now).unwrap();
    sweep.see(&verified);
    for secret in ["", " Wh4hok-canary ", "Wh4hok"] {
        let refused: WebhookConfigError = facts.verifier().secret(secret).build().unwrap_err();
        sweep.error(&refused);
    }
}
