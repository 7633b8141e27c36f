//! Data types: what JSON written by hand decodes to, and what the same values are when they are sent.

use std::fmt::Debug;

use faultcode_runtime::values::{Encode, Encoder, from_json};
use faultcode_runtime::{Patch, Value};
use faultcode_tests::{Answer, Server};

use crate::wire::clients::schemas::Client;
use crate::wire::clients::schemas::input::*;
use crate::wire::clients::schemas::types;

/// The body of the one request that a call sends, and what came back of this answer.
macro_rules! exchange {
    ($method:ident($body:expr), $answer:expr) => {{
        let server = Server::answering([Answer::json(200, $answer)]);
        let client = Client::builder().base_url(server.url()).build().unwrap();
        let received = client.things().$method($body).await.unwrap();
        (server.request().text().to_owned(), received)
    }};
}

/// The variant's name, as `Debug` writes it.
fn variant(value: &impl Debug) -> String {
    let shown = format!("{value:?}");
    shown.split('(').next().unwrap_or_default().to_owned()
}

/// Every row is received, chooses the branch, and is sent as it came.
#[tokio::test]
async fn branches_are_told_apart_by_what_they_look_like() {
    type Read = fn(&types::Choices) -> String;
    fn read<T: Debug>(value: Option<&T>) -> String {
        value.map(variant).unwrap_or_default()
    }
    let json: Read = |it| read(it.json.as_ref());
    let customer: Read = |it| read(it.customer.as_ref());
    let amount: Read = |it| read(it.amount.as_ref());
    let tags: Read = |it| read(it.tags.as_ref());
    let metadata: Read = |it| read(it.metadata.as_ref());
    let when: Read = |it| read(it.when.as_ref());
    let size: Read = |it| read(it.size.as_ref());
    let day: Read = |it| read(it.day.as_ref());
    let pay: Read = |it| read(it.pay.as_ref());
    let rule: Read = |it| read(it.rule.as_ref());
    let pet: Read = |it| read(it.pet.as_ref());
    let lists: Read = |it| read(it.lists.as_ref());
    let rows: &[(&str, Read, &str)] = &[
        (r#"{"json":"a"}"#, json, "Text"),
        (r#"{"json":1.5}"#, json, "Number"),
        (r#"{"json":false}"#, json, "Flag"),
        (r#"{"json":[1.5,["a"],null]}"#, json, "List"),
        (r#"{"json":{"a":{"b":true}}}"#, json, "Map"),
        (r#"{"customer":"cus_1"}"#, customer, "Text"),
        (
            r#"{"customer":{"id":"c","object":"customer","name":"Ada"}}"#,
            customer,
            "Customer",
        ),
        (
            r#"{"customer":{"id":"c","object":"customer","deleted":true}}"#,
            customer,
            "DeletedCustomer",
        ),
        // `deleted` has to be true; a customer is what is left.
        (r#"{"customer":{"object":"customer"}}"#, customer, "Unknown"),
        (r#"{"customer":[1]}"#, customer, "Unknown"),
        (r#"{"amount":"12.50"}"#, amount, "Text"),
        (r#"{"amount":12.5}"#, amount, "Number"),
        (r#"{"tags":"a"}"#, tags, "Text"),
        (r#"{"tags":["a","b"]}"#, tags, "List"),
        (r#"{"tags":{"a":1.50}}"#, tags, "Unknown"),
        (r#"{"metadata":{"a":"b"}}"#, metadata, "Map"),
        (r#"{"metadata":""}"#, metadata, "Text"),
        (r#"{"when":"now"}"#, when, "Text"),
        (r#"{"when":"soon"}"#, when, "Text"),
        (r#"{"when":-5}"#, when, "Number"),
        // More digits than a float has, more than a whole number with a sign has, and those of a fraction.
        (r#"{"size":9007199254740993}"#, size, "Number"),
        (r#"{"size":18446744073709551615}"#, size, "Number"),
        (r#"{"size":5}"#, size, "Number"),
        (r#"{"size":-1.50}"#, size, "Number"),
        (r#"{"size":"5"}"#, size, "Text"),
        (r#"{"day":"2025-01-02"}"#, day, "\"2025-01-02\""),
        (r#"{"pay":{"kind":"card","number":"4"}}"#, pay, "Payment"),
        (r#"{"pay":{"kind":"bank","iban":"D"}}"#, pay, "Payment"),
        (r#"{"pay":{"id":"c","object":"customer"}}"#, pay, "Customer"),
        (r#"{"pay":{"kind":"cash"}}"#, pay, "Unknown"),
        (r#"{"pay":"p1"}"#, pay, "Text"),
        (r#"{"rule":{"id":"r","name":"n"}}"#, rule, "ByName"),
        (r#"{"rule":{"id":"r","age":5}}"#, rule, "ByAge"),
        (r#"{"rule":{"age":5}}"#, rule, "Unknown"),
        (r#"{"lists":[1,"a"]}"#, lists, "List"),
        // Heirs of an object with a discriminator, by mapping and by name.
        (
            r#"{"pet":{"kind":"feline","age":5,"lives":9}}"#,
            pet,
            "Feline",
        ),
        (
            r#"{"pet":{"kind":"Kitten","mother":{"kind":"Dog","tricks":["sit"]}}}"#,
            pet,
            "Kitten",
        ),
        (r#"{"pet":{"kind":"fish"}}"#, pet, "Unknown"),
    ];
    for (body, read, expected) in rows {
        let value: types::Choices = from_json(body.as_bytes()).expect(body);
        assert_eq!(read(&value), *expected, "{body}");
        let (sent, received) = exchange!(put_choices(&value.clone().into()), *body);
        assert_eq!(sent, *body);
        assert_eq!(received, value, "{body}");
    }
}

/// What a caller writes becomes the branch that holds it.
#[test]
fn what_a_variant_holds_becomes_the_union() {
    let body = |choices: &Choices| {
        let bytes = Encoder::whole(choices).expect("it can be sent");
        String::from_utf8(bytes).expect("JSON is UTF-8")
    };
    let rows = [
        (
            Choices::new().customer("cus_1").amount(2.5),
            r#"{"customer":"cus_1","amount":2.5}"#,
        ),
        (
            Choices::new()
                .amount("2.50".to_owned())
                .json(Json::Flag(true)),
            r#"{"json":true,"amount":"2.50"}"#,
        ),
        (
            Choices::new().pay(Payment::Card(Box::new(Card::new("4")))),
            r#"{"pay":{"kind":"card","number":"4"}}"#,
        ),
        (
            Choices::new().tags(vec!["a".to_owned()]).metadata(""),
            r#"{"tags":["a"],"metadata":""}"#,
        ),
        (Choices::new().when("now"), r#"{"when":"now"}"#),
        (
            Choices::new().size(9_007_199_254_740_993_i64),
            r#"{"size":9007199254740993}"#,
        ),
        (Choices::new().size(0.5), r#"{"size":0.5}"#),
        (Choices::new().json(None), r#"{"json":null}"#),
    ];
    for (choices, expected) in rows {
        assert_eq!(body(&choices), expected);
    }
}

/// A missing tag, or one that is no text, is a kind that is not known.
#[test]
fn a_union_without_its_tag_keeps_the_value() {
    for json in [
        r#"{"number":"4"}"#,
        r#"{"kind":null}"#,
        r#"{"kind":{}}"#,
        "[]",
        "5",
    ] {
        let value: Payment = from_json(json.as_bytes()).expect(json);
        let Payment::Unknown(kept) = &value else {
            panic!("{value:?}");
        };
        assert_eq!(kept.to_string(), json);
    }
    assert!(from_json::<Payment>(b"{\"kind\": \"card\"").is_err());
}

#[tokio::test]
async fn values_out_of_a_list_are_kept() {
    let body = r#"{"priority":2,"rate":0.5,"mixed":5,"point":[1.5,"a"],"row":[[{"number":"4"},null],[{"number":"5"},6]],"constant":7}"#;
    let value: Values = from_json(body.as_bytes()).unwrap();
    assert_eq!(value.priority, Some(ValuesPriority::High));
    assert_eq!(value.rate, Some(ValuesRate::N0_5));
    assert_eq!(value.mixed, Some(ValuesMixed::N5));
    assert_eq!(value.point, Some((1.5, "a".to_owned())));
    let row = value.row.as_deref().unwrap_or_default();
    assert_eq!(
        row.iter().map(|(_, count)| *count).collect::<Vec<_>>(),
        [None, Some(6)]
    );
    let (sent, received) = exchange!(put_values(&value), body);
    assert_eq!((sent.as_str(), &received), (body, &value));

    let unknown = r#"{"priority":9,"rate":2.50,"mixed":{"a":1},"constant":8}"#;
    let value: Values = from_json(unknown.as_bytes()).unwrap();
    assert_eq!(value.priority.map(ValuesPriority::value), Some(9));
    assert!(matches!(
        value.mixed,
        Some(ValuesMixed::Unknown(Value::Object(_)))
    ));
    let (sent, received) = exchange!(put_values(&value), unknown);
    assert_eq!((sent.as_str(), received), (unknown, value));

    let made = Values::new()
        .priority(ValuesPriority::Off)
        .rate(ValuesRate::N1)
        .mixed(ValuesMixed::False);
    let (sent, _) = exchange!(put_values(&made), "{}");
    assert_eq!(sent, r#"{"priority":-1,"rate":1,"mixed":false}"#);
}

#[test]
fn a_tuple_has_all_its_items() {
    for (json, expected) in [
        (
            r#"{"point":[1]}"#,
            "/point has fewer than 2 items (byte 12)",
        ),
        (
            r#"{"point":["a","b"]}"#,
            "/point/0 is a string, not a number (byte 10)",
        ),
    ] {
        let error = from_json::<Values>(json.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    // Further items are legal where the document does not forbid them.
    let longer: Values = from_json(br#"{"point": [1, "a", true]}"#).unwrap();
    assert_eq!(longer.point, Some((1.0, "a".to_owned())));
}

/// Absent, null and a value are three things where a request can say them.
#[tokio::test]
async fn a_change_says_what_it_leaves_alone() {
    let answer =
        r#"{"name":"Ada","created":"today","nick":null,"parent":{"name":"Eve","created":"then"}}"#;
    let rows = [
        (Profile::new("Ada"), r#"{"name":"Ada"}"#),
        (
            Profile::new("Ada").nick("a").age(5).card(Card::new("4")),
            r#"{"name":"Ada","nick":"a","age":5,"card":{"number":"4"}}"#,
        ),
        (
            Profile::new("Ada").nick(None).age(Patch::Null).card(None),
            r#"{"name":"Ada","nick":null,"age":null,"card":null}"#,
        ),
        (
            Profile::new("Ada")
                .password("p")
                .parent(Profile::new("Eve")),
            r#"{"name":"Ada","password":"p","parent":{"name":"Eve"}}"#,
        ),
    ];
    for (change, expected) in rows {
        let (sent, _) = exchange!(change_profile(&change), answer);
        assert_eq!(sent, expected);
    }
    let (_, received) = exchange!(change_profile(&Profile::new("Ada")), answer);
    assert_eq!(received.created, "today");
    assert_eq!((received.nick, received.age), (None, None));
    assert_eq!(received.parent.map(|it| it.name).as_deref(), Some("Eve"));
}

/// What the server alone writes is not sent back, and what the client alone writes is not read.
#[tokio::test]
async fn members_of_one_side_stay_on_it() {
    let answer = r#"{"name":"Ada","created":"today","password":"echo"}"#;
    let (_, received) = exchange!(change_profile(&Profile::new("Ada")), answer);
    let change = Profile::from(received);
    assert!(change.password.is_none());
    let (sent, _) = exchange!(change_profile(&change), answer);
    assert_eq!(sent, r#"{"name":"Ada"}"#);
}

#[tokio::test]
async fn parts_of_an_object_become_one() {
    let body = r#"{"name":"n","size":5,"at":{"name":"m","size":6},"more":7}"#;
    let value: Parts = from_json(body.as_bytes()).unwrap();
    assert!(matches!(value.at, Some(PartsAt::Parts(_))));
    assert_eq!(value.extra.get("more"), Some(&7));
    let (sent, received) = exchange!(put_parts(&value), body);
    assert_eq!((sent.as_str(), received), (body, value));
    assert!(from_json::<Parts>(br#"{"name": "n"}"#).is_err());
}

/// Text that an encoder of the generated client made chooses the branch that it was made of.
#[test]
fn what_is_encoded_decodes_to_the_same_branch() {
    fn again<T: Encode + faultcode_runtime::values::Decode + Debug>(value: &T) {
        let bytes = Encoder::whole(value).expect("it can be sent");
        let back: T = from_json(&bytes).expect("it can be read");
        assert_eq!(variant(&back), variant(value), "{value:?}");
    }
    let customer = |it| Customer::new(it, CustomerObject::Customer);
    let deleted = |it| DeletedCustomer::new(it, DeletedCustomerObject::Customer, true);
    for text in ["", "{}", "a"] {
        again(&ChoicesCustomer::from(text));
        again(&ChoicesCustomer::from(customer(text)));
        again(&ChoicesCustomer::from(customer(text).name(text)));
        again(&ChoicesCustomer::from(deleted(text)));
        again(&ChoicesPay::from(customer(text)));
        again(&ChoicesPay::from(Payment::from(Card::new(text))));
        again(&ChoicesPay::from(Payment::from(Bank::new(text).note(text))));
        again(&ChoicesRule::from(ChoicesRuleByName::new(text, text)));
        again(&ChoicesRule::from(ChoicesRuleByAge::new(text, 5)));
    }
}
