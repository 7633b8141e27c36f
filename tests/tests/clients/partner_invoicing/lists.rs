//! Lists: pages by number, whose count stands beside them.

use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server};

use super::setup::{self, id};

/// The page that a request asks for, of three.
fn page(target: &str) -> Answer {
    let number = target
        .split(['?', '&'])
        .find_map(|it| it.strip_prefix("page="));
    let number: usize = number.map_or(1, |it| it.parse().expect("a number"));
    let body = format!(
        r#"{{"count": 3, "page_info": {{"total_count": 3, "current_page": {number}, "total_pages": 3, "page_size": 1}},
            "results": [{{"id": "00000000-0000-0000-0000-00000000000{number}"}}]}}"#
    );
    Answer::json(200, body)
}

#[tokio::test]
async fn all_pages_are_walked_and_none_beyond() {
    let server = Server::deciding(|request| page(&request.target));
    let client = setup::client(&server, &ManualClock::new());
    let mut items = client
        .invoices()
        .list_invoices(&id())
        .with(|it| it.customer_external_id("guest-9").page_size(1))
        .items();
    let mut found = Vec::new();
    while let Some(invoice) = items.next().await {
        found.push(invoice.unwrap().id.as_u128());
    }
    assert_eq!(found, [1, 2, 3]);
    let asked: Vec<_> = server.requests().into_iter().map(|it| it.target).collect();
    let list = format!(
        "/v1/platform/businesses/{}/invoices/?customer_external_id=guest-9",
        id()
    );
    assert_eq!(asked.len(), 3);
    assert_eq!(asked[0], format!("{list}&page_size=1"));
    assert!(
        asked[2].starts_with(&list) && asked[2].contains("page=3"),
        "{asked:?}"
    );
}

/// The quick start shows `next` and `previous` instead of `page_info`: such a page decodes as well.
#[tokio::test]
async fn a_page_of_businesses_in_the_older_form_decodes() {
    let body = r#"{"count": 1, "next": null, "previous": null,
        "results": [{"id": "3d0f8a52-6b0b-4f8e-9d0e-8f6a7c1b2e10", "legal_name": "Sunrise Bakery GmbH", "country": "DE"}]}"#;
    let server = Server::answering([Answer::json(200, body)]);
    let client = setup::client(&server, &ManualClock::new());
    let page = client.businesses().list_businesses().await.unwrap();
    assert_eq!((page.count, page.results.len()), (1, 1));
    assert!(page.page_info.is_none() && page.next.is_none());
}
