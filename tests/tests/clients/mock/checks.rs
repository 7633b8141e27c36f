//! What the mock finds in a request, and the error of the document that says so. Expectations are written after OpenAPI, RFC 6265
//! and RFC 6570.

use faultcode::mock::Settings;
use faultcode_tests::raw::exchange;
use serde_json::{Value, json};

use super::{JSON, ask, serve};

/// Parameters of all places and many styles, and bodies of all kinds.
const SHAPES: &str = r##"
openapi: 3.1.0
info: {title: Shapes, version: '1'}
servers: [{url: 'https://shapes.example/api/v2'}]
x-error-envelope: {code: /code, message: /message, param: /param}
x-error-codes:
  INVALID: {status: 422}
  UNKNOWN_THING: {status: 404}
paths:
  /things/{id}/{kinds}:
    get:
      operationId: getThing
      x-error-codes: [INVALID, UNKNOWN_THING]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
        - {name: kinds, in: path, required: true, schema: {type: array, maxItems: 2, items: {type: string, enum: [a, b]}}}
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
        - {name: tags, in: query, explode: false, schema: {type: array, items: {type: integer}}}
        - {name: filter, in: query, style: deepObject, schema: {type: object, required: [from], properties: {from: {type: string, format: date}, size: {type: integer}}}}
        - {name: pipes, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: boolean}}}
        - {name: X-Trace, in: header, required: true, schema: {type: string, format: uuid}}
        - {name: theme, in: cookie, schema: {type: string, enum: [dark, light]}}
      responses:
        '200': {description: It., content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}}}
        '404': {description: None.}
        '422': {description: Wrong., content: {application/json: {schema: {type: object, properties: {code: {type: string}, message: {type: string}, param: {type: string}}}}}}
  /things:
    post:
      operationId: makeThing
      x-error-codes: [INVALID]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name, shape]
              properties:
                id: {type: string, readOnly: true}
                name: {type: string, minLength: 2, maxLength: 5}
                price: {type: number, exclusiveMinimum: 0}
                note: {type: [string, 'null']}
                items: {type: array, minItems: 1, items: {type: integer}}
                shape:
                  oneOf: [{$ref: '#/components/schemas/Round'}, {$ref: '#/components/schemas/Square'}]
                  discriminator: {propertyName: kind, mapping: {round: '#/components/schemas/Round', square: '#/components/schemas/Square'}}
      responses:
        '204': {description: Made.}
        '422': {description: Wrong., content: {application/json: {schema: {type: object, properties: {code: {type: string}, message: {type: string}, param: {type: string}}}}}}
  /forms:
    post:
      operationId: sendForm
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, required: [amount], properties: {amount: {type: integer}, to: {type: array, items: {type: string}}}}
      responses: {'204': {description: Done.}}
  /files:
    post:
      operationId: sendFile
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: {type: object, required: [file, title], properties: {file: {type: string, format: binary}, title: {type: string, maxLength: 3}}}
      responses: {'204': {description: Done.}}
components:
  schemas:
    Round: {type: object, required: [kind, radius], properties: {kind: {type: string}, radius: {type: number}}}
    Square: {type: object, required: [kind, side], properties: {kind: {type: string}, side: {type: number}}}
"##;

const TRACE: (&str, &str) = ("x-trace", "123e4567-e89b-12d3-a456-426614174000");

#[test]
fn parameters_are_read_in_their_styles_and_checked() {
    let mock = serve(SHAPES, Settings::default());
    let rows = [
        ("/things/7/a,b", 200, ""),
        ("/api/v2/things/7/a", 200, ""),
        (
            "/things/7/a?limit=100&tags=1,2&pipes=true%7Cfalse&filter%5Bfrom%5D=2026-01-31&filter%5Bsize%5D=3",
            200,
            "",
        ),
        ("/things/7/a?tags=", 200, ""),
        ("/things/seven/a", 422, "id"),
        ("/things/0/a", 422, "id"),
        ("/things/7/c", 422, "0"),
        ("/things/7/a,b,a", 422, "kinds"),
        ("/things/7/a?limit=101", 422, "limit"),
        ("/things/7/a?limit=ten", 422, "limit"),
        ("/things/7/a?tags=1,x", 422, "1"),
        ("/things/7/a?pipes=true%7Cno", 422, "1"),
        ("/things/7/a?filter%5Bsize%5D=3", 422, "from"),
        ("/things/7/a?filter%5Bfrom%5D=soon", 422, "from"),
    ];
    for (path, status, param) in rows {
        let reply = ask(&mock, &format!("GET {path}"), &[TRACE], "");
        assert_eq!(reply.status, status, "{path}: {}", reply.text());
        if status == 422 {
            assert_eq!(reply.json()["code"], "INVALID", "{path}");
            assert_eq!(reply.json()["param"], param, "{path}: {}", reply.text());
        }
    }
    let headers: [(&[(&str, &str)], u16); 5] = [
        (&[], 422),
        (&[("x-trace", "7")], 422),
        (&[TRACE, ("cookie", "a=1; theme=dark")], 200),
        (&[TRACE, ("cookie", "theme=pink")], 422),
        (&[TRACE, ("cookie", "other=pink")], 200),
    ];
    for (headers, status) in headers {
        let reply = ask(&mock, "GET /things/7/a", headers, "");
        assert_eq!(reply.status, status, "{headers:?}: {}", reply.text());
    }
}

#[test]
fn bodies_are_held_against_their_schemas() {
    let mock = serve(SHAPES, Settings::default());
    let round = json!({"kind": "round", "radius": 1});
    let with = |member: &str, value: Value| {
        let mut body = json!({"name": "abc", "shape": round});
        body[member] = value;
        body
    };
    let rows = [
        (json!({"name": "abc", "shape": round}), 204, ""),
        (
            with("shape", json!({"kind": "square", "side": 2.5})),
            204,
            "",
        ),
        (with("note", Value::Null), 204, ""),
        (with("other", json!(1)), 204, ""),
        (json!({"shape": round}), 422, "name"),
        (json!({"name": "abc"}), 422, "shape"),
        (with("name", json!(7)), 422, "name"),
        (with("name", json!("a")), 422, "name"),
        (with("name", json!("äöüßéx")), 422, "name"),
        (with("price", json!(0)), 422, "price"),
        (with("price", json!("1")), 422, "price"),
        (with("items", json!([])), 422, "items"),
        (with("items", json!([1, "x"])), 422, "1"),
        (with("shape", json!({"radius": 1})), 422, "kind"),
        (with("shape", json!({"kind": "blob"})), 422, "kind"),
        (
            with("shape", json!({"kind": "square", "radius": 1})),
            422,
            "side",
        ),
        (json!([]), 422, "body"),
    ];
    for (body, status, param) in rows {
        let reply = ask(&mock, "POST /things", &[JSON], &body.to_string());
        assert_eq!(reply.status, status, "{body}: {}", reply.text());
        if status == 422 {
            assert_eq!(reply.json()["param"], param, "{body}: {}", reply.text());
        }
    }
    // What no error of the document says is said by a problem of the mock's own (RFC 9457).
    let reply = ask(
        &mock,
        "POST /things",
        &[("content-type", "text/csv")],
        "a,b",
    );
    assert_eq!(reply.status, 415);
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json")
    );
    assert_eq!(reply.json()["type"], "urn:faultcode:mock:media-type");
    assert_eq!(ask(&mock, "POST /things", &[JSON], "").status, 422);
    assert_eq!(ask(&mock, "POST /things", &[JSON], "{").status, 422);
}

#[test]
fn forms_and_parts_are_bodies_as_well() {
    let mock = serve(SHAPES, Settings::default());
    let form = ("content-type", "application/x-www-form-urlencoded");
    for (body, status) in [
        ("amount=7&to=a&to=b", 204),
        ("to=a", 400),
        ("amount=x", 400),
    ] {
        assert_eq!(
            ask(&mock, "POST /forms", &[form], body).status,
            status,
            "{body}"
        );
    }
    let parts = ("content-type", "multipart/form-data; boundary=\"xx\"");
    let part = |name: &str, body: &str| {
        format!(
            "--xx\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\n{body}\r\n"
        )
    };
    let end = "--xx--\r\n";
    let rows = [
        (
            format!("{}{}{end}", part("file", "\u{0}--x"), part("title", "abc")),
            204,
        ),
        (format!("{}{end}", part("title", "abc")), 400),
        (
            format!("{}{}{end}", part("file", ""), part("title", "abcd")),
            400,
        ),
        (part("file", "x"), 400),
    ];
    for (body, status) in rows {
        let reply = ask(&mock, "POST /files", &[parts], &body);
        assert_eq!(reply.status, status, "{body}: {}", reply.text());
    }
    let bare = ask(
        &mock,
        "POST /files",
        &[("content-type", "multipart/form-data")],
        "x",
    );
    assert_eq!(bare.status, 400);
}

#[test]
fn a_wrong_path_or_method_is_the_mocks_own_answer() {
    let mock = serve(SHAPES, Settings::default());
    let reply = ask(&mock, "GET /nothing", &[], "");
    assert_eq!(reply.status, 404);
    assert_eq!(reply.json()["type"], "urn:faultcode:mock:no-such-operation");
    let reply = ask(&mock, "DELETE /forms", &[], "");
    assert_eq!((reply.status, reply.header("allow")), (405, Some("POST")));
    let head = exchange(
        mock.address(),
        b"HEAD /things/7/a HTTP/1.1\r\nhost: h\r\nx-trace: 123e4567-e89b-12d3-a456-426614174000\r\nconnection: close\r\n\r\n",
    );
    let head = String::from_utf8_lossy(&head);
    assert!(
        head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
}
