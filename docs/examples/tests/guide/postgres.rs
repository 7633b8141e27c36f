//! Keys in a database. What it does with one, `cargo test -p faultcode-tests postgres::` shows; here there is none.

use courier::parcels::CreateParcelError;
use courier::{BuildError, Error, ErrorKind};

use super::parcel;

// ANCHOR: store
use courier::Client;
use courier::runtime::keys::KeyStoreError;
use faultcode_postgres::PostgresKeyStore;
use faultcode_postgres::tokio_postgres::NoTls;

/// A client that shares the keys of its calls with all machines that open the same database.
async fn sharing(builder: courier::ClientBuilder, database: &str) -> Result<Client, KeyStoreError> {
    let store = PostgresKeyStore::builder(database)?
        .schema("shop")
        .build(NoTls);
    store.prepare().await?;
    Ok(builder.key_store(store).build().expect("a usable client"))
}
// ANCHOR_END: store

#[tokio::test]
async fn without_its_database_nothing_is_sent() {
    let fake = courier::testing::fake();
    let builder = || Client::builder().transport(fake.clone()).token("t");
    // A port that nobody listens on.
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = free.local_addr().expect("a port").port();
    drop(free);
    let database = format!("host=127.0.0.1 port={port} user=shop password=s3cret");
    let error = sharing(builder(), &database)
        .await
        .expect_err("nobody listens");
    assert!(error.to_string().contains("cannot be reached"), "{error}");

    let store = PostgresKeyStore::builder(&database).expect("a connection string");
    let client = builder()
        .key_store(store.build(NoTls))
        .build()
        .expect("a usable client");
    let call = client
        .parcels()
        .create_parcel(&parcel())
        .durable("order-42");
    let error: Error<CreateParcelError> = call.await.expect_err("no key, no call");
    let ErrorKind::Build(BuildError::KeyStore(_)) = error.kind() else {
        panic!("{error:?}")
    };
    assert!(!format!("{error} {error:?}").contains("s3cret"));
    assert_eq!(fake.requests().len(), 0);
}
