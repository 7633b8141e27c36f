//! Bodies that say a thing twice (RFC 8259 section 4: what readers do with such is unpredictable), and the places of what does
//! not fit. Every body is written by hand.

use std::collections::BTreeMap;

use super::{DecodeError, DecodeErrorKind, Decoder};
use crate::__private::{Decode, Shape, Value, object, union};

struct Order {
    id: Option<String>,
    line: Option<Box<Order>>,
    prices: Option<BTreeMap<String, i64>>,
}

object!(decode Order {
    id: optional "id",
    line: optional "line",
    prices: optional "prices",
});

struct Open {
    id: Option<String>,
    more: BTreeMap<String, i64>,
}

object!(decode Open { id: optional "id", .. more });

struct Card {
    number: i64,
}

object!(decode Card { number: required "number", });

struct Bank {
    iban: i64,
}

object!(decode Bank { iban: required "iban", });

#[derive(Clone, Debug)]
enum ByTag {
    Card(Box<Card>),
    Bank(Box<Bank>),
    Nested(Box<Nested>),
    Unknown(Value),
}

union!(decode ByTag by "kind" { Card: "card", Bank: "bank", Nested: "nested" });

/// A union within a union: both look at the same object.
#[derive(Clone, Debug)]
enum Nested {
    Card(Box<Card>),
    Unknown(Value),
}

union!(decode Nested by "sort" { Card: "card" });

#[derive(Clone, Debug)]
enum ByShape {
    Card(Box<Card>),
    Bank(Box<Bank>),
    Map(BTreeMap<String, Value>),
    Unknown(Value),
}

union!(decode ByShape by shape {
    0 Card(Box<Card>): [Shape::object(Card::FIELDS).with(&[("kind", &[crate::__private::Constant::Text("card")])])],
    1 Bank(Box<Bank>): [Shape::object(Bank::FIELDS)],
    2 Map(BTreeMap<String, Value>): [Shape::MAP],
});

fn refused<T: Decode + std::fmt::Debug>(json: &str) -> DecodeError {
    Decoder::whole::<T>(json.as_bytes()).expect_err(json)
}

/// Where a body says a thing twice.
fn twice<T: Decode + std::fmt::Debug>(json: &str) -> String {
    let error = refused::<T>(json);
    assert_eq!(*error.kind(), DecodeErrorKind::Repeated, "{json}");
    error.path()
}

fn fits<T: Decode + std::fmt::Debug>(json: &str) {
    Decoder::whole::<T>(json.as_bytes()).expect(json);
}

#[test]
fn a_member_that_counts_is_there_once() {
    let rows = [
        (twice::<Order>(r#"{"id":"1","id":"1"}"#), "/id"),
        (twice::<Order>(r#"{"id":"1","id":null}"#), "/id"),
        (twice::<Order>(r#"{"id":"1","\u0069d":"2"}"#), "/id"),
        (
            twice::<Order>(r#"{"prices":{},"id":"1","prices":{}}"#),
            "/prices",
        ),
        (
            twice::<Order>(r#"{ "id" : "1" , "x":[], "id" : "2" }"#),
            "/id",
        ),
        (
            twice::<Order>(r#"{"line":{"id":"1","id":"2"}}"#),
            "/line/id",
        ),
        (twice::<Vec<Order>>(r#"[{},{"id":"1","id":"2"}]"#), "/1/id"),
        (
            twice::<Order>(r#"{"prices":{"a":1,"b":2,"a":1}}"#),
            "/prices/a",
        ),
        (twice::<Open>(r#"{"x":1,"id":"1","x":2}"#), "/x"),
        (
            twice::<BTreeMap<String, Order>>(r#"{"a/b":{},"a/b":{}}"#),
            "/a~1b",
        ),
    ];
    for (path, expected) in rows {
        assert_eq!(path, expected);
    }
    // What nobody reads decides nothing.
    fits::<Order>(r#"{"x":1,"id":"1","x":2}"#);
    // Each object has members of its own.
    fits::<Vec<Order>>(r#"[{"id":"1"},{"id":"1","line":{"id":"1"}}]"#);
}

#[test]
fn an_object_of_many_members_is_no_exception() {
    const FIELDS: &[crate::__private::Field] = &[crate::__private::Field::optional("f"); 130];
    // Names that differ, as a table has them.
    let names: Vec<String> = (0..130).map(|index| format!("f{index}")).collect();
    let names: Vec<&'static str> = names.into_iter().map(|name| &*name.leak()).collect();
    let fields: Vec<_> = names
        .iter()
        .map(|name| crate::__private::Field::optional(name))
        .collect();
    assert_eq!(fields.len(), FIELDS.len());
    let fields: &'static [crate::__private::Field] = fields.leak();
    for again in [0, 63, 64, 127, 128, 129] {
        let mut members: Vec<_> = names.iter().map(|name| format!("\"{name}\":1")).collect();
        let read = |members: &[String]| {
            let json = format!("{{{}}}", members.join(","));
            let mut values = vec![0_i64; fields.len()];
            let mut slots: Vec<&mut dyn Decode> =
                values.iter_mut().map(|value| value as _).collect();
            Decoder::new(json.as_bytes()).object(fields, &mut slots)
        };
        assert_eq!(read(&members), Ok(()));
        members.push(format!("\"f{again}\":1"));
        let error = read(&members).expect_err("a member is there twice");
        assert_eq!(error.path(), format!("/f{again}"));
    }
}

#[test]
fn what_chooses_a_branch_is_there_once() {
    let rows = [
        // The branch knows nothing of the tag.
        (
            twice::<ByTag>(r#"{"kind":"card","kind":"bank","number":1}"#),
            "/kind",
        ),
        (
            twice::<ByTag>(r#"{"number":1,"kind":"card","kind":"card"}"#),
            "/kind",
        ),
        (
            twice::<Vec<ByTag>>(
                r#"[{"kind":"card","number":1},{"kind":"bank","iban":1,"kind":"card"}]"#,
            ),
            "/1/kind",
        ),
        (
            twice::<ByTag>(r#"{"kind":"card","number":1,"number":2}"#),
            "/number",
        ),
        (
            twice::<ByTag>(r#"{"kind":"nested","sort":"card","number":1,"kind":"card"}"#),
            "/kind",
        ),
        (
            twice::<ByTag>(r#"{"kind":"nested","sort":"card","number":1,"sort":"x"}"#),
            "/sort",
        ),
        (
            twice::<ByShape>(r#"{"kind":"card","kind":"bank","number":1}"#),
            "/kind",
        ),
        (
            twice::<ByShape>(r#"{"kind":"bank","iban":1,"kind":"card"}"#),
            "/kind",
        ),
        (twice::<ByShape>(r#"{"iban":1,"iban":2}"#), "/iban"),
        (twice::<ByShape>(r#"{"x":1,"x":2}"#), "/x"),
    ];
    for (path, expected) in rows {
        assert_eq!(path, expected);
    }
    fits::<Vec<ByTag>>(
        r#"[{"kind":"card","number":1},{"kind":"new"},{"kind":"nested","sort":"card","number":1},{"kind":"bank","iban":1}]"#,
    );
    fits::<ByTag>(r#"{"kind":"card","number":1,"x":{"kind":"bank"},"y":{"kind":"bank"}}"#);
    // Any value keeps both, and chooses neither.
    let value: Value = r#"{"a":1,"a":2,"b":3}"#.parse().expect("JSON");
    assert_eq!(value.get("a"), None);
    assert_eq!(value.pointer("/a"), None);
    assert_eq!(value.get("b"), Some(&Value::from(3)));
    assert_eq!(value.to_string(), r#"{"a":1,"a":2,"b":3}"#);
}

#[test]
fn an_error_names_the_way_to_its_value() {
    let path = |error: DecodeError| error.path();
    let rows = [
        (path(refused::<Open>(r#"{"x":1,"y":"2"}"#)), "/y"),
        (path(refused::<Open>(r#"{"x":1,"a~b":1.5}"#)), "/a~0b"),
        (
            path(refused::<Order>(r#"{"prices":{"a":1,"b":"2"}}"#)),
            "/prices/b",
        ),
        (
            path(refused::<Vec<BTreeMap<String, Open>>>(
                r#"[{"a":{"id":"1","x":null}}]"#,
            )),
            "/0/a/x",
        ),
    ];
    for (path, expected) in rows {
        assert_eq!(path, expected);
    }
}
