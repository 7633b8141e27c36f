//! Declared response headers: their types, and what a missing or wrong one is.

use faultcode_runtime::errors::{DecodeError, DecodeErrorKind};
use faultcode_tests::{Answer, Server};

use crate::wire::clients::headers::Client;
use crate::wire::clients::headers::answers::*;
use crate::wire::clients::headers::types::State;

/// The declared headers of an answer with these ones.
async fn read(headers: &[(&str, &str)]) -> Result<ListOrdersHeaders, DecodeError> {
    let answer = headers
        .iter()
        .fold(Answer::json(200, "[]"), |answer, (name, value)| {
            answer.header(name, value)
        });
    let server = Server::answering([answer]);
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let answer = client
        .answers()
        .list_orders()
        .send_with_meta()
        .await
        .unwrap();
    answer.meta.typed_headers::<ListOrdersHeaders>()
}

#[tokio::test]
async fn every_type_is_read() {
    let headers = read(&[
        ("x-total", "12"),
        ("x-level", "2"),
        ("x-share", "0.5"),
        ("x-final", "true"),
        ("x-made", "2026-01-02T03:04:05Z"),
        ("x-id", "6f3e1d2a-0b4c-4d5e-8f60-718293a4b5c6"),
        ("x-state", "closed"),
        ("x-states", "open, closed"),
        ("x-states", "new"),
        ("x-sizes", "1,2 , 3"),
        ("x-cursor", r#"{"from": 7}"#),
        ("x-range", "from,7"),
        ("x-grant", "canary-4711"),
        (
            "link",
            r#"</orders?page=2>; rel="next", </orders?page=9>; rel="last""#,
        ),
    ]);
    let headers = headers.await.unwrap();
    assert!(!format!("{headers:?}").contains("4711"));
    assert_eq!(headers.total, 12);
    assert!(headers.level.is_some());
    assert_eq!(headers.share, Some(0.5));
    assert_eq!(headers.final_, Some(true));
    assert_eq!(headers.made.unwrap().to_string(), "2026-01-02T03:04:05Z");
    assert_eq!(
        headers.id.unwrap().to_string(),
        "6f3e1d2a-0b4c-4d5e-8f60-718293a4b5c6"
    );
    assert_eq!(headers.state, Some(State::Closed));
    assert_eq!(
        headers.states,
        Some(vec![State::Open, State::Closed, State::from("new")])
    );
    assert_eq!(headers.sizes, Some(vec![1, 2, 3]));
    assert_eq!(headers.cursor.unwrap().from, 7);
    assert_eq!(headers.range.as_deref(), Some("from,7"));
    assert_eq!(headers.grant.unwrap().expose(), "canary-4711");
    assert!(headers.link.unwrap().contains("rel=\"next\""));
    assert_eq!(headers.reason, None);
}

#[tokio::test]
async fn what_is_not_there_is_absent_and_what_does_not_fit_is_an_error() {
    let headers = read(&[("x-total", "1"), ("x-share", ""), ("x-state", "")])
        .await
        .unwrap();
    assert_eq!(
        (headers.share, headers.made.is_none(), headers.sizes),
        (None, true, None)
    );
    assert_eq!(headers.state, Some(State::from("")));
    let rows: &[(&[(&str, &str)], &str)] = &[
        (&[], "Missing(\"X-Total\") "),
        (&[("x-total", "many")], "/X-Total"),
        (&[("x-total", "1.5")], "/X-Total"),
        (&[("x-total", "1 2")], "/X-Total"),
        (&[("x-total", "1"), ("x-total", "2")], "/X-Total"),
        (&[("x-total", "1"), ("x-final", "yes")], "/X-Final"),
        (&[("x-total", "1"), ("x-made", "today")], "/X-Made"),
        (&[("x-total", "1"), ("x-sizes", "1,x")], "/X-Sizes"),
        (&[("x-total", "1"), ("x-cursor", "{}")], "/X-Cursor"),
    ];
    for (headers, expected) in rows {
        let error = read(headers).await.unwrap_err();
        let shown = match error.kind() {
            DecodeErrorKind::Missing(_) if error.path().is_empty() => {
                format!("{:?} ", error.kind())
            }
            _ => error
                .path()
                .split('/')
                .take(2)
                .collect::<Vec<_>>()
                .join("/"),
        };
        assert_eq!(shown, *expected, "{error}");
    }
}

#[tokio::test]
async fn an_error_has_its_headers_too() {
    let refused = Answer::status(404)
        .header("x-total", "0")
        .header("x-reason", "none left");
    let server = Server::answering([refused]);
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let error = client.answers().list_orders().await.unwrap_err();
    let headers = error.meta().typed_headers::<ListOrdersHeaders>().unwrap();
    assert_eq!(
        (headers.total, headers.reason.as_deref()),
        (0, Some("none left"))
    );
}
