//! Page "Handling errors".

// ANCHOR: match
use courier::input::NewParcel;
use courier::parcels::CreateParcelError;
use courier::types::Parcel;
use courier::{Client, Error};

enum Booked {
    Parcel(Parcel),
    TopUp(String),
    Correct(Vec<String>),
}

async fn book(client: &Client, parcel: &NewParcel) -> Result<Booked, Error<CreateParcelError>> {
    let error = match client.parcels().create_parcel(parcel).await {
        Ok(parcel) => return Ok(Booked::Parcel(parcel)),
        Err(error) => error,
    };
    match error.api() {
        Some(CreateParcelError::BalanceTooLow(gap)) => {
            Ok(Booked::TopUp((gap.needed - gap.available).to_string()))
        }
        Some(CreateParcelError::AddressInvalid(_)) => {
            let fields = error.field_errors().iter();
            let messages = fields.map(|field| field.message.clone());
            Ok(Booked::Correct(messages.collect()))
        }
        _ => Err(error),
    }
}
// ANCHOR_END: match

// ANCHOR: code
use courier::EndpointError as _;

fn is_outside_hours(error: &CreateParcelError) -> bool {
    // This version of the client has no variant for the code; the server may send it all the same.
    error.code() == Some("OUTSIDE_HOURS")
}
// ANCHOR_END: code

// ANCHOR: any
use courier::AnyError;

async fn free_balance(client: &Client, parcel_id: &str) -> Result<String, AnyError> {
    client.parcels().cancel_parcel(parcel_id).await?;
    let balance = client.balance().get_balance().await?;
    Ok(balance.available.to_string())
}

fn report(error: &AnyError) -> String {
    if let Some(CreateParcelError::BalanceTooLow(gap)) = error.api() {
        return format!("{} needed", gap.needed);
    }
    match (error.category(), error.code()) {
        (Some("billing"), _) => "ask the accounting department".to_owned(),
        (_, Some(code)) => format!("{} failed with {code}", error.operation().id),
        (_, None) => error.to_string(),
    }
}
// ANCHOR_END: any

// ANCHOR: kinds
use courier::ErrorKind;

fn advice(error: &Error<CreateParcelError>) -> &'static str {
    match error.kind() {
        ErrorKind::Api(_) => "the API answered; look at the variant",
        ErrorKind::Transport(_) if error.is_ambiguous() => "nobody knows; resume with the key",
        ErrorKind::Transport(_) => "nothing was booked; try again later",
        ErrorKind::Decode(_) => "the parcel is booked; its description could not be read",
        ErrorKind::Build(_) => "nothing was sent; the call or the client is wrong",
        _ => "a kind of failure that a later version adds",
    }
}
// ANCHOR_END: kinds

// ANCHOR: resume
use courier::IdempotencyKey;

/// Books a parcel, and continues after a crash with the key that was stored before.
async fn book_once(
    client: &Client,
    parcel: &NewParcel,
    stored: Option<IdempotencyKey>,
    store: impl FnOnce(&IdempotencyKey),
) -> Result<Parcel, Error<CreateParcelError>> {
    let mut call = client.parcels().create_parcel(parcel);
    if let Some(key) = stored {
        call = call.idempotency_key(key);
    }
    if let Some(key) = call.key() {
        store(key);
    }
    call.await
}
// ANCHOR_END: resume

// ANCHOR: durable
use courier::runtime::keys::SqliteKeyStore;

/// A client that keeps the keys of its calls in a file.
fn keeping(builder: courier::ClientBuilder, file: &std::path::Path) -> Client {
    let store = SqliteKeyStore::open(file).expect("a file that can be written");
    builder.key_store(store).build().expect("a usable client")
}

/// Books a parcel once for each order, however often this runs.
async fn book_order(
    client: &Client,
    order: &str,
    parcel: &NewParcel,
) -> Result<Parcel, Error<CreateParcelError>> {
    client.parcels().create_parcel(parcel).durable(order).await
}
// ANCHOR_END: durable

#[tokio::test]
async fn a_name_has_one_key_in_every_life_of_the_process() {
    use courier::runtime::errors::TransportErrorKind;

    let name = format!("faultcode-guide-{}.db", std::process::id());
    let file = std::env::temp_dir().join(name);
    let fake = courier::testing::fake();
    let builder = || Client::builder().token("t0ken").transport(fake.clone());
    fake.then(&courier::parcels::CREATE_PARCEL, TransportErrorKind::Upload);
    let parcel = crate::parcel();
    let first = keeping(builder(), &file);
    book_order(&first, "order-42", &parcel).await.unwrap_err();
    drop(first);
    fake.succeed(&courier::parcels::CREATE_PARCEL);
    let second = keeping(builder(), &file);
    book_order(&second, "order-42", &parcel).await.unwrap();
    let requests = fake.requests();
    let key = |at: usize| requests[at].request.headers()["idempotency-key"].clone();
    assert_eq!((requests.len(), key(0)), (2, key(1)));
    // SQLite's files beside it go when the last one closes it.
    drop(second);
    std::fs::remove_file(&file).unwrap();
}

#[tokio::test]
async fn a_low_balance_says_how_much_is_missing() {
    let (client, fake, _) = courier::testing::client();
    fake.fail(
        &courier::parcels::CREATE_PARCEL,
        CreateParcelError::BalanceTooLow,
    );
    match book(&client, &crate::parcel()).await.unwrap() {
        Booked::TopUp(amount) => assert!(!amount.is_empty()),
        Booked::Parcel(parcel) => panic!("booked {}", parcel.id),
        Booked::Correct(fields) => panic!("{fields:?}"),
    }
}

#[tokio::test]
async fn any_error_keeps_code_category_and_variant() {
    use courier::parcels::{CANCEL_PARCEL, CREATE_PARCEL, CancelParcelError};

    let (client, fake, _) = courier::testing::client();
    fake.fail(&CANCEL_PARCEL, CancelParcelError::AlreadyOnItsWay);
    fake.fail(&CREATE_PARCEL, CreateParcelError::BalanceTooLow);
    let error = free_balance(&client, "p1").await.unwrap_err();
    assert_eq!(
        report(&error),
        "cancelParcel failed with ALREADY_ON_ITS_WAY"
    );
    let error = client
        .parcels()
        .create_parcel(&crate::parcel())
        .await
        .unwrap_err();
    assert_eq!(advice(&error), "the API answered; look at the variant");
    assert!(!is_outside_hours(error.api().unwrap()));
    assert!(report(&error.into()).ends_with("needed"));
}

#[tokio::test]
async fn the_key_is_known_before_the_call_and_kept_on_its_error() {
    use courier::runtime::errors::TransportErrorKind;

    let fake = courier::testing::fake();
    fake.then(&courier::parcels::CREATE_PARCEL, TransportErrorKind::Reset);
    let client = Client::builder()
        .token("t0ken")
        .transport(fake.clone())
        .retry_with(|retries| retries.max_attempts(1))
        .build()
        .unwrap();
    let mut stored = None;
    let error = book_once(&client, &crate::parcel(), None, |key| {
        stored = Some(key.clone())
    })
    .await
    .unwrap_err();
    assert!(error.is_ambiguous() && error.is_retry_safe());
    assert_eq!(error.idempotency_key(), stored.as_ref());
    fake.succeed(&courier::parcels::CREATE_PARCEL);
    fake.then(
        &courier::parcels::CREATE_PARCEL,
        courier::testing::Reply::status(500),
    );
    let again = book_once(&client, &crate::parcel(), stored, |_| {}).await;
    let keys: Vec<_> = fake
        .requests()
        .iter()
        .map(|it| it.request.headers()["idempotency-key"].clone())
        .collect();
    assert_eq!(keys[0], keys[1], "{again:?}");
}
