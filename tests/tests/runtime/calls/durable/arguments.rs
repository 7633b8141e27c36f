//! What makes two calls of one name the same call: everything that decides what is done, and for whom.

use std::sync::Arc;

use faultcode_runtime::document::{
    Api, Idempotency, Method, Need, Operation, ParamPlace, Parameter, Scheme, SchemeKind, Server,
    ServerVariable,
};
use faultcode_runtime::errors::{KeyError, TokenError};
use faultcode_runtime::keys::MemoryKeyStore;
use faultcode_runtime::testing::{Fake, ManualClock, Reply};
use faultcode_runtime::{
    BuildError, Call, Client, ClientBuilder, Credential, Effect, ErrorKind, Token, params,
};
use faultcode_tests::shop::{Order, ShopError};

const VARIABLE: ServerVariable = ServerVariable {
    name: "tenant",
    default: Some("one"),
    values: &[],
};

static API: Api = Api {
    name: "tenants",
    version: "1",
    servers: &[Server::with(
        "https://{tenant}.shop.example/v1",
        &[VARIABLE],
    )],
    ..Api::DEFAULT
};

const fn need(scheme: &'static Scheme) -> Need {
    Need {
        scheme,
        scopes: &[],
    }
}

static HEADER: Scheme = Scheme::new("header", SchemeKind::Header("X-Api-Key"));
static QUERY: Scheme = Scheme::new("query", SchemeKind::Query("api_key"));
static COOKIE: Scheme = Scheme::new("cookie", SchemeKind::Cookie("session"));
static BASIC: Scheme = Scheme::new("basic", SchemeKind::Basic);
static BEARER: Scheme = Scheme::new("bearer", SchemeKind::Bearer);

static PAY: Operation = Operation {
    id: "pay",
    method: Method::Post,
    template: "/payments",
    path: &["/payments"],
    idempotency: Some(&Idempotency::HEADER),
    security: &[
        &[need(&HEADER)],
        &[need(&QUERY)],
        &[need(&COOKIE)],
        &[need(&BASIC)],
        &[need(&BEARER)],
        &[],
    ],
    ..Operation::DEFAULT
};

#[derive(Clone, Default)]
struct PayParams {
    account: Option<String>,
    session: Option<String>,
    page: Option<String>,
}

params!(PayParams {
    0 account: Parameter::header("X-Account"),
    1 session: Parameter { place: ParamPlace::Cookie, ..Parameter::query("account") },
    2 page: Parameter::query("account"),
});

fn builder() -> ClientBuilder {
    Client::builder(&API)
}

fn params(change: impl FnOnce(&mut PayParams)) -> PayParams {
    let mut params = PayParams::default();
    change(&mut params);
    params
}

type Made = (
    ClientBuilder,
    PayParams,
    &'static [(&'static str, &'static str)],
);

/// Makes the call of one name twice, in two lives of the program, the first time without an answer. Whether the second one
/// was the same call.
async fn is_same(first: Made, second: Made) -> bool {
    let (fake, store) = (Fake::new(&[]), MemoryKeyStore::new());
    let mut keys = Vec::new();
    for (life, (builder, params, headers)) in [first, second].into_iter().enumerate() {
        let client = builder
            .transport(fake.clone())
            .clock(Arc::new(ManualClock::new()))
            .retry_with(|retries| retries.max_attempts(1))
            .key_store(store.clone())
            .build()
            .expect("a usable client");
        fake.then(&PAY, Reply::status(503));
        let order = Order::new("o1");
        let mut call = Call::<Order, ShopError>::new(&client, &PAY)
            .json(&order)
            .params(&params);
        for (name, value) in headers {
            call = call.header(name, value);
        }
        let error = call.durable("order-1").await.expect_err("no answer");
        assert_eq!(error.effect(), Effect::MaybeApplied);
        keys.push(
            error
                .idempotency_key()
                .expect("the key of the name")
                .as_str()
                .to_owned(),
        );
        if let ErrorKind::Build(build) = error.kind() {
            assert!(life == 1, "{error:?}");
            let problem = build;
            let other = matches!(problem, BuildError::Key(KeyError::OtherArguments));
            assert!(other, "{error:?}");
        }
    }
    assert_eq!(keys[0], keys[1], "one name has one key");
    fake.requests().len() == 2
}

fn plain() -> Made {
    (builder(), PayParams::default(), &[])
}

fn with(change: impl FnOnce(&mut PayParams)) -> Made {
    (builder(), params(change), &[])
}

fn by(builder: ClientBuilder) -> Made {
    (builder, PayParams::default(), &[])
}

fn said(headers: &'static [(&'static str, &'static str)]) -> Made {
    (builder(), PayParams::default(), headers)
}

fn holding(scheme: &'static Scheme, credential: Credential) -> Made {
    by(builder().credential(scheme, credential))
}

#[tokio::test]
async fn what_tells_one_account_from_another_counts() {
    let text = |text: &str| Some(text.to_owned());
    let secret = Credential::secret;
    let rows: Vec<(&str, Made, Made)> = vec![
        (
            "a header parameter",
            with(|it| it.account = text("a")),
            with(|it| it.account = text("b")),
        ),
        (
            "a header parameter left out",
            with(|it| it.account = text("a")),
            plain(),
        ),
        (
            "a cookie parameter",
            with(|it| it.session = text("a")),
            with(|it| it.session = text("b")),
        ),
        (
            "a query parameter",
            with(|it| it.page = text("a")),
            with(|it| it.page = text("b")),
        ),
        (
            "another place",
            with(|it| it.page = text("a")),
            with(|it| it.session = text("a")),
        ),
        (
            "a header of the call",
            said(&[("X-Account", "a")]),
            said(&[("X-Account", "b")]),
        ),
        (
            "a header of the client",
            by(builder().header("X-Account", "a")),
            by(builder().header("X-Account", "b")),
        ),
        (
            "a name of a header",
            said(&[("X-Account", "a")]),
            said(&[("X-Tenant", "a")]),
        ),
        (
            "the server",
            by(builder().server_variable("tenant", "a")),
            by(builder().server_variable("tenant", "b")),
        ),
        (
            "the path of the base URL",
            by(builder().base_url("https://shop.example/a")),
            by(builder().base_url("https://shop.example/b")),
        ),
        (
            "an API key",
            holding(&HEADER, secret("key-a")),
            holding(&HEADER, secret("key-b")),
        ),
        (
            "an API key in the query",
            holding(&QUERY, secret("key-a")),
            holding(&QUERY, secret("key-b")),
        ),
        (
            "an API key in a cookie",
            holding(&COOKIE, secret("key-a")),
            holding(&COOKIE, secret("key-b")),
        ),
        (
            "a user",
            holding(&BASIC, Credential::basic("a", "word")),
            holding(&BASIC, Credential::basic("b", "word")),
        ),
        (
            "a user in one text",
            holding(&BASIC, secret("a:word")),
            holding(&BASIC, secret("b:word")),
        ),
    ];
    for (what, first, second) in rows {
        assert!(!is_same(first, second).await, "{what}");
    }
}

#[tokio::test]
async fn what_is_another_at_each_repeat_does_not() {
    let secret = Credential::secret;
    let token = |text: &'static str| {
        Credential::source(
            move |_: Option<Token>| async move { Ok::<_, TokenError>(Token::new(text)) },
        )
    };
    let rows: Vec<(&str, Made, Made)> = vec![
        ("nothing", plain(), plain()),
        (
            "the traces of a request",
            said(&[
                ("traceparent", "00-1"),
                ("X-Request-Id", "1"),
                ("x-b3-traceid", "1"),
            ]),
            said(&[("traceparent", "00-2"), ("X-Request-Id", "2")]),
        ),
        (
            "the version of the program",
            by(builder().user_agent("shop/1")),
            by(builder().user_agent("shop/2")),
        ),
        (
            "a header that the call says once more",
            by(builder().header("X-Account", "a")),
            (
                builder().header("X-Account", "a"),
                PayParams::default(),
                &[("x-account", "a")],
            ),
        ),
        (
            "a token",
            holding(&BEARER, secret("t1")),
            holding(&BEARER, secret("t2")),
        ),
        (
            "a token that was refreshed",
            holding(&BEARER, token("t1")),
            holding(&BEARER, token("t2")),
        ),
        (
            "a password",
            holding(&BASIC, Credential::basic("a", "word")),
            holding(&BASIC, Credential::basic("a", "other")),
        ),
        (
            "the port and the case of the host",
            by(builder().base_url("https://shop.example/a")),
            by(builder().base_url("https://SHOP.example:8443/a/")),
        ),
    ];
    for (what, first, second) in rows {
        assert!(is_same(first, second).await, "{what}");
    }
}
