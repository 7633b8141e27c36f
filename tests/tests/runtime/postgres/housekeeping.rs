//! Tables, ages and texts: what the store keeps beside its promises.

use std::time::{Duration, SystemTime};

use faultcode_postgres::PostgresKeyStore;
use faultcode_postgres::tokio_postgres::NoTls;
use faultcode_runtime::IdempotencyKey;
use faultcode_runtime::keys::{KeyClaim, KeyRecord, KeyStore as _};
use faultcode_tests::aloud;
use faultcode_tests::postgres::Postgres;

use super::{claim, database, prepared, session, sql, store_at};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn tables_are_made_once_however_many_make_them() {
    let server = Postgres::shared();
    for round in 0..5 {
        let name = database(&server, "").await;
        let makers: Vec<_> = (0..8)
            .map(|_| {
                let store = store_at(&server.connection(&name));
                tokio::spawn(async move { store.prepare().await })
            })
            .collect();
        for maker in makers {
            maker
                .await
                .expect("no panic")
                .unwrap_or_else(|error| panic!("{round}: {error:?}"));
        }
        // A migration that ran before, or runs again.
        sql(&server, &name, PostgresKeyStore::DDL).await;
        prepared(&server, &name)
            .await
            .check()
            .await
            .expect("the same tables");
    }
}

#[tokio::test]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn a_schema_of_its_own_holds_the_tables() {
    let server = Postgres::shared();
    let name = database(&server, "").await;
    sql(
        &server,
        &name,
        r#"CREATE SCHEMA "Odd ""one"""; CREATE SCHEMA other"#,
    )
    .await;
    let open = |schema: &str| {
        let builder =
            PostgresKeyStore::builder(&server.connection(&name)).expect("a connection string");
        builder.schema(schema).build(NoTls)
    };
    let (odd, other) = (open("Odd \"one\""), open("other"));
    odd.prepare().await.unwrap();
    other.prepare().await.unwrap();
    assert_eq!(odd.claim(&claim("a", "k1")).await.unwrap(), None);
    assert_eq!(other.claim(&claim("a", "k2")).await.unwrap(), None);
    let error = store_at(&server.connection(&name))
        .check()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("are not there"), "{error}");
    // `pg_temp` or another schema before it in the path changes nothing.
    let first = odd.find("s", "a").await.unwrap().expect("the record");
    assert_eq!(first.key.as_str(), "k1");
}

#[tokio::test]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn ages_are_those_of_the_database() {
    let server = Postgres::shared();
    let name = database(&server, "").await;
    let store = prepared(&server, &name).await;
    // A machine whose clock is years behind.
    let key = |text: &str| IdempotencyKey::new(text).unwrap();
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let late = |id: &str| KeyClaim::new(KeyRecord::new("s", id, key(id), old, [7; 32]));
    for id in ["open", "done"] {
        store.claim(&late(id)).await.unwrap();
    }
    store.finish(&late("done")).await.unwrap();
    let hour = Duration::from_secs(3600);
    assert_eq!(store.forget_finished(hour).await.unwrap(), 0);
    assert_eq!(store.unfinished_for(hour).await.unwrap(), []);
    let open = store.unfinished().await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].id.as_str(), open[0].created), ("open", old));
    // Two hours later.
    let later =
        "UPDATE faultcode_keys SET noted = noted - interval '2 h', ended = ended - interval '2 h'";
    sql(&server, &name, later).await;
    assert_eq!(store.unfinished_for(hour).await.unwrap().len(), 1);
    assert_eq!(store.forget_finished(Duration::MAX).await.unwrap(), 0);
    assert_eq!(store.forget_finished(hour).await.unwrap(), 1);
    assert_eq!(store.find("s", "done").await.unwrap(), None);
    // What is open is never forgotten by its age.
    assert!(store.find("s", "open").await.unwrap().is_some());
    assert!(store.forget("s", "open").await.unwrap());
    assert!(!store.forget("s", "open").await.unwrap());
    let rows = session(&server, &name).await;
    let rows = rows
        .query_one("SELECT count(*) FROM faultcode_claims", &[])
        .await
        .unwrap();
    assert_eq!(rows.get::<_, i64>(0), 0);
}

#[tokio::test]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn many_finished_records_go_in_pieces() {
    let server = Postgres::shared();
    let name = database(&server, "").await;
    let store = prepared(&server, &name).await;
    let many = "INSERT INTO faultcode_keys (name, scope, id, key, created, digest, maker, finished, ended)
         SELECT sha256(n::text::bytea), 's', n::text::bytea, 'k', now(), sha256('d'), 'm', n % 2 = 0, now() - interval '1 h'
         FROM generate_series(1, 5000) AS n";
    sql(&server, &name, many).await;
    assert_eq!(store.forget_finished(Duration::ZERO).await.unwrap(), 2500);
    assert_eq!(store.forget_finished(Duration::ZERO).await.unwrap(), 0);
    assert_eq!(store.unfinished().await.unwrap().len(), 2500);
}

/// A name is any text, also where the database has another encoding and an index takes no long ones.
#[tokio::test]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn any_text_is_a_name() {
    let server = Postgres::shared();
    let encodings = [
        "ENCODING 'UTF8' TEMPLATE template0",
        "ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'",
        "ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'",
    ];
    let long = "n".repeat(100_000);
    let names = [
        "",
        "\0",
        "a\0b",
        "\\0",
        "ß→🦀",
        "e\u{301}",
        "\u{e9}",
        "A",
        "a",
        "a ",
        "'; --",
        &long,
    ];
    for encoding in encodings {
        let name = database(&server, encoding).await;
        let store = prepared(&server, &name).await;
        for (number, id) in names.iter().enumerate() {
            let claimed = store.claim(&claim(id, &format!("k{number}"))).await;
            let claimed = claimed.unwrap_or_else(|error| panic!("{encoding} {number}: {error:?}"));
            assert_eq!(claimed, None, "{encoding} {number}");
        }
        for (number, id) in names.iter().enumerate() {
            let found = store.find("s", id).await.unwrap().expect("the record");
            assert_eq!(
                (found.id.as_str(), found.key.as_str()),
                (*id, format!("k{number}").as_str())
            );
        }
        // A scope and an id are no other scope and id.
        assert_eq!(store.find("", "sa").await.unwrap(), None);
        assert_eq!(store.unfinished().await.unwrap().len(), names.len());
    }
    aloud(&format!(
        "postgres: {} names in {} encodings",
        names.len(),
        encodings.len()
    ));
}

/// What a session of the store is set to, as the database sees it when a claim is written.
#[tokio::test]
#[cfg_attr(
    not(postgres),
    ignore = "NOT CHECKED: PostgreSQL is absent; apt-get install postgresql"
)]
async fn claims_wait_for_the_disk_whatever_the_role_is_set_to() {
    let server = Postgres::shared();
    for (set, expected) in [
        ("off", "on"),
        ("local", "on"),
        ("remote_apply", "remote_apply"),
    ] {
        let name = database(&server, "").await;
        let settings = format!(
            "ALTER DATABASE {name} SET synchronous_commit = '{set}';
             ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'"
        );
        sql(&server, "postgres", &settings).await;
        let store = prepared(&server, &name).await;
        let watch = "CREATE TABLE seen (commit text, isolation text);
             CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 INSERT INTO seen VALUES (current_setting('synchronous_commit'), current_setting('transaction_isolation'));
                 RETURN NEW;
             END $$;
             CREATE TRIGGER seen BEFORE INSERT ON faultcode_claims FOR EACH ROW EXECUTE FUNCTION see()";
        sql(&server, &name, watch).await;
        store.claim(&claim("a", "k1")).await.unwrap();
        let seen = session(&server, &name).await;
        let seen = seen
            .query_one("SELECT commit, isolation FROM seen", &[])
            .await
            .unwrap();
        assert_eq!(seen.get::<_, &str>(0), expected);
        assert_eq!(seen.get::<_, &str>(1), "read committed");
    }
}
