//! Models stated as tables: what they accept, what they write, and where they say that something is wrong.

use std::collections::BTreeMap;

use faultcode_runtime::errors::DecodeErrorKind;
use faultcode_runtime::values::{Encoder, UnknownText, from_json};
use faultcode_runtime::{Secret, Value, object, text_enum, union};

struct Order {
    id: String,
    amount: Option<i64>,
    note: Option<String>,
    tags: Vec<String>,
    parent: Option<Box<Order>>,
    state: Option<State>,
    payment: Option<Payment>,
    secret: Option<Secret<String>>,
}

object!(decode encode Order {
    id: required "id",
    amount: optional "amount",
    note: required "note",
    tags: required "tags",
    parent: optional "parent",
    state: optional "state",
    payment: optional "payment",
    secret: optional "secret",
});

enum State {
    Open,
    Closed,
    Unknown(UnknownText),
}

text_enum!(State {
    0 Open: "open",
    1 Closed: "closed"
});

struct Card {
    last4: String,
}

object!(decode encode Card { last4: required "last4", });

struct Bank {
    kind: String,
    iban: String,
}

object!(decode encode Bank { kind: required "kind", iban: required "iban", });

#[derive(Clone, Debug)]
enum Payment {
    Card(Box<Card>),
    Bank(Box<Bank>),
    Unknown(Value),
}

union!(decode encode Payment by "kind" { Card: "card", Bank: "bank" | "account" });

struct Labels {
    name: String,
    more: BTreeMap<String, i64>,
}

object!(decode encode Labels { name: required "name", .. more });

fn written(value: &impl faultcode_runtime::values::Encode) -> String {
    String::from_utf8(Encoder::whole(value).expect("JSON can hold it")).expect("JSON is UTF-8")
}

#[test]
fn what_is_read_is_written_again() {
    let rows = [
        r#"{"id":"a","note":null,"tags":[]}"#,
        r#"{"id":"a","amount":-9223372036854775808,"note":"n","tags":["x","y"]}"#,
        r#"{"id":"a\u0001\"\\\n","note":null,"tags":[],"parent":{"id":"b","note":null,"tags":[]}}"#,
        r#"{"id":"a","note":null,"tags":[],"state":"open"}"#,
        r#"{"id":"a","note":null,"tags":[],"state":"on fire"}"#,
        r#"{"id":"a","note":null,"tags":[],"payment":{"kind":"card","last4":"4242"}}"#,
        r#"{"id":"a","note":null,"tags":[],"payment":{"kind":"account","iban":"DE"}}"#,
        r#"{"id":"a","note":null,"tags":[],"payment":{"kind":"coin","amount":1.50,"x":[1e400]}}"#,
        r#"{"id":"a","note":null,"tags":[],"secret":"s"}"#,
    ];
    for row in rows {
        let order: Order = from_json(row.as_bytes()).expect(row);
        assert_eq!(written(&order), row);
    }
}

#[test]
fn members_come_in_any_order_and_unknown_ones_are_left_out() {
    let order: Order = from_json(
        br#" {"tags":["x"],"later":{"deep":[1,{"a":null}]},"note":"n","id":"a","state":"closed"} "#,
    )
    .expect("an order");
    assert_eq!((order.id.as_str(), order.note.as_deref()), ("a", Some("n")));
    assert_eq!(order.state, Some(State::Closed));
    let labels: Labels = from_json(br#"{"x":1,"name":"n","y":2}"#).expect("labels");
    assert_eq!(written(&labels), r#"{"name":"n","x":1,"y":2}"#);
}

#[test]
fn errors_name_the_place_and_the_problem() {
    let missing = |name| DecodeErrorKind::Missing(name);
    let kind = |expected, found| DecodeErrorKind::Type { expected, found };
    let rows = [
        (r#"{"note":null,"tags":[]}"#, "", missing("id")),
        (
            r#"{"id":7,"note":null,"tags":[]}"#,
            "/id",
            kind("a string", "an integer"),
        ),
        (
            r#"{"id":null,"note":null,"tags":[]}"#,
            "/id",
            kind("a string", "null"),
        ),
        (
            r#"{"id":"a","tags":["x",true]}"#,
            "/tags/1",
            kind("a string", "a boolean"),
        ),
        (
            r#"{"id":"a","parent":{"id":"b","parent":{"tags":[],"note":null}}}"#,
            "/parent/parent",
            missing("id"),
        ),
        (
            r#"{"id":"a","amount":9223372036854775808}"#,
            "/amount",
            DecodeErrorKind::Range("a 64-bit integer"),
        ),
        (
            r#"{"id":"a","amount":1.0}"#,
            "/amount",
            DecodeErrorKind::Range("a 64-bit integer"),
        ),
        // A payment without its kind is kept as one that is not known; the member after it is what is missed.
        (r#"{"id":"a","payment":{}}"#, "", missing("note")),
        (
            r#"{"id":"a","payment":{"kind":"card"}}"#,
            "/payment",
            missing("last4"),
        ),
        (
            r#"{"id":"a","tags":["x"#,
            "/tags/0",
            DecodeErrorKind::Truncated,
        ),
        (
            r#"{"id":"a","note":null,"tags":[]} []"#,
            "",
            DecodeErrorKind::Trailing,
        ),
        ("[]", "", kind("an object", "an array")),
        ("", "", DecodeErrorKind::Truncated),
    ];
    for (row, path, problem) in rows {
        let error = from_json::<Order>(row.as_bytes()).expect_err(row);
        assert_eq!(
            (error.path().as_str(), error.kind()),
            (path, &problem),
            "{row}"
        );
    }
}

#[test]
fn nesting_is_bounded() {
    let deep = "[".repeat(100_000);
    assert!(from_json::<Value>(deep.as_bytes()).is_err());
    let allowed = format!("{}{}", "[".repeat(128), "]".repeat(128));
    assert!(from_json::<Value>(allowed.as_bytes()).is_ok());
    let refused = format!("{}{}", "[".repeat(129), "]".repeat(129));
    let error = from_json::<Value>(refused.as_bytes()).expect_err("too deep");
    assert_eq!(error.kind(), &DecodeErrorKind::TooDeep);
}

#[test]
fn a_tag_is_written_once() {
    let card = Payment::Card(Box::new(Card { last4: "1".into() }));
    assert_eq!(written(&card), r#"{"kind":"card","last4":"1"}"#);
    let bank = Payment::Bank(Box::new(Bank {
        kind: "bank".into(),
        iban: "DE".into(),
    }));
    assert_eq!(written(&bank), r#"{"kind":"bank","iban":"DE"}"#);
    assert_eq!(written(&Payment::Unknown(Value::Null)), "null");
}

#[test]
fn a_number_that_json_cannot_hold_is_refused() {
    assert!(Encoder::whole(&f64::NAN).is_err());
    assert!(Encoder::whole(&vec![f64::INFINITY]).is_err());
    assert_eq!(written(&1e300), "1e300");
}

#[test]
fn a_secret_is_sent_but_not_shown() {
    let order: Order =
        from_json(br#"{"id":"a","note":null,"tags":[],"secret":"canary"}"#).expect("an order");
    assert!(!format!("{order:?}").contains("canary"));
    let mut log = Encoder::masking_secrets();
    faultcode_runtime::values::Encode::encode(&order, &mut log);
    let log = String::from_utf8(log.finish().expect("JSON")).expect("UTF-8");
    assert!(
        !log.contains("canary") && log.contains("[redacted]"),
        "{log}"
    );
}
