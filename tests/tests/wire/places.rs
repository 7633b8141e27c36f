//! Parameters with content, those of OpenAPI 3.2, and reserved characters.

use std::collections::BTreeMap;

use crate::wire::clients::places::Client;
use crate::wire::clients::places::input::*;
use faultcode_tests::rows::Table;

fn client(table: &Table) -> Client {
    let built = Client::builder().base_url(table.url()).build();
    built.expect("a loopback URL")
}

#[tokio::test]
async fn content() {
    let mut table = Table::new("parameters with content");
    let client = client(&table);
    let calls = client.places();
    let point = || Point::new().x(1.5).name("\u{e4}");
    table
        .target(
            "in the path",
            calls.by_content(&point()),
            "/json/%7B%22x%22%3A1.5%2C%22name%22%3A%22%C3%A4%22%7D",
        )
        .await;
    let at = Point::new();
    macro_rules! rows {
        ($($field:ident($value:expr) => $expected:literal;)*) => {
            $(table.target(stringify!($field), calls.by_content(&at).with(|it| it.$field($value)), concat!("/json/%7B%7D?", $expected)).await;)*
        };
    }
    rows! {
        filter(point()) => "filter=%7B%22x%22%3A1.5%2C%22name%22%3A%22%C3%A4%22%7D";
        list(vec![1, 2]) => "list=%5B1%2C2%5D";
        word("a b") => "word=%22a%20b%22";
        plain("a b") => "plain=a%20b";
    }
    table
        .header(
            "in a header",
            calls.by_content(&at).with(|it| it.point_header(point())),
            "x-point",
            "{\"x\":1.5,\"name\":\"\\u00e4\"}",
        )
        .await;
    table
        .header(
            "in a cookie",
            calls.by_content(&at).with(|it| it.point_cookie(point())),
            "cookie",
            "point=%7B%22x%22%3A1.5%2C%22name%22%3A%22%C3%A4%22%7D",
        )
        .await;
    table.finish();
}

#[tokio::test]
async fn reserved() {
    let mut table = Table::new("reserved characters");
    let client = client(&table);
    let calls = client.places();
    let all = ":/?#[]@!$&'()*+,;=%41% ";
    table
        .target(
            "path",
            calls.reserved(all),
            "/reserved/:%2F%3F%23%5B%5D@!$&'()*+,;=%41%25%20",
        )
        .await;
    table
        .target(
            "allowed",
            calls.reserved("a").with(|it| it.open(all)),
            "/reserved/a?open=:/?%23%5B%5D@!$%26'()*%2B,;=%41%25%20",
        )
        .await;
    table
        .target(
            "not allowed",
            calls.reserved("a").with(|it| it.shut(all)),
            "/reserved/a?shut=%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%2541%25%20",
        )
        .await;
    for dots in [".", "..", "%2e", ""] {
        table
            .refused(
                "a step to another folder",
                calls.reserved(dots),
                "PathParameter",
            )
            .await;
    }
    table.finish();
}

#[tokio::test]
async fn whole_queries() {
    let mut table = Table::new("whole queries");
    let client = client(&table);
    let calls = client.places();
    table
        .target(
            "form",
            calls
                .whole_form()
                .with(|it| it.all(WholeFormAll::new().a("x y").b(vec![1, 2]))),
            "/whole/form?a=x%20y&b=1&b=2",
        )
        .await;
    table
        .target(
            "JSON",
            calls.whole_json().with(|it| it.all(Point::new().x(1.0))),
            "/whole/json?%7B%22x%22%3A1.0%7D",
        )
        .await;
    table
        .target(
            "text",
            calls.whole_text().with(|it| it.all("a=b&c")),
            "/whole/text?a%3Db%26c",
        )
        .await;
    table.finish();
}

#[tokio::test]
async fn cookies_as_they_are() {
    let mut table = Table::new("cookies without encoding");
    let client = client(&table);
    let calls = client.places();
    let texts = || vec!["a".to_owned(), "b%".to_owned()];
    table
        .header(
            "word",
            calls.raw_cookies().with(|it| it.word("a=b c/\"")),
            "cookie",
            "word=a=b c/\"",
        )
        .await;
    table
        .header(
            "list",
            calls.raw_cookies().with(|it| it.list(texts())),
            "cookie",
            "list=a; list=b%",
        )
        .await;
    table
        .header(
            "joined",
            calls.raw_cookies().with(|it| it.joined(texts())),
            "cookie",
            "joined=a,b%",
        )
        .await;
    for bad in ["a;b", "a\r\nb", " a", "\u{e4}"] {
        table
            .refused(
                "what ends a cookie",
                calls.raw_cookies().with(|it| it.word(bad)),
                "Parameter(\"word\")",
            )
            .await;
    }
    table.finish();
}

#[tokio::test]
async fn deep_objects() {
    let mut table = Table::new("nested objects");
    let client = client(&table);
    let calls = client.places();
    let deep = DeepDeep::new().a(DeepDeepA::new().b(vec![1, 2]));
    table
        .target(
            "nested",
            calls.deep().with(|it| it.deep(deep)),
            "/deep?deep%5Ba%5D%5Bb%5D%5B0%5D=1&deep%5Ba%5D%5Bb%5D%5B1%5D=2",
        )
        .await;
    table
        .target(
            "list",
            calls
                .deep()
                .with(|it| it.expand(vec!["a".into(), "b".into()])),
            "/deep?expand%5B0%5D=a&expand%5B1%5D=b",
        )
        .await;
    table
        .target(
            "map",
            calls
                .deep()
                .with(|it| it.free(BTreeMap::from([("k&".to_owned(), 1)]))),
            "/deep?free%5Bk%26%5D=1",
        )
        .await;
    table.finish();
}

#[tokio::test]
async fn nearer_parameters() {
    let mut table = Table::new("parameters of a path and of its operation");
    let client = client(&table);
    let calls = client.places();
    // OpenAPI 3.1.1, section 4.8.9.1: those of the operation stand for those of the path; names of headers have no case.
    let overridden = || {
        let call = calls.overridden(1);
        call.with(|it| it.trace(7).page_query(2).page_cookie(true))
    };
    table
        .target("the query", overridden(), "/overridden/1?page=2")
        .await;
    let call = overridden();
    table.header("the header", call, "x-trace", "7").await;
    let call = overridden();
    table
        .header("the cookie", call, "cookie", "page=true")
        .await;
    table.finish();
}
