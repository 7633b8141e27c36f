//! No value of traffic reaches an output: a secret in every place of a request and of an answer.

use serde_json::{Value, json};

use super::{SHOP, har, learn};

/// Spelt like a code, so that only its having been sent tells that it is none.
const CANARY: &str = "canary_secret_word";

/// What is left of it where a server shows the beginning.
const BEGINNING: &str = "canary_secr";

fn pairs(pairs: &[(&str, &str)]) -> Value {
    let all = pairs.iter();
    all.map(|(name, value)| json!({"name": name, "value": value}))
        .collect()
}

/// An entry that sends the secret in one place and gets this body back.
fn sending(place: &str, body: &Value) -> Value {
    let mut url = "https://api.shop.example/v1/orders/o1".to_owned();
    let mut headers = vec![("accept", "application/json".to_owned())];
    let (mut cookies, mut posted) = (json!([]), Value::Null);
    match place {
        "bearer" => headers.push(("Authorization", format!("Bearer {CANARY}"))),
        "basic" => headers.push((
            "Authorization",
            "Basic bWU6Y2FuYXJ5X3NlY3JldF93b3Jk".to_owned(),
        )),
        "key" => headers.push(("X-Whatever-Key", CANARY.to_owned())),
        "cookie header" => headers.push(("Cookie", format!("a=b; sid={CANARY}"))),
        "cookie" => cookies = pairs(&[("sid", CANARY)]),
        "query" => url = format!("{url}?x=1&y={CANARY}"),
        "escaped query" => url = format!("{url}?y={}", CANARY.replace('_', "%5F")),
        "path" => url = format!("https://api.shop.example/v1/orders/{CANARY}"),
        "user" => url = format!("https://{CANARY}:x@api.shop.example/v1/orders/o1"),
        "body" => {
            posted =
                json!({"mimeType": "application/json", "text": json!({"card": CANARY}).to_string()})
        }
        "form" => posted = json!({"text": format!("grant=x&secret={CANARY}")}),
        other => panic!("{other}"),
    }
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    json!({
        "request": {"method": "GET", "url": url, "headers": pairs(&headers), "cookies": cookies, "postData": posted},
        "response": {
            "status": 404,
            "headers": pairs(&[("Set-Cookie", CANARY), ("X-RateLimit-Limit", CANARY), ("Content-Type", CANARY)]),
            "content": {"mimeType": "application/json", "text": body.to_string()},
        },
    })
}

const PLACES: [&str; 11] = [
    "bearer",
    "basic",
    "key",
    "cookie header",
    "cookie",
    "query",
    "escaped query",
    "path",
    "user",
    "body",
    "form",
];

#[test]
fn what_was_sent_shows_nowhere() {
    let parts = [
        json!({"error": {"code": format!("BAD_{CANARY}"), "message": "m"}}),
        json!({"error": {"code": format!("{BEGINNING}_x"), "message": "m"}}),
    ];
    let bodies = [
        json!({"error": {"code": CANARY, "message": CANARY}}),
        json!({"error": {"code": CANARY.to_uppercase(), "message": CANARY}}),
        json!({"error": {"code": "GONE", "message": CANARY, CANARY: 1, "reason": CANARY, "list": [{"code": CANARY}]}}),
        json!([CANARY, {CANARY: CANARY}]),
        json!(CANARY),
    ];
    let bare = SHOP.replace(
        "x-error-envelope: {code: /error/code, message: /error/message}\n",
        "",
    );
    for document in [SHOP, bare.as_str()] {
        for place in PLACES {
            // What is no credential may be a word of many codes.
            let credential = !["query", "escaped query", "path"].contains(&place);
            for body in bodies.iter().chain(parts.iter().filter(|_| credential)) {
                let said = learn(document, &[], |learner| {
                    let log = har(&[
                        sending(place, body),
                        sending(place, &json!({"code": "OTHER_CODE"})),
                    ]);
                    learner.log(log.as_bytes()).expect("a HAR");
                });
                let all = format!("{}{}{:?}", said.report, said.draft, said.nothing);
                let all_lower = all.to_lowercase();
                assert!(!all_lower.contains(BEGINNING), "{place}, {body}: {all}");
                assert_eq!(said.counts.answers, 2, "{place}");
            }
        }
    }
}

#[test]
fn values_of_bodies_show_nowhere_whether_they_were_sent_or_not() {
    let values = [
        "ada@mail.example",
        "4111 1111 1111 1111",
        "4eC39HqLyjWDarjtT1zdp7dcXX",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "Ada Lovelace",
        "\u{1b}[31mred",
        "https://a.test/reset?token=abcdefgh",
    ];
    for value in values {
        for body in [
            json!({"error": {"code": "GONE", "message": value, "for": {value: [value, 4_111_111_111_111_111_u64]}}}),
            json!({"error": {"code": "GONE", "message": "m"}, "type": value, "reason": value, "name": value}),
        ] {
            let said = learn(SHOP, &[], |learner| {
                let log = har(&[sending("key", &body)]);
                learner.log(log.as_bytes()).expect("a HAR");
                learner.answer(
                    &format!("getOrder.404.{value}.json"),
                    body.to_string().as_bytes(),
                );
            });
            let all = format!("{}{}", said.report, said.draft);
            assert!(
                !all.contains(value) && !all.contains("41111"),
                "{value}: {all}"
            );
            assert!(all.contains("GONE"), "{all}");
        }
    }
}

#[test]
fn a_declared_code_is_shown_whoever_sends_it() {
    let document = SHOP.replace("SOLD_OUT", CANARY);
    let body = json!({"error": {"code": CANARY, "message": "m"}});
    let said = learn(&document, &[], |learner| {
        learner
            .log(har(&[sending("body", &body)]).as_bytes())
            .expect("a HAR");
    });
    assert!(
        said.report
            .contains(&format!("not declared here    {CANARY}")),
        "{}",
        said.report
    );
}
