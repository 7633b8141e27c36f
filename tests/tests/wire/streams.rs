//! Streams of events and lines: what comes out of bytes that a plain server sends in pieces of any size.

use std::time::Duration;

use faultcode_runtime::errors::{DecodeErrorKind, StreamError, TransportErrorKind};
use faultcode_runtime::streams::{Event, Events};
use faultcode_runtime::transports::ReqwestTransport;
use faultcode_runtime::{Effect, EndpointError, ErrorKind};
use faultcode_tests::{Answer, Server};

use crate::wire::clients::streams::answers::*;
use crate::wire::clients::streams::input::Prompt;
use crate::wire::clients::streams::types::Chunk;
use crate::wire::clients::streams::{Client, testing};

/// Clients of both transports of a server that gives these answers, in turn.
pub(crate) fn answering(answers: impl IntoIterator<Item = Answer>) -> (Server, [Client; 2]) {
    let answers: Vec<Answer> = answers.into_iter().collect();
    let server = Server::answering(answers.clone().into_iter().chain(answers));
    let client = || {
        let builder = Client::builder().base_url(server.url());
        builder.stall_timeout(Duration::from_millis(300))
    };
    let reqwest = ReqwestTransport::new(reqwest::Client::builder()).unwrap();
    let both = [client(), client().transport(reqwest)];
    (server, both.map(|builder| builder.build().unwrap()))
}

fn events(body: &str) -> Answer {
    Answer::body(200, "text/event-stream; charset=utf-8", body)
}

/// Every item of a stream in short, and how it ends.
async fn all<E: EndpointError>(mut stream: Events<Chunk, E>) -> String {
    let mut seen = Vec::new();
    while let Some(item) = stream.next().await {
        seen.push(match item {
            Ok(Event {
                data, event, id, ..
            }) => format!("{event}#{id}={}", data.n),
            Err(error) => short(&error),
        });
    }
    assert!(stream.next().await.is_none());
    seen.join(" ")
}

pub(crate) fn short<E>(error: &StreamError<E>) -> String {
    match error {
        StreamError::Broken(error) => {
            let fault = error.fault().expect("what broke it");
            format!("broken:{}", fault.as_str())
        }
        StreamError::Item(error) => format!("item:{}", String::from_utf8_lossy(error.expose_raw())),
        other => other.to_string(),
    }
}

#[tokio::test]
async fn events_arrive_however_the_bytes_are_cut() {
    let body = "\u{feff}: hello\r\n\r\nid: 7\nevent: add\ndata: {\"n\":\ndata: 1}\n\ndata: {\"n\": 2}\r\rretry: 10\n\n";
    for size in [1, 2, 3, 5, 7, 1000] {
        let (server, clients) = answering([events(body).chunked_by(size)]);
        for client in clients {
            let stream = client.answers().events().await.unwrap();
            assert_eq!(stream.meta().status(), Some(200));
            assert_eq!(all(stream).await, "add#7=1 #7=2", "pieces of {size}");
        }
        let requests = server.requests();
        assert!(
            requests
                .iter()
                .all(|it| it.header("accept") == Some("text/event-stream, application/json"))
        );
    }
}

#[tokio::test]
async fn an_end_a_break_and_a_bad_item_are_told_apart() {
    let good = "data: {\"n\": 1}\n\n";
    let rows = [
        (events(good).chunked(), "#=1"),
        (events(good), "#=1"),
        (Answer::body(200, "text/event-stream", ""), ""),
        (Answer::status(204), ""),
        // The word for the end, with and without the line that ends an event; what follows is not read.
        (events(&format!("{good}data: [DONE]\n\n{good}")), "#=1"),
        (events(&format!("{good}data: [DONE]")), "#=1"),
        // An item that does not fit is no end.
        (
            events(&format!("data: {{\"m\": 0}}\n\n{good}")),
            "item:{\"m\": 0} #=1",
        ),
        (
            events(&format!("data: nonsense\n\ndata:\n\n{good}")),
            "item:nonsense item: #=1",
        ),
        // Cut within an event: by the promise of the head, by chunks, and by an end that comes too early.
        (
            events(&format!("{good}data: {{\"n\": 2}}\n\n")).cut_body(20),
            "#=1 broken:bodyInterrupted",
        ),
        (
            events(&format!("{good}{good}")).chunked().cut_body(20),
            "#=1 broken:bodyInterrupted",
        ),
        (
            events(good).chunked().cut_body(15),
            "broken:bodyInterrupted",
        ),
        (
            events(&format!("{good}data: {{\"n\"")),
            "#=1 broken:bodyInterrupted",
        ),
        (
            events(&format!("{good}data: {{}}\n")),
            "#=1 broken:bodyInterrupted",
        ),
        // Silence.
        (
            events(&format!("{good}{good}")).cut_body(16).stall(),
            "#=1 broken:stalled",
        ),
    ];
    for (answer, expected) in rows {
        let (server, clients) = answering([answer]);
        for client in clients {
            let stream = client.answers().events().await.unwrap();
            assert_eq!(all(stream).await, expected);
        }
        assert_eq!(server.count(), 2, "nothing is repeated");
    }
}

#[tokio::test]
async fn a_break_says_what_the_server_may_have_done() {
    let (_server, [client, _]) =
        answering([events("data: {").cut_body(3).header("x-request-id", "r1")]);
    let mut stream = client
        .answers()
        .complete_stream(&Prompt::new("a"))
        .await
        .unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(error.is_last());
    let StreamError::Broken(error) = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.fault(), Some(TransportErrorKind::BodyInterrupted));
    assert_eq!(error.meta().effect(), Effect::MaybeApplied);
    assert_eq!(error.meta().request_id(), Some("r1"));
}

#[tokio::test]
async fn one_event_has_a_limit() {
    let (_server, clients) =
        answering([events(&format!("data: {}\n\n", "1".repeat(5000))).chunked_by(100)]);
    for client in clients {
        let stream = client.answers().events().await.unwrap();
        let shown = all(stream.item_limit(1000)).await;
        assert_eq!(shown, "the stream holds more than 1000 bytes at once");
    }
}

#[tokio::test]
async fn an_error_before_the_stream_is_typed_and_repeated_as_usual() {
    let refused =
        || Answer::json(429, r#"{"error": {"message": "slow down"}}"#).header("retry-after", "0");
    let stream = || events("data: {\"n\": 1}\n\ndata: [DONE]\n\n");
    let (server, clients) = answering([refused(), stream()]);
    for client in clients {
        // A refusal by status 429 is known to have done nothing, so the call is repeated.
        let prompt = Prompt::new("a").stream(true);
        let stream = client.answers().complete_stream(&prompt).await.unwrap();
        assert_eq!(stream.meta().attempts().len(), 2);
        assert_eq!(all(stream).await, "#=1");
    }
    assert_eq!(server.requests()[1].text(), r#"{"text":"a","stream":true}"#);
    let (_server, clients) = answering([refused()]);
    for client in clients {
        let call = client.answers().complete_stream(&Prompt::new("a"));
        let error = call
            .retry(faultcode_runtime::RetryPolicy::NONE)
            .await
            .unwrap_err();
        assert!(
            matches!(error.api(), Some(CompleteError::RateLimited(_))),
            "{error:?}"
        );
        assert_eq!(error.message(), Some("slow down"));
    }
}

#[tokio::test]
async fn another_type_is_no_stream_and_stays_readable() {
    let rows = [
        Answer::body(200, "text/html", "<html>Sign in</html>"),
        Answer::json(200, r#"{"text": "whole"}"#),
        events("data: x\n\n").header("content-encoding", "gzip"),
    ];
    for answer in rows {
        let (_server, clients) = answering([answer]);
        for client in clients {
            let error = client
                .answers()
                .complete_stream(&Prompt::new("a"))
                .await
                .unwrap_err();
            let ErrorKind::Decode(failure) = error.kind() else {
                panic!("{error:?}");
            };
            assert_eq!(*failure.kind(), DecodeErrorKind::ContentType);
            assert!(!error.expose_raw().is_empty());
            assert_eq!(error.effect(), Effect::Applied);
        }
    }
}

#[tokio::test]
async fn data_is_found_however_the_document_describes_it() {
    let (_server, [client, _]) = answering([
        events("data: {\"n\": 5}\n\n"),
        events("event: a\ndata: {\"n\": 6}\n\n"),
        events("event: note\ndata: first\ndata: second\n\ndata: [DONE]\n\n"),
    ]);
    let mut inline = client.answers().inline_events().await.unwrap();
    assert_eq!(inline.next().await.unwrap().unwrap().data.n, 5);
    let wrapped = client.answers().wrapped_events().await.unwrap();
    assert_eq!(all(wrapped).await, "a#=6");
    let mut notes = client.answers().notes().await.unwrap();
    let note = notes.next().await.unwrap().unwrap();
    assert_eq!((&*note.event, &*note.data), ("note", "first\nsecond"));
    assert_eq!(&*notes.next().await.unwrap().unwrap().data, "[DONE]");
    assert!(notes.next().await.is_none());
}

#[tokio::test]
async fn lines_and_records_arrive_however_the_bytes_are_cut() {
    let lines = "{\"n\": 1}\n\n{\"n\":\"x\"}\r\n{\"n\": 3}";
    let rows = [
        (lines, "application/x-ndjson", "1 item:{\"n\":\"x\"} 3"),
        (
            "{\"n\": 1}\n{\"n\":",
            "text/plain",
            "1 broken:bodyInterrupted",
        ),
        ("", "application/jsonl", ""),
    ];
    for (body, media, expected) in rows {
        for size in [1, 2, 1000] {
            let (_server, clients) = answering([Answer::body(200, media, body).chunked_by(size)]);
            for client in clients {
                let mut stream = client.answers().lines().await.unwrap();
                let mut seen = Vec::new();
                while let Some(item) = stream.next().await {
                    seen.push(item.map_or_else(|error| short(&error), |chunk| chunk.n.to_string()));
                }
                assert_eq!(seen.join(" "), expected);
            }
        }
    }
    let records = "\u{1e}{\"n\":\n1}\n\u{1e}{\"n\": \u{1e}{\"n\": 3}\n";
    for size in [1, 1000] {
        let (_server, clients) =
            answering([Answer::body(200, "application/json-seq", records).chunked_by(size)]);
        for client in clients {
            let mut stream = client.answers().records().await.unwrap();
            assert_eq!(stream.next().await.unwrap().unwrap().n, 1);
            assert!(matches!(
                stream.next().await,
                Some(Err(StreamError::Item(_)))
            ));
            assert_eq!(stream.next().await.unwrap().unwrap().n, 3);
            assert!(stream.next().await.is_none());
        }
    }
}

#[tokio::test]
async fn an_item_comes_before_the_stream_ends() {
    // The second event never comes: the first one must not wait for it.
    let (_server, clients) = answering([events("data: {\"n\": 1}\n\ndata: never")
        .cut_body(16)
        .stall()]);
    for client in clients {
        let mut stream = client.answers().events().await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap().data.n, 1);
        let mut stream = stream.stall_timeout(Duration::from_secs(60));
        let waiting = tokio::time::timeout(Duration::from_millis(500), stream.next()).await;
        assert!(waiting.is_err(), "the stream's own limit counts");
    }
}

#[tokio::test]
async fn the_deadline_of_the_call_ends_the_stream() {
    let (_server, [client, _]) =
        answering([events("data: {\"n\": 1}\n\n...").cut_body(16).stall()]);
    let call = client
        .answers()
        .events()
        .timeout(Duration::from_millis(200));
    assert_eq!(all(call.await.unwrap()).await, "#=1 broken:timeout");
}

#[tokio::test]
async fn the_fake_transport_answers_streams() {
    let fake = testing::fake();
    let client = Client::builder()
        .base_url("https://streams.example")
        .transport(fake.clone())
        .build()
        .unwrap();
    assert_eq!(
        client
            .answers()
            .complete(&Prompt::new("a"))
            .await
            .unwrap()
            .text,
        "text"
    );
    let stream = client
        .answers()
        .complete_stream(&Prompt::new("a"))
        .await
        .unwrap();
    assert_eq!(all(stream).await, "#=1");
    assert_eq!(all(client.answers().events().await.unwrap()).await, "#=1");
    let mut lines = client.answers().lines().await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap().n, 1);
    fake.then(&EVENTS, 401);
    let error = client.answers().events().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(EventsError::Unauthorized(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn streams_are_streams() {
    use futures_core::Stream;
    use std::pin::Pin;

    let (_server, [client, _]) = answering([events("data: {\"n\": 1}\n\n")]);
    let mut stream = client.answers().events().send_with_meta().await.unwrap();
    assert_eq!(stream.meta.status(), Some(200));
    let item = std::future::poll_fn(|cx| Pin::new(&mut stream.value).poll_next(cx)).await;
    assert_eq!(item.unwrap().unwrap().data.n, 1);
}
