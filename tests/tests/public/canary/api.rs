//! One operation with a secret in every place of its request.

use std::collections::BTreeMap;
use std::sync::Arc;

use faultcode_runtime::__private::{Details, FaultBody};
use faultcode_runtime::body::FormData;
use faultcode_runtime::document::{
    Code, CodeAt, CodeKind, Envelope, FieldErrorShape, FieldErrorsAt, Idempotency, MessageAt,
    Method, Need, Operation, Parameter, Scheme, SchemeKind, StatusRange,
};
use faultcode_runtime::errors::DecodeError;
use faultcode_runtime::observe::Recorder;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::ReqwestTransport;
use faultcode_runtime::{
    AnyError, Call, Client, ClientBuilder, Credential, Error, ErrorKind, Unrecognized, Upload,
    details, endpoint_error, params,
};
use faultcode_tests::folder::Folder;
use faultcode_tests::shop::API;
use faultcode_tests::{Answer, Server};

use super::echo;
use super::sweep::{BODY, COOKIE, HEADER, KEY, PASSWORD, QUERY, Sweep, TOKEN};

static TOKEN_SCHEME: Scheme = Scheme::new("token", SchemeKind::Bearer);
static HEADER_SCHEME: Scheme = Scheme::new("header", SchemeKind::Header("X-Api-Key"));
static QUERY_SCHEME: Scheme = Scheme::new("query", SchemeKind::Query("api_key"));
static COOKIE_SCHEME: Scheme = Scheme::new("cookie", SchemeKind::Cookie("session"));
static BASIC_SCHEME: Scheme = Scheme::new("basic", SchemeKind::Basic);

const fn need(scheme: &'static Scheme) -> Need {
    Need {
        scheme,
        scopes: &[],
    }
}

pub(crate) static SUBMIT: Operation = Operation {
    id: "submit",
    method: Method::Post,
    template: "/things/{thing}",
    path: &["/things/", ""],
    security: &[&[
        need(&TOKEN_SCHEME),
        need(&HEADER_SCHEME),
        need(&QUERY_SCHEME),
        need(&COOKIE_SCHEME),
    ]],
    idempotency: Some(&Idempotency::HEADER),
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
        category: Some(&["error", "type"]),
        param: Some(&["error", "param"]),
        details: Some(&["error", "details"]),
        field_errors: Some(FieldErrorsAt {
            at: &["error", "fields"],
            shape: FieldErrorShape::Map,
        }),
        request_id: Some(&["error", "request_id"]),
        items: None,
        ..Envelope::DEFAULT
    }],
    ..Operation::DEFAULT
};

/// As [`SUBMIT`], with a user's name and password in place of the token.
static SIGN_IN: Operation = Operation {
    id: "signIn",
    security: &[&[need(&BASIC_SCHEME)]],
    ..SUBMIT
};

/// As [`SUBMIT`], refused with a list of errors.
static MANY: Operation = Operation {
    id: "many",
    envelopes: &[Envelope {
        code: Some(CodeAt {
            at: &["errors", "0", "code"],
            kind: CodeKind::Text,
            pattern: None,
        }),
        message: Some(MessageAt {
            at: &["errors", "0", "message"],
            join: "; ",
            sensitive: false,
        }),
        items: Some(&["errors"]),
        ..Envelope::DEFAULT
    }],
    ..SUBMIT
};

/// The balance is too low.
#[derive(Clone)]
pub(crate) struct Short {
    pub(crate) required: i64,
    pub(crate) by: Option<BTreeMap<String, i64>>,
}

/// Details that print what they are read from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen(pub(crate) String);

impl Seen {
    const CODE: Code = Code {
        status: &[StatusRange::one(410)],
        ..Code::STATUS
    };
}

impl Details for Seen {
    fn empty() -> Self {
        Self(String::new())
    }

    fn read(&mut self, body: &FaultBody<'_>) -> Result<(), DecodeError> {
        self.0 = format!("{body:?} {body:#?}");
        Ok(())
    }
}

impl Short {
    const CODE: Code = Code {
        status: &[StatusRange::one(402)],
        ..Code::new("SHORT")
    };
}

details!(Short {
    0 required: required "required",
    1 by: optional "by",
});

#[derive(Clone)]
pub(crate) enum SubmitError {
    Short(Short),
    Seen(Seen),
    Unrecognized(Unrecognized),
}

endpoint_error!(SubmitError {
    0 Short: details Short::CODE,
    1 Seen: details Seen::CODE,
});

pub(crate) struct Given {
    trace: Option<String>,
    search: Option<String>,
}

params!(Given {
    0 trace: Parameter::header("X-Trace"),
    1 search: Parameter::query("search"),
});

pub(crate) fn builder(server: &Server) -> ClientBuilder {
    Client::builder(&API)
        .base_url(format!("{}/v1", server.url()))
        .credential(&TOKEN_SCHEME, Credential::secret(TOKEN))
        .credential(&HEADER_SCHEME, Credential::secret(HEADER))
        .credential(&QUERY_SCHEME, Credential::secret(QUERY))
        .credential(&COOKIE_SCHEME, Credential::secret(COOKIE))
        .credential(&BASIC_SCHEME, Credential::basic("user", PASSWORD))
        .clock(Arc::new(ManualClock::new()))
}

pub(crate) fn client(server: &Server) -> Client {
    builder(server).build().expect("usable parts")
}

/// A call with a secret in path, query, header, key and body too: those of the caller's own.
pub(crate) fn call<T>(client: &Client, operation: &'static Operation) -> Call<T, SubmitError> {
    let given = Given {
        trace: Some(BODY.to_owned()),
        search: Some(BODY.to_owned()),
    };
    Call::new(client, operation)
        .path("thing", BODY)
        .params(&given)
        .header("x-own", BODY)
        .idempotency_key(KEY)
        .text("text/plain", BODY)
}

fn fail(sweep: &mut Sweep, error: Error<SubmitError>) {
    sweep.error(&error);
    sweep.see(error.meta());
    sweep.see(&error.meta().clone());
    sweep.text("report", &error.support_report());
    let shown = [
        error.message(),
        error.code(),
        error.param(),
        error.category(),
        error.request_id(),
    ];
    sweep.see(&shown);
    sweep.see(&error.field_errors());
    sweep.see(&error.errors());
    sweep.see(&error.attempts());
    if let Some(limits) = error.rate_limit() {
        sweep.see(limits);
    }
    sweep.see(&error.stop_reason());
    sweep.see(&error.notes().collect::<Vec<_>>());
    sweep.text(
        "location",
        &error
            .location()
            .unwrap_or_default()
            .replace("api_key=", "?"),
    );
    if let Some(key) = error.idempotency_key() {
        sweep.see(key);
    }
    match error.kind() {
        // By itself it shows its details: a caller who asks for the enum asks for the server's data.
        ErrorKind::Api(error) => {
            sweep.text("Display of an enum", &error.to_string());
            if let SubmitError::Seen(seen) = error {
                sweep.text("the body of an error", &seen.0);
            }
        }
        ErrorKind::Transport(error) => sweep.error(error),
        ErrorKind::Decode(error) => {
            sweep.error(error);
            sweep.text("path", &error.path());
        }
        ErrorKind::Build(error) => sweep.error(error),
        _ => panic!("a kind of failure that this test does not know"),
    }
    sweep.error(&AnyError::from(error));
}

/// Calls of which the server echoes what it got. How many there were.
pub(crate) async fn answers(sweep: &mut Sweep) -> usize {
    type Nested = BTreeMap<String, BTreeMap<String, Vec<BTreeMap<String, i64>>>>;
    let mut count = 0;
    let folder = Folder::new("canary");
    let file = folder.file("recording.jsonl");
    let recorder = Recorder::open(&file).expect("the folder is ours");
    for echo in echo::echoes() {
        for answer in echo::answers(&echo) {
            let server = Server::deciding({
                let answer = answer.clone();
                move |_| answer.clone()
            });
            let client = builder(&server).observer(recorder.clone()).build();
            let client = client.expect("usable parts");
            for operation in [&SUBMIT, &SIGN_IN] {
                // What the call did not send is a word like any other.
                let basic = echo.starts_with("Basic");
                if basic != std::ptr::eq(operation, &SIGN_IN) {
                    continue;
                }
                let call = call::<Nested>(&client, operation);
                sweep.see(&call);
                let sent = call.send_with_meta();
                sweep.see(&sent);
                match sent.await {
                    Ok(value) => sweep.see(&value.meta),
                    Err(error) => fail(sweep, error),
                }
                count += 1;
            }
        }
    }
    recorder.flush();
    sweep.see(&recorder);
    let recording = std::fs::read_to_string(&file).expect("the recording");
    assert!(
        recording.lines().count() >= count,
        "each answer is recorded"
    );
    sweep.text("the recording", &recording);
    count
}

/// Answers of other forms: a list of errors, and a success that has no value.
async fn forms(sweep: &mut Sweep) {
    let body = format!(
        r#"{{"errors":[{{"code":"A {TOKEN}","message":"{TOKEN}"}},{{"code":"{QUERY}"}}]}}"#
    );
    let server = Server::answering([
        Answer::json(400, body.clone()),
        Answer::json(200, "{}").header("x-request-id", TOKEN),
        Answer::body(410, "text/html", format!("<title>{TOKEN}</title>")),
    ]);
    let client = client(&server);
    let error = call::<()>(&client, &MANY).await.unwrap_err();
    assert_eq!(error.errors().len(), 2);
    error.errors().iter().for_each(|item| sweep.see(item));
    fail(sweep, error);
    let fine = call::<()>(&client, &MANY).send_with_meta().await.unwrap();
    sweep.see(&fine);
    let error = call::<()>(&client, &SUBMIT).await.unwrap_err();
    assert!(
        matches!(error.api(), Some(SubmitError::Seen(_))),
        "{error:?}"
    );
    fail(sweep, error);
}

/// Calls that end without an answer, over both transports.
pub(crate) async fn faults(sweep: &mut Sweep) {
    forms(sweep).await;
    let answers = [
        Answer::nothing(),
        Answer::nothing().reset(),
        Answer::raw(format!("{TOKEN}\r\n\r\n")),
        Answer::raw(format!("HTTP/1.1 200 {TOKEN}\r\n{TOKEN}\r\n\r\n")),
        Answer::json(200, format!(r#"{{"a":"{TOKEN}"}}"#)).cut_body(9),
        Answer::raw(format!(
            "HTTP/1.1 200 OK\r\nx: {}\r\n\r\n",
            TOKEN.repeat(20_000)
        )),
    ];
    let transport = ReqwestTransport::new(reqwest::Client::builder()).expect("TLS starts");
    sweep.see(&transport);
    for answer in answers {
        let server = Server::deciding(move |_| answer.clone());
        let own = client(&server);
        let other = builder(&server).transport(transport.clone());
        sweep.see(&other);
        let other = other.build().expect("usable parts");
        for client in [own, other] {
            sweep.see(&client);
            fail(sweep, call::<()>(&client, &SUBMIT).await.unwrap_err());
        }
    }
    // Nobody listens.
    let server = Server::deserted();
    let (own, other) = (client(&server), builder(&server).transport(transport));
    let other = other.build().expect("usable parts");
    for client in [own, other] {
        fail(sweep, call::<()>(&client, &SUBMIT).await.unwrap_err());
    }
    refused(sweep).await;
}

/// Calls and clients that are wrong before anything is sent.
async fn refused(sweep: &mut Sweep) {
    let server = Server::answering([]);
    let client = client(&server);
    let call = || call::<()>(&client, &SUBMIT);
    let calls = [
        call().header("authorization", TOKEN),
        call().header("x-own", &format!("{TOKEN}\r\n")),
        call().idempotency_key(format!("{KEY} with blanks\n").as_str()),
        call().path("thing", ".."),
        call().form(TOKEN),
        call().text("text/plain\n", TOKEN),
        call().params(&Given {
            trace: Some(format!("{TOKEN}\n")),
            search: None,
        }),
    ];
    for call in calls {
        fail(sweep, call.await.unwrap_err());
    }
    let urls = [
        format!("https://user:{PASSWORD}@a.example"),
        format!("https://a.example?api_key={QUERY}"),
        format!("https://{TOKEN}/"),
        format!("http://a.example/{TOKEN}"),
        TOKEN.to_owned(),
    ];
    for url in urls {
        let builder = Client::builder(&API)
            .base_url(url)
            .credential(&TOKEN_SCHEME, Credential::secret(TOKEN));
        sweep.see(&builder);
        if let Err(problem) = builder.build() {
            sweep.error(&problem);
        }
    }
    for scheme in [&TOKEN_SCHEME, &HEADER_SCHEME] {
        let wrong = Credential::secret(format!("{TOKEN}\n"));
        sweep.see(&wrong);
        let built = Client::builder(&API).credential(scheme, wrong).build();
        sweep.error(&built.unwrap_err());
    }
    sweep.see(&FormData::new());
    sweep.see(&Upload::from(BODY));
}
