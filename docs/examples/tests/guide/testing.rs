//! Page "Testing your error handling".

// ANCHOR: fail
use std::sync::Arc;
use std::time::Duration;

use courier::Client;
use courier::parcels::{CREATE_PARCEL, CreateParcelError};
use courier::types::{Address, NewParcel};
use courier::{Error, testing};
use faultcode_runtime::testing::{ManualClock, Reply};
use faultcode_runtime::{StopReason, TransportKind};

fn parcel() -> NewParcel {
    NewParcel::new(Address::new("Ada", "1 Main Street", "York"), 750)
}

#[tokio::test]
async fn a_refused_parcel_is_not_booked_twice() {
    let fake = testing::fake();
    fake.fail(&CREATE_PARCEL, "BALANCE_TOO_LOW");
    let client = Client::builder()
        .token("any")
        .transport(fake.clone())
        .build()
        .unwrap();

    let error = client.parcels().create_parcel(&parcel()).await.unwrap_err();

    assert!(matches!(
        error.api(),
        Some(CreateParcelError::BalanceTooLow(_))
    ));
    assert_eq!(fake.requests().len(), 1);
}
// ANCHOR_END: fail

// ANCHOR: error
#[test]
fn a_low_balance_is_for_the_user() {
    let error: Error<CreateParcelError> = testing::fake().error(&CREATE_PARCEL, "BALANCE_TOO_LOW");
    assert_eq!(error.action().map(|action| action.kind), Some("topUp"));
}
// ANCHOR_END: error

// ANCHOR: sequence
#[tokio::test]
async fn a_quota_is_waited_for() {
    let (fake, clock) = (testing::fake(), ManualClock::new());
    fake.then(
        &CREATE_PARCEL,
        Reply::json(429, r#"{"error": {"code": "TOO_MANY_REQUESTS"}}"#).header("retry-after", "7"),
    );
    fake.then(&CREATE_PARCEL, Reply::fault(TransportKind::Reset));
    fake.succeed(&CREATE_PARCEL);
    let client = Client::builder()
        .token("any")
        .transport(fake.clone())
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap();

    client.parcels().create_parcel(&parcel()).await.unwrap();

    assert_eq!(clock.waits()[0], Duration::from_secs(7));
    let keys: Vec<_> = fake
        .requests()
        .iter()
        .map(|it| it.request.headers()["idempotency-key"].clone())
        .collect();
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| *key == keys[0]));
}
// ANCHOR_END: sequence

// ANCHOR: unknown
#[tokio::test]
async fn a_code_of_tomorrow_is_no_surprise() {
    let fake = testing::fake();
    fake.fail(
        &CREATE_PARCEL,
        Reply::json(
            422,
            r#"{"error": {"code": "TOO_HEAVY", "message": "over 30 kg"}}"#,
        ),
    );
    let client = Client::builder()
        .token("any")
        .transport(fake)
        .build()
        .unwrap();

    let error = client.parcels().create_parcel(&parcel()).await.unwrap_err();

    assert_eq!(error.code(), Some("TOO_HEAVY"));
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    assert!(matches!(
        error,
        Error::Api {
            error: CreateParcelError::Unrecognized(_),
            ..
        }
    ));
}
// ANCHOR_END: unknown
