//! Lists: pages that say how many there are, and their filters.

use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server};
use getbill::types::{FollowupStatus, FollowupType};

use super::setup::{self, ID, plain_refusal};

/// The page of this number, of three.
fn page(number: u32) -> Answer {
    let body = format!(
        r#"{{"error": false, "data": [{{"id": "debt-{number}", "amount": 1, "currency": "EUR", "status": "s"}}],
            "pagination": {{"total": 3, "page": {number}, "limit": 1, "pages": 3}}}}"#
    );
    Answer::json(200, body)
}

/// An empty list of anything.
fn empty() -> Answer {
    Answer::json(
        200,
        r#"{"error": false, "data": [], "pagination": {"total": 0, "page": 1, "limit": 20, "pages": 0}}"#,
    )
}

#[tokio::test]
async fn a_page_says_how_many_there_are() {
    let server = Server::answering([page(2)]);
    let client = setup::client(&server, &ManualClock::new());
    let page = client
        .debts()
        .list_debts()
        .with(|it| it.page(2).limit(1).status("active"))
        .await
        .unwrap();
    assert_eq!(page.data[0].id, "debt-2");
    let seen = &page.pagination;
    assert_eq!(
        (seen.total, seen.page, seen.limit, seen.pages),
        (3, 2, 1, 3)
    );
    let target = "/external-api/v1/debts?page=2&limit=1&status=active";
    assert_eq!(server.request().target, target);
}

/// The last page is the one whose number is that of all pages; no page after it is asked for.
#[tokio::test]
async fn items_of_all_pages_come_one_after_the_other() {
    let server = Server::answering([page(1), page(2), page(3)]);
    let client = setup::client(&server, &ManualClock::new());
    let mut items = client.debts().list_debts().with(|it| it.limit(1)).items();
    let mut seen = Vec::new();
    while let Some(debt) = items.next().await {
        seen.push(debt.unwrap().id);
    }
    assert_eq!(seen, ["debt-1", "debt-2", "debt-3"]);
    let targets: Vec<_> = server.requests().into_iter().map(|it| it.target).collect();
    let path = "/external-api/v1/debts?";
    assert_eq!(
        targets,
        [
            format!("{path}limit=1"),
            format!("{path}limit=1&page=2"),
            format!("{path}limit=1&page=3"),
        ]
    );
}

#[tokio::test]
async fn a_page_that_is_refused_ends_the_list_and_can_be_asked_for_again() {
    let server = Server::answering([page(1), plain_refusal(403), page(2), page(3)]);
    let client = setup::client(&server, &ManualClock::new());
    let mut pages = client.debts().list_debts().pages();
    assert_eq!(pages.next().await.unwrap().unwrap().data[0].id, "debt-1");
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.status(), Some(403));
    let token = pages.resume_token().unwrap();
    let mut rest = client.debts().list_debts().pages().resume(&token);
    let mut seen = Vec::new();
    while let Some(page) = rest.next().await {
        seen.push(page.unwrap().data[0].id.clone());
    }
    assert_eq!(seen, ["debt-2", "debt-3"]);
}

/// Every list has pages and ends with an empty one; the targets are those of the reference.
#[tokio::test]
async fn every_list_is_paged_and_filtered() {
    macro_rules! listed {
        ($client:ident, $call:expr, $target:expr) => {{
            let server = Server::answering([empty(), empty()]);
            let $client = setup::client(&server, &ManualClock::new());
            let page = $call.await.unwrap();
            assert!(page.data.is_empty() && page.pagination.pages == 0);
            assert!($call.items().next().await.is_none());
            assert_eq!(
                server.requests()[0].target,
                format!("/external-api/v1/{}", $target)
            );
        }};
    }
    listed!(client, client.debts().list_debts(), "debts");
    listed!(
        client,
        client
            .debts()
            .list_debts_by_creditor("creditor-9")
            .with(|it| it.limit(50).status("active")),
        "debts/by-creditor/creditor-9?limit=50&status=active"
    );
    listed!(
        client,
        client
            .debts()
            .list_debts_by_debtor("debtor-5")
            .with(|it| it.limit(50)),
        "debts/by-debtor/debtor-5?limit=50"
    );
    listed!(
        client,
        client.debtors().list_debtors().with(|it| it.limit(50)),
        "debtors?limit=50"
    );
    listed!(
        client,
        client.creditors().list_creditors().with(|it| it.limit(50)),
        "creditors?limit=50"
    );
    listed!(
        client,
        client.followups().list_followups().with(|it| it
            .status(FollowupStatus::NoAnswer)
            .type_(FollowupType::ManualCall)),
        "followups?status=no_answer&type=manual_call"
    );
    listed!(
        client,
        client.followups().list_followups_of_debt(ID),
        "followups/debt/debt-7"
    );
    listed!(
        client,
        client
            .reports()
            .list_reports()
            .with(|it| it.type_("financial")),
        "reports?type=financial"
    );
}
