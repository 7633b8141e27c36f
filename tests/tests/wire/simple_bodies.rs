//! Request bodies: the bytes of JSON, forms, text and bytes.

use faultcode_runtime::Decimal;
use faultcode_runtime::values::DecimalText;

use crate::wire::clients::simple_bodies::Client;
use crate::wire::clients::simple_bodies::input::*;
use faultcode_tests::rows::Table;

fn client(table: &Table) -> Client {
    let built = Client::builder().base_url(table.url()).build();
    built.expect("a loopback URL")
}

const JSON: &str = "application/json";

#[tokio::test]
async fn json() {
    let mut table = Table::new("JSON bodies");
    let client = client(&table);
    let json = client.json();
    let at = "2026-01-02T03:04:05Z".parse().expect("an instant");
    let least = || {
        Everything::new(
            "a\"\\\n\u{e4}\u{1}",
            1.5,
            at,
            vec!["x".into(), String::new()],
            false,
        )
    };
    let call = json.send_json(&least());
    let expected = "{\"id\":\"a\\\"\\\\\\n\u{e4}\\u0001\",\"ratio\":1.5,\"at\":\"2026-01-02T03:04:05Z\",\
                    \"tags\":[\"x\",\"\"],\"self_made\":false}";
    table.body("what is required", call, JSON, expected).await;
    let decimal: Decimal = "10.50".parse().expect("a decimal");
    let mut all = least()
        .day("2026-01-02".parse().expect("a day"))
        .price(DecimalText(decimal))
        .amount(decimal)
        .data(vec![251, 255])
        .state(EverythingState::InUse)
        .small(Small::new().name("n").count(-3))
        .inline(EverythingInline::new(EverythingInlineDeep::new().a_b(1)))
        .parent(Everything::new("p", 2.0, at, Vec::new(), true))
        .labels([("k".to_owned(), "v".to_owned())].into())
        .anything(faultcode_runtime::Value::Null)
        .type_("t");
    all.id = "i".into();
    all.tags.clear();
    all.extra.insert("more".into(), 7);
    let expected = concat!(
        r#"{"id":"i","ratio":1.5,"at":"2026-01-02T03:04:05Z","day":"2026-01-02","price":"10.50","amount":10.50,"#,
        r#""data":"+/8=","tags":[],"self_made":false,"state":"in use","small":{"name":"n","count":-3},"#,
        r#""inline":{"deep":{"a-b":1}},"parent":{"id":"p","ratio":2.0,"at":"2026-01-02T03:04:05Z","tags":[],"#,
        r#""self_made":true},"labels":{"k":"v"},"anything":null,"type":"t","more":7}"#,
    );
    let call = json.send_json(&all);
    table.body("everything", call, JSON, expected).await;
    let call = json.send_optional();
    table.body("left out", call, "(none)", "").await;
    let call = json.send_optional().body(&Small::new());
    table.body("empty", call, JSON, "{}").await;
    let call = json.send_list(&[Small::new().count(1), Small::new()]);
    table.body("list", call, JSON, r#"[{"count":1},{}]"#).await;
    let call = json.send_list(&[]);
    table.body("empty list", call, JSON, "[]").await;
    let map = [("b".to_owned(), 1), ("a c".to_owned(), 2)].into();
    let call = json.send_map(&map);
    table.body("map", call, JSON, r#"{"a c":2,"b":1}"#).await;
    let call = json.send_text_value("a\"b");
    table.body("text", call, JSON, r#""a\"b""#).await;
    let any = faultcode_runtime::values::from_json(br#"[1, {"a": null}, 1.50]"#).expect("JSON");
    let call = json.send_any(&any);
    table
        .body("any value", call, JSON, r#"[1,{"a":null},1.50]"#)
        .await;
    let call = json.send_patch(&Small::new().name("n"));
    let media = "application/merge-patch+json";
    table
        .body("its own media type", call, media, r#"{"name":"n"}"#)
        .await;
    let bank = || Box::new(Bank::new("DE02"));
    let rows = [
        (
            MethodModel::Bank(bank()),
            r#"{"kind":"bank","iban":"DE02"}"#,
        ),
        (
            MethodModel::BankAccount(bank()),
            r#"{"kind":"bank_account","iban":"DE02"}"#,
        ),
        (
            MethodModel::Card(Box::new(Card::new("42"))),
            r#"{"kind":"card","number":"42"}"#,
        ),
    ];
    for (method, expected) in rows {
        let call = json.send_union(&method);
        table.body(expected, call, JSON, expected).await;
    }
    table.finish();
}

#[tokio::test]
async fn other_media_types() {
    let mut table = Table::new("other bodies");
    let client = client(&table);
    let other = client.other();
    let form = "application/x-www-form-urlencoded";
    let call = other.send_form(&Form::new("a b&c=d+\u{e4}"));
    table
        .body("form", call, form, "title=a%20b%26c%3Dd%2B%C3%A4")
        .await;
    let all = Form::new("t")
        .count(2)
        .paid(true)
        .tags(vec!["x".into(), "y z".into()]);
    let call = other.send_form(&all);
    table
        .body(
            "form with a list",
            call,
            form,
            "title=t&count=2&paid=true&tags=x&tags=y%20z",
        )
        .await;
    let call = other.send_text("a\nb \u{e4}");
    table.body("text", call, "text/plain", "a\nb \u{e4}").await;
    let call = other.send_bytes(vec![b'a', 0, b'b']);
    table
        .body("bytes", call, "application/octet-stream", "a\0b")
        .await;
    let call = other.send_nothing();
    table.body("nothing", call, "(none)", "").await;
    let call = other.send_nothing();
    // RFC 9110 section 8.6.
    table
        .header("length of nothing", call, "content-length", "0")
        .await;
    table.finish();
}
