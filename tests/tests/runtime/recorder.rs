//! The recorder: what it writes, whom the file is for, and that no call waits for it or hears of its disk.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use faultcode_runtime::Client;
use faultcode_runtime::observe::Recorder;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::folder::Folder;
use faultcode_tests::shop::{self, CANARY, Order};
use faultcode_tests::{Answer, Server};
use serde_json::{Value, json};

fn client(server: &Server, recorder: &Recorder) -> Client {
    let builder = shop::builder(server).clock(Arc::new(ManualClock::new()));
    let built = builder.observer(recorder.clone()).build();
    built.expect("a loopback URL and a plain token")
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("the recording");
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}

#[tokio::test]
async fn a_line_says_what_came_without_its_values() {
    let folder = Folder::new("recorder");
    let file = folder.file("answers.jsonl");
    let recorder = Recorder::open(&file).expect("the folder is ours");
    let body = json!({
        "code": "BRAND_NEW", "message": format!("not {CANARY}, Ada"), "reason": "SOMETHING_ELSE", CANARY: 1,
        "ada@mail.example": null, "list": [{"n": 1.5}, {"n": 2}, {}, {}, {}, {}], "details": {"code": "INNER_CODE", "ok": true},
    });
    let server = Server::answering([
        Answer::json(429, r#"{"code": "RATE_LIMITED", "message": "m"}"#)
            .header("Retry-After", "3")
            .header("X-RateLimit-Reset", "Fri, 29 Sep 2023 16:26:57 GMT")
            .header("RateLimit", "\"default\";r=0;t=30")
            .header("X-Other", "neither"),
        Answer::json(400, body.to_string()).header("X-RateLimit-Limit", CANARY),
        Answer::json(
            200,
            r#"{"id": "o-4711", "amount": 3, "code": "KEPT_CLOSED"}"#,
        ),
        Answer::json(400, format!(r#"{{"code": "{CANARY}"}}"#)),
        Answer::json(400, r#"{"code": "4eC39HqLyjWDarjtT1zdp7dc"}"#),
        Answer::json(
            400,
            r#"{"problem": {"errorCode": "E0000011", "name": "Ada"}}"#,
        ),
        Answer::body(502, "text/html; charset=utf-8", "<h1>Ada</h1>"),
        Answer::json(200, r#"{"id": "o1"}"#),
        Answer::status(404),
        Answer::json(
            400,
            format!(r#"{{"code": "LONG", "message": "{}"}}"#, "x".repeat(70_000)),
        ),
        Answer::nothing(),
    ]);
    let client = client(&server, &recorder);
    shop::get_order(&client, "o1").await.unwrap_err();
    shop::get_order(&client, "o1").await.unwrap();
    for _ in 0..3 {
        shop::get_order(&client, "o1").await.unwrap_err();
    }
    shop::get_order(&client, "o1").await.unwrap();
    shop::get_order(&client, "o1").await.unwrap_err();
    shop::get_order(&client, "o1").await.unwrap_err();
    shop::place_order(&client, &Order::new("o1"))
        .await
        .unwrap_err();
    recorder.flush();
    assert_eq!((server.count(), recorder.lost()), (11, 0));
    let text = fs::read_to_string(&file).expect("the recording");
    for secret in [
        "token-ca", "Ada", "ada@", "o-4711", "4eC39", "neither", "charset",
    ] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let lines = lines(&file);
    let told = |line: &Value| -> Value {
        let names = [
            "attempt",
            "status",
            "failed",
            "verdict",
            "errorType",
            "form",
            "body",
        ];
        let all = names.into_iter();
        let all = all.filter_map(|name| Some((name.to_owned(), line.get(name)?.clone())));
        all.collect()
    };
    let expected = [
        json!({"attempt": 1, "status": 429, "failed": true, "verdict": "throttle", "errorType": "RATE_LIMITED", "form": "json",
            "body": {"code": "RATE_LIMITED", "message": "*"}}),
        json!({"attempt": 2, "status": 400, "failed": true, "verdict": "never", "errorType": "_OTHER", "form": "json",
            "body": {"code": "BRAND_NEW", "message": "*", "reason": "*", "*": 0, "*": null,
                "list": [{"n": 0.5}, {"n": 0}, {}, {}], "details": {"code": "*", "ok": true}}}),
        json!({"attempt": 1, "status": 200, "failed": false, "form": "json", "body": {"id": "*", "amount": 0, "code": "*"}}),
        json!({"attempt": 1, "status": 400, "failed": true, "verdict": "never", "errorType": "_OTHER", "form": "json", "body": {"code": "*"}}),
        json!({"attempt": 1, "status": 400, "failed": true, "verdict": "never", "errorType": "_OTHER", "form": "json", "body": {"code": "*"}}),
        json!({"attempt": 1, "status": 400, "failed": true, "verdict": "never", "errorType": "400", "form": "json",
            "body": {"problem": {"errorCode": "E0000011", "name": "*"}}}),
        json!({"attempt": 1, "status": 502, "failed": true, "verdict": "transient", "errorType": "502", "form": "other"}),
        json!({"attempt": 2, "status": 200, "failed": false, "form": "json", "body": {"id": "*"}}),
        json!({"attempt": 1, "status": 404, "failed": true, "verdict": "never", "errorType": "404", "form": "none"}),
        json!({"attempt": 1, "status": 400, "failed": true, "verdict": "never", "errorType": "_OTHER", "form": "cut"}),
    ];
    for (line, expected) in lines.iter().zip(&expected) {
        assert_eq!(told(line), *expected, "{line}");
        assert_eq!(line["path"], "/orders/{order_id}");
    }
    assert_eq!(lines.len(), 11);
    assert_eq!(
        (lines[10]["method"].as_str(), lines[10].get("status")),
        (Some("POST"), None)
    );
    assert!(lines[10]["fault"].is_string(), "{}", lines[10]);
    assert_eq!(lines[0]["call"], lines[1]["call"], "attempts of one call");
    assert_ne!(lines[1]["call"], lines[2]["call"]);
    let headers = json!({"content-type": "application/json", "retry-after": "3", "x-ratelimit-reset": "date", "ratelimit": "text"});
    assert_eq!(lines[0]["headers"], headers);
    assert_eq!(lines[1]["headers"]["x-ratelimit-limit"], "text");
}

#[tokio::test]
async fn a_full_file_says_so_once_and_grows_no_more() {
    let folder = Folder::new("recorder-full");
    let file = folder.file("answers.jsonl");
    let server = Server::deciding(|_| Answer::json(404, r#"{"code": "NOT_FOUND"}"#));
    for round in 0..2 {
        let recorder = Recorder::with_limit(&file, 1_000).expect("the folder is ours");
        let client = client(&server, &recorder);
        for _ in 0..10 {
            shop::get_order(&client, "o1").await.unwrap_err();
        }
        recorder.flush();
        let lines = lines(&file);
        let full = lines.iter().filter(|line| line["full"] == true).count();
        assert_eq!(full, 1, "{lines:?}");
        assert_eq!(lines.last().expect("lines")["full"], true);
        let kept = if round == 0 {
            lines.len() as u64 - 1
        } else {
            0
        };
        assert_eq!(recorder.lost(), 10 - kept, "round {round}");
        let length = fs::metadata(&file).expect("the recording").len();
        assert!(length <= 1_000, "{length}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("recorder-private");
    for open_before in [false, true] {
        let file = folder.file(if open_before {
            "before.jsonl"
        } else {
            "new.jsonl"
        });
        if open_before {
            fs::write(&file, "").expect("the folder is ours");
            let mode = fs::Permissions::from_mode(0o644);
            fs::set_permissions(&file, mode).expect("the file is ours");
        }
        let _recorder = Recorder::open(&file).expect("the folder is ours");
        let mode = fs::metadata(&file).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(Recorder::open(folder.file("no/such/folder")).is_err());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_disk_that_refuses_reaches_no_call() {
    let server = Server::deciding(|_| Answer::json(200, r#"{"id": "o1"}"#));
    // A device that is always full.
    let recorder = Recorder::open("/dev/full").expect("the device is there");
    let client = client(&server, &recorder);
    for _ in 0..3 {
        shop::get_order(&client, "o1").await.unwrap();
        recorder.flush();
    }
    // What the failed flush held is not counted one by one.
    assert!(recorder.lost() >= 2, "{}", recorder.lost());
}

/// A pipe that nobody reads: its writer waits for ever once it is full.
#[cfg(unix)]
#[tokio::test]
async fn no_call_waits_for_a_disk_that_hangs() {
    let folder = Folder::new("recorder-slow");
    let pipe = folder.file("pipe");
    let made = Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .expect("mkfifo is there");
    assert!(made.success());
    // Both ends, so that opening it for writing does not wait.
    let both = fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(&pipe)
        .expect("a pipe");
    let recorder = Recorder::open(&pipe).expect("the pipe has a reader");
    let server = Server::deciding(|_| Answer::json(404, r#"{"code": "NOT_FOUND"}"#));
    let client = client(&server, &recorder);
    let started = Instant::now();
    let mut calls = 0_u32;
    while recorder.lost() == 0 && calls < 5_000 {
        shop::get_order(&client, "o1").await.unwrap_err();
        calls += 1;
    }
    // The pipe holds some hundred lines, the queue a thousand.
    assert!((1_024..5_000).contains(&calls), "{calls} calls");
    assert!(
        started.elapsed() < Duration::from_secs(60),
        "{:?}",
        started.elapsed()
    );
    drop(client);
    drop(both);
}
