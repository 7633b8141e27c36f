//! Logs as they come: binary bodies, half entries, other hosts, logs that break off, large ones.

use std::io::{BufReader, Read};
use std::time::Instant;

use faultcode_tests::{again, aloud};
use serde_json::{Value, json};

use super::{SHOP, entry, error, from_har, har, learn, refused};

const ORDERS: &str = "https://api.shop.example/v1/orders";

#[test]
fn odd_entries_are_counted_and_end_nothing() {
    let content = |content: Value| {
        let mut entry = entry("POST", ORDERS, 409, json!({}));
        entry["response"]["content"] = content;
        entry
    };
    let entries = [
        entry("POST", ORDERS, 409, error("SOLD_OUT")),
        // As browsers write bodies that are no text, JSON among them.
        content(json!({"mimeType": "application/json", "encoding": "base64",
            "text": "eyJlcnJvciI6eyJjb2RlIjoiU09MRF9PVVQifX0="})),
        content(json!({"mimeType": "image/png", "encoding": "base64", "text": "iVBORw0KGgo="})),
        content(json!({"mimeType": "application/json", "encoding": "base64", "text": "%%%"})),
        content(json!({"mimeType": "application/json", "text": "{\"error\": "})),
        content(json!({"mimeType": "text/html", "text": "<h1>Bad gateway</h1>"})),
        content(json!({"size": 0})),
        content(json!("text")),
        content(Value::Null),
        // Blocked, or given up.
        entry("POST", ORDERS, 0, json!({})),
        // Half of it, or something else.
        json!({"request": {"method": "POST", "url": ORDERS}}),
        json!({"response": {"status": 409}}),
        json!({"request": null, "response": []}),
        json!({"request": {"method": 7, "url": {"a": [1, 2]}}, "response": {"status": 409}}),
        json!(null),
        json!([1, [2, {"log": {"entries": []}}]]),
        json!("entry"),
        entry("POST", "https://cdn.example/v1/orders", 200, json!({})),
        entry("OPTIONS", ORDERS, 204, json!({})),
    ];
    let said = from_har(SHOP, &entries);
    let counts = &said.counts;
    let left_out = (counts.elsewhere, counts.no_operation, counts.no_answer);
    assert_eq!((counts.answers, left_out, counts.broken), (9, (1, 1, 1), 7));
    let lines = said.lines("createOrder");
    let expected = [
        "  declared, seen       409 without a code 7, SOLD_OUT (409) 2",
        "  bodies not read      3 not recorded or empty, 2 no JSON, 2 broken JSON",
    ];
    for line in expected {
        assert!(lines.contains(&line), "{}", said.report);
    }
}

#[test]
fn a_log_that_breaks_off_counts_as_far_as_it_goes() {
    let entries = [
        entry("POST", ORDERS, 409, error("SOLD_OUT")),
        entry("POST", ORDERS, 422, error("NEW_CODE")),
    ];
    let log = har(&entries);
    let mut before = 0;
    for end in 0..=log.len() {
        let mut outcome = None;
        let said = learn(SHOP, &[], |learner| {
            outcome = Some(learner.log(&log.as_bytes()[..end]));
        });
        let answers = said.counts.answers;
        assert!(answers >= before && answers <= 2, "at {end}: {answers}");
        assert_eq!(
            outcome.expect("it was read").is_ok(),
            end == log.len(),
            "at {end}"
        );
        before = answers;
    }
    assert_eq!(before, 2);
}

#[test]
fn what_is_no_log_is_refused_with_its_reason() {
    let rows: &[(&[u8], Option<&str>)] = &[
        (b"", Some("empty")),
        (b" \r\n\xEF\xBB\xBF ", Some("empty")),
        (b"{}", Some("no log")),
        (b"{\"log\": {}}", Some("no log")),
        (b"{\"log\": {\"entries\": 7}}", Some("no log")),
        (b"{\"entries\": []}", Some("no log")),
        (b"[]", Some("no log")),
        (b"openapi: 3.1.0", Some("no log")),
        (b"\x1f\x8b\x08\x00", Some("no log")),
        (b"{\"log\": {\"entries\": []}}", None),
        (b"\xEF\xBB\xBF{\"log\": {\"entries\": []}}", None),
        (b"{\"log\": {\"entries\": [7,", Some("broken after 1")),
    ];
    for (log, expected) in rows {
        assert_eq!(
            refused(log).as_deref(),
            *expected,
            "{:?}",
            String::from_utf8_lossy(log)
        );
    }
    let deep = format!("{{\"log\": {{\"x\": {}", "[".repeat(100_000));
    assert!(refused(deep.as_bytes()).is_some());
}

#[test]
fn a_log_of_another_api_is_told_as_such() {
    let said = from_har(
        SHOP,
        &[
            entry("GET", "https://other.example/a", 200, json!({})),
            entry("GET", "https://other.example/b", 200, json!({})),
        ],
    );
    let expected = "none of 2 entries is an answer of this API; other hosts were called: other.example (2). If one of them \
                    stands for the API, name it: --server URL";
    assert_eq!(said.nothing.as_deref(), Some(expected));
    let path = "https://api.shop.example/v1/orders/o1/secret-4711";
    let said = from_har(SHOP, &[entry("GET", path, 200, json!({}))]);
    let expected = "none of 1 entry is an answer of this API; no operation has GET /*/orders/*/*";
    assert_eq!(said.nothing.as_deref(), Some(expected));
    let said = from_har(SHOP, &[]);
    assert_eq!(
        said.nothing.as_deref(),
        Some("there is no answer in what was given")
    );
}

/// A HAR that is made as it is read.
struct Endless {
    entry: Vec<u8>,
    left: usize,
    now: Vec<u8>,
    at: usize,
}

impl Endless {
    fn new(entry: &Value, bytes: usize) -> Self {
        let entry = format!("{entry},").into_bytes();
        let head = b"{\"log\": {\"entries\": [";
        Self {
            left: bytes / entry.len(),
            entry,
            now: head.to_vec(),
            at: 0,
        }
    }
}

impl Read for Endless {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.now.len() {
            if self.left == 0 {
                return Ok(0);
            }
            self.left -= 1;
            self.now.clone_from(&self.entry);
            if self.left == 0 {
                self.now.pop();
                self.now.extend_from_slice(b"]}}");
            }
            self.at = 0;
        }
        let some = to.len().min(self.now.len() - self.at);
        to[..some].copy_from_slice(&self.now[self.at..self.at + some]);
        self.at += some;
        Ok(some)
    }
}

/// The most memory that this process has had, in KiB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or(0)
}

/// Ten megabytes of small entries, fifty of bodies of half a megabyte, and one body of fifty.
#[test]
#[ignore = "runs in a process of its own"]
fn large_logs_are_read() {
    let small = entry("POST", ORDERS, 409, error("SOLD_OUT"));
    let filler = "x".repeat(500_000);
    let wide = entry(
        "POST",
        ORDERS,
        409,
        json!({"error": {"code": "SOLD_OUT", "message": filler}}),
    );
    let one = har(std::slice::from_ref(&small)).replace("Ada", "ADA");
    let (head, tail) = one.split_once("ADA").expect("the entry has a message");
    let long = std::io::repeat(b'x').take(50_000_000);
    let one = head.as_bytes().chain(long).chain(tail.as_bytes());
    let before = peak();
    for (what, log) in [
        (
            "small entries, 10 MB",
            Box::new(Endless::new(&small, 10_000_000)) as Box<dyn Read + '_>,
        ),
        (
            "wide bodies, 50 MB",
            Box::new(Endless::new(&wide, 50_000_000)),
        ),
        ("one body, 50 MB", Box::new(one)),
    ] {
        let started = Instant::now();
        let said = learn(SHOP, &[], |learner| {
            learner.log(BufReader::new(log)).expect("a HAR");
        });
        let memory = peak().saturating_sub(before);
        println!("{what}: {:.2?}, {memory} KiB", started.elapsed());
        assert!(said.counts.answers > 0, "{what}");
        assert!(memory < 64 * 1024, "{what}: {memory} KiB");
    }
}

#[test]
fn a_large_log_takes_no_more_memory_than_a_small_one() {
    let mut command = again::command(module_path!(), "large_logs_are_read");
    let ended = command.output().expect("the test can be started again");
    let out = String::from_utf8_lossy(&ended.stdout);
    let figures = out.lines().filter(|line| line.contains(" KiB"));
    figures.for_each(|line| aloud(&format!("learn: {line}")));
    assert!(
        ended.status.success(),
        "{out}{}",
        String::from_utf8_lossy(&ended.stderr)
    );
}
