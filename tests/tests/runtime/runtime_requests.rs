//! What a request looks like on the wire, and what never gets there.

use std::time::Duration;

use faultcode_runtime::body::Json;
use faultcode_runtime::document::{Method, Operation, Parameter, Style};
use faultcode_runtime::values::{Encode, Encoder};
use faultcode_runtime::{BuildError, Call, Effect, Error, ErrorKind, params};
use faultcode_tests::shop::{self, Order, ShopError};
use faultcode_tests::{Answer, Server};

static FILES: Operation = Operation {
    id: "files",
    method: Method::Put,
    template: "/{folder}/files/{name}.json",
    path: &["/", "/files/", ".json"],
    ..Operation::DEFAULT
};

static SEARCH: Operation = Operation {
    id: "search",
    template: "/search?v=2",
    path: &["/search?v=2"],
    ..Operation::DEFAULT
};

#[derive(Default)]
struct SearchParams {
    text: Option<String>,
    ids: Option<Vec<i32>>,
    tags: Option<Vec<String>>,
    trace: Option<String>,
    session: Option<String>,
}

params!(SearchParams {
    0 text: Parameter::query("te xt"),
    1 ids: Parameter { explode: false, ..Parameter::query("ids") },
    2 tags: Parameter { style: Style::PipeDelimited, explode: false, ..Parameter::query("tags") },
    3 trace: Parameter::header("X-Trace"),
    4 session: Parameter::cookie("sid"),
});

fn answering() -> Server {
    Server::deciding(|_| Answer::status(204))
}

fn problem(error: &Error<ShopError>) -> &BuildError {
    assert_eq!(error.effect(), Effect::NotSent);
    match error.kind() {
        ErrorKind::Build(error) => error,
        _ => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn path_parameters_are_encoded_once_and_cannot_change_the_route() {
    let server = answering();
    let client = shop::client(&server);
    let call = |folder: &str, name: &str| {
        Call::<(), ShopError>::new(&client, &FILES)
            .path("name", name)
            .path("folder", folder)
    };
    call("a/b?c#d%e;f", "\u{e4} \\").await.unwrap();
    assert_eq!(
        server.request().target,
        "/v1/a%2Fb%3Fc%23d%25e%3Bf/files/%C3%A4%20%5C.json"
    );
    for folder in ["", ".", "..", "%2e", "%2E.", ".%2e"] {
        let error = call(folder, "n").await.unwrap_err();
        assert!(
            matches!(problem(&error), BuildError::PathParameter("folder")),
            "{folder:?}"
        );
        assert!(!error.to_string().contains("%2"), "{error}");
    }
    let error = Call::<(), ShopError>::new(&client, &FILES)
        .path("name", "n")
        .await
        .unwrap_err();
    assert!(matches!(
        problem(&error),
        BuildError::PathParameter("folder")
    ));
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn parameters_travel_where_and_how_they_are_declared() {
    let server = answering();
    let client = shop::client(&server);
    let all = SearchParams {
        text: Some("a&b=c +d".into()),
        ids: Some(vec![1, 2]),
        tags: Some(vec!["x,y".into(), "z".into()]),
        trace: Some("t 1".into()),
        session: Some("a;b=c".into()),
    };
    Call::<(), ShopError>::new(&client, &SEARCH)
        .params(&all)
        .await
        .unwrap();
    Call::<(), ShopError>::new(&client, &SEARCH)
        .params(&SearchParams::default())
        .await
        .unwrap();
    let requests = server.requests();
    assert_eq!(
        requests[0].target,
        "/v1/search?v=2&te%20xt=a%26b%3Dc%20%2Bd&ids=1,2&tags=x%2Cy%7Cz"
    );
    assert_eq!(requests[0].header("x-trace"), Some("t 1"));
    assert_eq!(requests[0].header("cookie"), Some("sid=a%3Bb%3Dc"));
    assert_eq!(requests[1].target, "/v1/search?v=2");
    assert_eq!(
        (requests[1].header("x-trace"), requests[1].header("cookie")),
        (None, None)
    );
}

#[tokio::test]
async fn headers_cannot_be_smuggled() {
    let server = answering();
    let client = shop::client(&server);
    for value in ["a\r\nx: y", "a\nb", "a\0b", "\u{e4}"] {
        let params = SearchParams {
            trace: Some(value.into()),
            ..Default::default()
        };
        let error = Call::<(), ShopError>::new(&client, &SEARCH)
            .params(&params)
            .await
            .unwrap_err();
        assert!(
            matches!(problem(&error), BuildError::Parameter("X-Trace")),
            "{value:?}"
        );
    }
    let names = [
        "authorization",
        "Host",
        "content-length",
        "Content-Type",
        "cookie",
        "Idempotency-Key",
        "x y",
    ];
    for name in names {
        let error = shop::pay(&client, &Order::new("o1"))
            .header(name, "a")
            .await
            .unwrap_err();
        assert!(matches!(problem(&error), BuildError::Header(_)), "{name}");
    }
    assert_eq!(server.connections(), 0);
    let built = shop::builder(&server).header("Authorization", "a").build();
    assert!(matches!(built, Err(BuildError::Header(_))));
}

#[tokio::test]
async fn headers_of_the_call_go_before_those_of_the_client() {
    let server = answering();
    let client = shop::builder(&server)
        .header("x-a", "client")
        .header("x-b", "client")
        .user_agent("mine/1")
        .build();
    let client = client.unwrap();
    let call = Call::<(), ShopError>::new(&client, &SEARCH);
    call.header("X-A", "call")
        .header("accept", "application/vnd.x+json")
        .await
        .unwrap();
    let request = server.request();
    let rows = [
        ("x-a", "call"),
        ("x-b", "client"),
        ("user-agent", "mine/1"),
        ("accept", "application/vnd.x+json"),
    ];
    for (name, expected) in rows {
        assert_eq!(request.header(name), Some(expected), "{name}");
    }
}

#[tokio::test]
async fn bodies_travel_as_they_are_declared() {
    let server = answering();
    let client = shop::client(&server);
    let order = Order {
        amount: Some(5),
        ..Order::new("a b")
    };
    let call = || Call::<(), ShopError>::new(&client, &shop::PLACE_ORDER);
    call().json(&order).await.unwrap();
    call()
        .json_as("application/merge-patch+json", &order)
        .await
        .unwrap();
    let may = || Call::<(), ShopError, (), Json<Order>>::new(&client, &shop::PLACE_ORDER);
    may().await.unwrap();
    may().body(&order).await.unwrap();
    call().form(&order).await.unwrap();
    call()
        .upload("application/octet-stream", vec![0_u8, 255])
        .await
        .unwrap();
    call().text("text/csv", "a,b").await.unwrap();
    let json = r#"{"id":"a b","amount":5}"#;
    let rows: [(Option<&str>, &[u8]); 7] = [
        (Some("application/json"), json.as_bytes()),
        (Some("application/merge-patch+json"), json.as_bytes()),
        (None, b""),
        (Some("application/json"), json.as_bytes()),
        (
            Some("application/x-www-form-urlencoded"),
            b"id=a%20b&amount=5",
        ),
        (Some("application/octet-stream"), &[0, 255]),
        (Some("text/csv"), b"a,b"),
    ];
    for (request, (media, body)) in server.requests().iter().zip(rows) {
        assert_eq!(request.header("content-type"), media);
        assert_eq!(request.body, body, "{media:?}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_serialise_is_not_sent() {
    struct Infinite;
    impl Encode for Infinite {
        fn encode(&self, to: &mut Encoder) {
            f64::INFINITY.encode(to);
        }
    }
    let server = answering();
    let call = Call::<(), ShopError>::new(&shop::client(&server), &shop::PLACE_ORDER);
    let error = call.json(&Infinite).await.unwrap_err();
    assert!(matches!(problem(&error), BuildError::Body(_)));
    assert!(std::error::Error::source(&error).is_some());
    assert_eq!(server.connections(), 0);
}

#[test]
fn calls_are_free_to_move() {
    fn moves<T: Send + 'static>(_: &T) {}
    fn shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    let server = answering();
    let client = shop::client(&server);
    shared(&client);
    let call = shop::get_order(&client, "o1").timeout(Duration::from_secs(1));
    moves(&call);
    moves(&call.send());
}
