//! Errors that a server tells within a stream, since it has sent the status long before.

use std::time::Duration;

use faultcode_runtime::errors::{StreamError, Verdict};
use faultcode_runtime::streams::{Events, JsonLines};
use faultcode_runtime::{Effect, EndpointError};
use faultcode_tests::{Answer, Server};

use crate::wire::clients::stream_errors::answers::*;
use crate::wire::clients::stream_errors::types::{Chunk, KindsEvent, Loose};
use crate::wire::clients::stream_errors::{Client, testing};

/// A client of a server that gives this answer.
fn answering(media: &str, body: &str, size: usize) -> (Server, Client) {
    let answer = Answer::body(200, media, body).header("x-request-id", "r1");
    let server = Server::answering([answer.chunked_by(size)]);
    let client = Client::builder().base_url(server.url()).build();
    (server, client.expect("a loopback URL"))
}

/// An error in short, and the only way in which one ends a stream.
fn short<E: EndpointError>(error: &StreamError<E>) -> String {
    let StreamError::Api(error) = error else {
        return format!("other:{error}");
    };
    assert!(error.api().is_some(), "{error:?}");
    let (code, message) = (error.code().unwrap_or("-"), error.message());
    let known = error.api().and_then(|api| api.facts()).is_some();
    let known = if known { "known" } else { "unknown" };
    format!("api:{known}:{code}:{}", message.unwrap_or("-"))
}

async fn events<E: EndpointError>(mut stream: Events<Loose, E>) -> String {
    let mut seen = Vec::new();
    while let Some(item) = stream.next().await {
        seen.push(match item {
            Ok(event) => event.data.text.unwrap_or_else(|| "empty".to_owned()),
            Err(error) => short(&error),
        });
    }
    assert!(stream.next().await.is_none(), "an end is an end");
    seen.join(" ")
}

async fn lines<E: EndpointError>(mut stream: JsonLines<Loose, E>) -> String {
    let mut seen = Vec::new();
    while let Some(item) = stream.next().await {
        seen.push(match item {
            Ok(item) => item.text.unwrap_or_else(|| "empty".to_owned()),
            Err(error) => short(&error),
        });
    }
    seen.join(" ")
}

#[tokio::test]
async fn an_error_event_ends_the_stream_with_the_error_of_the_endpoint() {
    let good = "data: {\"text\": \"a\"}\n\n";
    let error = r#"{"error": {"code": "overloaded", "message": "busy"}}"#;
    let rows = [
        // Named so, with what an answer has, with what stands within that, with a text, and with nothing.
        (
            format!("event: error\ndata: {error}\n\n"),
            "api:known:overloaded:busy",
        ),
        (
            "event: error\ndata: {\"code\": \"overloaded\",\ndata: \"message\": \"busy\"}\n\n"
                .to_owned(),
            "api:known:overloaded:busy",
        ),
        (
            "event: error\ndata: out of memory\n\n".to_owned(),
            "api:unknown:-:out of memory",
        ),
        ("event: error\ndata:\n\n".to_owned(), "api:unknown:-:-"),
        (
            "event: error\ndata: {\"what\": 1}\n\n".to_owned(),
            "api:unknown:-:-",
        ),
        (
            "event: error\ndata: {\"error\": {\"code\": \"new_one\"}}\n\n".to_owned(),
            "api:unknown:new_one:-",
        ),
        // Not named so, but what a success with an error is.
        (format!("data: {error}\n\n"), "api:known:overloaded:busy"),
        (
            format!("event: message\ndata: {error}\n\n"),
            "api:known:overloaded:busy",
        ),
    ];
    for (event, expected) in rows {
        for size in [1, 1000] {
            // What follows is not read.
            let body = format!("{good}{event}{good}");
            let (server, client) = answering("text/event-stream", &body, size);
            let stream = client.answers().loose().await.unwrap();
            assert_eq!(events(stream).await, format!("a {expected}"), "{event:?}");
            assert_eq!(server.count(), 1, "nothing is repeated");
        }
    }
}

#[tokio::test]
async fn what_is_no_error_stays_an_item() {
    let body = "event: error_rate\ndata: {\"text\": \"a\"}\n\ndata: {\"error\": null, \"text\": \"b\"}\n\n\
        data: {\"text\": \"{\\\"error\\\": 1}\"}\n\n";
    let (_server, client) = answering("text/event-stream", body, 1000);
    let stream = client.answers().loose().await.unwrap();
    assert_eq!(events(stream).await, "a b {\"error\": 1}");
    // The document describes events of that type.
    let body = "event: error\ndata: {\"text\": \"a\"}\n\nevent: error\ndata: {\"error\": {\"code\": \"c\"}}\n\n";
    let (_server, client) = answering("text/event-stream", body, 1000);
    let mut stream = client.answers().kinds().await.unwrap();
    let event = stream.next().await.unwrap().unwrap();
    assert!(matches!(event.data, KindsEvent::Error(_)), "{event:?}");
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(short(&error), "api:unknown:c:-");
    // Data that is text may be an error as well.
    let body = "data: {not json}\n\ndata: {\"error\": {\"message\": \"m\"}}\n\n";
    let (_server, client) = answering("text/event-stream", body, 1000);
    let mut notes = client.answers().notes().await.unwrap();
    assert_eq!(&*notes.next().await.unwrap().unwrap().data, "{not json}");
    assert_eq!(
        short(&notes.next().await.unwrap().unwrap_err()),
        "api:unknown:-:m"
    );
}

/// A server that has no lines to send may write its error as one JSON text, over several lines.
#[tokio::test]
async fn an_error_in_the_place_of_lines_is_the_error_of_the_call() {
    let error =
        "{\n  \"error\": {\n    \"code\": \"overloaded\",\n    \"message\": \"busy\"\n  }\n}\n";
    for media in ["application/json", "application/problem+json"] {
        for size in [1, 1000] {
            let answers = [(); 3].map(|()| Answer::body(200, media, error).chunked_by(size));
            let server = Server::answering(answers);
            let client = Client::builder().base_url(server.url()).build().unwrap();
            let refused = client.answers().lines().await.unwrap_err();
            let overloaded = matches!(refused.api(), Some(LinesError::Overloaded(_)));
            assert!(overloaded, "{media}: {refused:?}");
            assert_eq!(refused.message(), Some("busy"));
        }
    }
}

#[tokio::test]
async fn an_error_of_a_stream_knows_what_an_answer_knows() {
    let body = "event: error\ndata: {\"error\": {\"code\": \"overloaded\", \"details\": {\"queue\": 7}, \"wait\": 3}}\n\n";
    let (_server, client) = answering("text/event-stream", body, 1000);
    let mut stream = client.answers().chat().await.unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(error.is_last());
    let Some(ChatError::Overloaded(details)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(details.queue, Some(7));
    let StreamError::Api(error) = error else {
        panic!("{error:?}");
    };
    assert_eq!(
        (error.status(), error.effect()),
        (Some(200), Effect::MaybeApplied)
    );
    assert_eq!(
        (error.category(), error.request_id()),
        (Some("load"), Some("r1"))
    );
    assert_eq!(error.verdict(), Some(Verdict::Transient));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
    assert!(error.is_ambiguous() && !error.is_retry_safe());
    assert!(error.expose_raw().starts_with(b"{\"error\""));
    assert_eq!(error.to_string(), "chat: 200 overloaded");
}

#[tokio::test]
async fn lines_and_records_end_the_same_way() {
    let good = "{\"text\": \"a\"}\n";
    let error = "{\"error\": {\"code\": \"overloaded\", \"message\": \"m\"}}\n";
    for size in [1, 1000] {
        let (_server, client) =
            answering("application/jsonl", &format!("{good}{error}{good}"), size);
        let stream = client.answers().lines().await.unwrap();
        assert_eq!(lines(stream).await, "a api:known:overloaded:m");
        // The last line needs no end, and the first one may be it.
        let (_server, client) = answering("application/jsonl", error.trim(), size);
        let stream = client.answers().lines().await.unwrap();
        assert_eq!(lines(stream).await, "api:known:overloaded:m");
        let (_server, client) = answering(
            "application/json-seq",
            &format!("\u{1e}{good}\u{1e}{error}"),
            size,
        );
        let mut stream = client.answers().records().await.unwrap();
        let Chunk { text, .. } = stream.next().await.unwrap().unwrap();
        assert_eq!(text, "a");
        let error = stream.next().await.unwrap().unwrap_err();
        assert_eq!(short(&error), "api:known:overloaded:m");
        assert!(matches!(error.api(), Some(RecordsError::Overloaded(_))));
        assert!(stream.next().await.is_none());
    }
    let applied = "{\"error\": {\"code\": \"out_of_tokens\"}}\n";
    let (_server, client) = answering("application/jsonl", applied, 1000);
    let mut stream = client.answers().lines().await.unwrap();
    let Some(Err(StreamError::Api(error))) = stream.next().await else {
        panic!("an error");
    };
    assert_eq!(error.effect(), Effect::Applied);
}

#[tokio::test]
async fn an_envelope_without_a_condition_tells_an_error_by_a_member_that_no_item_has() {
    let body = "{\"text\": \"a\"}\n{\"fault\": null}\n{\"fault\": {\"code\": \"overloaded\", \"text\": \"t\"}}\n";
    let (_server, client) = answering("application/jsonl", body, 1000);
    let stream = client.answers().plain().await.unwrap();
    assert_eq!(lines(stream).await, "a empty api:known:overloaded:t");
    // Where items have that member, it is theirs.
    let (_server, client) = answering("application/jsonl", body, 1000);
    let mut stream = client.answers().own().await.unwrap();
    for _ in 0..3 {
        assert!(stream.next().await.unwrap().is_ok());
    }
    assert!(stream.next().await.is_none());
}

#[test]
fn the_samples_are_no_errors() {
    let fake = testing::fake();
    let builder = Client::builder().base_url("https://stream-errors.example");
    let client = builder.transport(fake).build().unwrap();
    let mut items = client.answers().lines().send_blocking().unwrap().blocking();
    assert!(items.all(|item| item.is_ok()));
    let mut events = client.answers().chat().send_blocking().unwrap().blocking();
    assert!(events.all(|event| event.is_ok()));
}
