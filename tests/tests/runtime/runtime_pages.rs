//! Lists that come page by page, each kind against a scripted server: what it is asked, and when that ends.
//! The kinds stand together, since each test goes through them.

/// An operation whose pages are turned in a given way.
macro_rules! paged {
    ($name:ident, $method:ident, $pagination:expr) => {
        static $name: Operation = Operation {
            id: stringify!($name),
            method: Method::$method,
            template: "/orders",
            path: &["/orders"],
            security: &[&[Need {
                scheme: &faultcode_tests::shop::TOKEN,
                scopes: &[],
            }]],
            pagination: Some(&$pagination),
            ..Operation::DEFAULT
        };
    };
}

#[path = "runtime_pages/directions.rs"]
mod directions;
#[path = "runtime_pages/ends.rs"]
mod ends;
#[path = "runtime_pages/refused.rs"]
mod refused;
#[path = "runtime_pages/resumed.rs"]
mod resumed;

use std::pin::Pin;
use std::task::{Context, Waker};

use faultcode_runtime::document::{
    Method, Need, Operation, PagePlace, PageTurn, Pagination, Scheme, SchemeKind,
};
use faultcode_runtime::values::{Encode, Encoder};
use faultcode_runtime::{Call, Client, Credential, Error, Value, page};
use faultcode_tests::shop::{self, CANARY, Order, ShopError};
use faultcode_tests::{Answer, Server};

const DATA: Pagination = Pagination {
    items: Some("/data"),
    ..Pagination::by(PageTurn::Link)
};
const AFTER: PagePlace = PagePlace::Query("after");

paged!(
    CURSOR,
    Get,
    Pagination {
        turn: PageTurn::Cursor {
            to: AFTER,
            from: "/meta/next"
        },
        ..DATA
    }
);
paged!(
    SYNC,
    Post,
    Pagination {
        turn: PageTurn::Cursor {
            to: PagePlace::Body("/cursor"),
            from: "/next"
        },
        has_more: Some("/more"),
        ..DATA
    }
);
paged!(
    LAST,
    Get,
    Pagination {
        turn: PageTurn::LastItem {
            to: AFTER,
            id: "/id"
        },
        has_more: Some("/more"),
        ..DATA
    }
);
paged!(
    OFFSET,
    Get,
    Pagination {
        turn: PageTurn::Offset {
            to: PagePlace::Query("offset"),
            first: 0,
            total: Some("/total")
        },
        ..DATA
    }
);
paged!(
    NUMBER,
    Get,
    Pagination {
        turn: PageTurn::Number {
            to: PagePlace::Query("page"),
            first: 1,
            pages: Some("/pages")
        },
        ..DATA
    }
);
paged!(LINK, Get, Pagination::by(PageTurn::Link));
paged!(
    URL,
    Get,
    Pagination {
        turn: PageTurn::Url("/links/next"),
        ..DATA
    }
);

static QUERY_KEY: Scheme = Scheme::new("queryKey", SchemeKind::Query("api key"));

static QUERY_KEYED: Operation = Operation {
    id: "keyed",
    template: "/orders",
    path: &["/orders"],
    security: &[&[Need {
        scheme: &QUERY_KEY,
        scopes: &[],
    }]],
    pagination: Some(&Pagination {
        turn: PageTurn::Url("/next"),
        ..DATA
    }),
    ..Operation::DEFAULT
};

/// A page whose items stand in `data`.
struct OrderPage {
    data: Option<Vec<Order>>,
}

faultcode_runtime::object!(decode OrderPage {
    data: optional "data",
});
page!(OrderPage: Order, [optional data]);

/// A JSON body as it stands.
struct Raw(&'static str);

impl Encode for Raw {
    fn encode(&self, to: &mut Encoder) {
        let value: Value =
            faultcode_runtime::values::from_json(self.0.as_bytes()).expect("the test writes JSON");
        value.encode(to);
    }
}

fn call(client: &Client, operation: &'static Operation) -> Call<OrderPage, ShopError> {
    Call::new(client, operation)
}

fn json(body: &str) -> Answer {
    Answer::json(200, body)
}

async fn ids<T: faultcode_runtime::pages::Page<Item = Order>>(
    call: Call<T, ShopError>,
) -> Result<Vec<String>, Error<ShopError>> {
    let mut items = call.items();
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        ids.push(item?.id);
    }
    assert!(items.next().await.is_none(), "nothing comes after the end");
    Ok(ids)
}

fn targets(server: &Server) -> Vec<String> {
    let requests = server.requests();
    requests.into_iter().map(|request| request.target).collect()
}

#[tokio::test]
async fn each_kind_asks_for_the_next_page_in_its_own_way() {
    type Row = (&'static Operation, Vec<Answer>, Vec<&'static str>);
    let link = |url: &str| format!("<{url}>; rel=\"next\"");
    let rows: Vec<Row> = vec![
        (
            &CURSOR,
            vec![
                json(r#"{"data":[{"id":"a"}],"meta":{"next":"x y&z"}}"#),
                json(r#"{"data":[],"meta":{"next":17}}"#),
                json(r#"{"data":[{"id":"b"}],"meta":{"next":null}}"#),
            ],
            vec![
                "/v1/orders",
                "/v1/orders?after=x%20y%26z",
                "/v1/orders?after=17",
            ],
        ),
        (
            &CURSOR,
            vec![
                json(r#"{"data":[{"id":"a"}],"meta":{"next":"1"}}"#),
                json(r#"{"data":[{"id":"b"}],"meta":{"next":""}}"#),
            ],
            vec!["/v1/orders", "/v1/orders?after=1"],
        ),
        (
            &LAST,
            vec![
                json(r#"{"data":[{"id":"1"},{"id":"a"}],"more":true}"#),
                json(r#"{"more":false,"data":[{"id":"b"}]}"#),
            ],
            vec!["/v1/orders", "/v1/orders?after=a"],
        ),
        (
            &OFFSET,
            vec![
                json(r#"{"data":[{"id":"a"},{"id":"b"}],"total":3}"#),
                json(r#"{"data":[{"id":"c"}],"total":3}"#),
            ],
            vec!["/v1/orders", "/v1/orders?offset=2"],
        ),
        (
            &OFFSET,
            vec![json(r#"{"data":[{"id":"a"}]}"#), json(r#"{"data":[]}"#)],
            vec!["/v1/orders", "/v1/orders?offset=1"],
        ),
        (
            &NUMBER,
            vec![
                json(r#"{"data":[{"id":"a"}],"pages":2}"#),
                json(r#"{"data":[{"id":"b"}],"pages":2}"#),
            ],
            vec!["/v1/orders", "/v1/orders?page=2"],
        ),
        (
            &URL,
            vec![
                json(r#"{"data":[{"id":"a"}],"links":{"next":"/v1/orders?page=2"}}"#),
                json(r#"{"data":[{"id":"b"}],"links":{"next":"?page=3"}}"#),
                json(r#"{"data":[{"id":"c"}],"links":{}}"#),
            ],
            vec!["/v1/orders", "/v1/orders?page=2", "/v1/orders?page=3"],
        ),
    ];
    for (operation, answers, expected) in rows {
        let pages = answers.len();
        let server = Server::answering(answers);
        let found = ids(call(&shop::client(&server), operation)).await.unwrap();
        assert!(found.len() >= pages - 1, "{}: {found:?}", operation.id);
        assert_eq!(targets(&server), expected, "{}", operation.id);
        for request in server.requests() {
            let token = format!("Bearer {CANARY}");
            assert_eq!(request.header("authorization"), Some(&*token));
        }
    }

    let server = Server::answering([
        json(r#"[{"id":"a"}]"#).header("link", &link("/v1/elsewhere/7?page=2&x=%20")),
        json(r#"[{"id":"b"}]"#).header("link", "</v1/orders>; rel=\"prev\""),
    ]);
    let list: Call<Vec<Order>, ShopError> = Call::new(&shop::client(&server), &LINK);
    assert_eq!(ids(list).await.unwrap(), ["a", "b"]);
    assert_eq!(
        targets(&server),
        ["/v1/orders", "/v1/elsewhere/7?page=2&x=%20"]
    );
}

#[tokio::test]
async fn a_cursor_in_the_body_leaves_the_rest_of_it() {
    let server = Server::answering([
        json(r#"{"data":[{"id":"a"}],"next":"n\"1","more":true}"#),
        json(r#"{"data":[],"next":"n2","more":false}"#),
    ]);
    let body = Raw(r#"{"count":2,"cursor":"n0"}"#);
    let mut pages = call(&shop::client(&server), &SYNC).json(&body).pages();
    assert_eq!(pages.resume_token(), None);
    while let Some(page) = pages.next().await {
        page.unwrap();
    }
    // The last cursor is where a later call goes on.
    assert_eq!(pages.resume_token().as_deref(), Some("c:n2"));
    let bodies: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.text().to_owned())
        .collect();
    assert_eq!(
        bodies,
        [
            r#"{"count":2,"cursor":"n0"}"#,
            r#"{"count":2,"cursor":"n\"1"}"#
        ]
    );

    let server = Server::answering([json(r#"{"data":[],"more":false}"#)]);
    let mut resumed = call(&shop::client(&server), &SYNC).pages().resume("c:n2");
    resumed.next().await.unwrap().unwrap();
    let request = server.request();
    assert_eq!(request.text(), r#"{"cursor":"n2"}"#);
    assert_eq!(request.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn a_key_in_the_query_is_sent_once_on_every_page() {
    let server = Server::answering([
        json(r#"{"data":[],"next":"/v1/orders?api%20key=k%21&page=2"}"#),
        json(r#"{"data":[],"next":"/v1/orders?page=3&api%20key=k%21"}"#),
        json(r#"{"data":[],"next":"/v1/orders?page=3&api%20key=k%21"}"#),
    ]);
    let client = shop::builder(&server)
        .credential(&QUERY_KEY, Credential::secret("k!"))
        .build()
        .unwrap();
    let mut pages = call(&client, &QUERY_KEYED).pages();
    while let Some(page) = pages.next().await {
        page.unwrap();
    }
    // A place to resume from is stored, so it holds no credential.
    let token = pages.resume_token();
    assert_eq!(token.as_deref(), Some("u:/v1/orders?page=3"));
    assert_eq!(
        targets(&server),
        [
            "/v1/orders?api%20key=k%21",
            "/v1/orders?page=2&api%20key=k%21",
            "/v1/orders?page=3&api%20key=k%21",
        ]
    );
}

#[tokio::test]
async fn the_parameters_of_the_caller_stay_and_say_where_to_start() {
    #[derive(Default)]
    struct Params {
        page: Option<i64>,
        tag: Option<String>,
    }
    faultcode_runtime::params!(Params {
        0 page: faultcode_runtime::document::Parameter::query("page"),
        1 tag: faultcode_runtime::document::Parameter::query("tag"),
    });
    let server = Server::answering([
        json(r#"{"data":[{"id":"a"}]}"#),
        json(r#"{"data":[{"id":"b"}]}"#),
        json(r#"{"data":[]}"#),
    ]);
    let params = Params {
        page: Some(7),
        tag: Some("x&page=1".to_owned()),
    };
    let list = call(&shop::client(&server), &NUMBER).params(&params);
    assert_eq!(ids(list).await.unwrap(), ["a", "b"]);
    assert_eq!(
        targets(&server),
        [
            "/v1/orders?page=7&tag=x%26page%3D1",
            "/v1/orders?tag=x%26page%3D1&page=8",
            "/v1/orders?tag=x%26page%3D1&page=9",
        ]
    );
}

#[tokio::test]
async fn an_operation_without_pages_has_one() {
    let server = Server::answering([json(r#"[{"id":"a"}]"#)]);
    let list: Call<Vec<Order>, ShopError> =
        Call::new(&shop::client(&server), &shop::GET_ORDER).path("order_id", "1");
    assert_eq!(ids(list).await.unwrap(), ["a"]);
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn pages_are_fetched_only_when_they_are_asked_for() {
    let server = Server::deciding(|_| json(r#"{"data":[{"id":"a"}],"meta":{"next":"x"}}"#));
    let client = shop::client(&server);
    let mut pages = call(&client, &CURSOR).pages();
    assert_eq!(server.connections(), 0);
    // A poll that is given up goes on with the same call.
    {
        let mut next = std::pin::pin!(pages.next());
        let mut cx = Context::from_waker(Waker::noop());
        assert!(next.as_mut().poll(&mut cx).is_pending());
    }
    pages.next().await.unwrap().unwrap();
    assert_eq!(server.count(), 1);

    fn is_stream<S: futures_core::Stream + Unpin + Send>(_: &S) {}
    is_stream(&pages);
    is_stream(&call(&client, &CURSOR).items());
    let polled =
        std::future::poll_fn(|cx| futures_core::Stream::poll_next(Pin::new(&mut pages), cx));
    polled.await.unwrap().unwrap();
    assert_eq!(server.count(), 2);
}

#[test]
fn pages_and_items_can_be_waited_for() {
    let server = Server::answering([
        json(r#"{"data":[{"id":"a"}],"meta":{"next":"2"}}"#),
        json(r#"{"data":[{"id":"b"}],"meta":{}}"#),
        json(r#"{"data":[{"id":"c"}],"meta":{"next":"2"}}"#),
        Answer::status(404),
    ]);
    let client = shop::client(&server);
    let found: Result<Vec<Order>, _> = call(&client, &CURSOR).items().blocking().collect();
    assert_eq!(found.unwrap(), [Order::new("a"), Order::new("b")]);
    let mut pages = call(&client, &CURSOR).pages().blocking();
    pages.next().unwrap().unwrap();
    assert!(pages.next().unwrap().is_err());
    assert_eq!(pages.resume_token().as_deref(), Some("c:2"));
    assert!(pages.next().is_none());
}
