//! Lists that the caller asks for in the other direction: nothing is sent, since two directions would go out together.

use faultcode_runtime::BuildError;
use faultcode_runtime::document::{Operation, PageTurn, Pagination};
use faultcode_runtime::errors::PageError;
use faultcode_tests::Server;
use faultcode_tests::shop;

use super::refused::problem;
use super::{AFTER, DATA, NUMBER, OFFSET, Raw, call, ids, json, targets};
use super::{Method, Need, PagePlace};

const BEFORE: &[PagePlace] = &[PagePlace::Query("before"), PagePlace::Body("/to/before")];

paged!(
    BY_LAST,
    Get,
    Pagination {
        turn: PageTurn::LastItem {
            to: AFTER,
            id: "/id"
        },
        opposite: BEFORE,
        ..DATA
    }
);
paged!(
    BY_CURSOR,
    Post,
    Pagination {
        turn: PageTurn::Cursor {
            to: AFTER,
            from: "/next"
        },
        opposite: BEFORE,
        ..DATA
    }
);
paged!(
    BY_URL,
    Get,
    Pagination {
        turn: PageTurn::Url("/next"),
        opposite: BEFORE,
        ..DATA
    }
);
paged!(
    BY_LINK,
    Get,
    Pagination {
        opposite: BEFORE,
        ..DATA
    }
);
paged!(
    BY_NUMBER,
    Get,
    Pagination {
        turn: PageTurn::Number {
            to: PagePlace::Query("page"),
            first: 1,
            pages: None
        },
        opposite: BEFORE,
        ..DATA
    }
);

#[derive(Default)]
struct Params {
    before: Option<String>,
    page: Option<i64>,
    offset: Option<String>,
}

faultcode_runtime::params!(Params {
    0 before: faultcode_runtime::document::Parameter::query("before"),
    1 page: faultcode_runtime::document::Parameter::query("page"),
    2 offset: faultcode_runtime::document::Parameter::query("offset"),
});

#[tokio::test]
async fn a_walk_against_the_direction_of_the_caller_is_refused() {
    let server = Server::answering([]);
    let client = shop::client(&server);
    let before = Params {
        before: Some("o7".to_owned()),
        ..Params::default()
    };
    let backwards = |text: i64| Params {
        page: Some(text),
        ..Params::default()
    };
    let last = Params {
        offset: Some("last".to_owned()),
        ..Params::default()
    };
    let rows: [(&'static Operation, &Params, &str); 7] = [
        (&BY_LAST, &before, "before"),
        (&BY_CURSOR, &before, "before"),
        (&BY_URL, &before, "before"),
        (&BY_LINK, &before, "before"),
        (&BY_NUMBER, &before, "before"),
        (&NUMBER, &backwards(-1), "page"),
        (&OFFSET, &last, "offset"),
    ];
    for (operation, params, at) in rows {
        let mut pages = call(&client, operation).params(params).pages();
        let error = pages.next().await.unwrap().unwrap_err();
        let found = problem(&error);
        assert!(
            matches!(found, BuildError::Page(PageError::Start(found)) if *found == at),
            "{}: {error}",
            operation.id
        );
        assert!(pages.next().await.is_none());
    }
    let body = Raw(r#"{"to":{"before":7}}"#);
    let error = ids(call(&client, &BY_CURSOR).json(&body))
        .await
        .unwrap_err();
    assert!(matches!(
        problem(&error),
        BuildError::Page(PageError::Start("/to/before"))
    ));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn one_page_can_be_asked_for_in_either_direction() {
    let server = Server::answering([
        json(r#"{"data":[{"id":"a"}]}"#),
        json(r#"{"data":[{"id":"b"}]}"#),
        json(r#"{"data":[]}"#),
    ]);
    let client = shop::client(&server);
    let before = Params {
        before: Some("o7".to_owned()),
        ..Params::default()
    };
    call(&client, &BY_LAST)
        .params(&before)
        .send()
        .await
        .unwrap();
    // A parameter that says nothing asks for nothing.
    let empty = Params {
        before: Some(String::new()),
        ..Params::default()
    };
    let found = ids(call(&client, &BY_LAST).params(&empty)).await.unwrap();
    assert_eq!(found, ["b"]);
    assert_eq!(
        targets(&server),
        [
            "/v1/orders?before=o7",
            "/v1/orders?before=",
            "/v1/orders?before=&after=b"
        ]
    );
}
