//! What a user of the packages writes: a call, an arm per error, keys in PostgreSQL.

use faultcode_postgres::PostgresKeyStore;
use faultcode_postgres::tokio_postgres::NoTls;
use parcels::Client;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let store = PostgresKeyStore::builder("host=127.0.0.1 port=9 user=nobody")?.build(NoTls);
    let client = Client::builder().key_store(store).build()?;
    // Nobody listens there: without its store, the call is not sent.
    let error = client.parcels().send_parcel().durable("order-1").await.unwrap_err();
    println!("{error}");
    Ok(())
}
