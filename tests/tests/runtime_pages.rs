//! Lists that come page by page, each kind against a scripted server: what it is asked, and when that ends.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Waker};

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{
    BuildProblem, Call, Client, Credential, Effect, Encode, Encoder, Error, Method, Need,
    Operation, PagePlace, PageProblem, PageTurn, Pagination, Scheme, SchemeKind, Value, page,
};
use faultcode_tests::shop::{self, CANARY, Order, ShopError};
use faultcode_tests::{Answer, Request, Server};

/// An operation whose pages are turned in a given way.
macro_rules! paged {
    ($name:ident, $method:ident, $pagination:expr) => {
        static $name: Operation = Operation {
            id: stringify!($name),
            method: Method::$method,
            template: "/orders",
            path: &["/orders"],
            security: &[&[Need {
                scheme: &shop::TOKEN,
                scopes: &[],
            }]],
            pagination: Some(&$pagination),
            ..Operation::DEFAULT
        };
    };
}

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

/// A page whose items stand in `data`.
#[derive(Clone, Debug)]
struct OrderPage {
    data: Option<Vec<Order>>,
}

faultcode_runtime::object!(decode OrderPage {
    0 data: optional "data",
});
page!(OrderPage: Order, |page| page.data.unwrap_or_default());

/// A JSON body as it stands.
struct Raw(&'static str);

impl Encode for Raw {
    fn encode(&self, to: &mut Encoder) {
        let value: Value =
            faultcode_runtime::from_json(self.0.as_bytes()).expect("the test writes JSON");
        value.encode(to);
    }
}

fn call(client: &Client, operation: &'static Operation) -> Call<OrderPage, ShopError> {
    Call::new(client, operation)
}

fn json(body: &str) -> Answer {
    Answer::json(200, body)
}

async fn ids<T: faultcode_runtime::Page<Item = Order>>(
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
async fn a_page_is_repeated_like_any_call_and_an_error_says_where_to_resume() {
    let clock = ManualClock::new();
    let server = Server::answering([
        json(r#"{"data":[{"id":"a"}],"meta":{"next":"2"}}"#),
        Answer::status(503),
        json(r#"{"data":[{"id":"b"}],"meta":{"next":"3"}}"#),
        Answer::json(404, r#"{"code":"NOT_FOUND"}"#),
        json(r#"{"data":[{"id":"c"}],"meta":{"next":"4"}}"#),
        json(r#"{"data":[{"id":7}],"meta":{"next":"5"}}"#),
    ]);
    let client = shop::builder(&server)
        .clock(Arc::new(clock))
        .build()
        .unwrap();
    let mut items = call(&client, &CURSOR).items();
    assert_eq!(items.next().await.unwrap().unwrap().id, "a");
    assert_eq!(items.next().await.unwrap().unwrap().id, "b");
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.status(), Some(404));
    assert!(items.next().await.is_none());
    let token = items.resume_token().unwrap();

    let mut pages = call(&client, &CURSOR).pages().resume(&token).with_meta();
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!(page.meta.attempts().len(), 1);
    // A page that does not decode is the page to resume from, not the one behind it.
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert!(pages.next().await.is_none() && pages.is_done());
    assert_eq!(pages.resume_token().as_deref(), Some("c:4"));
    assert_eq!(
        targets(&server),
        [
            "/v1/orders",
            "/v1/orders?after=2",
            "/v1/orders?after=2",
            "/v1/orders?after=3",
            "/v1/orders?after=3",
            "/v1/orders?after=4",
        ]
    );
}

#[tokio::test]
async fn items_resume_at_the_page_in_hand() {
    let page = |id: &str, next: &str| {
        json(&format!(
            r#"{{"data":[{{"id":"{id}1"}},{{"id":"{id}2"}}],"meta":{{"next":"{next}"}}}}"#
        ))
    };
    let server = Server::answering([page("a", "B"), page("b", "C")]);
    let mut items = call(&shop::client(&server), &CURSOR).items();
    let rows = [
        ("a1", None),
        ("a2", Some("c:B")),
        ("b1", Some("c:B")),
        ("b2", Some("c:C")),
    ];
    for (id, token) in rows {
        assert_eq!(items.next().await.unwrap().unwrap().id, id);
        assert_eq!(items.resume_token().as_deref(), token, "{id}");
    }
}

fn problem(error: &Error<ShopError>) -> &BuildProblem {
    assert_eq!(error.effect(), Effect::NotSent);
    match error {
        Error::Build(error) => error.problem(),
        _ => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn a_server_that_goes_round_in_circles_is_stopped() {
    type Decide = fn(&Request, usize) -> Answer;
    let same = |_: &Request, _| json(r#"{"data":[{"id":"a"}],"meta":{"next":"x"},"more":true}"#);
    let rows: [(&'static Operation, Decide, usize, PageProblem); 8] = [
        (&CURSOR, same, 2, PageProblem::Repeated),
        (
            &CURSOR,
            |_, count| {
                let next = ["x", "y", "z", "x"][count % 4];
                json(&format!(r#"{{"data":[],"meta":{{"next":"{next}"}}}}"#))
            },
            4,
            PageProblem::Repeated,
        ),
        (
            &CURSOR,
            |_, count| {
                json(&format!(
                    r#"{{"data":[],"meta":{{"next":"{}"}}}}"#,
                    count + 1
                ))
            },
            100,
            PageProblem::Empty(100),
        ),
        (&LAST, same, 2, PageProblem::Repeated),
        (
            &LAST,
            |_, _| json(r#"{"data":[],"more":true}"#),
            1,
            PageProblem::NoNext("/data"),
        ),
        (
            &LAST,
            |_, _| json(r#"{"data":[{"id":null}],"more":true}"#),
            1,
            PageProblem::NoNext("/id"),
        ),
        (
            &URL,
            |_, _| json(r#"{"data":[],"links":{"next":"/v1/orders"}}"#),
            1,
            PageProblem::Repeated,
        ),
        (
            &CURSOR,
            |_, _| json(r#"{"data":[],"meta":{"next":["x"]}}"#),
            1,
            PageProblem::NoNext("/meta/next"),
        ),
    ];
    for (operation, decide, asked, expected) in rows {
        let mut count = 0;
        let server = Server::deciding(move |request| {
            count += 1;
            decide(request, count - 1)
        });
        let list: Call<Value, ShopError> = Call::new(&shop::client(&server), operation);
        let mut pages = list.pages();
        let mut came = 0;
        let error = loop {
            match pages.next().await.expect("an error at the end") {
                Ok(_) => came += 1,
                Err(error) => break error,
            }
        };
        assert!(
            matches!(problem(&error), BuildProblem::Page(found) if *found == expected),
            "{}: {error}",
            operation.id
        );
        assert_eq!((came, server.count()), (asked, asked), "{expected:?}");
        assert!(pages.next().await.is_none());
    }
}

#[tokio::test]
async fn a_server_that_does_not_know_the_page_number_is_stopped() {
    let server = Server::deciding(|_| json(r#"{"data":[{"id":"a"}]}"#));
    let error = ids(call(&shop::client(&server), &NUMBER))
        .await
        .unwrap_err();
    assert!(matches!(
        problem(&error),
        BuildProblem::Page(PageProblem::Repeated)
    ));
    assert_eq!(targets(&server), ["/v1/orders", "/v1/orders?page=2"]);
}

#[tokio::test]
async fn a_limit_of_pages_ends_the_walk_with_an_error_and_a_place_to_resume_from() {
    let server = Server::deciding(|request| {
        let next = request.target.len();
        json(&format!(
            r#"{{"data":[{{"id":"a"}}],"meta":{{"next":"{next}"}}}}"#
        ))
    });
    let mut pages = call(&shop::client(&server), &CURSOR).pages().max_pages(2);
    for _ in 0..2 {
        pages.next().await.unwrap().unwrap();
    }
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(matches!(
        problem(&error),
        BuildProblem::Page(PageProblem::TooMany(2))
    ));
    assert_eq!(pages.resume_token().as_deref(), Some("c:19"));
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn credentials_never_follow_a_page_to_another_origin() {
    let other = Server::deciding(|_| json("[]"));
    let urls = [
        format!("{}/v1/orders?page=2", other.url()),
        format!("//127.0.0.1:{}/v1/orders", other.port()),
        "https://127.0.0.1/v1/orders".to_owned(),
    ];
    for url in urls {
        let body = format!(r#"{{"data":[{{"id":"a"}}],"links":{{"next":"{url}"}}}}"#);
        let server = Server::answering([
            json(&body),
            json("[]").header("link", &format!("<{url}>; rel=next")),
        ]);
        let client = shop::client(&server);
        let mut pages = call(&client, &URL).pages();
        pages.next().await.unwrap().unwrap();
        let error = pages.next().await.unwrap().unwrap_err();
        assert!(matches!(problem(&error), BuildProblem::Origin), "{url}");
        assert!(!error.to_string().contains(&url));

        let list: Call<Vec<Order>, ShopError> = Call::new(&client, &LINK);
        let error = ids(list).await.unwrap_err();
        assert!(matches!(problem(&error), BuildProblem::Origin), "{url}");
        assert_eq!(server.count(), 2);
    }
    assert_eq!((other.connections(), other.count()), (0, 0));
}

#[tokio::test]
async fn a_url_of_the_same_origin_stays_below_the_base_path() {
    for url in ["/admin", "/v1/../admin", "/v1/%2e%2e/admin", "/v10/x"] {
        let body = format!(r#"{{"data":[],"links":{{"next":"{url}"}}}}"#);
        let server = Server::answering([json(&body)]);
        let error = ids(call(&shop::client(&server), &URL)).await.unwrap_err();
        let found = problem(&error);
        assert!(
            matches!(found, BuildProblem::Page(PageProblem::Url)),
            "{url}"
        );
        assert_eq!(server.count(), 1);
    }
    let server = Server::answering([]);
    let client = shop::client(&server);
    for token in ["u:/admin", "u://evil/v1", "u:/v1/../x", "c:1", ""] {
        let mut pages = call(&client, &URL).pages().resume(token);
        let error = pages.next().await.unwrap().unwrap_err();
        let found = problem(&error);
        assert!(
            matches!(found, BuildProblem::Page(PageProblem::Token)),
            "{token}"
        );
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_key_in_the_query_is_sent_once_on_every_page() {
    static KEY: Scheme = Scheme::new("queryKey", SchemeKind::Query("api key"));
    static KEYED: Operation = Operation {
        id: "keyed",
        template: "/orders",
        path: &["/orders"],
        security: &[&[Need {
            scheme: &KEY,
            scopes: &[],
        }]],
        pagination: Some(&Pagination {
            turn: PageTurn::Url("/next"),
            ..DATA
        }),
        ..Operation::DEFAULT
    };
    let server = Server::answering([
        json(r#"{"data":[],"next":"/v1/orders?api%20key=k%21&page=2"}"#),
        json(r#"{"data":[]}"#),
    ]);
    let client = shop::builder(&server)
        .credential(&KEY, Credential::secret("k!"))
        .build()
        .unwrap();
    assert_eq!(ids(call(&client, &KEYED)).await.unwrap(), [""; 0]);
    assert_eq!(
        targets(&server),
        [
            "/v1/orders?api%20key=k%21",
            "/v1/orders?page=2&api%20key=k%21"
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
        0 page: faultcode_runtime::Parameter::query("page"),
        1 tag: faultcode_runtime::Parameter::query("tag"),
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
