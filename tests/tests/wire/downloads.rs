//! Downloads: what comes out of a body that a plain server sends in pieces, and how one fails.

use faultcode_runtime::{Error, StreamError};
use faultcode_tests::{Answer, Server};

use crate::clients::streams::Client;
use crate::clients::streams::answers::*;
use crate::streams::{answering, short};

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
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    let download = client.answers().export().download().await.unwrap();
    assert_eq!(download.into_bytes(5000).await.unwrap().len(), 5000);
}
