//! Methods, servers and credentials beyond the usual ones.

use faultcode_runtime::testing::Fake;

use crate::wire::clients::routes::Client;
use crate::wire::clients::routes::input::SearchOrderRequest;
use faultcode_tests::rows::Table;

fn client(table: &Table) -> Client {
    let built = Client::builder()
        .base_url(format!("{}/v1", table.url()))
        .key("k1")
        .digest("Digest username=\"u\"")
        .session("s=1")
        .in_query("q&1")
        .build();
    built.expect("a loopback URL")
}

fn line(request: &faultcode_tests::Request) -> String {
    format!("{} {}", request.method, request.target)
}

#[tokio::test]
async fn methods() {
    let mut table = Table::new("methods");
    let client = client(&table);
    let calls = client.routes();
    let body = SearchOrderRequest::new().a(1);
    let search = calls.search_order("1", &body);
    let whole = |it: &faultcode_tests::Request| format!("{} {}", line(it), it.text());
    table
        .shown("QUERY", search, whole, r#"QUERY /v1/orders/1 {"a":1}"#)
        .await;
    table
        .shown("COPY", calls.copy_order("1"), line, "COPY /v1/orders/1")
        .await;
    table
        .shown("TRACE", calls.trace_order("1"), line, "TRACE /v1/orders/1")
        .await;
    table
        .shown("HEAD", calls.head_order("1"), line, "HEAD /v1/orders/1")
        .await;
    table
        .shown(
            "OPTIONS",
            calls.options_order("1"),
            line,
            "OPTIONS /v1/orders/1",
        )
        .await;
    table.finish();
}

#[tokio::test]
async fn servers() {
    let mut table = Table::new("servers of operations");
    let fake = Fake::new(&[]);
    let built = Client::builder().transport(fake.clone()).build();
    let as_declared = built.expect("the document names a URL");
    let moved = client(&table);
    macro_rules! rows {
        ($($method:ident => $declared:literal, $moved:literal;)*) => {$(
            let outcome = as_declared.routes().$method().await;
            let sent = fake.requests().pop().map(|it| it.request.uri().to_string());
            let sent = outcome.map_err(|error| error.to_string()).and_then(|_| sent.ok_or_else(String::new));
            table.compare(stringify!($method), sent, $declared);
            table.target(stringify!($method), moved.routes().$method(), $moved).await;
        )*};
    }
    rows! {
        send_upload => "https://uploads.example/eu/uploads", "/v1/uploads";
        read_upload => "https://routes.example/v2/uploads", "/v2/uploads";
        put_upload => "https://routes.example/v3/uploads", "/v3/uploads";
        delete_upload => "https://routes.example/v1/uploads", "/v1/uploads";
    }
    table.finish();
}

/// RFC 3986, section 3.3: each value is written where its variable stands, and its reserved characters are percent-encoded.
#[tokio::test]
async fn variables_side_by_side() {
    let mut table = Table::new("variables side by side");
    let client = client(&table);
    let calls = client.routes();
    for (day, number, kind, suffix, target) in [
        ("mon", 1, "a", "b", "/v1/days/mon1/ab.json"),
        (
            "{number}",
            23,
            "x/y",
            "?z",
            "/v1/days/%7Bnumber%7D23/x%2Fy%3Fz.json",
        ),
        ("..a", 2, "...", "b", "/v1/days/..a2/...b.json"),
    ] {
        let call = calls.read_day(day, number, kind, suffix);
        table.target(target, call, target).await;
    }
    for (day, kind, suffix, named) in [
        ("", "a", "b", "day"),
        (".", "a", "b", "day"),
        ("a", "..", "b", "kind"),
        ("a", "b", "", "suffix"),
    ] {
        let call = calls.read_day(day, 1, kind, suffix);
        let problem = format!("PathParameter(\"{named}\")");
        table.refused(named, call, &problem).await;
    }
    table.finish();
}

#[tokio::test]
async fn credentials() {
    let mut table = Table::new("credentials");
    let client = client(&table);
    let calls = client.routes();
    table
        .header(
            "a key beside mutual TLS",
            calls.read_secured(),
            "x-key",
            "k1",
        )
        .await;
    table
        .header("mutual TLS alone", calls.write_secured(), "x-key", "(none)")
        .await;
    let digest = "Digest username=\"u\"";
    table
        .header(
            "another HTTP scheme",
            calls.read_digest(),
            "authorization",
            digest,
        )
        .await;
    let both = |it: &faultcode_tests::Request| {
        format!("{} {}", it.target, it.header("cookie").unwrap_or("(none)"))
    };
    table
        .shown(
            "cookie and query",
            calls.read_cookie().with(|it| it.seen(true)),
            both,
            "/v1/cookie?key=q%261 seen=true; sid=s%3D1",
        )
        .await;
    let bare = Client::builder()
        .base_url(table.url())
        .build()
        .expect("a loopback URL");
    table
        .shown(
            "optional credentials",
            bare.routes().read_cookie().with(|it| it.seen(true)),
            both,
            "/cookie seen=true",
        )
        .await;
    table.finish();
}
