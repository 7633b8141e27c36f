//! What the page repeats, and what it does not.

use std::time::Duration;

use faultcode_runtime::Effect;
use faultcode_runtime::errors::{StopReason, TransportErrorKind};
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server};
use partner_invoicing::businesses::GetBusinessError;
use partner_invoicing::{Error, ErrorKind};

use super::setup::{self, id, new_customer, new_invoice};

/// How a call ends that is refused in this way again and again, the number of requests, and the waits.
async fn refused(answer: Answer) -> (Error<GetBusinessError>, usize, Vec<Duration>) {
    let server = Server::deciding(move |_| answer.clone());
    let clock = ManualClock::new();
    let builder = setup::builder(&server, &clock).partner_token(setup::TOKEN);
    let client = builder.build().unwrap();
    let error = client.businesses().get_business(&id()).await.unwrap_err();
    (error, server.count(), clock.waits())
}

#[tokio::test]
async fn fact_4_5_server_errors_are_repeated_and_others_are_not() {
    for status in [500, 501, 502, 503, 504, 599] {
        let (error, requests, waits) = refused(Answer::status(status)).await;
        assert_eq!(requests, 3, "{status}");
        assert_eq!(waits, [50, 100].map(Duration::from_millis), "{status}");
        assert_eq!(error.stop_reason(), Some(StopReason::AttemptsExhausted));
    }
    // 408, 425 and 429 are no exceptions: the page repeats no 4xx. Nor is there anything to refresh a fixed token with.
    for status in [
        400, 401, 402, 403, 404, 405, 408, 409, 410, 422, 425, 429, 451,
    ] {
        let answer = Answer::status(status).header("retry-after", "1");
        let (error, requests, waits) = refused(answer).await;
        assert_eq!((requests, waits.len()), (1, 0), "{status}");
        assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
        // Gateways say 408 of requests that they have passed on.
        let effect = match status {
            408 => Effect::MaybeApplied,
            _ => Effect::Rejected,
        };
        assert_eq!(error.effect(), effect, "{status}");
    }
}

#[tokio::test]
async fn fact_4_5_broken_connections_are_repeated() {
    let faults = [
        (Answer::nothing(), TransportErrorKind::Reset),
        (Answer::nothing().reset(), TransportErrorKind::Reset),
        (
            setup::business().cut_body(9),
            TransportErrorKind::BodyInterrupted,
        ),
    ];
    for (answer, kind) in faults {
        let label = format!("{answer:?}");
        let (error, requests, waits) = refused(answer).await;
        let ErrorKind::Transport(fault) = error.kind() else {
            panic!("{label}: {error:?}");
        };
        assert_eq!((fault.kind(), requests), (kind, 3), "{label}");
        assert_eq!(waits, [50, 100].map(Duration::from_millis), "{label}");
    }
}

#[tokio::test]
async fn fact_4_5_timeouts_are_repeated() {
    let clock = ManualClock::new();
    let ticking = clock.clone();
    let server = Server::deciding(move |_| {
        ticking.advance(Duration::from_secs(60));
        Answer::nothing().stall()
    });
    let client = setup::client(&server, &clock);
    let error = client.businesses().get_business(&id()).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(server.count(), 3);
    assert_eq!(error.effect(), Effect::MaybeApplied);

    // Without an external_id the customer may be there already.
    let error = client
        .customers()
        .create_customer(&id(), &new_customer())
        .await;
    let error = error.unwrap_err();
    assert!(error.is_timeout() && error.is_ambiguous(), "{error:?}");
    assert_eq!(error.stop_reason(), Some(StopReason::UnsafeToRepeat));
    assert_eq!(server.count(), 4);
}

#[tokio::test]
async fn fact_4_5_refused_connections_are_repeated() {
    let clock = ManualClock::new();
    let server = Server::deserted();
    let client = setup::client(&server, &clock);
    let error = client
        .invoices()
        .create_invoice(&id(), &new_invoice())
        .await;
    let error = error.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert_eq!(error.effect(), Effect::NotSent);
    assert_eq!(error.attempts().len(), 3);
    assert_eq!(clock.waits(), [50, 100].map(Duration::from_millis));
}

/// Fact 4.5: a wait that a 503 asks for is obeyed.
#[tokio::test]
async fn fact_4_5_a_hint_of_a_server_error_is_obeyed() {
    let script = [
        Answer::status(503).header("retry-after", "4"),
        setup::business(),
    ];
    let (server, clock) = (Server::answering(script), ManualClock::new());
    let client = setup::client(&server, &clock);
    client.businesses().get_business(&id()).await.unwrap();
    assert_eq!(clock.waits(), [Duration::from_secs(4)]);
}
