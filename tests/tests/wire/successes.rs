//! Successes of several kinds: which of them an answer is, and what stays of one that is none of them.

use faultcode_runtime::errors::DecodeErrorKind;
use faultcode_runtime::{Effect, ErrorKind, Text};
use faultcode_tests::{Answer, Server};

use crate::wire::clients::successes::Client;
use crate::wire::clients::successes::answers::*;

/// A client of a server that gives this answer.
fn answering(answer: Answer) -> (Server, Client) {
    let server = Server::answering([answer]);
    let client = Client::builder().base_url(server.url()).build();
    (server, client.expect("a loopback URL"))
}

const ORDER: &str = r#"{"id": "o1"}"#;
const JOB: &str = r#"{"job": 7}"#;

#[tokio::test]
async fn the_status_decides() {
    let text = |status, text: &str| Answer::body(status, "text/plain", text);
    let rows = [
        (Answer::json(200, ORDER), "Ok o1"),
        (Answer::json(202, JOB), "Accepted 7"),
        (Answer::status(204), "NoContent"),
        (text(206, "some"), "Success some"),
        (text(299, "other"), "Success other"),
        // Without a type, and with a mark before it.
        (Answer::json(200, "\u{feff}{\"id\": \"o1\"}"), "Ok o1"),
    ];
    for (answer, expected) in rows {
        let (_server, client) = answering(answer);
        let placed = client.answers().place_order().await.unwrap();
        let shown = match placed {
            PlaceOrderSuccess::Ok(order) => format!("Ok {}", order.id),
            PlaceOrderSuccess::Accepted(job) => format!("Accepted {}", job.job),
            PlaceOrderSuccess::NoContent => "NoContent".to_owned(),
            PlaceOrderSuccess::Success(text) => format!("Success {text}"),
        };
        assert_eq!(shown, expected);
    }
}

#[tokio::test]
async fn within_a_status_the_content_type_decides() {
    let rows = [
        (
            Answer::body(200, "text/csv; charset=UTF-8", "a,b"),
            "csv a,b",
        ),
        (Answer::body(200, "Application/PDF", [0xff, 0x00]), "pdf 2"),
        (Answer::json(200, JOB), "json 7"),
        // A wrong type before what is plainly JSON, and none at all.
        (Answer::body(200, "text/html", JOB), "json 7"),
        (
            Answer::raw(format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{JOB}")),
            "json 7",
        ),
        (
            Answer::raw("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\na,b"),
            "csv a,b",
        ),
    ];
    for (answer, expected) in rows {
        let (server, client) = answering(answer);
        let shown = match client.answers().export().await.unwrap() {
            ExportSuccess::Csv(text) => format!("csv {text}"),
            ExportSuccess::Pdf(bytes) => format!("pdf {}", bytes.len()),
            ExportSuccess::Json(job) => format!("json {}", job.job),
        };
        assert_eq!(shown, expected);
        assert_eq!(
            server.request().header("accept"),
            Some("text/csv, application/pdf;q=0.9, application/json;q=0.9")
        );
    }
}

#[tokio::test]
async fn a_page_of_a_proxy_is_no_success_and_stays_readable() {
    let page = "<html><title>Sign in</title></html>";
    let (_server, client) = answering(Answer::body(200, "text/html", page));
    let error = client.answers().export().await.unwrap_err();
    let ErrorKind::Decode(failure) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(*failure.kind(), DecodeErrorKind::ContentType);
    assert_eq!(error.expose_raw(), page);
    assert_eq!(error.effect(), Effect::Applied);
    assert_eq!(error.attempts().len(), 1);

    let (_server, client) = answering(Answer::body(200, "text/html", page));
    let error = client.answers().vendor().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error:?}");
    assert_eq!(error.expose_raw(), page);
}

#[tokio::test]
async fn wildcards_and_vendor_types_are_told_apart() {
    let vendor = "application/vnd.shop.picture+json";
    let rows = [
        (Answer::body(200, "image/webp", [1, 2, 3]), "bytes 3"),
        (Answer::body(200, vendor, JOB), "job 7"),
        (Answer::json(200, ORDER), "order o1"),
    ];
    for (answer, expected) in rows {
        let (_server, client) = answering(answer);
        let shown = match client.answers().picture().await.unwrap() {
            PictureSuccess::Bytes(bytes) => format!("bytes {}", bytes.len()),
            PictureSuccess::VndShopPicturePlusJson(job) => format!("job {}", job.job),
            PictureSuccess::Json(order) => format!("order {}", order.id),
        };
        assert_eq!(shown, expected);
    }
}

#[tokio::test]
async fn one_value_stays_one_type() {
    let (server, client) = answering(Answer::json(200, ORDER));
    assert_eq!(client.answers().spellings().await.unwrap().id, "o1");
    assert_eq!(server.request().header("accept"), Some("application/json"));

    let (_server, client) = answering(Answer::json(203, ORDER));
    let same = client.answers().same().await.unwrap().unwrap();
    assert_eq!(same.id.as_deref(), Some("o1"));
    let (_server, client) = answering(Answer::status(204));
    assert!(client.answers().same().await.unwrap().is_none());

    for status in [200, 201, 250] {
        let (_server, client) = answering(Answer::json(status, ORDER));
        assert_eq!(client.answers().anything().await.unwrap().id, "o1");
    }
    let (_server, client) = answering(Answer::json(400, ORDER));
    let error = client.answers().anything().await.unwrap_err();
    assert_eq!(error.status(), Some(400));

    let (_server, client) = answering(Answer::body(200, "application/vnd.shop.v2+json", ORDER));
    assert_eq!(client.answers().vendor().await.unwrap().id, "o1");
    let (server, client) = answering(Answer::json(200, ORDER));
    assert_eq!(client.answers().wild().await.unwrap().id, "o1");
    assert_eq!(server.request().header("accept"), Some("*/*"));
}

#[tokio::test]
async fn a_declared_default_takes_the_other_statuses() {
    for (status, body, expected) in [(201, ORDER, "o1"), (200, JOB, "7"), (207, JOB, "7")] {
        let (_server, client) = answering(Answer::json(status, body));
        let shown = match client.answers().either().await.unwrap() {
            EitherSuccess::Created(order) => order.id,
            EitherSuccess::Other(job) => job.job.to_string(),
        };
        assert_eq!(shown, expected);
    }
}

#[tokio::test]
async fn an_answer_to_head_has_no_body() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n";
    let (server, client) = answering(Answer::raw(head));
    client.answers().look().await.unwrap();
    assert_eq!(server.request().method, "HEAD");
    let (_server, client) = answering(Answer::raw("HTTP/1.1 404 No\r\ncontent-length: 9\r\n\r\n"));
    let error = client.answers().look().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(LookError::NotFound(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn not_modified_and_redirects_are_declared_answers() {
    let (_server, client) = answering(Answer::status(304).header("etag", "\"a\""));
    let error = client
        .answers()
        .conditional()
        .with(|it| it.if_none_match("\"a\""))
        .await
        .unwrap_err();
    assert!(
        matches!(error.api(), Some(ConditionalError::NotModified(_))),
        "{error:?}"
    );
    assert_eq!(error.headers()["etag"], "\"a\"");

    let moved = || Answer::status(302).header("location", "https://elsewhere.example/");
    let (server, client) = answering(moved());
    let answer = client
        .answers()
        .redirected()
        .send_with_meta()
        .await
        .unwrap();
    assert_eq!(
        answer.meta.headers()["location"],
        "https://elsewhere.example/"
    );
    assert_eq!(server.count(), 1);
    // A redirect that nobody declared is still refused.
    let (_server, client) = answering(moved());
    let error = client.answers().vendor().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn text_is_kept_as_it_is() {
    let xml = "application/atom+xml;charset=utf-8";
    let (server, client) = answering(Answer::body(200, xml, "\u{feff}<feed/>"));
    assert_eq!(
        client.answers().feed().await.unwrap(),
        Text("<feed/>".to_owned())
    );
    assert_eq!(
        server.request().header("accept"),
        Some("application/atom+xml")
    );
    for (content_type, body) in [
        (
            "application/atom+xml; charset=ISO-8859-1",
            &b"<a>\xe4</a>"[..],
        ),
        ("application/atom+xml", &b"<a>\xe4</a>"[..]),
    ] {
        let (_server, client) = answering(Answer::body(200, content_type, body));
        let error = client.answers().feed().await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error:?}");
        assert_eq!(error.expose_raw(), body);
    }
}

#[tokio::test]
async fn a_status_that_is_not_declared_is_read_by_its_body() {
    // 2XX of `placeOrder` takes every status; `export` declares 200 alone.
    let (_server, client) = answering(Answer::json(201, JOB));
    let exported = client.answers().export().await.unwrap();
    assert!(matches!(exported, ExportSuccess::Json(_)), "{exported:?}");
    let (_server, client) = answering(Answer::status(204));
    let error = client.answers().vendor().await.unwrap_err();
    let ErrorKind::Decode(failure) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(*failure.kind(), DecodeErrorKind::Empty);
    assert_eq!(
        (error.status(), error.effect()),
        (Some(204), Effect::Applied)
    );
}
