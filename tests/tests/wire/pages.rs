//! Lists that come page by page: what each kind asks for, and which operations are no lists.

use faultcode_runtime::document::{Operation, PagePlace};
use faultcode_runtime::errors::PageError;
use faultcode_runtime::pages::{Items, Page};
use faultcode_runtime::{BuildError, EndpointError, ErrorKind};
use faultcode_tests::{Answer, Request, Server};

use crate::wire::clients::pages::input::{ByOffsetRequest, ByOffsetRequestWindow, SyncRequest};

use crate::wire::clients::pages::types::Order;
use crate::wire::clients::pages::{Client, detected, stated, turned, unsure};

fn client(server: &Server) -> Client {
    let built = Client::builder()
        .base_url(format!("{}/v1", server.url()))
        .key("k")
        .build();
    built.expect("a loopback URL")
}

/// A server that gives these bodies one after the other.
fn bodies(bodies: &[&str]) -> Server {
    Server::answering(bodies.iter().map(|body| Answer::json(200, *body)))
}

async fn ids<T, E>(mut items: Items<T, E>) -> Vec<String>
where
    T: Page<Item = Order>,
    E: EndpointError,
{
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        ids.push(item.expect("a page").id);
    }
    ids
}

fn targets(server: &Server) -> Vec<String> {
    let requests: Vec<Request> = server.requests();
    requests.into_iter().map(|request| request.target).collect()
}

#[tokio::test]
async fn stated_pages_are_turned_as_the_document_says() {
    let server = bodies(&[
        r#"{"data":[{"id":"a"}],"meta":{"next":"n 1"}}"#,
        r#"{"data":[{"id":"b"}],"meta":{"next":null}}"#,
    ]);
    let items = client(&server).stated().by_cursor().items();
    assert_eq!(ids(items).await, ["a", "b"]);
    assert_eq!(targets(&server), ["/v1/cursor", "/v1/cursor?after=n%201"]);

    // What the document says at its root covers the operations that have the parameter.
    let server = bodies(&[r#"{"data":[{"id":"a"}]}"#, r#"{"data":[]}"#]);
    let items = client(&server).stated().by_number().items();
    assert_eq!(ids(items).await, ["a"]);
    assert_eq!(targets(&server), ["/v1/number", "/v1/number?page=2"]);

    let server = bodies(&[
        r#"{"result":{"total":3,"rows":[{"id":"a"},{"id":"b"}]}}"#,
        r#"{"result":{"total":3,"rows":[{"id":"c"}]}}"#,
    ]);
    let body = ByOffsetRequest::new().window(ByOffsetRequestWindow::new().size(2));
    let items = client(&server).stated().by_offset(&body).items();
    assert_eq!(ids(items).await, ["a", "b", "c"]);
    let sent: Vec<String> = server
        .requests()
        .iter()
        .map(|it| it.text().to_owned())
        .collect();
    assert_eq!(
        sent,
        [
            r#"{"window":{"size":2}}"#,
            r#"{"window":{"from":3,"size":2}}"#
        ]
    );
}

#[tokio::test]
async fn extensions_of_other_tools_are_read() {
    let server = bodies(&[
        r#"{"data":[{"id":"a"}],"links":{"next":"/v1/speakeasy?x=1"}}"#,
        r#"{"data":[{"id":"b"}],"links":{}}"#,
    ]);
    let items = client(&server).stated().of_speakeasy().items();
    assert_eq!(ids(items).await, ["a", "b"]);
    assert_eq!(targets(&server), ["/v1/speakeasy", "/v1/speakeasy?x=1"]);

    let server = bodies(&[r#"{"data":[{"id":"a"},{"id":"b"}]}"#, r#"{"data":[]}"#]);
    let items = client(&server)
        .stated()
        .of_fern()
        .with(|it| it.take(2))
        .items();
    assert_eq!(ids(items).await, ["a", "b"]);
    assert_eq!(
        targets(&server),
        ["/v1/fern?take=2", "/v1/fern?take=2&skip=2"]
    );

    let server = bodies(&[
        r#"{"value":[{"id":"a"}],"nextLink":"?skip=1"}"#,
        r#"{"value":[{"id":"b"}]}"#,
    ]);
    let items = client(&server).stated().of_pageable().items();
    assert_eq!(ids(items).await, ["a", "b"]);
    assert_eq!(targets(&server), ["/v1/pageable", "/v1/pageable?skip=1"]);
}

#[tokio::test]
async fn declared_parameters_and_members_show_how_pages_are_turned() {
    let server = bodies(&[
        r#"{"data":[{"id":"a"},{"id":"b"}],"has_more":true}"#,
        r#"{"data":[{"id":"c"}],"has_more":false}"#,
    ]);
    let items = client(&server)
        .detected()
        .last_item()
        .with(|it| it.limit(2))
        .items();
    assert_eq!(ids(items).await, ["a", "b", "c"]);
    assert_eq!(
        targets(&server),
        [
            "/v1/detected/last?limit=2",
            "/v1/detected/last?limit=2&starting_after=b"
        ]
    );

    let link = r#"</v1/other?page=2>; rel="next", </v1/other?page=9>; rel="last""#;
    let server = Server::answering([
        Answer::json(200, r#"[{"id":"a"}]"#).header("link", link),
        Answer::json(200, r#"[{"id":"b"}]"#),
    ]);
    let items = client(&server).detected().link_header().items();
    assert_eq!(ids(items).await, ["a", "b"]);
    assert_eq!(targets(&server), ["/v1/detected/links", "/v1/other?page=2"]);

    let server = bodies(&[
        r#"{"orders":[{"id":"a"}],"nextPageToken":"t"}"#,
        r#"{"orders":[{"id":"b"}]}"#,
    ]);
    let items = client(&server).detected().token().items();
    assert_eq!(ids(items).await, ["a", "b"]);
    assert_eq!(
        targets(&server),
        ["/v1/detected/token", "/v1/detected/token?pageToken=t"]
    );

    let server = bodies(&[
        r#"{"items":[{"id":"a"}],"total":2}"#,
        r#"{"items":[{"id":"b"}],"total":2}"#,
    ]);
    let items = client(&server).detected().offset().items();
    assert_eq!(ids(items).await, ["a", "b"]);
    assert_eq!(
        targets(&server),
        ["/v1/detected/offset", "/v1/detected/offset?offset=1"]
    );

    // The first page is page 0, as the default of the parameter says.
    let server = bodies(&[
        r#"{"items":[{"id":"a"}],"pagination":{"total_pages":2}}"#,
        r#"{"items":[{"id":"b"}],"pagination":{"total_pages":2}}"#,
    ]);
    let items = client(&server).detected().number().items();
    assert_eq!(ids(items).await, ["a", "b"]);
    assert_eq!(
        targets(&server),
        ["/v1/detected/number", "/v1/detected/number?page=1"]
    );

    let server = bodies(&[
        r#"{"value":[{"id":"a"}],"@odata.nextLink":"/v1/detected/odata?$skiptoken=1"}"#,
        r#"{"value":[]}"#,
    ]);
    let items = client(&server).detected().odata().items();
    assert_eq!(ids(items).await, ["a"]);
    assert_eq!(
        targets(&server),
        ["/v1/detected/odata", "/v1/detected/odata?$skiptoken=1"]
    );
}

#[tokio::test]
async fn a_search_in_the_body_goes_on_in_the_body() {
    let server = bodies(&[
        r#"{"added":[{"id":"a"}],"removed":[],"next_cursor":"1","has_more":true}"#,
        r#"{"added":[],"removed":["a"],"next_cursor":"2","has_more":false}"#,
    ]);
    let body = SyncRequest::new("acc");
    let mut pages = client(&server).detected().sync(&body).pages();
    let mut changes = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.expect("a page");
        changes.push((page.added.len(), page.removed.len()));
    }
    assert_eq!(changes, [(1, 0), (0, 1)]);
    let sent: Vec<String> = server
        .requests()
        .iter()
        .map(|it| it.text().to_owned())
        .collect();
    assert_eq!(
        sent,
        [r#"{"account":"acc"}"#, r#"{"cursor":"1","account":"acc"}"#]
    );
    assert_eq!(pages.resume_token().as_deref(), Some("c:2"));
}

#[test]
fn nothing_is_taken_for_paging_that_may_be_something_else() {
    let rows: [&Operation; 6] = [
        &unsure::ECHOED_CURSOR.operation,
        &unsure::UNKNOWN_FIRST_PAGE.operation,
        &unsure::NEXT_OF_WHAT.operation,
        &unsure::CREATE_WITH_CURSOR.operation,
        &stated::PLAIN.operation,
        &stated::SWITCHED_OFF.operation,
    ];
    for operation in rows {
        assert!(operation.pagination.is_none(), "{}", operation.id);
    }
}

#[tokio::test]
async fn a_list_is_walked_in_one_direction() {
    let none: &[PagePlace] = &[];
    let rows: [(&Operation, &[PagePlace]); 7] = [
        (
            &detected::LAST_ITEM.operation,
            &[PagePlace::Query("ending_before")],
        ),
        (&turned::LINKS.operation, &[PagePlace::Query("before")]),
        (&turned::URLS.operation, &[PagePlace::Query("page[before]")]),
        (
            &turned::CURSOR.operation,
            &[PagePlace::Body("/page/before")],
        ),
        (&turned::BACK.operation, &[PagePlace::Query("after")]),
        (
            &turned::NUMBER.operation,
            &[PagePlace::Query("endingBefore")],
        ),
        (&stated::BY_CURSOR.operation, none),
    ];
    for (operation, expected) in rows {
        let pagination = operation.pagination.expect("it has pages");
        assert_eq!(pagination.opposite, expected, "{}", operation.id);
    }

    let server = bodies(&[r#"{"data":[{"id":"a"}],"has_more":true}"#]);
    let client = client(&server);
    let before = || {
        let list = client.detected().last_item();
        list.with(|it| it.ending_before("z"))
    };
    let mut items = before().items();
    let error = items
        .next()
        .await
        .expect("an error")
        .expect_err("two directions");
    assert!(
        matches!(
            error.kind(),
            ErrorKind::Build(BuildError::Page(PageError::Start("ending_before")))
        ),
        "{error:?}"
    );
    assert_eq!(server.connections(), 0);
    let page = before().send().await.expect("a page");
    assert!(page.has_more);
    assert_eq!(targets(&server), ["/v1/detected/last?ending_before=z"]);
}
