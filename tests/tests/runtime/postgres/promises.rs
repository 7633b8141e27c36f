//! What every key store promises, of one whose database is set to what is worst for it.

use std::sync::Arc;
use std::time::Instant;

use faultcode_tests::aloud;
use faultcode_tests::postgres::Postgres;

use super::{database, prepared, sql, store_at};
use crate::calls::durable::stores::{Shared, Store};
use crate::calls::durable::{effects, orders, promises};

/// A store in a database of its own, where sessions begin with an isolation that a store must not have, and without waiting for the
/// disk.
async fn shared(server: &Arc<Postgres>) -> Shared {
    let name = database(server, "").await;
    let set = format!(
        "ALTER DATABASE {name} SET default_transaction_isolation = 'serializable';
         ALTER DATABASE {name} SET synchronous_commit = 'off';"
    );
    sql(server, "postgres", &set).await;
    prepared(server, &name).await;
    let connection = server.connection(&name);
    // The server lives as long as what opens it.
    let server = Arc::clone(server);
    Shared::of("PostgreSQL", move || {
        let _lives = &server;
        Store::of(store_at(&connection))
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn every_promise_is_kept() {
    let server = Postgres::shared();
    let promises = promises::kept(async || shared(&server).await).await;
    aloud(&format!("postgres: {promises} promises of key stores"));
}

#[tokio::test]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn errors_say_what_the_work_of_the_name_came_to() {
    let server = Postgres::shared();
    effects::told(&shared(&server).await).await;
}

#[tokio::test]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn one_name_is_one_piece_of_work_in_every_order() {
    let server = Postgres::shared();
    let begun = Instant::now();
    let (runs, problems) = orders::explore(&shared(&server).await, &orders::FEW_FATES, 2111).await;
    assert!(
        problems.is_empty(),
        "{} of {runs} orders: {:#?}",
        problems.len(),
        &problems[..problems.len().min(10)]
    );
    aloud(&format!(
        "postgres: {runs} orders of two and three callers, each name executed once, {:.1} s",
        begun.elapsed().as_secs_f64()
    ));
}
