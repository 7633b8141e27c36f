//! What is repeated, how often, and after which waits.

use std::time::Duration;

use faultcode_runtime::Effect;
use faultcode_runtime::errors::{StopReason, TransportErrorKind};
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server};
use getbill::ErrorKind;

use super::setup::{self, ID, new_debt, plain_refusal};

fn seconds(waits: &[u64]) -> Vec<Duration> {
    waits.iter().copied().map(Duration::from_secs).collect()
}

/// Fact 3.7: the page's sample returns nothing at all after its last try.
#[tokio::test]
async fn fact_3_7_the_third_failure_is_returned() {
    for status in [500, 502, 503, 504, 507] {
        let server = Server::deciding(move |_| plain_refusal(status));
        let clock = ManualClock::new();
        let client = setup::client(&server, &clock);
        let error = client.debts().get_debt(ID).await.unwrap_err();
        assert_eq!(clock.waits(), seconds(&[1, 2]), "{status}");
        assert_eq!(server.count(), 3);
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
        let log: Vec<_> = error.attempts().iter().map(|it| it.status).collect();
        assert_eq!(log, [Some(status); 3]);
    }
}

#[tokio::test]
async fn fact_3_7_a_429_waits_for_the_header_or_one_second() {
    let script = [
        plain_refusal(429).header("retry-after", "9"),
        plain_refusal(429),
        setup::debt(),
    ];
    let (server, clock) = (Server::answering(script), ManualClock::new());
    let client = setup::client(&server, &clock);
    client.debts().get_debt(ID).await.unwrap();
    assert_eq!(clock.waits(), seconds(&[9, 1]));
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn fact_3_7_faults_of_the_network_wait_one_and_two_seconds() {
    let faults = [
        (Answer::nothing(), TransportErrorKind::Reset),
        (
            setup::debt().cut_body(20),
            TransportErrorKind::BodyInterrupted,
        ),
        (
            Answer::json(200, r#"{"error": false, "data": {"id": "debt"#),
            TransportErrorKind::BodyInterrupted,
        ),
    ];
    for (answer, kind) in faults {
        let always = answer.clone();
        let server = Server::deciding(move |_| always.clone());
        let clock = ManualClock::new();
        let client = setup::client(&server, &clock);
        let error = client.debts().get_debt(ID).await.unwrap_err();
        assert_eq!(clock.waits(), seconds(&[1, 2]), "{answer:?}");
        assert_eq!(server.count(), 3, "{answer:?}");
        let ErrorKind::Transport(fault) = error.kind() else {
            panic!("{error:?}");
        };
        assert_eq!(fault.kind(), kind, "{answer:?}");
        assert_eq!(error.effect(), Effect::MaybeApplied);
    }
}

/// Fact 3.7: no key protects a debt from being handed over twice.
#[tokio::test]
async fn fact_3_7_a_new_debt_is_not_handed_over_twice() {
    for answer in [plain_refusal(503), Answer::nothing()] {
        let server = Server::deciding(move |_| answer.clone());
        let client = setup::client(&server, &ManualClock::new());
        let call = client.debts().create_debt(&new_debt());
        let error = call.await.unwrap_err();
        assert_eq!(server.count(), 1);
        assert_eq!(error.stop_reason(), Some(StopReason::UnsafeToRepeat));
        assert!(error.is_ambiguous());
    }
}

/// Fact 3.10: where no server answers there is no error of the API.
#[tokio::test]
async fn fact_3_10_a_refused_connection_is_another_kind() {
    let clock = ManualClock::new();
    let server = Server::deserted();
    let client = setup::client(&server, &clock);
    let call = client.debts().create_debt(&new_debt());
    let error = call.await.unwrap_err();
    let ErrorKind::Transport(fault) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(fault.kind(), TransportErrorKind::Connect);
    assert!(error.is_connect() && error.api().is_none());
    assert_eq!((error.status(), error.effect()), (None, Effect::NotSent));
    assert!(error.is_retry_safe());
    // Nothing was handed over, so even this call is repeated.
    assert_eq!(clock.waits(), seconds(&[1, 2]));
    assert_eq!(error.attempts().len(), 3);
}
