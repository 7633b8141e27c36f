//! What was created can be read, listed page by page, changed and deleted; streams, downloads and what has its bounds.

use std::time::Duration;

use faultcode::mock::Settings;
use serde_json::json;

use super::{JSON, ask, serve, specs};

/// A shop whose lists are handed out in four ways.
const SHOP: &str = r##"
openapi: 3.1.0
info: {title: Shop, version: '1'}
x-error-codes: {NO_SUCH_ORDER: {status: 404}, NO_SUCH_CUSTOMER: {status: 404}}
x-error-envelope: {code: /code}
paths:
  /orders:
    post:
      operationId: createOrder
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}, count: {type: integer}}}}}}
      responses: {'201': {description: Made., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
    get:
      operationId: listOrders
      x-pagination: {kind: cursor, parameter: after, next: /next, hasMore: /more, items: /orders}
      parameters: [{name: after, in: query, schema: {type: string}}, {name: limit, in: query, schema: {type: integer}}]
      responses: {'200': {description: Them., content: {application/json: {schema: {type: object, required: [orders, more], properties: {orders: {type: array, items: {$ref: '#/components/schemas/Order'}}, next: {type: [string, 'null']}, more: {type: boolean}}}}}}}
  /orders/{orderId}:
    parameters: [{name: orderId, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getOrder
      x-error-codes: [NO_SUCH_CUSTOMER, NO_SUCH_ORDER]
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}, '404': {description: None.}}
    patch:
      operationId: changeOrder
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
    delete:
      operationId: deleteOrder
      responses: {'204': {description: Gone.}}
  /events:
    get:
      operationId: streamEvents
      responses: {'200': {description: Them., content: {text/event-stream: {schema: {type: string}}}}}
  /lines:
    get:
      operationId: streamLines
      responses: {'200': {description: Them., content: {application/x-ndjson: {itemSchema: {type: object, required: [id], properties: {id: {type: integer}}}, schema: {type: object, required: [id], properties: {id: {type: integer}}}}}}}
  /file:
    get:
      operationId: download
      responses: {'200': {description: It., content: {application/pdf: {schema: {type: string, format: binary}}}}}
components:
  schemas:
    Order: {type: object, required: [orderId, name], properties: {orderId: {type: string}, name: {type: string}, count: {type: integer}}}
"##;

fn create(mock: &faultcode::mock::Mock, name: &str) -> String {
    let body = json!({"name": name, "count": 3}).to_string();
    let made = ask(mock, "POST /orders", &[JSON], &body);
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["orderId"].as_str().expect("an id").to_owned()
}

#[test]
fn what_was_created_is_read_changed_and_deleted() {
    let mock = serve(SHOP, Settings::default());
    let id = create(&mock, "first");
    let path = format!("/orders/{id}");
    let get = || ask(&mock, &format!("GET {path}"), &[], "");
    assert_eq!(
        get().json(),
        json!({"orderId": id, "name": "first", "count": 3})
    );
    let changed = ask(
        &mock,
        &format!("PATCH {path}"),
        &[JSON],
        r#"{"name": "second"}"#,
    );
    assert_eq!(changed.json()["name"], "second");
    assert_eq!(
        get().json(),
        json!({"orderId": id, "name": "second", "count": 3})
    );
    assert_eq!(ask(&mock, &format!("DELETE {path}"), &[], "").status, 204);
    let gone = get();
    assert_eq!(
        (gone.status, &gone.json()["code"]),
        (404, &json!("NO_SUCH_ORDER"))
    );
    assert_eq!(
        ask(&mock, "GET /orders/never", &[], "").status,
        200,
        "the example"
    );
    let strict = Settings {
        created_only: true,
        ..Settings::default()
    };
    let mock = serve(SHOP, strict);
    assert_eq!(ask(&mock, "GET /orders/never", &[], "").status, 404);
    let none = ask(&mock, "GET /orders", &[], "").json();
    assert_eq!(none["orders"], json!([]));
}

#[test]
fn lists_are_handed_out_page_by_page() {
    let mock = serve(SHOP, Settings::default());
    let ids: Vec<String> = (0..7)
        .map(|number| create(&mock, &format!("order {number}")))
        .collect();
    let (mut seen, mut target) = (Vec::new(), "GET /orders?limit=3".to_owned());
    for (size, more) in [(3, true), (3, true), (1, false)] {
        let page = ask(&mock, &target, &[], "").json();
        let orders = page["orders"].as_array().expect("a list");
        assert_eq!(
            (orders.len(), &page["more"]),
            (size, &json!(more)),
            "{page}"
        );
        seen.extend(
            orders
                .iter()
                .filter_map(|it| it["orderId"].as_str().map(str::to_owned)),
        );
        if let Some(next) = page["next"].as_str() {
            target = format!("GET /orders?limit=3&after={next}");
        }
    }
    assert_eq!(seen, ids);
}

/// The generated client walks the pages to their end, by the numbers that the document declares.
#[tokio::test]
async fn a_generated_client_walks_the_pages() {
    let mock = specs("billium");
    let client = billium::Client::builder()
        .base_url(mock.url())
        .api_key("sk_1")
        .build()
        .expect("a client");
    for number in 0..23 {
        let new = billium::input::NewInvoice::new(
            format!("Order {number}"),
            faultcode_runtime::Decimal::new(1205, 1),
        );
        client
            .invoices()
            .create_invoice("mer_1", &new)
            .await
            .expect("created");
    }
    let mut pages = 0;
    let mut page = 1;
    let mut names = Vec::new();
    loop {
        let list = client
            .invoices()
            .list_invoices("mer_1")
            .with(|it| it.page(page))
            .await
            .expect("a page");
        pages += 1;
        names.extend(list.data.iter().map(|it| it.name.clone()));
        if i64::from(list.pagination.last_page) <= i64::from(page) {
            break;
        }
        page += 1;
    }
    assert_eq!((pages, names.len()), (3, 23), "ten on each");
    assert_eq!(names.first().map(String::as_str), Some("Order 0"));
}

#[test]
fn streams_and_files_come_as_they_are_declared() {
    let mock = serve(SHOP, Settings::default());
    let events = ask(&mock, "GET /events", &[], "");
    assert_eq!(events.header("content-type"), Some("text/event-stream"));
    assert_eq!(
        events.text().matches("data: ").count(),
        3,
        "{}",
        events.text()
    );
    let lines = ask(&mock, "GET /lines", &[], "");
    let lines: Vec<_> = lines.text().lines().map(str::to_owned).collect();
    assert_eq!(lines, [r#"{"id":1}"#; 3]);
    let file = ask(&mock, "GET /file", &[], "");
    assert_eq!(file.header("content-type"), Some("application/pdf"));
    assert!(!file.body.is_empty());
}

#[test]
fn sequences_are_played_as_they_are_scripted() {
    let mock = serve(SHOP, Settings::default());
    let script = json!({"operation": "listOrders", "steps": ["503 x2", {"status": 200, "headers": {"x-a": "b"}}, "ok delay 300ms", "cut after 5"]});
    let said = ask(
        &mock,
        "POST /_faultcode/script",
        &[JSON],
        &script.to_string(),
    );
    assert_eq!(said.status, 204, "{}", said.text());
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(ask(&mock, "GET /orders", &[], "").status);
    }
    assert_eq!(statuses, [503, 503, 200]);
    let started = std::time::Instant::now();
    assert_eq!(ask(&mock, "GET /orders", &[], "").status, 200);
    assert!(started.elapsed() >= Duration::from_millis(300));
    let cut =
        faultcode_tests::raw::exchange(mock.address(), b"GET /orders HTTP/1.1\r\nhost: h\r\n\r\n");
    let cut = String::from_utf8_lossy(&cut);
    let (head, body) = cut.split_once("\r\n\r\n").expect("a head");
    assert!(head.starts_with("HTTP/1.1 200") && body.len() == 5, "{cut}");
    assert_eq!(
        ask(&mock, "GET /orders", &[], "").status,
        200,
        "the script has ended"
    );
}

#[test]
fn what_is_remembered_has_its_bounds() {
    let settings = Settings {
        most_things: 50,
        most_kept: 20,
        ..Settings::default()
    };
    let mock = serve(SHOP, settings);
    let mut last = String::new();
    for number in 0..200 {
        last = create(&mock, &format!("order {number}"));
    }
    assert_eq!(mock.requests().len(), 20);
    assert_eq!(mock.requests().last().map(|it| it.number), Some(200));
    let list = ask(&mock, "GET /orders?limit=1000", &[], "").json();
    assert_eq!(list["orders"].as_array().map(Vec::len), Some(50));
    let kept = ask(&mock, &format!("GET /orders/{last}"), &[], "").json();
    assert_eq!(kept["name"], "order 199");
    mock.reset();
    assert!(mock.requests().is_empty());
}
