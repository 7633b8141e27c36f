//! An error of decoding names the place in the body as it came, whatever part of it was read: the pointers and offsets below
//! are counted by hand.

use std::collections::BTreeMap;

use faultcode_runtime::document::{Code, Envelope, Operation, StatusRange};
use faultcode_runtime::values::Decoder;
use faultcode_runtime::{
    Call, Client, EndpointError, ErrorKind, Unrecognized, Value, details, endpoint_error, object,
};
use faultcode_tests::{Answer, Server, shop};

/// A success in an envelope.
static WRAPPED: Operation = Operation {
    id: "wrapped",
    template: "/wrapped",
    path: &["/wrapped"],
    security: &[],
    envelopes: &[Envelope {
        data: Some(&["result", "order"]),
        ..Envelope::DEFAULT
    }],
    ..shop::GET_ORDER
};

/// Errors with details in an envelope.
static ERRING: Operation = Operation {
    id: "erring",
    template: "/erring",
    path: &["/erring"],
    ..shop::GET_ORDER
};

#[derive(Clone)]
struct Refused {
    left: i64,
    reason: Option<String>,
    lines: Option<BTreeMap<String, i64>>,
}

details!(Refused {
    0 left: required "left",
    at reason: optional ["error", "why"], lines: optional ["lines", "0"],
});

#[derive(Clone)]
enum WrappedError {
    Refused(Refused),
    Unrecognized(Unrecognized),
}

const REFUSED: Code = Code {
    status: &[StatusRange::one(402)],
    ..Code::new("REFUSED")
};

endpoint_error!(WrappedError { 0 Refused: details REFUSED });

struct Order {
    id: String,
    more: BTreeMap<String, i64>,
}

object!(decode Order { id: required "id", .. more });

async fn answered(body: &str) -> (String, usize) {
    let server = Server::answering([Answer::json(200, body)]);
    let client = shop::client(&server);
    match Call::<Order, WrappedError>::new(&client, &WRAPPED).await {
        Err(error) => match error.kind() {
            ErrorKind::Decode(error) => (error.to_string(), error.offset()),
            _ => panic!("{body}: {error:?}"),
        },
        Ok(order) => panic!("{body}: {order:?}"),
    }
}

#[tokio::test]
async fn a_success_in_an_envelope() {
    let rows = [
        (
            r#"{"result":{"order":{"id":7}}}"#,
            "/result/order/id is an integer, not a string (byte 25)",
        ),
        (
            "\u{feff}{\"result\":{\"order\":{\"id\":\"1\",\"x\":{}}}}",
            "/result/order/x is an object, not a number (byte 36)",
        ),
        (
            r#"{"result":{"order":{"x":1}}}"#,
            "/result/order lacks the member `id` (byte 19)",
        ),
        (
            r#"{"result":{}}"#,
            "/result lacks the member `order` (byte 0)",
        ),
    ];
    for (body, expected) in rows {
        let (shown, offset) = answered(body).await;
        assert_eq!(shown, expected, "{body}");
        assert!(shown.ends_with(&format!("(byte {offset})")));
    }
}

async fn cause(operation: &'static Operation, body: &str) -> String {
    let server = Server::answering([Answer::json(402, body)]);
    let client: Client = shop::client(&server);
    let error = Call::<Value, WrappedError>::new(&client, operation).await;
    let error = error.expect_err("the status says so");
    assert_eq!(error.code(), Some("REFUSED"), "{body}");
    let Ok(error) = error.into_api() else {
        panic!("{body}");
    };
    let rest = error.known().expect_err("the details do not fit");
    rest.cause().map(ToString::to_string).unwrap_or_default()
}

#[tokio::test]
async fn details_of_an_error() {
    let rows = [
        (
            r#"{"code":"REFUSED","details":{"left":"7"}}"#,
            "/details/left is a string, not a number (byte 36)",
        ),
        (
            r#"{"code":"REFUSED","details":{"a":"7"}}"#,
            "/details lacks the member `left` (byte 28)",
        ),
        (
            r#"{"code":"REFUSED"}"#,
            "/details lacks the member `left` (byte 0)",
        ),
        (
            r#"{"code":"REFUSED","details":{"left":7,"left":8}}"#,
            "/details/left is there more than once (byte 45)",
        ),
        (
            r#"{"code":"REFUSED","details":{"left":7},"error":{"why":7}}"#,
            "/error/why is an integer, not a string (byte 54)",
        ),
        (
            r#"{"code":"REFUSED","details":{"left":7},"error":{"why":"a","why":"b"}}"#,
            "/error/why is there more than once (byte 0)",
        ),
        (
            r#"{"code":"REFUSED","details":{"left":7},"lines":[{"a/b":true}]}"#,
            "/lines/0/a~1b is a boolean, not a number (byte 55)",
        ),
    ];
    for (body, expected) in rows {
        assert_eq!(cause(&ERRING, body).await, expected, "{body}");
    }
}

#[test]
fn a_value_by_itself_has_no_place_before_it() {
    let error = Decoder::whole::<Order>(br#"{"id":7}"#).expect_err("a number");
    assert_eq!((error.path().as_str(), error.offset()), ("/id", 6));
}
