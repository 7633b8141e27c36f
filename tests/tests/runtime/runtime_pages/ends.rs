//! Where a list ends: what servers say of it, what they leave to the caller to find out, and when nobody can know.
//! It is long because what servers answer is written out.

use faultcode_runtime::document::{Operation, PageTurn, Pagination};
use faultcode_runtime::errors::PageError;
use faultcode_runtime::{BuildError, Call, Value};
use faultcode_tests::shop::{self, ShopError};
use faultcode_tests::{Answer, Server};

use super::refused::problem;
use super::{AFTER, CURSOR, DATA, LAST, LINK, NUMBER, OFFSET, URL, call, ids, json, targets};
use super::{Method, Need, PagePlace};

paged!(
    NUMBER_MORE,
    Get,
    Pagination {
        turn: PageTurn::Number {
            to: PagePlace::Query("page"),
            first: 1,
            pages: None
        },
        has_more: Some("/more"),
        ..DATA
    }
);
paged!(
    OFFSET_MORE,
    Get,
    Pagination {
        turn: PageTurn::Offset {
            to: PagePlace::Query("offset"),
            first: 0,
            total: None
        },
        has_more: Some("/more"),
        ..DATA
    }
);
paged!(
    CURSOR_MORE,
    Get,
    Pagination {
        turn: PageTurn::Cursor {
            to: AFTER,
            from: "/next"
        },
        has_more: Some("/more"),
        ..DATA
    }
);
paged!(
    TWO_LISTS,
    Get,
    Pagination {
        turn: PageTurn::Cursor {
            to: AFTER,
            from: "/next"
        },
        items: None,
        ..DATA
    }
);
paged!(
    URL_MORE,
    Get,
    Pagination {
        turn: PageTurn::Url("/next"),
        has_more: Some("/more"),
        ..DATA
    }
);
paged!(
    LINK_MORE,
    Get,
    Pagination {
        has_more: Some("/more"),
        ..DATA
    }
);

/// A server that always gives the same page for the same question.
fn by_target(pages: &'static [(&'static str, &'static str)]) -> Server {
    Server::deciding(|request| {
        let page = pages.iter().find(|(target, _)| *target == request.target);
        page.map_or_else(|| Answer::status(404), |(_, body)| json(body))
    })
}

#[tokio::test]
async fn a_page_that_names_itself_and_brings_nothing_new_is_the_last() {
    type Row = (
        &'static Operation,
        &'static [(&'static str, &'static str)],
        &'static [&'static str],
        usize,
        &'static str,
    );
    let rows: [Row; 4] = [
        (
            &CURSOR,
            &[
                ("/v1/orders", r#"{"data":[{"id":"a"}],"meta":{"next":"x"}}"#),
                ("/v1/orders?after=x", r#"{"data":[],"meta":{"next":"x"}}"#),
            ],
            &["a"],
            2,
            "c:x",
        ),
        // Whether the last page is short or full, it is given once.
        (
            &CURSOR,
            &[
                ("/v1/orders", r#"{"data":[{"id":"a"}],"meta":{"next":"x"}}"#),
                (
                    "/v1/orders?after=x",
                    r#"{"data":[{"id":"b"}],"meta":{"next":"x"}}"#,
                ),
            ],
            &["a", "b"],
            3,
            "c:x",
        ),
        (
            &URL,
            &[
                (
                    "/v1/orders",
                    r#"{"data":[{"id":"a"}],"links":{"next":"/v1/orders?after=1"}}"#,
                ),
                (
                    "/v1/orders?after=1",
                    r#"{"data":[],"links":{"next":"/v1/orders?after=1"}}"#,
                ),
            ],
            &["a"],
            2,
            "u:/v1/orders?after=1",
        ),
        (
            &URL,
            &[("/v1/orders", r#"{"data":[],"links":{"next":"/v1/orders"}}"#)],
            &[],
            1,
            "u:/v1/orders",
        ),
    ];
    for (operation, pages, expected, asked, token) in rows {
        let server = by_target(pages);
        let mut items = call(&shop::client(&server), operation).items();
        let mut found = Vec::new();
        while let Some(item) = items.next().await {
            found.push(item.unwrap().id);
        }
        assert_eq!(found, expected, "{pages:?}");
        assert_eq!(server.count(), asked, "{pages:?}");
        assert_eq!(items.resume_token().as_deref(), Some(token), "{pages:?}");
    }
}

#[tokio::test]
async fn a_cursor_that_stays_is_followed_while_new_items_come() {
    let server = Server::answering([
        json(r#"{"data":[{"id":"a"},{"id":"b"}],"meta":{"next":"s"}}"#),
        json(r#"{"data":[{"id":"c"},{"id":"d"}],"meta":{"next":"s"}}"#),
        // A short page is not the last one.
        json(r#"{"data":[{"id":"e"}],"meta":{"next":"s"}}"#),
        json(r#"{"data":[{"id":"f"},{"id":"g"}],"meta":{"next":"s"}}"#),
        json(r#"{"data":[],"meta":{"next":"s"}}"#),
    ]);
    let found = ids(call(&shop::client(&server), &CURSOR)).await.unwrap();
    assert_eq!(found, ["a", "b", "c", "d", "e", "f", "g"]);
}

#[tokio::test]
async fn an_empty_page_is_not_the_last_where_the_answer_says_that_there_is_more() {
    type Row = (&'static Operation, &'static [&'static str], &'static str);
    let rows: [Row; 4] = [
        (
            &NUMBER_MORE,
            &[
                r#"{"data":[{"id":"a"}],"more":true}"#,
                r#"{"data":[],"more":true}"#,
                r#"{"data":null,"more":"true"}"#,
                r#"{"data":[{"id":"b"}],"more":false}"#,
            ],
            "/v1/orders?page=4",
        ),
        (
            &NUMBER,
            &[
                r#"{"data":[{"id":"a"}],"pages":3}"#,
                r#"{"data":[],"pages":3}"#,
                r#"{"data":[{"id":"b"}],"pages":3}"#,
            ],
            "/v1/orders?page=3",
        ),
        (
            &CURSOR_MORE,
            &[
                r#"{"data":[{"id":"a"}],"next":"1","more":true}"#,
                r#"{"data":[],"next":"2","more":true}"#,
                r#"{"data":[{"id":"b"}],"next":"3","more":false}"#,
            ],
            "/v1/orders?after=2",
        ),
        // A number of all items that is too small ends no list.
        (
            &OFFSET,
            &[
                r#"{"data":[{"id":"a"}],"total":0}"#,
                r#"{"data":[{"id":"b"}],"total":0}"#,
                r#"{"data":[],"total":0}"#,
            ],
            "/v1/orders?offset=2",
        ),
    ];
    for (operation, bodies, last) in rows {
        let server = Server::answering(bodies.iter().map(|body| json(body)));
        let found = ids(call(&shop::client(&server), operation)).await.unwrap();
        assert_eq!(found, ["a", "b"], "{}", operation.id);
        assert_eq!(targets(&server).last().unwrap(), last);
    }
}

#[tokio::test]
async fn a_list_that_says_that_it_has_more_never_ends_in_silence() {
    type Row = (
        &'static Operation,
        &'static [&'static str],
        PageError,
        Option<&'static str>,
    );
    let rows: [Row; 9] = [
        (
            &OFFSET_MORE,
            &[
                r#"{"data":[{"id":"a"}],"more":true}"#,
                r#"{"data":[],"more":true}"#,
            ],
            PageError::NoNext("/data"),
            Some("n:1"),
        ),
        (
            &OFFSET,
            &[
                r#"{"data":[{"id":"a"}],"total":3}"#,
                r#"{"data":[],"total":3}"#,
            ],
            PageError::NoNext("/data"),
            Some("n:1"),
        ),
        (
            &CURSOR_MORE,
            &[
                r#"{"data":[{"id":"a"}],"next":"x","more":true}"#,
                r#"{"data":[],"next":"x","more":true}"#,
            ],
            PageError::Repeated,
            Some("c:x"),
        ),
        (
            &CURSOR_MORE,
            &[r#"{"data":[{"id":"a"}],"next":"","more":true}"#],
            PageError::NoNext("/next"),
            None,
        ),
        (
            &URL_MORE,
            &[r#"{"data":[{"id":"a"}],"more":true}"#],
            PageError::NoNext("/next"),
            None,
        ),
        (
            &LINK_MORE,
            &[r#"{"data":[{"id":"a"}],"more":true}"#],
            PageError::NoNext("Link"),
            None,
        ),
        // Members that are there twice say two things.
        (
            &CURSOR_MORE,
            &[r#"{"data":[{"id":"a"}],"next":"x","next":null}"#],
            PageError::NoNext("/next"),
            None,
        ),
        (
            &CURSOR_MORE,
            &[r#"{"data":[{"id":"a"}],"next":"x","more":true,"more":false}"#],
            PageError::NoNext("/more"),
            None,
        ),
        (
            &LAST,
            &[r#"{"data":[{"id":"a"}],"data":[],"more":false}"#],
            PageError::NoNext("/data"),
            None,
        ),
    ];
    for (operation, bodies, expected, token) in rows {
        let server = Server::answering(bodies.iter().map(|body| json(body)));
        let list: Call<Value, ShopError> = Call::new(&shop::client(&server), operation);
        let mut pages = list.pages();
        for _ in bodies {
            pages.next().await.unwrap().unwrap();
        }
        let error = pages.next().await.unwrap().unwrap_err();
        let found = problem(&error);
        assert!(
            matches!(found, BuildError::Page(found) if *found == expected),
            "{bodies:?}: {error}"
        );
        assert_eq!(pages.resume_token().as_deref(), token, "{bodies:?}");
        assert_eq!(server.count(), bodies.len());
    }

    let broken = json("[]").header("link", "</v1/orders?page=2; rel=\"next\"");
    let server = Server::answering([broken]);
    let list: Call<Vec<super::Order>, ShopError> = Call::new(&shop::client(&server), &LINK);
    let error = ids(list).await.unwrap_err();
    assert!(matches!(
        problem(&error),
        BuildError::Page(PageError::NoNext("Link"))
    ));
}

#[tokio::test]
async fn pages_that_bring_nothing_new_are_bounded() {
    type Body = fn(usize) -> String;
    type Row = (&'static Operation, Body, PageError, usize);
    let rows: [Row; 8] = [
        (
            &NUMBER_MORE,
            |_| r#"{"data":[],"more":true}"#.to_owned(),
            PageError::Empty(7),
            7,
        ),
        // The same page, and the same one in an answer of its own.
        (
            &NUMBER_MORE,
            |_| r#"{"data":[{"id":"a"}],"more":true}"#.to_owned(),
            PageError::Repeated,
            2,
        ),
        (
            &NUMBER,
            |count| format!(r#"{{"data":[{{"id":"a"}}],"pages":900,"trace":{count}}}"#),
            PageError::Repeated,
            2,
        ),
        (
            &OFFSET,
            |count| format!(r#"{{"data":[{{"id":"{}"}}],"total":900}}"#, count % 2),
            PageError::Repeated,
            3,
        ),
        // Plain values may well be the same on two pages, but not for ever.
        (
            &NUMBER_MORE,
            |_| r#"{"data":[0,0],"more":true}"#.to_owned(),
            PageError::Empty(7),
            8,
        ),
        (
            &CURSOR,
            |count| format!(r#"{{"data":[{{"id":"a"}}],"meta":{{"next":"{count}"}}}}"#),
            PageError::Empty(7),
            8,
        ),
        (
            &CURSOR,
            |count| format!(r#"{{"data":null,"meta":{{"next":"{count}"}}}}"#),
            PageError::Empty(7),
            7,
        ),
        (
            &TWO_LISTS,
            |count| format!(r#"{{"added":[ ],"gone":[],"next":"[{count}]"}}"#),
            PageError::Empty(7),
            7,
        ),
    ];
    for (operation, body, expected, asked) in rows {
        let mut count = 0;
        let server = Server::deciding(move |_| {
            count += 1;
            json(&body(count))
        });
        let list: Call<Value, ShopError> = Call::new(&shop::client(&server), operation);
        let mut pages = list.pages().max_empty_pages(7);
        let error = loop {
            match pages.next().await.expect("an error at the end") {
                Ok(_) => assert!(server.count() < 100, "{}", operation.id),
                Err(error) => break error,
            }
        };
        let found = problem(&error);
        assert!(
            matches!(found, BuildError::Page(found) if *found == expected),
            "{}: {error}",
            operation.id
        );
        assert_eq!(server.count(), asked, "{}", operation.id);
        assert!(pages.resume_token().is_some());
        assert!(pages.next().await.is_none());
    }
}

#[tokio::test]
async fn no_item_is_handed_out_twice_by_a_page_that_came_already() {
    // The number is not known to the server, whatever else its answers hold.
    let mut count = 0;
    let server = Server::deciding(move |_| {
        count += 1;
        json(&format!(
            r#"{{"data":[{{"id":"a"}}],"pages":2,"at":{count}}}"#
        ))
    });
    let mut items = call(&shop::client(&server), &NUMBER).items();
    assert_eq!(items.next().await.unwrap().unwrap().id, "a");
    let error = items.next().await.unwrap().unwrap_err();
    assert!(matches!(
        problem(&error),
        BuildError::Page(PageError::Repeated)
    ));
    assert!(items.next().await.is_none());

    // A server that knows where the list ends knows the number.
    let pages = [
        r#"{"data":[{"id":"a"}],"more":true}"#,
        r#"{"data":[{"id":"a"}],"more":false}"#,
    ];
    let server = Server::answering(pages.map(json));
    let found = ids(call(&shop::client(&server), &OFFSET_MORE)).await;
    assert_eq!(found.unwrap(), ["a", "a"]);

    // A cursor that stays and then moves on.
    let pages = [
        r#"{"data":[{"id":"a"}],"meta":{"next":"x"}}"#,
        r#"{"data":[{"id":"b"}],"meta":{"next":"x"}}"#,
        r#"{"data":[{"id":"b"}],"meta":{"next":"y"}}"#,
        r#"{"data":[{"id":"c"}],"meta":{"next":null}}"#,
    ];
    let server = Server::answering(pages.map(json));
    let found = ids(call(&shop::client(&server), &CURSOR)).await.unwrap();
    assert_eq!(found, ["a", "b", "c"]);
}

#[test]
fn a_blocking_walk_ends_where_the_other_does() {
    let pages = [
        r#"{"data":[{"id":"a"}],"meta":{"next":"x"}}"#,
        r#"{"data":[{"id":"b"}],"meta":{"next":"x"}}"#,
        r#"{"data":[{"id":"b"}],"meta":{"next":"x"}}"#,
    ];
    let server = Server::answering(pages.map(json));
    let client = shop::client(&server);
    let found: Result<Vec<_>, _> = call(&client, &CURSOR).items().blocking().collect();
    let found: Vec<String> = found.unwrap().into_iter().map(|it| it.id).collect();
    assert_eq!(found, ["a", "b"]);
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn a_server_that_does_not_know_the_cursor_is_stopped() {
    // Nothing shows that the page was not asked for by a cursor that nobody reads.
    let server = Server::deciding(|_| json(r#"{"data":[{"id":"a"}],"meta":{"next":"x"}}"#));
    let mut pages = call(&shop::client(&server), &CURSOR).pages().resume("c:x");
    pages.next().await.unwrap().unwrap();
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(matches!(
        problem(&error),
        BuildError::Page(PageError::Repeated)
    ));
    assert_eq!(server.count(), 2);
    assert!(pages.next().await.is_none());
}
