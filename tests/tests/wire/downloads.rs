//! Downloads: what comes out of a body that a plain server sends in pieces, and how one fails.

use std::time::Duration;

use faultcode_runtime::ErrorKind;
use faultcode_runtime::errors::{StreamError, TransportErrorKind};
use faultcode_tests::{Answer, Server};

use crate::wire::clients::outcomes::Client as Outcomes;
use crate::wire::clients::outcomes::answers::ReportError;
use crate::wire::clients::streams::Client;
use crate::wire::clients::streams::answers::*;
use crate::wire::outcomes::answering as outcomes;
use crate::wire::streams::{answering, short};

#[tokio::test]
async fn downloads_arrive_piece_by_piece() {
    let body: Vec<u8> = (0..100_000_u32).map(|n| n as u8).collect();
    let zip = |body: &[u8]| Answer::body(200, "application/zip", body);
    let (server, clients) = answering([zip(&body).chunked_by(1000), zip(&body)]);
    for client in clients {
        let mut download = client.answers().export().download().await.unwrap();
        assert_eq!(
            (download.size(), download.content_type()),
            (None, Some("application/zip"))
        );
        let (mut all, mut pieces) = (Vec::new(), 0);
        while let Some(piece) = download.chunk().await.unwrap() {
            all.extend_from_slice(&piece);
            pieces += 1;
        }
        assert_eq!(all, body);
        assert!(pieces > 1, "{pieces}");
        let download = client.answers().export().download().await.unwrap();
        assert_eq!(download.size(), Some(100_000));
        assert_eq!(download.into_bytes(100_000).await.unwrap(), body);
    }
    assert!(
        server
            .requests()
            .iter()
            .all(|it| it.header("accept-encoding").is_none())
    );
}

#[tokio::test]
async fn a_download_fails_as_any_other_call_until_it_begins() {
    let missing = || Answer::json(404, r#"{"error": {"message": "gone"}}"#);
    let busy = || Answer::json(503, "{}").header("retry-after", "0");
    let zip = || Answer::body(200, "application/zip", "0123456789");
    let (_server, clients) = answering([
        missing(),
        busy(),
        zip().cut_body(4),
        zip(),
        zip().cut_body(5).stall(),
    ]);
    for client in clients {
        let error = client.answers().export().download().await.unwrap_err();
        assert!(
            matches!(error.api(), Some(ExportError::NotFound(_))),
            "{error:?}"
        );
        assert_eq!(error.message(), Some("gone"));

        let mut download = client.answers().export().download().await.unwrap();
        assert_eq!(download.meta().attempts().len(), 2);
        assert_eq!(download.chunk().await.unwrap().unwrap(), "0123");
        let error = download.chunk().await.unwrap_err();
        assert_eq!(short(&error), "broken:bodyInterrupted");
        assert!(download.chunk().await.unwrap().is_none());

        let download = client.answers().export().download().await.unwrap();
        let error = download.into_bytes(9).await.unwrap_err();
        assert!(matches!(error, StreamError::TooLarge(9)), "{error:?}");

        let mut download = client.answers().export().download().await.unwrap();
        download.chunk().await.unwrap();
        assert_eq!(
            short(&download.chunk().await.unwrap_err()),
            "broken:stalled"
        );
    }
}

#[tokio::test]
async fn a_download_is_larger_than_the_limit_of_a_body() {
    let server = Server::deciding(|_| Answer::body(200, "application/zip", [7; 5000]));
    let client = Client::builder()
        .base_url(server.url())
        .body_limit(1000)
        .build()
        .unwrap();
    let error = client.answers().export().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error:?}");
    let download = client.answers().export().download().await.unwrap();
    assert_eq!(download.into_bytes(5000).await.unwrap().len(), 5000);
}

/// An error under 200 whose type is that of the file.
fn refused(media: &str, code: &str) -> Answer {
    let body = format!(
        "\u{feff} {{\"success\": false, \"error\": {{\"code\": \"{code}\", \"message\": \"}}\"}}}}"
    );
    Answer::body(200, media, body)
}

#[tokio::test]
async fn a_download_of_an_error_is_that_error_whatever_its_type() {
    for media in [
        "application/pdf",
        "application/octet-stream",
        "application/json",
        "text/plain",
    ] {
        for size in [1, 7, 10_000] {
            let answer = || refused(media, "NO_REPORT").chunked_by(size);
            let (server, client) = outcomes([answer(), answer(), refused(media, "NO_REPORT")]);
            let sent = client.answers().report().await.unwrap_err();
            let chunked = client.answers().report().download().await.unwrap_err();
            let whole = client.answers().report().download().await.unwrap_err();
            for error in [sent, chunked, whole] {
                assert!(
                    matches!(error.api(), Some(ReportError::NoReport(_))),
                    "{media}: {error:?}"
                );
                assert_eq!(error.message(), Some("}"));
            }
            assert_eq!(server.count(), 3);
        }
    }
    // It is repeated as any other error.
    let file = || Answer::body(200, "application/pdf", "%PDF");
    let (server, client) = outcomes([refused("application/pdf", "BUSY"), file()]);
    let download = client.answers().report().download().await.unwrap();
    assert_eq!(download.into_bytes(10).await.unwrap(), "%PDF");
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_download_that_only_begins_like_an_error_is_handed_out_whole() {
    let line = r#"{"success": true, "n": "{"}"#;
    let large = format!("[{}]", "0,".repeat(5000) + "0");
    let rows = [
        (
            "application/x-ndjson",
            format!("{line}\n{}\n", r#"{"success": false}"#),
        ),
        ("application/pdf", "%PDF {\"success\": false}".to_owned()),
        ("application/json", line.to_owned()),
        ("application/json", large.clone()),
        ("application/pdf", "{\"cut".to_owned()),
        ("application/pdf", "  ".to_owned()),
        ("application/pdf", String::new()),
    ];
    for (media, body) in rows {
        for size in [1, 7, 100_000] {
            let (_server, client) =
                outcomes([Answer::body(200, media, body.clone()).chunked_by(size)]);
            let download = client.answers().report().download().await.unwrap();
            let bytes = download.into_bytes(100_000).await.unwrap();
            assert_eq!(bytes, body, "{media} by {size}");
        }
    }
    // What is larger than an error can be is a file.
    let server =
        Server::answering([Answer::body(200, "application/pdf", large.clone()).chunked_by(100)]);
    let client = Outcomes::builder().base_url(server.url()).body_limit(1000);
    let download = client
        .build()
        .unwrap()
        .answers()
        .report()
        .download()
        .await
        .unwrap();
    assert_eq!(download.into_bytes(100_000).await.unwrap(), large);
    // One that breaks before it is known is a broken answer.
    let cut = || Answer::body(200, "application/pdf", large.clone()).cut_body(10);
    let (_server, client) = outcomes([cut(), cut(), cut()]);
    let error = client.answers().report().download().await.unwrap_err();
    let ErrorKind::Transport(fault) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(fault.kind(), TransportErrorKind::BodyInterrupted);
}

/// A body that is called JSON and lacks its end although it came whole is broken, downloaded or not, in however many pieces it
/// comes.
#[tokio::test]
async fn a_download_that_is_called_json_is_none_without_its_end() {
    for media in [
        "application/json",
        "Application/Problem+JSON; charset=utf-8",
    ] {
        for body in ["{\"success\": tr", "[1, 2", "["] {
            for size in [1, 4, 1000] {
                let whole = move || Answer::body(200, media, body);
                let server = Server::deciding(move |request| match request.header("x-size") {
                    Some(_) => whole().chunked_by(size),
                    None => whole(),
                });
                let client = Outcomes::builder()
                    .base_url(server.url())
                    .retry_with(|retries| retries.max_attempts(1))
                    .build()
                    .unwrap();
                let call = || client.answers().report();
                let found = [
                    call().await.map(drop),
                    call().download().await.map(drop),
                    call().header("x-size", "1").await.map(drop),
                    call().header("x-size", "1").download().await.map(drop),
                ];
                let expected = Some(TransportErrorKind::BodyInterrupted);
                for outcome in found {
                    let fault = outcome.err().and_then(|error| error.fault());
                    assert_eq!(fault, expected, "{media} {body} by {size}");
                }
            }
        }
    }
}

/// No more is kept of a file than an error can have, so that one without end costs no more memory.
#[tokio::test]
async fn a_download_begins_before_its_end() {
    let body = format!("[{}]", "0,".repeat(5000) + "0");
    let server = Server::deciding(move |_| {
        let answer = Answer::body(200, "application/pdf", body.clone());
        answer.cut_body(5000).stall()
    });
    let client = Outcomes::builder().base_url(server.url()).body_limit(1000);
    let client = client.build().unwrap();
    let call = client.answers().report().download();
    let download = tokio::time::timeout(Duration::from_secs(5), call).await;
    let download = download.expect("nothing waits for the rest").unwrap();
    assert_eq!(download.size(), Some(10_003));
}
