//! What is wrong before the first call: connection strings, logins, tables of another shape, permissions. Every error says what, and
//! none says a secret.

use std::time::Duration;

use faultcode_postgres::PostgresKeyStore;
use faultcode_postgres::tokio_postgres::NoTls;
use faultcode_runtime::keys::{KeyStore as _, KeyStoreError};
use faultcode_tests::postgres::{OWNER, PASSWORD, Postgres};
use faultcode_tests::{Deserted, aloud};

use super::{all_of, claim, database, prepared, sql, store_at};

/// The error says this, and shows nothing that is secret.
fn says(error: &KeyStoreError, expected: &str, what: &str) {
    let all = all_of(error);
    assert!(all.contains(expected), "{what}: {all}");
    for secret in [PASSWORD, "hunter2", "k-secret-1"] {
        assert!(!all.contains(secret), "{what}: {all}");
    }
}

#[test]
fn a_connection_string_that_is_none_is_not_shown() {
    for text in [
        "",
        "host",
        "user=u password=hunter2",
        "host=db password=my hunter2=x",
        "host=db password='hunter2",
        "host=db port=hunter2",
        "host=db,other port=1,2,3 connect_timeout=hunter2",
        "postgres://u:hunter2",
        "postgres://u:%hunter2@db/name",
        "postgresql://u:p@db:hunter2/name",
        "mysql://u:hunter2@db/name",
        "host=db hunter2=on",
    ] {
        match PostgresKeyStore::builder(text) {
            Err(error) => says(&error, "the connection string", text),
            Ok(builder) => {
                let shown = format!("{builder:?}") + &format!("{:?}", builder.build(NoTls));
                assert!(!shown.contains("hunter2"), "{text}: {shown}");
            }
        }
    }
    let good =
        PostgresKeyStore::builder("postgresql://u:hunter2@db/name").expect("a connection string");
    let shown = format!("{good:?}") + &format!("{:?}", good.build(NoTls));
    assert!(
        !shown.contains("hunter2") && !shown.contains("db"),
        "{shown}"
    );
}

#[tokio::test]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn a_server_that_cannot_be_used_says_why() {
    let server = Postgres::shared();
    let right = server.connection("postgres");
    let closed = Deserted::new();
    let nobody = closed.address().port();
    // It takes connections and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().map(|it| (it.port(), silent)).unwrap();
    let rows = [
        (right.replace(PASSWORD, "hunter2"), "refuses the login"),
        (right.replace(OWNER, "somebody"), "refuses the login"),
        (
            right.replace("dbname=postgres", "dbname=absent"),
            "no such database",
        ),
        (
            server.connection_of(OWNER, "postgres", nobody),
            "cannot be reached",
        ),
        (format!("{right} sslmode=require"), "cannot be reached"),
        (
            server.connection_of(OWNER, "postgres", silent.0) + " connect_timeout=1",
            "cannot be reached",
        ),
    ];
    for (connection, expected) in &rows {
        let store = store_at(connection);
        let begun = std::time::Instant::now();
        for error in [
            store.prepare().await.unwrap_err(),
            store.claim(&claim("a", "k-secret-1")).await.unwrap_err(),
        ] {
            says(&error, expected, expected);
        }
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "{expected}: {:?}",
            begun.elapsed()
        );
    }
    aloud(&format!(
        "postgres: {} servers that cannot be used, each told",
        rows.len()
    ));
}

#[tokio::test]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn tables_of_another_shape_are_refused() {
    let server = Postgres::shared();
    // What is done to the tables, and what is said: nothing where it makes no difference.
    let keys = "ALTER TABLE faultcode_keys";
    let claims = "ALTER TABLE faultcode_claims";
    let rows = [
        (format!("{keys} DROP COLUMN maker"), Some("faultcode_keys of the key store has no column maker")),
        (format!("{keys} ALTER digest TYPE text USING 'd'"), Some("a column digest of type text, not bytea")),
        (format!("{keys} ALTER key TYPE varchar(10)"), Some("a column key of type varchar, not text")),
        (format!("{keys} ALTER created TYPE timestamp"), Some("a column created of type timestamp, not timestamptz")),
        (format!("{keys} ALTER finished DROP NOT NULL"), Some("takes nulls in its column finished")),
        (format!("{keys} ALTER made SET NOT NULL"), Some("takes no nulls in its column made")),
        (format!("{keys} ALTER noted DROP DEFAULT"), Some("no default for its column noted")),
        (format!("{keys} ADD tenant text NOT NULL"), Some("asks for a column tenant")),
        (
            format!("{claims} DROP CONSTRAINT faultcode_claims_pkey, ALTER token SET NOT NULL"),
            Some("does not keep its column token unique"),
        ),
        (format!("{claims} DROP CONSTRAINT faultcode_claims_name_fkey"), Some("does not lose its rows")),
        (
            "DROP TABLE faultcode_claims; CREATE VIEW faultcode_claims AS SELECT maker AS token, name, noted AS taken FROM faultcode_keys".to_owned(),
            Some("faultcode_claims of the key store has no column token"),
        ),
        ("DROP TABLE faultcode_claims, faultcode_keys; CREATE TABLE faultcode_keys (id int)".to_owned(), Some("are not there")),
        (format!("{keys} ADD tenant text, ADD made_by text NOT NULL DEFAULT current_user"), None),
        ("DROP INDEX faultcode_keys_open, faultcode_keys_ended".to_owned(), None),
        ("CREATE UNIQUE INDEX one_more ON faultcode_keys (scope, id)".to_owned(), None),
    ];
    for (change, expected) in &rows {
        let name = database(&server, "").await;
        prepared(&server, &name).await;
        sql(&server, &name, change).await;
        let store = store_at(&server.connection(&name));
        match (store.check().await, expected) {
            (Ok(()), None) => assert_eq!(
                store.claim(&claim("a", "k1")).await.unwrap(),
                None,
                "{change}"
            ),
            (Err(error), Some(expected)) => says(&error, expected, change),
            (outcome, _) => panic!("{change}: {outcome:?}"),
        }
    }
    // Another program's table of that name, met by a call without a look before.
    let name = database(&server, "").await;
    sql(
        &server,
        &name,
        "CREATE TABLE faultcode_keys (name int); CREATE TABLE faultcode_claims (name int)",
    )
    .await;
    let store = store_at(&server.connection(&name));
    let error = store.claim(&claim("a", "k-secret-1")).await.unwrap_err();
    says(&error, "another shape", "a claim");
    let error = store.prepare().await.unwrap_err();
    says(&error, "faultcode_keys of the key store has", "prepare");
    aloud(&format!("postgres: {} shapes of tables", rows.len() + 1));
}

#[tokio::test]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn permissions_that_are_missing_are_named() {
    let server = Postgres::shared();
    let name = database(&server, "").await;
    let role = format!("{name}_role");
    let make = format!("CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'");
    sql(&server, &name, &make).await;
    let own = server.connection_of(&role, &name, server.port());
    let store = store_at(&own);

    // Without tables, a role that may make none.
    says(
        &store.prepare().await.unwrap_err(),
        "does not permit",
        "making",
    );
    says(
        &store.check().await.unwrap_err(),
        "are not there",
        "looking",
    );
    says(
        &store.find("s", "a").await.unwrap_err(),
        "are not there",
        "asking",
    );

    // With tables, one permission after the other.
    prepared(&server, &name).await;
    let both = "faultcode_keys, faultcode_claims";
    says(
        &store.check().await.unwrap_err(),
        "SELECT, INSERT, UPDATE, DELETE",
        "none",
    );
    says(
        &store.find("s", "a").await.unwrap_err(),
        "permission denied for table",
        "none",
    );
    sql(
        &server,
        &name,
        &format!("GRANT SELECT, INSERT, UPDATE ON {both} TO {role}"),
    )
    .await;
    let error = store.check().await.unwrap_err();
    says(
        &error,
        "the table faultcode_keys of the key store does not permit this role DELETE",
        "three",
    );
    sql(&server, &name, &format!("GRANT DELETE ON {both} TO {role}")).await;
    store
        .prepare()
        .await
        .expect("all four are enough, and nothing is made");
    assert_eq!(store.claim(&claim("a", "k1")).await.unwrap(), None);
    store.finish(&claim("a", "k1")).await.unwrap();
    assert_eq!(store.forget_finished(Duration::ZERO).await.unwrap(), 1);

    // A schema that may not be looked into.
    sql(&server, &name, "CREATE SCHEMA hidden").await;
    let hidden = PostgresKeyStore::builder(&own)
        .unwrap()
        .schema("hidden")
        .build(NoTls);
    says(&hidden.check().await.unwrap_err(), "permi", "hidden");
    let absent = PostgresKeyStore::builder(&server.connection(&name)).unwrap();
    let absent = absent.schema("absent").build(NoTls);
    says(&absent.prepare().await.unwrap_err(), "the schema", "absent");
    says(
        &absent.check().await.unwrap_err(),
        "are not there",
        "absent",
    );

    // A database that takes no writes.
    sql(
        &server,
        &name,
        &format!("ALTER ROLE {role} SET default_transaction_read_only = on"),
    )
    .await;
    let store = store_at(&own);
    says(
        &store.check().await.unwrap_err(),
        "takes no writes",
        "read only",
    );
    says(
        &store.claim(&claim("b", "k-secret-1")).await.unwrap_err(),
        "takes no writes",
        "read only",
    );
    drop((store, hidden, absent));
    for statement in [
        format!("DROP DATABASE {name} WITH (FORCE)"),
        format!("DROP ROLE {role}"),
    ] {
        sql(&server, "postgres", &statement).await;
    }
}
