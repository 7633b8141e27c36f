//! Models in two forms, and the bodies that are decoded into them.

use std::fmt::Write as _;

/// Writes each struct once with the runtime's tables and once with serde's derives.
macro_rules! structs {
    ($($name:ident { $($index:literal $field:ident: $of:ty, $presence:ident $wire:literal;)* })*) => {
        /// With the runtime's tables.
        pub mod tables {
            use std::collections::BTreeMap;

            use faultcode_runtime::{Value, object, union};

            $(
                pub struct $name { $(pub $field: $of,)* }
                object!(decode encode $name { $($field: $presence $wire,)* });
            )*

            #[derive(Clone, Debug)]
            pub enum Event {
                Paid(Box<Paid>),
                Refunded(Box<Refunded>),
                Closed(Box<Closed>),
                Unknown(Value),
            }
            union!(decode encode Event by "type" {
                Paid: "invoice.paid",
                Refunded: "invoice.refunded",
                Closed: "account.closed",
            });

            #[derive(Clone, Debug)]
            pub enum Problem {
                Invalid(Box<Invalid>),
                NotFound(Box<NotFound>),
                Exceeded(Box<Exceeded>),
                Unpaid(Box<Unpaid>),
                Unknown(Value),
            }
            union!(decode encode Problem by "code" {
                Invalid: "INVALID_REQUEST",
                NotFound: "NOT_FOUND",
                Exceeded: "QUOTA_EXCEEDED",
                Unpaid: "PAYMENT_REQUIRED",
            });
        }

        /// With serde's derives.
        pub mod derived {
            use std::collections::BTreeMap;

            use serde::{Deserialize, Serialize};

            $(
                #[derive(Clone, Debug, Deserialize, Serialize)]
                pub struct $name { $(#[serde(rename = $wire)] pub $field: $of,)* }
            )*

            #[derive(Clone, Debug, Deserialize, Serialize)]
            #[serde(tag = "type")]
            pub enum Event {
                #[serde(rename = "invoice.paid")]
                Paid(Box<Paid>),
                #[serde(rename = "invoice.refunded")]
                Refunded(Box<Refunded>),
                #[serde(rename = "account.closed")]
                Closed(Box<Closed>),
            }

            #[derive(Clone, Debug, Deserialize, Serialize)]
            #[serde(untagged)]
            pub enum Problem {
                Invalid(Box<Invalid>),
                NotFound(Box<NotFound>),
                Exceeded(Box<Exceeded>),
                Unpaid(Box<Unpaid>),
            }
        }
    };
}

structs! {
    InvoicePage {
        0 items: Vec<Invoice>, required "items";
        1 has_more: bool, required "hasMore";
        2 next: Option<String>, optional "next";
    }
    Invoice {
        0 id: String, required "id";
        1 number: String, required "number";
        2 state: String, required "state";
        3 total: i64, required "total";
        4 tax: Option<f64>, optional "tax";
        5 currency: String, required "currency";
        6 customer: Customer, required "customer";
        7 lines: Vec<Line>, required "lines";
        8 note: Option<String>, optional "note";
        9 paid: bool, required "paid";
    }
    Customer {
        0 id: String, required "id";
        1 name: String, required "name";
        2 email: Option<String>, optional "email";
    }
    Line {
        0 text: String, required "text";
        1 quantity: i64, required "quantity";
        2 amount: i64, required "amount";
    }
    Repository {
        0 id: i64, required "id";
        1 node_id: String, required "node_id";
        2 name: String, required "name";
        3 full_name: String, required "full_name";
        4 private: bool, required "private";
        5 owner: Owner, required "owner";
        6 html_url: String, required "html_url";
        7 description: Option<String>, optional "description";
        8 fork: bool, required "fork";
        9 url: String, required "url";
        10 forks_url: String, required "forks_url";
        11 keys_url: String, required "keys_url";
        12 size: Option<i64>, optional "size";
        13 stars: Option<i64>, optional "stargazers_count";
        14 language: Option<String>, optional "language";
        15 topics: Option<Vec<String>>, optional "topics";
        16 archived: bool, required "archived";
        17 pushed_at: Option<String>, optional "pushed_at";
    }
    Owner {
        0 login: String, required "login";
        1 id: i64, required "id";
        2 avatar_url: String, required "avatar_url";
        3 kind: String, required "type";
        4 site_admin: bool, required "site_admin";
    }
    Catalogue {
        0 prices: BTreeMap<String, i64>, required "prices";
        1 names: BTreeMap<String, String>, required "names";
        2 people: BTreeMap<String, Customer>, required "people";
    }
    EventPage { 0 items: Vec<Event>, required "items"; }
    Paid {
        0 invoice: String, required "invoice";
        1 amount: i64, required "amount";
    }
    Refunded {
        0 invoice: String, required "invoice";
        1 amount: i64, required "amount";
        2 reason: Option<String>, optional "reason";
    }
    Closed { 0 account: Customer, required "account"; }
    Failure {
        0 error: Problem, required "error";
        1 request_id: Option<String>, optional "request_id";
    }
    Invalid {
        0 code: String, required "code";
        1 message: String, required "message";
        2 fields: Vec<String>, required "fields";
    }
    NotFound {
        0 code: String, required "code";
        1 message: String, required "message";
        2 kind: String, required "kind";
        3 id: String, required "id";
    }
    Exceeded {
        0 code: String, required "code";
        1 message: String, required "message";
        2 limit: i64, required "limit";
        3 resets: String, required "resets";
    }
    Unpaid {
        0 code: String, required "code";
        1 message: String, required "message";
        2 amount: i64, required "amount";
        3 currency: String, required "currency";
        4 due: Option<String>, optional "due";
    }
}

/// A page of invoices with members that no model knows, escapes, and nested lists.
pub fn invoices(count: usize) -> String {
    list(
        count,
        r#"{"items":["#,
        r#"],"hasMore":true,"next":"c2"}"#,
        |at| {
            format!(
                r#"{{"id":"inv_{at:06}","number":"2026-{at:05}","state":"open","total":{},"tax":{}.25,"currency":"EUR","customer":{{"id":"cus_{at:06}","name":"Bj\u00f6rk & S\u00f8nner \"AS\"","email":"post@shop.example","since":2019}},"lines":[{{"text":"Hosting, large","quantity":3,"amount":4500}},{{"text":"Support\nby phone","quantity":1,"amount":9900,"discount":null}}],"note":null,"paid":false,"links":{{"self":"/invoices/{at}","pdf":"/invoices/{at}.pdf"}}}}"#,
                at * 17,
                at % 40
            )
        },
    )
}

/// A list of repositories, most of whose members no model knows.
pub fn repositories(count: usize) -> String {
    list(count, "[", "]", |at| {
        let host = "https://api.code.example/repos/acme";
        let mut urls = String::new();
        for name in [
            "archive",
            "assignees",
            "blobs",
            "branches",
            "comments",
            "commits",
            "compare",
            "events",
            "hooks",
            "tags",
        ] {
            // Writing to a string does not fail.
            let _ = write!(urls, r#""{name}_url":"{host}/project-{at}/{name}{{/id}}","#);
        }
        format!(
            r#"{{"id":{},"node_id":"MDEwOlJlcG9zaXRvcnkx{at}","name":"project-{at}","full_name":"acme/project-{at}","private":false,"owner":{{"login":"acme","id":1,"node_id":"MDQ6VXNlcjE=","avatar_url":"https://code.example/images/acme.gif","gravatar_id":"","type":"Organization","site_admin":false}},"html_url":"https://code.example/acme/project-{at}","description":"A project, the {at}th of its kind","fork":false,"url":"{host}/project-{at}","forks_url":"{host}/project-{at}/forks","keys_url":"{host}/project-{at}/keys",{urls}"size":{at},"stargazers_count":{},"language":"Rust","topics":["api","client","codegen"],"has_issues":true,"has_wiki":false,"archived":false,"pushed_at":"2026-10-01T12:00:00Z","permissions":{{"admin":false,"push":false,"pull":true}}}}"#,
            1296269 + at,
            at * 3
        )
    })
}

/// Three maps of numbers, texts and objects.
pub fn maps(count: usize) -> String {
    let prices = list(count, "{", "}", |at| {
        format!(r#""sku-{at:04}":{}"#, at * 99)
    });
    let names = list(count, "{", "}", |at| {
        format!(r#""sku-{at:04}":"Article {at}""#)
    });
    let people = list(count, "{", "}", |at| {
        format!(r#""p{at:04}":{{"id":"c{at}","name":"Person {at}","email":null}}"#)
    });
    format!(r#"{{"prices":{prices},"names":{names},"people":{people}}}"#)
}

/// Events of three kinds, told apart by a tag.
pub fn events(count: usize) -> String {
    list(count, r#"{"items":["#, "]}", |at| match at % 3 {
        0 => format!(r#"{{"type":"invoice.paid","invoice":"inv_{at}","amount":{at}}}"#),
        1 => format!(
            r#"{{"type":"invoice.refunded","invoice":"inv_{at}","amount":{at},"reason":"late"}}"#
        ),
        _ => format!(
            r#"{{"type":"account.closed","account":{{"id":"c{at}","name":"Person {at}","email":null}}}}"#
        ),
    })
}

/// A refusal of the fourth form.
pub fn failure() -> String {
    r#"{"error":{"code":"PAYMENT_REQUIRED","message":"The last bill has not been paid. Pay it in the portal, or at the desk.","amount":4250,"currency":"EUR","due":"2026-11-30"},"request_id":"req_01hzx3v9k2m4n6p8q0r2s4t6"}"#.to_owned()
}

fn list(count: usize, open: &str, close: &str, item: impl Fn(usize) -> String) -> String {
    let items: Vec<String> = (0..count).map(item).collect();
    format!("{open}{}{close}", items.join(","))
}
