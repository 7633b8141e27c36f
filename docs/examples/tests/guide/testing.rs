//! Page "Testing your error handling".

// ANCHOR: fail
use std::time::Duration;

use courier::errors::BalanceTooLow;
use courier::input::NewParcel;
use courier::parcels::{CREATE_PARCEL, CreateParcelError};
use courier::runtime::errors::{StopReason, TransportErrorKind};
use courier::testing::{self, Reply};
use courier::types::Address;

fn parcel() -> NewParcel {
    NewParcel::new(Address::new("Ada", "1 Main Street", "York"), 750)
}

#[tokio::test]
async fn a_refused_parcel_is_not_booked_twice() {
    let (client, fake, _) = testing::client();
    fake.fail(&CREATE_PARCEL, CreateParcelError::BalanceTooLow);

    let error = client.parcels().create_parcel(&parcel()).await.unwrap_err();

    assert!(matches!(
        error.api(),
        Some(CreateParcelError::BalanceTooLow(_))
    ));
    assert_eq!(fake.requests().len(), 1);
}
// ANCHOR_END: fail

// ANCHOR: details
#[tokio::test]
async fn what_is_missing_is_the_difference() {
    let (client, fake, _) = testing::client();
    fake.fail(&CREATE_PARCEL, |mut gap: BalanceTooLow| {
        gap.needed = "12.50".parse().unwrap();
        gap.available = "10.00".parse().unwrap();
        CreateParcelError::BalanceTooLow(gap)
    });

    let error = client.parcels().create_parcel(&parcel()).await.unwrap_err();

    let Ok(CreateParcelError::BalanceTooLow(gap)) = error.into_api() else {
        panic!("another error")
    };
    assert_eq!((gap.needed - gap.available).to_string(), "2.50");
}
// ANCHOR_END: details

// ANCHOR: error
#[test]
fn a_low_balance_is_for_the_user() {
    let error = testing::fake().error(&CREATE_PARCEL, CreateParcelError::BalanceTooLow);
    assert_eq!(error.action().map(|action| action.kind), Some("topUp"));
}
// ANCHOR_END: error

// ANCHOR: sequence
#[tokio::test]
async fn a_quota_is_waited_for() {
    let (client, fake, clock) = testing::client();
    fake.then(
        &CREATE_PARCEL,
        Reply::json(429, r#"{"error": {"code": "TOO_MANY_REQUESTS"}}"#).header("retry-after", "7"),
    );
    fake.then(&CREATE_PARCEL, TransportErrorKind::Reset);
    fake.succeed(&CREATE_PARCEL);

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
    let (client, fake, _) = testing::client();
    fake.then(
        &CREATE_PARCEL,
        Reply::json(
            422,
            r#"{"error": {"code": "TOO_HEAVY", "message": "over 30 kg"}}"#,
        ),
    );

    let error = client.parcels().create_parcel(&parcel()).await.unwrap_err();

    assert_eq!(error.code(), Some("TOO_HEAVY"));
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    // The status is declared, so its variant has the body; under another one it would be `Unrecognized`.
    assert!(matches!(
        error.api(),
        Some(CreateParcelError::UnprocessableContent(_))
    ));
}
// ANCHOR_END: unknown

// ANCHOR: odd
use courier::runtime::Error;
use courier::runtime::testing::odd_bodies;

#[test]
fn a_page_of_a_proxy_is_an_outage_and_no_refusal() {
    let sample = testing::SAMPLES.iter().find(|it| it.status == 503);
    for odd in odd_bodies(sample.unwrap()) {
        let error: Error<CreateParcelError> = testing::fake().error_of(&CREATE_PARCEL, odd.reply());
        assert_eq!(error.status(), Some(503));
        assert_eq!(error.code(), None, "{}", odd.what);
    }
}
// ANCHOR_END: odd
