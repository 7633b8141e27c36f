//! What the reference says beside errors: addresses, amounts, periods, pages, keys, files.

use accounts::input::AddressRemoval;

use accounts::types::{TransactionType, WithdrawalStatus};
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server};

use super::setup::{self, KEY, may};

#[test]
fn there_is_an_address_for_production_and_one_for_trials() {
    let urls: Vec<_> = accounts::api::API.servers.iter().map(|it| it.url).collect();
    assert_eq!(
        urls,
        [
            "https://publicapi.hercle.financial",
            "https://publicapi.sandbox.hercle.financial"
        ]
    );
}

#[tokio::test]
async fn a_key_is_a_bearer_token() {
    let server = Server::answering([Answer::json(200, "[]")]);
    let client = setup::client(&server, &ManualClock::new());
    assert!(client.pairs().list_pairs().await.unwrap().is_empty());
    let expected = format!("Bearer {KEY}");
    assert_eq!(
        server.request().header("authorization"),
        Some(expected.as_str())
    );
}

#[tokio::test]
async fn amounts_are_numbers_without_a_lost_digit() {
    let body = r#"{"userId": "u1", "sequence": 42, "assets": [{"name": "BTC", "available": 0.10000000000000000005,
        "allocated": 0}], "deleted": false}"#;
    let server = Server::answering([Answer::json(200, body), setup::withdrawal()]);
    let client = setup::client(&server, &ManualClock::new());
    let balances = client.account().get_balances().await.unwrap();
    assert_eq!(
        balances.assets[0].available.to_string(),
        "0.10000000000000000005"
    );
    let withdrawals = client.withdrawals();
    let made = withdrawals
        .create_withdrawal(&setup::new_withdrawal())
        .await
        .unwrap();
    assert_eq!(made.status, Some(WithdrawalStatus::Created));
    assert!(server.requests()[1].text().contains(r#""amount":250.00,"#));
}

#[tokio::test]
async fn a_period_and_a_page_stand_in_the_path() {
    let row = r#"[{"id": "t1", "sequence": 7, "type": 2, "asset": "EUR", "amount": -0.5}, {"id": "t2", "type": 4}]"#;
    let server = Server::answering([Answer::json(200, row)]);
    let client = setup::client(&server, &ManualClock::new());
    let account = client.account();
    let call = account.list_past_transactions(&may(1), &may(8), 0, 25);
    let rows = call.await.unwrap();
    let target = server.request().target;
    let path =
        "/api/v1/user/transactions/2024-05-01T00:00:00Z/2024-05-08T00:00:00Z/0/25/historical";
    assert_eq!(target.replace("%3A", ":"), path);
    // The collection shows a type that the reference does not list.
    assert_eq!(rows[0].type_, Some(TransactionType::N2));
    assert!(matches!(rows[1].type_, Some(TransactionType::Unknown(_))));
}

#[tokio::test]
async fn withdrawals_are_searched_by_nine_things() {
    let server = Server::answering([setup::withdrawals()]);
    let client = setup::client(&server, &ManualClock::new());
    let found = client
        .withdrawals()
        .list_withdrawals()
        .with(|it| {
            it.client_id("c1")
                .withdrawal_id("w1")
                .network("Sepa")
                .asset("EUR")
                .address("DE02")
                .start_date(may(1))
                .end_date(may(2))
                .page(0)
                .page_size(5)
        })
        .await
        .unwrap();
    assert_eq!(found[0].id, "w1");
    let target = server.request().target;
    let (_, query) = target.split_once('?').unwrap();
    let names: Vec<_> = query
        .split('&')
        .map(|it| it.split('=').next().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "clientId",
            "withdrawalId",
            "network",
            "asset",
            "address",
            "startDate",
            "endDate",
            "page",
            "pageSize"
        ]
    );
}

#[tokio::test]
async fn pages_are_continued_by_a_token() {
    let script = [
        Answer::json(
            200,
            r#"{"payload": [{"id": "p1"}, {"id": "p2"}], "paginationToken": "t 1"}"#,
        ),
        Answer::json(
            200,
            r#"{"payload": [{"id": "p3"}], "paginationToken": null}"#,
        ),
    ];
    let server = Server::answering(script);
    let client = setup::client(&server, &ManualClock::new());
    let mut items = client.payees().list_payees(5).items();
    let mut ids = Vec::new();
    while let Some(payee) = items.next().await {
        ids.push(payee.unwrap().id);
    }
    assert_eq!(ids, ["p1", "p2", "p3"]);
    let targets: Vec<_> = server.requests().into_iter().map(|it| it.target).collect();
    assert_eq!(targets[0], "/api/v1/payees?pageSize=5");
    assert_eq!(
        targets[1],
        "/api/v1/payees?pageSize=5&paginationToken=t%201"
    );
}

/// The key of the sandbox protects nothing in production, so a withdrawal with one is not sent twice either.
#[tokio::test]
async fn a_client_identifier_does_not_make_a_repeat_safe() {
    let server = Server::deciding(|_| Answer::status(500));
    let client = setup::client(&server, &ManualClock::new());
    let body = setup::new_withdrawal_with_params();
    let withdrawals = client.withdrawals();
    let call = withdrawals
        .create_withdrawal_with_params(&body)
        .with(|it| it.client_id("c1"));
    let error = call.await.unwrap_err();
    assert!(error.is_ambiguous() && error.idempotency_key().is_none());
    assert_eq!(server.count(), 1);
    assert_eq!(server.request().header("client-id"), Some("c1"));
}

#[tokio::test]
async fn an_address_is_named_in_the_body_of_its_removal() {
    let answer = Answer::json(
        200,
        r#"{"httpStatusCode": 200, "addressId": "a1", "message": ""}"#,
    );
    let server = Server::answering([answer]);
    let client = setup::client(&server, &ManualClock::new());
    let body = AddressRemoval::new("a1");
    let removed = client
        .addresses()
        .remove_whitelisted_address(&body)
        .await
        .unwrap();
    assert_eq!(removed.unwrap().address_id, "a1");
    let request = server.request();
    assert_eq!(
        (request.method.as_str(), request.text()),
        ("DELETE", r#"{"addressId":"a1"}"#)
    );
}

#[tokio::test]
async fn a_document_is_sent_in_parts() {
    let server = Server::answering([Answer::json(
        200,
        r#"{"requestId": "r1", "frSyncStatus": "SYNCED"}"#,
    )]);
    let client = setup::client(&server, &ManualClock::new());
    let document = setup::new_document().description("Front");
    let banking = client.banking();
    let taken = banking.upload_document("eus_1", &document).await.unwrap();
    assert_eq!(taken.request_id, "r1");
    let request = server.request();
    assert_eq!(request.target, "/api/v1/end-users/eus_1/documents");
    let kind = request.header("content-type").unwrap().to_owned();
    assert!(kind.starts_with("multipart/form-data; boundary="), "{kind}");
    let text = request.text();
    for part in [
        "name=\"type\"",
        "IDENTITY_VERIFICATION",
        "name=\"description\"",
        "name=\"file\"",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}
