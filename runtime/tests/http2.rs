//! What HTTP/2 can prove: streams that are refused, connections that go away, and what proves nothing. The server writes
//! its frames by hand.

#[path = "http2/floods.rs"]
mod floods;
#[path = "http2/frames.rs"]
mod frames;
#[path = "http2/server.rs"]
mod server;
#[path = "http2/streams.rs"]
mod streams;

use std::time::Duration;

use faultcode_runtime::document::{Api, Method, Operation};
use faultcode_runtime::errors::{StopReason, TransportErrorKind};
use faultcode_runtime::{
    Bytes, Call, Client, Effect, Error, ErrorKind, Unrecognized, Upload, endpoint_error,
};

use self::frames::{CANCEL, ENHANCE_YOUR_CALM, INTERNAL_ERROR, NO_ERROR, REFUSED_STREAM};
use self::server::{Act, Server};

static API: Api = Api {
    name: "frames",
    ..Api::DEFAULT
};

static POST: Operation = Operation {
    id: "post",
    method: Method::Post,
    path: &["/post"],
    template: "/post",
    ..Operation::DEFAULT
};

static GET: Operation = Operation {
    id: "get",
    path: &["/get"],
    template: "/get",
    ..Operation::DEFAULT
};

#[derive(Clone)]
enum NoError {
    Unrecognized(Unrecognized),
}

endpoint_error!(NoError {});

fn call(client: &Client, operation: &'static Operation) -> Call<Bytes, NoError> {
    let call = Call::<Bytes, NoError>::new(client, operation);
    match operation.id {
        "post" => call.upload("text/plain", Upload::from(b"body".to_vec())),
        _ => call,
    }
}

fn kind(error: &Error<NoError>) -> TransportErrorKind {
    match error.kind() {
        ErrorKind::Transport(error) => error.kind(),
        _ => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn what_was_never_started_is_sent_again_without_a_trace() {
    let rows = [
        Act::Rst(REFUSED_STREAM),
        Act::GoAwayBefore(NO_ERROR),
        Act::GoAwayBefore(ENHANCE_YOUR_CALM),
    ];
    for act in rows {
        for operation in [&GET, &POST] {
            let at = format!("{act:?} {}", operation.id);
            let server = Server::new(&[act, act]).await;
            let (client, clock) = server.client(2);
            let done = call(&client, operation).send_with_meta().await.unwrap();
            assert_eq!(done.value, "done", "{at}");
            assert_eq!(done.meta.attempts().len(), 1, "{at}");
            assert_eq!((server.requests(), clock.waits().len()), (3, 0), "{at}");
            let tokens = client.budget().and_then(|budget| budget.tokens());
            assert_eq!(tokens, Some(500), "{at}");

            // A third time is an attempt that failed, and one that may be repeated.
            let server = Server::new(&[act, act, act]).await;
            let (client, clock) = server.client(2);
            let done = call(&client, operation).send_with_meta().await.unwrap();
            assert_eq!(done.meta.attempts().len(), 2, "{at}");
            assert_eq!((server.requests(), clock.waits().len()), (4, 1), "{at}");

            // One attempt is one request.
            let server = Server::new(&[act]).await;
            let (client, _) = server.client(1);
            let error = call(&client, operation).await.unwrap_err();
            assert_eq!(kind(&error), TransportErrorKind::Refused, "{at}");
            assert_eq!(error.effect(), Effect::NotSent, "{at}");
            assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
            assert_eq!(server.requests(), 1, "{at}");
        }
    }
}

#[tokio::test]
async fn what_may_have_been_started_is_never_sent_twice() {
    use TransportErrorKind::{BodyInterrupted, Reset};
    let rows = [
        (Act::Rst(INTERNAL_ERROR), Reset),
        (Act::Rst(CANCEL), Reset),
        (Act::Rst(NO_ERROR), Reset),
        (Act::GoAwayWith(NO_ERROR), Reset),
        (Act::GoAwayWith(INTERNAL_ERROR), Reset),
        (Act::End, Reset),
        (Act::HeadAndRst(INTERNAL_ERROR), BodyInterrupted),
        (Act::HeadAndRst(REFUSED_STREAM), BodyInterrupted),
        (Act::HalfBody, BodyInterrupted),
    ];
    for (act, expected) in rows {
        let server = Server::new(&[act]).await;
        let (client, _) = server.client(3);
        let error = call(&client, &POST).await.unwrap_err();
        assert_eq!(kind(&error), expected, "{act:?}");
        assert_eq!(error.effect(), Effect::MaybeApplied, "{act:?}");
        assert_eq!(
            error.stop_reason(),
            Some(StopReason::UnsafeToRepeat),
            "{act:?}"
        );
        assert_eq!(server.requests(), 1, "{act:?}");

        // What only reads is repeated, as an attempt of its own.
        let server = Server::new(&[act]).await;
        let (client, _) = server.client(3);
        let done = call(&client, &GET).send_with_meta().await.unwrap();
        assert_eq!(
            (done.meta.attempts().len(), server.requests()),
            (2, 2),
            "{act:?}"
        );
    }
}

#[tokio::test]
async fn a_connection_that_goes_away_finishes_what_it_has() {
    let server = Server::new(&[Act::Answer, Act::GoAwayAndAnswer]).await;
    let (client, _) = server.client(1);
    for _ in 0..3 {
        assert_eq!(call(&client, &POST).await.unwrap(), "done");
    }
    assert_eq!(server.requests(), 3);
}

/// A client that is kept busy with frames that bring nothing still has its answer, or an error of its own, and asks once.
#[tokio::test]
async fn frames_that_bring_nothing_end_no_call_and_start_no_other() {
    let second = Duration::from_secs(1);
    for act in [Act::Pings, Act::EmptyData] {
        let server = Server::new(&[act]).await;
        let client = server.impatient(20 * second);
        match call(&client, &POST).send_with_meta().await {
            Ok(done) => {
                assert_eq!(done.value, "done", "{act:?}");
                assert_eq!(done.meta.attempts().len(), 1, "{act:?}");
            }
            // Whoever takes it for an attack may end the connection.
            Err(error) => assert_eq!(error.effect(), Effect::MaybeApplied, "{act:?}: {error:?}"),
        }
        assert_eq!(server.requests(), 1, "{act:?}");
    }
}

/// Neither a body that never ends nor one that is never taken outlasts the attempt.
#[tokio::test]
async fn a_stream_without_end_ends_with_its_attempt() {
    let attempt = Duration::from_millis(500);
    let server = Server::new(&[Act::NoEnd]).await;
    let client = server.impatient(attempt);
    let begun = std::time::Instant::now();
    let error = call(&client, &POST).await.unwrap_err();
    assert_eq!(error.effect(), Effect::MaybeApplied, "{error:?}");
    assert_eq!(error.stop_reason(), Some(StopReason::UnsafeToRepeat));
    assert!(begun.elapsed() < 20 * attempt, "{:?}", begun.elapsed());
    assert_eq!(server.requests(), 1);

    // The server opens no window, so that what does not fit into the first 65,535 bytes is never sent (RFC 9113 section 6.9.2).
    let server = Server::new(&[]).await;
    let client = server.impatient(attempt);
    let body = Upload::from(vec![b'a'; 200_000]);
    let sent = Call::<Bytes, NoError>::new(&client, &POST).upload("text/plain", body);
    let error = sent.await.unwrap_err();
    assert_eq!(kind(&error), TransportErrorKind::Timeout, "{error:?}");
    assert_eq!(error.effect(), Effect::MaybeApplied);
    assert_eq!(error.stop_reason(), Some(StopReason::UnsafeToRepeat));
    assert_eq!((server.requests(), error.attempts().len()), (0, 1));
}
