//! The file of a key store: who can read it, and files of the first version.

use std::path::Path;
use std::time::{Duration, SystemTime};

use faultcode_runtime::Effect;
use faultcode_runtime::keys::{KeyStore, SqliteKeyStore};
use faultcode_runtime::testing::{Fake, Reply};
use faultcode_tests::folder::Folder;
use faultcode_tests::payments::Client;
use faultcode_tests::payments::input::NewCharge;
use faultcode_tests::payments::payments::CHARGE;
use rusqlite::Connection;

/// The statements with which version 1 made its table.
const VERSION_1: &str = "
    CREATE TABLE IF NOT EXISTS keys (
        scope TEXT NOT NULL,
        id TEXT NOT NULL,
        key TEXT NOT NULL,
        made INTEGER,
        created INTEGER NOT NULL,
        digest BLOB NOT NULL,
        finished INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (scope, id)
    ) STRICT, WITHOUT ROWID;
    PRAGMA user_version = 1;";

/// The body of the charge below.
const BODY: &str = r#"{"reference":"r","amount":1}"#;

/// SHA-256 of no query and that body, each after its length in eight bytes: the digest of version 1.
const DIGEST: &str = "a36a0913d21392ab37880e208b1e5ec2ae03ff968dc75168b2985dba4c84b7da";

/// A file of version 1 with a record that is open and one that is finished, both of the charge above.
fn old(path: &Path, scope: &str) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .unwrap();
    connection.execute_batch(VERSION_1).unwrap();
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    let created = (now - Duration::from_secs(3600)).as_millis();
    for (id, key, finished) in [("open", "old-1", 0), ("done", "old-2", 1)] {
        let sql = format!(
            "INSERT INTO keys VALUES ('{scope}', '{id}', '{key}', {created}, {created}, x'{DIGEST}', {finished})"
        );
        connection.execute_batch(&sql).unwrap();
    }
    connection
}

fn client(fake: &Fake, store: SqliteKeyStore) -> Client {
    let builder = Client::builder()
        .transport(fake.clone())
        .token("t")
        .key_store(store);
    builder
        .retry_with(|retries| retries.max_attempts(1))
        .build()
        .expect("a usable client")
}

#[tokio::test]
async fn a_file_of_the_first_version_goes_on() {
    let folder = Folder::new("old");
    let path = folder.file("keys.db");
    let fake = Fake::new(&[]);
    let scope = {
        let new = SqliteKeyStore::open(folder.file("new.db")).unwrap();
        let api = client(&fake, new).inner().api().name;
        format!("{api} {}", CHARGE.operation.id)
    };
    let running = old(&path, &scope);
    let store = SqliteKeyStore::open(&path).unwrap();
    let ids = |records: Vec<faultcode_runtime::keys::KeyRecord>| -> Vec<String> {
        records.into_iter().map(|record| record.id).collect()
    };
    assert_eq!(ids(store.unfinished().await.unwrap()), ["open"]);
    let client = client(&fake, store.clone());
    let body = NewCharge::new("r", 1);
    let charge = |name: &'static str| client.payments().charge(&body).durable(name);
    // Whoever made the open record may have sent it: a refusal gives nothing back.
    fake.then(&CHARGE, Reply::json(402, r#"{"code": "CARD_DECLINED"}"#));
    let error = charge("open").await.unwrap_err();
    assert_eq!(error.effect(), Effect::MaybeApplied);
    assert_eq!(error.code(), Some("CARD_DECLINED"));
    let error = charge("done").await.unwrap_err();
    assert_eq!(error.effect(), Effect::Applied);
    fake.then(&CHARGE, Reply::json(200, r#"{"id": "c1"}"#));
    charge("open").await.unwrap();
    let requests = fake.requests();
    let sent: Vec<_> = requests
        .iter()
        .map(|it| &it.request.headers()["idempotency-key"])
        .collect();
    assert_eq!(sent, ["old-1", "old-2", "old-1"]);
    assert!(requests.iter().all(|it| it.request.body() == BODY));
    assert_eq!(ids(store.unfinished().await.unwrap()), [""; 0]);
    assert!(store.find(&scope, "open").await.unwrap().unwrap().finished);
    // A program of that version that still runs can delete nothing any more, nor keep a key where nobody looks.
    running.execute_batch("DELETE FROM keys").unwrap_err();
    // Opened again, it is as it was.
    drop(store);
    let store = SqliteKeyStore::open(&path).unwrap();
    assert!(store.find(&scope, "done").await.unwrap().unwrap().finished);
}

#[tokio::test]
async fn a_file_of_a_later_version_is_refused() {
    let folder = Folder::new("later");
    let path = folder.file("keys.db");
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 3).unwrap();
    let error = SqliteKeyStore::open(&path).unwrap_err();
    assert!(error.to_string().contains("later version"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_the_file() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("modes");
    let modes = |name: &str| -> Vec<u32> {
        let endings = ["", "-wal", "-shm"].iter();
        let files = endings.map(|ending| folder.file(&format!("{name}{ending}")));
        files
            .map(|file| fs::metadata(file).unwrap().permissions().mode() & 0o777)
            .collect()
    };
    let store = SqliteKeyStore::open(folder.file("new.db")).unwrap();
    store.forget("s", "i").await.unwrap();
    assert_eq!(modes("new.db"), [0o600; 3]);

    // One that an earlier version made, with what SQLite keeps beside it.
    let path = folder.file("old.db");
    let running = old(&path, "s");
    for ending in ["", "-wal", "-shm"] {
        let file = folder.file(&format!("old.db{ending}"));
        fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
    }
    let store = SqliteKeyStore::open(&path).unwrap();
    store.forget("s", "i").await.unwrap();
    assert_eq!(modes("old.db"), [0o600; 3]);
    drop(running);

    // A group that may write was let in on purpose.
    let path = folder.file("shared.db");
    fs::write(&path, "").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o664)).unwrap();
    let store = SqliteKeyStore::open(&path).unwrap();
    store.forget("s", "i").await.unwrap();
    assert_eq!(modes("shared.db"), [0o660; 3]);
}

#[test]
fn a_path_is_a_file_and_nothing_else() {
    let folder = Folder::new("paths");
    for path in [":memory:", ""] {
        SqliteKeyStore::open(path).unwrap_err();
    }
    SqliteKeyStore::open(folder.file("file:a?mode=memory")).unwrap();
    assert!(folder.file("file:a?mode=memory").exists());
    SqliteKeyStore::open(folder.file("no-such-folder").join("keys.db")).unwrap_err();
}
