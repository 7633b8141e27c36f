//! Calls of programs without an async runtime.

use std::time::Duration;

use faultcode_runtime::document::{PageTurn, Pagination};
use faultcode_runtime::errors::StreamError;
use faultcode_runtime::streams::{Download, Events, JsonLines};
use faultcode_runtime::{Call, ErrorKind, Text, Value};
use faultcode_tests::shop::{self, Order, ShopError};
use faultcode_tests::{Answer, Server};

#[test]
fn calls_block() {
    let server = Server::answering([
        Answer::json(200, r#"{"id": "o1"}"#),
        Answer::json(404, r#"{"code": "NOT_FOUND"}"#),
    ]);
    let client = shop::client(&server);
    assert_eq!(
        shop::get_order(&client, "o1").send_blocking().unwrap(),
        Order::new("o1")
    );
    let error = shop::get_order(&client, "o2").send_blocking().unwrap_err();
    assert!(matches!(error.api(), Some(ShopError::NotFound(_))));
    assert_eq!(server.count(), 2);
}

/// How often a test calls that counts connections. Another thread gives a connection back, soon after its answer was read:
/// one call or another begins before that, and makes one of its own.
const CALLS: usize = 50;

#[test]
fn calls_share_their_connections() {
    let server = Server::deciding(|_| Answer::json(200, r#"{"id": "o1"}"#));
    let client = shop::client(&server);
    for _ in 0..CALLS {
        shop::get_order(&client, "o1").send_blocking().unwrap();
    }
    assert_eq!(server.count(), CALLS);
    assert!(server.connections() < CALLS, "{}", server.connections());
}

#[tokio::test]
async fn blocking_works_within_an_async_function() {
    let server = Server::answering([Answer::json(200, r#"{"id": "o1"}"#)]);
    shop::get_order(&shop::client(&server), "o1")
        .send_blocking()
        .unwrap();
}

/// More events than a task of an async runtime may poll before it has to return.
const EVENTS: usize = 1000;

fn events() -> Answer {
    let text: String = (1..=EVENTS)
        .map(|id| format!("id: {id}\ndata: {{\"id\": {id}}}\n\n"))
        .collect();
    Answer::body(200, "text/event-stream", text).chunked_by(7)
}

fn read_events(server: &Server) {
    let client = shop::client(server);
    let call = Call::<Events<Value, ShopError>, ShopError>::new(&client, &shop::GET_ORDER);
    let mut events = call
        .path("order_id", "o1")
        .send_blocking()
        .unwrap()
        .blocking();
    let ids: Vec<String> = events
        .by_ref()
        .map(|event| event.unwrap().id.to_string())
        .collect();
    assert_eq!(ids.len(), EVENTS);
    assert_eq!(events.last_event_id(), EVENTS.to_string());
    assert_eq!(events.meta().status(), Some(200));
}

#[test]
fn events_block() {
    read_events(&Server::answering([events()]));
}

#[tokio::test]
async fn events_block_within_an_async_function() {
    read_events(&Server::answering([events()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn events_block_within_a_task() {
    let read = tokio::spawn(async { read_events(&Server::answering([events()])) });
    read.await.unwrap();
}

#[test]
fn lines_block_and_say_how_they_end() {
    let server = Server::answering([
        Answer::body(200, "application/jsonl", "{\"a\":1}\n\n[2]\n"),
        Answer::body(200, "application/jsonl", "1\n{\"a\":1}\n{\"a\"")
            .chunked()
            .cut_body(14),
        Answer::body(200, "application/jsonl", "1\n22222")
            .cut_body(2)
            .stall(),
        Answer::body(200, "text/html", "<h1>"),
    ]);
    let client = shop::builder(&server)
        .stall_timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    let call = || Call::<JsonLines<Value, ShopError>, ShopError>::new(&client, &shop::PLACE_ORDER);
    let lines = call().send_blocking().unwrap().blocking();
    assert_eq!(lines.map(Result::unwrap).count(), 2);

    let lines: Vec<_> = call().send_blocking().unwrap().blocking().collect();
    assert!(
        matches!(&lines[..], [Ok(_), Ok(_), Err(StreamError::Broken(_))]),
        "{lines:?}"
    );
    // The limit of silence has its timer although no runtime runs on this thread.
    let lines: Vec<_> = call().send_blocking().unwrap().blocking().collect();
    assert!(
        matches!(&lines[..], [Ok(_), Err(StreamError::Broken(_))]),
        "{lines:?}"
    );
    let error = call().send_blocking().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error:?}");
}

#[test]
fn downloads_block() {
    let body = "x".repeat(100_000);
    let answer = || Answer::body(200, "application/pdf", body.clone()).chunked_by(1000);
    let server = Server::answering([answer(), answer(), answer()]);
    let client = shop::client(&server);
    let download = || -> Download {
        let call = Call::<Text, ShopError>::new(&client, &shop::PLACE_ORDER);
        call.download_blocking().unwrap()
    };
    let pieces = download().blocking().map(|piece| piece.unwrap().len());
    assert_eq!(pieces.sum::<usize>(), body.len());
    assert_eq!(
        download().into_bytes_blocking(100_000).unwrap(),
        body.as_bytes()
    );
    let error = download().into_bytes_blocking(99_999).unwrap_err();
    assert!(matches!(error, StreamError::TooLarge(99_999)), "{error:?}");
}

static LISTED: faultcode_runtime::document::Operation = faultcode_runtime::document::Operation {
    id: "listed",
    pagination: Some(&Pagination {
        items: Some("/data"),
        ..Pagination::by(PageTurn::Url("/next"))
    }),
    ..shop::PLACE_ORDER
};

#[tokio::test]
async fn pages_block_within_an_async_function() {
    let server = Server::answering([
        Answer::json(200, r#"{"next": "/v1/orders?page=2"}"#).header("x-request-id", "r1"),
        Answer::json(200, "{}"),
    ]);
    let client = shop::client(&server);
    let pages = Call::<Value, ShopError>::new(&client, &LISTED).pages();
    let pages: Vec<_> = pages.with_meta().blocking().map(Result::unwrap).collect();
    assert_eq!(pages.len(), 2);
    assert_eq!(pages[0].meta.request_id(), Some("r1"));
    let call = Call::<Value, ShopError>::new(&client, &shop::PLACE_ORDER);
    let beyond = call.send_with_meta_blocking().unwrap_err();
    assert_eq!(beyond.status(), Some(599));
}

/// The connection of the first call belongs to the runtime whose only thread the second one blocks.
#[tokio::test]
async fn a_client_can_be_used_in_both_ways_on_one_thread() {
    let server = Server::deciding(|_| Answer::json(200, r#"{"id": "o1"}"#));
    let client = shop::client(&server);
    for _ in 0..CALLS {
        shop::get_order(&client, "o1").await.unwrap();
        shop::get_order(&client, "o1").send_blocking().unwrap();
    }
    assert_eq!(server.count(), 2 * CALLS);
    // One at least of each kind; and were either kind to share none, there would be as many as its calls.
    let made = server.connections();
    assert!((2..CALLS).contains(&made), "{made}");
}
