//! Values of parameters beside the table of styles: what has to be encoded, and values that are no text.

use faultcode_runtime::values::{Base64, DecimalText};
use faultcode_runtime::{Date, Timestamp, Uuid};

use crate::wire::clients::values::Client;
use crate::wire::clients::values::input::{Change, Shade, Texts};
use crate::wire::clients::values::typed::*;
use faultcode_tests::rows::Table;

/// Every character that RFC 3986 section 2.2 reserves, and some that no URL may hold.
const RESERVED: &str = ":/?#[]@!$&'()*+,;= \"<>%{}|\\^`ä";

/// The same, percent-encoded by hand after RFC 3986 section 2.1.
const ENCODED: &str =
    "%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%20%22%3C%3E%25%7B%7D%7C%5C%5E%60%C3%A4";

fn client(table: &Table) -> Client {
    let built = Client::builder().base_url(table.url()).build();
    built.expect("a loopback URL")
}

#[tokio::test]
async fn reserved_characters() {
    let mut table = Table::new("reserved characters");
    let client = client(&table);
    let reserved = client.reserved();
    let whole = |before: &str| format!("{before}{ENCODED}");
    let call = reserved.in_path(RESERVED);
    table.target("path", call, &whole("/path/")).await;
    let call = reserved.in_path("azAZ09-._~");
    table.target("unreserved", call, "/path/azAZ09-._~").await;
    let list = ["a,b".to_owned(), "c/d".to_owned()];
    let call = reserved.list_in_path(&list);
    table
        .target("list in the path", call, "/paths/a%2Cb,c%2Fd")
        .await;
    let call = reserved.in_query_operation().with(|it| it.value(RESERVED));
    table.target("query", call, &whole("/query?value=")).await;
    let call = reserved.in_query_operation().with(|it| it.na_me("x"));
    table.target("name", call, "/query?na%20me%5B%5D=x").await;
    let call = reserved
        .in_query_operation()
        .with(|it| it.joined(list.to_vec()));
    table
        .target("joined", call, "/query?joined=a%2Cb,c%2Fd")
        .await;
    let call = reserved
        .in_query_operation()
        .with(|it| it.pipes(vec!["a|b".into(), "c".into()]));
    // A pipe and the delimiter are one, encoded or not (OpenAPI 3.0.4, appendix E).
    table.refused("pipes", call, "Delimiter(\"pipes\")").await;
    let call = reserved
        .in_query_operation()
        .with(|it| it.pipes(vec!["a/b".into(), "c".into()]));
    table
        .target("no pipes", call, "/query?pipes=a%2Fb%7Cc")
        .await;
    let call = reserved
        .in_query_operation()
        .with(|it| it.deep(Texts::new().one("a=b").two_three("c&d")));
    table
        .target(
            "deep",
            call,
            "/query?deep%5Bone%5D=a%3Db&deep%5Btwo%20three%5D=c%26d",
        )
        .await;
    // RFC 6570 section 3.2.3 with what a query cannot hold: appendix C of OpenAPI 3.1.1 names `[]#&+` and all that is
    // not allowed in a URL.
    let call = reserved
        .reserved_in_query()
        .with(|it| it.value(":/?@!$'()*,; %ä[]#&+^"));
    table
        .target(
            "allowReserved",
            call,
            "/reserved?value=:/?@!$'()*,;%20%25%C3%A4%5B%5D%23%26%2B%5E",
        )
        .await;
    // OpenAPI 3.0.4, section 4.8.12.2: headers travel as they are.
    let call = reserved
        .in_header()
        .with(|it| it.value("a, b; c=\"d\" 50% /?#"));
    table
        .header("header", call, "x-value", "a, b; c=\"d\" 50% /?#")
        .await;
    let call = reserved.in_header().with(|it| it.value("a\r\nX-Other: b"));
    table
        .refused("line break", call, "Parameter(\"X-Value\")")
        .await;
    let call = reserved
        .in_cookie()
        .with(|it| it.value("a; b=c").other("d"));
    table
        .header("cookie", call, "cookie", "value=a%3B%20b%3Dc; other=d")
        .await;
    table.finish();
}

#[tokio::test]
async fn typed_values() {
    let mut table = Table::new("typed values");
    let client = client(&table);
    let typed = client.typed();
    let at: Timestamp = "2026-01-02T03:04:05.5Z".parse().expect("an instant");
    let late: Timestamp = "9999-12-31T23:59:60.1234567890123-00:30"
        .parse()
        .expect("a time");
    let day: Date = "2026-01-02".parse().expect("a day");
    let id: Uuid = "123e4567-e89b-42d3-a456-426614174000"
        .parse()
        .expect("a UUID");
    let decimal: DecimalText = "10.50".parse().map(DecimalText).expect("a decimal");
    let none = ScalarsParams::default;
    let map = [("a".to_owned(), 1), ("b c".to_owned(), 2)];
    let rows = [
        (none(), ""),
        (none().flag(true), "?flag=true"),
        (none().flag(false), "?flag=false"),
        (
            none().int(-9_223_372_036_854_775_808),
            "?int=-9223372036854775808",
        ),
        (none().small(7), "?small=7"),
        (none().number(0.1), "?number=0.1"),
        (none().number(1e21), "?number=1000000000000000000000"),
        (none().decimal(decimal), "?decimal=10.50"),
        (none().at(at), "?at=2026-01-02T03%3A04%3A05.5Z"),
        (
            none().at(late),
            "?at=9999-12-31T23%3A59%3A60.1234567890123-00%3A30",
        ),
        (none().day(day), "?day=2026-01-02"),
        (none().id(id), "?id=123e4567-e89b-42d3-a456-426614174000"),
        (none().bytes(Base64(vec![251, 255])), "?bytes=%2B%2F8%3D"),
        (none().shade(Shade::VeryDark), "?shade=very%20dark"),
        (none().shade("new one".into()), "?shade=new%20one"),
        (
            none().shades(vec![Shade::Light, Shade::AAndB]),
            "?shades=light&shades=a%26b",
        ),
        (none().map(map.into()), "?a=1&b%20c=2"),
        (none().int(1).flag(true), "?flag=true&int=1"),
    ];
    for (params, expected) in rows {
        let call = typed.scalars().with(|_| params);
        table
            .target(expected, call, &format!("/scalars{expected}"))
            .await;
    }
    let call = typed.scalars_in_path(&day, true, &Shade::VeryDark, &id, -0.5);
    table
        .target(
            "path",
            call,
            "/days/2026-01-02/true/very%20dark/123e4567-e89b-42d3-a456-426614174000/-0.5",
        )
        .await;
    let required = || typed.required_ones(2, "t-1", "s-1");
    table
        .target("required, query", required(), "/required?page=2")
        .await;
    table
        .header("required, header", required(), "x-trace", "t-1")
        .await;
    table
        .header("required, cookie", required(), "cookie", "session=s-1")
        .await;
    table.finish();
}

/// What a member of a change says: nothing, that there is no value any more, or a value. A text is all that a query or a form
/// can hold, so that the empty one stands for `null`.
#[tokio::test]
async fn null_is_said() {
    let mut table = Table::new("null");
    let client = client(&table);
    let typed = client.typed();
    let change = || Change::new().email(None).name("Ada".to_owned());
    let call = typed.changes_in_query().with(|it| it.deep(change()));
    table
        .target(
            "deepObject",
            call,
            "/changes?deep%5Bemail%5D=&deep%5Bname%5D=Ada",
        )
        .await;
    let call = typed
        .changes_in_query()
        .with(|it| it.deep(Change::new().name(None)));
    table
        .target("deepObject, null alone", call, "/changes?deep%5Bname%5D=")
        .await;
    let call = typed.changes_in_query().with(|it| it.joined(change()));
    table
        .target("form, joined", call, "/changes?joined=email,,name,Ada")
        .await;
    let form = "application/x-www-form-urlencoded";
    let call = typed.changes_in_form().body(&change());
    table.body("form body", call, form, "email=&name=Ada").await;
    let call = typed.changes_in_json().body(&change());
    table
        .body(
            "JSON",
            call,
            "application/json",
            r#"{"email":null,"name":"Ada"}"#,
        )
        .await;
    table.finish();
}

/// RFC 8259 section 6: no JSON number is infinite or none; neither is one that a query could name.
#[tokio::test]
async fn numbers_that_are_none_are_not_sent() {
    let mut table = Table::new("no numbers");
    let client = client(&table);
    let typed = client.typed();
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let call = typed.scalars().with(|it| it.number(number));
        table.refused("query", call, "Parameter(\"number\")").await;
        let change = Change::new().score(number);
        let call = typed.changes_in_query().with(|it| it.deep(change.clone()));
        table
            .refused("deepObject", call, "Parameter(\"deep\")")
            .await;
        let call = typed
            .changes_in_query()
            .with(|it| it.scores(vec![1.0, number]));
        table.refused("list", call, "Parameter(\"scores\")").await;
        let call = typed.scores_in_path(&[number]);
        table.refused("path", call, "Parameter(\"scores\")").await;
        let call = typed.changes_in_form().body(&change);
        table.refused("form", call, "Body(").await;
        let call = typed.changes_in_json().body(&change);
        table.refused("JSON", call, "Body(").await;
    }
    table.finish();
}

/// Items that hold what separates them, in styles that cannot say so: beside the rows of the runtime's own tests, what a
/// generated client does.
#[tokio::test]
async fn items_are_told_apart_or_not_sent() {
    let mut table = Table::new("delimiters");
    let client = client(&table);
    let typed = client.typed();
    let names = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        typed.names_in_header().with(|it| it.names(names))
    };
    let refused = "Delimiter(\"X-Names\")";
    for items in [&["a,b", "c"][..], &["a", ""], &["a", " b"], &["\"a", "b"]] {
        let call = names(items);
        table
            .refused(&format!("header {items:?}"), call, refused)
            .await;
    }
    let call = names(&["a\r\nX-Other: b", "c"]);
    table
        .refused("line break in an item", call, "Parameter(\"X-Names\")")
        .await;
    // RFC 9110 section 5.6.4: a comma in a quoted string separates nothing.
    let call = names(&["\"a,b\"", "c d"]);
    table.header("quoted", call, "x-names", "\"a,b\",c d").await;
    let call = typed.scores_in_path(&[1.0, 2.0]);
    table.target("label", call, "/scores/.1.2").await;
    let call = typed.scores_in_path(&[1.5, 2.0]);
    table
        .refused("label with full stops", call, "Delimiter(\"scores\")")
        .await;
    table.finish();
}
