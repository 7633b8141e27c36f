//! Streams beside each other, windows and limits that change, and answers that come in an unusual way.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use faultcode_runtime::errors::{StopReason, TransportErrorKind};
use faultcode_runtime::{Bytes, Call, Client, Effect, Upload};

use super::frames::{
    CANCEL, Frames, INITIAL_WINDOW_SIZE, MAX_CONCURRENT_STREAMS, NO_ERROR, REFUSED_STREAM, answer,
    field, frame, head, rst, settings, window,
};
use super::server::{Act, Manner, Server};
use super::{GET, NoError, POST, call, kind};

fn post(client: &Client, body: impl Into<Vec<u8>>) -> Call<Bytes, NoError> {
    let body = Upload::from(body.into());
    Call::<Bytes, NoError>::new(client, &POST).upload("text/plain", body)
}

/// As many calls at once; the bodies of those that succeeded.
async fn at_once(client: &Client, calls: usize) -> Vec<Result<(), Effect>> {
    let one = |number: usize| {
        let call = post(client, format!("body {number}"));
        tokio::spawn(async move { call.await.map(drop).map_err(|error| error.effect()) })
    };
    let running: Vec<_> = (0..calls).map(one).collect();
    let mut ended = Vec::new();
    for call in running {
        ended.push(call.await.expect("no panic"));
    }
    ended
}

/// No two are the same, and so none was done twice.
fn once_each(server: &Server) -> usize {
    server.see(|seen| {
        let distinct: BTreeSet<_> = seen.done.iter().collect();
        assert_eq!(distinct.len(), seen.done.len(), "one was done twice");
        distinct.len()
    })
}

/// Those up to the last stream have their answers, those above are sent again, and each is done once.
#[tokio::test]
async fn a_connection_that_goes_away_in_the_middle_costs_and_doubles_nothing() {
    let acts = [Act::GoAwayMiddle(6); 6];
    let server = Server::new(&acts).await;
    let client = server.impatient(Duration::from_secs(20));
    let ended = at_once(&client, 6).await;
    assert!(ended.iter().all(Result::is_ok), "{ended:?}");
    assert_eq!(once_each(&server), 6);
    let tokens = client.budget().and_then(|budget| budget.tokens());
    assert_eq!(tokens, Some(500));
}

/// Of all the codes of RFC 9113 section 7 one is a promise.
#[tokio::test]
async fn one_code_of_all_promises_that_nothing_was_done() {
    for code in 0..=0xd {
        let server = Server::new(&[Act::Rst(code)]).await;
        let (client, _) = server.client(3);
        let outcome = call(&client, &POST).await;
        let promised = code == REFUSED_STREAM;
        assert_eq!(outcome.is_ok(), promised, "{code}: {outcome:?}");
        assert_eq!(server.requests(), if promised { 2 } else { 1 }, "{code}");
        if let Err(error) = outcome {
            assert_eq!(error.effect(), Effect::MaybeApplied, "{code}");
        }
        // Behind a head no code promises anything.
        let server = Server::new(&[Act::HeadAndRst(code)]).await;
        let (client, _) = server.client(3);
        let error = call(&client, &POST).await.unwrap_err();
        assert_eq!(kind(&error), TransportErrorKind::BodyInterrupted, "{code}");
        assert_eq!(error.effect(), Effect::MaybeApplied, "{code}");
        assert_eq!(server.requests(), 1, "{code}");
    }
}

/// A body that the server gives up halfway is no whole one, also where the code sounds as if all were well: it must not pass for
/// a text that happens to be shorter.
#[tokio::test]
async fn a_body_that_is_given_up_is_no_whole_one() {
    let stated: Frames = |id| {
        frame(
            1,
            0x4,
            id,
            &[&[0x88][..], &field("content-length", "4")].concat(),
        )
    };
    let rows: [(&str, Frames); 2] = [("no length", head), ("a length", stated)];
    for (name, heads) in rows {
        for code in [NO_ERROR, CANCEL] {
            let server = Server::new(&[Act::GivesUp(heads, code)]).await;
            let (client, _) = server.client(3);
            let error = call(&client, &POST).await.unwrap_err();
            assert_eq!(
                kind(&error),
                TransportErrorKind::BodyInterrupted,
                "{name} {code}"
            );
            assert_eq!(error.effect(), Effect::MaybeApplied, "{name} {code}");
            assert_eq!(server.requests(), 1, "{name} {code}");
        }
    }
}

/// A server that takes one at a time is given one at a time.
#[tokio::test]
async fn many_callers_share_the_streams_that_there_are() {
    for most in [1, 3] {
        let manner = Manner {
            settings: vec![(MAX_CONCURRENT_STREAMS, most)],
            takes: Duration::from_millis(2),
            most: Some(most as usize),
            ..Manner::default()
        };
        let server = Server::with(manner, &[]).await;
        let client = server.impatient(Duration::from_secs(20));
        // The first call brings the settings.
        post(&client, "first").await.unwrap();
        let ended = at_once(&client, 40).await;
        assert!(ended.iter().all(Result::is_ok), "{most}: {ended:?}");
        assert_eq!(once_each(&server), 41, "{most}");
        assert_eq!(server.see(|seen| seen.open), most as usize);
    }
}

/// Where no stream may be opened, nothing is sent, and each call ends with its time.
#[tokio::test]
async fn a_server_that_takes_no_stream_holds_up_nobody_for_longer_than_an_attempt() {
    let manner = Manner {
        settings: vec![(MAX_CONCURRENT_STREAMS, 0)],
        most: Some(0),
        ..Manner::default()
    };
    let server = Server::with(manner, &[]).await;
    let attempt = Duration::from_millis(300);
    let client = server.impatient(attempt);
    let begun = Instant::now();
    let ended = at_once(&client, 20).await;
    assert!(ended.iter().all(Result::is_err), "{ended:?}");
    assert!(begun.elapsed() < 20 * attempt, "{:?}", begun.elapsed());
    assert_eq!((server.requests(), once_each(&server)), (0, 0));
}

/// A window that is shut, opened, made smaller than what is under way and opened again lets every byte through once.
#[tokio::test]
async fn a_window_that_changes_on_the_way_loses_nothing() {
    let wait = Duration::from_millis(10);
    let size = |bytes| settings(&[(INITIAL_WINDOW_SIZE, bytes)]);
    let manner = Manner {
        settings: vec![(INITIAL_WINDOW_SIZE, 0)],
        later: vec![
            (wait, size(1000)),
            (wait, size(10)),
            (wait, size(60_000)),
            (wait, [window(0, 1 << 20), size(1 << 20)].concat()),
        ],
        ..Manner::default()
    };
    let server = Server::with(manner, &[]).await;
    let client = server.impatient(Duration::from_secs(20));
    let body: Vec<u8> = (0..200_000_u32).map(|it| it as u8).collect();
    assert_eq!(post(&client, body.clone()).await.unwrap(), "done");
    assert_eq!(server.requests(), 1);
    server.see(|seen| assert!(seen.done == [body], "every byte once"));
}

/// A server may answer without the rest of the body, and say that it wants none (RFC 9113 section 8.1).
#[tokio::test]
async fn an_answer_before_the_body_counts() {
    let whole: Frames = |id| [answer(id), rst(id, NO_ERROR)].concat();
    let refusal: Frames = |id| {
        let head = frame(1, 0x5, id, &field(":status", "413"));
        [head, rst(id, NO_ERROR)].concat()
    };
    for (frames, expected) in [(whole, None), (refusal, Some(413))] {
        let manner = Manner {
            early: true,
            ..Manner::default()
        };
        let server = Server::with(manner, &[Act::Wrong(frames)]).await;
        let client = server.impatient(Duration::from_secs(5));
        let outcome = post(&client, vec![b'a'; 200_000]).await;
        match expected {
            None => assert_eq!(outcome.unwrap(), "done"),
            Some(status) => {
                let error = outcome.unwrap_err();
                assert_eq!(error.status(), Some(status), "{error:?}");
                assert_eq!(error.effect(), Effect::Rejected);
            }
        }
        assert_eq!(server.requests(), 1);
    }
}

#[tokio::test]
async fn interim_answers_and_trailers_are_passed_over() {
    for act in [Act::Interim(1), Act::Interim(50), Act::Trailers] {
        let server = Server::new(&[act]).await;
        let client = server.impatient(Duration::from_secs(20));
        for operation in [&POST, &GET] {
            assert_eq!(call(&client, operation).await.unwrap(), "done", "{act:?}");
        }
        assert_eq!(server.requests(), 2, "{act:?}");
    }
}

/// What a server must not send ends the stream or the connection, and proves nothing.
#[tokio::test]
async fn frames_that_cannot_be_prove_nothing() {
    let rows: [(&str, Frames); 12] = [
        ("data before a head", |id| frame(0, 0, id, b"x")),
        ("data of a stream that nobody opened", |_| {
            frame(0, 1, 99, b"x")
        }),
        ("data of the connection", |_| frame(0, 1, 0, b"x")),
        ("a head of the connection", |_| frame(1, 0x4, 0, &[0x88])),
        ("a head that is cut short by a ping", |id| {
            [frame(1, 0, id, &[0x88]), frame(6, 0, 0, &[7; 8])].concat()
        }),
        ("a continuation of nothing", |id| frame(9, 0x4, id, &[0x88])),
        ("a push that was forbidden", |id| {
            frame(5, 0x4, id, &[&2_u32.to_be_bytes()[..], &[0x82]].concat())
        }),
        ("a window of nothing", |id| window(id, 0)),
        ("a window beyond all", |id| window(id, 0x7fff_ffff)),
        ("settings of an odd length", |_| frame(4, 0, 0, &[1, 2, 3])),
        ("a field that cannot be decoded", |id| {
            frame(1, 0x4, id, &[0xff, 0xff])
        }),
        ("a head without a status", |id| {
            frame(1, 0x5, id, &field("x-a", "b"))
        }),
    ];
    for (name, frames) in rows {
        let server = Server::new(&[Act::Wrong(frames)]).await;
        let client = server.impatient(Duration::from_secs(2));
        let error = call(&client, &POST).await.unwrap_err();
        assert_eq!(error.effect(), Effect::MaybeApplied, "{name}: {error:?}");
        assert_eq!(
            error.stop_reason(),
            Some(StopReason::UnsafeToRepeat),
            "{name}"
        );
        assert_eq!(server.requests(), 1, "{name}");
    }
    // Behind a head.
    let server = Server::new(&[Act::Wrong(|id| [head(id), frame(0, 0, 99, b"x")].concat())]).await;
    let client = server.impatient(Duration::from_secs(2));
    let error = call(&client, &POST).await.unwrap_err();
    assert_eq!(kind(&error), TransportErrorKind::BodyInterrupted);
    assert_eq!(server.requests(), 1);
}
