//! `learn`: what servers answered, held against documents. Logs are written here by hand; the loop with a generated client is in
//! the program `compile`.

#[path = "learn/drafts.rs"]
mod drafts;
#[path = "learn/logs.rs"]
mod logs;
#[path = "learn/prism.rs"]
mod prism;
#[path = "learn/secrets.rs"]
mod secrets;

use faultcode::internals::learn::{Counts, Learned, Learner, Unusable, declared};
use faultcode::{Input, Options, Session};
use serde_json::{Value, json};

/// Two servers, paths that compete, codes by operation, an envelope, and what limits say.
const SHOP: &str = "openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://api.shop.example/v1'}, {url: 'https://{region}.shop.example/v1', variables: {region: {default: eu}}}]
x-error-envelope: {code: /error/code, message: /error/message}
paths:
  /orders:
    post:
      operationId: createOrder
      x-error-codes: {SOLD_OUT: {status: 409}, SLOW_DOWN: {status: 429, retry: throttle}}
      responses:
        '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
        '409': {description: no}
        '429': {description: later, headers: {X-Quota: {schema: {type: string}}}}
    get:
      operationId: listOrders
      responses:
        '200': {description: all}
        '429': {description: later, headers: {Retry-After: {schema: {type: integer}}}}
  /orders/{id}:
    get: {operationId: getOrder, responses: {'200': {description: one}, '404': {description: none}}}
  /orders/latest:
    get: {operationId: latestOrder, responses: {'200': {description: one}}}
  /orders/{id}:cancel:
    post: {operationId: cancelOrder, responses: {'204': {description: done}}}
  /files/{name}.{ending}:
    get: {operationId: getFile, responses: {'200': {description: it}}}
components:
  schemas:
    Order: {type: object, required: [id, total], properties: {id: {type: string}, total: {type: integer}}}
";

/// An entry of a HAR.
fn entry(method: &str, url: &str, status: u16, body: Value) -> Value {
    json!({
        "request": {"method": method, "url": url, "headers": [], "queryString": []},
        "response": {
            "status": status,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"mimeType": "application/json", "text": body.to_string()},
        },
    })
}

/// The same with a header of the answer.
fn with_header(mut entry: Value, name: &str, value: &str) -> Value {
    let headers = entry["response"]["headers"].as_array_mut();
    headers
        .expect("entries have headers")
        .push(json!({"name": name, "value": value}));
    entry
}

fn har(entries: &[Value]) -> String {
    json!({"log": {"version": "1.2", "creator": {}, "entries": entries}}).to_string()
}

fn error(code: &str) -> Value {
    json!({"error": {"code": code, "message": "Ada Lovelace lives here"}})
}

/// Everything that is said of traffic, and the draft.
struct Said {
    report: String,
    draft: String,
    nothing: Option<String>,
    unknown: bool,
    counts: Counts,
    /// Answers by operation.
    answers: Vec<(String, usize)>,
}

impl Said {
    fn of(learned: &Learned<'_>) -> Self {
        let operations = learned.operations.iter();
        Self {
            report: learned.text(),
            draft: learned.draft().to_yaml(),
            nothing: learned.nothing(),
            unknown: learned.has_unknown(),
            counts: learned.counts.clone(),
            answers: operations.map(|it| (it.name.clone(), it.answers)).collect(),
        }
    }

    /// The lines of an operation's part.
    fn lines(&self, operation: &str) -> Vec<&str> {
        let parts = self.report.split("\n\n");
        let mut parts = parts.map(|part| part.lines().collect::<Vec<_>>());
        let head = format!("{operation}  ");
        let found = parts.find(|lines| lines.iter().any(|line| line.starts_with(&head)));
        found.unwrap_or_default()
    }
}

/// Learns from what `read` hands over.
fn learn(document: &str, servers: &[&str], read: impl FnOnce(&mut Learner<'_>)) -> Said {
    let input = Input::bytes("document.yaml", document.as_bytes());
    let mut session = Session::new(input, Options::named("learn"));
    let known = declared(&mut session).expect("the document is sound");
    let servers: Vec<String> = servers.iter().map(|it| (*it).to_owned()).collect();
    let mut learner = Learner::new(session.api(), &known, &servers);
    read(&mut learner);
    Said::of(&learner.finish())
}

fn from_har(document: &str, entries: &[Value]) -> Said {
    learn(document, &[], |learner| {
        let log = har(entries);
        learner.log(log.as_bytes()).expect("a HAR");
    })
}

#[test]
fn codes_statuses_and_headers_are_held_against_the_operation() {
    const ORDERS: &str = "https://api.shop.example/v1/orders";
    let made = json!({"id": "o1", "total": 3, "colour": "red"});
    let entries = [
        entry("POST", ORDERS, 201, made),
        entry("POST", ORDERS, 201, json!({"id": "o2"})),
        entry("POST", ORDERS, 409, error("SOLD_OUT")),
        entry("POST", ORDERS, 422, error("ADDRESS_UNKNOWN")),
        entry("POST", ORDERS, 422, error("ADDRESS_UNKNOWN")),
        entry("POST", ORDERS, 400, error("ADDRESS_UNKNOWN")),
        entry("POST", ORDERS, 402, error("SOLD_OUT")),
        entry("POST", ORDERS, 503, json!({"fault": "down"})),
        with_header(
            entry("POST", ORDERS, 429, error("SLOW_DOWN")),
            "Retry-After",
            "3",
        ),
        with_header(
            entry("POST", ORDERS, 429, error("SLOW_DOWN")),
            "X-Quota",
            "3",
        ),
        with_header(
            entry("GET", ORDERS, 429, error("SLOW_DOWN")),
            "Retry-After",
            "3",
        ),
        with_header(
            entry("GET", ORDERS, 200, json!([])),
            "X-App-RateLimit-Remaining",
            "3",
        ),
    ];
    let said = from_har(SHOP, &entries);
    let expected = [
        "createOrder  POST /orders  10 answers",
        "  declared, seen       201 2, SLOW_DOWN (429) 2, SOLD_OUT (402) 1, SOLD_OUT (409) 1",
        "  with other statuses  SOLD_OUT with 402 1",
        "  unknown              ADDRESS_UNKNOWN (400) 1, (422) 2",
        r#"                       {"error":{"code":"ADDRESS_UNKNOWN","message":"…"}}"#,
        "  unknown              503 1, without a code",
        r#"                       {"fault":"…"}"#,
        "  headers, undeclared  retry-after on 429: 1 of 2",
        "  members, undeclared  /colour 1",
        "  members, absent      /total 1",
        "  read by no envelope  503 1",
        r#"                       {"fault":"…"}"#,
    ];
    assert_eq!(said.lines("createOrder"), expected, "{}", said.report);
    let expected = [
        "listOrders  GET /orders  2 answers",
        "  declared, seen       200 1",
        "  not declared here    SLOW_DOWN (429) 1",
        r#"                       {"error":{"code":"SLOW_DOWN","message":"…"}}"#,
        "  headers, undeclared  x-app-ratelimit-remaining on 200: 1 of 1",
    ];
    assert_eq!(said.lines("listOrders"), expected, "{}", said.report);
    assert!(
        said.report
            .contains("4 operations not called: getOrder, latestOrder, cancelOrder, getFile")
    );
    assert!(said.unknown);
    assert!(!said.report.contains("Lovelace") && !said.draft.contains("Lovelace"));
    let draft = &said.draft;
    for part in [
        "ADDRESS_UNKNOWN",
        "confidence: observed",
        "origin: traffic",
        "remaining: x-app-ratelimit-remaining",
        "createOrder: a body of 503 that no envelope reads, seen once",
    ] {
        assert!(draft.contains(part), "{part}: {draft}");
    }
    let first_use = draft.find("paths").expect("the draft is about operations");
    assert!(!draft[first_use..].contains("retry:"), "{draft}");
}

#[test]
fn nothing_is_unknown_where_everything_is_declared() {
    let url = "https://api.shop.example/v1/orders";
    let said = from_har(
        SHOP,
        &[
            entry("POST", url, 409, error("SOLD_OUT")),
            entry("POST", url, 201, json!({"id": "o1", "total": 3})),
        ],
    );
    assert!(!said.unknown, "{}", said.report);
    assert!(!said.draft.contains("observed"), "{}", said.draft);
}

#[test]
fn a_request_belongs_to_the_operation_of_its_address() {
    let rows = [
        (
            "GET",
            "https://api.shop.example/v1/orders",
            Some("listOrders"),
        ),
        (
            "GET",
            "https://api.shop.example/v1/orders/",
            Some("listOrders"),
        ),
        (
            "GET",
            "https://api.shop.example:443/v1/orders?page=2#x",
            Some("listOrders"),
        ),
        (
            "get",
            "https://API.shop.example/v1/orders",
            Some("listOrders"),
        ),
        (
            "GET",
            "https://me:pw@eu.shop.example/v1/orders",
            Some("listOrders"),
        ),
        (
            "GET",
            "https://us.shop.example/v1/orders/o1",
            Some("getOrder"),
        ),
        (
            "GET",
            "https://us.shop.example/v1/orders/latest",
            Some("latestOrder"),
        ),
        (
            "GET",
            "https://us.shop.example/v1/orders/late%73t",
            Some("latestOrder"),
        ),
        (
            "GET",
            "https://us.shop.example/v1/orders/a%2Fb",
            Some("getOrder"),
        ),
        (
            "POST",
            "https://us.shop.example/v1/orders/o1:cancel",
            Some("cancelOrder"),
        ),
        (
            "GET",
            "https://us.shop.example/v1/files/a.txt",
            Some("getFile"),
        ),
        ("GET", "https://us.shop.example/v1/files/a", None),
        ("GET", "https://us.shop.example/v1/orders/o1/items", None),
        ("DELETE", "https://us.shop.example/v1/orders", None),
        ("GET", "https://us.shop.example/v1x/orders", None),
        ("GET", "https://us.shop.example/orders", None),
        ("GET", "https://shop.example/v1/orders", None),
        ("GET", "https://api.shop.example:8443/v1/orders", None),
        ("GET", "not an address", None),
    ];
    for (method, url, expected) in rows {
        let said = from_har(SHOP, &[entry(method, url, 200, json!({}))]);
        let found = said.answers.first().map(|(name, _)| name.as_str());
        assert_eq!(found, expected, "{method} {url}: {:?}", said.counts);
        assert_eq!(said.counts.entries(), 1);
    }
}

#[test]
fn a_server_can_be_named() {
    let servers = ["http://localhost:4010", "https://proxy.example/shop/v2/"];
    let entries = [
        entry("GET", "http://localhost:4010/orders", 200, json!([])),
        entry(
            "GET",
            "https://proxy.example/shop/v2/orders",
            200,
            json!([]),
        ),
        entry("GET", "https://api.shop.example/v1/orders", 200, json!([])),
    ];
    let said = learn(SHOP, &servers, |learner| {
        learner.log(har(&entries).as_bytes()).expect("a HAR");
    });
    assert_eq!((said.counts.answers, said.counts.elsewhere), (2, 1));
}

#[test]
fn an_error_under_a_success_is_one_where_the_document_says_so() {
    let document = SHOP.replace(
        "x-error-envelope: {",
        "x-error-envelope: {when: {at: /ok, equals: false}, ",
    );
    let url = "https://api.shop.example/v1/orders";
    let failed = json!({"ok": false, "error": {"code": "SOLD_OUT", "message": "m"}});
    let fine = json!({"ok": true, "error": {"code": "SOLD_OUT", "message": "m"}});
    let said = from_har(
        &document,
        &[
            entry("POST", url, 200, failed),
            entry("POST", url, 201, fine),
        ],
    );
    let lines = said.lines("createOrder");
    let seen = "  declared, seen       201 1, SOLD_OUT (200) 1";
    assert!(lines.contains(&seen), "{}", said.report);
}

#[test]
fn repeats_that_never_succeeded_are_told() {
    let url = "https://api.shop.example/v1/orders";
    let slow = || entry("POST", url, 429, error("SLOW_DOWN"));
    let good = || entry("POST", url, 201, json!({"id": "o1", "total": 1}));
    let sold = || entry("POST", url, 409, error("SOLD_OUT"));
    let vain = "  repeated in vain     SLOW_DOWN (429): 2 more attempts, none succeeded";
    let rows: [(&[Value], bool); 4] = [
        (&[slow(), slow(), slow()], true),
        (&[slow(), slow(), good()], false),
        // One more attempt says little.
        (&[slow(), slow()], false),
        // The document does not repeat it: somebody asks again.
        (&[sold(), sold(), sold()], false),
    ];
    for (entries, expected) in rows {
        let said = from_har(SHOP, entries);
        let told = said.lines("createOrder").contains(&vain);
        assert_eq!(told, expected, "{}", said.report);
    }
}

/// Whether a log is refused, and how.
fn refused(log: &[u8]) -> Option<String> {
    let mut why = None;
    learn(SHOP, &[], |learner| {
        why = learner.log(log).err().map(|error| match error {
            Unusable::Empty => "empty".to_owned(),
            Unusable::NoLog => "no log".to_owned(),
            Unusable::Broken { entries, .. } => format!("broken after {entries}"),
            Unusable::Io(error) => error.to_string(),
        });
    });
    why
}
