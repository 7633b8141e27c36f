//! A HAR of a mock server that we did not write: a proxy of this test stands before Prism, and writes what passes.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use faultcode_tests::folder::Folder;
use faultcode_tests::outside;
use faultcode_tests::prism::Prism;
use serde_json::{Value, json};

use super::{har, learn};

const DOCUMENT: &str = "openapi: 3.0.3
info: {title: Mocked, version: '1'}
servers: [{url: 'https://mocked.example'}]
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: one, content: {application/json: {schema: {type: object, required: [id],
          properties: {id: {type: string}}}, example: {id: o1}}}}
        '404': {description: none, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'},
          example: {code: ORDER_UNKNOWN, message: none}}}}
        '409': {description: busy, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'},
          example: {code: ORDER_BUSY, message: busy}}}}
components:
  schemas:
    Problem: {type: object, required: [code, message], properties: {code: {type: string, enum: [ORDER_UNKNOWN, ORDER_BUSY]},
      message: {type: string}}}
";

/// Sends a request, and writes both as a proxy does.
fn recorded(address: &str, path: &str, prefer: &str) -> Value {
    let host = address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("Prism listens");
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {host}\r\nprefer: {prefer}\r\nconnection: close\r\n\r\n"
    )
    .expect("Prism reads");
    let mut from = BufReader::new(stream);
    let mut line = String::new();
    from.read_line(&mut line).expect("a status line");
    let status: u16 = line
        .split_whitespace()
        .nth(1)
        .and_then(|it| it.parse().ok())
        .expect("a status");
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        from.read_line(&mut line).expect("a header");
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push(json!({"name": name, "value": value.trim()}));
    }
    let mut body = String::new();
    from.read_to_string(&mut body).expect("a body");
    // Pieces have their length before them.
    let start = body.find('{').unwrap_or(0);
    let end = body.rfind('}').map_or(body.len(), |end| end + 1);
    json!({
        "request": {"method": "GET", "url": format!("{address}{path}"), "headers": [{"name": "prefer", "value": prefer}]},
        "response": {"status": status, "headers": headers,
            "content": {"mimeType": "application/json", "text": body[start..end]}},
    })
}

#[test]
#[cfg_attr(
    not(prism),
    ignore = "SKIPPED: needs Prism, which .ci/validate installs"
)]
fn a_log_of_prism_is_what_its_document_says_and_more_than_a_poorer_one_says() {
    let program = outside::prism().expect(".ci/validate installs Prism");
    let folder = Folder::new("learn-prism");
    let document = folder.file("mocked.yaml");
    std::fs::write(&document, DOCUMENT).expect("the folder is ours");
    let prism = Prism::serving(&program, &document);
    let url = prism.url();
    let entries: Vec<Value> = ["code=200", "code=404", "code=409", "code=409"]
        .iter()
        .map(|prefer| recorded(&url, "/orders/o1", prefer))
        .collect();
    let log = har(&entries);
    let said = learn(DOCUMENT, &[&url], |learner| {
        learner.log(log.as_bytes()).expect("a HAR");
    });
    let seen = "  declared, seen       200 1, ORDER_BUSY (409) 2, ORDER_UNKNOWN (404) 1";
    assert!(said.lines("getOrder").contains(&seen), "{}", said.report);
    assert!(!said.unknown, "{}", said.report);
    let poorer = DOCUMENT.replace("[ORDER_UNKNOWN, ORDER_BUSY]", "[ORDER_UNKNOWN]");
    let said = learn(&poorer, &[&url], |learner| {
        learner.log(log.as_bytes()).expect("a HAR");
    });
    let unknown = "  unknown              ORDER_BUSY (409) 2";
    assert!(said.lines("getOrder").contains(&unknown), "{}", said.report);
}
