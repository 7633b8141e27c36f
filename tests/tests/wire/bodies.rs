//! Request bodies of every kind, byte by byte.

use faultcode_runtime::body::FormData;
use faultcode_runtime::{FilePart, Upload};

use crate::wire::clients::bodies::Client;
use crate::wire::clients::bodies::input::*;
use faultcode_tests::rows::Table;

fn client(table: &Table) -> Client {
    let built = Client::builder().base_url(table.url()).build();
    built.expect("a loopback URL")
}

/// Media type and body with `B` for the boundary, the two separated by a line.
fn shown(request: &faultcode_tests::Request) -> String {
    let media = request.header("content-type").unwrap_or("(none)");
    let text = format!("{media}\n{}", String::from_utf8_lossy(&request.body));
    match media.split_once("boundary=") {
        Some((_, boundary)) => text.replace(boundary, "B"),
        None => text,
    }
}

const HEAD: &str = "--B\r\nContent-Disposition: form-data; name=";

/// A part without a media type.
fn text(name: &str, value: &str) -> String {
    format!("{HEAD}\"{name}\"\r\n\r\n{value}\r\n")
}

/// A part with further lines in its head.
fn with(name: &str, lines: &str, value: &str) -> String {
    format!("{HEAD}\"{name}\"{lines}\r\n\r\n{value}\r\n")
}

#[tokio::test]
async fn parts() {
    let mut table = Table::new("parts");
    let client = client(&table);
    let calls = client.bodies();

    let least = NewFile::new("a", b"\x89PNG");
    let image = "; filename=\"image\"\r\nContent-Type: image/png";
    let bytes = "\u{fffd}PNG";
    let expected = [text("title", "a"), with("image", image, bytes)].concat();
    table
        .shown(
            "what is required",
            calls.send_parts(&least),
            shown,
            &format!("multipart/form-data; boundary=B\n{expected}--B--\r\n"),
        )
        .await;

    let part = |end: &str| FilePart::from("1").with_file_name(format!("a{end}"));
    let scans = Scans::new()
        .scans(vec![
            part(".jpg"),
            part(".PNG"),
            part(""),
            part(".x").with_content_type("a/b"),
        ])
        .any(part(".webp"));
    let of = |name: &str, end: &str, media: &str| {
        let head = format!("; filename=\"a{end}\"\r\nContent-Type: {media}");
        with(name, &head, "1")
    };
    // One of the types that the document lists, the first where the file's name says nothing.
    let expected = [
        of("scans", ".jpg", "image/jpeg"),
        of("scans", ".PNG", "image/png"),
        of("scans", "", "image/png"),
        of("scans", ".x", "a/b"),
        of("any", ".webp", "image/webp"),
    ];
    let expected = format!(
        "multipart/form-data; boundary=B\n{}--B--\r\n",
        expected.concat()
    );
    table
        .shown(
            "several types of a file",
            calls.send_scans(&scans),
            shown,
            &expected,
        )
        .await;

    // RFC 2387 section 3.1: the type of the first part is required.
    let related = Related::new(NewFileMeta::new().a("m"));
    let call = calls.send_related(&related);
    let json = with("meta", "\r\nContent-Type: application/json", r#"{"a":"m"}"#);
    let expected =
        format!("multipart/related; type=\"application/json\"; boundary=B\n{json}--B--\r\n");
    table.shown("related", call, shown, &expected).await;

    let item = |a: &str| NewFileMeta::new().a(a);
    let mut all = NewFile::new(
        "\u{fc} \"x\"",
        FilePart::from("png").with_file_name("a \"b\"\r\n.png"),
    )
    .pages(vec![
        FilePart::from("1")
            .with_content_type("application/pdf")
            .with_file_name("1.pdf"),
        FilePart::new(Upload::reader(&b"2"[..])),
    ])
    .either(vec![FilePart::from("e")])
    .meta(NewFileMeta::new().a("m"))
    .metas(vec![item("1"), item("2")])
    .tags(vec!["t1".into(), "t 2".into()])
    .joined(vec![1, 2])
    .deep(NewFileDeep::new().x("x").y(vec![5, 6]))
    .count(3)
    .note("*n*")
    .kind(NewFileKind::Scan)
    .taken("2025-01-31".parse().expect("a date"))
    .public(true);
    all.extra = FormData::new().text("more", "1").json("j", &vec![1_i64]);
    let file = |name: &str, media: &str| format!("; filename=\"{name}\"\r\nContent-Type: {media}");
    let json = "\r\nContent-Type: application/json";
    let parts = [
        text("title", "\u{fc} \"x\""),
        with("image", &file("a %22b%22%0D%0A.png", "image/png"), "png"),
        with("pages", &file("1.pdf", "application/pdf"), "1"),
        with("pages", &file("pages", "application/octet-stream"), "2"),
        with("either", &file("either", "application/octet-stream"), "e"),
        with("meta", &format!("{json}\r\nX-Kind: scan"), r#"{"a":"m"}"#),
        with("metas", json, r#"{"a":"1"}"#),
        with("metas", json, r#"{"a":"2"}"#),
        text("tags", "t1"),
        text("tags", "t 2"),
        text("joined", "1,2"),
        text("deep[x]", "x"),
        text("deep[y][0]", "5"),
        text("deep[y][1]", "6"),
        with("count", json, "3"),
        with("note", "\r\nContent-Type: text/markdown", "*n*"),
        text("kind", "scan"),
        text("taken", "2025-01-31"),
        text("public", "true"),
        text("more", "1"),
        with("j", json, "[1]"),
    ];
    let expected = format!(
        "multipart/form-data; boundary=B\n{}--B--\r\n",
        parts.concat()
    );
    table
        .shown("everything", calls.send_parts(&all), shown, &expected)
        .await;

    let free = FormData::new().text("a", "1");
    let expected = format!(
        "multipart/form-data; boundary=B\n{}--B--\r\n",
        text("a", "1")
    );
    table
        .shown(
            "parts without a schema",
            calls.send_free().body(&free),
            shown,
            &expected,
        )
        .await;
    table
        .shown("no parts", calls.send_free(), shown, "(none)\n")
        .await;
    table.finish();
}

#[tokio::test]
async fn kinds() {
    let mut table = Table::new("kinds of bodies");
    let client = client(&table);
    let calls = client.bodies();
    let json = SendChoiceBody::Json(Box::new(SendChoiceRequest::new().url("u")));
    let form = SendChoiceForm::new()
        .query("q")
        .tags(vec!["a".into(), "b c".into()]);
    let form = SendChoiceBody::Form(Box::new(form));
    let csv = SendChoiceBody::Text("a,b\r\n".into());
    let bytes = SendChoiceBody::Bytes("raw".into());
    let parts = SendChoiceBody::Multipart(Box::new(SendChoiceParts::new().file("f")));
    let part = with(
        "file",
        "; filename=\"file\"\r\nContent-Type: application/octet-stream",
        "f",
    );
    let rows = [
        (json, "application/json\n{\"url\":\"u\"}".to_owned()),
        (
            form,
            "application/x-www-form-urlencoded\nquery=q&tags=a&tags=b%20c".to_owned(),
        ),
        (csv, "text/csv\na,b\r\n".to_owned()),
        (bytes, "application/octet-stream\nraw".to_owned()),
        (
            parts,
            format!("multipart/form-data; boundary=B\n{part}--B--\r\n"),
        ),
    ];
    for (body, expected) in rows {
        table
            .shown(&expected, calls.send_choice(&body), shown, &expected)
            .await;
    }
    table
        .body(
            "of one schema JSON",
            calls.send_same(&Plain::new().a("1")),
            "application/vnd.shop.v2+json",
            r#"{"a":"1"}"#,
        )
        .await;
    table
        .body(
            "text",
            calls.send_text().body("\u{e4}"),
            "text/plain",
            "\u{e4}",
        )
        .await;
    table.body("no text", calls.send_text(), "(none)", "").await;
    table
        .body(
            "bytes",
            calls.send_bytes().body("raw"),
            "application/octet-stream",
            "raw",
        )
        .await;
    table
        .body("no bytes", calls.send_bytes(), "(none)", "")
        .await;
    table
        .body("a number", calls.send_scalar(&5), "application/json", "5")
        .await;
    table
        .body(
            "a list",
            calls.send_list(&["a".into(), "b".into()]),
            "text/json",
            r#"["a","b"]"#,
        )
        .await;
    table.finish();
}

#[tokio::test]
async fn forms() {
    let mut table = Table::new("forms");
    let client = client(&table);
    let calls = client.bodies();
    const MEDIA: &str = "application/x-www-form-urlencoded";
    let texts = || vec!["a b".to_owned(), "c,d".to_owned()];
    macro_rules! rows {
        ($($field:ident($value:expr) => $expected:literal;)*) => {
            $(table.body(stringify!($field), calls.send_form(&Form::new().$field($value)), MEDIA, $expected).await;)*
        };
    }
    rows! {
        plain("a&b=c +\u{fc}") => "plain=a%26b%3Dc%20%2B%C3%BC";
        plain("") => "plain=";
        repeated(vec![1, 2]) => "repeated=1&repeated=2";
        repeated(vec![]) => "";
        joined(texts()) => "joined=a%20b,c%2Cd";
        piped(texts()) => "piped=a%20b%7Cc%2Cd";
        object(FormObject::new().a(1)) => "object=%7B%22a%22%3A1%7D";
        deep(FormDeep::new().a(FormDeepA::new().b("x y"))) => "deep%5Ba%5D%5Bb%5D=x%20y";
        spread(FormSpread::new().r(1).g(2)) => "r=1&g=2";
        text(vec![1, 2]) => "text=%5B1%2C2%5D";
    }
    let item = |price: &str, quantity| {
        SendDeepRequestItemsItem::new()
            .price(price)
            .quantity(quantity)
    };
    let deep = SendDeepRequest::new()
        .name("n")
        .expand(vec!["a".into(), "b.c".into()])
        .items(vec![item("p1", 1), item("p2", 2)]);
    let expected = "name=n&expand%5B0%5D=a&expand%5B1%5D=b.c&items%5B0%5D%5Bprice%5D=p1&items%5B0%5D%5Bquantity%5D=1\
                    &items%5B1%5D%5Bprice%5D=p2&items%5B1%5D%5Bquantity%5D=2";
    table
        .body("deep", calls.send_deep().body(&deep), MEDIA, expected)
        .await;
    table.finish();
}
