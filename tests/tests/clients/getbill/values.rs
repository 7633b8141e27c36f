//! What successes hold, and where in their wrapper it stands.

use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server};
use getbill::creditors::UpdateCreditorError;
use getbill::input::{
    BatchDebt, CreditorChange, DebtChange, DebtStatusChange, DebtorChange, FollowupChange,
    NewDebts, TimelineStart,
};
use getbill::types::{DebtStatus, FollowupStatus, FollowupType};
use getbill::{Client, ErrorKind};
use serde_json::json;

use super::setup::{self, ID, new_debt, new_followup, refusal};

/// A client whose server gives this answer to everything.
fn answered(status: u16, body: &serde_json::Value) -> (Server, Client) {
    let answer = Answer::json(status, body.to_string());
    let server = Server::deciding(move |_| answer.clone());
    let client = setup::client(&server, &ManualClock::new());
    (server, client)
}

fn wrapped(data: serde_json::Value) -> serde_json::Value {
    json!({"error": false, "message": "Done", "data": data})
}

#[tokio::test]
async fn a_debt_stands_in_data() {
    let data = json!({
        "id": ID, "civility": "Ms", "firstname": "Nadia", "lastname": "Roux", "phone": null, "email": "n@debtor.example",
        "birthdate": "1990-04-01", "amount": 149.90, "amount_text": "149.90", "currency": "EUR", "object": null,
        "internal_id": "F-17", "invoice_date": "2024-01-01", "due_date": "2024-02-01", "street_address": null,
        "country": "FR", "status": "status.default.in_progress", "timeline_id": null, "nb_reminders": 3,
        "nb_answered": 1, "followups_count": 4, "metadata": {"shop": "north"},
        "import_date": "2024-01-15T10:30:00+00:00", "payment_plan_active": false, "contacts": [{"role": "sister"}],
    });
    let (_server, client) = answered(200, &wrapped(data));
    let debt = client.debts().get_debt(ID).await.unwrap();
    assert_eq!(debt.id, ID);
    assert_eq!(debt.status, DebtStatus::InProgress);
    assert_eq!(debt.amount.to_string(), "149.9");
    assert!(debt.phone.is_none());
    assert_eq!(debt.email.unwrap().expose(), "n@debtor.example");
    assert_eq!(
        (debt.nb_reminders, debt.followups_count),
        (Some(3), Some(4))
    );
    assert_eq!(debt.metadata.unwrap()["shop"].as_str(), Some("north"));
    assert_eq!(debt.contacts.unwrap().len(), 1);

    // A state that this version does not know is kept.
    let data = json!({"id": ID, "amount": 1, "currency": "EUR", "status": "status.custom.called"});
    let (_server, client) = answered(200, &wrapped(data));
    let changed = DebtChange::new().status(DebtStatusChange::OnHold);
    let debt = client.debts().update_debt(ID, &changed).await.unwrap();
    assert_eq!(debt.status.as_str(), "status.custom.called");
}

/// The reference leaves the status of a success open, so that either is one.
#[tokio::test]
async fn a_creation_is_a_success_with_200_and_with_201() {
    for status in [200, 201] {
        let data =
            json!({"id": ID, "amount": 1, "currency": "EUR", "status": "status.default.pending"});
        let (server, client) = answered(status, &wrapped(data));
        let debt = new_debt()
            .timeline_id("timeline-2")
            .timeline_start_mode(TimelineStart::NextDay)
            .accept_expensive_destination(true);
        let created = client.debts().create_debt(&debt).await.unwrap();
        assert_eq!(created.status, DebtStatus::Pending);
        let sent: serde_json::Value = serde_json::from_slice(&server.request().body).unwrap();
        assert_eq!(sent["timeline_start_mode"], "next_day");
        assert_eq!(sent["accept_expensive_destination"], true);

        let data = json!({"id": "followup-4", "debt_id": ID, "status": "on_hold", "type": "call"});
        let (_server, client) = answered(status, &wrapped(data));
        let followup = client
            .followups()
            .create_followup(&new_followup())
            .await
            .unwrap();
        assert_eq!(followup.status, FollowupStatus::OnHold);

        let (_server, client) = answered(status, &wrapped(json!({"created": []})));
        let batch = client
            .debts()
            .create_debts(&NewDebts::new(vec![]))
            .await
            .unwrap();
        assert!(batch.created.is_empty());
    }
}

/// A batch succeeds even where rows are refused: what became of each stands in the answer.
#[tokio::test]
async fn a_batch_says_what_became_of_each_row() {
    let data = json!({
        "import_id": "import-3",
        "created": [{"index": 0, "temp_id": "row-1", "debt_id": ID, "status": "valid", "data": {"firstname": "Nadia"}}],
        "failed": [{"index": 1, "temp_id": "row-2", "errors": {"phone": ["too short"]}}],
        "skipped": [{"index": 2}],
        "summary": {"created": 1},
    });
    let (server, client) = answered(200, &wrapped(data));
    let row = |name: &str| {
        BatchDebt::new(
            "Nadia",
            "Roux",
            faultcode_runtime::Decimal::new(5, 0),
            "EUR",
        )
        .email("n@debtor.example")
        .temp_id(name)
    };
    let batch = NewDebts::new(vec![row("row-1"), row("row-2")]).batch_name("January");
    let done = client.debts().create_debts(&batch).await.unwrap();
    assert_eq!(done.created[0].debt_id, ID);
    assert_eq!(done.created[0].temp_id.as_deref(), Some("row-1"));
    let refused = &done.failed.unwrap()[0];
    assert_eq!(
        (refused.index, refused.temp_id.as_deref()),
        (Some(1), Some("row-2"))
    );
    assert!(refused.errors.is_some());
    assert_eq!(done.skipped.unwrap().len(), 1);
    let sent: serde_json::Value = serde_json::from_slice(&server.request().body).unwrap();
    assert_eq!(sent["batch_name"], "January");
    assert_eq!(sent["debts"][1]["temp_id"], "row-2");
}

/// A debtor and a creditor that are read stand one level deeper; a creditor that was changed does not.
#[tokio::test]
async fn debtors_and_creditors_stand_in_data_within_data() {
    let debtor = json!({"data": {
        "id": "debtor-5", "firstName": "Nadia", "firstSeenAt": "2024-01-15 10:30:00", "totalDebtAmount": 449.90,
        "debtsCount": 3,
    }, "message": "Done"});
    let (server, client) = answered(200, &wrapped(debtor));
    let read = client.debtors().get_debtor("debtor-5").await.unwrap();
    assert_eq!(read.first_seen_at.as_deref(), Some("2024-01-15 10:30:00"));
    assert_eq!(
        (
            read.debts_count,
            read.total_debt_amount.unwrap().to_string()
        ),
        (Some(3), "449.9".into())
    );
    let change = DebtorChange::new().address("4 rue des Lilas");
    let changed = client
        .debtors()
        .update_debtor("debtor-5", &change)
        .await
        .unwrap();
    assert_eq!(changed.first_name.as_deref(), Some("Nadia"));
    assert_eq!(
        server.requests()[1].text(),
        r#"{"address":"4 rue des Lilas"}"#
    );

    let creditor =
        json!({"id": "creditor-9", "name": "Lune SARL", "postalCode": "69000", "totalDebts": 12});
    let (_server, client) = answered(200, &wrapped(json!({"data": creditor})));
    let read = client.creditors().get_creditor("creditor-9").await.unwrap();
    assert_eq!(
        (read.postal_code.as_deref(), read.total_debts),
        (Some("69000"), Some(12))
    );
    let (server, client) = answered(200, &wrapped(creditor));
    let change = CreditorChange::new().contact_person("Paul Petit");
    let put = client
        .creditors()
        .replace_creditor("creditor-9", &change)
        .await
        .unwrap();
    let patched = client
        .creditors()
        .update_creditor("creditor-9", &change)
        .await
        .unwrap();
    assert_eq!(
        (put.id.as_str(), patched.id.as_str()),
        ("creditor-9", "creditor-9")
    );
    let methods: Vec<_> = server.requests().into_iter().map(|it| it.method).collect();
    assert_eq!(methods, ["PUT", "PATCH"]);
}

/// A refused creditor has its messages in a list by its own page, in a map by the page on errors.
#[tokio::test]
async fn both_forms_of_a_creditor_s_refusal_are_read() {
    let list = json!({"errors": [{"property": "email", "message": "This is no address"}, {"message": "Too much"}]});
    let map = json!({"details": {"email": ["This is no address"]}});
    let rows = [
        (
            list,
            vec![(Some("email"), "This is no address"), (None, "Too much")],
        ),
        (map, vec![(Some("email"), "This is no address")]),
        (json!({}), vec![]),
    ];
    for (rest, expected) in rows {
        let mut body = json!({"error": true, "message": "Validation failed", "code": 400});
        body.as_object_mut()
            .unwrap()
            .extend(rest.as_object().unwrap().clone());
        let (server, client) = answered(400, &body);
        let change = CreditorChange::new().email("nobody");
        let error = client
            .creditors()
            .update_creditor("creditor-9", &change)
            .await
            .unwrap_err();
        assert!(
            matches!(error.api(), Some(UpdateCreditorError::BadRequest(_))),
            "{error:?}"
        );
        assert_eq!(
            (error.message(), error.notes().count()),
            (Some("Validation failed"), 0)
        );
        let fields = error.field_errors().iter();
        let fields: Vec<_> = fields
            .map(|it| (it.field.as_deref(), it.message.as_str()))
            .collect();
        assert_eq!(fields, expected);
        assert_eq!(server.count(), 1);
    }
}

/// A telephone number that is expensive to call is refused with 422 unless that is accepted.
#[tokio::test]
async fn an_expensive_number_is_a_422() {
    let answer = refusal(422, "This number is expensive", &json!({}));
    let server = Server::deciding(move |_| answer.clone());
    let client = setup::client(&server, &ManualClock::new());
    let error = client.debts().create_debt(&new_debt()).await.unwrap_err();
    let refused = matches!(
        error.api(),
        Some(getbill::debts::CreateDebtError::UnprocessableContent(_))
    );
    assert!(refused, "{error:?}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_deleted_debt_leaves_no_value() {
    let (server, client) = answered(200, &json!({"error": false, "message": "Deleted"}));
    let done = client.debts().delete_debt(ID).await.unwrap();
    assert_eq!(done.message.as_deref(), Some("Deleted"));
    let request = server.request();
    assert_eq!((request.method.as_str(), request.body.len()), ("DELETE", 0));
}

#[tokio::test]
async fn followups_reports_and_the_company_are_read() {
    let data = json!({
        "id": "followup-4", "debt_id": ID, "status": "deal_found", "type": "call", "duration_ms": 95_000,
        "audio_url": "https://files.example.com/canary", "triggered_payment": true, "direction": "outbound",
        "media_urls_expire_at": "2024-01-22T11:35:00+00:00",
    });
    let (server, client) = answered(200, &wrapped(data));
    let read = client.followups().get_followup("followup-4").await.unwrap();
    assert_eq!(
        (&read.status, &read.type_),
        (&FollowupStatus::DealFound, &FollowupType::Call)
    );
    assert_eq!(
        (read.duration_ms, read.triggered_payment),
        (Some(95_000), Some(true))
    );
    // Whoever has the link may listen.
    assert!(!format!("{read:?}").contains("canary"));
    let change = FollowupChange::new()
        .status(FollowupStatus::Cancelled)
        .is_retry(false);
    client
        .followups()
        .update_followup("followup-4", &change)
        .await
        .unwrap();
    assert_eq!(
        server.requests()[1].text(),
        r#"{"status":"cancelled","is_retry":false}"#
    );

    let data = json!({"id": "report-2", "status": "completed", "file_size": 20_480, "download_available": true,
        "period_from": "2024-01-01"});
    let (_server, client) = answered(200, &wrapped(data));
    let report = client.reports().get_report("report-2").await.unwrap();
    assert_eq!(
        (report.file_size, report.download_available),
        (Some(20_480), Some(true))
    );

    let link = "https://files.example.com/january.pdf?signature=canary";
    let data =
        json!({"id": "report-2", "download_url": link, "expires_at": "2024-02-01T12:30:00Z"});
    let (server, client) = answered(200, &wrapped(data));
    let download = client
        .reports()
        .get_report_download("report-2")
        .await
        .unwrap();
    assert_eq!(download.download_url.expose(), link);
    assert!(!format!("{download:?}").contains("canary"));
    assert_eq!(
        server.request().target,
        "/external-api/v1/reports/download/report-2"
    );

    let data =
        json!({"current_credits": 500, "subscription": {"plan": "Team", "status": "active"}});
    let (_server, client) = answered(200, &wrapped(data));
    let credits = client.company().get_credits().await.unwrap();
    assert_eq!(credits.current_credits.to_string(), "500");
    assert_eq!(credits.subscription.unwrap().plan.as_deref(), Some("Team"));
    let (_server, client) = answered(
        200,
        &wrapped(json!({"id": "company-1", "name": "Soleil SAS"})),
    );
    let company = client.company().get_company().await.unwrap();
    assert_eq!(company.name.as_deref(), Some("Soleil SAS"));
    // The users come in one answer, without pages.
    let (_server, client) = answered(200, &wrapped(json!([{"id": "user-3", "is_active": true}])));
    let users = client.company().list_users().await.unwrap();
    assert_eq!((users.len(), users[0].is_active), (1, Some(true)));
}

/// An answer that lacks its wrapper is none of this API.
#[tokio::test]
async fn a_success_without_its_wrapper_does_not_decode() {
    let bare = json!({"id": ID, "amount": 1, "currency": "EUR", "status": "s"});
    let (_server, client) = answered(200, &bare);
    let error = client.debts().get_debt(ID).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error:?}");
}
