//! Lists: `x-pagination`.

use faultcode_runtime::EndpointError;
use faultcode_runtime::pages::{Items, Page};
use faultcode_tests::{Answer, Server};

use super::vocabulary::input::After;

use super::vocabulary::types::Thing;
use faultcode_tests::rows::Table;

/// The ids of all items, or the error in place of the rest.
async fn ids<T, E>(mut items: Items<T, E>) -> String
where
    T: Page<Item = Thing>,
    E: EndpointError,
{
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => ids.push(item.id),
            Err(error) => {
                ids.push(format!("{error}"));
                break;
            }
        }
    }
    ids.join(" ")
}

#[tokio::test]
async fn each_kind_of_page_is_turned() {
    let mut table = Table::new("vocabulary: pages");
    macro_rules! rows {
        ($($what:literal, $pages:expr, |$client:ident| $call:expr, $ids:literal, $asked:expr;)*) => {$(
            let pages = $pages.map(|it: &str| Answer::json(200, it));
            let server = Server::answering(pages);
            let ($client, _) = super::client(&server);
            let found = ids($call.items()).await;
            table.compare($what, Ok(found), $ids);
            let asked = server.requests();
            let asked: Vec<_> = asked.iter().map(|it| format!("{}{}", it.target, it.text())).collect();
            table.compare(concat!($what, ", requests"), Ok(asked.join(" ")), $asked);
        )*};
    }
    rows! {
        "cursor", [
            r#"{"rows": [{"id": "a"}], "next": "c 1"}"#,
            r#"{"rows": [{"id": "b"}], "next": "c2", "more": false}"#,
        ], |client| client.listed().by_cursor(), "a b",
            "/cursor /cursor?after=c%201";
        "last item", [
            r#"{"rows": [{"id": "a"}, {"id": "b"}], "more": true}"#,
            r#"{"rows": [{"id": "c"}], "more": false}"#,
        ], |client| client.listed().by_last_item(&After::new()), "a b c",
            r#"/last-item{} /last-item{"after":"b"}"#;
        "offset", [
            r#"{"rows": [{"id": "a"}, {"id": "b"}], "total": 3}"#,
            r#"{"rows": [{"id": "c"}], "total": 3}"#,
        ], |client| client.listed().by_offset(), "a b c",
            "/offset /offset?skip=3";
        "page", [
            r#"{"rows": [{"id": "a"}], "pages": 2}"#,
            r#"{"rows": [{"id": "b"}], "pages": 2}"#,
        ], |client| client.listed().by_page(), "a b",
            "/page /page?number=1";
        "next URL", [
            r#"{"rows": [{"id": "a"}], "url": "/next-url?at=2"}"#,
            r#"{"rows": [{"id": "b"}], "url": null}"#,
        ], |client| client.listed().by_url(), "a b", "/next-url /next-url?at=2";
        "none", [r#"{"rows": [{"id": "a"}], "next": "c1"}"#],
            |client| client.listed().by_nothing(), "a", "/no-pages";
    }
    let first = Answer::json(200, r#"{"rows": [{"id": "a"}]}"#);
    let first = first.header("link", "</link?at=2>; rel=\"next\"");
    let server = Server::answering([first, Answer::json(200, r#"{"rows": [{"id": "b"}]}"#)]);
    let (client, _) = super::client(&server);
    table.compare(
        "link",
        Ok(ids(client.listed().by_link().items()).await),
        "a b",
    );
    table.compare(
        "link, requests",
        Ok(server.requests()[1].target.clone()),
        "/link?at=2",
    );
    table.finish();
}
