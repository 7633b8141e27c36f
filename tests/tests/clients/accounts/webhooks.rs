//! Deliveries: when they are repeated, what is answered, and how events are read.

use std::time::Duration;

use accounts::types::EventType;
use accounts::webhooks::{ANSWERS, DISABLE_AFTER, SCHEDULE, parse_banking_deposit_status_updated};
use faultcode_runtime::webhook::AfterAnswer;

/// Fact 1.10: at once, then after 1 and 5 and 30 minutes, 2 and 6 hours; after six failures no more.
#[test]
fn fact_1_10_the_schedule_is_the_page_s() {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    let page = [0, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR];
    assert_eq!(SCHEDULE, page.map(Duration::from_secs));
    assert_eq!(DISABLE_AFTER, 6);
    assert_eq!(SCHEDULE.len(), DISABLE_AFTER as usize);
}

/// The page on webhooks asks for 200; of other answers nothing is said.
#[test]
fn an_event_is_acknowledged_with_200() {
    assert_eq!(ANSWERS.after(200), Some(AfterAnswer::Acknowledge));
    assert_eq!(ANSWERS.after(204), None);
    assert_eq!(ANSWERS.status(AfterAnswer::Acknowledge), Some(200));
    assert_eq!(ANSWERS.status(AfterAnswer::Repeat), None);
}

#[test]
fn an_event_is_read_and_an_unknown_type_kept() {
    let read = |kind: &str| {
        let body = format!(
            r#"{{"eventId": "e1", "eventType": "{kind}", "timestamp": "2024-05-02T08:00:00Z",
                "data": {{"id": "d1", "type": "DEPOSIT", "status": "SUCCESS", "asset": "EUR", "amount": 12.50}}}}"#
        );
        parse_banking_deposit_status_updated(body.as_bytes()).unwrap()
    };
    let event = read("Banking.Deposit.StatusUpdated");
    assert_eq!(event.event_type, EventType::BankingDepositStatusUpdated);
    assert_eq!(event.data.amount.unwrap().to_string(), "12.50");
    let later = read("Banking.Payee.Approved");
    assert_eq!(later.event_type.as_str(), "Banking.Payee.Approved");
}
