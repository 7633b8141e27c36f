//! Pages that are not asked for: servers that go round in circles, and URLs that lead out of the API.

use faultcode_runtime::document::Operation;
use faultcode_runtime::errors::PageError;
use faultcode_runtime::{BuildError, Call, Credential, Effect, Error, ErrorKind, Value};
use faultcode_tests::shop::{self, Order, ShopError};
use faultcode_tests::{Answer, Request, Server};

use super::{CURSOR, LAST, LINK, NUMBER, QUERY_KEY, QUERY_KEYED, URL, call, ids, json, targets};

pub(super) fn problem(error: &Error<ShopError>) -> &BuildError {
    assert_eq!(error.effect(), Effect::NotSent);
    match error.kind() {
        ErrorKind::Build(error) => error,
        _ => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn a_server_that_goes_round_in_circles_is_stopped() {
    type Decide = fn(&Request, usize) -> Answer;
    let same = |_: &Request, _| json(r#"{"data":[{"id":"a"}],"meta":{"next":"x"},"more":true}"#);
    let rows: [(&'static Operation, Decide, usize, PageError); 8] = [
        (&CURSOR, same, 2, PageError::Repeated),
        (
            &CURSOR,
            |_, count| {
                let next = ["x", "y", "z", "x"][count % 4];
                json(&format!(r#"{{"data":[],"meta":{{"next":"{next}"}}}}"#))
            },
            4,
            PageError::Repeated,
        ),
        (
            &CURSOR,
            |_, count| {
                json(&format!(
                    r#"{{"data":[],"meta":{{"next":"{}"}}}}"#,
                    count + 1
                ))
            },
            100,
            PageError::Empty(100),
        ),
        (&LAST, same, 2, PageError::Repeated),
        (
            &LAST,
            |_, _| json(r#"{"data":[],"more":true}"#),
            1,
            PageError::NoNext("/data"),
        ),
        (
            &LAST,
            |_, _| json(r#"{"data":[{"id":null}],"more":true}"#),
            1,
            PageError::NoNext("/id"),
        ),
        (
            &URL,
            |_, count| {
                let next = ["/v1/orders?page=2", "/v1/orders"][count % 2];
                json(&format!(r#"{{"data":[],"links":{{"next":"{next}"}}}}"#))
            },
            2,
            PageError::Repeated,
        ),
        (
            &CURSOR,
            |_, _| json(r#"{"data":[],"meta":{"next":["x"]}}"#),
            1,
            PageError::NoNext("/meta/next"),
        ),
    ];
    for (operation, decide, asked, expected) in rows {
        let mut count = 0;
        let server = Server::deciding(move |request| {
            count += 1;
            decide(request, count - 1)
        });
        let list: Call<Value, ShopError> = Call::new(&shop::client(&server), operation);
        let mut pages = list.pages();
        let mut came = 0;
        let error = loop {
            match pages.next().await.expect("an error at the end") {
                Ok(_) => came += 1,
                Err(error) => break error,
            }
        };
        assert!(
            matches!(problem(&error), BuildError::Page(found) if *found == expected),
            "{}: {error}",
            operation.id
        );
        assert_eq!((came, server.count()), (asked, asked), "{expected:?}");
        assert!(pages.next().await.is_none());
    }
}

#[tokio::test]
async fn a_server_that_does_not_know_the_page_number_is_stopped() {
    let server = Server::deciding(|_| json(r#"{"data":[{"id":"a"}]}"#));
    let error = ids(call(&shop::client(&server), &NUMBER))
        .await
        .unwrap_err();
    assert!(matches!(
        problem(&error),
        BuildError::Page(PageError::Repeated)
    ));
    assert_eq!(targets(&server), ["/v1/orders", "/v1/orders?page=2"]);
}

#[tokio::test]
async fn a_limit_of_pages_ends_the_walk_with_an_error_and_a_place_to_resume_from() {
    let server = Server::deciding(|request| {
        let next = request.target.len();
        json(&format!(
            r#"{{"data":[{{"id":"a"}}],"meta":{{"next":"{next}"}}}}"#
        ))
    });
    let mut pages = call(&shop::client(&server), &CURSOR).pages().max_pages(2);
    for _ in 0..2 {
        pages.next().await.unwrap().unwrap();
    }
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(matches!(
        problem(&error),
        BuildError::Page(PageError::TooMany(2))
    ));
    assert_eq!(pages.resume_token().as_deref(), Some("c:19"));
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn credentials_never_follow_a_page_to_another_origin() {
    let other = Server::deciding(|_| json("[]"));
    let urls = [
        format!("{}/v1/orders?page=2", other.url()),
        format!("//127.0.0.1:{}/v1/orders", other.port()),
        "https://127.0.0.1/v1/orders".to_owned(),
    ];
    for url in urls {
        let body = format!(r#"{{"data":[{{"id":"a"}}],"links":{{"next":"{url}"}}}}"#);
        let server = Server::answering([
            json(&body),
            json("[]").header("link", &format!("<{url}>; rel=next")),
        ]);
        let client = shop::client(&server);
        let mut pages = call(&client, &URL).pages();
        pages.next().await.unwrap().unwrap();
        let error = pages.next().await.unwrap().unwrap_err();
        assert!(matches!(problem(&error), BuildError::Origin), "{url}");
        assert!(!error.to_string().contains(&url));

        let list: Call<Vec<Order>, ShopError> = Call::new(&client, &LINK);
        let error = ids(list).await.unwrap_err();
        assert!(matches!(problem(&error), BuildError::Origin), "{url}");
        assert_eq!(server.count(), 2);
    }
    assert_eq!((other.connections(), other.count()), (0, 0));
}

#[tokio::test]
async fn a_url_of_the_same_origin_stays_below_the_base_path() {
    for url in ["/admin", "/v1/../admin", "/v1/%2e%2e/admin", "/v10/x"] {
        let body = format!(r#"{{"data":[],"links":{{"next":"{url}"}}}}"#);
        let server = Server::answering([json(&body)]);
        let error = ids(call(&shop::client(&server), &URL)).await.unwrap_err();
        let found = problem(&error);
        assert!(matches!(found, BuildError::Page(PageError::Url)), "{url}");
        assert_eq!(server.count(), 1);
    }
    let server = Server::answering([]);
    let client = shop::client(&server);
    for token in ["u:/admin", "u://evil/v1", "u:/v1/../x", "c:1", ""] {
        let mut pages = call(&client, &URL).pages().resume(token);
        let error = pages.next().await.unwrap().unwrap_err();
        let found = problem(&error);
        assert!(
            matches!(found, BuildError::Page(PageError::Token)),
            "{token}"
        );
    }
    assert_eq!(server.connections(), 0);
}

/// The longest URL that the crate `http` holds, in bytes of path and query.
const LONGEST: usize = 65_534;

#[tokio::test]
async fn a_next_page_that_is_too_long_to_ask_for_is_an_error() {
    let key = "?api%20key=k%21".len();
    // The last bytes before the limit, the first behind it, and what is far behind, with the key and without it.
    for length in [
        LONGEST - key + 1,
        LONGEST - 1,
        LONGEST,
        LONGEST + 1,
        200_000,
    ] {
        let path = "/v1/orders/";
        let next = format!("{path}{}", "x".repeat(length - path.len()));
        let server = Server::answering([json(&format!(r#"{{"data":[],"next":"{next}"}}"#))]);
        let client = shop::builder(&server)
            .credential(&QUERY_KEY, Credential::secret("k!"))
            .build()
            .unwrap();
        let error = ids(call(&client, &QUERY_KEYED)).await.unwrap_err();
        assert!(matches!(problem(&error), BuildError::Url), "{length}");
        assert_eq!(server.count(), 1, "{length}");
        // The client goes on working.
        assert!(ids(call(&client, &QUERY_KEYED)).await.is_err());
    }
}

#[tokio::test]
async fn a_cursor_that_is_too_long_to_ask_for_is_an_error() {
    for length in [LONGEST, 1 << 20] {
        let next = "\u{fc}".repeat(length / 2);
        let body = format!(r#"{{"data":[],"meta":{{"next":"{next}"}}}}"#);
        let server = Server::answering([json(&body)]);
        let error = ids(call(&shop::client(&server), &CURSOR))
            .await
            .unwrap_err();
        assert!(matches!(problem(&error), BuildError::Url), "{length}");
        assert_eq!(server.count(), 1, "{length}");
    }
}
