//! Page "One operation file" and the first calls of "Getting started".

// ANCHOR: first
use courier::input::NewParcel;
use courier::types::Address;
use courier::{AnyError, Client};

async fn book(token: String) -> Result<String, AnyError> {
    let client = Client::builder()
        .token(token)
        .build()
        .expect("the token can stand in a header");
    let to = Address::new("Ada", "1 Main Street", "York").postcode("YO1 7HH");
    let parcel = client
        .parcels()
        .create_parcel(&NewParcel::new(to, 750))
        .await?;
    Ok(parcel.id)
}
// ANCHOR_END: first

// ANCHOR: params
use courier::Error;
use courier::parcels::ListParcelsError;
use courier::types::{Parcel, ParcelState};

async fn waiting(client: &Client) -> Result<Vec<Parcel>, Error<ListParcelsError>> {
    client
        .parcels()
        .list_parcels()
        .with(|it| it.state(vec![ParcelState::Booked]).limit(50))
        .await
}
// ANCHOR_END: params

// ANCHOR: unknown
fn is_under_way(parcel: &Parcel) -> bool {
    match &parcel.state {
        ParcelState::Booked | ParcelState::OnItsWay => true,
        ParcelState::Delivered | ParcelState::Cancelled => false,
        other => other.as_str() == "at_the_border",
    }
}
// ANCHOR_END: unknown

// ANCHOR: meta
async fn with_meta(client: &Client) -> Result<(), AnyError> {
    let answer = client.balance().get_balance().send_with_meta().await?;
    println!("{} {}", answer.value.available, answer.value.currency);
    if let Some(left) = answer.meta.rate_limit().and_then(|limit| limit.remaining) {
        println!(
            "{left} requests left, request {:?}",
            answer.meta.request_id()
        );
    }
    Ok(())
}
// ANCHOR_END: meta

#[tokio::test]
async fn calls_return_what_the_samples_hold() {
    let fake = courier::testing::fake();
    let client = Client::builder()
        .token("t0ken")
        .transport(fake.clone())
        .build()
        .unwrap();
    assert!(
        !waiting(&client)
            .await
            .unwrap()
            .iter()
            .any(|parcel| parcel.id.is_empty())
    );
    assert!(waiting(&client).await.unwrap().iter().all(is_under_way));
    with_meta(&client).await.unwrap();
    let uri = fake.requests()[0].request.uri().clone();
    assert_eq!(uri.query(), Some("state=booked&limit=50"));
    let _ = book;
}
