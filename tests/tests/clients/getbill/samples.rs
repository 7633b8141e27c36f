//! The requests that the vendor's pages show, against those that the client sends.

use std::collections::BTreeMap;

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Date, Decimal, Timestamp, Value};
use faultcode_tests::{Answer, samples};
use getbill::Client;
use getbill::input::*;

use super::setup::{self, token_request};

const ID: &str = "x-7";

#[tokio::test]
async fn the_client_sends_what_the_samples_send() {
    let file = include_str!("samples.yaml");
    let refused = |_: &_| Answer::status(404);
    let found = samples::check(file, refused, async |sample, server| {
        call(&setup::client(server, &ManualClock::new()), &sample.call).await;
    });
    assert_eq!(found.await, (33, 12));
}

/// Makes the call of that name; every one is refused.
async fn call(client: &Client, name: &str) {
    let (debts, debtors, creditors) = (client.debts(), client.debtors(), client.creditors());
    let (followups, reports, company) = (client.followups(), client.reports(), client.company());
    let refused = match name {
        "token" => {
            let request = token_request().scope("debts:read debts:write");
            client.tokens().create_token(&request).await.is_err()
        }
        "debts" => debts.list_debts().await.is_err(),
        "debts_second_page" => debts
            .list_debts()
            .with(|it| it.page(2).limit(50))
            .await
            .is_err(),
        "debts_filtered" => debts
            .list_debts()
            .with(|it| it.page(1).limit(100).status("active"))
            .await
            .is_err(),
        "debt_with_required_members" => debts.create_debt(&setup::new_debt()).await.is_err(),
        "debt_with_all_members" => debts.create_debt(&debt()).await.is_err(),
        "debt_of_the_product_page" => {
            let debt = NewDebt::new("Nadia", "Roux", Decimal::new(5, 0), "EUR")
                .email("n@debtor.example")
                .phone("+33600000000")
                .internal_id("F-17")
                .due_date(date())
                .timeline_id("timeline-2");
            debts.create_debt(&debt).await.is_err()
        }
        "batch" => {
            let batch = NewDebts::new(vec![row()])
                .batch_name("January")
                .accept_expensive_destination(true);
            debts.create_debts(&batch).await.is_err()
        }
        "debts_of_a_creditor" => debts
            .list_debts_by_creditor(ID)
            .with(|it| it.page(1).limit(50).status("active"))
            .await
            .is_err(),
        "debts_of_a_debtor" => debts.list_debts_by_debtor(ID).await.is_err(),
        "debt" => debts.get_debt(ID).await.is_err(),
        "debt_changed_in_all_members" => debts.update_debt(ID, &debt_change()).await.is_err(),
        "debt_deleted" => debts.delete_debt(ID).await.is_err(),
        "debtors" => debtors
            .list_debtors()
            .with(|it| it.page(1).limit(50))
            .await
            .is_err(),
        "debtor" => debtors.get_debtor(ID).await.is_err(),
        "debtor_changed" | "debtor_changed_in_all_members" => {
            let mut change = DebtorChange::new()
                .email("n@debtor.example")
                .phone("+33")
                .address("here");
            if name != "debtor_changed" {
                change = change
                    .first_name("Nadia")
                    .last_name("Roux")
                    .date_of_birth(date());
            }
            debtors.update_debtor(ID, &change).await.is_err()
        }
        "creditors" => creditors
            .list_creditors()
            .with(|it| it.page(1).limit(50))
            .await
            .is_err(),
        "creditor" => creditors.get_creditor(ID).await.is_err(),
        "creditor_changed" | "creditor_changed_in_all_members" => {
            let mut change = CreditorChange::new()
                .name("Lune")
                .email("l@creditor.example")
                .contact_person("Paul");
            if name != "creditor_changed" {
                change = change
                    .phone("+33")
                    .address("here")
                    .city("Lyon")
                    .postal_code("69000")
                    .country("FR")
                    .registration_number("1")
                    .tax_number("2");
            }
            creditors.replace_creditor(ID, &change).await.is_err()
        }
        "followups" => followups.list_followups().await.is_err(),
        "followups_of_a_debt" => followups.list_followups_of_debt(ID).await.is_err(),
        "followup" => followups.get_followup(ID).await.is_err(),
        "followup_with_all_members" => followups.create_followup(&followup()).await.is_err(),
        "followup_changed_in_all_members" => followups
            .update_followup(ID, &followup_change())
            .await
            .is_err(),
        "reports" => reports.list_reports().await.is_err(),
        "report" => reports.get_report(ID).await.is_err(),
        "report_download" => reports.get_report_download(ID).await.is_err(),
        "company" => company.get_company().await.is_err(),
        "credits" => company.get_credits().await.is_err(),
        "users" => company.list_users().await.is_err(),
        other => panic!("no call is named {other}"),
    };
    assert!(refused, "{name}");
}

fn date() -> Date {
    "2024-02-01".parse().unwrap()
}

fn time() -> Timestamp {
    "2024-02-01T10:00:00Z".parse().unwrap()
}

fn metadata() -> BTreeMap<String, Value> {
    BTreeMap::from([("shop".to_owned(), Value::from("north"))])
}

/// The same members at a debt, a row of a batch and a change.
macro_rules! all_members {
    ($of:expr) => {
        $of.civility(Civility::Ms)
            .phone("+33600000000")
            .email("n@debtor.example")
            .birthdate(date())
            .object("Order 17")
            .internal_id("F-17")
            .invoice_date(date())
            .due_date(date())
            .address("here")
            .iban("FR00")
            .company("Lune")
            .debtor_company("Soleil")
            .street_address("rue des Lilas")
            .street_number("12")
            .postal_code("69000")
            .city("Lyon")
            .country("FR")
            .payment_link("https://pay.example.com/7")
            .timeline_id("timeline-2")
            .metadata(metadata())
    };
}

fn debt() -> NewDebt {
    all_members!(NewDebt::new("Nadia", "Roux", Decimal::new(5, 0), "EUR"))
        .timeline_start_mode(TimelineStart::Immediate)
        .accept_expensive_destination(true)
}

fn row() -> BatchDebt {
    all_members!(BatchDebt::new("Nadia", "Roux", Decimal::new(5, 0), "EUR"))
        .timeline_start_mode(TimelineStart::Immediate)
        .accept_expensive_destination(true)
        .temp_id("row-1")
}

fn debt_change() -> DebtChange {
    all_members!(DebtChange::new().firstname("Nadia").lastname("Roux"))
        .amount(Decimal::new(5, 0))
        .currency("EUR")
        .status(DebtStatusChange::Archived)
}

/// The same members at a new followup and a change.
macro_rules! all_of_a_followup {
    ($of:expr) => {
        $of.status(FollowupStatus::Sent)
            .type_(FollowupType::Sms)
            .call_date(time())
            .scheduled_at(time())
            .summary("s")
            .notes("n")
            .call_id("c")
            .audio_url("https://files.example.com/1")
            .duration_ms(1)
            .phone_number_used("+33")
            .direction(Direction::Inbound)
            .disconnection_reason("d")
            .is_retry(true)
    };
}

fn followup() -> NewFollowup {
    all_of_a_followup!(NewFollowup::new(ID))
}

fn followup_change() -> FollowupChange {
    all_of_a_followup!(FollowupChange::new())
}
